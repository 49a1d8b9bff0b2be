"""Read the rows of a file that was handed in: all tables of it that have a head, or JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cardctl.errors import UsageError
from cardctl.i18n import Message, _
from cardctl.sheets.columns import vocabulary
from cardctl.sheets.heads import Records, no_head, records
from cardctl.sheets.source import Source
from cardctl.sheets.table import Cell, SheetProblem, Table


class SheetRow(NamedTuple):
    """A row: its cells by the names of their columns, and the units that the heads name.

    *is_json*: the row is from JSON Lines, which have types of their own.
    """

    table: Table
    number: int
    cells: Mapping[str, Cell]
    units: Mapping[str, str | None]
    is_json: bool = False

    def place_of(self, name: str) -> str:
        """Return the place of the cell in the column *name*, or of the row if it has none."""
        if name in self.cells:
            return self.table.place_of(self.cells[name])
        return self.place()

    def place(self) -> str:
        """Return the place of the row: that of its first cell."""
        first = next(iter(self.cells.values()), None)
        return self.table.place(self.number) if first is None else self.table.place_of(first)


@dataclass
class Rows:
    """The rows of a file, its problems, and notes on how it was read.

    *has_bad_head*: there are values in columns that are not known.
    """

    file: str
    rows: list[SheetRow] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    has_bad_head: bool = False


def read_rows(source: Source) -> Rows:
    """Return the rows of a file. Hidden sheets, and sheets without a head, are not read."""
    found = Rows(source.file, problems=[*source.problems], notes=[*source.notes])
    if source.json_lines is not None:
        _add_json(found, source.json_lines)
    else:
        _add_tables(found, [table for table in source.tables if not table.is_hidden])
    if not found.rows and not found.problems:
        place = (source.tables or [Table(source.file, None, ())])[0].place(1)
        found.problems.append(SheetProblem(place, _("no cards found")))
    return found


def _add_tables(found: Rows, tables: list[Table]) -> None:
    read: list[Records] = []
    unread: list[Table] = []
    for table in tables:
        one = records(table, vocabulary())
        if one is not None:
            read.append(one)
        elif table.rows:
            unread.append(table)
    for one in read:
        found.problems += one.problems
        found.has_bad_head |= one.has_bad_head
        units = {head.name: head.unit for head in one.heads.values()}
        found.rows += [SheetRow(one.table, row.number, one.values(row), units) for row in one.rows]
    if not read and unread and not found.problems:
        found.problems.append(no_head(unread[0], vocabulary()))
    elif read:
        found.notes += [
            _("{file}: not read, because no row has names of columns: the sheet '{sheet}'",
                file=table.file, sheet=table.sheet)
            for table in unread
        ]  # fmt: skip


def _add_json(found: Rows, text: str) -> None:
    table = Table(found.file, None, ())
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        try:
            cells = dict(_json_cells(written, line))
        except UsageError as error:
            found.problems.append(SheetProblem.of(table.place(line), error))
        else:
            if cells:
                found.rows.append(SheetRow(table, line, cells, {}, is_json=True))


def _json_cells(written: str, line: int) -> Iterator[tuple[str, Cell]]:
    """Yield the columns and cells of an object. Raises UsageError."""
    try:
        data = json.loads(written)
    except (ValueError, RecursionError) as error:
        why = getattr(error, "msg", error)
        raise UsageError(_("invalid JSON: {why}", why=why)) from error
    if not isinstance(data, dict):
        raise UsageError(_("expected one object {…} per line"))
    for key, value in _flat(data):
        column = vocabulary().find(key)
        if column is None:
            raise vocabulary().unknown(key)
        yield column[0], Cell(value, line, 1)


def _flat(data: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the values in JSON data with their dotted paths; items of lists count from 1.

    A list of texts is one value, written as in a cell. Empty values are left out. Raises
    UsageError.
    """
    from cardctl.domain.text import join_items

    if isinstance(data, dict):
        for key, value in data.items():
            yield from _flat(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list) and data and all(isinstance(each, dict) for each in data):
        for number, each in enumerate(data, start=1):
            yield from _flat(each, f"{path}.{number}")
    elif isinstance(data, list):
        for each in data:
            if not isinstance(each, str):
                raise UsageError(
                    _("{name}: '{value}' is not {wanted}", name=path, value=each, wanted=_("text"))
                )
        if data:
            yield path, join_items(data)
    elif data is not None and not (isinstance(data, str) and not data.strip()):
        yield path, data
