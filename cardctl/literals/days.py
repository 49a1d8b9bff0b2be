"""Parse dates as offices write them: ``2026. 12. 31.(목)``, ``2026년 12월 31일``, ``20261231``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from cardctl.i18n import _, either, languages
from cardctl.i18n.layout import layout_of
from cardctl.literals import LiteralError, iso_day

_YEAR_FIRST = (
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})",
    r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})",
    r"([0-9]{4})\. ?([0-9]{1,2})\. ?([0-9]{1,2})\.?",
    r"([0-9]{4})([0-9]{2})([0-9]{2})",
)
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{4})\.?")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{1,2})\.?")
_APOSTROPHE = re.compile(r"^['‘’](?=[0-9]{2}[. ])")
_WEEKDAY = re.compile(r" ?\(([^\W\d_]+)\.?\)$")

_HINT = _("use the format YYYY-MM-DD")


def written_day(text: str) -> date:
    """Return the date in *text*, in any form that can be read in one way only.

    The year comes first and has four digits; a weekday in brackets must be that of the date.
    ``'26. 12. 31.`` is a year of this century. ``31/12/2026`` has one reading, ``03/04/2026`` has
    two. Raises LiteralError.
    """
    day = iso_day(text)
    if day is not None:
        return day
    written = " ".join(text.split())
    weekday = _WEEKDAY.search(written)
    figures = _APOSTROPHE.sub("20", written[: weekday.start()] if weekday else written)
    found = sorted(set(_readings(figures, text)))
    if len(found) > 1:
        readings = either([each.isoformat() for each in found])
        raise LiteralError(
            _("the date '{value}' can be read as {readings}", value=text, readings=readings), _HINT
        )
    if not found:
        raise LiteralError(_("'{value}' is not a valid date", value=text), _HINT)
    if weekday:
        _require_weekday(found[0], weekday[1], text)
    return found[0]


def _readings(figures: str, text: str) -> Iterator[date]:
    """Yield what *figures* can mean. Raises LiteralError if the only reading is no date."""
    for form in (*_YEAR_FIRST, *_in_words()):
        if match := re.fullmatch(form, figures):
            yield _day(match, text)
            return
    if match := _YEAR_LAST.fullmatch(figures):
        one, _sign, two, year = match.groups()
        yield from _existing((year, two, one), (year, one, two))
    elif match := _SHORT_YEAR.fullmatch(figures):
        one, _sign, two, three = match.groups()
        first, last = f"20{one:0>2}", f"20{three:0>2}"
        yield from _existing((first, two, three), (last, two, one), (last, one, two))


@cache
def _in_words() -> tuple[str, ...]:
    """Return patterns of dates in words, in all languages that have such a form."""
    found = (layout_of(lang).day_words for lang in languages())
    return tuple(
        rf"([0-9]{{4}}){year} ?([0-9]{{1,2}}){month} ?([0-9]{{1,2}}){day}"
        for year, month, day in filter(None, found)
    )


def _day(match: re.Match[str], text: str) -> date:
    year, month, day = map(int, match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise LiteralError(
            _("'{value}' is not a valid date", value=text),
            _("there is no day {day}", day=f"{year:04}-{month:02}-{day:02}"),
        ) from None


def _existing(*readings: tuple[str, str, str]) -> Iterator[date]:
    for year, month, day in readings:
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue


def _require_weekday(day: date, name: str, text: str) -> None:
    """Raise LiteralError unless *name*, short or in full, is the weekday of *day*."""
    for lang in languages():
        weekday = layout_of(lang).weekdays[day.weekday()]
        if weekday.casefold().startswith(name.casefold()):
            return
    raise LiteralError(
        _("'{value}': {day} is not this day of the week", value=text, day=day.isoformat()),
        _("correct the date or the day of the week"),
    )
