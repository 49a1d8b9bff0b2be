from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardctl.i18n import amounts as printed
from cardctl.i18n import languages
from cardctl.literals import LiteralError
from cardctl.literals.amounts import LONGEST, amount, is_bare

MILLION = 10**6


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("14500000", 14_500_000),
        ("1,750", 1_750),
        ("1.0", 1),
        ("0", 0),
        ("1,400만원", 14),
        ("14.5억원", 1_450),
        ("14억 5천만원", 1_450),
        ("14억5천만", 1_450),
        ("14조 5,000억원", 14_500_000),
        ("2천만원", 20),
        ("2천5백만원", 25),
        ("1,750백만원", 1_750),
        ("1,750 백만 원", 1_750),
        ("2,000,000천원", 2_000),
        ("백만원", 1),
        ("천만", 10),
        ("14,000,000원", 14),
        ("14,000,000 KRW", 14),
        ("KRW 25.1 trillion", 25_100_000),
        ("krw 1.125 Billion", 1_125),
        ("250 thousand million", 250_000),
        ("1.750억원", 175),
    ],
)
def test_amounts_in_a_register_of_millions(text: str, units: int) -> None:
    assert amount(text, MILLION, "KRW") == units


def test_a_number_without_words_is_in_the_unit_of_its_place() -> None:
    assert amount("2,000", MILLION, "KRW", bare=1000) == 2
    assert amount("2억", MILLION, "KRW", bare=1000) == 200


def test_a_unit_is_an_amount_too() -> None:
    assert [amount(text, 1, "KRW") for text in ("백만원", "천원", "억원", "KRW million")] == [
        10**6, 10**3, 10**8, 10**6,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1.750", "'1.750' can be read as 1.75 or 1,750"),
        ("1,75", "'1,75': wrong thousands separators"),
        ("1,7500", "'1,7500': wrong thousands separators"),
        ("1,75억원", "'1,75억원': wrong thousands separators"),
        ("1.75", "'1.75' is not a whole number of 1,000,000 KRW"),
        ("1,450,500원", "'1,450,500원' is not a whole number of 1,000,000 KRW"),
        ("USD 5 million", "'USD 5 million' is not in KRW"),
        ("10억 달러", "'10억 달러' is not in KRW"),
    ],
)
def test_what_is_wrong_is_named(text: str, message: str) -> None:
    with pytest.raises(LiteralError) as caught:
        amount(text, MILLION, "KRW")
    assert str(caught.value) == message
    assert caught.value.hint is not None


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "원", "KRW", "about 5", "약 25조원", "-5", "△5", "1e9", "１００", "٣", "1 750",
        "5천만 14억", "14조 50,000억원", "14억 14억", "1 million thousand", "2천3천만", "만천원",
        "억 억", "1.750.000", "10~20억", "KRW 10억 원", "10조" * LONGEST, "9" * (LONGEST + 1),
    ],
)  # fmt: skip
def test_anything_else_is_no_amount(text: str) -> None:
    with pytest.raises(LiteralError) as caught:
        amount(text, MILLION, "KRW")
    assert str(caught.value) == f"'{text}' is not an amount"


def test_amounts_that_are_not_whole_are_never_rounded() -> None:
    with pytest.raises(LiteralError) as caught:
        amount("99999999999999999999999999.5억원", 10**9, "KRW")
    assert "10,000,000,000,000,000,000,000,000" in str(caught.value.hint)


def test_bare_amounts_have_no_word() -> None:
    assert [is_bare(text) for text in ("1,750", "14.5", "14.5억", "KRW 5")] == [
        True, True, False, False,
    ]  # fmt: skip


@given(
    st.integers(0, 10**27),
    st.sampled_from(["KRW", "USD", "CHF"]),
    st.sampled_from(languages()),
)
def test_every_printed_amount_is_read_back(value: int, currency: str, lang: str) -> None:
    assert amount(printed.amount(value, currency, lang), 1, currency) == value
