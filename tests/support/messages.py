"""The messages of the program: the templates in its sources, and the texts of its tables."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import typer

import cardctl
from cardctl.cli.app import COMMANDS, GROUPS, HIDDEN, app, module_of
from cardctl.cli.command_record import LINES, paragraphs, quoted
from cardctl.cli.kinds import KINDS, NOTES
from cardctl.cli.option_groups import GROUPS as OPTION_GROUPS
from cardctl.cli.option_groups import OPTIONS
from cardctl.cli.render.help_page import GLOBAL
from cardctl.cli.topics import EXIT_CODES, TOPICS, VARIABLES
from cardctl.i18n import Message

HOME = Path(cardctl.__file__).parent
MODULES = sorted(HOME.rglob("*.py"))

MARKERS = {
    "_": 0,
    "said": 0,
    "gettext": 0,
    "words": 0,
    "problem": 1,
    "heading": 0,
    "labelled": 0,
    "Unknown": 0,
}
"""Functions and methods with an English template: which argument it is."""


class Template(NamedTuple):
    """An English template, with its plural if it has one."""

    english: str
    plural: str = ""


def templates(source: str) -> Iterator[Template]:
    """Yield every template that is marked in *source*."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [argument.value if isinstance(argument, ast.Constant) else None
                 for argument in node.args]  # fmt: skip
        if name == "_n":
            yield Template(str(texts[0]), str(texts[1]))
        elif name in MARKERS and len(texts) > MARKERS[name]:
            text = texts[MARKERS[name]]
            if isinstance(text, str):
                yield Template(text)


def messages_of_program() -> set[Template]:
    """Return the texts that the program translates, but that no marker names in its sources."""
    from cardctl.domain.json_schema import MODELS, schema_of
    from cardctl.domain.workflow import Count, Role

    described = {text for name in MODELS for text in descriptions(schema_of(name))}
    return {Template(text) for text in (*described, *help_texts(), *Count, *Role)}


def help_texts() -> Iterator[str]:
    """Yield every English text of the help pages that is translated when a page is shown."""
    root = typer.main.get_command(app)
    yield from (*COMMANDS.values(), *GROUPS, "Commands")
    yield from map(str, topic_texts())
    yield from (OPTIONS, *(heading for groups in OPTION_GROUPS.values() for heading in groups))
    commands = [root, *(typer.main.get_command(import_module(module_of(name)).app)
                        for name in (*COMMANDS, *HIDDEN.values()))]  # fmt: skip
    for command in chain(commands, *(getattr(each, "commands", {}).values() for each in commands)):
        for text in paragraphs(command.help or ""):
            yield from quoted(text) if text.startswith(LINES) else [text]
        context = command.make_context("", ["--help"], resilient_parsing=True)
        yield from filter(None, (parameter.help for parameter in command.get_params(context)))


def topic_texts() -> Iterator[Message]:
    """Yield the texts of the topics, and of the notes on kinds of values."""
    for topic in TOPICS.values():
        yield from (topic.summary, *topic.texts, topic.heading)
    yield from (*EXIT_CODES.values(), *VARIABLES.values(), *NOTES.values(), GLOBAL)
    yield from filter(None, (kind.note for kind in KINDS.values()))


def descriptions(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield every description of a JSON Schema; longer ones are made of messages of their own."""
    for key, value in schema.items():
        if key == "description" and isinstance(value, str) and "\n" not in value:
            yield value
        elif isinstance(value, dict):
            yield from descriptions(value)
