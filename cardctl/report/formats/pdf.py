"""PDF, typeset by Typst: PDF/A-2a for archiving and PDF/UA-1 for screen readers.

The document is passed to `report.typ` as data, never as markup. Both standards forbid characters
that the font does not have; `cardctl.report.fonts` chooses the fonts beforehand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from cardctl.errors import SystemProblem
from cardctl.i18n import _
from cardctl.report.document import (
    Cell,
    Document,
    Heading,
    Item,
    ItemList,
    Note,
    Paragraph,
    Record,
    Table,
    TableGroup,
)
from cardctl.report.fonts import Face, families, is_file, uncovered_chars
from cardctl.report.formats import paper
from cardctl.report.formats.millimetres import PADDING, POINTS
from cardctl.report.formats.paper_links import Piece, listed
from cardctl.resources import binary_resource

STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]

_TITLE = 255
_HEAD = 1_000
"""A longer heading continues in the text below it: PDF/A limits the length of outline strings."""

_LONG = 24
"""A word of at least this many characters may break anywhere, so that it stays in its column."""
_HUGE, _PART = 200, 4
"""A word of more than 200 characters may break only after every 4, because each break point costs
Typst time. Four characters fit into the narrowest column."""
_LONG_WORD = re.compile(rf"\S{{{_LONG},}}")

_STRETCH = 300
"""Minimum number of characters in one stretch of text."""

TypstData = dict[str, Any]


def render(document: Document, *, day: date, font: str | None = None) -> bytes:
    """Return *document* as a PDF with the creation date *day*.

    *font* is the name or the file of a font for all characters that it has. A character that no
    font has is written as its code point (``[U+1F389]``). Raises SystemProblem if *font* is not
    available, or if a Korean font must be installed.
    """
    known = _fonts(font)
    data = _Paged(document).whole(day)
    written = json.dumps(data, ensure_ascii=False)
    faces, name = _faces(known), _name(font, known)
    written = _spelled_out(written, uncovered_chars(written, faces, name))
    chain = families(written, faces, name)
    source = binary_resource("report/report.typ")
    try:
        made = typst.compile(
            source,
            font_paths=known,
            sys_inputs={"document": written, "fonts": json.dumps(chain, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=int(datetime.combine(day, time(), UTC).timestamp()),
        )
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        raise SystemProblem(
            _(
                "the fonts {fonts} lack a character: {why}",
                fonts=", ".join(chain),
                why=error.message,
            )
        ) from error
    return bytes(made)


# Fonts


def _fonts(font: str | None) -> typst.Fonts:
    """Return the installed fonts and, if *font* is a file, also those in its folder."""
    if font is None or not is_file(font):
        return typst.Fonts()
    if not Path(font).is_file():
        raise SystemProblem(_("file not found: {path}", path=font))
    return typst.Fonts(font_paths=[Path(font).absolute().parent])


def _name(font: str | None, known: typst.Fonts) -> str | None:
    """Return the family of *font*. Raises SystemProblem if *font* is a file but not a font."""
    if font is None or not is_file(font):
        return font
    wanted = Path(font).resolve()
    for info in known.fonts():
        if info.path and Path(info.path).resolve() == wanted:
            return info.family
    raise SystemProblem(_("{path} is not a font file", path=font))


def _faces(known: typst.Fonts) -> list[Face]:
    """Return one face of each family installed as files: upright, and closest to regular."""
    nearest: dict[str, typst.FontInfo] = {}
    for info in known.fonts():
        if info.path and info.style == "normal":
            best = nearest.get(info.family)
            if best is None or _distance_from_regular(info) < _distance_from_regular(best):
                nearest[info.family] = info
    return [Face(family, info.path, info.index) for family, info in nearest.items() if info.path]


def _spelled_out(written: str, characters: Iterable[str]) -> str:
    """Return *written* with each of *characters* replaced by its code point."""
    return written.translate({ord(char): f"[U+{ord(char):04X}]" for char in characters})


def _distance_from_regular(info: typst.FontInfo) -> tuple[float, int, str]:
    return abs(info.stretch - 1), abs(info.weight - 400), info.path or ""


# The document as data for Typst


class _Paged:
    """A document converted to data for Typst; each block becomes a mapping with a *kind*."""

    def __init__(self, document: Document) -> None:
        self.document, self.links = listed(document)

    def whole(self, day: date) -> TypstData:
        """Return the document as data, with the creation date *day*."""
        return {
            "title": _property(self.document.title),
            "author": _property(self.document.issuer),
            "lang": self.document.lang,
            "day": {"year": day.year, "month": day.month, "day": day.day},
            "ink": paper.INK,
            "foot": _property(self.document.author),
            "sizes": {
                "body": paper.BODY,
                "table": POINTS,
                "title": paper.TITLE,
                "foot": paper.FOOT,
                "headings": paper.HEADINGS,
            },
            "leading": paper.LEADING,
            "table-leading": paper.TABLE_LEADING,
            "padding": PADDING / 2,
            "row-ends": paper.ROW_ENDS,
            "sheets": list(self._sheets()),
        }

    def _sheets(self) -> Iterator[TypstData]:
        depth = 1
        margin = {"x": paper.SIDE, "top": paper.TOP, "bottom": paper.BOTTOM}
        for sheet in paper.sheets(self.document):
            blocks = []
            for block, level in paper.levels(sheet.blocks, depth):
                depth = level - 1
                blocks.append(self._block(block, level, sheet.room))
                if isinstance(block, Heading) and _rest(block.line):
                    blocks.append({"kind": "paragraph", "lines": self._lines(_rest(block.line))})
            yield {"landscape": sheet.landscape, "margin": margin, "blocks": blocks}

    def _block(self, block: paper.Shown, level: int, room: float) -> TypstData:
        match block:
            case Heading(level=1):
                return {"kind": "title", "lines": self._lines(_head(block.line))}
            case Heading():
                lines = self._lines(_head(block.line))
                return {
                    "kind": "heading",
                    "level": block.level,
                    "lines": lines,
                    "fresh": block.new_page,
                }
            case Paragraph():
                return {"kind": "paragraph", "lines": self._lines(block.text)}
            case Note():
                text = f"! {block.text}" if block.urgent else block.text
                return {"kind": "note", "lines": self._lines(text), "urgent": block.urgent}
            case ItemList():
                return {"kind": "items", "items": [self._item(item) for item in block.items]}
            case Table():
                return self._table(block, room)
            case TableGroup():
                rows = paper.side_by_side(block.tables, room)
                made = [[self._table(table, room, fill=False) for table in row] for row in rows]
                return {"kind": "beside", "rows": made, "between": paper.BETWEEN}
            case Record():
                return self._record(block, level, room)

    def _lines(self, text: str) -> list[list[TypstData]]:
        return _pieces(self.links.lines(text))

    def _item(self, item: Item) -> TypstData:
        mark = self.document.mark(item.level)
        return {"level": item.level, "mark": mark, "lines": self._lines(item.text)}

    def _table(self, table: Table, room: float, *, fill: bool = True) -> TypstData:
        return {
            "kind": "table",
            "caption": self._lines(table.caption) if table.caption else None,
            "widths": paper.column_widths(table, room, fill=fill),
            "right": [column.kind.is_right for column in table.columns],
            "shade": paper.HEAD_SHADE,
            "headings": [self._lines(column.heading) for column in table.columns],
            "rows": [self._row(row) for row in table.rows],
            "total": table.total,
            "together": paper.stays_together(table),
        }

    def _row(self, row: tuple[Cell, ...]) -> TypstData:
        long = paper.is_long(cell.text for cell in row)
        return {"long": long, "cells": [self._cell(cell) for cell in row]}

    def _cell(self, cell: Cell) -> TypstData:
        shade = None if cell.signal is None else paper.SHADES[cell.signal]
        return {"shade": shade, "lines": _pieces(self.links.cell(cell))}

    def _record(self, record: Record, level: int, room: float) -> TypstData:
        identifier = paper.card_of(record)
        head = paper.head_line(record)
        return {
            "kind": "record",
            "level": level,
            "head": self._lines(_head(head)),
            "rest": self._lines(_rest(head)),
            "anchor": identifier if self.links.anchors.get(identifier or "") is record else None,
            "together": paper.stays_together(record),
            "widths": [paper.LABEL, room - paper.LABEL],
            "shade": paper.LABEL_SHADE,
            "fields": [
                {
                    "label": self._lines(field.label),
                    "lines": self._lines(field.text),
                    "long": paper.is_long([field.text]),
                }
                for field in record.fields
            ],
        }


def _property(text: str) -> str:
    return " ".join(paper.lines(text))[:_TITLE]


def _head(text: str) -> str:
    return text if len(text) <= _HEAD else f"{text[:_HEAD]}…"


def _rest(text: str) -> str:
    """Return the part of a heading that continues below it."""
    return f"…{text[_HEAD:]}" if len(text) > _HEAD else ""


def _pieces(lines: Iterable[Iterable[Piece]]) -> list[list[TypstData]]:
    return [[{"text": _cuttable(p.text), "link": p.link} for p in line] for line in lines]


def _cuttable(text: str) -> str:
    """Return *text* with zero-width spaces in long words, where `report.typ` may break them.

    They also separate stretches of long text: Typst nests everything that the show rules of
    `report.typ` match within one stretch.
    """
    text = _LONG_WORD.sub(lambda found: _cut(found[0]), text)
    return "\u200b".join(_stretches(text)) if len(text) > _STRETCH else text


def _cut(word: str) -> str:
    """Return *word* with break points: after every character, or every few in a very long word."""
    step = 1 if len(word) <= _HUGE else _PART
    return "\u200b".join(word[at : at + step] for at in range(0, len(word), step))


def _stretches(text: str) -> Iterator[str]:
    """Split *text* after the first space that follows each `_STRETCH` characters."""
    start = 0
    while (space := text.find(" ", start + _STRETCH)) >= 0:
        yield text[start : space + 1]
        start = space + 1
    yield text[start:]
