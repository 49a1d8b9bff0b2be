"""Follow-up classes: one for each state and signal."""

import pytest

from cardctl.domain.follow_up import FOLLOW_UPS, FollowUp, follow_up
from cardctl.domain.signal import Colour, Reason, Signal
from cardctl.domain.workflow import State

GREEN = Signal(Colour.GREEN)


@pytest.mark.parametrize(
    ("state", "signal", "expected"),
    [
        (State.CLOSED, Signal(Colour.BLUE), FollowUp.DONE),
        (State.CLOSED, Signal(Colour.BLUE, (Reason.LATE,)), FollowUp.DONE),
        (State.CLOSED, Signal(Colour.GREY), FollowUp.ENDED),
        (State.SUBMITTED, Signal(Colour.AMBER, (Reason.LATE,)), FollowUp.TO_CONFIRM),
        (State.SUBMITTED, Signal(Colour.RED, (Reason.INFEASIBLE,)), FollowUp.TO_CONFIRM),
        (State.ON_HOLD, Signal(Colour.RED, (Reason.OVERDUE,)), FollowUp.ON_HOLD),
        (State.IN_PROGRESS, GREEN, FollowUp.ON_TRACK),
        (State.REGISTERED, GREEN, FollowUp.ON_TRACK),
        (State.PLANNED, Signal(Colour.AMBER, (Reason.NOT_SUBMITTED,)), FollowUp.ATTENTION),
        (State.REGISTERED, Signal(Colour.AMBER, (Reason.UNOWNED,)), FollowUp.ATTENTION),
        (State.IN_PROGRESS, Signal(Colour.AMBER, (Reason.SLIPPED,)), FollowUp.DELAYED),
        (State.IN_PROGRESS, Signal(Colour.AMBER, (Reason.STEP_OVERDUE,)), FollowUp.DELAYED),
        (State.IN_PROGRESS, Signal(Colour.RED, (Reason.STAGNANT,)), FollowUp.DELAYED),
        (
            State.PLANNED,
            Signal(Colour.AMBER, (Reason.OVERDUE, Reason.NOT_SUBMITTED)),
            FollowUp.DELAYED,
        ),
    ],
)
def test_class(state: State, signal: Signal, expected: FollowUp) -> None:
    assert follow_up(state, signal) is expected


def test_every_class_has_a_name_in_korean() -> None:
    assert [FOLLOW_UPS[each].render("ko") for each in FollowUp] == [
        "완료", "확인요청", "정상추진", "점검필요", "지연", "보류", "종결",
    ]  # fmt: skip
