"""The JSON Schemas: valid, up to date, and never stricter than the reader."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from support.registers import FILES, small_register

from cardctl.domain.json_schema import MODELS, OWN_KEYS, schema_of, text_of, texts
from cardctl.domain.schema_files import DIGESTS, folder_beside, link_to
from cardctl.domain.workflow import Outcome, State
from cardctl.store.files import read
from cardctl.store.load import load
from cardctl.yaml.reader import read_tree

HERE = Path(__file__).resolve().parents[2]
KINDS = {"cardctl.yaml": "cardctl", "agencies.yaml": "agencies", "meeting.yaml": "meeting"}
VALIDATORS = {name: Draft202012Validator(schema_of(name)) for name in MODELS}


def kind_of(path: str) -> str:
    return KINDS.get(path.rpartition("/")[2], "card")


def data_of(text: str | bytes) -> Any:
    tree, _ = read_tree(text if isinstance(text, bytes) else text.encode(), "x.yaml")
    assert tree is not None
    return tree.data


def subschemas(part: Any) -> list[Any]:
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return [part, *(found for one in inner for found in subschemas(one))]


@pytest.mark.parametrize("name", MODELS)
def test_schema_is_valid_in_its_dialect(name: str) -> None:
    schema = json.loads(text_of(name))
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"cardctl:{name}"
    for part in subschemas(schema):
        if isinstance(part, dict) and part.get("type") == "object":
            assert part["patternProperties"]["^x-"] == {}
            assert part["additionalProperties"] is not True
        if isinstance(part, dict) and isinstance(reference := part.get("$ref"), str):
            assert reference.removeprefix("#/$defs/") in schema["$defs"]


def test_every_field_and_definition_is_described() -> None:
    for name in MODELS:
        schema = schema_of(name)
        for part in (schema, *schema["$defs"].values()):
            assert part["description"]
            assert all(field["description"] for field in part.get("properties", {}).values())


KEYWORDS = {
    *("$schema", "$id", "$defs", "$ref", "title", "description", "examples", "default"),
    *("type", "enum", "const", "anyOf", "pattern", "minLength", "maxLength", "minimum", "maximum"),
    *("properties", "required", "patternProperties", "additionalProperties", "propertyNames"),
    *("minProperties", "items", "minItems"),
}
"""What jsonschema and ajv read fully, ajv in its strict mode too: no `format`, as it refuses a
schema with one that it has not been taught."""
NAMED = ("$defs", "properties", "patternProperties")
"""Keywords whose own keys are names."""


def keywords(schema: Any) -> set[str]:
    """Return the keywords of a schema and of all its subschemas."""
    found: set[str] = set()
    for word, value in schema.items():
        found.add(word)
        inner = value.values() if word in NAMED else value if isinstance(value, list) else [value]
        if word not in ("default", "examples", "const"):
            found.update(*(keywords(one) for one in inner if isinstance(one, dict)))
    return found


@pytest.mark.parametrize("name", MODELS)
def test_only_widely_supported_keywords_are_used(name: str) -> None:
    assert keywords(schema_of(name)) - KEYWORDS == set()


def test_keyword_check_detects_an_unusual_keyword() -> None:
    inner = {"items": {"anyOf": [{"properties": {"if": {"format": "date"}}}]}}
    assert keywords(inner) == {"items", "anyOf", "properties", "format"}


def patterns(schema: Any) -> list[str]:
    """Return every pattern, for values and for keys, except that of own keys."""
    parts = [part for part in subschemas(schema) if isinstance(part, dict)]
    values = [part["pattern"] for part in parts if isinstance(part.get("pattern"), str)]
    names = [name for part in parts for name in part.get("patternProperties", {})]
    return [pattern for pattern in (*values, *names) if pattern not in OWN_KEYS]


@pytest.mark.parametrize("name", MODELS)
def test_patterns_are_portable(name: str) -> None:
    """No engine-dependent classes, no look-around; patterns are anchored at both ends."""
    assert patterns(schema_of(name))
    for pattern in patterns(schema_of(name)):
        assert (pattern[0], pattern[-1]) == ("^", "$"), pattern
        assert not re.search(r"\\[dwsDWSAZzbBpP]|\(\?|[+*?}][+?]", pattern), pattern


def test_states_are_described_with_their_transitions() -> None:
    told = schema_of("card")["$defs"]["State"]
    assert told["enum"] == list(State)
    assert "on_hold (보류)" in told["description"]
    assert schema_of("card")["$defs"]["Outcome"]["enum"] == list(Outcome)


@pytest.mark.parametrize("path", sorted(read(HERE / "cards")))
def test_files_of_this_repository_pass(path: str) -> None:
    raw = (HERE / "cards" / path).read_bytes()
    assert list(VALIDATORS[kind_of(path)].iter_errors(data_of(raw))) == []


@pytest.mark.parametrize("path", FILES)
def test_files_in_hand_written_styles_pass(path: str) -> None:
    assert list(VALIDATORS[kind_of(path)].iter_errors(data_of(FILES[path]))) == []


CHANGES = [
    "state: done", "item: 0", "title: {}", "title: {english: no}", "due: 2024-6-1", "tags: [1]",
    "meeting: one", "lead: a b", "wrong: 1", "history: []", "budget: [{planned: -1}]",
    "relations: {see_also: M1-1}", "plan: {steps: [{id: a}]}", "results: [{meeting: 1}]",
    "visibility: secret", "indicators: [{id: a, name: n, target: many}]",
]  # fmt: skip


@pytest.mark.parametrize("line", CHANGES)
def test_schema_rejects_only_what_the_reader_rejects(line: str, tmp_path: Path) -> None:
    key = line.partition(":")[0]
    text = "".join(
        part
        for part in re.split(r"(?m)^(?=\S)", FILES["M01/M01-002.yaml"])
        if not part.startswith(f"{key}:")
    )
    text += f"{line}\n"
    assert list(VALIDATORS["card"].iter_errors(data_of(text)))
    root = small_register(tmp_path, M01__M01_002=text)
    assert "M01/M01-002.yaml" in load(read(root)).register.unreadable


def test_digests_match_the_schema_texts() -> None:
    """If a model has changed, copy these digests into `cardctl/domain/schema_files.py`."""
    assert {name: sha256(text.encode()).hexdigest() for name, text in texts().items()} == DIGESTS


def test_schemas_of_this_repository_are_up_to_date() -> None:
    for name, text in texts().items():
        held = (HERE / "schemas" / name).read_text("utf-8")
        assert held == text, "run: cardctl schema --write"


@pytest.mark.parametrize(
    ("root", "folder", "link"),
    [
        ("work/cards", "work/schemas", "../../schemas/card.schema.json"),
        ("work/board", "work/board/schemas", "../schemas/card.schema.json"),
    ],
)
def test_card_links_to_the_schema_folder(tmp_path: Path, root: str, folder: str, link: str) -> None:
    place = tmp_path / root
    assert folder_beside(place) == tmp_path / folder
    assert link_to("card", place, "M01/M01-001.yaml") == link
    assert (place / "M01" / link).resolve() == (tmp_path / folder / "card.schema.json").resolve()
