"""The common parts of the print formats: pages, widths, links, plain text."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.office import UNSEEN, chart, every_block, narrow, record, small, wide

from cardctl.printable import plain
from cardctl.report.document import (
    Cell,
    Chart,
    Column,
    ColumnKind,
    Document,
    Heading,
    Paragraph,
    Record,
    RecordField,
    Table,
    TableGroup,
)
from cardctl.report.formats import millimetres, paper
from cardctl.report.formats.reproducible_zip import repacked


def test_only_sections_with_a_wide_table_are_landscape() -> None:
    sheets = list(paper.sheets(every_block()))
    assert [sheet.landscape for sheet in sheets] == [False, True, False]
    assert [sheet.blocks[0] for sheet in sheets[1:]] == [
        Heading(2, "Wide", "2."),
        Heading(2, "Annex", "3."),
    ]
    assert [sheet.room for sheet in sheets] == [170.0, 257.0, 170.0]


def test_table_too_wide_for_any_page_becomes_records() -> None:
    document = Document("en", (Heading(1, "T"), Heading(2, "S", "1."), wide(40)))
    (sheet,) = paper.sheets(document)
    assert not sheet.landscape
    assert isinstance(sheet.blocks[-1], Record)
    assert len(sheet.blocks[-1].fields) == 40


def test_sheets_keep_every_block_and_charts_become_tables() -> None:
    document = every_block()
    shown = [block for sheet in paper.sheets(document) for block in sheet.blocks]
    behind = TableGroup((small()._replace(caption="A chart"),))
    assert shown == [behind if isinstance(b, Chart) else b for b in document.blocks]


def test_consecutive_charts_are_side_by_side() -> None:
    blocks = (Heading(1, "T"), chart(), chart(), Paragraph("p"), chart())
    (sheet,) = paper.sheets(Document("en", blocks))
    assert [len(b.tables) for b in sheet.blocks if isinstance(b, TableGroup)] == [2, 1]


def test_large_table_fills_the_page_and_a_small_one_does_not() -> None:
    assert sum(paper.column_widths(narrow(), 170)) == pytest.approx(170)
    assert sum(paper.column_widths(small(), 170)) == pytest.approx(170)
    assert sum(paper.column_widths(small(), 170, fill=False)) < 60


@given(st.lists(st.text("가나 abM%.0", max_size=40), min_size=3, max_size=3))
def test_table_that_fits_is_never_wider_than_the_page(texts: list[str]) -> None:
    table = Table(narrow().columns, (tuple(Cell(text) for text in texts),))
    found = millimetres.widths(table, 170)
    if found is not None:
        assert sum(found) <= 170
        fixed = [millimetres.length(text) for text in texts[:2]]
        assert all(size >= need for size, need in zip(found, fixed, strict=False))


def test_a_table_is_set_closer_before_the_page_is_turned() -> None:
    prose = tuple(Column(f"Prose{n}", ColumnKind.PROSE) for n in range(6))
    row = tuple(Cell("Some words that wrap at the end of each line.") for _ in prose)
    table = Table(prose, (row,))
    assert min(paper.column_widths(table, 257)) > 34
    assert 26 <= min(paper.column_widths(table, 170)) < 34
    (sheet,) = paper.sheets(Document("en", (Heading(1, "T"), table)))
    assert not sheet.landscape


def test_small_tables_are_side_by_side_if_they_fit() -> None:
    rows = paper.side_by_side([small()] * 9, 170)
    assert sum(map(len, rows)) == 9
    assert 1 < len(rows[0]) < 9


def test_control_characters_become_replacement_characters() -> None:
    assert plain(UNSEEN) == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg"


def test_record_heading_is_one_level_below_the_last_heading() -> None:
    blocks = (Heading(1, "T"), Paragraph("p"), Heading(2, "S"), record("x"), Heading(3, "P"))
    assert [level for _, level in paper.levels(blocks)] == [2, 2, 3, 3, 4]


def test_long_record_may_be_split_and_a_short_one_may_not() -> None:
    assert paper.stays_together(record("short"))
    assert not paper.stays_together(Record((RecordField("Result", "long " * 700),)))


def test_zip_file_has_fixed_timestamps_and_keeps_its_order() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "x", zipfile.ZIP_STORED)
        package.writestr("b", "2" * 100, zipfile.ZIP_DEFLATED)
        package.writestr("a", "1")
    with zipfile.ZipFile(BytesIO(repacked(out.getvalue(), {"a": b"new"}))) as fixed:
        assert fixed.namelist() == ["mimetype", "b", "a"]
        assert {member.date_time for member in fixed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        kinds = [member.compress_type for member in fixed.infolist()]
        assert kinds == [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED]
        assert (fixed.read("b"), fixed.read("a")) == (b"2" * 100, b"new")
