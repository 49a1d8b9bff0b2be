"""The agencies to remind, as a table, as CSV for the secretariat's own desk, or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.cli.output import as_json, unread
from cardctl.cli.render.addresses import address_of, warn_of_addresses
from cardctl.cli.render.columns import TextTable, as_table
from cardctl.cli.render.desk import card_data
from cardctl.i18n import _, gettext
from cardctl.printable import printable
from cardctl.report import words
from cardctl.report.formats.terminal import TextCell, TextColumn
from cardctl.report.letter import missing_words
from cardctl.spreadsheet_text import csv_text

if TYPE_CHECKING:
    from cardctl.app.remind import Reminders
    from cardctl.cli.session import Session
    from cardctl.outputs.agencies import ReminderData, RemindersData
    from cardctl.report.returns import AgencyReturn, CardReturn
    from cardctl.store.snapshot import Snapshot

COLUMNS = ("agency", "name", "email", "id", "title", "missing", "last", "due", "overdue")
"""Columns of the list, one row for each card that is missing."""

ON_SCREEN = ("name", "id", "title", "missing", "last", "overdue")

Files = Mapping[str, Path]


def print_reminders(
    session: Session, snapshot: Snapshot, found: Reminders, files: Files, form: str
) -> None:
    """Print who is to be reminded of what, and which letters were written."""
    if form == "json":
        data: RemindersData = {
            "meeting": found.meeting,
            "agencies": [_as_data(each, found, files) for each in found.owing],
        }
        session.answer_data(as_json("reminders", data, unread(session, snapshot)))
        return
    rows = list(_rows(found, session.lang))
    if form == "csv":
        session.answer_data(csv_text(COLUMNS, ([row[name] for name in COLUMNS] for row in rows)))
    elif rows:
        session.print_result(_table(rows, session))
    else:
        meeting = words.meeting_name(found.meeting, session.lang)
        session.echo(_("all agencies have answered for {meeting}", meeting=meeting))
    for path in files.values():
        session.echo(_("wrote {path}", path=path.as_posix()))
    warn_of_addresses(session, found.register, files.items())


def _rows(found: Reminders, lang: str) -> Iterator[dict[str, str]]:
    for each in found.owing:
        for card in each.missing:
            yield _row(each, card, found, lang)


def _row(each: AgencyReturn, card: CardReturn, found: Reminders, lang: str) -> dict[str, str]:
    return {
        "agency": each.agency,
        "name": words.agency_name(found.register, each.agency, lang),
        "email": address_of(found.register, each.agency) or "",
        "id": card.card.id,
        "title": words.text(card.card.title, lang),
        "missing": missing_words(card, lang),
        "last": card.last.isoformat() if card.last else "",
        "due": card.card.due.isoformat() if card.card.due else "",
        "overdue": str(card.overdue or ""),
    }


def _table(rows: list[dict[str, str]], session: Session) -> str:
    heads = [
        TextColumn(
            gettext(name if name in ("id", "title") else f"column|{name}", session.lang),
            is_fixed=name not in ("name", "title", "missing"),
            is_right=name == "overdue",
            is_optional=name in ("last", "overdue"),
            is_name=name in ("id", "title"),
            weight=2 if name == "title" else 1,
        )
        for name in ON_SCREEN
    ]
    cells = [
        [TextCell(printable(row[name] or words.NOTHING)) for name in ON_SCREEN] for row in rows
    ]
    table = TextTable(heads, cells)
    return as_table(table, session.width(), colour=session.colour_on())


def _as_data(each: AgencyReturn, found: Reminders, files: Files) -> ReminderData:
    path = files.get(each.agency)
    return {
        "agency": each.agency,
        "email": address_of(found.register, each.agency),
        "missing": [card_data(card) for card in each.missing],
        "file": path.as_posix() if path else None,
    }
