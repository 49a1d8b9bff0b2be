from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardctl.i18n import languages
from cardctl.i18n.layout import layout_of
from cardctl.literals import LiteralError
from cardctl.literals.days import written_day
from cardctl.report.words import day as printed


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-31", "2026. 12. 31.", "2026. 12. 31", "2026.12.31", "2026.12.31.", "2026/12/31",
        "20261231", "2026년 12월 31일", "2026년12월31일", " 2026. 12. 31.(목) ",
        "2026. 12. 31. (목요일)", "2026-12-31 (Thu)", "2026-12-31 (thursday)", "31/12/2026",
        "12/31/2026", "31.12.2026", "'26. 12. 31.", "’26.12.31.(목)",
    ],
)  # fmt: skip
def test_forms_of_one_day(text: str) -> None:
    assert written_day(text) == date(2026, 12, 31)


def test_months_and_days_need_no_zero() -> None:
    assert written_day("2026-1-3") == written_day("2026. 1. 3.") == date(2026, 1, 3)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("03/04/2026", "2026-03-04 or 2026-04-03"),
        ("1.2.26", "2001-02-26, 2026-01-02 or 2026-02-01"),
        ("26. 12. 31.", "2026-12-31 or 2031-12-26"),
    ],
)
def test_two_readings_are_refused_with_both(text: str, readings: str) -> None:
    with pytest.raises(LiteralError) as caught:
        written_day(text)
    assert str(caught.value) == f"the date '{text}' can be read as {readings}"


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "2026", "2026-12", "2026. 12.", "2026-12-31-", "2026-12/31", "2026 12 31",
        "２０２６-12-31", "๒๐๒๖-12-31", "2026-02-30", "2026. 13. 1.", "20260230", "30/02/2026",
        "0000-01-01", "2026-W01-1", "2026-12-31T00:00", "202612311", "2026-12-31()",
        "2026-12-31 (Fri)", "2026. 12. 31.(금)", "2026-12-31 (nonday)", "2026년 12월",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(LiteralError) as caught:
        written_day(text)
    assert caught.value.hint is not None


def test_a_day_that_does_not_exist_is_named() -> None:
    with pytest.raises(LiteralError) as caught:
        written_day("2026. 2. 30.")
    assert str(caught.value.hint) == "there is no day 2026-02-30"


@given(st.dates(date(1000, 1, 1)), st.sampled_from(languages()))
def test_every_printed_date_is_read_back(day: date, lang: str) -> None:
    weekday = layout_of(lang).weekdays[day.weekday()]
    assert written_day(printed(day, lang)) == day
    assert written_day(f"{printed(day, lang)}({weekday})") == day
