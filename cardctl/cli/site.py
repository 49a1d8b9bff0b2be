"""`cardctl site`: write the register as static pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import ForceOption, JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.outputs.documents import SiteData

app = command_app()


@app.command()
def site(
    ctx: typer.Context,
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", metavar="DIR", help="Folder for the pages.", show_default=False
        ),
    ],
    audience: Annotated[
        str,
        typer.Option(
            metavar="public|internal", help="Audience; public leaves out restricted cards."
        ),
    ] = "public",
    base_url: Annotated[
        str | None,
        typer.Option(
            "--base-url", metavar="URL", help="Address where the pages will be published."
        ),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="As-of date (default: see above).")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="REV", help="Git revision of the files (default: as they are now)."
        ),
    ] = None,
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Write the register as pages to look at: overview, board, meetings, agencies, cards, search.

    \b
    cardctl site -o site
    cardctl site -o site --base-url https://example.org/register
    cardctl site -o internal-site --audience internal
    cardctl site -o site --as-of 2022-08-26

    Open index.html in a browser, or publish the folder: the pages need no server. They show what
    the report for the next meeting shows, in all languages of the register; the as-of date is that
    of this report. The folder must be new or empty, or one that this command wrote: then its pages
    are replaced, and other files are left alone. Exits with status 1 if a card had to be left out.
    """
    from pathlib import Path

    from cardctl.app import site as sites
    from cardctl.cli.arguments import choice, some_day
    from cardctl.cli.output import as_json, unread, warn_unreadable
    from cardctl.cli.render.progress import Progress
    from cardctl.i18n import _, _n
    from cardctl.report.audience import Audience
    from cardctl.store.counted import counted

    session: Session = ctx.obj
    asked = sites.SiteRequest(
        choice(audience, "audience", Audience), some_day(as_of), at, base_url or "",
        session.lang_option,
    )  # fmt: skip
    progress = Progress(session)
    source = sites.load(session.workspace, asked, progress.stage)
    code = warn_unreadable(session, source.snapshot)
    files = sites.site_files(source, asked, progress.stage)
    with progress.stage(_("writing the pages")):
        written = sites.write(iter(counted(files, 0, session.ticker)), Path(output), force=force)
    if json:
        data: SiteData = {
            "folder": output,
            "audience": asked.audience,
            "files": written.files,
            "bytes": written.size,
        }
        session.answer_data(as_json("site", data, unread(session, source.snapshot)))
    session.echo(
        _n(
            "{count} file written to {folder}: {size} MB",
            "{count} files written to {folder}: {size} MB",
            written.files,
            folder=output,
            size=f"{written.size / 1_000_000:.1f}",
        )
    )
    raise typer.Exit(code)
