"""Tables for people: by rich on a terminal, as records on a narrow one, as columns in a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from cardctl.printable import columns
from cardctl.report.formats.terminal import (
    GAP,
    LONGEST,
    TextCell,
    TextColumn,
    lines_of,
    padded,
    styled,
    table,
)
from cardctl.report.formats.wrap import wrapped

LEAST = 10
"""Minimum width of a text column; if it would be narrower, rows are printed as records."""


class TextTable(NamedTuple):
    """The contents of a table, however it is printed."""

    columns: Sequence[TextColumn]
    rows: Sequence[Sequence[TextCell]]


def as_table(
    content: TextTable, width: int | None, *, colour: bool = False, indent: int = 0
) -> str:
    """Return a table for a terminal of *width* columns; None is a pipe.

    Rows are records if a text column would be narrower than `LEAST`. In a pipe, and if there are
    more than `LONGEST` rows, they are aligned columns that are never wrapped. No heading at all: no
    line of headings.
    """
    if width is None or (len(content.rows) > LONGEST and _fits(content, width - indent)):
        heads = [head.heading for head in content.columns]
        rows = [[cell.text for cell in row] for row in content.rows]
        return as_columns([heads, *rows] if any(heads) else rows, indent)
    room = width - indent
    if _fits(content, room):
        lines = lines_of(table(*content), room, colour=colour)
    else:
        lines = list(_records(content, room, colour=colour))
    return "".join(f"{' ' * indent}{line}".rstrip() + "\n" for line in lines)


def _fits(content: TextTable, width: int) -> bool:
    """Whether all text columns get at least `LEAST` columns, if they need them."""
    natural = [
        max(map(columns, [head.heading, *(row[index].text for row in content.rows)]))
        for index, head in enumerate(content.columns)
    ]
    least = [
        wide if head.is_fixed else min(wide, LEAST)
        for wide, head in zip(natural, content.columns, strict=True)
    ]
    return sum(least) + GAP * (len(least) - 1) <= width


def _records(content: TextTable, width: int, *, colour: bool) -> Iterator[str]:
    """Yield the lines of rows as records: each cell after its heading, without empty cells."""
    named = max(columns(head.heading) for head in content.columns)
    gap = " " * GAP if named else ""
    room = max(width - named - len(gap), 1)
    for row in content.rows:
        if row is not content.rows[0]:
            yield ""
        for head, cell in zip(content.columns, row, strict=True):
            label = styled(padded(head.heading, named), "dim" if colour else "")
            for part in wrapped(cell.text, room) if cell.text else ():
                yield f"{label}{gap}{styled(part, cell.style if colour else '')}"
                label = " " * named


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
