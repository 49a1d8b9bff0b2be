"""The formats of the cells of a form as a workbook, its protection, and its pages in print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from cardctl.i18n.layout import layout_of
from cardctl.printable import columns, plain
from cardctl.sheets import form_words
from cardctl.sheets.form import Cover, FieldType

PROTECTION = {"format_columns": True, "format_rows": True, "autofilter": True}
"""What stays possible in a protected sheet, beside selecting cells."""

_LINE = 15.0
"""Height of a line of text in points, in a font with Hangul."""

_HIGHEST = 409.0
"""The most that Excel allows for a row, in points."""

_A4 = 9
_LONGEST_FOOTER = 120
"""Characters of the title in a footer; with codes, Excel takes 255."""

_BOX = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#A6A6A6"}
_STYLES: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 16, "font_color": "#1F3864", "valign": "vcenter"},
    "part": {"bold": True, "font_size": 12, "font_color": "#1F3864"},
    "label": {**_BOX, "bold": True, "bg_color": "#E4E9F0"},
    "plain": {"text_wrap": True, "valign": "top"},
    "number": {"valign": "top", "align": "right"},
    "head": {**_BOX, "bold": True, "valign": "vcenter", "align": "center", "bg_color": "#E4E9F0"},
    "input head": {
        **_BOX, "bold": True, "valign": "vcenter", "align": "center", "bg_color": "#FFE08A",
    },
    "shown": {**_BOX, "bg_color": "#F2F4F7"},
    "input": {**_BOX, "locked": False},
    "empty": {**_BOX, "bg_color": "#FFF8DC"},
    "required": {**_BOX, "bg_color": "#FFD3A8"},
}  # fmt: skip

_RIGHT = (FieldType.PERCENT, FieldType.MONEY, FieldType.NUMBER)

FILLS: dict[str, dict[str, object]] = {
    name: {"bg_color": _STYLES[name]["bg_color"]} for name in ("empty", "required")
}
"""Colours of cells that are still empty, for conditional formats."""


class FormSheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose rows still grow with what is typed, although they have a height.

    Without heights, LibreOffice cuts wrapped text; XlsxWriter marks each one as set by hand, and
    such a row never grows.
    """

    def _xml_start_tag_unencoded(self, tag: str, attributes: Attributes = ()) -> None:
        if tag == "row":
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


Attributes = Sequence[tuple[str, object]]


def height(texts: Iterable[tuple[str, int]], least: int = 1) -> float:
    """Return the height, in points, of a row with these texts in cells of these widths.

    It has room for *least* lines.
    """
    lines = (sum(_lines(line, width) for line in text.split("\n")) for text, width in texts)
    return min(_LINE * max([least, *lines]) + 3, _HIGHEST)


def _lines(line: str, width: int) -> int:
    return max(1, -(-columns(line) // max(width - 1, 1)))


class Styles:
    """The formats of a workbook in one language; each is created once."""

    def __init__(self, book: Workbook, lang: str) -> None:
        form = layout_of(lang)
        font = {"font_name": form.latin_font, "font_size": 10}
        self._numbers = {
            FieldType.DAY: form.excel_date,
            FieldType.PERCENT: "0",
            FieldType.MONEY: "#,##0",
            FieldType.NUMBER: "General",
        }
        self._format = cache(
            lambda name, more: book.add_format({**font, **_STYLES[name], **dict(more)})
        )
        self.fill = cache(lambda name: book.add_format(FILLS[name]))

    def __getitem__(self, name: str) -> Format:
        """Return the format of a named style."""
        return self._format(name, ())

    def cell(self, name: str, kind: FieldType) -> Format:
        """Return the format of a cell with values of a type; text stays what was typed."""
        more: dict[str, Any] = {"num_format": self._numbers.get(kind, "@")}
        if kind in _RIGHT:
            more["align"] = "right"
        elif kind is FieldType.DAY:
            more["align"] = "left"
        return self._format(name, tuple(more.items()))


def set_page(page: Worksheet, cover: Cover) -> None:
    """Set up printing: A4 landscape, with the title, the agency and the page at the bottom."""
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    title, agency = (
        plain(text).replace("\n", " ")[:60].replace("&", "&&")
        for text in (form_words.title(cover), cover.agency_name)
    )
    page.set_footer(f"&L{title}&C&P / &N&R{agency}")
