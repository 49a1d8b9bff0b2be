"""The charts of a report, each with the table of its data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cardctl.domain.signal import Colour
from cardctl.domain.workflow import State
from cardctl.report import words
from cardctl.report.charts import (
    Execution,
    MeetingTotals,
    execution,
    states_by_meeting,
    totals_by_meeting,
)
from cardctl.report.document import Block, Cell, Chart, ChartKind, Column, ColumnKind, Series, Table
from cardctl.report.layout import cells
from cardctl.report.layout.page import ReportPage, Row


def over_the_meetings(page: ReportPage) -> list[Block]:
    """Charts over the meetings: states by deciding meeting; signals and completion by report.

    One point shows no trend, so a chart has two or more.
    """
    reports = totals_by_meeting(page.report)
    charts: list[Block] = []
    if len(states_by_meeting(page.report)) > 1:
        charts.append(states_chart(page))
    if len(reports) > 1:
        charts += [signals_chart(page, reports), completion_chart(page, reports)]
    return page.part(page.said("Trends by meeting"), charts) if charts else []


def states_chart(page: ReportPage) -> Chart:
    """Return a chart of the states of each meeting's cards."""
    found = states_by_meeting(page.report)
    names = [_meeting(page, number) for number in found]
    counts = {
        words.state_word(state, page.lang): [by_state[state] for by_state in found.values()]
        for state in State
    }
    title = page.said("Card states by meeting")
    heads = (Column(page.said("Meeting"), ColumnKind.NAME),)
    return Chart(
        ChartKind.STACKED,
        title,
        page.said("Number of cards in each state, by the meeting that decided them."),
        tuple(names),
        tuple(Series(name, tuple(values)) for name, values in counts.items()),
        _count_table(page, title, heads, [(Cell(name),) for name in names], counts),
    )


def signals_chart(page: ReportPage, found: Sequence[MeetingTotals]) -> Chart:
    """Return a chart of the signals in each report."""
    counts = {
        words.SIGNAL_LABELS[colour].words.render(page.lang): [
            s.totals.by_signal[colour] for s in found
        ]
        for colour in Colour
    }
    title = page.said("Signals by meeting")
    return Chart(
        ChartKind.STACKED,
        title,
        page.said("Number of cards with each signal, by report, as of the report's own date."),
        tuple(_meeting(page, standing.number) for standing in found),
        tuple(
            Series(name, tuple(values), colour)
            for (name, values), colour in zip(counts.items(), Colour, strict=True)
        ),
        _count_table(page, title, _report_columns(page), _report_cells(page, found), counts),
    )


def _count_table(
    page: ReportPage,
    title: str,
    heads: tuple[Column, ...],
    names: Iterable[Row],
    counts: dict[str, list[int]],
) -> Table:
    """A row for each bar, a column for each series, and a column with the total."""
    headings = (*counts, page.said("Total"))
    columns = (*heads, *(Column(heading, ColumnKind.NUMBER) for heading in headings))
    numbers = zip(*counts.values(), strict=True)
    rows = (
        (*name, *(cells.count(n, page.lang) for n in (*row, sum(row))))
        for name, row in zip(names, numbers, strict=True)
    )
    return Table(columns, tuple(rows), title)


def completion_chart(page: ReportPage, found: Sequence[MeetingTotals]) -> Chart:
    """Return a chart of the completion rate in each report."""
    title = page.said("Completion over time")
    rates = [standing.totals.completion for standing in found]
    columns = (
        *_report_columns(page),
        Column(page.said("Done"), ColumnKind.NUMBER),
        Column(page.said("Counted"), ColumnKind.NUMBER),
        Column(page.said("Completion rate"), ColumnKind.NUMBER),
    )
    rows = tuple(
        (*name, *cells.part_of(c.done, c.counted, page.lang))
        for name, c in zip(_report_cells(page, found), rates, strict=True)
    )
    return Chart(
        ChartKind.LINE,
        title,
        page.said(
            "Cards done as a percentage of those counted, by report, as of the report's own date."
        ),
        tuple(_meeting(page, standing.number) for standing in found),
        (Series(page.said("Completion rate"), tuple(_percent(c.done, c.counted) for c in rates)),),
        Table(columns, rows, title),
        percent=True,
    )


def _report_columns(page: ReportPage) -> tuple[Column, ...]:
    return (
        Column(page.said("Report for"), ColumnKind.NAME),
        Column(page.said("As of"), ColumnKind.DAY),
    )


def _report_cells(page: ReportPage, found: Iterable[MeetingTotals]) -> list[Row]:
    return [(Cell(_meeting(page, s.number)), cells.day(s.seen.day, page.lang)) for s in found]


def _meeting(page: ReportPage, number: int) -> str:
    """Return the name of a meeting as a label."""
    return page.said("Meeting {number}", number=number)


def execution_by_agency(page: ReportPage) -> list[Block]:
    """The budget execution rate by lead agency: a chart if there are rates to compare.

    Nothing if there is no rate at all.
    """
    found = execution(page.report)
    title = page.said("Execution by agency")
    names = [words.agency_name(page.report.register, row.agency, page.lang) for row in found]
    rates = tuple(_percent(row.spent, row.planned) for row in found)
    columns = (
        Column(page.said("Lead"), ColumnKind.TITLE),
        Column(page.said("Planned"), ColumnKind.NUMBER),
        Column(page.said("Spent"), ColumnKind.NUMBER),
        Column(page.said("Execution rate"), ColumnKind.NUMBER),
    )
    rows = (_money_row(page, *row) for row in zip(names, found, strict=True))
    table = Table(columns, tuple(rows), title)
    known = sum(rate is not None for rate in rates)
    if known < 2:
        return [table] if known and len(found) > 1 else []
    told = page.said("Amount spent as a percentage of the amount planned, by lead agency.")
    series = (Series(page.said("Execution rate"), rates),)
    return [Chart(ChartKind.BARS, title, told, tuple(names), series, table, percent=True)]


def _money_row(page: ReportPage, name: str, row: Execution) -> Row:
    unit = page.report.register.config.money
    return (
        Cell(name),
        cells.money(row.planned, unit, page.lang),
        cells.money(row.spent, unit, page.lang),
        cells.share(row.spent, row.planned, page.lang),
    )


def _percent(part: int | None, whole: int | None) -> float | None:
    """Return *part* ÷ *whole* in percent, rounded as in `words.percent`."""
    if part is None or not whole:
        return None
    return (2000 * part + whole) // (2 * whole) / 10
