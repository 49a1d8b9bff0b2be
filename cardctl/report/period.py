"""What changed in a period, week by week: for those who report between meetings.

The changes are those of `domain.diff`, between the view before the first day and the view at the
end of the last one; each is put into the week of its date. So a period that ends when the papers of
a meeting close, and begins after those of the meeting before it, has the changes of that report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from cardctl.domain.card import Card, Result
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.diff import Changes, changes, miscounted
from cardctl.domain.enums import MeetingStatus
from cardctl.domain.facts import is_counted, is_done, rate
from cardctl.domain.register import FactRegister, Register
from cardctl.domain.view import View, period_view
from cardctl.domain.workflow import Outcome, State
from cardctl.errors import UsageError
from cardctl.i18n import _, _n
from cardctl.report.audience import Audience, for_public, restricted_ids
from cardctl.report.compute import balance_of, unreadable_paths
from cardctl.report.facts import Balance, Completion

MOST_WEEKS = 530
"""Ten years: a longer period has another purpose, and no paper."""

Part = TypeVar("Part")


class Counts(NamedTuple):
    """The cards at the end of a day."""

    day: date
    cards: int
    open: int
    by_state: Mapping[State, int]
    by_outcome: Mapping[Outcome, int]
    completion: Completion


class FiledResult(NamedTuple):
    """A result that was filed for the card *id*."""

    id: str
    result: Result


class Week(NamedTuple):
    """The days of an ISO week (Monday to Sunday) in the period, and what changed on them.

    *held* are the meetings that were held.
    """

    first: date
    last: date
    changes: Changes
    results: tuple[FiledResult, ...]
    held: tuple[int, ...]

    @property
    def balance(self) -> Balance:
        """The terms of the line that must add up."""
        return balance_of(self.changes)

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened."""
        changed = self.changes
        parts = (changed.new, changed.moved, changed.due_moved, changed.corrections)
        return not any((*parts, changed.meetings, self.results, self.held))


class PeriodReport(NamedTuple):
    """All facts of a period from *since* to *until*, both included.

    *agency* is the one whose cards it has, None for all. *withheld* is the number of restricted
    cards that a public report leaves out; None in an internal one. *seen* is the view at its end.
    """

    since: date
    until: date
    agency: str | None
    revision: str | None
    seen: View
    begin: Counts
    end: Counts
    changes: Changes
    results: tuple[FiledResult, ...]
    weeks: tuple[Week, ...]
    unreadable: tuple[str, ...]
    withheld: int | None = None

    @property
    def register(self) -> FactRegister:
        """The register at the end of the period, with the facts of its cards."""
        return self.seen.register

    @property
    def balance(self) -> Balance:
        """The terms of the line that must add up."""
        return balance_of(self.changes)

    @property
    def as_of(self) -> date:
        """The last day."""
        return self.until


def period_report(
    register: Register,
    since: date,
    until: date,
    *,
    agency: str | None = None,
    revision: str | None = None,
    audience: Audience = Audience.INTERNAL,
) -> PeriodReport:
    """Compute what changed from *since* to *until*, for *audience*.

    *agency* is the name of one, whose cards as lead or partner at the end are the only ones then.
    Raises UsageError for days that are no period, Unknown and Ambiguous for the agency.
    """
    _require_period(since, until)
    code = None if agency is None else register.agency_code(agency)
    unreadable, hidden = tuple(unreadable_paths(register)), None
    if audience is Audience.PUBLIC:
        hidden = restricted_ids(period_view(register, since, until))
        register = for_public(register, hidden)
    if code is not None:
        register = _of_agency(period_view(register, since, until), code)
    seen = period_view(register, since, until)
    changed = changes(seen)
    results = tuple(_filed(seen, since, until))
    return PeriodReport(
        since=since,
        until=until,
        agency=code,
        revision=revision,
        seen=seen,
        begin=_counts(seen.previous or seen),
        end=_counts(seen),
        changes=changed,
        results=results,
        weeks=tuple(_weeks(seen, since, until, changed, results)),
        unreadable=unreadable,
        withheld=None if hidden is None else len(hidden),
    )


def _require_period(since: date, until: date) -> None:
    if not date.min < since <= until:
        raise UsageError(
            _("the period ends on {until}, before it begins on {since}", since=since, until=until),
            _("the last day is --as-of (default: today)"),
        )
    if (until - since).days > MOST_WEEKS * 7:
        raise UsageError(
            _n(
                "a period has at most {count} week",
                "a period has at most {count} weeks",
                MOST_WEEKS,
            ),
            _("choose a later first day"),
        )


def _of_agency(seen: View, code: str) -> Register:
    """Return the register with only the cards that have the agency as lead or partner."""

    def concerns(card: CardFacts | None) -> bool:
        return card is not None and (card.lead == code or code in card.partners)

    whole = seen.whole
    kept = {key for key in whole.ids if concerns(seen.facts(key))}
    cards = {key: whole.cards[key] for key in kept if key not in whole.known}
    part = replace(whole, cards=_Part(whole.cards, kept) if whole.known else cards)
    return part.with_known({key: facts for key, facts in whole.known.items() if key in kept})


class _Part(Mapping[str, Card]):
    """Some of the cards, each read when it is asked for."""

    def __init__(self, cards: Mapping[str, Card], kept: set[str]) -> None:
        self._cards = cards
        self._kept = kept

    def __getitem__(self, identifier: str) -> Card:
        if identifier not in self._kept:
            raise KeyError(identifier)
        return self._cards[identifier]

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._cards if key in self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def _counts(seen: View) -> Counts:
    states, outcomes = Counter[State](), Counter[Outcome]()
    done = counted = 0
    for card in seen.cards:
        states[card.state] += 1
        if not card.is_open and card.outcome is not None:
            outcomes[card.outcome] += 1
        done += is_done(card)
        counted += is_counted(card)
    return Counts(
        day=seen.day,
        cards=len(seen.cards),
        open=len(seen.cards) - states[State.CLOSED],
        by_state={state: states[state] for state in State},
        by_outcome={outcome: outcomes[outcome] for outcome in Outcome},
        completion=Completion(done, counted, rate(done, counted)),
    )


def _filed(seen: View, since: date, until: date) -> Iterator[FiledResult]:
    """Yield the results dated in the period, by card, then in file order."""
    for key in seen.changed:
        if key in seen.register.cards:
            for result in seen.whole.cards[key].results:
                if since <= result.date <= until:
                    yield FiledResult(key, result)


# Weeks ------------------------------------------------------------------------------------------


def _weeks(
    seen: View, since: date, until: date, changed: Changes, results: Iterable[FiledResult]
) -> Iterator[Week]:
    """Yield the weeks of the period in order, with the changes of each.

    What is dated outside of the period, but was not on record before it, is in its first or last
    week: an entry that a meeting held since has decided, for example.
    """
    split = _Split(since, until)
    new = split.weeks(changed.new, lambda key: _registered(seen, key))
    moved = split.weeks(changed.moved, lambda move: move.event.date)
    due_moved = split.weeks(changed.due_moved, lambda move: move.event.date)
    corrections = split.weeks(changed.corrections, lambda one: one.date)
    meetings = split.weeks(changed.meetings, lambda one: one.entry.date)
    filed = split.weeks(results, lambda one: one.result.date)
    held = split.weeks(_held(seen, since, until), lambda number: _day_of(seen, number))
    wrong = split.weeks(miscounted(seen), lambda one: _corrected(seen, changed, one[0]))
    open_now = changed.open_before
    for nth in range(split.length):
        part = Changes(
            new=tuple(new[nth]),
            moved=tuple(moved[nth]),
            due_moved=tuple(due_moved[nth]),
            open_before=open_now,
            open_now=open_now,
            corrected=sum(each for _key, each in wrong[nth]),
            corrections=tuple(corrections[nth]),
            meetings=tuple(meetings[nth]),
        )
        open_now += _net(part)
        first, last = split.days(nth)
        part = part._replace(open_now=open_now)
        yield Week(first, last, part, tuple(filed[nth]), tuple(held[nth]))


def _net(part: Changes) -> int:
    """Return by how much the number of open cards changes."""
    gone, back = len(part.into(State.CLOSED)), len(part.out_of(State.CLOSED))
    return len(part.new) + back - gone + part.corrected


class _Split(NamedTuple):
    """A period from *since* to *until*, split into ISO weeks, which begin on Monday (ISO 8601)."""

    since: date
    until: date

    @property
    def length(self) -> int:
        """Number of weeks."""
        return self.nth(self.until) + 1

    def nth(self, day: date) -> int:
        """Return the place of the week of *day*, from 0 on."""
        return ((day - self.since).days + self.since.weekday()) // 7

    def days(self, nth: int) -> tuple[date, date]:
        """Return the first and the last day of the *nth* week in the period."""
        monday = 7 * nth - self.since.weekday()
        days = (self.until - self.since).days
        first, last = max(monday, 0), min(monday + 6, days)
        return self.since + timedelta(days=first), self.since + timedelta(days=last)

    def weeks(self, found: Iterable[Part], day_of: Callable[[Part], date]) -> list[list[Part]]:
        """Return what was *found* in each week, in its order."""
        weeks: list[list[Part]] = [[] for _ in range(self.length)]
        for each in found:
            day = min(max(day_of(each), self.since), self.until)
            weeks[self.nth(day)].append(each)
        return weeks


def _registered(seen: View, identifier: str) -> date:
    """Return the day from which a new card is on record: after the meeting that decided it."""
    card = seen.shown(identifier)
    meeting = seen.whole.calendar.meetings.get(card.meeting)
    decided = meeting.date if meeting and meeting.date else card.history[0].date
    return max(card.history[0].date, decided)


def _corrected(seen: View, changed: Changes, identifier: str) -> date:
    """Return the day of the correction that changes how a card counts, or of its last entry."""
    days = [each.date for each in changed.corrections if each.id == identifier]
    return max(days) if days else seen.shown(identifier).history[-1].date


def _held(seen: View, since: date, until: date) -> Iterator[int]:
    """Yield the meetings that were held in the period, in order of time."""
    for number in seen.whole.calendar.numbers:
        meeting = seen.whole.calendar.meetings.get(number)
        is_held = meeting is not None and meeting.status is MeetingStatus.HELD
        if is_held and since <= _day_of(seen, number) <= until:
            yield number


def _day_of(seen: View, number: int) -> date:
    meeting = seen.whole.calendar.meetings[number]
    return meeting.date or date.min
