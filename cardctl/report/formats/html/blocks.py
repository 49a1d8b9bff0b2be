"""The blocks of a document as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, groupby, pairwise

from cardctl.html_page import escape
from cardctl.i18n import _
from cardctl.printable import columns
from cardctl.report import words
from cardctl.report.document import (
    Block,
    Cell,
    Chart,
    Column,
    ColumnKind,
    Document,
    Heading,
    Item,
    ItemList,
    Note,
    Paragraph,
    Record,
    RecordField,
    Subject,
    Table,
    TableGroup,
)
from cardctl.report.formats.html import svg
from cardctl.report.formats.html.escape import inline, lines

MANY = 4
"""A table with more columns is stacked on a narrow page: one cell below the other."""

FIXED, WRAPPING = 10, 50
"""Percent of a table's width for each fixed column, and the least that the others share."""

SHORT = 34
"""Maximum width in columns of a field that takes half of the line."""


class HtmlWriter:
    """Writer for the blocks of one document; it tracks its position and the cards it wrote."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.card_index = document.make_card_index()
        self.section = ""
        self.level = 1
        self.charts = count(1)
        self.stacks: dict[tuple[str, ...], int] = {}
        """The headings of stacked tables, with the numbers of their CSS classes."""
        self.subjects: dict[str, Subject] = {}
        """The cards written so far, with the values to filter by."""
        self.places = {
            record.head[0].card: number
            for number, record in enumerate(document.blocks)
            if isinstance(record, Record) and record.head and record.head[0].card
        }
        """The index of each card's last record, which shows it in full."""

    def sections(self) -> Iterator[str]:
        """Yield all blocks below the title, each section in an element of its own."""
        for number, body in enumerate(_sections(self.document.blocks)):
            inner = "".join(self._grouped(body))
            yield f'<section id="s{number}">\n{inner}</section>\n' if number else inner

    def _grouped(self, blocks: Iterable[tuple[int, Block]]) -> Iterator[str]:
        """Yield the blocks, with consecutive charts side by side."""
        for are_charts, found in groupby(blocks, lambda pair: isinstance(pair[1], Chart)):
            inner = "".join(self.block(*pair) for pair in found)
            yield f'<div class="charts">{inner}</div>' if are_charts else inner

    def block(self, number: int, block: Block) -> str:
        """Return one block; *number* is its index in the document."""
        match block:
            case Heading():
                self.section, self.level = block.line, block.level
                start = ' class="new-page"' if block.new_page else ""
                return f"<h{block.level}{start}>{inline(block.line)}</h{block.level}>\n"
            case Paragraph():
                return f"<p>{lines(block.text)}</p>\n"
            case Note():
                urgent = " urgent" if block.urgent else ""
                return f'<p class="note{urgent}">{lines(block.text)}</p>\n'
            case ItemList():
                return _list(block.items)
            case Table():
                return self.table(block)
            case TableGroup():
                return f'<div class="beside">{"".join(map(self._small, block.tables))}</div>\n'
            case Record():
                return self._record(number, block)
            case Chart():
                return self._chart(block)

    # Tables

    def _small(self, table: Table) -> str:
        return self.table(table, f"{self.section}: {table.columns[0].heading}")

    def table(self, table: Table, caption: str = "") -> str:
        """Return a table; *caption* overrides its own.

        The override is visually hidden, as is the section heading that replaces a missing caption.
        """
        hidden = ' class="unseen"' if caption or not table.caption else ""
        heads = "".join(_heads(table.columns))
        rows = "".join(self._row(table, row) for row in table.rows)
        return (
            f"<table{self._stack(table)}>"
            f"<caption{hidden}>{inline(caption or table.caption or self.section)}</caption>"
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n"
        )

    def _stack(self, table: Table) -> str:
        if not _is_stacked(table):
            return ""
        headings = tuple(column.heading for column in table.columns)
        number = self.stacks.setdefault(headings, len(self.stacks) + 1)
        return f' class="stack t{number}"'

    def _row(self, table: Table, row: Sequence[Cell]) -> str:
        is_total = table.total and row is table.rows[-1]
        attributes = ' class="total"' if is_total else self._subject(row)
        head = next((i for i, cell in enumerate(row) if cell.text), 0)
        cells = (
            self._cell(cell, column.kind, is_head=index == head, is_stacked=_is_stacked(table))
            for index, (cell, column) in enumerate(zip(row, table.columns, strict=True))
        )
        return f"<tr{attributes}>{''.join(cells)}</tr>\n"

    def _cell(self, cell: Cell, kind: ColumnKind, *, is_head: bool, is_stacked: bool) -> str:
        """Return a cell; if stacked, its text is in one box, beside the label that CSS adds."""
        if is_head:
            return f'<th scope="row" class="{kind}">{self.words(cell)}</th>'
        inner = f"<div>{self.words(cell)}</div>" if is_stacked else self.words(cell)
        return f'<td class="{kind}">{inner}</td>'

    def _subject(self, cells: Iterable[Cell]) -> str:
        """Return the attributes for the filter, on an element that shows one card."""
        card = next((cell.card for cell in cells if cell.card), "")
        subject = self.card_index.cards.get(card)
        if subject is None:
            return ""
        self.subjects[card] = subject
        order = self.card_index.agencies
        agencies = " ".join(str(order.index(name)) for name in subject.agencies)
        return (
            f' data-card="{escape(card)}" data-signal="{subject.signal}" data-agency="{agencies}"'
        )

    def words(self, cell: Cell, *, linked: bool = True) -> str:
        """Return a cell's content: a signal with its symbol, a card as a link to its record."""
        if cell.signal:
            word = cell.text.removeprefix(words.SIGNAL_LABELS[cell.signal].glyph).strip()
            return f'<span class="signal">{svg.sign(cell.signal)}{inline(word)}</span>'
        if linked and cell.card in self.places:
            first, *more = cell.text.split("\n", 1)
            link = f'<a href="#{escape(cell.card or "")}">{lines(first, follow=False)}</a>'
            return "<br>".join((link, *map(lines, more)))
        return lines(cell.text)

    # Records

    def _record(self, number: int, record: Record) -> str:
        fields = "".join(map(_field, record.fields))
        if not record.head:
            return f'<dl class="facts">{fields}</dl>\n'
        card = record.head[0].card
        place = f' id="{escape(card)}"' if card and self.places[card] == number else ""
        level = min(self.level + 1, 6)
        head = " ".join(self.words(cell, linked=not place) for cell in record.head)
        return (
            f"<article{place}{self._subject(record.head)}>"
            f"<h{level}>{head}</h{level}>\n<dl>{fields}</dl></article>\n"
        )

    # Charts

    def _chart(self, chart: Chart) -> str:
        name = f"chart{next(self.charts)}"
        behind = escape(_("Chart data").render(self.document.lang))
        used = [i for i, series in enumerate(chart.series) if any(series.values)]
        legend = "".join(
            f"<li>{svg.swatch(chart, i)}{escape(chart.series[i].name)}</li>" for i in used
        )
        return (
            f'<figure class="chart"><figcaption>{inline(chart.title)}'
            f"<small>{inline(chart.description)}</small></figcaption>"
            f"{f'<ul>{legend}</ul>' if len(chart.series) > 1 else ''}"
            f"{svg.drawing(chart, name)}"
            f"<details><summary>{behind}</summary>"
            f"{self.table(chart.table, chart.title)}</details></figure>\n"
        )


def _is_stacked(table: Table) -> bool:
    """Return whether the table is stacked on a narrow page."""
    return len(table.columns) > MANY


def _sections(blocks: Iterable[Block]) -> list[list[tuple[int, Block]]]:
    """Split the blocks below the title at level 2 headings; the first part precedes them all.

    Each block is paired with its index in the document.
    """
    found: list[list[tuple[int, Block]]] = [[]]
    for number, block in enumerate(blocks):
        level = block.level if isinstance(block, Heading) else None
        if level == 2:
            found.append([])
        if level != 1:
            found[-1].append((number, block))
    return found


def _heads(heads: Sequence[Column]) -> Iterator[str]:
    """Yield the headings; if there is prose, wrapping columns share most of the width by weight."""
    wrapping = sum(column.weight for column in heads if not column.kind.is_fixed)
    room = max(100 - FIXED * sum(column.kind.is_fixed for column in heads), WRAPPING)
    has_prose = any(column.kind is ColumnKind.PROSE and column.weight > 1 for column in heads)
    for column in heads:
        wide = ""
        if has_prose and not column.kind.is_fixed:
            wide = f" w{5 * round(room * column.weight / wrapping / 5)}"
        yield f'<th scope="col" class="{column.kind}{wide}">{inline(column.heading)}</th>'


def _list(items: Sequence[Item], level: int = 1) -> str:
    """Return a nested list: deeper items go inside the item above them."""
    starts = [i for i, item in enumerate(items) if i == 0 or item.level <= level]
    written = (
        f"<li>{lines(items[start].text)}{_deeper(items[start + 1 : end], level)}</li>\n"
        for start, end in pairwise([*starts, len(items)])
    )
    return f'<ul class="level{min(level, 3)}">\n{"".join(written)}</ul>\n'


def _deeper(items: Sequence[Item], level: int) -> str:
    return "\n" + _list(items, level + 1) if items else ""


def _field(field: RecordField) -> str:
    """Return a label and its text; several lines become a list, those with a dash a level down.

    A short field may share its line with another.
    """
    told = [line.strip() for line in field.text.strip().split("\n")]
    body = f"<ul>{''.join(map(_told, told))}</ul>" if len(told) > 1 else inline(told[0])
    short = ' class="short"' if columns(field.text) <= SHORT and len(told) == 1 else ""
    return f"<div{short}><dt>{escape(field.label)}</dt><dd>{body}</dd></div>\n"


def _told(line: str) -> str:
    if line.startswith("- "):
        return f'<li class="sub">{inline(line[2:])}</li>'
    return f"<li>{inline(line)}</li>"
