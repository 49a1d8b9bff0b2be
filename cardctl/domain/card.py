"""The task management card: one matter, one file.

`state`, `outcome`, `lead` and `due` are recorded fields: they change only together with a history
entry. The top of the card repeats the last recorded value for people; `replay` computes it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, ValidationError
from pydantic_core import to_json

from cardctl.domain.base import (
    AgencyCode,
    CardAddress,
    CardId,
    CardIds,
    Code,
    DottedPath,
    IsoDate,
    Json,
    Line,
    MeetingNumber,
    Model,
    Money,
    Number,
    OldValues,
    Text,
    exactly,
)
from cardctl.domain.card_facts import each_relation
from cardctl.domain.enums import BudgetSource, Direction, Visibility
from cardctl.domain.meeting import Evidence
from cardctl.domain.workflow import Outcome, State


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
    owner: AgencyCode | None = None
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
    """The implementation result of one agency for one meeting; revised by a further one."""

    meeting: MeetingNumber
    """Number of the meeting that hears it."""
    correction: Text | None = None
    """Reason, if it revises a result that a meeting has heard."""
    date: IsoDate
    """Day on which it was filed."""
    by: AgencyCode
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
    by: AgencyCode
    """Agency that files the entry."""
    state: State | None = None
    """The state from this day on."""
    outcome: Outcome | None = None
    """The outcome claimed or confirmed."""
    lead: AgencyCode | None = None
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
    amends: OldValues | None = None
    """Old values of what a meeting decided and now changed, by path."""
    corrects: OldValues | None = None
    """Wrong values that this entry puts right, by path."""
    redacts: Annotated[tuple[DottedPath, ...], Field(min_length=1)] | None = None
    """Paths of the texts that were erased."""
    ground: Text | None = None
    """Legal ground for the erasure."""

    def records(self, field: str) -> bool:
        """Whether this entry sets the recorded field *field* (``lead: null`` does)."""
        return field in self.model_fields_set

    def puts_right(self, field: str) -> bool:
        """Whether this entry corrects the recorded field *field*, which did not change then."""
        return self.corrects is not None and field in self.corrects


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
    part_of: CardAddress | None = None
    """The card of another register that this one is a part of: REGISTER/ID."""

    def all(self) -> Iterable[tuple[str, str]]:
        """Yield every relation to a card of the register as (kind, card id)."""
        return each_relation(self)


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
    lead: AgencyCode | None = None
    """Code of the lead agency: exactly one, or null while it is open."""
    partners: tuple[AgencyCode, ...] = ()
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
    """Implementation results by agency and meeting; append-only."""
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


def card_of(data: Json) -> Card | None:
    """Return the card with this plain *data*; None if it cannot be one."""
    try:
        return Card.model_validate_json(to_json(data))
    except ValidationError:
        return None
