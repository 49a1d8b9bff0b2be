"""`cardctl edit`: a card in your editor, taken back only when it is good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cardctl.cli.options import CardArgument, JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.changed import Changed
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

    You edit a copy. It takes the card's place when it adds no error; with errors they are shown,
    and the editor opens again. History and results only grow; state, outcome, lead and due date
    change together with a history entry. A card that has errors can be mended this way.
    """
    from cardctl.cli.apply import How, put
    from cardctl.cli.editor import edited

    session: Session = ctx.obj
    draft = _draft(session, identifier)
    with edited(session, draft) as changed:
        what = [] if changed.text.encode() == draft.raw else [changed]
        put(session, what, "edit", How(json=json))


def _draft(session: Session, identifier: str) -> Changed:
    """The card's file as it stands. Raises Unknown; a card with errors is there all the same."""
    from cardctl.cli.apply import bytes_of
    from cardctl.cli.changed import Changed
    from cardctl.cli.grounds import SHARED, require_readable
    from cardctl.domain.ids import full_id, id_at, meeting_of, meeting_path

    register = session.register
    full = full_id(identifier) or identifier
    broken = next((path for path, known in register.unreadable.items() if known == full), None)
    card = None if broken else register.card(identifier)
    path = broken or register.path_of(full)
    require_readable(session, [*SHARED, meeting_path(meeting_of(id_at(path)))])
    raw = bytes_of(session, path)
    return Changed(path, raw, raw.decode(errors="replace"), card, card)
