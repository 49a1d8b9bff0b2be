"""Options that more than one command has, each said once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

import typer
from typer.core import TyperCommand

from cardctl import __version__
from cardctl.literals import integer


class Command(TyperCommand):
    """A command that takes no empty value, and no flag together with its opposite."""

    records: ClassVar[bool] = False
    """Whether what is typed is recorded: then an option that has one value is given once.

    For a question the last value counts, so that a script or an alias can have defaults.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse *args*. Raises UsageError."""
        if not ctx.resilient_parsing:
            given, _, order = self.make_parser(ctx).parse_args(args=list(args))
            _require_values(self.get_params(ctx), given)
            _require_once(order, self.records)
        return super().parse_args(ctx, args)


class RecordingCommand(Command):
    """A command that records what is typed."""

    records = True


SAYS_ITSELF = {"since"}
"""Options whose command says more about an empty value."""


def _require_values(parameters: Sequence[Any], given: Mapping[str, Any]) -> None:
    """Raise UsageError for an empty value: mostly a variable of the shell that is not set."""
    for parameter in parameters:
        value = given.get(parameter.name)
        is_empty = value == "" or (isinstance(value, (list, tuple)) and "" in value)
        if is_empty and parameter.name not in SAYS_ITSELF:
            from cardctl.errors import UsageError
            from cardctl.i18n import _

            raise UsageError(
                _("{option}: the text is empty", option=_name(parameter)),
                _("give it a value, or leave it out"),
            )


def _require_once(order: Sequence[Any], records: bool) -> None:
    """Raise UsageError for an option of which only the last value would count."""
    for parameter in order:
        if order.count(parameter) > 1 and _contradicts_itself(parameter, records):
            from cardctl.errors import UsageError
            from cardctl.i18n import _

            raise UsageError(
                _("{option} is given twice", option=_name(parameter)),
                _("give it once: only one value can count"),
            )


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")


def _contradicts_itself(parameter: Any, records: bool) -> bool:
    """Whether a second value of an option would drop the first one in silence."""
    if not _is_option(parameter) or parameter.multiple:
        return False
    return bool(parameter.secondary_opts) if parameter.is_flag else records


def _name(parameter: Any) -> str:
    """The name under which a parameter is known: the longest of an option, else the metavar."""
    if _is_option(parameter):
        return "/".join((parameter.opts[-1], *parameter.secondary_opts[-1:]))
    return str(parameter.metavar or parameter.name).strip("[].")


class CommandApp(typer.Typer):
    """A Typer app whose commands are of the class *kind*."""

    def __init__(self, kind: type[Command], **settings: Any) -> None:
        super().__init__(**settings)
        self.kind = kind

    def command(self, *args: Any, **settings: Any) -> Any:
        """Register a command, as Typer does."""
        return super().command(*args, cls=self.kind, **settings)


def command_app(*, records: bool = False, **settings: Any) -> typer.Typer:
    """Make the Typer app of one command module; *settings* go to Typer as they are.

    *records* tells whether its commands record what is typed (see `Command`).
    """
    return CommandApp(
        RecordingCommand if records else Command,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        **settings,
    )


def register_was_typed(ctx: typer.Context) -> bool:
    """Whether ``-C`` was typed; the environment may name a register too."""
    source = ctx.find_root().get_parameter_source("register")
    return source is not None and source.name == "COMMANDLINE"


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cardctl {__version__}")
        raise typer.Exit


def whole_number(text: str) -> int:
    """Parse a number on the command line, which has the digits 0 to 9 only."""
    number = integer(text.strip())
    if number is None:
        raise typer.BadParameter(f"{text!r} is not a valid int.")
    return number


def seconds(text: str | float) -> float:
    """Parse a duration; Typer also passes the default, which is a number already."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", str(text)):
        raise typer.BadParameter(f"{text!r} is not a valid number of seconds.")
    return float(text)


def complete_id(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer card ids."""
    from cardctl.cli.complete import ids

    return ids(ctx, incomplete)


def complete_agency(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer agency codes."""
    from cardctl.cli.complete import agencies

    return agencies(ctx, incomplete)


def complete_state(incomplete: str) -> list[str]:
    """Offer states."""
    from cardctl.domain.workflow import State

    return [state for state in State if state.startswith(incomplete)]


def complete_outcome(incomplete: str) -> list[str]:
    """Offer outcomes."""
    from cardctl.domain.workflow import Outcome

    return [outcome for outcome in Outcome if outcome.startswith(incomplete)]


RegisterOption = Annotated[
    str | None,
    typer.Option(
        "-C", "--register", metavar="DIR", envvar="CARDCTL_REGISTER", show_envvar=False,
        help="The register's folder; else the nearest one found upwards, or its cards/.",
    ),
]  # fmt: skip
LangOption = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="ko|en",
        help="Output language (default: CARDCTL_LANG, the register's first language, the locale).",
    ),
]  # fmt: skip
TodayOption = Annotated[
    str | None, typer.Option("--today", metavar="DATE", help="Take this day as today (ISO date).")
]
ColorOption = Annotated[
    str | None, typer.Option("--color", metavar="auto|always|never", help="Colour on the terminal.")
]
QuietOption = Annotated[
    bool, typer.Option("-q", "--quiet", help="No messages; the answer and errors only.")
]
DebugOption = Annotated[bool, typer.Option("--debug", help="Print the traceback of an error.")]
NoInputOption = Annotated[bool, typer.Option("--no-input", help="Never ask; fail instead.")]
NoIndexOption = Annotated[
    bool, typer.Option("--no-index", help="Read every file, whatever the index knows of it.")
]
WaitOption = Annotated[
    float,
    typer.Option(
        "--wait", metavar="SECONDS", parser=seconds, show_default=False,
        help="Wait so long for another cardctl that is writing; else 5.",
    ),
]  # fmt: skip
VersionOption = Annotated[
    bool,
    typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version."),
]

CardArgument = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="Card id; 1-7 is M01-007.",
        autocompletion=complete_id,
        show_default=False,
    ),
]
CardsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="ID...",
        help="Card ids; 1-7 is M01-007.",
        autocompletion=complete_id,
        show_default=False,
    ),
]
StateOption = Annotated[
    str | None,
    typer.Option("--state", metavar="STATE", help="State.", autocompletion=complete_state),
]
OutcomeOption = Annotated[
    str | None,
    typer.Option("--outcome", metavar="OUTCOME", help="Outcome.", autocompletion=complete_outcome),
]
LeadOption = Annotated[
    str | None,
    typer.Option("--lead", metavar="AGENCY", help="Lead agency.", autocompletion=complete_agency),
]
AgencyOption = Annotated[
    str | None,
    typer.Option(
        "--agency",
        metavar="AGENCY",
        help="Lead or partner agency.",
        autocompletion=complete_agency,
    ),
]
MeetingOption = Annotated[
    int | None,
    typer.Option("--meeting", metavar="N", parser=whole_number, help="Meeting number."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Print the diff and the exit code; change nothing.")
]
ByOption = Annotated[
    str | None,
    typer.Option(
        "--by", metavar="AGENCY", help="Who files the entry; else who the move belongs to.",
        autocompletion=complete_agency,
    ),
]  # fmt: skip
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="Day of the entry; else today.")
]
OutputOption = Annotated[
    str | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE (- is stdout).")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
