"""`cardctl list`: list cards as a table, plain columns, JSON, CSV or ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import (
    JsonOption,
    command_app,
    complete_agency,
    complete_outcome,
    complete_state,
    meeting_number,
    whole_number,
)

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app()

FORMATS = ("table", "plain", "json", "csv", "ids")


@app.command()
def list_cards(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORD]...", help="All these words in id, title or decision."),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(metavar="STATE", help="State.", autocompletion=complete_state),
    ] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(metavar="OUTCOME", help="Outcome.", autocompletion=complete_outcome),
    ] = None,
    signal: Annotated[
        list[str] | None,
        typer.Option(metavar="COLOUR", help="Signal: red, amber, green, blue or grey."),
    ] = None,
    lead: Annotated[
        list[str] | None,
        typer.Option(metavar="AGENCY", help="Lead agency.", autocompletion=complete_agency),
    ] = None,
    agency: Annotated[
        list[str] | None,
        typer.Option(metavar="AGENCY", help="Lead or partner.", autocompletion=complete_agency),
    ] = None,
    meeting: Annotated[
        list[int] | None,
        typer.Option(metavar="N", parser=meeting_number, help="Meeting that the card comes from."),
    ] = None,
    item: Annotated[
        list[int] | None, typer.Option(metavar="K", parser=whole_number, help="Agenda item.")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(metavar="TAG", help="Tag.")] = None,
    is_open: Annotated[
        bool | None, typer.Option("--open/--closed", help="Only open or only closed cards.")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Past the due date.")] = False,
    unowned: Annotated[bool, typer.Option("--unowned", help="Open, without a lead.")] = False,
    late: Annotated[
        bool, typer.Option("--late", help="Submitted after the first due date.")
    ] = False,
    carried_over: Annotated[
        bool, typer.Option("--carried-over", help="Older than the meeting before the next.")
    ] = False,
    not_submitted: Annotated[
        int | None,
        typer.Option(
            metavar="N", parser=meeting_number, help="Open, without a result for meeting N."
        ),
    ] = None,
    where: Annotated[
        str | None, typer.Option(metavar="EXPR", help="Condition on fields (see above).")
    ] = None,
    sort: Annotated[
        str, typer.Option(metavar="FIELD,...", help="Sort order; -FIELD reverses it.")
    ] = "id",
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
    json: JsonOption = False,
) -> None:
    """List cards that match all filters.

    \b
    cardctl list --overdue
    cardctl list fund --lead mois --open
    cardctl list --not-submitted 2 --format ids
    cardctl list --where 'state = in_progress and (due < 2022-12-31 or lead = none)'
    cardctl list --sort -overdue,due --columns id,title,overdue,lead

    A repeated filter matches any of its values; different filters must all match. A condition
    compares fields with = != < <= > >= ~ (contains), combined with and, or, not and parentheses.
    Quote values that contain spaces; none means no value.

    Fields: signal id title lead state due outcome progress reasons overdue slipped unowned late
    open not_submitted carried_over meeting item age partners agency tags decision parent planned
    spent changed.
    """
    from cardctl.app import selection
    from cardctl.app.card_fields import SHOWN, rows
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
    shown = list(SHOWN) if columns is None else selection.names(columns)
    wanted: selection.Wanted = {
        "state": state, "outcome": outcome, "signal": signal, "lead": lead, "agency": agency,
        "meeting": meeting, "item": item, "tags": tag, "open": is_open,
        "overdue": overdue or None, "unowned": unowned or None, "late": late or None,
        "carried_over": carried_over or None,
    }  # fmt: skip
    with Progress(session).stage(_("reading the register")):
        snapshot = session.workspace.load()
    register = snapshot.register
    tests = [*selection.by_fields(register, wanted), *selection.by_words(words or ())]
    if not_submitted is not None:
        tests.append(selection.not_submitted(register, not_submitted))
    if where is not None:
        tests.append(selection.by_condition(register, where))
    found = (row for row in rows(register, session.today) if all(test(row) for test in tests))
    print_rows(session, snapshot, selection.in_order(found, sort), shown, form)
    raise typer.Exit(warn_unreadable(session, snapshot))
