"""Column widths of tables: for any unit of length, and on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from cardctl.printable import columns, printable
from cardctl.report.document import Column, ColumnKind, Table
from cardctl.report.formats.terminal import GAP


class Metrics(NamedTuple):
    """Measures for the layout of tables in one medium, all in the same unit.

    *length* measures one line of text, *margin* is added to the text of each column. Wrapping
    columns get at least their *comfort* if they need it; words stay whole up to *longest_word*,
    headings of fixed columns up to *heading*. Spare width is distributed in portions of *step*.
    """

    length: Callable[[str], float]
    margin: float
    comfort: Mapping[ColumnKind, float]
    longest_word: float
    heading: float
    step: float

    def share_out(self, table: Table, room: float) -> list[float] | None:
        """Return the column widths, which add up to at most *room*.

        None if a text column would become too narrow. Width that is left when every column has its
        minimum goes to wrapping columns by weight, the narrowest first, until nothing wraps.
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
        """Return the width of a column in which nothing wraps, except headings of fixed columns."""
        column = table.columns[index]
        lines = [line for text in _texts(table, index) for line in text.split("\n")]
        heading = self.length(column.heading)
        if column.kind.is_fixed:
            heading = max(self._longest_word(column.heading), min(heading, self.heading))
        return max([heading, *map(self.length, lines)]) + self.margin

    def _least(self, table: Table, index: int, natural: float) -> float:
        """Return the minimum width: fixed columns never wrap; words stay whole if not too long."""
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

_TERMINAL = Metrics(
    length=columns,
    margin=0,
    comfort={ColumnKind.NAME: 12, ColumnKind.TITLE: 20, ColumnKind.PROSE: 20},
    longest_word=22,
    heading=10,
    step=1,
)


def widths(table: Table, room: int, *, heading: float = _TERMINAL.heading) -> list[int] | None:
    """Return the column widths on a terminal; the table with its gaps takes at most *room* columns.

    Headings of fixed columns stay on one line up to *heading* columns. None if the table does not
    fit: its rows read better as records.
    """
    metrics = _TERMINAL._replace(heading=heading)
    given = metrics.share_out(table, room - GAP * (len(table.columns) - 1))
    return None if given is None else list(map(int, given))
