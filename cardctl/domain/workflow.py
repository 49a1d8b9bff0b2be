"""States, outcomes, and the single table of legal transitions, as data.

Everything about transitions reads this table: the rules, the refusals, `cardctl states`, the
documentation, the schema's descriptions and completion. Principle: the meeting confirms what the
lead submits, so whoever does the work does not mark it as done (`submitted` before `closed`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cardctl.i18n import Message, _


class State(StrEnum):
    """State of a card."""

    REGISTERED = "registered"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    SUBMITTED = "submitted"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a card ended, or is claimed to have ended."""

    COMPLETED = "completed"
    SUSTAINED = "sustained"
    INFEASIBLE = "infeasible"
    WITHDRAWN = "withdrawn"
    NOTED = "noted"
    MERGED = "merged"
    SPLIT = "split"
    SUPERSEDED = "superseded"
    VOID = "void"


class Role(StrEnum):
    """Who makes a transition; the card and `cardctl.yaml` name the agencies with these roles."""

    LEAD = "lead"
    SECRETARIAT = "secretariat"


class Count(StrEnum):
    """How a closed card counts in the completion rate."""

    DONE = "done"
    NOT_DONE = "not done"
    NOT_COUNTED = "not counted"


class Requirement(StrEnum):
    """What a transition requires; `requirements.py` tests it, `REQUIREMENTS` describes it."""

    LEAD = "lead"
    PLAN = "plan"
    STEPS = "steps"
    DUE = "due"
    REASON = "reason"
    REVIEW = "review"
    NEW_HOLD = "new_hold"
    OUTCOME = "outcome"
    SAME_OUTCOME = "same_outcome"
    MEETING = "meeting"
    LATER_MEETING = "later_meeting"
    EVIDENCE = "evidence"
    FIRM_EVIDENCE = "firm_evidence"
    STEPS_ENDED = "steps_ended"
    TARGETS_READ = "targets_read"
    SUBSTITUTE = "substitute"
    NOT_DECISION = "not_decision"
    MERGED_INTO = "merged_into"
    SPLIT_INTO = "split_into"
    SUPERSEDED_BY = "superseded_by"


class RequirementRecord(NamedTuple):
    """A requirement in words, the rule that reports it, and the `update` option that meets it."""

    words: Message
    code: str
    option: str


REQUIREMENTS: dict[Requirement, RequirementRecord] = {
    Requirement.LEAD: RequirementRecord(_("a lead agency"), "CC504", "--lead AGENCY"),
    Requirement.PLAN: RequirementRecord(
        _("a plan with a summary"), "CC504", "--set plan.summary=TEXT"
    ),
    Requirement.STEPS: RequirementRecord(
        _("the plan's steps, or the reason why it has none"),
        "CC504",
        "--set plan.no_steps=REASON",
    ),
    Requirement.DUE: RequirementRecord(_("a due date"), "CC504", "--due DATE"),
    Requirement.REASON: RequirementRecord(_("a reason"), "CC504", "--reason TEXT"),
    Requirement.REVIEW: RequirementRecord(_("the meeting that reviews it"), "CC504", "--review N"),
    Requirement.NEW_HOLD: RequirementRecord(
        _("a new reason or review meeting"),
        "CC504",
        "--reason TEXT",
    ),
    Requirement.OUTCOME: RequirementRecord(_("an outcome"), "CC504", "--outcome OUTCOME"),
    Requirement.SAME_OUTCOME: RequirementRecord(
        _("the outcome that was submitted"),
        "CC504",
        "--outcome OUTCOME",
    ),
    Requirement.MEETING: RequirementRecord(
        _("the confirming meeting (the deciding one or later)"),
        "CC504",
        "--meeting N",
    ),
    Requirement.LATER_MEETING: RequirementRecord(
        _("a confirming meeting later than the deciding one"),
        "CC504",
        "--meeting N",
    ),
    Requirement.EVIDENCE: RequirementRecord(
        _("a result with evidence"),
        "CC601",
        "--result TEXT --evidence URL",
    ),
    Requirement.FIRM_EVIDENCE: RequirementRecord(
        _("evidence that is not only news"),
        "CC602",
        "--result TEXT --evidence KIND:URL",
    ),
    Requirement.STEPS_ENDED: RequirementRecord(
        _("every step done or dropped"),
        "CC607",
        "--step K=done",
    ),
    Requirement.TARGETS_READ: RequirementRecord(
        _("a reading for every target"),
        "CC608",
        "--result TEXT --reading INDICATOR=VALUE",
    ),
    Requirement.SUBSTITUTE: RequirementRecord(
        _("the measures taken instead"), "CC611", "--substitute TEXT"
    ),
    Requirement.NOT_DECISION: RequirementRecord(
        _("an agenda item that was a report or a discussion"),
        "CC504",
        "",
    ),
    Requirement.MERGED_INTO: RequirementRecord(
        _("the card it is merged into"),
        "CC504",
        "--set relations.merged_into=ID",
    ),
    Requirement.SPLIT_INTO: RequirementRecord(
        _("the cards it is split into"),
        "CC504",
        "--add relations.split_into=ID",
    ),
    Requirement.SUPERSEDED_BY: RequirementRecord(
        _("the card that supersedes it"),
        "CC504",
        "--set relations.superseded_by=ID",
    ),
}


class StateRecord(NamedTuple):
    """A state in words: its name, and what a card in it contains."""

    words: Message
    holds: Message


STATES: dict[State, StateRecord] = {
    State.REGISTERED: StateRecord(
        _("registered"),
        _("documented after the meeting; the lead may still be open"),
    ),
    State.PLANNED: StateRecord(
        _("planned"),
        _("lead, plan with a summary, steps or the reason why none, due date"),
    ),
    State.IN_PROGRESS: StateRecord(
        _("in progress"),
        _("first result, or a step begun"),
    ),
    State.ON_HOLD: StateRecord(
        _("on hold"),
        _("the reason, and the meeting that reviews it"),
    ),
    State.SUBMITTED: StateRecord(
        _("submitted"),
        _("an outcome is claimed; the next meeting decides"),
    ),
    State.CLOSED: StateRecord(
        _("closed"),
        _("the outcome is confirmed by a meeting"),
    ),
}  # fmt: skip


class OutcomeRecord(NamedTuple):
    """An outcome: its name, what a claim of it requires, how it counts, and who may confirm it.

    *later* is true if the confirming meeting must be later than the deciding one.
    """

    words: Message
    needs: tuple[Requirement, ...]
    counts_as: Count
    later: bool = False


_PROOF = (
    Requirement.EVIDENCE,
    Requirement.FIRM_EVIDENCE,
    Requirement.STEPS_ENDED,
    Requirement.TARGETS_READ,
)

OUTCOMES: dict[Outcome, OutcomeRecord] = {
    Outcome.COMPLETED: OutcomeRecord(_("completed"), _PROOF, Count.DONE, later=True),
    Outcome.SUSTAINED: OutcomeRecord(_("sustained"), _PROOF, Count.DONE, later=True),
    Outcome.INFEASIBLE: OutcomeRecord(
        _("infeasible"),
        (Requirement.REASON, Requirement.SUBSTITUTE),
        Count.NOT_DONE,
    ),
    Outcome.WITHDRAWN: OutcomeRecord(_("withdrawn"), (Requirement.REASON,), Count.NOT_DONE),
    Outcome.NOTED: OutcomeRecord(_("noted"), (Requirement.NOT_DECISION,), Count.NOT_COUNTED),
    Outcome.MERGED: OutcomeRecord(_("merged"), (Requirement.MERGED_INTO,), Count.NOT_COUNTED),
    Outcome.SPLIT: OutcomeRecord(_("split"), (Requirement.SPLIT_INTO,), Count.NOT_COUNTED),
    Outcome.SUPERSEDED: OutcomeRecord(
        _("superseded"), (Requirement.SUPERSEDED_BY,), Count.NOT_COUNTED
    ),
    Outcome.VOID: OutcomeRecord(_("void"), (Requirement.REASON,), Count.NOT_COUNTED),
}


class Transition(NamedTuple):
    """One legal transition. *source* is None for the first entry of a card.

    *outcome* is set if the transition is for this outcome alone.
    """

    source: State | None
    target: State
    who: tuple[Role, ...]
    needs: tuple[Requirement, ...]
    words: Message
    outcome: Outcome | None = None


_LEAD = (Role.LEAD,)
_SECRETARIAT = (Role.SECRETARIAT,)
_EITHER = (Role.LEAD, Role.SECRETARIAT)
_PLANNED = (Requirement.LEAD, Requirement.PLAN, Requirement.STEPS, Requirement.DUE)

_REGISTER = _("move|register")
_PLAN = _("move|plan")
_START = _("move|start")
_SUBMIT = _("move|submit")
_CONFIRM = _("move|confirm")
_RETURN = _("move|return")
_HOLD = _("move|put on hold")
_PROLONG = _("move|prolong the hold")
_RESUME = _("move|resume")
_REOPEN = _("move|reopen")
_VOID = _("move|void")
_TAKE_BACK = _("move|take back")


def _void(source: State) -> Transition:
    """Return the transition that closes a card which was registered in error."""
    return Transition(source, State.CLOSED, _SECRETARIAT, (), _VOID, Outcome.VOID)


TRANSITIONS: tuple[Transition, ...] = (
    Transition(None, State.REGISTERED, _SECRETARIAT, (), _REGISTER),
    Transition(State.REGISTERED, State.PLANNED, _LEAD, _PLANNED, _PLAN),
    Transition(State.PLANNED, State.IN_PROGRESS, _LEAD, (), _START),
    Transition(State.REGISTERED, State.SUBMITTED, _EITHER, (Requirement.OUTCOME,), _SUBMIT),
    Transition(State.PLANNED, State.SUBMITTED, _EITHER, (Requirement.OUTCOME,), _SUBMIT),
    Transition(State.IN_PROGRESS, State.SUBMITTED, _EITHER, (Requirement.OUTCOME,), _SUBMIT),
    Transition(State.ON_HOLD, State.SUBMITTED, _EITHER, (Requirement.OUTCOME,), _SUBMIT),
    Transition(
        State.SUBMITTED,
        State.CLOSED,
        _SECRETARIAT,
        (Requirement.SAME_OUTCOME, Requirement.MEETING),
        _CONFIRM,
    ),
    Transition(State.SUBMITTED, State.IN_PROGRESS, _SECRETARIAT, (Requirement.REASON,), _RETURN),
    Transition(
        State.SUBMITTED, State.PLANNED, _SECRETARIAT, (Requirement.REASON, *_PLANNED), _RETURN
    ),
    Transition(
        State.REGISTERED, State.ON_HOLD, _EITHER, (Requirement.REASON, Requirement.REVIEW), _HOLD
    ),
    Transition(
        State.PLANNED, State.ON_HOLD, _EITHER, (Requirement.REASON, Requirement.REVIEW), _HOLD
    ),
    Transition(
        State.IN_PROGRESS, State.ON_HOLD, _EITHER, (Requirement.REASON, Requirement.REVIEW), _HOLD
    ),
    Transition(State.ON_HOLD, State.ON_HOLD, _EITHER, (Requirement.NEW_HOLD,), _PROLONG),
    Transition(State.ON_HOLD, State.PLANNED, _LEAD, (Requirement.REASON, *_PLANNED), _RESUME),
    Transition(State.ON_HOLD, State.IN_PROGRESS, _LEAD, (Requirement.REASON,), _RESUME),
    Transition(State.CLOSED, State.IN_PROGRESS, _SECRETARIAT, (Requirement.REASON,), _REOPEN),
    *(_void(state) for state in State if state is not State.CLOSED),
)

TAKE_BACK = Transition(
    State.CLOSED, State.SUBMITTED, _SECRETARIAT, (Requirement.REASON,), _TAKE_BACK
)
"""What an entry does that corrects a mistaken confirmation; by no other entry is it legal."""


_BETWEEN: dict[tuple[State | None, State, bool], Transition] = {
    (m.source, m.target, m.outcome is Outcome.VOID): m for m in TRANSITIONS
}


def transition_between(
    source: State | None,
    target: State,
    outcome: Outcome | None = None,
    *,
    corrects: bool = False,
) -> Transition | None:
    """Return the transition from *source* to *target*; None if the table has none.

    *outcome* is that of the entry: a card that is void goes another way than one that is confirmed.
    *corrects* is true if the entry corrects the state.
    """
    if corrects:
        return TAKE_BACK if (source, target) == (State.CLOSED, State.SUBMITTED) else None
    return _BETWEEN.get((source, target, outcome is Outcome.VOID))


def transitions_from(source: State | None) -> tuple[Transition, ...]:
    """Return the legal transitions from *source*, in the table's order."""
    return tuple(move for move in TRANSITIONS if move.source == source)
