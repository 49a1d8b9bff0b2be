"""Adapt tables to a worksheet: unique headers, cards in full as rows, column widths.

Widths are in digits of the default font, of which a Hangul syllable takes two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import zip_longest

from cardctl.printable import columns, plain
from cardctl.report.document import Cell, Column, ColumnKind, Record, Table

PORTRAIT, LANDSCAPE, LIST = 100, 170, 215
"""Largest width of a sheet on an upright page, on a turned one, and of a list of many columns.

An upright page has room for 100 digits at full size, so a list is printed at about two thirds.
"""

MANY = 12
"""A table of more columns is a list: its texts are long, but a row of it is short."""

LINES = 10
"""Height of a row of a list, in lines; a longer text is seen in the cell, or on another sheet."""

HIGHEST = 27
"""Excel's limit for the height of a row, in lines."""

CHUNK = 20
"""Height of a row of a card in full, in lines: Excel allows 27, and a page should hold some."""

TEXT = 84
"""Largest width of the texts of cards in full."""

_NARROWEST = 6
_WIDEST = {ColumnKind.PROSE: 60, ColumnKind.TITLE: 44, ColumnKind.NAME: 32}
_SQUEEZED = {ColumnKind.PROSE: 20, ColumnKind.TITLE: 22, ColumnKind.NAME: 11}
_OF_LIST = {ColumnKind.PROSE: 28}
"""Widths down to which columns are made narrower, so that the sheet fits on a page."""

_HEAD = (ColumnKind.ID, ColumnKind.SIGNAL, ColumnKind.TITLE)
_PADDING = 2
"""Room for the padding of a cell, in digits."""

_BUTTON = 3
"""Room for the padding of a header and its filter button, in digits."""


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


# Cards in full ----------------------------------------------------------------------------------


def as_table(records: Sequence[Record], head: Sequence[str]) -> Table:
    """Return a table with a row for each field of each record, so that any of them fits a page.

    *head* are the headings of the cells in a record's head, of the label, and of the text. A text
    too long for a row continues in the next one.
    """
    kinds = (*_HEAD, ColumnKind.NAME, ColumnKind.PROSE)
    columns_ = tuple(Column(name, kind) for name, kind in zip(head, kinds, strict=True))
    return Table(columns_, tuple(row for record in records for row in _rows(record)))


def _rows(record: Record) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows; only the first has the colour of the signal, so that cards are seen."""
    blanks = (Cell("") for _ in range(len(_HEAD) - len(record.head)))
    about = (*record.head, *blanks)
    texts = [(field.label, text) for field in record.fields for text in _chunks(field.text)]
    for label, text in texts or [("", "")]:
        yield (*about, Cell(label), Cell(text))
        about = tuple([cell._replace(signal=None) for cell in about])


def _chunks(text: str) -> Iterator[str]:
    """Yield *text* in parts of whole lines, each at most `CHUNK` lines high if it can be."""
    part: list[str] = []
    height = 0
    for line in plain(text).split("\n"):
        needed = height_of(line, TEXT)
        if part and height + needed > CHUNK:
            yield "\n".join(part)
            part, height = [], 0
        part.append(line)
        height += needed
    yield "\n".join(part)


# Widths and heights -----------------------------------------------------------------------------


def height_of(text: str, width: int) -> int:
    """Return how many lines *text* takes in a cell of this width, rather one too many."""
    if 2 * len(text) < width and "\n" not in text:
        return 1
    return sum(max(1, -(-columns(line) // max(width, 1))) for line in text.split("\n"))


def row_height(row: Sequence[Cell], widths: Sequence[int]) -> int:
    """Return how many lines the highest cell of a row takes; at most `LINES` in a list."""
    most = LINES if len(row) > MANY else HIGHEST
    lines = max(height_of(cell.text, width) for cell, width in zip(row, widths, strict=False))
    return min(lines, most)


def head_height(names: Sequence[str], widths: Sequence[int]) -> int:
    """Return how many lines the highest heading takes, beside its filter button."""
    rooms = (max(width - _BUTTON + 1, 1) for width in widths)
    return max(-(-columns(name) // room) for name, room in zip(names, rooms, strict=False))


def column_widths(tables: Sequence[Table]) -> list[int]:
    """Return the width of each column of a sheet, for all tables that share it.

    If they are wider than a page, columns of words are made narrower.
    """
    natural = _together(_natural(table) for table in tables)
    least = _together(_least(table, natural) for table in tables)
    most = LIST if any(len(table.columns) > MANY for table in tables) else LANDSCAPE
    return _squeezed(natural, least, most)


def _together(by_table: Iterable[list[int]]) -> list[int]:
    return [max(widths) for widths in zip_longest(*by_table, fillvalue=_NARROWEST)]


def _squeezed(natural: list[int], least: list[int], most: int) -> list[int]:
    """Take from each column the same part of what it can spare, so that all take *most*."""
    excess = sum(natural) - most
    spare = sum(natural) - sum(least)
    if excess <= 0 or spare <= 0:
        return natural
    part = min(1, excess / spare)
    return [int(wide - (wide - low) * part) for wide, low in zip(natural, least, strict=True)]


def _least(table: Table, natural: list[int]) -> list[int]:
    least = {**_SQUEEZED, **(_OF_LIST if len(table.columns) > MANY else {})}
    return [
        min(width, least.get(column.kind, width))
        for column, width in zip(table.columns, natural, strict=False)
    ]


def _natural(table: Table) -> list[int]:
    return [_width(table, index) for index in range(len(table.columns))]


def _width(table: Table, index: int) -> int:
    column = table.columns[index]
    is_text = len(table.columns) == len(_HEAD) + 2 and column.kind is ColumnKind.PROSE
    widest = TEXT if is_text else _WIDEST.get(column.kind, 40)
    natural = 0
    for row in table.rows:
        natural = max(natural, _cell_width(row[index], widest))
        if natural >= widest:
            break  # as wide as a column becomes
    padding = _PADDING + 2 * column.kind.is_right
    wanted = max(natural + padding, _heading_width(column.heading))
    return max(_NARROWEST, min(wanted, widest))


def _cell_width(cell: Cell, widest: int) -> int:
    """Return the width of the longest line of a cell, or of its number as it is written out."""
    lines = (columns(line[:widest]) for line in plain(cell.text).split("\n"))
    if cell.value is None or isinstance(cell.value, date):
        return max(lines)
    around = (
        columns(cell.text.strip("0123456789.,%")) if cell.unit or cell.text[:1].isalpha() else 0
    )
    return max(*lines, len(f"{cell.value:,}") + around if cell.unit != "%" else 0)


def _heading_width(heading: str) -> int:
    """Return the width that a heading needs: between words, and within Hangul, it wraps."""
    return _BUTTON + max((_word_width(word) for word in plain(heading).split()), default=0)


def _word_width(word: str) -> int:
    return columns(word) if word.isascii() else -(-columns(word) // 2)
