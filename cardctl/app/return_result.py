"""The result of a returned form: a first one, or what changes in the one that the agency filed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cardctl.app.result_request import ResultRequest
from cardctl.app.return_card import (
    CardValues,
    heading,
    refuse,
    refused_at,
    request,
    text_path,
)
from cardctl.app.return_values import EVIDENCE, Entry
from cardctl.app.spent_check import require_plausible
from cardctl.domain.in_force import filed_result
from cardctl.errors import CardctlError, Refused, UsageError
from cardctl.i18n import Message, _
from cardctl.sheets.form import FormTable

if TYPE_CHECKING:
    from cardctl.app.change import Transaction
    from cardctl.domain.card import Card, Result
    from cardctl.domain.meeting import Evidence

_OPTIONAL = ("progress", "spent", "next", "blocker")
"""Parts of a result that it may lose."""


def parts(values: CardValues) -> list[Entry]:
    """Return the values that are parts of a result."""
    return [*values.among(["result", *_OPTIONAL, *EVIDENCE]), *values.readings]


def with_result(transaction: Transaction, card: Card, values: CardValues) -> Card:
    """Return *card* with the result of a return. Raises CardRefused."""
    entries = parts(values)
    if not entries:
        return card
    filing = values.filing
    calendar = transaction.register.calendar
    earlier = filed_result(card.results, filing.agency, filing.meeting, calendar)
    _require_text(card, values, entries[0], earlier)
    values.uses_reason = earlier is not None and _uses_reason(transaction, card, values, earlier)
    _require_plausible(transaction, card, values)
    entry = values.draft(reason=values.value("reason") if values.uses_reason else None)
    asked = request(entry, **_changes(values, earlier))
    with refused_at(entries[0].place, lambda error: _hint(error, values)):
        return asked.of(transaction, card)


def _changes(values: CardValues, earlier: Result | None) -> dict[str, Any]:
    """Return the request's result, and the paths in it that are set and unset."""
    text, sets = values.value("result"), []
    if earlier is not None and isinstance(earlier.text, dict) and text is not None:
        sets = [(text_path("result.text", earlier.text, values.filing.lang), text)]
        text = None
    lost = [entry.column for entry in values.among(_OPTIONAL) if entry.value is None]
    lost += [f"readings.{entry.item}" for entry in values.readings if entry.value is None]
    result = ResultRequest(
        text=text,
        meeting=values.filing.meeting,
        progress=values.value("progress"),
        evidence=_evidence(values),
        readings=[(e.item, e.value) for e in values.readings if e.value is not None],  # type: ignore[misc]
        spent=values.value("spent"),
        next=values.value("next"),
        blocker=values.value("blocker"),
        revise=earlier is not None,
    )
    return {"result": result, "sets": sets, "unsets": [f"result.{name}" for name in lost]}


def _require_text(card: Card, values: CardValues, first: Entry, earlier: Result | None) -> None:
    """Raise CardRefused if the result has no text, or would lose it."""
    if values.value("result") is not None or (earlier and "result" not in values.results):
        return
    column = heading(FormTable.RESULTS, "result")
    if earlier is not None:
        raise refuse(values.results["result"], _stays(column))
    raise refuse(
        first,
        UsageError(
            _("{card}: '{column}' is missing", card=card.id, column=column),
            _("fill in what was done: this value is part of a result"),
        ),
    )


def _require_plausible(transaction: Transaction, card: Card, values: CardValues) -> None:
    """Raise CardRefused for an amount whose unit was probably forgotten."""
    spent = values.results.get("spent")
    if spent is not None and spent.is_bare and isinstance(spent.value, int):
        with refused_at(spent.place):
            require_plausible(transaction, card, spent.value)


def _stays(column: Message) -> Refused:
    return Refused(
        _("'{column}' was filed and cannot be emptied", column=column),
        _("fill in the right value, or leave the cell as it was"),
    )


def _uses_reason(transaction: Transaction, card: Card, values: CardValues, earlier: Result) -> bool:
    """Whether the reason is that of the revision: it needs one, or nothing is claimed with it."""
    today = max(values.filing.day, transaction.workspace.today)
    heard = transaction.register.heard_result(card, earlier, today)
    return heard is not None or "claim" not in values.results


def _hint(error: CardctlError, values: CardValues) -> Message | None:
    """Return the hint; for a missing reason, it names the column."""
    if isinstance(error, Refused) and values.uses_reason and values.value("reason") is None:
        return _("give it under '{column}'", column=heading(FormTable.RESULTS, "reason"))
    return error.hint


def _evidence(values: CardValues) -> list[Evidence]:
    """Return the piece of evidence that a return has. Raises CardRefused."""
    from cardctl.app.values import as_usage_error
    from cardctl.domain.enums import EvidenceKind
    from cardctl.domain.meeting import Evidence

    entries = list(values.among(EVIDENCE))
    if not entries:
        return []
    record: dict[str, Any] = {
        e.column.removeprefix("evidence_"): e.value for e in entries if e.value is not None
    }
    if not record:
        raise refuse(entries[0], _stays(heading(FormTable.RESULTS, entries[0].column)))
    record["kind"] = EvidenceKind(record.get("kind", EvidenceKind.OTHER))
    with refused_at(entries[0].place), as_usage_error("", record):
        return [Evidence.model_validate(record)]
