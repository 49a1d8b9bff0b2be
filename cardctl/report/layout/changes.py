"""The section "Changes": totals now and then, trends, and what changed, card by card in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from cardctl.domain.diff import Changes
from cardctl.domain.facts import DueMove, StateMove
from cardctl.domain.ids import id_order
from cardctl.domain.workflow import Outcome, State
from cardctl.report import words
from cardctl.report.document import Block, Cell, Item, ItemList, Note, Table, TableGroup
from cardctl.report.facts import Balance
from cardctl.report.layout.base import Page
from cardctl.report.layout.charts import over_the_meetings
from cardctl.report.layout.counts import count_table
from cardctl.report.layout.page import ReportPage
from cardctl.report.meeting_words import change_phrases


def changes(page: ReportPage) -> Iterator[Block]:
    """The balance of open cards, their states now and then, trends, what changed in words."""
    report = page.report
    yield ItemList((Item(balance_line(page, report.balance)),))
    if not report.balance.adds_up:
        wrong = page.said(
            "The totals do not add up: a card's history is out of order (run cardctl validate)."
        )
        yield Note(wrong, urgent=True)
    yield TableGroup(tuple(_totals(page)))
    items = (*change_items(page, report.changes), *meeting_items(page, report.changes))
    if items:
        yield ItemList(items)
    yield from over_the_meetings(page)


def _totals(page: ReportPage) -> Iterator[Table]:
    """The small tables: by state and, if any card is closed, by outcome."""
    now, then = page.report.summary, page.report.previous
    states = {state: Cell(words.state_word(state, page.lang)) for state in State}
    before = then.by_state if then else None
    yield count_table(page, page.said("State"), states, now.by_state, before)
    outcomes = {
        outcome: Cell(words.outcome_word(outcome, page.lang))
        for outcome in Outcome
        if now.by_outcome[outcome] or (then and then.by_outcome[outcome])
    }
    if outcomes:
        heading = page.said("Outcome (closed cards)")
        closed = then.by_outcome if then else None
        yield count_table(page, heading, outcomes, now.by_outcome, closed)


def balance_line(page: Page, balance: Balance) -> str:
    """Return the line that must add up; corrections are in it if there are any."""
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


def meeting_items(page: Page, changed: Changes) -> Iterator[Item]:
    """Yield a line for each change of a meeting: ``Meeting 2: date 2022-10-07 → 2022-11-04``."""
    for change in changed.meetings:
        day = words.day(change.entry.date, page.lang)
        why = page.joined([day, page.text(change.entry.note)], ": ")
        name = words.heading(words.meeting_name(change.meeting, page.lang))
        phrases = "; ".join(change_phrases(change, page.lang))
        yield Item(page.with_brackets(f"{name}: {phrases}", why))


def change_items(page: Page, changed: Changes) -> Iterator[Item]:
    """Yield a line for each card that changed, and one for all new cards without further change."""
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


def _state_changes(page: Page, moves: Sequence[StateMove]) -> Iterator[str]:
    """Yield the moves: ``registered → planned (2022-02-09) → in progress (2022-08-16)``."""
    if not moves:
        return
    story = words.state_word(moves[0].source, page.lang)
    for move in moves:
        story += f" → {_reached(page, move)}"
    yield story


def _reached(page: Page, move: StateMove) -> str:
    card, on = page.register.cards[move.id], words.day(move.event.date, page.lang)
    word = words.state_word(move.target, page.lang)
    outcome = move.event.outcome or (card.outcome if move.target is State.CLOSED else None)
    if outcome is not None:
        word = f"{word}: {words.outcome_word(outcome, page.lang)}"
    return page.with_brackets(word, on)


def _due_change(page: Page, move: DueMove) -> str:
    story = page.said(
        "due {source} → {target}",
        source=words.day(move.source, page.lang),
        target=words.day(move.target, page.lang),
    )
    return page.with_brackets(story, page.text(move.event.note))
