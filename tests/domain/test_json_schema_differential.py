"""The schemas and the reader agree on every file, except for a list of known disagreements.

Files are generated from the schemas and then damaged. Findings about the YAML itself (rules 1xx)
are left out: a schema checks data, and both check the same data here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support.registers import FILES
from support.thorough import examples

from cardctl.domain.json_schema import MODELS, schema_of
from cardctl.finding import Field, Finding
from cardctl.store.load import validate
from cardctl.yaml.reader import Tree, read_tree

SCHEMAS = {name: schema_of(name) for name in MODELS}
DEFINITIONS = SCHEMAS["card"]["$defs"]
VALIDATORS = {name: Draft202012Validator(schema) for name, schema in SCHEMAS.items()}


# The list ---------------------------------------------------------------------------------------


class Disagreement(NamedTuple):
    """Something that the reader rejects but the schema accepts, and why it has to."""

    why: str
    shown_by: str
    explains: Callable[[Finding, Any], bool]


def at(data: Any, field: Field) -> Any:
    """Return the value at *field*, or at its deepest existing ancestor."""
    for part in field:
        if isinstance(data, (dict, list)):
            data = data[part]  # type: ignore[index]
    return data


def ends_a_line(finding: Finding, data: Any) -> bool:
    value, key = at(data, finding.field), finding.field[-1]
    return any(isinstance(one, str) and one.endswith("\n") for one in (value, key))


def is_a_day_of_no_month(finding: Finding, data: Any) -> bool:
    value = at(data, finding.field)
    return finding.code == "CC401" and Draft202012Validator(DEFINITIONS["Date"]).is_valid(value)


def has_own_keys_alone(finding: Finding, data: Any) -> bool:
    value = at(data, finding.field)
    return isinstance(value, dict) and bool(value) and all(key[:2] == "x-" for key in value)


def mixes_scripts(finding: Finding, data: Any) -> bool:
    value = at(data, finding.field)
    return finding.code == "CC205" and isinstance(value, str) and not value.isascii()


DISAGREEMENTS = (
    Disagreement(
        "a pattern knows no calendar: 30 February, 31 April, the year 0",
        "due: 2024-02-30", is_a_day_of_no_month,
    ),
    Disagreement(
        "`$` is the end for JavaScript and for us; Python's also stands before a last newline",
        'lead: "mois\\n"', ends_a_line,
    ),
    Disagreement(
        "a pattern that all programs read knows neither scripts nor normal forms",
        "lead: m\u043eis", mixes_scripts,
    ),
    Disagreement(
        "a text by language needs a language; own keys cannot be left out of minProperties",
        "note: {x-mine: 1}", has_own_keys_alone,
    ),
)  # fmt: skip


# The two verdicts -------------------------------------------------------------------------------


def tree_of(data: Any) -> Tree | None:
    """Read *data* as the reader reads a file; None if it rejects the text (rules 1xx)."""
    return read_tree(json.dumps(data, ensure_ascii=False).encode(), "x.yaml")[0]


def unexplained(tree: Tree, kind: str) -> list[Any]:
    """Return the disagreements about the data that the list does not explain."""
    ours = validate(tree, MODELS[kind])[2]
    theirs = [error.message for error in VALIDATORS[kind].iter_errors(tree.data)]
    if theirs:
        return [] if ours else theirs
    known = [d.explains for d in DISAGREEMENTS]
    return [f for f in ours if not any(explains(f, tree.data) for explains in known)]


# Files from the schemas -------------------------------------------------------------------------

ASCII = st.characters(min_codepoint=32, max_codepoint=126)
KOREAN = st.sampled_from(["지방소멸대응기금", "여객선 부두", "끝."])
OWN = st.sampled_from(["x-memo", "x-a", "x-열쇠"])
OWN_VALUES = st.none() | st.integers(0, 9) | st.just([]) | st.just({"a": "b"})


def from_schema(schema: Mapping[str, Any], root: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Generate data that the schema accepts, including own keys."""
    if "$ref" in schema:
        return from_schema(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema:
        return st.one_of([from_schema(one, root) for one in schema["anyOf"]])
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return MAKERS[schema["type"]](schema, root) if schema else OWN_VALUES


def _text(schema: Mapping[str, Any], root: Mapping[str, Any]) -> st.SearchStrategy[str]:
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True, alphabet=ASCII)
    return KOREAN | st.text(ASCII, min_size=schema.get("minLength", 0), max_size=20)


def _integer(schema: Mapping[str, Any], root: Mapping[str, Any]) -> st.SearchStrategy[int]:
    return st.integers(schema.get("minimum", -99), schema.get("maximum", 10**6))


def _list(schema: Mapping[str, Any], root: Mapping[str, Any]) -> st.SearchStrategy[list[Any]]:
    least = schema.get("minItems", 0)
    return st.lists(from_schema(schema["items"], root), min_size=least, max_size=least + 1)


def _mapping(
    schema: Mapping[str, Any], root: Mapping[str, Any]
) -> st.SearchStrategy[dict[str, Any]]:
    named = {k: from_schema(v, root) for k, v in schema.get("properties", {}).items()}
    required = {k: v for k, v in named.items() if k in schema.get("required", ())}
    own = st.dictionaries(OWN, OWN_VALUES, max_size=1)
    if not named:
        made = _by_pattern(schema, root)
    else:
        optional = {k: v for k, v in named.items() if k not in required}
        made = st.fixed_dictionaries(required, optional=optional)
    return st.builds(lambda a, b: {**a, **b}, made, own)


def _by_pattern(
    schema: Mapping[str, Any], root: Mapping[str, Any]
) -> st.SearchStrategy[dict[str, Any]]:
    """Generate a mapping with keys of its own: texts by language, readings, names of tags."""
    patterns = {k: v for k, v in schema.get("patternProperties", {}).items() if k != "^x-"}
    if "propertyNames" in schema:
        names, value = schema["propertyNames"]["anyOf"][0], schema["additionalProperties"]
    else:
        ((pattern, value),) = patterns.items()
        names = {"type": "string", "pattern": pattern}
    keys = _text(names, root).filter(lambda k: k[:2] != "x-")
    least = schema.get("minProperties", 0)
    return st.dictionaries(keys, from_schema(value, root), min_size=least, max_size=least + 1)


MAKERS: Mapping[str, Callable[..., st.SearchStrategy[Any]]] = {
    "string": _text,
    "integer": _integer,
    "number": _integer,
    "boolean": lambda *_: st.booleans(),
    "null": lambda *_: st.none(),
    "array": _list,
    "object": _mapping,
}
GENERATED = {name: from_schema(schema, schema) for name, schema in SCHEMAS.items()}


# Damage -----------------------------------------------------------------------------------------

STRANGE = st.sampled_from([
    None, True, False, 0, 1, -1, 101, 10_000, 10**15 + 1, "", " ", "1", "12.5", "012.5", "true",
    "2024-02-30", "2024-2-3", "2024-13-01", "0000-01-01", "２０２４-01-01", "2024-01-01T00:00",
    "M01-001", "M1-1", "m01-001", "M01-001\n", "mois\n", "a b", "-a", "가", "x" * 65, "x" * 20_001,
    "closed", "in-progress", "on_hold ", [], [[]], ["M01-001", "M1"], [None], {}, {"en": "a"},
    {"en": ""}, {"english": "a"}, {"ko": "가", "x-a": 1}, {"x-a": 1}, {"a": 1, "b c": 2},
])  # fmt: skip
KEYS = st.sampled_from(
    ["x-mine", "X-mine", "x", "state", "due", "en", "id", "date", "titel", "가", ""]
)


def collections(data: Any) -> list[Any]:
    """Return every mapping and list in *data*, itself included."""
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    own = [data] if isinstance(data, (dict, list)) else []
    return [*own, *(found for one in inner for found in collections(one))]


@st.composite
def damaged(draw: Any, whole: st.SearchStrategy[Any]) -> Any:
    """Change a valid file in a few places: change, add or remove a value or key."""
    data = deepcopy(draw(whole))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(collections(data)))
        keys: Sequence[Any] = list(place) if isinstance(place, dict) else range(len(place))
        what = draw(st.sampled_from(["put", "drop", "add"] if keys else ["add"]))
        if what == "put":
            place[draw(st.sampled_from(keys))] = deepcopy(draw(STRANGE))
        elif what == "drop":
            del place[draw(st.sampled_from(keys))]
        elif isinstance(place, dict):
            place[draw(KEYS)] = deepcopy(draw(STRANGE))
        else:
            place.append(deepcopy(draw(STRANGE)))
    return data


KINDS = {"cardctl.yaml": "cardctl", "agencies.yaml": "agencies"}


def written(kind: str) -> st.SearchStrategy[Any]:
    """Return the data of files that people wrote."""
    found = []
    for path, text in FILES.items():
        tree, _ = read_tree(text.encode(), path)
        own = KINDS.get(path, "meeting" if path.endswith("meeting.yaml") else "card")
        if own == kind and tree is not None:
            found.append(tree.data)
    return st.sampled_from(found)


# Tests ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", MODELS)
@settings(max_examples=examples(60), deadline=None)
@given(draw=st.data())
def test_reader_accepts_what_the_schema_accepts(kind: str, draw: st.DataObject) -> None:
    data = draw.draw(GENERATED[kind])
    assert VALIDATORS[kind].is_valid(data)
    if (tree := tree_of(data)) is not None:
        assert unexplained(tree, kind) == []


@pytest.mark.parametrize("kind", MODELS)
@settings(max_examples=examples(150), deadline=None)
@given(draw=st.data())
def test_schema_and_reader_agree_on_damaged_files(kind: str, draw: st.DataObject) -> None:
    tree = tree_of(draw.draw(damaged(GENERATED[kind] | written(kind))))
    if tree is not None:
        assert unexplained(tree, kind) == []


def card_with(line: str) -> Tree:
    key = line.partition(":")[0]
    kept = [old for old in FILES["M01/M01-002.yaml"].splitlines() if not old.startswith(f"{key}:")]
    tree, _ = read_tree("\n".join([*kept, line, ""]).encode(), "x.yaml")
    assert tree is not None
    return tree


@pytest.mark.parametrize("line", [d.shown_by for d in DISAGREEMENTS])
def test_every_known_disagreement_is_needed(line: str) -> None:
    tree = card_with(line)
    assert VALIDATORS["card"].is_valid(tree.data)
    (finding,) = validate(tree, MODELS["card"])[2]
    assert [d.shown_by for d in DISAGREEMENTS if d.explains(finding, tree.data)] == [line]
    assert unexplained(tree, "card") == []


def test_new_disagreement_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = card_with("state: done")
    assert unexplained(tree, "card") == []
    monkeypatch.setitem(VALIDATORS, "card", Draft202012Validator({"$defs": DEFINITIONS}))
    assert [finding.code for finding in unexplained(tree, "card")] == ["CC203"]
    monkeypatch.setitem(VALIDATORS, "card", Draft202012Validator({"maxProperties": 1}))
    assert len(unexplained(card_with("note: good"), "card")) == 1
