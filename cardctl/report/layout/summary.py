"""Section 1, page one: where things stand, what is to be decided, what is red, the figures.

All of it is bounded, so that it fits one page whatever the register: the lists of cards share a
number of lines, name as many cards as these hold, and count the others. A title takes at most two
lines; the name of an agency is shown whole, because it says who answers for a matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from cardctl.domain.card import Card
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.facts import overdue_days
from cardctl.domain.follow_up import FOLLOW_UPS
from cardctl.domain.signal import REASONS, Colour
from cardctl.domain.workflow import Outcome
from cardctl.printable import columns, shortened
from cardctl.report import words
from cardctl.report.compute import SEVERITY
from cardctl.report.document import (
    Block,
    Cell,
    Column,
    ColumnKind,
    Item,
    ItemList,
    Table,
)
from cardctl.report.layout import cells
from cardctl.report.layout.about import ABOUT, withheld
from cardctl.report.layout.page import ReportPage, Row
from cardctl.report.layout.sentences import sentences

LINES = 20
"""Lines that both lists of cards on page one have together: each half, or what the other leaves."""

TITLE, TEXT, NAME = 32, 22, 24
"""Columns that fit on a line of the title, of the text beside it, and of the lead agency.

They are fewer than fit on paper with the fonts that are measured there: lines break between words.
"""

WHOLE_TITLE, WHOLE_NAME = 2 * TITLE, 5 * NAME
"""Maximum width, in columns, of a title, and of the name of an agency: no real name is as long."""


def summary(page: ReportPage) -> Iterator[Block]:
    """Page one: all that the chair has to know."""
    yield ItemList(tuple(Item(sentence) for sentence in sentences(page)))
    yield from _lists(page)
    yield _figures(page)
    yield ItemList(tuple(_lines(page)))


# Named cards


class _List(NamedTuple):
    """A list of cards: its title, the heading of the text, the rows, and the section with more."""

    title: str
    heading: str
    rows: tuple[Row, ...]
    section: str

    @property
    def lines(self) -> int:
        """The number of lines that all rows take."""
        return sum(map(_lines_of, self.rows))


def _lists(page: ReportPage) -> Iterator[Block]:
    """What is to be decided, and what is red, card by card."""
    decisions, red = _decisions(page), _red(page)
    half = LINES // 2
    yield from _named(page, decisions, max(half, LINES - red.lines))
    yield from _named(page, red, max(half, LINES - decisions.lines))


def _decisions(page: ReportPage) -> _List:
    """What the meeting is asked to decide; section 2 has the details."""
    report = page.report
    rows = (
        *(_row(page, card.id, _claim(page, card)) for card in report.confirm),
        *(_row(page, card.id, page.said("review the hold")) for card in report.holds),
        *(_row(page, move.id, _move(page, move.target)) for move in report.due_dates),
    )
    return _List(page.said("Decisions requested"), page.said("To decide"), rows, "decisions")


def _claim(page: ReportPage, card: Card) -> str:
    outcome = words.outcome_word(card.outcome, page.lang)
    return page.said("confirm: {outcome}", outcome=outcome)


def _move(page: ReportPage, target: date | None) -> str:
    if target is None:
        return page.said("take note: no due date")
    return page.said("take note: due {day}", day=words.day(target, page.lang))


def _red(page: ReportPage) -> _List:
    """The red cards, the worst first, with their leads."""
    rows = tuple(_row(page, card.id, _reason(page, card)) for card in page.report.red)
    return _List(page.said("Red matters"), page.said("Reason"), rows, "matters")


def _reason(page: ReportPage, card: CardFacts) -> str:
    """Why a card is red: the days that it is overdue, else the first reason."""
    days = overdue_days(card, page.report.as_of)
    if days:
        return page.said("{days} overdue", days=page.counted(days, "day"))
    reasons = page.report.seen.signal(card.id).reasons
    return REASONS[next(each for each in reasons if each in SEVERITY)].render(page.lang)


def _named(page: ReportPage, found: _List, room: int) -> list[Block]:
    """A table of the first cards of a list, in *room* lines, and how many more there are."""
    heads = (
        Column(page.said("No."), ColumnKind.ID),
        Column(page.said("Matter"), ColumnKind.TITLE, 3),
        Column(found.heading, weight=2),
        Column(page.said("Lead"), weight=2),
    )
    named = list(found.rows if found.lines <= room else _first_of(found.rows, room - 1))
    left = len(found.rows) - len(named)
    if left:
        more = page.said("and {count} more", count=left)
        place = page.with_brackets(more, page.section(found.section))
        named.append((Cell(""), Cell(place), Cell(""), Cell("")))
    return page.part(found.title, page.table(heads, named), len(found.rows))


def _first_of(rows: Iterable[Row], room: int) -> Iterator[Row]:
    """Yield the first rows, which take at most *room* lines together."""
    for row in rows:
        room -= _lines_of(row)
        if room < 0:
            return
        yield row


def _lines_of(row: Row) -> int:
    """The number of lines that a row takes on paper: that of its longest cell."""
    _number, *texts = row
    return max(
        -(-columns(cell.text) // width)
        for cell, width in zip(texts, (TITLE, TEXT, NAME), strict=True)
    )


def _row(page: ReportPage, identifier: str, text: str) -> Row:
    card = page.report.register.cards[identifier]
    return (
        Cell(identifier, card=identifier),
        Cell(shortened(page.text(card.title), WHOLE_TITLE), card=identifier),
        Cell(text),
        Cell(shortened(page.agency(card.lead), WHOLE_NAME)),
    )


# Figures


def _figures(page: ReportPage) -> Table:
    """A column for each follow-up class and the total; a row of counts, and one of changes."""
    now, then = page.report.summary.by_follow_up, page.report.previous
    before = then.by_follow_up if then else None
    names = (
        *(words.heading(word.render(page.lang)) for word in FOLLOW_UPS.values()),
        page.said("Total"),
    )
    heads = [Column(name, ColumnKind.NUMBER) for name in names]
    counts = _with_total([now[going] for going in FOLLOW_UPS])
    earlier = (
        _with_total([before[going] for going in FOLLOW_UPS]) if before else [None] * len(counts)
    )
    shown = [cells.count(count, page.lang) for count in counts]
    changes = [
        cells.change(count, was, page.lang) for count, was in zip(counts, earlier, strict=True)
    ]
    rows = ((Cell(page.said("Cards")), *shown), (Cell(page.said("Change")), *changes))
    return Table((Column(page.said("follow-up|State"), ColumnKind.ID), *heads), rows)


def _with_total(counts: list[int]) -> list[int]:
    return [*counts, sum(counts)]


def _lines(page: ReportPage) -> Iterator[Item]:
    """The signals, the completion rate with its claims, the outcomes, and what is withheld."""
    yield Item(_signals(page))
    yield Item(_completion(page))
    outcomes = page.report.summary.by_outcome
    closed = [
        page.said(
            "outcome|{outcome} {count}",
            outcome=words.outcome_word(outcome, page.lang),
            count=outcomes[outcome],
        )
        for outcome in Outcome
        if outcomes[outcome]
    ]
    if closed:
        yield Item(page.said("Closed: {outcomes}", outcomes=", ".join(closed)))
    left_out = page.report.withheld
    if left_out is not None and not page.section(ABOUT):  # which says it otherwise
        not_public, amount = page.said("Not public"), withheld(page, left_out)
        yield Item(page.joined([not_public, amount], ": "))


def _signals(page: ReportPage) -> str:
    """The number of cards with each signal, with its change: ``✗ red 3 (+1), …``."""
    now, then = page.report.summary.by_signal, page.report.previous
    counts = (
        page.with_brackets(
            f"{words.signal_word(colour, page.lang)} {now[colour]}",
            words.change(now[colour], then.by_signal[colour], page.lang) if then else "",
        )
        for colour in Colour
    )
    return page.said("Signals: {counts}", counts=", ".join(counts))


def _completion(page: ReportPage) -> str:
    """The completion rate, and what it would be with the claims confirmed."""
    now = page.report.summary.completion
    rate = page.said(
        "Completed: {done} of {counted} ({rate})",
        done=now.done,
        counted=now.counted,
        rate=words.percent(now.done, now.counted, page.lang),
    )
    if not now.claimed:
        return rate
    claimed = page.said(
        "claimed: {claimed} ({rate} if confirmed)",
        claimed=now.claimed,
        rate=words.percent(now.done + now.claimed, now.counted, page.lang),
    )
    return page.joined([rate, claimed])
