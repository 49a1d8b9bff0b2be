"""`cardctl paper`: which meeting, which day, which files, and where it goes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.cli_git import git
from support.registers import BROKEN, run, small_register

COMMANDS = {"paper": "agenda-paper"}
"""The commands that write a document about meeting 2, and the kinds of their data."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def facts(root: Path, command: str, *args: str) -> Any:
    result = run(command, "2", "--json", *args, root=root)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize(("command", "kind"), COMMANDS.items())
def test_json_and_the_format_json_are_the_same(root: Path, command: str, kind: str) -> None:
    made = facts(root, command)
    assert (made["kind"], made["data"]["meeting"]["number"]) == (kind, 2)
    assert made == json.loads(run(command, "2", "--format", "json", root=root).stdout)
    refused = run(command, "2", "--json", "--format", "text", root=root)
    assert refused.exit_code == 2


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("command", COMMANDS)
def test_text_is_printed_in_both_languages(root: Path, command: str, lang: str) -> None:
    result = run(command, "2", root=root, lang=lang)
    assert result.exit_code == 0, result.stderr
    assert ("River Board, meeting 2" if lang == "en" else "제2회 하천위원회") in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_the_file_decides_the_format_and_is_not_overwritten(root: Path, command: str) -> None:
    file = root.parent / "made.docx"
    assert run(command, "2", "-o", str(file), root=root).exit_code == 0
    assert file.read_bytes()[:2] == b"PK"
    refused = run(command, "2", "-o", str(file), root=root)
    assert (refused.exit_code, refused.stdout) == (3, "")
    assert run(command, "2", "-o", str(file), "--force", root=root).exit_code == 0


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("args", [["--format", "xlsx"], ["-o", "made.csv"], ["--format", "x"]])
def test_formats_for_tables_of_cards_are_refused(root: Path, command: str, args: list[str]) -> None:
    refused = run(command, "2", *args, root=root)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "known: text, markdown, json, html, docx, hwpx, pdf" in refused.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unreadable_card_is_named_and_exits_with_1(tmp_path: Path, command: str) -> None:
    root = small_register(tmp_path, M01__M01_005=BROKEN)
    result = run(command, "2", root=root)
    assert result.exit_code == 1
    assert "Not in this document, because they cannot be read: 1 file" in result.stdout
    assert (
        "M01/M01-005.yaml"
        in json.loads(run(command, "2", "--json", root=root).stdout)["warnings"][0]
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_document_of_a_revision(root: Path, command: str) -> None:
    git(root.parent, "init", "-q")
    git(root.parent, "add", "-A")
    git(root.parent, "commit", "-qm", "cards")
    before = facts(root, command)["data"]
    renamed = run("meeting", "set", "2", "--place", "Harbour", root=root)
    assert renamed.exit_code == 0, renamed.stderr
    assert facts(root, command)["data"]["meeting"]["place"] == "Harbour"
    old = facts(root, command, "--at", "HEAD")["data"]
    assert old["meeting"] == before["meeting"]
    assert len(old["revision"]) == 40


def test_a_paper_is_as_of_the_day_of_its_report(root: Path) -> None:
    assert facts(root, "paper")["data"]["as_of"] == "2024-07-01"
    early = facts(root, "paper", "--as-of", "2024-05-01")["data"]
    assert (early["as_of"], early["edition"]["papers_close"]) == ("2024-05-01", "2024-07-01")
    assert early["follow_up"]["confirm"] == []


@pytest.mark.parametrize("number", ["9", "x"])
@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_meeting_is_a_usage_error(root: Path, command: str, number: str) -> None:
    refused = run(command, number, root=root)
    assert (refused.exit_code, refused.stdout) == (2, "")
