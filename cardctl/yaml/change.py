"""What is to be changed in a file, as data; pure, on plain data (maps, lists, scalars).

`apply` makes changes on data. The splice writer makes the same ones in the text, and is held to
what `apply` gives; `differences` finds them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any, NamedTuple
from unicodedata import normalize

from cardctl.finding import Field


class Set(NamedTuple):
    """Put *value* at *path*.

    A key that is not there yet is added behind the last present one of *after* (the keys that
    canonically stand before it), else at the end of its mapping, which must exist.
    """

    path: Field
    value: Any
    after: tuple[str, ...] = ()


class Remove(NamedTuple):
    """Take away a key of a map or an item of a list; what is emptied by it stays as {} or []."""

    path: Field


class Insert(NamedTuple):
    """Put *value* before the item at *path*, whose last part is the index."""

    path: Field
    value: Any


class Append(NamedTuple):
    """Put *value* at the end of the list at *path*."""

    path: Field
    value: Any


Change = Set | Remove | Insert | Append


def plain(value: Any) -> Any:
    r"""Give *value* as plain data: dicts, lists, str, int, bool, None.

    A date becomes ISO text; text gets NFC and ``\n`` at line ends, which is what files hold. A lone
    ``\r`` stays and makes the reader refuse the text: whether it ends a line is not known.
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
    """Give the key behind which a new one goes; None where *keys* is empty."""
    present = [key for key in reversed(after) if key in keys]
    return present[0] if present else (keys[-1] if keys else None)


def apply(data: Any, changes: Sequence[Change]) -> Any:
    """Make *changes*, in order, on a copy of the plain *data*.

    Raises LookupError where a change names a place that is not there.
    """
    tree = deepcopy(data)
    for change in changes:
        tree = _apply(tree, change.path, change)
    return tree


def _apply(data: Any, path: Field, change: Change) -> Any:
    """Give *data* with *change* made at *path*, seen from here."""
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
