"""Which edition a report is: interim until the papers of the meeting close, final, or a forecast.

That follows from three days: the as-of date, the day on which the papers close, and today.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from cardctl.domain.calendar import closed_on
from cardctl.domain.enums import MeetingStatus
from cardctl.i18n import Message, _
from cardctl.i18n.layout import layout_of
from cardctl.report.words import day

if TYPE_CHECKING:
    from datetime import date

    from cardctl.domain.register import Register


class EditionKind(StrEnum):
    """Whether more can still be filed for a report."""

    INTERIM = "interim"
    """The papers of the meeting close after its as-of date."""
    FINAL = "final"
    """The papers are closed."""
    FORECAST = "forecast"
    """Its as-of date is after today."""


class Edition(NamedTuple):
    """The edition of a report.

    *papers_close* is the day of the papers, or that of the meeting; None if neither is fixed.
    *computed_on* is the day of a forecast, None for other editions: they are the same on any day.
    """

    kind: EditionKind
    papers_close: date | None
    computed_on: date | None = None


NAMES: dict[EditionKind, Message] = {
    EditionKind.INTERIM: _("edition|interim"),
    EditionKind.FINAL: _("edition|final"),
    EditionKind.FORECAST: _("edition|forecast"),
}


def edition_of(register: Register, number: int, as_of: date, today: date) -> Edition:
    """Return the edition of the report to meeting *number*.

    A meeting without a date is still to come unless it was held. The day of the papers itself
    belongs to the interim report: more can be filed until it ends.
    """
    closing = register.calendar.closing(number)
    if as_of > today:
        return Edition(EditionKind.FORECAST, closing, today)
    is_final = _is_closed(register, number, today) and (closing is None or closing <= as_of)
    return Edition(EditionKind.FINAL if is_final else EditionKind.INTERIM, closing)


def _is_closed(register: Register, number: int, today: date) -> bool:
    """Whether the papers of the meeting are closed: the day has passed, or it was held."""
    meeting, closing = register.meetings.get(number), register.calendar.closing(number)
    if meeting is None:
        return False
    if closing is None:
        return meeting.status is MeetingStatus.HELD
    return closing < today or closed_on(meeting, today) is not None


def edition_name(edition: Edition, lang: str) -> str:
    """Return the name of an edition: ``interim``, ``중간 집계``."""
    return NAMES[edition.kind].render(lang)


def edition_words(edition: Edition, lang: str) -> str:
    """Return the edition with the day that it depends on: ``interim, papers close on 2026-12-01``.

    In Korean ``중간 집계, 자료 마감 2026. 12. 1.``. That no day is fixed is said of the meeting.
    """
    return ", ".join(filter(None, (edition_name(edition, lang), _reason(edition, lang))))


def _reason(edition: Edition, lang: str) -> str:
    if edition.kind is EditionKind.FORECAST:
        return _("computed on {day}", day=day(edition.computed_on, lang)).render(lang)
    if edition.kind is EditionKind.FINAL or edition.papers_close is None:
        return ""
    return _("papers close on {day}", day=day(edition.papers_close, lang)).render(lang)


def with_edition(title: str, edition: Edition, lang: str) -> str:
    """Return a report's title, with the name of the edition in brackets unless it is final."""
    if edition.kind is EditionKind.FINAL:
        return title
    return layout_of(lang).bracket.format(text=title, more=edition_name(edition, lang))
