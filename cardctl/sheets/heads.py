"""Find the head of a table, and match its cells to columns by the words that people use for them.

Title rows above the head are skipped. A head may have several rows with merged cells, line breaks
and a unit in brackets, as in ``예산(백만원)``. Case, spaces and Unicode forms do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from unicodedata import normalize

from cardctl.errors import Unknown, UsageError
from cardctl.i18n import Message, _
from cardctl.sheets.table import Cell, Row, SheetProblem, Table

MOST_TITLE_ROWS = 30
"""Rows with values that are looked at to find the head."""

_BRACKETS = re.compile(r"(?P<name>.+?)\s*[(\[（〔［](?P<inner>[^)\]）〕］]*)[)\]）〕］]\s*")
_IGNORED = re.compile(r"[\s_*※·-]+")


def folded(head: str) -> str:
    """Return a head for comparison: NFC, without case, spaces, dashes and marks such as ``*``."""
    return _IGNORED.sub("", normalize("NFC", head)).casefold()


def _letters(head: str) -> str:
    """Return a head in single letters, so that one wrong letter of a syllable is similar."""
    return normalize("NFD", folded(head))


class Vocabulary:
    """The columns that a table can have, each with the words that people use for it."""

    def __init__(
        self,
        words: Mapping[str, Iterable[str]],
        pattern: Callable[[str], str | None] = lambda _head: None,
        hint: Message | None = None,
    ) -> None:
        """*words* are the heads of each column; its own name is one.

        *pattern* returns the column of a head (as it was written) that no list can contain. *hint*
        is for a head that resembles none (default: it lists the columns).
        """
        self.columns: dict[str, str] = {}
        for name, heads in words.items():
            for head in (name, *heads):
                self.columns.setdefault(folded(head), name)
        self.names = list(words)
        self.heads = list(dict.fromkeys(h for name, hs in words.items() for h in (name, *hs)))
        self.pattern = pattern
        self.hint = hint

    def find(self, head: str) -> tuple[str, str | None] | None:
        """Return the column of a head, and the text in brackets if that is not part of its name."""
        whole = self._column(head)
        if whole is not None:
            return whole, None
        parts = _BRACKETS.fullmatch(head)
        column = self._column(parts["name"]) if parts else None
        return (column, parts["inner"].strip()) if parts and column else None

    def _column(self, head: str) -> str | None:
        return self.columns.get(folded(head)) or self.pattern(head.strip())

    def unknown(self, head: str) -> Unknown:
        """Return the error for a head that is no column."""
        from cardctl.suggest import nearest

        letters = {_letters(known): known for known in self.heads}
        near = [letters[each] for each in nearest(_letters(head), letters)]
        near = near or nearest(head, self.heads)
        return Unknown("column", head, self.names, None if near else self.hint, near)


class Head(NamedTuple):
    """A column of a table: its name, the cell of its head, and what the head has in brackets."""

    name: str
    cell: Cell
    unit: str | None


class Records(NamedTuple):
    """The rows of a table below its head, and the columns by their numbers.

    *problems* are heads that could not be matched (*has_bad_head*), or values without a head.
    """

    table: Table
    heads: Mapping[int, Head]
    rows: Sequence[Row]
    problems: Sequence[SheetProblem]
    has_bad_head: bool = False

    def values(self, row: Row) -> dict[str, Cell]:
        """Return the cells of a row that have a value, by the names of their columns."""
        return {
            head.name: row.cells[number]
            for number, head in self.heads.items()
            if number in row.cells
        }


def records(table: Table, vocabulary: Vocabulary) -> Records | None:
    """Return the records of a table; None if no row contains a head of the vocabulary."""
    found = _head_rows(table.rows, vocabulary)
    if found is None:
        return None
    first, last = found
    heads: dict[int, Head] = {}
    problems = list(_match(table, _labels(table.rows[first : last + 1]), vocabulary, heads))
    rows = [row for row in table.rows[last + 1 :] if not _repeats(row, heads)]
    if problems:
        return Records(table, heads, rows, problems, has_bad_head=True)
    return Records(table, heads, rows, list(_headless(table, rows, heads)))


def no_head(table: Table, vocabulary: Vocabulary) -> SheetProblem:
    """Return the problem of a table in which no head was found, with the nearest columns."""
    rows = [row for row in table.rows[:MOST_TITLE_ROWS] if len(row.cells) > 1] or table.rows
    if not rows:
        return SheetProblem(table.place(1), _("no cards found"))
    first = next(iter(rows[0].cells.values()))
    unknown = vocabulary.unknown(first.text)
    return SheetProblem(
        table.place_of(first), _("no row with names of columns found"), unknown.hint
    )


def _head_rows(rows: Sequence[Row], vocabulary: Vocabulary) -> tuple[int, int] | None:
    """Return the index of the first and the last row of the head."""
    best, most = None, 0
    for index, row in enumerate(rows[:MOST_TITLE_ROWS]):
        matched = (vocabulary.find(cell.text) for cell in row.cells.values())
        known = len({one[0] for one in matched if one})
        if known > most:
            best, most = index, known
    if best is None:
        return None
    return _with_merged(rows, best)


def _with_merged(rows: Sequence[Row], best: int) -> tuple[int, int]:
    """Return the first and the last row that are one head with the row *best*."""
    first = last = best
    while first > 0 and _is_tied(rows[first - 1], rows[first]):
        first -= 1
    while last + 1 < len(rows) and _is_tied(rows[last], rows[last + 1]):
        last += 1
    return first, last


def _is_tied(upper: Row, lower: Row) -> bool:
    """Whether two rows are one head: a merged cell reaches from one into the other, or groups."""
    if lower.number != upper.number + 1:
        return False
    if any(cell.origin and cell.origin[0] < cell.row for cell in lower.cells.values()):
        return True
    return _has_groups_for(upper, lower)


def _has_groups_for(upper: Row, lower: Row) -> bool:
    """Whether all cells of *lower* are under cells of *upper* that are merged across columns."""
    covered = [cell for cell in upper.cells.values() if cell.origin]
    groups = {cell.column for cell in covered} | {cell.origin[1] for cell in covered if cell.origin}
    return set(lower.cells) <= groups < set(upper.cells)


def _labels(rows: Sequence[Row]) -> dict[int, list[Cell]]:
    """Return the different cells of each column of a head, from the top."""
    labels: dict[int, list[Cell]] = {}
    for row in rows:
        for column, cell in sorted(row.cells.items()):
            above = labels.setdefault(column, [])
            if not (above and above[-1].value == cell.value):
                above.append(cell)
    return labels


def _match(
    table: Table,
    labels: Mapping[int, Sequence[Cell]],
    vocabulary: Vocabulary,
    heads: dict[int, Head],
) -> Iterator[SheetProblem]:
    """Put the column of each head into *heads*; yield the problems."""
    for number, cells in sorted(labels.items()):
        names = [" ".join(cell.text for cell in cells), cells[-1].text, cells[0].text]
        found = next(filter(None, map(vocabulary.find, names)), None)
        cell = cells[-1]
        if found is None:
            error = vocabulary.unknown(cell.text)
            yield SheetProblem.of(table.place_of(cell), error)
            continue
        earlier = next((head for head in heads.values() if head.name == found[0]), None)
        if earlier is None:
            heads[number] = Head(found[0], cell, found[1])
        elif not (cell.origin and cell.value == earlier.cell.value):
            yield _duplicate(table, earlier, cell)


def _duplicate(table: Table, earlier: Head, cell: Cell) -> SheetProblem:
    if table.sheet is None:
        first, second = earlier.cell.text, cell.text
    else:
        first, second = table.place_of(earlier.cell), table.place_of(cell)
    return SheetProblem.of(
        table.place_of(cell),
        UsageError(
            _("two heads for the column '{name}': {first} and {second}",
                name=earlier.name, first=first, second=second),
            _("delete one of them, or rename it"),
        ),
    )  # fmt: skip


def _repeats(row: Row, heads: Mapping[int, Head]) -> bool:
    """Whether a row is the head once more, as on each page of a long list."""
    return all(
        number in heads and heads[number].cell.text == cell.text
        for number, cell in row.cells.items()
    )


def _headless(
    table: Table, rows: Sequence[Row], heads: Mapping[int, Head]
) -> Iterator[SheetProblem]:
    """Yield a problem for each row with a value in a column that has no head."""
    for row in rows:
        for number, cell in row.cells.items():
            if number not in heads and not cell.origin:
                hint = (
                    _('quote text that contains the separator: "a, b"')
                    if table.sheet is None
                    else _("give the column a head, or delete the value")
                )
                yield SheetProblem(
                    table.place_of(cell), _("a value in a column without a head"), hint
                )
                break
