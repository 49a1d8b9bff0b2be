"""`cardctl export`: publish a register as tables for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import ForceOption, JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.app.export import Exported
    from cardctl.cli.session import Session
    from cardctl.outputs.documents import TablesData

app = command_app()


@app.command()
def export(
    ctx: typer.Context,
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", metavar="DIR", help="Folder for the tables.", show_default=False
        ),
    ],
    form: Annotated[
        str, typer.Option("--format", metavar="parquet|jsonl|csv", help="Format of the tables.")
    ] = "parquet",
    audience: Annotated[
        str,
        typer.Option(
            metavar="public|internal", help="Audience; public leaves out restricted cards."
        ),
    ] = "public",
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="REV", help="Git revision of the files (default: as they are now)."
        ),
    ] = None,
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Write the register as tables for other programs: cards, results, money, how each card stood.

    \b
    cardctl export -o tables
    cardctl export -o tables --format csv
    cardctl export -o tables --at v1.0
    cardctl export -o internal-tables --audience internal

    The folder also gets datapackage.json, which describes the tables and has the hash of their
    rows. The register needs a name: register in cardctl.yaml. The folder must be new or empty, or
    one that this command wrote. Exits with status 1 if a card had to be left out.
    """
    from pathlib import Path

    from cardctl.app import export as exports
    from cardctl.cli.arguments import choice
    from cardctl.cli.output import as_json, unread, warn_unreadable
    from cardctl.cli.render.progress import Progress
    from cardctl.i18n import _, _n
    from cardctl.publish.schema import TABLES
    from cardctl.report.audience import Audience
    from cardctl.store.counted import counted

    session: Session = ctx.obj
    asked = exports.ExportRequest(choice(audience, "audience", Audience), form, at)
    progress = Progress(session)
    source = exports.load(session.workspace, asked, progress.stage)
    code = warn_unreadable(session, source.snapshot)
    with progress.stage(_("writing the tables")):
        made = exports.export(
            session.workspace, source, asked, Path(output), force=force,
            each=lambda tables: counted(tables, len(TABLES), session.ticker),
        )  # fmt: skip
    if json:
        session.answer_data(as_json("tables", as_data(made), unread(session, source.snapshot)))
    session.echo(
        _n(
            "{count} file written to {folder}: {size} MB",
            "{count} files written to {folder}: {size} MB",
            made.written.files,
            folder=output,
            size=f"{made.written.size / 1_000_000:.1f}",
        )
    )
    raise typer.Exit(code)


def as_data(made: Exported) -> TablesData:
    """Return what was written, for JSON."""
    return {
        "register": made.name,
        "audience": made.origin.audience,
        "commit": made.origin.commit or None,
        "repository": made.origin.repository or None,
        "withheld_cards": made.withheld_cards,
        "withheld_evidence": made.withheld_evidence,
        "bytes": made.written.size,
        "tables": [
            {
                "name": each.table.name,
                "file": each.path,
                "rows": each.digest.rows,
                "rows_hash": f"sha256:{each.digest.sha256}",
            }
            for each in made.resources
        ],
    }
