"""What a change is to the rules: cards as they stood and as they stand, paired by their ids.

Both sides are plain data, as far as a file's tree goes: a card that breaks a rule of the schema, on
either side, is still compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from unicodedata import normalize

from cardctl.domain.ids import full_id, id_at
from cardctl.domain.register import Register
from cardctl.finding import Field
from cardctl.i18n import Message


class CardVersion:
    """One file at one time: its path in the register, and its data; None where it has no tree."""

    def __init__(self, path: str, data: Mapping[str, Any] | None = None) -> None:
        self.path = path
        self.data = data

    @cached_property
    def id(self) -> str:
        """The id that the card says it has, else the one of its file's name; of others the path."""
        said = self.data.get("id") if self.data else None
        stem = id_at(self.path)
        named = stem if full_id(stem) else self.path
        return said if isinstance(said, str) else named

    @cached_property
    def title(self) -> str | None:
        """The title, to be compared; None where there is none."""
        title = self.data.get("title") if self.data else None
        return None if title is None else plain(title)

    def entries(self, part: str) -> list[Mapping[str, Any]]:
        """The entries of the history or of the results, as far as they are a list of mappings."""
        found = self.data.get(part) if self.data else None
        listed = found if isinstance(found, list) else []
        return [entry if isinstance(entry, dict) else {"": entry} for entry in listed]


class CardDiff:
    """One card then and now; *then* is None for a new one, *now* for one that is gone."""

    def __init__(self, then: CardVersion | None, now: CardVersion | None) -> None:
        self.then = then
        self.now = now

    @property
    def path(self) -> str:
        """The file that a finding on this card is in."""
        side = self.now or self.then
        assert side is not None
        return side.path

    @cached_property
    def history(self) -> AppendOnlyDiff:
        """How the history became another one."""
        return self._grown("history")

    @cached_property
    def results(self) -> AppendOnlyDiff:
        """How the results became others."""
        return self._grown("results")

    def _grown(self, part: str) -> AppendOnlyDiff:
        old, new = ([] if side is None else side.entries(part) for side in (self.then, self.now))
        return append_only_diff(old, new)


class Base(NamedTuple):
    """What a change is judged by: the files that changed, as they stood and as they stand.

    *commit* is the short hash of the base, *base* says in words which commit it is, and *day* is
    the one on which it was made, if known. *merged* is true for a parent of a merge: nothing of it
    may have vanished, and that is all that it is compared for. *register* has the base's settings
    and agencies, where these changed. *meanwhile* are the paths of the cards that also changed on
    *target*, the branch that the change goes to. *born* are the paths of cards that are new on
    every side of the merge: one id may stand for several of them. *home* is the register's folder
    in its repository, with ``/`` at its end.
    """

    commit: str
    base: Message
    then: Sequence[CardVersion]
    now: Sequence[CardVersion]
    day: date | None = None
    merged: bool = False
    register: Register | None = None
    target: str = ""
    home: str = ""
    changed_on_target: frozenset[str] = frozenset()
    added_on_all_sides: frozenset[str] = frozenset()


def pairs(past: Base) -> Iterator[CardDiff]:
    """Match the cards of both sides by id, and those that were renumbered by title or by file.

    A card whose title now stands under another id, while its own id is gone or bears another
    title, was renumbered.
    """
    now = {side.id: side for side in reversed(past.now)}
    left = {side.id: side for side in past.then}
    found = _renumbered(left, now)
    for origin in found.values():
        del left[origin.id]
    for side in past.now:
        then = found.get(side.path) or left.get(side.id)
        if then is None or now[side.id] is not side:
            then = next((old for old in _gone(left, now) if old.path == side.path), None)
        if then is not None:
            left.pop(then.id, None)
        yield CardDiff(then, side)
    for side in left.values():
        yield CardDiff(side, None)


def _gone(left: Mapping[str, CardVersion], now: Mapping[str, CardVersion]) -> Iterator[CardVersion]:
    """The cards whose id no card has any more."""
    return (side for identifier, side in left.items() if identifier not in now)


def _renumbered(
    then: Mapping[str, CardVersion], now: Mapping[str, CardVersion]
) -> dict[str, CardVersion]:
    """By the path where it stands now: each card that stood under another id."""
    moved = {}
    for identifier, side in then.items():
        still = now.get(identifier)
        readable = still is None or still.data is not None
        if side.title is not None and readable and (still is None or still.title != side.title):
            moved[side.title] = side
    found = {}
    for identifier, side in now.items():
        old = then.get(identifier)
        if side.title in moved and (old is None or old.title != side.title):
            found[side.path] = moved.pop(side.title)
    return found


def plain(value: Any) -> str:
    """A value in one form: the order of keys and the pieces of letters say nothing."""
    return normalize("NFC", json.dumps(value, sort_keys=True, ensure_ascii=False, default=str))


def are_alike(one: Any, other: Any) -> bool:
    """Whether two values are the same in one form; mostly they are written in the same way, too."""
    return repr(one) == repr(other) or plain(one) == plain(other)


def first_difference(old: Any, new: Any) -> Field:
    """The way to the first place where *new* differs from *old*; () where they differ as wholes."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            if key not in old or key not in new:
                return (key,)
            if not are_alike(old[key], new[key]):
                return (key, *first_difference(old[key], new[key]))
    if isinstance(old, list) and isinstance(new, list):
        for index, (one, other) in enumerate(zip(old, new, strict=False)):
            if not are_alike(one, other):
                return (index, *first_difference(one, other))
    return ()


def value_at(data: Any, field: Field) -> Any:
    """What stands at *field*; None where nothing does."""
    for part in field:
        held = dict(enumerate(data)) if isinstance(data, list) else data
        data = held.get(part) if isinstance(held, dict) else None
    return data


Entry = Mapping[str, Any]


class AppendOnlyDiff(NamedTuple):
    """How a list that may only grow became another one; all places are of the new list.

    *changed*: place and old entry. *gone*: the place where it would stand, and old entry. *moved*:
    the places of old entries that stood behind one that now follows them. These three are losses.
    *inserted*: the places of new entries before old ones. *added*: the place from which on all
    entries are new.
    """

    changed: tuple[tuple[int, Entry], ...]
    gone: tuple[tuple[int, Entry], ...]
    moved: tuple[int, ...]
    inserted: tuple[int, ...]
    added: int

    @property
    def lost(self) -> bool:
        """Whether an old entry is not there any more, unchanged and in its order."""
        return bool(self.changed or self.gone or self.moved)

    def new(self, size: int) -> tuple[int, ...]:
        """Return the places of all new entries in the new list, which has *size* entries."""
        return (*self.inserted, *range(self.added, size))


def append_only_diff(old: Sequence[Entry], new: Sequence[Entry]) -> AppendOnlyDiff:
    """Compare two lists, entry by entry."""
    if repr(old) == repr(new[: len(old)]):
        return AppendOnlyDiff((), (), (), (), len(old))
    before, after = [plain(entry) for entry in old], [plain(entry) for entry in new]
    changed, gone, inserted = [], [], []
    i = j = 0
    while i < len(before):
        rest = after[j:]
        if rest and before[i] == rest[0]:
            i, j = i + 1, j + 1
        elif before[i] in rest:
            inserted.append(j)
            j += 1
        elif rest and rest[0] not in before[i:] and _is_same_entry(old[i], new[j]):
            changed.append((j, old[i]))
            i, j = i + 1, j + 1
        else:
            gone.append((j, old[i]))
            i += 1
    moved = _moved(gone, inserted, after)
    return AppendOnlyDiff(tuple(changed), tuple(gone), moved, tuple(inserted), j)


def _moved(gone: list[tuple[int, Entry]], inserted: list[int], after: list[str]) -> tuple[int, ...]:
    """Take the entries that only changed their place out of *gone* and *inserted*."""
    moved = []
    for lost in list(gone):
        place = next((at for at in inserted if after[at] == plain(lost[1])), None)
        if place is not None:
            gone.remove(lost)
            inserted.remove(place)
            moved.append(place)
    return tuple(sorted(moved))


def _is_same_entry(old: Entry, new: Entry) -> bool:
    """Whether *new* is *old* with changes, rather than another entry in its place.

    An agency has one result for a meeting; of any other entry half has to be the same.
    """
    keys = old.keys() | new.keys()
    same = {key for key in keys if are_alike(old.get(key), new.get(key))}
    return 2 * len(same) >= len(keys) or ("text" in keys and {"meeting", "by"} <= same)
