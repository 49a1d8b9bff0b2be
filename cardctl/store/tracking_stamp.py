"""Detect whether git tracks the same files as before, without running git."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def tracking_stamp(root: Path) -> str:
    """Return a text that changes when git tracks other files around *root*; empty outside git.

    It covers the index and the commit of HEAD. Git replaces each of these files when it writes, so
    their file status is sufficient.
    """
    for git_dir, common in _repositories(root):
        with suppress(OSError):
            head = os.fsdecode((git_dir / "HEAD").read_bytes()).removeprefix("ref:").strip()
            files = (git_dir / "index", common / head, common / "packed-refs", common / "reftable")
            return " ".join([head, *map(_state, files)])
    return ""


def _repositories(root: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the possible git directories of a repository around *root*, the nearest first.

    Each is the folder of the work tree and the folder shared by all work trees.
    """
    root = root.resolve()
    for folder in (root, *root.parents):
        git_dir = folder / ".git"
        if not git_dir.is_dir():
            git_dir = _named_in(git_dir)
        shared = _named_in(git_dir / "commondir")
        yield git_dir, shared if shared.is_dir() else git_dir


def _named_in(file: Path) -> Path:
    """Return the folder named by one of git's own files; the file itself if it names none."""
    with suppress(OSError):
        named = os.fsdecode(file.read_bytes()).removeprefix("gitdir:").strip()
        return file.parent / named
    return file


def _state(path: Path) -> str:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return "-"
    return f"{status.st_ctime_ns}:{status.st_size}:{status.st_ino}"
