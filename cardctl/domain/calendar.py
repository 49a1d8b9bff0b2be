"""The order of the meetings in time: which comes before which, and which one hears what.

A number names a meeting for good, and says nothing about its order: meetings are ordered by date,
and on one day by number. Scheduled ones without a date come last, by number, followed by the next
one, which has no file yet. A cancelled one has its place on the day on which it was cancelled: what
was filed for it until then is heard by the next one, even if that is held before the planned date.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cardctl.domain.enums import MeetingStatus

if TYPE_CHECKING:
    from cardctl.domain.meeting_facts import MeetingFacts


class Closing(NamedTuple):
    """The day from which a meeting has heard its report: its papers are closed, or it was held."""

    meeting: int
    day: date


class ReportPeriod(NamedTuple):
    """The days, from *first* to *last*, whose report is the one to meeting *number*."""

    number: int
    first: date
    last: date


class Calendar:
    """The meetings of a register in time; *unreadable* are numbers of files that cannot be read.

    *first* is the number of the register's first meeting.
    """

    def __init__(
        self,
        meetings: Mapping[int, MeetingFacts] = {},
        first: int = 1,
        unreadable: Collection[int] = (),
    ) -> None:
        self.meetings = meetings
        self.first = first
        self.unreadable = frozenset(unreadable) - meetings.keys()
        self._reports: dict[int, tuple[ReportPeriod, ...]] = {}
        self._before: dict[tuple[int, int], bool] = {}

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of all meetings that have a file, in order of time."""
        return tuple(sorted(self._places, key=self.place))

    @property
    def last(self) -> int:
        """The highest number; one less than the first meeting's if there is none."""
        return max(self.numbers, default=self.first - 1)

    @property
    def new(self) -> int:
        """Number of the next meeting to be registered."""
        return self.last + 1

    @cached_property
    def next(self) -> int:
        """Number of the next meeting that hears a report and was not held; it may have no file."""
        return next((n for n in self.numbers if self._is_coming(n)), self.new)

    def next_for(self, decided: int) -> int:
        """Return the next meeting that hears the cards of meeting *decided*.

        That is `next`, but for the cards of that meeting itself the one after it.
        """
        if self.is_before(decided, self.next):
            return self.next
        return self.following(decided) or self.new

    def can_hear(self, number: int) -> bool:
        """Whether a report to meeting *number* is possible: it hears, or is the next to register.

        An unreadable meeting can hear: nobody knows better.
        """
        known = self.meetings.get(number)
        if known is not None:
            return known.hears_report
        return number in self.unreadable or number == self.new

    def is_known(self, number: int) -> bool:
        """Whether meeting *number* is registered, whatever it hears, or the next to register."""
        return number in self.numbers or number == self.new

    def is_before(self, one: int, other: int) -> bool:
        """Whether meeting *one* takes place before meeting *other*."""
        pair = one, other
        if pair not in self._before:
            self._before[pair] = self.place(one) < self.place(other)
        return self._before[pair]

    def previous(self, number: int) -> int | None:
        """Return the last meeting before *number* that hears a report; None if there is none."""
        before = bisect_left(self._hearing, self.place(number), key=self.place)
        return self._hearing[before - 1] if before else None

    def before(self, number: int) -> int | None:
        """Return the last registered meeting before *number*, whatever it hears, or None."""
        place = bisect_left(self.numbers, self.place(number), key=self.place)
        return self.numbers[place - 1] if place else None

    def following(self, number: int) -> int | None:
        """Return the next registered meeting after *number* that hears a report, or None."""
        return next(iter(self._hearing_after(number)), None)

    @cached_property
    def _hearing(self) -> tuple[int, ...]:
        """The registered meetings that hear a report, in order of time."""
        return tuple(filter(self.can_hear, self.numbers))

    def _hearing_after(self, number: int) -> tuple[int, ...]:
        return self._hearing[bisect_right(self._hearing, self.place(number), key=self.place) :]

    def reports(self, decided: int) -> tuple[ReportPeriod, ...]:
        """Return the reports to the meetings after *decided*, one for each day, in order of time.

        The report of a day is the one to the first meeting that hears it and was not held before
        that day. Meetings that cannot be read, or were held on an unknown day, have no report here.
        """
        if decided not in self._reports:
            self._reports[decided] = tuple(self._periods(self._hearing_after(decided)))
        return self._reports[decided]

    def closed_reports(self, decided: int) -> Iterator[tuple[int, date]]:
        """Yield the reports to the meetings after *decided* that are as of one of their own days.

        Each is a meeting with the day on which its papers close.
        """
        for report in self.reports(decided):
            day = self.closing(report.number)
            if day is not None and report.first <= day <= report.last:
                yield report.number, day

    def report_on(self, day: date) -> int | None:
        """Return the meeting that hears the report of *day* (see `reports`)."""
        return next((each.number for each in self._all_reports if day <= each.last), None)

    def shown_from(self, decided: int) -> date:
        """Return the first day whose report (see `report_on`) shows the cards of a meeting."""
        later = (each.first for each in self._all_reports if self.is_before(decided, each.number))
        return next(later, date.max)

    @cached_property
    def _all_reports(self) -> tuple[ReportPeriod, ...]:
        return tuple(self._periods(self._hearing))

    def _periods(self, numbers: Iterable[int]) -> Iterator[ReportPeriod]:
        first = date.min
        for number in numbers:
            meeting = self.meetings.get(number)
            if meeting is None:
                continue
            if meeting.status is not MeetingStatus.HELD:
                yield ReportPeriod(number, first, date.max)
                return
            if meeting.date is not None and first <= meeting.date < date.max:
                yield ReportPeriod(number, first, meeting.date)
                first = meeting.date + timedelta(days=1)
        yield ReportPeriod(self.new, first, date.max)

    def hearing_of(self, number: int) -> int:
        """Return the meeting that hears what was filed for meeting *number*.

        It is the meeting itself or, if that was cancelled or hears no report, the next one that
        does; that may have no file yet.
        """
        return self._moved.get(number, number)

    @cached_property
    def _moved(self) -> Mapping[int, int]:
        """The meeting that hears what was filed for another one, by the number of the latter."""
        silent = (n for n in self.meetings if not self.can_hear(n))
        return {number: self.following(number) or self.new for number in silent}

    def reports_between(self, one: int, other: int) -> int:
        """Return how many meetings after *one*, up to and including *other*, hear a report."""
        after = (n for n in {*self._after(one), other} if not self.is_before(other, n))
        return sum(1 for n in after if self.can_hear(n) and n != one)

    def closing(self, number: int) -> date | None:
        """Return the day on which a meeting's papers close, else its own date; None if unknown."""
        meeting = self.meetings.get(number)
        return (meeting.papers or meeting.date) if meeting else None

    def since(self, number: int) -> date:
        """Return the last day that the meeting before *number* knew of: what is later is new.

        The first possible day if there is no such meeting, or its day is unknown.
        """
        previous = self.previous(number)
        day = self.closing(previous) if previous is not None else None
        return day or date.min

    def closings(self, decided: int, today: date) -> Iterator[Closing]:
        """Yield the meetings after meeting *decided* that have heard its cards by *today*.

        A meeting has heard the report once its papers are closed (their day has passed) or, if it
        has no papers date, once it was held. It stays heard if the record of the meeting changes
        afterwards, unless the meeting is cancelled before it is held.
        """
        for number in self._after(decided):
            for meeting, until in self._versions.get(number, ()):
                day = closed_on(meeting, min(until, today))
                if day is not None:
                    yield Closing(number, day)

    @cached_property
    def _versions(self) -> Mapping[int, tuple[tuple[MeetingFacts, date], ...]]:
        """The versions of each meeting that may have heard a report, newest first.

        Each has the day on which it was changed.
        """
        return {number: tuple(_hearing(meeting)) for number, meeting in self.meetings.items()}

    def _is_coming(self, number: int) -> bool:
        meeting = self.meetings.get(number)
        return (
            meeting is not None
            and meeting.status is MeetingStatus.SCHEDULED
            and meeting.hears_report
        )

    def _after(self, number: int) -> Iterable[int]:
        return (n for n in self.numbers if self.is_before(number, n))

    def place(self, number: int) -> tuple[date, int]:
        """Return the sort key of a meeting; one without a file comes last."""
        return self._places.get(number) or (date.max, number)

    @cached_property
    def _places(self) -> Mapping[int, tuple[date, int]]:
        """The sort key of each meeting that has a file."""
        return {number: self._place(number) for number in (*self.meetings, *self.unreadable)}

    def _place(self, number: int) -> tuple[date, int]:
        meeting = self.meetings.get(number)
        day = (meeting.cancelled_on or meeting.date) if meeting else None
        if day is not None:
            return day, number
        is_ahead = meeting is not None and meeting.status is MeetingStatus.SCHEDULED
        return (date.max if is_ahead else self._day_by_number(number)), number

    def _day_by_number(self, number: int) -> date:
        """Return the latest date of the meetings with lower numbers, for one of unknown date."""
        days = (m.date for n, m in self.meetings.items() if n < number and m.date is not None)
        return max(days, default=date.min)


def closed_on(meeting: MeetingFacts, today: date) -> date | None:
    """Return the day from which a meeting has heard its report by *today*; None if it has not."""
    if meeting.papers is not None:
        return meeting.papers if meeting.papers < today else None
    held = meeting.status is MeetingStatus.HELD and meeting.date is not None
    return meeting.date if held and meeting.date is not None and meeting.date <= today else None


def _hearing(meeting: MeetingFacts) -> Iterator[tuple[MeetingFacts, date]]:
    """Yield the versions of a meeting that hear, newest first, with the day that ended each."""
    is_cancelled = meeting.status is MeetingStatus.CANCELLED
    for version, until in meeting.versions():
        was_held = version.status is MeetingStatus.HELD
        if version.hears_report and (was_held or not is_cancelled):
            yield version, until
