"""Charts as inline SVG: horizontal lengths in percent, so that text keeps its size at any width.

The style sheet defines the colours of fills and patterns; bars also differ by their patterns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil

from cardctl.domain.signal import Colour
from cardctl.html_page import escape
from cardctl.printable import columns
from cardctl.report.document import Chart, ChartKind, Series
from cardctl.report.words import NOTHING

ROW = 50
"""Height of a label with its bar below it."""
BAR = 20
TEXT = 15
"""Distance from the top of a row to the baseline of its label."""
LABEL = 44
"""Maximum width of a label in columns; the table shows it in full."""
PLOT = 130
"""Height of a line chart, without its labels."""
MARGIN = 10
"""Margin at each side of a line chart, in percent."""
SHARED = 320
"""Pixels that the texts along a line chart share if the drawing is narrow."""

_STROKES = {
    "red": "M0 0L6 6M6 0L0 6",
    "amber": "M-1 1L1 -1M0 6L6 0M5 7L7 5",
    "green": "M3 2V4",
    "grey": "M0 3H6",
    "s1": "M3 2V4",
    "s2": "M-1 1L1 -1M0 6L6 0M5 7L7 5",
    "s3": "M0 0L6 6M6 0L0 6",
    "s4": "M0 3H6",
}
"""Strokes drawn over a colour; blue, s0 and s5 are plain."""

_SIGNS = {
    Colour.RED: (
        '<circle cx="6" cy="6" r="6"/>'
        '<path class="cut" d="M3.75 3.75L8.25 8.25M8.25 3.75L3.75 8.25"/>'
    ),
    Colour.AMBER: '<path d="M6 0.5L12 11.5H0Z"/>',
    Colour.GREEN: '<path d="M1.5 0.5L11.5 6L1.5 11.5Z"/>',
    Colour.BLUE: (
        '<rect width="12" height="12" rx="2"/><path class="cut" d="M2.5 6.5L5 9L9.5 3.5"/>'
    ),
    Colour.GREY: '<circle class="ring" cx="6" cy="6" r="4.75"/>',
}


def definitions() -> str:
    """Return the definitions of patterns and symbols, which a page contains once."""
    signs = "".join(
        f'<symbol id="g-{colour}" viewBox="0 0 12 12">{drawn}</symbol>'
        for colour, drawn in _SIGNS.items()
    )
    patterns = "".join(map(_pattern, (*Colour, *(f"s{number}" for number in range(6)))))
    return f'<svg class="defs" aria-hidden="true"><defs>{signs}{patterns}</defs></svg>'


def _pattern(name: str) -> str:
    strokes = f'<path class="stroke" d="{_STROKES[name]}"/>' if name in _STROKES else ""
    return (
        f'<pattern id="p-{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect class="f-{name}" width="6" height="6"/>{strokes}</pattern>'
    )


def sign(colour: Colour) -> str:
    """Return the symbol of a signal, to place beside its name."""
    return f'<svg class="g {colour}" aria-hidden="true"><use href="#g-{colour}"/></svg>'


def swatch(chart: Chart, index: int) -> str:
    """Return a legend swatch with the colour and pattern of a series."""
    fill = _fill(chart.series[index], index)
    rect = f'<rect class="bar" width="14" height="14" fill="{fill}"/>'
    return f'<svg class="swatch" aria-hidden="true">{rect}</svg>'


def drawing(chart: Chart, name: str) -> str:
    """Return *chart* as SVG; *name* is the prefix of the ids of its title and description."""
    # A single point makes no line.
    is_line = chart.kind is ChartKind.LINE and len(chart.labels) > 1
    drawn = "".join(_line_chart(chart) if is_line else _bars(chart))
    height = PLOT + 46 if is_line else ROW * len(chart.labels)
    return (
        f'<svg class="drawing" width="100%" height="{height}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(chart.title)}</title>'
        f'<desc id="{name}-desc">{escape(chart.description)}</desc>{drawn}</svg>'
    )


def _fill(series: Series, index: int) -> str:
    return f"url(#p-{series.signal})" if series.signal else f"url(#p-s{index % 6})"


def _shown(chart: Chart, value: float | None) -> str:
    if value is None:
        return NOTHING
    return f"{value:,.1f}%" if chart.percent else f"{value:,g}"


def _whole(chart: Chart) -> float:
    """Return the value at full scale."""
    if chart.kind is ChartKind.STACKED:
        sums = (sum(v or 0 for v in values) for values in zip(*_values(chart), strict=True))
        return max([1, *sums])
    most = max([0, *(v for values in _values(chart) for v in values if v is not None)])
    if chart.percent:
        return max(100, most)
    # Half of the scale of a line chart is a whole number, too.
    return max(2, 2 * ceil(most / 2)) if chart.kind is ChartKind.LINE else max(1, most)


def _values(chart: Chart) -> list[tuple[float | None, ...]]:
    return [series.values for series in chart.series]


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.2f}%"


# Bars -------------------------------------------------------------------------------------------


def _bars(chart: Chart) -> Iterator[str]:
    """Yield a row for each label: the label and the total of the bar, and the bar below them."""
    whole = _whole(chart)
    rows = zip(*_values(chart), strict=True)
    for index, (label, values) in enumerate(zip(chart.labels, rows, strict=True)):
        top = ROW * index
        known = [value for value in values if value is not None]
        total = _shown(chart, sum(known) if known else None)
        yield f'<text y="{top + TEXT}">{escape(_shortened(label))}</text>'
        yield f'<text class="end" x="100%" y="{top + TEXT}">{total}</text>'
        yield f'<rect class="track" y="{top + TEXT + 7}" width="100%" height="{BAR}"/>'
        yield from _segments(chart, values, whole, top + TEXT + 7)


def _segments(
    chart: Chart, values: Sequence[float | None], whole: float, top: int
) -> Iterator[str]:
    start = 0.0
    for index, (series, value) in enumerate(zip(chart.series, values, strict=True)):
        if not value:
            continue
        yield (
            f'<rect class="bar" x="{_percent(start, whole)}" y="{top}" '
            f'width="{_percent(value, whole)}" height="{BAR}" fill="{_fill(series, index)}"/>'
        )
        text = _shown(chart, value)
        if chart.kind is ChartKind.STACKED and 100 * value / whole >= 4 + 2 * len(text):
            middle = _percent(start + value / 2, whole)
            yield f'<text class="on" x="{middle}" y="{top + 15}">{text}</text>'
        start += value


def _shortened(label: str) -> str:
    """Truncate a label that is too wide for the drawing."""
    if columns(label) <= LABEL:
        return label
    while columns(label) >= LABEL:
        label = label[:-1]
    return label.rstrip() + "…"


# Lines ------------------------------------------------------------------------------------------


def _line_chart(chart: Chart) -> Iterator[str]:
    """Yield lines over a horizontal axis; all points have a marker, and some their value."""
    whole = _whole(chart)
    yield f'<line class="axis" y1="{20 + PLOT}" x2="100%" y2="{20 + PLOT}"/>'
    for part in (0.5, 1):
        height = 20 + PLOT * (1 - part)
        yield f'<line class="grid" y1="{height:g}" x2="100%" y2="{height:g}"/>'
        yield f'<text class="tick" y="{height - 4:g}">{_shown(chart, whole * part)}</text>'
    for index, series in enumerate(chart.series):
        yield from _line(chart, series, index, whole)
    labels = [_shortened(label) for label in chart.labels]
    for index in _labelled(labels):
        label = escape(labels[index])
        yield f'<text class="middle" x="{_across(chart, index)}" y="{PLOT + 40}">{label}</text>'


def _line(chart: Chart, series: Series, index: int, whole: float) -> Iterator[str]:
    name = series.signal or f"s{index % 6}"
    points = [
        None if value is None else (_across(chart, at), f"{20 + PLOT * (1 - value / whole):.1f}")
        for at, value in enumerate(series.values)
    ]
    for one, other in pairwise(points):
        if one and other:
            yield (
                f'<line class="line l-{name}" x1="{one[0]}" y1="{one[1]}" '
                f'x2="{other[0]}" y2="{other[1]}"/>'
            )
    texts = [_shown(chart, value) for value in series.values]
    for at, point in enumerate(points):
        if point:
            yield f'<circle class="dot f-{name}" cx="{point[0]}" cy="{point[1]}" r="4"/>'
            if at in _labelled(texts):
                y = float(point[1]) - 9
                yield f'<text class="on" x="{point[0]}" y="{y:.1f}">{texts[at]}</text>'


def _across(chart: Chart, index: int) -> str:
    """Return the x position of a label: evenly spaced between the margins."""
    return f"{MARGIN + (100 - 2 * MARGIN) * index / (len(chart.labels) - 1):.2f}%"


def _labelled(texts: Sequence[str]) -> range:
    """Return the indexes of the texts that fit: all, every second, third …, always the last."""
    widest = max(map(columns, texts))
    step = -(-len(texts) * (7 * widest + 6) // SHARED)
    return range((len(texts) - 1) % step, len(texts), step)
