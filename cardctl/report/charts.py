"""Data of a report's charts: trends over the meetings, states by meeting, money by agency.

A trend has one point for each report k up to this one, computed as of that report's own date.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

from cardctl.domain.facts import rate
from cardctl.domain.standing import Status
from cardctl.domain.view import View
from cardctl.domain.workflow import State
from cardctl.report.compute import sum_totals, totals
from cardctl.report.facts import CardMoney, MeetingReport, Totals


class MeetingTotals(NamedTuple):
    """The totals in the report for meeting *number*."""

    seen: View
    totals: Totals

    @property
    def number(self) -> int:
        """The meeting that hears the report."""
        return self.seen.meeting_number


class Execution(NamedTuple):
    """Planned and spent money of the cards that *agency* leads (None: cards without a lead)."""

    agency: str | None
    planned: int | None
    spent: int | None

    @property
    def rate(self) -> float | None:
        """Spent ÷ planned."""
        return rate(self.spent, self.planned)


def totals_by_meeting(report: MeetingReport) -> tuple[MeetingTotals, ...]:
    """Return the totals at every meeting whose report has cards, oldest first."""
    earlier = list(_views(report.seen.previous))[::-1]
    of_its_day = [view for view in earlier if view.is_of_its_day]
    counted = dict(zip((view.day for view in of_its_day), _counted(of_its_day), strict=True))
    found = [
        MeetingTotals(view, counted[view.day] if view.is_of_its_day else totals(view))
        for view in earlier
    ]
    found.append(MeetingTotals(report.seen, report.summary))
    return tuple(standing for standing in found if standing.totals.cards)


def _views(seen: View | None) -> Iterator[View]:
    """Yield *seen* and all views before it, latest first."""
    while seen is not None:
        yield seen
        seen = seen.previous


def _counted(views: Sequence[View]) -> Iterator[Totals]:
    """Yield the totals of *views*, each the report of its day, oldest first.

    A card is counted where its status begins, and no more where the next one begins: a view has
    the sum of all that began by its day. So the time does not grow with the number of views.
    """
    begun = [Counter[Status]() for _ in range(len(views) + 1)]
    days = [view.day for view in views]
    place = cache(partial(bisect_left, days))
    first = cache(partial(_first_with, views))
    for identifier in views[0].whole.ids if views else ():
        shown = first(views[0].meeting_of(identifier))
        last: Status | None = None
        for since, status in views[0].statuses(identifier):
            start = max(place(since), shown)
            begun[start][status] += 1
            if last is not None:
                begun[start][last] -= 1
            last = status
    stands = Counter[Status]()
    for more in begun[:-1]:
        stands.update(more)
        yield sum_totals(stands)


def _first_with(views: Sequence[View], meeting: int) -> int:
    """Return the index of the first of *views* that has the cards of a meeting."""
    return next((n for n, view in enumerate(views) if view.has_cards_of(meeting)), len(views))


def states_by_meeting(report: MeetingReport) -> Mapping[int, Mapping[State, int]]:
    """Return the number of cards in every state, by meeting, in order of time."""
    cards = report.seen.cards
    found = Counter((card.meeting, card.state) for card in cards)
    numbers = sorted({card.meeting for card in cards}, key=report.register.calendar.place)
    return {number: {state: found[number, state] for state in State} for number in numbers}


def execution(report: MeetingReport) -> tuple[Execution, ...]:
    """Return the money of the cards that each agency leads, in protocol order."""
    led: dict[str | None, list[CardMoney]] = {}
    for row in report.money.cards:
        led.setdefault(row.card.lead, []).append(row)
    order = [*(agency.code for agency in report.agencies), None]
    return tuple(_execution(code, led[code]) for code in order if code in led)


def _execution(code: str | None, rows: Sequence[CardMoney]) -> Execution:
    return Execution(code, _sum([row.planned for row in rows]), _sum([row.spent for row in rows]))


def _sum(amounts: list[int | None]) -> int | None:
    """Return the sum of the stated amounts; None if there are none."""
    stated = [amount for amount in amounts if amount is not None]
    return sum(stated) if stated else None
