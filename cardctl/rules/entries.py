"""What rules of a change share: describe entries, report those that were rewritten."""

from __future__ import annotations

from collections.abc import Iterator
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


def _base_value_phrase(value: Any, base: Base) -> Message:
    """Return a phrase for the value in the base: a short value itself, else that it differed."""
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        return _("different at {base}", base=base.base)
    text = str(value)
    if len(text) > LONGEST:
        return _("different at {base}", base=base.base)
    return _("'{value}' at {base}", value=text, base=base.base)


def previous(place: Field, value: Any, base: Base) -> list[Related]:
    """Return the related place that says what the base has there."""
    return [Related(_base_value_phrase(value, base), place)]


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
