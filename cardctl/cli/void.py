"""`cardctl void`: close cards that were registered in error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import (
    AgreedOption,
    ByOption,
    CardsArgument,
    DryRunOption,
    JsonOption,
    OnOption,
    command_app,
)

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app(records=True)


@app.command()
def void(
    ctx: typer.Context,
    ids: CardsArgument,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why the card should not exist.")],
    meeting: AgreedOption = None,
    by: ByOption = None,
    on: OnOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Close cards that were registered in error.

    \b
    cardctl void 1-7 --reason "Registered twice: see M01-003"
    cardctl void 1-7 --reason "Misread minutes" --meeting 2

    A void card keeps its id and its history, and is counted nowhere; the next report names it once.
    Once a meeting has heard the card, --meeting names the meeting that agreed. Other cards may
    still refer to it.
    """
    from cardctl.app import correct
    from cardctl.cli import arguments
    from cardctl.cli.write import WriteOptions, apply
    from cardctl.domain.changes import HistoryEntryDraft

    session: Session = ctx.obj
    entry = HistoryEntryDraft(
        on=arguments.some_day(on) or session.today,
        by=by,
        meeting=meeting,
        reason=arguments.text(reason, "--reason"),
    )
    prepared = correct.void(session.workspace, ids, entry, dry_run=dry_run)
    apply(session, prepared, "void", WriteOptions(dry_run=dry_run, json=json))
