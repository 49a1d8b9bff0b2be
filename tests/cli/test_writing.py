"""Guarantees for writing: the lock, concurrent ids, disk faults, interruption."""

from __future__ import annotations

import errno
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from support.registers import BROKEN, run, small_register

from cardctl.cli.app import Terminated, globals_first
from cardctl.cli.failure import exit_code_of
from cardctl.cli.session import Session
from cardctl.errors import FileProblem
from cardctl.i18n import _
from cardctl.store.atomic import journal, write
from cardctl.store.atomic.journal import JournalStep
from cardctl.store.atomic.lock import locked
from cardctl.store.atomic.write import writing


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


@pytest.fixture(autouse=True)
def temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def editor(folder: Path, code: str) -> dict[str, str]:
    """An editor that runs *code*, in which `card` is the file to edit."""
    script = folder / "editor.py"
    script.write_text(f"import os, pathlib, signal, sys\ncard = pathlib.Path(sys.argv[1])\n{code}")
    return {"VISUAL": f"'{sys.executable}' '{script}'", "TMPDIR": str(folder)}


# Ids --------------------------------------------------------------------------------------------


def test_id_taken_during_editing_is_replaced_by_the_next(root: Path, tmp_path: Path) -> None:
    env = editor(
        tmp_path,
        "from support.registers import run\n"
        f"assert run('new', 'Theirs', '--item', '1', root={str(root)!r}).exit_code == 0\n"
        "card.write_text(card.read_text() + '# mine\\n')\n",
    )
    env["PYTHONPATH"] = str(Path(__file__).parents[1])
    result = run("new", "Mine", "--item", "1", "--edit", root=root, env=env)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("M01-006 ")
    assert "next: cardctl update 1-6 " in result.stderr
    assert "title: Theirs" in (root / "M01/M01-005.yaml").read_text(encoding="utf-8")
    mine = (root / "M01/M01-006.yaml").read_text(encoding="utf-8")
    assert "id: M01-006\ntitle: Mine" in mine
    assert mine.endswith("# mine\n")


def test_id_taken_during_the_write_is_replaced_by_the_next(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    do = JournalStep.do

    def late(step: JournalStep, folder: Path) -> None:
        if step.path == "M01/M01-005.yaml":
            (root / step.path).write_text(BROKEN, encoding="utf-8")
        do(step, folder)

    monkeypatch.setattr(JournalStep, "do", late)
    result = run("new", "Mine", "--item", "1", root=root)
    assert result.exit_code == 0, result.stderr
    assert (root / "M01/M01-005.yaml").read_text(encoding="utf-8") == BROKEN
    assert "title: Mine" in (root / "M01/M01-006.yaml").read_text(encoding="utf-8")


# The lock ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        ("update", "1-1", "--add", "tags=x"),
        ("new", "Another", "--item", "1"),
        ("meeting", "add", "3"),
        ("meeting", "hold", "2"),
        ("meeting", "return", "1", "1-3", "--reason", "no"),
    ],
)
def test_writers_wait_for_the_lock_but_dry_runs_do_not(
    root: Path, command: tuple[str, ...]
) -> None:
    with locked(root):
        result = run(*command, "--wait", "0", root=root)
        assert result.exit_code == 3
        assert "another cardctl is writing to this register" in result.stderr
        assert "another cardctl" not in run(*command, "--dry-run", root=root).stderr


def test_dry_run_creates_nothing(root: Path) -> None:
    before = sorted(root.rglob("*"))
    assert run("update", "1-1", "--add", "tags=x", "--dry-run", root=root).exit_code == 0
    assert run("new", "Another", "--item", "1", "--dry-run", root=root).exit_code == 0
    assert sorted(root.rglob("*")) == before


def test_lock_is_released_even_if_the_command_fails(root: Path) -> None:
    assert run("update", "1-1", "--lead", "nobody", root=root).exit_code == 2
    with locked(root, wait=0):
        pass


def test_wait_is_accepted_anywhere_and_is_not_negative(root: Path) -> None:
    assert globals_first(["list", "--wait", "3"]) == ["--wait", "3", "list"]
    assert run("list", "--wait", "-1", root=root).exit_code == 2


# Interrupted changes ----------------------------------------------------------------------------


def interrupt_a_change(root: Path) -> None:
    """Leave the state of a process that was killed between two cards."""
    paths = ["M01/M01-001.yaml", "M01/M01-002.yaml"]
    old = {path: (root / path).read_bytes() for path in paths}
    steps = [JournalStep(path, write._sha(old[path]), write._sha(b"new")) for path in paths]
    with writing(root):
        journal.begin(root, steps)
        for step in steps:
            write._draft(root, step, b"new")
        steps[0].do(root)


@pytest.mark.parametrize(
    "command", [("list",), ("validate",), ("report",), ("update", "1-3", "--add", "tags=x")]
)
def test_next_command_rolls_back_an_interrupted_change_once(
    root: Path, command: tuple[str, ...]
) -> None:
    interrupt_a_change(root)
    done = run(*command, root=root)
    assert done.exit_code == 0, done.stderr
    paths = "M01/M01-001.yaml, M01/M01-002.yaml"
    assert done.stderr.count(f"rolled back an interrupted change: {paths}") == 1
    assert "interrupted" not in run(*command, root=root).stderr


def test_readers_continue_and_warn_if_a_change_cannot_be_rolled_back(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt_a_change(root)
    with locked(root):
        result = run("list", "--wait", "0", root=root)
    assert "a change is incomplete: another cardctl is writing" in result.stderr
    assert "M01-002" in result.stdout


# The file system --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "free some disk space"),
        (errno.EROFS, "the file system is read-only"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_a_failing_disk_exits_with_4_and_a_hint(
    root: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    def fail(handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    before = (root / "M01/M01-001.yaml").read_bytes()
    result = run("update", "1-1", "--add", "tags=x", root=root)
    assert result.exit_code == 4
    assert words in result.stderr
    assert os.strerror(code) in result.stderr
    assert (root / "M01/M01-001.yaml").read_bytes() == before


def test_read_only_disk_can_be_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call that would write fails, as in the kernel."""
    opened, made = os.open, os.mkdir

    def fail(path: Any) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    def read_only(path: Any, flags: int, *args: Any, **more: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            fail(path)
        return opened(path, flags, *args, **more)

    monkeypatch.setattr(os, "open", read_only)
    monkeypatch.setattr(os, "mkdir", lambda path, *args, **more: fail(path))
    result = run("update", "1-1", "--add", "tags=x", root=root)
    assert result.exit_code == 4
    assert "cannot write to" in result.stderr
    assert "Read-only file system" in result.stderr
    for command in (["list"], ["report"], ["validate"], ["show", "1-1"], ["log", "1-1"]):
        assert run(*command, root=root).exit_code == 0
    assert run("update", "1-1", "--add", "tags=x", "--dry-run", root=root).exit_code == 0
    assert made is not os.mkdir


def test_an_error_with_a_hint_gets_no_other_hint(
    capsys: pytest.CaptureFixture[str],
) -> None:
    problem = FileProblem(_("no"), _("nothing was changed"))
    problem.__cause__ = OSError(errno.ENOSPC, "full")
    assert exit_code_of(problem, Session(lang_option="en")) == 4
    assert capsys.readouterr().err == "cardctl: no\n  = nothing was changed\n"
    assert exit_code_of(OSError(errno.ENOSPC, "full", "x"), Session(lang_option="en")) == 4
    assert "free some disk space" in capsys.readouterr().err


# Interruption -----------------------------------------------------------------------------------


def test_interruption_has_its_own_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(KeyboardInterrupt(), Session(lang_option="en")) == 130
    assert exit_code_of(Terminated(), Session(lang_option="en")) == 143
    assert capsys.readouterr().err == "cardctl: interrupted\n" * 2


def copies(tmp_path: Path) -> list[Path]:
    return list(tmp_path.glob("cardctl-*/*.yaml"))


def test_ctrl_c_in_the_editor_does_not_interrupt_the_command(root: Path, tmp_path: Path) -> None:
    env = editor(
        tmp_path,
        "signal.signal(signal.SIGINT, lambda *_: None)\n"
        "os.kill(os.getpid(), signal.SIGINT)\nos.kill(os.getppid(), signal.SIGINT)\n"
        "card.write_text(card.read_text() + '# mine\\n')\n",
    )
    assert run("edit", "1-1", root=root, env=env).exit_code == 0
    assert (root / "M01/M01-001.yaml").read_text(encoding="utf-8").endswith("# mine\n")


@pytest.mark.parametrize("appended", ["", "# mine\\n"])
def test_termination_during_editing_keeps_and_names_the_edited_copy(
    root: Path, tmp_path: Path, appended: str
) -> None:
    code = f"card.write_text(card.read_text() + '{appended}')\n"
    env = editor(tmp_path, f"{code}os.kill(os.getppid(), signal.SIGTERM)\n")

    def stop(number: int, frame: object) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        result = run("edit", "1-1", root=root, env=env)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert result.exit_code == 143
    assert [str(copy) in result.stderr for copy in copies(tmp_path)] == ([True] if appended else [])
