"""Changes to a file, as data; pure functions on plain data (maps, lists, scalars).

`apply` makes changes to data. `splice` makes the same changes to the text, and its result must
match `apply`. `differences` computes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any, NamedTuple
from unicodedata import normalize

from cardctl.finding import Field


class Set(NamedTuple):
    """Set the value at *path*.

    A new key is added after the last present key of *after* (the keys that precede it in canonical
    order), otherwise at the end of its mapping, which must exist.
    """

    path: Field
    value: Any
    after: tuple[str, ...] = ()


class Remove(NamedTuple):
    """Remove a key of a map or an item of a list; an emptied collection remains as {} or []."""

    path: Field


class Insert(NamedTuple):
    """Insert *value* before the item at *path*, whose last part is the index."""

    path: Field
    value: Any


class Append(NamedTuple):
    """Append *value* to the list at *path*."""

    path: Field
    value: Any


Change = Set | Remove | Insert | Append


def plain(value: Any) -> Any:
    r"""Return *value* as plain data: dicts, lists, str, int, bool, None.

    Dates become ISO text; text is normalized to NFC with ``\n`` line ends, as in files. A lone
    ``\r`` is kept, and makes the reader refuse the text, because it may or may not end a line.
    """
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return normalize("NFC", str(value)).replace("\r\n", "\n")
    return value


def anchor(keys: Sequence[str], after: Sequence[str]) -> str | None:
    """Return the key after which a new one is added; None if *keys* is empty."""
    present = [key for key in reversed(after) if key in keys]
    return present[0] if present else (keys[-1] if keys else None)


def apply(data: Any, changes: Sequence[Change]) -> Any:
    """Make *changes*, in order, to a copy of the plain *data*.

    Raises LookupError if a change refers to a path that does not exist.
    """
    tree = deepcopy(data)
    for change in changes:
        tree = _apply(tree, change.path, change)
    return tree


def _apply(data: Any, path: Field, change: Change) -> Any:
    """Return *data* with *change* made at *path*, which is relative to *data*."""
    if not path or (len(path) == 1 and not isinstance(change, Append)):
        return _apply_here(data, path, change)
    step = path[0]
    if not _is_at(data, step):
        raise LookupError(change.path)
    data[step] = _apply(data[step], path[1:], change)
    return data


def _is_at(data: Any, step: str | int) -> bool:
    if isinstance(step, str):
        return isinstance(data, dict) and step in data
    return isinstance(data, list) and 0 <= step < len(data)


def _apply_here(data: Any, path: Field, change: Change) -> Any:
    match change, path:
        case Append(value=value), () if isinstance(data, list):
            return [*data, plain(value)]
        case Insert(value=value), (int(at),) if isinstance(data, list) and 0 <= at <= len(data):
            return [*data[:at], plain(value), *data[at:]]
        case Set(value=value), (step,) if _is_at(data, step):
            data[step] = plain(value)
            return data
        case Set(value=value, after=after), (str(key),) if isinstance(data, dict):
            return _with_key(data, key, plain(value), anchor(list(data), after))
        case Remove(), (step,) if _is_at(data, step):
            del data[step]
            return data
    raise LookupError(change.path)


def _with_key(data: dict[str, Any], key: str, value: Any, behind: str | None) -> dict[str, Any]:
    if behind is None:
        return {**data, key: value}
    at = list(data).index(behind) + 1
    items = list(data.items())
    return dict([*items[:at], (key, value), *items[at:]])
