"""List the files of a register with their stamps; a stamp changes whenever its file changes."""

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
"""Matches the folder of a meeting, or a misspelt one."""

_LOOKS_LIKE_FOLDER = re.compile(r"[MmＭｍ]\d{1,4}")
"""Same with digits of any script; such a folder is scanned, so that no file goes unnoticed."""

_LOOKS_LIKE_OURS = re.compile(r"(?i).*(cardctl|agencies|meeting|m[0-9]+-[0-9]+).*\.ya?ml")


def scan(root: Path) -> Stamps:
    """Return the stamps of the register's files and of similar names. Raises OSError."""
    stamps = {path: stamp_at(name, folder) for path, name, folder in _found(root)}
    return {path: stamps[path] for path in sorted(stamps)}


def listing(root: Path) -> list[str]:
    """Return the paths of the same files, sorted. Raises OSError."""
    return sorted([path for path, _, _ in _found(root)])


def stamp_of(status: os.stat_result) -> str:
    """Return a text that identifies the state of a file.

    It has the time of the last change in ns (see `platform.change_time`), size, inode, and mode.
    """
    return f"{change_time(status)} {status.st_size} {status.st_ino} {status.st_mode}"


def stamp_at(path: str | Path, folder: int | None = None) -> str:
    """Return the stamp of *path*, relative to the open *folder*; empty if nothing is there.

    Links are not followed.
    """
    try:
        return stamp_of(os.stat(path, dir_fd=folder, follow_symlinks=False))
    except (OSError, ValueError):
        return ""


def changed_at(stamp: str) -> int:
    """Return the time of the last change in a stamp (ns since 1970, file system's clock)."""
    return int(stamp.partition(" ")[0])


def _found(root: Path) -> Iterator[tuple[str, str, int | None]]:
    """Yield the path of each file, and its name relative to an open folder, if any."""
    for entry in os.scandir(root):
        if _LOOKS_LIKE_FOLDER.fullmatch(entry.name):
            if entry.is_symlink():
                yield entry.name, entry.path, None
            elif entry.is_dir():
                yield from _found_in(entry)
        elif _LOOKS_LIKE_OURS.fullmatch(entry.name) and not entry.name.startswith("."):
            yield entry.name, entry.path, None


def _found_in(folder: os.DirEntry[str]) -> Iterator[tuple[str, str, int | None]]:
    """Yield the files in a meeting's folder, by name in the open folder if possible (fastest)."""
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
