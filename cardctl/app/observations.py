"""Record which files outside the register `validate` read, to know if its output still holds.

Files whose content matters are recorded with stamp and digest, the others only with their
existence. Paths are relative to the top of the repository, so that the cache works in other clones.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from unicodedata import normalize

from cardctl.platform import ignores_case
from cardctl.store.scan import changed_at, stamp_at
from cardctl.store.tracking_stamp import tracking_stamp

Noted = dict[str, str]
"""``text PATH``, ``tracked FOLDER`` and ``head FOLDER`` to a mark, ``file PATH`` to ``yes`` or
nothing."""


class Observations:
    """Record of the files read below *top* since *began* (file system clock, in ns).

    If *began* is 0, no output is kept, and contents are not recorded.
    """

    def __init__(self, top: Path, began: int) -> None:
        self.top = top
        self.began = began
        self.noted: Noted = {}
        self._stamps: dict[Path, str] = {}

    def text(self, path: Path) -> Path:
        """Record the content at *path*, if any; return *path*."""
        if not self.began:
            return path
        stamp = self._stamps[path] = stamp_at(path)
        if not stamp or path.is_symlink() or changed_at(stamp) >= self.began:
            stamp = ""  # it does not prove that the content is unchanged
        self.noted[f"text {os.path.relpath(path, self.top)}"] = f"{stamp} {_digest(path)}"
        return path

    def is_unchanged(self) -> bool:
        """Whether all contents are the same as when recorded, just before they were read."""
        settled = all(
            not stamp or changed_at(stamp) < self.began for stamp in self._stamps.values()
        )
        return settled and all(stamp_at(path) == stamp for path, stamp in self._stamps.items())

    def tracked(self, root: Path) -> tuple[str, ...]:
        """Record and return the tracked files of cardctl's folder in *root*."""
        from cardctl.app.cache_trust import tracked_in

        stamp = tracking_stamp(root)
        found = tracked_in(root)
        if self.began:
            place = os.path.relpath(root.resolve(), self.top)
            self.noted[f"tracked {place}"] = f"{stamp} {_marks(found)}"
        return found

    def head(self, root: Path) -> None:
        """Record git's index and HEAD around *root*: the output depends on them."""
        if self.began:
            place = os.path.relpath(root.resolve(), self.top)
            self.noted[f"head {place}"] = tracking_stamp(root)

    def file(self, path: str) -> bool:
        """Record and return whether *path* is a file below the top, with links resolved."""
        found = is_file_in(self.top, path)
        self.noted[f"file {path}"] = "yes" if found else ""
        return found


def is_file_in(top: Path, path: str) -> bool:
    """Whether *path* is a file below *top*, with links resolved.

    Names are compared in Unicode NFC: files from a Mac may have decomposed names (NFD). They must
    agree in case, also on systems that ignore it: every system gives the same verdict.
    """
    if ignores_case(top):
        places: Iterable[Path] = _spellings(top, path)
    else:
        places = [top / path] if path.isascii() else chain([top / path], _spellings(top, path))
    resolved = (place.resolve() for place in places)
    return any(place.is_relative_to(top.resolve()) and place.is_file() for place in resolved)


def _spellings(folder: Path, path: str) -> Iterator[Path]:
    """Yield every path in *folder* that equals *path* in NFC."""
    first, _, rest = path.partition("/")
    wanted = normalize("NFC", first)
    with suppress(OSError):
        for place in folder.iterdir():
            if normalize("NFC", place.name) == wanted:
                yield from _spellings(place, rest) if rest else [place]


def all_unchanged(top: Path, noted: Noted) -> bool:
    """Whether nothing in *noted* has changed."""
    return all(_is_unchanged(top, key, mark) for key, mark in noted.items())


def _is_unchanged(top: Path, key: str, mark: str) -> bool:
    kind, _, path = key.partition(" ")
    if kind == "file":
        return is_file_in(top, path) == bool(mark)
    if kind == "head":
        return tracking_stamp(top / path) == mark
    if kind == "tracked":
        return _is_tracking_unchanged(top / path, mark)
    stamp, _, digest = mark.rpartition(" ")
    return (stamp != "" and stamp_at(top / path) == stamp) or _digest(top / path) == digest


def _is_tracking_unchanged(root: Path, mark: str) -> bool:
    """Whether git's index is unchanged, or tracks the same files of cardctl's folder."""
    stamp, _, marks = mark.rpartition(" ")
    if tracking_stamp(root) == stamp:
        return True
    from cardctl.app.cache_trust import tracked_in

    return _marks(tracked_in(root)) == marks


def _marks(names: Iterable[str]) -> str:
    from cardctl.cache.file_status import digest_of

    return digest_of("\n".join(names).encode("utf-8", "surrogateescape"))


def _digest(path: Path) -> str:
    """Return a digest of the content at *path*; ``folder`` for a folder, empty if unreadable."""
    try:
        if path.is_dir():
            return "folder"
        with path.open("rb") as file:
            raw = file.read(1 << 20)
    except (OSError, ValueError):
        return ""
    from cardctl.cache.file_status import digest_of

    return digest_of(raw)
