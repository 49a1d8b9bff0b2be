"""Amounts of money in words, exact and without rounding."""

from __future__ import annotations

from decimal import Decimal

_ENGLISH = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_KOREAN = ("", "만", "억", "조", "경", "해", "자")
_CURRENCIES = {"KRW": "원", "USD": " 달러", "EUR": " 유로", "JPY": " 엔", "CNY": " 위안"}


def amount(value: int, currency: str, lang: str) -> str:
    """Return *value* (whole units of *currency*) in words, in *lang*.

    Korean uses the official form, ``25조 1,000억원``.

    English uses the largest word that needs at most four decimals, ``KRW 25.1 trillion``, or all
    digits if no word fits.
    """
    return _korean(value, currency) if lang == "ko" else f"{currency} {_english(value)}"


def _english(value: int) -> str:
    for worth, word in _ENGLISH:
        if value >= worth and value * 10_000 % worth == 0:
            return f"{Decimal(value * 10_000 // worth).scaleb(-4).normalize():,f} {word}"
    return f"{value:,}"


def _korean(value: int, currency: str) -> str:
    groups = []
    for word in _KOREAN:
        value, rest = divmod(value, 10_000) if word != _KOREAN[-1] else (0, value)
        if rest:
            groups.append(f"{rest:,}{word}")
    return (" ".join(reversed(groups)) or "0") + _CURRENCIES.get(currency, f" {currency}")
