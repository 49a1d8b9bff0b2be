"""Rules CC612 to CC614: amounts and weights that cannot be added up correctly."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.domain.card import Card
from cardctl.domain.facts import planned_money, spent_money
from cardctl.finding import Related, Severity
from cardctl.i18n import _
from cardctl.rules.rule import Context, Problem, problem, rule

_BUDGET = "budget:\n  - {year: 2022, source: municipal, planned: %s}\n"


@rule(
    "CC612",
    "spent-over-planned",
    Severity.WARNING,
    why="Either money was added that the card does not name, or a figure has a digit too many.",
    hint="Enter the added budget, or correct the figure: spent is all that was spent so far.",
    bad=_BUDGET % "400",
    good=_BUDGET % "500",
)
def spent_over_planned(card: Card, _unused: Context) -> Iterator[Problem]:
    """More was spent than all budget lines plan; only where every line states its amount."""
    planned, spent = planned_money(card), spent_money(card)
    if planned is None or spent is None or spent <= planned:
        return
    if any(line.planned is None for line in card.budget):
        return
    last = max(index for index, result in enumerate(card.results) if result.spent is not None)
    yield problem(
        ("results", last, "spent"),
        "{spent} spent, but {planned} planned",
        spent=spent,
        planned=planned,
        hint=_("enter the added budget, or correct the figure"),
        related=[Related(_("planned here"), ("budget",))],
    )


@rule(
    "CC613",
    "bad-budget",
    Severity.ERROR,
    why="A line without an amount adds nothing, and two for the same money are counted twice.",
    hint="Give planned or as_stated, and each year and source one line.",
    bad=_BUDGET % "300" + "  - {year: 2022, source: municipal, planned: 200}\n",
    good=_BUDGET % "300" + "  - {year: 2022, source: fund, planned: 200}\n",
)
def bad_budget(card: Card, _unused: Context) -> Iterator[Problem]:
    """A budget line states no amount, or stands for the same year and source as another.

    Lines without a year may be of different years.
    """
    first: dict[tuple[int, str], int] = {}
    for index, line in enumerate(card.budget):
        if line.planned is None and line.as_stated is None:
            hint = _("write the amount (planned) or the source's own words (as_stated)")
            yield problem(("budget", index), "a budget line without an amount", hint=hint)
        if line.year is None:
            continue
        key = (line.year, line.source)
        if key in first:
            yield problem(
                ("budget", index),
                "a second line for {year}, {source}",
                year=line.year,
                source=line.source,
                hint=_("put the two amounts into one line, or name another source"),
                related=[Related(_("first here"), ("budget", first[key]))],
            )
        first.setdefault(key, index)


_STEPS = """\
plan:
  summary: Raise the dykes.
  steps:
    - {id: a, title: Raise the southern dyke, weight: 70, done: 2022-06-20}
"""


@rule(
    "CC614",
    "weights",
    Severity.ERROR,
    why="A step without a weight counts 1, which beside 54 and 46 is next to nothing.",
    hint="Give every step a weight, or none.",
    bad=_STEPS + "    - {id: b, title: Raise the northern dyke, done: 2022-08-12}\n",
    good=_STEPS + "    - {id: b, title: Raise the northern dyke, weight: 30, done: 2022-08-12}\n",
)
def weights(card: Card, _unused: Context) -> Iterator[Problem]:
    """Some steps of a plan have a weight and some have none; dropped steps do not matter."""
    steps = card.plan.steps if card.plan else ()
    kept = [index for index, step in enumerate(steps) if step.dropped is None]
    without = [index for index in kept if "weight" not in steps[index].model_fields_set]
    if not without or len(without) == len(kept):
        return
    weighed = next(index for index in kept if index not in without)
    yield problem(
        ("plan", "steps", without[0]),
        "other steps have a weight, these have none: {steps}",
        steps=", ".join(steps[index].id for index in without),
        hint=_("give every step a weight, or none"),
        related=[Related(_("a step with a weight"), ("plan", "steps", weighed, "weight"))],
    )
