"""Errors for refused transitions: what is legal, what is missing, and how to provide it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cardctl.domain.calendar import Calendar
from cardctl.domain.card import Card
from cardctl.domain.in_force import filed_result
from cardctl.domain.register import Register
from cardctl.domain.requirements import unread_targets
from cardctl.domain.workflow import (
    OUTCOMES,
    REQUIREMENTS,
    Requirement,
    State,
    Transition,
    transitions_from,
)
from cardctl.errors import IllegalTransition
from cardctl.i18n import Message, _


def joined(phrases: Iterable[Message], between: str) -> Message:
    """Return several phrases as one message."""
    values = {f"part{index}": phrase for index, phrase in enumerate(phrases)}
    return Message(between.join(f"{{{name}}}" for name in values), values)


def no_such_move(card: Card, target: State) -> IllegalTransition:
    """Return the error for a transition not in the table; the hint lists the legal ones."""
    legal = joined((_described(move) for move in transitions_from(card.state)), "; ")
    return IllegalTransition(
        _(
            "{id}: {source} -> {target} is not a legal move",
            id=card.id, source=card.state, target=target,
        ),
        _("from {source}: {legal}", source=card.state, legal=legal),
    )  # fmt: skip


def _described(move: Transition) -> Message:
    """Return a transition in words: by its target, or by the outcome that it is only for."""
    who = joined((_(f"who|{role}") for role in move.who), "/")
    target: str = move.outcome or move.target
    required = (*move.needs, *(OUTCOMES[move.outcome].needs if move.outcome else ()))
    if not required:
        return _("{target} (by the {who})", target=target, who=who)
    needs = joined((REQUIREMENTS[need].words for need in required), " + ")
    return _("{target} (by the {who}; needs {needs})", target=target, who=who, needs=needs)


def lacking(
    card: Card, target: State, missing: Sequence[Requirement], register: Register
) -> IllegalTransition:
    """Return the error for unmet requirements; the hint lists the options that meet them."""
    options = options_for(card, missing, register)
    needs = joined((_need(card, need, register.calendar) for need in missing), " + ")
    return IllegalTransition(
        _(
            "{id}: {source} -> {target} needs {needs}",
            id=card.id, source=card.state, target=target, needs=needs,
        ),
        _("add: {options}", options=options) if options else _("see: cardctl states"),
        missing,
    )  # fmt: skip


def options_for(card: Card, missing: Iterable[Requirement], register: Register) -> str:
    """Return the options of `update` that meet *missing*, each once; empty if none does."""
    options = " ".join(_option(card, need, register) for need in missing)
    return " ".join(dict.fromkeys(re.findall(r"--revise|--\S+ \S+", options)))


def _option(card: Card, need: Requirement, register: Register) -> str:
    """Return the option that meets a requirement, with the ids and values of *card*."""
    on_file = register.cards.get(card.id, card)
    result = result_option(on_file, register.calendar)
    option = REQUIREMENTS[need].option.replace("--result TEXT", result)
    if need is Requirement.STEPS_ENDED:
        return " ".join(option.replace("K", step) for step in _open_steps(card)) or option
    if need is Requirement.TARGETS_READ:
        readings = (
            f"--reading {indicator}=VALUE" for indicator in unread_targets(card, register.calendar)
        )
        return " ".join([result, *readings])
    return option


def result_option(card: Card, calendar: Calendar) -> str:
    """Return the option that adds to the lead's result for the next meeting, or files one."""
    filed = card.lead and filed_result(card.results, card.lead, calendar.next, calendar)
    return "--revise" if filed else "--result TEXT"


def _need(card: Card, need: Requirement, calendar: Calendar) -> Message:
    """Return the requirement in words, with the steps or indicators that it concerns."""
    about: Sequence[str] = ()
    if need is Requirement.STEPS_ENDED:
        about = _open_steps(card)
    elif need is Requirement.TARGETS_READ:
        about = unread_targets(card, calendar)
    words = REQUIREMENTS[need].words
    return _("{need} ({about})", need=words, about=", ".join(about)) if about else words


def _open_steps(card: Card) -> Sequence[str]:
    return [step.id for step in card.plan.steps if not step.ended] if card.plan else ()


def not_the_secretariats(card: Card, target: State, by: str, secretariat: str) -> IllegalTransition:
    """Return the error for a transition that is reserved to the secretariat, not open to *by*."""
    return IllegalTransition(
        _(
            "{id}: {source} -> {target} must be filed by the secretariat, not by {by}",
            id=card.id, source=card.state, target=target, by=by,
        ),
        _("leave out --by, or use --by {secretariat}", secretariat=secretariat),
    )  # fmt: skip
