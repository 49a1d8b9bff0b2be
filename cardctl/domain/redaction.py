"""Erasure: texts of a card that the secretariat replaced by a marker, and what that explains.

A history entry names the erased places: `redacts: [results.0.text]`. Works on plain data, which may
violate the schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from cardctl.domain.base import Json
from cardctl.domain.decided import are_same, new_entries
from cardctl.domain.text import LABELS, LINKS, MARKER, WORDS
from cardctl.literals import integer

APPEND_ONLY = ("history", "results")
"""Lists that only grow; a merge may put entries before others, which shifts their indexes."""

ERASABLE = WORDS | LABELS | LINKS
"""Fields with text."""

Place = tuple[str | int, ...]


# Places -----------------------------------------------------------------------------------------


def places_at(data: Any, path: str) -> list[Place] | None:
    """Return the places of the strings at a dotted *path*: one, or one for each language.

    None if there is no such place; an empty list if its value is not text.
    """
    place = place_at(data, path)
    if place is None:
        return None
    value = value_in(data, place)
    if not _is_text_field(place):
        return []
    if isinstance(value, str):
        return [place]
    is_by_language = isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
    return [(*place, language) for language in value] if is_by_language else []


def place_at(data: Any, path: str) -> Place | None:
    """Return the place that a dotted *path* leads to; None if there is none."""
    return _resolved(data, path.split("."))


def is_text_path(path: str) -> bool:
    """Whether a dotted *path* is that of a text, judged by its names alone."""
    return _is_text_field(tuple(path.split(".")))


def _resolved(data: Any, parts: Sequence[str]) -> Place | None:
    """Return the place that the *parts* of a path lead to; keys of old values contain dots."""
    if not parts:
        return ()
    for key, used in _keys(data, parts):
        rest = _resolved(data[key], parts[used:])
        if rest is not None:
            return (key, *rest)
    return None


def _keys(data: Any, parts: Sequence[str]) -> Iterator[tuple[str | int, int]]:
    """Yield the keys of *data* that *parts* begin with, and how many parts each takes."""
    if isinstance(data, dict):
        for used in range(len(parts), 0, -1):
            if (key := ".".join(parts[:used])) in data:
                yield key, used
    elif isinstance(data, list):
        index = _index(data, parts[0])
        if index is not None:
            yield index, 1


def _index(items: list[Any], name: str) -> int | None:
    """Return the index of the item with this id, or with this index."""
    ids = [item.get("id") if isinstance(item, Mapping) else None for item in items]
    if name in ids:
        return ids.index(name)
    index = integer(name)
    return index if index is not None and 0 <= index < len(items) else None


def _is_text_field(place: Place) -> bool:
    """Whether the field at *place*, or the one that a language or index is in, holds text."""
    names = ".".join(map(str, place)).split(".")[-2:]
    return names[-1] in ERASABLE or (len(names) == 2 and names[0] in ERASABLE)


def value_in(data: Any, place: Place) -> Any:
    """Return the value at *place*."""
    for key in place:
        data = data[key]
    return data


def erased(data: Json, places: Iterable[Place]) -> Json:
    """Return a copy of *data* with the marker at *places*."""
    data = deepcopy(data)
    for *parents, last in places:
        value_in(data, tuple(parents))[last] = MARKER
    return data


def is_erased(data: Json, path: str) -> bool:
    """Whether *path* is that of a text of which only the marker is left."""
    places = places_at(data, path)
    return bool(places) and all(value_in(data, place) == MARKER for place in places or ())


# What an erasure explains -----------------------------------------------------------------------


class Named(NamedTuple):
    """A path in `redacts` that leads into an append-only list: its name, an index, the rest."""

    part: str
    at: int
    rest: str

    @classmethod
    def of(cls, path: str) -> Named | None:
        """Split a dotted path; None if it leads elsewhere."""
        part, _dot, inner = path.partition(".")
        first, _dot, rest = inner.partition(".")
        index = integer(first)
        return None if part not in APPEND_ONLY or index is None else cls(part, index, rest)

    def covers(self, part: str, index: int, rest: str) -> bool:
        """Whether it names a place; a merge may have moved the entry to a higher index."""
        is_inside = rest == self.rest or rest.startswith(f"{self.rest}.")
        return self.part == part and self.at <= index and is_inside


def with_erasures(then: Json, now: Json) -> Json:
    """Return *then* with the marker where *now* has it and a new entry of *now* names the place.

    Compared with the result, an erasure is no difference: everything else still is. Each path in
    `redacts` explains one place, in all its languages.
    """
    paths = list(redacted_paths(new_entries(then, now)))
    if not paths:
        return then
    named = [name for path in paths if (name := Named.of(path)) is not None]
    explained = [place for part in APPEND_ONLY for place in _in_list(then, now, part, named)]
    allowed = {place for path in paths for place in places_at(now, path) or ()}
    rest = ({k: v for k, v in side.items() if k not in APPEND_ONLY} for side in (then, now))
    explained += [place for place in _marked(*rest) if place in allowed]
    return erased(then, explained)


def redacted_paths(entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the paths that history entries name as erased."""
    for entry in entries:
        listed = entry.get("redacts")
        for path in listed if isinstance(listed, list) else ():
            if isinstance(path, str):
                yield path


def _in_list(then: Json, now: Json, part: str, named: Sequence[Named]) -> Iterator[Place]:
    """Yield the erased places in the list *part* of *then* that *named* paths explain."""
    old, new = then.get(part), now.get(part)
    if not isinstance(old, list) or not isinstance(new, list):
        return
    taken: dict[Named, int] = {}
    for i, j, places in _aligned(old, new):
        for place in places:
            rest = ".".join(map(str, place))
            nearest = sorted(named, key=lambda one: -one.at)
            if any(one.covers(part, j, rest) and taken.setdefault(one, j) == j for one in nearest):
                yield (part, i, *place)


def _aligned(old: list[Any], new: list[Any]) -> Iterator[tuple[int, int, list[Place]]]:
    """Yield old entries with their place in *new*, if they differ in erased texts alone."""
    start = 0
    for i, entry in enumerate(old):
        for j in range(start, len(new)):
            places = list(_marked(entry, new[j]))
            if are_same(erased({"": entry}, [("", *place) for place in places])[""], new[j]):
                yield i, j, places
                start = j + 1
                break


def _marked(old: Any, new: Any) -> Iterator[Place]:
    """Yield the places where *old* has a text and *new* the marker."""
    if isinstance(old, str):
        if new == MARKER and old != MARKER:
            yield ()
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in old.keys() & new.keys():
            yield from ((key, *place) for place in _marked(old[key], new[key]))
    elif isinstance(old, list) and isinstance(new, list):
        for index, (one, other) in enumerate(zip(old, new, strict=False)):
            yield from ((index, *place) for place in _marked(one, other))
