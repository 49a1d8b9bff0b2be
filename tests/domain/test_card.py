"""Recorded fields follow from the history; a card can be viewed as of any day."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from support.models import meetings

from cardctl.domain.base import model_at
from cardctl.domain.calendar import Calendar
from cardctl.domain.card import Card, HistoryEntry, Plan, Step
from cardctl.domain.ids import card_id, full_id, id_order
from cardctl.domain.in_force import Horizon, as_of, last_moment, recorded_by
from cardctl.domain.recorded_fields import Recorded, replay
from cardctl.domain.text import text_in
from cardctl.domain.workflow import Outcome, State

BARE = {
    "id": "M01-001",
    "title": "Publish the standard",
    "meeting": 1,
    "state": "registered",
    "history": [{"date": "2024-01-10", "by": "mois", "state": "registered"}],
}


def card(**more: object) -> Card:
    return Card.model_validate_json(json.dumps({**BARE, **more}))


def events(*values: dict[str, object]) -> list[HistoryEntry]:
    return [HistoryEntry.model_validate_json(json.dumps({"by": "mois", **one})) for one in values]


def test_replay_keeps_fields_that_an_entry_omits() -> None:
    history = events(
        {"date": "2024-01-10", "state": "registered"},
        {"date": "2024-02-01", "state": "planned", "lead": "moef", "due": "2024-06-30"},
        {"date": "2024-03-01", "state": "in_progress"},
    )
    assert replay(history) == Recorded(State.IN_PROGRESS, None, "moef", date(2024, 6, 30))


def test_state_other_than_submitted_or_closed_clears_the_outcome() -> None:
    claimed = events({"date": "2024-02-01", "state": "submitted", "outcome": "completed"})
    returned = events({"date": "2024-03-01", "state": "in_progress", "note": "not yet"})
    closed = events({"date": "2024-03-01", "state": "closed", "meeting": 2})
    assert replay(claimed).outcome is Outcome.COMPLETED
    assert replay(claimed + returned).outcome is None
    assert replay(claimed + closed).outcome is Outcome.COMPLETED


def test_null_clears_the_lead_but_an_absent_key_does_not() -> None:
    given_lead = events({"date": "2024-01-10", "lead": "moef"})
    assert replay(given_lead + events({"date": "2024-02-01", "lead": None})).lead is None
    assert replay(given_lead + events({"date": "2024-02-01", "note": "x"})).lead == "moef"


def test_as_of_shows_only_what_was_recorded_by_that_day() -> None:
    seen = card(
        state="planned",
        lead="moef",
        plan={
            "submitted": "2024-02-01",
            "summary": "s",
            "steps": [{"id": "a", "title": "t", "done": "2024-05-01"}],
        },
        results=[{"meeting": 2, "date": "2024-04-01", "by": "moef", "text": "half"}],
        history=[
            {"date": "2024-01-10", "by": "mois", "state": "registered"},
            {"date": "2024-02-01", "by": "moef", "state": "planned", "lead": "moef"},
        ],
    )
    assert as_of(seen, Horizon(date(2024, 1, 9))) is None
    early = as_of(seen, Horizon(date(2024, 1, 31)))
    assert early is not None
    assert (early.state, early.lead, early.plan, early.results) == (
        State.REGISTERED, None, None, (),
    )  # fmt: skip
    later = as_of(seen, Horizon(date(2024, 4, 30)))
    assert later is not None
    assert later.plan is not None
    assert later.plan.steps[0].done is None
    assert as_of(seen, Horizon(date(2024, 5, 1))) == seen


STEPS = [{"id": "a", "title": "t", "done": "2024-05-01"}, {"id": "b", "title": "t"}]


@pytest.mark.parametrize(
    ("more", "last"),
    [
        ({}, (date(2024, 1, 10), 1)),
        ({"plan": {"submitted": "2024-02-01"}}, (date(2024, 2, 1), 1)),
        ({"plan": {"steps": STEPS}}, (date(2024, 5, 1), 1)),
        ({"plan": {"steps": [{**STEPS[0], "dropped": True}]}}, (date(2024, 5, 1), 1)),
        (
            {"results": [{"meeting": 3, "date": "2024-04-01", "by": "moef", "text": "half"}]},
            (date(2024, 4, 1), 3),
        ),
        (
            {"history": [*BARE["history"], {"date": "2024-03-01", "by": "mois", "meeting": 2}]},
            (date(2024, 3, 1), 2),
        ),
    ],
    ids=["bare", "filed", "done", "dropped", "result", "meeting"],
)
def test_as_of_last_day_and_after_last_meeting_keeps_the_whole_card(
    more: dict[str, object], last: tuple[date, int]
) -> None:
    everything = Calendar()
    day, meeting = last_moment(card(**more), everything)
    assert (day, meeting) == last
    seen = as_of(card(**more), Horizon(day, meeting + 1))
    assert seen is not None
    assert seen == card(**more)
    assert recorded_by(seen, Horizon(day, meeting + 1)) is seen
    assert as_of(seen, Horizon(day - timedelta(days=1))) != seen
    assert as_of(seen, Horizon(day, meeting - 1)) != seen


RESULT = {"meeting": 3, "date": "2024-04-01", "by": "moef", "text": "half"}


@pytest.mark.parametrize(
    ("registered", "last"),
    [({1, 2, 3}, 2), ({1, 3}, 1), ({1, 2}, 2), ({1}, 3)],
    ids=["known", "first", "next", "unknown"],
)
def test_report_to_the_meeting_that_hears_the_last_result_shows_the_whole_card(
    registered: set[int], last: int
) -> None:
    calendar = Calendar(unreadable=registered)
    whole = card(results=[RESULT])
    day, meeting = last_moment(whole, calendar)
    assert meeting == last
    for number in (number for number in (*registered, calendar.new) if number > 1):
        seen = as_of(whole, Horizon(day, number, calendar))
        assert (seen == whole) == calendar.is_before(meeting, number)


def test_a_meeting_that_hears_no_report_lacks_the_results_filed_for_it() -> None:
    calendar = Calendar(meetings(m2={"kind": "written"}))
    whole = card(results=[{**RESULT, "meeting": 2}])
    day, meeting = last_moment(whole, calendar)
    assert meeting == 2
    assert recorded_by(whole, Horizon(day, 2, calendar)) != whole
    assert recorded_by(whole, Horizon(day, 3, calendar)) == whole


FULL = {
    "state": "planned",
    "lead": "moef",
    "due": "2024-12-31",
    "plan": {
        "submitted": "2024-02-01",
        "summary": "s",
        "steps": [
            {"id": "a", "title": "t", "done": "2024-05-01"},
            {"id": "b", "title": "t", "dropped": "2024-06-01", "note": "n"},
            {"id": "c", "title": "t", "done": "2024-04-01", "dropped": "2024-06-02"},
            {"id": "d", "title": "t", "done": None, "dropped": True},
            {"id": "e", "title": "t"},
        ],
    },
    "results": [{"meeting": 2, "date": "2024-04-15", "by": "moef", "text": "half"}],
    "history": [
        {"date": "2024-01-10", "by": "mois", "state": "registered"},
        {"date": "2024-02-01", "by": "moef", "state": "planned", "lead": "moef"},
        {"date": "2024-03-01", "by": "mois", "due": "2024-12-31"},
        {"date": "2024-03-02", "by": "mois", "lead": None},
        {"date": "2024-03-03", "by": "mois", "lead": "moef"},
    ],
}


def file_as_of(data: dict[str, object], day: str) -> dict[str, object]:
    """Return the data of a card's file as of *day*: without anything written later."""
    then = deepcopy({key: data[key] for key in ("results", "history", "plan")})
    for key in ("results", "history"):
        then[key] = [one for one in then[key] if one["date"] <= day]
    if then["plan"]["submitted"] > day:
        del then["plan"]
    for step in then["plan"]["steps"] if "plan" in then else ():
        for key in ("done", "dropped"):
            if isinstance(step.get(key), str) and step[key] > day:
                del step[key]
    return then


@given(st.dates(date(2024, 1, 10), date(2024, 6, 30)))
def test_card_as_of_a_day_equals_its_file_on_that_day(day: date) -> None:
    now, then = card(**FULL), card(**file_as_of(FULL, day.isoformat()))
    seen, stood = as_of(now, Horizon(day)), as_of(then, Horizon(day))
    assert seen is not None
    assert stood is not None
    dumped = seen.model_dump(mode="json", exclude_unset=True)
    assert dumped == stood.model_dump(mode="json", exclude_unset=True)


def test_step_finished_later_has_no_done_or_dropped_key() -> None:
    seen = as_of(card(**FULL), Horizon(date(2024, 4, 30)))
    assert seen is not None
    assert seen.plan is not None
    assert [step.model_dump(mode="json", exclude_unset=True) for step in seen.plan.steps] == [
        {"id": "a", "title": "t"},
        {"id": "b", "title": "t", "note": "n"},
        {"id": "c", "title": "t", "done": "2024-04-01"},
        {"id": "d", "title": "t", "done": None, "dropped": True},
        {"id": "e", "title": "t"},
    ]


def test_as_of_ignores_recorded_fields_that_differ_from_the_history() -> None:
    seen = card(state="planned", lead=None, due=None, outcome=None, results=[], plan=None)
    then = as_of(seen, Horizon(date(2024, 1, 10)))
    assert then is not None
    assert then.state is State.REGISTERED


def test_report_for_a_meeting_omits_entries_by_that_meeting() -> None:
    seen = card(
        state="closed",
        outcome="noted",
        history=[
            {"date": "2024-01-10", "by": "mois", "state": "registered"},
            {"date": "2024-05-01", "by": "mois", "state": "submitted", "outcome": "noted"},
            {"date": "2024-07-10", "by": "mois", "state": "closed", "meeting": 2},
        ],
    )
    heard = as_of(seen, Horizon(date(2024, 7, 10), 2))
    assert heard is not None
    assert heard.state is State.SUBMITTED
    assert as_of(seen, Horizon(date(2024, 7, 10), 1)) is None


def test_plan_without_a_date_is_always_shown() -> None:
    seen = as_of(card(plan={"summary": "s"}), Horizon(date(2024, 1, 10)))
    assert seen is not None
    assert seen.plan == Plan(summary="s")


@pytest.mark.parametrize(
    "when", ["2024-2-1", "2024-02-30", 0, "2024-02-01T00:00", "２０２４-02-01", True]
)
def test_only_iso_dates_are_accepted(when: object) -> None:
    with pytest.raises(ValidationError, match="YYYY-MM-DD"):
        card(due=when)


@pytest.mark.parametrize(
    "field",
    [
        {"unknown": 1},
        {"title": ""},
        {"title": {}},
        {"id": "M1-1"},
        {"meeting": True},
        {"meeting": "1"},
        {"state": "done"},
        {"history": []},
        {
            "results": [
                {"meeting": 2, "date": "2024-04-01", "by": "a", "text": "t", "progress": 101}
            ]
        },
        {"budget": [{"planned": -1}]},
        {"budget": [{"planned": 1.5}]},
    ],
)
def test_strict_fields_reject_wrong_types(field: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        card(**field)


def test_numbers_may_be_decimals() -> None:
    seen = card(indicators=[{"id": "a", "name": "n", "baseline": "12.50", "target": 20}])
    assert seen.indicators[0].baseline == Decimal("12.5")
    assert seen.model_dump(mode="json", exclude_unset=True)["indicators"][0]["baseline"] == "12.50"


def test_single_id_becomes_a_list_of_one() -> None:
    seen = card(relations={"merged_into": "M01-002", "parent": "M01-003"})
    assert list(seen.relations.all()) == [("parent", "M01-003"), ("merged_into", "M01-002")]


def test_text_falls_back_to_english_then_any_language() -> None:
    assert text_in({"ko": "기금", "en": "fund"}, "ko") == "기금"
    assert text_in({"ko": "기금", "en": "fund"}, "fr") == "fund"
    assert text_in({"ko": "기금"}, "en") == "기금"
    assert text_in("fund", "ko") == "fund"
    assert text_in(None, "ko") == ""


def test_model_at_returns_the_model_of_a_field() -> None:
    assert model_at(Card, ("plan", "steps", 1)) is Step
    assert model_at(Card, ("title", "ko")) is None
    assert model_at(Card, ()) is Card


@given(st.integers(1, 9999), st.integers(1, 999_999))
def test_short_ids_are_equivalent(meeting: int, serial: int) -> None:
    full = card_id(meeting, serial)
    assert (
        full_id(f"{meeting}-{serial}") == full_id(f"m{meeting}-{serial}") == full_id(full) == full
    )
    assert id_order(full)[:2] == (meeting, serial)


@pytest.mark.parametrize("written", ["", "7", "M01", "1-", "-7", "1-7-1", "x1-7"])
def test_invalid_ids_are_rejected(written: str) -> None:
    assert full_id(written) is None
