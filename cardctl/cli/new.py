"""`cardctl new`: document one card, or all cards of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cardctl.cli.options import (
    ByOption,
    DryRunOption,
    JsonOption,
    LeadOption,
    OnOption,
    command_app,
    meeting_number,
    whole_number,
)

if TYPE_CHECKING:
    from cardctl.app.create import CardFactory
    from cardctl.app.file_change import FileChange
    from cardctl.cli.session import Session
    from cardctl.cli.write import WriteOptions
    from cardctl.domain.card import Card

app = command_app(records=True)

Texts = list[str] | None


@app.command()
def new(
    ctx: typer.Context,
    title: Annotated[
        str | None, typer.Argument(metavar="TITLE", help="Title: the matter in a few words.")
    ] = None,
    meeting: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            parser=meeting_number,
            help="Meeting that the card comes from (default: the last one held).",
        ),
    ] = None,
    item: Annotated[
        int | None, typer.Option(metavar="K", parser=whole_number, help="Agenda item.")
    ] = None,
    lead: LeadOption = None,
    partner: Annotated[
        Texts,
        typer.Option(metavar="AGENCY", help="Partner agency (repeatable)."),
    ] = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="Due date.")] = None,
    decision: Annotated[
        str | None, typer.Option(metavar="TEXT|@FILE|-", help="What the meeting decided.")
    ] = None,
    tag: Annotated[Texts, typer.Option(metavar="TAG", help="Tag (repeatable).")] = None,
    set_: Annotated[
        Texts,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Set a value, as in update.",
        ),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FILE|-",
            help="Create cards from a sheet: xlsx, ods, csv, JSON Lines.",
        ),
    ] = None,
    edit: Annotated[bool, typer.Option("--edit", help="Open it in your editor first.")] = False,
    by: ByOption = None,
    on: OnOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Document a card with the next free id.

    \b
    cardctl new "Publish the standard" --meeting 2 --item 1 --lead mois
    cardctl new "지방소멸대응기금 운용" --due 2026-12-31 --decision @decision.txt
    cardctl new "Ferry piers" --set title.ko="여객선 부두"
    cardctl new --from cards.xlsx --dry-run

    A sheet is a workbook (xlsx, xls, ods), CSV in any usual encoding, or JSON Lines. It has a row
    with the names of its columns, in English or Korean; `cardctl schema --columns` prints them.
    Either all of its cards are created or none; all problems are reported at once. The date of
    registration is --on (default: today).
    """
    from cardctl.app.create import CardFactory, next_step
    from cardctl.cli import arguments
    from cardctl.cli.write import WriteOptions, apply
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    session: Session = ctx.obj
    if (title is None) == (from_ is None):
        raise UsageError(
            _("specify a title, or a sheet with --from"), _("see the examples: cardctl new --help")
        )
    base: dict[str, Any] = {
        "title": title,
        "meeting": meeting,
        "item": item,
        "lead": lead,
        "partners": partner,
        "due": arguments.some_day(due),
        "decision": arguments.some_text(decision, "--decision"),
        "tags": tag,
        "by": by,
        "on": arguments.some_day(on),
    }
    base = {key: value for key, value in base.items() if value not in (None, [])}
    _require_no_conflict(base, [arguments.pair(each, "--set") for each in set_ or ()])
    sets = [arguments.assignment(each, "--set") for each in set_ or ()]
    # No lock while the user types: with --edit the id may have to change at the end instead.
    factory = CardFactory(session.workspace, sets, lock=not (dry_run or edit))
    cards = (
        _from_sheet(session, factory, from_, base) if from_ is not None else [factory.made(base)]
    )
    how = WriteOptions(dry_run=dry_run, json=json)
    if edit:
        cards = _edited(session, factory, cards, how)
    else:
        written, _unused = factory.write(cards, lambda change: apply(session, change, "new", how))
        cards = list(written)
    if not dry_run:
        session.echo(next_step(factory.transaction.register, cards))


OPTIONS = {
    "title": "TITLE", "item": "--item", "decision": "--decision", "tags": "--tag",
    "partners": "--partner",
}  # fmt: skip
"""Fields that ``--set`` can set too, with their own option or argument."""


def _from_sheet(
    session: Session, factory: CardFactory, source: str, base: dict[str, Any]
) -> list[Card]:
    """Make the cards of a sheet. Raises BadSheet after printing all of its problems."""
    from cardctl.app.new_sheet import cards_from
    from cardctl.cli.sheet import printed_problems, rows_from

    with printed_problems(session):
        return cards_from(factory, rows_from(session, source), base)


def _require_no_conflict(base: dict[str, Any], sets: list[tuple[str, str]]) -> None:
    """Raise UsageError if a ``--set`` overwrites another option, or is itself overwritten."""
    from cardctl.app.values import require_no_overwrite
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    require_no_overwrite(sets)
    for path, _value in sets:
        if path in OPTIONS and path in base:
            raise UsageError(
                _("{option} would be overwritten by --set {path}",
                    option=OPTIONS[path], path=path),
                _("leave out one of them"),
            )  # fmt: skip


def _edited(
    session: Session, factory: CardFactory, cards: list[Card], how: WriteOptions
) -> list[Card]:
    """Open the one card in the editor before writing it; return the cards as written."""
    from cardctl.cli.editor import edit_until_valid
    from cardctl.cli.output import warn_unreadable
    from cardctl.cli.write import put
    from cardctl.errors import Taken, UsageError
    from cardctl.i18n import _

    if len(cards) != 1:
        raise UsageError(
            _("--edit works with one card only"),
            _("leave it out and then run: cardctl edit ID"),
        )
    transaction = factory.transaction
    warn_unreadable(session, transaction.snapshot)
    with edit_until_valid(session, transaction, transaction.draft(None, cards[0])) as changed:
        try:
            put(session, transaction, [changed], "new", how)
        except Taken:
            (card,) = factory.renumbered(cards)
            put(session, transaction, [_with_id(changed, card.id)], "new", how)
            cards = [card]
    return cards


def _with_id(changed: FileChange, identifier: str) -> FileChange:
    """Return the new file under another id, otherwise as the user edited it."""
    from cardctl.domain.card import Card
    from cardctl.store.card_text import updated_text

    card = changed.after
    assert isinstance(card, Card)
    after = card.model_copy(update={"id": identifier})
    text = updated_text(changed.text.encode(), changed.path, card, after)
    path = f"{changed.path.partition('/')[0]}/{identifier}.yaml"
    return changed._replace(path=path, text=text, after=after)
