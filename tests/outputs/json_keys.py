"""The keys of the JSON output with their types, one line each, for `tests/data/json-keys.txt`.

``python tests/outputs/json_keys.py`` adds the lines of new keys to that file. A line that is not
true any more stays in it, and a test fails: programs rely on the key.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from cardctl.outputs.kinds import KINDS
from cardctl.outputs.schema import output_schema

schema_of = cache(output_schema)

FILE = Path(__file__).parents[1] / "data/json-keys.txt"


def key_lines() -> list[str]:
    """Return ``KIND: TYPE`` for each kind, then ``TYPE.KEY: TYPE`` for each key of a record."""
    kinds, keys = [], set()
    for kind in KINDS:
        schema = schema_of(kind)
        kinds.append(f"{kind}: {_type(schema['properties']['data'])}")
        keys |= set(_keys(f"{kind}()", schema["properties"]["data"]))
        for name, record in schema["$defs"].items():
            keys |= set(_keys(name, record))
    return [*sorted(kinds), *sorted(keys)]


def _keys(name: str, schema: dict[str, Any]) -> Iterator[str]:
    """Yield the keys of a record and of the records inside it that have no name."""
    required = schema.get("required", ())
    for key, value in schema.get("properties", {}).items():
        yield f"{name}.{key}{'' if key in required else '?'}: {_type(value)}"
        yield from _keys(f"{name}.{key}", value)
    for inner in (schema.get("items"), *schema.get("anyOf", ())):
        if isinstance(inner, dict):
            yield from _keys(name, inner)


def _type(schema: dict[str, Any]) -> str:
    """Return the type of a value in short, such as ``[Id]`` or ``string|null``."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return "|".join(_type(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_type(schema['items'])}]"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"{{{_type(schema['additionalProperties'])}}}"
    return str(schema.get("type", "any"))


if __name__ == "__main__":
    known = FILE.read_text("utf-8").splitlines() if FILE.exists() else []
    new = [line for line in key_lines() if line not in known]
    FILE.write_text("\n".join([*known, *new]) + "\n", "utf-8")
    print(*new, sep="\n")
