"""Contents of files in a commit or in the index."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from cardctl.i18n import _
from cardctl.vcs.bases import CannotCompare
from cardctl.vcs.commits import commit_at
from cardctl.vcs.git import printed, run, started
from cardctl.vcs.git_errors import refused

if TYPE_CHECKING:
    from subprocess import CompletedProcess


def blobs_at(root: Path, commit: str) -> dict[str, str]:
    """Return the blob of each regular file below *root* in *commit*, by path relative to *root*."""
    return dict(_blobs(printed(root, "ls-tree", "-r", "-z", "--end-of-options", commit)))


def blobs_from_top(root: Path, commit: str) -> dict[str, str]:
    """Return the blob of each regular file of the repository in *commit*, by path from the top."""
    return dict(_blobs(printed(root, "ls-tree", "-r", "-z", "--full-tree", commit)))


def blobs_in_index(root: Path, index: Path | None = None) -> dict[str, str]:
    """Return the blob of each regular file below *root* in the index, by path relative to *root*.

    Raises CannotCompare if the index has merge conflicts.
    """
    found = {}
    for entry in printed(root, "ls-files", "--stage", "-z", index=index).split(b"\0")[:-1]:
        about, _unused, name = entry.partition(b"\t")
        mode, blob, stage = about.decode().split()
        if stage != "0":
            raise CannotCompare(
                _("{path} has a merge conflict", path=os.fsdecode(name)),
                _(
                    "resolve it first, then: git add {file}",
                    file=quote(str(root / os.fsdecode(name))),
                ),
            )
        if mode.startswith("100"):
            found[os.fsdecode(name)] = blob
    return found


def contents(root: Path, blobs: Sequence[str]) -> list[bytes]:
    """Return the contents of *blobs*, in order. Raises GitProblem if one is missing."""
    if not blobs:
        return []
    done = _cat(root, blobs)
    found = []
    for blob, held in zip(blobs, _objects(done.stdout, len(blobs)), strict=True):
        if held is None:
            # git reports a missing object on stdout alone, a damaged one on stderr as well.
            raise refused(root, done, b"unable to read " + blob.encode())
        found.append(held)
    return found


def contents_at_head(root: Path, paths: Sequence[str]) -> dict[str, bytes]:
    """Return the contents at HEAD of *paths*, relative to *root*, without those HEAD lacks.

    Raises GitProblem without git or a repository.
    """
    if not paths:
        return {}
    found = _contents_in(root, [("HEAD", path) for path in paths])
    return {path: held for path, held in zip(paths, found, strict=True) if held is not None}


def blobs_at_head(root: Path, paths: Sequence[str]) -> dict[str, str]:
    """Return the blobs at HEAD of *paths*, relative to *root*, without those HEAD lacks.

    Raises GitProblem without git or a repository.
    """
    if not paths:
        return {}
    done = _cat(root, [f"HEAD:./{path}" for path in paths], "--batch-check=%(objectname)")
    found = zip(paths, done.stdout.decode().splitlines(), strict=True)
    return {path: blob for path, blob in found if not blob.endswith(" missing")}


def versions(root: Path, path: str, commits: Sequence[str]) -> list[bytes | None]:
    """Return the contents of *path*, relative to *root*, in each commit; None where it is absent.

    Raises GitProblem without git or a repository.
    """
    return list(_contents_in(root, [(commit, path) for commit in commits])) if commits else []


def _contents_in(root: Path, names: Sequence[tuple[str, str]]) -> Iterator[bytes | None]:
    """Yield the contents of each (commit, path relative to *root*); None for an absent one."""
    done = _cat(root, [f"{commit}:./{path}" for commit, path in names])
    return _objects(done.stdout, len(names))


def _cat(root: Path, names: Sequence[str], what: str = "--batch") -> CompletedProcess[bytes]:
    """Run ``git cat-file`` for the objects with these *names*. Raises GitProblem."""
    done = run(root, "cat-file", what, text="".join(f"{name}\n" for name in names).encode())
    if done.returncode:
        raise refused(root, done)
    return done


def _objects(batch: bytes, count: int) -> Iterator[bytes | None]:
    """Split the output of ``git cat-file --batch`` for *count* objects; None for a missing one."""
    at = 0
    for _unused in range(count):
        end = batch.index(b"\n", at)
        head = batch[at:end].split()
        at = end + 1
        if len(head) != 3:
            yield None
            continue
        yield batch[at : at + int(head[2])]
        at += int(head[2]) + 1


def files_at(
    root: Path, revision: str, wanted: Callable[[str], bool] = lambda _: True
) -> tuple[str, dict[str, bytes]]:
    """Return the full hash of *revision*, and the contents of the regular files below *root* in it.

    Paths are relative to *root*, with ``/``; only those for which *wanted* is true are read. Raises
    Unknown if the revision does not exist, GitProblem without git or a repository.
    """
    commit = commit_at(root, revision).hash
    blobs = {path: blob for path, blob in blobs_at(root, commit).items() if wanted(path)}
    return commit, dict(zip(blobs, contents(root, list(blobs.values())), strict=True))


def tracked_in_index(root: Path, folder: str) -> list[str]:
    """Return the files in *folder* of *root* that git tracks. Raises GitProblem.

    Case is ignored in the name of the folder, because some file systems ignore it.
    """
    return _listed(root, folder)


def tracked_or_committed(root: Path, folder: str) -> list[str]:
    """Return the same files as `tracked_in_index`, and those that HEAD has. Raises GitProblem."""
    if run(root, "rev-parse", "--quiet", "--verify", "HEAD").returncode:  # no commit yet
        return tracked_in_index(root, folder)
    return _listed(root, folder, "--with-tree=HEAD")


def _listed(root: Path, folder: str, *more: str) -> list[str]:
    done = started(root, "ls-files", "-z", *more, "--", f":(icase){folder}", globs=True)()
    if done.returncode:
        raise refused(root, done)
    return [os.fsdecode(name) for name in done.stdout.split(b"\0")[:-1]]


def _blobs(listed: bytes) -> Iterator[tuple[str, str]]:
    """Yield path and blob of each regular file in the output of ``ls-tree -z``."""
    for entry in os.fsdecode(listed).split("\0"):
        about, _, name = entry.partition("\t")
        if about.startswith("100"):
            yield name, about.split(" ")[2]
