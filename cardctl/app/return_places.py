"""The cell of a returned form that a finding in a card comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardctl.app.return_values import EVIDENCE, NEW

if TYPE_CHECKING:
    from cardctl.app.file_change import FileChange
    from cardctl.app.return_card import CardValues
    from cardctl.app.return_values import Entry
    from cardctl.finding import Field

_COLUMNS = {
    "summary": "plan", "no_steps": "no_steps", "text": "result", "progress": "progress",
    "spent": "spent", "next": "next",
    "blocker": "blocker", "correction": "reason",
    "state": "claim", "outcome": "claim", "note": "reason", "substitute": "substitute",
}  # fmt: skip
"""The columns of the results, by the fields of a plan, a result or a history entry."""


def place_of(field: Field, values: CardValues, change: FileChange) -> str:
    """Return the place of the value that the *field* of a changed card comes from.

    If there is none, it is the place of the agency's first value for the card.
    """
    found = _entry(field, values, change)
    return (found or values.entries[0]).place


def _entry(field: Field, values: CardValues, change: FileChange) -> Entry | None:
    match field:
        case ("plan", "steps", int(index), *rest):
            return _step(index, [str(part) for part in rest], values, change)
        case ("results", int(), "readings", str(indicator)):
            return next((e for e in values.readings if e.item == indicator), None)
        case ("results", int(), "evidence", *rest):
            names = [f"evidence_{name}" for name in rest[1:]] + list(EVIDENCE)
            return next(values.among(names), None)
        case ("results" | "history", int(), str(name), *_) | ("plan", str(name)):
            return values.results.get(_COLUMNS.get(name, ""))
    return None


def _step(index: int, rest: list[str], values: CardValues, change: FileChange) -> Entry | None:
    """Return the value of a step, found by its id; if it is new, by its title."""
    plan = getattr(change.after, "plan", None)
    if plan is None or index >= len(plan.steps):
        return None
    step = plan.steps[index]
    for item, entries in values.steps.items():
        is_new = (
            item.startswith(NEW) and "title" in entries and entries["title"].value == step.title
        )
        if item == step.id or is_new:
            name = "dropped" if rest[:1] == ["note"] else "".join(rest[:1])
            return entries.get(name) or next(iter(entries.values()))
    return None
