from __future__ import annotations

import pytest

from cardctl.literals import LiteralError
from cardctl.literals.percentages import percentage


@pytest.mark.parametrize(
    "text", ["75", "75%", "75 %", "75퍼센트", "75 percent", " 75.0% ", "75.00"]
)
def test_forms_of_one_percentage(text: str) -> None:
    assert percentage(text) == 75


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("1", 1), ("1%", 1), ("0.0", 0), ("120", 120)]
)
def test_the_range_is_not_checked(text: str, value: int) -> None:
    assert percentage(text) == value


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("0.75", "0.75% or 75%"),
        ("0.7", "0.7% or 70%"),
        ("0.755", "0.755% or 75.5%"),
        ("1.0", "1.0% or 100%"),
    ],
)
def test_a_share_of_one_is_refused_with_both_readings(text: str, readings: str) -> None:
    with pytest.raises(LiteralError) as caught:
        percentage(text)
    assert str(caught.value) == f"'{text}' can be read as {readings}"


@pytest.mark.parametrize(
    "text", ["", "%", "x", "７５", "๗๕", "75,0", "75.5", "0.75%", "7 5", "75%%", "1e2"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(LiteralError):
        percentage(text)
