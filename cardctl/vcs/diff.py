"""Files that git considers changed, determined without running any program of the repository."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cardctl.vcs.blobs import blobs_at
from cardctl.vcs.git import printed, run


def paths_changed(
    root: Path, commit: str, *, staged: bool = False, index: Path | None = None
) -> frozenset[str]:
    """Return the files below *root* that git considers changed or deleted since *commit*.

    Compares the working tree (without untracked files), or the index if *staged*. The result may
    include files that were only touched, and has all files if git would need to run a filter.
    """
    if not staged and _has_filters(root):
        return frozenset(blobs_at(root, commit))
    cached = ("--cached",) if staged else ()
    raw = printed(root, "diff-index", *_RAW, *cached, commit, index=index)
    return frozenset(path for path, _ in _raw(raw))


def blobs_changed(root: Path, old: str, new: str) -> dict[str, str]:
    """Return the files below *root* that changed from *old* to *new*, with their blobs in *new*."""
    return dict(_raw(printed(root, "diff-tree", "-r", *_RAW, old, new)))


_RAW = ("--raw", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=all", "--relative")


def _raw(told: bytes) -> Iterator[tuple[str, str]]:
    """Yield path and new blob of each file in the output of a raw diff."""
    parts = iter(os.fsdecode(told).split("\0"))
    for about in parts:
        if about:
            yield next(parts), about.split(" ")[3]


def _has_filters(root: Path) -> bool:
    """Return whether a repository around *root* configures filters, which git runs on contents.

    The user's own filters do not count. The configuration files are searched first, because asking
    git costs a process.
    """
    texts = b"".join(_configurations(root)).lower()
    if b"filter" not in texts and b"include" not in texts:
        return False
    asked = ("--show-scope", "--name-only", "-z", "--get-regexp", r"^filter\.")
    done = run(root, "config", *asked)
    scopes = done.stdout.split(b"\0")[::2]
    return done.returncode > 1 or b"local" in scopes or b"worktree" in scopes


def _configurations(root: Path) -> Iterator[bytes]:
    """Yield the configuration of every repository that *root* may be in, as git might find it."""
    root = root.resolve()
    for folder in (root, *root.parents):
        home = _named(folder / ".git")
        for each in {home, _named(home / "commondir", home)}:
            yield from map(_held, (each / "config", each / "config.worktree"))


def _named(file: Path, otherwise: Path | None = None) -> Path:
    """Return the folder that *file* names, or *otherwise*, or *file*, which may be a folder."""
    said = os.fsdecode(_held(file)).removeprefix("gitdir:").strip()
    return file.parent / said if said else otherwise or file


def _held(path: Path) -> bytes:
    """Return the content of a regular file; empty if it cannot be read."""
    with suppress(OSError, ValueError):
        return path.read_bytes() if path.is_file() else b""
    return b""
