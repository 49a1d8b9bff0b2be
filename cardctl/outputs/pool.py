"""Records of pools: their registers, cards and figures."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from cardctl.app.pool_pull import PullResult
from cardctl.domain.base import Json, Text
from cardctl.outputs.base import Agency, As, AudienceWord, Day
from cardctl.pool.figures import Amount


class SourceData(TypedDict):
    """Where the tables are from."""

    git: NotRequired[str]
    folder: NotRequired[str]
    ref: NotRequired[str]
    path: NotRequired[str]


class TakenTable(TypedDict):
    """A table that was taken."""

    path: str
    rows: int
    hash: str


class PoolProblem(TypedDict):
    """Why the newest tables could not be taken."""

    code: str
    message: str
    since: NotRequired[Day]


class TakenData(TypedDict):
    """What was taken of a register; only `taken` if nothing was."""

    taken: Day | None
    source: NotRequired[SourceData]
    revision: NotRequired[str | None]
    version: NotRequired[str | None]
    """Commit of the register's own files."""
    exported_here: NotRequired[bool]
    audience: NotRequired[AudienceWord]
    cards: NotRequired[int]
    tables: NotRequired[dict[str, TakenTable]]


class PoolRegister(TakenData):
    """A register of the pool."""

    register: str
    problem: PoolProblem | None


class PulledData(PoolRegister):
    """What became of a register."""

    result: PullResult


class PoolCardData(TypedDict):
    """A card of a register; state and signal are as in its tables."""

    register: str
    id: str
    title: Text
    lead: Agency | None
    state: str
    due: Day | None
    signal: str
    overdue_days: int


class FiguresData(TypedDict):
    """Counts of cards, and the money of those that are not part of another one."""

    cards: int
    parts: int
    """Cards that are part of a card of another register."""
    matters: int
    """The other cards."""
    open_cards: int
    done: int
    counted: int
    """Denominator of the completion rate."""
    submitted: int
    long_overdue: int
    red: int
    amber: int
    green: int
    blue: int
    grey: int
    late: int
    overdue: int
    infeasible: int
    stagnant: int
    step_overdue: int
    slipped: int
    not_submitted: int
    on_hold: int
    unowned: int
    approximate: int
    """Cards with a vague planned amount."""
    money: dict[str, Annotated[Json, As((Amount,))]]
    """By currency (ISO 4217), in whole units of it."""


class GroupName(TypedDict):
    """The name of a group, if it is one of a register or an agency."""

    name: NotRequired[Text]


class GroupData(FiguresData, GroupName):
    """The figures of a group."""

    key: str | None
    """What the group has in common; null for cards that have no such value."""


class DayFigures(TypedDict):
    """The figures on a day."""

    day: Day
    all: FiguresData
    by: dict[str, list[GroupData]]
    """Groups by cut."""


class PoolSource(TypedDict):
    """A register in the report of a pool."""

    register: str
    body: Text | None
    taken_on: Day | None
    commit: str | None
    problem: str | None
    failing_since: Day | None
    is_behind: bool
    """Whether a meeting has passed that its tables have no record of."""
    last_meeting: Day | None
    next_meeting: Day | None
    red_after_days: int | None
    unowned_after_days: int | None
    withheld: int | None
    unreadable: int | None


class LoosePart(TypedDict):
    """A card that is part of one that no register of the pool has."""

    register: str
    card: str
    whole: str


class PoolReportData(TypedDict):
    """The report over all registers of a pool."""

    title: Text
    audience: AudienceWord
    as_of: Day
    days: list[Day]
    overdue_days: int
    registers: list[PoolSource]
    digest: str
    figures: list[DayFigures]
    loose_parts: list[LoosePart]
