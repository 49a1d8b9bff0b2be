"""The options with which `list` and `board` select cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import (
    meeting_number,
    whole_number,
)

if TYPE_CHECKING:
    from cardctl.app.selection import Filters

WordsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[WORD]...", help="All these words in id, title or decision."),
]
StateFilter = Annotated[
    list[str] | None,
    typer.Option("--state", metavar="STATE", help="State."),
]
OutcomeFilter = Annotated[
    list[str] | None,
    typer.Option("--outcome", metavar="OUTCOME", help="Outcome."),
]
SignalFilter = Annotated[
    list[str] | None,
    typer.Option("--signal", metavar="COLOUR", help="Signal: red, amber, green, blue or grey."),
]
LeadFilter = Annotated[
    list[str] | None,
    typer.Option("--lead", metavar="AGENCY", help="Lead agency."),
]
AgencyFilter = Annotated[
    list[str] | None,
    typer.Option("--agency", metavar="AGENCY", help="Lead or partner."),
]
MeetingFilter = Annotated[
    list[int] | None,
    typer.Option(
        "--meeting", metavar="N", parser=meeting_number, help="Meeting that the card comes from."
    ),
]
ItemFilter = Annotated[
    list[int] | None,
    typer.Option("--item", metavar="K", parser=whole_number, help="Agenda item."),
]
TagFilter = Annotated[
    list[str] | None, typer.Option("--tag", metavar="TAG", help="Tag.")
]  # fmt: skip
OpenFilter = Annotated[
    bool | None, typer.Option("--open/--closed", help="Only open or only closed cards.")
]
OverdueFilter = Annotated[bool, typer.Option("--overdue", help="Past the due date.")]
UnownedFilter = Annotated[bool, typer.Option("--unowned", help="Open, without a lead.")]
LateFilter = Annotated[
    bool, typer.Option("--late", help="Submitted after the first due date.")
]  # fmt: skip
CarriedOverFilter = Annotated[
    bool, typer.Option("--carried-over", help="Older than the meeting before the next.")
]
NotSubmittedFilter = Annotated[
    int | None,
    typer.Option(
        "--not-submitted",
        metavar="N",
        parser=meeting_number,
        help="Open, without a result for meeting N.",
    ),
]
WhereFilter = Annotated[
    str | None,
    typer.Option("--where", metavar="EXPR", help="Condition on fields: cardctl help filters."),
]


def filters_of(ctx: typer.Context) -> Filters:
    """Return the filters in the parameters of a command: those of `list`, with the same names."""
    from cardctl.app.selection import Filters

    given = ctx.params
    lists = ("state", "outcome", "signal", "lead", "agency", "meeting", "item")
    flags = ("overdue", "unowned", "late", "carried_over")
    fields = {
        **{name: given[name] for name in lists},
        "tags": given["tag"],
        "open": given["is_open"],
        **{name: given[name] or None for name in flags},
    }
    return Filters(fields, given["words"] or (), given["not_submitted"], given["where"])
