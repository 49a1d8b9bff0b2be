"""What rules of a change share: describe entries, report those that were rewritten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from cardctl.finding import Field, Related
from cardctl.i18n import Message, _
from cardctl.rules.comparison import (
    AppendOnlyDiff,
    Base,
    CardDiff,
    Entry,
    first_difference,
    value_at,
)
from cardctl.rules.rule import Problem, problem

LONGEST = 40
"""Longer values are not quoted in a message."""

RECORDED = ("state", "outcome", "lead", "due")
"""Fields that follow the history (CC502)."""


# Wording ----------------------------------------------------------------------------------------


QUOTABLE = frozenset(
    {
        "state", "outcome", "lead", "due", "date", "by", "meeting", "review", "item", "progress",
        "spent", "kind", "year", "source", "planned", "weight", "done", "dropped", "submitted",
        "owner", "direction", "visibility", "baseline", "target", "readings", "partners", "parent",
        "depends_on", "see_also", "merged_into", "split_into", "superseded_by", "part_of", "id",
        "redacts",
    }
)  # fmt: skip
"""Fields of codes, dates, numbers and states. Other values of the base are never printed: a text
may be gone because it was erased.
"""


def _base_value_phrase(place: Field, value: Any, base: Base) -> Message:
    """Return a phrase for the value in the base; only codes, dates and numbers are quoted."""
    names = [part for part in place if isinstance(part, str)][-2:]
    is_scalar = isinstance(value, (str, int, float, Decimal, date)) and not isinstance(value, bool)
    is_code = bool(names) and (names[-1] in QUOTABLE or names[0] == "readings")
    text = str(value)
    if not (is_scalar and is_code) or len(text) > LONGEST or " " in text:
        return _("different at {base}", base=base.base)
    return _("'{value}' at {base}", value=text, base=base.base)


def previous(place: Field, value: Any, base: Base) -> list[Related]:
    """Return the related place that says what the base has there, without any free text."""
    return [Related(_base_value_phrase(place, value, base), place)]


def describe(entry: Entry) -> str:
    """Return a short label of an entry: its date, and its main values."""
    words = [entry.get(key) for key in ("date", "state", "outcome", "due", "by")]
    return " ".join(str(word) for word in words if word is not None and word != "")[:LONGEST]


def rewritten(
    diff: CardDiff, base: Base, part: str, how: AppendOnlyDiff, hint: Message
) -> Iterator[Problem]:
    """Report each entry of *part* that was changed, removed or moved."""
    if diff.then is None or diff.now is None or diff.now.data is None:
        return
    new = diff.now.entries(part)
    for index, entry in how.changed:
        inside = first_difference(entry, new[index])
        yield problem(
            (part, index, *inside),
            "entry '{entry}' was rewritten",
            entry=describe(entry),
            hint=hint,
            related=previous((part, index, *inside), value_at(entry, inside), base),
        )
    for index in sorted({index for index, _unused in how.gone}):
        entries = ", ".join(describe(entry) for at, entry in how.gone if at == index)
        yield problem(
            (part, index) if index < len(new) else (part,),
            "removed: {entries} (present at {base})",
            entries=entries,
            base=base.base,
            on_key=index >= len(new),
            hint=hint,
        )
    for index in how.moved:
        yield problem(
            (part, index),
            "entry '{entry}' was moved; the order at {base} is different",
            entry=describe(new[index]),
            base=base.base,
            hint=_("restore that order; new entries may go in between"),
        )
