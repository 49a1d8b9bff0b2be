"""The return form as a workbook, read by openpyxl and by LibreOffice."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from support.forms import form
from support.libreoffice import PROGRAM, converted
from support.models import card

from cardctl.i18n import languages
from cardctl.sheets import form_words
from cardctl.sheets.form import COLUMNS, FieldType, FormTable, ReturnForm, is_input
from cardctl.sheets.form_record import FormRecord, form_of
from cardctl.sheets.form_xlsx import render
from cardctl.sheets.form_xlsx_table import SPARE_ROWS


def opened(made: ReturnForm | None = None) -> Workbook:
    return load_workbook(BytesIO(render(made or form())))


def table(book: Workbook, name: FormTable, lang: str = "en") -> Worksheet:
    return book[form_words.table_name(name, lang)]


def column(page: Worksheet, heading: str) -> int:
    """Return the number of the column with this heading, from 1."""
    return next(cell.column for cell in page[1] if cell.value == heading)


def test_sheets_are_named_in_the_language_of_the_form() -> None:
    assert opened().sheetnames == ["Cover", "Results", "Steps", "Indicators", "_cardctl"]
    korean = opened(form("ko"))
    assert korean.sheetnames == ["표지", "이행결과", "세부과제", "성과지표", "_cardctl"]
    assert [page.sheet_state for page in korean] == ["visible"] * 4 + ["hidden"]


def test_table_without_rows_has_no_sheet_except_the_steps_of_a_lead() -> None:
    assert opened(form(agency="moef")).sheetnames == ["Cover", "Results", "Steps", "_cardctl"]
    partner = opened(form(agency="ulsan"))
    assert partner.sheetnames == ["Cover", "Results", "Indicators", "_cardctl"]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_cells_show_the_rows(lang: str) -> None:
    made = form(lang)
    book = opened(made)
    for name in made.tables:
        page = table(book, name, lang)
        heads = [cell.value for cell in page[1]]
        assert heads == [form_words.heading(each, made.cover) for each in COLUMNS[name]]
        for row, cells in zip(made.rows[name], page.iter_rows(min_row=2), strict=False):
            for each, cell in zip(COLUMNS[name], cells, strict=True):
                value = row.get(each.name)
                if each.type is FieldType.CHOICE and value is not None:
                    value = form_words.label(each.name, str(value), lang)
                elif isinstance(value, date):
                    value = datetime(value.year, value.month, value.day)
                assert cell.value == value, cell.coordinate


def test_amounts_have_their_unit_in_the_heading() -> None:
    assert column(table(opened(), FormTable.RESULTS), "Spent so far (KRW million)")
    korean = opened(form("ko"))
    assert column(table(korean, FormTable.RESULTS, "ko"), "누적 집행액(백만원)")


def test_only_the_cells_of_the_agency_are_unlocked() -> None:
    made = form()
    book = opened(made)
    for page in book:
        assert page.protection.sheet
        assert not page.protection.password
    for name in made.tables:
        page = table(book, name)
        for row, cells in zip(made.rows[name], page.iter_rows(min_row=2), strict=False):
            for each, cell in zip(COLUMNS[name], cells, strict=True):
                assert cell.protection.locked != is_input(each, row), cell.coordinate
    results = table(book, FormTable.RESULTS)
    plan, result = column(results, "Action plan"), column(results, "Implementation result")
    partner = [row[0].value for row in results.iter_rows()].index("M01-002") + 1
    assert results.cell(partner, plan).protection.locked
    assert not results.cell(partner, result).protection.locked


def test_spare_rows_take_new_steps_of_the_cards_that_the_agency_leads() -> None:
    page = table(opened(), FormTable.STEPS)
    assert page.max_row == 1 + 3 + SPARE_ROWS
    locked = [cell.protection.locked for cell in page[page.max_row]]
    assert locked == [False, True, False, True, False, False, False]
    (lists,) = [each for each in page.data_validations.dataValidation if each.type == "list"]
    assert (str(lists.sqref), lists.formula1) == ("A5:A14", "Results!$A$2:$A$4")


def checks(page: Worksheet) -> dict[str, tuple[str, str | None]]:
    """Return the kind of check and its message by heading."""
    found = {}
    for each in page.data_validations.dataValidation:
        at = next(iter(each.sqref.ranges)).min_col
        found[page.cell(1, at).value] = each.type, each.error
    return found


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_input_is_checked_with_a_message(lang: str) -> None:
    made = form(lang)
    book = opened(made)
    kinds = {
        FieldType.DAY: "date", FieldType.PERCENT: "whole", FieldType.MONEY: "whole",
        FieldType.NUMBER: "decimal", FieldType.CHOICE: "list",
    }  # fmt: skip
    for name in made.tables:
        found = checks(table(book, name, lang))
        for each in COLUMNS[name]:
            if each.takes:
                kind, message = found[form_words.heading(each, made.cover)]
                assert kind == kinds.get(each.type, "textLength")
                assert message or each.type not in kinds


@pytest.mark.parametrize("lang", languages())
def test_lists_of_choices_fit_into_a_check(lang: str) -> None:
    """Excel takes 255 characters, separated by commas."""
    for columns in COLUMNS.values():
        for each in columns:
            words = form_words.labels(each, lang).values()
            assert len(",".join(words)) <= 255
            assert not any("," in word or '"' in word for word in words)
            assert len(set(words)) == len(words)


def test_no_cell_is_a_formula_and_no_link_opens() -> None:
    raw = render(form())
    with zipfile.ZipFile(BytesIO(raw)) as book:
        pages = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        assert len(pages) >= 5
        for name in pages:
            text = book.read(name).decode()
            assert "<f>" not in text
            assert "hyperlink" not in text


def test_rows_grow_with_what_is_typed() -> None:
    with zipfile.ZipFile(BytesIO(render(form()))) as book:
        page = book.read("xl/worksheets/sheet2.xml").decode()
    assert re.findall(r'<row r="2"[^>]*ht="[0-9.]+"', page)
    assert "customHeight" not in page


def test_long_text_makes_its_row_higher() -> None:
    def row_height(text: str) -> float:
        from support.forms import TODAY
        from support.models import register

        from cardctl.app.request import FormRequest, request

        made = request(register(card("M01-001", decision=text)), FormRequest(3), TODAY)
        return float(table(opened(made.forms[0]), FormTable.RESULTS).row_dimensions[2].height)

    assert row_height("짧다") < row_height("길다 " * 60) < row_height("길다 " * 200)
    assert row_height("길다 " * 2000) <= 409.5


def test_empty_cells_are_marked() -> None:
    page = table(opened(), FormTable.RESULTS)
    rules = {
        (str(area.sqref), rule.type) for area in page.conditional_formatting for rule in area.rules
    }
    heads = {cell.value: cell.column_letter for cell in page[1]}
    result, plan, reason = (
        heads[name] for name in ("Implementation result", "Action plan", "Reason")
    )
    assert (f"{result}2 {result}4 {result}5", "containsBlanks") in rules
    assert (f"{plan}2 {plan}3 {plan}4", "containsBlanks") in rules
    assert (f"{reason}2:{reason}4", "expression") in rules


def test_claim_of_a_submitted_card_needs_nothing_more() -> None:
    page = table(opened(), FormTable.RESULTS)
    heads = {cell.value: cell.column_letter for cell in page[1]}
    rules = [
        rule.formula[0]
        for area in page.conditional_formatting
        for rule in area.rules
        if rule.type == "expression"
    ]
    assert rules
    assert all(f'${heads["State"]}2<>"submitted"' in rule for rule in rules)


def test_pages_are_a4_landscape_with_repeated_heads() -> None:
    book = opened(form("ko"))
    for page in list(book)[:-1]:
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        assert page.oddFooter.center.text == "&P / &N"
    results = table(book, FormTable.RESULTS, "ko")
    assert (results.print_title_rows, results.print_title_cols) == ("$1:$1", "$A:$B")
    assert results.freeze_panes == "C2"
    assert results.auto_filter.ref == "A1:W5"


def test_hidden_sheet_brings_the_form_back() -> None:
    made = form("ko")
    page = opened(made)["_cardctl"]
    found = [
        FormRecord(row[0], json.loads("".join(filter(None, row[1:]))))
        for row in page.iter_rows(values_only=True)
    ]
    assert form_of(found) == made


def test_long_record_goes_on_in_further_cells() -> None:
    from support.forms import TODAY
    from support.models import register

    from cardctl.app.request import FormRequest, request

    made = request(register(card("M01-001", decision="한" * 20_000)), FormRequest(3), TODAY)
    page = opened(made.forms[0])["_cardctl"]
    assert page.max_column > 2
    rows = list(page.iter_rows(values_only=True))
    found = [FormRecord(row[0], json.loads("".join(filter(None, row[1:])))) for row in rows]
    assert form_of(found) == made.forms[0]


def test_same_form_gives_the_same_bytes() -> None:
    assert render(form("ko")) == render(form("ko"))


@pytest.mark.skipif(PROGRAM is None, reason="needs LibreOffice (Debian: libreoffice-calc)")
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_libreoffice_reads_what_was_written(tmp_path: Path, lang: str) -> None:
    """It saves the workbook again; all values, locks and checks are still there."""
    made = form(lang)
    (tmp_path / "form.xlsx").write_bytes(render(made))
    again = load_workbook(converted(tmp_path / "form.xlsx", "xlsx", tmp_path / "out"))
    before = opened(made)
    assert again.sheetnames == before.sheetnames
    for name in made.tables:
        one, other = table(before, name, lang), table(again, name, lang)
        for cells, others in zip(one.iter_rows(), other.iter_rows(), strict=False):
            for cell, saved in zip(cells, others, strict=False):
                assert saved.value == cell.value, cell.coordinate
                assert saved.protection.locked == cell.protection.locked, cell.coordinate
        assert checks(other) == checks(one)
    assert again["_cardctl"].sheet_state == "hidden"
