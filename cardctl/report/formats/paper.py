"""What Word, Hangul and PDF share: pages, the widths of columns, links, and text fit for XML.

All lengths are millimetres. A page is A4, upright; it lies on its side only under a section with a
table that does not fit otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from cardctl.domain.base import LONGEST_ADDRESS
from cardctl.domain.signal import Colour
from cardctl.report.document import (
    Beside,
    Block,
    Cell,
    Chart,
    Document,
    Heading,
    ItemList,
    Note,
    Paragraph,
    Record,
    Table,
    records_of,
)
from cardctl.report.formats.millimetres import widths
from cardctl.report.formats.printable import columns, printable

SHORT_EDGE, LONG_EDGE = 210.0, 297.0
SIDE, TOP, BOTTOM = 20.0, 20.0, 20.0
"""The margins."""

LABEL = 28.0
"""The width of the labels of a record."""

BETWEEN = 5.0
"""The space between tables that stand side by side."""

SPLIT = 700
"""A row with a cell of more characters may be split between two pages."""

_LINE = 20
"""A line counts as at least so many characters: about what fits in a narrow column."""

_WHOLE_TABLE, _WHOLE_RECORD = 1600, 3000
"""A table or a record with no more columns of text, in all, stands whole on one page."""

SHADES: dict[Colour, str] = {
    Colour.RED: "F8D4D0",
    Colour.AMBER: "FBE7B8",
    Colour.GREEN: "DCEFD8",
    Colour.BLUE: "D6E4F5",
    Colour.GREY: "E6E6E6",
}
"""The shade behind a signal (RRGGBB): light, so that the sign and the word stay in black on it."""

HEAD_SHADE, LABEL_SHADE, INK = "E4E9F0", "F2F4F7", "1F3864"
"""The shades of the heads of tables and of labels, and the ink of headings and links."""

_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+")
_NOT_IN_XML = re.compile("[\ufffe\uffff]")


Shown = Heading | Paragraph | Note | ItemList | Table | Beside | Record
"""What paper shows: all blocks but charts, of which the tables stand here."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Blocks on pages of one direction."""

    blocks: tuple[Shown, ...]
    landscape: bool

    @property
    def room(self) -> float:
        """The width between the margins."""
        return (LONG_EDGE if self.landscape else SHORT_EDGE) - 2 * SIDE


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line of text; *link* is where it leads (``#id``: to the card in full)."""

    text: str
    link: str | None = None


def plain(text: str) -> str:
    """Give *text* without what steers a reader, and without what XML cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", printable(text))


def lines(text: str) -> list[str]:
    """Give the lines of *text*, each plain."""
    return [line.strip() for line in plain(text).strip().split("\n")]


def pieces(line: str) -> Iterator[Piece]:
    """Take a line apart at its links; only http, https and mailto become links.

    An address too long for the programs that would open it stays text: a PDF may not hold it.
    """
    at = 0
    for found in _LINK.finditer(line):
        address = found[0].rstrip(".,;:!?)]}'")
        if len(address) > LONGEST_ADDRESS:
            continue
        if found.start() > at:
            yield Piece(line[at : found.start()])
        yield Piece(address, address)
        at = found.start() + len(address)
    if at < len(line):
        yield Piece(line[at:])


def linked(text: str) -> list[list[Piece]]:
    """Give the lines of *text* in pieces."""
    return [list(pieces(line)) for line in lines(text)]


def cell_lines(cell: Cell, anchors: Container[str]) -> list[list[Piece]]:
    """Give the lines of a cell; an id leads to its card, where that is in the document."""
    if cell.card is not None and cell.text == cell.card and cell.card in anchors:
        return [[Piece(cell.text, f"#{cell.card}")]]
    return linked(cell.text)


def head_line(record: Record) -> str:
    """Give the head of a record on one line."""
    return "  ".join(" ".join(lines(cell.text)) for cell in record.head)


def anchors(document: Document) -> dict[str, Record]:
    """Give the record of each card that the document has in full: the last one of that card."""
    records = (block for block in document.blocks if isinstance(block, Record))
    return {identifier: record for record in records if (identifier := card_of(record))}


def card_of(record: Record) -> str | None:
    """Give the id of the card that *record* tells of, if it does."""
    return next((cell.card for cell in record.head if cell.card and cell.text == cell.card), None)


def sheets(document: Document) -> Iterator[Sheet]:
    """Split the document where the pages turn. A table too wide for any page becomes records."""
    turned = [(_is_wide(section), section) for section in _sections(document.blocks)]
    for landscape, group in groupby(turned, key=lambda pair: pair[0]):
        blocks = [block for _, section in group for block in section]
        yield Sheet(tuple(_fitting(blocks)), landscape)


def _sections(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Split at the headings of level 2; the title goes with what follows it."""
    section: list[Block] = []
    for block in blocks:
        begins = isinstance(block, Heading) and block.level == 2
        if begins and any(not isinstance(b, Heading) or b.level > 1 for b in section):
            yield section
            section = []
        section.append(block)
    yield section


def _is_wide(section: Iterable[Block]) -> bool:
    """Whether it fits on a page that lies on its side, and only there."""
    fits = [(_fits(t, SHORT_EDGE), _fits(t, LONG_EDGE)) for b in section for t in _tables(b)]
    return any(lying and not upright for upright, lying in fits)


def _tables(block: Block) -> tuple[Table, ...]:
    match block:
        case Table():
            return (block,)
        case Beside():
            return block.tables
        case Chart():
            return (block.table,)
    return ()


def _fits(table: Table, edge: float) -> bool:
    return widths(table, edge - 2 * SIDE) is not None


def _fitting(blocks: Iterable[Block]) -> Iterator[Shown]:
    """Give what paper can show: charts in a row as the tables behind them, side by side."""
    charts: list[Table] = []
    for block in blocks:
        if isinstance(block, Chart):
            charts.append(replace(block.table, caption=block.title))
            continue
        if charts:
            yield Beside(tuple(charts))
            charts = []
        if isinstance(block, Table) and not _fits(block, LONG_EDGE):
            yield from records_of(block)
        else:
            yield block
    if charts:
        yield Beside(tuple(charts))


def column_widths(table: Table, room: float, *, fill: bool = True) -> list[float]:
    """Give the widths of the columns of *table*, which together take *room*, or less if not *fill*.

    What is left when everything fits goes to the columns of words, else to all.
    """
    sizes = widths(table, room) or [room / len(table.columns)] * len(table.columns)
    spare = room - sum(sizes)
    if not fill or spare <= 0:
        return sizes
    wrapping = [0 if c.kind.is_fixed else c.weight for c in table.columns]
    shares = wrapping if any(wrapping) else [1] * len(sizes)
    return [size + spare * share / sum(shares) for size, share in zip(sizes, shares, strict=True)]


def side_by_side(tables: Iterable[Table], room: float) -> list[list[Table]]:
    """Put small tables into rows, each as many as stand beside one another in *room*."""
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
    """Tell whether a row with these texts may be split between two pages."""
    return any(len(text) + _LINE * text.count("\n") > SPLIT for text in cells)


def stays_together(block: Table | Record) -> bool:
    """Tell whether a table or a record is short enough to stand whole on one page."""
    if isinstance(block, Record):
        texts = [head_line(block), *(field.text for field in block.fields)]
        return _mass([text] for text in texts) <= _WHOLE_RECORD
    return _mass([cell.text for cell in row] for row in block.rows) <= _WHOLE_TABLE


def _mass(rows: Iterable[Iterable[str]]) -> int:
    """Columns of text in all; a row, and a line in it, counts as half a line at least."""
    return sum(40 + sum(columns(text) + 40 * text.count("\n") for text in texts) for texts in rows)


def levels(blocks: Iterable[Shown], deepest: int = 1) -> Iterator[tuple[Shown, int]]:
    """Give each block with the level that a heading under it has, so that none is skipped.

    *deepest* is the level of the heading above the first one; the title's is 1.
    """
    for block in blocks:
        if isinstance(block, Heading):
            deepest = block.level
        yield block, deepest + 1
