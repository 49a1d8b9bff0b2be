"""How the sheets of a workbook are printed: A4, one page wide, with running heads and feet."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from cardctl.printable import plain, shortened
from cardctl.report.document import Document

_A4 = 9
_SIDE, _TOP, _BOTTOM, _RUNNING = 0.4, 0.75, 0.7, 0.3
"""Margins, and the distance of head and foot from the edge of the page, in inches."""

_HEAD, _FOOT = 100, 60
"""Longest title in the head and longest name in the foot, in columns; Excel allows 255 in all."""


def set_up(page: Worksheet, document: Document, font: str, *, landscape: bool) -> None:
    """Set the paper, the margins, and the running head and foot of a sheet."""
    page.set_paper(_A4)
    page.set_landscape() if landscape else page.set_portrait()
    page.set_margins(left=_SIDE, right=_SIDE, top=_TOP, bottom=_BOTTOM)
    page.hide_gridlines(2)
    look = f'&"{font},Regular"&9'
    page.set_header(f"&R{look} {_said(document.title, _HEAD)}", {"margin": _RUNNING})
    foot = f"&L{look} {_said(document.author, _FOOT)}&C{look} &P / &N&R{look} &A"
    page.set_footer(foot, {"margin": _RUNNING})


def one_page_wide(page: Worksheet, last_row: int, last_column: int) -> None:
    """Print the cells up to the last ones, as wide as a page and as long as they are."""
    page.print_area(0, 0, last_row, last_column)
    page.fit_to_pages(1, 0)


def _said(text: str, most: int) -> str:
    """Return *text* on one line, as text: an ampersand begins a code."""
    return shortened(plain(text), most).replace("&", "&&")
