"""Three-way merge of plain data: maps by key, records by id, append-only lists as unions.

What only one side changed is taken from that side. The history and the results of a card, and the
`changes` of other records, become the union of both sides' entries, by date. Entries that record
different values for the same field (both sides changed the state, or the due date) are a conflict.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from cardctl.finding import Field

ABSENT: Any = object()
"""Value of a missing key."""

RECORDED = ("state", "outcome", "lead", "due")

CHANGES = ("changes",)
"""Last part of the place of a list of changes: meetings, agencies and the settings have one."""


class Conflict(NamedTuple):
    """A field that both sides changed in different ways; the merged data has our value.

    *way* is *field* with the names of records instead of their indexes, so that it fits both sides.
    """

    field: Field = ()
    way: tuple[Hashable, ...] = ()

    def below(self, part: str | int, name: Hashable) -> Conflict:
        """Return the position of a key or record inside this one."""
        return Conflict((*self.field, part), (*self.way, name))

    def place(self, data: Any) -> Field:
        """Return the field in *data* of the longest part of *way* that exists there."""
        found: Field = ()
        for name in self.way:
            names = list(data if isinstance(data, dict) else map(_name_of, data))
            if name not in names:
                break
            part = name if isinstance(name, str) else names.index(name)
            found, data = (*found, part), data[part]
        return found


def merge_data(base: Any, ours: Any, theirs: Any) -> tuple[Any, list[Conflict]]:
    """Merge two versions of *base* (ABSENT if it did not exist); return the result and conflicts.

    Nothing that either side added is dropped; on conflict, the result has our value.
    """
    conflicts: list[Conflict] = []
    merged = _merge(base, ours, theirs, Conflict(), conflicts)
    return merged, conflicts


def _merge(base: Any, ours: Any, theirs: Any, at: Conflict, conflicts: list[Conflict]) -> Any:
    if _same(ours, theirs) or _same(theirs, base):
        return ours
    if _same(ours, base):
        return theirs
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return _merge_map(_as(dict, base), ours, theirs, at, conflicts)
    if isinstance(ours, list) and isinstance(theirs, list):
        return _merge_list(_as(list, base), ours, theirs, at, conflicts)
    conflicts.append(at)
    return ours


def _same(one: Any, other: Any) -> bool:
    """Return whether two values are equal; ``1`` is not ``true``, and key order is ignored."""
    return _key(one) == _key(other)


def _key(value: Any) -> Hashable:
    if isinstance(value, dict):
        return frozenset((key, _key(item)) for key, item in value.items())
    if isinstance(value, list):
        return tuple(map(_key, value))
    return type(value), value


def _as(kind: type, value: Any) -> Any:
    return value if isinstance(value, kind) else kind()


def _merge_map(
    base: dict[str, Any],
    ours: dict[str, Any],
    theirs: dict[str, Any],
    at: Conflict,
    conflicts: list[Conflict],
) -> dict[str, Any]:
    merged = {}
    for key in (*ours, *(key for key in theirs if key not in ours)):
        before, here, there = (side.get(key, ABSENT) for side in (base, ours, theirs))
        value = _merge(before, here, there, at.below(key, key), conflicts)
        if value is not ABSENT:
            merged[key] = value
    return merged


def _merge_list(
    base: list[Any], ours: list[Any], theirs: list[Any], at: Conflict, conflicts: list[Conflict]
) -> list[Any]:
    if at.field in (("history",), ("results",)) or at.field[-1:] == CHANGES:
        return _union_by_date(base, ours, theirs, at, conflicts)
    if all(map(_have_ids, (base, ours, theirs))):
        return _merge_records(base, ours, theirs, at, conflicts)
    return _merge_values(base, ours, theirs)


def _have_ids(items: Sequence[Any]) -> bool:
    """Return whether all items are records with unique ids, codes or agenda item numbers."""
    names = {_name_of(item) for item in items}
    return None not in names and len(names) == len(items)


def _name_of(record: Any) -> Hashable | None:
    if not isinstance(record, dict):
        return None
    return next(
        (
            (key, record[key])
            for key in ("id", "code", "item")
            if isinstance(record.get(key), str | int)
        ),
        None,
    )


def _merge_records(
    base: list[Any], ours: list[Any], theirs: list[Any], at: Conflict, conflicts: list[Conflict]
) -> list[Any]:
    """Merge records by name; the fields of conflicts refer to the merged list."""
    sides = [{_name_of(record): record for record in side} for side in (base, ours, theirs)]
    names = [*sides[1], *(name for name in sides[2] if name not in sides[1])]
    merged: list[Any] = []
    for name in names:
        before, here, there = (side.get(name, ABSENT) for side in sides)
        value = _merge(before, here, there, at.below(len(merged), name), conflicts)
        if value is not ABSENT:
            merged.append(value)
    return merged


def _merge_values(base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
    """Return the values that neither side removed, and those that either side added."""
    before, here, there = ({_key(item) for item in side} for side in (base, ours, theirs))
    kept = [item for item in ours if _key(item) in there or _key(item) not in before]
    return [*kept, *(item for item in theirs if _key(item) not in here | before)]


def _union_by_date(
    base: list[Any], ours: list[Any], theirs: list[Any], at: Conflict, conflicts: list[Conflict]
) -> list[Any]:
    """Merge the entries of both sides by date, ours first on the same day.

    Each side's entries keep their order. It is a conflict if one side lost or reordered common
    entries, or if the new entries of both sides contradict each other.
    """
    common = _without(ours, _without(ours, theirs))
    here, there = _gaps(common, ours), _gaps(common, theirs)
    contradict = _contradict(_without(ours, base), _without(theirs, ours), at.field)
    contradict |= _contradict(_without(ours, theirs), _without(theirs, base), at.field)
    if here is None or there is None or _gaps(base, common) is None or contradict:
        conflicts.append(at)
        return ours
    merged: list[Any] = []
    for index, gap in enumerate(zip(here, there, strict=True)):
        merged += [*heapq.merge(*gap, key=_date), *common[index : index + 1]]
    return merged


def _without(entries: list[Any], others: list[Any]) -> list[Any]:
    """Return the entries that are not among *others*."""
    keys = set(map(_key, others))
    return [entry for entry in entries if _key(entry) not in keys]


def _gaps(common: list[Any], entries: list[Any]) -> list[list[Any]] | None:
    """Split *entries* at those of *common*; None if they do not have all of *common* in order."""
    gaps: list[list[Any]] = [[]]
    for entry in entries:
        if len(gaps) <= len(common) and _same(entry, common[len(gaps) - 1]):
            gaps.append([])
        else:
            gaps[-1].append(entry)
    return gaps if len(gaps) > len(common) else None


def _date(entry: Any) -> str:
    return str(entry.get("date", "")) if isinstance(entry, dict) else ""


def _contradict(ours: list[Any], theirs: list[Any], field: Field) -> bool:
    """Return whether the new entries of both sides contradict each other.

    They do if both record the same field, results of one agency for one meeting, or changes of the
    same value. Two such results could both be kept, because the later one revises the earlier. But
    whoever wrote it did not know the other, which would then silently count no more.
    """
    if not all(isinstance(entry, dict) for entry in (*ours, *theirs)):
        return True
    if field[-1:] == CHANGES:
        return _replace_the_same(ours, theirs)
    told = _filed if field == ("results",) else _recorded
    return bool(told(ours) & told(theirs))


def _recorded(entries: list[Any]) -> set[Hashable]:
    """Return the fields that entries record; an outcome counts as part of the state."""
    named: set[Hashable] = {name for name in RECORDED if any(name in entry for entry in entries)}
    named |= {
        path for entry in entries if isinstance(entry.get("was"), dict) for path in entry["was"]
    }
    return named | {"state"} if "outcome" in named else named


def _filed(results: list[Any]) -> set[Hashable]:
    return {(_key(result.get("meeting")), _key(result.get("by"))) for result in results}


def _replace_the_same(ours: list[Any], theirs: list[Any]) -> bool:
    """Return whether both sides changed the same value, or one inside the other's."""
    here, there = _replaced(ours), _replaced(theirs)
    return any(one[: len(other)] == other[: len(one)] for one in here for other in there)


def _replaced(changes: list[Any]) -> list[list[str]]:
    """Return the paths of the values that entries in `changes` replaced."""
    said = (entry.get("was") for entry in changes)
    return [path.split(".") for was in said if isinstance(was, dict) for path in was]
