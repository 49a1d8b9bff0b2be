"""Text output: with columns and colours on a terminal, as plain lines in a pipe.

Card text reaches the terminal only through `printable`, so it cannot control the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cardctl.printable import columns, printable
from cardctl.report.document import (
    Block,
    Cell,
    Chart,
    Document,
    Flow,
    Heading,
    ItemList,
    Note,
    Paragraph,
    Record,
    Table,
    TableGroup,
    table_records,
)
from cardctl.report.formats import plain_text, terminal
from cardctl.report.formats.terminal import (
    BAR_WIDTH,
    FORCED_WIDTH,
    GAP,
    LONGEST,
    SIGNAL_STYLES,
    lines_of,
    padded,
    side_by_side,
    styled,
)
from cardctl.report.formats.widths import widths
from cardctl.report.formats.wrap import wrapped

if TYPE_CHECKING:
    from rich.table import Table as RichTable

__all__ = ["printable", "render"]

BESIDE = 4
"""Columns of space between tables placed side by side."""

NARROWEST = 20
"""Minimum columns for a text beside a long label; with fewer, it goes below the label."""

SHORT = 40
"""Maximum width in columns of a field that may share its line with others."""


def render(
    document: Document | Flow,
    *,
    width: int | None = None,
    colour: bool = False,
    top: Sequence[str] = (),
    bar: str = "",
) -> str:
    """Return *document* for a terminal of *width* columns; None is for a pipe, without wrapping.

    On a terminal, the lines of *top* come before the first section, and bars are made of the
    character *bar* (default: of block characters).
    """
    if width is None and not colour:
        return plain_text.render(document)
    page = _Page(document, width or FORCED_WIDTH, colour, bar)
    lines = (line.rstrip() for line in page.lines_of(document.blocks, top))
    return "\n".join(lines).rstrip() + "\n"


class _Page(NamedTuple):
    """A document rendered for a terminal; its methods yield lines no wider than *width*."""

    document: Document | Flow
    width: int
    colour: bool
    bar: str = ""

    def lines_of(self, blocks: Iterable[Block], top: Sequence[str]) -> Iterator[str]:
        """All *blocks*, with the lines of *top* before the first heading of a section."""
        for block in blocks:
            if top and isinstance(block, Heading) and block.level == 2:
                yield from top
                top = ()
            yield from self.block(block)

    def block(self, block: Block) -> Iterator[str]:
        """One block, and an empty line after it."""
        match block:
            case Heading():
                yield from self.heading(block)
                return
            case Paragraph():
                yield from self.text(block.text)
            case Note():
                yield from self.text(block.text, "bold red" if block.urgent else "bold")
            case ItemList():
                for item in block.items:
                    mark = "  " * (item.level - 1) + self.document.mark(item.level)
                    yield from self.hanging(mark, item.text)
            case Table():
                yield from self.table(block)
            case TableGroup():
                yield from self.beside(block)
            case Record():
                yield from self.record(block)
            case Chart():
                yield from self.chart(block)
        yield ""

    def styled(self, text: str, style: str) -> str:
        """Text in a style, if colour is on."""
        return styled(text, style) if self.colour else text

    def text(self, text: str, style: str = "") -> Iterator[str]:
        """A text, wrapped to the full width."""
        for line in _folded(text, self.width):
            yield self.styled(line, style)

    def heading(self, heading: Heading) -> Iterator[str]:
        """A heading; levels 1 and 2 are underlined."""
        if heading.level == 2:
            yield ""
        yield from self.text(heading.line, "bold")
        if heading.level == 1:
            yield "═" * self.width
        elif heading.level == 2:
            yield self.styled("─" * self.width, "dim")

    def hanging(self, mark: str, text: str) -> Iterator[str]:
        """Text after a bullet or label, with a hanging indent."""
        start = columns(mark) + 1
        if self.width - start < min(NARROWEST, self.width // 2):
            yield from wrapped(mark, self.width)
            mark, start = "", 4
        for number, line in enumerate(_folded(text, self.width - start)):
            yield " " * start + line if number or not mark else f"{mark} {line}"

    # Tables

    def table(self, table: Table, bars: Sequence[float | None] = ()) -> Iterator[str]:
        """A table if its columns fit, otherwise its rows as records; plain if it is very long.

        *bars* are percentages, shown beside the rows if there is room.
        """
        shared = widths(table, self.width)
        if shared is not None and len(table.rows) > LONGEST:
            yield from plain_text.table_lines(table)
        elif shared is not None:
            room = self.width - _total(shared) >= GAP + BAR_WIDTH
            yield from self.lines(self.grid(table, shared, bars if room else ()))
        else:
            for index, record in enumerate(table_records(table)):
                if index:
                    yield ""
                yield from self.record(record)

    def grid(
        self, table: Table, shared: Sequence[int], bars: Sequence[float | None] = ()
    ) -> RichTable:
        """A table by rich: the column headings, a line, and the rows."""
        heads = [terminal.TextColumn(c.heading, is_right=c.kind.is_right) for c in table.columns]
        rows = [
            [terminal.TextCell(cell.text, _style_of(cell)) for cell in row] for row in table.rows
        ]
        if table.total:
            rows[-1] = [cell._replace(style=cell.style or "bold") for cell in rows[-1]]
        return terminal.table(heads, rows, widths=shared, ruled=True, bars=bars, bar=self.bar)

    def lines(self, made: RichTable) -> list[str]:
        """The lines of a table by rich."""
        return lines_of(made, self.width, colour=self.colour)

    def chart(self, chart: Chart) -> Iterator[str]:
        """The title and the table of a chart; percentages also as bars."""
        yield from self.text(chart.title, "bold")
        values = chart.series[0].values if chart.percent and len(chart.series) == 1 else ()
        yield from self.table(chart.table, values if any(values) else ())

    def beside(self, block: TableGroup) -> Iterator[str]:
        """Small tables in rows, as many side by side as fit."""
        for index, row in enumerate(self._rows(block.tables)):
            if index:
                yield ""
            if len(row) == 1:
                yield from self.table(row[0][0])
            else:
                yield from self.lines(side_by_side([self.grid(*each) for each in row], BESIDE))

    def _rows(self, tables: Iterable[Table]) -> Iterator[list[tuple[Table, list[int]]]]:
        """Rows of tables with their column widths; a table that does not fit has its own row."""
        row: list[tuple[Table, list[int]]] = []
        taken = 0
        for table in tables:
            shared = widths(table, self.width) or [self.width]
            wide = BESIDE + _total(shared)
            if row and taken + wide > self.width + BESIDE:
                yield row
                row, taken = [], 0
            row.append((table, shared))
            taken += wide
        if row:
            yield row

    # Records

    def record(self, record: Record) -> Iterator[str]:
        """The head in bold, then the fields: short ones share lines, long ones are indented.

        What a cell of the head has on further lines, such as the lead, comes first of these.
        """
        if not record.head:
            yield from self.facts(record)
            return
        yield from self.head(record.head)
        indent = "  "
        short = [line for cell in record.head for line in _lines(cell)[1:]]
        for field in record.fields:
            told = f"{field.label}: {field.text}"
            if "\n" not in field.text and columns(told) <= SHORT:
                short.append(printable(told))
                continue
            yield from self._shared(short, indent)
            short = []
            yield from self.hanging(f"{indent}{printable(field.label)}:", field.text)
        yield from self._shared(short, indent)

    def facts(self, record: Record) -> Iterator[str]:
        """Labels in one column, their texts in another."""
        labels = [printable(field.label).strip() for field in record.fields]
        widest = max(map(columns, labels), default=0)
        for label, field in zip(labels, record.fields, strict=True):
            yield from self.hanging(padded(label, widest + GAP - 1), field.text)

    def head(self, cells: Sequence[Cell]) -> Iterator[str]:
        """The first lines of a record's head in bold, wrapped if they do not fit on one line."""
        texts = [_lines(cell)[0] for cell in cells]
        line = "  ".join(texts)
        if columns(line) > self.width:
            yield from self.text(line, "bold")
            return
        styles = [_style_of(cell) or "bold" for cell in cells]
        yield "  ".join(map(self.styled, texts, styles))

    def _shared(self, told: Iterable[str], indent: str) -> Iterator[str]:
        """Short fields, as many per line as fit."""
        line = ""
        for text in told:
            longer = f"{line}   {text}" if line else indent + text
            if line and columns(longer) > self.width:
                yield from wrapped(line, self.width)
                longer = indent + text
            line = longer
        if line:
            yield from wrapped(line, self.width)


def _folded(text: str, width: int) -> Iterator[str]:
    return wrapped(text.strip(), width)


def _lines(cell: Cell) -> list[str]:
    return printable(cell.text).strip().split("\n")


def _style_of(cell: Cell) -> str:
    return SIGNAL_STYLES[cell.signal] if cell.signal else ""


def _total(shared: Sequence[int]) -> int:
    """Return the width of a grid in columns."""
    return sum(shared) + GAP * (len(shared) - 1)
