"""Rules on relations between cards: no unknown cards, no cycles, no dead dependencies."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from cardctl.domain.card import Card
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.facts import is_done
from cardctl.domain.ids import id_order, near_ids
from cardctl.finding import Field, Fix, Related, Severity
from cardctl.i18n import _, either
from cardctl.rules.examples import FILES
from cardctl.rules.rule import Context, Input, Problem, problem, rule

GROUPS = (("parent",), ("depends_on",), ("merged_into", "split_into", "superseded_by"))
"""Groups of relations; those of a group, alone or together, must not form a cycle."""


Reference = tuple[Field, str, str]
"""Place of a relation, its kind, and the id of the other card."""


def relations_of(card: Card, context: Context) -> Sequence[Reference]:
    """Return every relation of a card."""
    return context.of(card, _relations_of)


def _relations_of(card: Card, _: Context) -> list[Reference]:
    return list(_each_relation(card))


def _each_relation(card: CardFacts) -> Iterator[Reference]:
    seen: dict[str, int] = {}
    for kind, other in card.relations.all():
        index = seen.get(kind, 0)
        seen[kind] = index + 1
        yield ("relations", kind) if kind == "parent" else ("relations", kind, index), kind, other


def has_relations(card: Card) -> bool:
    """Whether a card has any relation."""
    return any(True for _ in card.relations.all())


@rule(
    "CC304",
    "unknown-card",
    Severity.ERROR,
    reads=[Input.IDS],
    applies_to=has_relations,
    why="A relation to a missing card leads nowhere.",
    hint="Correct the id, or remove the relation.",
    bad="relations: {see_also: [M01-099]}\n",
    good="relations: {see_also: [M01-002]}\n",
)
def unknown_card(card: Card, context: Context) -> Iterator[Problem]:
    """A relation names a card that is not in the register.

    A card whose file could not be read is not unknown: its id is its file name.
    """
    known = context.register.known_ids
    for place, _unused, other in relations_of(card, context):
        if other in known:
            continue
        near = [each for each in near_ids(other, known) if each != card.id]
        hint = _("correct the id, or remove the relation")
        if near:
            hint = _("did you mean {near}?", near=either(near))
        fixes = [Fix.put(place, each) for each in near[:1]]
        yield problem(place, "no card '{id}' in the register", id=other, hint=hint, fixes=fixes)


@rule(
    "CC307",
    "relation-to-itself",
    Severity.ERROR,
    why="A card can be neither its own parent nor its own dependency.",
    hint="Remove the relation, or correct the card id.",
    bad="relations: {depends_on: [M01-001]}\n",
    good="relations: {depends_on: [M01-002]}\n",
)
def relation_to_itself(card: Card, context: Context) -> Iterator[Problem]:
    """A card has a relation to itself."""
    for place, kind, other in relations_of(card, context):
        if other == card.id:
            hint = _("remove it from {kind}, or use the intended card", kind=kind)
            yield problem(place, "'{id}' is the card itself", id=other, hint=hint)


@rule(
    "CC316",
    "part-of-own-register",
    Severity.ERROR,
    reads=[Input.REGISTER],
    applies_to=lambda card: card.relations.part_of is not None,
    why="part_of leads to other registers; within one, parent does, and is checked.",
    hint="Use parent for a card of the same register.",
    bad={
        "cardctl.yaml": FILES["cardctl.yaml"] + "register: xx.town\n",
        "M01/M01-002.yaml": FILES["M01/M01-002.yaml"] + "relations: {part_of: xx.town/M01-001}\n",
    },
    good="relations: {part_of: xx.county/M01-007}\n",
)
def part_of_own_register(card: Card, context: Context) -> Iterator[Problem]:
    """`part_of` names a card of the card's own register.

    Whether a card of another register exists is checked where many registers are read together.
    """
    address = card.relations.part_of
    if address is None or context.register.config.register is None:
        return
    name, _unused, identifier = address.partition("/")
    if name == context.register.config.register:
        yield problem(
            ("relations", "part_of"),
            "{id} is a card of this register",
            id=identifier,
            hint=_("write it as parent: {id}", id=identifier),
        )


@rule(
    "CC308",
    "relation-cycle",
    Severity.ERROR,
    reads=[Input.CARDS],
    applies_to=has_relations,
    why="Cards that wait for each other never start, and a chain of mergers must end somewhere.",
    hint="Remove one of the listed relations.",
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
    """Relations (parent, depends_on, merged_into, split_into, superseded_by) form a cycle.

    Each cycle is named once, at its first card. Of cycles that are much entangled only the first
    ones are named, and the others when these are gone.
    """
    for kinds, found in context.memo("cycles", partial(_by_group, context)).items():
        cycle = found.get(card.id)
        if cycle:
            place = _place_of(card, kinds, cycle[1])
            back = context.register.cards[cycle[-2]]
            where = context.register.path_of(back.id)
            closing = Related(
                _("leads back to {id} here", id=card.id), _place_of(back, kinds, card.id), where
            )
            yield problem(
                place,
                "circular relations: {cycle}",
                cycle=" -> ".join(_shortened(cycle)),
                hint=_("remove one of them"),
                related=[closing],
            )


def _place_of(card: CardFacts, kinds: tuple[str, ...], other: str) -> Field:
    return next(place for place, kind, to in _each_relation(card) if kind in kinds and to == other)


def _shortened(cycle: Sequence[str]) -> Sequence[str]:
    """Return the cycle, without its middle if it is too long to read."""
    return cycle if len(cycle) <= _LONGEST else [*cycle[: _LONGEST - 3], "…", *cycle[-2:]]


_LONGEST = 12
"""Maximum number of cards in a cycle that is printed in full."""

Graph = Mapping[str, Sequence[str]]
Cycles = Mapping[str, Sequence[str]]
"""The id of the first card of each cycle, mapped to the path over later cards back to it."""


def _by_group(context: Context) -> dict[tuple[str, ...], Cycles]:
    """Return the cycles of each group; groups without one are left out."""
    tied = {
        card.id: relations_of
        for card in context.cards("CC308")
        if (relations_of := list(card.relations.all()))
    }
    found = {kinds: cycles(_graph(tied, kinds)) for kinds in GROUPS}
    return {kinds: each for kinds, each in found.items() if each}


def _graph(tied: Mapping[str, list[tuple[str, str]]], kinds: tuple[str, ...]) -> Graph:
    """Return the relations of *kinds* from card to card, without those to cards that have none."""
    ways = {
        card: others
        for card, relations_of in tied.items()
        if (others := {o: None for kind, o in relations_of if kind in kinds and o != card})
    }
    return {card: [o for o in others if o in ways] for card, others in ways.items()}


def cycles(graph: Graph) -> Cycles:
    """Return the shortest cycle of each card that is the first one of a cycle."""
    found: dict[str, Sequence[str]] = {}
    for component in components(graph):
        within = {card: [o for o in graph[card] if o in component] for card in component}
        found |= _cycles_within(within)
    return found


def _cycles_within(graph: Graph) -> Cycles:
    """Return the cycles of one component: shortest paths back, from the first card to the last.

    A card that was searched is removed, and with it the cards that are then on no cycle. If cycles
    are so entangled that this would take quadratic time, it ends early.
    """
    found = {}
    left = _Left(graph)
    effort = _EFFORT * sum(1 + len(others) for others in graph.values())
    for card in sorted(graph, key=id_order):
        if card in left.ways:
            cycle, steps = _shortest_cycle(card, left.ways)
            if cycle:
                found[card] = cycle
            effort -= steps
            left.remove(card)
        if effort < 0:
            break
    return found


_EFFORT = 20
"""How often the search for cycles may visit each edge of a component, on average."""


class _Left:
    """Remaining graph: the outgoing (*ways*) and incoming (*sources*) edges of each card."""

    def __init__(self, graph: Graph) -> None:
        # Dictionaries instead of sets: their order does not change from run to run.
        self.ways = {card: dict.fromkeys(others) for card, others in graph.items()}
        self.sources: dict[str, dict[str, None]] = {card: {} for card in graph}
        for card, others in graph.items():
            for other in others:
                self.sources[other][card] = None

    def remove(self, card: str) -> None:
        """Remove a card, and every card that is then without incoming or outgoing edges."""
        gone = [card]
        for each in gone:  # the list grows
            if each not in self.ways:
                continue
            for other in self.ways.pop(each):
                self.sources[other].pop(each)
                gone += [other] * (not self.sources[other])
            for other in self.sources.pop(each):
                self.ways[other].pop(each)
                gone += [other] * (not self.ways[other])


def _shortest_cycle(start: str, ways: Mapping[str, Iterable[str]]) -> tuple[list[str], int]:
    """Return the shortest path from *start* back to it ([] if none), and the number of steps."""
    before: dict[str, str] = {}
    queue = deque([start])
    steps = 0
    while queue:
        here = queue.popleft()
        for other in ways[here]:
            steps += 1
            if other == start:
                way = [start, here]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1], steps
            if other not in before:
                before[other] = here
                queue.append(other)
    return [], steps


def components(graph: Graph) -> Iterator[set[str]]:
    """Yield the strongly connected components of more than one card.

    Kosaraju's algorithm, without recursion: a chain of cards may be longer than Python's stack.
    """
    sources = _Left(graph).sources
    seen: set[str] = set()
    for root in reversed(_finish_order(graph)):
        component = [root] if root not in seen else []
        seen.add(root)
        for here in component:  # the list grows
            new = [other for other in sources[here] if other not in seen]
            seen.update(new)
            component += new
        if len(component) > 1:
            yield set(component)


def _finish_order(graph: Graph) -> list[str]:
    """Return the cards in the order in which a depth-first search finishes them."""
    seen: set[str] = set()
    order = []
    for root in graph:
        todo = [(root, iter(graph[root]))] if root not in seen else []
        seen.add(root)
        while todo:
            here, others = todo[-1]
            other = next((each for each in others if each not in seen), None)
            if other is None:
                order.append(here)
                todo.pop()
            else:
                seen.add(other)
                todo.append((other, iter(graph[other])))
    return order


@rule(
    "CC309",
    "dead-dependency",
    Severity.WARNING,
    reads=[Input.CARDS],
    applies_to=lambda card: card.is_open and bool(card.relations.depends_on),
    why="The dependency will never be fulfilled.",
    hint="Refer to the card that replaced it, or remove the dependency.",
    bad="relations: {depends_on: [M01-003]}\n",
    good="relations: {depends_on: [M01-002]}\n",
)
def dead_dependency(card: Card, context: Context) -> Iterator[Problem]:
    """An open card depends on a card that was closed without being done."""
    for place, kind, other in relations_of(card, context) if card.is_open else ():
        needed = context.register.cards.get(other)
        if kind != "depends_on" or needed is None or needed.is_open or is_done(needed):
            continue
        if needed.outcome is None:
            continue
        instead = [*needed.relations.merged_into, *needed.relations.split_into]
        instead += needed.relations.superseded_by
        hint = _("remove it from depends_on")
        if instead:
            hint = _("use its replacement: {ids}", ids=", ".join(instead))
        yield problem(
            place, "{id} was closed as {outcome}", id=other, outcome=needed.outcome, hint=hint
        )
