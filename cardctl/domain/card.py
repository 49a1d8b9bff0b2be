"""The task management card: one matter, one file.

`state`, `outcome`, `lead` and `due` are recorded fields: they change only together with a history
entry. The top of the card repeats the last recorded value for people; `replay` computes it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple, Protocol, TypeVar

from pydantic import Field

from cardctl.domain.base import (
    CardId,
    CardIds,
    Code,
    IsoDate,
    Line,
    MeetingNumber,
    Model,
    Money,
    Number,
    exactly,
)
from cardctl.domain.meeting import Evidence, Visibility
from cardctl.domain.text import Text
from cardctl.domain.workflow import Outcome, State


class Direction(StrEnum):
    """Direction in which an indicator should move."""

    UP = "up"
    DOWN = "down"


class Indicator(Model):
    """A measure of the matter's progress."""

    id: Code
    """Short name, used in readings."""
    name: Text
    """What is measured."""
    unit: Text | None = None
    """Unit of measurement."""
    baseline: Number | None = None
    """Value at the start."""
    target: Number | None = None
    """Value to reach."""
    direction: Direction = Direction.UP
    """up or down."""
    due: IsoDate | None = None
    """Day by which the target must be reached."""
    as_stated: Text | None = None
    """The source's own words."""


class BudgetSource(StrEnum):
    """Source of the money."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"
    FUND = "fund"
    PRIVATE = "private"
    OTHER = "other"


class BudgetLine(Model):
    """Money planned for the matter."""

    year: Annotated[int, Field(ge=1900, le=9999)] | None = None
    """Budget year; absent if it is not stated."""
    source: BudgetSource = BudgetSource.OTHER
    """Source of the money."""
    planned: Money | None = None
    """Amount in the register's unit."""
    as_stated: Text | None = None
    """The source's own words."""
    approximate: bool = False
    """Whether the source states the amount only vaguely."""


class Step(Model):
    """One step of the plan."""

    id: Code
    """Short name of the step."""
    title: Text
    """What is to be done."""
    owner: Code | None = None
    """Agency responsible for the step."""
    due: IsoDate | None = None
    """Due date of the step."""
    weight: Annotated[int, Field(ge=1, le=1000)] = 1
    """Weight of the step in the progress."""
    done: IsoDate | None = None
    """Day on which it was done."""
    dropped: IsoDate | Annotated[Literal[True], exactly(True)] | None = None
    """Day on which it was dropped (the note says why)."""
    note: Text | None = None
    """Remarks on the step."""

    @property
    def ended(self) -> bool:
        """Whether the step is done or dropped."""
        return self.done is not None or self.dropped is not None

    def ended_after(self, day: datetime.date) -> bool:
        """Whether the step was done or dropped after *day*."""
        if self.done is not None and self.done > day:
            return True
        return isinstance(self.dropped, datetime.date) and self.dropped > day


class Plan(Model):
    """The action plan."""

    submitted: IsoDate | None = None
    """Day on which the lead filed it."""
    summary: Text | None = None
    """The plan in a few sentences."""
    steps: tuple[Step, ...] = ()
    """Steps of the plan, in order."""
    no_steps: Text | None = None
    """Reason why the plan has no steps."""


class Result(Model):
    """The implementation result that one agency files for one meeting; never rewritten."""

    meeting: MeetingNumber
    """Number of the meeting that hears it."""
    date: IsoDate
    """Day on which it was filed."""
    by: Code
    """Agency that files it."""
    text: Text
    """What was done."""
    progress: Annotated[int, Field(ge=0, le=100)] | None = None
    """Progress of the matter, 0 to 100."""
    readings: dict[Code, Number] = Field(default_factory=dict)
    """Values by indicator id."""
    spent: Money | None = None
    """Total amount spent so far."""
    evidence: tuple[Evidence, ...] = ()
    """Evidence for the result."""
    blocker: Text | None = None
    """Obstacle to the implementation."""
    next: Text | None = None
    """What is planned next."""


class HistoryEntry(Model):
    """One history entry: who changed a recorded field, when, and why."""

    date: IsoDate
    """Day of the change."""
    by: Code
    """Agency that files the entry."""
    state: State | None = None
    """The state from this day on."""
    outcome: Outcome | None = None
    """The outcome claimed or confirmed."""
    lead: Code | None = None
    """The lead agency from this day on."""
    due: IsoDate | None = None
    """The due date from this day on."""
    meeting: MeetingNumber | None = None
    """Number of the meeting that decided the change."""
    note: Text | None = None
    """The reason."""
    substitute: Text | None = None
    """Measures taken instead."""
    review: MeetingNumber | None = None
    """Number of the meeting that reviews a hold."""

    def records(self, field: str) -> bool:
        """Whether this entry sets the recorded field *field* (``lead: null`` does)."""
        return field in self.model_fields_set


class Relations(Model):
    """Relations to other cards; each is stored on one side only."""

    parent: CardId | None = None
    """The card this one is a part of."""
    depends_on: CardIds = ()
    """Cards that must be done first."""
    see_also: CardIds = ()
    """Related cards."""
    merged_into: CardIds = ()
    """The card that this one was merged into."""
    split_into: CardIds = ()
    """The cards that this one was split into."""
    superseded_by: CardIds = ()
    """The card that replaces it."""

    def all(self) -> Iterable[tuple[str, str]]:
        """Yield every relation as (kind, card id)."""
        if self.parent is not None:
            yield "parent", self.parent
        for kind in ("depends_on", "see_also", "merged_into", "split_into", "superseded_by"):
            for other in getattr(self, kind):
                yield kind, other


RECORDED = ("state", "outcome", "lead", "due")
"""The fields that change only together with a history entry."""


class Recorded(NamedTuple):
    """The recorded fields at one moment."""

    state: State = State.REGISTERED
    outcome: Outcome | None = None
    lead: str | None = None
    due: datetime.date | None = None

    def after(self, event: HistoryEntry) -> Recorded:
        """Return the fields after *event*, which sets those that it names.

        A state other than submitted or closed ends the outcome.
        """
        said = event.model_fields_set
        if said.isdisjoint(RECORDED):
            return self
        state, outcome = self.state, self.outcome
        if event.state is not None:
            state = event.state
            if state not in (State.SUBMITTED, State.CLOSED):
                outcome = None
        if event.outcome is not None:
            outcome = event.outcome
        lead = event.lead if "lead" in said else self.lead
        due = event.due if "due" in said else self.due
        return Recorded(state, outcome, lead, due)


def replay(history: Iterable[HistoryEntry]) -> Recorded:
    """Compute the recorded fields from the history, entry by entry."""
    recorded = Recorded()
    for event in history:
        recorded = recorded.after(event)
    return recorded


class Hold(NamedTuple):
    """A hold in force: its first day, and the latest reason and review meeting given for it."""

    since: datetime.date
    reason: Text | None
    review: int | None


def hold_in_force(history: Iterable[HistoryEntry]) -> Hold | None:
    """Return the hold in force at the end of *history*; None if it ends in another state.

    An entry that prolongs a hold gives a new reason, a new review meeting, or both; what it omits
    stays in force.
    """
    hold: Hold | None = None
    for event in history:
        if event.state is State.ON_HOLD:
            old = hold or Hold(event.date, None, None)
            hold = Hold(old.since, event.note or old.reason, event.review or old.review)
        elif event.state is not None:
            hold = None
    return hold


class CardFacts(Protocol):
    """The part of a card that rules need when they compare it with other cards."""

    @property
    def id(self) -> str:
        """Its id, such as M01-007."""

    @property
    def title(self) -> Text:
        """The matter in a few words."""

    @property
    def meeting(self) -> int:
        """Number of the meeting that it comes from."""

    @property
    def item(self) -> int | None:
        """Agenda item that it comes from."""

    @property
    def state(self) -> State:
        """Its state."""

    @property
    def outcome(self) -> Outcome | None:
        """Its outcome, once it is submitted."""

    @property
    def relations(self) -> Relations:
        """Its relations to other cards."""

    @property
    def is_open(self) -> bool:
        """Whether it is not closed."""


class Card(Model):
    """One matter that a meeting decided, reported or discussed."""

    id: CardId
    """M, the meeting, a dash and the serial number; also the file's name."""
    title: Text
    """The matter in a few words."""
    meeting: MeetingNumber
    """Number of the meeting that it comes from."""
    item: Annotated[int, Field(ge=1, le=999)] | None = None
    """Agenda item that it comes from; absent if it is not from the agenda."""
    decision: Text | None = None
    """What the meeting decided, in a sentence."""
    tags: tuple[Line, ...] = ()
    """Tags."""
    sources: tuple[Evidence, ...] = ()
    """Sources for the matter."""
    lead: Code | None = None
    """Code of the lead agency: exactly one, or null while it is open."""
    partners: tuple[Code, ...] = ()
    """Codes of the partner agencies."""
    state: State
    """State of the card; the last one in the history."""
    outcome: Outcome | None = None
    """How it ended; only while submitted or closed."""
    due: IsoDate | None = None
    """Due date of the card; the last one in the history."""
    due_as_stated: Text | None = None
    """The source's own words for the due date."""
    indicators: tuple[Indicator, ...] = ()
    """Measures of its progress."""
    budget: tuple[BudgetLine, ...] = ()
    """Planned money, by budget line."""
    plan: Plan | None = None
    """The action plan."""
    results: tuple[Result, ...] = ()
    """Implementation results, one per agency and meeting; append-only."""
    history: Annotated[tuple[HistoryEntry, ...], Field(min_length=1)]
    """Changes of the recorded fields; append-only."""
    relations: Relations = Relations()
    """Relations to other cards."""
    visibility: Visibility | None = None
    """closed excludes it from the public report."""
    visibility_ground: Text | None = None
    """Legal ground for the restriction."""
    note: Text | None = None
    """Remarks on the card itself."""

    @property
    def is_open(self) -> bool:
        """Whether the card is not closed."""
        return self.state is not State.CLOSED

    def as_of(self, day: datetime.date, meeting_number: int | None = None) -> Card | None:
        """Return the card as it was known at the end of *day*; None if it did not exist yet.

        With *meeting_number* N, return it as report N shows it: without the changes of meeting N
        or a later one, and without the cards of these meetings. Undated values are the current
        ones.
        """
        if meeting_number is not None and self.meeting >= meeting_number:
            return None
        history = _kept(
            self.history,
            [
                event
                for event in self.history
                if event.date <= day
                and (
                    meeting_number is None
                    or event.meeting is None
                    or event.meeting < meeting_number
                )
            ],
        )
        if not history:
            return None
        state, outcome, lead, due = replay(history)
        return _changed(
            self,
            {
                "history": history,
                "results": _kept(self.results, [r for r in self.results if r.date <= day]),
                "plan": _plan_as_of(self.plan, day),
                "state": state,
                "outcome": outcome,
                "lead": lead,
                "due": due,
            },
        )

    def last_dated(self) -> tuple[datetime.date, int]:
        """Return the last day and the last meeting in the card, after which every view is complete.

        As of that day or a later one, and for a later meeting, `as_of` removes nothing.
        """
        days = [event.date for event in self.history]
        days += [result.date for result in self.results]
        if self.plan is not None:
            ends = [end for step in self.plan.steps for end in (step.done, step.dropped)]
            days += [end for end in (*ends, self.plan.submitted) if isinstance(end, datetime.date)]
        return max(days), max([self.meeting, *(event.meeting or 0 for event in self.history)])


Part = TypeVar("Part")
Whole = TypeVar("Whole", bound=Model)


def _kept(parts: tuple[Part, ...], seen: list[Part]) -> tuple[Part, ...]:
    """Return the *parts* in *seen*; the same tuple object if that is all of them."""
    return parts if len(seen) == len(parts) else tuple(seen)


def _changed(model: Whole, values: dict[str, object]) -> Whole:
    """Return a copy of *model* with *values*; *model* itself if it already has them.

    Unchanged parts are not copied, so the cost of a view depends only on what has changed.
    """
    held = model.__dict__
    if values.keys() <= model.model_fields_set and all(
        held[name] is value or held[name] == value for name, value in values.items()
    ):
        return model
    return model.model_copy(update=values)


def _plan_as_of(plan: Plan | None, day: datetime.date) -> Plan | None:
    if plan is None or (plan.submitted is not None and plan.submitted > day):
        return None
    steps = tuple([_step_as_of(step, day) for step in plan.steps])
    return _changed(plan, {"steps": steps})


def _step_as_of(step: Step, day: datetime.date) -> Step:
    """Return the step without an end after *day*: the key is absent, not null, as on that day."""
    if not step.ended_after(day):
        return step
    later = [
        name
        for name in ("done", "dropped")
        if isinstance(when := getattr(step, name), datetime.date) and when > day
    ]
    return step.without(later)
