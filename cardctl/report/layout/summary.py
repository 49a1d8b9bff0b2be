"""Section 1, page one: where things stand, what is to be decided, what is red, the figures.

All of it is bounded, so that it fits one page whatever the register: lists name a few cards and
count the others, and long titles are cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cardctl.domain.card import Card
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.facts import overdue_days
from cardctl.domain.follow_up import FOLLOW_UPS
from cardctl.domain.signal import REASONS, Colour
from cardctl.domain.workflow import Outcome
from cardctl.printable import shortened
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

NAMED = 4
"""Maximum number of cards that a list on page one names."""

TITLE, NAME, TEXT = 34, 22, 26
"""Maximum width on page one, in columns, of a title, of an agency's name, and of another text."""


def summary(page: ReportPage) -> Iterator[Block]:
    """Page one: all that the chair has to know."""
    yield ItemList(tuple(Item(sentence) for sentence in sentences(page)))
    yield from _decisions(page)
    yield from _red(page)
    yield _figures(page)
    yield ItemList(tuple(_lines(page)))


# Named cards


def _decisions(page: ReportPage) -> list[Block]:
    """What the meeting is asked to decide, card by card; section 2 has the details."""
    report = page.report
    rows = [
        *((card.id, _claim(page, card)) for card in report.confirm),
        *((card.id, page.said("review the hold")) for card in report.holds),
        *((move.id, _move(page, move.target)) for move in report.due_dates),
    ]
    return _named(page, page.said("Decisions requested"), page.said("To decide"), rows, "decisions")


def _claim(page: ReportPage, card: Card) -> str:
    outcome = words.outcome_word(card.outcome, page.lang)
    return page.said("confirm: {outcome}", outcome=outcome)


def _move(page: ReportPage, target: date | None) -> str:
    if target is None:
        return page.said("take note: no due date")
    return page.said("take note: due {day}", day=words.day(target, page.lang))


def _red(page: ReportPage) -> list[Block]:
    """The red cards, the worst first, with their leads."""
    rows = [(card.id, _reason(page, card)) for card in page.report.red]
    return _named(page, page.said("Red matters"), page.said("Reason"), rows, "matters")


def _reason(page: ReportPage, card: CardFacts) -> str:
    """Why a card is red: the days that it is overdue, else the first reason."""
    days = overdue_days(card, page.report.as_of)
    if days:
        return page.said("{days} overdue", days=page.counted(days, "day"))
    reasons = page.report.seen.signal(card.id).reasons
    return REASONS[next(each for each in reasons if each in SEVERITY)].render(page.lang)


def _named(
    page: ReportPage, title: str, heading: str, rows: list[tuple[str, str]], details: str
) -> list[Block]:
    """A table that names the first cards of *rows*, and how many more there are; where, if known.

    *rows* are ids with a text; *details* is the section that has all of them.
    """
    columns = (
        Column(page.said("No."), ColumnKind.ID),
        Column(page.said("Matter"), ColumnKind.TITLE, 3),
        Column(heading, weight=2),
        Column(page.said("Lead"), weight=2),
    )
    named = [_named_row(page, identifier, text) for identifier, text in rows[:NAMED]]
    if len(rows) > NAMED:
        more = page.said("and {count} more", count=len(rows) - NAMED)
        place = page.with_brackets(more, page.section(details))
        named.append((Cell(""), Cell(place), Cell(""), Cell("")))
    return page.part(title, page.table(columns, named), len(rows))


def _named_row(page: ReportPage, identifier: str, text: str) -> Row:
    card = page.report.register.cards[identifier]
    return (
        Cell(identifier, card=identifier),
        Cell(shortened(page.text(card.title), TITLE), card=identifier),
        Cell(shortened(text, TEXT)),
        Cell(shortened(page.agency(card.lead), NAME)),
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
