"""Options shared by several commands, and the command class that checks them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from cardctl.i18n import SOURCE, languages
from cardctl.literals import integer

if TYPE_CHECKING:
    from cardctl.cli.kinds import Metavar


class Translated:
    """A command or group whose help is in the language of the run."""

    def get_help(self, ctx: Any) -> str:
        """Return the help page."""
        from cardctl.cli.command_record import record_of
        from cardctl.cli.render.help_page import help_page

        return help_page(record_of(self, ctx), language_of(ctx), page_width())

    def get_usage(self, ctx: Any) -> str:
        """Return the usage line in English, for Typer's errors."""
        from cardctl.cli.command_record import record_of
        from cardctl.cli.render.help_page import usage_line

        return usage_line(record_of(self, ctx), SOURCE, page_width())

    def summaries(self, ctx: Any) -> Mapping[str, Mapping[str, str]]:
        """Return the commands inside by heading, each with its summary; all in English."""
        texts = {
            name: each.help.partition("\n\n")[0]
            for name, each in getattr(self, "commands", {}).items()
        }
        inner = {name: " ".join(text.split()) for name, text in texts.items()}
        return {"Commands": inner} if inner else {}


WIDEST, NARROWEST, MARGIN = 80, 40, 2


def page_width() -> int:
    """Return the columns of a help page: those of the terminal or COLUMNS, within limits."""
    import shutil

    stated = shutil.get_terminal_size((WIDEST, 0)).columns
    return max(min(stated, WIDEST), NARROWEST) - MARGIN


def language_of(ctx: Any) -> str:
    """Return the language of the run, even if its options have not been parsed yet."""
    known = getattr(ctx.obj, "lang", None)
    return known if isinstance(known, str) else language_of_arguments(ctx.meta.get(ARGUMENTS, ()))


ARGUMENTS = "cardctl.arguments"
"""Key in a context's `meta`: the arguments of the program, with the global options first."""


def language_of_arguments(args: Sequence[str]) -> str:
    """Return the language that `--lang` and `--register` in *args* and the environment decide."""
    from cardctl.cli.language import language
    from cardctl.cli.person import nearest_register, valid_person

    own = valid_person()
    register = last_value(args, "-C", "--register") or os.environ.get("CARDCTL_REGISTER")
    return language(last_value(args, "--lang"), lambda: nearest_register(register, own), own=own)


def last_value(args: Sequence[str], *names: str) -> str | None:
    """Return the last value of an option in unparsed arguments; None if it is not there."""
    found = None
    for word, following in zip_longest(args, args[1:]):
        name, equals, value = word.partition("=")
        if word in names:
            found = following
        elif equals and name in names:
            found = value
    return found


def wants_json(args: Sequence[str]) -> bool:
    """Whether the arguments of the program ask for JSON; they may be invalid otherwise."""
    words = args[: args.index("--")] if "--" in args else args
    return "--json" in words or last_value(words, "--format") == "json"


class Group(Translated, TyperGroup):
    """A group of commands; it suggests the nearest command for an unknown one."""

    def find(self, ctx: Any, name: str) -> Any:
        """Return the command *name*. Raises Unknown."""
        command = self.get_command(ctx, name)
        if command is None:
            from cardctl.cli.command_words import unknown_command

            raise unknown_command(name, self.list_commands(ctx))
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Resolve the command. Raises Unknown, with the nearest name, for an unknown one."""
        if args and not ctx.resilient_parsing:
            self.find(ctx, args[0])
        return super().resolve_command(ctx, args)


class Command(Translated, TyperCommand):
    """A command that rejects empty values, and a flag together with its opposite."""

    records: ClassVar[bool] = False
    """Whether the command records its values: then a single-valued option must not be repeated.

    In a read-only command the last value counts, so that a script or an alias can set defaults.
    """

    needs_person: ClassVar[bool] = True
    """Whether the command stops if there is a mistake in the settings of the person."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse *args*. Raises UsageError."""
        args = self._with_json(args)
        if not ctx.resilient_parsing:
            given, _, order = self.make_parser(ctx).parse_args(args=list(args))
            _require_values(self.get_params(ctx), given)
            _require_once(order, self.records)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command. Raises UsageError for a mistake in the settings of the person.

        Only then, so that such a mistake does not stop `--help`.
        """
        if self.needs_person:
            ctx.obj.person  # noqa: B018  # reads and checks the file
        return super().invoke(ctx)

    def _with_json(self, args: list[str]) -> list[str]:
        """Return *args* with ``--json`` for ``--format json``, if there is no other format."""
        names = {name for each in self.params for name in each.opts}
        is_only_format = "--json" in names and "--format" not in names
        return _as_json_option(args) if is_only_format else args


def _as_json_option(args: Sequence[str]) -> list[str]:
    found: list[str] = []
    words = iter(args)
    for word in words:
        if word == "--":
            return [*found, word, *words]
        if word == "json" and found[-1:] == ["--format"]:
            found[-1] = "--json"
        else:
            found.append("--json" if word == "--format=json" else word)
    return found


class UnconfiguredCommand(Command):
    """A command that also runs if the person's settings have mistakes."""

    needs_person = False


class RecordingCommand(Command):
    """A command that records its values in the register."""

    records = True


OWN_EMPTY_MESSAGE = {"since"}
"""Options whose commands report an empty value themselves, in more detail."""


def _require_values(parameters: Sequence[Any], given: Mapping[str, Any]) -> None:
    """Raise UsageError for an empty value, usually an unset shell variable."""
    for parameter in parameters:
        value = given.get(parameter.name)
        is_empty = value == "" or (isinstance(value, (list, tuple)) and "" in value)
        if is_empty and parameter.name not in OWN_EMPTY_MESSAGE:
            from cardctl.errors import UsageError
            from cardctl.i18n import _

            raise UsageError(
                _("{option}: empty value", option=_name(parameter)),
                _("give it a value, or leave it out"),
            )


def _require_once(order: Sequence[Any], records: bool) -> None:
    """Raise UsageError for a repeated option of which only the last value would count."""
    for parameter in order:
        if order.count(parameter) > 1 and _contradicts_itself(parameter, records):
            from cardctl.errors import UsageError
            from cardctl.i18n import _

            raise UsageError(
                _("{option} is given twice", option=_name(parameter)),
                _("specify it once: only one value is used"),
            )


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")


def _contradicts_itself(parameter: Any, records: bool) -> bool:
    """Whether a second value of an option would silently replace the first."""
    if not _is_option(parameter) or parameter.multiple:
        return False
    return bool(parameter.secondary_opts) if parameter.is_flag else records


def _name(parameter: Any) -> Metavar | str:
    """Return a parameter's display name: an option's long name, or an argument's metavar."""
    if _is_option(parameter):
        return "/".join((parameter.opts[-1], *parameter.secondary_opts[-1:]))
    from cardctl.cli.kinds import Metavar

    return Metavar(Metavar(str(parameter.metavar or parameter.name)).bare)


class CommandApp(typer.Typer):
    """A Typer app whose commands are of class *kind*."""

    def __init__(self, kind: type[Command], **settings: Any) -> None:
        super().__init__(**settings)
        self.kind = kind

    def command(self, *args: Any, **settings: Any) -> Any:
        """Register a command, as Typer does."""
        return super().command(*args, cls=self.kind, **settings)


def command_app(
    *, records: bool = False, needs_person: bool = True, **settings: Any
) -> typer.Typer:
    """Return the Typer app of one command module; *settings* are passed on to Typer.

    *records*: its commands record their values; *needs_person*: they stop if there is a mistake in
    the settings of the person (see `Command`).
    """
    kind = RecordingCommand if records else Command if needs_person else UnconfiguredCommand
    return CommandApp(
        kind,
        cls=Group,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        **settings,
    )


def register_was_typed(ctx: typer.Context) -> bool:
    """Whether the register was named by ``-C``, not by the environment."""
    source = ctx.find_root().get_parameter_source("register")
    return source is not None and source.name == "COMMANDLINE"


def _print_version(wanted: bool) -> None:
    if wanted:
        from cardctl import __version__

        typer.echo(f"cardctl {__version__}")
        raise typer.Exit


def whole_number(text: str) -> int:
    """Parse a whole number, written with the digits 0 to 9 only."""
    number = integer(text.strip())
    if number is None:
        raise typer.BadParameter(f"{text!r} is not a valid int.")
    return number


def meeting_number(text: str) -> int:
    """Parse the number or the name of a meeting."""
    from cardctl.domain import names
    from cardctl.errors import UsageError

    number = integer(text.strip())
    if number is not None:
        return number
    try:
        return names.meeting_number(text)
    except UsageError:
        raise typer.BadParameter(f"{text!r} is not a valid int.") from None


def seconds(text: str | float) -> float:
    """Parse a duration; Typer also passes the default, which is already a number."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", str(text)):
        raise typer.BadParameter(f"{text!r} is not a valid number of seconds.")
    return float(text)


RegisterOption = Annotated[
    str | None,
    typer.Option(
        "-C", "--register", metavar="DIR", envvar="CARDCTL_REGISTER", show_envvar=False,
        help="Register folder (default: the nearest one in this or a parent folder, or in cards/).",
    ),
]  # fmt: skip
LangOption = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="|".join(languages()),
        help="Output language (default: CARDCTL_LANG, the register's first language, the locale).",
    ),
]  # fmt: skip
TodayOption = Annotated[
    str | None,
    typer.Option(
        "--today", metavar="DATE", help="Date to use as today (default: the current date)."
    ),
]
ColorOption = Annotated[
    str | None,
    typer.Option(
        "--color", metavar="auto|always|never", help="When to colour output (default: auto)."
    ),
]
QuietOption = Annotated[bool, typer.Option("-q", "--quiet", help="Print only results and errors.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Print the traceback of an error.")]
NoInputOption = Annotated[bool, typer.Option("--no-input", help="Never prompt; fail instead.")]
IndexOption = Annotated[
    bool | None,
    typer.Option(
        "--index/--no-index", show_default=False,
        help="Use the index, or read every file (default: use it, in CI only if it exists).",
    ),
]  # fmt: skip
WaitOption = Annotated[
    float,
    typer.Option(
        "--wait", metavar="SECONDS", parser=seconds, show_default=False,
        help="Seconds to wait for the register lock (default: 5).",
    ),
]  # fmt: skip
VersionOption = Annotated[
    bool,
    typer.Option(
        "-V", "--version", callback=_print_version, is_eager=True, help="Print the version."
    ),
]

CardArgument = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="Card id; 1-7 is M01-007.",
        show_default=False,
    ),
]
CardsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="ID...",
        help="Card ids; 1-7 is M01-007.",
        show_default=False,
    ),
]
OptionalCardsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ID]...",
        help="Card ids; 1-7 is M01-007.",
        show_default=False,
    ),
]
StateOption = Annotated[
    str | None,
    typer.Option("--state", metavar="STATE", help="New state."),
]
OutcomeOption = Annotated[
    str | None,
    typer.Option(
        "--outcome", metavar="OUTCOME", help="New outcome; without --state, it is submitted."
    ),
]
LeadOption = Annotated[
    str | None,
    typer.Option("--lead", metavar="AGENCY", help="Lead agency."),
]
NumberArgument = Annotated[
    int,
    typer.Argument(
        metavar="N", parser=meeting_number, help="Number of the meeting.", show_default=False
    ),
]
MeetingOption = Annotated[
    int | None,
    typer.Option(
        "--meeting", metavar="N", parser=meeting_number, help="Meeting (default: the next one)."
    ),
]
AgreedOption = Annotated[
    int | None,
    typer.Option(
        "--meeting",
        metavar="N",
        parser=meeting_number,
        help="Meeting that agreed (required once a meeting has heard it).",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Print the diff and the exit code; change nothing.")
]
ByOption = Annotated[
    str | None,
    typer.Option(
        "--by", metavar="AGENCY",
        help="Agency recording the entry (default: the one responsible for this move).",
    ),
]  # fmt: skip
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="Entry date (default: today).")
]
OutputOption = Annotated[
    str | None,
    typer.Option(
        "-o", "--output", metavar="FILE", help="Write to FILE (default: -, standard output)."
    ),
]
FolderOption = Annotated[
    str | None, typer.Option("-o", "--output", metavar="DIR", help="Folder for the letters.")
]
LetterOption = Annotated[
    str,
    typer.Option(
        "--letter",
        metavar="eml|docx|hwpx|none",
        help="Letter to each agency: a draft for the mail program, Word, Hangul, or none.",
    ),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")]
