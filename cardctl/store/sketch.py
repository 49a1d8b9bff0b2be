"""What other cards may want to know of a card: enough for the rules that compare cards.

A register of ten thousand sketches takes a tenth of the memory and time of one of cards. What a
sketch does not hold it does not have: a rule that asks for it fails, and is not misled.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cardctl.model.card import Card, Relations
from cardctl.model.state import Outcome, State
from cardctl.model.text import Text

_UNTIED = Relations()


@dataclass(frozen=True, slots=True)
class Sketch:
    """A card as far as others look at it; the fields are those of `Card`."""

    id: str
    title: Text
    meeting: int
    item: int | None
    state: State
    outcome: Outcome | None
    relations: Relations

    @property
    def is_open(self) -> bool:
        """Not closed."""
        return self.state is not State.CLOSED


def sketch_of(card: Card) -> str:
    """Write the sketch of a card as JSON."""
    ties = card.relations.model_dump(mode="json", exclude_unset=True)
    parts = [card.id, card.title, card.meeting, card.item, card.state, card.outcome, ties]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def sketched(text: str) -> Sketch:
    """Read a sketch back."""
    identifier, title, meeting, item, state, outcome, ties = json.loads(text)
    return Sketch(
        identifier,
        title,
        meeting,
        item,
        State(state),
        Outcome(outcome) if outcome else None,
        Relations.model_validate_json(json.dumps(ties)) if ties else _UNTIED,
    )


class Sketches(Mapping[str, Sketch]):
    """Sketches by id; each is made of its text when somebody first asks for it."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._made: dict[str, Sketch] = {}

    def __getitem__(self, identifier: str) -> Sketch:
        if identifier not in self._made:
            self._made[identifier] = sketched(self._texts[identifier])
        return self._made[identifier]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
