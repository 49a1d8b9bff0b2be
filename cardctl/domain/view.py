"""What the report for a meeting sees: the register as of a day, and what the one before saw."""

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
    """What report *hearing* sees at the end of *day*, in the *whole* register.

    *later* is the view that this one is `previous` of, if any: what that one no longer sees need
    not be taken away twice. Each card is taken back once, and its signal remembered.
    """

    whole: Register
    meeting_number: int
    day: date
    later: View | None = field(default=None, repr=False, compare=False)
    signals: dict[str, tuple[Card, Signal]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """The signals that `domain.signal` found, by id, each with the very card that it is of."""
    _cards: dict[str, Card | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def card(self, identifier: str) -> Card | None:
        """The card as this report sees it; None where it does not see it."""
        if identifier not in self._cards:
            stands = (self.later.card if self.later else self.whole.cards.get)(identifier)
            self._cards[identifier] = (
                stands.as_of(self.day, self.meeting_number) if stands else None
            )
        return self._cards[identifier]

    @cached_property
    def register(self) -> Register:
        """The register as this report sees it."""
        seen = ((key, self.card(key)) for key in self.whole.cards)
        return replace(self.whole, cards={key: card for key, card in seen if card is not None})

    @cached_property
    def previous(self) -> View | None:
        """What the report before it saw: as of that one's own date, but never one after *day*."""
        if self.meeting_number <= 1:
            return None
        before = default_as_of(self.whole, self.meeting_number - 1, self.day)
        return View(self.whole, self.meeting_number - 1, min(before, self.day), self)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The cards seen, by meeting and serial."""
        return self.register.in_order

    def before(self, card: Card) -> Card | None:
        """The card with this id as the report before saw it; None where there is none."""
        return self.previous.card(card.id) if self.previous else None


def default_as_of(register: Register, meeting_number: int, today: date) -> date:
    """The as-of date of report *hearing*: its papers date, else its date if held, else today."""
    meeting = register.meetings.get(meeting_number)
    if meeting is not None and meeting.papers is not None:
        return meeting.papers
    if meeting is not None and meeting.date is not None and meeting.status is MeetingStatus.HELD:
        return meeting.date
    return today


def standing(register: Register, today: date) -> View:
    """The register as it stands today, seen towards its next meeting (for lists and `show`)."""
    return View(register, register.next_meeting, today)
