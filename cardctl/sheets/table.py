"""A table as it was handed in, without layout: rows of cells, each with its place.

Workbooks and text files become the same tables. Only cells with a value are kept, so empty rows,
empty columns and trailing separators are not there at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from cardctl.errors import CardctlError, UsageError
from cardctl.i18n import Message, _, _n

MAX_CELLS = 1_000_000
"""Largest area of a sheet, in rows times columns."""


class Broken(NamedTuple):
    """What takes the place of a value that the spreadsheet program could not compute."""

    why: Message
    hint: Message | None = None


Value = str | int | float | bool | date | datetime | time | timedelta | Broken


class Cell(NamedTuple):
    """A cell with a value; *row* and *column* count from 1 (in a text file, *row* is the line).

    *is_percent*: the cell is formatted as a percentage, so 0.75 is shown as 75%. *origin*: row and
    column of the first cell of a merged one that covers this cell, which has the same value then.
    """

    value: Value
    row: int
    column: int
    is_percent: bool = False
    origin: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """The value as text on one line, for heads and messages."""
        return " ".join(str(self.value).split())


class Row(NamedTuple):
    """A row with at least one value: its number (in a text file, the line) and cells by column."""

    number: int
    cells: Mapping[int, Cell]


class Table(NamedTuple):
    """The rows of one sheet of a workbook, or of a text file, whose *sheet* is None."""

    file: str
    sheet: str | None
    rows: Sequence[Row]
    is_hidden: bool = False

    def place(self, row: int, column: int | None = None) -> str:
        """Return a place for messages: ``a.xlsx!Sheet1!G7``, ``a.csv:7``.

        Without a column, it is the row.
        """
        if self.sheet is None:
            return f"{self.file}:{row}"
        letters = "" if column is None else column_name(column)
        return f"{self.file}!{self.sheet}!{letters}{row}"

    def place_of(self, cell: Cell) -> str:
        """Return the place of a cell of this table."""
        return self.place(cell.row, cell.column)


class SheetProblem(NamedTuple):
    """A problem at a place of a file that was handed in; see `CardctlError` for *exit_code*."""

    place: str
    message: Message
    hint: Message | None = None
    exit_code: int = UsageError.exit_code

    @classmethod
    def of(cls, place: str, error: CardctlError) -> SheetProblem:
        """Return what *error* says, at *place*."""
        return cls(place, error.message, error.hint, error.exit_code)

    def render(self, lang: str) -> str:
        """Return the problem as one line."""
        hint = f" ({self.hint.render(lang)})" if self.hint else ""
        return f"{self.place}: {self.message.render(lang)}{hint}"


class BadSheet(UsageError):
    """A file that was handed in has *problems*, each at its place; nothing was written.

    The exit code is that of a refusal if the file is good and the rules refuse its changes.
    """

    code = "bad-sheet"

    def __init__(self, name: str, problems: Sequence[SheetProblem]) -> None:
        super().__init__(
            _n("{count} problem in {file}", "{count} problems in {file}", len(problems), file=name),
            _("nothing was written; fix the problems above and try again"),
        )
        self.name = name
        self.problems = in_order(problems)
        self.exit_code = min(problem.exit_code for problem in problems)


_END_OF_PLACE = re.compile(r"(?:!([A-Z]*)|:)([0-9]+)")


def in_order(problems: Sequence[SheetProblem]) -> list[SheetProblem]:
    """Return problems by sheet, in the order of their first problems, then by row and column."""
    sheets: dict[str, int] = {}

    def key(problem: SheetProblem) -> tuple[int, int, int, str]:
        before, _sign, _end = problem.place.rpartition(":" if "!" not in problem.place else "!")
        end = _END_OF_PLACE.fullmatch(problem.place, len(before))
        letters, row = (end[1] or "", int(end[2])) if end else ("", 0)
        return sheets.setdefault(before, len(sheets)), row, len(letters), letters

    return sorted(problems, key=key)


def column_name(number: int) -> str:
    """Return the letters of a column that counts from 1: A, B … Z, AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
