"""Meetings for `cardctl meeting`, as a table, text or data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cardctl.cli.render.columns import TextTable
from cardctl.cli.render.prose import Prose, ids_shown
from cardctl.domain.card import Card
from cardctl.domain.enum_words import ITEM_OUTCOMES, ITEM_TYPES, MEETING_KINDS, STATUSES
from cardctl.domain.enums import MeetingStatus
from cardctl.domain.ids import id_order, meeting_path
from cardctl.domain.in_force import history_in_force
from cardctl.domain.meeting import AgendaItem, Meeting
from cardctl.domain.meeting_record import RecordedChange, recorded_changes
from cardctl.domain.register import Register
from cardctl.domain.text import text_in
from cardctl.domain.workflow import State
from cardctl.i18n import Message, _, gettext
from cardctl.printable import printable
from cardctl.report.formats.terminal import TextCell, TextColumn
from cardctl.report.meeting_words import change_phrases
from cardctl.report.words import NOTHING
from cardctl.store.card_text import as_data as data_of

if TYPE_CHECKING:
    from cardctl.outputs.meetings import MeetingData


def cards_of(register: Register, meeting: Meeting) -> list[str]:
    """Return the ids of the cards that come from the meeting."""
    return [card.id for card in register if card.meeting == meeting.number]


def waiting(register: Register, meeting: Meeting) -> list[str]:
    """Return the ids of cards with a submitted outcome that the meeting may still decide on.

    That is, if it is scheduled, or was the last one held.
    """
    held = [n for n, each in register.meetings.items() if each.status is MeetingStatus.HELD]
    is_last = meeting.number == max(held, key=register.calendar.place, default=None)
    if meeting.status is not MeetingStatus.SCHEDULED and not is_last:
        return []
    return [card.id for card in register if card.state is State.SUBMITTED]


def decided(register: Register, meeting: Meeting) -> list[str]:
    """Return the ids of the cards with a history entry that names the meeting.

    A confirmation that was taken back does not count.
    """
    found = {card.id for card in register if meeting.number in _deciding(card)}
    return sorted(found, key=id_order)


def _deciding(card: Card) -> Iterator[int | None]:
    """Yield the meetings that the entries of the card's history name."""
    for event, counting in zip(card.history, history_in_force(card.history), strict=True):
        is_taken_back = event.state is State.CLOSED and counting.state is None
        if not is_taken_back:
            yield event.meeting


def as_data(register: Register, meeting: Meeting) -> MeetingData:
    """Return the meeting's data as in its file, with its cards."""
    return {
        **data_of(meeting),
        "heard_by": register.calendar.hearing_of(meeting.number),
        "path": meeting_path(meeting.number),
        "cards": cards_of(register, meeting),
        "submitted": waiting(register, meeting),
        "decided": decided(register, meeting),
    }


def table_of(register: Register, meetings: Sequence[Meeting], lang: str) -> TextTable:
    """Return a table with one row for each meeting."""
    names = ("meeting", "date", "papers", "kind", "status", "items", "cards", "place")
    heads = [
        TextColumn(
            gettext(f"column|{name}", lang),
            is_fixed=name != "place",
            is_right=name in ("items", "cards"),
            is_optional=name in ("papers", "place"),
        )
        for name in names
    ]
    rows = (
        (
            str(each.number),
            str(each.date or "–"),
            str(each.papers or "–"),
            MEETING_KINDS[each.kind].render(lang),
            STATUSES[each.status].render(lang),
            str(len(each.items)),
            str(len(cards_of(register, each))),
            printable(text_in(each.place, lang)),
        )
        for each in meetings
    )
    return TextTable(heads, [[TextCell(text) for text in row] for row in rows])


def as_text(register: Register, meeting: Meeting, lang: str, width: int | None = None) -> str:
    """Return the meeting with its agenda and its cards, for a terminal of *width* columns."""
    facts = {
        "date": str(meeting.date or NOTHING),
        "papers": str(meeting.papers or NOTHING),
        "place": text_in(meeting.place, lang) or NOTHING,
        "kind": MEETING_KINDS[meeting.kind].render(lang),
        "status": STATUSES[meeting.status].render(lang),
        "report": _hears(register, meeting).render(lang),
        "cards": ids_shown(cards_of(register, meeting), lang, width),
        "submitted": ids_shown(waiting(register, meeting), lang, width),
        "decided": ids_shown(decided(register, meeting), lang, width),
    }
    prose = Prose(lang, width)
    prose.hanging("", _("Meeting {number}", number=meeting.number).render(lang))
    prose.facts({gettext(f"column|{name}", lang): text for name, text in facts.items()})
    for item in meeting.items:
        prose.hanging(f"  {item.item}. ", _agenda_line(item, lang))
    changes = recorded_changes(meeting)
    if changes:
        prose.line(gettext("column|changes", lang))
    for change in changes:
        prose.hanging("  ", _change_line(change, lang))
    return prose.text()


def _hears(register: Register, meeting: Meeting) -> Message:
    """Return whether it hears the report or, if not, which meeting does."""
    heard = register.calendar.hearing_of(meeting.number)
    if heard == meeting.number:
        return _("heard here")
    return _("heard by meeting {number}", number=heard)


def _change_line(change: RecordedChange, lang: str) -> str:
    """Return an entry in words: ``2030-11-01 office: date 2031-02-10 → 2031-03-10 (reason)``."""
    phrases = "; ".join(change_phrases(change, lang))
    note = text_in(change.entry.note, lang)
    return f"{change.entry.date} {change.entry.by}: {phrases} ({note})"


def _agenda_line(item: AgendaItem, lang: str) -> str:
    kind = ITEM_TYPES[item.type].render(lang)
    outcome = f", {ITEM_OUTCOMES[item.outcome].render(lang)}" if item.outcome else ""
    return f"{text_in(item.title, lang)} ({kind}{outcome})"
