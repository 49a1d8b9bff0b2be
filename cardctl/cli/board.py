"""`cardctl board`: the cards in columns, one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.card_filters import (
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


@app.command()
def board(
    ctx: typer.Context,
    words: WordsArgument = None,
    by: Annotated[
        str,
        typer.Option(metavar="state|follow-up|lead", help="Group the cards by this."),
    ] = "state",
    with_closed: Annotated[
        bool, typer.Option("--all", help="Show closed cards, too; otherwise they are counted.")
    ] = False,
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
    json: JsonOption = False,
) -> None:
    """Show cards in columns, by state, follow-up class or lead agency.

    \b
    cardctl board
    cardctl board --by follow-up
    cardctl board --by lead --overdue
    cardctl board --meeting 2 --all
    cardctl board @late

    The columns are beside each other if the terminal is wide enough, and the most serious signals
    come first. The filters are those of list; the columns and order of a saved view do not count.
    """
    from cardctl.app.board import Grouping
    from cardctl.app.board import board as make_board
    from cardctl.app.selection import select
    from cardctl.cli.arguments import choice
    from cardctl.cli.output import as_json, unread, warn_unreadable
    from cardctl.cli.render.board import as_data, print_board
    from cardctl.cli.render.progress import Progress
    from cardctl.i18n import _

    session: Session = ctx.obj
    grouping = choice(by, "grouping", Grouping)
    with Progress(session).stage(_("reading the register")):
        snapshot = session.workspace.load()
    register = snapshot.register
    asked = filters_of(ctx, register, session.person.views)
    found = select(register, session.today, *asked.filters)
    made = make_board(register, found, grouping, with_closed=with_closed)
    if json:
        session.answer_data(as_json("board", as_data(made), unread(session, snapshot)))
    else:
        print_board(session, register, made)
    raise typer.Exit(warn_unreadable(session, snapshot))
