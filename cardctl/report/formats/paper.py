"""Shared by Word, Hangul and PDF: pages, column widths, and text that is valid in XML.

All lengths are in millimetres. Pages are A4 portrait; landscape is used only for a section with a
table that does not fit otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from cardctl.domain.signal import Colour
from cardctl.printable import columns, plain
from cardctl.report.document import (
    Block,
    Chart,
    Document,
    Heading,
    ItemList,
    Note,
    Paragraph,
    Record,
    Table,
    TableGroup,
    table_records,
)
from cardctl.report.formats.millimetres import widths

SHORT_EDGE, LONG_EDGE = 210.0, 297.0
SIDE, TOP, BOTTOM = 20.0, 17.0, 17.0
"""Page margins."""

BODY, TITLE, FOOT = 11.0, 16.0, 9.0
"""Font sizes in points, of text, the title and the foot of a page. Tables are in `POINTS`."""

HEADINGS = (13.0, 12.0, 11.0)
"""Font sizes of the headings of levels 2, 3 and 4."""

LEADING, TABLE_LEADING = 1.35, 1.2
"""Distance of lines, as a multiple of the font size. Fonts differ too much to leave it to them."""

ROW_ENDS = 1.2
"""Space above and below the text of a cell, in points."""

LABEL = 28.0
"""Width of the label column of a record."""

BETWEEN = 5.0
"""Space between tables placed side by side."""

SPLIT = 700
"""A row with a cell of more characters than this may break across pages."""

_LINE = 20
"""Characters counted for each line break: about what fits on a line of a narrow column."""

_WHOLE_TABLE, _WHOLE_RECORD = 1600, 1200
"""A table or record with at most this many columns of text in total is kept on one page."""

SHADES: dict[Colour, str] = {
    Colour.RED: "F8D4D0",
    Colour.AMBER: "FBE7B8",
    Colour.GREEN: "DCEFD8",
    Colour.BLUE: "D6E4F5",
    Colour.GREY: "E6E6E6",
}
"""Background of a signal (RRGGBB): light, because the symbol and the name are printed in black."""

HEAD_SHADE, LABEL_SHADE, INK = "E4E9F0", "F2F4F7", "1F3864"
"""Background of table headers and of labels, and the colour of headings and links."""

Shown = Heading | Paragraph | Note | ItemList | Table | TableGroup | Record
"""The blocks that are printed: all but charts, which are replaced by their tables."""


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """Blocks on pages of one orientation."""

    blocks: tuple[Shown, ...]
    landscape: bool

    @property
    def room(self) -> float:
        """The width between the margins."""
        return (LONG_EDGE if self.landscape else SHORT_EDGE) - 2 * SIDE


def lines(text: str) -> list[str]:
    """Return the lines of *text*, each as `plain`."""
    return [line.strip() for line in plain(text).strip().split("\n")]


def head_line(record: Record) -> str:
    """Return the head of a record on one line."""
    return "  ".join(" ".join(lines(cell.text)) for cell in record.head)


def anchors(document: Document) -> dict[str, Record]:
    """Return the record of each card that is shown in full: the last record of that card."""
    records = (block for block in document.blocks if isinstance(block, Record))
    return {identifier: record for record in records if (identifier := card_of(record))}


def card_of(record: Record) -> str | None:
    """Return the id of the card that *record* is about, or None."""
    return next((cell.card for cell in record.head if cell.card and cell.text == cell.card), None)


def sheets(document: Document) -> Iterator[PaperSheet]:
    """Split the document by orientation. A table too wide for any page becomes records."""
    turned = [(_is_wide(section), section) for section in _sections(document.blocks)]
    for landscape, group in groupby(turned, key=lambda pair: pair[0]):
        blocks = _fitting(block for _, section in group for block in section)
        yield PaperSheet(tuple(_unbroken(blocks)), landscape)


def _sections(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Split at level 2 headings; the title stays with what follows it."""
    section: list[Block] = []
    for block in blocks:
        begins = isinstance(block, Heading) and block.level == 2
        if begins and any(not isinstance(b, Heading) or b.level > 1 for b in section):
            yield section
            section = []
        section.append(block)
    yield section


def _unbroken(blocks: Iterable[Shown]) -> Iterator[Shown]:
    """Yield the blocks of a sheet, without a page break before the first: a sheet starts a page."""
    for number, block in enumerate(blocks):
        if number == 0 and isinstance(block, Heading):
            yield block._replace(new_page=False)
        else:
            yield block


def _is_wide(section: Iterable[Block]) -> bool:
    """Return whether a section has a table that fits on a landscape page only."""
    fits = [(_fits(t, SHORT_EDGE), _fits(t, LONG_EDGE)) for b in section for t in _tables(b)]
    return any(lying and not upright for upright, lying in fits)


def _tables(block: Block) -> tuple[Table, ...]:
    match block:
        case Table():
            return (block,)
        case TableGroup():
            return block.tables
        case Chart():
            return (block.table,)
    return ()


def _fits(table: Table, edge: float) -> bool:
    return widths(table, edge - 2 * SIDE) is not None


def _fitting(blocks: Iterable[Block]) -> Iterator[Shown]:
    """Yield printable blocks: charts become tables side by side, tables too wide become records."""
    charts: list[Table] = []
    for block in blocks:
        if isinstance(block, Chart):
            charts.append(block.table._replace(caption=block.title))
            continue
        if charts:
            yield TableGroup(tuple(charts))
            charts = []
        if isinstance(block, Table) and not _fits(block, LONG_EDGE):
            yield from table_records(block)
        else:
            yield block
    if charts:
        yield TableGroup(tuple(charts))


def column_widths(table: Table, room: float, *, fill: bool = True) -> list[float]:
    """Return the column widths of *table*, which add up to *room*, or less if not *fill*.

    Spare width goes to the wrapping columns, or to all columns if there are none.
    """
    sizes = widths(table, room) or [room / len(table.columns)] * len(table.columns)
    spare = room - sum(sizes)
    if not fill or spare <= 0:
        return sizes
    wrapping = [0 if c.kind.is_fixed else c.weight for c in table.columns]
    shares = wrapping if any(wrapping) else [1] * len(sizes)
    return [size + spare * share / sum(shares) for size, share in zip(sizes, shares, strict=True)]


def side_by_side(tables: Iterable[Table], room: float) -> list[list[Table]]:
    """Arrange small tables in rows, as many side by side as fit in *room*."""
    rows: list[list[Table]] = []
    left = 0.0
    for table in tables:
        width = sum(column_widths(table, room, fill=False))
        if not rows or width > left:
            rows.append([])
            left = room
        rows[-1].append(table)
        left -= width + BETWEEN
    return rows


def is_long(cells: Iterable[str]) -> bool:
    """Return whether a row with these texts may break across pages."""
    return any(len(text) + _LINE * text.count("\n") > SPLIT for text in cells)


def stays_together(block: Table | Record) -> bool:
    """Return whether a table or record is short enough to keep on one page."""
    if isinstance(block, Record):
        texts = [head_line(block), *(field.text for field in block.fields)]
        return _mass([text] for text in texts) <= _WHOLE_RECORD
    return _mass([cell.text for cell in row] for row in block.rows) <= _WHOLE_TABLE


def _mass(rows: Iterable[Iterable[str]]) -> int:
    """Return the total columns of text; each row and each line break adds half a line (40)."""
    return sum(40 + sum(columns(text) + 40 * text.count("\n") for text in texts) for texts in rows)


def levels(blocks: Iterable[Shown], deepest: int = 1) -> Iterator[tuple[Shown, int]]:
    """Yield each block with the level for a heading below it, so that no level is skipped.

    *deepest* is the level of the last heading before the first block; the title has level 1.
    """
    for block in blocks:
        if isinstance(block, Heading):
            deepest = block.level
        yield block, deepest + 1
