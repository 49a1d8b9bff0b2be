"""The paths that TAB offers are those of the model, with the same descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cardctl.cli.complete.fields import ALL, FIELDS, PARTS, RECORDED
from cardctl.domain.json_schema import schema_of

OTHERWISE = {"id", "meeting", "state", "outcome", "results", "history"}
"""Fields of a card that other options change, or nothing does."""

SCHEMA = schema_of("card")


def test_fields_are_those_of_the_schema() -> None:
    described = dict(_paths(SCHEMA, ""))
    assert {path: field.about for path, field in ALL.items()} == described
    assert RECORDED.keys() == {"lead", "due"}
    assert {name: SCHEMA["properties"][name]["description"] for name in PARTS} == PARTS


def test_texts_lists_and_closed_values_are_those_of_the_schema() -> None:
    kinds = {path: _kind(path) for path in FIELDS}
    assert [p for p, f in FIELDS.items() if f.is_text] == [
        p for p, k in kinds.items() if k == "Text"
    ]
    assert [p for p, f in FIELDS.items() if f.is_list] == [
        p for p, k in kinds.items() if k == "list"
    ]
    closed = {"AgencyCode", "BudgetSource", "CardId", "Direction", "EvidenceKind", "Visibility"}
    assert [
        path for path, kind in kinds.items() if kind in closed and not FIELDS[path].values
    ] == []


def _paths(schema: Any, head: str) -> Iterator[tuple[str, str]]:
    """Yield the path of each value below *schema*, with its description."""
    for name, inner in schema["properties"].items():
        path, named = head + name, _named(inner)
        if path in OTHERWISE or (head.endswith("*.") and name == "id"):
            continue
        record = SCHEMA["$defs"].get(named, {})
        if named != "Text" and "properties" in record:
            yield from _paths(record, f"{path}.")
            continue
        yield path, inner["description"]
        items = SCHEMA["$defs"].get(_named(inner.get("items", {})), {})
        if "properties" in items:
            yield from _paths(items, f"{path}.*.")


def _named(schema: Any) -> str:
    """Return the name of the definition that *schema* refers to; empty if it does not."""
    for each in (schema, *schema.get("anyOf", ())):
        if "$ref" in each:
            return str(each["$ref"]).rpartition("/")[2]
    return ""


def _kind(path: str) -> str:
    """Return the definition, or ``list``, of the value at *path*."""
    schema: Any = SCHEMA
    for part in path.split("."):
        if part == "*":
            schema = schema["items"]
        else:
            schema = SCHEMA["$defs"].get(_named(schema), schema)["properties"][part]
        schema = SCHEMA["$defs"].get(_named(schema), schema) if part == "*" else schema
    is_list = schema.get("type") == "array" or re.search('"?array', str(schema.get("anyOf", "")))
    return "list" if is_list else _named(schema)
