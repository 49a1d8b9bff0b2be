"""The recorded fields of a card, which change only together with a history entry.

The top of a card repeats their last values for people; `replay` computes them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from cardctl.domain.workflow import Outcome, State

if TYPE_CHECKING:
    from cardctl.domain.base import Text
    from cardctl.domain.card import HistoryEntry

RECORDED = ("state", "outcome", "lead", "due")
"""The fields that change only together with a history entry."""

CORRECTABLE = ("due", "lead")
"""Those whose value can be corrected; a closing is taken back by `unconfirm`."""


class Recorded(NamedTuple):
    """The recorded fields at one moment."""

    state: State = State.REGISTERED
    outcome: Outcome | None = None
    lead: str | None = None
    due: datetime.date | None = None

    def after(self, event: HistoryEntry) -> Recorded:
        """Return the fields after *event*, which sets those that it names.

        A state other than submitted or closed ends the outcome.
        """
        said = event.model_fields_set
        if said.isdisjoint(RECORDED):
            return self
        state, outcome = self.state, self.outcome
        if event.state is not None:
            state = event.state
            if state not in (State.SUBMITTED, State.CLOSED):
                outcome = None
        if event.outcome is not None:
            outcome = event.outcome
        lead = event.lead if "lead" in said else self.lead
        due = event.due if "due" in said else self.due
        return Recorded(state, outcome, lead, due)


def replay(history: Iterable[HistoryEntry]) -> Recorded:
    """Compute the recorded fields from the history, entry by entry."""
    recorded = Recorded()
    for event in history:
        recorded = recorded.after(event)
    return recorded


class Hold(NamedTuple):
    """A hold in force: its first day, and the latest reason and review meeting given for it."""

    since: datetime.date
    reason: Text | None
    review: int | None


def hold_in_force(history: Iterable[HistoryEntry]) -> Hold | None:
    """Return the hold in force at the end of *history*; None if it ends in another state.

    An entry that prolongs a hold gives a new reason, a new review meeting, or both; what it omits
    stays in force.
    """
    hold: Hold | None = None
    for event in history:
        if event.state is State.ON_HOLD:
            old = hold or Hold(event.date, None, None)
            hold = Hold(old.since, event.note or old.reason, event.review or old.review)
        elif event.state is not None:
            hold = None
    return hold
