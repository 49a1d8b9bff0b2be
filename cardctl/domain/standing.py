"""The standing of a card: everything that a view computes for it, and when it is valid.

A `Standing` does not depend on the day: what the day decides (overdue, a step overdue, without a
lead for long) follows from dates in it. So the signal of any later day is known without the card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cardctl.domain.card_facts import CardFacts
from cardctl.domain.diff import slipped_since
from cardctl.domain.facts import (
    due_moves,
    first_due,
    is_claimed,
    is_done,
    is_late,
    is_not_submitted,
    latest_reading,
    lead_result,
    overdue_days,
    planned_money,
    progress,
    share_of_way,
    spent_money,
    unowned_since,
)
from cardctl.domain.in_force import Versions
from cardctl.domain.signal import Colour, Reason, Signal
from cardctl.domain.workflow import Outcome, State

if TYPE_CHECKING:
    from cardctl.domain.base import Text
    from cardctl.domain.calendar import Calendar
    from cardctl.domain.card import Card
    from cardctl.domain.follow_up import FollowUp
    from cardctl.domain.outline import Thresholds
    from cardctl.domain.register import Register


class Status(NamedTuple):
    """What the totals of a report count of a card.

    *outcome* is a confirmed one; *is_claimed* says that it is submitted as done.
    """

    state: State
    outcome: Outcome | None
    colour: Colour
    follow_up: FollowUp
    is_claimed: bool = False


Statuses = tuple[tuple[date, Status], ...]
"""How a card stood in the reports, by the day of the first report with each status."""


class Measure(NamedTuple):
    """An indicator of a card, with its latest reading and the share of the way to its target."""

    id: str
    name: Text
    unit: Text | None
    baseline: int | Decimal | None
    target: int | Decimal | None
    latest: int | Decimal | None
    share: float | None
    date: date | None


class Grounds(NamedTuple):
    """The part of a standing that, together with the day, determines the signal.

    *step_due* is the earliest due date of a step that is neither done nor dropped. The last three
    compare an open card with the reports to this meeting and the one before.
    """

    is_late: bool
    step_due: date | None
    unowned_since: date | None
    slipped: bool
    not_submitted: bool
    stagnant: bool


class Standing(NamedTuple):
    """What a view computes of a card.

    *moves* counts the changes of its due date. *is_rough* says that a planned amount is stated only
    vaguely. The last six are its `Grounds`.
    """

    first_due: date | None
    moves: int
    changed: date
    progress: int | None
    planned: int | None
    is_rough: bool
    spent: int | None
    measures: tuple[Measure, ...]
    is_late: bool
    step_due: date | None
    unowned_since: date | None
    slipped: bool
    not_submitted: bool
    stagnant: bool


class Known(CardFacts, Protocol):
    """A card of which facts were kept, so that it need not be read.

    Its values and *standing* are those in force in its whole record, for the report to the meeting
    *hearing*, from its *last_day* on. A view that sees its last moment (*last_day* and
    *last_meeting*) sees the whole record.
    """

    @property
    def standing(self) -> Standing:
        """Its standing."""

    @property
    def grounds(self) -> Grounds:
        """The part of its standing that determines its signal."""

    @property
    def hearing(self) -> int:
        """The meeting whose report is the next to show it."""

    @property
    def last_day(self) -> date:
        """The last day on which something in it changed."""

    @property
    def last_meeting(self) -> int:
        """The last one whose report lacks a part of it; 0 if no view shows it as it is recorded."""

    @property
    def has_restricted_papers(self) -> bool:
        """Whether some of its sources or evidence are not for the public."""

    @property
    def statuses(self) -> Statuses:
        """How it stood in the reports; empty if that is not known."""


Earlier = Callable[[], "Card | None"]
"""Returns what the previous report showed of a card (see `View.before`), None if nothing."""


def standing_of(card: Card, then: Earlier, number: int, calendar: Calendar) -> Standing:
    """Return the standing of *card* in the report to meeting *number*.

    *card* is the version that this report shows; *then* is called only if the result depends on it.
    """
    return Standing(
        first_due(card),
        sum(1 for _ in due_moves(card)),
        card.history[-1].date,
        progress(card),
        planned_money(card),
        any(line.approximate for line in card.budget if line.planned is not None),
        spent_money(card),
        tuple(_measures(card)) if card.indicators else (),
        *grounds_of(card, then, number, calendar),
    )


def grounds_of(card: Card, then: Earlier, number: int, calendar: Calendar) -> Grounds:
    """Return the part of the standing that determines the signal (see `standing_of`)."""
    is_open = card.is_open
    is_missing = is_open and is_not_submitted(card, number, calendar)
    has_moved = is_open and any(True for _ in due_moves(card))
    return Grounds(
        is_late=is_late(card),
        step_due=_step_due(card) if is_open else None,
        unowned_since=unowned_since(card),
        slipped=has_moved and bool(slipped_since(card, then())),
        not_submitted=is_missing,
        stagnant=is_missing and _is_stagnant(card, then, number, calendar),
    )


def _step_due(card: Card) -> date | None:
    steps = card.plan.steps if card.plan else ()
    return min((s.due for s in steps if s.due is not None and not s.ended), default=None)


def _measures(card: Card) -> Iterator[Measure]:
    for each in card.indicators:
        latest, day = latest_reading(card, each.id) or (None, None)
        share = None if latest is None else share_of_way(each, latest)
        yield Measure(each.id, each.name, each.unit, each.baseline, each.target, latest, share, day)


def _is_stagnant(card: Card, then: Earlier, number: int, calendar: Calendar) -> bool:
    """Whether a card without a result for this meeting had none for the previous one, either."""
    before = calendar.previous(number)
    if before is None or lead_result(card, before) is not None:
        return False
    earlier = then()
    return earlier is not None and is_not_submitted(earlier, before, calendar)


# Signal -----------------------------------------------------------------------------------------


def signal_on(
    day: date, card: CardFacts, standing: Standing | Grounds, settings: Thresholds
) -> Signal:
    """Return the signal of *card* on *day*, with all reasons; the first colour that matches wins.

    *standing* is that of the card in the view of that day.
    """
    if not card.is_open:
        colour = Colour.BLUE if is_done(card) else Colour.GREY
        return Signal(colour, (Reason.LATE,) if standing.is_late else ())
    overdue = overdue_days(card, day)
    red = tuple(_red(overdue, card, standing, settings))
    amber = tuple(_amber(overdue, day, card, standing, settings))
    colour = Colour.RED if red else Colour.AMBER if amber else Colour.GREEN
    return Signal(colour, tuple(dict.fromkeys(red + amber)))


def _red(
    overdue: int, card: CardFacts, standing: Standing | Grounds, settings: Thresholds
) -> Iterator[Reason]:
    if overdue > settings.red_after_days:
        yield Reason.OVERDUE
    if card.state is State.SUBMITTED and card.outcome is Outcome.INFEASIBLE:
        yield Reason.INFEASIBLE
    if standing.stagnant:
        yield Reason.STAGNANT


def _amber(
    overdue: int, day: date, card: CardFacts, standing: Standing | Grounds, settings: Thresholds
) -> Iterator[Reason]:
    if overdue:
        yield Reason.OVERDUE
    if standing.step_due is not None and standing.step_due < day:
        yield Reason.STEP_OVERDUE
    if standing.slipped:
        yield Reason.SLIPPED
    if standing.is_late:
        yield Reason.LATE
    if standing.not_submitted:
        yield Reason.NOT_SUBMITTED
    if card.state is State.ON_HOLD:
        yield Reason.ON_HOLD
    since = standing.unowned_since
    if since is not None and (day - since).days > settings.unowned_after_days:
        yield Reason.UNOWNED


def status_of(card: CardFacts, signal: Signal) -> Status:
    """Return the status of *card*; the outcome of an open card is only a claim and is left out."""
    from cardctl.domain.follow_up import follow_up  # lists need none

    outcome = None if card.is_open else card.outcome
    going = follow_up(card.state, signal)
    return Status(card.state, outcome, signal.colour, going, is_claimed(card))


# Intervals --------------------------------------------------------------------------------------


class Span(NamedTuple):
    """A card with its standing and signal, from the day *since* until the next span begins."""

    since: date
    card: Card
    standing: Standing
    signal: Signal

    @property
    def status(self) -> Status:
        """What the totals count."""
        return status_of(self.card, self.signal)


def spans(card: Card, register: Register) -> Iterator[Span]:
    """Yield how *card*, a whole record, stood from its first day on, one span after the other.

    On each day, that is what the report of that day shows: the one to the first meeting that hears
    the card and was not held before (see `Calendar.reports`). So a span says what any view of that
    report as of one of its days says; laws of the tests compare them.
    """
    last: Span | None = None
    for span in _each_span(card, register):
        if last is None or span.card is not last.card or span[2:] != last[2:]:
            yield span
        last = span


def _each_span(card: Card, register: Register) -> Iterator[Span]:
    """Yield the spans; neighbours may be equal."""
    calendar, settings = register.calendar, register.settings
    versions = Versions(card, calendar)
    for report in calendar.reports(card.meeting):
        for since, until in _segments(report.first, report.last, versions.days):
            seen = versions.in_report(report.number, since)
            if seen is None:
                continue
            then = partial(versions.before, report.number, since)
            standing = standing_of(seen, then, report.number, calendar)
            for day in _turning_days(since, until, seen, standing, settings):
                yield Span(day, seen, standing, signal_on(day, seen, standing, settings))
        if not card.is_open and versions.is_whole(report.number, report.last):
            return  # nothing happens to it any more


def _segments(first: date, last: date, days: tuple[date, ...]) -> Iterator[tuple[date, date]]:
    """Yield the parts of the days from *first* to *last*, each of which begins with one of *days*.

    Both ends are included.
    """
    starts = [first, *(day for day in days if first < day <= last)]
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        yield start, last if following is None else following - timedelta(days=1)


def _turning_days(
    since: date, until: date, card: Card, standing: Standing, settings: Thresholds
) -> list[date]:
    """Return *since* and the days up to *until* on which the day alone changes the signal."""
    if not card.is_open:
        return [since]
    limits = turning_limits(card, standing, settings)
    turns = {_after(start, days) for start, days in limits if start is not None}
    return [since, *sorted(day for day in turns if day is not None and since < day <= until)]


def turning_limits(
    card: CardFacts, standing: Standing, settings: Thresholds
) -> list[tuple[date | None, int]]:
    """Return the dates after which the signal may change, with the days that it takes.

    These are the limits in `signal_on`.
    """
    return [
        (card.due, 0),
        (card.due, settings.red_after_days),
        (standing.step_due, 0),
        (standing.unowned_since, settings.unowned_after_days),
    ]


def _after(day: date, days: int) -> date | None:
    """Return the first day that is more than *days* after *day*; None if the calendar ends."""
    try:
        return day + timedelta(days=days + 1)
    except OverflowError:
        return None


def statuses(card: Card, register: Register) -> Statuses:
    """Return the status of *card* in the reports, each as of the day on which its papers closed.

    Only where that is a day of the report (see `Calendar.reports`): `spans` says the same then.
    """
    found: list[tuple[date, Status]] = []
    versions = Versions(card, register.calendar)
    for number, day in register.calendar.closed_reports(card.meeting):
        seen = versions.in_report(number, day)
        if seen is None:
            continue
        status = status_of(seen, _signal_of(seen, versions, number, day, register))
        if not found or found[-1][1] != status:
            found.append((day, status))
        if not seen.is_open and versions.is_whole(number, day):
            break  # nothing happens to it any more
    return tuple(found)


def _signal_of(
    seen: Card, versions: Versions, number: int, day: date, register: Register
) -> Signal:
    then = partial(versions.before, number, day)
    grounds = grounds_of(seen, then, number, register.calendar)
    return signal_on(day, seen, grounds, register.settings)


def status_on(day: date, found: Statuses) -> Status | None:
    """Return the status in the report of *day* among `statuses`; None before the first."""
    return next((status for since, status in reversed(found) if since <= day), None)
