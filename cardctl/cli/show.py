"""`cardctl show`: one card, with its computed facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import CardArgument, JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.domain.card import Card

app = command_app()


@app.command()
def show(
    ctx: typer.Context,
    identifier: CardArgument,
    history: Annotated[bool, typer.Option("--history", help="With its history.")] = False,
    json: JsonOption = False,
) -> None:
    """Show one card.

    \b
    cardctl show 1-7
    cardctl show M01-007 --history
    cardctl show 1-7 --json
    """
    from cardctl.cli.fields import row_of
    from cardctl.cli.output import register_folder, warn_unreadable
    from cardctl.cli.render.card import tell_card
    from cardctl.cli.render.prose import Prose

    session: Session = ctx.obj
    code = warn_unreadable(session)
    card = session.register.card(identifier)
    if json:
        session.answer_data(_as_json(session, card))
    else:
        prose = Prose(session.lang, session.width(), session.colour_on())
        path = f"{register_folder(session)}/{session.register.path_of(card.id)}"
        row = row_of(session.register, card, session.today)
        tell_card(row, path.removeprefix("./"), prose, history=history)
        session.print_result(prose.text())
    raise typer.Exit(code)


def _as_json(session: Session, card: Card) -> str:
    """The card as it stands in the file, its facts, its path, and the digest of the file."""
    from hashlib import sha256

    from cardctl.cli.fields import facts, row_of
    from cardctl.cli.output import as_json, unread

    path = session.register.path_of(card.id)
    raw = session.loaded.files[path]
    data = {
        "card": card.model_dump(mode="json", exclude_unset=True),
        "facts": facts(row_of(session.register, card, session.today)),
        "path": path,
        "hash": sha256(raw).hexdigest() if isinstance(raw, bytes) else None,
    }
    return as_json("card", data, unread(session))
