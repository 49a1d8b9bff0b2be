"""Markdown as GitHub renders it. Card text is escaped: it becomes neither markup nor HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardctl.i18n.layout import layout_of
from cardctl.printable import printable
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
)

_MARKUP = re.compile(r"([\\`*_{}\[\]|~#$])")
_LINE_START = re.compile(r"([-+=]|[0-9]{1,9}[.)])(?=\s|$|[-=+])")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def render(document: Document | Flow) -> str:
    """Return *document* as Markdown; blocks are separated by one empty line."""
    blocks = (_block(block, document) for block in document.blocks)
    return "\n\n".join(block for block in blocks if block) + "\n"


def escaped(text: str) -> str:
    """Return *text* escaped to render literally, on one line; newlines become ``<br>``."""
    lines = (line.strip() for line in printable(text).strip().split("\n"))
    harmless = "<br>".join(line.translate(_HTML) for line in lines)
    return _MARKUP.sub(r"\\\1", harmless)


def started(text: str) -> str:
    """Return *text* escaped for the start of a line, where a sign or number would start a list."""
    line = escaped(text)
    start = _LINE_START.match(line)
    return f"{start[1][:-1]}\\{line[start.end() - 1 :]}" if start else line


def _block(block: Block, document: Document | Flow) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {_heading(block)}"
        case Paragraph():
            return started(block.text)
        case Note():
            return f"> **{escaped(block.text)}**" if block.urgent else f"> {escaped(block.text)}"
        case ItemList():
            return _list(block, document)
        case Table():
            return "\n".join(_table(block))
        case TableGroup():
            return "\n\n".join("\n".join(_table(table)) for table in block.tables)
        case Record():
            return "\n".join(_record(block))
        case Chart():
            return f"**{escaped(block.title)}**\n\n" + "\n".join(_table(block.table))


def _heading(heading: Heading) -> str:
    text = escaped(heading.text)
    return f"{heading.number} {text}" if heading.number else text


def _list(block: ItemList, document: Document | Flow) -> str:
    """Return a Markdown list, or lines with the language's own bullets, joined by hard breaks."""
    if not layout_of(document.lang).bullets_in_markdown:
        return "\n".join(f"{'  ' * (i.level - 1)}- {started(i.text)}" for i in block.items)
    # Ideographic spaces indent without starting a code block or a list.
    return "\\\n".join(
        f"{'　' * (item.level - 1)}{document.mark(item.level)} {escaped(item.text)}"
        for item in block.items
    )


def _table(table: Table) -> Iterator[str]:
    yield _row([escaped(column.heading) for column in table.columns])
    yield _row(["--:" if column.kind.is_right else "---" for column in table.columns])
    for row in table.rows:
        cells = [escaped(cell.text) for cell in row]
        is_total = table.total and row is table.rows[-1]
        yield _row([f"**{cell}**" if is_total and cell else cell for cell in cells])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _record(record: Record) -> Iterator[str]:
    """The head in bold, the fields as a list."""
    if record.head:
        yield f"**{_head(record.head)}**"
        yield ""
    for field in record.fields:
        yield f"- {escaped(field.label)}: {escaped(field.text)}"


def _head(cells: tuple[Cell, ...]) -> str:
    return " · ".join(escaped(cell.text) for cell in cells)
