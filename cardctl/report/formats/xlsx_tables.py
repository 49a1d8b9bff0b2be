"""Adapt tables to a worksheet: unique headers, records as rows, column widths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from cardctl.printable import columns, plain
from cardctl.report.document import Cell, Column, ColumnKind, Record, Table

_NARROWEST = 8
_WIDEST = {ColumnKind.PROSE: 60, ColumnKind.TITLE: 44, ColumnKind.NAME: 32}
_HEADING = 14
"""Maximum width that a column gets from its heading; longer headings wrap."""

_HEAD = (ColumnKind.ID, ColumnKind.SIGNAL, ColumnKind.TITLE)
_PADDING = 3
"""Room for the padding of a cell and the filter button, in digits."""


def headers(table: Table) -> list[str]:
    """Return unique headings, each on one line: otherwise Excel reports the table as damaged."""
    found: list[str] = []
    for column in table.columns:
        wanted = " ".join(plain(column.heading).split()) or " "
        name, number = wanted, 2
        while name.lower() in {other.lower() for other in found}:
            name, number = f"{wanted} {number}", number + 1
        found.append(name)
    return found


def as_table(records: Sequence[Record], head: Sequence[str]) -> Table:
    """Return a table with a row for each record; every label of any record becomes a column.

    *head* are the headings of the cells in a record's head.
    """
    labels = _labels(records)
    columns_ = (
        *(Column(name, kind) for name, kind in zip(head, _HEAD, strict=True)),
        *(Column(label, ColumnKind.PROSE) for label in labels),
    )
    return Table(columns_, tuple(_row(record, len(head), labels) for record in records))


def _row(record: Record, head: int, labels: Sequence[str]) -> tuple[Cell, ...]:
    said = {field.label: field.text for field in record.fields}
    blanks = (Cell("") for _ in range(head - len(record.head)))
    return (*record.head, *blanks, *(Cell(said.get(label, "")) for label in labels))


def _labels(records: Iterable[Record]) -> list[str]:
    """Return all labels, each after the one that it follows in its record."""
    found: list[str] = []
    for record in records:
        place = 0
        for field in record.fields:
            if field.label in found:
                place = found.index(field.label) + 1
            else:
                found.insert(place, field.label)
                place += 1
    return found


def column_widths(tables: Iterable[Table]) -> list[int]:
    """Return the width of each column of a sheet, in digits, for all tables that share it."""
    by_table = [[_width(table, index) for index in range(len(table.columns))] for table in tables]
    return [max(together) for together in zip_longest(*by_table, fillvalue=_NARROWEST)]


def _width(table: Table, index: int) -> int:
    column = table.columns[index]
    widest = _WIDEST.get(column.kind, 40)
    lines = (line[:widest] for row in table.rows for line in plain(row[index].text).split("\n"))
    natural = max(map(columns, lines), default=0)
    heading = min(columns(plain(column.heading)), _HEADING)
    return max(_NARROWEST, min(max(natural, heading) + _PADDING, widest))
