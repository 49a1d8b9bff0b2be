"""The schemas of the JSON output: valid, up to date, and without a key that programs have lost."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from outputs.json_keys import FILE, key_lines, schema_of

from cardctl.domain import json_schema
from cardctl.outputs import kinds
from cardctl.outputs.schema import output_text, stale_output_schemas

ROOT = Path(__file__).parents[2]
MODULES = ("base", "agencies", "cards", "documents", "findings", "meetings", "pool", "program",
           "report")  # fmt: skip


def records() -> list[Any]:
    """Return the records that the modules define."""
    found = []
    for name in MODULES:
        module = import_module(f"cardctl.outputs.{name}")
        found += [
            each
            for each in vars(module).values()
            if getattr(each, "__module__", "") == module.__name__
        ]
    return [each for each in found if hasattr(each, "__required_keys__")]


def test_schemas_of_this_repository_are_up_to_date(tmp_path: Path) -> None:
    folder = ROOT / "schemas/output"
    assert stale_output_schemas(folder) == {}
    assert {path.name for path in folder.iterdir()} == stale_output_schemas(tmp_path).keys()


def test_schemas_are_valid_and_open() -> None:
    for kind in kinds.KINDS:
        schema = schema_of(kind)
        Draft202012Validator.check_schema(schema)
        made = {"format_version": "1.9", "kind": kind, "data": None, "warnings": [], "more": 1}
        errors = Draft202012Validator(schema).iter_errors(made)
        assert [error.json_path for error in errors] == ["$.data"]


def test_names_of_records_are_unique() -> None:
    names = [each.__name__ for each in records()]
    assert len(names) > 90
    assert len(set(names)) == len(names)
    models = {each.__name__ for each in json_schema.MODELS.values()}
    assert not models & set(names)


def test_every_record_is_described() -> None:
    schemas = [schema_of(kind)["$defs"] for kind in kinds.KINDS]
    bare = {
        name for each in schemas for name, record in each.items() if not record.get("description")
    }
    assert {name for name in bare if not name.endswith("FromTo")} == set()


def test_no_key_of_the_output_is_removed_or_changed() -> None:
    known, now = FILE.read_text("utf-8").splitlines(), key_lines()
    assert [line for line in known if line not in now] == []
    assert [line for line in now if line not in known] == [], "run tests/outputs/json_keys.py"


def test_a_text_ends_with_a_line_end() -> None:
    assert output_text("error").endswith("}\n")
    with pytest.raises(KeyError):
        output_text("nothing")
