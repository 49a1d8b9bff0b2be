"""Computed facts, signals, and what changed between two views."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import DAYS, decks
from support.models import M1, M2, M3, REGISTERED, card, entry, meetings, register, result, seen

from cardctl.domain.card import Card, Indicator
from cardctl.domain.diff import changes as changes_of
from cardctl.domain.facts import (
    age_days,
    due_moves,
    first_due,
    is_late,
    is_not_submitted,
    latest_reading,
    overdue_days,
    planned_money,
    progress,
    review_due,
    share_of_way,
    spent_money,
    state_moves,
    unowned_since,
)
from cardctl.domain.facts import rate as rate_of
from cardctl.domain.in_force import Horizon, recorded_by
from cardctl.domain.recorded_fields import hold_in_force
from cardctl.domain.signal import Colour, Reason
from cardctl.domain.view import View, default_as_of
from cardctl.domain.workflow import OUTCOMES, State

SUBMITTED = entry("2024-05-01", state="submitted", outcome="completed")
CLOSED = entry("2024-07-10", state="closed", outcome="completed", meeting=2)
RESULT = result(2, "2024-05-01")


def due(day: str, on: str = "2024-06-01", **keys: Any) -> dict[str, Any]:
    return entry(on, due=day, **{"note": "more time", **keys})


# Due dates


@pytest.mark.parametrize(
    ("history", "days"),
    [
        ([REGISTERED], 0),
        ([{**REGISTERED, "due": "2024-07-10"}], 0),
        ([{**REGISTERED, "due": "2024-07-09"}], 1),
        ([{**REGISTERED, "due": "2024-07-01"}, entry("2024-05-01", state="submitted")], 0),
        ([{**REGISTERED, "due": "2024-07-01"}, SUBMITTED, CLOSED], 0),
        ([entry("2024-01-10", state="registered")], 0),
    ],
    ids=["ahead", "on the day", "a day after", "submitted", "closed", "no due date"],
)
def test_overdue_means_open_not_submitted_and_past_the_due_date(
    history: list[dict[str, Any]], days: int
) -> None:
    assert overdue_days(card("M01-001", *history), M2) == days


def test_moves_are_counted_from_the_first_due_date() -> None:
    moved = card("M01-001", REGISTERED, due("2025-01-31"), due("2025-01-10", on="2024-06-20"))
    assert first_due(moved) == date(2024, 12, 31)
    assert [move.target for move in due_moves(moved)] == [
        date(2025, 1, 31),
        date(2025, 1, 10),
    ]


def test_first_due_date_does_not_count_as_a_move() -> None:
    late_set = card("M01-001", entry("2024-01-10", state="registered"), due("2024-12-31"))
    assert list(due_moves(late_set)) == []


def test_cleared_due_date_counts_as_a_move_to_none() -> None:
    (move,) = due_moves(card("M01-001", REGISTERED, entry("2024-06-01", due=None)))
    assert (move.source, move.target) == (date(2024, 12, 31), None)


@pytest.mark.parametrize(("claimed", "late"), [("2024-12-31", False), ("2025-01-01", True)])
def test_late_depends_on_the_date_of_the_claim(claimed: str, late: bool) -> None:
    claim = entry(claimed, state="submitted", outcome="completed")
    confirmed = entry("2025-06-01", state="closed", outcome="completed", meeting=4)
    assert is_late(card("M01-001", REGISTERED, claim)) is late
    assert is_late(card("M01-001", REGISTERED, claim, confirmed)) is late


def test_extension_does_not_make_a_late_claim_timely() -> None:
    claim = entry("2025-01-20", state="submitted", outcome="completed")
    assert is_late(card("M01-001", REGISTERED, due("2025-01-31"), claim))


def test_open_card_is_overdue_and_not_late() -> None:
    assert not is_late(card("M01-001", {**REGISTERED, "due": "2024-02-01"}))


# Age, lead


def test_carried_over_means_open_and_older_than_the_previous_meeting() -> None:
    old = card("M01-001")
    assert not View(register(), 2, M2).is_carried_over(old)
    assert View(register(), 3, M2).is_carried_over(old)
    closed = card("M01-001", REGISTERED, SUBMITTED, CLOSED)
    assert not View(register(), 3, M2).is_carried_over(closed)


def test_age_counts_from_the_deciding_meeting() -> None:
    assert age_days(register(), card("M01-001"), M2) == 182
    assert age_days(register(), card("M09-001"), M2) is None


@pytest.mark.parametrize(
    ("history", "since"),
    [
        ([REGISTERED], None),
        ([{**REGISTERED, "lead": None}], M1),
        ([{**REGISTERED, "lead": None}, entry("2024-02-01", lead="busan")], None),
        ([REGISTERED, entry("2024-07-01", lead=None)], date(2024, 7, 1)),
        ([{**REGISTERED, "lead": None}, SUBMITTED, CLOSED], None),
    ],
    ids=["led", "never led", "led later", "editing aborted", "closed"],
)
def test_unowned_since(history: list[dict[str, Any]], since: date | None) -> None:
    assert unowned_since(card("M01-001", *history)) == since


# Results


@pytest.mark.parametrize(
    ("lead", "by", "meeting", "missing"),
    [
        ("busan", "busan", 2, False),
        ("busan", "ulsan", 2, True),
        ("busan", "busan", 1, True),
        (None, "ulsan", 2, False),
    ],
    ids=["by the lead", "by a partner", "for another meeting", "no lead: by anyone"],
)
def test_not_submitted(lead: str | None, by: str, meeting: int, missing: bool) -> None:
    filed = card(
        "M01-001", {**REGISTERED, "lead": lead}, results=[result(meeting, "2024-05-01", by)]
    )
    assert is_not_submitted(filed, 2, register().calendar) is missing


def test_closed_card_owes_no_result() -> None:
    assert not is_not_submitted(
        card("M01-001", REGISTERED, SUBMITTED, CLOSED), 2, register().calendar
    )


@pytest.mark.parametrize(
    ("results", "stagnant"),
    [
        ([], True),
        ([result(2, "2024-05-01")], False),
        ([result(3, "2024-12-01")], False),
        ([result(2, "2024-08-01")], False),
    ],
    ids=["none for both", "one before", "one now", "one filed after the previous meeting"],
)
def test_stagnant_means_no_result_for_this_and_the_previous_meeting(
    results: list[dict[str, Any]], stagnant: bool
) -> None:
    idle = card("M01-001", results=results)
    view = seen(idle, meeting_number=3, day=date(2025, 1, 15))
    assert view.standing("M01-001").stagnant is stagnant


def test_card_not_open_for_both_meetings_is_not_stagnant() -> None:
    assert not seen(card("M01-001"), meeting_number=2).standing("M01-001").stagnant


STEP_A = {"id": "a", "title": "A", "done": "2024-02-01"}
STEP_B = {"id": "b", "title": "B"}
AT_30 = result(2, "2024-05-01", progress=30)
AT_70 = result(1, "2024-01-09", progress=70)


@pytest.mark.parametrize(
    ("keys", "points"),
    [
        ({}, None),
        ({"results": [AT_30]}, 30),
        ({"results": [AT_70, AT_30]}, 30),
        ({"results": [AT_30], "plan": {"steps": [STEP_A]}}, 30),
        ({"plan": {"steps": [STEP_A, STEP_B]}}, 50),
        ({"plan": {"steps": [{**STEP_A, "weight": 2}, STEP_B]}}, 67),
        ({"plan": {"steps": [STEP_A, {**STEP_B, "dropped": True}]}}, 100),
        ({"plan": {"steps": [{**STEP_B, "dropped": True}]}}, None),
    ],
)
def test_progress_comes_from_the_last_result_or_the_steps(
    keys: dict[str, Any], points: int | None
) -> None:
    assert progress(card("M01-001", **keys)) == points


def test_step_is_overdue_until_done_or_dropped() -> None:
    ends = [{}, {"done": "2024-06-01"}, {"dropped": "2024-06-01"}, {"due": "2024-07-10"}]
    steps = [
        {"id": f"s{n}", "title": "S", "due": "2024-03-01", **end} for n, end in enumerate(ends)
    ]
    one = card("M01-001", plan={"steps": steps})
    assert seen(one).standing("M01-001").step_due == date(2024, 3, 1)
    assert Reason.STEP_OVERDUE in seen(one, day=date(2024, 3, 2)).signal("M01-001").reasons
    assert Reason.STEP_OVERDUE not in seen(one, day=date(2024, 3, 1)).signal("M01-001").reasons
    ended = card("M01-001", REGISTERED, SUBMITTED, CLOSED, plan={"steps": steps})
    assert seen(ended, meeting_number=3).standing("M01-001").step_due is None


@pytest.mark.parametrize(("review", "due_now"), [(2, True), (1, True), (3, False)])
def test_hold_is_due_for_review_at_its_meeting(review: int, due_now: bool) -> None:
    hold = entry("2024-03-01", state="on_hold", note="no money", review=review)
    assert review_due(card("M01-001", REGISTERED, hold), 2, register().calendar) is due_now


def test_hold_is_due_for_review_by_meetings_in_order_of_time() -> None:
    hold = entry("2024-03-01", state="on_hold", note="no money", review=2)
    held = card("M01-001", REGISTERED, hold)
    postponed = register(meetings=meetings(m2={"date": "2025-03-10", "status": "scheduled"}))
    assert not review_due(held, 3, postponed.calendar)
    assert review_due(held, 2, postponed.calendar)
    cancelled = register(meetings=meetings(m2={"status": "cancelled"}))
    assert review_due(held, 3, cancelled.calendar)


def test_ended_hold_needs_no_review() -> None:
    hold = entry("2024-03-01", state="on_hold", note="no money", review=2)
    resumed = entry("2024-04-01", state="in_progress", note="money found")
    assert not review_due(card("M01-001", REGISTERED, hold, resumed), 2, register().calendar)


def test_prolonging_a_hold_keeps_fields_it_omits() -> None:
    hold = entry("2024-03-01", state="on_hold", note="no money", review=2)
    later = entry("2024-04-01", state="on_hold", review=3)
    still = entry("2024-05-01", state="on_hold", note="no staff")
    held = card("M01-001", REGISTERED, hold, later, still)
    assert hold_in_force(held.history) == (date(2024, 3, 1), "no staff", 3)
    assert not review_due(held, 2, register().calendar)
    assert review_due(held, 3, register().calendar)
    assert [move.target for move in state_moves(held)] == ["on_hold"]


def test_new_hold_does_not_inherit_from_the_previous_one() -> None:
    hold = entry("2024-03-01", state="on_hold", note="no money", review=2)
    resumed = entry("2024-04-01", state="in_progress", note="money found")
    again = entry("2024-05-01", state="on_hold", note="no staff")
    held = card("M01-001", REGISTERED, hold, resumed, again)
    assert hold_in_force(held.history) == (date(2024, 5, 1), "no staff", None)
    assert hold_in_force(held.history[:3]) is None


# Numbers


@pytest.mark.parametrize(
    ("keys", "latest", "share"),
    [
        ({"target": 100}, 54, 0.54),
        ({"target": 100, "baseline": 50}, 75, 0.5),
        ({"target": 10, "baseline": 20, "direction": "down"}, 15, 0.5),
        ({"target": 10, "direction": "down"}, 15, None),
        ({}, 15, None),
        ({"target": 0}, 15, None),
        ({"target": 10, "baseline": 4}, 1, -0.5),
        ({"target": 3}, Decimal("1.1"), 0.3667),
    ],
)
def test_share_of_the_way_to_the_target(
    keys: dict[str, Any], latest: int | Decimal, share: float | None
) -> None:
    (indicator,) = card("M01-001", indicators=[{"id": "a", "name": "A", **keys}]).indicators
    assert isinstance(indicator, Indicator)
    assert share_of_way(indicator, latest) == share


def test_latest_reading_comes_from_the_last_result_with_one() -> None:
    read = card(
        "M01-001",
        results=[
            result(1, "2024-01-09", readings={"a": 1, "b": 5}),
            result(2, "2024-05-01", readings={"a": "2.5"}),
        ],
    )
    assert latest_reading(read, "a") == (Decimal("2.5"), date(2024, 5, 1))
    assert latest_reading(read, "b") == (5, date(2024, 1, 9))
    assert latest_reading(read, "c") is None


def test_money_is_unknown_until_stated() -> None:
    assert planned_money(card("M01-001", budget=[{"as_stated": "much"}])) is None
    assert spent_money(card("M01-001", results=[RESULT])) is None
    stated = card(
        "M01-001",
        budget=[{"planned": 100}, {"planned": 50}],
        results=[result(1, "2024-01-09", spent=10), result(2, "2024-05-01", spent=30)],
    )
    assert (planned_money(stated), spent_money(stated)) == (150, 30)


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [(1, 3, 0.3333), (0, 4, 0.0), (0, 0, None), (None, 4, None), (4, None, None)],
)
def test_rate_with_zero_denominator_is_none(
    part: int | None, whole: int | None, rate: float | None
) -> None:
    assert rate_of(part, whole) == rate


# Signals

OVERDUE_30 = {**REGISTERED, "due": "2024-06-10"}
OVERDUE_31 = {**REGISTERED, "due": "2024-06-09"}
INFEASIBLE = entry("2024-05-01", state="submitted", outcome="infeasible", note="no", substitute="x")
HOLD = entry("2024-05-01", state="on_hold", note="no money", review=3)
OPEN_STEP = {"steps": [{"id": "a", "title": "A", "due": "2024-03-01"}]}


FILED = {"results": [RESULT]}
PAST = {**REGISTERED, "due": "2024-03-01"}
DONE = {**CLOSED, "meeting": 1}


@pytest.mark.parametrize(
    ("history", "keys", "colour", "reasons"),
    [
        ([REGISTERED], FILED, "green", []),
        ([REGISTERED], {}, "amber", ["not_submitted"]),
        ([OVERDUE_30], FILED, "amber", ["overdue"]),
        ([OVERDUE_31], FILED, "red", ["overdue"]),
        ([OVERDUE_31], {}, "red", ["overdue", "not_submitted"]),
        ([REGISTERED, INFEASIBLE], FILED, "red", ["infeasible"]),
        ([REGISTERED], {**FILED, "plan": OPEN_STEP}, "amber", ["step_overdue"]),
        ([REGISTERED, due("2025-01-31")], FILED, "amber", ["slipped"]),
        ([PAST, SUBMITTED], FILED, "amber", ["late"]),
        ([REGISTERED, HOLD], FILED, "amber", ["on_hold"]),
        ([{**REGISTERED, "lead": None}], FILED, "amber", ["unowned"]),
        ([REGISTERED, SUBMITTED, DONE], {}, "blue", []),
        ([PAST, SUBMITTED, DONE], {}, "blue", ["late"]),
        ([REGISTERED, INFEASIBLE, {**DONE, "outcome": "infeasible"}], {}, "grey", []),
    ],
)
def test_signal_has_all_its_reasons(
    history: list[dict[str, Any]], keys: dict[str, Any], colour: str, reasons: list[str]
) -> None:
    one = card("M01-001", *history, **keys)
    signal = seen(one).signal("M01-001")
    assert (signal.colour, list(signal.reasons)) == (Colour(colour), [Reason(r) for r in reasons])


def test_stagnant_is_red() -> None:
    view = seen(card("M01-001"), meeting_number=3, day=date(2024, 12, 1))
    signal = view.signal("M01-001")
    assert signal.colour is Colour.RED
    assert signal.reasons == (Reason.STAGNANT, Reason.NOT_SUBMITTED)


def test_extension_already_heard_by_the_previous_meeting_is_no_reason() -> None:
    moved = card("M01-001", REGISTERED, due("2025-03-31"), results=[result(3, "2024-12-01")])
    view = seen(moved, meeting_number=3, day=date(2024, 12, 2))
    assert view.signal("M01-001").colour is Colour.GREEN
    assert view.previous is not None
    before = view.previous.signal("M01-001")
    assert Reason.SLIPPED in before.reasons


# Views


def test_as_of_defaults_to_papers_date_then_meeting_date_but_not_after_today() -> None:
    today = date(2026, 1, 1)
    assert default_as_of(register(), 2, today) == M2
    assert default_as_of(register(), 3, today) == M3
    assert default_as_of(register(), 3, M2) == M2
    assert default_as_of(register(), 4, today) == today
    with_papers = register(meetings=meetings(m2={"papers": "2024-07-01"}))
    assert default_as_of(with_papers, 2, today) == date(2024, 7, 1)


def test_previous_view_is_never_later_than_this_one() -> None:
    early = View(register(), 2, date(2023, 6, 1))
    assert early.previous is not None
    assert early.previous.day == date(2023, 6, 1)
    assert View(register(), 2, M2).previous == View(register(), 1, M1)
    assert View(register(), 1, M1).previous is None


def test_entries_by_a_meeting_are_not_in_the_report_it_hears() -> None:
    done = card("M01-001", REGISTERED, SUBMITTED, CLOSED)
    assert seen(done, meeting_number=2, day=date(2026, 1, 1)).cards[0].state is State.SUBMITTED
    assert seen(done, meeting_number=3, day=date(2026, 1, 1)).cards[0].state is State.CLOSED


def test_cards_of_a_meeting_are_not_in_the_report_it_hears() -> None:
    assert seen(card("M02-001"), meeting_number=2).cards == ()
    assert len(seen(card("M02-001"), meeting_number=3).cards) == 1


# What changed


def test_cards_of_the_previous_meeting_are_new() -> None:
    changes = changes_of(seen(card("M01-001"), card("M01-002")))
    assert changes.new == ("M01-001", "M01-002")
    assert (changes.open_before, changes.open_now) == (0, 2)


def test_cards_confirmed_by_the_previous_meeting_are_closed_since() -> None:
    done = card("M01-001", REGISTERED, SUBMITTED, CLOSED)
    changes = changes_of(seen(done, meeting_number=3, day=date(2024, 12, 1)))
    assert [move.id for move in changes.into(State.CLOSED)] == ["M01-001"]
    assert (changes.new, changes.open_before, changes.open_now) == ((), 1, 0)


def test_card_closed_and_reopened_in_between_counts_under_both() -> None:
    reopened = entry("2024-08-01", state="in_progress", note="a court said so")
    one = card("M01-001", REGISTERED, SUBMITTED, CLOSED, reopened)
    changes = changes_of(seen(one, meeting_number=3, day=date(2024, 12, 1)))
    assert len(changes.into(State.CLOSED)) == len(changes.out_of(State.CLOSED)) == 1
    assert (changes.open_before, changes.open_now) == (1, 1)


def test_reopening_on_the_meeting_day_is_paired_with_its_closing() -> None:
    # Report 2 sees the second entry but not the first, so the reopening looked like a return.
    reopened = entry("2024-07-10", state="in_progress", note="an error")
    one = card("M01-001", REGISTERED, SUBMITTED, CLOSED, reopened)
    changes = changes_of(seen(one, meeting_number=3, day=date(2024, 12, 1)))
    assert [(m.source, m.target) for m in changes.moved] == [
        (State.SUBMITTED, State.CLOSED),
        (State.CLOSED, State.IN_PROGRESS),
    ]


# Laws


@settings(max_examples=150, deadline=None)
@given(decks(), st.integers(1, 4), DAYS)
def test_balance_adds_up(cards: list[Card], meeting_number: int, day: date) -> None:
    changes = changes_of(View(register(*cards), meeting_number, day))
    closed, reopened = len(changes.into(State.CLOSED)), len(changes.out_of(State.CLOSED))
    moved = len(changes.new) + reopened - closed + changes.corrected
    assert changes.open_before + moved == changes.open_now


@settings(max_examples=100, deadline=None)
@given(decks(), DAYS, DAYS)
def test_recorded_facts_stay_in_later_views(cards: list[Card], one: date, other: date) -> None:
    for each in cards:
        then, now = (recorded_by(each, Horizon(day)) for day in sorted((one, other)))
        if then is None:
            continue
        assert now is not None
        assert now.history[: len(then.history)] == then.history
        assert [r for r in now.results if r in then.results] == list(then.results)


@settings(max_examples=100, deadline=None)
@given(decks(), st.integers(1, 4), DAYS)
def test_every_card_has_one_colour_and_red_and_amber_have_reasons(
    cards: list[Card], meeting_number: int, day: date
) -> None:
    view = View(register(*cards), meeting_number, day)
    for one in view.cards:
        signal = view.signal(one.id)
        if one.is_open:
            assert (signal.colour is Colour.GREEN) == (not signal.reasons)
            assert signal.colour not in (Colour.BLUE, Colour.GREY)
        else:
            counted = one.outcome is not None and OUTCOMES[one.outcome].counts_as == "done"
            assert signal.colour is (Colour.BLUE if counted else Colour.GREY)


@settings(max_examples=100, deadline=None)
@given(decks(), st.integers(2, 5), DAYS)
def test_previous_view_equals_an_independent_view(
    cards: list[Card], meeting_number: int, day: date
) -> None:
    view = View(register(*cards), meeting_number, day)
    while (before := view.previous) is not None:
        alone = View(before.whole, before.meeting_number, before.day)
        assert alone.later is None
        assert before.cards == alone.cards
        shown, apart = ([v.shown(c.id) for c in v.cards] for v in (before, alone))
        assert [c.model_fields_set for c in shown] == [c.model_fields_set for c in apart]
        view = before
