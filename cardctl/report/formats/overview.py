"""The overview on a terminal: in pictures what the summary tells in figures.

A bar of the signals, a bar of what is completed and claimed, and sparklines over the meetings. A
picture that would say nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cardctl.domain.signal import Colour
from cardctl.i18n import _, gettext
from cardctl.printable import columns
from cardctl.report import words
from cardctl.report.charts import totals_by_meeting
from cardctl.report.facts import MeetingReport, Totals
from cardctl.report.formats.terminal import GAP, SIGNAL_STYLES, padded, styled

BAR = 40
"""Maximum width of a bar in columns."""

LEAST_BAR = 10
"""Minimum width of a bar; with less room, there are no pictures."""


class Marks(NamedTuple):
    """The characters of the pictures: of each signal, of the parts of a bar, of a sparkline."""

    signals: Mapping[Colour, str]
    done: str
    claimed: str
    rest: str
    levels: str
    bar: str = ""
    """Of the bars beside a table; empty for those of rich, which have eighths of a character."""


BLOCKS = Marks(
    {colour: label.glyph for colour, label in words.SIGNAL_LABELS.items()},
    "█",
    "▒",
    "░",
    "▁▂▃▄▅▆▇█",
)
ASCII = Marks(dict(zip(Colour, "x^>v.", strict=True)), "#", "=", "-", "_.-=*#", "#")
"""For terminals whose encoding has no block characters."""


class Part(NamedTuple):
    """A part of a line, with its rich style."""

    text: str
    style: str = ""


def overview(
    report: MeetingReport, lang: str, width: int, *, colour: bool, marks: Marks = BLOCKS
) -> list[str]:
    """Return the lines of the overview for a terminal of *width* columns; none if it is narrow."""
    rows = list(_rows(report, lang, marks))
    label = max((columns(row.label) for row in rows), default=0) + GAP
    figures = max((columns(row.figures) for row in rows if row.counts), default=0) + GAP
    room = min(width - label - figures, BAR)
    if room < LEAST_BAR:
        return []
    shown = []
    for row in rows:
        parts = [Part(padded(row.label, label)), *row.bar(room), Part(row.figures)]
        if sum(columns(part.text) for part in parts) <= width:
            shown.append("".join(styled(*part) if colour else part.text for part in parts))
    return shown


class _Row(NamedTuple):
    """A line: a bar with a part for each of the *counts*, or what is *drawn* instead of it."""

    label: str
    figures: str
    counts: Sequence[tuple[str, str, int]] = ()
    """Character, style and number of each part of the bar."""
    drawn: tuple[Part, ...] = ()

    def bar(self, room: int) -> Sequence[Part]:
        """Return the picture, with space after it."""
        if not self.counts:
            return self.drawn
        lengths = shares([count for _mark, _style, count in self.counts], room)
        bar = (
            Part(mark * length, style)
            for (mark, style, _count), length in zip(self.counts, lengths, strict=True)
            if length
        )
        return (*bar, Part(" " * GAP))


def shares(counts: Sequence[int], room: int) -> list[int]:
    """Share *room* out in proportion to *counts*, by largest remainder.

    Every count that is not 0 gets at least 1, if there is room for it.
    """
    whole = sum(counts)
    lengths = [max(count * room // whole, 1 if count else 0) for count in counts]
    while sum(lengths) < room:
        lacking = [
            count * room / whole - length for count, length in zip(counts, lengths, strict=True)
        ]
        lengths[lacking.index(max(lacking))] += 1
    while sum(lengths) > room and max(lengths) > 1:
        lengths[lengths.index(max(lengths))] -= 1
    return lengths


def _rows(report: MeetingReport, lang: str, marks: Marks) -> Iterator[_Row]:
    now = report.summary
    if sum(1 for count in now.by_signal.values() if count) > 1:
        yield _signals(now, lang, marks)
    if now.completion.done or now.completion.claimed:
        yield _completion(now, lang, marks)
    reports = totals_by_meeting(report)
    trends = _trends([each.totals for each in reports], lang, marks)
    for number, drawn in enumerate(trends):
        yield _Row("" if number else gettext("overview|Trend", lang), "", drawn=drawn)


def _signals(now: Totals, lang: str, marks: Marks) -> _Row:
    counts = [(marks.signals[each], SIGNAL_STYLES[each], now.by_signal[each]) for each in Colour]
    figures = "  ".join(
        f"{marks.signals[each]} {now.by_signal[each]}" for each in Colour if now.by_signal[each]
    )
    return _Row(gettext("Signal", lang), figures, counts)


def _completion(now: Totals, lang: str, marks: Marks) -> _Row:
    done, claimed, counted = now.completion.done, now.completion.claimed, now.completion.counted
    counts = [
        (marks.done, "blue", done),
        (marks.claimed, "cyan", claimed),
        (marks.rest, "dim", max(counted - done - claimed, 0)),
    ]
    figures = words.percent(done, counted, lang)
    if claimed:
        more = words.percent(done + claimed, counted, lang)
        figures = _("{rate}, {more} if confirmed", rate=figures, more=more).render(lang)
    return _Row(gettext("Completion rate", lang), figures, counts)


def _trends(found: Sequence[Totals], lang: str, marks: Marks) -> Iterator[tuple[Part, Part]]:
    """Yield the sparklines that change: of the completion rate, and of the red cards."""
    rates = [100 * (each.completion.rate or 0) for each in found]
    if len({*rates}) > 1:
        first, *_rest, last = (
            words.percent(each.completion.done, each.completion.counted, lang) for each in found
        )
        text = f"  {gettext('Completion rate', lang)} {first} → {last}"
        yield Part(sparkline(rates, 100, marks), "blue"), Part(text)
    reds = [each.by_signal[Colour.RED] for each in found]
    if len({*reds}) > 1:
        text = f"  {words.SIGNAL_LABELS[Colour.RED].words.render(lang)} {reds[0]} → {reds[-1]}"
        yield Part(sparkline(reds, max(reds), marks), SIGNAL_STYLES[Colour.RED]), Part(text)


def sparkline(values: Sequence[float], most: float, marks: Marks = BLOCKS) -> str:
    """Return a character for each of *values*, from 0 to *most*."""
    top = len(marks.levels) - 1
    return "".join(marks.levels[round(value / most * top)] for value in values)
