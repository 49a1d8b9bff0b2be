"""`cardctl show`: show one card with its computed facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import CardArgument, JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.app.card_fields import CardRow
    from cardctl.cli.session import Session
    from cardctl.domain.card import Card
    from cardctl.outputs.cards import ShowData
    from cardctl.store.snapshot import Snapshot

app = command_app()


@app.command()
def show(
    ctx: typer.Context,
    identifier: CardArgument,
    history: Annotated[bool, typer.Option("--history", help="Also show the history.")] = False,
    json: JsonOption = False,
) -> None:
    """Show one card.

    \b
    cardctl show 1-7
    cardctl show M01-007 --history
    cardctl show 1-7 --json
    """
    from cardctl.app.card_fields import row_of
    from cardctl.app.show import load_card
    from cardctl.cli.output import warn_unreadable
    from cardctl.cli.render.card import write_card
    from cardctl.cli.render.links import card_links, shows_links
    from cardctl.cli.render.prose import Prose

    session: Session = ctx.obj
    snapshot, card = load_card(session.workspace, identifier, related=True)
    code = warn_unreadable(session, snapshot)
    row = row_of(snapshot.register, card, session.today)
    if json:
        session.answer_data(_as_json(session, snapshot, card, row))
    else:
        links = shows_links(session)
        prose = Prose(session.lang, session.width(), session.colour_on(), links)
        path = session.workspace.shown(snapshot.register.path_of(card.id))
        link = card_links(session)(card.id)
        write_card(row, path, prose, recorded=card if history else None, link=link)
        session.print_result(prose.text())
    raise typer.Exit(code)


def _as_json(session: Session, snapshot: Snapshot, card: Card, row: CardRow) -> str:
    """The card as in its file, its facts, its path, and the digest of the file."""
    from hashlib import sha256

    from cardctl.app.card_fields import facts
    from cardctl.cli.output import as_json, unread

    path = snapshot.register.path_of(card.id)
    raw = snapshot.files[path]
    data: ShowData = {
        "card": card.model_dump(mode="json", exclude_unset=True),
        "facts": facts(row),
        "path": path,
        "hash": sha256(raw).hexdigest() if isinstance(raw, bytes) else None,
    }
    return as_json("card", data, unread(session, snapshot))
