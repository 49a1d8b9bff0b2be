"""Text for a pipe: no colour, no wrapping, and no rich. A table's row is one line."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.report.document import (
    Beside,
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    ItemList,
    Kind,
    Note,
    Paragraph,
    Record,
    Table,
)
from cardctl.report.formats.printable import columns, printable


def render(document: Document) -> str:
    """Give *document* as plain lines; blocks are apart by one empty line."""
    blocks = ("\n".join(_block(block, document)) for block in document.blocks)
    return "\n\n".join(block for block in blocks if block) + "\n"


def one_line(text: str) -> str:
    """Give *text* on one line; its own line ends become `` / ``."""
    return " / ".join(line.strip() for line in printable(text).strip().split("\n"))


def _block(block: Block, document: Document) -> Iterator[str]:
    match block:
        case Heading():
            yield from _heading(block)
        case Paragraph():
            yield one_line(block.text)
        case Note():
            yield f"{'!' if block.urgent else '*'} {one_line(block.text)}"
        case ItemList():
            for item in block.items:
                yield f"{'  ' * (item.level - 1)}{document.mark(item.level)} {one_line(item.text)}"
        case Table():
            yield from _table(block)
        case Beside():
            yield "\n\n".join("\n".join(_table(table)) for table in block.tables)
        case Record():
            yield from _record(block)
        case Chart():
            yield one_line(block.title)
            yield from _table(block.table)


def _heading(heading: Heading) -> Iterator[str]:
    line = one_line(heading.line)
    yield line
    if heading.level < 3:
        yield ("=" if heading.level == 1 else "-") * columns(line)


def _record(record: Record) -> Iterator[str]:
    if record.head:
        yield "  ".join(one_line(cell.text) for cell in record.head)
    indent = "  " if record.head else ""
    for field in record.fields:
        first, *rest = printable(field.text).strip().split("\n")
        yield f"{indent}{one_line(field.label)}: {first}"
        yield from (f"{indent}    {line.strip()}" for line in rest)


def _table(table: Table) -> Iterator[str]:
    """Columns in line, two spaces apart; prose stands last, so that it does not push them out."""
    order = sorted(range(len(table.columns)), key=lambda i: table.columns[i].kind is Kind.PROSE)
    heads = [table.columns[i] for i in order]
    rows = [[_cell(row[i]) for i in order] for row in table.rows]
    widths = [
        0
        if column.kind is Kind.PROSE
        else max(columns(text) for text in (one_line(column.heading), *(row[i] for row in rows)))
        for i, column in enumerate(heads)
    ]
    for cells in ([one_line(column.heading) for column in heads], *rows):
        padded = map(_padded, cells, heads, widths)
        yield "  ".join(padded).rstrip()


def _cell(cell: Cell) -> str:
    return one_line(cell.text)


def _padded(text: str, column: Column, width: int) -> str:
    space = " " * (width - columns(text))
    return space + text if column.kind.is_right else text + space
