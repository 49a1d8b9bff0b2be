"""The whole command line as plain data, for `commands --format json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cardctl import __version__
from cardctl.cli.command_record import CommandRecord, Parameter
from cardctl.cli.kinds import KINDS, Kind
from cardctl.cli.render.help_page import about, usage
from cardctl.cli.topics import EXIT_CODES
from cardctl.i18n import SOURCE, _, gettext

if TYPE_CHECKING:
    from cardctl.outputs.program import CommandData, CommandsData, ParameterData, ValueKindData

STREAMS = {
    "stdin": _("read only for a value that is -, and for questions on a terminal"),
    "stdout": _("the result only"),
    "stderr": _("messages, counts, warnings and errors"),
}

Writes = Mapping[str, Sequence[str]]

_RECORD: Writes = {"register": ()}
_FILES: Writes = {"files": ()}
_FILE: Writes = {"files": ("--output",)}

WRITES: Mapping[str, Writes] = {
    **dict.fromkeys(("init", "new", "update", "edit", "void", "redact", "renumber"), _RECORD),
    **dict.fromkeys(
        (
            "meeting add", "meeting hold", "meeting set", "meeting cancel", "meeting confirm",
            "meeting return", "meeting unconfirm", "meeting seal",
        ),
        _RECORD,
    ),
    **dict.fromkeys(("agency add", "agency set", "agency rename", "agency close"), _RECORD),
    "collect": _RECORD,
    "validate": {"register": ("--fix",), "files": ("--summary",)},
    **dict.fromkeys(("request", "site", "export", "pool pull"), _FILES),
    **dict.fromkeys(("report", "paper", "minutes", "remind", "pool report", "help"), _FILE),
    "list": {"settings": ("--save",)},
    **{name: {"settings": ()} for name in ("config set", "config unset", "config edit")},
    "schema": {"files": ("--write",)},
    "doctor": {"files": ("--fix",), "git settings": ("--fix",)},
    "git-setup": {"files": (), "git settings": ()},
    "completion": {"files": ("--install", "--uninstall")},
}  # fmt: skip
"""What commands write, with the options without which they do not; the others write nothing."""


def program_data(found: Sequence[CommandRecord], lang: str) -> CommandsData:
    """Return the program: global options, commands, kinds of values, exit codes, streams."""
    program, *commands = found
    groups = program.commands.items()
    return {
        "program": program.name,
        "version": __version__,
        "summary": gettext(program.summary, lang),
        "exit_codes": [
            {"code": code, "meaning": words.render(lang)} for code, words in EXIT_CODES.items()
        ],
        "streams": {name: words.render(lang) for name, words in STREAMS.items()},
        "values": [_kind_data(name, kind, lang) for name, kind in KINDS.items()],
        "options": [_parameter_data(each, lang) for each in program.parameters],
        "groups": [
            {"heading": gettext(heading, lang), "commands": [*names]} for heading, names in groups
        ],
        "commands": [_command_data(each, lang) for each in commands],
    }


def _command_data(record: CommandRecord, lang: str) -> CommandData:
    name = " ".join(record.path[1:])
    options = [option for group in record.options.values() for option in group]
    return {
        "name": name,
        "usage": usage(record, SOURCE),
        "summary": gettext(record.summary, lang),
        "description": [gettext(text, lang) for text in record.texts],
        "examples": list(record.examples),
        "commands": [inner for group in record.commands.values() for inner in group],
        "arguments": [_parameter_data(each, lang) for each in record.arguments],
        "options": [_parameter_data(each, lang) for each in options],
        "writes": {what: [*only_with] for what, only_with in WRITES.get(name, {}).items()},
    }


def _parameter_data(parameter: Parameter, lang: str) -> ParameterData:
    metavar = parameter.metavar
    return {
        "names": [*parameter.names],
        "opposites": [*parameter.opposites],
        "metavar": metavar.text or None,
        "type": "flag" if parameter.is_flag else metavar.type,
        "choices": metavar.choices,
        "default": parameter.default,
        "required": parameter.is_required,
        "repeatable": parameter.is_repeatable,
        "reads_stdin": "-" in metavar.alternatives,
        "group": gettext(parameter.group, lang) if parameter.group else None,
        "help": about(parameter, lang),
    }


def _kind_data(name: str, kind: Kind, lang: str) -> ValueKindData:
    return {
        "name": name,
        "words": kind.words.render(lang),
        "note": kind.note.render(lang) if kind.note else None,
        "choices": [member.value for member in kind.members()] if kind.members else [],
    }
