"""How the columns of a table share the width of a terminal."""

from __future__ import annotations

from cardctl.report.document import Column, Kind, Table
from cardctl.report.formats.printable import columns, printable

GAP = 2
"""Columns of space between two columns of a table."""

_COMFORT = {Kind.NAME: 12, Kind.TITLE: 20, Kind.PROSE: 20}
_LONGEST_WORD = 22
_HEADING = 10
"""Headings over fixed columns are not broken up to so many columns."""


def widths(table: Table, room: int) -> list[int] | None:
    """Give each column its width, so that the table takes at most *room* columns.

    None where a column of words would become a strip: such rows read better as records. What is
    left when every column has its least goes to the wrapping ones by weight.
    """
    natural = [_natural(table, index) for index in range(len(table.columns))]
    least = [_least(table, index, full) for index, full in enumerate(natural)]
    spare = room - sum(least) - GAP * (len(least) - 1)
    if spare < 0:
        return None
    return _shared_out(least, natural, [column.weight for column in table.columns], spare)


def _shared_out(least: list[int], natural: list[int], weights: list[int], spare: int) -> list[int]:
    """Widen the narrowest column for its weight, one by one, until all is shared or all fits."""
    given = list(least)
    for _ in range(spare):
        narrow = [i for i, full in enumerate(natural) if given[i] < full]
        if not narrow:
            break
        given[min(narrow, key=lambda i: given[i] / weights[i])] += 1
    return given


def _texts(table: Table, index: int) -> list[str]:
    return [printable(row[index].text) for row in table.rows]


def _natural(table: Table, index: int) -> int:
    """The width of a column if nothing were wrapped, but for the headings of numbers."""
    column = table.columns[index]
    lines = [line for text in _texts(table, index) for line in text.split("\n")]
    heading = columns(column.heading)
    if column.kind.is_fixed:
        heading = max(_longest_word(column.heading), min(heading, _HEADING))
    return max([heading, *map(columns, lines)])


def _least(table: Table, index: int, natural: int) -> int:
    """Fixed columns are never wrapped; words stay whole while they are not too long."""
    column: Column = table.columns[index]
    if column.kind.is_fixed:
        return natural
    word = max(map(_longest_word, [column.heading, *_texts(table, index)]))
    return min(natural, max(_COMFORT[column.kind], min(word, _LONGEST_WORD)))


def _longest_word(text: str) -> int:
    return max(map(columns, text.split()), default=0)
