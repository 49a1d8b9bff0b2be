"""What is on record of a meeting, and which changes of it must be recorded in its `changes`.

Works on plain data, as in the file, so that a version that violates the schema can be compared too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cardctl.domain.base import Json
from cardctl.domain.enums import MeetingKind, MeetingStatus
from cardctl.domain.meeting import Meeting
from cardctl.domain.old_values import reverted
from cardctl.domain.revision import Revision
from cardctl.domain.text import is_translated

FIELDS = ("number", "kind", "date", "papers", "place", "status", "hears")
"""Fields on record, besides the agenda."""

ITEM_FIELDS = ("title", "type", "outcome")
"""Fields of an agenda item on record."""

# Patterns of paths, which `re` compiles on first use.
_PATH = (
    r"(kind|date|papers|status|hears"
    r"|place(\.[a-z]{2,3}(-[A-Za-z0-9]+)*)?"
    r"|items\.[1-9][0-9]{0,2}(\.type|\.outcome|\.title(\.[a-z]{2,3}(-[A-Za-z0-9]+)*)?)?)"
)

_ANNOUNCED = r"date|papers|items\.[0-9]+"
"""What may be filled in as long as a meeting is scheduled."""

_LATER = r"place|items\.[0-9]+\.outcome"
"""What may be filled in at any time."""

_TEXT = r"place|items\.[0-9]+(\.title)?"


class Difference(NamedTuple):
    """One value on record that differs; *old* or *new* is None if it is absent."""

    path: str
    old: Any
    new: Any


class RecordedChange(NamedTuple):
    """An entry in a meeting's `changes`, with the values before and after it."""

    meeting: int
    entry: Revision
    values: tuple[Difference, ...]


def recorded_changes(meeting: Meeting) -> list[RecordedChange]:
    """Return the entries in a meeting's `changes`, oldest first."""
    found = []
    later: Json = meeting.model_dump(mode="json", exclude_unset=True)
    for entry in reversed(meeting.changes):
        earlier = before(later, [entry.was])
        values = (each for each in differences(earlier, later) if is_on_record(each.path))
        found.append(RecordedChange(meeting.number, entry, tuple(values)))
        later = earlier
    return found[::-1]


def is_on_record(path: str) -> bool:
    """Whether a dotted *path* names something whose changes are recorded.

    A meeting's number never changes. Agenda items are named by theirs: ``items.2.title``.
    """
    return re.fullmatch(_PATH, path) is not None


def is_text(path: str) -> bool:
    """Whether a dotted *path* names a text of a meeting, or something that contains one."""
    return re.fullmatch(_TEXT, path) is not None


def before(data: Json, revisions: Iterable[Mapping[str, Any]]) -> Json:
    """Return a meeting's *data* as it was before *revisions*, old values by path, oldest first."""
    return reverted({"items": [], **data}, revisions)


def unrecorded(then: Json, now: Json, revisions: Iterable[Mapping[str, Any]]) -> list[Difference]:
    """Return the differences between two versions of a meeting that need an entry and have none.

    *revisions* are the old values in the entries that *now* has and *then* has not.
    """
    found = differences(then, before(now, revisions))
    return [each for each in found if not is_free(each, then.get("status"))]


def is_free(change: Difference, status: object) -> bool:
    """Whether a meeting that had the *status* may be changed in this way without an entry."""
    path, old, new = change
    if status == MeetingStatus.SCHEDULED:
        if path == "status":
            return bool(new == MeetingStatus.HELD)
        if old is None and re.fullmatch(_ANNOUNCED, path):
            return True
    if old is None:
        return re.fullmatch(_LATER, path) is not None
    return is_text(path) and is_translated(old, new)


def differences(then: Json, now: Json) -> list[Difference]:
    """Return what differs in the records of two versions of a meeting, in the order of the file.

    An agenda item that both have is compared field by field.
    """
    old, new = _record(then), _record(now)
    found = [Difference(name, old.get(name), new.get(name)) for name in FIELDS]
    items, items_now = _agenda(then), _agenda(now)
    for number in {**items, **items_now}:
        found += _in_item(f"items.{number}", items.get(number), items_now.get(number))
    return [each for each in found if each.old != each.new]


def _record(data: Json) -> Json:
    """Return the values of `FIELDS`; the default kind means the same, written or not.

    What `hears` means by default depends on the kind, which may change: so it is as written.
    """
    return {**data, "kind": data.get("kind") or MeetingKind.REGULAR.value}


def _agenda(data: Json) -> dict[object, Mapping[str, Any]]:
    """Return the agenda items by number."""
    items = data.get("items")
    listed = items if isinstance(items, list) else ()
    return {str(item.get("item")): item for item in listed if isinstance(item, Mapping)}


def _in_item(
    path: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> Iterator[Difference]:
    if old is None or new is None:
        yield Difference(path, old, new)
        return
    for name in ITEM_FIELDS:
        yield Difference(f"{path}.{name}", old.get(name), new.get(name))
