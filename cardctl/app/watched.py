"""What a command looked at beside the register's files, so that its answer can be given again.

Files whose text matters are told by stamp and digest; of the others only whether they are there.
All are named as seen from the top of the repository, so that it may be another clone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from unicodedata import normalize

from cardctl.store.scan import changed_at, stamp_at
from cardctl.vcs.tracking_stamp import tracking_stamp

Noted = dict[str, str]
"""``text PATH``, ``tracked FOLDER`` and ``head FOLDER`` to a mark, ``file PATH`` to ``yes`` or
nothing."""


class Watched:
    """What was looked at below *top* since *began* (by the file system's clock, in ns).

    Where that is 0 nobody will want to know, and nothing is noted.
    """

    def __init__(self, top: Path, began: int) -> None:
        self.top = top
        self.began = began
        self.noted: Noted = {}
        self._stamps: dict[Path, str] = {}

    def text(self, path: Path) -> Path:
        """Note what is written at *path*, if anything is; give the path back."""
        if not self.began:
            return path
        stamp = self._stamps[path] = stamp_at(path)
        if not stamp or path.is_symlink() or changed_at(stamp) >= self.began:
            stamp = ""  # it does not tell whether the text is still the same
        self.noted[f"text {os.path.relpath(path, self.top)}"] = f"{stamp} {_digest(path)}"
        return path

    def is_unchanged(self) -> bool:
        """Whether all texts are as they were when they were noted, just before they were read."""
        settled = all(
            not stamp or changed_at(stamp) < self.began for stamp in self._stamps.values()
        )
        return settled and all(stamp_at(path) == stamp for path, stamp in self._stamps.items())

    def tracked(self, root: Path) -> tuple[str, ...]:
        """Note which files of the program's folder in *root* git tracks; give them."""
        from cardctl.app.tracked_cache import tracked_in

        stamp = tracking_stamp(root)
        found = tracked_in(root)
        if self.began:
            place = os.path.relpath(root.resolve(), self.top)
            self.noted[f"tracked {place}"] = f"{stamp} {_marks(found)}"
        return found

    def head(self, root: Path) -> None:
        """Note what git tracks and holds around *root*: the answer depends on it."""
        if self.began:
            place = os.path.relpath(root.resolve(), self.top)
            self.noted[f"head {place}"] = tracking_stamp(root)

    def file(self, path: str) -> bool:
        """Note whether there is a file at *path* below the top, whatever links lead there."""
        found = is_file_in(self.top, path)
        self.noted[f"file {path}"] = "yes" if found else ""
        return found


def is_file_in(top: Path, path: str) -> bool:
    """Whether there is a file at *path* below *top*, whatever links lead there.

    Names are compared in Unicode NFC: files from a Mac may have decomposed names (NFD).
    """
    places = [top / path] if path.isascii() else chain([top / path], _spellings(top, path))
    resolved = (place.resolve() for place in places)
    return any(place.is_relative_to(top.resolve()) and place.is_file() for place in resolved)


def _spellings(folder: Path, path: str) -> Iterator[Path]:
    """Every place in *folder* whose path is *path* in NFC."""
    first, _, rest = path.partition("/")
    wanted = normalize("NFC", first)
    with suppress(OSError):
        for place in folder.iterdir():
            if normalize("NFC", place.name) == wanted:
                yield from _spellings(place, rest) if rest else [place]


def is_still_so(top: Path, noted: Noted) -> bool:
    """Whether all that was noted is as it was."""
    return all(_is_still(top, key, mark) for key, mark in noted.items())


def _is_still(top: Path, key: str, mark: str) -> bool:
    kind, _, path = key.partition(" ")
    if kind == "file":
        return is_file_in(top, path) == bool(mark)
    if kind == "head":
        return tracking_stamp(top / path) == mark
    if kind == "tracked":
        return _is_still_tracked(top / path, mark)
    stamp, _, digest = mark.rpartition(" ")
    return (stamp != "" and stamp_at(top / path) == stamp) or _digest(top / path) == digest


def _is_still_tracked(root: Path, mark: str) -> bool:
    """Whether git's list of files is as it was, or names the same files of the program's folder."""
    stamp, _, marks = mark.rpartition(" ")
    if tracking_stamp(root) == stamp:
        return True
    from cardctl.app.tracked_cache import tracked_in

    return _marks(tracked_in(root)) == marks


def _marks(names: Iterable[str]) -> str:
    from cardctl.cache.file_status import digest_of

    return digest_of("\n".join(names).encode("utf-8", "surrogateescape"))


def _digest(path: Path) -> str:
    """What tells one text at *path* from another; ``folder`` for one, nothing where nothing is."""
    try:
        if path.is_dir():
            return "folder"
        with path.open("rb") as file:
            raw = file.read(1 << 20)
    except (OSError, ValueError):
        return ""
    from cardctl.cache.file_status import digest_of

    return digest_of(raw)
