"""CC313, and the entries in a meeting's `changes`: its record changes only with an entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from cardctl.domain.base import Json
from cardctl.domain.calendar import closed_on
from cardctl.domain.ids import meeting_path
from cardctl.domain.meeting import Meeting
from cardctl.domain.meeting_record import (
    Difference,
    before,
    differences,
    is_on_record,
    is_text,
    unrecorded,
)
from cardctl.domain.old_values import overlap
from cardctl.finding import Field, Related, Severity
from cardctl.i18n import Message, _
from cardctl.literals import iso_day
from cardctl.rules import revisions
from cardctl.rules.comparison import Base, CardDiff, CardVersion, Entry, FileDiff
from cardctl.rules.entries import previous, rewritten
from cardctl.rules.examples import FILES
from cardctl.rules.rule import Change, Context, Problem, SubjectKind, extends, problem, rule

_FIRST = FILES["M01/meeting.yaml"]
_MOVED = _FIRST.replace("2022-01-13", "2022-01-12")
_ENTRY = """\
changes:
  - {date: 2022-08-20, by: office, note: The minutes have it., was: {date: 2022-01-13}}
"""


@rule(
    "CC313",
    "meeting-changed",
    Severity.ERROR,
    of=SubjectKind.FILE_CHANGE,
    why="What a meeting is and what it decided is on record: who changed it, and why, must stay "
    "visible.",
    hint="Restore the file, then change it with a command that records the old value, such as "
    "cardctl meeting set N --date DATE --reason TEXT.",
    bad=Change(before={"M01/meeting.yaml": _FIRST}, after={"M01/meeting.yaml": _MOVED}),
    good=Change(before={"M01/meeting.yaml": _FIRST}, after={"M01/meeting.yaml": _MOVED + _ENTRY}),
)
def meeting_changed(diff: FileDiff, base: Base) -> Iterator[Problem]:
    """What is on record of a meeting has changed without an entry in its `changes`.

    On record are its date, papers, place, kind and status, whether it hears the report, and the
    numbers, titles, types and outcomes of its agenda items. Of a scheduled meeting, what was absent
    may be filled in, and it may be held; at any time, place and outcomes may be filled in and texts
    translated. Entries are never changed or removed.
    """
    then, now = diff.then, diff.now
    if not (_is_meeting(then) and _is_meeting(now)):
        return
    sides = CardDiff(CardVersion(diff.path, then), CardVersion(diff.path, now))
    how = sides.append_only("changes")
    yield from rewritten(sides, base, "changes", how, _("restore the entry; add a further one"))
    if base.merged:
        return
    entries = sides.now.entries("changes") if sides.now else []
    old = [entries[index].get("was") for index in how.new(len(entries))]
    for each in unrecorded(then, now, [was for was in old if isinstance(was, Mapping)]):
        yield _unrecorded(each, then, now, base)
    for index in how.new(len(entries)):
        yield from _backdated(index, entries[index], now.get("number"), base)


HEARING = frozenset({"date", "papers", "status", "kind", "hears"})
"""Fields that say whether, and from which day, a meeting has heard its report."""


def _backdated(index: int, entry: Entry, number: object, base: Base) -> Iterator[Problem]:
    """Report a new entry dated before the meeting heard its report, which it had by the base's day.

    With it, the meeting would seem to have heard nothing.
    """
    meeting = base.register.meetings.get(number) if isinstance(number, int) else None
    dated = iso_day(str(entry.get("date")))
    if meeting is None or dated is None or base.day is None or not meeting.hears_report:
        return
    was = entry.get("was")
    if not isinstance(was, Mapping) or HEARING.isdisjoint(was):
        return
    closed = closed_on(meeting, base.day)
    if closed is not None and closed_on(meeting, dated) is None:
        yield problem(
            ("changes", index, "date"),
            "dated {date}, but meeting {number} had heard its report by {day}, the day of {base}",
            date=dated,
            number=meeting.number,
            day=base.day,
            base=base.base,
            hint=_("an entry is dated the day it is filed"),
        )


def _is_meeting(data: object) -> bool:
    """Whether *data* is that of a meeting's file: no other shared file has a number."""
    return isinstance(data, Mapping) and "number" in data


def _unrecorded(change: Difference, then: Json, now: Json, base: Base) -> Problem:
    place = _place(change.path, now)
    related: list[Related] = []
    if not is_text(change.path):
        related = previous(place, change.old, base)
    return problem(
        place,
        "'{path}' was changed without an entry in changes",
        path=change.path,
        hint=_hint(change, then.get("number"), base),
        related=related,
    )


def _hint(change: Difference, number: object, base: Base) -> Message:
    command = _command(change, number)
    if not command or not isinstance(number, int):
        return _("restore it: the number of a meeting never changes")
    return _(
        "restore it (git show {commit}:{path}), then run: {command}",
        commit=base.commit,
        path=base.home + meeting_path(number),
        command=command,
    )


def _command(change: Difference, number: object) -> str:
    """Return the command that makes and records a change; empty if there is none."""
    path, old, new = change
    if path == "number":
        return ""
    if (path, old, new) == ("status", "scheduled", "cancelled"):
        return f"cardctl meeting cancel {number} --reason TEXT"
    name, _unused, rest = path.partition(".")
    item, _unused, field = rest.partition(".")
    if path == "status":
        option = "--status scheduled"
    elif new is None:
        option = f"--unset {path}"
    elif name == "items":
        option = f"--{field} {item}={_shown(field, new)}" if field else '--item "TYPE: TITLE"'
    else:
        option = f"--{name} {_shown(name, new)}"
    return f"cardctl meeting set {number} {option} --reason TEXT"


def _shown(name: str, value: object) -> str:
    """Return a value as on the command line, a placeholder for a text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return name.upper() if name in ("title", "place") else str(value)


def _place(path: str, data: Json) -> Field:
    """Return the place of a path in the current *data*; its list if there is no such item."""
    name, _unused, rest = path.partition(".")
    if not rest:
        return (name,)
    number, _unused, field = rest.partition(".")
    for index, item in enumerate(data.get("items") or ()):
        if isinstance(item, Mapping) and str(item.get("item")) == number:
            return (name, index, field) if field else (name, index)
    return (name,)


@extends("CC305", SubjectKind.MEETING)
def unknown_agency_of_change(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A change of a meeting was filed by an unknown agency."""
    yield from revisions.unknown_agencies(meeting.changes, context)


@extends("CC404", SubjectKind.MEETING)
def change_in_future(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A change of a meeting is dated in the future."""
    yield from revisions.in_future(meeting.changes, context.today)


@extends("CC405", SubjectKind.MEETING)
def changes_order(meeting: Meeting, _context: Context) -> Iterator[Problem]:
    """The changes of a meeting are not in chronological order."""
    yield from revisions.out_of_order(meeting.changes)


@extends("CC313", SubjectKind.MEETING)
def bad_changes(meeting: Meeting, _context: Context) -> Iterator[Problem]:
    """An entry names something that is not on record, or an old value that cannot be right."""
    later: Json = meeting.model_dump(mode="json", exclude_unset=True)
    for index in reversed(range(len(meeting.changes))):
        earlier = before(later, [meeting.changes[index].was])
        yield from _bad_change(index, meeting.changes[index].was, earlier, later)
        later = earlier


def _bad_change(
    index: int, was: Mapping[str, Any], earlier: Json, later: Json
) -> Iterator[Problem]:
    """Report what is wrong with one entry, given the data before and after the change."""
    place: Field = ("changes", index, "was")
    changed = {each.path for each in differences(earlier, later)}
    unknown = [path for path in was if not is_on_record(path)]
    for path in unknown:
        yield problem(
            (*place, path),
            "'{path}' is not a recorded field of a meeting",
            path=path,
            on_key=True,
            hint=_("fields: date, papers, place, kind, status, hears, items.K, "
                   "items.K.title, items.K.type, items.K.outcome"),
        )  # fmt: skip
    for path in was:
        if path not in unknown and not any(overlap(path, each) for each in changed):
            yield problem(
                (*place, path),
                "the old value of '{path}' is the same as the one after the change",
                path=path,
                hint=_("record the value that was there before, or remove the entry"),
            )
    if not unknown and changed and not _is_valid(earlier):
        yield problem(
            place,
            "with these old values, the meeting was not valid",
            hint=_("record the values exactly as they were in the file"),
        )


def _is_valid(data: Json) -> bool:
    try:
        Meeting.model_validate_json(to_json(data))
    except ValidationError:
        return False
    return True
