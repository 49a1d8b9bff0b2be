"""The parts of minutes about decisions on cards: a table for each kind of decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from cardctl.domain.card import Card
from cardctl.domain.workflow import OUTCOMES, Count, Outcome
from cardctl.report import words
from cardctl.report.card_fields import field_name
from cardctl.report.document import Block, Cell, Column, ColumnKind, Item, ItemList
from cardctl.report.layout.base import Page, Row
from cardctl.report.layout.matter_tables import (
    correction_table,
    day_cell,
    day_column,
    matter_cells,
    matter_columns,
    prose_column,
    text_cell,
)
from cardctl.report.meeting_decisions import Decision, DecisionKind
from cardctl.report.minutes import Minutes
from cardctl.report.words import NOTHING

OTHER = (DecisionKind.RESUMED, DecisionKind.MOVED, DecisionKind.NOTED)
"""Kinds of decisions that share a table."""


def _cells(page: Page, decision: Decision) -> Row:
    """Return the cells of the matter, with the lead agency that it had after the decision."""
    return (*matter_cells(page, decision.card)[:2], Cell(page.agency(decision.after.lead)))


def _table(
    page: Page,
    found: Sequence[Decision],
    columns: tuple[Column, ...],
    rest: Callable[[Decision], Row],
) -> list[Block]:
    """Return a table of decisions; *rest* gives the cells after those of the matter."""
    rows = ((*_cells(page, each), *rest(each)) for each in found)
    return page.table(columns, rows) if found else []


def confirmed(page: Page, made: Minutes) -> list[Block]:
    """The outcomes that it confirmed, with their reasons and measures instead."""
    found = made.of(DecisionKind.CONFIRMED)
    columns = matter_columns(
        page, Column(page.said("Outcome"), ColumnKind.NAME, 2), prose_column(page, "Remarks", 4)
    )

    def rest(decision: Decision) -> Row:
        return Cell(words.outcome_word(decision.outcome, page.lang)), _remarks(page, decision)

    table = _table(page, found, columns, rest)
    return [ItemList((Item(_by_outcome(page, found)),)), *table] if table else []


def _by_outcome(page: Page, found: Sequence[Decision]) -> str:
    """Return how many cards were confirmed with each outcome."""
    counts = Counter(decision.outcome for decision in found)
    order = (outcome for outcome in Outcome if outcome in counts)
    parts = (
        f"{words.outcome_word(outcome, page.lang)} {page.counted(counts[outcome], 'card')}"
        for outcome in order
    )
    total = page.counted(len(found), "card")
    return page.said("{total}: {parts}", total=total, parts=page.joined(parts))


def _remarks(page: Page, decision: Decision) -> Cell:
    """Return the note of the meeting and, of what was not done, the reason and measures instead."""
    entry, claim = decision.entry, decision.claim
    reasons = [page.text(entry.note)]
    is_done = decision.outcome and OUTCOMES[decision.outcome].counts_as is Count.DONE
    if claim is not None and not is_done:
        reasons.append(page.text(claim.note))
    instead = entry.substitute or (claim.substitute if claim else None)
    if instead:
        reasons.append(f"{page.said('Measures instead')}: {page.text(instead)}")
    return Cell("\n".join(dict.fromkeys(filter(None, reasons))) or NOTHING)


def returned(page: Page, made: Minutes) -> list[Block]:
    """The outcomes that it did not confirm."""
    columns = matter_columns(
        page,
        Column(page.said("Outcome claimed"), ColumnKind.NAME, 2),
        prose_column(page, "Reason", 4),
    )

    def rest(decision: Decision) -> Row:
        outcome = words.outcome_word(decision.before.outcome, page.lang)
        return Cell(outcome), text_cell(page, decision.entry.note)

    return _table(page, made.of(DecisionKind.RETURNED), columns, rest)


def reopened(page: Page, made: Minutes) -> list[Block]:
    """The cards that it opened again."""
    columns = matter_columns(
        page,
        Column(page.said("Was closed as"), ColumnKind.NAME, 2),
        prose_column(page, "Reason", 4),
    )

    def rest(decision: Decision) -> Row:
        outcome = words.outcome_word(decision.before.outcome, page.lang)
        return Cell(outcome), text_cell(page, decision.entry.note)

    return _table(page, made.of(DecisionKind.REOPENED), columns, rest)


def due_dates(page: Page, made: Minutes) -> list[Block]:
    """The due dates that it granted."""
    columns = matter_columns(
        page, day_column(page, "Was due"), day_column(page, "Now due"), prose_column(page, "Reason")
    )

    def rest(decision: Decision) -> Row:
        before, after = decision.before.due, decision.after.due
        return day_cell(page, before), day_cell(page, after), text_cell(page, decision.entry.note)

    return _table(page, made.of(DecisionKind.DUE), columns, rest)


def leads(page: Page, made: Minutes) -> list[Block]:
    """The lead agencies that it named."""
    columns = (
        *matter_columns(page)[:2],
        Column(page.said("Was"), ColumnKind.NAME, 2),
        Column(page.said("Now"), ColumnKind.NAME, 2),
        prose_column(page, "Reason"),
    )
    rows = [
        (
            *matter_cells(page, each.card)[:2],
            Cell(page.agency(each.before.lead)),
            Cell(page.agency(each.after.lead)),
            text_cell(page, each.entry.note),
        )
        for each in made.of(DecisionKind.LEAD)
    ]
    return page.table(columns, rows) if rows else []


def holds(page: Page, made: Minutes) -> list[Block]:
    """The cards that it put, or kept, on hold."""
    columns = matter_columns(
        page, Column(page.said("Review by"), ColumnKind.NAME), prose_column(page, "Reason", 4)
    )

    def rest(decision: Decision) -> Row:
        review = decision.entry.review
        name = words.meeting_name(review, page.lang) if review else NOTHING
        return Cell(name), text_cell(page, decision.entry.note)

    return _table(page, made.of(DecisionKind.HELD), columns, rest)


def others(page: Page, made: Minutes) -> list[Block]:
    """Transitions of other kinds, and entries with a note alone."""
    columns = matter_columns(
        page, Column(page.said("Decision"), ColumnKind.NAME, 2), prose_column(page, "Reason", 4)
    )

    def rest(decision: Decision) -> Row:
        before, after = decision.before.state, decision.after.state
        move = ""
        if before is not after:
            move = " → ".join(words.state_word(state, page.lang) for state in (before, after))
        return Cell(move or NOTHING), text_cell(page, decision.entry.note)

    return _table(page, [each for each in made.decisions if each.kind in OTHER], columns, rest)


def corrections(page: Page, made: Minutes) -> list[Block]:
    """What it amended, or agreed was wrong."""
    found = made.corrections
    return correction_table(page, found, made.cards.get) if found else []


def corrected_since(page: Page, made: Minutes) -> list[Block]:
    """What these minutes would have said otherwise before it was put right."""
    columns = (
        *matter_columns(page)[:2],
        Column(page.said("Corrected"), ColumnKind.NAME),
        day_column(page, "On"),
        prose_column(page, "Reason"),
    )
    rows = (
        (
            Cell(each.id, card=each.id),
            text_cell(page, each.title),
            Cell(_agreed(page, made.cards.get(each.id), each.field, each.meeting)),
            day_cell(page, each.date),
            text_cell(page, each.reason),
        )
        for each in made.corrected_since
    )
    return page.table(columns, rows)


def _agreed(page: Page, card: Card | None, field: str, meeting: int | None) -> str:
    name = field_name(card, field, page.lang)
    agreed = page.said("agreed by meeting {number}", number=meeting) if meeting else ""
    return page.with_brackets(name, agreed)
