"""Rows as lines with columns in line; only the last column is ever wrapped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardctl.report.formats.folded import wrapped
from cardctl.report.formats.printable import columns

NARROWEST = 12
"""A column is not wrapped to less."""


def as_columns(rows: Sequence[Sequence[str]], indent: int = 0, width: int | None = None) -> str:
    """Lines with columns as wide as they need, two spaces between; Hangul takes two columns.

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
