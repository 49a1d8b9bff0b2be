"""Sections 3 to 7: decisions requested, matters, hard to implement, carried over, changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cardctl.domain.card import Card
from cardctl.domain.facts import DueMove, StateMove, first_due, is_late, last_entry
from cardctl.domain.ids import id_order
from cardctl.domain.recorded_fields import hold_in_force
from cardctl.domain.workflow import State
from cardctl.report import words
from cardctl.report.compute import matter_of
from cardctl.report.document import (
    Block,
    Cell,
    Column,
    ColumnKind,
    Item,
    ItemList,
    Note,
    Record,
    RecordField,
)
from cardctl.report.facts import Matter
from cardctl.report.layout import cells
from cardctl.report.layout.corrections import corrections
from cardctl.report.layout.evidence import evidence_lines
from cardctl.report.layout.page import ReportPage, Row
from cardctl.report.meeting_words import change_phrases
from cardctl.report.words import NOTHING


def decisions(page: ReportPage) -> list[Block]:
    """Section 3: what the meeting is asked to confirm, to take note of and to review."""
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


def _due_columns(page: ReportPage) -> tuple[Column, ...]:
    return (
        *page.identity_columns,
        page.lead_column,
        Column(page.said("Was due"), ColumnKind.DAY),
        Column(page.said("Now due"), ColumnKind.DAY),
        Column(page.said("Days"), ColumnKind.NUMBER),
        Column(page.said("Reason"), ColumnKind.PROSE, 3),
    )


def _due_row(page: ReportPage, move: DueMove) -> Row:
    card = page.report.register.cards[move.id]
    days = (
        cells.change((move.target - move.source).days, 0, page.lang)
        if move.target
        else Cell(NOTHING)
    )
    return (
        *page.identity(card),
        page.lead(card),
        cells.day(move.source, page.lang),
        cells.day(move.target, page.lang),
        days,
        Cell(page.text(move.event.note) or NOTHING),
    )


def _hold_columns(page: ReportPage) -> tuple[Column, ...]:
    return (
        *page.identity_columns,
        page.lead_column,
        Column(page.said("On hold since"), ColumnKind.DAY),
        Column(page.said("Review by"), ColumnKind.NAME),
        Column(page.said("Reason"), ColumnKind.PROSE, 3),
    )


def _hold_row(page: ReportPage, card: Card) -> Row:
    hold = hold_in_force(card.history)
    review = words.meeting_name(hold.review, page.lang) if hold and hold.review else ""
    return (
        *page.identity(card),
        page.lead(card),
        cells.day(hold.since if hold else None, page.lang),
        Cell(review),
        Cell(page.text(hold.reason) if hold else ""),
    )


def matters(page: ReportPage) -> list[Block]:
    """Section 4: the action plan and result of every matter of the previous meeting."""
    return matter_table(page, page.report.previous_meeting)


def matter_table(page: ReportPage, found: Iterable[Matter]) -> list[Block]:
    """A table of matters: action plan, implementation result, next, lead, due, signal."""
    columns = (
        *page.identity_columns,
        Column(page.said("Action plan"), ColumnKind.PROSE, 3),
        Column(page.said("Result"), ColumnKind.PROSE, 3),
        Column(page.said("Next"), ColumnKind.PROSE, 2),
        page.lead_column,
        page.due_column,
    )
    return page.table(columns, (_matter_row(page, matter) for matter in found))


def _matter_row(page: ReportPage, matter: Matter) -> Row:
    card, result = matter.card, matter.result
    return (
        *page.identity(card),
        Cell(page.plan(matter)),
        Cell(page.result(matter)),
        Cell(page.text(result.next) if result and result.next else NOTHING),
        page.lead(card),
        page.due(card),
    )


def hard(page: ReportPage) -> list[Block]:
    """Section 5: matters that are hard to implement: the reason, and the measures instead."""
    columns = (
        *page.identity_columns,
        page.lead_column,
        Column(page.said("State"), ColumnKind.NAME),
        Column(page.said("Reason"), ColumnKind.PROSE, 3),
        Column(page.said("Measures instead"), ColumnKind.PROSE, 3),
    )
    rows = (
        (
            *page.identity(row.card),
            page.lead(row.card),
            Cell(words.state_word(row.card.state, page.lang)),
            Cell(page.text(row.reason) or NOTHING),
            Cell(page.text(row.substitute) or NOTHING),
        )
        for row in page.report.hard_to_implement
    )
    return page.table(columns, rows)


def carried_over(page: ReportPage) -> list[Block]:
    """Section 6: open cards decided before the previous meeting, oldest first."""
    seen = page.report.seen
    columns = (
        *page.identity_columns,
        page.lead_column,
        page.due_column,
        Column(page.said("Age (meetings)"), ColumnKind.NUMBER),
        Column(page.said("Age (days)"), ColumnKind.NUMBER),
        Column(page.said("Extended"), ColumnKind.NUMBER),
        Column(page.said("Result"), ColumnKind.PROSE, 3),
    )
    rows = (
        (
            *page.identity(row.card),
            page.lead(row.card),
            page.due(row.card),
            cells.count(row.age_meetings, page.lang),
            cells.number(row.age_days, page.lang),
            cells.counted(row.extended, "time", page.lang),
            Cell(page.result(matter_of(row.card.id, seen))),
        )
        for row in page.report.carried_over
    )
    return page.table(columns, rows)


def changes(page: ReportPage) -> list[Block]:
    """Section 7: the balance of open cards, the changes of each card in words, corrections."""
    report = page.report
    blocks: list[Block] = [
        ItemList((Item(_balance(page)), *_change_items(page), *_meeting_items(page)))
    ]
    if not report.balance.adds_up:
        wrong = page.said(
            "The totals do not add up: a card's history is out of order (run cardctl validate)."
        )
        blocks.append(Note(wrong, urgent=True))
    if not (report.summary.cards or report.previous or report.changes.meetings):
        blocks = [page.none()]
    return [*blocks, *corrections(page)]


def _balance(page: ReportPage) -> str:
    """Return the line that must add up; corrections are in it if there are any."""
    balance = page.report.balance
    counts = {
        "before": balance.open_before,
        "new": balance.new,
        "reopened": balance.reopened,
        "closed": balance.closed,
        "now": balance.open_now,
    }
    if balance.corrected == 0:
        return page.said(
            "Open before {before} + new {new} + reopened {reopened} − closed {closed} = open now "
            "{now}",
            **counts,
        )
    return page.said(
        "Open before {before} + new {new} + reopened {reopened} − closed {closed} {sign} "
        "corrected {corrected} = open now {now}",
        sign="+" if balance.corrected > 0 else "−",
        corrected=abs(balance.corrected),
        **counts,
    )


def _meeting_items(page: ReportPage) -> Iterator[Item]:
    """Yield a line for each change of a meeting: ``meeting 2: date 2022-10-07 → 2022-11-04``."""
    for change in page.report.changes.meetings:
        day = words.day(change.entry.date, page.lang)
        why = page.joined([day, page.text(change.entry.note)], ": ")
        name = words.meeting_name(change.meeting, page.lang)
        phrases = "; ".join(change_phrases(change, page.lang))
        yield Item(page.with_brackets(f"{name}: {phrases}", why))


def _change_items(page: ReportPage) -> Iterator[Item]:
    """Yield a line for each card that changed, and one for all new cards without further change."""
    changed = page.report.changes
    moved: list[StateMove | DueMove] = [*changed.moved, *changed.due_moved]
    moved.sort(key=lambda move: id_order(move.id))
    stories = {key: list(found) for key, found in groupby(moved, key=lambda move: move.id)}
    for identifier, found in stories.items():
        told = page.joined(
            [
                page.said("new") if identifier in changed.new else "",
                *_state_changes(page, [move for move in found if isinstance(move, StateMove)]),
                *(_due_change(page, move) for move in found if isinstance(move, DueMove)),
            ]
        )
        yield Item(f"{page.title(identifier)}: {told}")
    still = [identifier for identifier in changed.new if identifier not in stories]
    if still:
        count, ids = page.counted(len(still), "card"), words.id_ranges(still, page.lang)
        yield Item(page.said("New, without further change: {cards} ({ids})", cards=count, ids=ids))


def _state_changes(page: ReportPage, moves: Sequence[StateMove]) -> Iterator[str]:
    """Yield the moves: ``registered → planned (2022-02-09) → in progress (2022-08-16)``."""
    if not moves:
        return
    story = words.state_word(moves[0].source, page.lang)
    for move in moves:
        story += f" → {_reached(page, move)}"
    yield story


def _reached(page: ReportPage, move: StateMove) -> str:
    card, on = page.report.register.cards[move.id], words.day(move.event.date, page.lang)
    word = words.state_word(move.target, page.lang)
    outcome = move.event.outcome or (card.outcome if move.target is State.CLOSED else None)
    if outcome is not None:
        word = f"{word}: {words.outcome_word(outcome, page.lang)}"
    return page.with_brackets(word, on)


def _due_change(page: ReportPage, move: DueMove) -> str:
    story = page.said(
        "due {source} → {target}",
        source=words.day(move.source, page.lang),
        target=words.day(move.target, page.lang),
    )
    return page.with_brackets(story, page.text(move.event.note))
