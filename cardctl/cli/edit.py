"""`cardctl edit`: edit a card in your editor; it is saved only if it adds no errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cardctl.cli.options import CardArgument, JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app()


@app.command()
def edit(
    ctx: typer.Context,
    identifier: CardArgument,
    json: JsonOption = False,
) -> None:
    """Edit a card's file in $VISUAL or $EDITOR.

    \b
    cardctl edit 1-7
    EDITOR="code --wait" cardctl edit M01-007

    You edit a copy. It replaces the card if it adds no errors; otherwise the errors are shown and
    the editor opens again. History and results are append-only; state, outcome, lead and due date
    change only with a history entry. A card that has errors can be fixed this way.
    """
    from cardctl.app.edit import open_card
    from cardctl.cli.editor import edit_until_valid
    from cardctl.cli.write import WriteOptions, put

    session: Session = ctx.obj
    transaction, draft = open_card(session.workspace, identifier)
    with edit_until_valid(session, transaction, draft) as changed:
        what = [] if changed.text.encode() == draft.raw else [changed]
        put(session, transaction, what, "edit", WriteOptions(json=json))
