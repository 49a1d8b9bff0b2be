"""The table of commands, and the one place where an error becomes an exit code.

A command's module is imported only when that command runs, which keeps `--help` and completion
fast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer

from cardctl.cli import plain_values
from cardctl.cli.options import (
    ARGUMENTS,
    ColorOption,
    DebugOption,
    Group,
    IndexOption,
    LangOption,
    NoInputOption,
    QuietOption,
    RegisterOption,
    TodayOption,
    VersionOption,
    WaitOption,
    language_of_arguments,
    wants_json,
)
from cardctl.i18n import SOURCE

if TYPE_CHECKING:
    from cardctl.cli.session import Session


plain_values.install()


class Terminated(BaseException):
    """The process received SIGTERM."""


GROUPS = {
    "commands|Cards": {
        "new": "Document a card, or many from a sheet.",
        "update": "Change cards: set the state, file results, record steps.",
        "edit": "Edit a card in your editor; it is checked before it is saved.",
        "void": "Close cards that were registered in error.",
        "redact": "Erase texts of a card, on a legal ground.",
        "renumber": "Change the id of an unmerged card.",
    },
    "Meetings": {
        "meeting": "Record meetings; confirm or return outcomes.",
        "paper": "Write the agenda paper of a meeting.",
        "report": "Print the report that a meeting hears.",
        "minutes": "Write the minutes of a meeting.",
    },
    "Agencies": {
        "agency": "Add, rename and close agencies; hand over their cards.",
        "request": "Write the forms with which agencies return their results.",
        "collect": "Take in the forms that agencies returned.",
        "remind": "List who has not returned results, and write reminders.",
        "desk": "Show who has returned results, and what awaits a decision.",
    },
    "View": {
        "list": "List cards, with filters.",
        "board": "Show cards in columns: by state, follow-up class or lead agency.",
        "show": "Show one card.",
        "log": "Print a card's history in words.",
    },
    "Check": {
        "validate": "Check the files of the register.",
        "rule": "Explain the rules.",
        "states": "Show states, outcomes and legal moves.",
        "doctor": "Check the installation, the register and its repository.",
    },
    "Publish": {
        "site": "Write the register as pages to look at in a browser.",
        "export": "Write the register as tables for other programs.",
        "pool": "Take the tables of many registers, and report over all of them.",
    },
    "Set up": {
        "init": "Create a register.",
        "schema": "Write or check the JSON Schemas.",
        "config": "Show and change your own settings.",
        "git-setup": "Configure git to merge cards by key, with readable diffs.",
        "completion": "Print the completion script for your shell.",
    },
    "Help": {
        "help": "Show the help of a command, or of a topic.",
        "commands": "List the commands with all their options, for people or programs.",
    },
}
"""Commands and their summaries, by purpose; modules have the same names."""

COMMANDS = {name: text for group in GROUPS.values() for name, text in group.items()}
"""All commands and their summaries."""

HIDDEN = {"check": "validate", "merge-driver": "merge-driver"}
"""Aliases, and commands that only git calls: not shown in the help."""

MODULES = {"list": "list_cards"}
"""Modules that cannot have the name of their command."""


def module_of(command: str) -> str:
    """Return the module name of *command*."""
    return "cardctl.cli." + MODULES.get(command, command.replace("-", "_"))


GLOBAL_FLAGS = frozenset({"-q", "--quiet", "--debug", "--no-input", "--index", "--no-index"})
GLOBAL_VALUES = frozenset({"-C", "--register", "--lang", "--today", "--color", "--wait"})
"""Global options; no command has options of these names, so they may also follow the command."""


def globals_first(args: list[str]) -> list[str]:
    """Move the global options to the front, from anywhere before a ``--``."""
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


class CommandTable(Group):
    """The command group; it turns errors into messages and exit codes."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse *args*, accepting global options anywhere."""
        args = globals_first(args)
        ctx.meta[ARGUMENTS] = tuple(args)  # the parser empties the list
        return super().parse_args(ctx, args)

    def make_context(self, info_name: Any, args: list[str], *rest: Any, **extra: Any) -> Any:
        """Parse the global options; usage errors are in the language of the run."""
        given = globals_first(list(args))
        try:
            return super().make_context(info_name, args, *rest, **extra)
        except Exception as problem:
            if hasattr(problem, "format_message"):
                speak(problem, language_of_arguments(given), given)
            raise

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands, in order."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the command's module and return the command; None for an unknown name."""
        name = HIDDEN.get(cmd_name, cmd_name)
        if name not in (*COMMANDS, *HIDDEN.values()):
            return None
        if name not in self.commands:
            module = import_module(module_of(name))
            self.commands[name] = typer.main.get_command(module.app)
            self.commands[name].name = name
        return self.commands[name]

    def summaries(self, ctx: Any) -> Mapping[str, Mapping[str, str]]:
        """Return the commands by purpose, without importing their modules."""
        return GROUPS

    def invoke(self, ctx: Any) -> Any:
        """Run the command, and turn an exception into an exit code."""
        # Create the session first, so that every error is in the language of this run.
        ctx.obj = _session(ctx.params, ctx.meta[ARGUMENTS])
        ctx.call_on_close(ctx.obj.close)
        try:
            return super().invoke(ctx)
        except typer.Exit:  # the usual end of a command
            raise
        except (Exception, KeyboardInterrupt, Terminated) as problem:
            if hasattr(problem, "format_message"):
                speak(problem, ctx.obj.lang, ctx.meta[ARGUMENTS])
            from cardctl.cli.failure import exit_code_of

            code = exit_code_of(problem, ctx.obj)
        raise typer.Exit(code)


def speak(problem: Any, lang: str, args: Sequence[str]) -> None:
    """Let one of Typer's usage errors show itself in *lang*, and as JSON if *args* ask for it."""
    from cardctl.cli.failure import show_usage_error

    show = problem.show  # in English
    if lang != SOURCE:
        from cardctl.cli.usage_errors import print_usage_error

        show = partial(print_usage_error, problem, lang)
    problem.show = partial(show_usage_error, problem, lang, args, show)


def _session(options: Mapping[str, Any], args: Sequence[str]) -> Session:
    """Create the session from the global options (see `start`); *args* are all arguments."""
    from cardctl.cli.session import Session

    return Session(
        named=options["register"],
        lang_option=options["lang"],
        today_option=options["today"],
        color=options["color"],
        quiet=options["quiet"],
        debug=options["debug"],
        no_input=options["no_input"],
        use_index=options["index"],
        wait=options["wait"],
        wants_json=wants_json(args),
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
    index: IndexOption = None,
    wait: WaitOption = 5.0,
    version: VersionOption = False,
) -> None:
    """Turn meeting decisions into task cards under git, and report on them at the next meeting.

    \b
    cardctl new "Publish the standard" --meeting 2 --lead mois
    cardctl update 2-1 --state in_progress
    cardctl validate
    cardctl report --meeting 3
    """
    ctx.obj.command = f"cardctl {ctx.invoked_subcommand}"
    ctx.obj.check_options()
