"""The report as a workbook: a sheet for each section, tables with filters, native charts.

Numbers, shares, amounts and dates are values with a number format, so that users can calculate with
them; all else is written as text, never as a formula or a link. Needs the extra `xlsx`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import groupby

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from cardctl.i18n import _
from cardctl.printable import plain
from cardctl.report.document import (
    Block,
    Cell,
    Chart,
    Column,
    ColumnKind,
    Document,
    Heading,
    ItemList,
    Note,
    Paragraph,
    Record,
    Table,
    TableGroup,
)
from cardctl.report.formats import xlsx_charts
from cardctl.report.formats.xlsx_cells import Cells
from cardctl.report.formats.xlsx_tables import as_table, column_widths, headers

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_HIGHEST_HEAD = 4
"""A table header further down is not frozen: it would leave no room for the rows."""

_Section = tuple[Heading, list[Block]]


def render(document: Document, *, day: date) -> bytes:
    """Return *document* as a workbook with the creation date *day*."""
    out = BytesIO()
    # In memory: no temporary files, and the zip members get Excel's constant time stamp.
    book = Workbook(out, {"in_memory": True})
    book.set_properties(
        {
            "title": plain(document.title)[:255],
            "author": plain(document.issuer)[:255],
            "created": datetime.combine(day, time()),
        }
    )
    cells = Cells(book, document.lang)
    taken: set[str] = set()
    for heading, blocks in _sections(document):
        page = book.add_worksheet(_sheet_name(heading.line, taken))
        _Sheet(book, page, cells, document).fill(heading, blocks)
    book.close()
    return out.getvalue()


def _sections(document: Document) -> Iterator[_Section]:
    """Yield the blocks under each level 2 heading; blocks before the first begin its section."""
    before: list[Block] = []
    section: _Section | None = None
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 2:
            if section:
                yield section
            section = block, before
            before = []
        elif isinstance(block, Heading) and block.level == 1:
            continue
        else:
            (section[1] if section else before).append(block)
    yield section or (Heading(2, document.title), before)


def _sheet_name(line: str, taken: set[str]) -> str:
    """Return a name that Excel accepts: at most 31 characters, none of ``[]:*?/\\``, and unique."""
    words = " ".join(_NOT_IN_A_NAME.sub(" ", plain(line)).split()).strip("'")
    wanted = words[:_LONGEST_NAME].strip() or "1"
    name, number = wanted, 2
    while name.lower() in taken:
        tail = f" {number}"
        name, number = wanted[: _LONGEST_NAME - len(tail)] + tail, number + 1
    taken.add(name.lower())
    return name


class _Sheet:
    """A sheet that is being written; blocks go from the top down."""

    def __init__(self, book: Workbook, page: Worksheet, cells: Cells, document: Document) -> None:
        self.book = book
        self.page = page
        self.cells = cells
        self.document = document
        self.row = 0
        self.tables: list[Table] = []  # all tables that share the sheet's columns
        self.heads: list[int] = []

    def fill(self, heading: Heading, blocks: Sequence[Block]) -> None:
        """Write a section: its heading, its blocks, then what depends on them all."""
        self._line(heading.line, "title")
        self.row += 1
        for block in _gathered(blocks, self.document.lang):
            self._block(block)
        for index, width in enumerate(column_widths(self.tables)):
            self.page.set_column(index, index, width)
        self.page.freeze_panes(self._frozen(), 0)
        self.page.set_landscape()
        self.page.set_paper(9)  # A4
        self.page.fit_to_pages(1, 0)
        self.page.set_footer("&C&P / &N")

    def _frozen(self) -> int:
        """Return how many rows to freeze: through the header of a single table, otherwise 1."""
        if len(self.heads) != 1 or self.heads[0] > _HIGHEST_HEAD:
            return 1
        self.page.repeat_rows(self.heads[0])
        return self.heads[0] + 1

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._line(block.line, "part")
            case Paragraph():
                self._line(block.text, "plain", after=1)
            case Note():
                self._line(block.text, "urgent" if block.urgent else "note", after=1)
            case ItemList():
                self._items(block)
            case Table():
                self.heads.append(self._table(block))
            case TableGroup(tables):
                self.heads += map(self._table, tables)
            case Record():
                self._record(block)
            case Chart():
                self._chart(block)

    def _line(self, text: str, style: str, after: int = 0) -> None:
        """Write text in the first cell, its lines one below the other, and *after* empty rows."""
        for line in plain(text).split("\n"):
            self.cells.write_text(self.page, self.row, 0, line, style)
            self.row += 1
        self.row += after

    def _items(self, block: ItemList) -> None:
        for item in block.items:
            indent = "    " * (item.level - 1)
            self._line(f"{indent}{self.document.mark(item.level)} {item.text}", "plain")
        self.row += 1

    def _record(self, record: Record) -> None:
        """Write a list of facts: labels in the first column, texts in the second."""
        for field in record.fields:
            self.cells.write_text(self.page, self.row, 0, field.label, "label")
            self.cells.write_text(self.page, self.row, 1, field.text, "value")
            self.row += 1
        self.row += 1
        rows = tuple((Cell(field.label), Cell(field.text)) for field in record.fields)
        self.tables.append(Table((Column("", ColumnKind.NAME), Column("", ColumnKind.PROSE)), rows))

    def _table(self, table: Table) -> int:
        """Write an Excel table with header and filter; return the row of its header.

        A row of totals goes below the table, outside it, so that sorting does not move it.
        """
        if table.caption:
            self._line(table.caption, "caption")
        self.tables.append(table)
        first, names = self.row, headers(table)
        body = table.rows[:-1] if table.total else table.rows
        if body:
            columns = [{"header": n, "header_format": self.cells.format("head")} for n in names]
            last = first + len(body), len(names) - 1
            options = {"columns": columns, "style": "Table Style Light 1"}
            self.page.add_table(first, 0, *last, options)
        else:
            for index, name in enumerate(names):
                self.cells.write_text(self.page, first, index, name, "head")
        for number, row in enumerate(table.rows, first + 1):
            total = table.total and row is table.rows[-1]
            for index, cell in enumerate(row):
                right = table.columns[index].kind.is_right
                self.cells.write(self.page, number, index, cell, right=right, total=total)
        self.row = first + len(table.rows) + 2
        return first

    def _chart(self, chart: Chart) -> None:
        """Write the table of the chart's data and, below it, a chart of the table's cells."""
        row = self._table(chart.table)
        if chart.labels:
            drawn = xlsx_charts.draw(self.book, self.page.get_name(), chart, row)
            self._line(chart.description, "note")
            self.page.insert_chart(self.row, 0, drawn, {"description": plain(chart.description)})
            self.row += xlsx_charts.ROWS


def _gathered(blocks: Sequence[Block], lang: str) -> Iterator[Block]:
    """Yield the blocks; consecutive card records become one table with a row for each card."""
    head = [_(name).render(lang) for name in ("No.", "Signal", "Matter")]
    for of_cards, run in groupby(blocks, _is_of_card):
        if of_cards:
            yield as_table([block for block in run if isinstance(block, Record)], head)
        else:
            yield from run


def _is_of_card(block: Block) -> bool:
    return isinstance(block, Record) and bool(block.head)
