"""Records of agenda papers, minutes, pages and published tables."""

from __future__ import annotations

from typing import TypedDict

from cardctl.domain.base import Text
from cardctl.domain.enums import ItemOutcome, ItemType, MeetingKind, MeetingStatus
from cardctl.domain.workflow import Outcome, State
from cardctl.outputs.base import Agency, AudienceWord, Day, EvidenceData, Id
from cardctl.outputs.report import (
    ChangesData,
    CorrectionData,
    DueMoveData,
    EditionData,
    MeetingChangeData,
)
from cardctl.report.meeting_decisions import DecisionKind


class PaperMeeting(TypedDict):
    """The meeting of a paper or minutes."""

    number: int
    kind: MeetingKind | None
    status: MeetingStatus | None
    date: Day | None
    papers: Day | None
    """Day on which the papers close."""
    place: Text | None


class PaperItem(TypedDict):
    """An agenda item."""

    item: int
    type: ItemType
    title: Text


class PaperFigures(TypedDict):
    """The figures of the report that the meeting hears."""

    done: int
    claimed: int
    counted: int
    rate: float | None
    if_confirmed: float | None
    """The rate if all claims are confirmed."""
    open: int
    overdue: int
    not_submitted: int


class ClaimData(TypedDict):
    """A submitted outcome."""

    id: Id
    title: Text
    lead: Agency | None
    outcome: Outcome | None
    submitted: Day | None
    first_due: Day | None
    days_late: int
    result: Text | None
    evidence: list[EvidenceData]
    reason: Text | None
    substitute: Text | None


class HoldData(TypedDict):
    """A card on hold."""

    id: Id
    since: Day | None
    review: int | None
    """Meeting that reviews it."""
    reason: Text | None


class FollowUpData(TypedDict):
    """What the meeting is asked about earlier decisions."""

    figures: PaperFigures
    confirm: list[ClaimData]
    infeasible: list[ClaimData]
    due_dates: list[DueMoveData]
    holds: list[HoldData]
    corrections: list[CorrectionData]


class PaperData(TypedDict):
    """The agenda paper of a meeting."""

    meeting: PaperMeeting
    as_of: Day
    edition: EditionData
    revision: str | None
    audience: AudienceWord
    withheld: int | None
    """Restricted cards, evidence and sources that a public paper leaves out."""
    unreadable: list[str]
    items: list[PaperItem]
    sources: list[EvidenceData]
    changes: list[MeetingChangeData]
    follow_up: FollowUpData | None
    """Null if the meeting hears no report."""


class ChargeData(TypedDict):
    """A matter that the meeting decided, and whom it is charged to."""

    id: Id
    title: Text
    decision: Text | None
    lead: Agency | None
    lead_named: Day | None
    """Day on which the lead was named, if after the meeting."""
    partners: list[Agency]
    due: Day | None
    due_named: Day | None
    """Day on which the due date was set, if after the meeting."""
    due_as_stated: Text | None


class MinutesItem(TypedDict):
    """An agenda item with its cards; null for cards of no known item."""

    item: int | None
    type: ItemType | None
    title: Text | None
    outcome: ItemOutcome | None
    cards: list[ChargeData]


StateFromTo = TypedDict("StateFromTo", {"from": State | None, "to": State | None})
LeadFromTo = TypedDict("LeadFromTo", {"from": Agency | None, "to": Agency | None})
DayFromTo = TypedDict("DayFromTo", {"from": Day | None, "to": Day | None})


class DecisionData(TypedDict):
    """What the meeting decided on a card."""

    kind: DecisionKind
    id: Id
    title: Text
    date: Day
    outcome: Outcome | None
    state: StateFromTo
    lead: LeadFromTo
    due: DayFromTo
    review: int | None
    reason: Text | None
    substitute: Text | None


class CorrectedSinceData(TypedDict):
    """What was put right since in what the meeting did."""

    id: Id
    title: Text | None
    field: str
    date: Day
    meeting: int | None
    reason: Text | None


class MinutesSeal(TypedDict):
    """A seal of what the meeting was told."""

    root: str | None
    as_of: Day
    sealed: Day | None
    reason: Text | None


class MinutesData(TypedDict):
    """The minutes of a meeting."""

    meeting: PaperMeeting
    as_of: Day
    revision: str | None
    audience: AudienceWord
    withheld: int | None
    unreadable: list[str]
    items: list[MinutesItem]
    decisions: list[DecisionData]
    corrections: list[CorrectionData]
    corrected_since: list[CorrectedSinceData]
    changes: list[MeetingChangeData]
    sources: list[EvidenceData]
    seals: list[MinutesSeal]
    altered: list[str] | None
    """What differs from the seals; null without a seal."""


class PeriodCompletion(TypedDict):
    """The completion rate at the begin or the end of a period: done ÷ counted."""

    done: int
    counted: int
    rate: float | None


class PeriodCounts(TypedDict):
    """The cards at the end of a day."""

    day: Day
    cards: int
    open: int
    by_state: dict[State, int]
    by_outcome: dict[Outcome, int]
    """Closed cards."""
    completion: PeriodCompletion


class FiledResultData(TypedDict):
    """A result that was filed in a period."""

    id: Id
    date: Day
    by: Agency
    meeting: int
    progress: int | None
    """Percentage."""
    text: Text


class WeekData(TypedDict):
    """What changed in a week, or in the part of it that is in the period."""

    week: str
    """ISO week, such as 2026-W45."""
    first: Day
    last: Day
    held: list[int]
    """Meetings that were held."""
    changes: ChangesData
    results: list[FiledResultData]


class PeriodReportData(TypedDict):
    """What changed in a period."""

    since: Day
    until: Day
    agency: Agency | None
    """The one whose cards it has; null for all cards."""
    revision: str | None
    audience: AudienceWord
    withheld: int | None
    """Number of restricted cards that a public report leaves out."""
    unreadable: list[str]
    begin: PeriodCounts
    """On the day before the period."""
    end: PeriodCounts
    changes: ChangesData
    results: list[FiledResultData]
    weeks: list[WeekData]


class SiteData(TypedDict):
    """The pages that were written."""

    folder: str
    audience: AudienceWord
    files: int
    bytes: int


class TableData(TypedDict):
    """A table that was written."""

    name: str
    file: str
    rows: int
    rows_hash: str
    """Hash of the rows, which is the same in each format."""


class TablesData(TypedDict):
    """The tables that were written."""

    register: str
    audience: AudienceWord
    commit: str | None
    repository: str | None
    withheld_cards: int
    withheld_evidence: int
    bytes: int
    tables: list[TableData]
