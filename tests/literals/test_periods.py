"""Periods that stand for a date: their last day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardctl.literals.periods import last_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026년 12월", date(2026, 12, 31)),
        ("2024년 2월말", date(2024, 2, 29)),
        ("2023년 2월 말까지", date(2023, 2, 28)),
        ("'26.12월", date(2026, 12, 31)),
        ("’26. 6월 중", date(2026, 6, 30)),
        ("'26년 6월", date(2026, 6, 30)),
        ("2026. 12.", date(2026, 12, 31)),
        ("2026.12", date(2026, 12, 31)),
        ("2026-04", date(2026, 4, 30)),
        ("2026/4", date(2026, 4, 30)),
        ("2026년", date(2026, 12, 31)),
        ("'27년말", date(2027, 12, 31)),
        ("2026년 상반기", date(2026, 6, 30)),
        ("2026년 하반기 중", date(2026, 12, 31)),
        ("2026년 3분기", date(2026, 9, 30)),
    ],
)
def test_last_day_of_a_period(text: str, day: date) -> None:
    assert last_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "수시", "연중", "12월", "26.12", "2026", "2026.13", "2026년 0월", "2026년 5분기", "0000년",
        "2026. 12. 31.", "2026-12-31", "２０２６년 12월", "2026년 12월 이후", "", "상반기",
    ],
)  # fmt: skip
def test_other_texts_are_no_periods(text: str) -> None:
    assert last_day(text) is None


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_every_month_ends_before_the_next_one(day: date) -> None:
    found = last_day(f"{day.year}년 {day.month}월")
    assert found is not None
    assert found >= day
    assert (found.year, found.month) == (day.year, day.month)
