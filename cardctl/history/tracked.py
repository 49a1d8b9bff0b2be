"""Which files git tracks, in the work tree or not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from cardctl.history.commits import hash_of
from cardctl.history.git import printed, run
from cardctl.history.refusals import refused


class Tracked(StrEnum):
    """How git tracks a file, which says why it may not be in the work tree."""

    SKIPPED = "S"
    """In the index, with its skip-worktree bit set: as a sparse checkout leaves files out."""
    IN_INDEX = "H"
    IN_CONFLICT = "M"
    IN_HEAD = "D"
    """In HEAD, and deleted from the index."""


def tracked(root: Path, *globs: str) -> dict[str, Tracked]:
    """Give the files below *root* that git tracks, by path relative to *root*.

    With *globs* only those that match one of them; ``*`` stops at a ``/``. Raises GitProblem.
    """
    kinds = {kind.value: kind for kind in Tracked}
    found = {path: kinds[tag] for tag, path in _tagged(root, *globs)}
    deleted = _of_head(root, "diff-index", *_DELETED, "HEAD", "--", *globs, globs=True)
    return found | dict.fromkeys(deleted, Tracked.IN_HEAD)


_DELETED = ("--cached", "--diff-filter=D", "--no-renames", "--name-only", "--relative", "-z")


def skipped(root: Path) -> frozenset[str]:
    """Give the files below *root* that git leaves out of the work tree on purpose.

    Raises GitProblem.
    """
    return frozenset(path for tag, path in _tagged(root) if tag == Tracked.SKIPPED)


def _tagged(root: Path, *globs: str) -> Iterator[tuple[str, str]]:
    """Tag and path of each file in the index."""
    for entry in _names(printed(root, "ls-files", "-t", "-z", "--", *globs, globs=True)):
        tag, _, path = entry.partition(" ")
        yield tag, path


def names_tracked(root: Path, folder: str) -> frozenset[str]:
    """Give the names in *folder* below *root* that git tracks, in the index or in HEAD.

    Raises GitProblem.
    """
    inside = f"{folder}/"
    staged = _names(printed(root, "ls-files", "-z", "--", inside))
    committed = _of_head(root, "ls-tree", "-z", "--name-only", "HEAD", "--", inside)
    return frozenset(path.removeprefix(inside) for path in (*staged, *committed))


def _of_head(root: Path, *arguments: str, globs: bool = False) -> Iterator[str]:
    """The names that git prints of HEAD; none before the first commit."""
    done = run(root, *arguments, globs=globs)
    if done.returncode and hash_of(root, "HEAD") is not None:
        raise refused(root, done)
    return _names(done.stdout)


def _names(listed: bytes) -> Iterator[str]:
    return filter(None, os.fsdecode(listed).split("\0"))
