"""A saved view: filters, columns and sort order for lists, under a name in `cardctl.yaml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cardctl.domain.base import AgencyCode, Line, MeetingNumber, Model, Text
from cardctl.domain.signal import Colour
from cardctl.domain.workflow import Outcome, State

ViewName = AgencyCode
"""The name of a view has the characters of an agency's code: ``@지연`` is typed as it is seen."""


class SavedView(Model):
    """A view of the cards that match all its filters; the fields are the options of `list`."""

    title: Text | None = None
    """What the view shows, plain or by language."""
    words: tuple[Line, ...] = ()
    """All these words in id, title or decision."""
    state: tuple[State, ...] = ()
    """States; any of them matches, as with the other lists."""
    outcome: tuple[Outcome, ...] = ()
    """Outcomes."""
    signal: tuple[Colour, ...] = ()
    """Signals: red, amber, green, blue or grey."""
    lead: tuple[AgencyCode, ...] = ()
    """Codes of lead agencies."""
    agency: tuple[AgencyCode, ...] = ()
    """Codes of agencies that are lead or partner."""
    meeting: tuple[MeetingNumber, ...] = ()
    """Numbers of the meetings that the cards come from."""
    item: tuple[Annotated[int, Field(ge=1, le=9999)], ...] = ()
    """Numbers of agenda items."""
    tag: tuple[Line, ...] = ()
    """Tags."""
    open: bool | None = None
    """Only open cards, or (false) only closed ones."""
    overdue: bool | None = None
    """Only cards past their due date, or (false) only others."""
    unowned: bool | None = None
    """Only open cards without a lead, or (false) only others."""
    late: bool | None = None
    """Only cards that were submitted after the first due date, or (false) only others."""
    carried_over: bool | None = None
    """Only cards older than the meeting before the next, or (false) only others."""
    not_submitted: MeetingNumber | None = None
    """Only open cards without a result for this meeting."""
    where: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    """Condition on fields, as `list --where` takes it."""
    columns: tuple[Line, ...] = ()
    """Fields to show, in this order."""
    sort: Line | None = None
    """Sort order: fields with commas between them; a minus reverses one."""
