"""Render a card's history in words: one line for each entry and each result, by date."""

from __future__ import annotations

from cardctl.cli.render.prose import Prose
from cardctl.domain.card import Card
from cardctl.domain.register import Register
from cardctl.printable import columns, printable
from cardctl.report.history_words import history_lines
from cardctl.report.words import agency_name, day


def write_history(card: Card, register: Register, prose: Prose, indent: int = 0) -> None:
    """Write the history of *card* to *prose*: date, agency, changes; the reason below."""
    lang = prose.lang
    told = history_lines(card, register, lang)
    names = {line.by: printable(agency_name(register, line.by, lang)) for line in told}
    wide = max(map(columns, names.values()))
    for line in told:
        start = f"{'':{indent}}{day(line.date, lang):<13} "
        by = names[line.by]
        lead = f"{start}{by}{' ' * (wide - columns(by))}  "
        if prose.width and columns(lead) > prose.width // 2:
            prose.hanging(start, by)
            lead = " " * columns(start)
        prose.hanging(lead, line.what)
        if line.why:
            prose.hanging(" " * columns(lead), line.why)
