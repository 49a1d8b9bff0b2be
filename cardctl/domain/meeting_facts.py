"""The part of a meeting that the calendar, lists and `show` need.

A whole meeting has it, and so has the record that the index keeps of a meeting.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cardctl.domain.base import Text
    from cardctl.domain.enums import MeetingKind, MeetingStatus


class ItemFacts(Protocol):
    """An item of the agenda, as far as it is told with a card."""

    @property
    def item(self) -> int:
        """Its number on the agenda."""

    @property
    def title(self) -> Text:
        """Its title."""


class MeetingFacts(Protocol):
    """The part of a meeting that lists and `show` need."""

    @property
    def number(self) -> int:
        """Its number."""

    @property
    def kind(self) -> MeetingKind:
        """Whether it is regular, extraordinary, or a resolution by letter."""

    @property
    def date(self) -> datetime.date | None:
        """Its date."""

    @property
    def papers(self) -> datetime.date | None:
        """The day on which its papers are closed."""

    @property
    def status(self) -> MeetingStatus:
        """Whether it has taken place."""

    @property
    def hears_report(self) -> bool:
        """Whether it hears a report."""

    @property
    def cancelled_on(self) -> datetime.date | None:
        """The day on which it was cancelled, if that is known."""

    @property
    def items(self) -> tuple[ItemFacts, ...]:
        """The agenda."""

    def versions(self) -> Iterable[tuple[MeetingFacts, datetime.date]]:
        """Yield this meeting and what it was before each change, newest first.

        Each comes with the day of the change that ended it.
        """
