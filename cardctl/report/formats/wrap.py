"""Wrap text to a maximum width in terminal columns."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.printable import columns, printable


def wrapped(text: str, width: int | None) -> Iterator[str]:
    """Yield the lines of *text*, broken at spaces so that none is wider than *width* columns.

    A wider word (an address, Hangul without spaces) is broken anywhere; nothing is truncated. With
    *width* None, lines are not wrapped.
    """
    for line in printable(text).rstrip("\n").split("\n"):
        yield from _fold(line, width) if width and columns(line) > width else [line]


def _fold(line: str, width: int) -> Iterator[str]:
    now: list[str] = []
    taken = -1  # no space before the first word
    for word in line.rstrip(" ").split(" "):
        wide = columns(word)
        if taken + 1 + wide <= width:
            now.append(word)
            taken += 1 + wide
            continue
        if now:
            yield " ".join(now)
        *full, last = _pieces(word, width) if wide > width else [word]
        yield from full
        now, taken = [last], columns(last)
    yield " ".join(now)


def _pieces(word: str, width: int) -> Iterator[str]:
    """Yield pieces of a word of at most *width* columns, each with at least one character."""
    now, taken = "", 0
    for char in word:
        wide = columns(char)
        if now and taken + wide > width:
            yield now
            now, taken = "", 0
        now += char
        taken += wide
    yield now


def cut(text: str, width: int) -> str:
    """Return one line of *text* that takes at most *width* columns; an ellipsis ends a cut one."""
    line = printable(text).replace("\n", " ").strip()
    if columns(line) <= width:
        return line
    return next(_pieces(line, max(width - 1, 1))).rstrip() + "…"
