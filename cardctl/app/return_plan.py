"""The plan and the steps of a returned form: new texts, due dates, ends, and further steps."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import chain, count
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from cardctl.app.return_card import CardValues, heading, refuse, refused_at, request, text_path
from cardctl.app.return_values import NEW, Entry
from cardctl.domain.changes import HistoryEntryDraft
from cardctl.errors import Refused, UsageError
from cardctl.i18n import _
from cardctl.sheets.form import FormTable

if TYPE_CHECKING:
    from cardctl.app.change import Transaction
    from cardctl.app.values import Assignment
    from cardctl.domain.card import Card, Step

_COLUMNS = {"plan": "summary", "no_steps": "no_steps"}
"""The fields of a plan, by the columns of the results."""

StepEntries = Mapping[str, "Entry"]
"""The values of one step by column."""


def with_plan(transaction: Transaction, card: Card, values: CardValues) -> Card:
    """Return *card* with the plan and the steps of a return. Raises CardRefused."""
    entries = [*values.among(_COLUMNS), *chain(*(each.values() for each in values.steps.values()))]
    if not entries:
        return card
    new = list(_new_steps(card, values))
    found = [*_plan_values(card, values, has_new_steps=bool(new)), *_step_values(card, values)]
    asked = request(
        HistoryEntryDraft(values.filing.day),
        sets=[pair for pair in found if pair[1] is not None],
        unsets=[path for path, value in found if value is None],
        adds=[("plan.steps", step) for step in new],
    )
    with refused_at(entries[0].place):
        return asked.of(transaction, card)


def _plan_values(card: Card, values: CardValues, *, has_new_steps: bool) -> Iterator[Assignment]:
    """Yield paths and values of the plan; the first one is submitted on the day of filing."""
    plan = card.plan
    for entry in values.among(_COLUMNS):
        name = _COLUMNS[entry.column]
        old = getattr(plan, name, None)
        if entry.value is not None or old is not None:
            yield text_path(f"plan.{name}", old, values.filing.lang), entry.value
    if ("plan" in values.results or has_new_steps) and not (plan and plan.submitted):
        yield "plan.submitted", values.filing.day.isoformat()


def _step_values(card: Card, values: CardValues) -> Iterator[Assignment]:
    """Yield paths and values of the steps that the card has."""
    known = {step.id: step for step in card.plan.steps} if card.plan else {}
    for item, entries in values.steps.items():
        if not item.startswith(NEW):
            step = known.get(item)
            for name, value in _fields(entries, step, values.filing.day).items():
                old = getattr(step, name, None)
                if value is not None or old is not None:
                    yield text_path(f"plan.steps.{item}.{name}", old, values.filing.lang), value


def _new_steps(card: Card, values: CardValues) -> Iterator[dict[str, Any]]:
    """Yield the data of the steps that the agency adds; it is their owner."""
    taken = {step.id for step in card.plan.steps} if card.plan else set()
    for item, entries in values.steps.items():
        if item.startswith(NEW):
            _require_no_weights(card, entries["title"])
            identifier = next_id(taken)
            taken.add(identifier)
            fields = _fields(entries, None, values.filing.day)
            title = fields.pop("title")
            yield {"id": identifier, "title": title, "owner": values.filing.agency, **fields}


def _require_no_weights(card: Card, title: Entry) -> None:
    """Raise CardRefused for a new step if the steps have weights: a form gives it none (CC614)."""
    steps = card.plan.steps if card.plan else ()
    if any("weight" in step.model_fields_set for step in steps if step.dropped is None):
        raise refuse(
            title,
            Refused(
                _("the steps of {card} have weights, and a form gives a new step none",
                    card=card.id),
                _("ask the secretariat to add the step '{title}' with its weight",
                    title=title.value),
            ),
        )  # fmt: skip


def _fields(entries: StepEntries, step: Step | None, day: date) -> dict[str, Any]:
    """Return the fields of a step as they become; None for one that it loses.

    A step that ends in one way has not ended in the other. Raises CardRefused.
    """
    _require_clear(entries)
    fields: dict[str, Any] = {
        name: entry.value.isoformat() if isinstance(entry.value, date) else entry.value
        for name, entry in entries.items()
        if name != "dropped"
    }
    if "dropped" in entries:
        reason = entries["dropped"].value
        was_dropped = step is not None and step.dropped is not None
        if reason is None or not was_dropped:
            fields["dropped"] = None if reason is None else day.isoformat()
        fields |= {} if reason is None else {"note": reason}
    if fields.get("done"):
        fields.setdefault("dropped", None)
    elif fields.get("dropped"):
        fields.setdefault("done", None)
    return {name: v for name, v in fields.items() if v is not None or step is not None}


def _require_clear(entries: StepEntries) -> None:
    """Raise CardRefused for a step without a title, or one that ends in two ways."""
    title, done, dropped = (entries.get(name) for name in ("title", "done", "dropped"))
    if title is not None and title.value is None:
        hint = _(
            "to drop the step, give the reason under '{column}'",
            column=heading(FormTable.STEPS, "dropped"),
        )
        raise refuse(title, UsageError(_("a step needs a title"), hint))
    if done is not None and dropped is not None and done.value and dropped.value:
        raise refuse(
            dropped, UsageError(_("a step is either done or dropped"), _("empty one of the cells"))
        )


def next_id(taken: Collection[str]) -> str:
    """Return an id for a new step: the next number if all are numbers, else the next letter."""
    numbers = [int(each) for each in taken if each.isascii() and each.isdigit()]
    if numbers and len(numbers) == len(taken):
        return str(max(numbers) + 1)
    names = chain(ascii_lowercase, (f"s{number}" for number in count(len(ascii_lowercase) + 1)))
    return next(name for name in names if name not in taken)
