"""Random cards whose histories follow the transition table, and as-of dates."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from support.models import REGISTERED, card, entry, result

from cardctl.domain.card import Card
from cardctl.domain.meeting import Meeting
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
        if draw(st.integers(0, 3)) == 0:
            keys["lead"] = draw(st.sampled_from([None, "busan", "ulsan"]))
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
        more = {"plan": draw(plans())} if draw(st.booleans()) else {}
        made.append(card(identifier, *draw(histories()), results=filed, **more))
    return made


_DAY = st.dates(date(2024, 1, 10), date(2026, 6, 1)).map(date.isoformat)


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Any]:
    """Generate a plan with up to three steps, some of them done or dropped."""
    ends = st.sampled_from([{}, {}, {"done": draw(_DAY)}, {"dropped": draw(_DAY)}])
    steps = [
        {"id": f"s{n}", "title": "S", "due": draw(_DAY), **draw(ends)}
        for n in range(draw(st.integers(0, 3)))
    ]
    plan: dict[str, Any] = {"steps": steps} if draw(st.booleans()) else {"no_steps": "reason"}
    return {"submitted": draw(_DAY), **plan} if draw(st.booleans()) else plan


@st.composite
def calendars(draw: st.DrawFn) -> dict[int, Meeting]:
    """Generate up to five meetings: held, written, cancelled, scheduled, and some with papers."""
    day, found = date(2024, 1, 10), []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        kinds = ["held", "held", "held", "written", "cancelled", "undated", "scheduled"]
        kind = "held" if number == 1 else draw(st.sampled_from(kinds))
        status = kind if kind in ("cancelled", "scheduled") else "held"
        one = {"number": number, "status": status, "date": day.isoformat()}
        if kind == "written":
            one["kind"] = "written"
        if kind == "undated":
            del one["date"]
        elif draw(st.booleans()):
            one["papers"] = (day - timedelta(days=draw(st.integers(0, 200)))).isoformat()
        found.append(Meeting.model_validate_json(json.dumps(one)))
        day += timedelta(days=draw(st.sampled_from([0, 1, 60, 200])))
    return {one.number: one for one in found}


DAYS = st.dates(date(2024, 1, 1), date(2027, 1, 1))
