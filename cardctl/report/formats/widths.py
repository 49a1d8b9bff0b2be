"""How the columns of a table share the room that there is: by any ruler, and on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from cardctl.report.document import Column, Kind, Table
from cardctl.report.formats.printable import columns, printable


class Ruler(NamedTuple):
    """How wide things are where a table is shown; all in one unit.

    *length* measures one line of text, *margin* comes on top of the text of each column. Columns
    of words want their *comfort*; words stay whole up to *longest_word*, headings over fixed
    columns up to *heading*. What is left over is dealt out *step* by *step*.
    """

    length: Callable[[str], float]
    margin: float
    comfort: Mapping[Kind, float]
    longest_word: float
    heading: float
    step: float

    def share_out(self, table: Table, room: float) -> list[float] | None:
        """Give each column its width, so that all together take at most *room*.

        None where a column of words would become a strip. What is left when every column has its
        least goes to the wrapping ones by weight, the narrowest first, until nothing wraps.
        """
        natural = [self._natural(table, index) for index in range(len(table.columns))]
        given = [self._least(table, index, full) for index, full in enumerate(natural)]
        spare = room - sum(given)
        if spare < 0:
            return None
        weights = [column.weight for column in table.columns]
        for _ in range(int(spare / self.step)):
            narrow = [i for i, full in enumerate(natural) if given[i] + self.step <= full]
            if not narrow:
                break
            given[min(narrow, key=lambda i: given[i] / weights[i])] += self.step
        return given

    def _natural(self, table: Table, index: int) -> float:
        """The width of a column if nothing were wrapped, but for the headings of numbers."""
        column = table.columns[index]
        lines = [line for text in _texts(table, index) for line in text.split("\n")]
        heading = self.length(column.heading)
        if column.kind.is_fixed:
            heading = max(self._longest_word(column.heading), min(heading, self.heading))
        return max([heading, *map(self.length, lines)]) + self.margin

    def _least(self, table: Table, index: int, natural: float) -> float:
        """Fixed columns are never wrapped; words stay whole while they are not too long."""
        column: Column = table.columns[index]
        if column.kind.is_fixed:
            return natural
        word = max(map(self._longest_word, [column.heading, *_texts(table, index)])) + self.margin
        return min(natural, max(self.comfort[column.kind], min(word, self.longest_word)))

    def _longest_word(self, text: str) -> float:
        return max(map(self.length, text.split()), default=0)


def _texts(table: Table, index: int) -> list[str]:
    return [printable(row[index].text) for row in table.rows]


# On a terminal ----------------------------------------------------------------------------------

GAP = 2
"""Columns of space between two columns of a table."""

_TERMINAL = Ruler(
    length=columns,
    margin=0,
    comfort={Kind.NAME: 12, Kind.TITLE: 20, Kind.PROSE: 20},
    longest_word=22,
    heading=10,
    step=1,
)


def widths(table: Table, room: int) -> list[int] | None:
    """Give each column its width on a terminal, the table and its gaps in at most *room* columns.

    None where that cannot be: such rows read better as records.
    """
    given = _TERMINAL.share_out(table, room - GAP * (len(table.columns) - 1))
    return None if given is None else list(map(int, given))
