"""Facts of one card that are computed, never stored: overdue, late, slipped, progress, money."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cardctl.domain.card import (
    Card,
    CardFacts,
    HistoryEntry,
    Indicator,
    Recorded,
    Result,
    hold_in_force,
)
from cardctl.domain.register import Register
from cardctl.domain.workflow import OUTCOMES, Count, State


class DueMove(NamedTuple):
    """One move of a due date; *target* None means that it was taken away."""

    id: str
    source: date
    target: date | None
    event: HistoryEntry

    @property
    def kind(self) -> Hashable:
        """What `moved_since` tells moves by."""
        return self.source, self.target


class StateMove(NamedTuple):
    """One move between states."""

    id: str
    source: State
    target: State
    event: HistoryEntry

    @property
    def kind(self) -> Hashable:
        """What `moved_since` tells moves by: the target, or that a closed card is open again."""
        return "reopened" if self.source is State.CLOSED else self.target


def records(card: Card) -> Iterator[tuple[Recorded, HistoryEntry, Recorded]]:
    """Walk the history: recorded fields before, the entry, recorded fields after."""
    before = Recorded()
    for event in card.history:
        after = before.after(event)
        yield before, event, after
        before = after


def due_moves(card: Card) -> Iterator[DueMove]:
    """Each time a due date that stood was changed."""
    stood: date | None = None
    for event in card.history:
        if event.records("due"):
            if stood is not None and event.due != stood:
                yield DueMove(card.id, stood, event.due, event)
            stood = event.due


def state_moves(card: Card) -> Iterator[StateMove]:
    """Each move between states; a card begins as registered."""
    stood = State.REGISTERED
    for event in card.history:
        if event.state is not None and event.state is not stood:
            yield StateMove(card.id, stood, event.state, event)
            stood = event.state


def first_due(card: Card) -> date | None:
    """The first due date that was recorded."""
    return next((event.due for event in card.history if event.due is not None), None)


def slipped_days(card: Card) -> int:
    """Days from the first due date to the one that stands; 0 where there is none."""
    first = first_due(card)
    return (card.due - first).days if first and card.due else 0


def overdue_days(card: Card, day: date) -> int:
    """Days past the due date of an open card whose outcome is not submitted; else 0."""
    if not card.is_open or card.state is State.SUBMITTED or card.due is None:
        return 0
    return max((day - card.due).days, 0)


def last_entry(card: Card, state: State) -> HistoryEntry | None:
    """The last history entry that names *state*."""
    return next((event for event in reversed(card.history) if event.state is state), None)


def is_late(card: Card) -> bool:
    """Submitted or closed after the first due date, by the day of the claim."""
    first = first_due(card)
    if first is None or card.state not in (State.SUBMITTED, State.CLOSED):
        return False
    claim = last_entry(card, State.SUBMITTED) or last_entry(card, State.CLOSED)
    return claim is not None and claim.date > first


def is_done(card: CardFacts) -> bool:
    """Closed with an outcome that counts as done."""
    return _counts(card) is Count.DONE


def is_counted(card: CardFacts) -> bool:
    """In the denominator of the completion rate: all but those closed as not counted."""
    return _counts(card) is not Count.NOT_COUNTED


def _counts(card: CardFacts) -> Count | None:
    if card.is_open or card.outcome is None:
        return None
    return OUTCOMES[card.outcome].counts_as


def is_carried_over(card: Card, meeting_number: int) -> bool:
    """Open, and decided before the meeting before this one."""
    return card.is_open and card.meeting < meeting_number - 1


def age_days(register: Register, card: Card, day: date) -> int | None:
    """Days since the meeting that decided it; None where that has no date."""
    meeting = register.meetings.get(card.meeting)
    return (day - meeting.date).days if meeting and meeting.date else None


def unowned_days(card: Card, day: date) -> int:
    """Days that an open card has been without a lead; 0 where it has one."""
    if not card.is_open or card.lead is not None:
        return 0
    since, led = card.history[0].date, False
    for event in card.history:
        if event.records("lead"):
            if led and event.lead is None:
                since = event.date
            led = event.lead is not None
    return (day - since).days


def results_for(card: Card, meeting_number: int) -> tuple[Result, ...]:
    """All results filed for meeting *hearing*."""
    return tuple(result for result in card.results if result.meeting == meeting_number)


def lead_result(card: Card, meeting_number: int) -> Result | None:
    """The result for meeting *hearing* by the lead; by anyone where there is no lead."""
    for result in card.results:
        if result.meeting == meeting_number and (card.lead is None or result.by == card.lead):
            return result
    return None


def is_not_submitted(card: Card, meeting_number: int) -> bool:
    """Open, and its lead (anyone, without a lead) has filed no result for meeting *hearing*."""
    return card.is_open and lead_result(card, meeting_number) is None


def progress(card: Card) -> int | None:
    """0 to 100: the last result's, else the weight of done steps among those not dropped."""
    if card.results and card.results[-1].progress is not None:
        return card.results[-1].progress
    steps = [s for s in card.plan.steps if s.dropped is None] if card.plan else []
    total = sum(step.weight for step in steps)
    done = sum(step.weight for step in steps if step.done is not None)
    return (200 * done + total) // (2 * total) if total else None


def overdue_steps(card: Card, day: date) -> int:
    """How many steps of an open card are past their due date and neither done nor dropped."""
    if not card.is_open or card.plan is None:
        return 0
    return sum(1 for s in card.plan.steps if s.due is not None and s.due < day and not s.ended)


def review_due(card: Card, meeting_number: int) -> bool:
    """On hold, and to be reviewed by meeting *hearing* or an earlier one."""
    hold = hold_in_force(card.history)
    return hold is not None and hold.review is not None and hold.review <= meeting_number


def latest_reading(card: Card, indicator: str) -> tuple[int | Decimal, date] | None:
    """The last value read of an indicator, with the day of the result."""
    for result in reversed(card.results):
        if indicator in result.readings:
            return result.readings[indicator], result.date
    return None


def share_of_way(indicator: Indicator, latest: int | Decimal) -> float | None:
    """How much of the way from baseline to target is gone, 1 being all of it.

    Without a baseline an upward indicator counts from 0; a downward one has no share.
    """
    if indicator.target is None:
        return None
    if indicator.baseline is None and indicator.direction == "down":
        return None
    start = Decimal(indicator.baseline or 0)
    way = Decimal(indicator.target) - start
    return round(float((Decimal(latest) - start) / way), 4) if way else None


def planned_money(card: Card) -> int | None:
    """Sum of the planned amounts; None where none is stated."""
    amounts = [line.planned for line in card.budget if line.planned is not None]
    return sum(amounts) if amounts else None


def spent_money(card: Card) -> int | None:
    """The last amount reported as spent so far; None where none was."""
    amounts = [result.spent for result in card.results if result.spent is not None]
    return amounts[-1] if amounts else None


def rate(part: int | None, whole: int | None) -> float | None:
    """*part* of *whole*, to four places; None where there is no part or the whole is 0."""
    return round(part / whole, 4) if part is not None and whole else None
