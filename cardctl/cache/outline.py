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
    from cardctl.domain.base import Text
    from cardctl.domain.meeting_facts import MeetingFacts


class CachedThresholds(NamedTuple):
    """Settings in days (see `outline.Thresholds`)."""

    red_after_days: int
    unowned_after_days: int


class CachedUnit(NamedTuple):
    """What an amount of 1 is (see `outline.AmountUnit`)."""

    currency: str
    unit: int


class CachedItem(NamedTuple):
    """An item of the agenda (see `meeting_facts.ItemFacts`)."""

    item: int
    title: Text


class CachedMeeting(NamedTuple):
    """A meeting (see `meeting_facts.MeetingFacts`), with its *earlier* versions."""

    number: int
    kind: MeetingKind
    date: datetime.date | None
    papers: datetime.date | None
    status: MeetingStatus
    hears_report: bool
    cancelled_on: datetime.date | None
    items: tuple[CachedItem, ...]
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
        "money": [outline.money.currency, outline.money.unit],
        "agencies": outline.agencies,
        "first": calendar.first,
        "unreadable": sorted(calendar.unreadable),
        "tags": outline.tag_names,
        "views": outline.views,
        "meetings": [_versions(meeting) for meeting in calendar.meetings.values()],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _versions(meeting: MeetingFacts) -> list[Any]:
    """Return each version of a meeting, newest first, with the day of the change that ended it."""
    return [[_iso(until), *_facts(version)] for version, until in meeting.versions()]


def _facts(meeting: MeetingFacts) -> Iterator[Any]:
    """Yield the parts of a `CachedMeeting`."""
    yield from (meeting.number, meeting.kind, _iso(meeting.date), _iso(meeting.papers))
    yield from (meeting.status, meeting.hears_report, _iso(meeting.cancelled_on))
    yield [(item.item, item.title) for item in meeting.items]


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
        money=CachedUnit(*data["money"]),
        agencies=tuple(
            AgencyNames(code, name, tuple(aliases)) for code, name, aliases in data["agencies"]
        ),
        calendar=Calendar(meetings, data["first"], data["unreadable"]),
        tag_names=data["tags"],
        views=data["views"],
    )


def _meeting(versions: list[list[Any]]) -> CachedMeeting:
    newest, *earlier = (
        (_version(*facts), datetime.date.fromisoformat(until)) for until, *facts in versions
    )
    return newest[0]._replace(earlier=tuple(earlier))


def _version(number: int, kind: str, *parts: Any) -> CachedMeeting:
    day, papers, status, hears_report, cancelled_on, items = parts
    return CachedMeeting(
        number=number,
        kind=MeetingKind(kind),
        date=_day(day),
        papers=_day(papers),
        status=MeetingStatus(status),
        hears_report=hears_report,
        cancelled_on=_day(cancelled_on),
        items=tuple(CachedItem(*item) for item in items),
    )


def _day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)
