"""`cardctl states`: show states, outcomes and legal moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app()


@app.command()
def states(
    ctx: typer.Context,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="text|mermaid|dot|json|markdown",
            help="Output format (default: text).",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show states, outcomes and legal moves.

    \b
    cardctl states
    cardctl states --format mermaid
    cardctl states --format dot | dot -Tsvg -o states.svg
    """
    from cardctl.cli.output import only_json
    from cardctl.cli.render.workflow import FORMATS, as_text
    from cardctl.errors import Unknown

    session: Session = ctx.obj
    form = only_json(form) if json else form or "text"
    if form not in FORMATS:
        raise Unknown("format", form, FORMATS)
    if form == "text":
        session.print_result(as_text(session.lang, session.width(), colour=session.colour_on()))
    else:
        session.answer_data(FORMATS[form](session.lang))
