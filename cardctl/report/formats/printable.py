"""The one filter between card text and a terminal, and the columns that text takes there."""

from __future__ import annotations

import unicodedata
from functools import cache

_HARMLESS = frozenset("\n\u200c\u200d\u200e\u200f")
"""Line ends, joiners and direction marks: they cannot move the cursor or reorder a line."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_ZERO_WIDTH = frozenset({"Mn", "Me", "Cf", "Cc"})


def printable(text: str) -> str:
    r"""Give *text* with nothing in it that steers a terminal.

    Control characters (escape sequences among them), bidi overrides, zero-width characters and
    lone surrogates become U+FFFD; a tab becomes a space. Line ends stay, as ``\n``.
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
    """Count the columns that one line takes on a terminal: Hangul and other wide characters 2."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


@cache
def _columns(char: str) -> int:
    if unicodedata.category(char) in _ZERO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
