"""File system operations of a save: create a file, move it, exchange two files.

No operation overwrites an unknown file: a new name is used only if it is free, and a replaced file
is kept under the other name.
"""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from pathlib import Path

from cardctl.errors import FileProblem
from cardctl.i18n import _
from cardctl.platform import (
    copy_mode,
    load_libraries,
    open_file,
    rename_if_free,
    swap,
    sync_file,
)

load_libraries()

NOT_PLAIN = "not a plain file"
"""Used as the digest of anything that is not a regular file with a single name."""

CLAIM = b"# being written by cardctl\n"
"""Placeholder that reserves a free name on systems that cannot rename without overwriting."""


def digest(path: Path) -> str | None:
    """Return the SHA-256 of a regular file (hexadecimal), NOT_PLAIN for others, None if absent."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
        return NOT_PLAIN
    return sha256(_read(path)).hexdigest()


def _read(path: Path) -> bytes:
    with open(open_file(path, os.O_RDONLY), "rb", 0) as file:
        return file.read()


def create(path: Path, content: bytes, like: os.stat_result | None = None) -> None:
    """Create a file with *content*; return once it is synced to disk and has been read back.

    It gets the mode of *like*, and its owner and group if permitted; without *like*, the umask
    applies. Raises FileExistsError, and FileProblem if the content read back differs.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    handle = open_file(path, flags, 0o666 if like is None else 0o600)
    try:
        _write(handle, content)
        if like is not None:
            copy_mode(handle, like)
        sync_file(handle)
    finally:
        os.close(handle)
    if _read(path) != content:
        raise FileProblem(_("{path}: content read back differs from content written", path=path))


def _write(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]


# Two names --------------------------------------------------------------------------------------


def move(source: Path, target: Path) -> None:
    """Rename *source* to *target*. Raises FileExistsError if *target* exists."""
    if not rename_if_free(source, target):
        create(target, CLAIM)
        os.replace(source, target)


def exchange(draft: Path, target: Path) -> None:
    """Exchange the files of two names; at every moment *target* names one of the two.

    Raises FileNotFoundError if one of them does not exist.
    """
    if not swap(draft, target):
        _exchange_by_copy(draft, target)


def spare(draft: Path) -> Path:
    """Return the path of the backup copy of the target while an exchange is done by copying."""
    return draft.with_suffix(".old.tmp")


def _exchange_by_copy(draft: Path, target: Path) -> None:
    """Copy *target* to another name, and check that it is unchanged just before replacing it."""
    copy = spare(draft)
    content = _read(target)
    create(copy, content, like=os.lstat(target))
    if _read(target) == content:
        os.replace(draft, target)
        os.replace(copy, draft)
    else:
        os.unlink(copy)
