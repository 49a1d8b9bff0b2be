"""Labelled text for people: wrapped on a terminal, unwrapped in a pipe, no control characters."""

from __future__ import annotations

from dataclasses import dataclass, field

from cardctl.i18n import gettext
from cardctl.printable import columns, printable
from cardctl.report.formats.terminal import styled
from cardctl.report.formats.wrap import wrapped

LABEL = 14
"""Width of a label with the space after it, in columns."""


@dataclass
class Prose:
    """Lines in one language, at most *width* columns wide; None never wraps."""

    lang: str
    width: int | None = None
    colour: bool = False
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
        if not text:
            return
        label = gettext(english, self.lang) if english else ""
        lead = " " * indent + label + " " * max(LABEL - columns(label), 1)
        self.hanging(lead, text)

    def hanging(self, lead: str, text: str) -> None:
        """Add *text* after *lead*; its further lines are indented to its first one."""
        start = columns(lead)
        room = max(self.width - start, 20) if self.width else None
        for number, part in enumerate(wrapped(text, room)):
            self.lines.append((lead if number == 0 else " " * start) + part)

    def text(self) -> str:
        """Return all lines as one text."""
        return "".join(f"{line.rstrip()}\n" for line in self.lines)

    def _bold(self, text: str) -> str:
        return styled(text, "bold") if self.colour else text
