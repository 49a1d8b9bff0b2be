"""Changes of recorded fields: each one needs a further history entry.

This module registers a card, moves it between states, and changes its lead or due date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from cardctl.domain.base import Text
from cardctl.domain.card import Card, HistoryEntry
from cardctl.domain.changes import refusal
from cardctl.domain.enums import MeetingStatus
from cardctl.domain.ids import card_id
from cardctl.domain.recorded_fields import replay
from cardctl.domain.register import Register
from cardctl.domain.requirements import TransitionContext, missing_requirements
from cardctl.domain.workflow import Outcome, Requirement, Role, State, transition_between
from cardctl.errors import IllegalTransition, Refused, Unknown
from cardctl.i18n import _

_EITHER = (Role.LEAD, Role.SECRETARIAT)
_SECRETARIAT = (Role.SECRETARIAT,)


class HistoryEntryDraft(NamedTuple):
    """Values of a new history entry, besides the state.

    *by* defaults to the agency responsible for the transition. *cleared* names recorded fields
    (``lead``, ``due``) that have no value from this entry on.
    """

    on: date
    by: str | None = None
    outcome: Outcome | None = None
    lead: str | None = None
    due: date | None = None
    meeting: int | None = None
    reason: str | None = None
    substitute: str | None = None
    review: int | None = None
    cleared: frozenset[str] = frozenset()


def new_card(
    register: Register,
    title: Text,
    meeting: int,
    *,
    serial: int,
    entry: HistoryEntryDraft,
    item: int | None = None,
    partners: Sequence[str] = (),
    decision: Text | None = None,
    tags: Sequence[str] = (),
    due_as_stated: Text | None = None,
    note: Text | None = None,
) -> Card:
    """Return the card of a matter of *meeting*, registered by *entry* with its lead and due date.

    Raises Unknown if the meeting, the agenda item or an agency does not exist, Refused if the
    meeting was cancelled.
    """
    _require_item(register, meeting, item)
    for code in partners:
        require_agency(register, code)
    event = _event(register, None, entry, _SECRETARIAT, State.REGISTERED)
    fields = {
        "id": card_id(meeting, serial),
        "title": title,
        "meeting": meeting,
        "item": item,
        "decision": decision,
        "tags": tuple(tags),
        "lead": event.lead,
        "partners": tuple(partners),
        "state": State.REGISTERED,
        "due": event.due,
        "due_as_stated": due_as_stated,
        "history": (event,),
        "note": note,
    }
    # Every card has `lead`: null means that it is open.
    said = {k: v for k, v in fields.items() if k == "lead" or v not in (None, ())}
    return Card.model_validate(said)


def _require_item(register: Register, meeting: int, item: int | None) -> None:
    found = register.meeting(meeting)
    if found.status is MeetingStatus.CANCELLED:
        raise Refused(
            _("meeting {number} was cancelled", number=meeting),
            _("specify the meeting that decided the matter: --meeting N"),
        )
    if item is not None and found.agenda_item(item) is None:
        raise Unknown("agenda item", str(item), [str(each.item) for each in found.items])


def require_agency(register: Register, code: str) -> None:
    """Raise Unknown if no agency has this *code* (unless `agencies.yaml` cannot be read)."""
    if register.agencies_known:
        register.agency(code)


def move(register: Register, card: Card, target: State, entry: HistoryEntryDraft) -> Card:
    """Return *card* in the state *target*, with a new history entry.

    Raises IllegalTransition if the table has no such transition, if a requirement is not met, or
    if the filing agency may not make it; Unknown for unknown agencies and meetings.
    """
    found = transition_between(card.state, target, entry.outcome)
    if found is None:
        raise refusal.no_such_move(card, target)
    event = _event(register, card, entry, found.who, target)
    secretariat = register.config.secretariat
    if found.who == _SECRETARIAT and event.by != secretariat:
        raise refusal.not_the_secretariats(card, target, event.by, secretariat)
    moved = with_event(card, event)
    at = TransitionContext(register.with_card(moved), moved, len(moved.history) - 1)
    if missing := missing_requirements(found, at):
        _require_heirs(register, moved, missing)
        before = moved.model_copy(update={"state": card.state})
        raise refusal.lacking(before, target, missing, register)
    _require_due_kept(card, event)
    return moved


def _require_heirs(register: Register, card: Card, missing: Sequence[Requirement]) -> None:
    """Raise Unknown if a card that replaces *card* is named but does not exist."""
    # A requirement for other cards has the name of their relation.
    for need in missing:
        for other in getattr(card.relations, need, ()):
            if other not in register.known_ids:
                register.card(other)


def missing_for(register: Register, card: Card, target: State) -> tuple[Requirement, ...]:
    """Return the unmet requirements of a transition to *target*; empty if it is not legal."""
    found = transition_between(card.state, target)
    if found is None:
        return ()
    event = HistoryEntry(date=card.history[-1].date, by=register.config.secretariat, state=target)
    moved = with_event(card, event)
    return missing_requirements(
        found, TransitionContext(register.with_card(moved), moved, len(card.history))
    )


def record(register: Register, card: Card, entry: HistoryEntryDraft) -> Card:
    """Return *card* with a new lead or due date; *card* itself if the entry changes neither.

    Raises IllegalTransition if a due date moves without a reason, or too late without the meeting
    that granted it; Refused if the card is closed.
    """
    said = _recorded(card, entry)
    if not said:
        return card
    require_open(card)
    who = _SECRETARIAT if "lead" in said or entry.meeting is not None else _EITHER
    event = _event(register, card, entry, who, None)
    _require_due_kept(card, event)
    return with_event(card, event)


def require_open(card: Card) -> None:
    """Raise Refused if the card is closed: it cannot change until it is reopened."""
    if not card.is_open:
        raise Refused(
            _("{id} is closed", id=card.id),
            _("reopen it first: cardctl update {id} --state in_progress --reason TEXT", id=card.id),
        )


def _recorded(card: Card | None, entry: HistoryEntryDraft) -> dict[str, Any]:
    """Return lead and due date, each only if the entry changes it."""
    now = {"lead": card.lead, "due": card.due} if card else {"lead": None, "due": None}
    said = {"lead": entry.lead, "due": entry.due}
    return {
        name: said[name]
        for name in now
        if said[name] != now[name] and (said[name] is not None or name in entry.cleared)
    }


def _event(
    register: Register,
    card: Card | None,
    entry: HistoryEntryDraft,
    who: tuple[Role, ...],
    state: State | None,
) -> HistoryEntry:
    """Return the history entry, only with keys that have a value."""
    require_known(register, entry)
    if card is not None:
        require_order(card, entry.on)
    outcome = entry.outcome
    if card is not None and state is State.CLOSED and outcome is None:
        outcome = card.outcome
    said = {
        "state": state,
        "outcome": outcome,
        "meeting": entry.meeting,
        "note": entry.reason,
        "substitute": entry.substitute,
        "review": entry.review,
    }
    given = {name: value for name, value in said.items() if value is not None}
    first = {"date": entry.on, "by": entry.by or _whose(register, card, entry, who)}
    return HistoryEntry.model_validate(first | given | _recorded(card, entry))


def require_known(register: Register, entry: HistoryEntryDraft) -> None:
    """Raise Unknown if the entry names an agency or a meeting that does not exist."""
    for code in (entry.by, entry.lead):
        if code is not None:
            require_agency(register, code)
    if entry.meeting is not None:
        register.meeting(entry.meeting)


def require_order(card: Card, day: date) -> None:
    """Raise Refused if *day* is before the last history entry."""
    last = card.history[-1].date
    if day < last:
        raise Refused(
            _(
                "{id}: the last history entry is dated {last}, after {day}",
                id=card.id,
                last=last,
                day=day,
            ),
            _("use this date or a later one: --on {last}", last=last),
        )


def _whose(
    register: Register, card: Card | None, entry: HistoryEntryDraft, who: tuple[Role, ...]
) -> str:
    """Return the responsible agency: the lead if it may and there is one, else the secretariat."""
    lead = entry.lead or (card.lead if card else None)
    return lead if lead is not None and Role.LEAD in who else register.config.secretariat


def _require_due_kept(card: Card, event: HistoryEntry) -> None:
    """Raise IllegalTransition if a due date moves without a reason, or late and by no meeting."""
    if card.due is None or not event.records("due"):
        return
    if event.note is None:
        raise IllegalTransition(
            _("{id}: moving a due date requires a reason", id=card.id),
            _("add: --reason TEXT"),
        )
    if event.date > card.due and event.meeting is None:
        raise IllegalTransition(
            _(
                "{id}: due date {due} has passed; only a meeting can extend it",
                id=card.id, due=card.due,
            ),
            _("add --meeting N, or --on DATE if it was filed by {due}", due=card.due),
        )  # fmt: skip


def with_event(card: Card, event: HistoryEntry) -> Card:
    """Return the card with one more entry, and its recorded fields updated to match."""
    history = (*card.history, event)
    now = replay(history)
    values = {"state": now.state, "outcome": now.outcome, "lead": now.lead, "due": now.due}
    changed = {name: value for name, value in values.items() if value != getattr(card, name)}
    return card.model_copy(update={"history": history, **changed})
