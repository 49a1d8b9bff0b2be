"""Read a returned form from whatever file it came back in: a workbook, a text table, a page's file.

A form says itself whose it is, in a hidden sheet of the workbook, beside the text tables, or inside
the page's file. Its tables are found by their heads: sheets may be renamed, columns moved, rows
sorted or deleted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cardctl.errors import FileProblem, UsageError
from cardctl.i18n import _, languages, listed
from cardctl.sheets import cells, form_record
from cardctl.sheets.form import (
    COLUMNS,
    TABLE_NAMES,
    FieldType,
    FormColumn,
    FormTable,
    FormValue,
    ReturnForm,
)
from cardctl.sheets.form_record import FormRecord
from cardctl.sheets.form_words import table_name
from cardctl.sheets.heads import MOST_TITLE_ROWS, Head, Records, Vocabulary, folded, records
from cardctl.sheets.return_cells import Money, value_of
from cardctl.sheets.returned import PlacedError, ReturnedCell, ReturnedForm, ReturnedRow
from cardctl.sheets.source import Source, read_bytes, read_source
from cardctl.sheets.table import Cell, Table
from cardctl.spreadsheet_text import guarded

RECORDS_FILE = "form.jsonl"
"""The file beside text tables that says whose form they are."""

_MARK = "cardctl_return"
"""The key that a page's return file begins with."""


def read_return(name: str, money: Money | None = None) -> ReturnedForm:
    """Read the file called *name*; *money* is the unit of its amounts if it has lost its form.

    Raises UsageError if it is no form or one of another version, FileProblem if it cannot be read,
    MissingExtra if the library for workbooks is not installed. Cells that cannot be read are
    problems of the form.
    """
    path = Path(name)
    try:
        with path.open("rb") as stream:
            raw = read_bytes(stream, name)
    except OSError as error:
        raise FileProblem(
            _("cannot read {name}: {why}", name=name, why=error.strerror or error)
        ) from error
    source = read_source(raw, name)
    if source.json_lines is not None:
        return _of_page(source.json_lines, name)
    if source.problems:
        problems = [PlacedError(p.place, UsageError(p.message, p.hint)) for p in source.problems]
        return ReturnedForm(name, None, {}, problems, source.notes)
    return _of_tables(source, _form_in(source.tables) or _form_beside(path), money or Money())


# Whose form it is -------------------------------------------------------------------------------


def _form_in(tables: Sequence[Table]) -> ReturnForm | None:
    """Return the form that a workbook was made as; None if its hidden sheet is lost."""
    hidden = next((table for table in tables if _has_records(table)), None)
    return None if hidden is None else form_record.form_of(_records_in(hidden))


def _has_records(table: Table) -> bool:
    if not table.rows:
        return False
    first = table.rows[0].cells.get(1)
    return first is not None and first.value == form_record.COVER


def _records_in(table: Table) -> Iterator[FormRecord]:
    """Yield the records in the hidden sheet; their JSON goes on in further cells."""
    for row in table.rows:
        kind, *parts = (str(row.cells[number].value) for number in sorted(row.cells))
        yield _record(kind, "".join(parts))


def _record(kind: object, text: object) -> FormRecord:
    """Return a record. Raises UsageError if its values are no mapping of texts."""
    try:
        values = json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError) as error:
        raise _damaged() from error
    if not isinstance(values, dict) or not all(isinstance(v, str) for v in values.values()):
        raise _damaged()
    return FormRecord(str(kind), values)


def _damaged() -> UsageError:
    return UsageError(
        _("the form's own data is damaged"), _("write a new form: cardctl request -o DIR")
    )


def _form_beside(path: Path) -> ReturnForm | None:
    """Return the form that text tables belong to; None if the file beside them is not there."""
    try:
        with (path.parent / RECORDS_FILE).open("rb") as stream:
            raw = read_bytes(stream, RECORDS_FILE)
    except OSError:
        return None
    found = []
    for line in raw.decode("utf-8-sig", "replace").splitlines():
        try:
            parts = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError) as error:
            raise _damaged() from error
        if parts is not None:
            found.append(_pair(parts))
    return form_record.form_of(found)


def _pair(parts: object) -> FormRecord:
    if not isinstance(parts, list) or len(parts) != 2:
        raise _damaged()
    return _record(parts[0], parts[1])


# The tables -------------------------------------------------------------------------------------


_SYNONYMS = {
    "card": ("과제", "번호", "관리번호", "ID", "card id"),
    "title": ("제목", "과제 제목"),
    "result": ("추진실적", "이행실적", "추진결과", "추진상황", "result"),
    "progress": ("진척률", "추진율", "진행률", "이행률", "진도", "progress"),
    "spent": ("집행액", "집행 실적", "spent"),
    "next": ("향후 추진계획", "추후계획"),
    "blocker": ("애로사항", "문제점", "blockers"),
    "done": ("완료일자", "이행일"),
    "reading": ("이번 실적", "측정값"),
}
"""Other words for columns, for forms whose heads were typed anew; in any table that has them."""


@cache
def _vocabulary(table: FormTable, *, is_workbook: bool) -> Vocabulary:
    """Return the heads of a table: the names of its columns, and their headings in all languages.

    What is the name of one column and the heading of another is a heading in a workbook.
    """
    heads = {
        column.name: [column.heading.render(lang) for lang in languages()]
        for column in COLUMNS[table]
    }
    known = listed([column.heading for column in COLUMNS[table]])
    vocabulary = Vocabulary(
        {name: (*words, *_SYNONYMS.get(name, ())) for name, words in heads.items()},
        hint=_("delete the column; a form has: {known}", known=known),
    )
    if is_workbook:
        vocabulary.columns |= {folded(head): name for name, each in heads.items() for head in each}
    return vocabulary


def _of_tables(source: Source, form: ReturnForm | None, money: Money) -> ReturnedForm:
    """Return the form in the tables of a workbook, or in a text table."""
    found: dict[FormTable, Records] = {}
    problems: list[PlacedError] = []
    for table in source.tables:
        if table.is_hidden and _has_records(table):
            continue
        match = _match(table)
        if match is None:
            problems += _unread(table)
            continue
        kind, read = match
        if kind in found:
            problems.append(_two_tables(kind, found[kind].table, table))
        else:
            found[kind] = read
    if not found:
        raise UsageError(
            _("this is no return form: no table of it was found"),
            _("send back the form as it was received, filled in"),
        )
    if FormTable.RESULTS not in found and not problems and source.tables[0].sheet is not None:
        problems.append(PlacedError(source.file, _missing(FormTable.RESULTS)))
    if form is not None:
        money = Money(form.cover.unit, form.cover.currency)
    rows = {kind: list(_rows(kind, read, money, problems)) for kind, read in found.items()}
    return ReturnedForm(source.file, form, rows, problems, source.notes)


def _match(table: Table) -> tuple[FormTable, Records] | None:
    """Return which table of a form a sheet is, by its heads and then by its name; None if none."""
    ranks = {kind: (_known_heads(table, kind), _is_named(table, kind)) for kind in FormTable}
    kind = max(FormTable, key=lambda each: ranks[each])
    if not ranks[kind][0]:
        return None
    read = records(table, _vocabulary(kind, is_workbook=table.sheet is not None))
    return None if read is None else (kind, read)


def _known_heads(table: Table, kind: FormTable) -> int:
    """Return how many columns the first row has that has the card and something to fill in."""
    vocabulary = _vocabulary(kind, is_workbook=table.sheet is not None)
    inputs = {column.name for column in COLUMNS[kind] if column.takes}
    for row in table.rows[:MOST_TITLE_ROWS]:
        found = (vocabulary.find(cell.text) for cell in row.cells.values())
        names = {each[0] for each in found if each}
        if "card" in names and names & inputs:
            return len(names)
    return 0


def _is_named(table: Table, kind: FormTable) -> bool:
    name = table.sheet if table.sheet is not None else Path(table.file).stem
    return folded(name) in {folded(kind), *(folded(table_name(kind, x)) for x in languages())}


def _unread(table: Table) -> Iterator[PlacedError]:
    """Yield the problem of a sheet with the name of a table, but without its heads."""
    kind = next((kind for kind in FormTable if _is_named(table, kind)), None)
    if kind is not None and table.rows and table.sheet is not None:
        error = UsageError(
            _("the names of the columns of {name} were not found", name=TABLE_NAMES[kind]),
            _("restore the first row as it was in the form"),
        )
        yield PlacedError(table.place(table.rows[0].number), error)


def _missing(kind: FormTable) -> UsageError:
    return UsageError(
        _("the sheet {name} is missing", name=TABLE_NAMES[kind]),
        _("send back the form as it was received, filled in"),
    )


def _two_tables(kind: FormTable, first: Table, second: Table) -> PlacedError:
    error = UsageError(
        _("two tables of {name}: {first} and {second}",
            name=TABLE_NAMES[kind], first=first.place(1), second=second.place(1)),
        _("delete the one that does not count"),
    )  # fmt: skip
    return PlacedError(second.place(1), error)


def _rows(
    kind: FormTable, read: Records, money: Money, problems: list[PlacedError]
) -> Iterator[ReturnedRow]:
    """Yield the rows of a table; what cannot be read is added to *problems*."""
    problems += (PlacedError(p.place, UsageError(p.message, p.hint)) for p in read.problems)
    named = {column.name: column for column in COLUMNS[kind]}
    columns = {number: named[head.name] for number, head in read.heads.items()}
    amounts = {
        number: _worth(head, read.table, money, problems)
        for number, head in read.heads.items()
        if columns[number].type is FieldType.MONEY
    }
    places = {number: _places(read.table, number, column) for number, column in columns.items()}
    for row in read.rows:
        found = {}
        for number, column in columns.items():
            place = places[number](row.number)
            cell = row.cells.get(number)
            value, is_bare = None, False
            if cell is not None and column.takes and _is_of_row_above(cell):
                problems.append(_merged(read.table, cell, place))
            elif cell is not None and cell.origin is None:
                cell = _unguarded(cell) if read.table.sheet is None else cell
                value = _value(column, cell, amounts.get(number, money), place, problems)
                is_bare = _is_bare(column, cell)
            found[column.name] = ReturnedCell(value, place, is_bare)
        yield ReturnedRow(read.table.place(row.number), found)


def _is_of_row_above(cell: Cell) -> bool:
    return cell.origin is not None and cell.origin[0] < cell.row


def _merged(table: Table, cell: Cell, place: str) -> PlacedError:
    assert cell.origin is not None
    error = UsageError(
        _("merged with {place}: the value may be for one card or for both",
            place=table.place(*cell.origin)),
        _("unmerge the cells, and fill in each row"),
    )  # fmt: skip
    return PlacedError(place, error)


def _unguarded(cell: Cell) -> Cell:
    """Return a cell of a text table without the quote that keeps its text from being a formula."""
    if not isinstance(cell.value, str):
        return cell
    bare = cell.value.removeprefix("'")
    return cell._replace(value=bare) if guarded(bare) == cell.value else cell


def _places(table: Table, number: int, column: FormColumn) -> Callable[[int], str]:
    """Return what names the cells of a column by their row; in a text table, with its name."""
    if table.sheet is None:
        return lambda row: f"{table.place(row)}:{column.name}"
    above = table.place(0, number).removesuffix("0")
    return lambda row: f"{above}{row}"


def _worth(head: Head, table: Table, money: Money, problems: list[PlacedError]) -> Money:
    """Return *money* with what 1 is worth under a head that names a unit."""
    try:
        worth = cells.worth_of(head.unit, money.currency) if head.unit else None
    except UsageError as error:
        problems.append(PlacedError(table.place_of(head.cell), error))
        worth = None
    return money._replace(worth=worth)


def _value(
    column: FormColumn, cell: Cell, money: Money, place: str, problems: list[PlacedError]
) -> FormValue:
    """Return the value of a cell; None, with a problem, if it cannot be read."""
    try:
        return value_of(column, cell, money)
    except UsageError as error:
        problems.append(PlacedError(place, error))
        return None


def _is_bare(column: FormColumn, cell: Cell) -> bool:
    return column.type is FieldType.MONEY and cells.is_bare_amount(cell)


# The page's file --------------------------------------------------------------------------------


def _of_page(text: str, name: str) -> ReturnedForm:
    """Return the form in the file that the page saves."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        why = getattr(error, "msg", error)
        raise UsageError(_("invalid JSON: {why}", why=why)) from error
    if not isinstance(data, dict) or _MARK not in data:
        raise UsageError(
            _("this is no return form: no table of it was found"),
            _("send back the form as it was received, filled in"),
        )
    pairs, tables = data.get("form"), data.get("rows")
    if not isinstance(pairs, list) or not isinstance(tables, dict):
        raise _damaged()
    form = form_record.form_of(map(_pair, pairs))
    problems: list[PlacedError] = []
    rows = {
        kind: list(_page_rows(kind, tables.get(kind, []), form, name, problems))
        for kind in FormTable
    }
    return ReturnedForm(name, form, rows, problems)


def _page_rows(
    kind: FormTable, rows: Any, form: ReturnForm, name: str, problems: list[PlacedError]
) -> Iterator[ReturnedRow]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _damaged()
    columns = {column.name: column for column in COLUMNS[kind]}
    money = Money(form.cover.unit, form.cover.currency)
    for number, row in enumerate(rows, 1):
        found = {}
        for key, text in row.items():
            if key not in columns or not isinstance(text, str):
                raise _damaged()
            place = f"{name}!{kind}!{number}.{key}"
            cell = Cell(text, number, 1)
            value = _value(columns[key], cell, money, place, problems)
            found[key] = ReturnedCell(value, place, _is_bare(columns[key], cell))
        yield ReturnedRow(f"{name}!{kind}!{number}", found)
