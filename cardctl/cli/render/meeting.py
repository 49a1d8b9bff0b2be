"""Meetings for `cardctl meeting`, as a table, text or data."""

from __future__ import annotations

from collections.abc import Sequence

from cardctl.cli.render.columns import TextTable, as_columns
from cardctl.domain.base import Json
from cardctl.domain.ids import id_order, meeting_path
from cardctl.domain.meeting import Meeting
from cardctl.domain.register import Register
from cardctl.domain.text import text_in
from cardctl.domain.workflow import State
from cardctl.i18n import _, gettext
from cardctl.report.formats.printable import printable
from cardctl.report.formats.terminal import TextCell, TextColumn
from cardctl.store.card_text import as_data as data_of


def cards_of(register: Register, meeting: Meeting) -> list[str]:
    """Return the ids of the cards that come from the meeting."""
    return [card.id for card in register if card.meeting == meeting.number]


def waiting(register: Register, meeting: Meeting) -> list[str]:
    """Return the ids of cards with a submitted outcome to decide on; none for a past meeting."""
    calendar = register.calendar
    past = calendar.is_before(meeting.number, calendar.next)
    if past and meeting.number != calendar.numbers[-1]:
        return []
    return [card.id for card in register if card.state is State.SUBMITTED]


def decided(register: Register, meeting: Meeting) -> list[str]:
    """Return the ids of the cards with a history entry that names the meeting."""
    found = {
        card.id
        for card in register
        if any(event.meeting == meeting.number for event in card.history)
    }
    return sorted(found, key=id_order)


def as_data(register: Register, meeting: Meeting) -> Json:
    """Return the meeting's data as in its file, with its cards."""
    return {
        **data_of(meeting),
        "path": meeting_path(meeting.number),
        "cards": cards_of(register, meeting),
        "submitted": waiting(register, meeting),
        "decided": decided(register, meeting),
    }


def table_of(register: Register, meetings: Sequence[Meeting], lang: str) -> TextTable:
    """Return a table with one row for each meeting."""
    names = ("meeting", "date", "papers", "status", "items", "cards", "place")
    heads = [
        TextColumn(
            gettext(f"column|{name}", lang),
            is_fixed=name != "place",
            is_right=name in ("items", "cards"),
        )
        for name in names
    ]
    rows = (
        (
            str(each.number),
            str(each.date or "–"),
            str(each.papers or "–"),
            gettext(f"status|{each.status}", lang),
            str(len(each.items)),
            str(len(cards_of(register, each))),
            printable(text_in(each.place, lang)),
        )
        for each in meetings
    )
    return TextTable(heads, [[TextCell(text) for text in row] for row in rows])


def as_text(register: Register, meeting: Meeting, lang: str) -> str:
    """Return the meeting with its agenda and its cards as text."""
    facts = {
        "date": str(meeting.date or "–"),
        "papers": str(meeting.papers or "–"),
        "place": text_in(meeting.place, lang) or "–",
        "status": gettext(f"status|{meeting.status}", lang),
        "cards": " ".join(cards_of(register, meeting)) or "–",
        "submitted": " ".join(waiting(register, meeting)) or "–",
        "decided": " ".join(decided(register, meeting)) or "–",
    }
    rows = [[gettext(f"column|{name}", lang), printable(value)] for name, value in facts.items()]
    head = _("Meeting {number}", number=meeting.number).render(lang)
    agenda = [_agenda_line(register, meeting, index, lang) for index in range(len(meeting.items))]
    return "\n".join([head, as_columns(rows).rstrip("\n"), *agenda])


def _agenda_line(register: Register, meeting: Meeting, index: int, lang: str) -> str:
    item = meeting.items[index]
    kind = gettext(f"item|{item.type}", lang)
    outcome = f", {gettext(f'item|{item.outcome}', lang)}" if item.outcome else ""
    return printable(f"  {item.item}. {text_in(item.title, lang)} ({kind}{outcome})")
