"""Data of a report's charts: trends over the meetings, states by meeting, money by agency.

A trend has one point for each report k up to this one, computed as of that report's own date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

from cardctl.domain.card import Card
from cardctl.domain.facts import rate
from cardctl.domain.in_force import in_force, last_moment, recorded_by, with_corrections
from cardctl.domain.signal import colour
from cardctl.domain.view import View
from cardctl.domain.workflow import State
from cardctl.report.compute import StatusKey, status_key, sum_totals
from cardctl.report.facts import CardMoney, MeetingReport, Totals


@dataclass(frozen=True, slots=True)
class MeetingTotals:
    """The totals in the report for meeting *number*."""

    seen: View
    totals: Totals

    @property
    def number(self) -> int:
        """The meeting that hears the report."""
        return self.seen.meeting_number


@dataclass(frozen=True, slots=True)
class Execution:
    """Planned and spent money of the cards that *agency* leads (None: cards without a lead)."""

    agency: str | None
    planned: int | None
    spent: int | None

    @property
    def rate(self) -> float | None:
        """Spent ÷ planned."""
        return rate(self.spent, self.planned)


def totals_by_meeting(report: MeetingReport) -> tuple[MeetingTotals, ...]:
    """Return the totals at every meeting whose report has cards, oldest first.

    Works card by card, so that the cards of earlier views are never all in memory at once.
    """
    seen, *earlier = _views(report.seen)
    stands = [Counter[StatusKey]() for _ in earlier]
    recorded = (seen.recorded(identifier) for identifier in seen.whole.cards) if earlier else ()
    for card in filter(None, recorded):
        for where, stood in zip(stands, _stood(card, earlier), strict=False):
            where[stood] += 1
    found = [
        MeetingTotals(seen, report.summary),
        *map(MeetingTotals, earlier, map(sum_totals, stands)),
    ]
    return tuple(standing for standing in reversed(found) if standing.totals.cards)


def _views(seen: View | None) -> Iterator[View]:
    """Yield *seen* and all views before it, latest first."""
    while seen is not None:
        yield seen
        seen = seen.previous


def _stood(card: Card, views: Sequence[View]) -> Iterator[StatusKey]:
    """Yield the status key of a card in each of *views*, from the latest back to its first."""
    pasts = pairwise(chain(_past_versions(card, views), [None]))
    last: tuple[Card, StatusKey] | None = None
    for view, (here, before) in zip(views, pasts, strict=False):
        if here is None:
            return
        # A closed card has the same status in every view in which it is unchanged.
        if last is None or last[0] is not here.card or here.card.is_open:
            then = _as_known(view, here, before)
            last = here.card, status_key(here.card, colour(here.card, then, view))
        yield last[1]


class _Version(NamedTuple):
    """A card in one view: its record, and what is in force of it."""

    recorded: Card
    card: Card


def _as_known(view: View, here: _Version, before: _Version | None) -> Card | None:
    """Return the card in the view before *view*, without what was corrected since."""
    if before is None or view.previous is None:
        return None
    return with_corrections(before.card, here.recorded, view.previous.horizon)


def _past_versions(card: Card, views: Sequence[View]) -> Iterator[_Version]:
    """Yield a card, whose record is *card*, as each of *views* saw it, while it is in them."""
    calendar = views[0].whole.calendar
    day, place = last_moment(card, calendar)
    shown: _Version | None = None
    for view in views:
        if day > view.day or place >= calendar.place(view.meeting_number):
            past = recorded_by(card, view.horizon)
            if past is None:
                return
            card, shown = past, None
            day, place = last_moment(card, calendar)
        shown = shown or _Version(card, in_force(card, calendar))
        yield shown


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
