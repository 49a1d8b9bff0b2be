"""Options that more than one command has, each said once."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer

from cardctl import __version__
from cardctl.model.literals import integer


def command_app(**settings: Any) -> typer.Typer:
    """Make the Typer app of one command module; *settings* go to Typer as they are."""
    return typer.Typer(
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        **settings,
    )


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
    from cardctl.model.state import State

    return [state for state in State if state.startswith(incomplete)]


def complete_outcome(incomplete: str) -> list[str]:
    """Offer outcomes."""
    from cardctl.model.state import Outcome

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
