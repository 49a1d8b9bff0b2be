"""Parse periods as offices write them instead of dates: ``2026년 12월``, ``'26.12월``.

The due date of what is due "in February" is the last day of February.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from cardctl.i18n import languages
from cardctl.i18n.layout import layout_of

_MONTHS = 12
_YEAR = r"(?P<year>[0-9]{4}|['‘’][0-9]{2})"


class _Form(NamedTuple):
    """A form of periods: its pattern, and the months in one of the units that its number counts.

    A form without a number is one such unit.
    """

    pattern: str
    months: int


def last_day(text: str) -> date | None:
    """Return the last day of the month, quarter, half or whole year in *text*; None for others.

    The year has four digits, or two after an apostrophe: those are years of this century.
    """
    written = " ".join(text.split())
    for pattern, months in _forms():
        match = re.fullmatch(pattern, written)
        if match:
            return _end(match["year"], int(match.groupdict().get("number", 1)) * months)
    return None


def _end(year: str, month: int) -> date | None:
    """Return the last day of a month; None if there is no such month."""
    if not 1 <= month <= _MONTHS:
        return None
    number = int(year) if year.isdecimal() else 2000 + int(year[1:])
    return date(number, month, monthrange(number, month)[1]) if number else None


@cache
def _forms() -> tuple[_Form, ...]:
    return (
        _Form(rf"{_YEAR}(?:[-/]|\. ?)(?P<number>[0-9]{{1,2}})\.?", 1),
        *(form for lang in languages() for form in _forms_of(lang)),
    )


def _forms_of(lang: str) -> Iterator[_Form]:
    """Yield the forms in words of a language that has such words."""
    layout = layout_of(lang)
    if not layout.day_words:
        return
    year, month, _day = layout.day_words
    end = rf"(?: ?(?:{'|'.join(layout.until)}))?" if layout.until else ""
    yield _Form(rf"{_YEAR}{year}{end}", _MONTHS)
    yield _Form(rf"{_YEAR}(?:{year} ?|\. ?)(?P<number>[0-9]{{1,2}}){month}{end}", 1)
    if layout.quarter:
        yield _Form(rf"{_YEAR}{year} ?(?P<number>[1-4]) ?{layout.quarter}{end}", 3)
    for number, half in enumerate(layout.halves, start=1):
        yield _Form(rf"{_YEAR}{year} ?{half}{end}", 6 * number)
