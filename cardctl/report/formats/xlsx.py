"""The report as a workbook: a sheet for each section, tables with filters, native charts.

The first section is the table of all cards, which no other format has.

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
from cardctl.i18n.layout import layout_of
from cardctl.printable import columns, plain
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
from cardctl.report.formats.xlsx_charts import Drawn
from cardctl.report.formats.xlsx_print import one_page_wide, set_up
from cardctl.report.formats.xlsx_tables import (
    HIGHEST,
    MANY,
    PORTRAIT,
    as_table,
    column_widths,
    head_height,
    headers,
    height_of,
    row_height,
)

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_HIGHEST_HEAD = 4
"""A table header further down is not frozen: it would leave no room for the rows."""

_LINE, _ROW_ENDS = 13.5, 2.0
"""Height of a line, and of the space above and below the text of a row, in points."""

_ROOM, _SPARE = 90, 9
"""Least width of a sheet, so that there is room for text, and width of a column without a table."""

_HEAD = (_("No."), _("follow-up|State"), _("Matter"), _("sheet|Field"), _("sheet|Text"))
"""Headings of cards in full."""

_Section = tuple[Heading, list[Block]]


def render(document: Document, *, day: date) -> bytes:
    """Return *document* as a workbook with the creation date *day*."""
    out = BytesIO()
    # In memory: no temporary files, and the zip members get Excel's constant time stamp.
    font = {"font_name": layout_of(document.lang).latin_font, "font_size": 10}
    book = Workbook(out, {"in_memory": True, "default_format_properties": font})
    book.set_properties(
        {
            "title": plain(document.title)[:255],
            "author": plain(document.issuer)[:255],
            "created": datetime.combine(day, time()),
        }
    )
    cells = Cells(book, document.lang)
    taken: set[str] = set()
    charts: list[Drawn] = []
    for heading, blocks in _sections(document):
        page = book.add_worksheet(_sheet_name(heading.line, taken))
        sheet = _Sheet(book, page, cells, document)
        sheet.fill(heading, blocks)
        charts += sheet.charts
    if charts:
        name = _sheet_name(_("Charts").render(document.lang), taken)
        _add_charts(book.add_worksheet(name), document, charts, cells)
    book.close()
    return out.getvalue()


def _add_charts(page: Worksheet, document: Document, charts: Sequence[Drawn], cells: Cells) -> None:
    set_up(page, document, layout_of(document.lang).latin_font, landscape=False)
    xlsx_charts.place(page, charts, cells.format("description"))


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
        self.font = layout_of(document.lang).latin_font
        self.row = 0
        self.widths: list[int] = []
        self.heads: list[int] = []
        self.charts: list[Drawn] = []

    def fill(self, heading: Heading, blocks: Sequence[Block]) -> None:
        """Write a section: its heading, its blocks, then what depends on them all."""
        shown = list(_gathered(blocks, self.document.lang))
        self._set_widths([table for block in shown for table in _tables(block)])
        self._line(heading.line, "title")
        self.row += 1
        for block in shown:
            self._block(block)
        self._freeze()
        landscape = sum(self.widths) > PORTRAIT
        set_up(self.page, self.document, self.font, landscape=landscape)
        one_page_wide(self.page, max(self.row - 1, 0), len(self.widths) - 1)

    def _set_widths(self, tables: Sequence[Table]) -> None:
        """Set the width of each column, and add columns until there is room for text."""
        self.widths = column_widths(tables)
        missing = _ROOM - sum(self.widths)
        if missing > 0:
            self.widths += [_SPARE] * -(-missing // _SPARE)
        for index, width in enumerate(self.widths):
            self.page.set_column(index, index, width)

    def _freeze(self) -> None:
        """Freeze the header of a single table near the top, and repeat it on each page.

        Otherwise, freeze the title. Of a list, the number and the name of each row stay, too.
        """
        if len(self.heads) != 1 or self.heads[0] > _HIGHEST_HEAD:
            self.page.freeze_panes(1, 0)
            return
        self.page.repeat_rows(self.heads[0])
        self.page.freeze_panes(self.heads[0] + 1, 2 if len(self.widths) > MANY else 0)

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
        room = sum(self.widths)
        for line in plain(text).split("\n"):
            if columns(line) < room:
                self.cells.write_text(self.page, self.row, 0, line, style)
            else:
                self.cells.write_wide(self.page, self.row, len(self.widths) - 1, line, style)
                self._set_height(self.row, height_of(line, room))
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
            self._set_height(self.row, height_of(field.text, self.widths[1]))
            self.row += 1
        self.row += 1

    def _table(self, table: Table) -> int:
        """Write an Excel table with header and filter; return the row of its header.

        A row of totals goes below the table, outside it, so that sorting does not move it.
        """
        if table.caption:
            self._line(table.caption, "caption")
        first, names = self.row, headers(table)
        body = table.rows[:-1] if table.total else table.rows
        if body:
            heads = [{"header": n, "header_format": self.cells.format("head")} for n in names]
            last = first + len(body), len(names) - 1
            options = {"columns": heads, "style": "Table Style Light 1"}
            self.page.add_table(first, 0, *last, options)
        else:
            for index, name in enumerate(names):
                self.cells.write_text(self.page, first, index, name, "head")
        self._set_height(first, head_height(names, self.widths))
        for number, row in enumerate(table.rows, first + 1):
            self._set_height(number, row_height(row, self.widths))
            total = table.total and row is table.rows[-1]
            for index, cell in enumerate(row):
                right = table.columns[index].kind.is_right
                self.cells.write(self.page, number, index, cell, right=right, total=total)
        self.row = first + len(table.rows) + 2
        return first

    def _set_height(self, row: int, lines: int) -> None:
        """Set the height of a row: not all programs fit it to the text when they open a file."""
        if lines > 1:
            self.page.set_row(row, _LINE * min(lines, HIGHEST) + _ROW_ENDS)

    def _chart(self, chart: Chart) -> None:
        """Write the table of the chart's data, and keep a chart of the table's cells."""
        row = self._table(chart.table)
        if chart.labels:
            name = self.page.get_name()
            days = layout_of(self.document.lang).excel_date
            drawn = xlsx_charts.draw(self.book, name, chart, row, self.font, days)
            self.charts.append(drawn)


def _tables(block: Block) -> tuple[Table, ...]:
    """Return the tables of a block; a list of facts is one of two columns."""
    match block:
        case Table():
            return (block,)
        case TableGroup():
            return block.tables
        case Chart():
            return (block.table,)
        case Record():
            rows = tuple((Cell(field.label), Cell(field.text)) for field in block.fields)
            return (Table((Column("", ColumnKind.NAME), Column("", ColumnKind.PROSE)), rows),)
    return ()


def _gathered(blocks: Sequence[Block], lang: str) -> Iterator[Block]:
    """Yield the blocks; consecutive card records become one table with a row for each field."""
    head = [name.render(lang) for name in _HEAD]
    for of_cards, run in groupby(blocks, _is_of_card):
        if of_cards:
            yield as_table([block for block in run if isinstance(block, Record)], head)
        else:
            yield from run


def _is_of_card(block: Block) -> bool:
    return isinstance(block, Record) and bool(block.head)
