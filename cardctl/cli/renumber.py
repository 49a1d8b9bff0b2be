"""`cardctl renumber`: change the id of an unmerged card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import CardArgument, DryRunOption, JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.app.renumber import Renumbering
    from cardctl.cli.session import Session
    from cardctl.outputs.cards import RenumberData

app = command_app(records=True)


@app.command()
def renumber(
    ctx: typer.Context,
    old: CardArgument,
    new: Annotated[
        str | None, typer.Argument(metavar="NEW", help="New id (default: the next free one).")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="REV", help="Base revision (default: the upstream or main branch)."),
    ] = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Change the id of an unmerged card, and the references to it.

    \b
    cardctl renumber 2-14
    cardctl renumber 2-14 2-21 --since origin/main

    For two branches that took the same next id. Run it on the branch that is merged later, before
    the merge: the card gets the next id that is free on both sides, and cards of this branch that
    refer to it are updated. A card that is already merged is refused: its id never changes.
    """
    from cardctl.app.renumber import Renumbering
    from cardctl.cli.output import as_json
    from cardctl.i18n import _

    session: Session = ctx.obj
    work = Renumbering(session.workspace, old, new, since, lock=not dry_run)
    if not dry_run:
        session.workspace.lock().write(work.texts(), work.previous_contents())
    if json:
        session.answer_data(as_json("renumber", _as_data(work, dry_run=dry_run)))
    else:
        session.print_result("\n".join(work.lines()))
    if not dry_run and work.was_tracked:
        session.echo(_("commit this: until then git still tracks {id}", id=work.card.id))
    if dry_run:
        session.echo(_("dry run: nothing was written; would exit with status 0"))


def _as_data(work: Renumbering, *, dry_run: bool) -> RenumberData:
    """Return the old and the new id, and the cards whose references were changed."""
    return {
        "dry_run": dry_run,
        "old": work.card.id,
        "new": work.new,
        "path": f"{work.workspace.folder}/{work.path}",
        "references": work.referring,
    }
