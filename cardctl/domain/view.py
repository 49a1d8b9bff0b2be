"""The view of a meeting's report: the register as of a day, and the previous report's view."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from cardctl.domain.card import Card
from cardctl.domain.facts import is_not_submitted, is_void
from cardctl.domain.in_force import Horizon, in_force, recorded_by, with_corrections
from cardctl.domain.register import Register

if TYPE_CHECKING:
    from cardctl.domain.signal import Signal


@dataclass(frozen=True)
class View:
    """What report *meeting_number* shows of the *whole* register at the end of *day*.

    *later* is the view whose `previous` is this one, if any: what it already leaves out need not
    be removed again. Each card is computed once, and its signal is cached.
    """

    whole: Register
    meeting_number: int
    day: date
    later: View | None = field(default=None, repr=False, compare=False)
    signals: dict[str, tuple[Card, Signal]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Cache of `domain.signal`: card id to the card object and its signal."""
    _recorded: dict[str, Card | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _cards: dict[str, Card | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def horizon(self) -> Horizon:
        """What this view can know."""
        return Horizon(self.day, self.meeting_number, self.whole.calendar)

    def recorded(self, identifier: str) -> Card | None:
        """Return the card's record as it was written by then; None if it is not in the view."""
        if identifier not in self._recorded:
            now = (self.later.recorded if self.later else self.whole.cards.get)(identifier)
            self._recorded[identifier] = recorded_by(now, self.horizon) if now else None
        return self._recorded[identifier]

    def card(self, identifier: str) -> Card | None:
        """Return the card as this report shows it, in force; None if it is not in the view."""
        if identifier not in self._cards:
            seen = self.recorded(identifier)
            self._cards[identifier] = in_force(seen, self.whole.calendar) if seen else None
        return self._cards[identifier]

    @cached_property
    def register(self) -> Register:
        """The register with the cards as this report shows them; void cards are left out."""
        seen = ((key, self.card(key)) for key in self.whole.cards)
        shown = {key: card for key, card in seen if card is not None and not is_void(card)}
        return replace(self.whole, cards=shown)

    @cached_property
    def previous(self) -> View | None:
        """The previous report's view, as of that report's own date, but never later than *day*."""
        number = self.whole.calendar.previous(self.meeting_number)
        if number is None:
            return None
        return View(self.whole, number, default_as_of(self.whole, number, self.day), self)

    def is_not_submitted(self, card: Card) -> bool:
        """Whether the card has no answer for this meeting (see `facts.is_not_submitted`)."""
        return is_not_submitted(card, self.meeting_number, self.whole.calendar)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The cards in the view, by meeting and serial."""
        return self.register.in_order

    def before(self, card: Card) -> Card | None:
        """Return this card as the previous report showed it; None if it was not in that view.

        What was corrected since is left out: it is no change (see `in_force.with_corrections`).
        """
        then = self.previous.card(card.id) if self.previous else None
        recorded = self.recorded(card.id)
        if self.previous is None or then is None or recorded is None:
            return then
        return with_corrections(then, recorded, self.previous.horizon)

    def is_of_previous_meeting(self, card: Card) -> bool:
        """Whether the card was decided by the previous meeting that heard a report, or later."""
        earlier = self.whole.calendar.previous(self.meeting_number)
        return earlier is None or not self.whole.calendar.is_before(card.meeting, earlier)

    def is_carried_over(self, card: Card) -> bool:
        """Whether the card is open and was decided before the previous meeting."""
        return card.is_open and not self.is_of_previous_meeting(card)


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
    number = calendar.next
    if decided is not None and not calendar.is_before(decided, number):
        number = calendar.following(decided) or calendar.new
    return View(register, number, today)
