"""The neutral document: what a page says, as blocks of data, before any medium.

All text in it is raw: card text is hostile until a format has made it safe for its own medium. A
line end inside a text is meant as a new line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cardctl.domain.signal import Colour
from cardctl.report.words import NOTHING


class Kind(StrEnum):
    """What a column holds; formats take alignment and the right to wrap from it."""

    ID = "id"
    SIGNAL = "signal"
    DAY = "day"
    NUMBER = "number"
    NAME = "name"
    TITLE = "title"
    PROSE = "prose"

    @property
    def is_fixed(self) -> bool:
        """Never wrapped."""
        return self in (Kind.ID, Kind.SIGNAL, Kind.DAY, Kind.NUMBER)

    @property
    def is_right(self) -> bool:
        """Set flush right."""
        return self is Kind.NUMBER


Value = int | float | Decimal | date


@dataclass(frozen=True, slots=True)
class Cell:
    """Text in a table; *signal* colours it, *card* is the id of the card that it leads to.

    *value* is the number or the day that the text says, for formats that people reckon with. Its
    *unit* is ``%`` (1 being all of it), ``±`` (a change), a currency's code, or none.
    """

    text: str
    signal: Colour | None = None
    card: str | None = None
    value: Value | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; *weight* is its part of the width that wrapping columns share."""

    heading: str
    kind: Kind = Kind.NAME
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the document's title, levels 2 and 3 have a *number*."""

    level: int
    text: str
    number: str = ""

    @property
    def line(self) -> str:
        """The heading with its number."""
        return f"{self.number} {self.text}" if self.number else self.text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph that must be seen; *urgent* where something is wrong."""

    text: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list, at level 1, 2 or 3."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list in levels."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, with a caption or none; the last row is a *total* where it is said."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """Small tables that may stand side by side where there is room."""

    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing said of a card: a label and its text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """Fields under a line of *head* cells; without a head it is a plain list of facts."""

    fields: tuple[Field, ...]
    head: tuple[Cell, ...] = ()


class ChartKind(StrEnum):
    """How a chart shows its numbers."""

    BARS = "bars"
    """One bar a label."""
    STACKED = "stacked"
    """One bar a label, made of all series."""
    LINE = "line"
    """A line a series; its labels are points in time."""


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers of one kind, one for each label of the chart; None where there is none.

    A series of a signal takes that signal's colour.
    """

    name: str
    values: tuple[float | None, ...]
    signal: Colour | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of numbers, with the *table* behind it, whose caption is the chart's title.

    *description* says in words what is to be seen. With *percent* the values are percentages,
    rounded to one decimal as in the table; else they are counts. A format that cannot draw prints
    the table.
    """

    kind: ChartKind
    title: str
    description: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    table: Table
    percent: bool = False


Block = Heading | Paragraph | Note | ItemList | Table | Beside | Record | Chart

_MARKS = {"ko": ("□", "○", "-"), "en": ("•", "-", "-")}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a reader may look for a card by: its signal, and the names of its agencies."""

    signal: Colour
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """The cards of a document by id, and the names of their agencies in protocol order."""

    cards: Mapping[str, Subject] = field(default_factory=dict)
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document in one language."""

    lang: str
    blocks: tuple[Block, ...]
    index: Index = Index()

    @property
    def title(self) -> str:
        """The text of its heading of level 1."""
        headings = (block for block in self.blocks if isinstance(block, Heading))
        return next((heading.text for heading in headings if heading.level == 1), "")

    def mark(self, level: int) -> str:
        """The mark of a list item: in Korean those of the official style."""
        return _MARKS[self.lang][min(level, 3) - 1]


def records_of(table: Table) -> Iterator[Record]:
    """Turn each row into a record, for media too narrow for the table.

    Ids, signals and titles become the head; cells that say nothing are left out.
    """
    heads = (Kind.ID, Kind.SIGNAL, Kind.TITLE)
    for row in table.rows:
        told = zip(table.columns, row, strict=True)
        pairs = [(column, cell) for column, cell in told if cell.text not in ("", NOTHING)]
        yield Record(
            tuple(Field(c.heading, cell.text) for c, cell in pairs if c.kind not in heads),
            tuple(cell for column, cell in pairs if column.kind in heads),
        )
