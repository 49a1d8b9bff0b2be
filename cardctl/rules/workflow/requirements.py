"""Rule CC504: what transitions require; `results.evidence` reports some of it by other rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardctl.domain.card import Card
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.requirements import TransitionContext, missing_requirements
from cardctl.domain.workflow import REQUIREMENTS, TAKE_BACK, Outcome, Requirement, State
from cardctl.finding import Severity
from cardctl.i18n import Message, _
from cardctl.rules.examples import HISTORY
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, extends, problem, rule
from cardctl.rules.workflow.history import history_steps, moves

ENDS = (State.SUBMITTED, State.CLOSED)
"""The states in which a card has an outcome."""

_HEIRS = {Outcome.MERGED, Outcome.SPLIT, Outcome.SUPERSEDED}
_TIES = {
    Requirement.MERGED_INTO: "merged_into",
    Requirement.SPLIT_INTO: "split_into",
    Requirement.SUPERSEDED_BY: "superseded_by",
}
"""Requirements for other cards to exist, with the kind of relation that names them."""


def unmet_needs(card: Card, context: Context) -> Sequence[tuple[TransitionContext, Requirement]]:
    """Return the unmet requirements of a card's legal transitions, each where it first occurs.

    A requirement on the agenda is left out if the meeting's file could not be read.
    """
    return context.of(card, _unmet_needs)


def _unmet_needs(card: Card, context: Context) -> list[tuple[TransitionContext, Requirement]]:
    found: list[tuple[TransitionContext, Requirement]] = []
    claimed: tuple[Requirement, ...] = ()
    register = context.register
    for moved in moves(card, context):
        if moved.move is None or not (moved.move.needs or moved.target in ENDS):
            continue
        at = TransitionContext(register, card, moved.entry, (moved.before, moved.after))
        missing = missing_requirements(moved.move, at)
        if moved.target is State.CLOSED:  # faults of the claim are reported at the claim
            missing = tuple(need for need in missing if need not in claimed)
        if moved.target is State.SUBMITTED and moved.move is not TAKE_BACK:
            claimed = missing
        if card.meeting in register.unreadable_meetings:
            missing = tuple(need for need in missing if need is not Requirement.NOT_DECISION)
        found += [(at, need) for need in missing]
    return found


@rule(
    "CC504",
    "move-needs",
    Severity.ERROR,
    reads=[Input.MEETINGS],
    why="The meeting cannot judge a transition without its grounds.",
    hint="Add what is missing before sharing the entry; `cardctl states` lists the requirements.",
    bad="state: on_hold\n" + HISTORY
    + "  - {date: 2022-08-01, by: parks, state: on_hold, note: Floods.}\n",
    good="state: on_hold\n" + HISTORY
    + "  - {date: 2022-08-01, by: parks, state: on_hold, note: Floods., review: 3}\n",
)  # fmt: skip
def move_needs(card: Card, context: Context) -> Iterator[Problem]:
    """A transition in the history does not meet its requirements.

    Two more things need their grounds: a due date that moves needs a reason, and an outcome is
    claimed or confirmed only by an entry whose state is submitted or closed.
    """
    yield from _lacking(card, context, named=False)


def _names_heirs(card: Card) -> bool:
    """Whether the history records that other cards replaced the card."""
    return any(event.outcome in _HEIRS for event in card.history)


def _lacks_heirs(card: CardFacts, context: Context) -> bool:
    """Whether the register lacks a card that is named as having replaced this one."""
    named = (other for kind in _TIES.values() for other in getattr(card.relations, kind))
    return any(other not in context.register.known_ids for other in named)


@extends(
    "CC504", SubjectKind.CARD, reads=[Input.IDS], applies_to=_names_heirs, suspects=_lacks_heirs
)
def move_needs_cards(card: Card, context: Context) -> Iterator[Problem]:
    """A card was merged, split or superseded, and the cards named in its place are not there."""
    yield from _lacking(card, context, named=True)


def _lacking(card: Card, context: Context, *, named: bool) -> Iterator[Problem]:
    """Report unmet requirements: for other cards that the card has *named*, or the rest."""
    for at, need in unmet_needs(card, context):
        is_named = need in _TIES and bool(getattr(card.relations, _TIES[need]))
        if REQUIREMENTS[need].code == "CC504" and is_named is named:
            yield problem(
                ("history", at.entry, "state"),
                "{source} -> {target} needs {need}",
                source=at.before.state,
                target=at.event.state,
                need=REQUIREMENTS[need].words,
                hint=_give(card, at, need),
            )


def _give(card: Card, at: TransitionContext, need: Requirement) -> Message:
    """Return the hint that adds what is missing."""
    if need is Requirement.NOT_DECISION:
        return _("a decision must end as completed, sustained, infeasible or withdrawn")
    if need is Requirement.SAME_OUTCOME and at.before.outcome is not None:
        return _("add to this entry: {keys}", keys=f"outcome: {at.before.outcome}")
    if need in _ENTRY:
        return _("add to this entry: {keys}", keys=_ENTRY[need])
    return _("add it: cardctl update {id} {options}", id=card.id, options=REQUIREMENTS[need].option)


_ENTRY = {
    Requirement.LEAD: "lead: AGENCY",
    Requirement.DUE: "due: DATE",
    Requirement.REASON: "note: TEXT",
    Requirement.REVIEW: "review: N",
    Requirement.OUTCOME: "outcome: OUTCOME",
    Requirement.SAME_OUTCOME: "outcome: OUTCOME",
    Requirement.MEETING: "meeting: N",
    Requirement.LATER_MEETING: "meeting: N",
}
"""Keys that the history entry itself must have; `update` would add another entry."""


@extends("CC504", SubjectKind.CARD)
def entry_needs(card: Card, context: Context) -> Iterator[Problem]:
    """A due date is moved without a reason, or an outcome set without its move."""
    for index, (before, event, after) in enumerate(history_steps(card, context)):
        if event.outcome is not None and event.state not in ENDS:
            yield problem(
                ("history", index, "outcome"),
                "outcome without a move: only the states submitted and closed have one",
                hint=_("add the state to this entry, or remove the outcome"),
            )
        has_moved = before.due not in (None, after.due) and not event.puts_right("due")
        if has_moved and not event.note:
            yield problem(
                ("history", index, "due"),
                "due date {old} was moved without a reason",
                old=before.due,
                hint=_("add to this entry: {keys}", keys=_ENTRY[Requirement.REASON]),
            )
