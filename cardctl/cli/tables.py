"""Rows under columns: rich's table on a terminal, plain columns in a pipe, CSV, JSON, ids."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from cardctl.cli.columns import as_columns
from cardctl.cli.fields import FIELDS, Row, plain
from cardctl.cli.output import as_json, unread
from cardctl.locale import say
from cardctl.report.formats.guard import guarded
from cardctl.report.formats.printable import columns, printable
from cardctl.where import Kind

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from cardctl.cli.session import Session

Cells = list[list[str]]

_STYLES = {"red": "red", "amber": "yellow", "green": "green", "blue": "blue", "grey": "dim"}
GAP = "  "
COMFORT = 20
"""Columns that a text wants before the other columns are wrapped for it."""


def print_rows(
    session: Session, rows: Sequence[Row], names: Sequence[str], form: str | None
) -> None:
    """Print the fields *names* of *rows*; without a *form* a table on a terminal, else plain.

    Where there is no row, that is said on stderr.
    """
    if not rows:
        session.tell(say("no card matches"))
    width = session.width()
    form = form or ("plain" if width is None else "table")
    if form == "json":
        data = [{name: _json_value(row, name) for name in names} for row in rows]
        session.answer(as_json("cards", data, unread(session)))
    elif form == "csv":
        sys.stdout.write(as_csv(rows, names))
    elif form == "ids":
        sys.stdout.write("".join(f"{row.card.id}\n" for row in rows))
    elif rows and form == "plain":
        sys.stdout.write(as_columns(_cells(rows, names, session.lang)))
    elif rows:
        _print_table(session, rows, names, width or 80)


def _json_value(row: Row, name: str) -> object:
    """Texts as they stand in the card; everything else as it compares."""
    if name in ("title", "decision"):
        return getattr(row.card, name)
    value = row.value(name)
    return list(value) if isinstance(value, tuple) else value


def as_csv(rows: Sequence[Row], names: Sequence[str]) -> str:
    """CSV with the names of the fields as its first line; cells are no formulas.

    A text in several languages stands in one cell, joined by `` / ``.
    """
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([guarded(_csv_value(row, name)) for name in names] for row in rows)
    return out.getvalue()


def _csv_value(row: Row, name: str) -> str:
    value = row.value(name)
    if FIELDS[name].kind is Kind.TEXT and isinstance(value, tuple) and name != "tags":
        return " / ".join(map(str, value))
    return plain(value)


def _cells(rows: Sequence[Row], names: Sequence[str], lang: str) -> Cells:
    head = [FIELDS[name].words.into(lang) for name in names]
    return [head, *([_one_line(FIELDS[n].text(row, lang)) for n in names] for row in rows)]


def _one_line(text: str) -> str:
    return printable(text).replace("\n", " ")


def _is_narrow(names: Sequence[str], cells: Cells, width: int) -> bool:
    """Whether the texts get too little room where no other column is wrapped."""
    widest = [max(map(columns, column)) + 2 for column in zip(*cells, strict=True)]
    texts = [FIELDS[name].kind is Kind.TEXT for name in names]
    fixed = sum(w for w, text in zip(widest, texts, strict=True) if not text)
    return fixed + COMFORT * sum(texts) > width


def _print_table(session: Session, rows: Sequence[Row], names: Sequence[str], width: int) -> None:
    from rich.console import Console
    from rich.text import Text

    head, *lines = _cells(rows, names, session.lang)
    colour = session.colour_on()
    console = Console(
        file=sys.stdout,
        width=width,
        no_color=not colour,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    narrow = _is_narrow(names, [head, *lines], width)
    shared = None if narrow else _shared_out(names, [head, *lines], width)
    table = _headed(names, head, shared, narrow=narrow)
    styles = [_STYLES[row.signal.colour] for row in rows]
    if shared is None:
        for style, line in zip(styles, lines, strict=True):
            told = zip(names, line, strict=True)
            table.add_row(*(Text(cell, style if n == "signal" else "") for n, cell in told))
    console.print(table)
    if shared is not None:
        for style, line in zip(styles, lines, strict=True):
            found = [_column(*one, console) for one in zip(names, line, shared, strict=True)]
            for name, column in zip(names, found, strict=True):
                if colour and name == "signal":
                    column[0] = _styled(column[0], style)
            sys.stdout.writelines(_side_by_side(found, shared))


def _side_by_side(found: Sequence[Sequence[str]], shared: Sequence[int]) -> Iterator[str]:
    """The lines of a row: those of its cells side by side, with blanks below the shorter ones."""
    for number in range(max(map(len, found))):
        told = zip(found, shared, strict=True)
        yield GAP.join(c[number] if number < len(c) else " " * wide for c, wide in told) + "\n"


def _headed(
    names: Sequence[str], head: Sequence[str], shared: Sequence[int] | None, *, narrow: bool
) -> Table:
    """A table of rich with its headings, and with the widths *shared* where they are known."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, len(GAP), 0, 0), header_style="bold")
    for name, heading, wide in zip_longest(names, head, shared or ()):
        kind = FIELDS[name].kind
        table.add_column(
            Text(heading),
            width=wide,
            overflow="fold",
            no_wrap=kind is not Kind.TEXT and not narrow,
            justify="right" if kind is Kind.NUMBER else "left",
        )
    return table


def _shared_out(names: Sequence[str], cells: Cells, width: int) -> list[int] | None:
    """The width of each column, where at most one has to be wrapped, which gets what is left.

    Else None: then it is rich that shares the width out, for which it looks at every cell.
    """
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    spare = width - sum(widths) - len(GAP) * (len(widths) - 1)
    if spare >= 0:
        return widths
    texts = [index for index, name in enumerate(names) if FIELDS[name].kind is Kind.TEXT]
    if len(texts) != 1:
        return None
    widths[texts[0]] += spare
    return widths


def _column(name: str, cell: str, wide: int, console: Console) -> list[str]:
    """The lines of one cell, each as wide as its column."""
    from rich.cells import cell_len
    from rich.text import Text

    taken = cell_len(cell)
    if taken > wide:
        lines = Text(cell).wrap(console, wide, overflow="fold")
        return [line.plain + " " * (wide - line.cell_len) for line in lines]
    space = " " * (wide - taken)
    return [space + cell if FIELDS[name].kind is Kind.NUMBER else cell + space]


def _styled(text: str, style: str) -> str:
    from rich.color import ColorSystem
    from rich.style import Style

    return Style.parse(style).render(text, color_system=ColorSystem.STANDARD)
