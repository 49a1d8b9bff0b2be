"""What a returned form means for the state of a card.

A claim submits a card, puts it on hold, or resumes it. Without one, a first plan makes a card
planned, and a first result or a step that is done makes it in progress. Only what the table of
transitions lets the lead do is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cardctl.app.return_card import CardValues, heading, refuse, refused_at, request
from cardctl.app.return_result import parts
from cardctl.domain import changes
from cardctl.domain.changes.refusal import joined
from cardctl.domain.workflow import (
    REQUIREMENTS,
    STATES,
    Outcome,
    Requirement,
    Role,
    State,
    transition_between,
)
from cardctl.errors import CardctlError, IllegalTransition, UsageError
from cardctl.i18n import Message, _
from cardctl.sheets.form import Claim, FormTable

if TYPE_CHECKING:
    from cardctl.app.change import Transaction
    from cardctl.app.return_values import Entry
    from cardctl.domain.card import Card

_CLAIMED: dict[Claim, tuple[State, Outcome | None]] = {
    Claim.NONE: (State.IN_PROGRESS, None),
    Claim.ON_HOLD: (State.ON_HOLD, None),
    Claim.COMPLETED: (State.SUBMITTED, Outcome.COMPLETED),
    Claim.SUSTAINED: (State.SUBMITTED, Outcome.SUSTAINED),
    Claim.INFEASIBLE: (State.SUBMITTED, Outcome.INFEASIBLE),
}
"""The state and the outcome that a claim asks for; a claim that is taken back resumes the card."""

_FILLED_IN: dict[Requirement, tuple[FormTable, str]] = {
    Requirement.REASON: (FormTable.RESULTS, "reason"),
    Requirement.NEW_HOLD: (FormTable.RESULTS, "reason"),
    Requirement.SUBSTITUTE: (FormTable.RESULTS, "substitute"),
    Requirement.EVIDENCE: (FormTable.RESULTS, "evidence_title"),
    Requirement.FIRM_EVIDENCE: (FormTable.RESULTS, "evidence_kind"),
    Requirement.PLAN: (FormTable.RESULTS, "plan"),
    Requirement.STEPS: (FormTable.STEPS, "title"),
    Requirement.STEPS_ENDED: (FormTable.STEPS, "done"),
    Requirement.TARGETS_READ: (FormTable.INDICATORS, "reading"),
}
"""The columns in which an agency meets a requirement."""


def with_state(transaction: Transaction, card: Card, values: CardValues) -> Card:
    """Return *card* in the state that follows from a return. Raises CardRefused."""
    claim = values.results.get("claim")
    if claim is not None:
        return _with_claim(transaction, card, values, claim)
    card = _with_reason(transaction, card, values)
    if card.lead != values.filing.agency:
        return card
    return _with_progress(transaction, card, values)


# Claims -----------------------------------------------------------------------------------------


def _with_claim(transaction: Transaction, card: Card, values: CardValues, claim: Entry) -> Card:
    target, outcome = _CLAIMED[Claim(str(claim.value or Claim.NONE))]
    move = transition_between(card.state, target)
    if move is None or Role.LEAD not in move.who:
        raise refuse(claim, _not_by_the_lead(card))
    if values.value("substitute") is not None and outcome is not Outcome.INFEASIBLE:
        raise refuse(values.results["substitute"], _orphan("substitute"))
    entry = values.draft(
        outcome=outcome,
        reason=values.value("reason"),
        substitute=values.value("substitute"),
        review=values.filing.meeting if target is State.ON_HOLD else None,
    )
    with _refused_at(claim.place):
        return request(entry, state=target).of(transaction, card)


def _not_by_the_lead(card: Card) -> IllegalTransition:
    return IllegalTransition(
        _("{card} is {state}: an agency cannot change that claim",
            card=card.id, state=STATES[card.state].words),
        _("leave the claim as it was; the secretariat can return the card"),
    )  # fmt: skip


def _with_reason(transaction: Transaction, card: Card, values: CardValues) -> Card:
    """Return *card* with a new reason for its hold. Raises CardRefused for any other use."""
    columns = ["substitute"] if values.uses_reason else ["reason", "substitute"]
    unused = list(values.among(columns))
    if not unused:
        return card
    first = unused[0]
    if card.state is not State.ON_HOLD or first.column != "reason" or first.value is None:
        raise refuse(first, _orphan(first.column))
    with _refused_at(first.place):
        asked = request(values.draft(reason=first.value), state=State.ON_HOLD)
        return asked.of(transaction, card)


def _orphan(column: str) -> UsageError:
    """Return the error for a value that belongs to a claim, if nothing is claimed."""
    return UsageError(
        _("'{column}' belongs to a claim, but the claim does not need it or was made before",
            column=heading(FormTable.RESULTS, column)),
        _("choose a claim, or leave the cell as it was"),
    )  # fmt: skip


@contextmanager
def _refused_at(place: str) -> Iterator[None]:
    """Turn an error into CardRefused with its *place*, in the words of the form."""
    with refused_at(place, _hint):
        try:
            yield
        except IllegalTransition as error:
            error.message = _with_names(error.message)
            raise


def _with_names(message: Message) -> Message:
    """Return a message with the names of states instead of their codes."""
    values = message.values.items()
    named = {key: STATES[v].words if isinstance(v, State) else v for key, v in values}
    return message._replace(values=named)


def _hint(error: CardctlError) -> Message | None:
    """Return the hint; for missing requirements, it names the columns that meet them."""
    missing = error.missing if isinstance(error, IllegalTransition) else ()
    columns = [_FILLED_IN.get(Requirement(need)) for need in missing]
    known = [heading(*column) for column in dict.fromkeys(columns) if column is not None]
    return _("fill in: {columns}", columns=_listed(known)) if known else error.hint


def _listed(phrases: Iterable[Message]) -> Message:
    return joined(phrases, ", ")


# Progress ---------------------------------------------------------------------------------------


def _with_progress(transaction: Transaction, card: Card, values: CardValues) -> Card:
    """Return *card* as planned or in progress, if its plan, result or steps make it so."""
    if card.state is State.REGISTERED and _plans(values):
        missing = changes.missing_for(transaction.register, card, State.PLANNED)
        if missing:
            values.notices.append(_stays(card, missing))
            return card
        card = _moved(transaction, card, values, State.PLANNED)
    if card.state is State.PLANNED and _has_begun(values):
        card = _moved(transaction, card, values, State.IN_PROGRESS)
    return card


def _plans(values: CardValues) -> bool:
    return bool(values.steps) or any(values.among(["plan", "no_steps"]))


def _has_begun(values: CardValues) -> bool:
    done = (entries["done"] for entries in values.steps.values() if "done" in entries)
    return bool(parts(values)) or any(entry.value is not None for entry in done)


def _moved(transaction: Transaction, card: Card, values: CardValues, target: State) -> Card:
    with _refused_at(values.entries[0].place):
        return request(values.draft(), state=target).of(transaction, card)


def _stays(card: Card, missing: Iterable[Requirement]) -> Message:
    needs = _listed(REQUIREMENTS[need].words for need in missing)
    return _("{card} stays registered: it still needs {needs}", card=card.id, needs=needs)
