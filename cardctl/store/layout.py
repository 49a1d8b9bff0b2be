"""Layout of a register: its root, the path of each file, the next free serial."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

CONFIG = "cardctl.yaml"
AGENCIES = "agencies.yaml"
CARD_PATH = re.compile(r"M([0-9]{2,4})/(M[0-9]{2,4}-[0-9]{3,6})\.yaml")
MEETING_PATH = re.compile(r"M([0-9]{2,4})/meeting\.yaml")
SEAL_PATH = re.compile(r"M([0-9]{2,4})/seal(?:-([2-9]|[1-9][0-9]))?\.json")
"""Matches the first seal of a meeting, `seal.json`, and further ones, from `seal-2.json` on."""

MOST_SEALS = 99
"""Maximum number of seals of one meeting."""


def is_ours(path: str) -> bool:
    """Return whether *path*, relative to the root, is the path of a register file."""
    found = CARD_PATH.fullmatch(path) or MEETING_PATH.fullmatch(path) or SEAL_PATH.fullmatch(path)
    return found is not None or path in (CONFIG, AGENCIES)


def find_root(start: Path, named: str | None = None) -> Path:
    """Return the folder that contains `cardctl.yaml`.

    *named* is the folder given by the user, which may have the register in `cards/`; without it,
    *start* and its parents are searched in the same way. Raises NoRegister.
    """
    if (root := nearest_root(start, named)) is not None:
        return root
    from cardctl.errors import NoRegister

    first = Path(named) if named else start
    raise NoRegister([str(first), str(first / "cards")], named, and_parents=not named)


def nearest_root(start: Path, named: str | None = None) -> Path | None:
    """Return the same as `find_root`; None if there is no register."""
    for place in [Path(named)] if named else [start, *start.parents]:
        for root in (place, place / "cards"):
            if (root / CONFIG).is_file():
                return root
    return None


def repository_top(root: Path) -> Path:
    """Return the top of the git repository around *root*.

    Without git: the parent of a root called `cards`, otherwise the root itself.
    """
    root = root.absolute()
    around = next((place for place in (root, *root.parents) if (place / ".git").exists()), None)
    return around or (root.parent if root.name == "cards" else root)


def cache_dir(root: Path) -> Path:
    """Return the program's own folder in the root (lock, journal, index); git ignores it."""
    return root / ".cardctl"


def journal_path(root: Path) -> Path:
    """Return the path of the journal; it exists only during a save or after a failed one."""
    return cache_dir(root) / "journal"


def stale_drafts_path(root: Path) -> Path:
    """Return the path of the journal of a finished or undone save whose drafts may still exist."""
    return cache_dir(root) / "journal.done"


def index_path(root: Path) -> Path:
    """Return the path of the index (see `cache.sqlite`), which may be deleted at any time."""
    return cache_dir(root) / "index.sqlite"


def seal_path(number: int, nth: int = 1) -> str:
    """Return the path of the *nth* seal of a meeting, relative to the root."""
    return f"M{number:02d}/seal.json" if nth == 1 else f"M{number:02d}/seal-{nth}.json"


def next_serial(root: Path, meeting: int, hidden: Iterable[str] = ()) -> int:
    """Return the serial after the highest one in the meeting's folder, whatever the files contain.

    *hidden* are further names to take into account, such as those of files that are not checked
    out.
    """
    folder = root / f"M{meeting:02d}"
    pattern = re.compile(rf"M{meeting:02d}-([0-9]+)\b")
    names = [*(os.listdir(folder) if folder.is_dir() else ()), *hidden]
    return max((int(m[1]) for name in names if (m := pattern.match(name))), default=0) + 1
