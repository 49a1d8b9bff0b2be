"""`cardctl log`: print a card's history in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import CardArgument, command_app

if TYPE_CHECKING:
    from pathlib import Path

    from cardctl.cli.render.prose import Prose
    from cardctl.cli.session import Session

app = command_app()


@app.command()
def log(
    ctx: typer.Context,
    identifier: CardArgument,
    git: Annotated[bool, typer.Option("--git", help="Also print commits of its file.")] = False,
) -> None:
    """Print a card's history in words: entries and results, oldest first.

    \b
    cardctl log 1-7
    cardctl log 1-7 --git
    """
    from cardctl.app.show import load_card
    from cardctl.cli.output import warn_unreadable
    from cardctl.cli.render.history import write_history
    from cardctl.cli.render.links import shows_links
    from cardctl.cli.render.prose import Prose
    from cardctl.domain.text import text_in

    session: Session = ctx.obj
    snapshot, card = load_card(session.workspace, identifier)
    code = warn_unreadable(session, snapshot)
    prose = Prose(session.lang, session.width(), session.colour_on(), shows_links(session))
    prose.hanging(f"{card.id}  ", text_in(card.title, session.lang))
    write_history(card, snapshot.register, prose, 2)
    if git:
        _write_commits(session.root, snapshot.register.path_of(card.id), prose)
    session.print_result(prose.text())
    raise typer.Exit(code)


def _write_commits(root: Path, path: str, prose: Prose) -> None:
    from cardctl import vcs

    prose.heading("Commits", path)
    for commit in vcs.log(root, path):
        lead = f"  {commit.hash[:12]}  {commit.date.isoformat()}  "
        prose.hanging(lead, f"{commit.author}: {commit.subject}")
