"""The report as a calendar (RFC 5545): meetings, papers days, due dates of open cards.

Written without a library: four rules (escaping, folding, line ends, dates) do not justify one.
Nothing in it depends on the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cardctl.domain.card_facts import CardFacts
from cardctl.printable import printable
from cardctl.report import words
from cardctl.report.facts import MeetingReport

if TYPE_CHECKING:
    from cardctl.report.calendar_events import CalendarEvent

OCTETS = 75
"""Maximum length of a line in octets; longer lines are folded (RFC 5545, 3.1)."""


def render(report: MeetingReport, lang: str, cards: Iterable[CardFacts]) -> str:
    """Return the meetings, and the due dates of the open ones among *cards*; texts in *lang*."""
    from cardctl.report.calendar_events import calendar_events

    title = words.meeting_title(report.register, report.number, lang)
    return calendar_text(title, report.as_of, calendar_events(report, lang, cards))


def calendar_text(title: str, day: date, events: Iterable[CalendarEvent]) -> str:
    """Return the calendar *title* with *events*, as they are known on *day*."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//cardctl//cardctl//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(title)}",
    ]
    for event in events:
        lines += _event(event, day)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """Return *text* as the value of a property (RFC 5545, 3.3.11), without control characters."""
    shown = printable(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return shown.replace("\n", "\\n")


def folded(line: str) -> str:
    """Fold *line* into lines of at most 75 octets, never within a character."""
    parts, room, size = [""], OCTETS, 0
    for char in line:
        width = len(char.encode())
        if size + width > room:
            parts.append("")
            room, size = OCTETS - 1, 0  # the space that begins a continuation line is one octet
        parts[-1] += char
        size += width
    return "\r\n ".join(parts)


def _event(event: CalendarEvent, day: date) -> Iterator[str]:
    """Yield the lines of an all-day event.

    A cancelled one is sent, so that a program that has imported it removes it or strikes it out.
    """
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_basic(day)}T000000Z"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART;VALUE=DATE:{_basic(event.day)}"
    if event.day < date.max:
        yield f"DTEND;VALUE=DATE:{_basic(event.day + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(event.title)}"
    if event.place:
        yield f"LOCATION:{escaped(event.place)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.category:
        yield f"CATEGORIES:{escaped(event.category)}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _basic(day: date) -> str:
    return day.isoformat().replace("-", "")
