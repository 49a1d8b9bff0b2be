"""Make text safe to print on a terminal, and measure its width in columns."""

from __future__ import annotations

import unicodedata
from functools import cache

_HARMLESS = frozenset("\n\u200c\u200d\u200e\u200f")
"""Line ends, joiners and direction marks: they cannot move the cursor or reorder a line."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
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


def columns(text: str) -> int:
    """Return the width of one line in terminal columns; Hangul and other wide characters take 2."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


@cache
def _columns(char: str) -> int:
    if unicodedata.category(char) in _ZERO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
