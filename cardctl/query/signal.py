"""The signal of a card, with its reasons: the first colour that matches wins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cardctl.model.card import Card
from cardctl.model.state import Outcome, State
from cardctl.query.changes import slipped_since
from cardctl.query.facts import (
    is_done,
    is_late,
    is_not_submitted,
    lead_result,
    overdue_days,
    overdue_steps,
    unowned_days,
)
from cardctl.query.view import View


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


@dataclass(frozen=True, slots=True)
class Signal:
    """A colour with all its reasons, the weightiest first."""

    colour: Colour
    reasons: tuple[Reason, ...] = ()


def signal(card: Card, seen: View) -> Signal:
    """The card's colour with its reasons; the first colour that matches wins."""
    if not card.is_open:
        late = (Reason.LATE,) if is_late(card) else ()
        return Signal(Colour.BLUE if is_done(card) else Colour.GREY, late)
    red, amber = tuple(_red(card, seen)), tuple(_amber(card, seen))
    colour = Colour.RED if red else Colour.AMBER if amber else Colour.GREEN
    return Signal(colour, tuple(dict.fromkeys(red + amber)))


def _red(card: Card, seen: View) -> Iterator[Reason]:
    if overdue_days(card, seen.day) > seen.register.config.settings.red_after_days:
        yield Reason.OVERDUE
    if card.state is State.SUBMITTED and card.outcome is Outcome.INFEASIBLE:
        yield Reason.INFEASIBLE
    if is_stagnant(card, seen):
        yield Reason.STAGNANT


def _amber(card: Card, seen: View) -> Iterator[Reason]:
    settings = seen.register.config.settings
    tests: Mapping[Reason, bool | int] = {
        Reason.OVERDUE: overdue_days(card, seen.day),
        Reason.STEP_OVERDUE: overdue_steps(card, seen.day),
        Reason.SLIPPED: len(slipped_since(card, seen.previous)),
        Reason.LATE: is_late(card),
        Reason.NOT_SUBMITTED: is_not_submitted(card, seen.hearing),
        Reason.ON_HOLD: card.state is State.ON_HOLD,
        Reason.UNOWNED: unowned_days(card, seen.day) > settings.unowned_after_days,
    }
    return (reason for reason, holds in tests.items() if holds)


def is_stagnant(card: Card, seen: View) -> bool:
    """No result for this meeting and none for the one before, and it stood open for both."""
    if seen.previous is None:
        return False
    then = seen.previous.register.cards.get(card.id)
    return (
        then is not None
        and is_not_submitted(then, seen.hearing - 1)
        and lead_result(card, seen.hearing - 1) is None
        and is_not_submitted(card, seen.hearing)
    )
