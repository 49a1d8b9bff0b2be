"""Records of the report that a meeting hears: its facts, before any layout.

Rates are numbers from 0 to 1, rounded to four places. Texts are as in the card.
"""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from cardctl.domain.base import Json, Text
from cardctl.domain.corrections import CorrectionKind
from cardctl.domain.enums import MeetingKind
from cardctl.domain.follow_up import FollowUp
from cardctl.domain.signal import Colour, Reason
from cardctl.domain.workflow import Outcome, State
from cardctl.outputs.base import (
    Agency,
    As,
    AudienceWord,
    CardData,
    Day,
    EvidenceData,
    FieldMove,
    Id,
    PlanData,
    ResultData,
)
from cardctl.report.edition import EditionKind


class FiledFor(TypedDict):
    """A result that was filed for a meeting that hears no report."""

    filed_for: NotRequired[int]
    """That meeting, if another one hears the result."""


HeardResult = Annotated[Json, As((ResultData, FiledFor))]


class ReportMeeting(TypedDict):
    """The meeting that hears the report."""

    number: int
    kind: MeetingKind | None
    date: Day | None
    place: Text | None
    title: dict[str, str]
    """Name of the meeting, by language."""


class EditionData(TypedDict):
    """Whether more can still be filed."""

    kind: EditionKind
    papers_close: Day | None
    computed_on: Day | None
    """Day on which a forecast was computed."""


class GroundData(TypedDict):
    """What is withheld on one legal ground."""

    ground: Text | None
    cards: int
    evidence: int


class WithheldData(TypedDict):
    """What a public report leaves out."""

    cards: int
    evidence: int
    grounds: list[GroundData]


class SealStatusData(TypedDict):
    """How the files compare with the last seal of this report."""

    as_of: Day
    facts: str | None
    altered: list[str]
    root: str | None
    changed: list[str]


class ErrorCounts(TypedDict):
    """Findings in the register."""

    errors: int
    warnings: int


class CompletionData(TypedDict):
    """The completion rate: done ÷ counted."""

    done: int
    counted: int
    rate: float | None
    claimed: int
    """Claims to be done that no meeting has confirmed yet."""


class TotalsData(TypedDict):
    """Counts of cards; each state, outcome, signal and class has one."""

    cards: int
    open: int
    by_state: dict[State, int]
    by_outcome: dict[Outcome, int]
    by_signal: dict[Colour, int]
    by_follow_up: dict[FollowUp, int]
    completion: CompletionData


class SummaryData(TotalsData):
    """The totals, compared with the previous report."""

    newly_done: list[Id]
    newly_red: list[Id]
    previous: TotalsData | None


class MeetingTotals(TotalsData):
    """The totals that a meeting heard."""

    meeting: int
    as_of: Day


class MeetingStates(TypedDict):
    """Cards of one meeting by state."""

    meeting: int
    by_state: dict[State, int]


class PointsToDecide(TypedDict):
    """What the meeting is asked to decide."""

    confirm: list[Id]
    due_dates: list[Id]
    holds: list[Id]


class ComputedData(TypedDict):
    """What the report computes of a card."""

    follow_up: FollowUp
    signal: Colour
    reasons: list[Reason]
    result: HeardResult | None
    """The lead's result for this meeting."""
    partner_results: list[HeardResult]
    progress: int | None
    """Percentage."""
    next: Text | None


class MatterData(ComputedData):
    """A matter of the previous meeting."""

    id: Id
    title: Text
    lead: Agency | None
    partners: list[Agency]
    state: State
    outcome: Outcome | None
    due: Day | None
    plan: PlanData | None


class InfeasibleData(TypedDict):
    """A matter that is hard to implement."""

    id: Id
    reason: Text | None
    substitute: Text | None
    """Measures instead."""


class CarriedOverData(TypedDict):
    """An open card of a meeting before the previous one."""

    id: Id
    age_meetings: int
    age_days: int | None
    extended: int
    """How often its due date was changed."""


MoveFromTo = TypedDict("MoveFromTo", {"from": State, "to": State})


class MoveData(MoveFromTo):
    """A state transition."""

    id: Id
    date: Day


DueFromTo = TypedDict("DueFromTo", {"from": Day, "to": Day | None})


class DueMoveData(DueFromTo):
    """A due date that was changed."""

    id: Id
    reason: Text | None


class MeetingChangeData(TypedDict):
    """A change of a meeting."""

    meeting: int
    date: Day
    by: Agency
    reason: Text | None
    changes: list[FieldMove]


class CorrectionData(TypedDict):
    """What was put right in a card."""

    id: Id
    kind: CorrectionKind
    date: Day
    by: Agency
    meeting: int | None
    fields: list[FieldMove]
    reason: Text | None


class BalanceData(TypedDict):
    """open_before + new + reopened − closed + corrected = open_now."""

    open_before: int
    new: int
    reopened: int
    closed: int
    corrected: int
    open_now: int


class ChangesData(TypedDict):
    """What changed since the previous report."""

    new: list[Id]
    closed: list[Id]
    reopened: list[Id]
    moved: list[MoveData]
    due_moved: list[DueMoveData]
    meetings: list[MeetingChangeData]
    corrections: list[CorrectionData]
    balance: BalanceData


class OverdueData(TypedDict):
    """An overdue card."""

    id: Id
    days: int


class DueNextData(TypedDict):
    """A card that is due until the next meeting."""

    id: Id
    due: Day | None


class ReportingData(TypedDict):
    """How many of an agency's open cards have a result."""

    agency: Agency | None
    """Null: cards without a lead."""
    required: int
    submitted: int
    rate: float | None


class AgencyCountsData(TypedDict):
    """Counts of the cards of an agency; all but partner are of those that it leads."""

    code: Agency
    lead: int
    partner: int
    open: int
    done: int
    overdue: int
    not_submitted: int


class MoneyRow(TypedDict):
    """Money that was planned and spent, in the register's unit."""

    planned: int | None
    spent: int | None
    rate: float | None


class CardMoneyData(MoneyRow):
    """The money of a card."""

    id: Id


class AgencyMoneyData(MoneyRow):
    """The money of an agency."""

    agency: Agency | None


class MoneyData(MoneyRow):
    """The money of all cards."""

    currency: str
    unit: int
    cards: list[CardMoneyData]
    by_agency: list[AgencyMoneyData]


class IndicatorData(TypedDict):
    """An indicator with its latest reading."""

    id: Id
    indicator: str
    baseline: int | float | None
    target: int | float | None
    latest: int | float | None
    share: float | None
    """Progress to the target."""
    date: Day | None


class ClosedData(TypedDict):
    """A card that was closed since the previous report."""

    id: Id
    outcome: Outcome | None
    date: Day
    late: bool
    evidence: list[EvidenceData]


class OverdueDays(TypedDict):
    """How overdue a card is."""

    overdue_days: int


ReportCardData = Annotated[Json, As((CardData, ComputedData, OverdueDays))]
"""An open card as in its file, with what is computed of it."""


class ReportFacts(TypedDict):
    """The facts of the report, without the cards."""

    meeting: ReportMeeting
    as_of: Day
    edition: EditionData
    revision: str | None
    """The git revision that was read."""
    audience: AudienceWord
    withheld: WithheldData | None
    seal: SealStatusData | None
    generated_from: dict[str, int]
    """How many files were read, by kind."""
    unreadable: list[str]
    findings: ErrorCounts
    summary: SummaryData
    over_the_meetings: list[MeetingTotals]
    states_by_meeting: list[MeetingStates]
    decisions: PointsToDecide
    previous_meeting: list[MatterData]
    hard_to_implement: list[InfeasibleData]
    carried_over: list[CarriedOverData]
    changes: ChangesData
    overdue: list[OverdueData]
    due_next: list[DueNextData]
    not_submitted: list[Id]
    reporting: list[ReportingData]
    agencies: list[AgencyCountsData]
    """In protocol order."""
    money: MoneyData
    indicators: list[IndicatorData]
    closed: list[ClosedData]


class ReportData(ReportFacts):
    """The report that a meeting hears."""

    cards: list[ReportCardData]
    """Every open card."""
