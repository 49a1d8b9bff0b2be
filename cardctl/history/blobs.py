"""What the files of a register held: in a commit, or in the index."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from shlex import quote

from cardctl.errors import GitProblem
from cardctl.history.bases import CannotCompare
from cardctl.history.commits import commit_at
from cardctl.history.git import printed, run
from cardctl.history.refusals import refused
from cardctl.locale import say


def blobs_at(root: Path, commit: str) -> dict[str, str]:
    """Give the blob of each regular file below *root* in *commit*, by path relative to *root*."""
    return dict(_blobs(printed(root, "ls-tree", "-r", "-z", "--end-of-options", commit)))


def blobs_from_top(root: Path, commit: str) -> dict[str, str]:
    """Give the blob of each regular file of the repository in *commit*, by path from the top."""
    return dict(_blobs(printed(root, "ls-tree", "-r", "-z", "--full-tree", commit)))


def blobs_in_index(root: Path, index: Path | None = None) -> dict[str, str]:
    """Give the blob of each regular file below *root* in the index, by path relative to *root*.

    Raises CannotCompare where a merge has left conflicts in it.
    """
    found = {}
    for entry in printed(root, "ls-files", "--stage", "-z", index=index).split(b"\0")[:-1]:
        about, _, name = entry.partition(b"\t")
        mode, blob, stage = about.decode().split()
        if stage != "0":
            raise CannotCompare(
                say("{path} is in conflict", path=os.fsdecode(name)),
                say(
                    "resolve it first, then: git add {file}",
                    file=quote(str(root / os.fsdecode(name))),
                ),
            )
        if mode.startswith("100"):
            found[os.fsdecode(name)] = blob
    return found


def contents(root: Path, blobs: Sequence[str]) -> list[bytes]:
    """Give what *blobs* hold, in their order. Raises GitProblem where one is lost."""
    if not blobs:
        return []
    asked = "".join(f"{blob}\n" for blob in blobs)
    done = run(root, "cat-file", "--batch", text=asked.encode())
    if done.returncode:
        raise refused(root, done)
    given = done.stdout
    found, at = [], 0
    for blob in blobs:
        end = given.index(b"\n", at)
        head = given[at:end].split()
        if len(head) != 3:
            # git reports a missing object on stdout alone, a damaged one on stderr as well.
            raise refused(root, done, b"unable to read " + blob.encode())
        at = end + 1 + int(head[2]) + 1
        found.append(given[end + 1 : at - 1])
    return found


def files_at(
    root: Path, revision: str, wanted: Callable[[str], bool] = lambda _: True
) -> tuple[str, dict[str, bytes]]:
    """Give the full hash of *revision* and what the regular files below *root* held then.

    Paths are relative to *root*, with ``/``; only those that are *wanted* are read. Raises Unknown
    for a revision that is not there, GitProblem without git or a repository.
    """
    commit = commit_at(root, revision).hash
    blobs = {path: blob for path, blob in blobs_at(root, commit).items() if wanted(path)}
    return commit, dict(zip(blobs, contents(root, list(blobs.values())), strict=True))


def came_along(root: Path, name: str) -> bool:
    """Whether what is called *name* in *root* may have come with a checkout, by another's hand.

    Only where git says that it keeps nothing of this name it has not.
    """
    try:
        return bool(printed(root, "ls-files", "-z", "--", name))
    except GitProblem:
        return True


def _blobs(listed: bytes) -> Iterator[tuple[str, str]]:
    """Path and object of each regular file in the output of ``ls-tree -z``."""
    for entry in os.fsdecode(listed).split("\0"):
        about, _, name = entry.partition("\t")
        if about.startswith("100"):
            yield name, about.split(" ")[2]
