"""Labelled text for people: wrapped on a terminal, unwrapped in a pipe, no control characters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from cardctl.cli.render.links import with_links
from cardctl.i18n import gettext
from cardctl.printable import columns, printable
from cardctl.report.formats.terminal import GAP, padded, styled
from cardctl.report.formats.wrap import wrapped
from cardctl.report.words import NOTHING, id_ranges

LABEL = 14
"""Width of a label with the space after it, in columns."""


@dataclass
class Prose:
    """Lines in one language, at most *width* columns wide; None never wraps."""

    lang: str
    width: int | None = None
    colour: bool = False
    links: bool = False
    """Whether addresses in texts become links of the terminal."""
    lines: list[str] = field(default_factory=list)

    def heading(self, english: str, more: str = "") -> None:
        """Start a section."""
        self.lines.append("")
        self.line(f"{self._bold(gettext(english, self.lang))}  {printable(more)}".rstrip())

    def line(self, text: str) -> None:
        """Add a line that is already printable."""
        self.lines.append(text)

    def labelled(self, english: str, text: str, indent: int = 2) -> None:
        """Add *text* after a label of fixed width; nothing if *text* is empty."""
        if text:
            self.hanging(self._label(english, indent), text)

    def linked(self, english: str, text: str, link: str) -> None:
        """Add *text* after a label, as a link to an address; an empty one is no link."""
        self._add(self._label(english, 2), text, lambda parts: [styled(p, "", link) for p in parts])

    def _label(self, english: str, indent: int) -> str:
        label = gettext(english, self.lang) if english else ""
        return " " * indent + label + " " * max(LABEL - columns(label), 1)

    def facts(self, texts: Mapping[str, str]) -> None:
        """Add *texts*, each after its label; all begin in the same column."""
        wide = max(map(columns, texts)) + GAP
        for label, text in texts.items():
            self.hanging(padded(label, wide), text)

    def hanging(self, lead: str, text: str) -> None:
        """Add *text* after *lead*; its further lines are indented to its first one."""
        shown = partial(with_links, printable(text)) if self.links else iter
        self._add(lead, text, shown)

    def _add(self, lead: str, text: str, shown: Callable[[list[str]], Iterable[str]]) -> None:
        """Add the lines of *text* as *shown* returns them, after *lead*."""
        start = columns(lead)
        room = max(self.width - start, 20) if self.width else None
        for number, part in enumerate(shown(list(wrapped(text, room)))):
            self.lines.append((lead if number == 0 else " " * start) + part)

    def text(self) -> str:
        """Return all lines as one text."""
        return "".join(f"{line.rstrip()}\n" for line in self.lines)

    def _bold(self, text: str) -> str:
        return styled(text, "bold") if self.colour else text


def ids_shown(identifiers: Iterable[str], lang: str, width: int | None) -> str:
    """Return ids of cards: in a pipe each of them, on a terminal runs, which are shorter."""
    shown = " ".join(identifiers) if width is None else id_ranges(identifiers, lang)
    return shown or NOTHING
