"""What a meeting decided on a card: the history entries that name it, each by its kind."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from cardctl.domain.card import Card, HistoryEntry
from cardctl.domain.facts import is_void, records
from cardctl.domain.recorded_fields import Recorded
from cardctl.domain.workflow import Outcome, State


class DecisionKind(StrEnum):
    """What a meeting decided about a card; one history entry may decide several things."""

    CONFIRMED = "confirmed"
    """The submitted outcome is confirmed: the card is closed."""
    RETURNED = "returned"
    """The submitted outcome is not confirmed: the lead goes on."""
    REOPENED = "reopened"
    DUE = "due"
    """A due date is granted, or set for the first time."""
    LEAD = "lead"
    """A lead agency is named, or replaced."""
    HELD = "held"
    """The card is put on hold, or the hold is prolonged."""
    RESUMED = "resumed"
    """A hold ends."""
    MOVED = "moved"
    """Any other transition."""
    NOTED = "noted"
    """The entry changes nothing, but has a note."""


class Decision(NamedTuple):
    """A decision about *card*: the entry, and the recorded fields before and after it.

    *claim* is the entry that submitted the outcome that was decided on, if any.
    """

    kind: DecisionKind
    card: Card
    entry: HistoryEntry
    before: Recorded
    after: Recorded
    claim: HistoryEntry | None = None

    @property
    def outcome(self) -> Outcome | None:
        """The outcome that was decided on."""
        return self.after.outcome or self.before.outcome


def decisions_on(card: Card, number: int) -> Iterator[Decision]:
    """Yield what the entries of *card*, in force, that name meeting *number* decided.

    The first lead and due date of its own card are a charge. A void card is told as a correction.
    """
    claim: HistoryEntry | None = None
    is_own = card.meeting == number
    for index, (before, entry, after) in enumerate(() if is_void(card) else records(card)):
        claim = entry if entry.state is State.SUBMITTED else claim
        if entry.meeting != number or (is_own and index == 0):
            continue
        for kind in _kinds(before, entry, after):
            if not (is_own and _is_charge(kind, before)):
                yield Decision(kind, card, entry, before, after, claim)


def _is_charge(kind: DecisionKind, before: Recorded) -> bool:
    """Whether a decision only fills in the lead or the due date."""
    first_due = kind is DecisionKind.DUE and before.due is None
    return first_due or (kind is DecisionKind.LEAD and before.lead is None)


def _kinds(before: Recorded, entry: HistoryEntry, after: Recorded) -> Iterator[DecisionKind]:
    """Yield what an entry decided; what it corrects or amends is no decision of this kind."""
    move = _move(before, entry, after)
    is_moved = before.due != after.due, before.lead != after.lead
    if move is not None:
        yield move
    if is_moved[0]:
        yield DecisionKind.DUE
    if is_moved[1]:
        yield DecisionKind.LEAD
    is_other = move is not None or any(is_moved) or entry.amends or entry.corrects or entry.redacts
    is_void = after.state is State.CLOSED and after.outcome is Outcome.VOID
    if not is_other and not is_void and entry.note is not None:
        yield DecisionKind.NOTED


def _move(before: Recorded, entry: HistoryEntry, after: Recorded) -> DecisionKind | None:
    """Return the kind of a transition; None without one, and for a void card: a correction."""
    if entry.state is None:
        return None
    if after.state is State.ON_HOLD:
        return DecisionKind.HELD
    if after.state is before.state:
        return None
    if after.state is State.CLOSED:
        return None if after.outcome is Outcome.VOID else DecisionKind.CONFIRMED
    if before.state is State.CLOSED:
        return DecisionKind.REOPENED
    if before.state is State.SUBMITTED:
        return DecisionKind.RETURNED
    return DecisionKind.RESUMED if before.state is State.ON_HOLD else DecisionKind.MOVED
