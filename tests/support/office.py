"""Documents for the paper formats: every kind of block, and hostile text."""

from __future__ import annotations

from cardctl.domain.signal import Colour
from cardctl.report.document import (
    Block,
    Cell,
    Chart,
    ChartKind,
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
    Series,
    Table,
    TableGroup,
)

HOSTILE = (
    "#panic[$x$] *b* _e_ `c` <w:p/> </w:t> &amp; {= 1 + 1} =SUM(A1) @ref \\n "
    '"quoted" // no comment ]]> <script>alert(1)</script>'
)
"""Markup of every kind, on one line; it has to be read as it stands."""

UNSEEN = "a\x00b\x1bc\u202ed\u200be\ufffef\ud800g"
"""Characters that steer a reader, or that XML cannot hold."""

ADDRESS = "https://example.org/a?b=1&c=2"

_IDENTITY = (
    Column("No.", ColumnKind.ID),
    Column("Signal", ColumnKind.SIGNAL),
    Column("Matter", ColumnKind.TITLE, 2),
)


def small(name: str = "Cards") -> Table:
    """Return a small table with a total."""
    columns = (Column(name), Column("Count", ColumnKind.NUMBER))
    rows = ((Cell("open"), Cell("21")), (Cell("Total"), Cell("21")))
    return Table(columns, rows, total=True)


def narrow(text: str = "A matter", rows: int = 2) -> Table:
    """Return a table that fits on a portrait page."""
    row = (Cell("M01-001", card="M01-001"), Cell("✗ red", signal=Colour.RED), Cell(text))
    return Table(_IDENTITY, (row,) * rows, caption="Matters")


def wide(columns: int = 6) -> Table:
    """Return a table that needs a landscape page; with many columns it fits on none."""
    prose = tuple(Column(f"Prose{n}", ColumnKind.PROSE) for n in range(columns))
    cells = tuple(Cell("Several words which take their room.") for _ in prose)
    return Table((Column("No.", ColumnKind.ID), *prose), ((Cell("M01-001"), *cells),))


def record(text: str, identifier: str = "M01-001") -> Record:
    """Return a card in full."""
    head = (Cell(identifier, card=identifier), Cell("✗ red", signal=Colour.RED), Cell("A matter"))
    return Record(
        (RecordField("Decision", text), RecordField("Source", f"[news] {ADDRESS}, see there")), head
    )


def chart() -> Chart:
    """Return a chart of one bar."""
    series = (Series("done", (21.0,)),)
    return Chart(ChartKind.BARS, "A chart", "One bar.", ("open",), series, small())


def every_block(text: str = "Some text.", lang: str = "en") -> Document:
    """Return a document with every kind of block, each with *text*; section 2 is wide."""
    blocks: tuple[Block, ...] = (
        Heading(1, f"Title {text}"),
        Note(f"Missing: {text}", urgent=True),
        Heading(2, "First", "1."),
        Record((RecordField("Body", text),)),
        Paragraph(text),
        Note(text),
        ItemList((Item(f"one {text}"), Item("two", 2), Item("three", 3))),
        TableGroup((small(), small("States"))),
        narrow(text),
        chart(),
        Heading(2, "Wide", "2."),
        Heading(3, "Part", "2.1"),
        wide(),
        Heading(2, "Annex", "3."),
        record(text),
    )
    return Document(lang, blocks)
