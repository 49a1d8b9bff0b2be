"""The content of a Word document as WordprocessingML (ECMA-376, part 1).

Card text goes only into text runs (``w:t``), so it can become neither markup nor a field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from xml.sax.saxutils import escape

from cardctl.printable import plain
from cardctl.report.document import (
    Cell,
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
from cardctl.report.formats.paper_links import PaperLinks, Piece

TWIPS = 1440 / 25.4
"""Twips (twentieths of a point) per millimetre."""

_CENTRED, _RIGHT = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'
_AFTER_TABLE = '<w:p><w:pPr><w:spacing w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'


class DocxBody:
    """Writer for the sheets of a document with *links*; *relate* returns the id of an address."""

    def __init__(self, document: Document, links: PaperLinks, relate: Callable[[str], str]) -> None:
        self.document = document
        self.links = links
        self.relate = relate
        self.marks = 0
        self.depth = 1

    def written(self, sheet: paper.PaperSheet) -> str:
        """Return the blocks of *sheet* as XML."""
        return "".join(self._sheet(sheet))

    def _sheet(self, sheet: paper.PaperSheet) -> Iterator[str]:
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
            case Heading():
                style = "Title" if block.level == 1 else f"Heading{block.level - 1}"
                start = "<w:pageBreakBefore/>" if block.new_page else ""
                yield self._paragraph(style, block.line, more=start)
            case Paragraph():
                yield self._paragraph("Normal", block.text)
            case Note():
                before = "! " if block.urgent else ""
                yield self._paragraph("Note", block.text, before, bold=block.urgent)
            case ItemList():
                for item in block.items:
                    style = "List" if item.level == 1 else f"List{min(item.level, 3)}"
                    yield self._paragraph(style, item.text, f"{self.document.mark(item.level)}\t")

    def _paragraph(
        self, style: str, text: str, before: str = "", *, bold: bool = False, more: str = ""
    ) -> str:
        """Return a paragraph; *more* are its properties besides those of the style."""
        first = _run(before, bold=bold) if before else ""
        return f"{_opened(style, more)}{first}{self._runs(self.links.lines(text), bold=bold)}</w:p>"

    def _runs(self, lines: Sequence[Sequence[Piece]], *, bold: bool = False) -> str:
        """Return the runs of *lines*, separated by line breaks."""
        return "<w:r><w:br/></w:r>".join(
            "".join(self._piece(piece, bold=bold) for piece in line) for line in lines
        )

    def _piece(self, piece: Piece, *, bold: bool) -> str:
        if piece.link is None:
            return _run(piece.text, bold=bold)
        run = _run(piece.text, bold=bold, style="Hyperlink")
        if piece.link.startswith("#"):
            return f'<w:hyperlink w:anchor="{_bookmark(piece.link[1:])}">{run}</w:hyperlink>'
        return f'<w:hyperlink r:id="{self.relate(piece.link)}">{run}</w:hyperlink>'

    # Tables

    def _table(self, table: Table, room: float, *, fill: bool = True) -> Iterator[str]:
        if table.caption:
            yield self._paragraph("Caption", table.caption)
        sizes = paper.column_widths(table, room, fill=fill)
        headings = [Cell(column.heading) for column in table.columns]
        yield _table_start(sizes)
        yield self._row(headings, [_CENTRED] * len(sizes), sizes, head=True)
        aligned = [_RIGHT if column.kind.is_right else "" for column in table.columns]
        whole = paper.stays_together(table)
        for at, row in enumerate(table.rows, 1):
            keep = _kept(at, len(table.rows), whole=whole)
            bold = table.total and at == len(table.rows)
            yield self._row(row, [keep + jc for jc in aligned], sizes, bold=bold)
        yield f"</w:tbl>{_AFTER_TABLE}"

    def _beside(self, tables: Sequence[Table], room: float) -> Iterator[str]:
        """Yield tables side by side: in the cells of a table without borders."""
        made = ["".join(self._table(table, room, fill=False)) for table in tables]
        if len(made) == 1:
            yield made[0]
            return
        sizes = [
            sum(paper.column_widths(table, room, fill=False)) + paper.BETWEEN for table in tables
        ]
        cells = tuple(_cell(size, "", inside) for size, inside in zip(sizes, made, strict=True))
        yield f"{_table_start(sizes, 'Beside')}{_row(cells, long=False)}</w:tbl>{_AFTER_TABLE}"

    def _row(
        self,
        cells: Sequence[Cell],
        properties: Sequence[str],
        sizes: Sequence[float],
        *,
        head: bool = False,
        bold: bool = False,
    ) -> str:
        made = (
            self._cell(cell, size, more, head=head, bold=bold)
            for cell, size, more in zip(cells, sizes, properties, strict=True)
        )
        return _row(made, long=paper.is_long(cell.text for cell in cells), head=head)

    def _cell(self, cell: Cell, size: float, more: str, *, head: bool, bold: bool) -> str:
        shade = f'{_shading(paper.HEAD_SHADE)}<w:vAlign w:val="center"/>' if head else ""
        if cell.signal is not None:
            shade = _shading(paper.SHADES[cell.signal])
        style = "TableHead" if head else "TableText"
        runs = self._runs(self.links.cell(cell), bold=bold)
        return _cell(size, shade, f"{_opened(style, more)}{runs}</w:p>")

    # Records

    def _record(self, record: Record, level: int, room: float) -> Iterator[str]:
        """The head as a heading, the fields as a two-column table."""
        if record.head:
            yield self._record_head(record, min(level - 1, 3))
        sizes = [paper.LABEL, room - paper.LABEL]
        whole = paper.stays_together(record)
        yield _table_start(sizes)
        for at, field in enumerate(record.fields, 1):
            opened = _opened("TableText", _kept(at, len(record.fields), whole=whole))
            label = _run(plain(field.label), bold=True)
            told = self._runs(self.links.lines(field.text))
            cells = (
                _cell(sizes[0], _shading(paper.LABEL_SHADE), f"{opened}{label}</w:p>"),
                _cell(sizes[1], "", f"{opened}{told}</w:p>"),
            )
            yield _row(cells, long=paper.is_long([field.text]))
        yield f"</w:tbl>{_AFTER_TABLE}"

    def _record_head(self, record: Record, level: int) -> str:
        text = _run(paper.head_line(record))
        anchor = paper.card_of(record)
        if anchor and self.links.anchors[anchor] is record:
            self.marks += 1
            name = _bookmark(anchor)
            text = (
                f'<w:bookmarkStart w:id="{self.marks}" w:name="{name}"/>{text}'
                f'<w:bookmarkEnd w:id="{self.marks}"/>'
            )
        return f"{_opened(f'Heading{level}')}{text}</w:p>"


def _shading(fill: str) -> str:
    """Return the shading of a cell in the colour *fill* (RRGGBB)."""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


def _opened(style: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>'


def _run(text: str, *, bold: bool = False, style: str = "") -> str:
    """Return a run of text on one line; tabs are kept."""
    look = f'<w:rStyle w:val="{style}"/>' if style else ""
    look += "<w:b/><w:bCs/>" if bold else ""
    opened = '<w:t xml:space="preserve">'
    parts = f"</w:t><w:tab/>{opened}".join(map(escape, text.split("\t")))
    return f"<w:r><w:rPr>{look}</w:rPr>{opened}{parts}</w:t></w:r>"


def _kept(at: int, count: int, *, whole: bool) -> str:
    """Return `keepNext` if row *at* must be on the same page as the next row.

    This applies to all rows of a *whole* table, otherwise to the first row and the last three.
    """
    return "<w:keepNext/>" if at < count and (whole or at == 1 or at > count - 3) else ""


def _bookmark(identifier: str) -> str:
    return identifier.replace("-", "_")


def _table_start(sizes: Sequence[float], style: str = "TableGrid") -> str:
    grid = "".join(f'<w:gridCol w:w="{size * TWIPS:.0f}"/>' for size in sizes)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>'
        f'<w:tblW w:w="{sum(sizes) * TWIPS:.0f}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:firstRow="1" w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )


def _row(cells: Iterator[str] | tuple[str, ...], *, long: bool, head: bool = False) -> str:
    properties = ("" if long else "<w:cantSplit/>") + ("<w:tblHeader/>" if head else "")
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(size: float, properties: str, content: str) -> str:
    width = f'<w:tcW w:w="{size * TWIPS:.0f}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{width}{properties}</w:tcPr>{content}</w:tc>"
