"""States, outcomes, and the single table of legal transitions, as data.

Everything about transitions reads this table: the rules, the refusals, `cardctl states`, the
documentation, the schema's descriptions and completion. Principle: the meeting confirms what the
lead submits, so whoever does the work does not mark it as done (`submitted` before `closed`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


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


class Words(NamedTuple):
    """A phrase in both languages."""

    en: str
    ko: str

    def render(self, lang: str) -> str:
        """Return the phrase in *lang* (``en`` or ``ko``)."""
        return self.ko if lang == "ko" else self.en


class RequirementRecord(NamedTuple):
    """A requirement in words, the rule that reports it, and the `update` option that meets it."""

    words: Words
    code: str
    option: str


REQUIREMENTS: dict[Requirement, RequirementRecord] = {
    Requirement.LEAD: RequirementRecord(
        Words("a lead agency", "주관기관"), "CC504", "--lead AGENCY"
    ),
    Requirement.PLAN: RequirementRecord(
        Words("a plan with a summary", "개요가 있는 조치계획"), "CC504", "--set plan.summary=TEXT"
    ),
    Requirement.STEPS: RequirementRecord(
        Words(
            "the plan's steps, or the reason why it has none", "세부과제 또는 세부과제가 없는 사유"
        ),
        "CC504",
        "--set plan.no_steps=REASON",
    ),
    Requirement.DUE: RequirementRecord(Words("a due date", "이행기한"), "CC504", "--due DATE"),
    Requirement.REASON: RequirementRecord(Words("a reason", "사유"), "CC504", "--reason TEXT"),
    Requirement.REVIEW: RequirementRecord(
        Words("the meeting that reviews it", "재검토할 회의"), "CC504", "--review N"
    ),
    Requirement.NEW_HOLD: RequirementRecord(
        Words("a new reason or review meeting", "새로운 보류 사유 또는 재검토할 회의"),
        "CC504",
        "--reason TEXT",
    ),
    Requirement.OUTCOME: RequirementRecord(
        Words("an outcome", "이행 결과 구분"), "CC504", "--outcome OUTCOME"
    ),
    Requirement.SAME_OUTCOME: RequirementRecord(
        Words("the outcome that was submitted", "확인요청한 결과와 같은 결과"),
        "CC504",
        "--outcome OUTCOME",
    ),
    Requirement.MEETING: RequirementRecord(
        Words(
            "the confirming meeting (the deciding one or later)",
            "확인한 회의(의결 회의 또는 그 이후)",
        ),
        "CC504",
        "--meeting N",
    ),
    Requirement.LATER_MEETING: RequirementRecord(
        Words("a confirming meeting later than the deciding one", "의결 회의보다 뒤의 확인 회의"),
        "CC504",
        "--meeting N",
    ),
    Requirement.EVIDENCE: RequirementRecord(
        Words("a result with evidence", "증빙이 있는 이행결과"),
        "CC601",
        "--result TEXT --evidence URL",
    ),
    Requirement.FIRM_EVIDENCE: RequirementRecord(
        Words("evidence that is not only news", "언론보도 외의 증빙"),
        "CC602",
        "--result TEXT --evidence KIND:URL",
    ),
    Requirement.STEPS_ENDED: RequirementRecord(
        Words("every step done or dropped", "모든 세부과제의 완료 또는 제외"),
        "CC607",
        "--step K=done",
    ),
    Requirement.TARGETS_READ: RequirementRecord(
        Words("a reading for every target", "모든 목표치의 실적값"),
        "CC608",
        "--result TEXT --reading INDICATOR=VALUE",
    ),
    Requirement.SUBSTITUTE: RequirementRecord(
        Words("the measures taken instead", "대체 조치"), "CC611", "--substitute TEXT"
    ),
    Requirement.NOT_DECISION: RequirementRecord(
        Words("an agenda item that was a report or a discussion", "보고사항 또는 토의사항인 안건"),
        "CC504",
        "",
    ),
    Requirement.MERGED_INTO: RequirementRecord(
        Words("the card it is merged into", "통합된 과제카드"),
        "CC504",
        "--set relations.merged_into=ID",
    ),
    Requirement.SPLIT_INTO: RequirementRecord(
        Words("the cards it is split into", "분할된 과제카드"),
        "CC504",
        "--add relations.split_into=ID",
    ),
    Requirement.SUPERSEDED_BY: RequirementRecord(
        Words("the card that supersedes it", "대체하는 과제카드"),
        "CC504",
        "--set relations.superseded_by=ID",
    ),
}


class StateRecord(NamedTuple):
    """A state in words: its name, and what a card in it contains."""

    words: Words
    holds: Words


STATES: dict[State, StateRecord] = {
    State.REGISTERED: StateRecord(
        Words("registered", "등록"),
        Words("documented after the meeting; the lead may still be open",
              "회의 후 카드 작성; 주관기관 미정 가능"),
    ),
    State.PLANNED: StateRecord(
        Words("planned", "계획수립"),
        Words("lead, plan with a summary, steps or the reason why none, due date",
              "주관기관, 조치계획 개요, 세부과제(없으면 사유), 이행기한"),
    ),
    State.IN_PROGRESS: StateRecord(
        Words("in progress", "추진중"),
        Words("first result, or a step begun", "첫 이행결과 또는 세부과제 착수"),
    ),
    State.ON_HOLD: StateRecord(
        Words("on hold", "보류"),
        Words("the reason, and the meeting that reviews it", "보류 사유와 재검토할 회의"),
    ),
    State.SUBMITTED: StateRecord(
        Words("submitted", "확인요청"),
        Words("an outcome is claimed; the next meeting decides",
              "결과를 제출하고 차기 회의의 확인을 기다림"),
    ),
    State.CLOSED: StateRecord(
        Words("closed", "종결"),
        Words("the outcome is confirmed by a meeting", "회의가 결과를 확인함"),
    ),
}  # fmt: skip


class OutcomeRecord(NamedTuple):
    """An outcome: its name, what a claim of it requires, how it counts, and who may confirm it.

    *later* is true if the confirming meeting must be later than the deciding one.
    """

    words: Words
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
    Outcome.COMPLETED: OutcomeRecord(
        Words("completed", "이행완료"), _PROOF, Count.DONE, later=True
    ),
    Outcome.SUSTAINED: OutcomeRecord(
        Words("sustained", "이행 후 계속추진"), _PROOF, Count.DONE, later=True
    ),
    Outcome.INFEASIBLE: OutcomeRecord(
        Words("infeasible", "이행곤란"),
        (Requirement.REASON, Requirement.SUBSTITUTE),
        Count.NOT_DONE,
    ),
    Outcome.WITHDRAWN: OutcomeRecord(
        Words("withdrawn", "철회"), (Requirement.REASON,), Count.NOT_DONE
    ),
    Outcome.NOTED: OutcomeRecord(
        Words("noted", "보고종결"), (Requirement.NOT_DECISION,), Count.NOT_COUNTED
    ),
    Outcome.MERGED: OutcomeRecord(
        Words("merged", "통합"), (Requirement.MERGED_INTO,), Count.NOT_COUNTED
    ),
    Outcome.SPLIT: OutcomeRecord(
        Words("split", "분할"), (Requirement.SPLIT_INTO,), Count.NOT_COUNTED
    ),
    Outcome.SUPERSEDED: OutcomeRecord(
        Words("superseded", "대체"), (Requirement.SUPERSEDED_BY,), Count.NOT_COUNTED
    ),
}


class Transition(NamedTuple):
    """One legal transition. *source* is None for the first entry of a card."""

    source: State | None
    target: State
    who: tuple[Role, ...]
    needs: tuple[Requirement, ...]
    words: Words


_LEAD = (Role.LEAD,)
_SECRETARIAT = (Role.SECRETARIAT,)
_EITHER = (Role.LEAD, Role.SECRETARIAT)
_PLANNED = (Requirement.LEAD, Requirement.PLAN, Requirement.STEPS, Requirement.DUE)

_REGISTER = Words("register", "등록")
_PLAN = Words("plan", "계획수립")
_START = Words("start", "착수")
_SUBMIT = Words("submit", "확인요청")
_CONFIRM = Words("confirm", "확인·종결")
_RETURN = Words("return", "반려")
_HOLD = Words("put on hold", "보류")
_PROLONG = Words("prolong the hold", "보류 연장")
_RESUME = Words("resume", "재개")
_REOPEN = Words("reopen", "종결 취소")

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
)


_BETWEEN: dict[tuple[State | None, State], Transition] = {
    (m.source, m.target): m for m in TRANSITIONS
}


def transition_between(source: State | None, target: State) -> Transition | None:
    """Return the transition from *source* to *target*; None if the table has none."""
    return _BETWEEN.get((source, target))


def transitions_from(source: State | None) -> tuple[Transition, ...]:
    """Return the legal transitions from *source*, in the table's order."""
    return tuple(move for move in TRANSITIONS if move.source == source)
