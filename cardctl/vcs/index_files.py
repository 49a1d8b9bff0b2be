"""Files that git tracks, whether or not they are in the work tree."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

from cardctl.vcs.commits import hash_of
from cardctl.vcs.git import printed, started
from cardctl.vcs.git_errors import refused


class Tracked(StrEnum):
    """How git tracks a file, which explains why it may not be in the work tree."""

    SKIPPED = "S"
    """In the index, with the skip-worktree bit set, as by a sparse checkout."""
    IN_INDEX = "H"
    IN_CONFLICT = "M"
    IN_HEAD = "D"
    """In HEAD, but deleted from the index."""


def tracked(root: Path, *globs: str) -> Callable[[], dict[str, Tracked]]:
    """Start listing the files below *root* that git tracks; return a function that waits for them.

    That function returns them by path relative to *root*; with *globs*, in which ``*`` does not
    match ``/``, only those that match one of them. Both functions may raise GitProblem.
    """
    index = started(root, "ls-files", "-t", "-z", "--", *globs, globs=True)
    head = started(root, "diff-index", *_DELETED, "HEAD", "--", *globs, globs=True)

    def answer() -> dict[str, Tracked]:
        listed, deleted = index(), head()
        if listed.returncode:
            raise refused(root, listed)
        if deleted.returncode and hash_of(root, "HEAD") is not None:
            raise refused(root, deleted)
        kinds = {kind.value: kind for kind in Tracked}
        found = {path: kinds[tag] for tag, path in _tagged(listed.stdout)}
        return found | dict.fromkeys(_names(deleted.stdout), Tracked.IN_HEAD)

    return answer


def regular_files(root: Path, *globs: str, index: Path | None = None) -> dict[str, Tracked]:
    """Return the regular files below *root* in the index that match one of *globs*, and how.

    In globs, ``**/`` matches any folders. Raises GitProblem.
    """
    asked = ("ls-files", "-t", "--stage", "-z", "--", *globs)
    done = started(root, *asked, index=index, globs=True)()
    if done.returncode:
        raise refused(root, done)
    kinds = {kind.value: kind for kind in Tracked}
    entries = (entry.partition("\t") for entry in _names(done.stdout))
    parts = ((about.split(" "), path) for about, _unused, path in entries)
    return {path: kinds[tag] for (tag, mode, *_), path in parts if mode.startswith("100")}


_DELETED = ("--cached", "--diff-filter=D", "--no-renames", "--name-only", "--relative", "-z")


def skipped(root: Path) -> frozenset[str]:
    """Return the files below *root* that git deliberately leaves out of the work tree.

    Raises GitProblem.
    """
    listed = printed(root, "ls-files", "-t", "-z")
    return frozenset(path for tag, path in _tagged(listed) if tag == Tracked.SKIPPED)


def _tagged(listed: bytes) -> Iterator[tuple[str, str]]:
    """Yield tag and path of each file in the output of ``ls-files -t -z``."""
    for entry in _names(listed):
        tag, _, path = entry.partition(" ")
        yield tag, path


def _names(listed: bytes) -> Iterator[str]:
    return filter(None, os.fsdecode(listed).split("\0"))
