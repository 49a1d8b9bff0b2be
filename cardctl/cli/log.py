"""`cardctl log`: print a card's history in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import CardArgument, JsonOption, command_app

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cardctl.cli.render.prose import Prose
    from cardctl.cli.session import Session
    from cardctl.vcs import Commit

app = command_app()


@app.command()
def log(
    ctx: typer.Context,
    identifier: CardArgument,
    git: Annotated[bool, typer.Option("--git", help="Also print commits of its file.")] = False,
    json: JsonOption = False,
) -> None:
    """Print a card's history in words: entries and results, oldest first.

    \b
    cardctl log 1-7
    cardctl log 1-7 --git
    cardctl log 1-7 --json
    """
    from cardctl import vcs
    from cardctl.app.show import load_card
    from cardctl.cli.output import as_json, unread, warn_unreadable
    from cardctl.cli.render.history import history_data, write_history
    from cardctl.cli.render.links import shows_links
    from cardctl.cli.render.prose import Prose
    from cardctl.domain.text import text_in

    session: Session = ctx.obj
    snapshot, card = load_card(session.workspace, identifier)
    code = warn_unreadable(session, snapshot)
    path = snapshot.register.path_of(card.id)
    commits = list(vcs.log(session.root, path)) if git else None
    if json:
        data = history_data(card, snapshot.register, commits, session.lang)
        session.answer_data(as_json("log", data, unread(session, snapshot)))
        raise typer.Exit(code)
    prose = Prose(session.lang, session.width(), session.colour_on(), shows_links(session))
    prose.hanging(f"{card.id}  ", text_in(card.title, session.lang))
    write_history(card, snapshot.register, prose, 2)
    if commits is not None:
        _write_commits(commits, path, prose)
    session.print_result(prose.text())
    raise typer.Exit(code)


def _write_commits(commits: Iterable[Commit], path: str, prose: Prose) -> None:
    prose.heading("Commits", path)
    for commit in commits:
        lead = f"  {commit.hash[:12]}  {commit.date.isoformat()}  "
        prose.hanging(lead, f"{commit.author}: {commit.subject}")
