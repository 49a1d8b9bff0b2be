"""Tables for people: by rich on a terminal, as records on a narrow one, as columns in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from cardctl.printable import columns
from cardctl.report.formats.terminal import (
    GAP,
    LONGEST,
    TextCell,
    TextColumn,
    lines_of,
    styled,
    table,
)
from cardctl.report.formats.wrap import wrapped
from cardctl.report.words import NOTHING


class TextTable(NamedTuple):
    """The contents of a table, however it is printed."""

    columns: Sequence[TextColumn]
    rows: Sequence[Sequence[TextCell]]


def as_table(
    content: TextTable, width: int | None, *, colour: bool = False, indent: int = 0
) -> str:
    """Return a table for a terminal of *width* columns; None is a pipe.

    Rows are records if a column would be too narrow. In a pipe, and if there are more than
    `LONGEST` rows, they are aligned columns that are never wrapped. No heading at all: no line of
    headings.
    """
    if width is None:
        return _unwrapped(content, indent)
    content, room = _with_values(content), width - indent
    shared = _widths(content, room)
    if shared is not None and len(content.rows) > LONGEST:
        return _unwrapped(content, indent)
    if shared is not None:
        lines = lines_of(table(*content, widths=shared), room, colour=colour)
    else:
        lines = list(_records(content, room, colour=colour))
    return "".join(f"{' ' * indent}{line}".rstrip() + "\n" for line in lines)


def _unwrapped(content: TextTable, indent: int) -> str:
    heads = [head.heading for head in content.columns]
    rows = [[cell.text for cell in row] for row in content.rows]
    return as_columns([heads, *rows] if any(heads) else rows, indent)


def _with_values(content: TextTable) -> TextTable:
    """Return the table without optional columns in which no row has a value."""
    kept = [
        index
        for index, head in enumerate(content.columns)
        if not head.is_optional or any(row[index].text not in ("", NOTHING) for row in content.rows)
    ]
    heads = [content.columns[index] for index in kept]
    return TextTable(heads, [[row[index] for index in kept] for row in content.rows])


def _widths(content: TextTable, room: int) -> list[int] | None:
    """Return the widths of the columns; None if they do not fit.

    Headings stay on one line, if the columns fit with them.
    """
    from cardctl.report.document import Cell, Column, ColumnKind, Table
    from cardctl.report.formats.widths import widths

    heads = (
        Column(head.heading, ColumnKind.ID if head.is_fixed else ColumnKind.NAME, head.weight)
        for head in content.columns
    )
    rows = (tuple(Cell(cell.text) for cell in row) for row in content.rows)
    measured = Table(tuple(heads), tuple(rows))
    return widths(measured, room, heading=room) or widths(measured, room)


def _records(content: TextTable, width: int, *, colour: bool) -> Iterator[str]:
    """Yield the lines of rows as records: the names of a row, and below them what else it has."""
    heads = content.columns
    named = {index for index, head in enumerate(heads) if head.is_name} or {0}
    for row in content.rows:
        if row is not content.rows[0]:
            yield ""
        yield from _names([row[index] for index in sorted(named)], width, colour=colour)
        others = (
            f"{head.heading}: {cell.text}" if head.heading else cell.text
            for index, (head, cell) in enumerate(zip(heads, row, strict=True))
            if index not in named and cell.text not in ("", NOTHING)
        )
        yield from _shared(others, width)


def _names(cells: Sequence[TextCell], width: int, *, colour: bool) -> Iterator[str]:
    """Yield the names of a row: on one line, or the last below the others, or each on its own."""
    shown = [cell for cell in cells if cell.text]
    for line in (shown,) if _fit(shown, width) else (shown[:-1], shown[-1:]):
        if _fit(line, width):
            yield "  ".join(styled(*cell) if colour else cell.text for cell in line)
            continue
        for cell in line:
            for part in wrapped(cell.text, width):
                yield styled(part, cell.style, cell.link) if colour else part


def _fit(cells: Sequence[TextCell], width: int) -> bool:
    line = "  ".join(cell.text for cell in cells)
    return 0 < columns(line) <= width and "\n" not in line


def _shared(texts: Iterable[str], width: int) -> Iterator[str]:
    """Yield *texts* indented, as many on a line as fit."""
    indent, line = "  ", ""
    room = max(width - len(indent), 1)
    for text in (*texts, "\n"):  # nothing shares a line with a text on several
        longer = f"{line}   {text}" if line else text
        if line and ("\n" in longer or columns(longer) > room):
            yield from (indent + part for part in wrapped(line, room))
            longer = text
        line = longer


def as_columns(rows: Sequence[Sequence[str]], indent: int = 0) -> str:
    """Return aligned lines with two spaces between columns; a Hangul syllable is two columns wide.

    Only the last cell of a row may have several lines.
    """
    if not rows:
        return ""
    *others, last = zip(*rows, strict=True)
    margin = [" " * indent] * len(last)
    starts = map("".join, zip(margin, *map(_padded, others), strict=True))
    return "".join(chain.from_iterable(map(_lines, starts, last)))


def _padded(cells: Sequence[str]) -> list[str]:
    """Return the cells of a column with spaces up to the next one; many cells are the same."""
    widths = {cell: columns(cell) for cell in {*cells}}
    start = max(widths.values()) + GAP
    aligned = {cell: cell + " " * (start - wide) for cell, wide in widths.items()}
    return [aligned[cell] for cell in cells]


def _lines(start: str, cell: str) -> Iterator[str]:
    """Yield the lines of a row: *start*, then the last cell."""
    for part in wrapped(cell, None):
        yield f"{start}{part}".rstrip() + "\n"
        start = " " * columns(start)
