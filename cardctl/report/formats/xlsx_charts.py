"""Native charts of a workbook, drawn from the cells of the table behind them.

They have a sheet of their own, on whose pages they are placed, so that none crosses a page break.
Its scale is fixed: Excel ignores page breaks on a sheet that is fitted to the width of a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from cardctl.domain.signal import Colour
from cardctl.printable import plain
from cardctl.report.document import Chart, ChartKind, ColumnKind, Series
from cardctl.report.formats.xlsx_tables import headers
from cardctl.spreadsheet_text import fitting

_ON_PAGE = 2
"""Charts on a page."""

_ROW, _WIDTH = 20, 640
"""Height of a row, and width of a chart, in pixels: an upright A4 page has 690 by 960."""

_ROWS = 18
"""Height of a chart in rows."""

_FOR_TEXT, _BETWEEN = 3, 2
"""Rows for the description of a chart, and below a chart."""

_EACH = _FOR_TEXT + _ROWS + _BETWEEN

_KINDS: dict[ChartKind, dict[str, str]] = {
    ChartKind.BARS: {"type": "bar"},
    ChartKind.STACKED: {"type": "bar", "subtype": "stacked"},
    ChartKind.LINE: {"type": "line"},
}
_FILLS: dict[Colour, dict[str, Any]] = {
    Colour.RED: {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#B42318"}},
    Colour.AMBER: {"pattern": {"pattern": "percent_50", "fg_color": "#E08A00"}},
    Colour.GREEN: {"fill": {"color": "#4C9A2A"}},
    Colour.BLUE: {"pattern": {"pattern": "wide_downward_diagonal", "fg_color": "#1F5FBF"}},
    Colour.GREY: {"pattern": {"pattern": "percent_25", "fg_color": "#707070"}},
}
"""Patterns in addition to the colours, for greyscale print."""

_LINES: dict[Colour | None, tuple[str, str]] = {
    Colour.RED: ("#B42318", "square"),
    Colour.AMBER: ("#E08A00", "diamond"),
}
"""Colour and marker of a line."""


class Drawn(NamedTuple):
    """A chart that is drawn, and its description."""

    chart: Any
    description: str


def place(page: Worksheet, drawn: Sequence[Drawn], text: Format) -> int:
    """Put charts on their sheet, two on a page, each below its description; return the last row.

    *text* is the format of a description.
    """
    page.set_column(0, 0, _WIDTH / 7)
    for number, (chart, description) in enumerate(drawn):
        row = number * _EACH
        page.set_row(row, 0.75 * _ROW * _FOR_TEXT)
        page.write_string(row, 0, fitting(description), text)
        said = {"description": plain(description)}
        page.insert_chart(row + 1, 0, chart, said)
    last = len(drawn) * _EACH
    page.set_h_pagebreaks(list(range(_EACH * _ON_PAGE, last, _EACH * _ON_PAGE)))
    page.set_print_scale(100)
    page.print_area(0, 0, last - 1, 0)
    return last


def draw(book: Workbook, sheet: str, chart: Chart, row: int, font: str, days: str) -> Drawn:
    """Return a chart of the table whose header is in *row* of *sheet*, lettered in *font*.

    Each series is the column that has its name; the labels are the first column. *days* is the
    number format of labels that are dates.
    """
    drawn = book.add_chart(_KINDS[chart.kind])
    names = headers(chart.table)
    last = row + len(chart.labels)
    for series in chart.series:
        column = names.index(plain(series.name))
        drawn.add_series(
            {
                "name": [sheet, row, column],
                "categories": [sheet, row + 1, 0, last, 0],
                "values": [sheet, row + 1, column, last, column],
                **(_line(series) if chart.kind is ChartKind.LINE else _fill(series)),
            }
        )
    letters = {"name": font, "size": 10}
    drawn.set_title({"name": plain(chart.title), "name_font": {"name": font, "size": 12}})
    drawn.set_size({"width": _WIDTH, "height": _ROW * _ROWS})
    if len(chart.series) == 1:
        drawn.set_legend({"none": True})
    else:
        drawn.set_legend({"position": "bottom", "font": letters})
    numbers = {"num_format": "0%" if chart.percent else "0", "min": 0, "num_font": letters}
    labels: dict[str, Any] = {"num_font": letters}
    if chart.table.columns[0].kind is ColumnKind.DAY:
        labels |= {"text_axis": True, "num_format": days}  # one label each, not each day between
    if chart.kind is ChartKind.LINE:
        drawn.set_x_axis(labels)
        drawn.set_y_axis(numbers)
    else:
        drawn.set_y_axis({"reverse": True, "crossing": "max", **labels})
        drawn.set_x_axis(numbers)
    return Drawn(drawn, chart.description)


def _fill(series: Series) -> dict[str, Any]:
    border = {"border": {"color": "#404040", "width": 0.75}}
    return {**border, **_FILLS[series.signal]} if series.signal else border


def _line(series: Series) -> dict[str, Any]:
    """Lines of several series also differ by their markers."""
    colour, marker = _LINES.get(series.signal, ("#404040", "circle"))
    fill = {"color": colour}
    return {
        "line": {**fill, "width": 1.5},
        "marker": {"type": marker, "size": 7, "fill": fill, "border": fill},
    }
