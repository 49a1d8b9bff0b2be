"""What the report for a meeting sees: the register as of a day, and what the one before saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cardctl.model.card import Card
from cardctl.model.meeting import MeetingStatus
from cardctl.model.register import Register


@dataclass(frozen=True)
class View:
    """What report *hearing* sees at the end of *day*, in the *whole* register."""

    whole: Register
    hearing: int
    day: date

    @cached_property
    def register(self) -> Register:
        """The register as this report sees it."""
        return self.whole.as_of(self.day, self.hearing)

    @cached_property
    def previous(self) -> View | None:
        """What the report before it saw: as of that one's own date, but never one after *day*."""
        if self.hearing <= 1:
            return None
        before = default_as_of(self.whole, self.hearing - 1, self.day)
        return View(self.whole, self.hearing - 1, min(before, self.day))

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The cards seen, by meeting and serial."""
        return self.register.in_order


def default_as_of(register: Register, hearing: int, today: date) -> date:
    """The as-of date of report *hearing*: its papers date, else its date if held, else today."""
    meeting = register.meetings.get(hearing)
    if meeting is not None and meeting.papers is not None:
        return meeting.papers
    if meeting is not None and meeting.date is not None and meeting.status is MeetingStatus.HELD:
        return meeting.date
    return today


def standing(register: Register, today: date) -> View:
    """The register as it stands today, seen towards its next meeting (for lists and `show`)."""
    return View(register, register.next_meeting, today)
