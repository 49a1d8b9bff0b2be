"""Sections of counts and dates: due dates, missing results, agencies, money, indicators, closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from cardctl.domain.card_facts import CardFacts
from cardctl.domain.facts import first_due
from cardctl.report import words
from cardctl.report.document import Block, Cell, Column, ColumnKind, Paragraph, Table
from cardctl.report.facts import ClosedCard, Reporting
from cardctl.report.layout import cells
from cardctl.report.layout.charts import execution_by_agency
from cardctl.report.layout.evidence import evidence_lines
from cardctl.report.layout.page import ReportPage, Row
from cardctl.report.words import NOTHING

Key = TypeVar("Key", bound=StrEnum)


def count_table(
    page: ReportPage,
    heading: str,
    names: Mapping[Key, Cell],
    now: Mapping[Key, int],
    then: Mapping[Key, int] | None,
) -> Table:
    """A table of counts, shares and changes since the previous meeting, with a total row."""
    columns = (
        Column(heading, ColumnKind.NAME),
        Column(page.said("Cards"), ColumnKind.NUMBER),
        Column(page.said("Share"), ColumnKind.NUMBER),
        Column(page.said("Change"), ColumnKind.NUMBER),
    )
    whole, before = sum(now.values()), sum(then.values()) if then is not None else None

    def row(name: Cell, count: int, was: int | None) -> Row:
        return (
            name,
            cells.count(count, page.lang),
            cells.share(count, whole, page.lang),
            cells.change(count, was, page.lang),
        )

    rows = [row(name, now[key], then[key] if then else None) for key, name in names.items()]
    rows.append(row(Cell(page.said("Total")), whole, before))
    return Table(columns, tuple(rows), total=True)


def due(page: ReportPage) -> list[Block]:
    """Overdue cards, worst first; then the cards due next."""
    late_columns = (
        *page.identity_columns,
        page.lead_column,
        page.due_column,
        Column(page.said("Days overdue"), ColumnKind.NUMBER),
        Column(page.said("Extended"), ColumnKind.NUMBER),
    )
    late = (
        (
            *page.identity(card),
            page.lead(card),
            page.due(card),
            cells.count(days, page.lang),
            cells.counted(page.report.seen.standing(card.id).moves, "time", page.lang),
        )
        for card, days in page.report.overdue
    )
    return [
        *page.part(page.said("Overdue"), page.table(late_columns, late), len(page.report.overdue)),
        *page.part(
            page.said("Due next"), card_table(page, page.report.due_next), len(page.report.due_next)
        ),
    ]


def card_table(page: ReportPage, cards: Iterable[CardFacts]) -> list[Block]:
    """A table of cards with number, signal, matter, lead and due date."""
    columns = (*page.identity_columns, page.lead_column, page.due_column)
    return page.table(
        columns, ((*page.identity(card), page.lead(card), page.due(card)) for card in cards)
    )


def not_submitted(page: ReportPage) -> list[Block]:
    """Missing results by agency: the reporting rate, and the cards without a result."""
    missing: dict[str | None, list[str]] = {}
    for card in page.report.not_submitted:
        missing.setdefault(card.lead, []).append(card.id)
    rows = [row for row in page.report.reporting if row.required]
    columns = (
        Column(page.said("Agency"), ColumnKind.TITLE),
        Column(page.said("Open cards as lead"), ColumnKind.NUMBER),
        Column(page.said("With a result"), ColumnKind.NUMBER),
        Column(page.said("Reporting rate"), ColumnKind.NUMBER),
        Column(words.NOT_SUBMITTED.render(page.lang).capitalize(), ColumnKind.PROSE, 2),
    )
    required, submitted = sum(r.required for r in rows), sum(r.submitted for r in rows)
    count = page.counted(len(page.report.not_submitted), "card")
    total = _rate_row(page, page.said("Total"), required, submitted, count)
    return [
        Table(
            columns,
            (*(_reporting_row(page, row, missing.get(row.agency, [])) for row in rows), total),
            total=True,
        )
    ]


def _reporting_row(page: ReportPage, row: Reporting, missing: list[str]) -> Row:
    name = words.agency_name(page.report.register, row.agency, page.lang)
    ids = words.id_ranges(missing, page.lang) or NOTHING
    return _rate_row(page, name, row.required, row.submitted, ids)


def _rate_row(page: ReportPage, name: str, whole: int, part: int, missing: str) -> Row:
    submitted, required, rate = cells.part_of(part, whole, page.lang)
    return Cell(name), required, submitted, rate, Cell(missing)


def agencies(page: ReportPage) -> list[Block]:
    """Each agency that leads cards, in protocol order; then those that are only partners."""
    leading = [row for row in page.report.agencies if row.lead]
    helping = [row for row in page.report.agencies if row.partner and not row.lead]
    idle = [row.code for row in page.report.agencies if not (row.lead or row.partner)]
    headings = {
        page.said("As lead"): [row.lead for row in leading],
        page.said("As partner"): [row.partner for row in leading],
        page.said("Open"): [row.open for row in leading],
        page.said("Done"): [row.done for row in leading],
        page.said("Overdue"): [row.overdue for row in leading],
        words.NOT_SUBMITTED.render(page.lang).capitalize(): [row.not_submitted for row in leading],
    }
    columns = (
        Column(page.said("Agency"), ColumnKind.TITLE),
        *(Column(heading, ColumnKind.NUMBER) for heading in headings),
    )
    numbers = zip(*headings.values(), strict=True)
    rows = (
        (Cell(page.agency(row.code)), *(cells.count(n, page.lang) for n in counts))
        for row, counts in zip(leading, numbers, strict=True)
    )
    blocks = page.table(columns, rows)
    if leading:
        blocks.append(
            Paragraph(
                page.said(
                    "Open, done, overdue and not submitted count only cards the agency leads."
                )
            )
        )
    if helping:
        names = ", ".join(
            page.with_brackets(page.agency(row.code), page.counted(row.partner, "card"))
            for row in helping
        )
        blocks.append(Paragraph(page.said("Only as partner: {names}.", names=names)))
    if idle:
        names = page.agencies(idle)
        blocks.append(Paragraph(page.said("Agencies without a card: {names}.", names=names)))
    return blocks


def money(page: ReportPage) -> list[Block]:
    """planned, spent, and the execution rate."""
    found, unit = page.report.money, page.report.register.config.money

    def row(name: Row, planned: int | None, spent: int | None, *, about: bool) -> Row:
        return (
            *name,
            cells.money(planned, unit, page.lang, approximate=about),
            cells.money(spent, unit, page.lang),
            cells.share(spent, planned, page.lang),
        )

    columns = (
        Column(page.said("No."), ColumnKind.ID),
        Column(page.said("Matter"), ColumnKind.TITLE, 2),
        Column(page.said("Planned"), ColumnKind.NUMBER),
        Column(page.said("Spent"), ColumnKind.NUMBER),
        Column(page.said("Execution rate"), ColumnKind.NUMBER),
    )
    rows = [
        row(_plain_identity(page, r.card), r.planned, r.spent, about=r.is_rough)
        for r in found.cards
    ]
    rough = any(r.is_rough for r in found.cards)
    name = (Cell(""), Cell(page.said("Total")))
    rows.append(row(name, found.planned, found.spent, about=rough))
    formula = page.said(
        "Execution rate = spent ÷ planned. Amounts are stated for {some} of {all} cards.",
        some=len(found.cards),
        all=page.report.summary.cards,
    )
    table = Table(columns, tuple(rows), total=True)
    return [table, Paragraph(formula), *execution_by_agency(page)]


def _plain_identity(page: ReportPage, card: CardFacts) -> Row:
    number, _signal, title = page.identity(card)
    return number, title


def indicators(page: ReportPage) -> list[Block]:
    """baseline, target and latest reading of each indicator."""
    columns = (
        Column(page.said("No."), ColumnKind.ID),
        Column(page.said("Matter"), ColumnKind.TITLE, 2),
        Column(page.said("Indicator"), ColumnKind.NAME, 2),
        Column(page.said("Baseline"), ColumnKind.NUMBER),
        Column(page.said("Target"), ColumnKind.NUMBER),
        Column(page.said("Latest"), ColumnKind.NUMBER),
        Column(page.said("Measured on"), ColumnKind.DAY),
        Column(page.said("Progress to target"), ColumnKind.NUMBER),
    )
    rows = (
        (
            *_plain_identity(page, row.card),
            Cell(_indicator_name(page, row.measure.name, row.measure.unit)),
            cells.number(row.measure.baseline, page.lang),
            cells.number(row.measure.target, page.lang),
            cells.number(row.measure.latest, page.lang),
            Cell(page.said("no reading"))
            if row.measure.latest is None
            else cells.day(row.measure.date, page.lang),
            cells.share_of(row.measure.share, page.lang),
        )
        for row in page.report.indicators
    )
    return page.table(columns, rows)


def _indicator_name(
    page: ReportPage, name: str | dict[str, str], unit: str | dict[str, str] | None
) -> str:
    return page.with_brackets(page.text(name), page.text(unit))


def closed(page: ReportPage) -> list[Block]:
    """Cards closed since the previous meeting, with evidence; late ones are marked."""
    columns = (
        *page.identity_columns,
        Column(page.said("Outcome"), ColumnKind.NAME),
        Column(page.said("Closed on"), ColumnKind.DAY),
        Column(page.said("Evidence"), ColumnKind.PROSE, 3),
    )
    rows = (
        (
            *page.identity(row.card)[:2],
            page.with_lead(row.card),
            Cell(_outcome(page, row)),
            cells.day(row.date, page.lang),
            Cell("\n".join(evidence_lines(page, row.evidence)) or NOTHING),
        )
        for row in page.report.closed
    )
    return page.table(columns, rows)


def _outcome(page: ReportPage, row: ClosedCard) -> str:
    """The outcome, and whether it was on time; a card without a due date is neither."""
    outcome = words.outcome_word(row.card.outcome, page.lang)
    if first_due(row.card) is None:
        return outcome
    return f"{outcome}\n{page.said('late') if row.late else page.said('on time')}"
