"""CC510: a card that is done before the card that it depends on."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.domain.card import Card
from cardctl.domain.workflow import OUTCOMES, Count, State
from cardctl.finding import Severity
from cardctl.i18n import _
from cardctl.rules.examples import CLAIM
from cardctl.rules.references.relations import relations_of
from cardctl.rules.rule import Context, Input, Problem, problem, rule


def _is_done_with_dependencies(card: Card) -> bool:
    """Whether a card that depends on others is claimed or closed as done."""
    ended = card.state in (State.SUBMITTED, State.CLOSED) and bool(card.relations.depends_on)
    return ended and card.outcome is not None and OUTCOMES[card.outcome].counts_as is Count.DONE


@rule(
    "CC510",
    "dependency-open",
    Severity.WARNING,
    reads=[Input.CARDS],
    applies_to=_is_done_with_dependencies,
    why="Either there is no real dependency, or the task is not done.",
    hint="Wait for the other card, or remove the dependency.",
    bad=CLAIM + "relations: {depends_on: [M01-002]}\n",
    good="relations: {depends_on: [M01-002]}\n",
)
def dependency_open(card: Card, context: Context) -> Iterator[Problem]:
    """A card is submitted or closed as done while a card it depends on is still open."""
    for place, kind, other in (
        relations_of(card, context) if _is_done_with_dependencies(card) else ()
    ):
        needed = context.register.cards.get(other)
        if kind == "depends_on" and needed is not None and needed.is_open and other != card.id:
            yield problem(
                place,
                "{id} must be done first, but it is {state}",
                id=other,
                state=needed.state,
                hint=_("close {id} first, or remove it from depends_on", id=other),
            )
