"""The table of transitions and their requirements, one requirement at a time."""

from __future__ import annotations

import json

import pytest

from cardctl.domain.agency import Config
from cardctl.domain.card import Card
from cardctl.domain.meeting import Meeting
from cardctl.domain.register import Register
from cardctl.domain.requirements import TransitionContext, missing_requirements
from cardctl.domain.shared_files import SharedFiles
from cardctl.domain.workflow import (
    OUTCOMES,
    REQUIREMENTS,
    STATES,
    TRANSITIONS,
    Outcome,
    Requirement,
    State,
    transition_between,
)

SHARED = SharedFiles(
    config=Config(format=1, body="Council", secretariat="mois"),
    meetings={
        1: Meeting.model_validate_json(
            json.dumps(
                {
                    "number": 1,
                    "status": "held",
                    "date": "2024-01-10",
                    "items": [
                        {"item": 1, "title": "t", "type": "decision"},
                        {"item": 2, "title": "t", "type": "report"},
                    ],
                }
            )
        )
    },
)
REGISTER = Register(SHARED)


def missing(source: str | None, event: dict[str, object], **more: object) -> set[Requirement]:
    """Return what the transition from *source* by *event* lacks on a card with *more*."""
    past = [] if source is None else [{"date": "2024-01-10", "by": "mois", "state": source}]
    if source == "submitted":
        past[0]["outcome"] = "completed"
    history = [*past, {"date": "2024-02-01", "by": "mois", **event}]
    data = {
        "id": "M01-001", "title": "t", "meeting": 1, "item": 1, "state": event["state"],
        "history": history, **more,
    }  # fmt: skip
    card = Card.model_validate_json(json.dumps(data))
    move = transition_between(State(source) if source else None, State(str(event["state"])))
    assert move is not None
    register = REGISTER.with_card(card)
    return set(missing_requirements(move, TransitionContext(register, card, len(history) - 1)))


def result(*kinds: str, **more: object) -> dict[str, object]:
    evidence = [{"kind": kind} for kind in kinds]
    return {
        "meeting": 2,
        "date": "2024-02-01",
        "by": "a",
        "text": "t",
        "evidence": evidence,
        **more,
    }


SUBMIT = {"state": "submitted", "outcome": "completed"}


def test_every_state_outcome_and_requirement_is_documented() -> None:
    assert set(STATES) == set(State)
    assert set(OUTCOMES) == set(Outcome)
    assert set(REQUIREMENTS) == set(Requirement)


def test_each_pair_of_states_has_at_most_one_transition() -> None:
    pairs = [(move.source, move.target, move.outcome) for move in TRANSITIONS]
    assert len(pairs) == len(set(pairs))


def test_only_submitted_leads_to_closed_unless_the_card_is_void() -> None:
    closing = [move for move in TRANSITIONS if move.target is State.CLOSED]
    assert [move.source for move in closing if move.outcome is None] == [State.SUBMITTED]
    assert {move.source for move in closing if move.outcome is Outcome.VOID} == (
        set(State) - {State.CLOSED}
    )


def test_planned_requires_lead_plan_steps_and_due_date() -> None:
    assert missing("registered", {"state": "planned"}) == {
        Requirement.LEAD, Requirement.PLAN, Requirement.STEPS, Requirement.DUE,
    }  # fmt: skip
    planned = {"state": "planned", "lead": "a", "due": "2024-06-30"}
    assert missing("registered", planned, plan={"summary": "s"}) == {Requirement.STEPS}
    reason = {"summary": "s", "no_steps": "one act"}
    assert missing("registered", planned, plan=reason) == set()


def test_completed_requires_evidence() -> None:
    assert missing("in_progress", SUBMIT) == {Requirement.EVIDENCE}
    assert missing("in_progress", SUBMIT, results=[result("news")]) == {Requirement.FIRM_EVIDENCE}
    assert missing("in_progress", SUBMIT, results=[result("news", "agreement")]) == set()


def test_evidence_filed_after_the_claim_does_not_count() -> None:
    late = [{**result("agreement"), "date": "2024-02-02"}]
    assert Requirement.EVIDENCE in missing("in_progress", SUBMIT, results=late)


def test_completed_requires_all_steps_finished_and_all_targets_read() -> None:
    steps = {"steps": [{"id": "a", "title": "t", "done": "2024-01-20"}, {"id": "b", "title": "t"}]}
    indicator = [{"id": "n", "name": "n", "target": 5}]
    lacking = missing(
        "in_progress", SUBMIT, results=[result("report")], plan=steps, indicators=indicator
    )
    assert lacking == {Requirement.STEPS_ENDED, Requirement.TARGETS_READ}
    steps["steps"][1]["dropped"] = "2024-01-25"
    read = [result("report", readings={"n": 3})]
    assert missing("in_progress", SUBMIT, results=read, plan=steps, indicators=indicator) == set()


def test_infeasible_requires_reason_and_substitute() -> None:
    claim = {"state": "submitted", "outcome": "infeasible"}
    assert missing("registered", claim) == {Requirement.REASON, Requirement.SUBSTITUTE}
    assert missing("registered", {**claim, "note": "n", "substitute": "s"}) == set()


def test_noted_is_not_for_decisions() -> None:
    claim = {"state": "submitted", "outcome": "noted"}
    assert missing("registered", claim) == {Requirement.NOT_DECISION}
    assert missing("registered", claim, item=2) == set()


@pytest.mark.parametrize("kind", ["merged_into", "split_into", "superseded_by"])
def test_merged_split_and_superseded_cards_name_existing_cards(kind: str) -> None:
    outcome = {"merged_into": "merged", "split_into": "split", "superseded_by": "superseded"}[kind]
    claim = {"state": "submitted", "outcome": outcome}
    assert missing("registered", claim) == {Requirement(kind)}
    assert missing("registered", claim, relations={kind: "M01-009"}) == {Requirement(kind)}
    assert missing("registered", claim, relations={kind: "M01-001"}) == set()


def test_completed_is_confirmed_by_a_later_meeting() -> None:
    proof = {"results": [result("agreement")]}
    closed = {"state": "closed"}
    assert missing("submitted", closed, **proof) == {Requirement.MEETING}
    assert missing("submitted", {**closed, "meeting": 1}, **proof) == {Requirement.LATER_MEETING}
    assert missing("submitted", {**closed, "meeting": 2}, **proof) == set()


def test_meeting_confirms_the_claimed_outcome() -> None:
    proof = {"results": [result("agreement")]}
    other = {"state": "closed", "meeting": 2, "outcome": "sustained"}
    assert missing("submitted", other, **proof) == {Requirement.SAME_OUTCOME}


def test_hold_and_return_require_reasons() -> None:
    assert missing("planned", {"state": "on_hold"}) == {Requirement.REASON, Requirement.REVIEW}
    assert missing("planned", {"state": "on_hold", "note": "n", "review": 3}) == set()
    assert missing("submitted", {"state": "in_progress"}) == {Requirement.REASON}
    assert missing("closed", {"state": "in_progress"}) == {Requirement.REASON}


def test_past_transition_is_not_checked_against_later_changes() -> None:
    """A step added after reopening does not invalidate the old claim."""
    data = {
        "id": "M01-001", "title": "t", "meeting": 1, "state": "in_progress",
        "plan": {"steps": [{"id": "a", "title": "t"}]},
        "results": [result("agreement")],
        "history": [
            {"date": "2024-02-01", "by": "mois", "state": "submitted", "outcome": "completed"},
            {"date": "2024-07-10", "by": "mois", "state": "closed", "meeting": 2},
            {"date": "2024-08-01", "by": "mois", "state": "in_progress", "note": "again"},
        ],
    }  # fmt: skip
    card = Card.model_validate_json(json.dumps(data))
    move = transition_between(State.SUBMITTED, State.CLOSED)
    assert move is not None
    assert missing_requirements(move, TransitionContext(REGISTER, card, 1)) == ()
