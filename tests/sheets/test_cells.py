"""Values of cells: a day, a number, a percentage, a text; what is none has a problem there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from cardctl.errors import UsageError
from cardctl.sheets import cells
from cardctl.sheets.scan import error_value
from cardctl.sheets.table import Cell, Row, SheetProblem, Table


def cell(value: Any, *, is_percent: bool = False) -> Cell:
    return Cell(value, 7, 3, is_percent)


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        (cells.day, date(2026, 12, 31), date(2026, 12, 31)),
        (cells.day, datetime(2026, 12, 31, 9, 30), date(2026, 12, 31)),
        (cells.day, " 2026-12-31 ", date(2026, 12, 31)),
        (cells.day, "2026. 12. 31.(목)", date(2026, 12, 31)),
        (cells.day, 20261231, date(2026, 12, 31)),
        (cells.whole, 14, 14),
        (cells.whole, " 14 ", 14),
        (cells.percentage, 75, 75),
        (cells.percentage, "75 %", 75),
        (cells.percentage, "75", 75),
        (cells.text, "  둘\r\n줄 ", "둘\n줄"),
        (cells.text, "\u1100\u1161", "가"),
        (cells.text, 2026, "2026"),
        (cells.text, 0.1, "0.1"),
        (cells.text, 1200, "1200"),
        (cells.text, date(2026, 12, 31), "2026-12-31"),
        (cells.items, "ulsan; moef ;\nbusan", ["ulsan", "moef", "busan"]),
    ],
)
def test_value_is_converted(kind: Callable[[Cell], object], value: object, wanted: object) -> None:
    found = kind(cell(value))
    assert (found, type(found)) == (wanted, type(wanted))


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (cells.day, 46387, "'46387' is not a valid date"),
        (cells.day, "2026-13-01", "'2026-13-01' is not a valid date"),
        (cells.day, 20261332, "'20261332' is not a valid date"),
        (cells.day, "03/04/2026", "the date '03/04/2026' can be read as 2026-03-04 or 2026-04-03"),
        (cells.day, True, "'True' is not a valid date"),
        (cells.day, time(9), "'09:00:00' is not a valid date"),
        (cells.whole, 1.5, "'1.5' is not a whole number"),
        (cells.whole, True, "'True' is not a whole number"),
        (cells.whole, "１", "'１' is not a whole number"),
        (cells.percentage, 0.75, "'0.75' can be read as 0.75% or 75%"),
        (cells.percentage, True, "'True' is not a percentage"),
        (cells.text, True, "'True' is not text"),
        (cells.text, "a\u200bb", "hidden character U+200B (ZERO WIDTH SPACE)"),
        (cells.text, error_value("#REF!"), "the cell has the error value #REF!"),
        (cells.whole, error_value("#REF!"), "the cell has the error value #REF!"),
    ],
)
def test_other_value_is_refused(
    kind: Callable[[Cell], object], value: object, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        kind(cell(value))
    assert str(caught.value) == message


@pytest.mark.parametrize(("value", "wanted"), [(0.75, 75), (1, 100), (0.07, 7), (0.29, 29), (0, 0)])
def test_percentage_cell_is_what_it_shows(value: float, wanted: int) -> None:
    assert cells.percentage(cell(value, is_percent=True)) == wanted
    assert cells.text(cell(value, is_percent=True)) == f"{wanted}%"


def test_part_of_a_percent_is_refused() -> None:
    with pytest.raises(UsageError, match=r"'75.5%' is not a whole percentage"):
        cells.percentage(cell(0.755, is_percent=True))


WON = 10**6, "KRW"


@pytest.mark.parametrize(
    ("value", "head", "wanted"),
    [
        (14, None, 14),
        ("1,750", None, 1750),
        ("1,400만원", None, 14),
        ("14.5억원", "천원", 1450),
        (14_500_000, "천원", 14_500),
        ("14,500,000", "단위: 천원", 14_500),
        (14.5, "억원", 1450),
        (1.234, "십억원", 1234),
        (5_000_000, "원", 5),
        (0, "백만원", 0),
        (25.1, "KRW trillion", 25_100_000),
    ],
)
def test_amount_is_in_the_unit_of_the_head_unless_it_names_one(
    value: object, head: str | None, wanted: int
) -> None:
    worth = None if head is None else cells.worth_of(head, "KRW")
    assert cells.money(cell(value), *WON, worth) == wanted


@pytest.mark.parametrize(
    ("value", "head", "message"),
    [
        (14.5, None, "'14.5' is not a whole amount in 1,000,000 KRW"),
        (-1, None, "'-1' is not a whole amount in 1,000,000 KRW"),
        (1750, "천원", "'1750' is not a whole amount in 1,000,000 KRW"),
        (True, None, "'True' is not an amount"),
        ("many", None, "'many' is not an amount"),
        ("1.234", None, "'1.234' can be read as 1.234 or 1,234"),
        (error_value("#REF!"), None, "the cell has the error value #REF!"),
    ],
)
def test_other_amount_is_refused(value: object, head: str | None, message: str) -> None:
    worth = None if head is None else cells.worth_of(head, "KRW")
    with pytest.raises(UsageError) as caught:
        cells.money(cell(value), *WON, worth)
    assert str(caught.value) == message


def test_head_with_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UsageError, match="is not an amount"):
        cells.worth_of("예정", "KRW")


def test_percentage_cell_is_no_whole_number() -> None:
    with pytest.raises(UsageError, match="is not a whole number"):
        cells.whole(cell(1, is_percent=True))


def test_problem_is_at_its_place_with_the_name_of_the_column() -> None:
    problems: list[SheetProblem] = []
    book = Table("returns/mois.xlsx", "Results", [Row(7, {})])
    assert cells.read(book, "due", cell("soon"), cells.day, problems) is None
    assert cells.read(book._replace(sheet=None), "due", cell("soon"), cells.day, problems) is None
    assert cells.read(book, "due", cell("2026-01-01"), cells.day, problems) == date(2026, 1, 1)
    said = "due: 'soon' is not a valid date (use the format YYYY-MM-DD)"
    assert [problem.render("en") for problem in problems] == [
        f"returns/mois.xlsx!Results!C7: {said}",
        f"returns/mois.xlsx:7: {said}",
    ]
