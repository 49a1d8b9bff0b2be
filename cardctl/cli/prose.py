"""Labelled text for people: wrapped on a terminal, as it is in a pipe; nothing in it steers one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cardctl.locale import translate
from cardctl.report.formats.printable import columns, printable

LABEL = 14
"""Columns of a label with the space behind it."""


@dataclass
class Prose:
    """Lines in one language, at most *width* columns wide; None never wraps."""

    lang: str
    width: int | None = None
    colour: bool = False
    lines: list[str] = field(default_factory=list)

    def heading(self, english: str, more: str = "") -> None:
        """Begin a part."""
        self.lines.append("")
        self.line(f"{self._bold(translate(english, self.lang))}  {printable(more)}".rstrip())

    def line(self, text: str) -> None:
        """Put a line that is already fit to be printed."""
        self.lines.append(text)

    def labelled(self, english: str, text: str, indent: int = 2) -> None:
        """Put *text* behind a label in columns; nothing where there is no text."""
        if not text:
            return
        label = translate(english, self.lang) if english else ""
        lead = " " * indent + label + " " * max(LABEL - columns(label), 1)
        self.hanging(lead, text)

    def hanging(self, lead: str, text: str) -> None:
        """Put *lead* and behind it *text*, whose further lines stand under its first one."""
        start = columns(lead)
        room = max(self.width - start, 20) if self.width else None
        for number, part in enumerate(wrapped(text, room)):
            self.lines.append((lead if number == 0 else " " * start) + part)

    def text(self) -> str:
        """All lines."""
        return "".join(f"{line.rstrip()}\n" for line in self.lines)

    def _bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text


def wrapped(text: str, width: int | None) -> Iterator[str]:
    """The lines of *text*, broken at spaces so that none is wider than *width* columns.

    A word that is wider (an address, Hangul without spaces) is broken anywhere, and nothing is cut.
    """
    for line in printable(text).rstrip("\n").split("\n"):
        yield from _fold(line, width) if width and columns(line) > width else [line]


def _fold(line: str, width: int) -> Iterator[str]:
    now = ""
    for word in line.split(" "):
        joined = f"{now} {word}" if now else word
        if columns(joined) <= width:
            now = joined
            continue
        if now:
            yield now
        *full, now = _pieces(word, width)
        yield from full
    yield now


def _pieces(word: str, width: int) -> Iterator[str]:
    """A word in pieces of at most *width* columns."""
    now = ""
    for char in word:
        if columns(now + char) > width:
            yield now
            now = ""
        now += char
    yield now
