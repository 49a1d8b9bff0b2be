"""The register's lock: one writer at a time; waiting processes can report who holds it.

The lock is a kernel lock (see `platform`) on a separate file, because each save changes a card's
inode. It is released when its process ends, for whatever reason, so a dead process never blocks
others.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from cardctl.errors import Busy, FileProblem
from cardctl.i18n import Message, _
from cardctl.platform import close_locked, open_file, read_at_start, try_lock, write_at_start
from cardctl.store.layout import cache_dir

WAIT = 5.0
"""Default number of seconds to wait for another process."""

_POLL = 0.01
_SIGNATURE = re.compile(rb"([0-9]{1,10}) (cardctl[a-z -]{0,40})\n")


@contextmanager
def locked(root: Path, wait: float = WAIT, command: str = "cardctl") -> Iterator[None]:
    """Hold the lock of the register at *root*, signed with the process id and *command*.

    If others hold the lock in turn, the wait of *wait* seconds restarts with each holder. Raises
    Busy after that, and FileProblem if the file system does not allow locking.
    """
    try:
        handle = _open(root)
        try:
            _wait_for(handle, wait)
            _sign(handle, f"{os.getpid()} {command}\n".encode())
        except BaseException:
            os.close(handle)
            raise
    except OSError as error:
        raise FileProblem(
            _("cannot write to {root}: {why}", root=root, why=error.strerror)
        ) from error
    try:
        yield
    finally:
        _sign(handle, b"")
        with suppress(OSError):
            close_locked(handle)


def is_locked(root: Path) -> bool:
    """Return whether another process is writing in the register at *root*; creates no files."""
    try:
        handle = open_file(_file(root), os.O_RDWR)
    except OSError:
        return False
    if try_lock(handle):
        close_locked(handle)
        return False
    os.close(handle)
    return True


def _file(root: Path) -> Path:
    return cache_dir(root) / "lock"


def ensure_cache_dir(root: Path) -> Path:
    """Create the program's own folder if it is missing. Raises OSError, also if it is a link."""
    folder = cache_dir(root)
    with suppress(FileExistsError):
        folder.mkdir()
    if not stat.S_ISDIR(os.lstat(folder).st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    _ignore_in_git(folder)
    return folder


def _open(root: Path) -> int:
    """Open the lock file. Raises FileProblem if it is a link or not a regular file."""
    ensure_cache_dir(root)
    handle = open_file(_file(root), os.O_RDWR | os.O_CREAT)
    if not _is_plain(handle):
        os.close(handle)
        raise FileProblem(
            _("{path} is a link or not a regular file", path=_file(root)),
            _("replace it with a regular file"),
        )
    return handle


def _is_plain(handle: int) -> bool:
    status = os.fstat(handle)
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def _ignore_in_git(folder: Path) -> None:
    handle = open_file(folder / ".gitignore", os.O_RDWR | os.O_CREAT)
    try:
        if _is_plain(handle) and os.fstat(handle).st_size == 0:
            os.write(handle, b"*\n")
    finally:
        os.close(handle)


def _wait_for(handle: int, wait: float) -> None:
    holder, until = None, 0.0
    while not try_lock(handle):
        now, signed = time.monotonic(), read_at_start(handle, 100)
        if holder is None or (signed and signed != holder):
            holder, until = signed, now + wait
        if now >= until:
            raise Busy(_told(handle, signed), _("wait for it to finish and try again"))
        time.sleep(_POLL)


def _sign(handle: int, signature: bytes) -> None:
    """Record the lock holder in the file; if that fails (full disk), the lock is still held."""
    with suppress(OSError):
        os.ftruncate(handle, 0)
        write_at_start(handle, signature)


def _told(handle: int, signed: bytes) -> Message:
    match = _SIGNATURE.fullmatch(signed)
    if match is None:
        return _("another cardctl is writing to this register")
    since = datetime.fromtimestamp(os.fstat(handle).st_mtime, UTC).astimezone()
    return _(
        "another cardctl is writing to this register: {command}, process {pid}, since {since}",
        command=match[2].decode(),
        pid=int(match[1]),
        since=since.isoformat(" ", "seconds"),
    )
