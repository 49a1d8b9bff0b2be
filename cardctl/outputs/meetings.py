"""Records of meetings and their seals."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from cardctl.domain.base import Json, Text
from cardctl.domain.meeting import Meeting
from cardctl.domain.seal.fates import Fate
from cardctl.outputs.base import Agency, As, Day, Id


class MeetingExtra(TypedDict):
    """What the register adds to a meeting."""

    heard_by: int
    """The meeting that hears what was filed for this one; itself, unless it hears no report."""
    path: str
    """Path of the file, from the register."""
    cards: list[Id]
    """Cards that come from it."""
    submitted: list[Id]
    """Cards with an outcome that it may still decide on."""
    decided: list[Id]
    """Cards with an entry that names it."""


MeetingData = Annotated[Json, As((Meeting, MeetingExtra))]
"""A meeting as in its file, with its cards."""


class SealHeadData(TypedDict):
    """What a seal says of itself, and its root; a seal of format 1 says less."""

    format: int
    """Version of the seal format."""
    meeting: int
    as_of: Day
    """The as-of date of the report that is sealed."""
    sealed: NotRequired[Day]
    by: NotRequired[Agency]
    """Agency that sealed it."""
    reason: NotRequired[Text]
    """Why there is a further seal."""
    previous: NotRequired[str]
    """Root of the seal before this one."""
    meetings: NotRequired[list[int]]
    """Meetings up to this one."""
    root: str | None
    """The root, for the minutes; null for a seal of format 1."""


class SealData(SealHeadData):
    """The seal of a meeting."""

    path: str
    written: bool
    """Whether it is new and was written."""


class DeviationData(TypedDict):
    """A part of a subject that is not as it was sealed."""

    subject: str
    part: str | None


class SinceData(TypedDict):
    """A commit."""

    commit: str
    date: Day


class AlterationData(DeviationData):
    """A part that was altered."""

    how: Fate
    path: str
    since: SinceData | None
    uncommitted: bool


class SealCheckData(SealHeadData):
    """A seal, and what differs from it."""

    path: str
    parts: int
    """Parts that it covers."""
    altered: list[AlterationData]
    erased: list[DeviationData]
    updated: list[DeviationData]


class VerificationData(TypedDict):
    """Whether what a meeting was told has been altered."""

    meeting: int
    unaltered: bool
    root_missing: bool
    """Whether no seal has the root that was given."""
    seals: list[SealCheckData]
    broken: list[str]
    """Files of seals that are broken."""
    unreadable: list[str]
