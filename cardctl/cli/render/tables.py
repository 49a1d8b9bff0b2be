"""Print cards as a table (as records on a narrow terminal), plain columns, CSV, JSON or ids."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from cardctl.app.card_fields import FIELDS, SHOWN, CardRow, plain
from cardctl.cli.output import as_json, unread
from cardctl.cli.render.columns import TextTable, as_columns, as_table
from cardctl.domain.card_terms import AGENCIES
from cardctl.domain.filter import FieldKind
from cardctl.domain.text import join_items
from cardctl.i18n import _
from cardctl.printable import printable
from cardctl.report.formats.terminal import FORCED_WIDTH, SIGNAL_STYLES, TextCell, TextColumn

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.store.snapshot import Snapshot


def print_rows(
    session: Session,
    snapshot: Snapshot,
    rows: Iterable[CardRow],
    names: Sequence[str],
    form: str | None,
) -> None:
    """Print the fields *names* of *rows*, which are cards of *snapshot*.

    The default *form* is a table, which is plain in a pipe unless colour is forced. If there is no
    row, a message on stderr says so. Rows are taken one by one: their facts take more memory than
    the text that is printed.
    """
    rows = iter(rows)
    first = list(islice(rows, 1))
    rows = chain(first, rows)
    if not first:
        session.echo(_("no card matches"))
    colour, width = session.colour_on(), None if form == "plain" else session.width()
    if form == "table" and colour:
        width = width or FORCED_WIDTH
    if form == "json":
        data = [{name: _json_value(row, name) for name in names} for row in rows]
        session.answer_data(as_json("cards", data, unread(session, snapshot)))
    elif form == "csv":
        session.answer_data(as_csv(rows, names))
    elif form == "ids":
        sys.stdout.write("".join(f"{row.card.id}\n" for row in rows))
    elif first and width is None:
        sys.stdout.write(_plain_table(rows, names, session.lang))
    elif first:
        from cardctl.cli.render.links import card_links

        table = _table(rows, names, session.lang, card_links(session))
        sys.stdout.write(as_table(table, width, colour=colour))


def _json_value(row: CardRow, name: str) -> object:
    """Return texts as in the card's file, everything else as the value used for comparison."""
    if name in ("title", "decision"):
        return getattr(row.card, name)
    value = row.value(name)
    return list(value) if isinstance(value, tuple) else value


def as_csv(rows: Iterable[CardRow], names: Sequence[str]) -> str:
    """Return CSV with field names as the header; cells cannot be read as formulas.

    It has the form of the report as CSV (see `report.formats.csv`). A multilingual text is one
    cell, joined by `` / ``; other values are separated by ``;``.
    """
    from cardctl.spreadsheet_text import csv_text

    return csv_text(names, ([_csv_value(row, name) for name in names] for row in rows))


def _csv_value(row: CardRow, name: str) -> str:
    value = row.value(name)
    if FIELDS[name].kind is FieldKind.TEXT and isinstance(value, tuple) and name != "tags":
        return " / ".join(map(str, value))
    return join_items(map(str, value)) if isinstance(value, tuple) else plain(value)


def _plain_table(rows: Iterable[CardRow], names: Sequence[str], lang: str) -> str:
    """Return the fields *names* of *rows* as aligned columns, without styles."""
    heads = [FIELDS[name].words.render(lang) for name in names]
    return as_columns([heads, *(_texts(row, names, lang) for row in rows)])


def _texts(row: CardRow, names: Sequence[str], lang: str) -> list[str]:
    """Return the fields *names* of a row as texts of one line."""
    return [printable(FIELDS[name].text(row, lang)).replace("\n", " ") for name in names]


def _table(
    rows: Iterable[CardRow], names: Sequence[str], lang: str, link: Callable[[str], str]
) -> TextTable:
    """Return the fields *names* of *rows* as a table; ids link to the files of their cards."""
    heads = [
        TextColumn(
            field.words.render(lang),
            is_fixed=name == "signal" or (name not in AGENCIES and field.kind in _FIXED),
            is_right=field.kind is FieldKind.NUMBER,
            is_optional=name in ("lead", "due") and names is SHOWN,
            is_name=name in ("signal", "id", "title"),
            weight=2 if field.kind is FieldKind.TEXT else 1,
        )
        for name, field in zip(names, map(FIELDS.__getitem__, names), strict=True)
    ]
    return TextTable(heads, [_cells(row, names, lang, link) for row in rows])


_FIXED = (FieldKind.ID, FieldKind.DATE, FieldKind.NUMBER, FieldKind.FLAG)


def _cells(
    row: CardRow, names: Sequence[str], lang: str, link: Callable[[str], str]
) -> list[TextCell]:
    styles = (SIGNAL_STYLES[row.signal.colour] if name == "signal" else "" for name in names)
    links = (link(row.card.id) if name == "id" else "" for name in names)
    return list(map(TextCell, _texts(row, names, lang), styles, links))
