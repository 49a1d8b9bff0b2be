"""Cells of a workbook: values with their number formats, and text that is never a formula."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from cardctl.domain.signal import Colour
from cardctl.i18n.layout import layout_of
from cardctl.report.document import Cell
from cardctl.report.formats.paper import HEAD_SHADE, INK, LABEL_SHADE, SHADES
from cardctl.spreadsheet_text import fitting

_EXACT = 10**15
"""Excel keeps fifteen digits: larger numbers are written as text."""

_FIRST_YEAR = 1901
"""Before this year, Excel's dates do not match the calendar."""

_UNITS = {"%": "0.0%", "±": "+#,##0;−#,##0;0"}
_BEFORE = re.compile(r"[^0-9]*")
_STYLES: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14, "font_color": f"#{INK}"},
    "part": {"bold": True, "font_size": 12, "font_color": f"#{INK}"},
    "caption": {"bold": True},
    "plain": {},
    "note": {"italic": True},
    "urgent": {"bold": True, "font_color": "#C00000"},
    "description": {"italic": True, "text_wrap": True, "valign": "bottom"},
    "label": {"bold": True, "valign": "top", "bg_color": f"#{LABEL_SHADE}"},
    "value": {"text_wrap": True, "valign": "top"},
    "head": {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "bg_color": f"#{HEAD_SHADE}",
        "border": 1,
    },
}
_LINES = {"text_wrap": True, "valign": "top"}
_IN_TABLE = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}


class Cells:
    """Writer for the cells of a workbook in one language; each format is created once."""

    def __init__(self, book: Workbook, lang: str) -> None:
        self._lang = lang
        self._style = cache(lambda style: book.add_format(_STYLES[style]))
        self._wrapped = cache(lambda style: book.add_format({**_STYLES[style], **_LINES}))
        self._look = cache(lambda *look: book.add_format(_look(*look)))

    def format(self, style: str) -> Format:
        """Return the format of a named style."""
        return self._style(style)

    def write_text(self, page: Worksheet, row: int, column: int, text: str, style: str) -> None:
        """Write *text* as text."""
        page.write_string(row, column, fitting(text), self.format(style))

    def write_wide(self, page: Worksheet, row: int, last: int, text: str, style: str) -> None:
        """Write *text* across the columns up to *last*, with as many lines as it needs."""
        form = self._wrapped(style)
        page.merge_range(row, 0, row, last, "", form)  # which would write text as a formula
        page.write_string(row, 0, fitting(text), form)

    def write(
        self, page: Worksheet, row: int, column: int, cell: Cell, *, right: bool, total: bool
    ) -> None:
        """Write a table cell: its value if Excel can represent it, else its text, if any."""
        value = cell.value
        if isinstance(value, date) and value.year >= _FIRST_YEAR:
            look = self._look(right, total, cell.signal, layout_of(self._lang).excel_date)
            page.write_datetime(row, column, datetime.combine(value, time()), look)
        elif isinstance(value, int | float | Decimal) and -_EXACT < value < _EXACT:
            look = self._look(right, total, cell.signal, _number_format(cell, value, self._lang))
            page.write_number(row, column, value, look)
        elif not cell.text:
            page.write_blank(row, column, None, self._look(right, total, cell.signal, ""))
        else:
            look = self._look(right, total, cell.signal, "")
            page.write_string(row, column, fitting(cell.text), look)


def _look(right: bool, total: bool, signal: Colour | None, form: str) -> dict[str, object]:
    look: dict[str, object] = {**_IN_TABLE, "bold": total, "num_format": form or "General"}
    if right:
        look |= {"align": "right", "indent": 1}
    elif form:
        look["align"] = "left"
    if signal:
        look["bg_color"] = f"#{SHADES[signal]}"
    return look


def _number_format(cell: Cell, value: float | Decimal, lang: str) -> str:
    """Return the number format of a value: by its unit, or with as many decimals as it has.

    An amount has the same prefix as in the text: the currency, or "about".
    """
    if cell.unit == "%" and cell.text.rstrip("%").isdecimal():
        return "0%"
    if cell.unit in _UNITS:
        return _UNITS[cell.unit]
    said = _BEFORE.match(cell.text)
    if cell.unit:
        money = layout_of(lang).money
        after = money.form.partition("{amount}")[2].format(currency=money.currency(cell.unit))
        suffix = f'"{after}"' if after else ""
        return f'"{said[0] if said else ""}"#,##0{suffix}'
    before = f'"{said[0]}"' if said and any(map(str.isalpha, said[0])) else ""
    decimals = -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0
    return before + (f"#,##0.{'0' * decimals}" if decimals > 0 else "#,##0")
