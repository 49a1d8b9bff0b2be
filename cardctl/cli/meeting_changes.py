"""`cardctl meeting set` and `meeting cancel`: change what is on record of a meeting."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.meeting_options import (
    DayOption,
    HearsOption,
    ItemOption,
    PapersOption,
    PlaceOption,
    agenda_items,
    yes_or_no,
)
from cardctl.cli.options import DryRunOption, JsonOption, NumberArgument

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.domain.enums import MeetingStatus

KindOption = Annotated[
    str | None,
    typer.Option(
        metavar="KIND",
        help="Kind of meeting: regular, extraordinary or written.",
    ),
]
ReasonOption = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help="Reason for the change; required if a value is replaced."),
]
RevisionDayOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="Entry date (default: today).")
]
RevisionByOption = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="AGENCY",
        help="Agency recording the change (default: the secretariat).",
    ),
]


def set_values(
    ctx: typer.Context,
    number: NumberArgument,
    day: DayOption = None,
    papers: PapersOption = None,
    place: PlaceOption = None,
    kind: KindOption = None,
    hears: HearsOption = None,
    status: Annotated[
        str | None,
        typer.Option(metavar="STATUS", help="scheduled: it was held or cancelled by mistake."),
    ] = None,
    item: ItemOption = None,
    title: Annotated[
        list[str] | None,
        typer.Option(
            metavar="K=TITLE",
            help="Title of agenda item K; of one language: K.ko=TITLE (repeatable).",
        ),
    ] = None,
    kinds: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="K=TYPE", help="Type of agenda item K (repeatable)."),
    ] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            metavar="K=OUTCOME",
            help="Outcome of agenda item K: decided, received, deferred or withdrawn (repeatable).",
        ),
    ] = None,
    unset: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD",
            help="Remove date, papers, place, hears, items.K or items.K.outcome (repeatable).",
        ),
    ] = None,
    reason: ReasonOption = None,
    by: RevisionByOption = None,
    on: RevisionDayOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Change the record of a meeting, such as its date, agenda or outcomes.

    \b
    cardctl meeting set 3 --date 2026-12-17 --reason "the hall is taken"
    cardctl meeting set 3 --unset date --reason "postponed until further notice"
    cardctl meeting set 3 --papers 2026-12-03 --place "City Hall"
    cardctl meeting set 3 --item "report: Accounts of 2025"
    cardctl meeting set 3 --outcome 1=decided --outcome 2=deferred
    cardctl meeting set 3 --title "2=Ferry piers" --reason "typing error"

    Replacing or removing a value requires --reason; the meeting's changes keep the old value.
    Filling in values of a scheduled meeting needs no reason; filling in outcomes and the place
    never does.
    """
    from cardctl.app import meeting as meetings
    from cardctl.cli import arguments
    from cardctl.cli.write import WriteOptions, apply
    from cardctl.domain.changes import MeetingValues
    from cardctl.domain.enums import ItemOutcome, ItemType, MeetingKind

    session: Session = ctx.obj
    values = {
        "date": arguments.some_day(day),
        "papers": arguments.some_day(papers),
        "place": arguments.some_text(place, "--place"),
        "kind": arguments.word(kind, MeetingKind) if kind else None,
        "hears": yes_or_no(hears),
        "status": _scheduled(status, number) if status else None,
        **_of_items(kinds, "--type", "type", ItemType),
        **_of_items(outcome, "--outcome", "outcome", ItemOutcome),
    }
    request = MeetingValues(
        {path: value for path, value in values.items() if value is not None},
        _titles(title or []),
        unset or (),
        agenda_items(item or []),
    )
    prepared = meetings.set_values(
        session.workspace,
        number,
        request,
        reason=arguments.some_text(reason, "--reason"),
        by=by,
        on=arguments.some_day(on),
        dry_run=dry_run,
    )
    apply(session, prepared, "meeting-change", WriteOptions(dry_run=dry_run, json=json))


def _scheduled(given: str, number: int) -> MeetingStatus:
    """Parse the value of ``--status``. Raises Unknown, UsageError."""
    from cardctl.cli import arguments
    from cardctl.domain.enums import MeetingStatus
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    status = arguments.word(given, MeetingStatus)
    if status is not MeetingStatus.SCHEDULED:
        raise UsageError(
            _("--status {status} has its own command", status=status),
            _("use: cardctl meeting hold {number}", number=number)
            if status is MeetingStatus.HELD
            else _("use: cardctl meeting cancel {number} --reason TEXT", number=number),
        )
    return status


def _item_number(given: str, option: str, form: str) -> int:
    from cardctl.errors import UsageError
    from cardctl.i18n import _
    from cardctl.literals import integer

    number = integer(given)
    if number is None:
        raise UsageError(
            _("{option} {given}: not the number of an agenda item", option=option, given=given),
            _("use: {option} {form}", option=option, form=form),
        )
    return number


def _of_items(
    written: list[str] | None, option: str, field: str, words: type[StrEnum]
) -> dict[str, StrEnum]:
    """Parse ``K=WORD`` into values by path. Raises Unknown, UsageError."""
    from cardctl.app.values import require_distinct
    from cardctl.cli import arguments

    form = f"K={field.upper()}"
    pairs = [arguments.pair(each, option, form) for each in written or ()]
    require_distinct([key for key, _value in pairs], option)
    return {
        f"items.{_item_number(key, option, form)}.{field}": arguments.word(value, words)
        for key, value in pairs
    }


def _titles(written: list[str]) -> dict[tuple[int, str | None], str]:
    """Parse ``K=TITLE`` and ``K.ko=TITLE``. Raises UsageError."""
    from cardctl.app.values import require_distinct
    from cardctl.cli import arguments

    pairs = [arguments.pair(each, "--title", "K=TITLE") for each in written]
    require_distinct([key for key, _value in pairs], "--title")
    titles = {}
    for key, value in pairs:
        number, _dot, language = key.partition(".")
        place = _item_number(number, "--title", "K=TITLE"), language or None
        titles[place] = arguments.text(value, "--title")
    return titles


def cancel(
    ctx: typer.Context,
    number: NumberArgument,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it will not be held.")],
    by: RevisionByOption = None,
    on: RevisionDayOption = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Cancel a scheduled meeting; the next one hears what was filed for it.

    \b
    cardctl meeting cancel 2 --reason "no quorum"
    """
    from cardctl.app import meeting as meetings
    from cardctl.cli import arguments
    from cardctl.cli.write import WriteOptions, apply

    session: Session = ctx.obj
    prepared = meetings.cancel(
        session.workspace,
        number,
        arguments.text(reason, "--reason"),
        by=by,
        on=arguments.some_day(on),
        dry_run=dry_run,
    )
    apply(session, prepared, "meeting-change", WriteOptions(dry_run=dry_run, json=json))
