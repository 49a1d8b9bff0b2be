"""The items of the summary of a change, and what creates them from plain data.

Files are compared as they were parsed, so any value may have any type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from cardctl.domain.base import Text
from cardctl.i18n import Message, _
from cardctl.literals import iso_day
from cardctl.rules.workflow.entries import BACKDATED_DAYS

LONGEST = 40
"""Longer values are not quoted."""

LONGEST_CODE = 64

FIRST_ENTRY = "history.0"
"""The entry that registers a card."""


class Subject(StrEnum):
    """What an item is about."""

    CARD = "card"
    MEETING = "meeting"
    AGENCY = "agency"
    SETTING = "setting"
    SEAL = "seal"


class Kind(StrEnum):
    """What an item says; the order is that of the totals."""

    CARD_ADDED = "card_added"
    CARD_REMOVED = "card_removed"
    CARD_RENUMBERED = "card_renumbered"
    MOVED = "moved"
    SUBMITTED = "submitted"
    CLOSED = "closed"
    RETURNED = "returned"
    REOPENED = "reopened"
    PUT_ON_HOLD = "put_on_hold"
    VOIDED = "voided"
    OUTCOME = "outcome"
    LEAD = "lead"
    DUE_SET = "due_set"
    DUE_MOVED = "due_moved"
    NOTED = "noted"
    RESULT_FILED = "result_filed"
    RESULT_REVISED = "result_revised"
    CORRECTED = "corrected"
    UNCONFIRMED = "unconfirmed"
    AMENDED = "amended"
    ERASED = "erased"
    TAKEN_BACK = "taken_back"
    REWRITTEN = "rewritten"
    REORDERED = "reordered"
    UNRECORDED = "unrecorded"
    CONTENT = "content"
    LAYOUT = "layout"
    MEETING_ADDED = "meeting_added"
    MEETING_REMOVED = "meeting_removed"
    MEETING_HELD = "meeting_held"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_CHANGED = "meeting_changed"
    AGENDA = "agenda"
    AGENCY_ADDED = "agency_added"
    AGENCY_REMOVED = "agency_removed"
    AGENCY_RENAMED = "agency_renamed"
    AGENCY_CLOSED = "agency_closed"
    AGENCY_CHANGED = "agency_changed"
    SETTING = "setting"
    SEAL_ADDED = "seal_added"
    SEAL_CHANGED = "seal_changed"
    SEAL_REMOVED = "seal_removed"
    UNREADABLE = "unreadable"


LABELS: dict[Kind, Message] = {
    Kind.CARD_ADDED: _("summary|card added"),
    Kind.CARD_REMOVED: _("summary|card removed"),
    Kind.CARD_RENUMBERED: _("summary|card renumbered"),
    Kind.MOVED: _("summary|state changed"),
    Kind.SUBMITTED: _("summary|submitted"),
    Kind.CLOSED: _("summary|closed"),
    Kind.RETURNED: _("summary|returned"),
    Kind.REOPENED: _("summary|reopened"),
    Kind.PUT_ON_HOLD: _("summary|on hold"),
    Kind.VOIDED: _("summary|void"),
    Kind.OUTCOME: _("summary|outcome changed"),
    Kind.LEAD: _("summary|lead agency changed"),
    Kind.DUE_SET: _("summary|due date set"),
    Kind.DUE_MOVED: _("summary|due date moved"),
    Kind.NOTED: _("summary|note filed"),
    Kind.RESULT_FILED: _("summary|result filed"),
    Kind.RESULT_REVISED: _("summary|result revised"),
    Kind.CORRECTED: _("summary|correction"),
    Kind.UNCONFIRMED: _("summary|confirmation taken back"),
    Kind.AMENDED: _("summary|decision amended"),
    Kind.ERASED: _("summary|erasure"),
    Kind.TAKEN_BACK: _("summary|entry taken back"),
    Kind.REWRITTEN: _("summary|entry rewritten"),
    Kind.REORDERED: _("summary|entry moved"),
    Kind.UNRECORDED: _("summary|changed without an entry"),
    Kind.CONTENT: _("summary|content changed"),
    Kind.LAYOUT: _("summary|only comments or layout"),
    Kind.MEETING_ADDED: _("summary|meeting added"),
    Kind.MEETING_REMOVED: _("summary|meeting removed"),
    Kind.MEETING_HELD: _("summary|meeting held"),
    Kind.MEETING_CANCELLED: _("summary|meeting cancelled"),
    Kind.MEETING_CHANGED: _("summary|meeting changed"),
    Kind.AGENDA: _("summary|agenda extended"),
    Kind.AGENCY_ADDED: _("summary|agency added"),
    Kind.AGENCY_REMOVED: _("summary|agency removed"),
    Kind.AGENCY_RENAMED: _("summary|agency renamed"),
    Kind.AGENCY_CLOSED: _("summary|agency closed"),
    Kind.AGENCY_CHANGED: _("summary|agency changed"),
    Kind.SETTING: _("summary|setting changed"),
    Kind.SEAL_ADDED: _("summary|seal added"),
    Kind.SEAL_CHANGED: _("summary|seal changed"),
    Kind.SEAL_REMOVED: _("summary|seal removed"),
    Kind.UNREADABLE: _("summary|unreadable file"),
}

FOR_REVIEW = frozenset({
    Kind.CARD_REMOVED, Kind.CARD_RENUMBERED, Kind.REOPENED, Kind.VOIDED, Kind.DUE_MOVED,
    Kind.CORRECTED, Kind.UNCONFIRMED, Kind.AMENDED, Kind.ERASED, Kind.TAKEN_BACK,
    Kind.REWRITTEN, Kind.REORDERED, Kind.UNRECORDED, Kind.MEETING_REMOVED,
    Kind.MEETING_CANCELLED, Kind.MEETING_CHANGED, Kind.AGENCY_REMOVED, Kind.AGENCY_CLOSED,
    Kind.SETTING, Kind.SEAL_CHANGED, Kind.SEAL_REMOVED, Kind.UNREADABLE,
})  # fmt: skip
"""Kinds that take back, shift or replace something recorded, or change what others are judged by.
"""


class Filed(NamedTuple):
    """Who filed an entry, when and why, as the entry says.

    *days_late* is the number of days from *date* to the day of the base, which did not have the
    entry; 0 if it is dated later.
    """

    by: str = ""
    date: date | None = None
    meeting: int | None = None
    reason: Text | None = None
    days_late: int = 0


class Effect(NamedTuple):
    """What a change does to one field of a subject: the kind, field and words of an item."""

    kind: Kind
    field: str
    words: Message


class Item(NamedTuple):
    """One thing that a change does, to the subject with this *name*: an id, a number or a code.

    *path* is the file, and *field* what changed in it. *entry* is the place of the history entry,
    result or revision that records it, such as ``history.3``; *filed* is what that says.
    """

    kind: Kind
    words: Message
    path: str
    subject: Subject
    name: str
    field: str = ""
    entry: str = ""
    filed: Filed = Filed()

    @property
    def by(self) -> str:
        """Code of the agency in whose name it was filed; "" if nothing says so."""
        return self.filed.by

    @property
    def days_late(self) -> int:
        """Days from its date to the day of the base."""
        return self.filed.days_late

    @property
    def is_backdated(self) -> bool:
        """Whether it was filed so long after its date that a rule warns of it, too (CC516).

        A card is registered on the day of its meeting, and may well be written down later.
        """
        return self.days_late > BACKDATED_DAYS and self.entry != FIRST_ENTRY

    @property
    def is_for_review(self) -> bool:
        """Whether a reviewer must look at what it does, whenever it was filed."""
        is_a_correction = self.kind is Kind.RESULT_REVISED and self.filed.reason is not None
        return self.kind in FOR_REVIEW or is_a_correction

    @property
    def needs_review(self) -> bool:
        """Whether a reviewer must look at it."""
        return self.is_for_review or self.is_backdated


# Plain data -------------------------------------------------------------------------------------


def filed(entry: Mapping[str, Any], day: date | None, reason: str = "note") -> Filed:
    """Return who filed *entry*, with the text at its key *reason*; *day* is that of the base."""
    by, on, number = entry.get("by"), entry.get("date"), entry.get("meeting")
    dated = iso_day(on) if isinstance(on, str) else None
    return Filed(
        by=by if isinstance(by, str) and len(by) <= LONGEST_CODE else "",
        date=dated,
        meeting=number if type(number) is int else None,
        reason=plain_text(entry.get(reason)),
        days_late=max((day - dated).days, 0) if day and dated else 0,
    )


def plain_text(value: Any) -> Text | None:
    """Return a text, plain or by language; None for anything else."""
    if isinstance(value, str) and value:
        return value
    if isinstance(value, dict) and value and all(isinstance(each, str) for each in value.values()):
        return value
    return None


def mapping(value: Any) -> Mapping[str, Any]:
    """Return *value* if it is a mapping, otherwise an empty one."""
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> Sequence[Mapping[str, Any]]:
    """Return the mappings in a list; none if *value* is not a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


_CODE = re.compile(r"[^\W_][\w.-]{0,63}")


def shown(value: Any) -> str | None:
    """Return a number, a date or a code as it is; None for text, which is not quoted."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return None
    return str(value) if _CODE.fullmatch(str(value)) else None


def from_to(field: str, before: str | None, now: str | None) -> Message:
    """Return ``field: before → now``; only the field if one of the values is not quoted."""
    if before is None or now is None:
        return _("{field}", field=field)
    return _("{field}: {before} → {now}", field=field, before=before, now=now)
