"""Every command, by name; and the one place where an error becomes an exit code.

A command's module is imported when that command runs, so that `--help` and completion stay quick.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from cardctl.cli.options import (
    ColorOption,
    DebugOption,
    LangOption,
    NoIndexOption,
    NoInputOption,
    QuietOption,
    RegisterOption,
    TodayOption,
    VersionOption,
    WaitOption,
)

if TYPE_CHECKING:
    from cardctl.cli.session import Session


class Terminated(BaseException):
    """The process was asked to end (SIGTERM)."""


COMMANDS = {
    "init": "Make a new register.",
    "new": "Document a card, or many from a sheet.",
    "update": "Change a card: move it on, file a result, note a step.",
    "report": "Print the report that a meeting hears.",
    "validate": "Check the files of the register.",
    "list": "List cards, by filter.",
    "show": "Show one card.",
    "log": "Tell a card's history in words.",
    "edit": "Open a card in your editor and take it back checked.",
    "meeting": "Keep the meetings; confirm or return outcomes.",
    "rule": "Explain the rules.",
    "states": "Show states, outcomes and legal moves.",
    "schema": "Write or check the JSON Schemas.",
    "renumber": "Give a card that is not merged yet another id.",
    "git-setup": "Have git merge cards by key, with readable diffs.",
    "doctor": "Look at the installation and at the register's surroundings.",
    "completion": "Print the completion script for your shell.",
}
"""Command to what it does, in the order of a meeting cycle; each has the module of its name."""

HIDDEN = {"check": "validate", "merge-driver": "merge-driver"}
"""Other names, and what only git calls: not shown in the help."""

MODULES = {"list": "list_cards"}
"""Modules that cannot bear their command's name."""


def module_of(command: str) -> str:
    """The module that *command* lives in."""
    return "cardctl.cli." + MODULES.get(command, command.replace("-", "_"))


def _without_descriptions(command: Any, ctx: Any) -> None:
    """Take the help from a command that TAB asks about: what is completed are words alone.

    Descriptions would load rich, and zsh evaluates what the program prints.
    """
    command.help = None
    for parameter in command.get_params(ctx):
        parameter.help = None
    for inner in getattr(command, "commands", {}).values():
        _without_descriptions(inner, ctx)


GLOBAL_FLAGS = frozenset({"-q", "--quiet", "--debug", "--no-input", "--no-index"})
GLOBAL_VALUES = frozenset({"-C", "--register", "--lang", "--today", "--color", "--wait"})
"""Global options, which no command uses for itself, so they may also stand behind it."""


def globals_first(args: list[str]) -> list[str]:
    """Put the global options before the command, wherever they stand before a ``--``."""
    end = args.index("--") if "--" in args else len(args)
    front: list[str] = []
    rest: list[str] = []
    words = iter(args[:end])
    for word in words:
        name, equals, _ = word.partition("=")
        if word in GLOBAL_FLAGS or (equals and name in GLOBAL_VALUES):
            front.append(word)
        elif word in GLOBAL_VALUES:
            front += [word, *([value] if (value := next(words, None)) is not None else [])]
        else:
            rest.append(word)
    return front + rest + args[end:]


class CommandTable(TyperGroup):
    """The table of commands as a group; it turns errors into messages and exit codes."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the global options from wherever they stand."""
        return super().parse_args(ctx, globals_first(args))

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in order."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the command's module and build the command; None where there is none."""
        name = HIDDEN.get(cmd_name, cmd_name)
        if name not in (*COMMANDS, *HIDDEN.values()):
            return None
        if name not in self.commands:
            module = import_module(module_of(name))
            self.commands[name] = typer.main.get_command(module.app)
            self.commands[name].name = name
            if ctx.resilient_parsing:
                _without_descriptions(self.commands[name], ctx)
        return self.commands[name]

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete names of commands and options, without descriptions."""
        for parameter in self.get_params(ctx):
            parameter.help = None  # type: ignore[attr-defined]
        return super().shell_complete(ctx, incomplete)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Name the nearest command where there is none of this name."""
        if args and args[0] not in COMMANDS and args[0] not in HIDDEN:
            from cardctl.errors import Unknown

            raise Unknown("command", args[0], COMMANDS)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands from the table, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what it raises ends here."""
        from cardctl.cli.failure import exit_code_of

        # Before anything can fail, so that every error is in the language of this run.
        ctx.obj = _session(ctx.params)
        ctx.call_on_close(ctx.obj.close)
        try:
            return super().invoke(ctx)
        except (Exception, KeyboardInterrupt, Terminated) as problem:
            code = exit_code_of(problem, ctx.obj)
        raise typer.Exit(code)


def _session(options: Mapping[str, Any]) -> Session:
    """Make the session of a command line, by its global options (see `start`)."""
    from cardctl.cli.session import Session

    return Session(
        named=options["register"],
        lang_option=options["lang"],
        today_option=options["today"],
        color="auto" if options["color"] is None else options["color"],
        quiet=options["quiet"],
        debug=options["debug"],
        no_input=options["no_input"],
        no_index=options["no_index"],
        wait=options["wait"],
    )


app = typer.Typer(
    name="cardctl",
    cls=CommandTable,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def start(
    ctx: typer.Context,
    register: RegisterOption = None,
    lang: LangOption = None,
    today: TodayOption = None,
    color: ColorOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
    no_input: NoInputOption = False,
    no_index: NoIndexOption = False,
    wait: WaitOption = 5.0,
    version: VersionOption = False,
) -> None:
    """Task cards of a body that meets: decided at one meeting, reported at the next.

    \b
    cardctl new "Publish the standard" --meeting 2 --lead mois
    cardctl update 2-1 --state in_progress
    cardctl validate
    cardctl report --meeting 3
    """
    ctx.obj.command = f"cardctl {ctx.invoked_subcommand}"
    ctx.obj.check_options()
