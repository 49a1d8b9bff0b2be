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
        (cells.day, True, "'True' is not a valid date"),
        (cells.day, time(9), "'09:00:00' is not a valid date"),
        (cells.whole, 1.5, "'1.5' is not a whole number"),
        (cells.whole, True, "'True' is not a whole number"),
        (cells.whole, "１", "'１' is not a whole number"),
        (cells.percentage, 0.75, "'0.75' is not a whole percentage"),
        (cells.percentage, True, "'True' is not a whole percentage"),
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


@pytest.mark.parametrize("value", [0.755, "0.75"])
def test_part_of_a_percent_is_refused(value: object) -> None:
    with pytest.raises(UsageError, match="is not a whole percentage"):
        cells.percentage(cell(value, is_percent=True))


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
