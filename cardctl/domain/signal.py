"""The signal of a card, with its reasons: the first colour that matches wins."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from cardctl.domain.card import Card
from cardctl.domain.diff import slipped_since
from cardctl.domain.facts import (
    is_done,
    is_late,
    lead_result,
    overdue_days,
    overdue_steps,
    unowned_days,
)
from cardctl.domain.view import View
from cardctl.domain.workflow import Outcome, State


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


def signal(card: Card, seen: View) -> Signal:
    """Return the card's colour with its reasons; the first colour that matches wins.

    The view caches it for this card object, because many sections need it.
    """
    known = seen.signals.get(card.id)
    if known is None or known[0] is not card:
        known = seen.signals[card.id] = card, _signal(card, seen)
    return known[1]


def _signal(card: Card, seen: View) -> Signal:
    if not card.is_open:
        late = (Reason.LATE,) if is_late(card) else ()
        return Signal(_ended(card), late)
    then = seen.before(card)
    red, amber = tuple(_red(card, then, seen)), tuple(_amber(card, then, seen))
    colour = Colour.RED if red else Colour.AMBER if amber else Colour.GREEN
    return Signal(colour, tuple(dict.fromkeys(red + amber)))


def colour(card: Card, then: Card | None, seen: View) -> Colour:
    """Return only the colour, which is faster; *then* is the card in the previous view."""
    if not card.is_open:
        return _ended(card)
    if any(_red(card, then, seen)):
        return Colour.RED
    return Colour.AMBER if any(_amber(card, then, seen)) else Colour.GREEN


def _ended(card: Card) -> Colour:
    return Colour.BLUE if is_done(card) else Colour.GREY


def _red(card: Card, then: Card | None, seen: View) -> Iterator[Reason]:
    if overdue_days(card, seen.day) > seen.whole.config.settings.red_after_days:
        yield Reason.OVERDUE
    if card.state is State.SUBMITTED and card.outcome is Outcome.INFEASIBLE:
        yield Reason.INFEASIBLE
    if _is_stagnant(card, then, seen):
        yield Reason.STAGNANT


def _amber(card: Card, then: Card | None, seen: View) -> Iterator[Reason]:
    if overdue_days(card, seen.day):
        yield Reason.OVERDUE
    if overdue_steps(card, seen.day):
        yield Reason.STEP_OVERDUE
    if slipped_since(card, then):
        yield Reason.SLIPPED
    if is_late(card):
        yield Reason.LATE
    if seen.is_not_submitted(card):
        yield Reason.NOT_SUBMITTED
    if card.state is State.ON_HOLD:
        yield Reason.ON_HOLD
    if unowned_days(card, seen.day) > seen.whole.config.settings.unowned_after_days:
        yield Reason.UNOWNED


def is_stagnant(card: Card, seen: View) -> bool:
    """Whether a card open at this meeting and the previous one has no result for either."""
    return _is_stagnant(card, seen.before(card), seen)


def _is_stagnant(card: Card, then: Card | None, seen: View) -> bool:
    before = seen.previous
    return (
        then is not None
        and before is not None
        and before.is_not_submitted(then)
        and lead_result(card, before.meeting_number) is None
        and seen.is_not_submitted(card)
    )
