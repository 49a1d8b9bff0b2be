"""What saving asks of the disk: a whole new file, two names that change their files, a folder.

Nothing here goes over a file that it does not know: a new name is taken only while it is free, and
a file that is replaced is still there under the other name.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from cardctl.errors import FileProblem
from cardctl.locale import say

NOT_PLAIN = "not a plain file"
"""Stands for the digest of a link, a file with two names, a folder, a pipe or a device."""

CLAIM = b"# being written by cardctl\n"
"""What holds a free name where the system has no way to move a file to it."""

_AT_FDCWD, _NOREPLACE, _EXCHANGE = -100, 1, 2
_NOT_OFFERED = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})


def digest(path: Path) -> str | None:
    """The SHA-256 of a plain file, hexadecimal; NOT_PLAIN for what is none, None for nothing."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
        return NOT_PLAIN
    return sha256(_read(path)).hexdigest()


def _read(path: Path) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb", 0) as file:
        return file.read()


def create(path: Path, content: bytes, like: os.stat_result | None = None) -> None:
    """Make a new file with *content*, and return when it is on disk and has been read back.

    It gets the mode of *like*, and its owner and group where that is allowed; without *like* what
    the umask leaves. Raises FileExistsError, and FileProblem where it reads back otherwise.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(path, flags, 0o666 if like is None else 0o600)
    try:
        _write(handle, content)
        if like is not None:
            _liken(handle, like)
        os.fsync(handle)
    finally:
        os.close(handle)
    if _read(path) != content:
        raise FileProblem(say("{path} did not read back as it was written", path=path))


def _write(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]


def _liken(handle: int, like: os.stat_result) -> None:
    own = os.fstat(handle)
    if (own.st_uid, own.st_gid) != (like.st_uid, like.st_gid):
        with suppress(PermissionError):
            os.fchown(handle, like.st_uid, like.st_gid)
    os.fchmod(handle, stat.S_IMODE(like.st_mode))


def sync(folder: Path) -> None:
    """Return when the names in *folder* are on disk (some file systems do not offer it)."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NOT_OFFERED:
            raise
    finally:
        os.close(handle)


# Two names --------------------------------------------------------------------------------------


def move(source: Path, target: Path) -> None:
    """Rename to a name that is free. Raises FileExistsError where it is not."""
    if not _rename(source, target, _NOREPLACE):
        create(target, CLAIM)
        os.replace(source, target)


def exchange(draft: Path, target: Path) -> None:
    """Let two names change their files: at every moment *target* names one of the two.

    Raises FileNotFoundError where one of them is not there.
    """
    if not _rename(draft, target, _EXCHANGE):
        _exchange_by_copy(draft, target)


def spare(draft: Path) -> Path:
    """The copy of the target that stands in for the draft while they change by copying."""
    return draft.with_suffix(".old.tmp")


def _exchange_by_copy(draft: Path, target: Path) -> None:
    """Save *target* under another name and look at it again just before it is replaced."""
    copy = spare(draft)
    content = _read(target)
    create(copy, content, like=os.lstat(target))
    if _read(target) == content:
        os.replace(draft, target)
        os.replace(copy, draft)
    else:
        os.unlink(copy)


def _rename(source: Path, target: Path, flags: int) -> bool:
    """Linux's own rename; False where the system or the file system does not offer it."""
    call = _renameat2()
    names = os.fsencode(source), os.fsencode(target)
    if call is None:
        return False
    if call(_AT_FDCWD, names[0], _AT_FDCWD, names[1], flags) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_OFFERED:
        return False
    raise OSError(code, os.strerror(code), str(target))


@cache
def _renameat2() -> Any:
    """The function of the C library; None where there is none (other systems, old ones)."""
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
