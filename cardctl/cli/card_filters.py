"""The options with which `list` and `board` select cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from cardctl.cli.options import (
    meeting_number,
    whole_number,
)

if TYPE_CHECKING:
    from cardctl.app.saved_views import NamedView, Views
    from cardctl.app.selection import Filters
    from cardctl.domain.register import Register

SIGN = "@"
"""What the name of a saved view begins with."""

WordsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[@VIEW|WORD]...",
        help="Saved views, and words in id, title or decision: all must match.",
    ),
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


LISTS = ("state", "outcome", "signal", "lead", "agency", "meeting", "item", "tag")
FLAGS = ("overdue", "unowned", "late", "carried_over")


def fields_of(ctx: typer.Context) -> dict[str, Any]:
    """Return the filters in the parameters of a command, as the fields of a saved view.

    Without the views among its words.
    """
    given: Mapping[str, Any] = ctx.params
    fields = {
        "words": [word for word in given["words"] or () if not word.startswith(SIGN)],
        **{name: list(given[name] or ()) for name in LISTS},
        "open": given["is_open"],
        **{name: given[name] or None for name in FLAGS},
        "not_submitted": given["not_submitted"],
        "where": given["where"],
    }
    return {name: value for name, value in fields.items() if value not in (None, [])}


def filters_of(ctx: typer.Context, register: Register, own: Views) -> Asked:
    """Return what a command selects: its filters and views, those of *register* and *own* ones.

    Raises Unknown for a view.
    """
    from cardctl.app.selection import filters_in

    named = [word for word in ctx.params["words"] or () if word.startswith(SIGN)]
    views = _views(named, register, own) if named else []
    return Asked(views, [*(view.filters for view in views), filters_in(fields_of(ctx))])


def _views(named: Sequence[str], register: Register, own: Views) -> list[NamedView]:
    from cardctl.app.saved_views import all_views, find_view

    known = all_views(register.shared.outline.views, own)
    return [find_view(name, known) for name in named]


class Asked(NamedTuple):
    """The *views* that a command names, and all *filters* that a card must match."""

    views: list[NamedView]
    filters: list[Filters]

    def sort(self) -> str | None:
        """Return the sort order of the last view that has one."""
        return next((view.sort for view in reversed(self.views) if view.sort), None)

    def columns(self) -> str | None:
        """Return the columns of the last view that has some."""
        found = next((view.columns for view in reversed(self.views) if view.columns), None)
        return None if found is None else ",".join(found)
