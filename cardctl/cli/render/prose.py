"""Labelled text for people: wrapped on a terminal, as it is in a pipe; nothing in it steers one."""

from __future__ import annotations

from dataclasses import dataclass, field

from cardctl.i18n import gettext
from cardctl.report.formats.folded import wrapped
from cardctl.report.formats.printable import columns, printable
from cardctl.report.formats.terminal import styled

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
        self.line(f"{self._bold(gettext(english, self.lang))}  {printable(more)}".rstrip())

    def line(self, text: str) -> None:
        """Put a line that is already fit to be printed."""
        self.lines.append(text)

    def labelled(self, english: str, text: str, indent: int = 2) -> None:
        """Put *text* behind a label in columns; nothing where there is no text."""
        if not text:
            return
        label = gettext(english, self.lang) if english else ""
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
        return styled(text, "bold") if self.colour else text
