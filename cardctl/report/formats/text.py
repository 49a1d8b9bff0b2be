"""Text for people: by rich on a terminal, as plain lines in a pipe.

Card text reaches the terminal only as `Text(printable(value))`: never as markup, never with a
character that steers the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import TYPE_CHECKING

from cardctl.query import Colour
from cardctl.report.document import (
    Beside,
    Block,
    Cell,
    Chart,
    Document,
    Heading,
    ItemList,
    Note,
    Paragraph,
    Record,
    records_of,
)
from cardctl.report.document import Table as Rows
from cardctl.report.formats import piped
from cardctl.report.formats.printable import columns, printable
from cardctl.report.formats.widths import GAP, widths

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod, RenderableType
    from rich.table import Table
    from rich.text import Text

__all__ = ["printable", "render"]

FORCED_WIDTH = 120
"""Columns where colour is forced into a pipe, so that nobody knows the width."""

STYLES = {
    Colour.RED: "bold red",
    Colour.AMBER: "yellow",
    Colour.GREEN: "green",
    Colour.BLUE: "blue",
    Colour.GREY: "dim",
}
BESIDE = 4
"""Columns of space between tables that stand side by side."""

NARROWEST = 20
"""Columns that a text needs behind its mark; where there are fewer, rich deals with it."""

SHORT = 40
"""Up to so many columns a field shares its line with others."""


def render(document: Document, *, width: int | None = None, colour: bool = False) -> str:
    """Give *document* for a terminal of *width* columns; None: a pipe, with no wrapping."""
    if width is None and not colour:
        return piped.render(document)
    from rich.console import Console

    file = StringIO()
    console = Console(
        file=file,
        width=width or FORCED_WIDTH,
        height=25,
        force_terminal=colour,
        no_color=not colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    for block in document.blocks:
        for part in _block(block, document, console):
            if isinstance(part, str):  # it fits, so that rich has nothing to do
                file.write(part + "\n")
            else:
                console.print(part)
    return "\n".join(line.rstrip() for line in file.getvalue().rstrip().split("\n")) + "\n"


def _text(value: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(printable(value).strip(), style=style, overflow="fold")


def _block(block: Block, document: Document, console: Console) -> Iterator[RenderableType]:
    """The renderables of one block, or lines that fit; each block ends with an empty line."""
    match block:
        case Heading():
            yield from _heading(block)
            return
        case Paragraph():
            yield _text(block.text)
        case Note():
            yield _text(block.text, "bold red" if block.urgent else "bold")
        case ItemList():
            for item in block.items:
                yield from _hanging(_mark(item.level, document), item.text, console)
        case Rows():
            yield from _table(block, console)
        case Beside():
            yield from _beside(block, console)
        case Record():
            yield from _record(block, console)
        case Chart():
            yield _text(block.title, "bold")
            yield from _table(block.table, console)
    yield ""


def _heading(heading: Heading) -> Iterator[RenderableType]:
    from rich.rule import Rule

    if heading.level == 1:
        yield _text(heading.line, "bold")
        yield Rule(characters="═", style="")
    elif heading.level == 2:
        yield ""
        yield _text(heading.line, "bold")
        yield Rule(characters="─", style="dim")
    else:
        yield _text(heading.line, "bold")


def _mark(level: int, document: Document) -> str:
    return "  " * (level - 1) + document.mark(level)


def _hanging(mark: str, text: str, console: Console) -> Iterator[RenderableType]:
    """Text behind a mark, its further lines in line with its first."""
    from rich.cells import cell_len

    start = columns(mark) + 1
    room = console.width - start
    body = _text(text)
    if room < NARROWEST or cell_len(mark) != columns(mark):
        yield _hung(mark, body)
        return
    fits = "\n" not in body.plain and cell_len(body.plain) <= room
    lines = [body] if fits else body.wrap(console, room, overflow="fold")
    for number, line in enumerate(lines):
        yield f"{' ' * start if number else mark + ' '}{line.plain}"


def _hung(mark: str, body: Text) -> Table:
    """The same by columns, where there is too little room to reckon with."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True, width=columns(mark))
    grid.add_column(overflow="fold")
    grid.add_row(Text(mark), body)
    return grid


# Tables -----------------------------------------------------------------------------------------


def _table(table: Rows, console: Console) -> Iterator[RenderableType]:
    """A table where its columns have room; else its rows as records."""
    shared = widths(table, console.width)
    if shared is not None:
        yield _grid(table, shared)
        return
    for index, record in enumerate(records_of(table)):
        if index:
            yield ""
        yield from _record(record, console)


def _grid(table: Rows, shared: list[int]) -> Table:
    from rich import box
    from rich.table import Table

    grid = Table(
        box=box.SIMPLE_HEAD,  # it puts one space of its own between columns
        padding=(0, GAP - 1, 0, 0),
        pad_edge=False,
        show_edge=False,
        collapse_padding=True,
        header_style="bold",
    )
    for column, width in zip(table.columns, shared, strict=True):
        justify: JustifyMethod = "right" if column.kind.is_right else "left"
        grid.add_column(_text(column.heading), justify=justify, width=width, overflow="fold")
    for row in table.rows:
        is_total = table.total and row is table.rows[-1]
        grid.add_row(*(_cell(cell) for cell in row), style="bold" if is_total else "")
    return grid


def _cell(cell: Cell) -> Text:
    return _text(cell.text, STYLES[cell.signal] if cell.signal else "")


def _beside(block: Beside, console: Console) -> Iterator[RenderableType]:
    """Small tables in rows, as many side by side as fit."""
    for index, line in enumerate(_lines(block.tables, console.width)):
        if index:
            yield ""
        yield from _one_line(line, console)


def _lines(tables: Iterable[Rows], room: int) -> Iterator[list[Rows]]:
    line: list[Rows] = []
    taken = 0
    for table in tables:
        wide = BESIDE + sum(widths(table, room) or [room]) + GAP * (len(table.columns) - 1)
        if line and taken + wide > room + BESIDE:
            yield line
            line, taken = [], 0
        line.append(table)
        taken += wide
    if line:
        yield line


def _one_line(tables: list[Rows], console: Console) -> Iterator[RenderableType]:
    from rich.table import Table

    shared = [widths(table, console.width) for table in tables]
    if len(tables) == 1:
        yield from _table(tables[0], console)
        return
    row = Table.grid(padding=(0, BESIDE, 0, 0))
    row.add_row(
        *(_grid(table, given) for table, given in zip(tables, shared, strict=True) if given)
    )
    yield row


# Records ----------------------------------------------------------------------------------------


def _record(record: Record, console: Console) -> Iterator[RenderableType]:
    """The head in bold, then the fields: short ones share lines, long ones hang by their label."""
    if not record.head:
        yield _facts(record)
        return
    yield _head(record.head)
    indent = "  "
    short: list[str] = []
    for field in record.fields:
        told = f"{field.label}: {field.text}"
        if "\n" not in field.text and columns(told) <= SHORT:
            short.append(told)
            continue
        yield from _shared(short, indent, console.width)
        short = []
        yield from _hanging(f"{indent}{printable(field.label)}:", field.text, console)
    yield from _shared(short, indent, console.width)


def _facts(record: Record) -> Table:
    """Labels in one column, what they say in another."""
    from rich.table import Table

    grid = Table.grid(padding=(0, GAP, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for field in record.fields:
        grid.add_row(_text(field.label), _text(field.text))
    return grid


def _head(cells: Iterable[Cell]) -> Text:
    from rich.text import Text

    styled = (_text(c.text, STYLES[c.signal] if c.signal else "bold") for c in cells)
    return Text("  ", overflow="fold").join(styled)


def _shared(told: list[str], indent: str, room: int) -> Iterator[RenderableType]:
    """Short fields, as many on a line as it takes."""
    line = ""
    for text in told:
        longer = f"{line}   {text}" if line else indent + text
        if line and columns(longer) > room:
            yield _line(line, room)
            longer = indent + text
        line = longer
    if line:
        yield _line(line, room)


def _line(value: str, room: int) -> RenderableType:
    from rich.cells import cell_len
    from rich.text import Text

    text = Text(printable(value), overflow="fold")
    fits = "\n" not in text.plain and cell_len(text.plain) <= room
    return text.plain if fits else text
