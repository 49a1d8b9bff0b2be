"""The past of one generated card, as facts: history, results, steps and dates that agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from bench.fates import DONE, REPLACED, Fate, Layout
from bench.words import AGENCIES, REASONS, STEPS, CardDiff

OFFICE = AGENCIES[0][0]
"""The secretariat."""

CODES = tuple(code for code, *_ in AGENCIES)
Entry = dict[str, Any]
"""The keys of one entry or step, in order; texts are pairs of languages."""


@dataclass
class Story:
    """What happened to a card: everything in it that has a date."""

    layout: Layout
    fate: Fate
    whim: Random
    lead: str | None = None
    due: date | None = None
    planned: date | None = None
    history: list[Entry] = field(default_factory=list)
    results: list[Entry] = field(default_factory=list)
    steps: list[Entry] = field(default_factory=list)

    def enter(self, day: date, by: str, **values: Any) -> None:
        """Add an entry to the history."""
        self.history.append({"date": day, "by": by, **values})

    def day(self, since: date, least: int, most: int) -> date:
        """A day that lies so many days after another."""
        return since + timedelta(days=self.whim.randint(least, most))

    @property
    def started(self) -> bool:
        """Whether it was planned and begun, or at least may have been."""
        return self.fate.state in ("in_progress", "on_hold") or self.fate.outcome in (
            *DONE,
            "infeasible",
        )


def tell(layout: Layout, fate: Fate, whim: Random) -> Story:
    """Tell the past of a card that ends as *fate* says."""
    story = Story(layout, fate, whim)
    _register(story)
    if story.started or fate.state == "planned":
        _plan(story)
    if story.started:
        _work(story)
    if fate.state == "on_hold":
        _hold(story)
    if fate.outcome is not None:
        _end(story)
    return story


def _register(story: Story) -> None:
    day = story.layout.day(story.fate.meeting)
    if story.whim.random() < 0.3 or (
        story.fate.state == "registered" and story.whim.random() < 0.5
    ):
        story.lead = story.whim.choice(CODES)
        story.enter(day, OFFICE, state="registered", lead=story.lead)
    else:
        story.enter(day, OFFICE, state="registered")


def _due(story: Story) -> date:
    """Long after the last meeting for what is open, but for two cards in a hundred."""
    fate, layout = story.fate, story.layout
    if fate.state in ("planned", "in_progress", "on_hold"):
        if story.whim.random() < 0.02:
            return story.day(layout.day(layout.held), 80, 130)
        return date(story.whim.randint(2032, 2039), *story.whim.choice(((6, 30), (12, 31))))
    return layout.papers(fate.heard) + timedelta(days=story.whim.randint(-10, 60))


def _plan(story: Story) -> None:
    day = story.planned = story.day(story.layout.day(story.fate.meeting), 15, 35)
    given = story.lead
    story.lead = story.lead or story.whim.choice(CODES)
    story.due = due = _due(story)
    values: Entry = {"state": "planned"}
    if story.lead != given:
        values["lead"] = story.lead
    story.enter(day, story.lead, **values, due=due, **_reason(story, "planned", 0.3))
    count = story.whim.randint(2, 4)
    days = sorted(story.whim.randint(20, max((due - day).days, 21)) for _ in range(count))
    weighed = story.whim.random() < 0.3
    for number, title in enumerate(story.whim.sample(STEPS, count), 1):
        owner = story.lead if number == 1 else story.whim.choice(CODES)
        ends = min(day + timedelta(days=days[number - 1]), due)
        step: Entry = {"id": f"s{number}", "title": title, "owner": owner, "due": ends}
        story.steps.append(step | ({"weight": story.whim.randint(1, 5)} if weighed else {}))


def _reason(story: Story, name: str, chance: float = 1.0) -> dict[str, CardDiff]:
    return {"note": REASONS[name]} if story.whim.random() < chance else {}


def _heard(story: Story) -> Sequence[int]:
    """The last meetings that hear of the card, two at most."""
    fate = story.fate
    last = range(max(fate.meeting + 1, fate.heard - 1), fate.heard + 1)
    if fate.state == "in_progress" and story.whim.random() < 0.1:
        return last[:-1]  # it is late with its result
    return last


def _work(story: Story) -> None:
    fate, layout = story.fate, story.layout
    assert story.planned is not None
    assert story.lead is not None
    begun = story.day(story.planned, 10, 25)
    story.enter(begun, story.lead, state="in_progress", **_reason(story, "in_progress", 0.4))
    for number in _heard(story):
        day = layout.papers(number) - timedelta(days=story.whim.randint(2, 20))
        story.results.append({"meeting": number, "date": day, "by": story.lead})
    if len(story.results) > 1 and story.whim.random() < 0.15:
        _return(story)
    elif story.whim.random() < 0.15:
        _move_due(story, begun)
    _finish_steps(story, begun, fate.outcome in DONE)
    others = [code for code in CODES if code != story.lead]
    if len(story.results) == 1 and story.whim.random() < 0.15:
        last = story.results[-1]
        story.results.append({**last, "by": story.whim.choice(others), "returned": False})


def _return(story: Story) -> None:
    """The first claim, which the previous meeting sent back."""
    first = story.results[0]
    first["returned"] = True
    lead = story.lead or OFFICE
    story.enter(first["date"], lead, state="submitted", outcome="completed")
    day = story.layout.day(first["meeting"])
    reason = _reason(story, "returned")
    story.enter(day, OFFICE, state="in_progress", meeting=first["meeting"], **reason)


def _move_due(story: Story, begun: date) -> None:
    """The due date was earlier at first, and was moved before it had passed."""
    assert story.due is not None
    planned = story.history[-2]
    first = begun + (story.due - begun) // 2
    moved = story.day(begun, 1, 40)
    if moved >= first:
        return
    planned["due"] = first
    for step in story.steps:
        step["due"] = min(step["due"], first)
    story.enter(moved, story.lead or OFFICE, due=story.due, **_reason(story, "slipped"))


def _finish_steps(story: Story, begun: date, whole: bool) -> None:
    """Mark steps as done, all of them or the first; a few are dropped."""
    if not story.results:
        return
    until = story.results[-1]["date"]
    count = len(story.steps) if whole else story.whim.randint(1, len(story.steps) - 1)
    for step in story.steps[:count]:
        day = begun + (until - begun) * story.whim.random()
        if step["id"] != "s1" and story.whim.random() < 0.06:
            step |= {"dropped": day, "note": REASONS["dropped"]}
        else:
            step["done"] = day


def _hold(story: Story) -> None:
    following = story.layout.held + 1
    day = story.layout.papers(following)
    reason = _reason(story, "on_hold")
    story.enter(day, OFFICE, state="on_hold", **reason, review=following)


def _end(story: Story) -> None:
    fate, layout = story.fate, story.layout
    assert fate.outcome is not None
    reason = _reason(story, fate.outcome)
    if fate.outcome == "infeasible":
        reason["substitute"] = REASONS["substitute"]
    by = OFFICE if story.lead is None or fate.outcome in REPLACED else story.lead
    if story.results:
        claimed = story.results[-1]["date"]
    elif fate.heard == fate.meeting:
        claimed = layout.day(fate.meeting)
    else:
        claimed = layout.papers(fate.heard) - timedelta(days=story.whim.randint(0, 20))
    story.enter(claimed, by, state="submitted", outcome=fate.outcome, **reason)
    if not fate.is_open:
        closed: Entry = {"state": "closed", "meeting": fate.heard}
        if story.whim.random() < 0.5:
            closed = {"state": "closed", "outcome": fate.outcome, "meeting": fate.heard}
        day = story.day(layout.day(fate.heard), 0, 2)
        story.enter(day, OFFICE, **closed, **_reason(story, "confirmed", 0.4))
