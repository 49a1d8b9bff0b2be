"""`datapackage.json` is a Data Package 2.0, by the profile that its authors publish."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from cardctl.app.export import tables
from cardctl.app.table_origin import public_address
from cardctl.publish.formats import FORMATS
from cardctl.publish.package import FILE, PROFILE, Origin
from cardctl.publish.records import Published
from cardctl.publish.schema import TABLES
from cardctl.store.files import read
from cardctl.store.load import load

TOP = Path(__file__).parents[2]
SCHEMA = json.loads((TOP / "tests/data/schemas/datapackage-2.0.json").read_text("utf-8"))
COUNCIL = Published("xx.test", load(read(TOP / "examples/city-council")).register)
ADDRESSES = ["", "https://example.org/office/r.git", "git@example.org:office/r.git"]


def problems(package: Any) -> list[str]:
    return [error.message for error in Draft7Validator(SCHEMA).iter_errors(package)]


def package(form: str = "jsonl", address: str = "", commit: str = "") -> dict[str, Any]:
    made = Origin("1.0", "public", commit, public_address(address))
    found = dict(tables(COUNCIL, FORMATS[form], made))
    for name, content in found.items():
        if name == FILE:
            assert isinstance(content, bytes)
            return dict(json.loads(content))
        for _piece in content:
            pass  # the digest is that of what was written
    raise AssertionError


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("commit", ["", "0" * 40])
def test_package_is_valid_by_the_profile(address: str, commit: str) -> None:
    made = package("jsonl", address, commit)
    assert made["$schema"] == PROFILE
    assert problems(made) == []
    assert [each["name"] for each in made["resources"]] == [table.name for table in TABLES]


@pytest.mark.parametrize("form", FORMATS)
def test_resources_say_what_their_files_are(form: str) -> None:
    made = package(form)
    assert problems(made) == []
    for each in made["resources"]:
        assert (each["path"], each["format"]) == (f"{each['name']}.{form}", form)
        assert re.fullmatch("sha256:[0-9a-f]{64}", each["rowsHash"])


@pytest.mark.parametrize(
    "damage",
    [
        lambda made: made.pop("resources"),
        lambda made: made["resources"][0].pop("path"),
        lambda made: made["resources"][0].update(path="../card.jsonl"),
        lambda made: made["resources"][0]["schema"]["fields"][0].update(type="words"),
        lambda made: made["resources"][0]["schema"].update(foreignKeys=[{"fields": "x"}]),
        lambda made: made.update(sources=[{"path": "ssh://git@example.org/r.git"}]),
    ],
)
def test_the_profile_finds_damage(damage: Any) -> None:
    made = package()
    damage(made)
    assert problems(made)
