"""Computed facts of one card, never stored: overdue, late, slipped, progress, money."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cardctl.domain.recorded_fields import Recorded, hold_in_force
from cardctl.domain.workflow import OUTCOMES, Count, Outcome, State

if TYPE_CHECKING:
    from cardctl.domain.calendar import Calendar
    from cardctl.domain.card import Card, HistoryEntry, Indicator, Result
    from cardctl.domain.card_facts import CardFacts
    from cardctl.domain.register import FactRegister


class DueMove(NamedTuple):
    """One move of a due date; *target* is None if the date was removed."""

    id: str
    source: date
    target: date | None
    event: HistoryEntry

    @property
    def kind(self) -> Hashable:
        """Key by which `moved_since` compares moves."""
        return self.source, self.target


class StateMove(NamedTuple):
    """One transition between states."""

    id: str
    source: State
    target: State
    event: HistoryEntry

    @property
    def kind(self) -> Hashable:
        """Key by which `moved_since` compares moves: the target, or "reopened" if it was closed."""
        return "reopened" if self.source is State.CLOSED else self.target


def records(card: Card) -> Iterator[tuple[Recorded, HistoryEntry, Recorded]]:
    """Yield each history entry with the recorded fields: (before, entry, after)."""
    before = Recorded()
    for event in card.history:
        after = before.after(event)
        yield before, event, after
        before = after


def due_moves(card: Card) -> Iterator[DueMove]:
    """Yield each change of a due date that was already set."""
    stood: date | None = None
    for event in card.history:
        if event.records("due"):
            if stood is not None and event.due != stood:
                yield DueMove(card.id, stood, event.due, event)
            stood = event.due


def state_moves(card: Card) -> Iterator[StateMove]:
    """Yield each transition between states; a card begins as registered."""
    stood = State.REGISTERED
    for event in card.history:
        if event.state is not None and event.state is not stood:
            yield StateMove(card.id, stood, event.state, event)
            stood = event.state


def first_due(card: Card) -> date | None:
    """Return the first due date that was recorded; None if there is none."""
    return next((event.due for event in card.history if event.due is not None), None)


def overdue_days(card: CardFacts, day: date) -> int:
    """Return the days past the due date of an open card that is not submitted; otherwise 0."""
    if not card.is_open or card.state is State.SUBMITTED or card.due is None:
        return 0
    return max((day - card.due).days, 0)


def last_entry(card: Card, state: State) -> HistoryEntry | None:
    """Return the last history entry that sets *state*; None if there is none."""
    return next((event for event in reversed(card.history) if event.state is state), None)


def is_late(card: Card) -> bool:
    """Whether the card was submitted (or else closed) after the first due date."""
    first = first_due(card)
    if first is None or card.state not in (State.SUBMITTED, State.CLOSED):
        return False
    claim = last_entry(card, State.SUBMITTED) or last_entry(card, State.CLOSED)
    return claim is not None and claim.date > first


def is_done(card: CardFacts) -> bool:
    """Whether the card is closed with an outcome that counts as done."""
    return _counts(card) is Count.DONE


def is_claimed(card: CardFacts) -> bool:
    """Whether the card is submitted with an outcome that counts as done, to be confirmed."""
    if card.state is not State.SUBMITTED or card.outcome is None:
        return False
    return OUTCOMES[card.outcome].counts_as is Count.DONE


def is_void(card: CardFacts) -> bool:
    """Whether the card was registered in error: reports count it nowhere."""
    return not card.is_open and card.outcome is Outcome.VOID


def is_counted(card: CardFacts) -> bool:
    """Whether the completion rate's denominator includes it: unless it is closed as not counted."""
    return _counts(card) is not Count.NOT_COUNTED


def _counts(card: CardFacts) -> Count | None:
    if card.is_open or card.outcome is None:
        return None
    return OUTCOMES[card.outcome].counts_as


def age_days(register: FactRegister, card: CardFacts, day: date) -> int | None:
    """Return the days since the meeting that decided it; None if that has no date."""
    meeting = register.calendar.meetings.get(card.meeting)
    return (day - meeting.date).days if meeting and meeting.date else None


def unowned_since(card: Card) -> date | None:
    """Return the day since which an open card has had no lead; None if it has one, or is closed."""
    if not card.is_open or card.lead is not None:
        return None
    since, led = card.history[0].date, False
    for event in card.history:
        if event.records("lead"):
            if led and event.lead is None:
                since = event.date
            led = event.lead is not None
    return since


def results_for(card: Card, meeting_number: int) -> tuple[Result, ...]:
    """Return all results filed for meeting *meeting_number*."""
    return tuple(result for result in card.results if result.meeting == meeting_number)


def lead_result(card: Card, meeting_number: int) -> Result | None:
    """Return the lead's result for the meeting (any agency's if no lead is set), or None."""
    for result in card.results:
        if result.meeting == meeting_number and (card.lead is None or result.by == card.lead):
            return result
    return None


def is_not_submitted(card: Card, meeting_number: int, calendar: Calendar) -> bool:
    """Whether the card is open and has no answer for the meeting (see `lead_result`).

    An outcome that was submitted since the papers of the meeting before were closed is an answer,
    whatever became of it; so is one that still awaits a decision.
    """
    if not card.is_open or card.state is State.SUBMITTED:
        return False
    if lead_result(card, meeting_number) is not None:
        return False
    claims = [entry.date for entry in card.history if entry.state is State.SUBMITTED]
    return not claims or max(claims) <= calendar.since(meeting_number)


def progress(card: Card) -> int | None:
    """Return 0 to 100: the last result's progress, else the weighted share of done steps.

    Dropped steps do not count; None if there is neither.
    """
    if card.results and card.results[-1].progress is not None:
        return card.results[-1].progress
    steps = [s for s in card.plan.steps if s.dropped is None] if card.plan else []
    total = sum(step.weight for step in steps)
    done = sum(step.weight for step in steps if step.done is not None)
    return (200 * done + total) // (2 * total) if total else None


def review_due(card: Card, meeting_number: int, calendar: Calendar) -> bool:
    """Whether the card is on hold, with a review by meeting *meeting_number* or an earlier one."""
    hold = hold_in_force(card.history)
    if hold is None or hold.review is None:
        return False
    return not calendar.is_before(meeting_number, calendar.hearing_of(hold.review))


def latest_reading(card: Card, indicator: str) -> tuple[int | Decimal, date] | None:
    """Return the last reading of an indicator and the day of its result; None if there is none."""
    for result in reversed(card.results):
        if indicator in result.readings:
            return result.readings[indicator], result.date
    return None


def share_of_way(indicator: Indicator, latest: int | Decimal) -> float | None:
    """Return the share of the way from baseline to target that is covered; 1 is all of it.

    Without a baseline, an upward indicator counts from 0; a downward one has no share (None).
    """
    if indicator.target is None:
        return None
    if indicator.baseline is None and indicator.direction == "down":
        return None
    start = Decimal(indicator.baseline or 0)
    way = Decimal(indicator.target) - start
    return round(float((Decimal(latest) - start) / way), 4) if way else None


def planned_money(card: Card) -> int | None:
    """Return the sum of the planned amounts; None if none is stated."""
    amounts = [line.planned for line in card.budget if line.planned is not None]
    return sum(amounts) if amounts else None


def spent_money(card: Card) -> int | None:
    """Return the last amount reported as spent so far; None if there is none."""
    amounts = [result.spent for result in card.results if result.spent is not None]
    return amounts[-1] if amounts else None


def rate(part: int | None, whole: int | None) -> float | None:
    """Return *part* / *whole* to four places; None if either is missing or *whole* is 0."""
    return round(part / whole, 4) if part is not None and whole else None
