"""The content of a Hangul document as OWPML (KS X 6101).

Card text goes only into ``hp:t`` elements, so it can become neither markup nor a field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from xml.sax.saxutils import escape

from cardctl.i18n.layout import layout_of
from cardctl.report.document import (
    Document,
    Heading,
    ItemList,
    Note,
    Paragraph,
    Record,
    Table,
    TableGroup,
)
from cardctl.report.formats import paper
from cardctl.report.formats.millimetres import PADDING, POINTS
from cardctl.report.formats.paper import ROW_ENDS, TABLE_LEADING
from cardctl.report.formats.paper_links import PaperLinks

NAMESPACE = "http://www.hancom.co.kr/hwpml/2011/paragraph"

_UNITS = 7200 / 25.4
"""Hundredths of a point, the unit of length in the file, per millimetre."""

_SIDES, _ENDS = round(PADDING / 2 * _UNITS), round(100 * ROW_ENDS)
"""Margins within a cell, at the sides and at top and bottom."""

_HEIGHT = round(100 * POINTS * TABLE_LEADING) + 2 * _ENDS
"""Height of a row of one line: the minimum; readers compute the actual one."""

_MARGIN = f'left="{_SIDES}" right="{_SIDES}" top="{_ENDS}" bottom="{_ENDS}"'
_NO_MARGIN = 'left="0" right="0" top="0" bottom="0"'


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """Formatting of a paragraph: the ids of its shape, characters (normal and bold) and style."""

    shape: str
    run: str
    bold_run: str = ""
    style: str = "0"

    @property
    def bold(self) -> ParagraphFormat:
        """The same in bold."""
        return replace(self, run=self.bold_run)


@dataclass(frozen=True, slots=True)
class ParagraphFormats:
    """Formatting of all elements; *grid* and *shades* are ids of cell borders and backgrounds.

    *no_grid* is that of cells without borders.
    """

    title: ParagraphFormat
    headings: tuple[ParagraphFormat, ...]
    body: ParagraphFormat
    caption: ParagraphFormat
    items: tuple[ParagraphFormat, ...]
    left: ParagraphFormat
    right: ParagraphFormat
    centre: ParagraphFormat
    footer: ParagraphFormat
    grid: str
    no_grid: str
    shades: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    look: ParagraphFormat
    shade: str | None = None


class HwpxBody:
    """Writer for the sheets of a document; ids count up from 1."""

    def __init__(self, document: Document, links: PaperLinks, looks: ParagraphFormats) -> None:
        self.document = document
        self.links = links
        self.looks = looks
        self.ids = count(1)
        self.depth = 1

    def paragraphs(self, sheet: paper.PaperSheet) -> Iterator[str]:
        """Yield the paragraphs of *sheet*, including those that contain its tables."""
        for block, level in paper.levels(sheet.blocks, self.depth):
            self.depth = level - 1
            yield from self._block(block, level, sheet.room)

    def _block(self, block: paper.Shown, level: int, room: float) -> Iterator[str]:
        match block:
            case Table():
                yield from self._table(block, room)
            case TableGroup():
                for tables in paper.side_by_side(block.tables, room):
                    yield from self._beside(tables, room)
            case Record():
                yield from self._record(block, level, room)
            case _:
                yield from self._text(block)

    # Text

    def _text(self, block: Heading | Paragraph | Note | ItemList) -> Iterator[str]:
        match block:
            case Heading(level=1):
                yield self._paragraph(self.looks.title, block.line)
            case Heading():
                look = self.looks.headings[block.level - 2]
                yield self._paragraph(look, block.line, new_page=block.new_page)
            case Paragraph():
                yield self._paragraph(self.looks.body, block.text)
            case Note(urgent=True):
                yield self._paragraph(self.looks.body.bold, block.text, "! ")
            case Note():
                yield self._paragraph(
                    self.looks.body, block.text, layout_of(self.document.lang).note
                )
            case ItemList():
                for item in block.items:
                    look = self.looks.items[min(item.level, 3) - 1]
                    yield self._paragraph(look, item.text, f"{self.document.mark(item.level)} ")

    def _paragraph(
        self, look: ParagraphFormat, text: str, before: str = "", *, new_page: bool = False
    ) -> str:
        said = "<hp:lineBreak/>".join(map(escape, self.links.plain_lines(text)))
        return self._around(look, f"<hp:t>{before}{said}</hp:t>", new_page=new_page)

    def _around(self, look: ParagraphFormat, content: str, *, new_page: bool = False) -> str:
        return (
            f'<hp:p id="{next(self.ids)}" paraPrIDRef="{look.shape}" styleIDRef="{look.style}" '
            f'pageBreak="{new_page:d}" columnBreak="0" merged="0"><hp:run charPrIDRef="{look.run}">'
            f"{content}</hp:run></hp:p>"
        )

    # Tables

    def _table(self, table: Table, room: float, *, fill: bool = True) -> Iterator[str]:
        if table.caption:
            yield self._paragraph(self.looks.caption, table.caption)
        sizes = paper.column_widths(table, room, fill=fill)
        yield self._grid(list(self._rows(table)), sizes, headed=True)

    def _beside(self, tables: Sequence[Table], room: float) -> Iterator[str]:
        """Yield tables side by side: in the cells of a table without borders."""
        made = ["".join(self._table(table, room, fill=False)) for table in tables]
        if len(made) == 1:
            yield made[0]
            return
        sizes = [
            sum(paper.column_widths(table, room, fill=False)) + paper.BETWEEN for table in tables
        ]
        widths = [round(size * _UNITS) for size in sizes]
        cells = "".join(
            self._cell(inside, at, 0, widths[at], self.looks.no_grid, _NO_MARGIN)
            for at, inside in enumerate(made)
        )
        shape = (1, len(made))
        yield self._tabled(f"<hp:tr>{cells}</hp:tr>", shape, sum(widths), self.looks.no_grid)

    def _rows(self, table: Table) -> Iterator[list[_Cell]]:
        head = self.looks.centre.bold
        yield [_Cell(column.heading, head, paper.HEAD_SHADE) for column in table.columns]
        looks = [
            self.looks.right if column.kind.is_right else self.looks.left
            for column in table.columns
        ]
        for at, row in enumerate(table.rows, 1):
            if table.total and at == len(table.rows):
                looks = [look.bold for look in looks]
            yield [
                _Cell(cell.text, look, None if cell.signal is None else paper.SHADES[cell.signal])
                for cell, look in zip(row, looks, strict=True)
            ]

    def _record(self, record: Record, level: int, room: float) -> Iterator[str]:
        """The head as a heading, the fields as a two-column table."""
        if record.head:
            look = self.looks.headings[min(level - 1, 3) - 1]
            yield self._paragraph(look, paper.head_line(record))
        left = self.looks.left
        rows = [
            [_Cell(field.label, left.bold, paper.LABEL_SHADE), _Cell(field.text, left)]
            for field in record.fields
        ]
        if rows:
            yield self._grid(rows, [paper.LABEL, room - paper.LABEL])

    def _grid(
        self, rows: Sequence[Sequence[_Cell]], sizes: Sequence[float], *, headed: bool = False
    ) -> str:
        """Return a table in a paragraph of its own; it may span several pages."""
        widths = [round(size * _UNITS) for size in sizes]
        written = "".join(
            self._row(row, at, widths, head=headed and at == 0) for at, row in enumerate(rows)
        )
        shape = (len(rows), len(sizes))
        return self._tabled(written, shape, sum(widths), self.looks.grid, headed=headed)

    def _tabled(
        self,
        rows: str,
        shape: tuple[int, int],
        width: int,
        border: str,
        *,
        headed: bool = False,
    ) -> str:
        """Return a table of *shape* (rows, columns) and *width* with its *rows*.

        Readers compute its height. H2Orestart, the filter for LibreOffice, does so only if the
        height differs from that of the rows.
        """
        height = round(0.9 * _HEIGHT * shape[0])
        return self._around(
            self.looks.body,
            f'<hp:tbl id="{next(self.ids)}" zOrder="0" numberingType="TABLE" '
            'textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" '
            f'pageBreak="CELL" repeatHeader="{headed:d}" rowCnt="{shape[0]}" '
            f'colCnt="{shape[1]}" cellSpacing="0" borderFillIDRef="{border}" '
            f'noAdjust="0"><hp:sz width="{width}" widthRelTo="ABSOLUTE" '
            f'height="{height}" heightRelTo="ABSOLUTE" protect="0"/>'
            '<hp:pos treatAsChar="0" affectLSpacing="0" flowWithText="1" allowOverlap="0" '
            'holdAnchorAndSO="0" vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" '
            'horzAlign="LEFT" vertOffset="0" horzOffset="0"/>'
            '<hp:outMargin left="0" right="0" top="0" bottom="283"/>'
            f"<hp:inMargin {_MARGIN}/>{rows}</hp:tbl><hp:t/>",
        )

    def _row(self, row: Sequence[_Cell], at: int, widths: Sequence[int], *, head: bool) -> str:
        cells = (
            self._cell(
                self._inside(cell), column, at, widths[column], self._border(cell), head=head
            )
            for column, cell in enumerate(row)
        )
        return f"<hp:tr>{''.join(cells)}</hp:tr>"

    def _inside(self, cell: _Cell) -> str:
        return "".join(self._paragraph(cell.look, line) for line in paper.lines(cell.text))

    def _border(self, cell: _Cell) -> str:
        return self.looks.grid if cell.shade is None else self.looks.shades[cell.shade]

    def _cell(
        self,
        inside: str,
        column: int,
        row: int,
        width: int,
        border: str,
        margin: str = _MARGIN,
        *,
        head: bool = False,
    ) -> str:
        return (
            f'<hp:tc name="" header="{head:d}" hasMargin="0" protect="0" editable="0" dirty="0" '
            f'borderFillIDRef="{border}"><hp:subList id="" textDirection="HORIZONTAL" '
            'lineWrap="BREAK" vertAlign="TOP" linkListIDRef="0" linkListNextIDRef="0" '
            f'textWidth="0" textHeight="0" hasTextRef="0" hasNumRef="0">{inside}</hp:subList>'
            f'<hp:cellAddr colAddr="{column}" rowAddr="{row}"/>'
            '<hp:cellSpan colSpan="1" rowSpan="1"/>'
            f'<hp:cellSz width="{width}" height="{_HEIGHT}"/><hp:cellMargin {margin}/></hp:tc>'
        )

    def footer(self, room: float) -> str:
        """Return the foot of the pages: the author on the right, beside the page number."""
        if not self.document.author:
            return ""
        said = self._paragraph(self.looks.footer, " ".join(paper.lines(self.document.author)))
        return (
            '<hp:ctrl><hp:footer id="1" applyPageType="BOTH"><hp:subList id="" '
            'textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="BOTTOM" linkListIDRef="0" '
            f'linkListNextIDRef="0" textWidth="{room * _UNITS:.0f}" '
            f'textHeight="{paper.BOTTOM / 2 * _UNITS:.0f}" hasTextRef="0" hasNumRef="0">'
            f"{said}</hp:subList></hp:footer></hp:ctrl>"
        )
