"""`cardctl minutes`: write the minutes of a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cardctl.cli.document_options import (
    AsOfOption,
    AudienceOption,
    FontOption,
    FormatOption,
    NoPagerOption,
    RevisionOption,
)
from cardctl.cli.options import ForceOption, JsonOption, NumberArgument, OutputOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app()


@app.command()
def minutes(
    ctx: typer.Context,
    number: NumberArgument,
    output: OutputOption = None,
    form: FormatOption = None,
    as_of: AsOfOption = None,
    at: RevisionOption = None,
    audience: AudienceOption = "internal",
    font: FontOption = None,
    force: ForceOption = False,
    no_pager: NoPagerOption = False,
    json: JsonOption = False,
) -> None:
    """Write the minutes of a meeting: what it decided, confirmed and returned, and whom it charged.

    \b
    cardctl minutes 2
    cardctl minutes 2 -o minutes.docx
    cardctl --lang ko minutes 2 -o minutes.hwpx
    cardctl minutes 2 --audience public -o minutes.html
    cardctl minutes 2 --as-of 2026-12-20 --json

    They contain what the cards and the meeting have on record on the as-of date (default: today):
    the cards of the meeting, and the history entries that name it. Exits with status 1 if a card
    could not be read.
    """
    from cardctl.app.minutes import MinutesRequest, compute, load
    from cardctl.cli.arguments import choice, some_day
    from cardctl.cli.document_output import document_output, print_document
    from cardctl.cli.output import warn_unreadable
    from cardctl.cli.render.progress import Progress
    from cardctl.report.audience import Audience

    session: Session = ctx.obj
    wanted = document_output(form, output, json=json, font=font, force=force, pager=not no_pager)
    request = MinutesRequest(number, some_day(as_of), at, choice(audience, "audience", Audience))
    progress = Progress(session)
    source = load(session.workspace, request, progress.stage)
    code = warn_unreadable(session, source.snapshot)
    print_document(session, compute(source, request, progress.stage), wanted)
    raise typer.Exit(code)
