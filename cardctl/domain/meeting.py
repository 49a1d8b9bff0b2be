"""A meeting and its agenda: `M<NN>/meeting.yaml`; and evidence, which cards use too."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_core import to_json

from cardctl.domain.base import IsoDate, Line, MeetingNumber, Model, Text, WebAddress
from cardctl.domain.enums import (
    EvidenceKind,
    ItemOutcome,
    ItemType,
    MeetingKind,
    MeetingStatus,
    Visibility,
)
from cardctl.domain.old_values import reverted
from cardctl.domain.revision import Revision


class Evidence(Model):
    """One piece of evidence, or one source."""

    kind: EvidenceKind
    """Kind of document."""
    title: Text | None = None
    """Its title."""
    issuer: Text | None = None
    """Who issued it."""
    number: Line | None = None
    """Its number in the issuer's files."""
    date: IsoDate | None = None
    """Its date."""
    url: WebAddress | None = None
    """Its web address."""
    path: Line | None = None
    """Its path in this repository."""
    visibility: Visibility | None = None
    """closed excludes it from the public report."""
    visibility_ground: Text | None = None
    """Legal ground for the restriction."""


class AgendaItem(Model):
    """One item of the agenda."""

    item: Annotated[int, Field(ge=1, le=999)]
    """Its number on the agenda."""
    title: Text
    """Its title."""
    type: ItemType
    """decision, report or discussion."""
    outcome: ItemOutcome | None = None
    """Its outcome."""


class Meeting(Model):
    """One meeting of the body."""

    number: MeetingNumber
    """Its number; the folder is M and this number."""
    kind: MeetingKind = MeetingKind.REGULAR
    """regular, extraordinary or written (a resolution by letter)."""
    date: IsoDate | None = None
    """Its date; may be absent while it is scheduled."""
    papers: IsoDate | None = None
    """The day on which its papers are closed."""
    place: Text | None = None
    """Where it is held."""
    status: MeetingStatus
    """scheduled, held or cancelled."""
    hears: bool | None = None
    """Whether it hears the report; by default yes, but not if it is written."""
    items: tuple[AgendaItem, ...] = ()
    """The agenda."""
    sources: tuple[Evidence, ...] = ()
    """Sources for the meeting."""
    changes: tuple[Revision, ...] = ()
    """Changes of the meeting's record, with the old values; append-only."""

    @property
    def hears_report(self) -> bool:
        """Whether it hears a report: unless it is cancelled, or a resolution by letter."""
        if self.status is MeetingStatus.CANCELLED:
            return False
        return self.kind is not MeetingKind.WRITTEN if self.hears is None else self.hears

    @property
    def cancelled_on(self) -> datetime.date | None:
        """The day on which it was cancelled; None if it was not, or nobody recorded the day."""
        if self.status is not MeetingStatus.CANCELLED:
            return None
        return next((each.date for each in reversed(self.changes) if "status" in each.was), None)

    def versions(self) -> Iterator[tuple[Meeting, datetime.date]]:
        """Yield this meeting and what it was before each of its changes, newest first.

        Each comes with the day of the change that ended it. What is no meeting is left out.
        """
        yield self, datetime.date.max
        data = self.model_dump(mode="json", exclude_unset=True) if self.changes else {}
        for change in reversed(self.changes):
            data = reverted({"items": [], **data}, [change.was])
            try:
                yield Meeting.model_validate_json(to_json(data)), change.date
            except ValidationError:
                continue

    def agenda_item(self, number: int) -> AgendaItem | None:
        """Return the agenda item with this number; None if there is none."""
        return next((item for item in self.items if item.item == number), None)
