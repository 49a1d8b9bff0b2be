"""Links on paper: those to cards, and web addresses, which are listed where they are long.

A reader of a file follows a link; a reader of a printout has to type it. So a long address is
replaced by its host and a number, and the document ends with a list of these addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cardctl.domain.base import LONGEST_ADDRESS
from cardctl.i18n import gettext
from cardctl.i18n.layout import layout_of
from cardctl.report.document import (
    Block,
    Cell,
    Chart,
    Document,
    Heading,
    ItemList,
    Paragraph,
    Record,
    RecordField,
    Table,
    TableGroup,
)
from cardctl.report.formats import paper

LONGEST_SHOWN = 40
"""Length in characters of an address that is shown where it stands."""

_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+")
_HOST = re.compile(r"https?://(?:[^/?#\\]*@)?([^/?#\\]+)")
"""The host of an address, as a browser reads it: what stands before ``@`` is a user."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line of text; *link* is its target (``#id``: the full card)."""

    text: str
    link: str | None = None


class PaperLinks:
    """The links of one document."""

    def __init__(self, document: Document) -> None:
        self.anchors = paper.anchors(document)
        self.numbers: dict[str, int] = {}
        """The long addresses of the document, numbered as they occur."""
        for block in document.blocks:
            for text in _texts(block):
                self._number(text)

    def _number(self, text: str) -> None:
        if "://" not in text:
            return
        for line in paper.lines(text):
            for piece in pieces(line):
                if piece.link and _is_long(piece.link) and piece.text != line:
                    self.numbers.setdefault(piece.link, len(self.numbers) + 1)

    def lines(self, text: str) -> list[list[Piece]]:
        """Return the lines of *text*, each split into pieces, with long addresses shortened.

        A line that is nothing but an address stays whole.
        """
        return [[self._shown(piece, line) for piece in pieces(line)] for line in paper.lines(text)]

    def _shown(self, piece: Piece, line: str) -> Piece:
        number = self.numbers.get(piece.link or "")
        host = _HOST.match(piece.link or "")
        if number is None or host is None or piece.text == line:
            return piece
        return Piece(f"{host[1]} [{number}]", piece.link)

    def plain_lines(self, text: str) -> list[str]:
        """Return the lines of *text* as `lines`, without the targets."""
        if "://" not in text:
            return paper.lines(text)
        return ["".join(piece.text for piece in line) for line in self.lines(text)]

    def cell(self, cell: Cell) -> list[list[Piece]]:
        """Return the lines of a cell; an id links to its card if that is in the document."""
        if cell.card is not None and cell.text == cell.card and cell.card in self.anchors:
            return [[Piece(cell.text, f"#{cell.card}")]]
        return self.lines(cell.text)


def listed(document: Document) -> tuple[Document, PaperLinks]:
    """Return the document with the list of its long addresses at the end, and its links."""
    links = PaperLinks(document)
    if not links.numbers:
        return document, links
    fields = tuple(RecordField(f"[{number}]", address) for address, number in links.numbers.items())
    blocks = (Heading(2, gettext("Web addresses", document.lang)), Record(fields))
    *before, last = document.blocks
    ends = last == Paragraph(layout_of(document.lang).end)
    whole = (*before, *blocks, last) if ends else (*before, last, *blocks)
    return document._replace(blocks=whole), links


def pieces(line: str) -> Iterator[Piece]:
    """Split a line at its links; only http, https and mailto addresses become links.

    An address longer than programs can open stays text: a PDF must not contain such a link.
    """
    at = 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(".,;:!?)]}'")
        if len(address) > LONGEST_ADDRESS:
            continue
        if found.start() > at:
            yield Piece(line[at : found.start()])
        yield Piece(address, address)
        at = found.start() + len(address)
    if at < len(line):
        yield Piece(line[at:])


def _is_long(address: str) -> bool:
    return len(address) > LONGEST_SHOWN and _HOST.match(address) is not None


def _texts(block: Block) -> Iterator[str]:
    """Yield the texts of a block in which addresses become links."""
    match block:
        case ItemList():
            yield from (item.text for item in block.items)
        case Table():
            yield block.caption
            yield from (cell.text for row in block.rows for cell in row)
        case TableGroup():
            yield from _of_all(block.tables)
        case Chart():
            yield from _texts(block.table)
        case Record():
            yield from (field.text for field in block.fields)
        case _:
            yield block.text


def _of_all(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        yield from _texts(table)
