"""The view of one agency: what it has to file, the cards it leads, and those it is partner on."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.domain.card import Step
from cardctl.domain.card_facts import CardFacts
from cardctl.report.compute import matter_of
from cardctl.report.document import Block, Cell, Column, ColumnKind
from cardctl.report.layout import cells
from cardctl.report.layout.annex import in_full
from cardctl.report.layout.counts import card_table
from cardctl.report.layout.matters import matter_blocks
from cardctl.report.layout.page import ReportPage, Row
from cardctl.report.words import NOTHING


def awaited(page: ReportPage, code: str) -> list[Block]:
    """Results that the agency owes this meeting, and its open steps on any card.

    A step without an owner belongs to the lead agency.
    """
    owed = [card for card in page.report.not_submitted if card.lead == code]
    return [
        *page.part(page.said("Results to file"), card_table(page, owed), len(owed)),
        *page.part(page.said("Open steps"), _steps(page, code)),
    ]


def _steps(page: ReportPage, code: str) -> list[Block]:
    columns = (
        *page.identity_columns,
        Column(page.said("Step"), ColumnKind.PROSE, 3),
        page.due_column,
        Column(page.said("Days overdue"), ColumnKind.NUMBER),
    )
    found = (
        _step_row(page, matter.card, step)
        for matter in page.report.cards
        if matter.card.plan
        for step in matter.card.plan.steps
        if (step.owner or matter.card.lead) == code and not step.ended
    )
    return page.table(columns, found)


def _step_row(page: ReportPage, card: CardFacts, step: Step) -> Row:
    days = (page.report.as_of - step.due).days if step.due else 0
    return (
        *page.identity(card),
        Cell(page.text(step.title)),
        cells.day(step.due, page.lang),
        cells.count(days, page.lang) if days > 0 else Cell(NOTHING),
    )


def lead_cards(page: ReportPage, code: str) -> Iterator[Block]:
    """The cards that the agency leads."""
    return _matters(page, [card for card in page.report.seen.cards if card.lead == code])


def partner_cards(page: ReportPage, code: str) -> Iterator[Block]:
    """The cards on which the agency is a partner."""
    return _matters(page, [card for card in page.report.seen.cards if code in card.partners])


def own_in_full(page: ReportPage, code: str) -> Iterator[Block]:
    """The open cards that the agency leads, in full."""
    return in_full(page, [matter for matter in page.report.cards if matter.card.lead == code])


def _matters(page: ReportPage, cards: list[CardFacts]) -> Iterator[Block]:
    return matter_blocks(page, (matter_of(card.id, page.report.seen) for card in cards))
