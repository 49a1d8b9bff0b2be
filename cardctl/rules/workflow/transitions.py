"""CC501 and CC509 in a change: transitions that it adds."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.domain.workflow import (
    Outcome,
    Role,
    State,
    Transition,
    transition_between,
    transitions_from,
)
from cardctl.finding import Field
from cardctl.i18n import Message, _
from cardctl.rules.comparison import (
    Base,
    CardDiff,
    CardVersion,
    value_at,
)
from cardctl.rules.entries import previous
from cardctl.rules.rule import Problem, SubjectKind, extends, problem
from cardctl.rules.workflow.history import is_secretariat

_STATES = {state.value: state for state in State}
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def _state(name: object) -> State | None:
    return _STATES.get(name) if isinstance(name, str) else None


def last_state(side: CardVersion) -> State | None:
    """Return the state of a card: the last one in its history, else the one at its top."""
    named = [entry["state"] for entry in side.entries("history") if entry.get("state")]
    return _state(named[-1] if named else (side.data or {}).get("state"))


def legal_transition(
    diff: CardDiff, place: Field, source: State, target: State
) -> Transition | None:
    """Return the transition that the entry at *place*, a state, makes; None if it is not legal.

    At the top of the card, there is no entry: the outcome is that of the card.
    """
    entry = value_at(diff.now.data if diff.now else None, place[:-1])
    entry = entry if isinstance(entry, dict) else {}
    corrects, outcome = entry.get("corrects"), entry.get("outcome")
    return transition_between(
        source,
        target,
        _OUTCOMES.get(outcome) if isinstance(outcome, str) else None,
        corrects=isinstance(corrects, dict) and "state" in corrects,
    )


def added_transitions(diff: CardDiff) -> Iterator[tuple[Field, State, State]]:
    """Yield the transitions that the change adds: place, state before, state after.

    If the top of the card has another state and no entry accounts for it, the top itself is a
    transition.
    """
    if diff.then is None or diff.now is None or diff.now.data is None:
        return
    stood = last_state(diff.then)
    new, how = diff.now.entries("history"), diff.history
    fresh = frozenset(how.new(len(new)))
    source, found = None, False
    for index, entry in enumerate(new):
        if index == how.added and (source is None or how.lost):
            source = stood  # rewritten entries do not change the state that the card continues from
        target = _state(entry.get("state"))
        if source is not None and target is not None and index in fresh:
            yield ("history", index, "state"), source, target
            found = True
        source = target or source
    old, top = (_state((side.data or {}).get("state")) for side in (diff.then, diff.now))
    if not found and stood is not None and top not in (None, stood, old):
        yield ("state",), stood, top


@extends("CC501", SubjectKind.CHANGE)
def illegal_change(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """A card went from the state in which it stood to another by no legal move."""
    for number, (place, source, target) in enumerate(added_transitions(diff)):
        if legal_transition(diff, place, source, target) is not None or source is target:
            continue
        yield problem(
            place,
            "{source} -> {target}",
            source=source,
            target=target,
            hint=_legal(source),
            related=previous(place, source, base) if number == 0 else [],
        )


def _legal(source: State) -> Message:
    targets = list(dict.fromkeys(move.target for move in transitions_from(source)))
    if targets == [State.IN_PROGRESS]:
        return _("a closed card can only be reopened: closed -> in_progress, by the "
                 "secretariat, with a reason")  # fmt: skip
    legal = ", ".join(targets)
    return _("allowed from '{state}': {legal}", state=source, legal=legal)


@extends("CC509", SubjectKind.CHANGE)
def not_by_the_old_secretariat(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """A move that is the secretariat's was filed by one that the change itself made secretariat."""
    if diff.now is None:
        return
    for place, source, target in added_transitions(diff):
        move = legal_transition(diff, place, source, target)
        by = value_at(diff.now.data, (*place[:-1], "by"))
        if move is None or move.who != (Role.SECRETARIAT,) or not isinstance(by, str):
            continue
        if is_secretariat(by, base.head) and not is_secretariat(by, base.register):
            old = base.register.config.secretariat
            yield problem(
                (*place[:-1], "by"),
                "{source} -> {target} must be filed by the secretariat, not by {by}",
                source=source,
                target=target,
                by=by,
                hint=_("a new secretariat files from the next change on; at {base} it was {code}",
                         code=old, base=base.base),
            )  # fmt: skip


def not_by_old_secretariat(by: object, index: int, base: Base) -> Iterator[Problem]:
    """Report a history entry by an agency that only the change itself made the secretariat."""
    if not isinstance(by, str) or is_secretariat(by, base.register):
        return
    if is_secretariat(by, base.head):
        yield problem(
            ("history", index, "by"),
            "must be filed by the secretariat, not by {by}",
            by=by,
            hint=_("a new secretariat files from the next change on; at {base} it was {code}",
                   code=base.register.config.secretariat, base=base.base),
        )  # fmt: skip
