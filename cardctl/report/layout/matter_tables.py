"""Tables of agenda papers and minutes: one row per matter, with its number, title and lead agency.

They have no signals: a meeting decides on matters, not on colours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from cardctl.domain.card import Card
from cardctl.domain.corrections import Correction, CorrectionKind
from cardctl.domain.enum_words import MEETING_KINDS
from cardctl.domain.meeting import Evidence, Meeting
from cardctl.domain.meeting_record import RecordedChange
from cardctl.i18n.layout import layout_of
from cardctl.report import words
from cardctl.report.card_fields import field_name
from cardctl.report.document import Block, Cell, Column, ColumnKind, Item, ItemList, Note
from cardctl.report.layout.base import Page, Row, Text
from cardctl.report.layout.corrections import correction_kind, old_and_new
from cardctl.report.layout.evidence import evidence_lines
from cardctl.report.meeting_words import change_phrases
from cardctl.report.words import NOTHING

SPACE = "  "
"""Two spaces before the closing mark, as Korean official documents have it."""


def matter_columns(page: Page, *others: Column) -> tuple[Column, ...]:
    """Return the columns of `matter_cells`, then the *others*."""
    return (
        Column(page.said("No."), ColumnKind.ID),
        Column(page.said("Matter"), ColumnKind.TITLE, 2),
        Column(page.said("Lead"), ColumnKind.NAME),
        *others,
    )


def matter_cells(page: Page, card: Card) -> Row:
    """Return the cells for the number, title and lead agency of a card."""
    return (
        Cell(card.id, card=card.id),
        Cell(page.text(card.title), card=card.id),
        Cell(page.agency(card.lead)),
    )


def prose_column(page: Page, heading: str, weight: int = 3) -> Column:
    """Return a column of sentences; *heading* is a message."""
    return Column(page.said(heading), ColumnKind.PROSE, weight)


def day_column(page: Page, heading: str) -> Column:
    """Return a column of dates; *heading* is a message."""
    return Column(page.said(heading), ColumnKind.DAY)


def day_cell(page: Page, day: date | None) -> Cell:
    """Return a date."""
    return Cell(words.day(day, page.lang), value=day)


def text_cell(page: Page, text: Text) -> Cell:
    """Return a text of a card; ``–`` if there is none."""
    return Cell(page.text(text) or NOTHING)


def correction_table(
    page: Page, found: Iterable[Correction], shown: Callable[[str], Card | None]
) -> list[Block]:
    """Return a table of what was put right or amended; *shown* returns a card by its id."""
    columns = (
        Column(page.said("No."), ColumnKind.ID),
        Column(page.said("Matter"), ColumnKind.TITLE, 2),
        prose_column(page, "Amended or corrected", 4),
        prose_column(page, "Reason", 3),
    )
    rows = (
        (
            Cell(each.id, card=each.id),
            text_cell(page, card.title if (card := shown(each.id)) else None),
            Cell("\n".join([correction_kind(page, each), *_put_right(page, card, each)])),
            text_cell(page, each.reason),
        )
        for each in found
    )
    return page.table(columns, rows)


def _put_right(page: Page, card: Card | None, correction: Correction) -> Iterator[str]:
    """Yield what was put right: ``due date: 2026-11-30 → 2027-11-30``, one line for each value."""
    for change in correction.fields:
        name = field_name(card, change.path, page.lang)
        if correction.kind is CorrectionKind.ERASURE:
            yield f"{name}: {page.said('erased')}"
        else:
            old, new = old_and_new(page, change)
            yield f"{name}: {old} → {new}"


# Parts of both documents ------------------------------------------------------------------------


def meeting_facts(page: Page, number: int, meeting: Meeting | None) -> dict[str, str]:
    """Return what is on record of a meeting, by label: body, meeting, date, place."""
    kind = MEETING_KINDS[meeting.kind].render(page.lang) if meeting else ""
    name = words.meeting_name(number, page.lang)
    day = meeting.date if meeting else None
    facts = {
        page.said("Body"): page.text(page.register.config.body),
        page.said("Meeting"): page.with_brackets(name, kind),
        page.said("Date"): words.day(day, page.lang) if day else page.said("date not fixed"),
    }
    if meeting is not None and meeting.place:
        facts[page.said("Place")] = page.text(meeting.place)
    return facts


def sources(page: Page, found: Sequence[Evidence]) -> list[Block]:
    """Return the sources on record of a meeting, one per line; nothing if there are none."""
    if not found:
        return []
    lines = (Item(line, 2) for line in evidence_lines(page, found))
    return [ItemList((Item(page.said("Sources on record")), *lines))]


def meeting_changes(page: Page, found: Sequence[RecordedChange]) -> list[Block]:
    """Return the changes of a meeting, one per line: what, when, why."""
    if not found:
        return []
    lines = (Item(_change(page, change), 2) for change in found)
    return [ItemList((Item(page.said("Changes of the meeting")), *lines))]


def _change(page: Page, change: RecordedChange) -> str:
    day = words.day(change.entry.date, page.lang)
    why = page.joined([day, page.text(change.entry.note)], ": ")
    return page.with_brackets("; ".join(change_phrases(change, page.lang)), why)


def unreadable(page: Page, paths: Sequence[str]) -> list[Block]:
    """Return a note that names the unreadable files, so that nothing is omitted in silence."""
    if not paths:
        return []
    text = page.said(
        "Not in this document, because they cannot be read: {files}: {paths}",
        files=page.counted(len(paths), "file"),
        paths=", ".join(paths),
    )
    return [Note(text, urgent=True)]


def closing(page: Page, text: str) -> str:
    """Append the closing mark of official documents, if the language has one."""
    end = layout_of(page.lang).end
    return f"{text}{SPACE}{end}" if text and end else text or end
