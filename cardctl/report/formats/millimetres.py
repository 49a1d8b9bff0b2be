"""How the columns of a table share the width of a page. All lengths are millimetres.

The fonts of the reader's machine are not known, so text is measured as in a wide one: what fits
here fits in Malgun Gothic, Arial, Nanum Gothic and DejaVu Sans alike.
"""

from __future__ import annotations

import unicodedata

from cardctl.report.document import Kind, Table
from cardctl.report.formats.widths import Ruler

POINTS = 9.0
"""The size of text in tables."""

PADDING = 2.6
"""The space between the text of a cell and the borders at both its sides."""

_SPARE = 1.4
"""For the bold of a total."""

_EM = POINTS * 25.4 / 72
_WIDE, _BROAD, _USUAL, _NARROW = (part * _EM for part in (1.0, 0.9, 0.65, 0.4))
_SLIM, _STOUT = frozenset(" .,:;'|!()-ijlrtfI·"), frozenset("MWmw%@+−÷→")


def length(text: str) -> float:
    """Give the length of one line of text."""
    return sum(map(_advance, text))


def _advance(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return _WIDE
    if char in _STOUT:
        return _BROAD
    return _NARROW if char in _SLIM else _USUAL


_PAGE = Ruler(
    length=length,
    margin=PADDING + _SPARE,
    comfort={Kind.NAME: 19.0, Kind.TITLE: 29.0, Kind.PROSE: 34.0},
    longest_word=36.0,
    heading=16.0,
    step=0.5,
)


def widths(table: Table, room: float) -> list[float] | None:
    """Give each column its width, so that the table takes at most *room*.

    None where a column of words would become a strip.
    """
    return _PAGE.share_out(table, room)
