"""Amounts of money in words, exact and without rounding."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from cardctl.i18n.layout import MoneyLayout, figures, layout_of


class AmountInWords(NamedTuple):
    """An amount of money as a value of a message: *value* whole units of *currency*."""

    value: int
    currency: str

    def render(self, lang: str) -> str:
        """Return the amount in words, in *lang*."""
        return amount(self.value, self.currency, lang)


@lru_cache(1024)  # a report shows most amounts more than once
def amount(value: int, currency: str, lang: str) -> str:
    """Return *value* (whole units of *currency*) in words, in *lang*.

    By the language's layout, either with a word for each group of digits, as in the official
    Korean form ``25조 1,000억원``; or with the largest word that needs at most four decimals, as in
    ``KRW 25.1 trillion``, or all digits if no word fits.
    """
    money = layout_of(lang).money
    said = _in_groups(value, money, lang) if money.in_groups else _in_decimals(value, money, lang)
    return money.form.format(amount=said, currency=money.currency(currency))


def unit_name(unit: int, currency: str, lang: str) -> str:
    """Return the name of *unit* of *currency*, as in the heading of a column of amounts.

    For example ``KRW million``, ``백만원``; the amount in words if it has no such name.
    """
    money = layout_of(lang).money
    counts = {1: "", **{count: word for word, count in money.multipliers.items()}}
    for power in reversed(range(len(money.words))):
        count, rest = divmod(unit, money.step**power)
        word = money.words[power]
        if rest == 0 and count in counts and (word or power == 0):
            name = f"{counts[count]}{word}".strip()
            return money.form.format(amount=name, currency=money.currency(currency)).strip()
    return amount(unit, currency, lang)


def _in_decimals(value: int, money: MoneyLayout, lang: str) -> str:
    for power in range(len(money.words) - 1, 0, -1):
        worth, word = money.step**power, money.words[power]
        if word and value >= worth and value * 10_000 % worth == 0:
            number = Decimal(value * 10_000 // worth).scaleb(-4).normalize()
            return figures(Decimal(f"{number:f}"), lang) + word
    return figures(value, lang)


def _in_groups(value: int, money: MoneyLayout, lang: str) -> str:
    groups = []
    for word in money.words:
        value, rest = divmod(value, money.step) if word != money.words[-1] else (0, value)
        if rest:
            groups.append(figures(rest, lang) + word)
    return " ".join(reversed(groups)) or "0"
