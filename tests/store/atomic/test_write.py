"""A change is written completely or not at all, and success is reported only if it is true."""

from __future__ import annotations

import errno
import json
import os
import signal
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from support.refusals import refused

from cardctl import platform
from cardctl.errors import Busy, ChangedMeanwhile, FileChanged, FileProblem, Refused, Taken
from cardctl.store.atomic import disk, journal, write
from cardctl.store.atomic.journal import JournalStep, Recovery
from cardctl.store.atomic.write import writing

A, B, C = "M01/M01-001.yaml", "M01/M01-002.yaml", "M02/M02-001.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "M01").mkdir()
    (tmp_path / A).write_bytes(b"old\n")
    (tmp_path / B).write_bytes(b"old too\n")
    return tmp_path


WAS = {A: b"old\n", B: b"old too\n"}
ALL = {A: "new\n", C: "made\n", B: None}
"""One changed file, one new file (in a new folder), one deleted file."""


def write_texts(
    root: Path, texts: dict[str, str | None], was: dict[str, bytes] = WAS
) -> Recovery | None:
    with writing(root) as writer:
        writer.write(texts, was)
    return writer.settled


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.relative_to(root).as_posix() not in OWN
    }


def fail(*_: object, **__: object) -> None:
    raise OSError(errno.EROFS, "Read-only file system")


OWN = {".cardctl/lock", ".cardctl/.gitignore"}
DONE = {A: b"new\n", C: b"made\n"}


@pytest.fixture(params=["exchange", "copy"])
def exchange_method(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the test with and without the system's atomic exchange."""
    if request.param == "copy":
        monkeypatch.setattr(platform, "_renameat2", lambda: None)
    name: str = request.param
    return name


def test_files_are_changed_created_and_deleted(root: Path, exchange_method: str) -> None:
    (root / A).chmod(0o640)
    write_texts(root, ALL)
    assert files(root) == DONE
    assert (root / A).stat().st_mode & 0o777 == 0o640


def test_unchanged_file_is_not_touched(root: Path) -> None:
    inode = (root / A).stat().st_ino
    write_texts(root, {A: "old\n"})
    assert (root / A).stat().st_ino == inode


CHANGED = (
    FileChanged,
    f"{A} has changed in the meantime",
    "nothing was written; run the command again on the new version",
)
GONE = (ChangedMeanwhile, f"{A} no longer exists", "")
TAKEN = (Taken, f"{C} already exists", "run the command again")
LINK = (FileProblem, f"{A} is a link or not a regular file", "replace it with a regular file")


@pytest.mark.parametrize(
    ("texts", "was", "said"),
    [
        ({A: "new\n"}, {A: b"other\n"}, CHANGED),
        ({B: "new\n", A: "new\n"}, {B: b"old too\n", A: b"x\n"}, CHANGED),
        ({A: "new\n"}, {}, (Taken, f"{A} already exists", TAKEN[2])),
        ({C: "new\n"}, {C: b"old\n"}, (ChangedMeanwhile, f"{C} no longer exists", "")),
    ],
)
def test_a_file_that_changed_since_it_was_read_is_not_overwritten(
    root: Path, texts: Any, was: Any, said: tuple[type[Exception], str, str]
) -> None:
    assert refused(lambda: write_texts(root, texts, was)) == said
    assert files(root) == WAS


def test_new_file_in_an_existing_folder(root: Path) -> None:
    write_texts(root, {"M01/M01-003.yaml": "made\n"})
    assert files(root) == {**WAS, "M01/M01-003.yaml": b"made\n"}


@pytest.mark.parametrize("more", [(), ("cardctl update",)])
def test_writer_signs_the_lock_and_others_wait_for_the_given_time(
    root: Path, more: tuple[str, ...]
) -> None:
    with writing(root, 5.0, *more):
        signed = (root / ".cardctl/lock").read_text(encoding="utf-8")
        assert signed == f"{os.getpid()} {more[0] if more else 'cardctl'}\n"
        start = time.monotonic()
        with pytest.raises(Busy), writing(root, 0.0):
            pass
        assert time.monotonic() - start < 2.0


def test_any_thread_may_write(root: Path) -> None:
    """Only the main thread receives signals and may set handlers."""
    writer = Thread(target=write_texts, args=(root, ALL))
    writer.start()
    writer.join()
    assert files(root) == DONE


def test_system_error_message_is_passed_on(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise OSError(errno.EIO, "Input/output error", *args)

    monkeypatch.setattr(os, "fsync", lambda _: fail("the file"))
    said = (FileProblem, "cannot write the file: Input/output error", "")
    assert refused(lambda: write_texts(root, ALL)) == said
    monkeypatch.setattr(os, "fsync", lambda _: fail())
    said = (FileProblem, f"cannot write {root}: Input/output error", "")
    assert refused(lambda: write_texts(root, ALL)) == said


def test_links_are_refused(root: Path) -> None:
    (root / "M01/link.yaml").symlink_to(root / A)
    os.link(root / B, root / "M01/hard.yaml")
    (root / "M03").symlink_to(root / "M01")
    for path in ("M01/link.yaml", "M01/hard.yaml", "M03/M01-001.yaml", "M03/new.yaml"):
        was = {} if "new" in path else {path: b"old\n"}
        assert refused(lambda: write_texts(root, {path: "new\n"}, was)) == (  # noqa: B023  # called here
            LINK[0], LINK[1].replace(A, path), LINK[2],
        )  # fmt: skip
    assert (root / A).read_bytes() == b"old\n"
    assert not (root / "M01/new.yaml").exists()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("nth", range(8))
def test_failing_disk_leaves_all_files_unchanged(
    root: Path, monkeypatch: pytest.MonkeyPatch, code: int, nth: int
) -> None:
    count = 0
    fsync = os.fsync

    def failing(handle: int) -> None:
        nonlocal count
        count += 1
        if count == nth + 1:
            raise OSError(code, os.strerror(code))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", failing)
    if nth == 7:  # the last one closes the journal of a completed change
        write_texts(root, ALL)
        monkeypatch.undo()
        write_texts(root, {})
        assert files(root) == DONE
        return
    with pytest.raises(FileProblem, match="cannot write"):
        write_texts(root, ALL)
    assert files(root) == WAS


MANY = {f"M{number % 5 + 3:02}/M{number:02}.yaml": f"{number}\n" for number in range(90)}
"""Files that are written side by side, in new folders."""


def test_many_files_are_written(root: Path) -> None:
    write_texts(root, {**ALL, **MANY})
    assert files(root) == {**DONE, **{path: text.encode() for path, text in MANY.items()}}


@pytest.mark.parametrize("nth", [8, 40, 90])
def test_failing_disk_leaves_none_of_many_files(
    root: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    written: list[int] = []
    fsync = os.fsync

    def failing(handle: int) -> None:
        written.append(handle)
        if len(written) == nth:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(FileProblem, match="cannot write"):
        write_texts(root, {**ALL, **MANY})
    assert files(root) == WAS


def before_exchange(monkeypatch: pytest.MonkeyPatch, hook: Any, turn: int = 1) -> None:
    """Run *hook* just before the *turn*-th exchange."""
    do, count = JournalStep.do, 0

    def late(step: JournalStep, root: Path) -> None:
        nonlocal count
        count += 1
        if count == turn:
            hook()
        do(step, root)

    monkeypatch.setattr(JournalStep, "do", late)


def test_file_saved_by_an_editor_before_the_exchange_is_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch, exchange_method: str
) -> None:
    before_exchange(monkeypatch, lambda: (root / A).write_bytes(b"theirs\n"))
    assert refused(lambda: write_texts(root, {B: "new\n", A: "new\n"})) == CHANGED
    assert files(root) == {**WAS, A: b"theirs\n"}


def test_file_deleted_before_the_exchange_is_not_restored(
    root: Path, monkeypatch: pytest.MonkeyPatch, exchange_method: str
) -> None:
    before_exchange(monkeypatch, (root / A).unlink)
    assert refused(lambda: write_texts(root, {A: "new\n"})) == GONE
    assert files(root) == {B: b"old too\n"}


def test_file_created_before_the_exchange_is_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch, exchange_method: str
) -> None:
    before_exchange(monkeypatch, lambda: (root / C).write_bytes(b"theirs\n"), turn=2)
    assert refused(lambda: write_texts(root, ALL)) == TAKEN
    assert files(root) == {**WAS, C: b"theirs\n"}


def test_failed_rollback_is_reported_and_done_by_the_next_command(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        before_exchange(patch, lambda: patch.setattr(platform, "_rename", fail), turn=2)
        assert refused(lambda: write_texts(root, ALL)) == (
            FileProblem,
            "cannot roll back an incomplete change: Input/output error",
            "the next cardctl command in this register rolls it back, once the disk permits",
        )
    assert (root / A).read_bytes() == b"new\n"
    assert write_texts(root, {}) == Recovery(False, (A, C, B))
    assert files(root) == WAS


def test_failed_cleanup_is_not_an_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        before_exchange(patch, lambda: patch.setattr(os, "unlink", fail))
        write_texts(root, ALL)
    assert (root / ".cardctl/journal").exists()
    assert write_texts(root, {}) == Recovery(True, (A, C, B))
    assert files(root) == DONE


# Signals ----------------------------------------------------------------------------------------


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Let SIGINT raise KeyboardInterrupt; background processes of a shell ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupts")
def test_signal_before_the_exchange_rolls_back_and_is_raised(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = write._draft

    def interrupted(*args: Any) -> None:
        draft(*args)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(write, "_draft", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_texts(root, ALL)
    assert files(root) == WAS


@pytest.mark.usefixtures("interrupts")
def test_signal_during_the_exchange_is_raised_after_completion(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_exchange(monkeypatch, lambda: os.kill(os.getpid(), signal.SIGINT), turn=2)
    with pytest.raises(KeyboardInterrupt):
        write_texts(root, ALL)
    assert files(root) == DONE


def test_an_ignored_signal_is_ignored(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        before_exchange(monkeypatch, lambda: os.kill(os.getpid(), signal.SIGINT))
        write_texts(root, ALL)
    finally:
        signal.signal(signal.SIGINT, before)
    assert files(root) == DONE


# Recovery after a stopped process ---------------------------------------------------------------


def stopped(root: Path, swaps: int, texts: dict[str, str | None] = ALL) -> list[JournalStep]:
    """Leave the files of a process that was killed after *swaps* exchanges."""
    new = {path: text and text.encode() for path, text in texts.items()}
    steps = [JournalStep(path, write._sha(WAS.get(path)), write._sha(new[path])) for path in texts]
    with writing(root):
        journal.begin(root, steps)
        for step in steps:
            write._draft(root, step, new[step.path])
        for step in steps[:swaps]:
            step.do(root)
    return steps


@pytest.mark.parametrize("swaps", range(4))
def test_stopped_write_is_completed_or_rolled_back(
    root: Path, exchange_method: str, swaps: int
) -> None:
    stopped(root, swaps)
    assert write_texts(root, {}) == Recovery(swaps == 3, (A, C, B))
    assert files(root) == (DONE if swaps == 3 else WAS)
    assert write_texts(root, {}) is None


def test_file_edited_after_the_stop_is_kept(root: Path) -> None:
    stopped(root, 3)
    (root / C).write_bytes(b"theirs\n")
    assert write_texts(root, {}) == Recovery(False, (A, C, B))
    assert files(root) == {**WAS, C: b"theirs\n"}


def test_editor_text_swapped_into_a_draft_is_restored(root: Path) -> None:
    (step, *_) = stopped(root, 0)
    (root / A).write_bytes(b"theirs\n")
    step.do(root)  # ... and killed before it checked the draft
    assert (root / A).read_bytes() == b"new\n"
    write_texts(root, {})
    assert files(root) == {**WAS, A: b"theirs\n"}


def test_missing_draft_rolls_nothing_back(root: Path) -> None:
    (step, *_) = stopped(root, 1)
    step.draft(root).unlink()
    write_texts(root, {})
    assert files(root) == {**WAS, A: b"new\n"}


def test_recovery_between_the_two_renames_of_a_copy(root: Path) -> None:
    (step, *_) = stopped(root, 1)
    step.draft(root).rename(disk.spare(step.draft(root)))
    write_texts(root, {})
    assert files(root) == WAS


def test_placeholder_file_is_removed(root: Path) -> None:
    stopped(root, 1)
    (root / C).write_bytes(disk.CLAIM)
    write_texts(root, {})
    assert files(root) == WAS


@pytest.mark.parametrize("text", ["", '{"folder"', "[" * 100_000])
def test_truncated_journal_changes_nothing(root: Path, text: str) -> None:
    write_texts(root, {})
    (root / ".cardctl/journal").write_text(text, encoding="utf-8")
    assert write_texts(root, {}) == Recovery(False, ())
    assert files(root) == WAS


@pytest.mark.parametrize("text", ['{"folder": 1, "steps": []}', "[]", "link"])
def test_a_journal_from_elsewhere_is_not_applied(root: Path, text: str) -> None:
    stopped(root, 1)
    path = root / ".cardctl/journal"
    if text == "link":
        path.rename(root / "elsewhere")
        path.symlink_to(root / "elsewhere")
    else:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match="does not belong to this copy of the register"):
        write_texts(root, {})
    assert (root / A).read_bytes() == b"new\n"


def write_journal(root: Path, path: str, /, **more: object) -> None:
    """Write a journal as this program does, for a completed change of the file at *path*."""
    write_texts(root, {})
    old, new = (sha256(text).hexdigest() for text in (b"theirs\n", b"forged\n"))
    step: dict[str, object] = {"path": path, "old": old, "new": new, **more}
    folder = (root / ".cardctl").stat().st_ino
    text = json.dumps({"folder": folder, "steps": [step]})
    (root / ".cardctl/journal").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "path",
    [
        "../outside.yaml", "../../outside.yaml", "M01/../../outside.yaml", "M01/../outside.yaml",
        "/etc/outside.yaml", "C:outside.yaml", "C:\\outside.yaml", "M01\\..\\outside.yaml",
        "\\\\host\\outside.yaml", ".git/config", ".GIT/config", ".git", ".cardctl/index.sqlite",
        "M01/.git/config", "M01/M02/outside.yaml", "link/outside.yaml", "M09/outside.yaml",
        "", ".", "..", "M01/", "M01/.", "M01/..", "a\0b", "./M01/M01-001.yaml",
    ],
)  # fmt: skip
def test_a_journal_that_leaves_the_register_is_not_applied(tmp_path: Path, path: str) -> None:
    root = tmp_path / "a/cards"
    for folder in ("M01/.git", "M01/M02", ".git", ".GIT", "../outside"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for link in ("M09", "link"):
        (root / link).symlink_to(root / "../outside")
    there = [root / path] if "\0" not in path and not (root / path).is_dir() else []
    there = [each for each in there if each.resolve().is_relative_to(tmp_path.resolve())]
    write_journal(root, path)
    for each in there:
        each.parent.mkdir(parents=True, exist_ok=True)
        each.write_bytes(b"forged\n")
        each.with_name(f".cardctl-{each.name}.tmp").write_bytes(b"theirs\n")
    before = files(tmp_path)
    with pytest.raises(Refused, match="does not belong to this copy of the register"):
        write_texts(root, {})
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    "more",
    [
        {"old": 1}, {"new": ["x"]}, {"new": "x"}, {"path": 1}, {"path": None}, {"more": "x"},
        {"old": "../../x"},
    ],
)  # fmt: skip
def test_a_journal_of_another_form_is_not_applied(root: Path, more: dict[str, object]) -> None:
    write_journal(root, A, **more)
    with pytest.raises(Refused, match="does not belong to this copy of the register"):
        write_texts(root, {})
    assert files(root) == WAS | {".cardctl/journal": (root / ".cardctl/journal").read_bytes()}


def test_a_journal_of_another_user_is_not_applied(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(root, 1)
    own = os.geteuid()
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: own + 1)
        with pytest.raises(Refused, match="does not belong to this copy of the register"):
            write_texts(root, {})
    assert write_texts(root, {}) == Recovery(False, (A, C, B))


@pytest.mark.parametrize("path", ["cardctl.yaml", ".gitattributes", "M01/meeting.yaml", A])
def test_every_writable_file_can_be_recovered(root: Path, path: str) -> None:
    text = (root / path).read_bytes() if (root / path).exists() else None
    step = JournalStep(path, text and write._sha(text), write._sha(b"new\n"))
    with writing(root):
        journal.begin(root, [step])
        write._draft(root, step, b"new\n")
        step.do(root)
    assert write_texts(root, {}) == Recovery(True, (path,))
    assert (root / path).read_bytes() == b"new\n"


def test_next_writer_deletes_leftover_drafts(root: Path) -> None:
    (root / "elsewhere").mkdir()
    (root / "M02").symlink_to(root / "elsewhere")
    for name in ("elsewhere/.cardctl-M02-001.yaml.tmp", "M01/.cardctl-M01-001.yaml.tmp"):
        (root / name).touch()
    left = root / ".cardctl/journal.done"
    write_texts(root, {})
    assert "M01/.cardctl-M01-001.yaml.tmp" in files(root)  # nothing shows that it is one of ours
    left.touch()
    (root / "M01/.cardctl-folder.tmp").mkdir()
    write_texts(root, {})
    kept = {A, B, "elsewhere/.cardctl-M02-001.yaml.tmp"}
    assert set(files(root)) == {*kept, ".cardctl/journal.done"}  # because the folder remains
    (root / "M01/.cardctl-folder.tmp").rmdir()
    write_texts(root, {})
    assert set(files(root)) == kept


def test_undeletable_drafts_are_left_to_the_next_writer(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", fail)
        write_texts(root, {A: "new\n"})
    left = {".cardctl/journal.done", "M01/.cardctl-M01-001.yaml.tmp"}
    assert set(files(root)) == {A, B, *left}
    write_texts(root, {B: "newer\n"})
    assert files(root) == {**WAS, A: b"new\n", B: b"newer\n"}


@pytest.mark.parametrize("in_the_way", ["folder", "link"])
def test_obstacle_at_the_leftovers_path_does_not_stop_a_write(root: Path, in_the_way: str) -> None:
    write_texts(root, {})
    left = root / ".cardctl/journal.done"
    if in_the_way == "folder":
        (left / "inside").mkdir(parents=True)
    else:
        left.symlink_to(root / A)
    write_texts(root, {B: "new\n"})
    assert files(root) == {**WAS, B: b"new\n"}
    assert not (root / ".cardctl/journal").exists()


def test_write_lists_no_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a write would take longer the more cards there are."""
    monkeypatch.setattr(os, "listdir", fail)
    monkeypatch.setattr(os, "scandir", fail)
    write_texts(root, {A: "new\n"})
    assert (root / A).read_bytes() == b"new\n"


def test_recovery_in_a_read_only_folder_is_an_error(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped(root, 1)
    monkeypatch.setattr(platform, "_rename", fail)
    said = (FileProblem, f"cannot write {root}: Read-only file system", "")
    assert refused(lambda: write_texts(root, {})) == said
