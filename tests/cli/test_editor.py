"""What an editor shows in a new register, with the real yaml-language-server.

It runs if YAML_LANGUAGE_SERVER is the path of its program (``npm install yaml-language-server``;
then node_modules/yaml-language-server/bin/yaml-language-server), as described in CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.language_server import PROGRAM, LanguageServer
from support.registers import run

pytestmark = pytest.mark.skipif(not PROGRAM, reason="YAML_LANGUAGE_SERVER is not set")

CARD = """\
# yaml-language-server: $schema=../../schemas/card.schema.json
id: M01-001
title: 하천 정비
meeting: 1
lead: planning
partners: [office]
state: registered
relations: {see_also: M01-001}
history:
  - {date: 2024-01-10, by: office, state: registered, lead: planning}
"""
LINES = {line.partition(":")[0].strip(): n for n, line in enumerate(CARD.splitlines())}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new register in Korean, without settings for an editor."""
    folder = tmp_path_factory.mktemp("editor")
    assert run("init", str(folder / "cards"), "--lang", "ko").exit_code == 0
    return folder


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[LanguageServer]:
    with LanguageServer(root) as server:
        yield server


@pytest.fixture(scope="module")
def card(root: Path, server: LanguageServer) -> Path:
    path = root / "cards/M01/M01-002.yaml"
    assert server.open(path, CARD) == []
    return path


def test_new_files_have_no_diagnostics(root: Path, server: LanguageServer) -> None:
    for path in sorted((root / "cards").rglob("*.yaml")):
        assert server.open(path) == [], path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("state: registered\n", "state: doing\n", '"in_progress"'),
        ("partners", "partner", "Property partner is not allowed."),
        ("lead: planning", "lead: 해양수산부", ""),  # the names may be older than the card
    ],
)
def test_a_wrong_value_is_underlined(
    old: str, new: str, said: str, root: Path, server: LanguageServer
) -> None:
    found = server.open(root / f"cards/M01/M01-{len(new):03}.yaml", CARD.replace(old, new, 1))
    assert len(found) == bool(said)
    assert said in "".join(found)


@pytest.mark.parametrize(
    ("field", "value", "about"),
    [
        ("lead", "office", "사무국"),
        ("state", "planned", "계획수립: "),
        ("meeting", "1", "제1회 회의"),
    ],
)
def test_values_are_proposed_with_their_names(
    field: str, value: str, about: str, card: Path, server: LanguageServer
) -> None:
    found = server.complete(card, LINES[field], len(field) + 2)
    assert found[value].startswith(about)


def test_codes_in_lists_are_proposed_and_the_own_id_is_not(
    card: Path, server: LanguageServer
) -> None:
    assert {"office", "planning"} <= server.complete(card, LINES["partners"], 11).keys()
    assert "M01-001" in server.complete(card, LINES["relations"], 22)
    assert server.complete(card, LINES["id"], 4) == {}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("lead", "기획부서\n\n주관기관의 코드"),
        ("state", "등록\n\n과제관리카드의 상태"),
        ("title", "과제"),
        ("history", "이력 항목"),
    ],
)
def test_hovering_explains_in_the_language_of_the_register(
    field: str, text: str, card: Path, server: LanguageServer
) -> None:
    assert text in server.hover(card, LINES[field], 1)
