"""Edits of cards: their results, and the messages of refused edits."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.models import M3, REGISTERED, card, entry, meetings, register, result
from support.refusals import refused

from cardctl.domain import changes
from cardctl.domain.card import Card, HistoryEntry, Result
from cardctl.domain.changes import HistoryEntryDraft
from cardctl.domain.enums import MeetingStatus
from cardctl.domain.recorded_fields import replay
from cardctl.domain.workflow import (
    TRANSITIONS,
    Outcome,
    State,
    transition_between,
    transitions_from,
)
from cardctl.errors import CardctlError, IllegalTransition, Refused, Unknown, UsageError

DAY = date(2024, 8, 1)
ITEM = {"item": 1, "title": "Piers", "type": "decision"}
PLAN = {"summary": "Build it.", "no_steps": "one contract"}
PLANNED = entry("2024-02-01", state="planned")
STARTED = entry("2024-02-02", state="in_progress")
SUBMITTED = entry("2024-06-01", state="submitted", outcome="withdrawn", note="too late")


def after_transition(one: Card, target: State, **values: Any) -> Card:
    """Return *one*, alone in a register, after a transition on DAY."""
    return changes.move(register(one), one, target, HistoryEntryDraft(**{"on": DAY} | values))


def after_entry(one: Card, **values: Any) -> Card:
    return changes.record(register(one), one, HistoryEntryDraft(**{"on": DAY} | values))


# New cards --------------------------------------------------------------------------------------


def test_new_card_is_registered_by_the_secretariat_with_lead_and_due_date() -> None:
    with_items = register(meetings=meetings(m1={"items": [ITEM]}))
    made = changes.new_card(
        with_items,
        "여객선 부두",
        1,
        serial=7,
        entry=HistoryEntryDraft(DAY, lead="busan", due=M3),
        item=1,
    )
    assert (made.id, made.title, made.item) == ("M01-007", "여객선 부두", 1)
    assert (made.state, made.lead, made.due) == (State.REGISTERED, "busan", M3)
    assert made.history[0].model_dump(exclude_unset=True) == {
        "date": "2024-08-01", "by": "mois", "state": "registered",
        "lead": "busan", "due": "2025-01-15",
    }  # fmt: skip


def test_new_card_sets_only_given_fields_and_a_null_lead() -> None:
    made = changes.new_card(register(), "t", 1, serial=1, entry=HistoryEntryDraft(DAY))
    assert made.model_fields_set == {"id", "title", "meeting", "lead", "state", "history"}
    assert made.lead is None
    assert not made.history[0].records("lead")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"meeting": 9}, "no meeting '9'"),
        ({"item": 9}, "no agenda item '9'"),
        ({"partners": ["moeff"]}, "no agency 'moeff'"),
        ({"entry": HistoryEntryDraft(DAY, lead="bussan")}, "no agency 'bussan'"),
        ({"entry": HistoryEntryDraft(DAY, by="nobody")}, "no agency 'nobody'"),
    ],
)
def test_new_card_needs_known_meeting_item_and_agencies(values: dict[str, Any], words: str) -> None:
    given_: dict[str, Any] = {
        "title": "t",
        "meeting": 1,
        "serial": 1,
        "entry": HistoryEntryDraft(DAY),
    }
    with pytest.raises(Unknown, match=words):
        changes.new_card(register(), **given_ | values)


def test_new_card_has_all_given_fields() -> None:
    made = changes.new_card(
        register(), "t", 1, serial=1, entry=HistoryEntryDraft(DAY), partners=["ulsan", "moef"],
        decision="Build it.", tags=["sea"], due_as_stated="soon", note="n",
    )  # fmt: skip
    assert (made.partners, made.tags) == (("ulsan", "moef"), ("sea",))
    assert (made.decision, made.due_as_stated, made.note) == ("Build it.", "soon", "n")


def test_agencies_are_not_checked_if_they_are_unreadable() -> None:
    unread = register(agencies=(), agencies_known=False)
    made = changes.new_card(
        unread, "t", 1, serial=1, entry=HistoryEntryDraft(DAY), partners=["moeff"]
    )
    assert made.partners == ("moeff",)


def test_unknown_agenda_item_lists_the_known_ones() -> None:
    with_items = register(meetings=meetings(m1={"items": [ITEM, {**ITEM, "item": 4}]}))
    assert refused(
        lambda: changes.new_card(with_items, "t", 1, serial=1, entry=HistoryEntryDraft(DAY), item=9)
    ) == (Unknown, "no agenda item '9'", "known: 1, 4")


# Transitions ------------------------------------------------------------------------------------


def test_transition_adds_an_entry_and_updates_recorded_fields() -> None:
    after = after_transition(card(plan=PLAN), State.PLANNED)
    assert after.state is State.PLANNED
    assert after.history[-1].model_dump(exclude_unset=True) == {
        "date": "2024-08-01", "by": "busan", "state": "planned",
    }  # fmt: skip


def test_illegal_transition_lists_the_legal_ones_with_their_requirements() -> None:
    with pytest.raises(IllegalTransition) as caught:
        after_transition(card(), State.CLOSED)
    assert str(caught.value) == "M01-001: registered -> closed is not a legal move"
    hint = str(caught.value.hint)
    for move in transitions_from(State.REGISTERED):
        assert (move.outcome or move.target) in hint
    assert "on_hold (by the lead/secretariat; needs a reason + the meeting that reviews it)" in hint
    assert "보류" not in hint
    assert "사유" in caught.value.hint.render("ko")  # type: ignore[union-attr]


def test_incomplete_transition_names_missing_requirements_and_options() -> None:
    with pytest.raises(IllegalTransition, match=r"needs a lead agency \+ a plan with a summary"):
        after_transition(card("M01-001", entry("2024-01-10", state="registered")), State.PLANNED)
    assert refused(lambda: after_transition(card(), State.ON_HOLD, reason="no money")) == (
        IllegalTransition,
        "M01-001: registered -> on_hold needs the meeting that reviews it",
        "add: --review N",
    )


def test_open_steps_are_named() -> None:
    plan = {"summary": "s", "steps": [{"id": "a", "title": "t"}, {"id": "b", "title": "t"}]}
    filed = result(3, "2024-07-20", evidence=[{"kind": "minutes"}])
    one = card("M01-001", REGISTERED, PLANNED, STARTED, plan=plan, results=[filed])
    with pytest.raises(IllegalTransition, match=r"every step done or dropped \(a, b\)$"):
        after_transition(one, State.SUBMITTED, outcome=Outcome.COMPLETED)


def test_closing_repeats_the_outcome_and_is_recorded_by_the_secretariat() -> None:
    one = card("M01-001", REGISTERED, SUBMITTED)
    after = after_transition(one, State.CLOSED, meeting=2)
    assert (after.state, after.outcome) == (State.CLOSED, Outcome.WITHDRAWN)
    assert after.history[-1].by == "mois"
    assert after.history[-1].outcome is Outcome.WITHDRAWN
    assert refused(lambda: after_transition(one, State.CLOSED, meeting=2, by="busan")) == (
        IllegalTransition,
        "M01-001: submitted -> closed must be filed by the secretariat, not by busan",
        "leave out --by, or use --by mois",
    )


def test_return_clears_the_outcome() -> None:
    after = after_transition(
        card("M01-001", REGISTERED, SUBMITTED), State.IN_PROGRESS, reason="not yet"
    )
    assert (after.state, after.outcome) == (State.IN_PROGRESS, None)


def test_transition_sets_lead_and_due_date_and_is_recorded_by_the_new_lead() -> None:
    one = card("M01-001", entry("2024-01-10", state="registered"), plan=PLAN)
    after = after_transition(one, State.PLANNED, lead="ulsan", due=M3)
    assert (after.lead, after.due, after.history[-1].by) == ("ulsan", M3, "ulsan")


def test_secretariat_records_the_entry_if_there_is_no_lead() -> None:
    one = card("M01-001", entry("2024-01-10", state="registered"))
    assert after_transition(one, State.ON_HOLD, reason="r", review=3).history[-1].by == "mois"


def test_entry_must_not_predate_the_last_one() -> None:
    assert refused(
        lambda: after_transition(card(plan=PLAN), State.PLANNED, on=date(2024, 1, 9))
    ) == (
        Refused,
        "M01-001: the last history entry is dated 2024-01-10, after 2024-01-09",
        "use this date or a later one: --on 2024-01-10",
    )
    assert (
        after_transition(card(plan=PLAN), State.PLANNED, on=date(2024, 1, 10)).state
        is State.PLANNED
    )


def test_transition_requires_existing_meetings_and_agencies() -> None:
    with pytest.raises(Unknown, match="no meeting '9'"):
        after_transition(card("M01-001", REGISTERED, SUBMITTED), State.CLOSED, meeting=9)
    with pytest.raises(Unknown, match="no agency 'busen'"):
        after_transition(card(plan=PLAN), State.PLANNED, by="busen")


_SAID = st.fixed_dictionaries(
    {},
    optional={
        "outcome": st.sampled_from(Outcome),
        "lead": st.sampled_from(["busan", "ulsan"]),
        "due": st.dates(date(2024, 1, 1), date(2026, 1, 1)),
        "meeting": st.sampled_from([1, 2, 3]),
        "reason": st.just("why"),
        "substitute": st.just("instead"),
        "review": st.sampled_from([2, 3]),
    },
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(State), _SAID), max_size=12))
def test_only_transitions_of_the_table_pass_and_fields_follow_the_history(
    tries: list[tuple[State, dict[str, Any]]],
) -> None:
    one, day = card(plan=PLAN), DAY
    for target, values in tries:
        before, day = one, day + timedelta(days=1)
        try:
            one = after_transition(one, target, on=day, **values)
        except CardctlError:
            continue
        assert transition_between(before.state, target, values.get("outcome")) in TRANSITIONS
        assert one.history[:-1] == before.history
        now = replay(one.history)
        assert (one.state, one.outcome, one.lead, one.due) == (
            now.state, now.outcome, now.lead, now.due,
        )  # fmt: skip


def test_missing_requirements_are_known_beforehand() -> None:
    assert changes.missing_for(register(), card(), State.PLANNED) == ("plan", "steps")
    assert changes.missing_for(register(), card(), State.CLOSED) == ()


def test_requirements_of_closing_depend_on_claim_and_agenda() -> None:
    """The reason of a withdrawal is in its claim; `noted` is not for decision items."""
    withdrawn = card("M01-001", REGISTERED, SUBMITTED)
    assert changes.missing_for(register(withdrawn), withdrawn, State.CLOSED) == ("meeting",)
    noted = card("M01-001", REGISTERED, {**SUBMITTED, "outcome": "noted"}, item=1)
    for kind, needs in (("decision", ("meeting", "not_decision")), ("report", ("meeting",))):
        agenda = meetings(m1={"items": [{**ITEM, "type": kind}]})
        assert changes.missing_for(register(noted, meetings=agenda), noted, State.CLOSED) == needs


# Lead and due date ------------------------------------------------------------------------------


def test_due_date_moves_with_a_reason_before_it_passes() -> None:
    after = after_entry(card(), due=M3, reason="the bill is late")
    assert after.due == M3
    assert after.history[-1].model_dump(exclude_unset=True) == {
        "date": "2024-08-01", "by": "busan", "due": "2025-01-15", "note": "the bill is late",
    }  # fmt: skip


def test_moving_a_due_date_requires_a_reason_and_if_passed_a_meeting() -> None:
    assert refused(lambda: after_entry(card(), due=M3)) == (
        IllegalTransition,
        "M01-001: moving a due date requires a reason",
        "add: --reason TEXT",
    )
    late = date(2025, 1, 1)
    assert refused(lambda: after_entry(card(), due=date(2025, 6, 1), reason="r", on=late)) == (
        IllegalTransition,
        "M01-001: due date 2024-12-31 has passed; only a meeting can extend it",
        "add --meeting N, or --on DATE if it was filed by 2024-12-31",
    )
    granted = after_entry(card(), due=date(2025, 6, 1), reason="r", on=late, meeting=2)
    assert (granted.history[-1].meeting, granted.history[-1].by) == (2, "mois")


def test_due_date_can_still_be_moved_on_the_due_day() -> None:
    assert after_entry(card(), due=date(2025, 6, 1), reason="r", on=date(2024, 12, 31)).due


def test_first_due_date_needs_no_reason() -> None:
    one = card("M01-001", entry("2024-01-10", state="registered"))
    assert after_entry(one, due=M3).due == M3


def test_a_due_date_set_with_a_state_has_the_same_rules() -> None:
    with pytest.raises(IllegalTransition, match="moving a due date requires a reason"):
        after_transition(card(plan=PLAN), State.PLANNED, due=M3)


def test_entry_can_clear_lead_and_due_date() -> None:
    after = after_entry(card(), cleared=frozenset({"lead"}))
    assert after.lead is None
    assert after.history[-1].records("lead")
    assert after_entry(card(), cleared=frozenset({"due"}), reason="r").due is None


def test_secretariat_assigns_a_card_to_another_lead() -> None:
    after = after_entry(card(), lead="ulsan")
    assert (after.lead, after.history[-1].by) == ("ulsan", "mois")


def test_unchanged_values_add_no_entry() -> None:
    one = card()
    assert after_entry(one, lead="busan", due=date(2024, 12, 31), reason="r") is one


def test_closed_card_cannot_be_changed() -> None:
    one = card("M01-001", REGISTERED, SUBMITTED, entry("2024-07-10", state="closed", meeting=2))
    for change in (
        lambda: after_entry(one, lead="ulsan"),
        lambda: changes.add_result(register(one), one, filed(), DAY),
        lambda: changes.finish_step(one, "a", "done", DAY),
    ):
        assert refused(change) == (
            Refused,
            "M01-001 is closed",
            "reopen it first: cardctl update M01-001 --state in_progress --reason TEXT",
        )
    assert after_transition(one, State.IN_PROGRESS, reason="not done after all").outcome is None


# Results and steps ------------------------------------------------------------------------------


def filed(meeting: int = 3, by: str = "busan", **keys: Any) -> Result:
    return Result(meeting=meeting, date=DAY, by=by, text="Done so far.", **keys)


def add(one: Card, result: Result, today: date = DAY) -> Card:
    return changes.add_result(register(one), one, result, today)


def test_further_result_revises_the_earlier_one_and_keeps_it() -> None:
    one = add(card(), filed())
    assert one.results == (filed(),)
    assert add(one, filed(progress=50)).results == (filed(), filed(progress=50))
    assert len(add(one, filed(by="ulsan")).results) == 2
    assert len(add(one, filed(meeting=2)).results) == 2


def test_result_that_a_meeting_has_heard_is_revised_with_a_reason() -> None:
    """The third meeting is held on 15 January 2025 and has no papers date."""
    held = register(meetings=meetings(m3={"status": "held"}))
    one = add(card(), filed())
    with pytest.raises(Refused, match="meeting 3 has heard the result of busan") as caught:
        changes.add_result(held, one, filed(progress=50), M3)
    assert str(caught.value.hint) == (
        "revise it: cardctl update M01-001 --revise --by busan --for 3 --result TEXT --reason TEXT"
    )
    before = M3 - timedelta(days=1)
    assert len(changes.add_result(held, one, filed(progress=50), before).results) == 2
    corrected = changes.add_result(held, one, filed(progress=50, correction="a typing error"), M3)
    assert corrected.results[-1].correction == "a typing error"
    with pytest.raises(Refused, match="has heard"):  # what it revises was heard, too
        changes.add_result(held, corrected, filed(progress=60), M3)


def test_result_filed_early_is_not_heard_by_the_meeting_before() -> None:
    held = register(meetings=meetings(m2={"status": "held"}))
    early = filed(meeting=3).model_copy(update={"date": date(2024, 7, 1)})
    one = changes.add_result(held, card(), early, DAY)
    assert len(changes.add_result(held, one, filed(), DAY).results) == 2


def test_correction_of_a_result_does_not_reopen_a_closed_card() -> None:
    closing = HistoryEntry.model_validate_json(
        json.dumps(entry("2024-07-10", state="closed", meeting=2))
    )
    one = add(card("M01-001", REGISTERED, SUBMITTED), filed())
    one = one.model_copy(update={"history": (*one.history, closing), "state": State.CLOSED})
    with pytest.raises(Refused, match="M01-001 is closed; revising the result of busan needs"):
        add(one, filed(progress=50))
    corrected = add(one, filed(progress=50, correction="a typing error"))
    assert (corrected.state, len(corrected.results)) == (State.CLOSED, 2)
    with pytest.raises(Refused, match="M01-001 is closed"):  # there is nothing to correct
        add(one, filed(by="ulsan", correction="why"))


def test_result_needs_a_known_or_next_meeting_and_known_indicators() -> None:
    assert add(card(), filed(meeting=4)).results
    with pytest.raises(Unknown, match="no meeting '5'"):
        add(card(), filed(meeting=5))
    with pytest.raises(Unknown, match="no agency 'who'"):
        add(card(), filed(by="who"))
    one = card(indicators=[{"id": "piers", "name": "Piers"}])
    assert add(one, filed(readings={"piers": 4})).results
    with pytest.raises(Unknown, match="no indicator 'peirs'") as caught:
        add(one, filed(readings={"peirs": 4}))
    assert "piers" in str(caught.value.hint)


def card_with_step(**step: Any) -> Card:
    return card(plan={"summary": "s", "steps": [{"id": "survey", "title": "t", **step}]})


def test_step_is_done_or_dropped_with_a_reason() -> None:
    (step,) = changes.finish_step(card_with_step(), "survey", "done", DAY).plan.steps  # type: ignore[union-attr]
    assert (step.done, step.dropped) == (DAY, None)
    with pytest.raises(UsageError, match="dropping step survey requires a reason"):
        changes.finish_step(card_with_step(), "survey", "dropped", DAY)
    after = changes.finish_step(
        card_with_step(done="2024-03-01"), "survey", "dropped", DAY, "not needed"
    )
    (step,) = after.plan.steps  # type: ignore[union-attr]
    assert (step.done, step.dropped, step.note) == (None, DAY, "not needed")


def test_unknown_step_gets_a_suggestion() -> None:
    with pytest.raises(Unknown, match="no step 'survay'") as caught:
        changes.finish_step(card_with_step(), "survay", "done", DAY)
    assert "survey" in str(caught.value.hint)
    with pytest.raises(Unknown, match="no step 'a'"):
        changes.finish_step(card(), "a", "done", DAY)


# Values by path ---------------------------------------------------------------------------------

DATA: dict[str, Any] = {
    "id": "M01-001",
    "title": "Piers",
    "tags": ["sea"],
    "plan": {"steps": [{"id": "a", "title": "t"}, {"id": "b", "title": "t"}]},
    "budget": [{"year": 2024, "planned": 5}],
}


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("plan.summary", "s", ("plan", "summary")),
        ("plan.steps.b.owner", "busan", ("plan", "steps", 1, "owner")),
        ("plan.steps.0.owner", "busan", ("plan", "steps", 0, "owner")),
        ("budget.0.planned", 7, ("budget", 0, "planned")),
        ("tags.sea", "port", ("tags", 0)),
        ("due_as_stated", "soon", ("due_as_stated",)),
        ("relations.parent", "M01-002", ("relations", "parent")),
    ],
)
def test_value_is_set_at_its_path(path: str, value: Any, place: tuple[Any, ...]) -> None:
    found: Any = changes.with_value(DATA, path, value)
    for part in place:
        found = found[part]
    assert found == value
    assert "summary" not in DATA["plan"], "the data given stays as it was"


def test_a_translation_keeps_the_existing_text() -> None:
    after = changes.with_value(DATA, "title.ko", "부두", ["ko", "en"])
    assert after["title"] == {"en": "Piers", "ko": "부두"}
    with pytest.raises(UsageError, match="title is a single text"):
        changes.with_value(DATA, "title.ko", "부두", ["ko"])


def test_short_ids_are_written_in_full_in_relations() -> None:
    after = changes.with_value(DATA, "relations.see_also", ["1-2", "m1-3"])
    assert after["relations"]["see_also"] == ["M01-002", "M01-003"]
    after = changes.with_item(after, "relations.see_also", "1-4")
    assert after["relations"]["see_also"][-1] == "M01-004"
    assert changes.with_value(DATA, "note", "1-2")["note"] == "1-2"


def test_items_are_added_and_removed() -> None:
    assert changes.with_item(DATA, "tags", "port")["tags"] == ["sea", "port"]
    assert changes.with_item(DATA, "partners", "busan")["partners"] == ["busan"]
    assert changes.without(DATA, "tags.sea")["tags"] == []
    assert [s["id"] for s in changes.without(DATA, "plan.steps.a")["plan"]["steps"]] == ["b"]
    assert "title" not in changes.without(DATA, "title")
    assert changes.without(DATA, "note") == DATA
    with pytest.raises(UsageError, match="title is not a list"):
        changes.with_item(DATA, "title", "x")


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("plan.sumary", "plan.summary"),
        ("titel", "title"),
        ("plan.steps.c.owner", "a, b"),
        ("plan.steps.a.ownr", "plan.steps.0.owner"),
        ("budget.1.planned", "0"),
        ("indicators.0.target", "--add indicators=VALUE"),
        ("sources.x", "--add sources=VALUE"),
    ],
)
def test_unknown_path_gets_a_suggestion(path: str, near: str) -> None:
    with pytest.raises(Unknown) as caught:
        changes.with_value(DATA, path, "x")
    assert near in str(caught.value.hint)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("state", "--state"),
        ("due", "--due"),
        ("lead", "--lead"),
        ("results.0.text", "--result"),
        ("history", "--state"),
    ],
)
def test_recorded_fields_cannot_be_set_by_path(path: str, words: str) -> None:
    for change in (changes.without, lambda data, path: changes.with_value(data, path, "x")):
        with pytest.raises(Refused, match="cannot be set this way") as caught:
            change(DATA, path)
        assert words in str(caught.value.hint)


def test_id_meeting_and_own_keys_cannot_be_set_by_path() -> None:
    for path in ("id", "meeting"):
        with pytest.raises(Refused, match="cannot be changed"):
            changes.with_value(DATA, path, "x")
    with pytest.raises(UsageError, match="custom key"):
        changes.with_value(DATA, "x-file", "x")
    with pytest.raises(UsageError, match="plain value"):
        changes.with_value(DATA, "budget.0.planned.more", "x")


# Meetings and rewriting -------------------------------------------------------------------------


def test_meeting_is_scheduled_and_then_held() -> None:
    made = changes.new_meeting(register(), 4, day=DAY)
    today = changes.RevisionDraft(DAY)
    assert made.status is MeetingStatus.SCHEDULED
    assert changes.hold(register(), made, None, today).date == DAY
    held = changes.hold(register(), made, date(2024, 7, 31), today)
    assert held.status is MeetingStatus.HELD
    assert [each.was for each in held.changes] == [{"date": "2024-08-01"}]
    with pytest.raises(Refused, match="2024-08-01, after today"):
        changes.hold(register(), made, None, changes.RevisionDraft(date(2024, 7, 31)))
    with pytest.raises(Refused, match="meeting 3 already exists"):
        changes.new_meeting(register(), 3)
    with pytest.raises(Refused, match="already been held"):
        changes.hold(register(), register().meeting(2), None, today)


def test_meeting_without_a_date_is_held_today() -> None:
    made = changes.new_meeting(register(), 4)
    held = changes.hold(register(), made, None, changes.RevisionDraft(DAY))
    assert (held.date, held.changes) == (DAY, ())


def test_history_and_results_are_append_only() -> None:
    one = card("M01-001", REGISTERED, PLANNED, results=[result(2, "2024-06-01")], plan=PLAN)
    changes.require_growth(one, after_transition(one, State.IN_PROGRESS))
    for update in (
        {"history": one.history[:1]},
        {"history": one.history[::-1]},
        {"results": ()},
        {"results": (one.results[0].model_copy(update={"text": "x"}),)},
    ):
        with pytest.raises(Refused, match="append-only"):
            changes.require_growth(one, one.model_copy(update=update))
    with pytest.raises(Refused, match="'id' cannot be changed"):
        changes.require_growth(one, one.model_copy(update={"id": "M01-002"}))
