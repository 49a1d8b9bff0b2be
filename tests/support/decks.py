"""Random cards whose histories follow the transition table, and as-of dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from support.models import REGISTERED, card, entry, result

from cardctl.domain.card import Card
from cardctl.domain.workflow import TRANSITIONS, Outcome, State, Transition


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Generate a history: a walk through the transition table, with some corrections."""
    day, state = date(2024, 1, 10), State.REGISTERED
    walk = [{**REGISTERED, "date": day.isoformat()}]
    for _ in range(draw(st.integers(0, 8))):
        day += timedelta(days=draw(st.sampled_from([0, 0, 1, 60, 200])))
        move = draw(st.sampled_from([move for move in TRANSITIONS if move.source is state]))
        keys: dict[str, Any] = {"state": move.target, "note": "reason"}
        if move.target in (State.SUBMITTED, State.CLOSED):
            keys["outcome"] = move.outcome or draw(st.sampled_from(list(Outcome)))
        # Only a meeting closes; other transitions may name one or not.
        if move.target is State.CLOSED or draw(st.booleans()):
            keys["meeting"] = draw(st.integers(1, 4))
        if draw(st.booleans()):
            keys["due"] = (day + timedelta(days=draw(st.integers(-50, 400)))).isoformat()
        walk.append(entry(day.isoformat(), **keys))
        state = move.target
        if draw(st.booleans()):
            day += timedelta(days=draw(st.sampled_from([0, 1, 60, 200])))
            state = draw_correction(draw, walk, day, move)
    return walk


def draw_correction(
    draw: st.DrawFn, walk: list[dict[str, Any]], day: date, move: Transition
) -> State:
    """Append a correction of the last due date or of the last transition; return the state."""
    keys: dict[str, Any] = {"note": "reason"}
    if draw(st.booleans()):
        keys["meeting"] = draw(st.integers(1, 4))
    if move.source is State.SUBMITTED and move.target is State.CLOSED and draw(st.booleans()):
        wrong = {"corrects": {"state": "closed"}, "state": "submitted"}
        walk.append(entry(day.isoformat(), **wrong, **keys))
        return State.SUBMITTED
    due = next(step["due"] for step in reversed(walk) if "due" in step)
    right = (day + timedelta(days=draw(st.integers(-50, 400)))).isoformat()
    walk.append(entry(day.isoformat(), corrects={"due": due}, due=right, **keys))
    return move.target


@st.composite
def decks(draw: st.DrawFn) -> list[Card]:
    """Generate one to four cards of meetings 1 to 3, some with results."""
    made = []
    for serial in range(1, draw(st.integers(1, 4)) + 1):
        identifier = f"M{draw(st.integers(1, 3)):02d}-{serial:03d}"
        days = ((2, "2024-06-01"), (2, "2024-08-01"), (3, "2024-12-01"), (2, "2025-02-01"))
        filed = [
            result(number, day, progress=draw(st.integers(0, 100)))
            for number, day in days
            if draw(st.booleans())
        ]
        made.append(card(identifier, *draw(histories()), results=filed))
    return made


DAYS = st.dates(date(2024, 1, 1), date(2027, 1, 1))
