"""`cardctl remind`: the agencies that have not answered for a meeting, and letters to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import (
    FolderOption,
    ForceOption,
    JsonOption,
    LetterOption,
    MeetingOption,
    command_app,
)

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app()

FORMATS = ("table", "csv", "json")


@app.command()
def remind(
    ctx: typer.Context,
    meeting: MeetingOption = None,
    agency: Annotated[
        list[str] | None,
        typer.Option(
            metavar="AGENCY",
            help="Only this agency (repeatable).",
        ),
    ] = None,
    output: FolderOption = None,
    letter: LetterOption = "eml",
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="table|csv|json",
            help="Output format of the list (default: table).",
        ),
    ] = None,
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """List the agencies that have not answered for a meeting (default: the next); write letters.

    \b
    cardctl remind --meeting 2
    cardctl remind --meeting 2 -o reminders
    cardctl --lang ko remind --meeting 2 -o letters --letter hwpx --agency mois
    cardctl remind --meeting 2 --format csv > missing.csv

    With -o, writes a letter to each of these agencies. It names the cards that the agency leads,
    what is missing, and the day on which the papers close. Nothing is sent.
    """
    from pathlib import Path

    from cardctl.app import remind as reminders
    from cardctl.app.letters import LetterFormat
    from cardctl.cli.arguments import choice
    from cardctl.cli.output import only_json, warn_unreadable
    from cardctl.cli.render.progress import Progress
    from cardctl.cli.render.remind import print_reminders
    from cardctl.errors import Unknown
    from cardctl.i18n import _

    session: Session = ctx.obj
    form = only_json(form) if json else form or "table"
    if form not in FORMATS:
        raise Unknown("format", form, FORMATS)
    chosen = choice(letter, "letter", LetterFormat)
    with Progress(session).stage(_("reading the register")):
        snapshot = session.workspace.load()
    code = warn_unreadable(session, snapshot)
    found = reminders.remind(snapshot.register, meeting, agency or (), session.today)
    files = {}
    if output is not None:
        files = reminders.write(found, chosen, Path(output), session.lang, force=force)
    print_reminders(session, snapshot, found, files, form)
    raise typer.Exit(code)
