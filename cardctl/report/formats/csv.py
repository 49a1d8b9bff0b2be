"""The report as CSV: one row per card, with columns whose names and order are stable.

For programs, and for staff who sort and filter: names of columns, states and signals are the same
as in the files, texts are in the report's language. The format is RFC 4180 in UTF-8 with a byte
order mark, without which Excel misreads Hangul. No cell is a formula.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import NamedTuple

from cardctl.domain.card import Card
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.facts import (
    due_moves,
    first_due,
    last_entry,
    overdue_days,
    planned_money,
    spent_money,
)
from cardctl.domain.text import join_items
from cardctl.domain.workflow import State
from cardctl.report import words
from cardctl.report.compute import matter_of
from cardctl.report.facts import Matter, MeetingReport
from cardctl.spreadsheet_text import BOM, guarded

Value = str | int | float | Decimal | date | None


class CsvRow(NamedTuple):
    """A card that is written as a row."""

    report: MeetingReport
    matter: Matter
    lang: str

    @property
    def card(self) -> Card:
        """The card."""
        return self.matter.card

    def text(self, text: str | dict[str, str] | None) -> str:
        """Return a card's text in the language of the report."""
        return words.text(text, self.lang)

    def lead(self) -> str | None:
        """Return the name of the lead agency."""
        code = self.card.lead
        return words.agency_name(self.report.register, code, self.lang) if code else None

    def closing(self) -> date | None:
        """Return the date on which the card was closed; None if it is open."""
        entry = last_entry(self.card, State.CLOSED) if not self.card.is_open else None
        return entry.date if entry else None


COLUMNS: dict[str, Callable[[CsvRow], Value]] = {
    "id": lambda row: row.card.id,
    "title": lambda row: row.text(row.card.title),
    "meeting": lambda row: row.card.meeting,
    "item": lambda row: row.card.item,
    "decision": lambda row: row.text(row.card.decision),
    "lead": lambda row: row.card.lead,
    "lead_name": lambda row: row.lead(),
    "partners": lambda row: join_items(row.card.partners),
    "state": lambda row: row.card.state,
    "outcome": lambda row: row.card.outcome,
    "signal": lambda row: row.matter.signal.colour,
    "reasons": lambda row: join_items(row.matter.signal.reasons),
    "due": lambda row: row.card.due,
    "first_due": lambda row: first_due(row.card),
    "extended": lambda row: sum(1 for _ in due_moves(row.card)),
    "overdue_days": lambda row: overdue_days(row.card, row.report.as_of),
    "progress": lambda row: row.matter.progress,
    "plan": lambda row: row.text(row.card.plan.summary if row.card.plan else None),
    "result": lambda row: row.text(row.matter.result.text if row.matter.result else None),
    "result_date": lambda row: row.matter.result.date if row.matter.result else None,
    "next": lambda row: row.text(row.matter.result.next if row.matter.result else None),
    "blocker": lambda row: row.text(row.matter.result.blocker if row.matter.result else None),
    "planned": lambda row: planned_money(row.card),
    "spent": lambda row: spent_money(row.card),
    "closed_on": lambda row: row.closing(),
    "tags": lambda row: join_items(row.card.tags),
    "result_for": lambda row: row.matter.result.meeting if row.matter.result else None,
    "result_by": lambda row: row.matter.result.by if row.matter.result else None,
    "follow_up": lambda row: row.matter.follow_up,
}
"""The columns by name; new ones are added at the end. Money is in the register's unit."""


def render(report: MeetingReport, lang: str, cards: Iterable[CardFacts]) -> str:
    """Return *cards* of *report*, one row each; `result` and its related columns are the lead's."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for card in cards:
        row = CsvRow(report, matter_of(card.id, report.seen), lang)
        writer.writerow([_written(value(row)) for value in COLUMNS.values()])
    return BOM + out.getvalue()


def _written(value: Value) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else str(value)
