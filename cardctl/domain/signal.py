"""The signal of a card: a colour with its reasons."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cardctl.i18n import Message, _


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


SIGNALS: dict[Colour, Message] = {
    Colour.RED: _("red"),
    Colour.AMBER: _("amber"),
    Colour.GREEN: _("green"),
    Colour.BLUE: _("blue"),
    Colour.GREY: _("grey"),
}

REASONS: dict[Reason, Message] = {
    Reason.LATE: _("reason|late"),
    Reason.OVERDUE: _("reason|overdue"),
    Reason.INFEASIBLE: _("submitted as infeasible"),
    Reason.STAGNANT: _("no result for two meetings"),
    Reason.STEP_OVERDUE: _("a step overdue"),
    Reason.SLIPPED: _("due date moved"),
    Reason.NOT_SUBMITTED: _("not submitted"),
    Reason.ON_HOLD: _("on hold"),
    Reason.UNOWNED: _("without a lead"),
}


class Signal(NamedTuple):
    """A colour with all its reasons, the most serious first."""

    colour: Colour
    reasons: tuple[Reason, ...] = ()
