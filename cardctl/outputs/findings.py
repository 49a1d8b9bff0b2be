"""Records of problems: errors of commands, findings in a register, checks of the installation."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from cardctl.app.change_summary.items import Kind, Subject
from cardctl.app.doctor import CheckState
from cardctl.finding import Severity
from cardctl.outputs.base import Day, Id, ProblemData


class RangeData(TypedDict):
    """A place in a file: lines and columns from 1, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class RelatedData(TypedDict):
    """Another place that a finding is about."""

    message: str
    file: str
    field: str
    """JSON pointer (RFC 6901)."""
    range: RangeData | None


class EditData(TypedDict):
    """A replacement in the text of the file."""

    range: RangeData
    text: str


class FixData(TypedDict):
    """A fix of a finding."""

    title: str
    safe: bool
    """Whether the author cannot have meant anything else."""
    edits: list[EditData]


class FindingData(TypedDict):
    """One problem at one place in the register."""

    code: str
    """Code of the rule; see `cardctl rule CODE`."""
    name: str
    severity: Severity
    message: str
    card: Id | None
    file: str
    field: str
    """JSON pointer (RFC 6901); empty for the whole file."""
    range: RangeData | None
    related: list[RelatedData]
    hint: str | None
    note: str | None
    fingerprint: str
    """16 hex digits that stay the same if lines move."""
    fixes: NotRequired[list[FixData]]
    """Fixes to choose from; only of `validate`."""


class ErrorData(TypedDict):
    """Why a command has no answer."""

    code: str
    """Name of the kind of error: see docs/json.md."""
    exit: int
    """The exit code."""
    message: str
    hint: str | None
    """What to do, in one line."""
    findings: list[FindingData]
    """The findings that caused it."""
    problems: list[ProblemData]
    """The problems of a sheet that was handed in."""


class CheckedData(TypedDict):
    """How much was checked, unreadable files included."""

    cards: int
    meetings: int
    agencies: int


class SkippedRuleData(TypedDict):
    """A rule that could not be checked."""

    code: str
    name: str
    reason: str


class ChangeItemData(TypedDict):
    """One thing that a change does."""

    kind: Kind
    subject: Subject
    card: Id | None
    agency: str | None
    meeting: int | None
    """The meeting that it is about, or that the entry names."""
    file: str
    field: str | None
    """Dotted path of the field."""
    message: str
    by: str | None
    """Agency that recorded it."""
    date: Day | None
    """Date of the entry."""
    reason: str | None
    days_late: int
    """Days from the date of the entry to the day of the change, if it is dated back."""
    needs_review: bool


class ChangeSummaryData(TypedDict):
    """What a change does; with `--since` and `--staged`."""

    base: str
    """What the change was compared with."""
    new_register: bool
    counts: dict[str, int]
    """Items by kind."""
    filed_by: dict[str, int]
    """Entries by agency."""
    filed_late: int
    items: list[ChangeItemData]


class FindingsData(TypedDict):
    """What `validate` found."""

    checked: CheckedData
    errors: int
    warnings: int
    notes: int
    findings: list[FindingData]
    skipped_rules: list[SkippedRuleData]
    change: ChangeSummaryData | None


class CheckData(TypedDict):
    """One check of the installation, the register or its repository."""

    check: str
    """What was checked, in English."""
    state: CheckState
    text: str
    hint: str | None
