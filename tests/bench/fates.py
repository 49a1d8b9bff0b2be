"""What became of each generated card: its meeting, agenda item, state and outcome, by its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

MOST_MEETINGS = 40
CARDS_A_MEETING = 250
NEXT_YEAR = 2025
"""The next meeting, which has not been held, is in its September."""

ITEMS = ("decision", "report", "decision", "discussion", "decision")
"""The types of the items of every agenda."""

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
    """How many cards there are, in which meetings, and the days of these."""

    cards: int
    seed: int

    @cached_property
    def held(self) -> int:
        """The number of meetings held, which is that of the last one; the next has no cards."""
        wanted = max(-(-self.cards // CARDS_A_MEETING), 3)
        return min(wanted, MOST_MEETINGS, max(self.cards, 1))

    def day(self, meeting: int) -> date:
        """The day of a meeting: two a year, the next one in `NEXT_YEAR`."""
        half = NEXT_YEAR * 2 + 1 - (self.held + 1 - meeting)
        return date(half // 2, 9 if half % 2 else 3, 10 + meeting * 7 % 15)

    def papers(self, meeting: int) -> date:
        """The day on which the papers of a meeting are closed."""
        return self.day(meeting) - timedelta(days=14)

    def first(self, meeting: int) -> int:
        """The place, from 0, of a meeting's first card."""
        return (meeting - 1) * self.cards // self.held

    def meeting(self, index: int) -> int:
        """The meeting of the card at this place."""
        return ((index + 1) * self.held - 1) // self.cards + 1

    def identifier(self, index: int) -> str:
        """The id of the card at this place."""
        meeting = self.meeting(index)
        return f"M{meeting:02}-{index - self.first(meeting) + 1:03}"

    def items(self, meeting: int) -> tuple[str, ...]:
        """The types of the agenda's items, as many as there are cards for."""
        return ITEMS[: self.first(meeting + 1) - self.first(meeting)]

    def whim(self, index: int, purpose: str) -> Random:
        """The chances of one card, the same whichever cards were made before it."""
        return Random(f"{self.seed}/{purpose}/{index}")


@dataclass(frozen=True)
class Fate:
    """Where a card comes from and where it stands.

    *heard* is the meeting that confirmed its closing; for others the next one.
    """

    meeting: int
    item: int | None
    state: str
    outcome: str | None
    heard: int

    @property
    def is_open(self) -> bool:
        """Not closed."""
        return self.state != "closed"

    @property
    def is_done(self) -> bool:
        """Claimed or confirmed as done."""
        return self.outcome in DONE


def pick(whim: Random, weights: dict[str, int]) -> str:
    """Give one of the words, by its weight."""
    return whim.choices(list(weights), list(weights.values()))[0]


def fate(layout: Layout, index: int) -> Fate:
    """Tell what became of the card at this place."""
    whim = layout.whim(index, "fate")
    meeting, following = layout.meeting(index), layout.held + 1
    age = layout.held - meeting
    item = _item(layout, index, whim)
    if whim.random() >= CLOSED_BY_AGE[min(age, 4)]:
        state = pick(whim, LATER if age else EARLY)
        outcome = pick(whim, CLAIMS) if state == "submitted" else None
        return Fate(meeting, item, state, outcome, following)
    outcome = pick(whim, ENDS if age else AT_ONCE)
    if outcome == "noted" and (item is None or layout.items(meeting)[item - 1] == "decision"):
        outcome = "completed" if age else "withdrawn"
    if outcome in REPLACED and index + 2 >= layout.cards:
        outcome = "withdrawn"  # nothing later is there to take its place
    heard = meeting + (whim.randint(1, min(age, 3)) if age else 0)
    return Fate(meeting, item, "closed", outcome, heard)


def _item(layout: Layout, index: int, whim: Random) -> int | None:
    """The agenda item: each has a card; a few cards have none."""
    meeting = layout.meeting(index)
    place, count = index - layout.first(meeting), len(layout.items(meeting))
    if place < count:
        return place + 1
    return whim.randint(1, count) if whim.random() < 0.97 else None
