"""Native charts of a workbook, drawn from the cells of the table behind them."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from cardctl.domain.signal import Colour
from cardctl.printable import plain
from cardctl.report.document import Chart, ChartKind
from cardctl.report.formats.xlsx_tables import headers

ROWS = 20
"""Height of a chart in rows."""

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


def draw(book: Workbook, sheet: str, chart: Chart, row: int) -> Any:
    """Return a chart of the table whose header is in *row* of *sheet*.

    Each series is the column that has its name; the labels are the first column.
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
                "border": {"color": "#404040", "width": 0.75},
                **(_FILLS[series.signal] if series.signal else {}),
                **({"marker": {"type": "circle"}} if chart.kind is ChartKind.LINE else {}),
            }
        )
    drawn.set_title({"name": plain(chart.title), "name_font": {"size": 12}})
    drawn.set_size({"width": 720, "height": 20 * (ROWS - 2)})
    if len(chart.series) == 1:
        drawn.set_legend({"none": True})
    else:
        drawn.set_legend({"position": "bottom"})
    if chart.kind is not ChartKind.LINE:
        drawn.set_y_axis({"reverse": True, "crossing": "max"})
    form = "0%" if chart.percent else "0"
    numbers = {"num_format": form, "min": 0}
    (drawn.set_y_axis if chart.kind is ChartKind.LINE else drawn.set_x_axis)(numbers)
    return drawn
