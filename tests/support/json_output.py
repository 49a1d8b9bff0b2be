"""The JSON that commands print: the one object, checked against the schema of its kind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import typer
from jsonschema import Draft202012Validator
from typer.testing import Result

from cardctl.cli.app import COMMANDS, HIDDEN, app
from cardctl.outputs.schema import output_schema


def answer(result: Result) -> dict[str, Any]:
    """Return the one object on stdout, which is valid and has no key that the schema lacks."""
    found: dict[str, Any] = json.loads(result.stdout)
    problems = [
        f"{problem.json_path}: {problem.message}"[:300]
        for problem in _validator(found["kind"]).iter_errors(found)
    ]
    assert problems == [], result.stdout[:2000]
    return found


@cache
def _validator(kind: str) -> Draft202012Validator:
    schema = output_schema(kind)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(closed(schema))


def closed(schema: Any) -> Any:
    """Return a schema whose objects have no further keys."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), Mapping) and "type" in schema:
        made["additionalProperties"] = False
    return made


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command of the program by its whole name."""
    top: Any = typer.main.get_command(app)
    ctx = top.context_class(top)
    for name in dict.fromkeys([*COMMANDS, *HIDDEN.values()]):
        yield from _below(top.get_command(ctx, name), name)


def _below(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", {})
    for each, other in inner.items():
        yield from _below(other, f"{name} {each}")
    if not inner:
        yield name, command
