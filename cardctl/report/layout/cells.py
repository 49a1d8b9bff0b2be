"""Cells for numbers and dates, each with the value behind its text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from cardctl.domain.agency import MoneyUnit
from cardctl.i18n.layout import figures
from cardctl.report import words
from cardctl.report.document import Cell


@lru_cache(4096)  # the same few days occur in many rows
def day(value: date | None, lang: str) -> Cell:
    """A date; ``–`` for None."""
    return Cell(words.day(value, lang), value=value)


@lru_cache(4096)
def count(value: int, lang: str) -> Cell:
    """A count."""
    return Cell(figures(value, lang), value=value)


def counted(value: int, noun: str, lang: str) -> Cell:
    """A count with its noun: ``3 times``, ``3회``."""
    return Cell(words.counted(value, noun, lang), value=value)


def number(value: int | Decimal | None, lang: str) -> Cell:
    """A reading."""
    return Cell(words.number(value, lang), value=value)


def change(now: int, before: int | None, lang: str) -> Cell:
    """The change of a count."""
    moved = None if before is None else now - before
    return Cell(words.change(now, before, lang), value=moved, unit="±")


def share(part: int | None, whole: int | None, lang: str) -> Cell:
    """*part* ÷ *whole* in percent; the value is not rounded, so that no format rounds twice."""
    quotient = part / whole if part is not None and whole else None
    return Cell(words.percent(part, whole, lang), value=quotient, unit="%")


def part_of(part: int, whole: int, lang: str) -> tuple[Cell, Cell, Cell]:
    """*part*, *whole* and the share in percent."""
    return count(part, lang), count(whole, lang), share(part, whole, lang)


def share_of(rate: float | None, lang: str) -> Cell:
    """A given rate, in percent."""
    return Cell(words.percent_of(rate, lang), value=rate, unit="%")


def money(value: int | None, unit: MoneyUnit, lang: str, *, approximate: bool = False) -> Cell:
    """An amount given in the register's unit; the cell's value is in the currency itself."""
    said = words.money(value, unit, lang, approximate=approximate)
    worth = None if value is None else value * unit.unit
    return Cell(said, value=worth, unit=unit.currency)
