"""Lay out the report of a period: what changed, in all and week by week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cardctl.domain.workflow import Outcome, State
from cardctl.i18n import _n
from cardctl.i18n.layout import layout_of
from cardctl.report import words
from cardctl.report.document import (
    Block,
    Cell,
    Column,
    ColumnKind,
    Document,
    Heading,
    Item,
    ItemList,
    Note,
    Paragraph,
    Table,
    TableGroup,
)
from cardctl.report.layout import cells
from cardctl.report.layout.base import Page, RegisterPage, Row
from cardctl.report.layout.changes import balance_line, change_items, meeting_items
from cardctl.report.layout.corrections import correction_kind
from cardctl.report.layout.matter_tables import unreadable
from cardctl.report.period import Counts, FiledResult, PeriodReport, Week


def period_document(made: PeriodReport, lang: str) -> Document:
    """Return the report of a period as a document in *lang*; its author is the body."""
    page = RegisterPage(made.register, lang)
    author = page.text(made.register.config.body)
    return Document(lang, tuple(_blocks(page, made)), author=author)


def period_title(page: Page, made: PeriodReport) -> str:
    """Return the title: the body, or an agency, and the days."""
    body = page.text(page.register.config.body)
    name = body if made.agency is None else page.agency(made.agency)
    days = {"first": words.day(made.since, page.lang), "last": words.day(made.until, page.lang)}
    return page.said("{name}: changes from {first} to {last}", name=name, **days)


def _blocks(page: Page, made: PeriodReport) -> Iterator[Block]:
    yield Heading(1, period_title(page, made))
    if made.withheld is not None:
        yield Paragraph(page.said("For the public: restricted cards are left out."))
    yield from unreadable(page, made.unreadable)
    yield Heading(2, page.said("Summary"), "1.")
    yield from _summary(page, made)
    yield Heading(2, page.said("By week"), "2.")
    shown = [week for week in made.weeks if not week.is_empty]
    if shown:
        yield _week_table(page, made, shown)
    if idle := len(made.weeks) - len(shown):
        yield Paragraph(_idle(page, idle))
    for number, week in enumerate(shown, 3):
        yield Heading(2, _week_name(page, week), f"{number}.")
        yield from _week(page, week)
    if end := layout_of(page.lang).end:
        yield Paragraph(end)


def _summary(page: Page, made: PeriodReport) -> Iterator[Block]:
    yield ItemList((Item(balance_line(page, made.balance)),))
    if not made.balance.adds_up:
        wrong = page.said(
            "The totals do not add up: a card's history is out of order (run cardctl validate)."
        )
        yield Note(wrong, urgent=True)
    states = {state: words.state_word(state, page.lang) for state in State}
    outcomes = {
        outcome: words.outcome_word(outcome, page.lang)
        for outcome in Outcome
        if made.begin.by_outcome[outcome] or made.end.by_outcome[outcome]
    }
    tables = [_then_and_now(page, made, page.said("State"), states)]
    if outcomes:
        tables.append(_then_and_now(page, made, page.said("Outcome (closed cards)"), outcomes))
    yield TableGroup(tuple(tables))


def _then_and_now(
    page: Page, made: PeriodReport, heading: str, names: Mapping[State, str] | Mapping[Outcome, str]
) -> Table:
    """Return a table of counts at the begin and at the end, with their difference and a total."""
    columns = (
        Column(heading, ColumnKind.NAME),
        Column(page.said("Begin"), ColumnKind.NUMBER),
        Column(page.said("End"), ColumnKind.NUMBER),
        Column(page.said("Change"), ColumnKind.NUMBER),
    )
    then, now = _by_name(made.begin), _by_name(made.end)

    def row(name: str, before: int, after: int) -> Row:
        counts = (cells.count(each, page.lang) for each in (before, after))
        return (Cell(name), *counts, cells.change(after, before, page.lang))

    rows = [row(name, then[key], now[key]) for key, name in names.items()]
    total = [sum(counts[key] for key in names) for counts in (then, now)]
    return Table(columns, (*rows, row(page.said("Total"), *total)), total=True)


def _by_name(counts: Counts) -> dict[str, int]:
    """Return the counts by state and by outcome, which have no name in common."""
    tables = (counts.by_state, counts.by_outcome)
    return {str(key): number for table in tables for key, number in table.items()}


def _idle(page: Page, count: int) -> str:
    message = _n("Nothing changed in {count} week.", "Nothing changed in {count} weeks.", count)
    return message.render(page.lang)


def _week_table(page: Page, made: PeriodReport, shown: Sequence[Week]) -> Table:
    heads = (
        page.said("week|New"),
        page.said("week|Closed"),
        page.said("week|Reopened"),
        page.said("week|Moves"),
        page.said("week|Due dates moved"),
        page.said("week|Results"),
        page.said("week|Open at the end"),
    )
    columns = (
        Column(page.said("Week"), ColumnKind.TITLE),
        *(Column(head, ColumnKind.NUMBER) for head in heads),
    )
    counts = [_week_counts(week) for week in shown]
    rows = [
        (Cell(_week_name(page, week)), *(cells.count(each, page.lang) for each in numbers))
        for week, numbers in zip(shown, counts, strict=True)
    ]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    sums[-1] = made.changes.open_now
    total = (Cell(page.said("Total")), *(cells.count(each, page.lang) for each in sums))
    return Table(columns, (*rows, total), total=True)


def _week_counts(week: Week) -> tuple[int, ...]:
    changed, balance = week.changes, week.balance
    return (
        balance.new,
        balance.closed,
        balance.reopened,
        len(changed.moved),
        len(changed.due_moved),
        len(week.results),
        balance.open_now,
    )


def _week_name(page: Page, week: Week) -> str:
    """Return the name of a week: ``Week 36 of 2022: 2022-09-05 to 2022-09-11``."""
    year, number, _weekday = week.first.isocalendar()
    first, last = (words.day(day, page.lang) for day in (week.first, week.last))
    days = (
        first if week.first == week.last else page.said("{first} to {last}", first=first, last=last)
    )
    return page.said("Week {number} of {year}: {days}", number=number, year=year, days=days)


def _week(page: Page, week: Week) -> Iterator[Block]:
    held = [
        Item(page.said("held: {meeting}", meeting=words.meeting_name(number, page.lang)))
        for number in week.held
    ]
    items = (
        *held,
        *change_items(page, week.changes),
        *(Item(_result(page, each)) for each in week.results),
        *(Item(text) for text in _corrections(page, week)),
        *meeting_items(page, week.changes),
    )
    yield ItemList((Item(balance_line(page, week.balance)), *items))


def _result(page: Page, filed: FiledResult) -> str:
    """Return a result in one line: the card, whose it is, for which meeting, progress and text."""
    result = filed.result
    filed_by = page.said(
        "result of {agency} for {meeting}",
        agency=page.agency(result.by),
        meeting=words.meeting_name(result.meeting, page.lang),
    )
    progress = "" if result.progress is None else words.points(result.progress, page.lang)
    told = page.joined([filed_by, words.day(result.date, page.lang), progress])
    return f"{page.title(filed.id)}: {page.joined([told, page.text(result.text)], ': ')}"


def _corrections(page: Page, week: Week) -> Iterator[str]:
    for each in week.changes.corrections:
        known = each.id in page.register.cards
        name = page.title(each.id) if known else each.id
        why = page.joined([page.text(each.reason), words.day(each.date, page.lang)])
        yield f"{name}: {page.with_brackets(correction_kind(page, each), why)}"
