"""Options of `cardctl meeting`, and how their values are parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cardctl.domain.meeting import AgendaItem

DayOption = Annotated[str | None, typer.Option("--date", metavar="DATE", help="Meeting date.")]
HeldDayOption = Annotated[
    str | None,
    typer.Option("--date", metavar="DATE", help="Day it was held (default: the planned one)."),
]
PapersOption = Annotated[
    str | None, typer.Option(metavar="DATE", help="Date on which its papers are closed.")
]
PlaceOption = Annotated[str | None, typer.Option(metavar="TEXT", help="Place of the meeting.")]
HearsOption = Annotated[
    str | None,
    typer.Option(metavar="yes|no", help="Whether it hears the report (default: yes; written: no)."),
]
ItemOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="TYPE:TITLE",
        help="Add an agenda item: decision, report or discussion (repeatable).",
    ),
]


def yes_or_no(given: str | None) -> bool | None:
    """Parse the value of ``--hears``. Raises Unknown."""
    from cardctl.errors import Unknown

    if given not in (None, "yes", "no"):
        raise Unknown("value of --hears", given, ("yes", "no"))
    return None if given is None else given == "yes"


def agenda_items(written: list[str], first: int = 1) -> list[AgendaItem]:
    """Parse ``TYPE:TITLE`` into agenda items numbered from *first*. Raises Unknown, UsageError."""
    from cardctl.cli import arguments
    from cardctl.domain.enums import ItemType
    from cardctl.domain.meeting import AgendaItem
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    items = []
    for number, each in enumerate(written, start=first):
        kind, colon, title = each.partition(":")
        if not colon:
            raise UsageError(
                _("--item {item}: missing type", item=each),
                _('use: --item "decision: {item}"', item=each),
            )
        said = {
            "item": number,
            "title": arguments.text(title.strip(), "--item"),
            "type": arguments.word(kind, ItemType),
        }
        items.append(AgendaItem.model_validate(said))
    return items
