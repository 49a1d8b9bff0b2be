"""What the charts of a report show, as numbers: over the meetings, and agency by agency.

Over the meetings means: what report k said, for every k up to this one, each as of its own date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from cardctl.domain.card import Card
from cardctl.domain.facts import rate
from cardctl.domain.signal import colour
from cardctl.domain.view import View
from cardctl.domain.workflow import State
from cardctl.report.compute import StatusKey, status_key, sum_totals
from cardctl.report.facts import CardMoney, MeetingReport, Totals


@dataclass(frozen=True, slots=True)
class Standing:
    """The totals that the report for meeting *number* gave."""

    seen: View
    totals: Totals

    @property
    def number(self) -> int:
        """The meeting that heard it."""
        return self.seen.meeting_number


@dataclass(frozen=True, slots=True)
class Execution:
    """Planned and spent money of the cards that *agency* leads; None: of cards without a lead."""

    agency: str | None
    planned: int | None
    spent: int | None

    @property
    def rate(self) -> float | None:
        """Spent ÷ planned."""
        return rate(self.spent, self.planned)


def standings(report: MeetingReport) -> tuple[Standing, ...]:
    """Give the standing at every meeting that heard of a card, the oldest first.

    Card by card, so that the cards of no earlier view have to be held at once.
    """
    seen, *earlier = _views(report.seen)
    stands = [Counter[StatusKey]() for _ in earlier]
    for card in seen.cards:
        for where, stood in zip(stands, _stood(card, earlier), strict=False):
            where[stood] += 1
    found = [Standing(seen, report.summary), *map(Standing, earlier, map(sum_totals, stands))]
    return tuple(standing for standing in reversed(found) if standing.totals.cards)


def _views(seen: View | None) -> Iterator[View]:
    """Walk from a view to the first one."""
    while seen is not None:
        yield seen
        seen = seen.previous


def _stood(card: Card, views: Sequence[View]) -> Iterator[StatusKey]:
    """Where *card* stood in each of *views*, from the latest back to the one that first saw it."""
    pasts = pairwise(chain(_pasts(card, views), [None]))
    last: tuple[Card, StatusKey] | None = None
    for view, (now, then) in zip(views, pasts, strict=False):
        if now is None:
            return
        # What has ended shows the same wherever it is the same.
        if last is None or last[0] is not now or now.is_open:
            last = now, status_key(now, colour(now, then, view))
        yield last[1]


def _pasts(card: Card, views: Iterable[View]) -> Iterator[Card]:
    """*card* as each of *views* saw it, as long as they did."""
    day, meeting = card.last_dated()
    for view in views:
        if day > view.day or meeting >= view.meeting_number:
            past = card.as_of(view.day, view.meeting_number)
            if past is None:
                return
            card = past
            day, meeting = card.last_dated()
        yield card


def states_by_meeting(report: MeetingReport) -> Mapping[int, Mapping[State, int]]:
    """Count the cards of each meeting by state, every state with its count."""
    cards = report.seen.cards
    found = Counter((card.meeting, card.state) for card in cards)
    numbers = sorted({card.meeting for card in cards})
    return {number: {state: found[number, state] for state in State} for number in numbers}


def execution(report: MeetingReport) -> tuple[Execution, ...]:
    """Add up the money of the cards that each agency leads, in protocol order."""
    led: dict[str | None, list[CardMoney]] = {}
    for row in report.money.cards:
        led.setdefault(row.card.lead, []).append(row)
    order = [*(agency.code for agency in report.agencies), None]
    return tuple(_execution(code, led[code]) for code in order if code in led)


def _execution(code: str | None, rows: Sequence[CardMoney]) -> Execution:
    return Execution(code, _sum([row.planned for row in rows]), _sum([row.spent for row in rows]))


def _sum(amounts: list[int | None]) -> int | None:
    """Add what is stated; None where nothing is."""
    stated = [amount for amount in amounts if amount is not None]
    return sum(stated) if stated else None
