"""`cardctl commands`: the whole command line, for people or programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.option_groups import HELP
from cardctl.cli.options import JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.command_record import CommandRecord
    from cardctl.cli.session import Session

app = command_app(needs_person=False)

FORMATS = ("text", "json")


@app.command()
def commands(
    ctx: typer.Context,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="|".join(FORMATS), help="Output format (default: text)."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """List the commands with all their options, for people or programs.

    \b
    cardctl commands
    cardctl commands --format json

    As JSON: arguments and options with their kinds of values, choices and defaults, groups, help,
    exit codes, streams, and what each command writes. Names are the same in all languages; the
    help is in the language of the run.
    """
    from cardctl.cli.output import as_json, only_json
    from cardctl.cli.render.command_data import program_data
    from cardctl.cli.tree import records
    from cardctl.errors import Unknown

    session: Session = ctx.obj
    form = only_json(form) if json else form or "text"
    if form not in FORMATS:
        raise Unknown("format", form, FORMATS)
    found = [*records(ctx.find_root())]
    if form == "json":
        session.answer_data(as_json("commands", program_data(found, session.lang)))
    else:
        session.print_result(_table(found, session))


def _table(found: Sequence[CommandRecord], session: Session) -> str:
    """Return one row for each command, and for each of its arguments and options."""
    from cardctl.cli.render.columns import TextTable, as_table
    from cardctl.cli.render.help_page import about, name_of
    from cardctl.i18n import gettext
    from cardctl.report.formats.terminal import TextCell, TextColumn

    lang, rows = session.lang, []
    for record in found:
        rows.append((record.name, "", gettext(record.summary, lang)))
        shown = (each for each in record.parameters if HELP not in each.names)
        rows += ((record.name, name_of(each, lang), about(each, lang)) for each in shown)
    heads = [TextColumn("", is_fixed=True), TextColumn("", is_fixed=True), TextColumn("")]
    cells = [[TextCell(text) for text in row] for row in rows]
    return as_table(TextTable(heads, cells), session.width(), colour=session.colour_on())
