"""The bytes of a register's files, as they lie on disk: read when they are asked for."""

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

Held: TypeAlias = "bytes | Finding"
"""What a file holds; a finding where it cannot be read."""

Files = Mapping[str, Held]
"""Path relative to the root, with ``/``, to the bytes; a finding where it cannot be read."""

MOST_BYTES = 1 << 20
"""More is never read; the reader's own limit is lower and says so."""

MOST_SEAL = 64 << 20
"""A seal is written by the program, some 600 bytes a card."""


class OnDisk(Mapping[str, Held]):
    """The files at *paths* in *root*; each is read when somebody first asks for it.

    Those that are *absent* have their finding already.
    """

    def __init__(
        self, root: Path, paths: Iterable[str], absent: Mapping[str, Finding] = {}
    ) -> None:
        self._root = root
        self._held: dict[str, Held | None] = {**dict.fromkeys(paths), **absent}

    def __getitem__(self, path: str) -> Held:
        held = self._held[path]
        if held is None:
            held = self._held[path] = read_file(self._root, path)
        return held

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


def read(root: Path, paths: Iterable[str] | None = None) -> dict[str, Held]:
    """Read the files of the register at *root*, and those that look like them, by sorted path.

    With *paths* only those. Raises OSError where *root* cannot be listed.
    """
    return {path: read_file(root, path) for path in (listing(root) if paths is None else paths)}


def read_file(root: Path, path: str) -> Held:
    """The bytes of a regular file; links, pipes and devices are not followed."""
    try:
        handle = open_file(f"{root}/{path}", os.O_RDONLY)
    except OSError as error:
        return unreadable(path, _("cannot be read: {why}", why=error.strerror))
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return unreadable(path, _("is not a regular file"))
        most = MOST_SEAL if SEAL_PATH.fullmatch(path) else MOST_BYTES
        return os.read(handle, min(status.st_size + 1, most))
    finally:
        os.close(handle)


def unreadable(path: str, message: Message) -> Finding:
    """What is found where a file cannot be read."""
    from cardctl.finding import Finding  # hardly ever: most commands find nothing and need none

    hint = _("put a plain, readable file in its place")
    return Finding(path, (), "CC113", "unreadable-file", message, hint=hint)
