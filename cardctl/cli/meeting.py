"""`cardctl meeting`: record meetings, and what they decided about submitted outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.meeting_changes import cancel, set_values
from cardctl.cli.meeting_options import (
    DayOption,
    HearsOption,
    HeldDayOption,
    ItemOption,
    PapersOption,
    PlaceOption,
    agenda_items,
    yes_or_no,
)
from cardctl.cli.options import (
    AgreedOption,
    CardsArgument,
    DryRunOption,
    JsonOption,
    NumberArgument,
    OnOption,
    command_app,
)
from cardctl.cli.seal import seal, verify

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app(records=True, no_args_is_help=True)

EntryDayOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="Entry date (default: the meeting's).")
]


@app.callback()
def meeting() -> None:
    """Record meetings, and what they decided about submitted outcomes.

    \b
    cardctl meeting add 3 --date 2026-12-10 --item "decision: Budget"
    cardctl meeting set 3 --date 2026-12-17 --reason "the hall is taken"
    cardctl meeting hold 3
    cardctl meeting set 3 --outcome 1=decided
    cardctl meeting confirm 3 2-1 2-4
    cardctl meeting return 3 2-5 --reason "the agreement is not signed"
    cardctl meeting list
    """


@app.command("list")
def list_meetings(ctx: typer.Context, json: JsonOption = False) -> None:
    """List the meetings, in chronological order.

    \b
    cardctl meeting list
    """
    from cardctl.cli.output import as_json, unread, warn_unreadable
    from cardctl.cli.render.columns import as_table
    from cardctl.cli.render.meeting import as_data, table_of

    session: Session = ctx.obj
    snapshot = session.workspace.load()
    code = warn_unreadable(session, snapshot)
    register = snapshot.register
    numbers = register.calendar.numbers
    meetings = [register.meetings[number] for number in numbers if number in register.meetings]
    if json:
        data = [as_data(register, each) for each in meetings]
        session.answer_data(as_json("meetings", data, unread(session, snapshot)))
    else:
        table = table_of(register, meetings, session.lang)
        session.print_result(as_table(table, session.width(), colour=session.colour_on()))
    raise typer.Exit(code)


@app.command()
def show(ctx: typer.Context, number: NumberArgument, json: JsonOption = False) -> None:
    """Show a meeting: its agenda, its cards, and the outcomes awaiting its decision.

    \b
    cardctl meeting show 2
    """
    from cardctl.cli.output import as_json, unread, warn_unreadable
    from cardctl.cli.render.meeting import as_data, as_text

    session: Session = ctx.obj
    snapshot = session.workspace.load()
    register = snapshot.register
    found = register.meeting(number)
    code = warn_unreadable(session, snapshot)
    if json:
        data = as_data(register, found)
        session.answer_data(as_json("meeting", data, unread(session, snapshot)))
    else:
        session.print_result(as_text(register, found, session.lang, session.width()))
    raise typer.Exit(code)


@app.command()
def add(
    ctx: typer.Context,
    number: NumberArgument,
    day: DayOption = None,
    papers: PapersOption = None,
    place: PlaceOption = None,
    kind: Annotated[
        str,
        typer.Option(metavar="KIND", help="Kind of meeting: regular, extraordinary or written."),
    ] = "regular",
    hears: HearsOption = None,
    item: ItemOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Add a meeting; it is scheduled until it is held.

    \b
    cardctl meeting add 2
    cardctl meeting add 2 --date 2026-12-10 --item "decision: Ferry piers"
    cardctl meeting add 3 --kind extraordinary --date 2026-11-02
    cardctl meeting add 4 --kind written --date 2026-11-20

    A written meeting (a resolution by letter) decides, but hears no report unless --hears yes.
    """
    from cardctl.app import meeting as meetings
    from cardctl.cli import arguments
    from cardctl.cli.write import WriteOptions, apply
    from cardctl.domain.enums import MeetingKind

    session: Session = ctx.obj
    prepared = meetings.add(
        session.workspace,
        number,
        day=arguments.some_day(day),
        papers=arguments.some_day(papers),
        place=arguments.some_text(place, "--place"),
        kind=arguments.word(kind, MeetingKind),
        hears=yes_or_no(hears),
        items=agenda_items(item or []),
        dry_run=dry_run,
    )
    apply(session, prepared, "meeting-change", WriteOptions(dry_run=dry_run, json=json))


@app.command()
def hold(
    ctx: typer.Context,
    number: NumberArgument,
    day: HeldDayOption = None,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why it was not held on the planned date.")
    ] = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Record that a meeting was held.

    \b
    cardctl meeting hold 2
    cardctl meeting hold 2 --date 2026-12-11

    A date other than the planned one is recorded with the old date.
    """
    from cardctl.app import meeting as meetings
    from cardctl.cli import arguments
    from cardctl.cli.write import WriteOptions, apply

    session: Session = ctx.obj
    prepared = meetings.hold(
        session.workspace,
        number,
        arguments.some_day(day),
        arguments.some_text(reason, "--reason"),
        dry_run=dry_run,
    )
    apply(session, prepared, "meeting-change", WriteOptions(dry_run=dry_run, json=json))


app.command("set")(set_values)
app.command()(cancel)


@app.command()
def confirm(
    ctx: typer.Context,
    number: NumberArgument,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...",
            help="Card ids; 1-7 is M01-007.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="All outcomes that its report listed to confirm.")
    ] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--except",
            metavar="ID",
            help="With --all: but not this card (repeatable).",
        ),
    ] = None,
    on: EntryDayOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Close submitted cards: the meeting confirmed their outcomes.

    \b
    cardctl meeting confirm 2 1-14
    cardctl meeting confirm 2 1-14 1-15 --dry-run
    cardctl meeting confirm 2 --all
    cardctl meeting confirm 2 --all --except 1-14

    What was submitted after the papers of the meeting closed was not in its report: --all leaves it
    to the next meeting.
    """
    from cardctl.app import meeting as meetings
    from cardctl.cli.arguments import some_day
    from cardctl.cli.write import WriteOptions, apply

    session: Session = ctx.obj
    _require_one_choice(ids, every=every, without=without)
    day, workspace = some_day(on), session.workspace
    prepared = (
        meetings.confirm_all(workspace, number, without=without or (), on=day, dry_run=dry_run)
        if every
        else meetings.confirm(workspace, number, ids or (), on=day, dry_run=dry_run)
    )
    apply(session, prepared, "meeting-change", WriteOptions(dry_run=dry_run, json=json))


def _require_one_choice(ids: list[str] | None, *, every: bool, without: list[str] | None) -> None:
    """Raise UsageError unless either ids or --all is given, and --except only with --all."""
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    if every and ids:
        raise UsageError(
            _("--all cannot be used together with card ids"),
            _("leave out --all, or leave out the ids"),
        )
    if not every and without:
        raise UsageError(_("--except requires --all"), _("add --all, or list the cards instead"))
    if not every and not ids:
        raise UsageError(_("no card given"), _("list the cards, or use --all"))


@app.command("return")
def return_(
    ctx: typer.Context,
    number: NumberArgument,
    ids: CardsArgument,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why the meeting did not confirm it.")
    ],
    to: Annotated[
        str, typer.Option(metavar="STATE", help="State to return to: in_progress or planned.")
    ] = "in_progress",
    on: EntryDayOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Return submitted cards: the meeting did not confirm their outcomes.

    \b
    cardctl meeting return 2 1-14 --reason "the agreement is not signed"
    """
    from cardctl.app import meeting as meetings
    from cardctl.cli import arguments
    from cardctl.cli.write import WriteOptions, apply
    from cardctl.domain.workflow import State

    session: Session = ctx.obj
    prepared = meetings.return_cards(
        session.workspace,
        number,
        ids,
        arguments.text(reason, "--reason"),
        to=arguments.word(to, State),
        on=arguments.some_day(on),
        dry_run=dry_run,
    )
    apply(session, prepared, "meeting-change", WriteOptions(dry_run=dry_run, json=json))


@app.command()
def unconfirm(
    ctx: typer.Context,
    number: NumberArgument,
    ids: CardsArgument,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why the confirmation was wrong.")],
    meeting: AgreedOption = None,
    on: OnOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Take back a mistaken confirmation: meeting N did not confirm these outcomes.

    \b
    cardctl meeting unconfirm 2 1-14 --reason "the minutes name M01-015"
    cardctl meeting unconfirm 2 1-14 --reason "not in the minutes" --meeting 3

    The card is submitted again, with its outcome, as if it had never been closed. Once a later
    meeting has heard that it was closed, --meeting names the meeting that agreed.
    """
    from cardctl.app import correct
    from cardctl.cli import arguments
    from cardctl.cli.write import WriteOptions, apply
    from cardctl.domain.changes import HistoryEntryDraft

    session: Session = ctx.obj
    entry = HistoryEntryDraft(
        on=arguments.some_day(on) or session.today,
        meeting=meeting,
        reason=arguments.text(reason, "--reason"),
    )
    prepared = correct.unconfirm(session.workspace, number, ids, entry, dry_run=dry_run)
    apply(session, prepared, "meeting-change", WriteOptions(dry_run=dry_run, json=json))


app.command()(seal)
app.command()(verify)
