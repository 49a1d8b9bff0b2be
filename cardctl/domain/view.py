"""The view of a meeting's report: the register as of a day, and the previous report's view."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from cardctl.domain.card import Card
from cardctl.domain.meeting import MeetingStatus
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
    _cards: dict[str, Card | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def card(self, identifier: str) -> Card | None:
        """Return the card as this report shows it; None if it is not in the view."""
        if identifier not in self._cards:
            stands = (self.later.card if self.later else self.whole.cards.get)(identifier)
            self._cards[identifier] = (
                stands.as_of(self.day, self.meeting_number) if stands else None
            )
        return self._cards[identifier]

    @cached_property
    def register(self) -> Register:
        """The register with the cards as this report shows them."""
        seen = ((key, self.card(key)) for key in self.whole.cards)
        return replace(self.whole, cards={key: card for key, card in seen if card is not None})

    @cached_property
    def previous(self) -> View | None:
        """The previous report's view, as of that report's own date, but never later than *day*."""
        if self.meeting_number <= 1:
            return None
        before = default_as_of(self.whole, self.meeting_number - 1, self.day)
        return View(self.whole, self.meeting_number - 1, min(before, self.day), self)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The cards in the view, by meeting and serial."""
        return self.register.in_order

    def before(self, card: Card) -> Card | None:
        """Return this card as the previous report showed it; None if it was not in that view."""
        return self.previous.card(card.id) if self.previous else None


def default_as_of(register: Register, meeting_number: int, today: date) -> date:
    """Return the as-of date of a report: the papers date, else the date if held, else *today*."""
    meeting = register.meetings.get(meeting_number)
    if meeting is not None and meeting.papers is not None:
        return meeting.papers
    if meeting is not None and meeting.date is not None and meeting.status is MeetingStatus.HELD:
        return meeting.date
    return today


def standing(register: Register, today: date) -> View:
    """Return the view of the next meeting's report as of *today* (for lists and `show`)."""
    return View(register, register.next_meeting, today)
