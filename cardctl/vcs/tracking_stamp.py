"""Whether git tracks the same files as before, told without running git."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def tracking_stamp(root: Path) -> str:
    """Give what changes whenever git tracks other files around *root*; empty outside git.

    That are the index and the commit of HEAD. git writes each of their files anew, so it is enough
    to look at their state.
    """
    for git_dir, common in _repositories(root):
        with suppress(OSError):
            head = os.fsdecode((git_dir / "HEAD").read_bytes()).removeprefix("ref:").strip()
            files = (git_dir / "index", common / head, common / "packed-refs", common / "reftable")
            return " ".join([head, *map(_state, files)])
    return ""


def _repositories(root: Path) -> Iterator[tuple[Path, Path]]:
    """Where git may keep a repository around *root*, the nearest first.

    The folder of its work tree, and the one that all its work trees share.
    """
    root = root.resolve()
    for folder in (root, *root.parents):
        git_dir = folder / ".git"
        if not git_dir.is_dir():
            git_dir = _named_in(git_dir)
        shared = _named_in(git_dir / "commondir")
        yield git_dir, shared if shared.is_dir() else git_dir


def _named_in(file: Path) -> Path:
    """The folder that one of git's own files names; the file itself if it names none."""
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
