"""What other cards may want to know of a card: enough for the rules that compare cards.

A register of ten thousand sketches takes a tenth of the memory and time of one of cards. What a
sketch does not hold it does not have: a rule that asks for it fails, and is not misled.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property

from cardctl.domain.card import Card, Relations
from cardctl.domain.text import Text
from cardctl.domain.workflow import Outcome, State

_UNTIED = Relations()
_BAR = "\x1f"
"""Between the parts of a sketch: JSON writes this character in another way."""


def summary_of(card: Card) -> str:
    """Write the sketch of a card down."""
    is_tied = any(True for _ in card.relations.all())
    ties = card.relations.model_dump_json(exclude_unset=True) if is_tied else ""
    numbers = (card.meeting, card.item or "", card.state, card.outcome or "")
    return _BAR.join((card.id, *map(str, numbers), ties, json.dumps(card.title)))


class CardSummary:
    """A card as far as others look at it; the fields are those of `Card`, made when asked for."""

    def __init__(self, text: str) -> None:
        self.id, *self._parts = text.split(_BAR)

    @property
    def meeting(self) -> int:
        """Number of the meeting that it comes from."""
        return int(self._parts[0])

    @property
    def item(self) -> int | None:
        """Agenda item it comes from."""
        return int(self._parts[1]) if self._parts[1] else None

    @property
    def state(self) -> State:
        """Where it stands."""
        return State(self._parts[2])

    @property
    def outcome(self) -> Outcome | None:
        """How it ended."""
        return Outcome(self._parts[3]) if self._parts[3] else None

    @cached_property
    def relations(self) -> Relations:
        """Its ties to other cards."""
        return Relations.model_validate_json(self._parts[4]) if self._parts[4] else _UNTIED

    @cached_property
    def title(self) -> Text:
        """The matter in a few words."""
        title: Text = json.loads(self._parts[5])
        return title

    @property
    def is_open(self) -> bool:
        """Not closed."""
        return self.state is not State.CLOSED


class CardSummaries(Mapping[str, CardSummary]):
    """Sketches by id; each is made of its text when somebody first asks for it."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._made: dict[str, CardSummary] = {}

    def __getitem__(self, identifier: str) -> CardSummary:
        if identifier not in self._made:
            self._made[identifier] = CardSummary(self._texts[identifier])
        return self._made[identifier]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
