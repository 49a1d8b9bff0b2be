"""The files of a source, in a folder or in a commit; neither is trusted.

Links are not followed, files and their total size are limited, and only files whose names are
asked for are read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple, Protocol

from cardctl import vcs
from cardctl.finding import Finding
from cardctl.i18n import Message, _
from cardctl.platform import open_file
from cardctl.store import files as store_files
from cardctl.store.files import Files, most_bytes, unreadable
from cardctl.store.layout import is_ours
from cardctl.vcs.remote import Entry, entries, save

MOST_BYTES = 1 << 30
"""Maximum size of a repository at one commit as it is fetched, and of the files of a register."""

_MEGABYTE = 1_000_000
_CHUNK = 1 << 20


class Untaken(Exception):
    """A register cannot be taken; *code* and *values* are those of a `lock.Failure`."""

    def __init__(self, code: str, **values: str | int | Message) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values


class Contents(Protocol):
    """Files below one folder, by path with ``/``. Its methods raise Untaken."""

    def size(self, path: str) -> int | None:
        """Return the size of a regular file; None if there is none. Links raise Untaken."""

    def save(self, path: str, target: Path) -> None:
        """Copy a file that has a `size` to *target*."""

    def register(self, inside: str) -> Files:
        """Return the files of the register in the folder *inside* ("" or with a final ``/``)."""


def too_large(most: int = MOST_BYTES) -> Untaken:
    """Return the error for more than *most* bytes."""
    return Untaken("size", limit=max(1, most // _MEGABYTE))


class FolderContents(NamedTuple):
    """The files in a folder of this computer."""

    root: Path

    def size(self, path: str) -> int | None:
        """See `Contents`."""
        try:
            found = (self.root / path).lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise Untaken("unreadable", path=path, why=error.strerror or "") from error
        if stat.S_ISLNK(found.st_mode):
            raise Untaken("link", path=path)
        return found.st_size if stat.S_ISREG(found.st_mode) else None

    def save(self, path: str, target: Path) -> None:
        """See `Contents`."""
        try:
            handle = open_file(self.root / path, os.O_RDONLY)
            with os.fdopen(handle, "rb") as source, target.open("xb") as copy:
                left = MOST_BYTES
                while left > 0 and (chunk := source.read(_CHUNK)):
                    copy.write(chunk)
                    left -= len(chunk)
        except OSError as error:
            raise Untaken("unreadable", path=path, why=error.strerror or "") from error

    def register(self, inside: str) -> Files:
        """See `Contents`."""
        root = self.root / inside
        if root.is_symlink():
            raise Untaken("link", path=inside.rstrip("/"))
        try:
            found = store_files.read(root)
        except OSError as error:
            raise Untaken("unreadable", path=str(inside), why=error.strerror or "") from error
        if sum(len(raw) for raw in found.values() if isinstance(raw, bytes)) > MOST_BYTES:
            raise too_large()
        return found


class CommitContents(NamedTuple):
    """The files in a folder of a commit that was fetched (see `vcs.remote`)."""

    repository: Path
    files: dict[str, Entry]
    commit: str
    day: date | None

    def size(self, path: str) -> int | None:
        """See `Contents`."""
        entry = self.files.get(path)
        if entry is not None and entry.is_link:
            raise Untaken("link", path=path)
        return entry.size if entry else None

    def save(self, path: str, target: Path) -> None:
        """See `Contents`."""
        save(self.repository, self.files[path].blob, target)

    def register(self, inside: str) -> Files:
        """See `Contents`."""
        found = {
            path.removeprefix(inside): entry
            for path, entry in sorted(self.files.items())
            if path.startswith(inside) and is_ours(path.removeprefix(inside))
        }
        if sum(entry.size for entry in found.values()) > MOST_BYTES:
            raise too_large()
        problems = {path: _problem(path, entry) for path, entry in found.items()}
        readable = [path for path, problem in problems.items() if problem is None]
        read = vcs.contents(self.repository, [found[path].blob for path in readable])
        contents = dict(zip(readable, read, strict=True))
        return {path: problem or contents[path] for path, problem in problems.items()}


def _problem(path: str, entry: Entry) -> Finding | None:
    """Return the finding for a file of a commit that is not read."""
    if entry.is_link:
        return unreadable(path, _("is a link; links are not followed"))
    if entry.size > (most := most_bytes(path)):
        return unreadable(path, _("is larger than {limit} MB", limit=most // _MEGABYTE))
    return None


def folder_contents(pool: Path, folder: str, path: str | None) -> FolderContents:
    """Return the files in the folder *path* of *folder*, to which no link may lead.

    *folder* is relative to the folder of the *pool*. Raises Untaken.
    """
    root = pool / folder
    if not root.is_dir():
        raise Untaken("folder", folder=folder)
    for part in _parents(path):
        if (root / part).is_symlink():
            raise Untaken("link", path=part)
    return FolderContents(root / (path or ""))


def commit_contents(repository: Path, commit: str, path: str | None) -> CommitContents:
    """Return the files in the folder *path* of a commit. Raises GitProblem."""
    inside = f"{path.rstrip('/')}/" if path and path != "." else ""
    found = {
        name.removeprefix(inside): entry
        for name, entry in entries(repository, commit).items()
        if name.startswith(inside)
    }
    raw = vcs.contents(repository, [commit])[0]
    return CommitContents(repository, found, commit, vcs.day_of(raw))


def _parents(path: str | None) -> Iterator[str]:
    parts = Path(path or "").parts
    yield from ("/".join(parts[: end + 1]) for end in range(len(parts)))
