"""The part of a card that lists and tables show, and that rules need of other cards."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cardctl.domain.base import Text
    from cardctl.domain.card import Relations
    from cardctl.domain.enums import Visibility
    from cardctl.domain.workflow import Outcome, State


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
    def relations(self) -> Relations:
        """Its relations to other cards."""

    @property
    def is_open(self) -> bool:
        """Whether it is not closed."""
