"""Records of agencies: the register of them, who owes what, forms out and in."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from cardctl.domain.agency import Agency as AgencyModel
from cardctl.domain.base import Json
from cardctl.outputs.base import Agency, As, Day, FileChangeData, Id, ProblemData


class HoldingsData(TypedDict):
    """The open cards of an agency."""

    lead: list[Id]
    partner: list[Id]
    steps: list[Id]
    """Cards with a step that it owns."""
    secretariat: bool
    """Whether it keeps the register."""


AgencyData = Annotated[Json, As((AgencyModel, HoldingsData))]
"""An agency as in its file, with its open cards."""


class MissingData(TypedDict):
    """What is missing of a card."""

    id: Id
    plan: bool
    """Whether the plan is missing."""
    result: bool
    """Whether the result for the meeting is missing."""
    last: Day | None
    """Date of the last result."""
    overdue: int | None
    """Days."""


class AgencyReturnData(TypedDict):
    """What an agency has returned for a meeting."""

    agency: Agency
    leads: list[Id]
    partner: list[Id]
    missing: list[MissingData]


class FileErrorData(TypedDict):
    """An error in a file of the register."""

    path: str
    code: str


class DeskData(TypedDict):
    """Who has returned results for a meeting, and what awaits a decision."""

    meeting: int
    papers: Day | None
    """Day on which the papers close."""
    as_of: Day
    required: int
    """Agencies that have to return something."""
    returned: int
    agencies: list[AgencyReturnData]
    confirm: list[Id]
    holds: list[Id]
    due_moved: list[Id]
    unowned: list[Id]
    errors: list[FileErrorData]


class ReminderData(TypedDict):
    """An agency to remind."""

    agency: Agency
    email: str | None
    missing: list[MissingData]
    file: str | None
    """The letter, if it was written."""


class RemindersData(TypedDict):
    """The agencies that have not answered for a meeting."""

    meeting: int
    agencies: list[ReminderData]


class FormData(TypedDict):
    """The form of an agency."""

    agency: Agency
    name: str
    email: str | None
    lead: int
    """Cards that it leads."""
    partner: int
    """Cards in which it is a partner."""
    cards: list[Id]
    files: list[str]


class RequestData(TypedDict):
    """The forms that were written for a meeting."""

    meeting: int
    forms: list[FormData]
    unowned: list[Id]
    """Open cards without a lead, which nobody is asked about."""


class ReturnedFileData(TypedDict):
    """What became of a file."""

    file: str
    agency: Agency | None
    meeting: int | None
    status: Literal["taken", "unchanged", "problems"]
    cards: list[Id]
    problems: list[ProblemData]
    notices: list[str]


class CollectData(TypedDict):
    """The forms that were taken in."""

    dry_run: bool
    files: list[ReturnedFileData]
    changed: list[FileChangeData]
    passed: list[str]
    """Files that are no returned forms."""
