"""CODEOWNERS: the lines that are generated, and everything around them."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from support.registers import FILES

from cardctl.domain.code_owners import block, find_block, is_current, markers, with_block
from cardctl.domain.register import Register
from cardctl.errors import Refused
from cardctl.store.load import load

OWNERS = {"mois": "['@town/office', '@deputy']", "moef": "['@town/money']"}


def register(owners: dict[str, str] | None = None) -> Register:
    agencies = FILES["agencies.yaml"]
    for code, named in (OWNERS if owners is None else owners).items():
        agencies = agencies.replace(f"code: {code},", f"code: {code}, owners: {named},")
    files = {**FILES, "agencies.yaml": agencies}
    loaded = load({path: text.encode() for path, text in files.items()})
    assert loaded.findings == ()
    return loaded.register


def owners_of(path: str, lines: tuple[str, ...] | list[str]) -> str:
    """Return the owners of a path: those of the last line whose pattern matches it."""
    found = ""
    for line in lines:
        pattern, _, owners = line.replace(r"\ ", "\0").partition(" ")
        pattern = pattern.replace("\0", " ").lstrip("/")
        if not line.startswith("#") and fnmatchcase(
            path, f"{pattern}*" if pattern[-1] == "/" else pattern
        ):
            found = owners
    return found


def test_each_file_belongs_to_the_agency_that_answers_for_it() -> None:
    made = register()
    lines = block(made, "cards")
    leads = {card.id: card.lead for card in made}
    assert {"moef", "ulsan", None} <= set(leads.values())
    for identifier, lead in leads.items():
        own = "@town/money" if lead == "moef" else "@town/office @deputy"
        assert owners_of(f"cards/{made.paths[identifier]}", lines) == own
    for path in (
        "cards/cardctl.yaml", "cards/agencies.yaml", "cards/M01/meeting.yaml",
        "cards/M01/seal.json", "cards/M01/M01-999.yaml", ".github/workflows/cards.yml",
        ".gitlab-ci.yml", "CODEOWNERS", ".gitattributes", "cardctl.lock",
    ):  # fmt: skip
        assert owners_of(path, lines) == "@town/office @deputy", path
    assert owners_of("README.md", lines) == ""


@pytest.mark.parametrize("home", ["", "deep/board", "the office", "[a]*b", "#1"])
def test_patterns_match_the_folder_of_the_register(home: str) -> None:
    made = register()
    lines = block(made, home)
    inside = f"{home}/" if home else ""
    (card,) = (card.id for card in made if card.lead == "moef")
    assert owners_of(f"{inside}{made.paths[card]}", lines) == "@town/money"
    assert owners_of(f"{inside}cardctl.yaml", lines) == "@town/office @deputy"
    for line in lines[1:-1]:
        assert not set("[]*!") & set(line.partition(" @")[0].replace("/M*/", "")), line


def test_secretariat_without_owners_is_refused() -> None:
    with pytest.raises(Refused, match="secretariat mois has no owners"):
        block(register({"moef": "['@town/money']"}), "cards")


BEGIN, END = markers("cards")
NEW = (BEGIN, "/cards/ @a", END)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"{BEGIN}\n/cards/ @a\n{END}\n"),
        ("* @b", f"* @b\n{BEGIN}\n/cards/ @a\n{END}\n"),
        ("* @b\r\n", f"* @b\r\n{BEGIN}\r\n/cards/ @a\r\n{END}\r\n"),
        (f"* @b\n{BEGIN}\nold\n{END}\n/d @c\n", f"* @b\n{BEGIN}\n/cards/ @a\n{END}\n/d @c\n"),
        ("* @b\n^[Docs][2] @c\nd/\n", f"* @b\n{BEGIN}\n/cards/ @a\n{END}\n^[Docs][2] @c\nd/\n"),
    ],
)  # fmt: skip
def test_only_the_lines_between_the_markers_change(before: str, after: str) -> None:
    assert with_block(before, NEW, "cards") == after
    assert with_block(after, NEW, "cards") == after


def test_two_registers_of_one_repository_have_a_block_each() -> None:
    other = (markers("board")[0], "/board/ @b", markers("board")[1])
    text = with_block(with_block("", NEW, "cards"), other, "board")
    assert with_block(text, NEW, "cards") == text
    assert find_block(text.splitlines(), "board") == slice(3, 6)


@pytest.mark.parametrize("text", [f"{BEGIN}\n* @a\n", f"{END}\n{BEGIN}\n", f"{BEGIN}\n{END}\n" * 2])
def test_incomplete_markers_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="once each"):
        with_block(text, NEW, "cards")


def test_drift_is_a_difference_between_the_markers() -> None:
    made = register()
    text = with_block("* @somebody\n", block(made, "cards"), "cards")
    assert is_current(text, made, "cards")
    assert is_current(text.replace("\n", "\r\n"), made, "cards")
    assert is_current("/cards/ @somebody\n", made, "cards")
    assert not is_current(text.replace("@town/money", "@town/roads"), made, "cards")
    assert not is_current(text, register({**OWNERS, "moef": "['@town/new']"}), "cards")
