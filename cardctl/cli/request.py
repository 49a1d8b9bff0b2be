"""`cardctl request`: write the forms with which agencies return their results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import (
    ForceOption,
    JsonOption,
    LetterOption,
    MeetingOption,
    command_app,
)

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app()


@app.command()
def request(
    ctx: typer.Context,
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", metavar="DIR", help="Folder for the forms.", show_default=False
        ),
    ],
    meeting: MeetingOption = None,
    agency: Annotated[
        list[str] | None,
        typer.Option(
            metavar="AGENCY",
            help="Agency to ask (repeatable; default: all with a part in an open card).",
        ),
    ] = None,
    form: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="xlsx|html|csv",
            help="Kind of form (repeatable; default: xlsx).",
        ),
    ] = None,
    letter: LetterOption = "eml",
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Write a return form, and a letter, for each agency that leads or supports an open card.

    \b
    cardctl request --meeting 2 -o forms
    cardctl request --meeting 2 --agency mois --agency moef -o forms
    cardctl request --meeting 2 --format xlsx --format html -o forms
    cardctl --lang ko request --meeting 2 --letter hwpx -o forms

    The form of an agency shows its open cards as meeting N (default: the next one) sees them, and
    what it has filed for that meeting so far. The letter is dated today, and goes to the contact of
    the agency. Nothing is sent. Exits with status 1 if a card could
    not be read.
    """
    from pathlib import Path

    from cardctl.app import request as requests
    from cardctl.app.letters import LetterFormat
    from cardctl.cli.arguments import choice
    from cardctl.cli.output import warn_unreadable
    from cardctl.cli.render import request as render
    from cardctl.cli.render.progress import Progress
    from cardctl.i18n import _

    session: Session = ctx.obj
    asked = requests.FormRequest(meeting, agency or (), session.lang)
    formats = list(dict.fromkeys(form or ["xlsx"]))
    progress = Progress(session)
    with progress.stage(_("reading the register")):
        snapshot = session.workspace.load()
    code = warn_unreadable(session, snapshot)
    made = requests.request(snapshot.register, asked, session.today)
    letters = choice(letter, "letter", LetterFormat)
    folder = Path(output)
    with progress.stage(_("writing the forms")):
        written = requests.write(
            made, formats, folder, letter=letters, force=force, advance=session.ticker
        )
    render.print_request(session, snapshot, made, written, folder, json=json)
    raise typer.Exit(code)
