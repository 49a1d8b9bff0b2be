"""Column widths of tables on paper. All lengths are in millimetres.

The fonts on the reader's machine are unknown, so text is measured as in a wide font: what fits here
also fits in Malgun Gothic, Arial, Nanum Gothic and DejaVu Sans.
"""

from __future__ import annotations

import unicodedata

from cardctl.report.document import ColumnKind, Table
from cardctl.report.formats.widths import Metrics

POINTS = 9.5
"""Font size in tables, in points."""

PADDING = 2.2
"""Total space between the text of a cell and its left and right borders."""

_SPARE = 1.4
"""Extra width for bold totals."""

_EM = POINTS * 25.4 / 72
_WIDE, _BROAD, _USUAL, _LOWER, _NARROW = (part * _EM for part in (1.0, 0.9, 0.65, 0.58, 0.4))
_SLIM, _STOUT = frozenset(" .,:;'|!()-ijlrtfI·"), frozenset("MWmw%@+−÷→")


def length(text: str) -> float:
    """Return the length of one line of text."""
    return sum(map(_advance, text))


def _advance(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return _WIDE
    if char in _STOUT:
        return _BROAD
    if char in _SLIM:
        return _NARROW
    return _LOWER if "a" <= char <= "z" else _USUAL


_PAGE = Metrics(
    length=length,
    margin=PADDING + _SPARE,
    comfort={ColumnKind.NAME: 19.0, ColumnKind.TITLE: 29.0, ColumnKind.PROSE: 34.0},
    longest_word=36.0,
    heading=16.0,
    step=0.5,
)

_TIGHT = _PAGE._replace(
    comfort={ColumnKind.NAME: 15.0, ColumnKind.TITLE: 24.0, ColumnKind.PROSE: 26.0},
    longest_word=26.0,
    heading=13.0,
)
"""For tables that would need a wider page otherwise: turning a page costs more than a line."""


def widths(table: Table, room: float) -> list[float] | None:
    """Return the column widths, so that the table takes at most *room*.

    None if a text column would become too narrow.
    """
    return _PAGE.share_out(table, room) or _TIGHT.share_out(table, room)
