"""Follow-up class of a card: the one word that says how it is going, from its state and signal.

Korean follow-up reports sort matters into 완료, 정상추진, 지연 and 보류. More classes are added, so
that none says more than the record: a claim is not yet confirmed, and a card may need attention
without being delayed.
"""

from __future__ import annotations

from enum import StrEnum

from cardctl.domain.signal import Colour, Reason, Signal
from cardctl.domain.workflow import State
from cardctl.i18n import Message, _


class FollowUp(StrEnum):
    """How a card is going."""

    DONE = "done"
    TO_CONFIRM = "to_confirm"
    ON_TRACK = "on_track"
    ATTENTION = "attention"
    DELAYED = "delayed"
    ON_HOLD = "on_hold"
    ENDED = "ended"


FOLLOW_UPS: dict[FollowUp, Message] = {
    FollowUp.DONE: _("follow-up|done"),
    FollowUp.TO_CONFIRM: _("follow-up|to confirm"),
    FollowUp.ON_TRACK: _("follow-up|on track"),
    FollowUp.ATTENTION: _("follow-up|needs attention"),
    FollowUp.DELAYED: _("follow-up|delayed"),
    FollowUp.ON_HOLD: _("follow-up|on hold"),
    FollowUp.ENDED: _("follow-up|ended"),
}
"""The names of the classes."""

DELAYS = frozenset({Reason.OVERDUE, Reason.STAGNANT, Reason.STEP_OVERDUE, Reason.SLIPPED})
"""The reasons of a signal that make an open card delayed."""


def follow_up(state: State, signal: Signal) -> FollowUp:
    """Return the class of a card with this state and signal."""
    if state is State.CLOSED:
        return FollowUp.DONE if signal.colour is Colour.BLUE else FollowUp.ENDED
    if state is State.SUBMITTED:
        return FollowUp.TO_CONFIRM
    if state is State.ON_HOLD:
        return FollowUp.ON_HOLD
    if DELAYS & set(signal.reasons):
        return FollowUp.DELAYED
    return FollowUp.ON_TRACK if signal.colour is Colour.GREEN else FollowUp.ATTENTION
