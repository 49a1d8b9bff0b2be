"""The order of the meetings in time, and which one hears what."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardctl.domain.calendar import Calendar, Closing
from cardctl.domain.meeting import Meeting


def meeting(number: int, day: str | None = None, **keys: Any) -> Meeting:
    """A meeting: scheduled, unless *keys* say otherwise."""
    data = {"number": number, "status": "scheduled", **({"date": day} if day else {}), **keys}
    return Meeting.model_validate_json(json.dumps(data))


def calendar(*meetings: Meeting, **keys: Any) -> Calendar:
    return Calendar({each.number: each for each in meetings}, **keys)


def cancelled(number: int, day: str | None, on: str) -> Meeting:
    """A meeting planned for *day* and cancelled on the day *on*."""
    change = {"date": on, "by": "a", "note": "words", "was": {"status": "scheduled"}}
    return meeting(number, day, status="cancelled", changes=[change])


HELD = meeting(1, "2024-01-10", status="held")

# Cases ------------------------------------------------------------------------------------------


def test_an_extraordinary_meeting_comes_before_a_scheduled_one_with_a_lower_number() -> None:
    found = calendar(HELD, meeting(2, "2024-07-10"), meeting(3, "2024-04-10", kind="extraordinary"))
    assert found.numbers == (1, 3, 2)
    assert (found.next, found.new, found.previous(2), found.following(3)) == (3, 4, 3, 2)


def test_meetings_on_one_day_are_ordered_by_number() -> None:
    assert calendar(meeting(3, "2024-07-10"), meeting(2, "2024-07-10")).numbers == (2, 3)


def test_scheduled_meetings_without_a_date_come_last_and_the_unregistered_one_after_them() -> None:
    found = calendar(HELD, meeting(2), meeting(3, "2024-07-10"))
    assert found.numbers == (1, 3, 2)
    assert (found.previous(4), found.following(2), found.hearing_of(4)) == (2, None, 4)


def test_a_register_may_begin_with_any_number() -> None:
    assert (calendar(first=12).last, calendar(first=12).new, calendar(first=12).next) == (
        11, 12, 12,
    )  # fmt: skip
    found = calendar(meeting(12, "2024-01-10", status="held"), first=12)
    assert (found.new, found.next, found.previous(12), found.previous(13)) == (13, 13, None, 12)


@pytest.mark.parametrize(
    ("second", "heard"),
    [
        (meeting(2, "2024-07-10"), 2),
        (meeting(2, "2024-07-10", status="cancelled"), 4),
        (meeting(2, "2024-07-10", kind="written"), 4),
        (meeting(2, "2024-07-10", kind="written", hears=True), 2),
        (meeting(2, "2024-07-10", hears=False), 4),
        # Without a trace of the day, a cancelled meeting follows those with lower numbers.
        (meeting(2, status="cancelled"), 3),
        # What was filed until it was cancelled is heard by the next meeting, planned or not then.
        (cancelled(2, "2024-07-10", on="2024-03-01"), 3),
        (cancelled(2, "2024-07-10", on="2024-05-01"), 4),
        (cancelled(2, None, on="2024-05-01"), 4),
    ],
)
def test_what_was_filed_for_a_meeting_that_hears_nothing_is_heard_by_the_next(
    second: Meeting, heard: int
) -> None:
    third = meeting(3, "2024-04-10", status="held")
    assert calendar(HELD, second, third, meeting(4, "2024-12-10")).hearing_of(2) == heard


def test_it_is_heard_by_the_next_to_register_if_no_other_is_registered() -> None:
    assert calendar(HELD, meeting(2, "2024-07-10", kind="written")).hearing_of(2) == 3


def test_next_is_the_first_that_still_hears_a_report() -> None:
    written = meeting(2, "2024-03-10", kind="written")
    gone = cancelled(3, "2024-04-10", on="2024-02-01")
    assert calendar(HELD, written, gone).next == 4
    assert calendar(HELD, written, gone, meeting(4, "2024-09-10"), meeting(5)).next == 4


def test_an_unreadable_meeting_keeps_its_place_by_number_and_can_hear() -> None:
    found = calendar(HELD, meeting(3, "2024-07-10"), unreadable=[2])
    assert (found.numbers, found.can_hear(2), found.new) == ((1, 2, 3), True, 4)
    assert found.closing(2) is None


def test_reports_between_counts_the_meetings_that_hear() -> None:
    found = calendar(
        HELD,
        meeting(2, "2024-03-10", kind="written", status="held"),
        meeting(3, "2024-04-10", status="cancelled"),
        meeting(4, "2024-05-10", status="held"),
        meeting(5, "2024-06-10"),
    )
    assert [found.reports_between(1, number) for number in (1, 2, 4, 5, 6)] == [0, 0, 1, 2, 3]


@pytest.mark.parametrize(
    ("second", "today", "closed"),
    [
        ({"papers": "2024-07-01"}, "2024-07-01", None),  # the papers are open until that day ends
        ({"papers": "2024-07-01"}, "2024-07-02", "2024-07-01"),
        ({}, "2024-08-01", None),  # its day has passed, but nobody says that it was held
        ({"status": "held"}, "2024-07-10", "2024-07-10"),
        ({"status": "cancelled", "papers": "2024-07-01"}, "2024-08-01", None),
        ({"kind": "written", "status": "held"}, "2024-08-01", None),
    ],
)
def test_a_meeting_has_heard_its_report_once_its_papers_are_closed_or_it_was_held(
    second: dict[str, Any], today: str, closed: str | None
) -> None:
    found = calendar(HELD, meeting(2, "2024-07-10", **second))
    days = [Closing(2, date.fromisoformat(closed))] if closed else []
    assert list(found.closings(1, date.fromisoformat(today))) == days
    assert list(found.closings(2, date.fromisoformat(today))) == []


@pytest.mark.parametrize(
    ("now", "was", "on", "closed"),
    [
        ({"papers": "2024-12-01"}, {"papers": "2024-07-01"}, "2024-07-20", ["2024-07-01"]),
        ({"papers": "2024-12-01"}, {"papers": "2024-07-01"}, "2024-07-01", []),
        ({}, {"status": "held"}, "2024-07-20", ["2024-07-10"]),
        ({"hears": False, "status": "held"}, {"hears": None}, "2024-07-20", ["2024-07-10"]),
        ({"kind": "written", "status": "held"}, {"kind": None}, "2024-07-20", ["2024-07-10"]),
        ({"status": "cancelled"}, {"status": "held"}, "2024-07-20", ["2024-07-10"]),
        ({"status": "cancelled", "papers": "2024-07-01"}, {"status": "scheduled"}, "2024-07-20",
         []),
    ],
)  # fmt: skip
def test_what_a_meeting_has_heard_stays_heard(
    now: dict[str, Any], was: dict[str, Any], on: str, closed: list[str]
) -> None:
    change = {"date": on, "by": "a", "note": "words", "was": was}
    second = meeting(2, "2024-07-10", **now, changes=[change])
    found = calendar(HELD, second).closings(1, date(2024, 8, 1))
    assert [each.day.isoformat() for each in found] == closed


# Laws -------------------------------------------------------------------------------------------

DAYS = st.dates(date(2024, 1, 1), date(2024, 3, 1))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Generate up to seven meetings of every kind, in any order of date, some unreadable."""
    first = draw(st.integers(1, 12))
    made = []
    for number in range(first, first + draw(st.integers(0, 7))):
        day = draw(st.none() | DAYS)
        keys: dict[str, Any] = {
            "kind": draw(st.sampled_from(["regular", "extraordinary", "written"])),
            "status": draw(st.sampled_from(["scheduled", "held", "cancelled"])),
        }
        if draw(st.booleans()):
            keys["hears"] = draw(st.booleans())
        if draw(st.booleans()):
            keys["papers"] = draw(DAYS).isoformat()
        if keys["status"] == "cancelled" and draw(st.booleans()):
            change = {"date": draw(DAYS).isoformat(), "by": "a", "note": "words"}
            keys["changes"] = [{**change, "was": {"status": "scheduled"}}]
        made.append(meeting(number, day.isoformat() if day else None, **keys))
    unread = draw(st.sets(st.sampled_from([each.number for each in made]))) if made else ()
    kept = [each for each in made if each.number not in unread]
    return calendar(*kept, first=first, unreadable=unread)


@given(calendars())
def test_the_order_is_total(found: Calendar) -> None:
    order = (*found.numbers, found.new)
    assert sorted(order) == list(range(found.first, found.first + len(order)))
    for index, one in enumerate(order):
        assert not found.is_before(one, one)
        assert all(found.is_before(one, later) for later in order[index + 1 :])
        assert not any(found.is_before(later, one) for later in order[index + 1 :])


@given(calendars())
def test_previous_and_following_are_inverse_among_the_meetings_that_hear(found: Calendar) -> None:
    hearing = [number for number in found.numbers if found.can_hear(number)]
    for one, other in pairwise(hearing):
        assert (found.following(one), found.previous(other)) == (other, one)
    if hearing:
        assert found.previous(hearing[0]) is found.following(hearing[-1]) is None
    for number in (*found.numbers, found.new):
        earlier, later = found.previous(number), found.following(number)
        assert earlier is None or (found.can_hear(earlier) and found.is_before(earlier, number))
        assert later is None or (found.can_hear(later) and found.is_before(number, later))


@given(calendars())
def test_whatever_is_filed_is_heard_once_and_in_order(found: Calendar) -> None:
    heard = [found.hearing_of(number) for number in (*found.numbers, found.new)]
    for number, by in zip((*found.numbers, found.new), heard, strict=True):
        assert found.can_hear(by)
        assert found.hearing_of(by) == by
        assert not found.is_before(by, number)
        assert (by == number) is found.can_hear(number)
    assert not any(found.is_before(later, one) for one, later in pairwise(heard))


@given(calendars())
def test_the_next_meeting_hears_and_was_not_held(found: Calendar) -> None:
    assert found.can_hear(found.next)
    assert found.next == found.new or found.meetings[found.next].status == "scheduled"


@given(calendars(), DAYS)
def test_a_meeting_that_has_heard_stays_so(found: Calendar, day: date) -> None:
    for number in found.numbers:
        closed = set(found.closings(number, day))
        assert closed <= set(found.closings(number, day + timedelta(days=1)))
        assert all(found.is_before(number, each.meeting) for each in closed)
        assert all(found.can_hear(each.meeting) and each.day <= day for each in closed)


@given(calendars())
def test_reports_between_adds_up(found: Calendar) -> None:
    order = (*found.numbers, found.new)
    for index, one in enumerate(order):
        assert found.reports_between(one, one) == 0
        for other in order[index + 1 :]:
            step = [n for n in order[index + 1 : order.index(other) + 1] if found.can_hear(n)]
            assert found.reports_between(one, other) == len(step)
