"""Change what is on record of a meeting: new values by path, and the entry that keeps the old ones.

Paths are those in `Meeting.changes`, such as ``date`` and ``items.2.outcome``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pydantic_core import to_json, to_jsonable_python

from cardctl.domain.base import Json, Model
from cardctl.domain.changes.transitions import require_agency
from cardctl.domain.meeting import AgendaItem, Meeting
from cardctl.domain.meeting_record import (
    FIELDS,
    Difference,
    before,
    differences,
    is_free,
    is_on_record,
)
from cardctl.domain.register import Register
from cardctl.errors import Refused, Unknown, UsageError
from cardctl.i18n import Message, _

REMOVABLE = ("date", "papers", "place", "hears")
"""Fields that a meeting may be without; besides them, agenda items and their outcomes."""


class RevisionDraft(NamedTuple):
    """Values of a new entry in `changes`; *by* defaults to the secretariat."""

    on: date
    by: str | None = None
    reason: str | None = None


class MeetingValues(NamedTuple):
    """New values of a meeting: by path, paths to remove, and agenda items to add.

    *titles* are new titles by the item's number and, if only one language changes, that language.
    Items that are added get the next free numbers.
    """

    values: Mapping[str, Any] = {}
    titles: Mapping[tuple[int, str | None], str] = {}
    unsets: Sequence[str] = ()
    items: Sequence[AgendaItem] = ()


def set_values(
    register: Register, meeting: Meeting, request: MeetingValues, entry: RevisionDraft
) -> Meeting:
    """Return *meeting* with other values, and with an entry for what must be recorded.

    Raises Unknown for a field that is not on record and an agenda item that it does not have,
    Refused if a reason is required.
    """
    for path in request.values:
        if not is_on_record(path):
            raise Unknown("field", path, FIELDS[1:])
    for path in (*request.values, *request.unsets):
        _require_place(meeting, path)
    titles = {
        f"items.{number}.title": _title(register, meeting, number, language, text)
        for (number, language), text in request.titles.items()
    }
    removed = dict.fromkeys(request.unsets)
    values = {**to_jsonable_python(request.values), **titles, **removed}
    data = before(_plain(meeting), [{path: value} for path, value in values.items()])
    taken = [item["item"] for item in data["items"]]
    first = max(taken, default=0) + 1
    data["items"] += [{**_plain(item), "item": at} for at, item in enumerate(request.items, first)]
    if not data["items"] and "items" not in meeting.model_fields_set:
        del data["items"]
    return recorded(register, meeting, Meeting.model_validate_json(to_json(data)), entry)


def recorded(
    register: Register,
    old: Meeting,
    new: Meeting,
    entry: RevisionDraft,
    default: Message | None = None,
) -> Meeting:
    """Return *new* with an entry in `changes` for what must be recorded, or has a reason.

    *default* is the reason if none is given. Raises Refused if one is required, Unknown for the
    agency.
    """
    changed = differences(_plain(old), _plain(new))
    needed = [each for each in changed if not is_free(each, old.status)]
    reason = entry.reason or (default.render(register.config.languages[0]) if default else None)
    if needed and reason is None:
        raise _needs_reason(old, needed)
    if entry.reason is not None:
        needed = changed
    if not needed:
        return new
    by = entry.by or register.config.secretariat
    require_agency(register, by)
    change = {
        "date": entry.on,
        "by": by,
        "note": reason,
        "was": {each.path: each.old for each in needed},
    }
    data = {**_plain(new), "changes": [*map(_plain, old.changes), change]}
    return Meeting.model_validate_json(to_json(data))


def _needs_reason(meeting: Meeting, changed: Iterable[Difference]) -> Refused:
    return Refused(
        _(
            "meeting {number}: a change of {fields} needs a reason",
            number=meeting.number,
            fields=", ".join(each.path for each in changed),
        ),
        _("add: --reason TEXT"),
    )


def _require_place(meeting: Meeting, path: str) -> None:
    """Raise Unknown if *path* is in an agenda item that the meeting does not have."""
    first, _unused, rest = path.partition(".")
    number = rest.partition(".")[0]
    if first == "items":
        require_item(meeting, number)


def require_item(meeting: Meeting, number: str) -> AgendaItem:
    """Return the agenda item with this number. Raises Unknown."""
    found = {str(item.item): item for item in meeting.items}
    if number not in found:
        add = _('add it: cardctl meeting set {number} --item "decision: TITLE"',
                number=meeting.number)  # fmt: skip
        raise Unknown("agenda item", number, found, None if found else add)
    return found[number]


def require_removable(path: str) -> None:
    """Raise Unknown if a meeting cannot be without the value at *path*."""
    parts = path.split(".")
    is_item = parts[0] == "items" and (len(parts) == 2 or (len(parts), parts[-1]) == (3, "outcome"))
    if path not in REMOVABLE and not is_item:
        raise Unknown("removable field", path, [*REMOVABLE, "items.K", "items.K.outcome"])


def _title(
    register: Register, meeting: Meeting, number: int, language: str | None, text: str
) -> Json | str:
    """Return the new title of an agenda item. Raises Unknown, UsageError."""
    old = require_item(meeting, str(number)).title
    if language is None:
        return text
    if language not in register.config.languages:
        raise Unknown("language", language, register.config.languages)
    if isinstance(old, dict):
        return {**old, language: text}
    other = next((each for each in register.config.languages if each != language), None)
    if other is None:
        raise UsageError(
            _("the title of item {item} is a single text, not one per language", item=number),
            _("set it: --title {item}=TITLE", item=number),
        )
    return {other: old, language: text}


def _plain(model: Model) -> Json:
    data: Json = model.model_dump(mode="json", exclude_unset=True)
    return data
