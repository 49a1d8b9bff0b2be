"""The scenario of one generated card: consistent history, results, steps and dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from bench.outcomes import DONE, REPLACED, CardOutcome, Layout
from bench.words import AGENCIES, REASONS, STEPS, TextPair

OFFICE = AGENCIES[0][0]
"""The secretariat."""

CODES = tuple(code for code, *_ in AGENCIES)
Entry = dict[str, Any]
"""The keys of one entry or step, in order; texts are English-Korean pairs."""


@dataclass
class Scenario:
    """The events of a card: everything in it that has a date."""

    layout: Layout
    card_outcome: CardOutcome
    rng: Random
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
        """Return a day between *least* and *most* days after *since*."""
        return since + timedelta(days=self.rng.randint(least, most))

    @property
    def started(self) -> bool:
        """Whether work on the card started, or at least may have started."""
        return self.card_outcome.state in (
            "in_progress",
            "on_hold",
        ) or self.card_outcome.outcome in (
            *DONE,
            "infeasible",
        )


def build_scenario(layout: Layout, card_outcome: CardOutcome, rng: Random) -> Scenario:
    """Build the scenario of a card that ends as *card_outcome* says."""
    scenario = Scenario(layout, card_outcome, rng)
    _register(scenario)
    if scenario.started or card_outcome.state == "planned":
        _plan(scenario)
    if scenario.started:
        _work(scenario)
    if card_outcome.state == "on_hold":
        _hold(scenario)
    if card_outcome.outcome is not None:
        _end(scenario)
    return scenario


def _register(scenario: Scenario) -> None:
    day = scenario.layout.day(scenario.card_outcome.meeting)
    if scenario.rng.random() < 0.3 or (
        scenario.card_outcome.state == "registered" and scenario.rng.random() < 0.5
    ):
        scenario.lead = scenario.rng.choice(CODES)
        scenario.enter(day, OFFICE, state="registered", lead=scenario.lead)
    else:
        scenario.enter(day, OFFICE, state="registered")


def _due(scenario: Scenario) -> date:
    """Return the due date: for open cards long after the last meeting, except for 2 in 100."""
    card_outcome, layout = scenario.card_outcome, scenario.layout
    if card_outcome.state in ("planned", "in_progress", "on_hold"):
        if scenario.rng.random() < 0.02:
            return scenario.day(layout.day(layout.held), 80, 130)
        return date(scenario.rng.randint(2032, 2039), *scenario.rng.choice(((6, 30), (12, 31))))
    return layout.papers(card_outcome.heard) + timedelta(days=scenario.rng.randint(-10, 60))


def _plan(scenario: Scenario) -> None:
    day = scenario.planned = scenario.day(
        scenario.layout.day(scenario.card_outcome.meeting), 15, 35
    )
    registered_lead = scenario.lead
    scenario.lead = scenario.lead or scenario.rng.choice(CODES)
    scenario.due = due = _due(scenario)
    values: Entry = {"state": "planned"}
    if scenario.lead != registered_lead:
        values["lead"] = scenario.lead
    scenario.enter(day, scenario.lead, **values, due=due, **_reason(scenario, "planned", 0.3))
    count = scenario.rng.randint(2, 4)
    days = sorted(scenario.rng.randint(20, max((due - day).days, 21)) for _ in range(count))
    weighed = scenario.rng.random() < 0.3
    for number, title in enumerate(scenario.rng.sample(STEPS, count), 1):
        owner = scenario.lead if number == 1 else scenario.rng.choice(CODES)
        ends = min(day + timedelta(days=days[number - 1]), due)
        step: Entry = {"id": f"s{number}", "title": title, "owner": owner, "due": ends}
        scenario.steps.append(step | ({"weight": scenario.rng.randint(1, 5)} if weighed else {}))


def _reason(scenario: Scenario, name: str, chance: float = 1.0) -> dict[str, TextPair]:
    return {"note": REASONS[name]} if scenario.rng.random() < chance else {}


def _meetings_heard(scenario: Scenario) -> Sequence[int]:
    """Return the last meetings that hear results of the card, two at most."""
    card_outcome = scenario.card_outcome
    last = range(max(card_outcome.meeting + 1, card_outcome.heard - 1), card_outcome.heard + 1)
    if card_outcome.state == "in_progress" and scenario.rng.random() < 0.1:
        return last[:-1]  # its result is late
    return last


def _work(scenario: Scenario) -> None:
    card_outcome, layout = scenario.card_outcome, scenario.layout
    assert scenario.planned is not None
    assert scenario.lead is not None
    begun = scenario.day(scenario.planned, 10, 25)
    scenario.enter(
        begun, scenario.lead, state="in_progress", **_reason(scenario, "in_progress", 0.4)
    )
    for number in _meetings_heard(scenario):
        day = layout.papers(number) - timedelta(days=scenario.rng.randint(2, 20))
        scenario.results.append({"meeting": number, "date": day, "by": scenario.lead})
    if len(scenario.results) > 1 and scenario.rng.random() < 0.15:
        _return(scenario)
    elif scenario.rng.random() < 0.15:
        _move_due(scenario, begun)
    _finish_steps(scenario, begun, card_outcome.outcome in DONE)
    others = [code for code in CODES if code != scenario.lead]
    if len(scenario.results) == 1 and scenario.rng.random() < 0.15:
        last = scenario.results[-1]
        scenario.results.append({**last, "by": scenario.rng.choice(others), "returned": False})


def _return(scenario: Scenario) -> None:
    """Add a first claim that the previous meeting returned."""
    first = scenario.results[0]
    first["returned"] = True
    lead = scenario.lead or OFFICE
    scenario.enter(first["date"], lead, state="submitted", outcome="completed")
    day = scenario.layout.day(first["meeting"])
    reason = _reason(scenario, "returned")
    scenario.enter(day, OFFICE, state="in_progress", meeting=first["meeting"], **reason)


def _move_due(scenario: Scenario, begun: date) -> None:
    """Set an earlier first due date that was moved before it had passed."""
    assert scenario.due is not None
    planned = scenario.history[-2]
    first = begun + (scenario.due - begun) // 2
    moved = scenario.day(begun, 1, 40)
    if moved >= first:
        return
    planned["due"] = first
    for step in scenario.steps:
        step["due"] = min(step["due"], first)
    scenario.enter(moved, scenario.lead or OFFICE, due=scenario.due, **_reason(scenario, "slipped"))


def _finish_steps(scenario: Scenario, begun: date, whole: bool) -> None:
    """Mark all steps or the first few as done; a few are dropped."""
    if not scenario.results:
        return
    until = scenario.results[-1]["date"]
    count = len(scenario.steps) if whole else scenario.rng.randint(1, len(scenario.steps) - 1)
    for step in scenario.steps[:count]:
        day = begun + (until - begun) * scenario.rng.random()
        if step["id"] != "s1" and scenario.rng.random() < 0.06:
            step |= {"dropped": day, "note": REASONS["dropped"]}
        else:
            step["done"] = day


def _hold(scenario: Scenario) -> None:
    following = scenario.layout.held + 1
    day = scenario.layout.papers(following)
    reason = _reason(scenario, "on_hold")
    scenario.enter(day, OFFICE, state="on_hold", **reason, review=following)


def _end(scenario: Scenario) -> None:
    card_outcome, layout = scenario.card_outcome, scenario.layout
    assert card_outcome.outcome is not None
    reason = _reason(scenario, card_outcome.outcome)
    if card_outcome.outcome == "infeasible":
        reason["substitute"] = REASONS["substitute"]
    by = OFFICE if scenario.lead is None or card_outcome.outcome in REPLACED else scenario.lead
    if scenario.results:
        claimed = scenario.results[-1]["date"]
    elif card_outcome.heard == card_outcome.meeting:
        claimed = layout.day(card_outcome.meeting)
    else:
        claimed = layout.papers(card_outcome.heard) - timedelta(days=scenario.rng.randint(0, 20))
    scenario.enter(claimed, by, state="submitted", outcome=card_outcome.outcome, **reason)
    if not card_outcome.is_open:
        closed: Entry = {"state": "closed", "meeting": card_outcome.heard}
        if scenario.rng.random() < 0.5:
            closed = {
                "state": "closed",
                "outcome": card_outcome.outcome,
                "meeting": card_outcome.heard,
            }
        day = scenario.day(layout.day(card_outcome.heard), 0, 2)
        scenario.enter(day, OFFICE, **closed, **_reason(scenario, "confirmed", 0.4))
