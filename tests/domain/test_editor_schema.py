"""The schemas for editors: the same verdict as the general ones, with names to choose from."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from support.registers import FILES, small_register

from cardctl.app.schemas import changed_schemas, outdated, register_schemas, write_schemas
from cardctl.domain.editor_schema import editor_schema, editor_texts, names_text
from cardctl.domain.json_schema import MODELS, schema_of, texts
from cardctl.domain.register import Register
from cardctl.domain.schema_files import EDITOR_DIGESTS, NAMES_FILE
from cardctl.i18n import languages
from cardctl.store.files import read
from cardctl.store.load import load
from cardctl.yaml.reader import read_tree

BASE = "https://example.org/"


def register(folder: Path, **more: str) -> Register:
    return load(read(small_register(folder, **more))).register


def validator(name: str, names: str) -> Draft202012Validator:
    """Return the validator of a schema, beside the file *names*."""
    schema = {"$id": f"{BASE}{name}", **editor_schema(name, "ko")}
    Draft202012Validator.check_schema(schema)
    resource = Resource.from_contents(json.loads(names))
    return Draft202012Validator(
        schema, registry=Registry().with_resource(BASE + NAMES_FILE, resource)
    )


def data_of(text: str) -> Any:
    tree, _findings = read_tree(text.encode(), "x.yaml")
    assert tree is not None
    return tree.data


CARD = FILES["M01/M01-001.yaml"]


@pytest.mark.parametrize("is_empty", [False, True])
def test_verdicts_are_those_of_the_general_schemas(is_empty: bool, tmp_path: Path) -> None:
    """Also for codes that the names lack, and if there are no names at all."""
    found = register(tmp_path)
    names = names_text(load({}).register if is_empty else found, "ko")
    editor, general = validator("card", names), Draft202012Validator(schema_of("card"))
    for old, new in {
        "lead: busan": "lead: 해양수산부", "state: in_progress": "state: doing",
        "meeting: 1": "meeting: 77", "tags: [dykes,": "tags: [new,", "partners: [": "partners: [7,",
        "title: {en: Raise": "title: {english: Raise", "item: 1": "item: 0", "due: 20": "due: x20",
        "id: M01-001": "id: M1", "source: national": "source: private", "by: mois": "by: 'a b'",
        "history:": "relations: {see_also: [M09-001, x]}\nhistory:", "": "",
    }.items():  # fmt: skip
        assert old in CARD
        data = data_of(CARD.replace(old, new, 1))
        assert editor.is_valid(data) == general.is_valid(data), new
    assert editor.is_valid(data_of(CARD))


@pytest.mark.parametrize("name", MODELS)
def test_files_of_a_register_pass(name: str, tmp_path: Path) -> None:
    check = validator(name, names_text(register(tmp_path), "ko"))
    path = {"card": "M01/M01-003.yaml", "meeting": "M02/meeting.yaml"}.get(name, f"{name}.yaml")
    assert list(check.iter_errors(data_of(FILES[path]))) == []


def test_values_have_their_names() -> None:
    shared = editor_schema("card", "ko")["$defs"]
    first = shared["State"]["anyOf"][0]
    assert (first["const"], first["title"]) == ("registered", "등록")
    assert first["description"].startswith("등록: ")
    assert shared["EvidenceKind"]["anyOf"][0]["title"] == "공포"
    assert shared["AgencyCode"]["anyOf"][0] == {"$ref": "names.schema.json#/$defs/agency"}


def test_the_name_of_a_record_itself_is_not_proposed() -> None:
    assert "$ref" not in json.dumps(editor_schema("card", "ko")["properties"]["id"])
    agency = editor_schema("agencies", "ko")["$defs"]["Agency"]["properties"]
    assert "$ref" not in json.dumps(agency["code"])
    assert "$ref" in json.dumps(agency["successor"])


def test_every_property_has_its_description_first() -> None:
    for name in MODELS:
        schema = editor_schema(name, "ko")
        for record in (schema, *schema["$defs"].values()):
            for field, made in record.get("properties", {}).items():
                assert made["description"], field
                assert not {"$ref", "anyOf"} & made.keys()
                first = made["allOf"][0] if "allOf" in made else made
                assert first["description"] == made["description"]


def test_a_name_is_one_line_of_the_file(tmp_path: Path) -> None:
    before = names_text(register(tmp_path), "en").splitlines()
    card = FILES["M01/M01-002.yaml"].replace("M01-002", "M01-003").replace("확대", '"x"')
    after = names_text(register(tmp_path, M01__M01_003=card), "en").splitlines()
    changed = [line for line in after if line not in before]
    assert [json.loads(line.strip(" ,")) for line in changed] == [
        {"const": "M01-003", "title": '수질 측정망 "x"', "description": '수질 측정망 "x"'}
    ]


def test_names_are_in_the_language_of_the_register(tmp_path: Path) -> None:
    settings = FILES["cardctl.yaml"].replace("[en, ko]", "[ko, en]")
    names = json.loads(register_schemas(register(tmp_path, cardctl=settings))[NAMES_FILE])["$defs"]
    assert names["agency"]["anyOf"][2]["title"] == "부산광역시"
    assert names["meeting"]["anyOf"][0]["title"] == "제1회 회의"
    assert [each["const"] for each in names["tag"]["anyOf"]] == ["dykes", "예산"]


def test_digests_match_the_texts() -> None:
    """If a model has changed, copy these digests into `cardctl/domain/schema_files.py`."""
    found = {
        lang: {n: sha256(t.encode()).hexdigest() for n, t in editor_texts(lang).items()}
        for lang in languages()
    }
    assert found == EDITOR_DIGESTS


def test_files_of_another_version_are_outdated(tmp_path: Path) -> None:
    folder, found = tmp_path / "schemas", register(tmp_path)
    assert len(outdated(folder)) == 5
    write_schemas(folder, texts())
    assert outdated(folder) == []
    write_schemas(folder, register_schemas(found))
    assert (outdated(folder), changed_schemas(folder, found)) == ([], {})
    write_schemas(folder, editor_texts("ko"))
    assert outdated(folder) == []
    (folder / NAMES_FILE).write_text("{}", "utf-8")
    assert outdated(folder) == []  # names may be of any age
    (folder / NAMES_FILE).unlink()
    (folder / "card.schema.json").write_text("{}", "utf-8")
    assert outdated(folder) == ["card.schema.json", NAMES_FILE]
