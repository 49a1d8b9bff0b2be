"""The whole program under faults: exit codes, leftover files, and the next command."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.faults import Done, Point, inject, needs_strace, points, two_at_a_time
from support.faults import run as under_strace
from support.registers import TODAY, run, small_register

CARD = "M01/M01-001.yaml"
SAVE = ('.cardctl/journal", O_WRONLY', 'unlink("')
"""Substrings of the first and the last call of a save in a trace."""

MAIN = "from cardctl.cli.main import main; main()"


def program(root: Path, *args: str) -> list[str | Path]:
    return [sys.executable, "-c", MAIN, "-C", root, "--today", TODAY, *args]


def texts(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.glob("M*/[!.]*")}


def leftover_files(root: Path) -> list[str]:
    return [p.name for p in root.rglob("*") if ".tmp" in p.suffixes or p.stem == "journal"]


FAULTS = {
    "signal=KILL": 137,
    "signal=INT": 130,
    "error=ENOSPC": 4,
    "signal=TERM": 143,
    "error=EROFS": 4,
}


@needs_strace
def test_update_is_atomic_with_a_fault_at_any_call(tmp_path: Path) -> None:
    args = ("update", "1-1", "--add", "tags=new")
    # The first run may compile bytecode, which would shift the calls of later runs.
    under_strace(program(small_register(tmp_path / "first"), *args))
    traced = small_register(tmp_path / "traced")
    before = texts(traced)
    calls = points(program(traced, *args), tmp_path / "log", *SAVE)
    wanted = texts(traced)
    assert wanted != before

    # Calls that only inspect files may fail without affecting the change.
    relevant = [
        point
        for point in calls
        if point.call in ("openat", "write", "fsync", "fchmod", "close", "renameat2")
    ]
    faults = list(zip(relevant, itertools.cycle(FAULTS), strict=False))
    assert len(faults) >= 15
    roots = [small_register(tmp_path / f"{point.call}-{point.nth}") for point, _ in faults]
    ended = two_at_a_time(
        lambda item: inject(program(item[0], *args), *item[1]), zip(roots, faults, strict=True)
    )

    def verdict(root: Path, done: Done, point: Point, fault: str) -> list[str]:
        # Once the change is made, failed cleanup does not make the command fail.
        tidied = done.returncode != 0
        wrong = []
        if done.returncode != (FAULTS[fault] if tidied or "signal" in fault else 0):
            wrong.append(f"ended with {done.returncode}")
        if done.returncode == 0 and texts(root) != wanted:
            wrong.append("a false success")
        if texts(root) not in (before, wanted):
            wrong.append("half")
        if fault != "signal=KILL" and tidied and leftover_files(root):
            wrong.append(f"left {leftover_files(root)}")
        if run("update", "1-1", "--add", "tags=next", root=root).exit_code or leftover_files(root):
            wrong.append("the next command did not get over it")
        return [f"{fault} at {point}: {each}" for each in wrong]

    assert [
        wrong
        for root, done, fault in zip(roots, ended, faults, strict=True)
        for wrong in verdict(root, done, *fault)
    ] == []


def renames(root: Path, *args: str) -> list[Point]:
    calls = points(program(root, *args), root.parent / "log", *SAVE)
    return [point for point in calls if point.call == "renameat2"]


@needs_strace
@pytest.mark.parametrize("reader", [("list",), ("validate",), ("update", "1-3", "--add", "tags=x")])
def test_next_command_rolls_back_an_update_killed_halfway(
    tmp_path: Path, reader: tuple[str, ...]
) -> None:
    args = ("update", "1-1", "1-2", "--lead", "moef")
    _, second = renames(small_register(tmp_path / "traced"), *args)
    root = small_register(tmp_path / "killed")
    before = texts(root)
    assert inject(program(root, *args), second, "signal=KILL").returncode == 137
    assert texts(root) != before
    result = run(*reader, root=root)
    assert "rolled back an interrupted change: M01/M01-001.yaml, M01/M01-002.yaml" in result.stderr
    assert result.exit_code == 0, result.stderr
    assert all(text == before[path] for path, text in texts(root).items() if "003" not in path)
    assert leftover_files(root) == []
    assert "interrupted" not in run(*reader, root=root).stderr


@needs_strace
def test_next_command_completes_an_update_killed_at_the_end(tmp_path: Path) -> None:
    args = ("update", "1-1", "1-2", "--lead", "moef")
    traced = small_register(tmp_path / "traced")
    calls = points(program(traced, *args), tmp_path / "log", *SAVE)
    last = next(point for point in calls if point.call == "rename" and "journal" in point.line)
    root = small_register(tmp_path / "killed")
    inject(program(root, *args), last, "signal=KILL")
    # The call itself was not executed.
    result = run("list", root=root)
    assert "completed an interrupted change: M01/M01-001.yaml, M01/M01-002.yaml" in result.stderr
    assert texts(root) == texts(traced)
    assert leftover_files(root) == []


@needs_strace
@pytest.mark.parametrize("how", ["in place", "by rename"])
def test_file_saved_by_an_editor_during_an_update_is_kept(tmp_path: Path, how: str) -> None:
    args = ("update", "1-1", "--add", "tags=mine")
    (exchange,) = renames(small_register(tmp_path / "traced"), *args)
    root = small_register(tmp_path / "edited")
    theirs = (root / CARD).read_bytes() + b"# theirs\n"

    def save_as_an_editor() -> None:
        until = time.monotonic() + 20
        while not (root / "M01/.cardctl-M01-001.yaml.tmp").exists():
            assert time.monotonic() < until
            time.sleep(0.005)
        time.sleep(0.3)
        if how == "in place":
            (root / CARD).write_bytes(theirs)
        else:
            (root / "M01/typed").write_bytes(theirs)
            (root / "M01/typed").rename(root / CARD)

    def work(what: object) -> Done | None:
        if what is save_as_an_editor:
            return save_as_an_editor()
        return inject(program(root, *args), exchange, "delay_enter=1500000")

    _, done = two_at_a_time(work, [save_as_an_editor, "update"])
    assert done is not None
    assert (root / CARD).read_bytes() == theirs
    assert done.returncode == 3
    assert "has changed in the meantime" in done.stderr
    assert leftover_files(root) == []


# The lock ---------------------------------------------------------------------------------------


@contextmanager
def holder(root: Path) -> Iterator[subprocess.Popen[str]]:
    """A running cardctl that holds the lock: it waits on standard input before it writes."""
    patch = (
        "import sys\nfrom cardctl.app.change import Transaction\n"
        "Transaction.drafts = lambda *_: sys.stdin.read()\n"
    )
    command = program(root, "update", "1-1", "--add", "tags=x")
    command[2] = patch + str(command[2])
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        until = time.monotonic() + 20
        lock = root / ".cardctl/lock"
        while not (lock.exists() and lock.read_text()):
            assert time.monotonic() < until
            time.sleep(0.01)
        yield process
        process.kill()


def test_lock_timeout_names_the_lock_holder(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    with holder(root) as process:
        start = time.monotonic()
        result = run("update", "1-2", "--add", "tags=x", "--wait", "0.5", root=root)
        assert 0.5 <= time.monotonic() - start < 5
        assert result.exit_code == 3
        assert f"cardctl update, process {process.pid}, since 20" in result.stderr
        assert run("list", root=root).exit_code == 0, "readers do not wait"
        assert run("update", "1-2", "--add", "tags=x", "--dry-run", root=root).exit_code == 0
    # The killed process left its signed lock file behind, which does not block others.
    assert (root / ".cardctl/lock").read_text()
    assert run("update", "1-2", "--add", "tags=x", "--wait", "0", root=root).exit_code == 0


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_command_reports_it_and_leaves_no_files(
    tmp_path: Path, sent: signal.Signals, code: int
) -> None:
    root = small_register(tmp_path)
    before = texts(root)
    with holder(root) as process:
        process.send_signal(sent)
        _, stderr_text = process.communicate(timeout=20)
        assert process.returncode == code
    assert stderr_text == "cardctl: interrupted\n"
    assert texts(root) == before
    assert leftover_files(root) == []


# Read-only disk ---------------------------------------------------------------------------------


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_commands_work_in_a_read_only_folder(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    for path in (root / "M01", root):
        path.chmod(0o555)
    try:
        assert_only_reading_works(root)
    finally:
        for path in (root, root / "M01"):
            path.chmod(0o755)


def assert_only_reading_works(root: Path) -> None:
    result = run("update", "1-1", "--add", "tags=x", root=root)
    assert result.exit_code == 4
    assert "cannot write in" in result.stderr
    for reader in (["list"], ["report"], ["validate"], ["show", "1-1"]):
        assert run(*reader, root=root).exit_code in (0, 1)
    assert run("update", "1-1", "--add", "tags=x", "--dry-run", root=root).exit_code == 0
