"""Old values of changed fields, by their dotted paths: read them, compare and restore them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from cardctl.literals import integer

if TYPE_CHECKING:
    from cardctl.domain.base import Json

KEYS = ("id", "code", "item")
"""Keys that name a list item in a path."""


def value_at(data: Any, path: str) -> Any:
    """Return the value at a dotted *path* in plain data; None if there is none."""
    for part in path.split("."):
        if isinstance(data, list):
            index = _index(data, part)
            data = None if index is None else data[index]
        else:
            data = data.get(part) if isinstance(data, Mapping) else None
    return data


def overlap(path: str, other: str) -> bool:
    """Whether one of two dotted paths is the other, or inside it."""
    return f"{path}.".startswith(f"{other}.") or f"{other}.".startswith(f"{path}.")


def reverted(data: Json, revisions: Iterable[Mapping[str, Any]]) -> Json:
    """Return *data* before some changes: each mapping has the old values by path, oldest first.

    Returns *data* itself if there was none.
    """
    changes = [old for old in revisions if old]
    if not changes:
        return data
    data = deepcopy(data)
    for old in reversed(changes):
        for path, value in old.items():
            _put(data, path.split("."), value)
    return data


def _put(data: Any, parts: list[str], value: Any) -> None:
    """Set the value at a path, or remove it if *value* is None; a path without a place is left."""
    first, *rest = parts
    if isinstance(data, list):
        _put_in_list(data, first, rest, value)
    elif isinstance(data, dict):
        if rest and first not in data:
            _put_around(data, first, rest, value)
        elif rest:
            _put(data[first], rest, value)
        elif value is None:
            data.pop(first, None)
        else:
            data[first] = deepcopy(value)


def _put_around(data: Json, key: str, rest: list[str], value: Any) -> None:
    """Set the value at a path whose container, *key*, is absent: a list, if it is a list's item."""
    is_item = isinstance(value, Mapping) and any(value.get(name) == rest[0] for name in KEYS)
    if len(rest) == 1 and is_item:
        data[key] = [deepcopy(value)]
    elif value is not None:
        _put(data.setdefault(key, {}), rest, value)


def _put_in_list(items: list[Any], name: str, rest: list[str], value: Any) -> None:
    index = _index(items, name)
    if rest:
        if index is not None:
            _put(items[index], rest, value)
    elif index is None:
        items += [deepcopy(value)] if value is not None else []
    elif value is None:
        del items[index]
    else:
        items[index] = deepcopy(value)


def _index(items: list[Any], name: str) -> int | None:
    """Return the index of the item with the id, code or number *name*, or of that index."""
    names = [
        next((str(item[key]) for key in KEYS if key in item), None)
        if isinstance(item, Mapping)
        else None
        for item in items
    ]
    if name in names:
        return names.index(name)
    index = integer(name)
    is_plain = index is not None and 0 <= index < len(items) and names[index] is None
    return index if is_plain else None
