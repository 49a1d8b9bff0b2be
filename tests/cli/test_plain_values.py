"""Values are converted without pydantic in Typer 0.29 and newer; other versions are unchanged."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import typer
from typer import core

from cardctl.cli import plain_values
from cardctl.cli.app import COMMANDS, HIDDEN, app, module_of
from cardctl.cli.options import whole_number

PLAIN = SimpleNamespace(parser=None, envvar=None)


@dataclass(frozen=True)
class RuntimeParam(ABC):
    """The parts of Typer 0.29's converter class that cardctl relies on."""

    parameter_info: Any
    annotation: Any

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        return None if value is None else self._coerce_value(value, param=param, ctx=ctx)

    @abstractmethod
    def _coerce_value(self, value: Any, param: Any, ctx: Any) -> Any: ...


def built_by_typer(descriptor: Any) -> str:
    return "Typer's own"


def build_after_install(monkeypatch: pytest.MonkeyPatch, known: Any) -> Any:
    module = ModuleType("typer._coercion")
    module.RuntimeParam = known  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "typer._coercion", module)
    monkeypatch.setattr(core, "build_runtime_param", built_by_typer, raising=False)
    plain_values.install()
    return core.build_runtime_param  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("annotation", "parser", "given", "value"),
    [
        (str, None, "a", "a"),
        (bool, None, True, True),
        (list[str], None, ("a", "b"), ["a", "b"]),
        (int, whole_number, "7", 7),
        (list[int], whole_number, ("7", "8"), [7, 8]),
        (Path, Path, "a/b", Path("a/b")),
        (str, None, None, None),
    ],
)
def test_strings_flags_and_values_with_a_parser_are_converted(
    monkeypatch: pytest.MonkeyPatch, annotation: Any, parser: Any, given: Any, value: Any
) -> None:
    build = build_after_install(monkeypatch, RuntimeParam)
    info = SimpleNamespace(parser=parser, envvar=None)
    made = build(SimpleNamespace(annotation=annotation, parameter_info=info))
    assert made.coerce(given, param=None, ctx=None) == value


@pytest.mark.parametrize("annotation", [int, Path, list[int], tuple[str, int], float, Any])
def test_typer_converts_everything_else(monkeypatch: pytest.MonkeyPatch, annotation: Any) -> None:
    build = build_after_install(monkeypatch, RuntimeParam)
    assert build(SimpleNamespace(annotation=annotation, parameter_info=PLAIN)) == "Typer's own"


def test_typer_converts_a_flag_with_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    build = build_after_install(monkeypatch, RuntimeParam)
    info = SimpleNamespace(parser=None, envvar="FLAG")
    assert build(SimpleNamespace(annotation=bool, parameter_info=info)) == "Typer's own"


def test_descriptor_of_unknown_structure_is_left_to_typer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    build = build_after_install(monkeypatch, RuntimeParam)
    assert build(SimpleNamespace(type=str)) == "Typer's own"


@dataclass(frozen=True)
class OtherMethod(ABC):
    parameter_info: Any
    annotation: Any

    @abstractmethod
    def convert(self, value: Any) -> Any: ...


@dataclass(frozen=True)
class OtherFields(RuntimeParam):
    converters: Any

    @abstractmethod
    def _coerce_value(self, value: Any, param: Any, ctx: Any) -> Any: ...


@pytest.mark.parametrize("known", [OtherMethod, OtherFields, str, None])
def test_typer_of_unknown_structure_is_left_unchanged(
    monkeypatch: pytest.MonkeyPatch, known: Any
) -> None:
    assert build_after_install(monkeypatch, known) is built_by_typer


def test_the_installed_typer_converts_nothing_itself() -> None:
    """Every argument and option of the program has its own converter."""
    names = [name for name in (*COMMANDS, *HIDDEN) if name != "check"]
    apps = [app, *(import_module(module_of(name)).app for name in names)]
    parameters = [each for one in apps for each in parameters_of(typer.main.get_command(one))]
    if not hasattr(parameters[0], "type_descriptor"):
        pytest.skip("this Typer is older than 0.29, and never uses pydantic")
    known = plain_values._runtime_param()
    assert known is not None, "the structure of Typer has changed: see cardctl/cli/plain_values.py"
    assert len(parameters) > 100
    for each in parameters:
        assert type(each.get_runtime_param()).__name__ == "PlainParam", each.name
        assert isinstance(each.get_runtime_param(), known)


def parameters_of(command: Any) -> list[Any]:
    inner = getattr(command, "commands", {}).values()
    return [*command.params, *(each for one in inner for each in parameters_of(one))]


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        ("list", "list [OPTIONS] [@VIEW|WORD]..."),
        ("update", "update [OPTIONS] [ID]..."),
        ("new", "new [OPTIONS] [TITLE]"),
        ("init", "init [OPTIONS] [DIR]"),
    ],
)
def test_the_usage_is_the_same_in_every_version(command: str, usage: str) -> None:
    made = typer.main.get_command(import_module(module_of(command)).app)
    context = made.make_context(command, [], resilient_parsing=True)
    assert made.get_usage(context) == f"Usage: {usage}"
