"""Where cards stand: intervals and kept facts say what the views say, on every day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import DAYS, calendars, decks
from support.models import M2, M3, REGISTERED, card, entry, register, result

from cardctl.app.card_fields import FIELDS, rows
from cardctl.cache.facts import CachedFacts, facts_text, statuses_text
from cardctl.domain import standing
from cardctl.domain.card import Card
from cardctl.domain.in_force import Versions
from cardctl.domain.meeting import Meeting
from cardctl.domain.register import Register
from cardctl.domain.signal import Reason
from cardctl.domain.standing import Span, spans, status_on
from cardctl.domain.view import View
from cardctl.report.audience import Audience
from cardctl.report.compute import meeting_report
from cardctl.report.plain import plain_report

DAY = timedelta(days=1)


def days_of(register: Register) -> list[date]:
    """Return every day on which anything may change, with its neighbours, and some others."""
    found = {date(2023, 1, 1), date(2030, 1, 1)}
    for one in register:
        found.update(Versions(one, register.calendar).days)
        found.update(event.due for event in one.history if event.due)
        found.update(step.due for step in (one.plan.steps if one.plan else ()) if step.due)
    found.update(day for m in register.meetings.values() for day in (m.date, m.papers) if day)
    later = [day + timedelta(days=d) for day in found for d in (30, 31)]
    return sorted({day + d * DAY for day in [*found, *later] for d in (-1, 0, 1)})


def span_on(day: date, found: tuple[Span, ...]) -> Span | None:
    return next((span for span in reversed(found) if span.since <= day), None)


def differences(whole: Register) -> Iterator[tuple[str, date]]:
    """Yield each card and day on which its intervals say something else than the view."""
    found = {one.id: tuple(spans(one, whole)) for one in whole}
    for day in days_of(whole):
        number = whole.calendar.report_on(day)
        assert number is not None
        view = View(whole, number, day)
        for one in whole:
            seen, span = view.card(one.id), span_on(day, found[one.id])
            if not whole.calendar.is_before(one.meeting, number):
                continue  # an earlier day than the report that is the first to show it
            if seen is None or span is None:
                told: object = None if seen is None and span is None else "one is missing"
            else:
                told = (
                    None
                    if (span.card, span.standing, span.signal, span.status)
                    == (seen, view.standing(one.id), view.signal(one.id), view.status(one.id))
                    else span
                )
            if told is not None:
                yield one.id, day


@settings(max_examples=100, deadline=None)
@given(decks(), calendars())
def test_intervals_say_what_the_report_of_each_day_says(
    cards: list[Card], meetings: dict[int, Meeting]
) -> None:
    assert not list(differences(register(*cards, meetings=meetings)))


OPEN_STEP = {"steps": [{"id": "a", "title": "A", "due": "2024-03-01"}]}
MOVED = entry("2024-02-01", due="2025-12-31")
FILED = [result(n, day) for n, day in ((2, "2024-01-11"), (3, "2024-07-11"), (4, "2025-01-16"))]


@pytest.mark.parametrize(
    ("one", "reason", "day"),
    [
        (card("M01-001", {**REGISTERED, "due": "2024-03-01"}), Reason.OVERDUE, "2024-03-02"),
        (card("M01-001", plan=OPEN_STEP), Reason.STEP_OVERDUE, "2024-03-02"),
        (card("M01-001", {**REGISTERED, "lead": None}), Reason.UNOWNED, "2024-02-10"),
        (card("M01-001", REGISTERED, MOVED), Reason.SLIPPED, "2024-02-01"),
        (card("M01-001"), Reason.STAGNANT, "2024-07-11"),
    ],
)  # fmt: skip
def test_span_begins_on_the_day_on_which_a_reason_does(one: Card, reason: Reason, day: str) -> None:
    found = spans(one, register(one))
    first = next(span for span in found if reason in span.signal.reasons)
    assert first.since.isoformat() == day


def test_red_begins_after_the_days_of_the_settings() -> None:
    one = card("M01-001", {**REGISTERED, "due": "2024-03-01"}, results=FILED)
    found = spans(one, register(one))
    assert next(span.since for span in found if span.signal.colour == "red") == date(2024, 4, 1)


@pytest.mark.parametrize("kind", range(4))
def test_proof_finds_a_kind_of_turning_day_that_is_left_out(
    kind: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = (
        card("M01-001", {**REGISTERED, "due": "2024-03-01"}, results=FILED),
        card("M01-002", plan=OPEN_STEP, results=FILED),
        card("M01-003", {**REGISTERED, "lead": None}, results=FILED),
    )
    assert not list(differences(register(*cards)))
    real = standing.turning_limits

    def without(*given: object) -> list[object]:
        return [limit for n, limit in enumerate(real(*given)) if n != kind]  # type: ignore[arg-type]

    monkeypatch.setattr(standing, "turning_limits", without)
    assert list(differences(register(*cards)))


def test_last_day_of_the_calendar_is_no_turning_day() -> None:
    one = card("M01-001", {**REGISTERED, "due": "9999-12-31"}, results=FILED)
    assert {span.signal.colour for span in spans(one, register(one))} >= {"green"}


# Kept facts -------------------------------------------------------------------------------------


class Unread(Mapping[str, Card]):
    """The cards of a register, which notes those that are read."""

    def __init__(self, cards: Mapping[str, Card]) -> None:
        self._cards = cards
        self.read: set[str] = set()

    def __getitem__(self, identifier: str) -> Card:
        self.read.add(identifier)
        return self._cards[identifier]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cards)

    def __len__(self) -> int:
        return len(self._cards)


def with_known(whole: Register) -> Register:
    """Return the register with the facts of all its cards, as the index keeps them."""
    known = {
        one.id: CachedFacts(facts_text(one, whole, b"b"), statuses_text(one, whole, b"b"))
        for one in whole
    }
    return replace(whole, cards=Unread(whole.cards)).with_known(known)


@settings(max_examples=150, deadline=None)
@given(decks(), calendars(), st.integers(1, 6), DAYS)
def test_view_of_known_cards_equals_that_of_read_ones(
    cards: list[Card], meetings: dict[int, Meeting], number: int, day: date
) -> None:
    whole = register(*cards, meetings=meetings)
    view, known = View(whole, number, day), View(with_known(whole), number, day)
    while True:
        assert [one.id for one in known.cards] == [one.id for one in view.cards]
        for one, kept in zip(view.cards, known.cards, strict=True):
            names = ("id", "title", "decision", "meeting", "item", "tags", "lead", "partners")
            names += ("state", "outcome", "due", "visibility", "is_open")
            assert [getattr(kept, n) for n in names] == [getattr(one, n) for n in names]
            assert list(kept.relations.all()) == list(one.relations.all())
            assert known.standing(one.id) == view.standing(one.id)
            assert known.signal(one.id) == view.signal(one.id)
            assert known.status(one.id) == view.status(one.id)
        if view.previous is None or known.previous is None:
            assert view.previous == known.previous is None
            return
        view, known = view.previous, known.previous


@settings(max_examples=150, deadline=None)
@given(decks(), calendars(), DAYS)
def test_list_of_known_cards_equals_that_of_read_ones(
    cards: list[Card], meetings: dict[int, Meeting], day: date
) -> None:
    whole = register(*cards, meetings=meetings)
    plain, known = (
        [[row.value(name) for name in FIELDS] for row in rows(each, day)]
        for each in (whole, with_known(whole))
    )
    assert known == plain


@settings(max_examples=150, deadline=None)
@given(decks(), calendars(), st.integers(1, 6), DAYS, st.sampled_from(Audience))
def test_report_of_known_cards_equals_that_of_read_ones(
    cards: list[Card], meetings: dict[int, Meeting], number: int, day: date, audience: Audience
) -> None:
    whole = register(*cards, meetings=meetings)
    if not whole.calendar.is_known(number) or not whole.calendar.can_hear(number):
        return
    plain = meeting_report(whole, number, day, audience=audience)
    known = meeting_report(with_known(whole), number, day, audience=audience)
    assert plain_report(known) == plain_report(plain)


@pytest.mark.parametrize("more", [{}, {"plan": {"no_steps": "It is small."}}, {"results": []}])
def test_known_card_is_reported_with_the_same_keys(more: dict[str, object]) -> None:
    whole = register(card("M01-001", **more))
    plain, known = (
        plain_report(meeting_report(each, 4, date(2025, 6, 1)))["cards"]
        for each in (whole, with_known(whole))
    )
    assert known == plain


def test_closed_card_that_nobody_touched_since_is_not_read() -> None:
    done = card(
        "M01-001",
        REGISTERED,
        entry("2024-05-01", state="submitted", outcome="completed"),
        entry("2024-07-10", state="closed", outcome="completed", meeting=2),
        results=[result(2, "2024-05-01")],
    )
    whole = with_known(register(done, card("M01-002")))
    assert plain_report(meeting_report(whole, 4, date(2025, 6, 1)))
    assert isinstance(whole.cards, Unread)
    assert whole.cards.read == {"M01-002"}


def test_statuses_follow_the_reports() -> None:
    one = card("M01-001", {**REGISTERED, "due": "2024-07-01"}, results=FILED)
    whole = register(one)
    kept = CachedFacts(facts_text(one, whole, b"b"), statuses_text(one, whole, b"b")).statuses
    told = [status_on(day, kept) for day in (M2, M3)]
    assert [status and status[2] for status in told] == ["amber", "red"]
    assert status_on(date(2024, 1, 9), kept) is None


def test_copy_with_another_card_or_other_meetings_does_not_have_the_kept_facts() -> None:
    whole = with_known(register(card("M01-001")))
    assert whole.known
    assert not whole.with_card(card("M01-001", title="Another")).known
    assert not whole.with_meetings({}).known
