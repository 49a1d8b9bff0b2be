"""The outline of the shared files that the index keeps says what the files say."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support.decks import DAYS, calendars
from support.models import register

from cardctl.cache.outline import outline_json, outline_of
from cardctl.domain.agency import Agency
from cardctl.domain.calendar import Calendar
from cardctl.domain.meeting import Meeting

ITEMS = [
    {"item": 1, "title": "Dykes", "type": "decision"},
    {"item": 2, "title": {"en": "Roads", "ko": "도로"}, "type": "report"},
]
WAS: list[dict[str, Any]] = [
    {"date": "2024-03-01"},
    {"status": "scheduled"},
    {"status": "held", "date": None},
    {"papers": "2024-02-01"},
    {"kind": "written"},
    {"items": None},
    {"number": "not a meeting"},
]


@st.composite
def changed_meetings(draw: st.DrawFn) -> dict[int, Meeting]:
    """Generate meetings, some with an agenda, some changed once or twice."""
    found = {}
    for number, meeting in draw(calendars()).items():
        data = meeting.model_dump(mode="json", exclude_unset=True)
        data["items"] = draw(st.sampled_from([[], ITEMS]))
        days = sorted(draw(st.lists(DAYS, max_size=2)))
        data["changes"] = [
            {"date": day.isoformat(), "by": "mois", "note": "x", "was": draw(st.sampled_from(WAS))}
            for day in days
        ]
        found[number] = Meeting.model_validate_json(json.dumps(data))
    return found


def told(calendar: Calendar, day: date) -> list[object]:
    """Return all that a calendar says of each meeting, known or not, on a day."""
    numbers = range(8)
    return [calendar.numbers, calendar.next, calendar.new, calendar.report_on(day)] + [
        (
            calendar.place(number), calendar.previous(number), calendar.following(number),
            calendar.next_for(number), calendar.can_hear(number), calendar.hearing_of(number),
            calendar.closing(number), calendar.since(number), calendar.reports(number),
            [*calendar.closings(number, day)],
        )
        for number in numbers
    ]  # fmt: skip


@given(changed_meetings(), st.sampled_from([frozenset(), frozenset({4}), frozenset({7})]), DAYS)
def test_kept_calendar_says_the_same(
    meetings: dict[int, Meeting], unreadable: frozenset[int], day: date
) -> None:
    config = {"first_meeting": 2}
    whole = register(config=config, meetings=meetings, unreadable_meetings=unreadable)
    kept = outline_of(outline_json(whole.shared.outline))
    assert told(kept.calendar, day) == told(whole.calendar, day)
    for number, meeting in meetings.items():
        other = kept.calendar.meetings[number]
        assert (other.date, other.kind, other.status) == (
            meeting.date,
            meeting.kind,
            meeting.status,
        )
        assert [*other.items] == [(item.item, item.title) for item in meeting.items]


def test_kept_settings_and_agencies_are_the_same() -> None:
    agencies = (
        Agency(code="mois", name="Interior", aliases=("Home Office", "sea")),
        Agency(code="sea", name={"en": "Sea", "ko": "바다"}),
    )
    settings = {"red_after_days": 7, "unowned_after_days": 9}
    tags = {"sea": {"en": "the sea", "ko": "바다"}, "roads": "Roads"}
    money = {"currency": "EUR", "unit": 1000}
    config = {"settings": settings, "money": money, "tag_names": tags}
    whole = register(config=config, agencies=agencies).shared.outline
    kept = outline_of(outline_json(whole))
    assert kept.languages == whole.languages == ("en", "ko")
    assert (kept.settings.red_after_days, kept.settings.unowned_after_days) == (7, 9)
    assert (kept.money.currency, kept.money.unit) == ("EUR", 1000)
    assert kept.tag_names == whole.tag_names == tags
    assert [*kept.names.items()] == [*whole.names.items()]
    assert kept.by_name == whole.by_name
    assert kept.by_name["sea"] == kept.by_name["Home Office"] == "mois"
    assert kept.by_name["바다"] == "sea"


def test_languages_are_unknown_without_settings() -> None:
    whole = register(config_known=False).shared.outline
    assert outline_of(outline_json(whole)).languages is None
