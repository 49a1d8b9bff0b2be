"""Changes that agencies file: results, which are never rewritten, and steps done or dropped."""

from __future__ import annotations

from datetime import date

from cardctl.domain.card import Card, Plan, Result, Step
from cardctl.domain.changes.transitions import require_agency, require_open
from cardctl.domain.register import Register
from cardctl.errors import Unknown, UsageError
from cardctl.i18n import _


def add_result(register: Register, card: Card, result: Result) -> Card:
    """Return the card with a further result; it revises an earlier one of the agency, if any.

    Raises Refused if the card is closed, or the meeting hears no report; Unknown for the agency, an
    indicator, or a meeting that is neither registered nor the next.
    """
    require_open(card)
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
