"""The names of states, outcomes, signals, kinds and other enumerations, as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from cardctl.domain.enums import (
    BudgetSource,
    Direction,
    EvidenceKind,
    ItemOutcome,
    ItemType,
    Level,
    MeetingKind,
    MeetingStatus,
    Visibility,
)
from cardctl.domain.signal import REASONS, SIGNALS, Colour, Reason
from cardctl.domain.workflow import OUTCOMES, STATES, Outcome, State
from cardctl.i18n import Message, _

EVIDENCE: dict[EvidenceKind, Message] = {
    EvidenceKind.PROMULGATION: _("promulgation"),
    EvidenceKind.OFFICIAL_LETTER: _("official letter"),
    EvidenceKind.AGREEMENT: _("agreement"),
    EvidenceKind.BUDGET: _("budget"),
    EvidenceKind.MINUTES: _("minutes"),
    EvidenceKind.STATISTICS: _("statistics"),
    EvidenceKind.REPORT: _("report"),
    EvidenceKind.PHOTO: _("photo"),
    EvidenceKind.NEWS: _("news"),
    EvidenceKind.OTHER: _("other"),
}

BUDGETS: dict[BudgetSource, Message] = {
    BudgetSource.NATIONAL: _("national"),
    BudgetSource.PROVINCIAL: _("provincial"),
    BudgetSource.MUNICIPAL: _("municipal"),
    BudgetSource.FUND: _("fund"),
    BudgetSource.PRIVATE: _("private"),
    BudgetSource.OTHER: _("other"),
}

MEETING_KINDS: dict[MeetingKind, Message] = {
    MeetingKind.REGULAR: _("regular"),
    MeetingKind.EXTRAORDINARY: _("extraordinary"),
    MeetingKind.WRITTEN: _("written"),
}

STATUSES: dict[MeetingStatus, Message] = {
    MeetingStatus.SCHEDULED: _("status|scheduled"),
    MeetingStatus.HELD: _("status|held"),
    MeetingStatus.CANCELLED: _("status|cancelled"),
}

ITEM_TYPES: dict[ItemType, Message] = {
    ItemType.DECISION: _("item|decision"),
    ItemType.REPORT: _("item|report"),
    ItemType.DISCUSSION: _("item|discussion"),
}

ITEM_OUTCOMES: dict[ItemOutcome, Message] = {
    ItemOutcome.DECIDED: _("item|decided"),
    ItemOutcome.RECEIVED: _("item|received"),
    ItemOutcome.DEFERRED: _("item|deferred"),
    ItemOutcome.WITHDRAWN: _("item|withdrawn"),
}

LEVELS: dict[Level, Message] = {
    Level.CENTRAL: _("level|central"),
    Level.METROPOLITAN: _("level|metropolitan"),
    Level.BASIC: _("level|basic"),
    Level.ASSOCIATION: _("level|association"),
    Level.OTHER: _("level|other"),
}

VISIBILITIES: dict[Visibility, Message] = {
    Visibility.OPEN: _("visibility|public"),
    Visibility.CLOSED: _("visibility|restricted"),
}

DIRECTIONS: dict[Direction, Message] = {
    Direction.UP: _("direction|up"),
    Direction.DOWN: _("direction|down"),
}

NAMES: Mapping[type[StrEnum], Mapping[Any, Message]] = {
    State: {state: record.words for state, record in STATES.items()},
    Outcome: {outcome: record.words for outcome, record in OUTCOMES.items()},
    Colour: SIGNALS,
    Reason: REASONS,
    EvidenceKind: EVIDENCE,
    BudgetSource: BUDGETS,
    MeetingKind: MEETING_KINDS,
    MeetingStatus: STATUSES,
    ItemType: ITEM_TYPES,
    ItemOutcome: ITEM_OUTCOMES,
    Level: LEVELS,
    Visibility: VISIBILITIES,
    Direction: DIRECTIONS,
}
"""The names of the members of every enumeration that people write in files."""


def name_of(member: StrEnum) -> Message:
    """Return the name of a member of one of these enumerations."""
    return NAMES[type(member)][member]
