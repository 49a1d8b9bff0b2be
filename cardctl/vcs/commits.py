"""Commits and revision names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

from cardctl.errors import Unknown
from cardctl.vcs.git import printed, require_repository, run


class Commit(NamedTuple):
    """A commit: full hash, author date, author name, and first line of the message."""

    hash: str
    date: date
    author: str
    subject: str


def commit_at(root: Path, revision: str) -> Commit:
    """Return the commit that *revision* names in the repository around *root*.

    Raises Unknown with the nearest branches and tags, GitProblem without git or a repository.
    """
    require_repository(root)
    found = hash_of(root, revision)
    if found is None:
        raise Unknown("revision", revision, names(root))
    return next(_commits(root, "--max-count=1", "--end-of-options", found))


def hash_of(root: Path, revision: str) -> str | None:
    """Return the full hash of the commit that *revision* names; None if there is none."""
    name = f"{revision}^{{commit}}"
    done = run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    return None if done.returncode else done.stdout.decode().strip()


_COMMITTER = re.compile(rb"^committer .* (-?[0-9]+) ([+-])([0-9]{2})([0-9]{2})$", re.MULTILINE)


def day_of(raw: bytes) -> date | None:
    """Return the committer date, in its own time zone, from the *raw* text of a commit object.

    None if it is not a valid date.
    """
    found = _COMMITTER.search(raw.partition(b"\n\n")[0])
    if found is None:
        return None
    seconds, sign, hours, minutes = found.groups()
    try:
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return datetime.fromtimestamp(
            int(seconds), timezone(offset if sign == b"+" else -offset)
        ).date()
    except (ValueError, OverflowError, OSError):
        return None


def log(root: Path, path: str) -> list[Commit]:
    """Return the commits that touched *path* (relative to *root*), newest first.

    Empty if the repository has no commits. Raises GitProblem without git or a repository.
    """
    require_repository(root)
    if run(root, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
        return []
    return list(_commits(root, "HEAD", "--", path))


def _commits(root: Path, *which: str) -> Iterator[Commit]:
    shape = "--format=%H%x00%as%x00%an%x00%s"
    for line in printed(root, "rev-list", shape, *which).decode("utf-8", "replace").split("\n"):
        if "\0" in line:
            name, day, author, subject = line.split("\0", 3)
            yield Commit(name, date.fromisoformat(day), author, subject)


_REFS = ("refs/heads", "refs/tags", "refs/remotes")


def names(root: Path) -> list[str]:
    """Return the short names of all branches, including remote ones, and tags."""
    listed = printed(root, "for-each-ref", "--format=%(refname:short)", *_REFS)
    return listed.decode("utf-8", "replace").split()


def named(root: Path) -> list[tuple[str, str]]:
    """Return the branches and tags, the newest first, each with the first line of its commit.

    Raises GitProblem.
    """
    form = "--format=%(refname:short)%00%(subject)"
    listed = printed(root, "for-each-ref", "--sort=-creatordate", form, *_REFS)
    lines = listed.decode("utf-8", "replace").splitlines()
    return [(name, subject) for name, _nul, subject in (each.partition("\0") for each in lines)]
