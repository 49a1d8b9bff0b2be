"""`cardctl paper` and `cardctl minutes`: which meeting, day and files, and where they go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.cli_git import git
from support.registers import BROKEN, FILES, run, small_register

COMMANDS = {"paper": "agenda-paper", "minutes": "minutes"}
"""The commands that write a document about meeting 2, and the kinds of their data."""


HELD = FILES["M02/meeting.yaml"].replace("scheduled", "held")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A register whose meeting 2 was held."""
    return small_register(tmp_path, M02__meeting=HELD)


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
    root = small_register(tmp_path, M01__M01_005=BROKEN, M02__meeting=HELD)
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


# Minutes ----------------------------------------------------------------------------------------


def test_minutes_are_as_of_today_and_can_be_printed_again(root: Path) -> None:
    done = run("meeting", "confirm", "2", "1-3", root=root)
    assert done.exit_code == 0, done.stderr
    now = facts(root, "minutes")["data"]
    assert now["as_of"] == "2024-08-01"
    assert [(each["id"], each["kind"]) for each in now["decisions"]] == [("M01-003", "confirmed")]
    before = facts(root, "minutes", "--as-of", "2024-07-09")["data"]
    assert before["decisions"] == []


def test_minutes_of_a_meeting_to_come_are_a_usage_error_with_the_way_out(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    refused = run("minutes", "2", root=root)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "cardctl meeting hold 2" in refused.stderr


def test_minutes_have_the_root_of_the_seal_and_say_so_if_it_is_broken(root: Path) -> None:
    assert "seal" not in run("minutes", "2", root=root).stdout.replace("Seal", "")
    made = run("meeting", "seal", "2", "--json", root=root)
    sealed_root = json.loads(made.stdout)["data"]["root"]
    data = facts(root, "minutes")["data"]
    assert [seal["root"] for seal in data["seals"]] == [sealed_root]
    assert data["altered"] == []
    shown = run("minutes", "2", root=root).stdout
    assert f"{sealed_root}\n" in shown
    assert "unaltered, recomputed from the register" in shown
    assert facts(root, "minutes", "--as-of", "2024-07-20")["data"]["seals"] == []

    path = root / "M01/M01-001.yaml"
    path.write_text(
        path.read_text("utf-8").replace("en: Raise the dykes", "en: Lower them"), "utf-8"
    )
    assert facts(root, "minutes")["data"]["altered"] == ["M01-001"]
    shown = run("minutes", "2", root=root).stdout
    assert "unaltered" not in shown
    assert "ALTERED SINCE: M01-001" in shown


def test_a_seal_that_cannot_be_read_is_told(root: Path) -> None:
    (root / "M02/seal.json").write_text("{}", "utf-8")
    shown = run("minutes", "2", root=root).stdout
    assert "ALTERED SINCE: the seal itself" in shown


def test_minutes_are_the_same_with_and_without_the_index(root: Path) -> None:
    run("meeting", "confirm", "2", "1-3", root=root)
    shown = {run(index, "minutes", "2", root=root).stdout for index in ("--index", "--no-index")}
    assert len(shown) == 1
    assert "M01-003" in shown.pop()
