"""The events of a report's calendar: meetings, days on which papers close, due dates.

An event keeps its UID from report to report. Its SEQUENCE counts the changes on record, so that
importing a newer calendar moves the event, or cancels it, in the calendar of whoever has an older
one. What a meeting is carries no date of its own: it is shown as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from cardctl.domain.card_facts import CardFacts
from cardctl.domain.enum_words import MEETING_KINDS
from cardctl.domain.enums import MeetingKind, MeetingStatus
from cardctl.domain.meeting import Meeting
from cardctl.domain.register import FactRegister
from cardctl.domain.text import text_in
from cardctl.i18n import _
from cardctl.report import words
from cardctl.report.facts import MeetingReport


class CalendarEvent(NamedTuple):
    """An all-day event; *sequence* grows with each change of it, *uid* never changes.

    It is about a card or, if *card* is "", about a meeting. *url* is the address of its page.
    """

    uid: str
    sequence: int
    day: date
    title: str
    description: str = ""
    place: str = ""
    category: str = ""
    is_cancelled: bool = False
    card: str = ""
    meeting: int = 0
    url: str = ""


def calendar_events(
    report: MeetingReport, lang: str, cards: Iterable[CardFacts]
) -> Iterator[CalendarEvent]:
    """Yield the meetings in order of time, then the due dates of the open ones among *cards*."""
    register = report.register
    for number in register.calendar.numbers:
        if number in register.meetings:
            yield from _of_meeting(register, register.meetings[number], lang)
    for card in cards:
        if card.is_open and card.due is not None:
            yield _due_date(report, card, card.due, lang)


# Meetings ---------------------------------------------------------------------------------------


def _of_meeting(register: FactRegister, meeting: Meeting, lang: str) -> Iterator[CalendarEvent]:
    """Yield a meeting, and the day on which its papers close, if they have or had a day."""
    is_cancelled = meeting.status is MeetingStatus.CANCELLED
    name = words.meeting_title(register, meeting.number, lang)
    event = CalendarEvent(
        uid=_uid(register, f"M{meeting.number:02d}.meeting"),
        sequence=len(meeting.changes),
        day=date.max,
        title=name,
        description=_meeting_description(meeting, lang),
        place=words.text(meeting.place, lang),
        meeting=meeting.number,
    )
    held, papers = _last_known(meeting)
    if held is not None:
        yield _on(held, event, lang, is_cancelled=is_cancelled or meeting.date is None)
    if papers is not None:
        event = event._replace(
            uid=_uid(register, f"M{meeting.number:02d}.papers"),
            title=_("Papers close: {meeting}", meeting=name).render(lang),
            description=_("meeting on {day}", day=words.day(meeting.date, lang)).render(lang),
            place="",
        )
        yield _on(papers, event, lang, is_cancelled=is_cancelled or meeting.papers is None)


def _on(day: date, event: CalendarEvent, lang: str, *, is_cancelled: bool) -> CalendarEvent:
    if not is_cancelled:
        return event._replace(day=day)
    title = _("Cancelled: {event}", event=event.title).render(lang)
    return event._replace(day=day, title=title, is_cancelled=True)


def _last_known(meeting: Meeting) -> tuple[date | None, date | None]:
    """Return the day of a meeting and that of its papers, or what they were before they went.

    A day that was taken back is still in the calendars of those who have imported it.
    """
    days: list[date | None] = [meeting.date, meeting.papers]
    for version, _until in meeting.versions():
        if None not in days:
            break
        days = [days[0] or version.date, days[1] or version.papers]
    return days[0], days[1]


def _meeting_description(meeting: Meeting, lang: str) -> str:
    """Return what is unusual about a meeting, and when its papers close, one per line."""
    told = []
    if meeting.kind is not MeetingKind.REGULAR:
        told.append(MEETING_KINDS[meeting.kind].render(lang))
    if meeting.papers is not None:
        told.append(_("papers close on {day}", day=words.day(meeting.papers, lang)).render(lang))
    return "\n".join(told)


# Due dates --------------------------------------------------------------------------------------


def _due_date(report: MeetingReport, card: CardFacts, due: date, lang: str) -> CalendarEvent:
    title = f"{card.id} {words.text(card.title, lang)}"
    colour = report.seen.signal(card.id).colour
    return CalendarEvent(
        uid=_uid(report.register, f"{card.id}.due"),
        sequence=report.seen.standing(card.id).moves,
        day=due,
        title=_("Due: {matter}", matter=title).render(lang),
        description=_card_description(report, card, lang),
        category=words.SIGNAL_LABELS[colour].words.render(lang),
        card=card.id,
    )


def _card_description(report: MeetingReport, card: CardFacts, lang: str) -> str:
    """Return the lead, the state, the signal with its reasons, and the decision, one per line."""
    signal = report.seen.signal(card.id)
    shown = words.signal_word(signal.colour, lang)
    reasons = words.reasons_words(signal, lang)
    lead = words.agency_name(report.register, card.lead, lang)
    told = [
        _("lead {agency}", agency=lead).render(lang),
        words.state_word(card.state, lang),
        f"{shown}: {reasons}" if reasons else shown,
        words.text(card.decision, lang),
    ]
    return "\n".join(line for line in told if line)


def _uid(register: FactRegister, name: str) -> str:
    """Return a permanent UID, which differs between registers that have the same ids."""
    body = text_in(register.config.body, "en")
    return f"{name}@{sha256(body.encode()).hexdigest()[:16]}.cardctl"
