"""Keep card text from becoming a formula in a spreadsheet."""

from __future__ import annotations

from cardctl.report.formats.printable import printable

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """Return *text* without control characters, so that no spreadsheet reads it as a formula.

    A quote is added before text that begins, after any spaces, with ``= + - @`` or their full-width
    forms, or with a tab or CR. Source: OWASP, CSV injection.
    """
    shown = printable(text)
    begins = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{shown}" if begins else shown
