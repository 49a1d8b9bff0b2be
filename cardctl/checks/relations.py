"""Rules on the ties between cards: they lead somewhere, not back, and not to a dead end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from cardctl.checks.examples import CLAIM
from cardctl.checks.rule import Context, Input, Problem, problem, rule
from cardctl.finding import Field, Fix, Related, Severity
from cardctl.locale import either, say
from cardctl.model.card import Card
from cardctl.model.ids import id_order
from cardctl.model.register import Register
from cardctl.model.state import OUTCOMES, Count, State
from cardctl.query import is_done
from cardctl.suggest import nearest

GROUPS = (("parent",), ("depends_on",), ("merged_into", "split_into", "superseded_by"))
"""Relations that must not lead back to where they began, alone or together."""


Tie = tuple[Field, str, str]
"""The place of a tie, its kind, the id of the other card."""


def ties(card: Card, context: Context) -> Sequence[Tie]:
    """Every tie of a card."""
    return context.of(card, _ties)


def _ties(card: Card, _: Context) -> list[Tie]:
    return list(_each_tie(card))


def _each_tie(card: Card) -> Iterator[Tie]:
    seen: dict[str, int] = {}
    for kind, other in card.relations.all():
        index = seen.get(kind, 0)
        seen[kind] = index + 1
        yield ("relations", kind) if kind == "parent" else ("relations", kind, index), kind, other


def has_ties(card: Card) -> bool:
    """Whether a card names any other."""
    return any(True for _ in card.relations.all())


@rule(
    "CC304",
    "unknown-card",
    Severity.ERROR,
    reads=[Input.IDS],
    concerns=has_ties,
    why="A tie to nothing is followed by every reader and answered by none.",
    mend="Correct the id, or take the relation out.",
    bad="relations: {see_also: [M01-099]}\n",
    good="relations: {see_also: [M01-002]}\n",
)
def unknown_card(card: Card, context: Context) -> Iterator[Problem]:
    """A relation names a card that is not in the register.

    A card whose file could not be read is not unknown: its id is its file name.
    """
    known = context.register.known_ids
    for place, _, other in ties(card, context):
        if other in known:
            continue
        near = nearest(other, sorted(known, key=id_order))
        mend = say("correct the id, or take the relation out")
        if near:
            mend = say("did you mean {near}?", near=either(near))
        fixes = [Fix.put(place, each) for each in near[:1]]
        yield problem(place, "no card '{id}' in the register", id=other, mend=mend, fixes=fixes)


@rule(
    "CC307",
    "relation-to-itself",
    Severity.ERROR,
    why="A card can be neither its own part nor its own condition.",
    mend="Take the relation out, or name the card that was meant.",
    bad="relations: {depends_on: [M01-001]}\n",
    good="relations: {depends_on: [M01-002]}\n",
)
def relation_to_itself(card: Card, context: Context) -> Iterator[Problem]:
    """A card has a relation to itself."""
    for place, kind, other in ties(card, context):
        if other == card.id:
            mend = say("take it out of {kind}, or name the card that was meant", kind=kind)
            yield problem(place, "'{id}' is this card itself", id=other, mend=mend)


@rule(
    "CC308",
    "relation-cycle",
    Severity.ERROR,
    reads=[Input.CARDS],
    concerns=has_ties,
    why="Cards that wait for each other never begin, and a chain of mergers must end somewhere.",
    mend="Take out one of the relations that are named.",
    bad={
        "M01/M01-004.yaml": """\
id: M01-004
title: Mend the sluice
meeting: 1
state: registered
history:
  - {date: 2022-01-13, by: office, state: registered}
relations: {depends_on: [M01-005]}
""",
        "M01/M01-005.yaml": """\
id: M01-005
title: Drain the basin
meeting: 1
state: registered
history:
  - {date: 2022-01-13, by: office, state: registered}
relations: {depends_on: [M01-004]}
""",
    },
    good="relations: {depends_on: [M01-002]}\n",
)
def relation_cycle(card: Card, context: Context) -> Iterator[Problem]:
    """Relations lead from a card back to it: by parent, by depends_on, or by what became of it.

    Each cycle is named once, at its first card.
    """
    for kinds, knot in context.once("knots", partial(_knots, context.register)).items():
        cycle = _cycle_from(card.id, knot) if card.id in knot else []
        if cycle:
            place = _place_of(card, kinds, cycle[1])
            back = context.register.cards[cycle[-2]]
            where = context.register.path_of(back.id)
            closing = Related(
                say("and here back to {id}", id=card.id), _place_of(back, kinds, card.id), where
            )
            yield problem(
                place,
                "the relations go in a circle: {cycle}",
                cycle=" -> ".join(cycle),
                mend=say("take out one of them"),
                related=[closing],
            )


def _place_of(card: Card, kinds: tuple[str, ...], other: str) -> Field:
    return next(place for place, kind, to in _each_tie(card) if kind in kinds and to == other)


Graph = Mapping[str, list[str]]


def _knots(register: Register) -> dict[tuple[str, ...], Graph]:
    """The knot of each group; groups without one are left out."""
    tied = {card.id: ties for card in register if (ties := list(card.relations.all()))}
    knots = {kinds: _knot(register, tied, kinds) for kinds in GROUPS}
    return {kinds: knot for kinds, knot in knots.items() if knot}


def _knot(
    register: Register, tied: Mapping[str, list[tuple[str, str]]], kinds: tuple[str, ...]
) -> Graph:
    """The ties of *kinds* between cards from which a way leads into a cycle; mostly none."""
    graph = {
        card: [
            other
            for kind, other in ties
            if kind in kinds and other != card and other in register.cards
        ]
        for card, ties in tied.items()
    }
    sources: dict[str, list[str]] = {}
    for card, others in graph.items():
        for other in others:
            sources.setdefault(other, []).append(card)
    left = {**dict.fromkeys(sources, 0), **{card: len(others) for card, others in graph.items()}}
    ends = [card for card, count in left.items() if not count]
    for end in ends:  # the list grows while ends are taken off
        for card in sources.get(end, ()):
            left[card] -= 1
            if not left[card]:
                ends.append(card)
    return {card: others for card, others in graph.items() if left[card]}


def _cycle_from(start: str, knot: Graph) -> list[str]:
    """The shortest way from *start* back to it over later cards; empty where there is none."""
    before: dict[str, str] = {}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for other in knot.get(here, ()):
            if other == start:
                way = [start, here]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1]
            if other not in before and id_order(other) > id_order(start):
                before[other] = here
                queue.append(other)
    return []


@rule(
    "CC309",
    "dead-dependency",
    Severity.WARNING,
    reads=[Input.CARDS],
    concerns=lambda card: card.is_open and bool(card.relations.depends_on),
    why="What the card waits for will not come any more.",
    mend="Name the card that took its place, or take the dependency out.",
    bad="relations: {depends_on: [M01-003]}\n",
    good="relations: {depends_on: [M01-002]}\n",
)
def dead_dependency(card: Card, context: Context) -> Iterator[Problem]:
    """An open card depends on a card that was closed without being done."""
    for place, kind, other in ties(card, context) if card.is_open else ():
        needed = context.register.cards.get(other)
        if kind != "depends_on" or needed is None or needed.is_open or is_done(needed):
            continue
        if needed.outcome is None:
            continue
        instead = [*needed.relations.merged_into, *needed.relations.split_into]
        instead += needed.relations.superseded_by
        mend = say("take it out of depends_on")
        if instead:
            mend = say("name what took its place: {ids}", ids=", ".join(instead))
        yield problem(
            place, "{id} was closed as {outcome}", id=other, outcome=needed.outcome, mend=mend
        )


def _ended_before_others(card: Card) -> bool:
    """Whether a card that depends on others is claimed or closed as done."""
    ended = card.state in (State.SUBMITTED, State.CLOSED) and bool(card.relations.depends_on)
    return ended and card.outcome is not None and OUTCOMES[card.outcome].counts_as is Count.DONE


@rule(
    "CC510",
    "dependency-open",
    Severity.WARNING,
    reads=[Input.CARDS],
    concerns=_ended_before_others,
    why="Either the dependency was none, or the matter is not done.",
    mend="Wait for the other card, or take the dependency out.",
    bad=CLAIM + "relations: {depends_on: [M01-002]}\n",
    good="relations: {depends_on: [M01-002]}\n",
)
def dependency_open(card: Card, context: Context) -> Iterator[Problem]:
    """A card is claimed or closed as done while a card that must be done first is still open."""
    for place, kind, other in ties(card, context) if _ended_before_others(card) else ():
        needed = context.register.cards.get(other)
        if kind == "depends_on" and needed is not None and needed.is_open and other != card.id:
            yield problem(
                place,
                "{id} must be done first, and it is {state}",
                id=other,
                state=needed.state,
                mend=say("settle {id} first, or take it out of depends_on", id=other),
            )
