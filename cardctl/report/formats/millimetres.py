"""How the columns of a table share the width of a page. All lengths are millimetres.

The fonts of the reader's machine are not known, so text is measured as in a wide one: what fits
here fits in Malgun Gothic, Arial, Nanum Gothic and DejaVu Sans alike.
"""

from __future__ import annotations

import unicodedata

from cardctl.report.document import Column, Kind, Table
from cardctl.report.formats.printable import printable

POINTS = 9.0
"""The size of text in tables."""

PADDING = 2.6
"""The space between the text of a cell and the borders at both its sides."""

_SPARE = 1.4
"""For the bold of a total."""

_EM = POINTS * 25.4 / 72
_WIDE, _BROAD, _USUAL, _NARROW = (part * _EM for part in (1.0, 0.9, 0.65, 0.4))
_SLIM, _STOUT = frozenset(" .,:;'|!()-ijlrtfI·"), frozenset("MWmw%@+−÷→")

_COMFORT = {Kind.NAME: 19.0, Kind.TITLE: 29.0, Kind.PROSE: 34.0}
_LONGEST_WORD = 36.0
_HEADING = 16.0
"""Headings over fixed columns are not broken up to this width."""

_STEP = 0.5


def length(text: str) -> float:
    """Give the length of one line of text."""
    return sum(map(_advance, text))


def _advance(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return _WIDE
    if char in _STOUT:
        return _BROAD
    return _NARROW if char in _SLIM else _USUAL


def widths(table: Table, room: float) -> list[float] | None:
    """Give each column its width, so that the table takes at most *room*.

    None where a column of words would become a strip. What is left when every column has its least
    goes to the wrapping ones by weight, until nothing wraps.
    """
    natural = [_natural(table, index) for index in range(len(table.columns))]
    sizes = [_least(table, index, full) for index, full in enumerate(natural)]
    spare = room - sum(sizes)
    if spare < 0:
        return None
    weights = [column.weight for column in table.columns]
    for _ in range(int(spare / _STEP)):
        narrow = [i for i, full in enumerate(natural) if sizes[i] + _STEP <= full]
        if not narrow:
            break
        sizes[min(narrow, key=lambda i: sizes[i] / weights[i])] += _STEP
    return sizes


def _texts(table: Table, index: int) -> list[str]:
    return [printable(row[index].text) for row in table.rows]


def _natural(table: Table, index: int) -> float:
    """The width of a column if nothing were wrapped, but for the headings of numbers."""
    column = table.columns[index]
    lines = [line for text in _texts(table, index) for line in text.split("\n")]
    heading = length(column.heading)
    if column.kind.is_fixed:
        heading = max(_longest_word(column.heading), min(heading, _HEADING))
    return max([heading, *map(length, lines)]) + PADDING + _SPARE


def _least(table: Table, index: int, natural: float) -> float:
    """Fixed columns are never wrapped; words stay whole while they are not too long."""
    column: Column = table.columns[index]
    if column.kind.is_fixed:
        return natural
    word = max(map(_longest_word, [column.heading, *_texts(table, index)])) + PADDING + _SPARE
    return min(natural, max(_COMFORT[column.kind], min(word, _LONGEST_WORD)))


def _longest_word(text: str) -> float:
    return max(map(length, text.split()), default=0.0)
