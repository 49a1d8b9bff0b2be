"""CC106 in text fields: plain dates, times and decimals, which other parsers do not read as text.

The reader accepts them unquoted, because most of them are in date or number fields, and the field
of a value is known only after its file has been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cardctl.finding import Field, Finding
from cardctl.yaml.keys import DATE_KEYS, NUMBER_KEYS
from cardctl.yaml.nodes import Node, Tree
from cardctl.yaml.refusals import ambiguous_message

_LOOKALIKE = re.compile(
    r"-?[0-9]+\.[0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    # a timestamp, as PyYAML reads it
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?"
)
_TYPED = DATE_KEYS | NUMBER_KEYS
_LONGEST = 64

Suspect = tuple[Field, str, bool]
"""(field, text, whether it is a key)"""


def lookalikes(tree: Tree) -> Iterator[Finding]:
    """Yield a finding for each plain text or key that other parsers read as a date or number."""
    suspects: list[Suspect] = []
    _look_in(tree.known_data, (), suspects)
    for field, text, on_key in suspects:
        node = _node(tree, field, on_key)
        if node is not None and node.style == "plain":
            message, hint = ambiguous_message(text)
            yield Finding(
                tree.path, field, "CC106", "ambiguous-scalar", message, hint=hint, on_key=on_key
            )


def _look_in(data: Any, place: Field, found: list[Suspect]) -> None:
    """Append to *found* all texts in *data* that look like a date or number, quoted or not.

    Hot path: called for every value of every card. Digits and signs sort before the colon, most
    texts after it.
    """
    is_map = type(data) is dict
    key: Any
    for key, value in data.items() if is_map else enumerate(data):
        if is_map and key < ":" and _looks_typed(key):
            found.append(((*place, key), key, True))
        kind = type(value)
        if kind is str:
            if (
                value < ":"
                and key not in _TYPED
                and _looks_typed(value)
                and not _in_readings(place)
            ):
                found.append(((*place, key), value, False))
        elif kind is dict or kind is list:
            _look_in(value, (*place, key), found)


def _looks_typed(text: str) -> bool:
    return len(text) <= _LONGEST and _LOOKALIKE.fullmatch(text) is not None


def _in_readings(place: Field) -> bool:
    """Return whether values at *place* are readings, whose keys are ids of indicators."""
    return place[-1:] == ("readings",)


def _node(tree: Tree, field: Field, on_key: bool) -> Node | None:
    if not on_key:
        return tree.node(field)
    around = tree.node(field[:-1])
    return around.entries[str(field[-1])][0] if around is not None else None
