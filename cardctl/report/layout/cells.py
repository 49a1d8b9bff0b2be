"""Cells for numbers and dates, each with the value behind its text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cardctl.domain.agency import MoneyUnit
from cardctl.report import words
from cardctl.report.document import Cell


def day(value: date | None, lang: str) -> Cell:
    """A date; ``–`` for None."""
    return Cell(words.day(value, lang), value=value)


def count(value: int) -> Cell:
    """A count."""
    return Cell(f"{value:,}", value=value)


def counted(value: int, noun: str, lang: str) -> Cell:
    """A count with its noun: ``3 times``, ``3회``."""
    return Cell(words.counted(value, noun, lang), value=value)


def number(value: int | Decimal | None) -> Cell:
    """A reading."""
    return Cell(words.number(value), value=value)


def change(now: int, before: int | None) -> Cell:
    """The change of a count."""
    moved = None if before is None else now - before
    return Cell(words.change(now, before), value=moved, unit="±")


def share(part: int | None, whole: int | None) -> Cell:
    """*part* ÷ *whole* in percent; the value is not rounded, so that no format rounds twice."""
    quotient = part / whole if part is not None and whole else None
    return Cell(words.percent(part, whole), value=quotient, unit="%")


def share_of(rate: float | None) -> Cell:
    """A given rate, in percent."""
    return Cell(words.percent_of(rate), value=rate, unit="%")


def money(value: int | None, unit: MoneyUnit, lang: str, *, approximate: bool = False) -> Cell:
    """An amount given in the register's unit; the cell's value is in the currency itself."""
    said = words.money(value, unit, lang, approximate=approximate)
    worth = None if value is None else value * unit.unit
    return Cell(said, value=worth, unit=unit.currency)
