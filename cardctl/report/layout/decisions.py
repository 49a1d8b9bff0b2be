"""The section "Decisions requested": what the meeting confirms, takes note of and reviews."""

from __future__ import annotations

from cardctl.domain.card import Card
from cardctl.domain.facts import DueMove, first_due, is_late, last_entry
from cardctl.domain.recorded_fields import hold_in_force
from cardctl.domain.workflow import State
from cardctl.report import words
from cardctl.report.compute import matter_of
from cardctl.report.document import Block, Cell, Column, ColumnKind, Record, RecordField
from cardctl.report.layout import cells
from cardctl.report.layout.evidence import evidence_lines
from cardctl.report.layout.page import ReportPage, Row
from cardctl.report.words import NOTHING


def decisions(page: ReportPage) -> list[Block]:
    """What the meeting is asked to confirm, to take note of and to review."""
    report = page.report
    confirm = [_to_confirm(page, card) for card in report.confirm]
    return [
        *page.part(page.said("Outcomes to confirm"), confirm, len(confirm)),
        *page.part(
            page.said("Due dates moved, to take note of"),
            page.table(_due_columns(page), (_due_row(page, move) for move in report.due_dates)),
            len(report.due_dates),
        ),
        *page.part(
            page.said("Holds due for review"),
            page.table(_hold_columns(page), (_hold_row(page, card) for card in report.holds)),
            len(report.holds),
        ),
    ]


def _to_confirm(page: ReportPage, card: Card) -> Record:
    matter = matter_of(card.id, page.report.seen)
    result = matter.result or next(iter(reversed(card.results)), None)
    claim = last_entry(card, State.SUBMITTED)
    said = {
        page.said("To confirm"): words.outcome_word(card.outcome, page.lang),
        page.said("Lead"): page.agency(card.lead),
        page.said("Partners"): page.agencies(card.partners),
        page.said("First due"): words.day(first_due(card), page.lang),
        page.said("Submitted"): _claimed(page, card),
        page.said("Result"): page.result_text(matter, result) if result else "",
        page.said("Reason"): page.text(claim.note) if claim else "",
        page.said("Measures instead"): page.text(claim.substitute) if claim else "",
        page.said("Evidence"): "\n".join(
            line for filed in card.results for line in evidence_lines(page, filed.evidence)
        ),
    }
    fields = tuple(RecordField(label, text) for label, text in said.items() if text)
    return Record(fields, page.identity(card))


def _claimed(page: ReportPage, card: Card) -> str:
    claim, first = last_entry(card, State.SUBMITTED), first_due(card)
    if claim is None:
        return ""
    on = words.day(claim.date, page.lang)
    if first is None or not is_late(card):
        return on
    days = page.counted((claim.date - first).days, "day")
    return page.with_brackets(on, page.said("{days} late", days=days))


def _identity_columns(page: ReportPage) -> tuple[Column, ...]:
    """Number and title; what is asked here says how the card is going."""
    number, _standing, title = page.identity_columns
    return number, title


def _due_columns(page: ReportPage) -> tuple[Column, ...]:
    return (
        *_identity_columns(page),
        page.lead_column,
        Column(page.said("Was due"), ColumnKind.DAY),
        Column(page.said("Now due"), ColumnKind.DAY),
        Column(page.said("Days"), ColumnKind.NUMBER),
        Column(page.said("Reason"), ColumnKind.PROSE, 3),
    )


def _due_row(page: ReportPage, move: DueMove) -> Row:
    number, _standing, title = page.identity(page.report.register.cards[move.id])
    days = (
        cells.change((move.target - move.source).days, 0, page.lang)
        if move.target
        else Cell(NOTHING)
    )
    return (
        number,
        title,
        page.lead(page.report.register.cards[move.id]),
        cells.day(move.source, page.lang),
        cells.day(move.target, page.lang),
        days,
        Cell(page.text(move.event.note) or NOTHING),
    )


def _hold_columns(page: ReportPage) -> tuple[Column, ...]:
    return (
        *_identity_columns(page),
        page.lead_column,
        Column(page.said("On hold since"), ColumnKind.DAY),
        Column(page.said("Review by"), ColumnKind.NAME),
        Column(page.said("Reason"), ColumnKind.PROSE, 3),
    )


def _hold_row(page: ReportPage, card: Card) -> Row:
    hold = hold_in_force(card.history)
    review = words.meeting_name(hold.review, page.lang) if hold and hold.review else ""
    number, _standing, title = page.identity(card)
    return (
        number,
        title,
        page.lead(card),
        cells.day(hold.since if hold else None, page.lang),
        Cell(review),
        Cell(page.text(hold.reason) if hold else ""),
    )
