"""The one filter between card text and a spreadsheet that reads formulas."""

from __future__ import annotations

from cardctl.report.formats.printable import printable

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """Give *text* so that no spreadsheet takes it for a formula, and no control character is in it.

    A quote stands before one that begins, after spaces, with ``= + - @`` or their full-width
    forms, or with a tab or CR. Source: OWASP, CSV injection.
    """
    shown = printable(text)
    begins = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{shown}" if begins else shown
