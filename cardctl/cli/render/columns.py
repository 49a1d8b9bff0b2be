"""Align rows in columns; only the last column is ever wrapped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardctl.report.formats.folded import wrapped
from cardctl.report.formats.printable import columns

NARROWEST = 12
"""Minimum width to which a column is wrapped."""


def as_columns(rows: Sequence[Sequence[str]], indent: int = 0, width: int | None = None) -> str:
    """Return aligned lines with two spaces between columns; a Hangul syllable is two columns wide.

    With a *width* the last column is wrapped so that no line is wider.
    """
    widths = [max(map(columns, column)) for column in list(zip(*rows, strict=True))[:-1]]
    return "".join(line for row in rows for line in _lines(row, widths, indent, width))


def _lines(row: Sequence[str], widths: list[int], indent: int, width: int | None) -> Iterator[str]:
    start = " " * indent
    for cell, wide in zip(row, widths, strict=False):
        start += cell + " " * (wide - columns(cell) + 2)
    room = max(width - columns(start), NARROWEST) if width else None
    for part in wrapped(row[-1], room):
        yield f"{start}{part}".rstrip() + "\n"
        start = " " * columns(start)
