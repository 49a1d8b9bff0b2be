"""Many processes write in one register at once: no update is lost, no id is given twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support import thorough
from support.registers import TODAY, run, small_register

PROCESSES, TIMES = (16, 10) if thorough.enabled else (8, 20)
"""As many changes either way; a process takes longer to start than to make ten of them."""

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


def at_once(root: Path, *command: str) -> list[str]:
    """Let every process run the command so many times; give the first word of each answer."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    args = [sys.executable, "-c", WORKER, root, TODAY]
    workers = [
        subprocess.Popen(
            [*args, str(number), str(TIMES), *command],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    said = []
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        out, _ = worker.communicate(timeout=120)
        assert worker.returncode == 0
        said += out.split()
    return said


def test_no_update_of_one_card_is_lost(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    at_once(root, "update", "1-1", "--add", "tags=by-{number}-{turn}")
    text = (root / "M01/M01-001.yaml").read_text(encoding="utf-8")
    wanted = [f"by-{number}-{turn}" for number in range(PROCESSES) for turn in range(TIMES)]
    assert [tag for tag in wanted if text.count(f"{tag},") + text.count(f"{tag}]") != 1] == []
    assert run("validate", root=root).exit_code == 0


def test_no_id_is_given_twice(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    ids = at_once(root, "new", "Card {number} {turn}", "--item", "1")
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
