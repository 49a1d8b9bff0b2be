"""One durable write: lock, compare, temporary file, read back, replace, fsync of the folder.

A file is wholly old or wholly new at any moment; success is said only when what was written has
been read back and the folder is on disk (fsync is taken to be honest).
"""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from cardctl.errors import Busy, ChangedMeanwhile, FileProblem
from cardctl.locale import say

WORKSHOP = ".cardctl"
"""The program's own folder in the root: the lock. It ignores itself in git."""

WAIT = 5.0
"""Seconds to wait for another process."""


def write(root: Path, texts: Mapping[str, str], was: Mapping[str, bytes | None]) -> None:
    """Write *texts* (path relative to *root* to text) durably.

    *was* gives what each file held when it was read, None where it must not exist yet. Raises
    ChangedMeanwhile where that is no longer so, Busy where another process keeps the lock, and
    FileProblem where the file system says no; in all these cases nothing is changed.
    """
    with _locked(root):
        for path in texts:
            _require(root / path, path, was.get(path))
        drafts: dict[Path, Path] = {}
        try:
            for path, text in texts.items():
                drafts[root / path] = _draft(root / path, text.encode())
            for target, draft in drafts.items():
                _put(draft, target, new=was.get(target.relative_to(root).as_posix()) is None)
        except OSError as error:
            raise FileProblem(
                say("cannot write {name}: {why}", name=error.filename, why=error.strerror)
            ) from error
        finally:
            for draft in drafts.values():
                with suppress(FileNotFoundError):
                    draft.unlink()


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """Hold the register's lock; the kernel frees it when the process ends, however it ends."""
    try:
        handle = os.open(_lock_file(root), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise FileProblem(
            say("cannot write in {root}: {why}", root=root, why=error.strerror)
        ) from error
    try:
        _wait_for(handle)
        yield
    finally:
        os.close(handle)


def _lock_file(root: Path) -> Path:
    folder = root / WORKSHOP
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return folder / "lock"


def _wait_for(handle: int) -> None:
    until = time.monotonic() + WAIT
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise Busy(
                    say("another cardctl is writing in this register"),
                    say("wait until it has ended, and try again"),
                ) from None
            time.sleep(0.02)


def _require(target: Path, path: str, was: bytes | None) -> None:
    """The file is a plain one and holds what it held when it was read."""
    try:
        status = target.lstat()
    except FileNotFoundError:
        if was is None:
            return
        raise ChangedMeanwhile(say("{path} is gone", path=path)) from None
    if was is None:
        raise ChangedMeanwhile(
            say("{path} is there already", path=path), say("run the command again")
        )
    if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
        raise FileProblem(
            say("{path} is a link or not a regular file", path=path),
            say("put a plain file in its place"),
        )
    if target.read_bytes() != was:
        raise ChangedMeanwhile(
            say("{path} was changed meanwhile", path=path),
            say("nothing was written; run the command again on the new text"),
        )


def _draft(target: Path, content: bytes) -> Path:
    """Write *content* beside *target* under another name, on disk and read back."""
    target.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".cardctl-", suffix=".tmp", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), _mode(target))
            os.fsync(file.fileno())
        if draft.read_bytes() != content:
            raise FileProblem(say("{path} did not read back as it was written", path=target))
    except BaseException:
        with suppress(FileNotFoundError):
            draft.unlink()
        raise
    return draft


def _mode(target: Path) -> int:
    """The file's own mode; for a new file what the umask leaves."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _put(draft: Path, target: Path, *, new: bool) -> None:
    """Put the draft in its place; a new file never goes over one that is there."""
    if new:
        os.link(draft, target)
    else:
        os.replace(draft, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
