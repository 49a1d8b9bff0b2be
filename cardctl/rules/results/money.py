"""Rules CC612 to CC614: amounts and weights that cannot be added up correctly."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.domain.card import Card
from cardctl.domain.facts import planned_money, spent_money
from cardctl.domain.in_force import in_force, last_results
from cardctl.finding import Related, Severity
from cardctl.i18n import _
from cardctl.rules.rule import Context, Problem, problem, rule

_BUDGET = "budget:\n  - {year: 2022, source: municipal, planned: %s}\n"


@rule(
    "CC612",
    "spent-over-planned",
    Severity.WARNING,
    why="Either added budget is missing from the card, or a figure has an extra digit.",
    hint="Enter the added budget, or correct the figure: spent is the total so far.",
    bad=_BUDGET % "400",
    good=_BUDGET % "500",
)
def spent_over_planned(card: Card, context: Context) -> Iterator[Problem]:
    """Spending exceeds the planned total; checked only if every budget line states its amount."""
    calendar = context.register.calendar
    planned, spent = planned_money(card), spent_money(in_force(card, calendar))
    if planned is None or spent is None or spent <= planned:
        return
    if any(line.planned is None for line in card.budget):
        return
    indexes = last_results(card.results, calendar).values()
    last = [index for index in indexes if card.results[index].spent is not None][-1]
    yield problem(
        ("results", last, "spent"),
        "{spent} spent, but {planned} planned",
        spent=spent,
        planned=planned,
        hint=_("add the additional budget, or correct the figure"),
        related=[Related(_("planned here"), ("budget",))],
    )


@rule(
    "CC613",
    "bad-budget",
    Severity.ERROR,
    why="A line without an amount adds nothing, and duplicate lines are counted twice.",
    hint="Set planned or as_stated, and use one line per year and source.",
    bad=_BUDGET % "300" + "  - {year: 2022, source: municipal, planned: 200}\n",
    good=_BUDGET % "300" + "  - {year: 2022, source: fund, planned: 200}\n",
)
def bad_budget(card: Card, _unused: Context) -> Iterator[Problem]:
    """A budget line states no amount, or has the same year and source as another.

    Lines without a year may be of different years.
    """
    first: dict[tuple[int, str], int] = {}
    for index, line in enumerate(card.budget):
        if line.planned is None and line.as_stated is None:
            hint = _("write the amount (planned) or the source's wording (as_stated)")
            yield problem(("budget", index), "budget line without an amount", hint=hint)
        if line.year is None:
            continue
        key = (line.year, line.source)
        if key in first:
            yield problem(
                ("budget", index),
                "duplicate budget line for {year}, {source}",
                year=line.year,
                source=line.source,
                hint=_("combine the two amounts in one line, or use another source"),
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
    why="A step without a weight counts as 1, which is negligible beside 54 and 46.",
    hint="Give every step a weight, or none.",
    bad=_STEPS + "    - {id: b, title: Raise the northern dyke, done: 2022-08-12}\n",
    good=_STEPS + "    - {id: b, title: Raise the northern dyke, weight: 30, done: 2022-08-12}\n",
)
def weights(card: Card, _unused: Context) -> Iterator[Problem]:
    """Some steps of a plan have a weight and others have none; dropped steps are ignored."""
    steps = card.plan.steps if card.plan else ()
    kept = [index for index, step in enumerate(steps) if step.dropped is None]
    without = [index for index in kept if "weight" not in steps[index].model_fields_set]
    if not without or len(without) == len(kept):
        return
    weighed = next(index for index in kept if index not in without)
    yield problem(
        ("plan", "steps", without[0]),
        "some steps have a weight, but these have none: {steps}",
        steps=", ".join(steps[index].id for index in without),
        hint=_("give every step a weight, or none"),
        related=[Related(_("a step with a weight"), ("plan", "steps", weighed, "weight"))],
    )
