"""Changes that agencies file: results, which are never rewritten, and steps done or dropped."""

from __future__ import annotations

from datetime import date

from cardctl.domain.card import Card, Plan, Result, Step
from cardctl.domain.changes.transitions import require_agency, require_open
from cardctl.domain.in_force import filed_result
from cardctl.domain.register import Register
from cardctl.errors import Refused, Unknown, UsageError
from cardctl.i18n import Message, _


def add_result(register: Register, card: Card, result: Result, today: date) -> Card:
    """Return the card with a further result; it revises an earlier one of the agency, if any.

    Raises Refused if the card is closed, if the meeting hears no report, or if a meeting has heard
    the earlier result by *today* and *result* has no `correction`; Unknown for the agency, an
    indicator, or a meeting that is neither registered nor the next.
    """
    earlier = filed_result(card.results, result.by, result.meeting, register.calendar)
    if earlier is None:
        require_open(card)
    elif result.correction is None:
        require_unheard(register, card, earlier, today, _revision_of(card, earlier))
    require_agency(register, result.by)
    if not register.calendar.is_known(result.meeting):
        raise _no_such_meeting(register, result.meeting)
    heard = register.calendar.hearing_of(result.meeting)
    register.require_hearing(
        result.meeting, _("file it for the next one: --for {next}", next=heard)
    )
    for key in result.readings:
        if key not in (known := [indicator.id for indicator in card.indicators]):
            raise Unknown("indicator", key, known)
    return card.model_copy(update={"results": (*card.results, result)})


def require_unheard(
    register: Register, card: Card, earlier: Result, today: date, hint: Message
) -> None:
    """Raise Refused if a result can only be revised with a reason: it was heard, or is closed."""
    by, number = earlier.by, register.heard_result(card, earlier, today)
    if number is not None:
        raise Refused(
            _(
                "{id}: meeting {number} has heard the result of {by}; revising it needs a reason",
                id=card.id, number=number, by=by,
            ),
            hint,
        )  # fmt: skip
    if not card.is_open:
        raise Refused(
            _("{id} is closed; revising the result of {by} needs a reason", id=card.id, by=by), hint
        )


def _revision_of(card: Card, earlier: Result) -> Message:
    return _(
        "revise it: cardctl update {id} --revise --by {by} --for {meeting} --result TEXT "
        "--reason TEXT",
        id=card.id,
        by=earlier.by,
        meeting=earlier.meeting,
    )


def _no_such_meeting(register: Register, number: int) -> Unknown:
    coming = register.calendar.new
    hint = _(
        "results can only be filed for a registered meeting or the next one: {known}",
        known=", ".join(map(str, (*register.calendar.numbers, coming))),
    )
    if number == coming + 1:
        hint = _("add the previous meeting first: cardctl meeting add {number}", number=coming)
    return Unknown("meeting", str(number), (), hint)


def finish_step(card: Card, step_id: str, how: str, on: date, note: str | None = None) -> Card:
    """Mark a step as ``done`` or ``dropped`` on a day; a dropped one needs a note.

    Raises Unknown if the plan has no such step, Refused if the card is closed, UsageError if the
    note is missing.
    """
    require_open(card)
    plan = card.plan or Plan()
    known = {step.id: step for step in plan.steps}
    if step_id not in known:
        raise Unknown("step", step_id, known)
    if how == "dropped" and note is None and known[step_id].note is None:
        raise UsageError(
            _("dropping step {step} requires a reason", step=step_id), _("add: --reason TEXT")
        )
    ended = _ended(known[step_id], how, on, note if how == "dropped" else None)
    steps = tuple(ended if step.id == step_id else step for step in plan.steps)
    return card.model_copy(update={"plan": plan.model_copy(update={"steps": steps})})


def _ended(step: Step, how: str, on: date, note: str | None) -> Step:
    other = "dropped" if how == "done" else "done"
    values: dict[str, object] = {how: on}
    if getattr(step, other) is not None:
        values[other] = None
    if note is not None:
        values["note"] = note
    return step.model_copy(update=values)
