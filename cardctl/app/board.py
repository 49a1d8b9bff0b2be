"""The board: cards in columns, by state, follow-up class or lead agency."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from cardctl.domain.follow_up import FollowUp, follow_up
from cardctl.domain.ids import id_order
from cardctl.domain.signal import Colour, Signal
from cardctl.domain.workflow import Outcome, State

if TYPE_CHECKING:
    from cardctl.app.card_fields import CardRow
    from cardctl.domain.base import Text
    from cardctl.domain.register import FactRegister


class Grouping(StrEnum):
    """What the columns of a board stand for."""

    STATE = "state"
    FOLLOW_UP = "follow_up"
    LEAD = "lead"


class BoardCard(NamedTuple):
    """What a board shows of a card."""

    id: str
    title: Text
    state: State
    outcome: Outcome | None
    lead: str | None
    due: date | None
    signal: Signal

    @property
    def follow_up(self) -> FollowUp:
        """How the card is going."""
        return follow_up(self.state, self.signal)


class BoardColumn(NamedTuple):
    """The cards with one *key*: a state, a class, or the code of a lead (None: no lead).

    The most serious signals come first.
    """

    key: str | None
    cards: tuple[BoardCard, ...]


class Board(NamedTuple):
    """Columns with cards, in their usual order; *closed* cards are only counted."""

    by: Grouping
    columns: tuple[BoardColumn, ...]
    closed: int

    @property
    def cards(self) -> Sequence[BoardCard]:
        """All cards on the board."""
        return [card for column in self.columns for card in column.cards]


def board(
    register: FactRegister, rows: Iterable[CardRow], by: Grouping, *, with_closed: bool = False
) -> Board:
    """Put *rows*, cards of *register*, on a board.

    Closed cards are counted only, unless *with_closed*, or unless no card is open.
    """
    found = [_card(row) for row in rows]
    shown = found if with_closed else [card for card in found if card.state is not State.CLOSED]
    shown = shown or found
    return Board(by, tuple(_columns(register, shown, by)), len(found) - len(shown))


def _card(row: CardRow) -> BoardCard:
    card = row.card
    return BoardCard(card.id, card.title, card.state, card.outcome, card.lead, card.due, row.signal)


_KEYS: Mapping[Grouping, Callable[[BoardCard], str | None]] = {
    Grouping.STATE: lambda card: card.state,
    Grouping.FOLLOW_UP: lambda card: card.follow_up,
    Grouping.LEAD: lambda card: card.lead,
}


def _columns(
    register: FactRegister, cards: Iterable[BoardCard], by: Grouping
) -> Iterable[BoardColumn]:
    """Yield the columns that have cards, in the order of the workflow or of protocol."""
    found: dict[str | None, list[BoardCard]] = {}
    for card in cards:
        found.setdefault(_KEYS[by](card), []).append(card)
    order = {
        Grouping.STATE: [*State],
        Grouping.FOLLOW_UP: [*FollowUp],
        Grouping.LEAD: [*register.agency_names, *(key for key in found if key is not None), None],
    }[by]
    for key in dict.fromkeys(order):
        if key in found:
            yield BoardColumn(key, tuple(sorted(found[key], key=_urgency)))


_SERIOUS = {colour: place for place, colour in enumerate(Colour)}


def _urgency(card: BoardCard) -> tuple[int, tuple[int, int, str]]:
    return _SERIOUS[card.signal.colour], id_order(card.id)
