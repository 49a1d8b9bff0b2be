"""The outline of the shared files, as the index keeps it (see `domain.outline`)."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from cardctl.domain.calendar import Calendar
from cardctl.domain.enums import MeetingKind, MeetingStatus
from cardctl.domain.outline import AgencyNames, Outline

if TYPE_CHECKING:
    from cardctl.domain.meeting_facts import MeetingFacts


class CachedThresholds(NamedTuple):
    """Settings in days (see `outline.Thresholds`)."""

    red_after_days: int
    unowned_after_days: int


class CachedMeeting(NamedTuple):
    """A meeting (see `meeting_facts.MeetingFacts`), with its *earlier* versions."""

    number: int
    kind: MeetingKind
    date: datetime.date | None
    papers: datetime.date | None
    status: MeetingStatus
    hears_report: bool
    cancelled_on: datetime.date | None
    earlier: tuple[tuple[CachedMeeting, datetime.date], ...] = ()

    def versions(self) -> Iterator[tuple[CachedMeeting, datetime.date]]:
        """Yield this meeting and what it was before each change, newest first."""
        yield self, datetime.date.max
        yield from self.earlier


# Writing ----------------------------------------------------------------------------------------


def outline_json(outline: Outline) -> bytes:
    """Return an outline as JSON."""
    settings, calendar = outline.settings, outline.calendar
    data = {
        "languages": outline.languages,
        "settings": [settings.red_after_days, settings.unowned_after_days],
        "agencies": outline.agencies,
        "first": calendar.first,
        "unreadable": sorted(calendar.unreadable),
        "meetings": [_versions(meeting) for meeting in calendar.meetings.values()],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _versions(meeting: MeetingFacts) -> list[Any]:
    """Return each version of a meeting, newest first, with the day of the change that ended it."""
    return [[*_facts(version), _iso(until)] for version, until in meeting.versions()]


def _facts(meeting: MeetingFacts) -> tuple[Any, ...]:
    days = (meeting.date, meeting.papers, meeting.cancelled_on)
    return meeting.number, meeting.kind, meeting.status, meeting.hears_report, *map(_iso, days)


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


# Reading ----------------------------------------------------------------------------------------


def outline_of(text: bytes) -> Outline:
    """Return the outline from its JSON."""
    data = json.loads(text)
    meetings = {each.number: each for each in map(_meeting, data["meetings"])}
    return Outline(
        languages=data["languages"] and tuple(data["languages"]),
        settings=CachedThresholds(*data["settings"]),
        agencies=tuple(
            AgencyNames(code, name, tuple(aliases)) for code, name, aliases in data["agencies"]
        ),
        calendar=Calendar(meetings, data["first"], data["unreadable"]),
    )


def _meeting(versions: list[list[Any]]) -> CachedMeeting:
    newest, *earlier = [
        (_version(*facts), datetime.date.fromisoformat(day)) for *facts, day in versions
    ]
    return newest[0]._replace(earlier=tuple(earlier))


def _version(  # as they are written
    number: int, kind: str, status: str, hears: bool, *days: str | None
) -> CachedMeeting:
    day, papers, cancelled_on = (
        None if day is None else datetime.date.fromisoformat(day) for day in days
    )
    return CachedMeeting(
        number, MeetingKind(kind), day, papers, MeetingStatus(status), hears, cancelled_on
    )
