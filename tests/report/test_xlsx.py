"""The report as a workbook, read back by openpyxl."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from support.models import REGISTERED, card, entry, report, result

from cardctl.domain.signal import Colour
from cardctl.report.document import (
    Cell,
    Chart,
    ChartKind,
    Column,
    ColumnKind,
    Document,
    Heading,
    Paragraph,
    Record,
    RecordField,
    Series,
    Table,
)
from cardctl.report.facts import MeetingReport
from cardctl.report.formats import render, xlsx
from cardctl.report.formats.xlsx_tables import as_table, column_widths, headers

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "https://example.org", "_x0041_", "a\x1b\x00b", "{=1}"]
DAY = date(2024, 7, 10)
HEADS = ("No.", "State", "Matter", "Field", "Text")


def made() -> MeetingReport:
    return report(
        card(
            "M01-001",
            {**REGISTERED, "due": "2024-03-01"},
            entry("2024-06-20", state="submitted", outcome="completed"),
            title={"en": "Fund", "ko": "기금 운용"},
            budget=[{"planned": 25_100_000, "approximate": True}],
            results=[result(2, "2024-06-20", spent=100)],
        ),
        card("M01-002", {**REGISTERED, "due": "2024-05-31"}, partners=["ulsan"]),
    )


def opened(of: MeetingReport | None = None, lang: str = "en", view: str = "full") -> Workbook:
    return read(render("xlsx", of or made(), lang=lang, view=view))


def read(book: str | bytes) -> Workbook:
    assert isinstance(book, bytes)
    return load_workbook(BytesIO(book))


def of_blocks(*blocks: object) -> Worksheet:
    document = Document("en", (Heading(2, "Section", "1."), *blocks))  # type: ignore[arg-type]
    return read(xlsx.render(document, day=DAY)).worksheets[0]


def find(page: Worksheet, text: str) -> tuple[int, int]:
    """Return the row and the column of the first cell with *text*."""
    return next((c.row, c.column) for row in page.iter_rows() for c in row if c.value == text)


def test_each_section_has_a_sheet_named_in_the_report_language() -> None:
    names = opened().sheetnames
    assert names[:3] == ["All cards", "1. Summary", "2. Decisions requested"]
    assert names[8:] == ["8. Annex open cards in full", "9. About this report"]
    assert opened(lang="ko").sheetnames[:2] == ["전체 과제 목록", "1. 총괄"]
    assert opened(view="summary").sheetnames == names[:2]
    assert len(opened(view="agency:busan").sheetnames) == 5


def test_tables_are_excel_tables_with_frozen_headers() -> None:
    page = opened()["3. Matters of meeting 1"]
    (table,) = page.tables.values()
    assert table.ref == "A3:E5"
    assert page.freeze_panes == "A4"
    assert [column.name for column in table.tableColumns] == [c.value for c in page[3]]
    assert page["A4"].value == "M01-001"


def test_numbers_dates_shares_and_amounts_are_values() -> None:
    book = opened()
    page = book["All cards"]
    row, _ = find(page, "M01-002")
    due, days = page.cell(row, 11), page.cell(row, 12)
    assert (due.value, due.number_format) == (datetime(2024, 5, 31), "yyyy-mm-dd")
    assert (days.value, days.number_format) == (40, "#,##0")
    money = book["7. Money"]
    row, _ = find(money, "M01-001")
    planned, spent, share = (money.cell(row, column) for column in (3, 4, 5))
    assert (planned.value, planned.number_format) == (25_100_000_000_000, '"about KRW "#,##0')
    assert (spent.value, spent.number_format) == (100_000_000, '"KRW "#,##0')
    assert share.value == pytest.approx(100 / 25_100_000)
    assert share.number_format == "0.0%"
    korean = opened(lang="ko")["7. 예산 집행 현황"]
    assert korean.cell(row, 3).number_format == '"약 "#,##0"원"'


def test_totals_are_below_and_outside_their_table() -> None:
    money = opened()["7. Money"]
    row, _ = find(money, "Total")
    table = next(iter(money.tables.values()))
    assert table.ref == f"A3:E{row - 1}"
    assert money.cell(row, 3).value == 25_100_000_000_000
    assert money.cell(row, 3).font.bold


@pytest.mark.parametrize("text", HOSTILE)
def test_card_text_is_neither_a_formula_nor_a_link(text: str) -> None:
    package = render("xlsx", report(card(title=text, decision=text)), lang="en")
    for page in read(package):
        for row in page.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
    shown = text.replace("\x1b", "\ufffd").replace("\x00", "\ufffd")
    page = read(package)["2. Matters of meeting 1"]
    assert any(str(c.value).startswith(shown) for row in page.iter_rows() for c in row)
    assert "<f>" not in parts(package, "xl/worksheets/sheet")


def parts(package: str | bytes, beginning: str) -> str:
    """Return the text of all parts of a workbook whose names start with *beginning*."""
    assert isinstance(package, bytes)
    with zipfile.ZipFile(BytesIO(package)) as book:
        names = [name for name in book.namelist() if name.startswith(beginning)]
        return "".join(book.read(name).decode() for name in names)


def test_charts_are_native_and_use_the_cells_of_their_tables() -> None:
    cards = card("M01-001"), card("M02-001")
    package = render("xlsx", report(*cards, number=3, day=date(2024, 12, 1)), lang="en")
    charts = parts(package, "xl/charts/chart")
    assert "<c:barChart>" in charts
    assert re.search(r"<c:f>'5. Changes since meeting 2'!\$B\$\d+(:\$B\$\d+)?</c:f>", charts)
    drawings = parts(package, "xl/drawings/drawing")
    assert 'descr="Number of cards in each state, by the meeting that decided them.' in drawings


def test_chart_series_come_from_the_columns_with_their_names() -> None:
    table = Table(
        (Column("Meeting"), Column("Done", ColumnKind.NUMBER), Column("Rate", ColumnKind.NUMBER)),
        ((Cell("1"), Cell("2", value=2), Cell("50.0%", value=0.5, unit="%")),),
        "Chart",
    )
    chart = Chart(
        ChartKind.LINE, "Chart", "What is seen.", ("1",), (Series("Rate", (50.0,)),), table, True
    )
    document = Document("en", (Heading(2, "Section", "1."), chart))
    page, charts = read(xlsx.render(document, day=DAY)).worksheets
    (drawn,) = charts._charts
    assert drawn.series[0].val.numRef.f == "'1. Section'!$C$5"
    assert page["C5"].value == 0.5


def test_empty_chart_is_only_its_table() -> None:
    table = Table((Column("Agency"), Column("Rate", ColumnKind.NUMBER)), (), "Chart")
    chart = Chart(ChartKind.BARS, "Chart", "Nothing.", (), (Series("Rate", ()),), table)
    page = of_blocks(chart)
    assert page._charts == []
    assert page.tables == {}
    assert (page["A3"].value, page["A4"].value) == ("Chart", "Agency")


def test_full_cards_become_a_row_for_each_field() -> None:
    head = (Cell("M01-001"), Cell("on track", signal=Colour.GREEN), Cell("Fund"))
    records = [
        Record((RecordField("Lead", "Busan"), RecordField("Note", "n")), head),
        Record((RecordField("Due", "soon"),), head),
        Record((), head[:1]),
    ]
    table = as_table(records, HEADS)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["M01-001", "on track", "Fund", "Lead", "Busan"],
        ["M01-001", "on track", "Fund", "Note", "n"],
        ["M01-001", "on track", "Fund", "Due", "soon"],
        ["M01-001", "", "", "", ""],
    ]
    assert [row[1].signal for row in table.rows] == [Colour.GREEN, None, Colour.GREEN, None]
    page = of_blocks(*records)
    assert next(iter(page.tables.values())).ref == "A3:E7"


def test_a_long_field_continues_in_the_next_row() -> None:
    text = "\n".join(f"line {number} " + "가" * 80 for number in range(30))
    record = Record((RecordField("History", text),), (Cell("M01-001"),))
    rows = as_table([record], HEADS).rows
    assert "\n".join(row[4].text for row in rows) == text
    assert {row[4].text.count("\n") + 1 for row in rows} == {10}
    page = of_blocks(record)
    assert all(200 < page.row_dimensions[row].height <= 409 for row in range(4, 7))


def test_table_headers_are_unique() -> None:
    table = Table((Column("Name"), Column("name"), Column(""), Column("a\nb")), ())
    assert headers(table) == ["Name", "name 2", " ", "a b"]


def test_hangul_counts_double_in_the_column_width() -> None:
    def width(text: str) -> int:
        return column_widths([Table((Column("A", ColumnKind.TITLE),), ((Cell(text),),))])[0]

    assert width("행정안전부와 협의") == width("a" * 17) == 19
    assert width("가" * 500) == 44
    assert width("a\n" * 9) == 6


def test_a_sheet_wider_than_a_page_takes_from_its_columns_of_words() -> None:
    kinds = (ColumnKind.ID, ColumnKind.TITLE, *[ColumnKind.PROSE] * 4, ColumnKind.NAME)
    table = Table(tuple(Column("a", kind) for kind in kinds), ((Cell("a" * 99),) * 7,))
    wide = column_widths([table])
    assert 160 < sum(wide) <= 170
    assert wide[0] == 40
    assert all(20 <= width < 60 for width in wide[2:6])


def test_a_number_fits_its_column_as_it_is_written_out() -> None:
    cell = Cell("25조 1,000억원", value=25_100_000_000_000, unit="KRW")
    (width,) = column_widths([Table((Column("a", ColumnKind.NUMBER),), ((cell,),))])
    assert width > len("25,100,000,000,000원")


@pytest.mark.parametrize(("headings", "names"), [
    (["a/b:c*d?[e]\\f"], ["1. a b c d e f"]),
    (["가" * 40, "가" * 40], ["1. " + "가" * 28, "1. " + "가" * 26 + " 2"]),
    (["'a'", "'A'"], ["1. 'a", "1. 'A 2"]),
])  # fmt: skip
def test_sheet_names_are_valid_in_excel(headings: list[str], names: list[str]) -> None:
    blocks = tuple(Heading(2, heading, "1.") for heading in headings)
    assert read(xlsx.render(Document("en", blocks), day=DAY)).sheetnames == names


def test_values_that_excel_cannot_store_stay_text() -> None:
    long, cells = "a" * 40_000, [
        Cell(f"{10**15:,}", value=10**15),
        Cell("0001-01-01", value=date(1, 1, 1)),
        Cell("9999-12-31", value=date(9999, 12, 31)),
        Cell("12.50", value=Decimal("12.50")),
        Cell("+3", value=3, unit="±"),
        Cell("–", value=None, unit="%"),
    ]  # fmt: skip
    columns = tuple(Column(str(index)) for index in range(len(cells) + 1))
    page = of_blocks(Table(columns, ((*cells, Cell(long)),)))
    row = list(page[4])
    assert [cell.value for cell in row[:3]] == [
        "1,000,000,000,000,000", "0001-01-01", datetime(9999, 12, 31),
    ]  # fmt: skip
    assert (row[3].value, row[3].number_format) == (12.5, "#,##0.00")
    assert row[4].number_format == "+#,##0;−#,##0;0"
    assert row[5].value == "–"
    assert row[6].value == "a" * 32_766 + "…"


def test_unreadable_files_are_named_on_the_first_sheet() -> None:
    page = opened(report(card(), unreadable={"M01/M01-009.yaml": "M01-009"})).worksheets[0]
    assert "M01-009" in str(page["A5"].value)


def test_head_facts_are_next_to_their_labels_and_visible() -> None:
    page = of_blocks(Record((RecordField("Legal ground", "One.\nTwo."),)))
    assert (page["A3"].value, page["B3"].value) == ("Legal ground", "One.\nTwo.")
    assert page["B3"].alignment.wrap_text
    assert page.column_dimensions["A"].width > len("Legal ground")


def test_a_document_without_sections_is_one_sheet() -> None:
    blocks = (Heading(1, "Title"), Paragraph("Nothing."))
    book = read(xlsx.render(Document("en", blocks), day=DAY))
    assert book.sheetnames == ["Title"]
    assert book.worksheets[0]["A3"].value == "Nothing."


def test_report_date_is_the_only_date_in_the_file() -> None:
    package = render("xlsx", made(), lang="en")
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", parts(package, "docProps"))) == {
        "2024-07-10T00:00:00Z"
    }
    assert package == render("xlsx", made(), lang="en")
    assert package != render("xlsx", made(), lang="en", made_on=date(2024, 1, 1))
