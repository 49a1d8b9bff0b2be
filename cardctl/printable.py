"""Make text safe to print and to put into files, and measure its width in columns."""

from __future__ import annotations

import re
import unicodedata

_HARMLESS = frozenset("\n\u200c\u200d\u200e\u200f")
"""Line ends, joiners and direction marks: they cannot move the cursor or reorder a line."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_ZERO_WIDTH = frozenset({"Mn", "Me", "Cf", "Cc"})


def printable(text: str) -> str:
    r"""Return *text* without characters that control a terminal.

    Control characters (including escape sequences), bidi overrides, zero-width characters and lone
    surrogates become U+FFFD; a tab becomes a space. Line ends are kept, as ``\n``.
    """
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\t", " ")
    if text.replace("\n", "").isprintable():
        return text
    return "".join(
        "\ufffd" if unicodedata.category(char) in _UNSEEN and char not in _HARMLESS else char
        for char in text
    )


def plain(text: str) -> str:
    """Return *text* as `printable`, without characters that are invalid in XML."""
    return _NOT_IN_XML.sub("\ufffd", printable(text))


def columns(text: str) -> int:
    """Return the width of one line in terminal columns; Hangul and other wide characters take 2."""
    return len(text) if text.isascii() else sum(map(_COLUMNS.__getitem__, text))


def shortened(text: str, width: int) -> str:
    """Return *text* on one line of at most *width* columns, cut with an ellipsis if necessary."""
    line = " ".join(printable(text).split())
    if columns(line) <= width:
        return line
    kept, room = "", width - 1
    for char in line:
        room -= columns(char)
        if room < 0:
            break
        kept += char
    return f"{kept.rstrip()}…"


class _Columns(dict[str, int]):
    """The width of each character, computed when it is first asked for."""

    def __missing__(self, char: str) -> int:
        is_wide = unicodedata.east_asian_width(char) in "WF"
        has_no_width = unicodedata.category(char) in _ZERO_WIDTH
        self[char] = 0 if has_no_width else 2 if is_wide else 1
        return self[char]


_COLUMNS = _Columns()
