"""Changes between the view of a report and that of the previous report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cardctl.domain.facts import DueMove, StateMove, due_moves, state_moves

if TYPE_CHECKING:
    from cardctl.domain.card import Card
    from cardctl.domain.card_facts import CardFacts
    from cardctl.domain.corrections import Correction
    from cardctl.domain.meeting_record import RecordedChange
    from cardctl.domain.view import View
    from cardctl.domain.workflow import State

Moved = TypeVar("Moved", StateMove, DueMove)


class Changes(NamedTuple):
    """Changes between the previous view and this one, in order of card id, then of entry.

    *corrected* is how many cards that the previous view counted as open or closed should have been
    the other way: +1 for a closing that was taken back, −1 for an open card that is void.
    *meetings* are changes of meetings, such as a new date.
    """

    new: tuple[str, ...]
    moved: tuple[StateMove, ...]
    due_moved: tuple[DueMove, ...]
    open_before: int
    open_now: int
    corrected: int = 0
    corrections: tuple[Correction, ...] = ()
    meetings: tuple[RecordedChange, ...] = ()

    def into(self, state: State) -> tuple[StateMove, ...]:
        """Return the transitions into *state*."""
        return tuple(move for move in self.moved if move.target is state)

    def out_of(self, state: State) -> tuple[StateMove, ...]:
        """Return the transitions out of *state*."""
        return tuple(move for move in self.moved if move.source is state)


def changes(now: View) -> Changes:
    """Compare *now* with the previous view; moves are read from the entries in between."""
    from cardctl.domain.corrections import corrections_since  # lists need only the moves

    cards = now.register.cards
    changed = [now.shown(key) for key in now.changed if key in cards]
    # A card that was void then and is reopened is not new, although that report did not count it.
    before = {card.id: then for card in changed if (then := now.before(card.id)) is not None}
    open_before = now.previous.open_count if now.previous else 0
    right = _open(before.values()) + now.open_count - _open(changed)
    return Changes(
        new=tuple(card.id for card in changed if card.id not in before),
        moved=tuple(m for c in changed for m in moved_since(c, state_moves, before.get(c.id))),
        due_moved=tuple(m for c in changed for m in moved_since(c, due_moves, before.get(c.id))),
        open_before=open_before,
        open_now=now.open_count,
        corrected=right - open_before,
        corrections=corrections_since(now),
        meetings=meeting_changes(now),
    )


def miscounted(now: View) -> Iterator[tuple[str, int]]:
    """Yield the cards that the previous view counted wrongly, with +1 or −1 (see `Changes`)."""
    cards, then = now.register.cards, now.previous
    for key in now.changed if then is not None else ():
        before, told = now.before(key), then.card(key) if then else None
        right = key in cards and before is not None and before.is_open
        counted = told is not None and told.is_open
        if right != counted:
            yield key, right - counted


def _open(cards: Iterable[CardFacts]) -> int:
    return sum(1 for card in cards if card.is_open)


def meeting_changes(now: View) -> tuple[RecordedChange, ...]:
    """Return the changes of meetings that are dated after the previous view, by day."""
    from cardctl.domain.meeting_record import recorded_changes

    since = now.previous.day if now.previous else date.min
    found = [
        change
        for number in now.whole.calendar.numbers
        if number in now.whole.meetings
        for change in recorded_changes(now.whole.meetings[number])
        if since < change.entry.date <= now.day
    ]
    return tuple(sorted(found, key=lambda change: change.entry.date))


def slipped_since(card: Card, then: Card | None) -> tuple[DueMove, ...]:
    """Return the moves of the card's due date since *then*, the card in the previous view."""
    return moved_since(card, due_moves, then)


def moved_since(
    card: Card, moves: Callable[[Card], Iterable[Moved]], then: Card | None
) -> tuple[Moved, ...]:
    """Return the moves of *card* since *then*, the card in the previous view, kind by kind.

    They are compared by kind and not by entry: the previous view lacks what its own meeting did,
    and without that a reopening on the same day looks like a return. So closings and reopenings
    always add up to the change in open cards.
    """
    if then is not None and then.history is card.history:
        return ()
    found = tuple(moves(card))
    if not found or then is None:
        return found
    known = Counter([move.kind for move in moves(then)])
    return tuple([move for move in found if not _taken(known, move.kind)])


def _taken(known: Counter[Hashable], kind: Hashable) -> bool:
    known[kind] -= 1
    return known[kind] >= 0
