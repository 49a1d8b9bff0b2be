"""Start-up time: light commands do not load heavy modules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.registers import BROKEN, small_register
from support.startup import HEAVY, loaded_by

from cardctl.cli.app import COMMANDS, module_of

IMPORT = """\
import sys, importlib
for name in sys.argv[1:]:
    importlib.import_module(name)
    print(name, *sys.modules)
"""


@pytest.mark.parametrize(
    "args",
    [
        ["--help"], ["--version"], ["completion", "bash"], ["list", "--help"], ["states"],
        ["help", "update"], ["help", "values"], ["commands", "--json"],
        ["--lang", "ko", "help", "--format", "man", "-o", "man"],  # the build has only Typer
    ],
    ids=" ".join,
)  # fmt: skip
def test_help_and_reference_commands_load_no_heavy_modules(tmp_path: Path, args: list[str]) -> None:
    assert not loaded_by(tmp_path, *args) & set(HEAVY)


def test_help_loads_no_models(tmp_path: Path) -> None:
    """With any version of Typer (see `cardctl.cli.plain_values`)."""
    loaded = loaded_by(tmp_path, "--help")
    assert "typer" in loaded
    assert [name for name in loaded if name.startswith("cardctl.domain")] == []


def test_converted_values_load_no_heavy_modules(tmp_path: Path) -> None:
    values = ("--wait", "1", "-q", "--today", "2024-01-01")
    assert not loaded_by(tmp_path, *values, "states") & set(HEAVY)


@pytest.mark.parametrize(
    "words",
    [
        [""], ["list", "--"], ["show", "M"], ["--"], ["update", "1-1", "--state", ""],
        ["list", "--lead", ""], ["new", "T", "--set", ""], ["report", "--meeting", ""],
    ],
    ids=" ".join,
)  # fmt: skip
def test_completion_loads_no_heavy_modules(tmp_path: Path, words: list[str]) -> None:
    small_register(tmp_path)
    loaded = loaded_by(tmp_path, *words, _CARDCTL_COMPLETE="zsh")
    assert "cardctl.cli.complete.offers" in loaded
    assert not loaded & set(HEAVY)


def test_a_list_of_plain_cards_loads_neither_rich_nor_a_parser(tmp_path: Path) -> None:
    small_register(tmp_path)
    loaded = loaded_by(tmp_path, "list", "--format", "table")
    assert "pydantic" in loaded
    assert not loaded & {"rich", "ruamel"}


@pytest.mark.parametrize(
    "args",
    [
        ["list"], ["list", "--format", "table"], ["board"], ["show", "1-1"], ["log", "1-1"],
        ["states"], ["rule"], ["meeting", "list"], ["report", "--meeting", "2"], ["validate"],
        ["doctor"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_command_in_a_pipe_does_not_load_rich(tmp_path: Path, args: list[str]) -> None:
    small_register(tmp_path, M01__M01_005=BROKEN)
    assert "rich" not in loaded_by(tmp_path, "--no-index", *args)


@pytest.mark.parametrize(
    "args",
    [
        ["show", "1-1"], ["validate"], ["report", "--meeting", "2"],
        ["update", "1-1", "--set", "due_as_stated=soon", "--dry-run"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_without_a_seal_only_the_names_of_what_seals_cover_are_loaded(
    tmp_path: Path, args: list[str]
) -> None:
    small_register(tmp_path)
    loaded = loaded_by(tmp_path, "--no-index", *args)
    assert "cardctl.domain.register" in loaded
    seals = {name for name in loaded if name.startswith("cardctl.domain.seal.")}
    assert seals <= {"cardctl.domain.seal.subjects"}


def test_a_check_does_not_load_what_changes_cards(tmp_path: Path) -> None:
    small_register(tmp_path)
    loaded = loaded_by(tmp_path, "--no-index", "validate")
    assert "cardctl.rules.registry" in loaded
    assert not {name for name in loaded if name.startswith("cardctl.domain.changes")}


@pytest.mark.parametrize("command", ["show", "log"])
def test_one_card_is_shown_without_the_layout_of_reports(tmp_path: Path, command: str) -> None:
    small_register(tmp_path)
    loaded = loaded_by(tmp_path, "--no-index", command, "1-1")
    assert "cardctl.cli.render.history" in loaded
    assert not {name for name in loaded if name.startswith("cardctl.report.layout")}


def test_a_list_does_not_load_what_only_reports_tell(tmp_path: Path) -> None:
    small_register(tmp_path)
    loaded = loaded_by(tmp_path, "--no-index", "list")
    assert not loaded & {"cardctl.domain.corrections", "cardctl.domain.meeting_record"}


def test_models_do_not_load_the_package_metadata_reader(tmp_path: Path) -> None:
    small_register(tmp_path)
    loaded = loaded_by(tmp_path, "validate")
    assert "pydantic" in loaded
    assert "email" not in loaded  # imported together with importlib.metadata


def test_command_modules_load_no_heavy_modules() -> None:
    modules = [module_of(command) for command in COMMANDS]
    done = subprocess.run(
        [sys.executable, "-c", IMPORT, *modules], capture_output=True, encoding="utf-8", check=True
    )
    for module, line in zip(modules, done.stdout.splitlines(), strict=True):
        assert not {name.partition(".")[0] for name in line.split()} & {*HEAVY}, module
