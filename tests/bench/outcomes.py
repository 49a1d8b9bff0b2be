"""The outcome of each generated card: meeting, agenda item, state and outcome, by card index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

MOST_MEETINGS = 40
CARDS_A_MEETING = 250
NEXT_YEAR = 2025
"""The next meeting, which has not been held yet, is in September of this year."""

ITEMS = ("decision", "report", "decision", "discussion", "decision")
"""The item types of every agenda."""

CLOSED_BY_AGE = (0.06, 0.25, 0.45, 0.65, 0.9)
"""The share of closed cards, by the number of meetings held since the one that made them."""

EARLY = {"registered": 45, "planned": 33, "in_progress": 12, "on_hold": 3, "submitted": 7}
LATER = {"registered": 3, "planned": 7, "in_progress": 64, "on_hold": 8, "submitted": 18}
ENDS = {
    "completed": 62, "sustained": 9, "infeasible": 6, "withdrawn": 6, "noted": 7, "merged": 4,
    "superseded": 3, "split": 3,
}  # fmt: skip
AT_ONCE = {"withdrawn": 2, "noted": 5, "merged": 1, "superseded": 1}
CLAIMS = {"completed": 75, "sustained": 10, "infeasible": 10, "withdrawn": 5}
DONE = frozenset({"completed", "sustained"})
REPLACED = frozenset({"merged", "split", "superseded"})


@dataclass(frozen=True)
class Layout:
    """The number of cards, their meetings, and the dates of those meetings.

    *meetings* is the number of meetings held, if it is not to follow from the number of cards.
    """

    cards: int
    seed: int
    meetings: int | None = None

    @cached_property
    def held(self) -> int:
        """The number of meetings held; the next meeting has no cards."""
        if self.meetings is not None:
            return self.meetings
        wanted = max(-(-self.cards // CARDS_A_MEETING), 3)
        return min(wanted, MOST_MEETINGS, max(self.cards, 1))

    def day(self, meeting: int) -> date:
        """Return the date of a meeting: two a year, the next one in `NEXT_YEAR`."""
        half = NEXT_YEAR * 2 + 1 - (self.held + 1 - meeting)
        return date(half // 2, 9 if half % 2 else 3, 10 + meeting * 7 % 15)

    def papers(self, meeting: int) -> date:
        """Return the papers date of a meeting."""
        return self.day(meeting) - timedelta(days=14)

    def first(self, meeting: int) -> int:
        """Return the index, from 0, of a meeting's first card."""
        return (meeting - 1) * self.cards // self.held

    def meeting(self, index: int) -> int:
        """Return the meeting of the card at this index."""
        return ((index + 1) * self.held - 1) // self.cards + 1

    def identifier(self, index: int) -> str:
        """Return the id of the card at this index."""
        meeting = self.meeting(index)
        return f"M{meeting:02}-{index - self.first(meeting) + 1:03}"

    def items(self, meeting: int) -> tuple[str, ...]:
        """Return the types of the agenda items, at most one per card."""
        return ITEMS[: self.first(meeting + 1) - self.first(meeting)]

    def rng(self, index: int, purpose: str) -> Random:
        """Return the random generator of one card, independent of all other cards."""
        return Random(f"{self.seed}/{purpose}/{index}")


@dataclass(frozen=True)
class CardOutcome:
    """The origin and the current state of a card.

    *heard* is the meeting that confirmed its closing; for open cards the next meeting.
    """

    meeting: int
    item: int | None
    state: str
    outcome: str | None
    heard: int

    @property
    def is_open(self) -> bool:
        """Whether the card is not closed."""
        return self.state != "closed"

    @property
    def is_done(self) -> bool:
        """Whether the card is claimed or confirmed as done."""
        return self.outcome in DONE


def pick(rng: Random, weights: dict[str, int]) -> str:
    """Return one of the keys, at random by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def card_outcome(layout: Layout, index: int) -> CardOutcome:
    """Return the outcome of the card at this index."""
    rng = layout.rng(index, "fate")
    meeting, following = layout.meeting(index), layout.held + 1
    age = layout.held - meeting
    item = _item(layout, index, rng)
    if rng.random() >= CLOSED_BY_AGE[min(age, 4)]:
        state = pick(rng, LATER if age else EARLY)
        outcome = pick(rng, CLAIMS) if state == "submitted" else None
        return CardOutcome(meeting, item, state, outcome, following)
    outcome = pick(rng, ENDS if age else AT_ONCE)
    if outcome == "noted" and (item is None or layout.items(meeting)[item - 1] == "decision"):
        outcome = "completed" if age else "withdrawn"
    if outcome in REPLACED and index + 2 >= layout.cards:
        outcome = "withdrawn"  # no later card exists to replace it
    heard = meeting + (rng.randint(1, min(age, 3)) if age else 0)
    return CardOutcome(meeting, item, "closed", outcome, heard)


def _item(layout: Layout, index: int, rng: Random) -> int | None:
    """Return the agenda item: every item has a card; a few cards have no item."""
    meeting = layout.meeting(index)
    place, count = index - layout.first(meeting), len(layout.items(meeting))
    if place < count:
        return place + 1
    return rng.randint(1, count) if rng.random() < 0.97 else None
