"""Words and official formats."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.models import card, register, report

from cardctl.domain.agency import MoneyUnit
from cardctl.domain.signal import Colour, Reason, Signal
from cardctl.report import words
from cardctl.report.formats import render

MILLION_WON = MoneyUnit(currency="KRW", unit=1_000_000)


def test_a_meeting_is_titled_with_its_body() -> None:
    assert words.meeting_title(register(), 2, "en") == "Council, meeting 2"
    assert words.meeting_title(register(), 2, "ko") == "제2회 협의회"


def test_unregistered_agency_is_shown_by_its_code() -> None:
    assert words.agency_name(register(), "busan", "ko") == "부산광역시"
    assert words.agency_name(register(), "zoo", "ko") == "zoo"
    assert words.agency_name(register(), None, "en") == "no lead agency"


def test_dates_are_iso_in_english_and_official_in_korean() -> None:
    assert words.day(date(2022, 1, 13), "en") == "2022-01-13"
    assert words.day(date(2022, 1, 13), "ko") == "2022. 1. 13."
    assert words.day(None, "ko") == "–"


def test_money_is_shown_in_the_unit_of_the_register() -> None:
    assert words.money(25_100_000, MILLION_WON, "ko") == "25조 1,000억원"
    assert words.money(25_100_000, MILLION_WON, "en") == "KRW 25.1 trillion"
    assert words.money(1_000_000, MILLION_WON, "ko", approximate=True) == "약 1조원"
    assert words.money(1_000_000, MILLION_WON, "en", approximate=True) == "about KRW 1 trillion"
    assert words.money(None, MILLION_WON, "en") == "–"


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 4, "0.0%"), (1, 3, "33.3%"), (2, 3, "66.7%"), (1, 8, "12.5%"), (1, 80, "1.3%"),
        (4, 4, "100.0%"), (0, 0, "–"), (None, 4, "–"), (4, None, "–"), (50, 4, "1,250.0%"),
    ],
)  # fmt: skip
def test_percentages_have_one_decimal_and_round_half_up(
    part: int | None, whole: int | None, shown: str
) -> None:
    assert words.percent(part, whole, "en") == shown


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_percentage_is_rounded_to_the_nearest_tenth(part: int, whole: int) -> None:
    shown = Decimal(words.percent(part, whole, "en").rstrip("%").replace(",", ""))
    assert abs(shown * whole - 100 * part) * 20 <= whole


@pytest.mark.parametrize(
    ("rate", "shown"),
    [(0.54, "54.0%"), (-0.5, "-50.0%"), (None, "–"), (0.0005, "0.1%"), (12.0, "1,200.0%")],
)
def test_rate_becomes_a_percentage(rate: float | None, shown: str) -> None:
    assert words.percent_of(rate, "en") == shown


@pytest.mark.parametrize(
    ("now", "before", "shown"), [(3, 1, "+2"), (1, 3, "−2"), (2, 2, "0"), (2, None, "–")]
)
def test_change_has_a_sign(now: int, before: int | None, shown: str) -> None:
    assert words.change(now, before, "en") == shown


@pytest.mark.parametrize(
    ("ids", "shown"),
    [
        ([], ""),
        (["M01-001"], "M01-001"),
        (["M01-002", "M01-001"], "M01-001, M01-002"),
        (["M01-001", "M01-002", "M01-003", "M02-004"], "M01-001 to M01-003, M02-004"),
        (["M01-999", "M01-1000", "M01-1001"], "M01-999 to M01-1001"),
    ],
)
def test_runs_of_ids_are_abbreviated(ids: list[str], shown: str) -> None:
    assert words.id_ranges(ids, "en") == shown
    assert words.id_ranges(ids, "ko") == shown.replace(" to ", "~")


def test_numbers_agree_with_their_nouns() -> None:
    assert words.counted(1, "card", "en") == "1 card"
    assert words.counted(25, "card", "en") == "25 cards"
    assert words.counted(1, "card", "ko") == "1건"


def test_signals_differ_without_colour_and_take_one_column_each() -> None:
    glyphs = [words.SIGNAL_LABELS[colour].glyph for colour in Colour]
    assert len(set(glyphs)) == len(Colour)
    assert {unicodedata.east_asian_width(glyph) for glyph in glyphs} <= {"N", "Na", "H"}
    assert words.signal_word(Colour.RED, "ko") == "✗ 적색"


def test_every_reason_has_distinct_words() -> None:
    for lang in ("en", "ko"):
        shown = [words.reasons_words(Signal(Colour.RED, (reason,)), lang) for reason in Reason]
        assert len(set(shown)) == len(Reason)


def test_tags_have_names_by_language() -> None:
    named = register(config={"tag_names": {"finance": {"en": "public finance", "ko": "재정"}}})
    assert words.tags(named, ("finance", "sea"), "ko") == "재정, sea"
    assert words.tags(named, ("finance", "sea"), "en") == "public finance, sea"


@pytest.mark.parametrize(("lang", "shown"), [("en", "public finance"), ("ko", "재정")])
def test_cards_in_full_show_the_names_of_tags(lang: str, shown: str) -> None:
    config = {"tag_names": {"finance": {"en": "public finance", "ko": "재정"}}}
    made = report(card("M01-001", tags=["finance"]), config=config)
    text = str(render("text", made, lang=lang))
    assert shown in text
    assert ": finance" not in text
