"""The signal of a card: a colour with its reasons."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Colour(StrEnum):
    """The signal of a card."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"
    GREY = "grey"


class Reason(StrEnum):
    """Why a signal is not green (or that a done card was late)."""

    LATE = "late"
    OVERDUE = "overdue"
    INFEASIBLE = "infeasible"
    STAGNANT = "stagnant"
    STEP_OVERDUE = "step_overdue"
    SLIPPED = "slipped"
    NOT_SUBMITTED = "not_submitted"
    ON_HOLD = "on_hold"
    UNOWNED = "unowned"


class Signal(NamedTuple):
    """A colour with all its reasons, the most serious first."""

    colour: Colour
    reasons: tuple[Reason, ...] = ()
