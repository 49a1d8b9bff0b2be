"""Print cards as a table (as records on a narrow terminal), plain columns, CSV, JSON or ids."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cardctl.app.card_fields import FIELDS, Row, plain
from cardctl.cli.output import as_json, unread
from cardctl.cli.render.columns import as_columns
from cardctl.domain.filter import Kind
from cardctl.i18n import _
from cardctl.report.formats.folded import wrapped
from cardctl.report.formats.guard import guarded
from cardctl.report.formats.printable import columns, printable
from cardctl.report.formats.terminal import padded, side_by_side, styled

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.domain.card import Card
    from cardctl.store.load import Snapshot

Cells = list[list[str]]

_STYLES = {"red": "red", "amber": "yellow", "green": "green", "blue": "blue", "grey": "dim"}
GAP = 2
"""Spaces between two columns."""
LEAST = 10
"""Minimum width of a text column; if it would be narrower, cards are printed as records."""


def print_rows(
    session: Session,
    snapshot: Snapshot[Card],
    rows: Sequence[Row],
    names: Sequence[str],
    form: str | None,
) -> None:
    """Print the fields *names* of *rows*, which are cards of *snapshot*.

    The default *form* is a table on a terminal, plain otherwise. No row: that is said on stderr.
    """
    if not rows:
        session.echo(_("no card matches"))
    width = session.width()
    form = form or ("plain" if width is None else "table")
    if form == "json":
        data = [{name: _json_value(row, name) for name in names} for row in rows]
        session.answer_data(as_json("cards", data, unread(session, snapshot)))
    elif form == "csv":
        session.answer_data(as_csv(rows, names))
    elif form == "ids":
        sys.stdout.write("".join(f"{row.card.id}\n" for row in rows))
    elif rows and form == "plain":
        sys.stdout.write(as_columns(_cells(rows, names, session.lang)))
    elif rows:
        _print_table(session, rows, names, width or 80)


def _json_value(row: Row, name: str) -> object:
    """Return texts as in the card's file, everything else as the value used for comparison."""
    if name in ("title", "decision"):
        return getattr(row.card, name)
    value = row.value(name)
    return list(value) if isinstance(value, tuple) else value


def as_csv(rows: Sequence[Row], names: Sequence[str]) -> str:
    """Return CSV with field names as the header; cells cannot be read as formulas.

    A multilingual text is one cell, joined by `` / ``.
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
    head = [FIELDS[name].words.render(lang) for name in names]
    return [head, *([_one_line(FIELDS[n].text(row, lang)) for n in names] for row in rows)]


def _one_line(text: str) -> str:
    return printable(text).replace("\n", " ")


def _print_table(session: Session, rows: Sequence[Row], names: Sequence[str], width: int) -> None:
    """Print rows as a table that fits into *width*, or as records if it does not fit."""
    head, *lines = _cells(rows, names, session.lang)
    colour = session.colour_on()
    signals = [_STYLES[row.signal.colour] if colour else "" for row in rows]
    styles = [[signal if name == "signal" else "" for name in names] for signal in signals]
    shared = _shared_out(names, [head, *lines], width)
    if shared is None:
        told = _records(head, lines, styles, width, "dim" if colour else "")
    else:
        bold = ["bold" if colour else ""] * len(names)
        told = _table(names, [head, *lines], [bold, *styles], shared)
    sys.stdout.write("".join(f"{line}\n" for line in told))


def _table(
    names: Sequence[str], cells: Cells, styles: Sequence[Sequence[str]], widths: Sequence[int]
) -> Iterator[str]:
    """Yield the lines of a table with columns of these *widths*, headings first."""
    rights = [FIELDS[name].kind is Kind.NUMBER for name in names]
    for line, style in zip(cells, styles, strict=True):
        folded = list(map(_folded, line, widths, rights, style))
        yield from side_by_side(folded, widths, GAP, low=line is cells[0])


def _shared_out(names: Sequence[str], cells: Cells, width: int) -> list[int] | None:
    """Return the width of each column; text columns shrink until all fit, the widest first.

    None if a text column would be narrower than `LEAST`. As in rich, the width of a column includes
    the gap after it.
    """
    widest = [max(map(columns, column)) for column in zip(*cells, strict=True)]
    texts = [i for i, name in enumerate(names) if FIELDS[name].kind is Kind.TEXT]
    gaps = [GAP] * (len(names) - 1) + [0]
    taken = [wide + gap for wide, gap in zip(widest, gaps, strict=True)]
    if sum(taken) - sum(max(widest[i] - LEAST, 0) for i in texts) > width:
        return None
    while (excess := sum(taken) - width) > 0:
        top = max(taken[i] for i in texts)
        at_top = [i for i in texts if taken[i] == top]
        below = max((taken[i] for i in texts if taken[i] < top), default=0)
        for left, index in zip(range(len(at_top), 0, -1), at_top, strict=True):
            part = min(top - below, round(excess / left))
            taken[index] -= part
            excess -= part
    return [wide - gap for wide, gap in zip(taken, gaps, strict=True)]


def _records(
    head: Sequence[str], lines: Cells, styles: Sequence[Sequence[str]], width: int, quiet: str
) -> Iterator[str]:
    """Yield the lines of cards as records: each field after its name, without empty fields."""
    named = max(map(columns, head))
    room = max(width - named - GAP, 1)
    for line, style in zip(lines, styles, strict=True):
        if line is not lines[0]:
            yield ""
        for name, cell, own in zip(head, line, style, strict=True):
            label = styled(padded(name, named), quiet)
            for part in wrapped(cell, room) if cell else ():
                yield f"{label}{' ' * GAP}{styled(part, own)}"
                label = " " * named


def _folded(cell: str, width: int, right: bool, style: str) -> list[str]:
    """Return the lines of one cell, each padded to the column width."""
    return [styled(padded(line, width, right=right), style) for line in wrapped(cell, width)]
