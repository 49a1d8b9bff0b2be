"""Records of cards: lists, one card, its history, changes."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from cardctl.app.board import Grouping
from cardctl.domain.base import Text
from cardctl.domain.follow_up import FollowUp
from cardctl.domain.signal import Colour, Reason
from cardctl.domain.workflow import Outcome, State
from cardctl.outputs.base import Agency, CardData, Day, FileChangeData, Id, RecordData


class SavedViewData(TypedDict):
    """A saved view."""

    name: str
    origin: Literal["person", "register"]
    """Whose view it is."""
    fields: dict[str, Any]
    """Title, filters, columns and order, as in the file."""


class CardRowData(TypedDict):
    """The fields of a card that were asked for (`list --columns`); see docs/commands.md."""

    signal: NotRequired[Colour]
    id: NotRequired[Id]
    title: NotRequired[Text]
    lead: NotRequired[Agency | None]
    state: NotRequired[State]
    due: NotRequired[Day | None]
    outcome: NotRequired[Outcome | None]
    progress: NotRequired[int | None]
    """Percentage."""
    reasons: NotRequired[list[Reason]]
    """Reasons of the signal."""
    overdue: NotRequired[int | None]
    """Days."""
    slipped: NotRequired[int | None]
    """Days from the first due date to the current one."""
    unowned: NotRequired[bool]
    late: NotRequired[bool]
    open: NotRequired[bool]
    not_submitted: NotRequired[bool]
    carried_over: NotRequired[bool]
    meeting: NotRequired[int]
    item: NotRequired[int | None]
    age: NotRequired[int | None]
    """Days since the meeting that it comes from."""
    partners: NotRequired[list[Agency]]
    agency: NotRequired[list[Agency]]
    """Lead and partners."""
    tags: NotRequired[list[str]]
    decision: NotRequired[Text | None]
    parent: NotRequired[str | None]
    """Card that it is a part of."""
    planned: NotRequired[int | None]
    """Planned money, in the register's unit."""
    spent: NotRequired[int | None]
    """Spent money, in the register's unit."""
    changed: NotRequired[Day | None]
    """Date of the last entry."""


class CardFactsData(TypedDict):
    """What is computed of a card."""

    as_of: Day
    hearing: int
    """The meeting in whose view the facts are."""
    signal: Colour
    reasons: list[Reason]
    overdue_days: int
    slipped_days: int
    times_moved: int
    """How often the due date was moved."""
    progress: int | None
    """Percentage."""
    late: bool
    done: bool
    not_submitted: bool
    stagnant: bool
    """No result for two meetings."""
    carried_over: bool
    age_days: int | None
    planned_money: int | None
    spent_money: int | None
    children: list[Id]
    """Cards that are a part of it."""


class ShowData(TypedDict):
    """One card."""

    card: CardData
    """The card as in its file."""
    facts: CardFactsData
    path: str
    """Path of the file, from the register."""
    hash: str | None
    """SHA-256 of the file, for `update --if-match`."""


class HistoryLineData(TypedDict):
    """An entry of the history, or a result."""

    date: Day
    by: Agency
    changes: list[str]
    """What was changed, in words."""
    reason: str | None
    kind: Literal["history", "result"]
    record: RecordData
    """The entry or result as in the card's file."""


class CommitData(TypedDict):
    """A commit of the card's file."""

    hash: str
    date: Day
    author: str
    subject: str


class HistoryData(TypedDict):
    """The history of a card, oldest first."""

    id: Id
    title: Text
    entries: list[HistoryLineData]
    commits: list[CommitData] | None
    """With `--git`: the commits of its file."""


class BoardCardData(TypedDict):
    """A card on the board."""

    id: Id
    title: Text
    signal: Colour
    reasons: list[Reason]
    follow_up: FollowUp
    state: State
    outcome: Outcome | None
    lead: Agency | None
    due: Day | None


class BoardColumnData(TypedDict):
    """A column of the board."""

    key: str | None
    """State, follow-up class or agency; null for cards without a lead."""
    cards: list[BoardCardData]


class BoardData(TypedDict):
    """Cards in columns."""

    by: Grouping
    columns: list[BoardColumnData]
    closed: int
    """Closed cards that are not shown."""


class ChangeData(TypedDict):
    """What a command changed, or would change."""

    dry_run: bool
    """Whether nothing was written."""
    changed: list[FileChangeData]
    """Empty if all was up to date."""


class ErasureData(TypedDict):
    """A card of which texts were erased."""

    id: Id
    path: str
    redacts: list[str]
    """Dotted paths of the texts."""


class RedactData(TypedDict):
    """What `redact` erased, or would erase."""

    dry_run: bool
    changed: list[ErasureData]


class RenumberData(TypedDict):
    """A card whose id was changed, or would be."""

    dry_run: bool
    old: Id
    new: Id
    path: str
    """Path of its new file."""
    references: list[Id]
    """Cards whose references to it were changed."""
