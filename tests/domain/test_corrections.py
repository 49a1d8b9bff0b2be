"""Corrections, amendments, confirmations taken back and void cards: their entries and refusals."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support.decks import DAYS, histories
from support.models import REGISTERED, card, entry, meetings, register, result
from support.refusals import refused

from cardctl.domain import changes
from cardctl.domain.card import Card
from cardctl.domain.changes import HistoryEntryDraft
from cardctl.domain.facts import due_moves, first_due, is_late, state_moves
from cardctl.domain.in_force import Horizon, as_of, in_force, plain_value, wrong_entry
from cardctl.domain.workflow import State
from cardctl.errors import IllegalTransition, Refused, Unknown, UsageError

EARLY = date(2024, 2, 1)
"""Before meeting 2, which hears the card."""

LATE = date(2024, 8, 1)
"""After meeting 2."""

CLAIM = entry("2024-06-01", state="submitted", outcome="withdrawn", note="too late")
CLOSED = entry("2024-07-10", state="closed", outcome="withdrawn", meeting=2)
SAVED = {
    "decision": "Move all 100.",
    "indicators": [{"id": "a", "name": "Moved", "target": 100}],
    "results": [result(2, "2024-05-01")],
}


def correct(one: Card, *values: tuple[str, Any], day: date = EARLY, **draft: Any) -> Card:
    made = HistoryEntryDraft(**{"on": day, "reason": "a typo", **draft})
    return changes.correct(register(one), one, values, made, day)


def amend(one: Card, *values: tuple[str, Any], day: date = LATE, **draft: Any) -> Card:
    return changes.amend(register(one), one, values, HistoryEntryDraft(**{"on": day, **draft}))


def last(one: Card) -> dict[str, Any]:
    return one.history[-1].model_dump(mode="json", exclude_unset=True)


# Recorded fields --------------------------------------------------------------------------------


def test_corrected_due_date_keeps_the_wrong_one() -> None:
    made = correct(card(), ("due", "2025-12-31"))
    assert made.due == date(2025, 12, 31)
    assert last(made) == {
        "date": "2024-02-01", "by": "busan", "due": "2025-12-31", "note": "a typo",
        "corrects": {"due": "2024-12-31"},
    }  # fmt: skip


def test_several_fields_are_corrected_by_one_entry_of_the_secretariat() -> None:
    made = correct(card(), ("due", None), ("lead", "ulsan"), ("title", "Piers"))
    assert (made.due, made.lead, made.title) == (None, "ulsan", "Piers")
    assert last(made) == {
        "date": "2024-02-01", "by": "mois", "lead": "ulsan", "due": None, "note": "a typo",
        "corrects": {"due": "2024-12-31", "lead": "busan", "title": "Card M01-001"},
    }  # fmt: skip
    assert len(made.history) == 2


def test_same_correction_again_changes_nothing() -> None:
    once = correct(card(**SAVED), ("due", "2025-12-31"), ("decision", "Move 50."))
    assert correct(once, ("due", "2025-12-31")) is once
    assert correct(once, ("decision", "Move 50.")) is once


def test_closed_card_can_be_corrected() -> None:
    done = card("M01-001", REGISTERED, CLAIM, CLOSED)
    made = correct(done, ("due", "2025-12-31"), day=LATE, meeting=2)
    assert made.due == date(2025, 12, 31)
    assert not made.is_open


@pytest.mark.parametrize(
    ("value", "kind", "words", "hint"),
    [
        (("due", "2024-12-31"), Refused, "due already has this value", ""),
        (("due", "2024-13-01"), UsageError, "not a valid date", "YYYY-MM-DD"),
        (("lead", "bussan"), Unknown, "no agency 'bussan'", "busan"),
        (("state", "planned"), Refused, "state cannot be corrected", "meeting unconfirm N M01-001"),
        (("outcome", "noted"), Refused, "outcome cannot be corrected", "meeting return N M01-001"),
        (("meeting", 2), Refused, "'meeting' cannot be changed", ""),
        (("id", "M01-002"), Refused, "'id' cannot be changed", ""),
        (("results.0.text", "x"), Refused, "revise it with a further", "update M01-001 --revise"),
        (("plan.summary", "x"), Refused, "'plan.summary' is not on record", "--set plan.summary="),
        (("indicators.a.due", "x"), Refused, "not on record", "--set indicators.a.due=VALUE"),
        (("due_as_stated", "soon"), Refused, "filling in", "--set due_as_stated=VALUE"),
        (("title.ko", "부두"), Refused, "filling in", "--set title.ko=VALUE"),
        (("title", "Card M01-001"), Refused, "title already has this value", ""),
    ],
)
def test_nothing_to_correct(
    value: tuple[str, Any], kind: type[Exception], words: str, hint: str
) -> None:
    found, message, said = refused(lambda: correct(card(**SAVED), value))
    assert (found, words in message, hint in said) == (kind, True, True)


def test_field_without_a_value_is_recorded_not_corrected() -> None:
    unowned = card("M01-001", entry("2024-01-10", state="registered"))
    kind, message, hint = refused(lambda: correct(unowned, ("lead", "busan")))
    assert (kind, message) == (Refused, "M01-001 has no lead to correct")
    assert hint == "record it: cardctl update M01-001 --lead busan"


def test_correction_requires_a_reason_and_a_day_after_the_last_entry() -> None:
    assert refused(lambda: correct(card(), ("due", None), reason=None))[2] == "add: --reason TEXT"
    day = date(2024, 1, 9)
    assert "--on 2024-01-10" in refused(lambda: correct(card(), ("due", None), day=day))[2]


# Heard ------------------------------------------------------------------------------------------


def test_what_a_meeting_has_heard_is_corrected_with_the_meeting_that_agreed() -> None:
    for value in (("due", "2025-12-31"), ("lead", "moef")):
        kind, message, hint = refused(lambda value=value: correct(card(), value, day=LATE))
        assert (kind, message) == (Refused, "M01-001: meeting 2 has heard it")
        assert hint == "name the meeting that agreed: --meeting N"
        assert last(correct(card(), value, day=LATE, meeting=2))["meeting"] == 2


def test_what_was_decided_is_written_down_rightly_without_a_meeting() -> None:
    corrected = correct(card(), ("title", "Piers"), day=LATE)
    assert corrected.title == "Piers"
    assert "meeting" not in last(corrected)


def test_backdated_correction_is_judged_by_today() -> None:
    draft = HistoryEntryDraft(on=EARLY, reason="a typo")
    one = card()
    with pytest.raises(Refused, match="has heard it"):
        changes.correct(register(one), one, [("due", None)], draft, LATE)


def test_value_recorded_after_the_meeting_is_not_heard_yet() -> None:
    moved = card("M01-001", REGISTERED, entry("2024-07-20", due="2026-11-30", note="more time"))
    assert correct(moved, ("due", "2025-11-30"), day=LATE).due == date(2025, 11, 30)


def test_meeting_does_not_hear_what_it_decided_itself() -> None:
    granted = entry("2024-07-10", due="2026-11-30", note="granted", meeting=2)
    assert correct(card("M01-001", REGISTERED, granted), ("due", None), day=LATE).due is None


@pytest.mark.parametrize(
    ("changed", "number", "words", "hint"),
    [
        ({}, 3, "meeting 3 has not been held", "cardctl meeting hold 3"),
        ({}, 9, "no meeting '9'", ""),
        ({"m2": {"status": "cancelled"}}, 2, "meeting 2 was cancelled", "--meeting N"),
        ({"m2": {"date": "2024-01-05"}}, 2, "on record since 2024-01-10", "--meeting N"),
        ({"m2": {"date": "2024-08-02"}}, 2, "after the date of the entry", "--on 2024-08-02"),
    ],
)
def test_meeting_that_agreed_was_held_in_time(
    changed: dict[str, Any], number: int, words: str, hint: str
) -> None:
    one = card()
    whole = register(one, meetings=meetings(**changed))
    draft = HistoryEntryDraft(on=LATE, reason="a typo", meeting=number)
    _kind, message, said = refused(
        lambda: changes.correct(whole, one, [("due", None)], draft, LATE)
    )
    assert words in message
    assert hint in said


# Amendments -------------------------------------------------------------------------------------


def test_amended_values_keep_the_old_ones() -> None:
    made = amend(card(**SAVED), ("decision", "Move 50."), ("indicators.0.target", 50), meeting=2)
    assert (made.decision, made.indicators[0].target) == ("Move 50.", 50)
    assert last(made) == {
        "date": "2024-08-01", "by": "mois", "meeting": 2,
        "amends": {"decision": "Move all 100.", "indicators.a.target": 100},
    }  # fmt: skip
    assert amend(made, ("decision", "Move 50."), meeting=2) is made


def test_amended_indicator_can_be_removed() -> None:
    made = amend(card(**SAVED), ("indicators.a", None), meeting=2, reason="not measured")
    assert made.indicators == ()
    assert last(made)["amends"] == {"indicators.a": SAVED["indicators"][0]}


def test_amending_again_needs_a_meeting_after_the_last_amendment() -> None:
    once = amend(card(**SAVED), ("decision", "Move 50."), meeting=2)
    with pytest.raises(Refused, match="on record since 2024-08-01"):
        amend(once, ("decision", "Move 40."), meeting=2)


@pytest.mark.parametrize(
    ("value", "draft", "kind", "words", "hint"),
    [
        (("decision", "x"), {}, UsageError, "requires the meeting", "--meeting N"),
        (("decision", "x"), {"meeting": 1}, Refused, "is not later than meeting 1", "--correct"),
        (("decision", "x"), {"meeting": 3}, Refused, "has not been held", "meeting hold 3"),
        (("decision", "x"), {"meeting": 2, "by": "busan"}, IllegalTransition,
         "an amendment must be filed by the secretariat, not by busan", "--by mois"),
        (("due", "2025-01-01"), {"meeting": 2}, Refused, "cannot be amended",
         "cardctl update M01-001 --due 2025-01-01 --meeting 2 --reason TEXT"),
        (("decision", "Move all 100."), {"meeting": 2}, Refused, "already has this value", ""),
    ],
)  # fmt: skip
def test_refused_amendments(
    value: tuple[str, Any], draft: dict[str, Any], kind: type[Exception], words: str, hint: str
) -> None:
    found, message, said = refused(lambda: amend(card(**SAVED), value, **draft))
    assert (found, words in message, hint in said) == (kind, True, True), (message, said)


def test_nothing_is_decided_before_the_meeting_was_held() -> None:
    coming = card("M03-001", entry("2024-08-01", state="registered"))
    kind, message, hint = refused(lambda: correct(coming, ("title", "Piers"), day=LATE))
    assert (kind, message) == (
        Refused,
        "meeting 3 has not been held, so nothing is decided yet",
    )
    assert hint == "change it: cardctl update M03-001 --set title=VALUE"


# Closings ---------------------------------------------------------------------------------------


def unconfirm(one: Card, number: int = 2, day: date = LATE, **draft: Any) -> Card:
    made = HistoryEntryDraft(**{"on": day, "reason": "not this card", **draft})
    return changes.unconfirm(register(one), one, number, made, day)


def test_confirmation_taken_back_leaves_the_claim() -> None:
    made = unconfirm(card("M01-001", REGISTERED, CLAIM, CLOSED))
    assert (made.state, made.outcome) == (State.SUBMITTED, "withdrawn")
    assert last(made) == {
        "date": "2024-08-01", "by": "mois", "state": "submitted", "note": "not this card",
        "corrects": {"state": "closed"},
    }  # fmt: skip


def test_closing_that_a_later_meeting_heard_needs_the_meeting_that_agreed() -> None:
    closed = card("M01-001", REGISTERED, CLAIM, CLOSED)
    held = register(closed, meetings=meetings(m3={"status": "held"}))
    draft = HistoryEntryDraft(on=date(2025, 2, 1), reason="not this card")
    kind, message, _hint = refused(
        lambda: changes.unconfirm(held, closed, 2, draft, date(2025, 2, 1))
    )
    assert (kind, message) == (Refused, "M01-001: meeting 3 has heard it")
    agreed = draft._replace(meeting=3)
    made = changes.unconfirm(held, closed, 2, agreed, date(2025, 2, 1))
    assert last(made)["meeting"] == 3


VOID = entry("2024-02-01", state="closed", outcome="void", note="twice")


@pytest.mark.parametrize(
    ("history", "number", "draft", "words", "hint"),
    [
        ([REGISTERED, CLAIM], 2, {}, "M01-001 is not closed", ""),
        ([REGISTERED, CLAIM, CLOSED], 1, {}, "was not closed by meeting 1",
         "cardctl meeting unconfirm 2 M01-001 --reason TEXT"),
        ([REGISTERED, VOID], 1, {}, "was not closed by meeting 1", "--state in_progress"),
        ([REGISTERED, CLAIM, CLOSED], 2, {"reason": None}, "requires a reason", "--reason TEXT"),
        ([REGISTERED, CLAIM, CLOSED], 2, {"by": "busan"}, "filed by the secretariat", "--by mois"),
    ],
)  # fmt: skip
def test_refused_to_take_back(
    history: list[dict[str, Any]], number: int, draft: dict[str, Any], words: str, hint: str
) -> None:
    _kind, message, said = refused(lambda: unconfirm(card("M01-001", *history), number, **draft))
    assert (words in message, hint in said) == (True, True), (message, said)


def void(one: Card, day: date = EARLY, **draft: Any) -> Card:
    made = HistoryEntryDraft(**{"on": day, "reason": "registered twice", **draft})
    return changes.void(register(one), one, made, day)


@pytest.mark.parametrize("history", [[REGISTERED], [REGISTERED, CLAIM]])
def test_card_that_no_meeting_heard_is_void_at_once(history: list[dict[str, Any]]) -> None:
    day = date(2024, 6, 2)
    made = void(card("M01-001", *history), day)
    assert (made.state, made.outcome) == (State.CLOSED, "void")
    assert last(made) == {
        "date": "2024-06-02", "by": "mois", "state": "closed", "outcome": "void",
        "note": "registered twice",
    }  # fmt: skip
    assert void(made, day) is made


def test_card_that_a_meeting_heard_is_void_by_agreement() -> None:
    assert "meeting 2 has heard it" in refused(lambda: void(card(), LATE))[1]
    assert last(void(card(), LATE, meeting=2))["meeting"] == 2


@pytest.mark.parametrize(
    ("history", "draft", "words", "hint"),
    [
        ([REGISTERED], {"reason": None}, "requires a reason", "--reason TEXT"),
        ([REGISTERED, CLAIM, CLOSED], {"day": LATE}, "M01-001 is closed (withdrawn)",
         "cardctl meeting unconfirm 2 M01-001"),
        ([REGISTERED], {"by": "busan"}, "must be filed by the secretariat", "--by mois"),
    ],
)  # fmt: skip
def test_refused_to_void(
    history: list[dict[str, Any]], draft: dict[str, Any], words: str, hint: str
) -> None:
    _kind, message, said = refused(lambda: void(card("M01-001", *history), **draft))
    assert (words in message, hint in said) == (True, True), (message, said)


# Laws -------------------------------------------------------------------------------------------


def counted(one: Card) -> tuple[Any, ...]:
    """What is computed from a card's history."""
    return (
        one.state, one.outcome, one.lead, one.due, first_due(one), is_late(one),
        [(move.source, move.target) for move in due_moves(one)],
        [(move.source, move.target) for move in state_moves(one)],
    )  # fmt: skip


@given(histories(), st.dates(date(2024, 1, 1), date(2027, 1, 1)), DAYS)
def test_corrected_due_date_counts_as_if_it_had_been_recorded_at_once(
    history: list[dict[str, Any]], right: date, day: date
) -> None:
    wrong = card("M01-001", *history)
    at = wrong_entry(wrong.history, "due", plain_value(wrong.due))
    assume(wrong.due not in (None, right) and at is not None)
    on = wrong.history[-1].date + timedelta(days=1)
    draft = HistoryEntryDraft(on=on, reason="a typo")
    calendar = register(meetings={}).calendar
    empty = register(wrong, meetings={})
    corrected = changes.correct(empty, wrong, [("due", right.isoformat())], draft, on)
    at_once = [dict(each) for each in history]
    at_once[at]["due"] = right.isoformat()
    for when in (max(day, on), date.max):
        view = as_of(corrected, Horizon(when))
        meant = as_of(card("M01-001", *at_once), Horizon(when))
        assert view is not None
        assert meant is not None
        assert counted(view) == counted(in_force(meant, calendar))
    before = as_of(corrected, Horizon(on - timedelta(days=1)))
    assert before is not None
    assert counted(before) == counted(in_force(wrong, calendar))


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # few histories end so
@given(histories(), DAYS)
def test_confirmation_taken_back_counts_as_if_it_had_never_been(
    history: list[dict[str, Any]], day: date
) -> None:
    states = [each.get("state") for each in history]
    end = states.index(State.CLOSED) if State.CLOSED in states else None
    assume(end is not None and history[end]["outcome"] != "void")
    closed = card("M01-001", *history[: end + 1])
    assume(states[end - 1] is State.SUBMITTED)
    on = closed.history[-1].date + timedelta(days=1)
    draft = HistoryEntryDraft(on=on, reason="not this card")
    number = history[end]["meeting"]
    made = changes.unconfirm(register(closed, meetings={}), closed, number, draft, on)
    rest = {key: value for key, value in history[end].items() if key not in ("state", "outcome")}
    meant = card("M01-001", *history[:end], rest, outcome=history[end]["outcome"])
    view = as_of(made, Horizon(max(day, on)))
    assert view is not None
    assert counted(view) == counted(in_force(meant, register().calendar))


@given(histories())
def test_what_is_in_force_stays_so(history: list[dict[str, Any]]) -> None:
    once = in_force(card("M01-001", *history), register().calendar)
    assert in_force(once, register().calendar).history == once.history
