"""What rules on `changes` share, the lists of changes that meetings, agencies and settings have."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cardctl.domain.revision import Revision
from cardctl.finding import Field, Related
from cardctl.i18n import _
from cardctl.rules.dates import after_today
from cardctl.rules.references.names import no_agency
from cardctl.rules.rule import Context, Problem, problem


def unknown_agencies(
    changes: Sequence[Revision], context: Context, place: Field = ("changes",)
) -> Iterator[Problem]:
    """Report the entries, in the list at *place*, that an unknown agency filed (CC305)."""
    for index, change in enumerate(changes):
        if change.by not in context.register.by_code:
            yield no_agency(context, (*place, index, "by"), change.by)


def in_future(
    changes: Sequence[Revision], today: datetime.date, place: Field = ("changes",)
) -> Iterator[Problem]:
    """Report the entries that are dated after *today* (CC404)."""
    for index, change in enumerate(changes):
        if change.date > today:
            yield after_today((*place, index, "date"), change.date, today)


def out_of_order(changes: Sequence[Revision], place: Field = ("changes",)) -> Iterator[Problem]:
    """Report the entries that are dated before the entry above them (CC405)."""
    for index, (earlier, change) in enumerate(pairwise(changes), start=1):
        if change.date < earlier.date:
            yield problem(
                (*place, index, "date"),
                "{date} is listed after {before}",
                date=change.date,
                before=earlier.date,
                hint=_("sort the entries by date, newest last"),
                related=[Related(_("previous entry"), (*place, index - 1, "date"))],
            )
