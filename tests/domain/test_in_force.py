"""What counts of a card at a time: corrected values, revised results, restored decisions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.models import REGISTERED, card, entry, meetings, register, result

from cardctl.domain.calendar import Calendar
from cardctl.domain.card import Card
from cardctl.domain.diff import changes as changes_of
from cardctl.domain.facts import due_moves, first_due, is_late, lead_result, progress, state_moves
from cardctl.domain.in_force import (
    Horizon,
    as_of,
    history_in_force,
    in_force,
    recorded_by,
    results_in_force,
)
from cardctl.domain.old_values import reverted
from cardctl.domain.recorded_fields import replay
from cardctl.domain.view import View
from cardctl.domain.workflow import State

DUE = entry("2024-02-01", due="2025-11-30", corrects={"due": "2024-12-31"}, note="a typo")
CLAIM = entry("2025-03-01", state="submitted", outcome="completed")
CLOSED = entry("2024-07-10", state="closed", outcome="completed", meeting=2)
TAKEN_BACK = entry("2024-08-01", state="submitted", corrects={"state": "closed"}, note="not it")


def test_corrected_due_date_was_never_recorded() -> None:
    done = in_force(card("M01-001", REGISTERED, DUE, CLAIM), Calendar())
    assert first_due(done) == done.due == date(2025, 11, 30)
    assert list(due_moves(done)) == []
    assert not is_late(done)


def test_before_its_correction_the_wrong_value_stands() -> None:
    one = card("M01-001", REGISTERED, DUE, CLAIM)
    before = as_of(one, Horizon(date(2024, 1, 31)))
    assert before is not None
    assert before.due == date(2024, 12, 31)


def test_moves_after_a_correction_are_counted_from_the_right_value() -> None:
    later = entry("2024-03-01", due="2026-01-31", note="more time")
    moves = list(due_moves(in_force(card("M01-001", REGISTERED, DUE, later), Calendar())))
    assert [(move.source, move.target) for move in moves] == [
        (date(2025, 11, 30), date(2026, 1, 31))
    ]


def test_lead_corrected_to_nobody_and_from_nobody() -> None:
    wrong = entry("2024-02-01", lead=None, corrects={"lead": "busan"}, note="nobody yet")
    assert in_force(card("M01-001", REGISTERED, wrong), Calendar()).history[0].lead is None
    unowned = {**REGISTERED, "lead": None}
    right = entry("2024-02-01", lead="busan", corrects={"lead": None}, note="forgotten")
    assert in_force(card("M01-001", unowned, right), Calendar()).history[0].lead == "busan"


def test_closing_taken_back_is_no_reopening() -> None:
    claim = entry("2024-05-01", state="submitted", outcome="completed")
    one = card("M01-001", REGISTERED, claim, CLOSED, TAKEN_BACK)
    assert (one.state, one.outcome) == (State.SUBMITTED, "completed")
    counted = in_force(one, Calendar())
    assert [move.target for move in state_moves(counted)] == [State.SUBMITTED]
    assert (counted.state, counted.outcome) == (State.SUBMITTED, "completed")
    assert not is_late(counted)  # by the day of the claim, not of the correction
    before = as_of(one, Horizon(date(2024, 7, 31)))
    assert before is not None
    assert before.state is State.CLOSED


def test_history_without_corrections_is_the_same_object() -> None:
    one = card("M01-001", REGISTERED, CLAIM)
    assert history_in_force(one.history) is one.history
    assert in_force(one, Calendar()) is one


# Results ----------------------------------------------------------------------------------------


def test_last_result_of_an_agency_for_a_meeting_is_in_force() -> None:
    first = result(2, "2024-05-01", progress=60)
    revised = result(2, "2024-05-02", progress=40)
    partner = result(2, "2024-05-03", "ulsan")
    one = in_force(card(results=[first, revised, partner]), register().calendar)
    assert [(each.by, each.progress) for each in one.results] == [("busan", 40), ("ulsan", None)]


def test_revision_for_an_earlier_meeting_does_not_become_the_latest_result() -> None:
    one = card(
        results=[
            result(2, "2024-05-01", progress=40),
            result(3, "2024-12-01", progress=60),
            result(2, "2024-12-02", progress=45, correction="a sum was wrong"),
        ]
    )
    counted = in_force(one, register().calendar)
    assert progress(counted) == 60
    assert [each.progress for each in counted.results] == [45, 60]


def test_result_for_a_cancelled_meeting_is_heard_by_the_next_one() -> None:
    whole = register(meetings=meetings(m2={"status": "cancelled"}))
    one = in_force(card(results=[result(2, "2024-05-01")]), whole.calendar)
    found = lead_result(one, 3)
    assert found is not None
    assert found.date == date(2024, 5, 1)


def test_report_does_not_see_results_for_a_later_meeting() -> None:
    filed = card(
        results=[result(2, "2024-05-01", progress=10), result(3, "2024-05-02", progress=90)]
    )
    seen = View(register(filed), 2, date(2024, 7, 10)).card("M01-001")
    assert seen is not None
    assert progress(seen) == 10
    later = View(register(filed), 3, date(2024, 7, 10)).card("M01-001")
    assert later is not None
    assert progress(later) == 90


def test_results_in_order_are_the_same_object() -> None:
    one = card(results=[result(2, "2024-05-01"), result(3, "2024-12-01")])
    assert results_in_force(one.results, register().calendar) is one.results


# What a meeting decided -------------------------------------------------------------------------


def amended(**keys: Any) -> Card:
    return card(
        "M01-001",
        REGISTERED,
        entry("2024-07-10", meeting=2, amends={"decision": "All 100", "indicators.a.target": 100}),
        entry("2024-08-01", corrects={"title": "Ferry peirs"}, note="a typo"),
        decision="Some",
        title="Ferry piers",
        indicators=[{"id": "a", "name": "Offices", "target": 5}],
        **keys,
    )


@pytest.mark.parametrize(
    ("horizon", "expected"),
    [
        (Horizon(date(2024, 7, 9)), ("All 100", 100, "Ferry peirs")),
        (Horizon(date(2024, 7, 10)), ("Some", 5, "Ferry peirs")),
        (Horizon(date(2024, 7, 10), 2, register().calendar), ("All 100", 100, "Ferry peirs")),
        (Horizon(date(2024, 8, 1), 3, register().calendar), ("Some", 5, "Ferry piers")),
    ],
    ids=["before", "amended", "in the report that the meeting heard", "corrected"],
)
def test_view_shows_what_was_decided_by_then(
    horizon: Horizon, expected: tuple[str, int, str]
) -> None:
    seen = recorded_by(amended(), horizon)
    assert seen is not None
    assert (seen.decision, seen.indicators[0].target, seen.title) == expected


def test_value_that_was_absent_is_absent_again() -> None:
    one = card(
        "M01-001", REGISTERED, entry("2024-08-01", corrects={"item": None}, note="x"), item=2
    )
    seen = recorded_by(one, Horizon(date(2024, 7, 1)))
    assert seen is not None
    assert "item" not in seen.model_fields_set


def test_old_value_that_no_card_can_have_is_left_out() -> None:
    one = card(
        "M01-001", REGISTERED, entry("2024-08-01", corrects={"item": "two"}, note="x"), item=2
    )
    seen = recorded_by(one, Horizon(date(2024, 7, 1)))
    assert seen is not None
    assert seen.item == 2


def test_old_values_are_put_back_newest_first() -> None:
    data = {"title": "c", "items": [{"item": 1, "title": "x"}, {"item": 2, "title": "y"}]}
    olds = [{"title": "a"}, {"title": "b", "items.2.title": "z", "items.1": None}]
    assert reverted(data, olds) == {"title": "a", "items": [{"item": 2, "title": "z"}]}
    assert data["title"] == "c"


# Views and their balance ------------------------------------------------------------------------


def test_closing_taken_back_leaves_earlier_reports_as_they_were() -> None:
    claim = entry("2024-05-01", state="submitted", outcome="completed")
    whole = register(card("M01-001", REGISTERED, claim, CLOSED, TAKEN_BACK))
    heard = View(whole, 3, date(2024, 7, 31))
    assert heard.cards[0].state is State.CLOSED
    now = View(whole, 3, date(2024, 12, 1))
    assert now.cards[0].state is State.SUBMITTED
    assert changes_of(now).into(State.CLOSED) == ()


DUES = st.dates(date(2024, 6, 1), date(2026, 1, 1)).map(str)


@settings(max_examples=150, deadline=None)
@given(DUES, DUES, st.lists(DUES, max_size=3))
def test_correction_equals_the_right_value_from_the_start(
    wrong: str, right: str, later: list[str]
) -> None:
    """From the day of a correction, all facts are as if the right value had been recorded."""
    moves = [entry(f"2024-03-{n:02d}", due=due, note="x") for n, due in enumerate(later, start=1)]
    fix = entry("2024-02-01", due=right, corrects={"due": wrong}, note="a typo")
    one = in_force(card("M01-001", {**REGISTERED, "due": wrong}, fix, *moves), Calendar())
    other = card("M01-001", {**REGISTERED, "due": right}, *moves)
    assert first_due(one) == first_due(other)
    assert [m[:3] for m in due_moves(one)] == [m[:3] for m in due_moves(other)]
    assert replay(one.history) == replay(other.history)


def test_only_indicator_that_was_removed_is_restored() -> None:
    """The list itself is gone, too."""
    removed = entry("2024-07-10", meeting=2, amends={"indicators.a": {"id": "a", "name": "Moved"}})
    before = recorded_by(card("M01-001", REGISTERED, removed), Horizon(date(2024, 7, 1)))
    assert before is not None
    assert [each.id for each in before.indicators] == ["a"]


def test_value_inside_something_that_is_gone_leaves_nothing_behind() -> None:
    assert reverted({"id": "x"}, [{"title.ko": None}, {"indicators.a": None}]) == {"id": "x"}


def test_without_changes_the_data_is_not_copied() -> None:
    """A comparison with a base asks this of each changed card, several times."""
    data = {"id": "x"}
    assert reverted(data, []) is data
    assert reverted(data, [{}, {}]) is data
