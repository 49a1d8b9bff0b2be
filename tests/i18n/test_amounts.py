"""Amounts in words: the forms, and that no precision is lost."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardctl.i18n.amounts import amount

WORDS = {"": 1, "million": 10**6, "billion": 10**9, "trillion": 10**12}
GROUPS = {"": 1, "만": 10**4, "억": 10**8, "조": 10**12, "경": 10**16, "해": 10**20, "자": 10**24}


def from_english(text: str) -> int:
    _, figures, *word = text.split(" ")
    return int(Decimal(figures.replace(",", "")) * WORDS["".join(word)])


def from_korean(text: str) -> int:
    groups = re.findall(r"([0-9,]+)([만억조경해자]?)", text)
    return sum(int(figures.replace(",", "")) * GROUPS[word] for figures, word in groups)


@pytest.mark.parametrize(
    ("won", "english", "korean"),
    [
        (0, "KRW 0", "0원"),
        (35_000, "KRW 35,000", "3만 5,000원"),
        (1_000_000, "KRW 1 million", "100만원"),
        (77_100_000_000, "KRW 77.1 billion", "771억원"),
        (750_000_000_000, "KRW 750 billion", "7,500억원"),
        (1_000_000_000_000, "KRW 1 trillion", "1조원"),
        (25_100_000_000_000, "KRW 25.1 trillion", "25조 1,000억원"),
        (40_027_100_000_000, "KRW 40.0271 trillion", "40조 271억원"),
        (1_234_567_000_000, "KRW 1,234.567 billion", "1조 2,345억 6,700만원"),
        (1_234_567_890_123, "KRW 1,234,567,890,123", "1조 2,345억 6,789만 123원"),
    ],
)
def test_amounts_are_as_short_as_possible_and_exact(won: int, english: str, korean: str) -> None:
    assert amount(won, "KRW", "en") == english
    assert amount(won, "KRW", "ko") == korean


def test_other_currencies_keep_a_space_in_korean() -> None:
    assert amount(10**9, "USD", "ko") == "10억 달러"
    assert amount(10**9, "CHF", "ko") == "10억 CHF"
    assert amount(10**9, "CHF", "en") == "CHF 1 billion"


@given(st.integers(0, 10**27))
def test_amounts_can_be_read_back(won: int) -> None:
    assert from_english(amount(won, "KRW", "en")) == won
    assert from_korean(amount(won, "KRW", "ko")) == won


@given(st.integers(0, 10**9), st.sampled_from([10**4, 10**6, 10**8, 10**12]))
def test_round_amounts_can_be_read_back(count: int, worth: int) -> None:
    assert from_english(amount(count * worth, "KRW", "en")) == count * worth
    assert from_korean(amount(count * worth, "KRW", "ko")) == count * worth
