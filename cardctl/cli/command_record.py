"""What a command takes, as data: its help, its man page and `commands` are made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from inspect import cleandoc
from typing import Any, NamedTuple

from cardctl.cli.kinds import Metavar
from cardctl.cli.option_groups import place_of
from cardctl.i18n import gettext

LINES = "\b"
"""Begins a paragraph of a docstring whose lines stay as they are: commands."""


class Parameter(NamedTuple):
    """An argument or an option. Texts are English; *names* of an argument are empty."""

    names: tuple[str, ...]
    opposites: tuple[str, ...]
    metavar: Metavar
    help: str
    default: str | None
    group: str | None
    is_repeatable: bool
    is_required: bool

    @property
    def is_option(self) -> bool:
        """Whether it is an option."""
        return bool(self.names)

    @property
    def is_flag(self) -> bool:
        """Whether it is an option without a value."""
        return self.is_option and not self.metavar.text


class CommandRecord(NamedTuple):
    """A command or a group of commands; *path* begins with the name of the program."""

    path: tuple[str, ...]
    summary: str
    examples: tuple[str, ...]
    texts: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    commands: Mapping[str, Mapping[str, str]]
    """The commands inside, with their summaries, by the heading of their group."""

    @property
    def name(self) -> str:
        """The name as it is typed."""
        return " ".join(self.path)

    @property
    def arguments(self) -> list[Parameter]:
        """The arguments, in order."""
        return [each for each in self.parameters if not each.is_option]

    @property
    def options(self) -> Mapping[str, list[Parameter]]:
        """The options by the heading of their group."""
        found: dict[str, list[Parameter]] = {}
        for each in self.parameters:
            if each.group is not None:
                found.setdefault(each.group, []).append(each)
        return found

    @property
    def usage(self) -> list[Metavar]:
        """What follows the name in a usage line."""
        needed = [
            Metavar(f"{each.names[-1]} {each.metavar.text}")
            for each in self.parameters
            if each.is_option and each.is_required
        ]
        inner = [Metavar("COMMAND"), Metavar("[ARGS]...")] if self.commands else []
        arguments = [_in_usage(each) for each in self.arguments]
        return [Metavar("[OPTIONS]"), *needed, *arguments, *inner]


def _in_usage(argument: Parameter) -> Metavar:
    text = argument.metavar.text
    return Metavar(text if argument.is_required or text.startswith("[") else f"[{text}]")


def quoted(line: str) -> list[str]:
    """Return the texts in an example that people write in their own language."""
    texts = _QUOTED.findall(line)
    return [
        each for each in texts if each.isascii() and not each.startswith("$") and "--" not in each
    ]


def example_in(line: str, lang: str) -> str:
    """Return an example with its texts in *lang*."""
    return _QUOTED.sub(lambda found: f'"{gettext(found[1], lang)}"', line)


_QUOTED = re.compile('"([^"]*)"')


def record_of(command: Any, ctx: Any) -> CommandRecord:
    """Return the record of a Typer command or group, with the context in which it would run."""
    path = tuple(ctx.command_path.split())
    if ctx.parent is not None:
        path = (*path[:-1], command.name)  # not the alias that was typed
    summary, *others = paragraphs(command.help or "")
    examples = (each for each in others if each.startswith(LINES))
    return CommandRecord(
        path,
        summary,
        tuple(line for each in examples for line in each.splitlines()[1:]),
        tuple(each for each in others if not each.startswith(LINES)),
        tuple(_parameters(command, ctx, " ".join(path[1:]))),
        command.summaries(ctx),
    )


def paragraphs(docstring: str) -> Iterator[str]:
    """Yield the paragraphs of a docstring, each on one line if it does not begin with `LINES`."""
    for paragraph in cleandoc(docstring).split("\n\n"):
        if paragraph.startswith(LINES):
            yield paragraph
        elif words := " ".join(paragraph.split()):
            yield words


def _parameters(command: Any, ctx: Any, path: str) -> Iterator[Parameter]:
    """Yield the arguments, then the options in the order of their groups."""
    shown = [each for each in command.get_params(ctx) if not getattr(each, "hidden", False)]
    options = [each for each in shown if each.param_type_name == "option"]
    for each in shown:
        if each.param_type_name != "option":
            yield _parameter(each, None)
    for each in sorted(options, key=lambda each: place_of(path, _long_name(each))[:2]):
        yield _parameter(each, place_of(path, _long_name(each))[2])


def _long_name(option: Any) -> str:
    return str(max(option.opts, key=len))


def _parameter(parameter: Any, group: str | None) -> Parameter:
    is_option = group is not None
    is_flag = is_option and bool(parameter.is_flag)
    return Parameter(
        tuple(sorted(parameter.opts, key=len)) if is_option else (),
        tuple(parameter.secondary_opts) if is_option else (),
        Metavar("" if is_flag else str(parameter.metavar or parameter.name)),
        parameter.help or "",
        None if is_flag else _default(parameter.default),
        group,
        parameter.nargs == -1 or bool(getattr(parameter, "multiple", False)),
        bool(parameter.required),
    )


def _default(value: Any) -> str | None:
    """Return a default value as it would be typed; None if there is none."""
    if value is None or callable(value) or value == []:
        return None
    return f"{value:g}" if isinstance(value, float) else str(value)
