"""Format-neutral document model: the contents of a report as blocks of data.

All text in it is raw: card text is untrusted until a format escapes it for its own medium. A
newline in a text is a line break.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from cardctl.domain.signal import Colour
from cardctl.i18n.layout import layout_of
from cardctl.report.words import NOTHING


class ColumnKind(StrEnum):
    """Content type of a column; it determines alignment and wrapping."""

    ID = "id"
    SIGNAL = "signal"
    DAY = "day"
    NUMBER = "number"
    NAME = "name"
    TITLE = "title"
    PROSE = "prose"

    @property
    def is_fixed(self) -> bool:
        """Whether the column never wraps."""
        return self in (ColumnKind.ID, ColumnKind.SIGNAL, ColumnKind.DAY, ColumnKind.NUMBER)

    @property
    def is_right(self) -> bool:
        """Whether the column is right-aligned."""
        return self is ColumnKind.NUMBER


CellValue = int | float | Decimal | date


class Cell(NamedTuple):
    """A table cell; *signal* colours it, *card* is the id of the card that it links to.

    *value* is the number or date behind the text, for formats that users calculate with. Its
    *unit* is ``%`` (1 is 100%), ``±`` (a change), a currency code, or empty.
    """

    text: str
    signal: Colour | None = None
    card: str | None = None
    value: CellValue | None = None
    unit: str = ""


class Column(NamedTuple):
    """A table column; *weight* is its share of the width available to wrapping columns."""

    heading: str
    kind: ColumnKind = ColumnKind.NAME
    weight: int = 1


class Heading(NamedTuple):
    """A heading; level 1 is the document's title, levels 2 and 3 have a *number*.

    On paper, *new_page* starts a page with it.
    """

    level: int
    text: str
    number: str = ""
    new_page: bool = False

    @property
    def line(self) -> str:
        """The heading with its number."""
        return f"{self.number} {self.text}" if self.number else self.text


class Paragraph(NamedTuple):
    """A paragraph."""

    text: str


class Note(NamedTuple):
    """A highlighted paragraph; *urgent* if something is wrong."""

    text: str
    urgent: bool = False


class Item(NamedTuple):
    """One line of a list, at level 1, 2 or 3."""

    text: str
    level: int = 1


class ItemList(NamedTuple):
    """A multi-level list."""

    items: tuple[Item, ...]


class Table(NamedTuple):
    """A table with an optional caption; if *total* is set, the last row contains the totals."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    total: bool = False


class TableGroup(NamedTuple):
    """Small tables to place side by side if there is room."""

    tables: tuple[Table, ...]


class RecordField(NamedTuple):
    """One fact: a label and its text."""

    label: str
    text: str


class Record(NamedTuple):
    """Fields under a heading made of *head* cells; without a head, a plain list of facts."""

    fields: tuple[RecordField, ...]
    head: tuple[Cell, ...] = ()


class ChartKind(StrEnum):
    """Chart type."""

    BARS = "bars"
    """One bar per label."""
    STACKED = "stacked"
    """One bar per label, with all series stacked."""
    LINE = "line"
    """One line per series; the labels are points in time."""


class Series(NamedTuple):
    """A chart series: one value per label of the chart, None if there is no value.

    A series with a *signal* has the colour of that signal.
    """

    name: str
    values: tuple[float | None, ...]
    signal: Colour | None = None


class Chart(NamedTuple):
    """A chart with the *table* of its data, whose caption is the chart's title.

    *description* describes the chart in words. With *percent* the values are percentages, rounded
    to one decimal as in the table; otherwise they are counts. A format without charts prints the
    table.
    """

    kind: ChartKind
    title: str
    description: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    table: Table
    percent: bool = False


Block = Heading | Paragraph | Note | ItemList | Table | TableGroup | Record | Chart


class Subject(NamedTuple):
    """What readers can filter a card by: its signal and the names of its agencies."""

    signal: Colour
    agencies: tuple[str, ...]


class CardIndex(NamedTuple):
    """The cards of a document by id, and the names of their agencies in protocol order."""

    cards: Mapping[str, Subject] = {}
    agencies: tuple[str, ...] = ()


class Document(NamedTuple):
    """A whole document in one language; few formats need its card index.

    *author* is the name of the body that issues it, for the properties of a file.
    """

    lang: str
    blocks: tuple[Block, ...]
    make_card_index: Callable[[], CardIndex] = CardIndex
    author: str = ""

    @property
    def issuer(self) -> str:
        """Its author, or the program if it has none."""
        return self.author or "cardctl"

    @property
    def title(self) -> str:
        """The text of its heading of level 1."""
        headings = (block for block in self.blocks if isinstance(block, Heading))
        return next((heading.text for heading in headings if heading.level == 1), "")

    def mark(self, level: int) -> str:
        """Return the bullet of a list item, in the style of the language."""
        return _mark(self.lang, level)


class Flow(NamedTuple):
    """A document whose blocks are laid out one after the other, as they are read: only once.

    So the blocks of a long document need not be in memory together.
    """

    lang: str
    blocks: Iterator[Block]

    def mark(self, level: int) -> str:
        """Return the bullet of a list item, in the style of the language."""
        return _mark(self.lang, level)


def _mark(lang: str, level: int) -> str:
    return layout_of(lang).bullets[min(level, 3) - 1]


def table_records(table: Table) -> Iterator[Record]:
    """Yield each row as a record, for media too narrow for the table.

    Ids, signals and titles become the head; empty cells are left out.
    """
    heads = (ColumnKind.ID, ColumnKind.SIGNAL, ColumnKind.TITLE)
    for row in table.rows:
        told = zip(table.columns, row, strict=True)
        pairs = [(column, cell) for column, cell in told if cell.text not in ("", NOTHING)]
        yield Record(
            tuple(RecordField(c.heading, cell.text) for c, cell in pairs if c.kind not in heads),
            tuple(cell for column, cell in pairs if column.kind in heads),
        )
