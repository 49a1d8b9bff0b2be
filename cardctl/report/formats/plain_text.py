"""Plain text for a pipe: no colour and no wrapping. Each table row is one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardctl.printable import columns, printable
from cardctl.report.document import (
    Block,
    Chart,
    ColumnKind,
    Document,
    Flow,
    Heading,
    ItemList,
    Note,
    Paragraph,
    Record,
    Table,
    TableGroup,
)


def render(document: Document | Flow) -> str:
    """Return *document* as plain lines; blocks are separated by one empty line."""
    blocks = ("\n".join(_block(block, document)) for block in document.blocks)
    return "\n\n".join(block for block in blocks if block) + "\n"


def one_line(text: str) -> str:
    """Return *text* on one line; newlines become `` / ``."""
    if text.isprintable():
        return text.strip()
    return " / ".join(line.strip() for line in printable(text).strip().split("\n"))


def _block(block: Block, document: Document | Flow) -> Iterator[str]:
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
            yield from table_lines(block)
        case TableGroup():
            yield "\n\n".join("\n".join(table_lines(table)) for table in block.tables)
        case Record():
            yield from _record(block)
        case Chart():
            yield one_line(block.title)
            yield from table_lines(block.table)


def _heading(heading: Heading) -> Iterator[str]:
    line = one_line(heading.line)
    yield line
    if heading.level < 3:
        yield ("=" if heading.level == 1 else "-") * columns(line)


def _record(record: Record) -> Iterator[str]:
    if record.head:
        yield "  ".join(one_line(cell.text) for cell in record.head)
    indent = "  " if record.head else ""
    for label, text in record.fields:
        first, *rest = printable(text).strip().split("\n")
        yield f"{indent}{one_line(label)}: {first}"
        for line in rest:
            yield f"{indent}    {line.strip()}"


def table_lines(table: Table) -> Iterator[str]:
    """Yield aligned columns, two spaces apart; prose comes last, as it would push others apart."""
    order = sorted(
        range(len(table.columns)), key=lambda i: table.columns[i].kind is ColumnKind.PROSE
    )
    heads = [table.columns[i] for i in order]
    found = [
        [one_line(column.heading), *(one_line(row[i].text) for row in table.rows)]
        for i, column in zip(order, heads, strict=True)
    ]
    padded = [
        column_of(texts, is_right=column.kind.is_right)
        if column.kind is not ColumnKind.PROSE
        else texts
        for texts, column in zip(found, heads, strict=True)
    ]
    for cells in zip(*padded, strict=True):
        yield "  ".join(cells).rstrip()


def column_of(texts: Sequence[str], *, is_right: bool = False) -> list[str]:
    """Pad *texts* with spaces to the width of the widest."""
    taken = [columns(text) for text in texts]
    widest = max(taken)
    if is_right:
        return [" " * (widest - wide) + text for text, wide in zip(texts, taken, strict=True)]
    return [text + " " * (widest - wide) for text, wide in zip(texts, taken, strict=True)]
