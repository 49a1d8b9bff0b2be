"""Changes of meetings: add one, and record that it was held or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cardctl.domain.changes.meeting_values import RevisionDraft, recorded
from cardctl.domain.enums import MeetingKind, MeetingStatus
from cardctl.domain.meeting import AgendaItem, Meeting
from cardctl.domain.register import Register, check_file
from cardctl.domain.workflow import Outcome
from cardctl.errors import Refused
from cardctl.i18n import _


def new_meeting(
    register: Register,
    number: int,
    *,
    day: date | None = None,
    papers: date | None = None,
    place: str | None = None,
    kind: MeetingKind = MeetingKind.REGULAR,
    hears: bool | None = None,
    items: Sequence[AgendaItem] = (),
) -> Meeting:
    """Return a new, scheduled meeting.

    Raises Refused if its number is taken, or before the first meeting of the register.
    """
    _require_new(register, number)
    fields = {
        "number": number,
        "kind": kind,
        "date": day,
        "papers": papers,
        "place": place,
        "status": MeetingStatus.SCHEDULED,
        "hears": hears,
        "items": tuple(items),
    }
    said = {key: value for key, value in fields.items() if value not in (None, ())}
    return Meeting.model_validate(said)


def _require_new(register: Register, number: int) -> None:
    if (path := register.unread_meeting(number)) is not None:
        raise Refused(
            _("meeting {number} already exists but cannot be read", number=number),
            check_file(path),
        )
    calendar = register.calendar
    if number in register.meetings:
        raise Refused(
            _("meeting {number} already exists", number=number),
            _("add the next one: cardctl meeting add {next}", next=calendar.new),
        )
    lowest = min(calendar.numbers, default=calendar.first)
    if 1 <= number < max(calendar.first, lowest - 1):
        raise Refused(
            _("the register begins with meeting {first}", first=max(calendar.first, lowest)),
            _("add the next one: cardctl meeting add {next}; the first one is set in "
              "cardctl.yaml: first_meeting", next=calendar.new),
        )  # fmt: skip


def hold(register: Register, meeting: Meeting, day: date | None, entry: RevisionDraft) -> Meeting:
    """Record that a meeting was held on *day* (default: its date, else the day of the entry).

    A day other than the planned one is recorded with an entry, as is that of a meeting that was
    held without a date. Raises Refused if it has already been held or was cancelled, or if the day
    is in the future.
    """
    today = entry.on
    day = day or meeting.date or today
    if meeting.status is MeetingStatus.HELD and meeting.date is not None:
        raise Refused(_("meeting {number} has already been held", number=meeting.number))
    if meeting.status is MeetingStatus.CANCELLED:
        raise Refused(
            _("meeting {number} was cancelled", number=meeting.number),
            _("schedule it again: cardctl meeting set {number} --status scheduled --reason TEXT",
                number=meeting.number),
        )  # fmt: skip
    if day > today:
        raise Refused(
            _("meeting {number} is on {day}, after today", number=meeting.number, day=day),
            _("specify the date it was held: --date {today}", today=today),
        )
    held = meeting.model_copy(update={"status": MeetingStatus.HELD, "date": day})
    return recorded(register, meeting, held, entry, default=_("held on {day}", day=day))


def cancel(register: Register, meeting: Meeting, entry: RevisionDraft) -> Meeting:
    """Record that a meeting was cancelled. What was filed for it is heard by the next one.

    Raises Refused if it has been held or was cancelled already, or if cards come from it.
    """
    number = meeting.number
    if meeting.status is MeetingStatus.HELD:
        raise Refused(
            _("meeting {number} has been held", number=number),
            _(
                "if it was recorded by mistake: cardctl meeting set {number} --status scheduled "
                "--reason TEXT",
                number=number,
            ),
        )
    if meeting.status is MeetingStatus.CANCELLED:
        raise Refused(_("meeting {number} has already been cancelled", number=number))
    cards = [card.id for card in register if card.meeting == number and _counts(card.outcome)]
    if cards:
        raise Refused(
            _("cards come from meeting {number}: {cards}", number=number, cards=", ".join(cards)),
            _("close those that were registered in error as void first"),
        )
    cancelled = meeting.model_copy(update={"status": MeetingStatus.CANCELLED})
    return recorded(register, meeting, cancelled, entry)


def _counts(outcome: Outcome | None) -> bool:
    return outcome is not Outcome.VOID
