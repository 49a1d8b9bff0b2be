"""Data classes for the facts of the report for meeting N; `compute` creates them.

N is the meeting that hears the report. All formats show these facts; `plain` turns them into plain
data.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from cardctl.domain.card import Card, Result
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.diff import Changes
from cardctl.domain.facts import DueMove
from cardctl.domain.follow_up import FollowUp, follow_up
from cardctl.domain.meeting import Evidence, Meeting
from cardctl.domain.register import FactRegister
from cardctl.domain.signal import Colour, Signal
from cardctl.domain.standing import Measure
from cardctl.domain.view import View
from cardctl.domain.workflow import Outcome, State
from cardctl.report.edition import Edition


class Completion(NamedTuple):
    """*rate* = *done* ÷ *counted*, which is all cards except those closed as not counted.

    *claimed* counts the cards submitted as done, which no meeting has confirmed yet.
    """

    done: int
    counted: int
    rate: float | None
    claimed: int = 0


class Totals(NamedTuple):
    """The numbers of the summary in one view; all states, outcomes … have a count."""

    cards: int
    open: int
    by_state: Mapping[State, int]
    by_outcome: Mapping[Outcome, int]
    by_signal: Mapping[Colour, int]
    completion: Completion
    by_follow_up: Mapping[FollowUp, int]


class Matter(NamedTuple):
    """A card as the meeting hears it; *result* is the lead's result for this meeting.

    *filed_for* has the meeting that a result was filed for, if that hears no report, by the
    agency and the meeting that hears it instead.
    """

    card: Card
    signal: Signal
    progress: int | None
    result: Result | None
    partner_results: tuple[Result, ...]
    filed_for: Mapping[tuple[str, int], int] = {}

    @property
    def has_partner_result(self) -> bool:
        """Whether only the lead has filed nothing for this meeting."""
        return self.result is None and bool(self.partner_results)

    def original_meeting(self, result: Result) -> int | None:
        """Return the meeting that *result* was filed for, if another one hears it."""
        return self.filed_for.get((result.by, result.meeting))

    @property
    def follow_up(self) -> FollowUp:
        """How the card is going."""
        return follow_up(self.card.state, self.signal)


class Infeasible(NamedTuple):
    """A matter that is hard to implement: the reason, and the measures taken instead."""

    card: Card
    reason: str | dict[str, str] | None
    substitute: str | dict[str, str] | None


class CarriedOver(NamedTuple):
    """An open card decided before meeting N−1; *extended* counts the changes of its due date."""

    card: CardFacts
    age_meetings: int
    age_days: int | None
    extended: int


class Balance(NamedTuple):
    """open_before + new + reopened − closed + corrected = open_now.

    *corrected* is what the previous report should have counted otherwise (see `Changes`).
    """

    open_before: int
    new: int
    reopened: int
    closed: int
    corrected: int
    open_now: int

    @property
    def adds_up(self) -> bool:
        """Whether the equation is true."""
        moved = self.new + self.reopened - self.closed + self.corrected
        return self.open_before + moved == self.open_now


class Reporting(NamedTuple):
    """How many of an agency's open cards have a result (*agency* None: cards without a lead)."""

    agency: str | None
    required: int
    submitted: int
    rate: float | None


class AgencyCounts(NamedTuple):
    """Card counts of one agency; all but *partner* count the cards it leads."""

    code: str
    lead: int
    partner: int
    open: int
    done: int
    overdue: int
    not_submitted: int


class CardMoney(NamedTuple):
    """Planned and spent money of one card, in the register's unit.

    *is_rough* says that a planned amount is stated only vaguely.
    """

    card: CardFacts
    planned: int | None
    is_rough: bool
    spent: int | None
    rate: float | None


class Money(NamedTuple):
    """Planned and spent money; *rate* is spent ÷ planned."""

    currency: str
    unit: int
    planned: int | None
    spent: int | None
    rate: float | None
    cards: tuple[CardMoney, ...]


class IndicatorFact(NamedTuple):
    """One indicator of one card with its latest reading."""

    card: CardFacts
    measure: Measure


class ClosedCard(NamedTuple):
    """A card closed since the previous meeting; *date* is the date of the closing entry."""

    card: Card
    date: date
    late: bool
    evidence: tuple[Evidence, ...]


Text = str | dict[str, str] | None


class RestrictionGround(NamedTuple):
    """Number of restricted items on one legal ground; *text* is None if no ground is stated."""

    text: Text
    cards: int
    evidence: int


class Withheld(NamedTuple):
    """What a public report leaves out of the internal report.

    *evidence* counts restricted evidence and sources of cards that are shown; *in_register* counts
    all restricted cards in the register.
    """

    cards: int
    evidence: int
    in_register: int
    grounds: tuple[RestrictionGround, ...]


class SealStatus(NamedTuple):
    """The last seal of this meeting's report, compared with the files.

    *facts* is the commitment to the report's facts. *altered* names what differs from any seal of
    the meeting: cards, meetings, agencies, settings, the seal itself. *changed* names what was
    updated since as it may be, such as a plan. An old seal (format 1) has no *root*.
    """

    as_of: date
    facts: str | None
    altered: tuple[str, ...]
    root: str | None = None
    changed: tuple[str, ...] = ()


class MeetingReport(NamedTuple):
    """All facts of the report for meeting *number*, as of *as_of*.

    *withheld* is None in an internal report, which leaves nothing out.
    """

    number: int
    meeting: Meeting | None
    as_of: date
    edition: Edition
    revision: str | None
    seen: View
    generated_from: Mapping[str, int]
    unreadable: tuple[str, ...]
    errors: int
    warnings: int
    summary: Totals
    previous: Totals | None
    newly_done: tuple[str, ...]
    newly_red: tuple[str, ...]
    confirm: tuple[Card, ...]
    due_dates: tuple[DueMove, ...]
    holds: tuple[Card, ...]
    previous_meeting: tuple[Matter, ...]
    hard_to_implement: tuple[Infeasible, ...]
    carried_over: tuple[CarriedOver, ...]
    changes: Changes
    balance: Balance
    overdue: tuple[tuple[CardFacts, int], ...]
    due_next: tuple[CardFacts, ...]
    not_submitted: tuple[CardFacts, ...]
    red: tuple[CardFacts, ...]
    reporting: tuple[Reporting, ...]
    agencies: tuple[AgencyCounts, ...]
    money: Money
    indicators: tuple[IndicatorFact, ...]
    closed: tuple[ClosedCard, ...]
    cards: tuple[Matter, ...]
    withheld: Withheld | None = None
    seal: SealStatus | None = None

    @property
    def register(self) -> FactRegister:
        """The register as this report sees it, with the facts of its cards."""
        return self.seen.register
