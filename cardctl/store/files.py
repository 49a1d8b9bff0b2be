"""Raw contents of a register's files on disk, read on first access."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cardctl.i18n import Message, _
from cardctl.platform import open_file
from cardctl.store.layout import SEAL_PATH
from cardctl.store.scan import listing

if TYPE_CHECKING:
    from cardctl.finding import Finding

FileContent: TypeAlias = "bytes | Finding"
"""Bytes of a file, or a finding if it cannot be read."""

Files = Mapping[str, FileContent]
"""Path relative to the root, with ``/``, to the bytes, or a finding if the file is unreadable."""

MAX_FILE_BYTES = 1 << 20
"""Maximum number of bytes read from a file; the reader's own limit, which it reports, is lower."""

MAX_SEAL_BYTES = 64 << 20
"""Maximum number of bytes read from a seal, which has some 600 bytes per card."""


class LazyFiles(Mapping[str, FileContent]):
    """Files at *paths* in *root*, each read on first access.

    *absent* has the findings of files that are known to be missing.
    """

    def __init__(
        self, root: Path, paths: Iterable[str], absent: Mapping[str, Finding] = {}
    ) -> None:
        self._root = root
        self._held: dict[str, FileContent | None] = {**dict.fromkeys(paths), **absent}

    def __getitem__(self, path: str) -> FileContent:
        held = self._held[path]
        if held is None:
            held = self._held[path] = read_file(self._root, path)
        return held

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


def read(root: Path, paths: Iterable[str] | None = None) -> dict[str, FileContent]:
    """Return the files of the register at *root*, and those with similar names, by sorted path.

    With *paths*, only those. Raises OSError if *root* cannot be listed.
    """
    return {path: read_file(root, path) for path in (listing(root) if paths is None else paths)}


def read_file(root: Path, path: str) -> FileContent:
    """Return the bytes of a regular file; for links, pipes and devices return a finding."""
    try:
        handle = open_file(f"{root}/{path}", os.O_RDONLY)
    except OSError as error:
        return unreadable(path, _("cannot be read: {why}", why=error.strerror))
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return unreadable(path, _("is not a regular file"))
        return os.read(handle, min(status.st_size + 1, most_bytes(path)))
    finally:
        os.close(handle)


def most_bytes(path: str) -> int:
    """Return the maximum number of bytes read from the file at *path*."""
    return MAX_SEAL_BYTES if SEAL_PATH.fullmatch(path) else MAX_FILE_BYTES


def unreadable(path: str, message: Message) -> Finding:
    """Return the finding for a file that cannot be read."""
    from cardctl.finding import Finding  # imported here because most commands need no findings

    hint = _("replace it with a regular, readable file")
    return Finding(path, (), "CC113", "unreadable-file", message, hint=hint)
