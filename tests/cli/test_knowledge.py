"""Reference commands: `states`, `rule`, `schema`, `completion`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from support.registers import run, small_register

from cardctl.domain.workflow import TRANSITIONS, Outcome, State
from cardctl.printable import columns
from cardctl.rules import RULES

HERE = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("form", ["text", "mermaid", "dot", "json", "markdown"])
def test_every_format_has_every_state_and_transition(form: str) -> None:
    for lang in ("en", "ko"):
        shown = run("states", "--format", form, lang=lang).stdout
        assert all(state in shown for state in State)
        if form in ("mermaid", "dot"):
            arrow = "-->" if form == "mermaid" else "->"
            assert shown.count(arrow) == len(TRANSITIONS)
        else:
            assert all(outcome in shown for outcome in Outcome)


def test_states_json_lists_the_requirements_of_a_transition() -> None:
    data = json.loads(run("states", "--format", "json").stdout)["data"]
    (move,) = [m for m in data["moves"] if (m["from"], m["to"]) == ("registered", "planned")]
    assert [need["need"] for need in move["needs"]] == ["lead", "plan", "steps", "due"]
    assert move["words"] == {"en": "plan", "ko": "계획수립"}
    assert data["moves"][0]["from"] is None


def test_states_fit_the_terminal() -> None:
    shown = run("states", columns=80).stdout
    assert max(map(columns, shown.splitlines())) <= 80


def test_states_page_contains_the_table() -> None:
    page = (HERE / "docs" / "states.md").read_text("utf-8")
    marked = re.search("<!-- states:begin -->\n(.*)<!-- states:end -->", page, re.DOTALL)
    assert marked is not None
    assert marked[1].strip() == run("states", "--format", "markdown").stdout.strip(), (
        "put what `cardctl --lang en states --format markdown` prints between the marks"
    )


@pytest.mark.parametrize("name", ["CC203", "cc203", "unknown-state"])
def test_a_rule_is_found_by_code_and_name(name: str) -> None:
    assert "CC203 unknown-state" in run("rule", name).stdout


@pytest.mark.parametrize("name", ["CC605", "cc605", "duplicate-result"])
@pytest.mark.parametrize("args", [["rule"], ["validate", "--select"], ["validate", "--ignore"]])
def test_a_retired_rule_is_not_unknown(tmp_path: Path, args: list[str], name: str) -> None:
    refused = run(*args, name, root=small_register(tmp_path))
    assert refused.exit_code == 2
    assert "CC605 duplicate-result was retired in 0.1: a further result" in refused.stderr
    assert "did you mean" not in refused.stderr
    assert "CC605" not in run("rule").stdout


def test_all_rules_are_listed_and_printed() -> None:
    listed = run("rule").stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(RULES)
    assert run("rule", "--all").stdout.count("**Why**") == len(RULES)
    assert run("rule", "--format", "markdown").stdout.startswith("# Rules")
    data = json.loads(run("rule", "--format", "json").stdout)["data"]
    assert [rule["code"] for rule in data] == list(RULES)
    assert json.loads(run("rule", "CC102", "--format", "json").stdout)["data"]["name"] == "not-utf8"


@pytest.mark.parametrize(
    ("args", "near"),
    [
        (["rule", "unknwn-state"], "unknown-state"),
        (["rule", "--format", "jsn"], "json"),
        (["states", "--format", "mermade"], "mermaid"),
        (["schema", "crad"], "card"),
        (["completion", "bsh"], "bash"),
        (["statse"], "states"),
    ],
)
def test_unknown_name_suggests_the_closest_one(args: list[str], near: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert near in result.stderr


# Schemas ----------------------------------------------------------------------------------------


def test_schemas_are_written_and_then_up_to_date(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    assert run("schema", "--check", root=root).exit_code == 1
    written = run("schema", "--write", root=root)
    assert len(written.stdout.split()) == 5
    assert (tmp_path / "schemas" / "card.schema.json").is_file()
    assert run("schema", "--check", root=root).exit_code == 0
    assert run("schema", "--write", root=root).stdout == ""
    (tmp_path / "schemas" / "card.schema.json").write_text("{}")
    stale = run("schema", "--check", root=root)
    assert stale.exit_code == 1
    assert "card.schema.json" in stale.stderr
    assert "cardctl schema --write" in stale.stderr


def test_schema_is_printed_or_written_to_any_folder(tmp_path: Path) -> None:
    assert json.loads(run("schema", "meeting").stdout)["$id"] == "cardctl:meeting"
    assert len(json.loads(run("schema").stdout)) == 4
    assert run("schema", "--write", str(tmp_path / "new")).exit_code == 0
    assert run("schema", "--check", str(tmp_path / "new")).exit_code == 0
    assert len(list((tmp_path / "new").iterdir())) == 4  # without the names of a register


def test_a_new_card_does_not_make_the_schemas_outdated(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    assert run("schema", "--write", root=root).exit_code == 0
    assert run("new", "Ferry", root=root).exit_code == 0
    assert run("schema", "--check", root=root).exit_code == 0
    assert "CC904" not in run("validate", root=root).stdout
    assert "add them: cardctl schema --write" in run("doctor", root=root).stdout
    written = run("schema", "--write", root=root).stdout.split()
    assert [Path(path).name for path in written] == ["names.schema.json"]
    assert "add them" not in run("doctor", root=root).stdout


def test_general_schemas_beside_a_register_stay_general(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    folder = tmp_path / "schemas"
    assert run("schema", "--write", str(folder)).exit_code == 0
    before = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert run("schema", "--check", root=root).exit_code == 0
    (folder / "card.schema.json").write_text("{}", encoding="utf-8")
    assert "CC904" in run("validate", root=root).stdout
    assert run("validate", "--fix", root=root).exit_code == 0
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == before
