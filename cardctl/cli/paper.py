"""`cardctl paper`: write the agenda paper of a meeting."""

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
def paper(
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
    """Write the agenda paper of a meeting: what it is asked to decide, to confirm and to hear.

    \b
    cardctl paper 3
    cardctl paper 3 -o paper.docx
    cardctl --lang ko paper 3 -o paper.hwpx
    cardctl paper 3 --audience public -o paper.html
    cardctl paper 3 --json

    The follow-up of earlier decisions is that of the report which the meeting hears, as of the same
    date (see cardctl report --help). A meeting that hears no report has a paper with an agenda
    alone. Exits with status 1 if a card had to be left out.
    """
    from cardctl.app.paper import compute
    from cardctl.app.report import ReportRequest, load_source
    from cardctl.cli.arguments import choice, some_day
    from cardctl.cli.document_output import document_output, print_document
    from cardctl.cli.output import warn_unreadable
    from cardctl.cli.render.progress import Progress
    from cardctl.report.audience import Audience

    session: Session = ctx.obj
    wanted = document_output(form, output, json=json, font=font, force=force, pager=not no_pager)
    request = ReportRequest(number, some_day(as_of), at, choice(audience, "audience", Audience))
    progress = Progress(session)
    source = load_source(session.workspace, request, progress.stage)
    code = warn_unreadable(session, source.snapshot)
    print_document(session, compute(source, request, progress.stage), wanted)
    raise typer.Exit(code)
