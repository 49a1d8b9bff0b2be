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


def _stood(value: Any, past: Base) -> Message:
    """Return a phrase for the value in the base: a short value itself, else that it differed."""
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        return _("different at {base}", base=past.base)
    text = str(value)
    if len(text) > LONGEST:
        return _("different at {base}", base=past.base)
    return _("'{value}' at {base}", value=text, base=past.base)


def previous(place: Field, value: Any, past: Base) -> list[Related]:
    """Return the related place that says what the base has there."""
    return [Related(_stood(value, past), place)]


def describe(entry: Entry) -> str:
    """Return a short label of an entry: its date, and its main values."""
    words = [entry.get(key) for key in ("date", "state", "outcome", "due", "by")]
    return " ".join(str(word) for word in words if word is not None and word != "")[:LONGEST]


def rewritten(
    pair: CardDiff, past: Base, part: str, how: AppendOnlyDiff, again: Message
) -> Iterator[Problem]:
    """Report each entry of *part* that was changed, removed or moved."""
    if pair.then is None or pair.now is None or pair.now.data is None:
        return
    new = pair.now.entries(part)
    for index, entry in how.changed:
        inside = first_difference(entry, new[index])
        yield problem(
            (part, index, *inside),
            "entry '{entry}' was rewritten",
            entry=describe(entry),
            hint=again,
            related=previous((part, index, *inside), value_at(entry, inside), past),
        )
    for index in sorted({index for index, _unused in how.gone}):
        entries = ", ".join(describe(entry) for at, entry in how.gone if at == index)
        yield problem(
            (part, index) if index < len(new) else (part,),
            "removed: {entries} (present at {base})",
            entries=entries,
            base=past.base,
            on_key=index >= len(new),
            hint=again,
        )
    for index in how.moved:
        yield problem(
            (part, index),
            "entry '{entry}' was moved; the order at {base} is different",
            entry=describe(new[index]),
            base=past.base,
            hint=_("restore that order; new entries may go in between"),
        )
