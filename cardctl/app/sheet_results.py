"""The result that a row of a sheet files or revises, compared with what the card already has."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cardctl.app.result_request import PREFIX, ResultRequest
from cardctl.app.sheet_fields import is_same, items_of, new_item
from cardctl.app.values import as_usage_error
from cardctl.domain.in_force import filed_result
from cardctl.domain.meeting import Evidence
from cardctl.errors import UsageError
from cardctl.i18n import _
from cardctl.sheets.columns import READINGS
from cardctl.sheets.values import CLEAR
from cardctl.store.card_text import as_data

if TYPE_CHECKING:
    from cardctl.app.card_fields import CardRow
    from cardctl.domain.base import Json
    from cardctl.domain.card import Card, Result
    from cardctl.domain.register import Register

PARTS = ("result", "progress", "spent", "next", "blocker")
"""Columns of a result beside its readings and its evidence."""


def result_request(
    register: Register, shown: CardRow, card: Card, values: Mapping[str, Any], by: str
) -> ResultRequest:
    """Return the result of *by* that a row files or revises; it is empty if nothing differs.

    Progress and spending that `list` and the report show (*shown*) are no news. Raises UsageError
    for parts of a result without its text, if there is none to revise.
    """
    meeting = values.get("result_for") or register.calendar.next
    earlier = filed_result(card.results, by, meeting, register.calendar)
    given = {name: values[name] for name in PARTS if name in values}
    if earlier is not None or "result" not in given:
        given = {name: value for name, value in given.items() if not _is_shown(shown, name, value)}
    readings = _readings(values)
    documents = _documents(values)
    if earlier is not None:
        return _revision(earlier, given, readings, documents, values.get("result_for"))
    given = {name: value for name, value in given.items() if value is not CLEAR}
    if "result" not in given:
        _require_nothing([*given, *(f"{READINGS}.{key}" for key in readings)], documents)
        return ResultRequest()
    return _request(given, readings, documents, values.get("result_for"))


def _is_shown(shown: CardRow, name: str, value: Any) -> bool:
    """Whether a value is the computed one, and the row files no text with it."""
    standing = shown.standing
    return (name == "progress" and value == standing.progress) or (
        name == "spent" and value == standing.spent
    )


def _readings(values: Mapping[str, Any]) -> dict[str, int | Decimal]:
    """Return the readings of a row by the ids of their indicators."""
    found = {
        name.removeprefix(f"{READINGS}."): value
        for name, value in values.items()
        if name.startswith(f"{READINGS}.") and value is not CLEAR
    }
    return {
        key: value if isinstance(value, int) else Decimal(value) for key, value in found.items()
    }


def _documents(values: Mapping[str, Any]) -> list[Evidence]:
    """Return the evidence of a row. Raises UsageError."""
    data: list[Json] = [] if values.get("evidence") in (None, CLEAR) else [*values["evidence"]]
    data += [new_item(fields) for fields in items_of(values, "evidence").values()]
    found = []
    for number, each in enumerate(filter(None, data), start=1):
        record = {"kind": "other", **each}
        with as_usage_error(f"evidence.{number}", record):
            found.append(Evidence.model_validate_json(json.dumps(record)))
    return found


def _require_nothing(names: Sequence[str], documents: Sequence[Evidence]) -> None:
    names = [*names, *(["evidence"] if documents else [])]
    if names:
        raise UsageError(
            _("{column} is part of a result, but no result is given or on file", column=names[0]),
            _("fill in the column 'result', too"),
        )


def _request(
    given: Mapping[str, Any],
    readings: Mapping[str, int | Decimal],
    documents: Sequence[Evidence],
    meeting: int | None,
    *,
    revise: bool = False,
    unsets: Sequence[str] = (),
) -> ResultRequest:
    return ResultRequest(
        text=given.get("result"),
        meeting=meeting,
        progress=given.get("progress"),
        evidence=documents,
        readings=[*readings.items()],
        spent=given.get("spent"),
        next=given.get("next"),
        blocker=given.get("blocker"),
        revise=revise,
        unsets=unsets,
    )


def _revision(
    earlier: Result,
    given: Mapping[str, Any],
    readings: Mapping[str, int | Decimal],
    documents: Sequence[Evidence],
    meeting: int | None,
) -> ResultRequest:
    """Return what the row changes in the result on file; nothing if it says the same."""
    old = as_data(earlier)
    old["result"] = old.pop("text")
    cleared = [name for name, value in given.items() if value is CLEAR and name in old]
    changed = {
        name: value
        for name, value in given.items()
        if value is not CLEAR and not is_same(old.get(name), value)
    }
    if "result" in cleared:
        raise UsageError(_("{field} cannot be removed", field="result"))
    new_readings = {key: n for key, n in readings.items() if earlier.readings.get(key) != n}
    new_documents = [each for each in documents if each not in earlier.evidence]
    if not (changed or cleared or new_readings or new_documents):
        return ResultRequest()
    return _request(
        changed,
        new_readings,
        new_documents,
        meeting,
        revise=True,
        unsets=[f"{PREFIX}{name}" for name in cleared],
    )
