"""What other cards may want to know of a card: enough for the rules that compare cards.

A register of ten thousand sketches takes a tenth of the memory and time of one of cards. What a
sketch does not hold it does not have: a rule that asks for it fails, and is not misled.
"""

from __future__ import annotations

import json
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
