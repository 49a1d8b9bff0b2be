"""Compute the facts of the report for meeting N from a register.

Each section is one small function over the view of report N and its changes since report N−1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from cardctl.domain.card import Card
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.diff import Changes, changes
from cardctl.domain.facts import (
    age_days,
    is_done,
    last_entry,
    lead_result,
    overdue_days,
    rate,
    results_for,
    review_due,
)
from cardctl.domain.follow_up import FollowUp
from cardctl.domain.ids import id_order
from cardctl.domain.in_force import filed_for
from cardctl.domain.register import Register
from cardctl.domain.signal import Colour, Reason
from cardctl.domain.standing import Status
from cardctl.domain.view import View
from cardctl.domain.workflow import OUTCOMES, Count, Outcome, State
from cardctl.finding import Finding, Severity
from cardctl.i18n import _
from cardctl.report.audience import Audience, for_public, restricted_ids, withheld_counts
from cardctl.report.edition import edition_of
from cardctl.report.facts import (
    AgencyCounts,
    Balance,
    CardMoney,
    CarriedOver,
    ClosedCard,
    Completion,
    IndicatorFact,
    Infeasible,
    Matter,
    MeetingReport,
    Money,
    Reporting,
    SealStatus,
    Totals,
)


def meeting_report(
    register: Register,
    number: int,
    as_of: date,
    *,
    today: date | None = None,
    findings: Sequence[Finding] = (),
    revision: str | None = None,
    audience: Audience = Audience.INTERNAL,
) -> MeetingReport:
    """Compute the report that meeting *number* hears, as of *as_of*, for *audience*.

    *register* is the whole register, *findings* are those of loading and checking it; *today* is
    the last day that it can know of (default: the as-of date). Raises Unknown if *number* is
    neither a registered meeting nor the next one, Refused if it hears none.
    """
    heard = register.calendar.hearing_of(number)
    hint = _("report to the next one: cardctl report --meeting {next}", next=heard)
    register.require_hearing(number, hint)
    public = audience is Audience.PUBLIC
    seen = View(register, number, as_of)
    closed = restricted_ids(seen) if public else frozenset[str]()
    left_out = withheld_counts(seen, closed) if public else None
    hidden = {register.path_of(card) for card in closed}
    findings = [finding for finding in findings if finding.path not in hidden]
    seen = View(for_public(register, closed), number, as_of) if public else seen
    changed = changes(seen)
    return MeetingReport(
        number=number,
        meeting=register.meetings.get(number),
        as_of=as_of,
        edition=edition_of(register, number, as_of, today or as_of),
        revision=revision,
        seen=seen,
        generated_from={
            "cards": len(register.cards),
            "meetings": len(register.meetings),
            "agencies": len(register.agencies),
        },
        unreadable=tuple(unreadable_paths(register)),
        errors=sum(1 for f in findings if f.severity is Severity.ERROR),
        warnings=sum(1 for f in findings if f.severity is Severity.WARNING),
        summary=totals(seen),
        previous=totals(seen.previous) if seen.previous else None,
        newly_done=_newly(seen, {Colour.BLUE}),
        newly_red=_newly(seen, {Colour.RED}),
        confirm=tuple(_in_state(seen, State.SUBMITTED)),
        due_dates=changed.due_moved,
        holds=tuple(
            card
            for card in _in_state(seen, State.ON_HOLD)
            if review_due(card, number, register.calendar)
        ),
        previous_meeting=tuple(
            matter_of(card.id, seen) for card in seen.cards if seen.is_of_previous_meeting(card)
        ),
        hard_to_implement=tuple(_infeasible(seen, changed)),
        carried_over=tuple(_carried_over(seen)),
        changes=changed,
        balance=balance_of(changed),
        overdue=_overdue(seen),
        due_next=_due_next(seen),
        not_submitted=tuple(c for c in seen.cards if seen.standing(c.id).not_submitted),
        red=_red(seen),
        reporting=tuple(_reporting(seen)),
        agencies=tuple(_agencies(seen)),
        money=_money(seen),
        indicators=tuple(_indicators(seen)),
        closed=tuple(_closed(seen, changed)),
        cards=tuple(matter_of(card.id, seen) for card in seen.cards if card.is_open),
        withheld=left_out,
        seal=_seal_status(register, number, as_of, closed),
    )


def _seal_status(
    register: Register, number: int, as_of: date, hidden: frozenset[str]
) -> SealStatus | None:
    """Return how the register compares with the seals of the meeting; None if it has none."""
    if number not in register.seals and number not in register.unreadable_seals:
        return None
    from cardctl.report.seal_status import seal_status

    return seal_status(register, number, as_of, hidden)


def unreadable_paths(register: Register) -> Iterable[str]:
    """Yield the paths of unreadable files, relative to the root."""
    if not register.agencies_known:
        yield "agencies.yaml"
    meetings = (f"M{number:02d}/meeting.yaml" for number in register.unreadable_meetings)
    yield from sorted((*register.unreadable, *meetings))


def _in_state(seen: View, state: State) -> Iterable[Card]:
    return (seen.shown(card.id) for card in seen.cards if card.state is state)


def matter_of(identifier: str, seen: View) -> Matter:
    """Return a card as the meeting of this view hears it."""
    card = seen.shown(identifier)
    result = lead_result(card, seen.meeting_number)
    others = tuple(r for r in results_for(card, seen.meeting_number) if r is not result)
    recorded = seen.recorded(card.id)
    moved = filed_for(recorded.results, seen.whole.calendar) if recorded else {}
    progress = seen.standing(card.id).progress
    return Matter(card, seen.signal(card.id), progress, result, others, moved)


def totals(seen: View) -> Totals:
    """Return the card counts of one view by state, outcome, signal …, and its completion rate."""
    return sum_totals(Counter(filter(None, map(seen.status, seen.whole.cards))))


def sum_totals(stands: Mapping[Status, int]) -> Totals:
    """Return the totals, from the number of cards with each status; void cards are not counted."""
    states, outcomes, colours = Counter[State](), Counter[Outcome | None](), Counter[Colour]()
    follow_ups = Counter[FollowUp]()
    done = counted = claimed = 0
    for status, cards in stands.items():
        outcome = status.outcome
        if outcome is Outcome.VOID:
            continue
        states[status.state] += cards
        outcomes[outcome] += cards
        colours[status.colour] += cards
        follow_ups[status.follow_up] += cards
        counts = OUTCOMES[outcome].counts_as if outcome else None
        done += cards if counts is Count.DONE else 0
        counted += cards if counts is not Count.NOT_COUNTED else 0
        claimed += cards if status.is_claimed else 0
    return Totals(
        cards=states.total(),
        open=states.total() - states[State.CLOSED],
        by_state={state: states[state] for state in State},
        by_outcome={outcome: outcomes[outcome] for outcome in Outcome},
        by_signal={colour: colours[colour] for colour in Colour},
        completion=Completion(done, counted, rate(done, counted), claimed),
        by_follow_up={follow_up: follow_ups[follow_up] for follow_up in FollowUp},
    )


def _newly(seen: View, colours: set[Colour]) -> tuple[str, ...]:
    """Return the ids of cards that have one of *colours* now but not in the previous view."""

    def shows(identifier: str, view: View | None) -> bool:
        status = view.status(identifier) if view else None
        return status is not None and status.colour in colours

    now = (card.id for card in seen.cards if seen.signal(card.id).colour in colours)
    return tuple(identifier for identifier in now if not shows(identifier, seen.previous))


def _infeasible(seen: View, changed: Changes) -> Iterable[Infeasible]:
    """Yield cards submitted as infeasible, or closed as infeasible since the previous meeting."""
    closed_since = {move.id for move in changed.into(State.CLOSED)}
    for facts in seen.cards:
        if facts.outcome is not Outcome.INFEASIBLE:
            continue
        if facts.state is State.SUBMITTED or facts.id in closed_since:
            card = seen.shown(facts.id)
            claim = last_entry(card, State.SUBMITTED)
            closing = last_entry(card, State.CLOSED) if not card.is_open else None
            entries = [entry for entry in (claim, closing) if entry is not None]
            yield Infeasible(
                card,
                next((e.note for e in entries if e.note), None),
                next((e.substitute for e in entries if e.substitute), None),
            )


def _carried_over(seen: View) -> Iterable[CarriedOver]:
    for card in seen.cards:
        if seen.is_carried_over(card):
            yield CarriedOver(
                card,
                seen.whole.calendar.reports_between(card.meeting, seen.meeting_number),
                age_days(seen.register, card, seen.day),
                seen.standing(card.id).moves,
            )


def balance_of(changed: Changes) -> Balance:
    """Return the terms of the line that must add up."""
    return Balance(
        changed.open_before,
        len(changed.new),
        len(changed.out_of(State.CLOSED)),
        len(changed.into(State.CLOSED)),
        changed.corrected,
        changed.open_now,
    )


def _overdue(seen: View) -> tuple[tuple[CardFacts, int], ...]:
    """Return the overdue cards with their days overdue, worst first."""
    late = [(card, overdue_days(card, seen.day)) for card in seen.cards]
    return tuple(sorted((pair for pair in late if pair[1]), key=lambda pair: -pair[1]))


SEVERITY = (Reason.OVERDUE, Reason.INFEASIBLE, Reason.STAGNANT)
"""What makes a signal red, the most serious first."""


def _red(seen: View) -> tuple[CardFacts, ...]:
    """Return the red cards, the worst first: by their first reason, then the longest overdue."""

    def rank(card: CardFacts) -> tuple[int, int]:
        reasons = seen.signal(card.id).reasons
        worst = min(SEVERITY.index(reason) for reason in reasons if reason in SEVERITY)
        return worst, -overdue_days(card, seen.day)

    red = (card for card in seen.cards if seen.signal(card.id).colour is Colour.RED)
    return tuple(sorted(red, key=rank))


def _due_next(seen: View) -> tuple[CardFacts, ...]:
    """Return the open cards due after the as-of date, earliest first.

    The period ends at the date of meeting N+1 or, if that is not known, after `due_soon_days`.
    """
    after = seen.whole.calendar.following(seen.meeting_number)
    following = seen.register.meetings.get(after or 0)
    soon = min(seen.register.config.settings.due_soon_days, (date.max - seen.day).days)
    until = following.date if following and following.date else seen.day + timedelta(days=soon)
    due = [c for c in seen.cards if c.is_open and c.due and seen.day < c.due <= until]
    return tuple(sorted(due, key=lambda card: (card.due, id_order(card.id))))


def _reporting(seen: View) -> Iterable[Reporting]:
    open_cards = [card for card in seen.cards if card.is_open]
    required = Counter(card.lead for card in open_cards)
    submitted = Counter(
        c.lead for c in open_cards if lead_result(seen.shown(c.id), seen.meeting_number)
    )
    for code in (*_codes(seen), *([None] if required[None] else [])):
        yield Reporting(
            code, required[code], submitted[code], rate(submitted[code], required[code])
        )


def _codes(seen: View) -> list[str]:
    """Return all agencies in protocol order, followed by codes that only cards name, sorted."""
    known = [agency.code for agency in seen.register.agencies]
    named = {card.lead for card in seen.cards if card.lead}
    named |= {partner for card in seen.cards for partner in card.partners}
    return [*known, *sorted(named - set(known))]


def _agencies(seen: View) -> Iterable[AgencyCounts]:
    led: dict[str | None, list[CardFacts]] = {}
    for card in seen.cards:
        led.setdefault(card.lead, []).append(card)
    helped = Counter(code for card in seen.cards for code in {*card.partners})
    for code in _codes(seen):
        own = led.get(code, [])
        yield AgencyCounts(
            code,
            lead=len(own),
            partner=helped[code],
            open=sum(1 for card in own if card.is_open),
            done=sum(1 for card in own if is_done(card)),
            overdue=sum(1 for card in own if overdue_days(card, seen.day)),
            not_submitted=sum(1 for card in own if seen.standing(card.id).not_submitted),
        )


def _money(seen: View) -> Money:
    cards = tuple(
        row
        for row in (_card_money(card, seen) for card in seen.cards)
        if (row.planned, row.spent) != (None, None)
    )
    planned = [row.planned for row in cards if row.planned is not None]
    spent = [row.spent for row in cards if row.spent is not None]
    total_planned = sum(planned) if planned else None
    total_spent = sum(spent) if spent else None
    unit = seen.register.config.money
    return Money(
        unit.currency,
        unit.unit,
        total_planned,
        total_spent,
        rate(total_spent, total_planned),
        cards,
    )


def _card_money(card: CardFacts, seen: View) -> CardMoney:
    standing = seen.standing(card.id)
    planned, spent = standing.planned, standing.spent
    return CardMoney(card, planned, standing.is_rough, spent, rate(spent, planned))


def _indicators(seen: View) -> Iterable[IndicatorFact]:
    for card in seen.cards:
        for measure in seen.standing(card.id).measures:
            yield IndicatorFact(card, measure)


def _closed(seen: View, changed: Changes) -> Iterable[ClosedCard]:
    since = {move.id: move.event.date for move in changed.into(State.CLOSED)}
    for facts in seen.cards:
        if not facts.is_open and facts.id in since:
            card = seen.shown(facts.id)
            evidence = tuple(e for result in card.results for e in result.evidence)
            is_late = seen.standing(card.id).is_late
            yield ClosedCard(card, since[card.id], is_late, evidence)
