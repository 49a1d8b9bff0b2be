"""Changes of meetings: add one, and record that it was held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cardctl.domain.meeting import AgendaItem, Meeting, MeetingKind, MeetingStatus
from cardctl.domain.register import Register, check_file
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
    items: Sequence[AgendaItem] = (),
) -> Meeting:
    """Return a new, scheduled meeting. Raises Refused if its number is taken."""
    if (path := register.unread_meeting(number)) is not None:
        raise Refused(
            _("meeting {number} already exists but cannot be read", number=number),
            check_file(path),
        )
    if number in register.meetings:
        raise Refused(
            _("meeting {number} already exists", number=number),
            _("add the next one: cardctl meeting add {next}", next=register.calendar.new),
        )
    fields = {
        "number": number,
        "kind": kind,
        "date": day,
        "papers": papers,
        "place": place,
        "status": MeetingStatus.SCHEDULED,
        "items": tuple(items),
    }
    said = {key: value for key, value in fields.items() if value not in (None, ())}
    return Meeting.model_validate(said)


def hold(meeting: Meeting, day: date | None, today: date) -> Meeting:
    """Record that a meeting was held on *day* (default: its date, else *today*).

    Raises Refused if it has already been held, or if the day is in the future. A meeting that was
    held without a date gets one.
    """
    day = day or meeting.date or today
    if meeting.status is MeetingStatus.HELD and meeting.date is not None:
        raise Refused(_("meeting {number} has already been held", number=meeting.number))
    if day > today:
        raise Refused(
            _("meeting {number} is on {day}, after today", number=meeting.number, day=day),
            _("specify the date it was held: --date {today}", today=today),
        )
    return meeting.model_copy(update={"status": MeetingStatus.HELD, "date": day})
