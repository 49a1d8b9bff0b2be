"""The view of a meeting's report: the register as of a day, and the previous report's view."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from cardctl.domain.facts import is_void
from cardctl.domain.in_force import Horizon, in_force, recorded_by, whole_record, with_corrections
from cardctl.domain.standing import (
    Known,
    Standing,
    Status,
    Statuses,
    signal_on,
    standing_of,
    status_of,
    status_on,
    statuses,
)
from cardctl.domain.workflow import State

if TYPE_CHECKING:
    from cardctl.domain.card import Card
    from cardctl.domain.card_facts import CardFacts
    from cardctl.domain.register import FactRegister, Register
    from cardctl.domain.signal import Signal


class _Computed:
    """What a view has computed, by card id."""

    def __init__(self) -> None:
        self.kept: dict[str, Known | None] = {}
        self.known: dict[str, Known | None] = {}
        self.recorded: dict[str, Card | None] = {}
        self.cards: dict[str, Card | None] = {}
        self.standings: dict[str, Standing] = {}
        self.signals: dict[str, Signal] = {}
        self.status: dict[str, Status | None] = {}
        self.statuses: dict[str, Statuses] = {}


@dataclass(frozen=True)
class View:
    """What report *meeting_number* shows of the *whole* register at the end of *day*.

    *later* is the view whose `previous` is this one, if any: what it already leaves out need not
    be removed again. *start* is the view that it is compared with instead of the previous report's
    (see `period_view`). Each card is computed once. A card that is known (see `standing.Known`),
    and has not changed after the view, is not read for its facts, its standing and its status.
    """

    whole: Register
    meeting_number: int
    day: date
    later: View | None = field(default=None, repr=False, compare=False)
    start: View | None = field(default=None, repr=False, compare=False)
    _made: _Computed = field(default_factory=_Computed, init=False, repr=False, compare=False)

    @cached_property
    def horizon(self) -> Horizon:
        """What this view can know."""
        return Horizon(self.day, self.meeting_number, self.whole.calendar)

    @cached_property
    def previous(self) -> View | None:
        """The previous report's view, as of that report's own date, but never later than *day*.

        The view at the *start* of a period, if there is one.
        """
        if self.start is not None:
            return self.start
        number = self.whole.calendar.previous(self.meeting_number)
        if number is None:
            return None
        return View(self.whole, number, default_as_of(self.whole, number, self.day), self)

    # Whole cards --------------------------------------------------------------------------------

    def recorded(self, identifier: str) -> Card | None:
        """Return the card's record as it was written by then; None if it is not in the view."""
        if identifier not in self._made.recorded:
            self._made.recorded[identifier] = self._record(identifier)
        return self._made.recorded[identifier]

    def _record(self, identifier: str) -> Card | None:
        if self.known(identifier) is not None:
            return whole_record(self.whole.cards[identifier])
        now = (self.later.recorded if self.later else self.whole.cards.get)(identifier)
        return recorded_by(now, self.horizon) if now else None

    def card(self, identifier: str) -> Card | None:
        """Return the card as this report shows it, in force; None if it is not in the view."""
        if identifier not in self._made.cards:
            seen = self.recorded(identifier)
            self._made.cards[identifier] = in_force(seen, self.whole.calendar) if seen else None
        return self._made.cards[identifier]

    def shown(self, identifier: str) -> Card:
        """Return a card that is in the view. Raises KeyError if it is not."""
        card = self.card(identifier)
        if card is None:
            raise KeyError(identifier)
        return card

    def before(self, identifier: str) -> Card | None:
        """Return a card as the previous report showed it; None if it was not in that view.

        What was corrected since is left out: it is no change (see `in_force.with_corrections`).
        """
        if self.previous is None:
            return None
        then, recorded = self.previous.card(identifier), self.recorded(identifier)
        if then is None or recorded is None:
            return then
        return with_corrections(then, recorded, self.previous.horizon)

    # Facts of all cards -------------------------------------------------------------------------

    def _kept(self, identifier: str) -> Known | None:
        """Return the kept facts of a card, whatever the view shows of it; the same each time.

        They are decoded when they are taken from the register, so the views before share them.
        """
        if self.later is not None:
            return self.later._kept(identifier)
        if identifier not in self._made.kept:
            self._made.kept[identifier] = self.whole.known.get(identifier)
        return self._made.kept[identifier]

    def known(self, identifier: str) -> Known | None:
        """Return the kept facts of a card if the view shows its whole record, else None."""
        if identifier not in self._made.known:
            known = self._kept(identifier)
            is_shown = known is not None and self._shows_whole(known)
            self._made.known[identifier] = known if is_shown else None
        return self._made.known[identifier]

    def _shows_whole(self, known: Known) -> bool:
        """Whether the view shows all that is recorded of a card."""
        last = known.last_meeting
        is_earlier = last > 0 and self.whole.calendar.is_before(last, self.meeting_number)
        return is_earlier and known.last_day <= self.day

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """The ids of the cards that the previous report may have shown otherwise, or not at all.

        Of the others it is known, without reading them, that it showed them so.
        """
        earlier = self.previous
        if earlier is None:
            return self.whole.ids
        return tuple([key for key in self.whole.ids if earlier.known(key) is None])

    def facts(self, identifier: str) -> CardFacts | None:
        """Return the facts of a card as this report shows it; None if it is not in the view."""
        return self.known(identifier) or self.card(identifier)

    @cached_property
    def register(self) -> FactRegister:
        """The register with the facts of the cards in this report; void cards are left out."""
        seen = ((key, self.facts(key)) for key in self.whole.ids)
        shown = {key: card for key, card in seen if card is not None and not is_void(card)}
        facts: FactRegister = self.whole
        return replace(facts, cards=shown)

    @cached_property
    def cards(self) -> tuple[CardFacts, ...]:
        """The facts of the cards in the view, by meeting and serial."""
        return tuple(self.register.cards.values())

    def standing(self, identifier: str) -> Standing:
        """Return the standing of a card of the view."""
        if identifier not in self._made.standings:
            known = self.known(identifier)
            is_kept = known is not None and self._holds(known)
            self._made.standings[identifier] = (
                known.standing if known and is_kept else self._computed(identifier)
            )
        return self._made.standings[identifier]

    def _holds(self, known: Known) -> bool:
        """Whether the standing that is known of a card is the one in this view."""
        return known.hearing == self.meeting_number or not known.is_open

    def _computed(self, identifier: str) -> Standing:
        then = partial(self.before, identifier)
        return standing_of(self.shown(identifier), then, self.meeting_number, self.whole.calendar)

    def signal(self, identifier: str) -> Signal:
        """Return the signal of a card of the view."""
        if identifier not in self._made.signals:
            card = self.facts(identifier) or self.shown(identifier)
            settings = self.whole.settings
            self._made.signals[identifier] = signal_on(
                self.day, card, self.standing(identifier), settings
            )
        return self._made.signals[identifier]

    # Status, of this report and of earlier ones -------------------------------------------------

    def status(self, identifier: str) -> Status | None:
        """Return the status of a card in this report; None if it is not in the view."""
        if identifier not in self._made.status:
            self._made.status[identifier] = self._status(identifier)
        return self._made.status[identifier]

    def _status(self, identifier: str) -> Status | None:
        if self.later is not None and self.is_of_its_day:
            is_shown = self.has_cards_of(self.meeting_of(identifier))
            return status_on(self.day, self.statuses(identifier)) if is_shown else None
        card = self.facts(identifier)
        return None if card is None else status_of(card, self.signal(identifier))

    @cached_property
    def open_count(self) -> int:
        """How many cards are open in this report."""
        if self.later is None:  # the facts are there; the status would need the signal, too
            facts = map(self.facts, self.whole.ids)
            return sum(1 for card in facts if card is not None and card.is_open)
        found = map(self.status, self.whole.cards)
        return sum(1 for status in found if status is not None and status[0] is not State.CLOSED)

    @cached_property
    def is_of_its_day(self) -> bool:
        """Whether this is the report of its day, as of its own day (see `standing.statuses`)."""
        calendar, number = self.whole.calendar, self.meeting_number
        return calendar.closing(number) == self.day and calendar.report_on(self.day) == number

    def meeting_of(self, identifier: str) -> int:
        """Return the number of the meeting that decided a card."""
        return (self._kept(identifier) or self.whole.cards[identifier]).meeting

    def has_cards_of(self, meeting: int) -> bool:
        """Whether it has the cards of a meeting, which is an earlier one."""
        return self.whole.calendar.is_before(meeting, self.meeting_number)

    def statuses(self, identifier: str) -> Statuses:
        """Return the status of a card in all reports (see `standing.statuses`)."""
        if self.later is not None:
            return self.later.statuses(identifier)
        known = self._kept(identifier)
        if known is not None and (found := known.statuses):
            return found
        if identifier not in self._made.statuses:
            card = self.whole.cards[identifier]
            self._made.statuses[identifier] = statuses(card, self.whole)
        return self._made.statuses[identifier]

    # Place in time ------------------------------------------------------------------------------

    def is_of_previous_meeting(self, card: CardFacts) -> bool:
        """Whether the card was decided by the previous meeting that heard a report, or later."""
        earlier = self.whole.calendar.previous(self.meeting_number)
        return earlier is None or not self.whole.calendar.is_before(card.meeting, earlier)

    def is_carried_over(self, card: CardFacts) -> bool:
        """Whether the card is open and was decided before the previous meeting."""
        return card.is_open and not self.is_of_previous_meeting(card)


def view_at(register: Register, day: date) -> View:
    """Return what is on record at the end of *day*: the view of the next report to be heard then.

    It has what a meeting on that day decided.
    """
    following = day + timedelta(days=1) if day < date.max else day
    return View(register, register.calendar.report_on(following) or register.calendar.new, day)


def period_view(register: Register, since: date, until: date) -> View:
    """Return the view at the end of *until*, compared with the one before the day *since*."""
    start = view_at(register, since - timedelta(days=1))
    end = view_at(register, until)
    return View(register, end.meeting_number, until, start=start)


def default_as_of(register: Register, meeting_number: int, today: date) -> date:
    """Return the as-of date of a report: when its papers close (else its date), or *today*.

    The earlier of the two counts.
    """
    closing = register.calendar.closing(meeting_number)
    return today if closing is None else min(closing, today)


def current_view(register: Register, today: date, decided: int | None = None) -> View:
    """Return the view of the next meeting's report as of *today* (for lists and `show`).

    A card of that meeting itself (*decided*) is first heard by the one after it.
    """
    calendar = register.calendar
    number = calendar.next if decided is None else calendar.next_for(decided)
    return View(register, number, today)
