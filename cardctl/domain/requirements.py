"""Tests of what transitions require: one small predicate for each `Requirement`.

The rules (over a card's whole history) and the changes (over one new entry) both call
`missing_requirements`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property

from cardctl.domain.calendar import Calendar
from cardctl.domain.card import Card, HistoryEntry, Result
from cardctl.domain.enums import EvidenceKind, ItemType
from cardctl.domain.in_force import results_in_force
from cardctl.domain.meeting import Evidence
from cardctl.domain.recorded_fields import Recorded, replay
from cardctl.domain.register import FactRegister
from cardctl.domain.workflow import OUTCOMES, TAKE_BACK, Requirement, State, Transition


class TransitionContext:
    """A card at the time of one history entry; *entry* is its index in the history.

    *recorded* has the recorded fields before and after the entry, if they are already known. What
    several requirements ask for is computed once.
    """

    def __init__(
        self,
        register: FactRegister,
        card: Card,
        entry: int,
        recorded: tuple[Recorded, Recorded] | None = None,
    ) -> None:
        self.register = register
        self.card = card
        self.entry = entry
        self.event = card.history[entry]
        """The entry itself."""
        self._recorded = recorded

    @cached_property
    def before(self) -> Recorded:
        """The recorded fields before the entry."""
        return self._recorded[0] if self._recorded else replay(self.card.history[: self.entry])

    @cached_property
    def now(self) -> Recorded:
        """The recorded fields after the entry."""
        return self._recorded[1] if self._recorded else self.before.after(self.event)

    @cached_property
    def claim(self) -> HistoryEntry:
        """The entry that submitted the outcome; for a submission, the entry itself."""
        for event in reversed(self.card.history[: self.entry + 1]):
            if event.state is State.SUBMITTED and not event.puts_right("state"):
                return event
        return self.event

    @cached_property
    def results(self) -> Sequence[Result]:
        """The results in force on the day of the entry: a later correction does not undo it."""
        return _filed_by(self.card, self.register.calendar, self.event.date)

    @property
    def evidence(self) -> Iterator[Evidence]:
        """All evidence of these results."""
        return (evidence for result in self.results for evidence in result.evidence)


def _says(name: str) -> Callable[[TransitionContext], bool]:
    """Return the test that the entry, or the claim that it confirms, has a value of *name*."""

    def test(at: TransitionContext) -> bool:
        entries = (at.event, at.claim) if at.event.state is State.CLOSED else (at.event,)
        return any(getattr(entry, name) for entry in entries)

    return test


def _has_steps(at: TransitionContext) -> bool:
    plan = at.card.plan
    return plan is not None and bool(plan.steps or plan.no_steps)


def _steps_ended(at: TransitionContext) -> bool:
    return at.card.plan is None or all(step.ended for step in at.card.plan.steps)


def unread_targets(card: Card, calendar: Calendar, day: date = date.max) -> tuple[str, ...]:
    """Return the ids of the indicators that have a target but no reading.

    A reading in force now or on *day* counts: a target may be read after the claim of that day, and
    a later correction does not undo the claim.
    """
    targets = [each.id for each in card.indicators if each.target is not None]
    if not targets:
        return ()
    now = results_in_force(card.results, calendar)
    by_day = () if now is card.results else _filed_by(card, calendar, day)
    read = {key for result in (*now, *by_day) for key in result.readings}
    return tuple(target for target in targets if target not in read)


def _filed_by(card: Card, calendar: Calendar, day: date) -> tuple[Result, ...]:
    """Return the results in force on *day*."""
    return results_in_force(tuple([r for r in card.results if r.date <= day]), calendar)


def _firm_evidence(at: TransitionContext) -> bool:
    kinds = {evidence.kind for evidence in at.evidence}
    return kinds != {EvidenceKind.NEWS}


def _meeting_confirms(at: TransitionContext) -> bool:
    number, calendar = at.event.meeting, at.register.calendar
    return number is not None and not calendar.is_before(number, at.card.meeting)


def _later_meeting_confirms(at: TransitionContext) -> bool:
    number, calendar = at.event.meeting, at.register.calendar
    return number is None or calendar.is_before(at.card.meeting, number)


def _same_outcome(at: TransitionContext) -> bool:
    return at.before.outcome is not None and at.now.outcome == at.before.outcome


def _not_decision(at: TransitionContext) -> bool:
    item = at.register.agenda_item(at.card)
    return item is not None and item.type is not ItemType.DECISION


def _ties(kind: str) -> Callable[[TransitionContext], bool]:
    """Return the test that relations of this *kind* are present, and their cards exist."""

    def test(at: TransitionContext) -> bool:
        others = getattr(at.card.relations, kind)
        return bool(others) and all(other in at.register.known_ids for other in others)

    return test


_TESTS: dict[Requirement, Callable[[TransitionContext], bool]] = {
    Requirement.LEAD: lambda at: at.now.lead is not None,
    Requirement.PLAN: lambda at: at.card.plan is not None and bool(at.card.plan.summary),
    Requirement.STEPS: _has_steps,
    Requirement.DUE: lambda at: at.now.due is not None,
    Requirement.REASON: _says("note"),
    Requirement.REVIEW: _says("review"),
    Requirement.NEW_HOLD: lambda at: bool(at.event.note or at.event.review),
    Requirement.OUTCOME: lambda at: at.now.outcome is not None,
    Requirement.SAME_OUTCOME: _same_outcome,
    Requirement.MEETING: _meeting_confirms,
    Requirement.LATER_MEETING: _later_meeting_confirms,
    Requirement.EVIDENCE: lambda at: any(True for _ in at.evidence),
    Requirement.FIRM_EVIDENCE: _firm_evidence,
    Requirement.STEPS_ENDED: _steps_ended,
    Requirement.TARGETS_READ: lambda at: (
        not unread_targets(at.card, at.register.calendar, at.event.date)
    ),
    Requirement.SUBSTITUTE: _says("substitute"),
    Requirement.NOT_DECISION: _not_decision,
    Requirement.MERGED_INTO: _ties("merged_into"),
    Requirement.SPLIT_INTO: _ties("split_into"),
    Requirement.SUPERSEDED_BY: _ties("superseded_by"),
}

_UNDATED = {
    Requirement.PLAN,
    Requirement.STEPS,
    Requirement.STEPS_ENDED,
    Requirement.TARGETS_READ,
    Requirement.MERGED_INTO,
    Requirement.SPLIT_INTO,
    Requirement.SUPERSEDED_BY,
}
"""Requirements on undated texts: they can only be tested against the current text."""


def requirements_of(move: Transition, at: TransitionContext) -> tuple[Requirement, ...]:
    """Return everything that *move* requires at this time, for itself and for the outcome."""
    ends = move.target in (State.SUBMITTED, State.CLOSED) and move is not TAKE_BACK
    if not ends or at.now.outcome is None:
        return move.needs
    record = OUTCOMES[at.now.outcome]
    later = (Requirement.LATER_MEETING,) if record.later and move.target is State.CLOSED else ()
    return (*move.needs, *later, *record.needs)


def missing_requirements(move: Transition, at: TransitionContext) -> tuple[Requirement, ...]:
    """Return the unmet requirements of *move*, in the table's order.

    For a past transition, requirements on undated texts (plan, steps, indicators, relations) are
    left out: those may legitimately change later, and the last transition is tested by them.
    """
    missing = tuple([need for need in requirements_of(move, at) if not _TESTS[need](at)])
    if missing and any(event.state is not None for event in at.card.history[at.entry + 1 :]):
        return tuple(need for need in missing if need not in _UNDATED)
    return missing
