"""`cardctl desk`: what is on the secretariat's desk before a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cardctl.cli.options import JsonOption, MeetingOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app()


@app.command()
def desk(ctx: typer.Context, meeting: MeetingOption = None, json: JsonOption = False) -> None:
    """Show who has returned results for a meeting, and what awaits a decision (default: the next).

    \b
    cardctl desk
    cardctl desk --meeting 2
    cardctl desk --meeting 2 --json

    An agency has to answer for each open card that it leads: with an implementation result for the
    meeting, and with an action plan if the card has none. Partners may answer.
    """
    from cardctl.app.desk import desk as desk_for
    from cardctl.cli.output import as_json, unread, warn_unreadable
    from cardctl.cli.render.desk import as_data, as_document
    from cardctl.cli.render.progress import Progress
    from cardctl.i18n import _
    from cardctl.report.formats import render_document

    session: Session = ctx.obj
    with Progress(session).stage(_("reading the register")):
        found, source = desk_for(session.workspace, meeting)
    code = warn_unreadable(session, source.snapshot)
    if json:
        warnings = unread(session, source.snapshot)
        session.answer_data(as_json("desk", as_data(found), warnings))
    else:
        document = as_document(found, session.lang)
        width, colour = session.width(), session.colour_on()
        shown = render_document("text", document, day=found.day, width=width, colour=colour)
        session.print_result(str(shown))
    raise typer.Exit(code)
