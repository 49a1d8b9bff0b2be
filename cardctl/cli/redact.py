"""`cardctl redact`: erase texts of a card, on a legal ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import CardArgument, DryRunOption, JsonOption, OnOption, command_app

if TYPE_CHECKING:
    from cardctl.app.file_change import FileChange
    from cardctl.cli.session import Session
    from cardctl.outputs.cards import ErasureData, RedactData

app = command_app(records=True)


@app.command()
def redact(
    ctx: typer.Context,
    identifier: CardArgument,
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Dotted path of a text.", show_default=False),
    ],
    ground: Annotated[str, typer.Option(metavar="TEXT", help="Legal ground for the erasure.")],
    on: OnOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Erase texts of a card, such as personal data.

    \b
    cardctl redact 1-7 results.0.text --ground "Privacy Act, Art. 36"
    cardctl redact 1-7 title.ko history.3.note --ground "court order" --dry-run

    Replaces each text, in all its languages, with the marker [redacted], and adds a history entry
    by the secretariat with the paths and the ground. PATH is as for update --set, and may lead into
    results, history entries and their old values (history.4.corrects.title). git still has the old
    text: rewriting its history, if the law requires it, is up to the owner of the repository.
    """
    from cardctl.app import redact as erasure
    from cardctl.cli import arguments
    from cardctl.cli.output import warn_unreadable
    from cardctl.domain.changes import HistoryEntryDraft

    session: Session = ctx.obj
    entry = HistoryEntryDraft(on=arguments.some_day(on) or session.today)
    prepared = erasure.redact(
        session.workspace,
        identifier,
        paths,
        arguments.text(ground, "--ground"),
        entry,
        dry_run=dry_run,
    )
    warn_unreadable(session, prepared.transaction.snapshot)
    applied = prepared.carry_out(dry_run=dry_run)
    _print(session, list(applied.changed), dry_run=dry_run, json=json)


def _print(session: Session, changed: list[FileChange], *, dry_run: bool, json: bool) -> None:
    """Print which texts were erased; never the texts, so not the diff either."""
    from cardctl.cli.output import as_json
    from cardctl.domain.card import Card
    from cardctl.i18n import _

    cards = [(each, each.after) for each in changed if isinstance(each.after, Card)]
    erased: list[ErasureData] = [
        {
            "id": card.id,
            "path": session.workspace.shown(each.path),
            "redacts": list(card.history[-1].redacts or ()),
        }
        for each, card in cards
    ]
    if json:
        data: RedactData = {"dry_run": dry_run, "changed": erased}
        session.answer_data(as_json("redact", data))
    elif not changed:
        session.echo(_("already up to date"))
    else:
        lines = [f"{each['id']} {each['path']}" for each in erased]
        lines += [f"  {path}: [redacted]" for each in erased for path in each["redacts"]]
        session.print_result("\n".join(lines))
    if dry_run and changed:
        session.echo(_("dry run: nothing was written; would exit with status 0"))
