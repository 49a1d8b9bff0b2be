"""The head of a table is found, and its cells are matched to columns."""

from __future__ import annotations

from typing import Any

import pytest
from support.sheets import written, xlsx

from cardctl.sheets.heads import Records, Vocabulary, no_head, records
from cardctl.sheets.source import read_source
from cardctl.sheets.table import Table

WORDS = Vocabulary(
    {
        "title": ["제목", "과제명"],
        "meeting": ["회의"],
        "lead": ["lead agency", "주관기관"],
        "budget.planned": ["예산", "예산 계획"],
        "spent": ["집행액", "예산 집행"],
    },
    lambda head: head if head.startswith("title.") else None,
)


def of(raw: bytes, name: str = "a.xlsx") -> Table:
    (table,) = read_source(raw, name).tables
    return table


def matched(table: Table) -> Records:
    found = records(table, WORDS)
    assert found is not None
    return found


def columns(found: Records) -> dict[int, tuple[str, str | None]]:
    return {number: (head.name, head.unit) for number, head in found.heads.items()}


def said(found: Records) -> list[str]:
    return [problem.render("en") for problem in found.problems]


def test_titles_above_the_head_and_empty_rows_and_columns_are_passed_over() -> None:
    found = matched(
        of(xlsx(["2026년 과제 목록"], [], [None, "제목", None, "회의"], [], [None, "가", None, 1]))
    )
    assert columns(found) == {2: ("title", None), 4: ("meeting", None)}
    (row,) = found.rows
    assert {name: cell.value for name, cell in found.values(row).items()} == {
        "title": "가", "meeting": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    "head",
    ["주관기관", "주관 기관", "주관\n기관", " 주관기관* ", "LEAD", "Lead Agency", "lead_agency",
     "\u110c\u116e\u1100\u116a\u11ab\u1100\u1175\u1100\u116a\u11ab"],
)  # fmt: skip
def test_case_spaces_line_breaks_and_unicode_form_do_not_matter(head: str) -> None:
    assert columns(matched(of(xlsx([head], ["busan"])))) == {1: ("lead", None)}


@pytest.mark.parametrize(
    ("head", "unit"),
    [("예산(백만원)", "백만원"), ("예산\n(단위: 천원)", "단위: 천원"), ("예산[억원]", "억원"),
     ("예산（백만원）", "백만원")],
)  # fmt: skip
def test_unit_in_brackets_is_kept(head: str, unit: str) -> None:
    assert columns(matched(of(xlsx([head], [1])))) == {1: ("budget.planned", unit)}


def test_head_of_two_rows_with_merged_cells() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Sheet1")
        page.merge_range(0, 0, 0, 3, "사업 목록")
        page.merge_range(1, 0, 2, 0, "과제명")
        page.merge_range(1, 1, 1, 2, "예산")
        page.merge_range(1, 3, 2, 3, "주관기관")
        page.write_row(2, 1, ["계획", "집행"])
        page.write_row(3, 0, ["가", 10, 5, "busan"])

    found = matched(of(written(fill)))
    assert said(found) == []
    assert {n: name for n, (name, _unit) in columns(found).items()} == {
        1: "title", 2: "budget.planned", 3: "spent", 4: "lead",
    }  # fmt: skip
    assert [row.number for row in found.rows] == [4]


def test_head_of_two_rows_without_vertically_merged_cells() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Sheet1")
        page.write(0, 0, "과제명")
        page.merge_range(0, 1, 0, 2, "예산")
        page.write_row(1, 1, ["계획", "집행"])
        page.write_row(2, 0, ["가", 10, 5])

    found = matched(of(written(fill)))
    assert [head.name for head in found.heads.values()] == ["title", "budget.planned", "spent"]
    assert [row.number for row in found.rows] == [3]


def test_title_merged_over_the_table_and_more_is_no_head() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Sheet1")
        page.merge_range(0, 0, 0, 9, "사업 목록")
        page.write_row(1, 0, ["과제명", "회의"])
        page.write_row(2, 0, ["가", 1])

    assert said(matched(of(written(fill)))) == []


def test_head_merged_over_two_columns_is_one_column() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Sheet1")
        page.merge_range(0, 0, 0, 1, "과제명")
        page.write(0, 2, "회의")
        page.merge_range(1, 0, 1, 1, "가")
        page.write(1, 2, 1)

    found = matched(of(written(fill)))
    assert said(found) == []
    assert columns(found) == {1: ("title", None), 3: ("meeting", None)}


def test_unknown_heads_are_all_reported_with_suggestions() -> None:
    found = matched(of(xlsx(["제목", "meting", "주관 기간", "연번"], ["가"])))
    assert said(found) == [
        "a.xlsx!Sheet1!B1: no column 'meting' (did you mean meeting?)",
        "a.xlsx!Sheet1!C1: no column '주관 기간' (did you mean 주관기관?)",
        "a.xlsx!Sheet1!D1: no column '연번' (known: title, meeting, lead, budget.planned, spent)",
    ]


def test_two_heads_for_one_column_name_both_cells() -> None:
    book = matched(of(xlsx(["title", "과제명"], ["가", "나"])))
    assert said(book) == [
        (
            "a.xlsx!Sheet1!B1: two heads for the column 'title': a.xlsx!Sheet1!A1 and "
            "a.xlsx!Sheet1!B1 (delete one of them, or rename it)"
        )
    ]
    text = matched(of("title,과제명\n가,나\n".encode(), "a.csv"))
    assert said(text) == [
        (
            "a.csv:1: two heads for the column 'title': title and 과제명 "
            "(delete one of them, or rename it)"
        )
    ]


def test_value_without_a_head_is_a_problem_at_its_cell() -> None:
    assert said(matched(of(xlsx(["title"], ["가"], ["나", None, "x", "y"])))) == [
        (
            "a.xlsx!Sheet1!C3: a value in a column without a head "
            "(give the column a head, or delete the value)"
        )
    ]
    assert said(matched(of(b"title,meeting\nA,1\nDredge, then build,1\n", "a.csv"))) == [
        (
            "a.csv:3: a value in a column without a head "
            '(quote text that contains the separator: "a, b")'
        )
    ]


def test_head_that_is_repeated_on_each_page_is_no_row() -> None:
    found = matched(of(xlsx(["제목", "회의"], ["가", 1], ["제목", "회의"], ["나", 2])))
    assert [row.number for row in found.rows] == [2, 4]


def test_pattern_matches_what_no_list_contains() -> None:
    assert columns(matched(of(xlsx(["title.ko", "회의"], ["가", 1]))))[1] == ("title.ko", None)


def test_table_without_a_known_head_has_a_problem_at_its_first_row() -> None:
    table = of(xlsx(["목록"], ["tilte", "meting"], ["가", 1]))
    assert records(table, WORDS) is None
    assert no_head(table, WORDS).render("en") == (
        "a.xlsx!Sheet1!A2: no row with names of columns found (did you mean title?)"
    )
