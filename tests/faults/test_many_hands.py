"""Many processes write to one register at once: no update is lost, all ids are unique."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support import thorough
from support.registers import TODAY, run, small_register

PROCESSES, TIMES = (16, 10) if thorough.enabled else (8, 20)
"""The total is the same either way; starting a process takes longer than ten changes."""

WORKER = """
import sys
from support.registers import run

root, today, number, times, command = *sys.argv[1:5], sys.argv[5:]
sys.stdin.readline()
for turn in range(int(times)):
    words = [word.format(number=number, turn=turn) for word in command]
    done = run("--today", today, *words, root=root)
    assert done.exit_code == 0, done.stderr
    print(done.stdout.split()[0])
"""


def run_concurrently(root: Path, *command: str) -> list[str]:
    """Run the command TIMES times in every process; return the first word of each output."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    args = [sys.executable, "-c", WORKER, root, TODAY]
    workers = [
        subprocess.Popen(
            [*args, str(number), str(TIMES), *command],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    ids_printed = []
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        out, _ = worker.communicate(timeout=120)
        assert worker.returncode == 0
        ids_printed += out.split()
    return ids_printed


def test_concurrent_updates_of_one_card_are_all_kept(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    run_concurrently(root, "update", "1-1", "--add", "tags=by-{number}-{turn}")
    text = (root / "M01/M01-001.yaml").read_text(encoding="utf-8")
    wanted = [f"by-{number}-{turn}" for number in range(PROCESSES) for turn in range(TIMES)]
    assert [tag for tag in wanted if text.count(f"{tag},") + text.count(f"{tag}]") != 1] == []
    assert run("validate", root=root).exit_code == 0


def test_concurrent_new_cards_get_unique_ids(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    ids = run_concurrently(root, "new", "Card {number} {turn}", "--item", "1")
    assert len(ids) == len(set(ids)) == PROCESSES * TIMES
    titles = [
        line
        for path in root.glob("M01/M01-*.yaml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("title: Card ")
    ]
    assert len(titles) == len(set(titles)) == PROCESSES * TIMES
    assert max(ids) == f"M01-{4 + PROCESSES * TIMES:03d}"
    assert run("validate", root=root).exit_code == 0
