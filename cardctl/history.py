"""The past, from git; the only place where another program is run.

Plumbing alone, read-only, and nothing that a repository can bring along is run: no hooks, no file
system monitor, no replaced objects, no bare repository found by chance, no signature check, no
fetch; and nothing of the caller's ``GIT_*`` environment reaches it.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cardctl.errors import GitProblem, Unknown
from cardctl.locale import say

_SAFE = (
    "--no-replace-objects",
    "--literal-pathspecs",
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "safe.bareRepository=explicit",
    "-c", "log.showSignature=false",
)  # fmt: skip

_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: its full hash, the author's day and name, the first line of its message."""

    hash: str
    date: date
    author: str
    subject: str


def commit_at(root: Path, revision: str) -> Commit:
    """Find the commit that *revision* names in the repository around *root*.

    Raises Unknown with the nearest branches and tags, GitProblem without git or a repository.
    """
    _require_repository(root)
    name = f"{revision}^{{commit}}"
    done = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    if done.returncode:
        raise Unknown("revision", revision, _names(root))
    return next(_commits(root, "--max-count=1", "--end-of-options", done.stdout.decode().strip()))


def files_at(
    root: Path, revision: str, wanted: Callable[[str], bool] = lambda _: True
) -> tuple[str, dict[str, bytes]]:
    """Give the full hash of *revision* and what the regular files below *root* held then.

    Paths are relative to *root*, with ``/``; only those that are *wanted* are read. Raises Unknown
    for a revision that is not there, GitProblem without git or a repository.
    """
    commit = commit_at(root, revision).hash
    listed = _git(root, "ls-tree", "-r", "-z", "--end-of-options", commit)
    blobs = {path: blob for path, blob in _blobs(listed) if wanted(path)}
    return commit, dict(zip(blobs, _contents(root, list(blobs.values())), strict=True))


def log(root: Path, path: str) -> list[Commit]:
    """Give the commits that touched *path* (relative to *root*), the newest first.

    A repository without a commit has none. Raises GitProblem without git or a repository.
    """
    _require_repository(root)
    if _run(root, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
        return []
    return list(_commits(root, "HEAD", "--", path))


def _blobs(listed: bytes) -> Iterator[tuple[str, str]]:
    """Path and object of each regular file in the output of ``ls-tree -z``."""
    for entry in listed.split(b"\0"):
        about, _, name = entry.partition(b"\t")
        if about.startswith(b"100"):
            yield os.fsdecode(name), about.split()[2].decode()


def _contents(root: Path, blobs: Sequence[str]) -> Iterator[bytes]:
    """What the objects hold, from the output of ``cat-file --batch``."""
    asked = "".join(f"{blob}\n" for blob in blobs)
    given = _git(root, "cat-file", "--batch", text=asked.encode()) if blobs else b""
    at = 0
    for blob in blobs:
        end = given.index(b"\n", at)
        head = given[at:end].split()
        if len(head) != 3:
            raise GitProblem(say("git has lost the object {hash}", hash=blob))
        at = end + 1 + int(head[2]) + 1
        yield given[end + 1 : at - 1]


def _commits(root: Path, *which: str) -> Iterator[Commit]:
    shape = "--format=%H%x00%as%x00%an%x00%s"
    for line in _git(root, "rev-list", shape, *which).decode("utf-8", "replace").split("\n"):
        if "\0" in line:
            name, day, author, subject = line.split("\0", 3)
            yield Commit(name, date.fromisoformat(day), author, subject)


def _names(root: Path) -> list[str]:
    listed = _git(root, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags")
    return listed.decode("utf-8", "replace").split()


def _require_repository(root: Path) -> None:
    done = _run(root, "rev-parse", "--is-inside-work-tree")
    if done.returncode or done.stdout.strip() != b"true":
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise GitProblem(
            say("{root} is in no git repository that can be read", root=root),
            say("git says: {text}", text=said) if said else None,
        )


def _git(root: Path, *arguments: str, text: bytes = b"") -> bytes:
    """What git prints. Raises GitProblem where it ends with an error."""
    done = _run(root, *arguments, text=text)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise GitProblem(say("git {command} failed: {text}", command=arguments[0], text=said))
    return done.stdout


def _run(root: Path, *arguments: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        return subprocess.run(
            ["git", *_SAFE, *arguments],
            cwd=root,
            env=kept | _ENVIRONMENT,
            input=text,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise GitProblem(
            say("git is not installed, or not on the PATH"), say("install git")
        ) from None
