"""The part of a card that lists and tables show, and that rules need of other cards.

A whole card has it, and so has the record that the index keeps of a card.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cardctl.domain.base import Text
    from cardctl.domain.enums import Visibility
    from cardctl.domain.workflow import Outcome, State


class CardRelations(Protocol):
    """The ids of the cards that a card refers to, by kind."""

    @property
    def parent(self) -> str | None:
        """The card that it is a part of."""

    @property
    def depends_on(self) -> tuple[str, ...]:
        """Cards that must be done first."""

    @property
    def see_also(self) -> tuple[str, ...]:
        """Related cards."""

    @property
    def merged_into(self) -> tuple[str, ...]:
        """The card that it was merged into."""

    @property
    def split_into(self) -> tuple[str, ...]:
        """The cards that it was split into."""

    @property
    def superseded_by(self) -> tuple[str, ...]:
        """The card that replaces it."""

    def all(self) -> Iterable[tuple[str, str]]:
        """Yield every relation as (kind, card id)."""


def each_relation(relations: CardRelations) -> Iterator[tuple[str, str]]:
    """Yield every relation as (kind, card id), in the order of the kinds."""
    if relations.parent is not None:
        yield "parent", relations.parent
    for kind in ("depends_on", "see_also", "merged_into", "split_into", "superseded_by"):
        for other in getattr(relations, kind):
            yield kind, other


class CardFacts(Protocol):
    """The part of a card that lists and tables show, and that rules need of other cards."""

    @property
    def id(self) -> str:
        """Its id, such as M01-007."""

    @property
    def title(self) -> Text:
        """The matter in a few words."""

    @property
    def decision(self) -> Text | None:
        """What the meeting decided."""

    @property
    def meeting(self) -> int:
        """Number of the meeting that it comes from."""

    @property
    def item(self) -> int | None:
        """Agenda item that it comes from."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""

    @property
    def partners(self) -> tuple[str, ...]:
        """Codes of its partner agencies."""

    @property
    def due(self) -> datetime.date | None:
        """Its due date."""

    @property
    def visibility(self) -> Visibility | None:
        """Whether the public report may show it."""

    @property
    def lead(self) -> str | None:
        """Code of its lead agency."""

    @property
    def state(self) -> State:
        """Its state."""

    @property
    def outcome(self) -> Outcome | None:
        """Its outcome, once it is submitted."""

    @property
    def relations(self) -> CardRelations:
        """Its relations to other cards."""

    @property
    def is_open(self) -> bool:
        """Whether it is not closed."""
