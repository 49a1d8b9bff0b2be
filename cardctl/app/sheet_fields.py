"""Compare the values of a row with a card, and return what the row changes in its fields.

Recorded fields and results are not among them: they change in their own ways.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import chain, count
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

from cardctl.app.values import Assignment
from cardctl.errors import UsageError
from cardctl.i18n import _
from cardctl.printable import printable
from cardctl.sheets.columns import GROUPS, Group, column_of, group_of
from cardctl.sheets.values import CLEAR

if TYPE_CHECKING:
    from cardctl.domain.base import Json

FIELDS = frozenset(
    {
        "title", "item", "decision", "partners", "due_as_stated", "tags", "visibility",
        "visibility_ground", "note", "plan.submitted", "plan.summary", "plan.no_steps", "parent",
        "depends_on", "see_also", "merged_into", "split_into", "superseded_by",
        "parent_elsewhere",
    }
)  # fmt: skip
"""Columns of fields that are simply set."""

Items = Mapping[int, Mapping[str, Any]]
"""Values of the items of a list: by their number, then by the field (``title.ko``)."""

_WITH_ID = frozenset({"steps", "indicators"})
_DOCUMENTS = "evidence"


class FieldChanges(NamedTuple):
    """Assignments for `with_values`; *ends* are the days on which steps ended: (id, how, day)."""

    sets: list[Assignment]
    unsets: list[str]
    adds: list[Assignment]
    ends: list[tuple[str, str, date]]


def field_changes(data: Json, values: Mapping[str, Any]) -> FieldChanges:
    """Return what the *values* of a row change in the *data* of a card.

    Raises UsageError if a text has several languages and the row does not say which it is.
    """
    found = FieldChanges([], [], [], [])
    for name, value in values.items():
        column = column_of(name)
        if column.name in FIELDS:
            language = name.removeprefix(column.name).removeprefix(".")
            _compare(data, column.path or column.name, language, value, found)
    for group in GROUPS:
        if group.name != _DOCUMENTS:
            _compare_items(data, group, items_of(values, group.name), found)
    return found


def items_of(values: Mapping[str, Any], group: str) -> Items:
    """Return the values of a numbered list in a row."""
    items: dict[int, dict[str, Any]] = {}
    for name, value in values.items():
        if group_of(name) is not None and name.startswith(f"{group}."):
            _group, number, field = name.split(".", 2)
            items.setdefault(int(number), {})[field] = value
    return dict(sorted(items.items()))


def new_item(fields: Mapping[str, Any]) -> Json:
    """Return the data of a new item of a list."""
    item: Json = {}
    for field, value in fields.items():
        name, _dot, language = field.partition(".")
        if value is CLEAR:
            continue
        if language:
            there = item.get(name)
            item[name] = {**(there if isinstance(there, dict) else {}), language: plain(value)}
        else:
            item[name] = plain(value)
    return item


def new_items(items: Items, group: str) -> list[Json]:
    """Return the data of the items of a new list, which get ids where they need one."""
    found = [item for fields in items.values() if (item := new_item(fields))]
    if group in _WITH_ID:
        taken = [str(item.get("id", "")) for item in found]
        for number, item in enumerate(found):
            if not taken[number]:
                taken[number] = _free_id(taken)
                found[number] = {"id": taken[number], **item}
    return found


def plain(value: Any) -> Any:
    """Return a value as it is in the data of a file."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return str(value) if isinstance(value, Decimal) else value


def is_same(old: Any, new: Any) -> bool:
    """Whether a value of a row is what the card has, as a file, a list or a report shows it."""
    if isinstance(old, dict):
        texts = [each for each in old.values() if isinstance(each, str)]
        return any(is_same(each, new) for each in (*texts, " / ".join(texts)))
    if isinstance(old, str) and isinstance(new, str):
        written = normalize("NFC", new).strip()
        return written in (normalize("NFC", old).strip(), printable(old).strip())
    if isinstance(old, (list, tuple)) and isinstance(new, list):
        return len(old) == len(new) and all(map(is_same, old, new))
    return bool(old == plain(new))


def _compare(data: Json, path: str, language: str, value: Any, found: FieldChanges) -> None:
    """Add what changes the field at *path*, in one *language* if that is not empty."""
    old = at(data, path)
    if language and isinstance(old, dict):
        old = old.get(language)
    full = f"{path}.{language}" if language else path
    if value is CLEAR:
        if old is not None:
            found.unsets.append(full)
    elif not is_same(old, value):
        if isinstance(old, dict) and not language:
            raise UsageError(
                _("'{field}' has several languages: {languages}",
                    field=path, languages=", ".join(old)),
                _("name the language in the head, for example {head}",
                    head=f"{path}.{next(iter(old))}"),
            )  # fmt: skip
        found.sets.append((full, plain(value)))


def _compare_items(data: Json, group: Group, items: Items, found: FieldChanges) -> None:
    """Add what changes a list: fields of its items, and new items."""
    path = group.path or group.name
    there: list[Json] = at(data, path) or []
    taken = [str(each.get("id", "")) for each in there]
    for number, fields in items.items():
        index = _index(taken, number, fields.get("id"))
        if index is None:
            item = new_item(fields)
            if item and group.name in _WITH_ID:
                item = {"id": _free_id(taken), **item}
                taken.append(item["id"])
            if item:
                found.adds.append((path, item))
        else:
            key = taken[index] or str(index)
            _compare_item(there[index], f"{path}.{key}", fields, found)


def _index(taken: Sequence[str], number: int, identifier: Any) -> int | None:
    """Return which item is meant: the one with the id, or else the one with the number."""
    if isinstance(identifier, str):
        return taken.index(identifier) if identifier in taken else None
    return number - 1 if number <= len(taken) else None


def _free_id(taken: Sequence[str]) -> str:
    """Return the first of a, b … z, a2, b2 … that is not taken."""
    ids = (f"{letter}{turn or ''}" for turn in chain([0], count(2)) for letter in ascii_lowercase)
    return next(each for each in ids if each not in taken)


def _compare_item(item: Json, path: str, fields: Mapping[str, Any], found: FieldChanges) -> None:
    inner = FieldChanges([], [], [], found.ends)
    for field, value in fields.items():
        name, _dot, language = field.partition(".")
        if name in ("done", "dropped") and isinstance(value, date):
            if not is_same(item.get(name), value):
                found.ends.append((str(item["id"]), name, value))
        elif name != "id":
            _compare(item, name, language, value, inner)
    found.sets.extend((f"{path}.{field}", value) for field, value in inner.sets)
    found.unsets.extend(f"{path}.{field}" for field in inner.unsets)


def at(data: Any, path: str) -> Any:
    """Return the value at a dotted path of mappings; None if it is not there."""
    for key in path.split("."):
        data = data.get(key) if isinstance(data, dict) else None
    return data
