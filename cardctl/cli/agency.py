"""`cardctl agency`: the agencies, their names, their successors and what they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import (
    DryRunOption,
    JsonOption,
    command_app,
)

if TYPE_CHECKING:
    from cardctl.app.agency import ContactValues, Names
    from cardctl.cli.session import Session
    from cardctl.domain.changes.agencies import Place
    from cardctl.domain.enums import Level

app = command_app(records=True, no_args_is_help=True)

CodeArgument = Annotated[
    str,
    typer.Argument(
        metavar="CODE",
        help="Code or name of the agency.",
        show_default=False,
    ),
]
NewCodeArgument = Annotated[
    str,
    typer.Argument(
        metavar="CODE", help="Short name used in cards; it never changes.", show_default=False
    ),
]
NameOption = Annotated[
    list[str],
    typer.Option(
        metavar="[LANG=]TEXT",
        show_default=False,
        help="Name (repeatable); without a language, in the register's first one.",
    ),
]
LevelOption = Annotated[
    str | None,
    typer.Option(
        metavar="LEVEL",
        help="central, metropolitan, basic, association or other.",
    ),
]
RegionOption = Annotated[str | None, typer.Option(metavar="TEXT", help="Region it represents.")]
FromOption = Annotated[
    str | None, typer.Option("--valid-from", metavar="DATE", help="First day of its existence.")
]
AliasOption = Annotated[
    list[str] | None,
    typer.Option(metavar="TEXT", help="Another name that people use (repeatable)."),
]
IdOption = Annotated[
    list[str] | None,
    typer.Option(
        "--id",
        metavar="SCHEME:VALUE",
        help="Identifier elsewhere: iso-3166-2:KR-26 (repeatable).",
    ),
]
EmailOption = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="E-mail address of the office that handles its cards."),
]
UnitOption = Annotated[
    list[str],
    typer.Option(metavar="[LANG=]TEXT", help="Name of that office (repeatable)."),
]
SuccessorOption = Annotated[
    str | None,
    typer.Option(
        metavar="AGENCY",
        help="Agency that takes over its work.",
    ),
]
ReasonOption = Annotated[str | None, typer.Option(metavar="TEXT", help="Reason for the change.")]


@app.callback()
def agency() -> None:
    """Manage agencies: their names, their successors, and their place in protocol order.

    \b
    cardctl agency list
    cardctl agency add ports --name Ports --name ko=항만공사 --after mois
    cardctl agency rename ports --name "Harbour Authority" --on 2026-07-01
    cardctl agency close ports --on 2026-12-31 --successor moef --hand-over
    """


@app.command("list")
def list_agencies(ctx: typer.Context, json: JsonOption = False) -> None:
    """List the agencies in protocol order, with the number of open cards that each leads.

    \b
    cardctl agency list
    """
    from cardctl.app.agency import rows
    from cardctl.cli.output import as_json, unread, warn_unreadable
    from cardctl.cli.render.agency import as_data, table_of
    from cardctl.cli.render.columns import as_table

    session: Session = ctx.obj
    snapshot = session.workspace.load()
    code = warn_unreadable(session, snapshot)
    found = rows(snapshot.register)
    if json:
        data = [as_data(each) for each in found]
        session.answer_data(as_json("agencies", data, unread(session, snapshot)))
    else:
        table = table_of(found, session.lang)
        session.print_result(as_table(table, session.width(), colour=session.colour_on()))
    raise typer.Exit(code)


@app.command()
def show(ctx: typer.Context, code: CodeArgument, json: JsonOption = False) -> None:
    """Show an agency: its names, its open cards, and how its record changed.

    \b
    cardctl agency show mois
    """
    from cardctl.app.agency import row_of
    from cardctl.cli.output import as_json, unread, warn_unreadable
    from cardctl.cli.render.agency import as_data, as_text

    session: Session = ctx.obj
    snapshot = session.workspace.load()
    found = row_of(snapshot.register, code)
    status = warn_unreadable(session, snapshot)
    if json:
        data = as_data(found)
        session.answer_data(as_json("agency", data, unread(session, snapshot)))
    else:
        session.print_result(as_text(found, session.lang, session.width()))
    raise typer.Exit(status)


@app.command()
def add(
    ctx: typer.Context,
    code: NewCodeArgument,
    name: NameOption,
    level: LevelOption = None,
    region: RegionOption = None,
    valid_from: FromOption = None,
    alias: AliasOption = None,
    ids: IdOption = None,
    email: EmailOption = None,
    unit: UnitOption = [],  # noqa: B006 - Typer copies it
    after: Annotated[
        str | None,
        typer.Option(
            metavar="AGENCY",
            help="List it after this agency (default: at the end).",
        ),
    ] = None,
    before: Annotated[
        str | None,
        typer.Option(metavar="AGENCY", help="List it before this agency."),
    ] = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Add an agency, at its place in protocol order.

    \b
    cardctl agency add ports --name "Port Authority"
    cardctl agency add ports --name en=Ports --name ko=항만공사 --level central
    cardctl agency add ports --name Ports --alias Harbour --after mois
    """
    from cardctl.app import agency as agencies
    from cardctl.cli import arguments
    from cardctl.cli.write import WriteOptions, apply

    session: Session = ctx.obj
    prepared = agencies.add(
        session.workspace,
        code,
        _names(name),
        level=_level(level),
        region=arguments.some_text(region, "--region"),
        valid_from=arguments.some_day(valid_from),
        aliases=arguments.each(alias, lambda each: arguments.text(each, "--alias")),
        ids=arguments.each(ids, lambda each: arguments.text(each, "--id")),
        contact=_contact(email, unit),
        place=_place(after, before),
        dry_run=dry_run,
    )
    apply(session, prepared, "agency-change", WriteOptions(dry_run=dry_run, json=json))


@app.command("set")
def set_(
    ctx: typer.Context,
    code: CodeArgument,
    level: LevelOption = None,
    region: RegionOption = None,
    valid_from: FromOption = None,
    valid_to: Annotated[
        str | None, typer.Option("--valid-to", metavar="DATE", help="Last day of its existence.")
    ] = None,
    successor: SuccessorOption = None,
    alias: AliasOption = None,
    ids: IdOption = None,
    email: EmailOption = None,
    unit: UnitOption = [],  # noqa: B006 - Typer copies it
    unset: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD",
            help="Remove level, region, valid-from, valid-to, successor, aliases, ids or contact "
            "(repeatable).",
        ),
    ] = None,
    reason: ReasonOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Change what is recorded about an agency; replaced values are kept in its changes.

    \b
    cardctl agency set busan --region South --alias Pusan --id iso-3166-2:KR-26
    cardctl agency set busan --level basic --reason "wrong level"
    cardctl agency set busan --email planning@busan.example --unit Planning
    cardctl agency set busan --unset valid-to --reason "it was not dissolved"

    Replacing or removing a value requires --reason. To change its name, use rename; to end it, use
    close. Its code never changes.
    """
    from cardctl.app import agency as agencies
    from cardctl.cli import arguments
    from cardctl.cli.write import WriteOptions, apply

    session: Session = ctx.obj
    prepared = agencies.change(
        session.workspace,
        code,
        level=_level(level),
        region=arguments.some_text(region, "--region"),
        valid_from=arguments.some_day(valid_from),
        valid_to=arguments.some_day(valid_to),
        successor=successor,
        aliases=arguments.each(alias, lambda each: arguments.text(each, "--alias")),
        ids=arguments.each(ids, lambda each: arguments.text(each, "--id")),
        contact=_contact(email, unit),
        unset=[field.strip().replace("-", "_") for field in unset or ()],
        reason=arguments.some_text(reason, "--reason"),
        dry_run=dry_run,
    )
    apply(session, prepared, "agency-change", WriteOptions(dry_run=dry_run, json=json))


@app.command()
def rename(
    ctx: typer.Context,
    code: CodeArgument,
    new_code: Annotated[str | None, typer.Argument(hidden=True)] = None,
    name: NameOption = [],  # noqa: B006 - Typer copies it
    on: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Day of the new name (default: today)."),
    ] = None,
    reason: ReasonOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Give an agency another name; the old one becomes an alias and is kept in its changes.

    \b
    cardctl agency rename ports --name "Harbour Authority"
    cardctl agency rename ports --name en=Harbour --name ko=항만청 --on 2026-07-01

    Names in other languages are kept. The code never changes: to replace it, add a new agency and
    close the old one with its successor.
    """
    from cardctl.app import agency as agencies
    from cardctl.cli import arguments
    from cardctl.cli.write import WriteOptions, apply
    from cardctl.domain.changes.agencies import refuse_new_code

    session: Session = ctx.obj
    if new_code is not None:
        raise refuse_new_code(code, new_code)
    prepared = agencies.rename(
        session.workspace,
        code,
        _names(name),
        on=arguments.some_day(on),
        reason=arguments.some_text(reason, "--reason"),
        dry_run=dry_run,
    )
    apply(session, prepared, "agency-change", WriteOptions(dry_run=dry_run, json=json))


@app.command()
def close(
    ctx: typer.Context,
    code: CodeArgument,
    on: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Last day of its existence (default: today)."),
    ] = None,
    successor: SuccessorOption = None,
    reason: ReasonOption = None,
    hand_over: Annotated[
        bool,
        typer.Option("--hand-over", help="Replace it by its successor in all open cards."),
    ] = False,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Record that an agency has ended, and who succeeds it.

    \b
    cardctl agency close ports --on 2026-12-31 --successor harbour
    cardctl agency close ports --hand-over

    With --hand-over, the successor becomes lead of its open cards, by a history entry on each, and
    replaces it among the partners and as owner of unfinished steps. If the agency is the
    secretariat, the successor becomes the secretariat. Either all files are written or none.
    """
    from cardctl.app import agency as agencies
    from cardctl.cli import arguments
    from cardctl.cli.render.agency import left_over
    from cardctl.cli.write import WriteOptions, apply

    session: Session = ctx.obj
    prepared = agencies.close(
        session.workspace,
        code,
        on=arguments.some_day(on),
        successor=successor,
        reason=arguments.some_text(reason, "--reason"),
        hand_over=hand_over,
        dry_run=dry_run,
    )
    apply(session, prepared, "agency-change", WriteOptions(dry_run=dry_run, json=json))
    for message in left_over(agencies.row_after(prepared, code), session.today):
        session.echo(message)


def _names(given: list[str]) -> Names:
    """Parse the values of --name. Raises UsageError."""
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    if not given:
        raise UsageError(_("missing option --name"), _("add: --name TEXT"))
    return _texts(given, "--name")


def _texts(given: list[str], option: str) -> Names:
    """Parse ``TEXT`` and ``LANG=TEXT`` into texts by language, "" for none. Raises UsageError."""
    import re

    from cardctl.cli import arguments
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    texts: dict[str, str] = {}
    for each in given:
        found = re.fullmatch(r"(?s)(?:([a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)=)?(.*)", each)
        assert found is not None
        language = found[1] or ""
        if language in texts:
            raise UsageError(
                _("{option}: {key} is given twice", option=option, key=language or each),
                _("specify it once"),
            )
        texts[language] = arguments.text(found[2], option)
    return texts


def _level(given: str | None) -> Level | None:
    from cardctl.cli import arguments
    from cardctl.domain.enums import Level

    return None if given is None else arguments.word(given, Level)


def _contact(email: str | None, unit: list[str]) -> ContactValues | None:
    from cardctl.app.agency import ContactValues
    from cardctl.cli import arguments

    if email is None and not unit:
        return None
    return ContactValues(arguments.some_text(email, "--email"), _texts(unit, "--unit") or None)


def _place(after: str | None, before: str | None) -> Place | None:
    """Return the place in protocol order. Raises UsageError if there are two."""
    from cardctl.domain.changes.agencies import Place
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    if after is not None and before is not None:
        raise UsageError(
            _("--after and --before cannot be used together"), _("leave out one of them")
        )
    if after is not None:
        return Place(after, is_after=True)
    return None if before is None else Place(before, is_after=False)
