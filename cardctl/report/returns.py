"""What each agency owes a meeting: results and plans of its open cards, and which are missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cardctl.domain.card import Card
from cardctl.domain.facts import overdue_days, results_for
from cardctl.domain.view import View
from cardctl.domain.workflow import State


class CardReturn(NamedTuple):
    """An open card, as an agency answers for it.

    *last* is the day of the agency's last result for any meeting; *overdue* counts days.
    """

    card: Card
    is_lead: bool
    lacks_plan: bool
    lacks_result: bool
    last: date | None
    overdue: int

    @property
    def is_missing(self) -> bool:
        """Whether the agency still has something to hand in."""
        return self.lacks_plan or self.lacks_result


class AgencyReturn(NamedTuple):
    """The open cards of an agency, those that it leads first."""

    agency: str
    cards: tuple[CardReturn, ...]

    @property
    def led(self) -> tuple[CardReturn, ...]:
        """The cards that it leads: it has to report on these."""
        return tuple(each for each in self.cards if each.is_lead)

    @property
    def missing(self) -> tuple[CardReturn, ...]:
        """The cards that it leads and has not answered for."""
        return tuple(each for each in self.led if each.is_missing)

    @property
    def missing_as_partner(self) -> tuple[CardReturn, ...]:
        """The cards on which it is a partner and has not reported: it may, but need not."""
        return tuple(each for each in self.cards if not each.is_lead and each.is_missing)


def agency_returns(seen: View) -> tuple[AgencyReturn, ...]:
    """Return what each agency owes the meeting of this view, in protocol order.

    Agencies without open cards are left out, and so are cards without a lead: nobody owes them.
    """
    led: dict[str, list[CardReturn]] = {}
    helped: dict[str, list[CardReturn]] = {}
    for facts in seen.cards:
        if not facts.is_open:
            continue
        card = seen.shown(facts.id)
        if card.lead is not None:
            led.setdefault(card.lead, []).append(_as_lead(card, seen))
        for code in dict.fromkeys(card.partners):
            helped.setdefault(code, []).append(_as_partner(card, code, seen))
    codes = dict.fromkeys((*seen.register.by_code, *sorted({*led, *helped})))
    return tuple(
        AgencyReturn(code, (*led.get(code, ()), *helped.get(code, ())))
        for code in codes
        if code in led or code in helped
    )


def _as_lead(card: Card, seen: View) -> CardReturn:
    return CardReturn(
        card,
        is_lead=True,
        lacks_plan=card.state is State.REGISTERED and (card.plan is None or not card.plan.summary),
        lacks_result=seen.standing(card.id).not_submitted,
        last=_last_day(card, str(card.lead)),
        overdue=overdue_days(card, seen.day),
    )


def _as_partner(card: Card, code: str, seen: View) -> CardReturn:
    own = (result for result in results_for(card, seen.meeting_number) if result.by == code)
    return CardReturn(
        card,
        is_lead=False,
        lacks_plan=False,
        lacks_result=card.state is not State.SUBMITTED and next(own, None) is None,
        last=_last_day(card, code),
        overdue=overdue_days(card, seen.day),
    )


def _last_day(card: Card, code: str) -> date | None:
    return max(_days(card, code), default=None)


def _days(card: Card, code: str) -> Iterator[date]:
    return (result.date for result in card.results if result.by == code)
