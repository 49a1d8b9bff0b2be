"""The first sheet of a report's workbook, and how its sheets are printed."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from support import libreoffice
from support.models import REGISTERED, card, entry, report, result

from cardctl.report.document import Document, Heading, Paragraph
from cardctl.report.facts import MeetingReport
from cardctl.report.formats import render, xlsx

LAST = date(2024, 12, 1)


def bytes_of(of: MeetingReport, lang: str = "en", view: str = "full") -> bytes:
    made = render("xlsx", of, lang=lang, view=view)
    assert isinstance(made, bytes)
    return made


def opened(of: MeetingReport, lang: str = "en", view: str = "full") -> Workbook:
    return load_workbook(BytesIO(bytes_of(of, lang, view)))


def rows_of(page: Worksheet) -> list[dict[str, Any]]:
    """Return the rows of the only table of a sheet."""
    (table,) = page.tables.values()
    head, *rows = [[cell.value for cell in row] for row in page[table.ref]]
    return [dict(zip(head, row, strict=True)) for row in rows]


def parts(package: bytes, beginning: str) -> str:
    """Return the text of all parts of a workbook whose names start with *beginning*."""
    with zipfile.ZipFile(BytesIO(package)) as book:
        names = [name for name in book.namelist() if name.startswith(beginning)]
        return "".join(book.read(name).decode() for name in names)


def done_and_late() -> MeetingReport:
    """Return a report about a card that is done, and one that is late."""
    done = card(
        "M01-003",
        {**REGISTERED, "due": "2024-06-30"},
        entry("2024-06-20", state="submitted", outcome="completed"),
        entry("2024-06-21", state="closed", outcome="completed", meeting=1, note="so"),
        results=[result(2, "2024-06-01", by="ulsan", text="Filed.", next="Go on.", progress=40)],
    )
    late = card(
        "M01-004",
        {**REGISTERED, "due": "2024-03-01"},
        entry("2024-02-01", due="2024-06-01", note="late"),
        partners=["ulsan", "moef"],
        budget=[{"planned": 25_100_000, "approximate": True}],
        results=[result(2, "2024-06-20", spent=5, text="Half.")],
    )
    return report(done, late)


# All cards --------------------------------------------------------------------------------------


def test_first_sheet_has_every_card_with_its_state() -> None:
    closed, late = rows_of(opened(done_and_late()).worksheets[0])
    assert (closed["No."], closed["Class"], closed["Signal"]) == ("M01-003", "✓ done", "✓ blue")
    assert (closed["State"], closed["Outcome"]) == ("closed", "completed")
    assert (closed["Last result"], closed["Next"]) == ("Ulsan: Filed.", "Go on.")
    assert (closed["Progress"], closed["Days overdue"], closed["Meeting"]) == (0.4, None, 1)
    assert (late["Class"], late["Signal"]) == ("✗ delayed", "✗ red")
    assert late["Reasons"].startswith("overdue")
    assert (late["Lead"], late["Partners"].split(", ")[0]) == ("Busan", "Ulsan")
    assert (late["Due"], late["Result filed on"]) == (datetime(2024, 6, 1), datetime(2024, 6, 20))
    assert (late["Days overdue"], late["Times extended"]) == (39, 1)
    assert (late["Planned (KRW)"], late["Spent (KRW)"]) == (25_100_000_000_000, 5_000_000)
    assert late["Last result"] == "Half."


def test_first_sheet_is_a_list_with_filter_frozen_head_and_colours() -> None:
    page = opened(done_and_late(), lang="ko").worksheets[0]
    (table,) = page.tables.values()
    head = int(re.sub(r"\D", "", table.ref.partition(":")[0]))
    assert table.ref == table.autoFilter.ref == f"A{head}:S{head + 2}"
    assert page.freeze_panes == f"C{head + 1}"
    assert [page.cell(head, column).value for column in (3, 15)] == ["추진상황", "계획(원)"]
    late = page.cell(head + 2, 3)
    assert (late.value, late.fill.fgColor.rgb) == ("✗ 지연", "FFF8D4D0")
    assert page.cell(head + 2, 15).number_format == '"약 "#,##0'
    assert page.cell(head + 2, 17).alignment.wrap_text


def test_agency_view_begins_with_its_cards_only() -> None:
    made = report(
        card("M01-001", {**REGISTERED, "lead": "moef"}),
        card("M01-002", {**REGISTERED, "lead": "busan"}, partners=["moef"]),
        card("M01-003"),
    )
    rows = rows_of(opened(made, view="agency:moef").worksheets[0])
    assert [row["No."] for row in rows] == ["M01-001", "M01-002"]


def test_a_register_without_cards_says_so_on_the_first_sheet() -> None:
    page = opened(report()).worksheets[0]
    assert (page.title, len(page.tables)) == ("All cards", 0)
    assert "None." in [cell.value for cell in page["A"]]


def test_what_the_first_sheet_has_is_not_repeated() -> None:
    book = opened(done_and_late())
    assert not [name for name in book.sheetnames if "Overdue" in name]
    (annex,) = (page for page in book.worksheets if "Annex" in page.title)
    fields = {cell.value for cell in annex["D"]}
    assert "History" in fields
    assert not fields & {"State", "Partners"}


def test_a_long_text_makes_a_row_of_the_list_ten_lines_high_at_most() -> None:
    made = report(card(results=[result(2, "2024-06-20", text="long " * 900)]))
    page = opened(made).worksheets[0]
    heights = [dimension.height for dimension in page.row_dimensions.values() if dimension.height]
    assert max(heights) == 137.25
    assert rows_of(page)[0]["Last result"] == "long " * 900


# Print ------------------------------------------------------------------------------------------


def test_sheets_print_on_a4_one_page_wide_with_repeated_heads() -> None:
    book = opened(done_and_late())
    for page in book.worksheets:
        setup = page.page_setup
        assert (setup.paperSize, setup.fitToHeight) == (9, 0)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.print_area
        assert not page.sheet_view.showGridLines
        assert page.page_margins.left == 0.4
    first, *_others, last = book.worksheets
    (table,) = first.tables.values()
    head, end = re.findall(r"\d+", table.ref)
    assert (first.print_title_rows, first.page_setup.orientation) == (
        f"${head}:${head}", "landscape",
    )  # fmt: skip
    assert first.print_area == f"'All cards'!$A$1:$S${int(end) + 1}"
    assert (last.title, last.page_setup.orientation) == ("9. About this report", "portrait")


def test_running_lines_have_the_title_the_body_the_pages_and_the_sheet() -> None:
    blocks = (Heading(1, "R&D 보고"), Paragraph("x"))
    package = xlsx.render(Document("ko", blocks, author='A&B "&P"'), day=LAST)
    xml = parts(package, "xl/worksheets/sheet").replace("&quot;", '"').replace("&amp;", "&")
    look = '&"맑은 고딕,Regular"&9'
    assert f'<oddFooter>&L{look} A&&B "&&P"&C{look} &P / &N&R{look} &A</oddFooter>' in xml
    assert f"<oddHeader>&R{look} R&&D 보고</oddHeader>" in xml


@pytest.mark.parametrize(("lang", "font"), [("ko", "맑은 고딕"), ("en", "Arial")])
def test_styles_name_the_font_of_the_language(lang: str, font: str) -> None:
    styles = parts(bytes_of(done_and_late(), lang), "xl/styles")
    assert set(re.findall(r'<name val="(.*?)"', styles)) == {font}


def test_a_text_wider_than_its_sheet_wraps_across_it_and_is_no_formula() -> None:
    blocks = (Heading(2, "Section", "1."), Paragraph("=1+1 " + "long " * 60))
    page = load_workbook(BytesIO(xlsx.render(Document("en", blocks), day=LAST))).worksheets[0]
    assert [merged.coord for merged in page.merged_cells.ranges] == ["A3:J3"]
    assert (page["A3"].data_type, page["A3"].alignment.wrap_text) == ("s", True)
    assert page.row_dimensions[3].height > 40


def with_charts(cards: int) -> MeetingReport:
    first = [card(f"M01-{number:03}") for number in range(1, cards)]
    return report(*first, card("M02-001"), number=3, day=LAST)


def test_charts_are_on_pages_of_their_own_sheet() -> None:
    *others, charts = opened(with_charts(3)).worksheets
    assert charts.title == "Charts"
    assert [page.title for page in others if page._charts] == []
    breaks = [each.id for each in charts.row_breaks.brk]
    assert not charts.sheet_properties.pageSetUpPr.fitToPage  # Excel ignores breaks then
    assert charts.page_setup.orientation == "portrait"
    tops = [chart.anchor._from.row for chart in charts._charts]
    assert len(tops) > 2
    assert len(breaks) == (len(tops) - 1) // 2
    for top in tops:
        assert not [each for each in breaks if top < each < top + 18]


@pytest.mark.skipif(libreoffice.PROGRAM is None, reason="LibreOffice is not installed")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_printed_pages_are_those_of_the_sheets(lang: str, tmp_path: Path) -> None:
    package = bytes_of(with_charts(90), lang)
    names = load_workbook(BytesIO(package)).sheetnames
    pages = printed(package, tmp_path)
    feet = [next(name for name in names if page.endswith(name)) for page in pages]
    assert list(dict.fromkeys(feet)) == names
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page
    listed = [page for page, foot in zip(pages, feet, strict=True) if foot == names[0]]
    assert 1 < len(listed) < 9
    assert all({"en": "Outcome", "ko": "협조기관"}[lang] in page for page in listed)
    assert feet.count(names[-1]) == 2


def printed(package: bytes, folder: Path) -> list[str]:
    """Return the text of each page that LibreOffice prints of a workbook, on a line."""
    file = folder / "book.xlsx"
    file.write_bytes(package)
    made = libreoffice.converted(file, "pdf", folder)
    done = subprocess.run(
        ["pdftotext", "-layout", str(made), "-"], capture_output=True, text=True, check=True
    )
    return [" ".join(page.split()) for page in done.stdout.split("\f")[:-1]]
