"""Rows under columns: a table on a terminal, plain columns in a pipe, CSV, JSON, ids."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cardctl.cli.columns import as_columns
from cardctl.cli.fields import FIELDS, Row, plain
from cardctl.cli.output import as_json, unread
from cardctl.locale import say
from cardctl.report.formats.folded import wrapped
from cardctl.report.formats.guard import guarded
from cardctl.report.formats.printable import columns, printable
from cardctl.report.formats.terminal import padded, side_by_side, styled
from cardctl.where import Kind

if TYPE_CHECKING:
    from cardctl.cli.session import Session

Cells = list[list[str]]

_STYLES = {"red": "red", "amber": "yellow", "green": "green", "blue": "blue", "grey": "dim"}
GAP = 2
"""Columns between two columns."""
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


def _is_narrow(names: Sequence[str], widest: Sequence[int], width: int) -> bool:
    """Whether the texts get too little room where no other column is wrapped."""
    texts = [FIELDS[name].kind is Kind.TEXT for name in names]
    fixed = sum(w + GAP for w, text in zip(widest, texts, strict=True) if not text)
    return fixed + COMFORT * sum(texts) > width


def _print_table(session: Session, rows: Sequence[Row], names: Sequence[str], width: int) -> None:
    """Print rows under their heads, in bold, with texts folded so that all fit into *width*."""
    head, *lines = _cells(rows, names, session.lang)
    shared = _shared_out(names, [head, *lines], width)
    rights = [FIELDS[name].kind is Kind.NUMBER for name in names]
    colour = session.colour_on()
    styles = [_STYLES[row.signal.colour] for row in rows] if colour else [""] * len(rows)
    bold = ["bold" if colour else ""] * len(names)
    told = [*side_by_side(list(map(_folded, head, shared, rights, bold)), shared, GAP, low=True)]
    for line, style in zip(lines, styles, strict=True):
        own = [style if name == "signal" else "" for name in names]
        told += side_by_side(list(map(_folded, line, shared, rights, own)), shared, GAP)
    sys.stdout.write("".join(f"{line}\n" for line in told))


def _shared_out(names: Sequence[str], cells: Cells, width: int) -> list[int]:
    """The width of each column: the widest give until all fit, and texts before all others.

    As rich does it, what a column takes is reckoned with the gap behind it.
    """
    widest = [max(map(columns, column)) for column in zip(*cells, strict=True)]
    narrow = _is_narrow(names, widest, width)
    gives = [i for i, name in enumerate(names) if narrow or FIELDS[name].kind is Kind.TEXT]
    gaps = [GAP] * (len(names) - 1) + [0]
    taken = [wide + gap for wide, gap in zip(widest, gaps, strict=True)]
    least = sum(gaps) + len(gaps)
    while (excess := sum(taken) - max(width, least)) > 0:
        top = max((taken[i] for i in gives), default=0)
        if top <= GAP + 1:
            break
        at_top = [i for i in gives if taken[i] == top]
        below = max([taken[i] for i in gives if taken[i] < top], default=0)
        for left, index in zip(range(len(at_top), 0, -1), at_top, strict=True):
            part = min(top - below, round(excess / left), taken[index] - gaps[index] - 1)
            taken[index] -= part
            excess -= part
    return [wide - gap for wide, gap in zip(taken, gaps, strict=True)]


def _folded(cell: str, width: int, right: bool, style: str) -> list[str]:
    """The lines of one cell, each as wide as its column."""
    return [styled(padded(line, width, right=right), style) for line in wrapped(cell, width)]
