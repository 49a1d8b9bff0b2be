"""`cardctl collect`: take in the forms that agencies returned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import (
    DryRunOption,
    JsonOption,
    OnOption,
    command_app,
    meeting_number,
)

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app(records=True)


@app.command()
def collect(
    ctx: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Returned forms (xlsx, ods, xls, csv or json), or folders with them.",
        ),
    ],
    agency: Annotated[
        str | None,
        typer.Option(
            metavar="AGENCY",
            help="Agency of a form that has lost it.",
        ),
    ] = None,
    meeting: Annotated[
        int | None,
        typer.Option(
            metavar="N", parser=meeting_number, help="Meeting of a form that has lost it."
        ),
    ] = None,
    on: OnOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Take in the forms that agencies returned, each file whole or not at all.

    \b
    cardctl collect returns --dry-run
    cardctl collect returns
    cardctl collect returns/mois.xlsx
    cardctl collect mois-meeting-2.return.json --on 2026-11-20
    cardctl collect old.xlsx --agency mois --meeting 2

    Each value is compared with the form as it was made and with the register: what changed on one
    side is taken, what changed on both is a conflict. A file with a problem changes nothing; all
    problems are printed with their cells, and the other files are taken. Taking in the same file
    again changes nothing.

    An agency fills in the results of its cards and, for those that it leads, the plan, the steps
    and the claim. Everything is recorded in its name, on the day --on (default: today). A further
    return of an agency revises its result; if a meeting has heard it, the form needs the reason.

    Exits with status 1 if some files had problems. If no file could be taken, the status is 3 if
    the register refuses a value, 4 if a file cannot be read, and otherwise 2.
    """
    from cardctl.app import collect as returns
    from cardctl.cli import arguments
    from cardctl.cli.output import warn_unreadable
    from cardctl.cli.render import collect as render
    from cardctl.cli.render.progress import Progress
    from cardctl.i18n import _

    session: Session = ctx.obj
    request = returns.CollectRequest(files, agency, meeting, arguments.some_day(on))
    with Progress(session).stage(_("reading the forms")):
        collected = returns.collect(session.workspace, request, dry_run=dry_run)
    warn_unreadable(session, collected.snapshot)
    render.print_collected(session, collected, dry_run=dry_run, json=json)
    raise typer.Exit(collected.exit_code)
