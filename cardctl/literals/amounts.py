"""Parse amounts of money as offices write them: ``1,750``, ``14.5억원``, ``KRW 25.1 trillion``.

::

    amount = [currency] (number | words) [currency]
    words  = group {group}                the words get smaller from one group to the next
    group  = {number multiplier} [number] word

The words of all languages are taken (see `i18n.layout.MoneyLayout`): a word is a large one, such
as ``억`` or ``billion``; a multiplier is ``천`` in ``5천만``. At the start of an amount, the number
1 may be left out: ``백만원``. Nothing is ever rounded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from cardctl.i18n import _, either, languages
from cardctl.i18n.layout import layout_of
from cardctl.literals import LiteralError

LONGEST = 60
"""Characters of an amount."""

_NUMBER = re.compile(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)?")
_TWO_READINGS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


def amount(text: str, unit: int, currency: str, *, bare: int | None = None) -> int:
    """Return the amount in *text* as a whole number of units, each worth *unit* of *currency*.

    A number without words is worth *bare* of the currency for each 1 (default: *unit*); a number
    with a word or a currency is converted. Raises LiteralError for anything that is not an amount,
    not in this currency, not a whole number of units, or that can be read in two ways.
    """
    written = text.strip()
    if not written or len(written) > LONGEST:
        raise _not_an_amount(text)
    if _TWO_READINGS.fullmatch(written):
        readings = either([written.rstrip("0"), written.replace(".", ",")])
        raise LiteralError(
            _("'{value}' can be read as {readings}", value=text, readings=readings),
            _("write it without a point: {value}", value=written.replace(".", "")),
        )
    if is_bare(written):
        value = _number(written, text) * (unit if bare is None else bare)
    else:
        value = _Words(written, text, currency).value()
    units = value / unit
    if units.denominator != 1:
        raise LiteralError(
            _("'{value}' is not a whole number of {unit} {currency}",
                value=text, unit=f"{unit:,}", currency=currency),
            _("the register keeps whole units: {below} or {above}",
                below=f"{units // 1:,}", above=f"{units // 1 + 1:,}"),
        )  # fmt: skip
    return int(units)


def is_bare(text: str) -> bool:
    """Whether *text* contains no word and no currency: its unit is that of its place."""
    return re.fullmatch(r"[0-9.,\s]+", text) is not None


def _number(written: str, text: str) -> Fraction:
    """Return a number with its separators checked; *text* is the whole amount."""
    if _NUMBER.fullmatch(written):
        return Fraction(written.replace(",", ""))
    if len(written.split()) == 1 and "," in written:
        raise LiteralError(
            _("'{value}': wrong thousands separators", value=text),
            _("write groups of three digits, such as 1,750, or digits only"),
        )
    raise _not_an_amount(text)


def _not_an_amount(text: str) -> LiteralError:
    return LiteralError(
        _("'{value}' is not an amount", value=text),
        _("write for example 1,750 or 14.5 billion"),
    )


class _Vocabulary(NamedTuple):
    """Words of amounts in lower case, with what each is worth; currencies with their code."""

    large: Mapping[str, int]
    multipliers: Mapping[str, int]
    currencies: Mapping[str, str]
    token: re.Pattern[str]


@cache
def _vocabulary(currency: str) -> _Vocabulary:
    """Return the words of all languages."""
    large: dict[str, int] = {}
    multipliers: dict[str, int] = {}
    currencies = {currency.casefold(): currency}
    for lang in languages():
        money = layout_of(lang).money
        for power, word in enumerate(money.words):
            large[word.strip().casefold()] = money.step**power
        multipliers |= {word.casefold(): worth for word, worth in money.multipliers.items()}
        for code, word in money.currencies.items():
            currencies |= {code.casefold(): code, word.strip().casefold(): code}
    large.pop("", None)
    words = sorted({*large, *multipliers, *currencies}, key=len, reverse=True)
    token = rf"\s*([0-9][0-9.,]*|{'|'.join(map(re.escape, words))})"
    return _Vocabulary(large, multipliers, currencies, re.compile(token))


class _Words:
    """An amount with words or a currency, read from left to right."""

    def __init__(self, written: str, text: str, currency: str) -> None:
        self.text = text
        self.currency = currency
        self.words = _vocabulary(currency)
        self.tokens = self._tokens(written.casefold())

    def _tokens(self, written: str) -> list[str]:
        tokens, at = [], 0
        while at < len(written):
            match = self.words.token.match(written, at)
            if match is None:
                raise _not_an_amount(self.text)
            tokens.append(match[1])
            at = match.end()
        return self._without_currency(tokens)

    def _without_currency(self, tokens: list[str]) -> list[str]:
        """Return the tokens without the currency, which is the first or the last one."""
        for place in (0, -1):
            code = self.words.currencies.get(tokens[place])
            if code is None:
                continue
            if code != self.currency:
                raise LiteralError(
                    _("'{value}' is not in {currency}", value=self.text, currency=self.currency),
                    _("the register keeps all amounts in {currency}", currency=self.currency),
                )
            del tokens[place]
            break
        if not tokens:
            raise _not_an_amount(self.text)
        return tokens

    def value(self) -> Fraction:
        """Return the amount in the currency. Raises LiteralError."""
        total, above = Fraction(0), None
        group = _Group()
        for at, token in enumerate(self.tokens):
            if (worth := self.words.large.get(token)) is not None:
                part = self._closed(group, first=at == 0) * worth
                if above is not None and not (worth < above and part < above):
                    raise _not_an_amount(self.text)
                total, above, group = total + part, worth, _Group()
            elif (worth := self.words.multipliers.get(token)) is not None:
                group = self._multiplied(group, worth, first=at == 0)
            elif token[0].isdigit() and group.number is None:
                group = group._replace(number=_number(token, self.text))
            else:
                raise _not_an_amount(self.text)
        last = group.sum + (group.number or 0)
        if above is not None and last >= above:
            raise _not_an_amount(self.text)
        return total + last

    def _closed(self, group: _Group, *, first: bool) -> Fraction:
        """Return the value of a group before its word; 1 if the amount starts with the word."""
        if first:
            return Fraction(1)
        if group.number is None and not group.sum:
            raise _not_an_amount(self.text)
        return group.sum + (group.number or 0)

    def _multiplied(self, group: _Group, worth: int, *, first: bool) -> _Group:
        number = Fraction(1) if first else group.number
        if number is None or (group.least is not None and number * worth >= group.least):
            raise _not_an_amount(self.text)
        return _Group(group.sum + number * worth, None, worth)


class _Group(NamedTuple):
    """A group that is being read: the sum so far, a number after it, the last multiplier."""

    sum: Fraction = Fraction(0)
    number: Fraction | None = None
    least: int | None = None
