"""JSON Schemas (2020-12) of the JSON output, made from the types of its records.

They are open: an object may have further keys, because later versions of the program add some.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, NotRequired, Union, get_args, get_origin, get_type_hints
from typing import is_typeddict as is_typed_dict

from cardctl.domain.base import Json, Model
from cardctl.domain.json_schema import (
    DIALECT,
    docstrings_in,
    model_schema,
    shared_name,
    type_schema,
)
from cardctl.domain.schema_files import file_name
from cardctl.outputs.base import As
from cardctl.outputs.kinds import KINDS

FORMAT_VERSION = "1.0"

WARNINGS = "What people should know about the answer, such as files that could not be read."


def output_schema(kind: str) -> Json:
    """Return the schema of the JSON objects of one kind. Raises KeyError for an unknown kind."""
    shared: dict[str, Json] = {}
    data = _schema(KINDS[kind].data, shared)
    schema = {
        "$schema": DIALECT,
        "$id": f"cardctl:output:{kind}",
        "title": f"cardctl: output of kind {kind}",
        "description": f"JSON output: {KINDS[kind].meaning}.",
        "type": "object",
        "properties": {
            "format_version": {"type": "string", "pattern": "^1[.][0-9]+$"},
            "kind": {"const": kind},
            "data": data,
            "warnings": {
                "description": WARNINGS, "type": "array", "items": {"type": "string"}
            },
        },
        "required": ["format_version", "kind", "data", "warnings"],
        "$defs": dict(sorted(shared.items())),
    }  # fmt: skip
    opened: Json = _open(schema)
    return opened


def output_texts() -> dict[str, str]:
    """Return the text of the schema of each kind, by file name."""
    return {file_name(kind): output_text(kind) for kind in KINDS}


def output_text(kind: str) -> str:
    """Return the text of one schema. Raises KeyError for an unknown kind."""
    return json.dumps(output_schema(kind), ensure_ascii=False, indent=2) + "\n"


def stale_output_schemas(folder: Path) -> dict[str, str]:
    """Return the correct text of each schema that is missing or outdated in *folder*, by file."""
    return {
        name: text
        for name, text in output_texts().items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8", "replace") != text
    }


def _open(schema: Any) -> Any:
    """Return a schema whose objects may have further keys."""
    if isinstance(schema, list):
        return [_open(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = ("patternProperties", "additionalProperties") if "properties" in schema else ()
    return {key: _open(value) for key, value in schema.items() if key not in closed}


def _schema(kind: Any, shared: dict[str, Json]) -> Json:
    """Return the schema of a type; records are referenced by name, and added to *shared*."""
    arguments, origin = get_args(kind), get_origin(kind)
    if (mark := _mark(kind)) is not None:
        return _like(mark, shared)
    if kind is Any or kind is float:
        return {} if kind is Any else {"type": "number"}
    if _is_record(kind) or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return _reference(kind, shared)
    if shared_name(kind) is None and origin in (Union, UnionType):
        return {"anyOf": [_schema(one, shared) for one in arguments]}
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0], shared)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(arguments[1], shared)}
    return type_schema(kind, shared)


def _mark(kind: Any) -> As | None:
    if get_origin(kind) is not Annotated:
        return None
    return next((each for each in kind.__metadata__ if isinstance(each, As)), None)


def _like(mark: As, shared: dict[str, Json]) -> Json:
    """Return the schema of plain data in the form of other types."""
    if len(mark.kinds) == 1:
        return _schema(mark.kinds[0], shared)
    properties: Json = {}
    required: list[str] = []
    for part in _parts(mark):
        made = model_schema(part, shared) if _is_model(part) else _record(part, shared)
        properties |= made["properties"]
        required += made.get("required", [])
    return {"type": "object", "properties": properties, "required": required}


def _parts(mark: As) -> Iterator[Any]:
    """Yield the types whose keys an object has together."""
    for kind in mark.kinds:
        inner = _mark(kind)
        yield from _parts(inner) if inner else (kind,)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)


def _is_record(kind: Any) -> bool:
    return is_typed_dict(kind) or is_dataclass(kind)


def _reference(kind: Any, shared: dict[str, Json]) -> Json:
    name = kind.__name__
    if name not in shared:
        shared[name] = {}  # first: a record may refer to itself
        shared[name] = _record(kind, shared) if _is_record(kind) else _words(kind)
    return {"$ref": f"#/$defs/{name}"}


def _words(kind: type[StrEnum]) -> Json:
    """Return the schema of an enumeration."""
    told = docstrings_in(sys.modules[kind.__module__])[kind.__name__][""]
    return {"description": told, "type": "string", "enum": [each.value for each in kind]}


def _record(kind: Any, shared: dict[str, Json]) -> Json:
    """Return the schema of a record: a typed dictionary or a data class."""
    told = _docstrings(kind)
    properties: Json = {}
    required: list[str] = []
    for name, hint in get_type_hints(kind, include_extras=True).items():
        is_optional = get_origin(hint) is NotRequired
        made = _schema(get_args(hint)[0] if is_optional else hint, shared)
        properties[name] = {"description": told[name], **made} if name in told else made
        required += [] if is_optional else [name]
    head = {"description": told[""]} if told.get("") else {}
    return {**head, "type": "object", "properties": properties, "required": required}


def _docstrings(kind: Any) -> dict[str, str]:
    """Return the docstrings of a record by field; the record's own has the key ``""``."""
    found: dict[str, str] = {}
    for base in getattr(kind, "__orig_bases__", ()):  # those of a typed dictionary
        if _is_record(base):
            found |= _docstrings(base)
    return {**found, **docstrings_in(sys.modules[kind.__module__]).get(kind.__name__, {})}
