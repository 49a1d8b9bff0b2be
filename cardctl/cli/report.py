"""`cardctl report`: print the report that a meeting hears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import ForceOption, JsonOption, MeetingOption, OutputOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app()

FAILURES = ("missing", "overdue", "invalid")


@app.command()
def report(
    ctx: typer.Context,
    meeting: MeetingOption = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="DATE",
            help="Report instead what changed from this day to the as-of date, by week.",
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="text|markdown|json|html|docx|hwpx|pdf|xlsx|csv|ics",
            help="Output format (default: from FILE's extension, or text).",
        ),
    ] = None,
    output: OutputOption = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="As-of date (default: see above).")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="REV", help="Git revision of the files (default: as they are now)."
        ),
    ] = None,
    view: Annotated[
        str | None,
        typer.Option(
            metavar="full|brief|summary|agency:AGENCY",
            help=(
                "Scope: full, brief, summary (page one), or one agency "
                "(default: brief for Word, Hangul and PDF, otherwise full)."
            ),
        ),
    ] = None,
    audience: Annotated[
        str,
        typer.Option(
            metavar="internal|public", help="Audience; public leaves out restricted cards."
        ),
    ] = "internal",
    template: Annotated[
        str | None,
        typer.Option("--template", metavar="FILE", help="Render with this Jinja2 template."),
    ] = None,
    font: Annotated[
        str | None,
        typer.Option("--font", metavar="NAME|FILE", help="Font of a PDF, Word or Hangul report."),
    ] = None,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            metavar="|".join(FAILURES),
            help="Exit with status 1 on a missing result, an overdue card, or an error.",
        ),
    ] = None,
    force: ForceOption = False,
    no_pager: Annotated[
        bool, typer.Option("--no-pager", help="Do not use a pager on a terminal.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Print the report that meeting N hears (default: the next meeting).

    \b
    cardctl report --meeting 2
    cardctl report --meeting 2 -o report.md
    cardctl --lang ko report --meeting 2 -o report.docx
    cardctl report --meeting 2 -o report.pdf --view full
    cardctl report --meeting 2 --view agency:mois
    cardctl report --meeting 2 --audience public -o report.html
    cardctl report --meeting 2 --template brief.md.j2
    cardctl report --meeting 2 --as-of 2022-03-01
    cardctl report --meeting 2 --at v1.0 --format json
    cardctl report --since 2022-06-01 --as-of 2022-08-26
    cardctl report --since 2022-06-01 --view agency:mois -o changes.docx

    The as-of date is --as-of; by default it is the meeting's papers date, otherwise the date of a
    meeting that has been held, otherwise today (with --at: the date of the revision). Exits with
    status 1 if a card had to be left out.

    With --since, the report tells what changed in a period, by week: new cards, moves, results,
    corrections, meetings. Its last day is --as-of (default: today).
    """
    from cardctl.app.report import ReportRequest, compute, load_source
    from cardctl.cli.arguments import choice, some_day
    from cardctl.cli.output import only_json, warn_unreadable
    from cardctl.cli.render.progress import Progress
    from cardctl.cli.report_output import chosen_format, print_report, require
    from cardctl.errors import Unknown
    from cardctl.report.audience import Audience

    session: Session = ctx.obj
    if since is not None:
        from cardctl.cli.period import period

        raise typer.Exit(period(ctx))
    for name in fail_on or ():
        if name not in FAILURES:
            raise Unknown("condition", name, FAILURES)
    form = only_json(form) if json else form
    form = chosen_format(form, view=view, template=template, font=font, output=output, force=force)
    request = ReportRequest(meeting, some_day(as_of), at, choice(audience, "audience", Audience))
    progress = Progress(session)
    source = load_source(session.workspace, request, progress.stage)
    code = warn_unreadable(session, source.snapshot)
    made = compute(source, request, progress.stage)
    print_report(
        session,
        made,
        form=form,
        view=view,
        template=template,
        font=font,
        output=output,
        force=force,
        pager=not no_pager,
        progress=progress,
    )
    require(made, fail_on or ())
    raise typer.Exit(code)
