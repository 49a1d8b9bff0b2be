"""The report as a calendar: the due date of each open card as an all-day event (RFC 5545).

Written without a library: four rules (escaping, folding, line ends, dates) do not justify one. An
event keeps its UID from report to report, and its SEQUENCE counts how often the due date changed,
so that importing a newer file moves the event. Nothing in it depends on the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import sha256

from cardctl.domain.card_facts import CardFacts
from cardctl.domain.text import text_in
from cardctl.i18n import _
from cardctl.printable import printable
from cardctl.report import words
from cardctl.report.facts import MeetingReport

OCTETS = 75
"""Maximum length of a line in octets; longer lines are folded (RFC 5545, 3.1)."""


def render(report: MeetingReport, lang: str, cards: Iterable[CardFacts]) -> str:
    """Return the due dates of the open cards among *cards* as a calendar; texts are in *lang*."""
    title = words.meeting_title(report.register, report.number, lang)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//cardctl//cardctl//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(title)}",
    ]
    for card in cards:
        if card.is_open and card.due is not None:
            lines += _event(report, card, card.due, lang)
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


def _event(report: MeetingReport, card: CardFacts, due: date, lang: str) -> Iterator[str]:
    title = f"{card.id} {words.text(card.title, lang)}"
    colour = report.seen.signal(card.id).colour
    yield "BEGIN:VEVENT"
    yield f"UID:{uid(report, card)}"
    yield f"DTSTAMP:{_basic(report.as_of)}T000000Z"
    yield f"SEQUENCE:{report.seen.standing(card.id).moves}"
    yield f"DTSTART;VALUE=DATE:{_basic(due)}"
    if due < date.max:
        yield f"DTEND;VALUE=DATE:{_basic(due + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(_('Due: {matter}', matter=title).render(lang))}"
    yield f"DESCRIPTION:{escaped(_description(report, card, lang))}"
    yield f"CATEGORIES:{escaped(words.SIGNAL_LABELS[colour].words.render(lang))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def uid(report: MeetingReport, card: CardFacts) -> str:
    """Return a permanent UID, which differs between registers that have the same card ids."""
    body = text_in(report.register.config.body, "en")
    return f"{card.id}.due@{sha256(body.encode()).hexdigest()[:16]}.cardctl"


def _description(report: MeetingReport, card: CardFacts, lang: str) -> str:
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


def _basic(day: date) -> str:
    return day.isoformat().replace("-", "")
