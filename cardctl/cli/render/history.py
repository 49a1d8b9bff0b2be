"""Render a card's history in words: one line for each entry and each result, by date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cardctl.cli.render.prose import Prose
from cardctl.domain.card import Card
from cardctl.domain.register import Register
from cardctl.printable import columns, printable
from cardctl.report.history_words import HistoryLine, history_lines
from cardctl.report.words import agency_name, day

if TYPE_CHECKING:
    from cardctl.outputs.cards import CommitData, HistoryData, HistoryLineData
    from cardctl.vcs import Commit


def history_data(
    card: Card, register: Register, commits: Sequence[Commit] | None, lang: str
) -> HistoryData:
    """Return the history of *card* as plain data, with its words in *lang*."""
    return {
        "id": card.id,
        "title": card.title,
        "entries": [_line_data(line) for line in history_lines(card, register, lang)],
        "commits": None if commits is None else [_commit_data(each) for each in commits],
    }


def _line_data(line: HistoryLine) -> HistoryLineData:
    record = line.entry or line.result
    return {
        "date": line.date.isoformat(),
        "by": line.by,
        "changes": list(line.changes),
        "reason": line.why or None,
        "kind": "result" if line.entry is None else "history",
        "record": record.model_dump(mode="json", exclude_unset=True) if record else {},
    }


def _commit_data(commit: Commit) -> CommitData:
    return {
        "hash": commit.hash,
        "date": commit.date.isoformat(),
        "author": commit.author,
        "subject": commit.subject,
    }


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
