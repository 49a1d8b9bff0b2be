"""What saving asks of the disk: a whole new file, two names that change their files, a folder.

Nothing here goes over a file that it does not know: a new name is taken only while it is free, and
a file that is replaced is still there under the other name.
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
"""Stands for the digest of a link, a file with two names, a folder, a pipe or a device."""

CLAIM = b"# being written by cardctl\n"
"""What holds a free name where the system has no way to move a file to it."""


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
    with open(open_file(path, os.O_RDONLY), "rb", 0) as file:
        return file.read()


def create(path: Path, content: bytes, like: os.stat_result | None = None) -> None:
    """Make a new file with *content*, and return when it is on disk and has been read back.

    It gets the mode of *like*, and its owner and group where that is allowed; without *like* what
    the umask leaves. Raises FileExistsError, and FileProblem where it reads back otherwise.
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
        raise FileProblem(_("{path} did not read back as it was written", path=path))


def _write(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]


# Two names --------------------------------------------------------------------------------------


def move(source: Path, target: Path) -> None:
    """Rename to a name that is free. Raises FileExistsError where it is not."""
    if not rename_if_free(source, target):
        create(target, CLAIM)
        os.replace(source, target)


def exchange(draft: Path, target: Path) -> None:
    """Let two names change their files: at every moment *target* names one of the two.

    Raises FileNotFoundError where one of them is not there.
    """
    if not swap(draft, target):
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
