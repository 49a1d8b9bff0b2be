"""Compare the cards of a base with the current ones, paired by their ids.

Both sides are plain data, as parsed from the files: a card that violates the schema, on either
side, is still compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from unicodedata import normalize

from cardctl.domain.card import Card
from cardctl.domain.ids import full_id, id_at
from cardctl.domain.redaction import with_erasures
from cardctl.domain.register import Register
from cardctl.domain.text import MARKER
from cardctl.finding import Field
from cardctl.i18n import Message


class CardVersion:
    """One version of a file: its path in the register, and its data, None if it was not parsed."""

    def __init__(self, path: str, data: Mapping[str, Any] | None = None) -> None:
        self.path = path
        self.data = data

    @cached_property
    def id(self) -> str:
        """The `id` in the card, else the id in its file name, else the path."""
        said = self.data.get("id") if self.data else None
        stem = id_at(self.path)
        named = stem if full_id(stem) else self.path
        return said if isinstance(said, str) else named

    @cached_property
    def title(self) -> str | None:
        """The title in canonical form, for comparison; None if there is none, or it is erased."""
        title = self.data.get("title") if self.data else None
        return None if title is None or MARKER in plain(title) else plain(title)

    def entries(self, part: str) -> list[Mapping[str, Any]]:
        """Return the entries of *part*, history or results; none if it is not a list."""
        found = self.data.get(part) if self.data else None
        listed = found if isinstance(found, list) else []
        return [entry if isinstance(entry, dict) else {"": entry} for entry in listed]


class CardDiff:
    """One card in the base and now; *then* is None for a new one, *now* for a deleted one."""

    def __init__(self, then: CardVersion | None, now: CardVersion | None) -> None:
        self.then = then
        self.now = now

    @property
    def path(self) -> str:
        """Path of the file for findings on this card."""
        side = self.now or self.then
        assert side is not None
        return side.path

    @cached_property
    def history(self) -> AppendOnlyDiff:
        """Difference between the two histories."""
        return self.append_only("history")

    @cached_property
    def results(self) -> AppendOnlyDiff:
        """Difference between the two lists of results."""
        return self.append_only("results")

    def append_only(self, part: str) -> AppendOnlyDiff:
        """Return the difference between the two versions of a list that only grows."""
        old, new = ([] if side is None else side.entries(part) for side in (self.then, self.now))
        return append_only_diff(old, new)


class FileDiff(NamedTuple):
    """A shared file that the change altered: its path in the register, and its data before and now.

    The data is as parsed, from YAML or JSON; None if the file is absent or was not parsed.
    """

    path: str
    then: Any
    now: Any


class Base(NamedTuple):
    """What a change is compared with: the files that changed, in the base and now.

    *commit* is the short hash of the base, *base* describes it in words, and *day* is the day of
    that commit, if known. *today* is the day of the check. *merged* is true for a parent of a
    merge: the comparison then checks only that nothing of it was lost.

    *register* has the base's shared files (settings, agencies, meetings, seals) and no cards;
    *head* is the register after the change. *files* are the shared files that differ. Rules on a
    change judge by *register*, so that the change cannot alter what it is judged by.

    *changed_on_target* are the paths of the cards that also changed on *target*, the branch that
    the change goes to. *added_on_all_sides* are the paths of cards that are new on every side of
    the merge: several of them may share one id. *taken_back*, for a parent of a merge, is what
    another parent no longer has of their merge base: path, part of the card ("" for all of it) and
    canonical text of each entry; None if the base is no parent. *home* is the register's folder in
    its repository, with a trailing ``/``.
    """

    commit: str
    base: Message
    then: Sequence[CardVersion]
    now: Sequence[CardVersion]
    register: Register
    head: Register
    today: date
    files: Sequence[FileDiff] = ()
    day: date | None = None
    merged: bool = False
    target: str = ""
    home: str = ""
    changed_on_target: frozenset[str] = frozenset()
    added_on_all_sides: frozenset[str] = frozenset()
    taken_back: frozenset[tuple[str, str, str]] | None = None


def head_card(diff: CardDiff, base: Base) -> Card | None:
    """Return the card after the change; None if it is unreadable, or only its summary is loaded."""
    card: object = base.head.cards.get(diff.now.id) if diff.now else None
    return card if isinstance(card, Card) else None


def pairs(past: Base) -> Iterator[CardDiff]:
    """Pair the cards of both sides by id, and renumbered ones by title or by file.

    A card was renumbered if its title now has another id, and its own id is gone or has another
    title. What the change erased, and says so, is erased in the old version too: it is no
    difference.
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
        yield CardDiff(_erased_like(then, side), side)
    for side in left.values():
        yield CardDiff(side, None)


def _erased_like(then: CardVersion | None, now: CardVersion) -> CardVersion | None:
    """Return the old version without what a new history entry of *now* says was erased."""
    if then is None or not isinstance(then.data, dict) or not isinstance(now.data, dict):
        return then
    data = with_erasures(then.data, now.data)
    return then if data is then.data else CardVersion(then.path, data)


def _gone(left: Mapping[str, CardVersion], now: Mapping[str, CardVersion]) -> Iterator[CardVersion]:
    """Yield the old cards whose id no longer exists."""
    return (side for identifier, side in left.items() if identifier not in now)


def _renumbered(
    then: Mapping[str, CardVersion], now: Mapping[str, CardVersion]
) -> dict[str, CardVersion]:
    """Return the renumbered cards: their old version by their current path."""
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
    """Return a value in canonical form: sorted keys, Unicode NFC."""
    return normalize("NFC", json.dumps(value, sort_keys=True, ensure_ascii=False, default=str))


def are_equal(one: Any, other: Any) -> bool:
    """Whether two values are equal in canonical form.

    Compares their raw form first, because it usually matches.
    """
    return repr(one) == repr(other) or plain(one) == plain(other)


def first_difference(old: Any, new: Any) -> Field:
    """Return the path to the first difference of *new* from *old*; () if they differ as a whole."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            if key not in old or key not in new:
                return (key,)
            if not are_equal(old[key], new[key]):
                return (key, *first_difference(old[key], new[key]))
    if isinstance(old, list) and isinstance(new, list):
        for index, (one, other) in enumerate(zip(old, new, strict=False)):
            if not are_equal(one, other):
                return (index, *first_difference(one, other))
    return ()


def value_at(data: Any, field: Field) -> Any:
    """Return the value at *field*; None if there is none."""
    for part in field:
        held = dict(enumerate(data)) if isinstance(data, list) else data
        data = held.get(part) if isinstance(held, dict) else None
    return data


Entry = Mapping[str, Any]


class AppendOnlyDiff(NamedTuple):
    """Difference between two versions of an append-only list; all indexes are of the new one.

    *changed*: index and old entry. *gone*: the index where it would be, and old entry. *moved*: the
    indexes of old entries that now precede an entry that they followed. These three are losses.
    *inserted*: the indexes of new entries before old ones. *added*: the index from which all
    entries are new.
    """

    changed: tuple[tuple[int, Entry], ...]
    gone: tuple[tuple[int, Entry], ...]
    moved: tuple[int, ...]
    inserted: tuple[int, ...]
    added: int

    @property
    def lost(self) -> bool:
        """Whether an old entry is missing, changed or out of order."""
        return bool(self.changed or self.gone or self.moved)

    def new(self, size: int) -> tuple[int, ...]:
        """Return the indexes of all new entries in the new list, which has *size* entries."""
        return (*self.inserted, *range(self.added, size))


def append_only_diff(old: Sequence[Entry], new: Sequence[Entry]) -> AppendOnlyDiff:
    """Compare two versions of an append-only list, entry by entry."""
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
    """Remove the entries that only moved from *gone* and *inserted*; return their indexes."""
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

    At least half of the fields must be equal; for a result, agency and meeting are enough, because
    an agency has one result for a meeting.
    """
    keys = old.keys() | new.keys()
    same = {key for key in keys if are_equal(old.get(key), new.get(key))}
    return 2 * len(same) >= len(keys) or ("text" in keys and {"meeting", "by"} <= same)
