"""The files of a register, and how each looks from outside: its stamp, which a change changes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from cardctl.platform import change_time, open_folder
from cardctl.store.layout import SEAL_PATH

Stamps = dict[str, str]
"""Path relative to the root, with ``/``, to stamp; sorted by path."""

FOLDER = re.compile(r"[Mm][0-9]{1,4}")
"""The folder of a meeting, or what was meant to be one."""

_LOOKS_LIKE_FOLDER = re.compile(r"[MmＭｍ]\d{1,4}")
"""The same in digits of any script: such a folder is searched so that nothing in it goes unseen."""

_LOOKS_LIKE_OURS = re.compile(r"(?i).*(cardctl|agencies|meeting|m[0-9]+-[0-9]+).*\.ya?ml")


def scan(root: Path) -> Stamps:
    """Give the files of the register at *root*, and those that look like them. Raises OSError."""
    return dict(sorted((path, stamp_at(name, folder)) for path, name, folder in _found(root)))


def listing(root: Path) -> list[str]:
    """Give their paths alone, sorted. Raises OSError."""
    return sorted([path for path, _, _ in _found(root)])


def stamp_of(status: os.stat_result) -> str:
    """Give what tells one state of a file from the next.

    That is the time of the last change in ns (see `platform.change_time`), size, inode, and mode.
    """
    return f"{change_time(status)} {status.st_size} {status.st_ino} {status.st_mode}"


def stamp_at(path: str | Path, folder: int | None = None) -> str:
    """Give the stamp of what is at *path*, seen from the open *folder*; empty where nothing is.

    A link is what it is, not what it leads to.
    """
    try:
        return stamp_of(os.stat(path, dir_fd=folder, follow_symlinks=False))
    except (OSError, ValueError):
        return ""


def changed_at(stamp: str) -> int:
    """Give the time in a stamp: of the last change, in ns since 1970 by the file system's clock."""
    return int(stamp.partition(" ")[0])


def _found(root: Path) -> Iterator[tuple[str, str, int | None]]:
    """Give the path of each file; and the name by which it is found from an open folder, if any."""
    for entry in os.scandir(root):
        if _LOOKS_LIKE_FOLDER.fullmatch(entry.name):
            if entry.is_symlink():
                yield entry.name, entry.path, None
            elif entry.is_dir():
                yield from _found_in(entry)
        elif _LOOKS_LIKE_OURS.fullmatch(entry.name) and not entry.name.startswith("."):
            yield entry.name, entry.path, None


def _found_in(folder: os.DirEntry[str]) -> Iterator[tuple[str, str, int | None]]:
    """Give the files in a meeting's folder; by name in the open folder if it opens (quickest)."""
    handle = open_folder(folder.path)
    try:
        for name in os.listdir(folder.path if handle is None else handle):
            path = f"{folder.name}/{name}"
            is_yaml = name.endswith(".yaml") or name.lower().endswith((".yaml", ".yml"))
            if (is_yaml and name[0] != ".") or SEAL_PATH.fullmatch(path):
                yield path, f"{folder.path}/{name}" if handle is None else name, handle
    finally:
        if handle is not None:
            os.close(handle)
