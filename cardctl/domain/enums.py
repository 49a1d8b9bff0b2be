"""Enumerations of what files record, other than states and outcomes (see `workflow`)."""

from __future__ import annotations

from enum import StrEnum


class MeetingKind(StrEnum):
    """Kind of meeting."""

    REGULAR = "regular"
    EXTRAORDINARY = "extraordinary"
    WRITTEN = "written"


class MeetingStatus(StrEnum):
    """Whether the meeting has taken place."""

    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"


class ItemType(StrEnum):
    """Type of agenda item."""

    DECISION = "decision"
    REPORT = "report"
    DISCUSSION = "discussion"


class ItemOutcome(StrEnum):
    """Outcome of the agenda item."""

    DECIDED = "decided"
    RECEIVED = "received"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"


class EvidenceKind(StrEnum):
    """Kind of document; news alone does not prove completion."""

    PROMULGATION = "promulgation"
    OFFICIAL_LETTER = "official_letter"
    AGREEMENT = "agreement"
    BUDGET = "budget"
    MINUTES = "minutes"
    STATISTICS = "statistics"
    REPORT = "report"
    PHOTO = "photo"
    NEWS = "news"
    OTHER = "other"


class Visibility(StrEnum):
    """Whether the public report may show it."""

    OPEN = "open"
    CLOSED = "closed"


class Direction(StrEnum):
    """Direction in which an indicator should move."""

    UP = "up"
    DOWN = "down"


class BudgetSource(StrEnum):
    """Source of the money."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"
    FUND = "fund"
    PRIVATE = "private"
    OTHER = "other"


class Level(StrEnum):
    """The level of government, or none."""

    CENTRAL = "central"
    METROPOLITAN = "metropolitan"
    BASIC = "basic"
    ASSOCIATION = "association"
    OTHER = "other"
