"""`cardctl commands`: the whole command line for programs."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from support.registers import run, small_register

from cardctl.cli.app import COMMANDS, GROUPS, app
from cardctl.cli.options import RecordingCommand
from cardctl.cli.render.command_data import WRITES
from cardctl.cli.topics import EXIT_CODES
from cardctl.cli.tree import context_at, paths
from cardctl.domain.workflow import State


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    result = run("commands", "--format", "json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["kind"], answer["warnings"]) == (0, "commands", [])
    return dict(answer["data"])


def command(data: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = (each for each in data["commands"] if each["name"] == name)
    return dict(found)


def option(data: dict[str, Any], name: str, option: str) -> dict[str, Any]:
    (found,) = (each for each in command(data, name)["options"] if option in each["names"])
    return dict(found)


def test_json_is_the_short_form(data: dict[str, Any]) -> None:
    assert json.loads(run("commands", "--json").stdout)["data"] == data


def test_it_has_every_command_of_the_program(data: dict[str, Any]) -> None:
    names = [each["name"] for each in data["commands"]]
    assert [name for name in names if " " not in name] == list(COMMANDS)
    assert {"meeting confirm", "agency close", "pool report"} <= set(names)
    assert [each["commands"] for each in data["groups"]] == [[*each] for each in GROUPS.values()]
    assert [each["code"] for each in data["exit_codes"]] == list(EXIT_CODES)
    assert "--lang" in [name for each in data["options"] for name in each["names"]]


def test_an_option_has_what_a_program_needs(data: dict[str, Any]) -> None:
    assert option(data, "update", "--state") == {
        "names": ["--state"], "opposites": [], "metavar": "STATE", "type": "state",
        "choices": list(State), "default": None, "required": False, "repeatable": False,
        "reads_stdin": False, "group": "Move options", "help": "New state.",
    }  # fmt: skip
    result, audience = option(data, "update", "--result"), option(data, "site", "--audience")
    assert (result["type"], result["reads_stdin"]) == ("text", True)
    assert (audience["choices"], audience["default"]) == (["public", "internal"], "public")
    assert option(data, "site", "-o")["required"]
    assert option(data, "list", "--open")["opposites"] == ["--closed"]
    assert option(data, "update", "--dry-run")["type"] == "flag"


def test_usage_and_examples(data: dict[str, Any]) -> None:
    void = command(data, "void")
    assert void["usage"] == "cardctl void [OPTIONS] --reason TEXT ID..."
    assert [each["repeatable"] for each in void["arguments"]] == [True]
    assert all(line.startswith("cardctl void ") for line in void["examples"])


def test_texts_are_in_the_language_of_the_run_and_names_are_not(data: dict[str, Any]) -> None:
    korean = json.loads(run("commands", "--json", lang="ko").stdout)["data"]
    assert command(korean, "update")["summary"] != command(data, "update")["summary"]
    for key in ("name", "usage", "examples", "writes"):
        assert [each[key] for each in korean["commands"]] == [e[key] for e in data["commands"]]
    metavars = option(korean, "update", "--due")["metavar"]
    assert metavars == "DATE"


def test_the_table_has_a_line_for_each_option() -> None:
    lines = run("commands").stdout.splitlines()
    assert any(line.split() [:5] == ["cardctl", "update", "--amend", "FIELD=VALUE", "Change"]
               for line in lines)  # fmt: skip


# What commands write ----------------------------------------------------------------------------


def leaves() -> Iterator[tuple[str, Any]]:
    """Yield every command that is no group, by its name."""
    top = typer.main.get_command(app)
    root = top.context_class(top, info_name="cardctl")
    for names in paths(root):
        found = context_at(root, names).command
        if not getattr(found, "commands", None):
            yield " ".join(names), found


READERS = {
    "meeting list": "", "meeting show": "1", "meeting verify": "2", "agency list": "",
    "agency show": "busan", "desk": "", "board": "", "show": "1-1", "log": "1-1",
    "rule": "CC203", "states": "", "commands": "", "pool list": "",
    "config list": "", "config get": "lang", "config path": "",
}  # fmt: skip
"""The commands that write nothing, with arguments."""


def test_every_command_either_writes_or_reads() -> None:
    names = {name for name, _command in leaves()}
    assert names == WRITES.keys() | READERS.keys()
    assert not WRITES.keys() & READERS.keys()


def test_what_commands_write_fits_their_options() -> None:
    for name, found in leaves():
        options = {each for parameter in found.params for each in parameter.opts}
        writes = WRITES.get(name, {})
        assert {each for only in writes.values() for each in only} <= options, name
        assert not {"--output", "--dry-run", "--fix"} & options or writes, name
        if writes.get("register") == () and name != "edit":
            assert isinstance(found, RecordingCommand), name


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and ".cardctl" not in path.parts)
    return {str(path): path.read_bytes() for path in paths}


def test_readers_write_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = small_register(tmp_path)
    monkeypatch.chdir(tmp_path)
    before = files(tmp_path)
    for name, arguments in READERS.items():
        result = run(*name.split(), *shlex.split(arguments), root=root)
        assert result.exit_code in (0, 2), (name, result.output)
        assert files(tmp_path) == before, name
