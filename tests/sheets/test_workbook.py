"""Workbooks become tables: typed values, marks of cells, merged cells, hidden sheets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from support.sheets import edited, ods, ods_row, ods_text, patched, written, xlsx

from cardctl.errors import MissingExtra
from cardctl.installation import extra_hint
from cardctl.sheets.source import read_source
from cardctl.sheets.table import Broken, Cell, Table, column_name


def table(raw: bytes, name: str = "a.xlsx") -> Table:
    (found,) = read_source(raw, name).tables
    return found


def values(found: Table) -> list[list[object]]:
    return [[row.number, *(cell.value for cell in row.cells.values())] for row in found.rows]


def test_values_have_types_and_empty_cells_are_not_there() -> None:
    found = table(
        xlsx([], [None, "제목\n둘", 1.0, 1.5, True, "  "], [], [date(2026, 12, 31), None, 46387])
    )
    assert values(found) == [[2, "제목\n둘", 1, 1.5, True], [4, date(2026, 12, 31), 46387]]
    assert type(found.rows[0].cells[3].value) is int
    assert found.place_of(found.rows[1].cells[3]) == "a.xlsx!Sheet1!C4"
    assert found.place(4) == "a.xlsx!Sheet1!4"


@pytest.mark.parametrize(
    ("number_format", "is_percent"),
    [("0%", True), ("0.00%", True), ("0.0 %", True), ('0.0"%"', False), ("General", False)],
)
def test_cell_that_shows_a_percentage_is_marked(number_format: str, is_percent: bool) -> None:
    def fill(book: Any) -> None:
        shape = book.add_format({"num_format": number_format})
        book.add_worksheet("Sheet1").write(0, 0, 1, shape)

    assert table(written(fill)).rows[0].cells[1] == Cell(1, 1, 1, is_percent)


def test_error_value_and_formula_without_result_are_not_empty_cells() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Sheet1")
        page.write_formula(0, 0, "=1/0", None, "#DIV/0!")
        page.write_formula(0, 1, "=1+1", None, 2)
        page.write_formula(0, 2, '=""', None, "")

    raw = written(fill)
    empty = patched(raw, "xl/worksheets/sheet1.xml", b'<c r="C1"><f>', b'<c r="C1" t="str"><f>')
    assert said(raw) == [
        "the cell has the error value #DIV/0!",
        2,
        "the formula has no stored result",
    ]
    assert said(empty) == ["the cell has the error value #DIV/0!", 2]
    assert said(edited(["=1+1"])) == ["the formula has no stored result"]


def said(raw: bytes) -> list[object]:
    cells = table(raw).rows[0].cells.values()
    return [str(c.value.why) if isinstance(c.value, Broken) else c.value for c in cells]


def test_merged_cell_has_its_value_in_each_row_and_column_of_the_table() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Sheet1")
        page.merge_range(0, 0, 2, 1, "busan")
        page.merge_range(0, 3, 0, 100, "far")
        page.write(1, 2, "B")
        page.write(2, 2, "C")

    found = table(written(fill))
    assert values(found)[1:] == [[2, "busan", "busan", "B"], [3, "busan", "busan", "C"]]
    assert found.rows[2].cells[2].origin == (1, 1)
    assert found.rows[0].cells[1].origin is None


def test_hidden_sheets_are_marked_and_charts_are_passed_over() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("보임").write(0, 0, "a")
        hidden = book.add_worksheet("_숨김")
        hidden.write(0, 0, "b")
        hidden.very_hidden()
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": ["보임", 0, 0, 0, 0]})
        book.add_chartsheet("그림").set_chart(chart)

    found = read_source(written(fill), "a.xlsx").tables
    assert [(each.sheet, each.is_hidden) for each in found] == [("보임", False), ("_숨김", True)]


def test_date_formats_of_korean_excel_are_dates() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Sheet1")
        for column, number in enumerate((14, 31, 57)):
            shape = book.add_format()
            shape.set_num_format(number)
            page.write(0, column, 46387, shape)
        shape = book.add_format({"num_format": 'yyyy"년" m"월" d"일" h:mm'})
        page.write(0, 3, 46387.5, shape)

    day = date(2026, 12, 31)
    assert values(table(written(fill))) == [[1, day, day, day, datetime(2026, 12, 31, 12)]]


PERCENT = '<table:table-cell office:value-type="percentage" office:value="0.75"/>'
ERROR = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
)
DAY = '<table:table-cell office:value-type="date" office:date-value="2026-12-31"/>'
EMPTY = '<table:table-cell table:number-columns-repeated="16000"/>'


def test_ods_is_read_with_percentages_errors_dates_and_merged_cells() -> None:
    merged = ods_text("부산", ' table:number-columns-spanned="2" table:number-rows-spanned="1"')
    raw = ods(
        ods_row(EMPTY, repeated=2),
        ods_row(PERCENT, ERROR, DAY, EMPTY),
        ods_row(merged, "<table:covered-table-cell/>", ods_text("끝")),
        ods_row(EMPTY, repeated=1_000_000),
    )
    first, second = table(raw, "a.ods").rows
    assert first.number == 3
    assert first.cells[1] == Cell(0.75, 3, 1, is_percent=True)
    assert isinstance(first.cells[2].value, Broken)
    assert first.cells[3].value == date(2026, 12, 31)
    assert [cell.value for cell in second.cells.values()] == ["부산", "부산", "끝"]


def test_missing_library_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(MissingExtra) as caught:
        table(xlsx(["a"]))
    assert caught.value.hint == extra_hint("sheets")


def test_columns_have_letters() -> None:
    assert [column_name(n) for n in (1, 26, 27, 702, 703, 16384)] == [
        "A", "Z", "AA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip
