"""`cardctl list`: list cards as a table, plain columns, JSON, CSV or ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.card_filters import (
    SIGN,
    AgencyFilter,
    CarriedOverFilter,
    ItemFilter,
    LateFilter,
    LeadFilter,
    MeetingFilter,
    NotSubmittedFilter,
    OpenFilter,
    OutcomeFilter,
    OverdueFilter,
    SignalFilter,
    StateFilter,
    TagFilter,
    UnownedFilter,
    WhereFilter,
    WordsArgument,
    filters_of,
)
from cardctl.cli.options import JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app()

FORMATS = ("table", "plain", "json", "csv", "ids")


@app.command()
def list_cards(
    ctx: typer.Context,
    words: WordsArgument = None,
    state: StateFilter = None,
    outcome: OutcomeFilter = None,
    signal: SignalFilter = None,
    lead: LeadFilter = None,
    agency: AgencyFilter = None,
    meeting: MeetingFilter = None,
    item: ItemFilter = None,
    tag: TagFilter = None,
    is_open: OpenFilter = None,
    overdue: OverdueFilter = False,
    unowned: UnownedFilter = False,
    late: LateFilter = False,
    carried_over: CarriedOverFilter = False,
    not_submitted: NotSubmittedFilter = None,
    where: WhereFilter = None,
    sort: Annotated[
        str | None,
        typer.Option(metavar="FIELD,...", help="Sort order; -FIELD reverses it (default: id)."),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="FIELD,...",
            show_default=False,
            help="Fields to show, in this order (default: signal,id,title,lead,state,due).",
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="|".join(FORMATS),
            help="Output format (default: table; plain in a pipe).",
        ),
    ] = None,
    save: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Save these filters, columns and order as your own view @NAME."
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """List cards that match all filters.

    \b
    cardctl list --overdue
    cardctl list fund --lead mois --open
    cardctl list --not-submitted 2 --format ids
    cardctl list --where 'state = planned and (due < 2026-12-31 or lead = none)'
    cardctl list --sort -overdue,due --columns id,title,overdue,lead
    cardctl list --overdue --sort -overdue --save late
    cardctl list @late --lead mois
    cardctl list @

    A repeated filter matches any of its values; different filters must all match. Fields and
    conditions, for --where, --sort and --columns: cardctl help filters. @NAME is a saved view, of
    your own or of the register; @ alone lists them. In PowerShell, quote it: '@NAME'.
    """
    from cardctl.app import selection
    from cardctl.app.card_fields import SHOWN
    from cardctl.cli.output import only_json, warn_unreadable
    from cardctl.cli.render.progress import Progress
    from cardctl.cli.render.tables import print_rows
    from cardctl.errors import Unknown, UsageError
    from cardctl.i18n import _

    session: Session = ctx.obj
    form = only_json(form) if json else form
    if form is not None and form not in FORMATS:
        raise Unknown("format", form, FORMATS)
    if form == "ids" and columns is not None:
        raise UsageError(_("the ids format has no columns"), _("leave out --columns"))
    if SIGN in (words or ()):
        from cardctl.cli.list_views import list_views

        list_views(ctx, session, form)
        return
    if save is not None:
        from cardctl.cli.list_views import require_savable

        require_savable(session, save, words or ())
    with Progress(session).stage(_("reading the register")):
        snapshot = session.workspace.load()
    asked = filters_of(ctx, snapshot.register, session.person.views)
    columns, sort = columns or asked.columns(), sort or asked.sort() or "id"
    shown = SHOWN if columns is None or form == "ids" else selection.names(columns)
    found = selection.select(snapshot.register, session.today, *asked.filters)
    in_order = selection.in_order(found, sort)
    if save is not None:
        from cardctl.cli.list_views import save_view

        save_view(ctx, session, save)
    print_rows(session, snapshot, in_order, shown, form)
    raise typer.Exit(warn_unreadable(session, snapshot))
