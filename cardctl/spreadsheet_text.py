"""Text for the cells of a spreadsheet: never a formula, and not too long."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from cardctl.printable import plain, printable

LONGEST = 32_767
"""Excel's limit for the text of a cell, in UTF-16 code units."""

_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

BOM = "\ufeff"
"""Byte order mark; without it, Excel misreads Hangul in CSV."""


def csv_text(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table as CSV for spreadsheets: RFC 4180, a byte order mark, and no formula."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return BOM + out.getvalue()


def guarded(text: str) -> str:
    """Return *text* without control characters, so that no spreadsheet reads it as a formula.

    A quote is added before text that would be one.
    """
    shown = printable(text)
    return f"'{shown}" if is_formula(text) else quoted(shown)


def is_formula(text: str) -> bool:
    """Whether *text* begins, after any spaces, with ``= + - @``, their full-width forms, tab or CR.

    Source: OWASP, CSV injection.
    """
    return text.startswith(_SIGNS) or text.lstrip().startswith(_SIGNS)


def quoted(text: str) -> str:
    """Return *text* with a quote before it if it is a formula, or would be without its quotes."""
    return f"'{text}" if is_formula(text.lstrip("'")) else text


def unquoted(text: str) -> str:
    """Return the text that `quoted` returned *text* for."""
    return text[1:] if text.startswith("'") and is_formula(text.lstrip("'")) else text


def fitting(text: str) -> str:
    """Return *text* without characters that Excel cannot show, truncated to the limit of a cell."""
    shown = plain(text)
    units = shown.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return shown
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
