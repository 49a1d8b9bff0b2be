"""The facts of the report to meeting N, rule by rule, and their JSON format."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import DAYS, decks
from support.models import AGENCIES, M2, REGISTERED, card, entry, meetings, register, report, result

from cardctl.domain.card import Card
from cardctl.domain.follow_up import FollowUp
from cardctl.domain.signal import Colour
from cardctl.domain.view import default_as_of
from cardctl.domain.workflow import Outcome, State
from cardctl.errors import Unknown
from cardctl.finding import Finding, Severity
from cardctl.i18n import _
from cardctl.report.compute import meeting_report
from cardctl.report.plain import VOLATILE, plain_report, sealed_facts

SUBMITTED = entry("2024-05-01", state="submitted", outcome="completed")
CLOSED = entry("2024-07-10", state="closed", outcome="completed", meeting=2)
LATER = date(2024, 12, 1)

SHAPE: dict[str, Any] = {
    "meeting": {"number", "date", "place", "title", "kind"},
    "as_of": None,
    "edition": {"kind", "papers_close", "computed_on"},
    "revision": None,
    "audience": None,
    "withheld": None,
    "seal": None,
    "generated_from": {"cards", "meetings", "agencies"},
    "unreadable": None,
    "findings": {"errors", "warnings"},
    "summary": {
        "cards", "open", "by_state", "by_outcome", "by_signal", "by_follow_up", "completion",
        "newly_done", "newly_red", "previous",
    },
    "over_the_meetings": {
        "meeting", "as_of", "cards", "open", "by_state", "by_outcome", "by_signal", "by_follow_up",
        "completion",
    },
    "states_by_meeting": {"meeting", "by_state"},
    "decisions": {"confirm", "due_dates", "holds"},
    "previous_meeting": {
        "id", "title", "lead", "partners", "state", "outcome", "due", "follow_up", "signal",
        "reasons", "plan", "result", "partner_results", "progress", "next",
    },
    "hard_to_implement": {"id", "reason", "substitute"},
    "carried_over": {"id", "age_meetings", "age_days", "extended"},
    "changes": {
        "new", "closed", "reopened", "moved", "due_moved", "corrections", "balance", "meetings",
    },
    "overdue": {"id", "days"},
    "due_next": {"id", "due"},
    "not_submitted": None,
    "reporting": {"agency", "required", "submitted", "rate"},
    "agencies": {"code", "lead", "partner", "open", "done", "overdue", "not_submitted"},
    "money": {"currency", "unit", "planned", "spent", "rate", "cards", "by_agency"},
    "indicators": {"id", "indicator", "baseline", "target", "latest", "share", "date"},
    "closed": {"id", "outcome", "date", "late", "evidence"},
    "cards": None,
}  # fmt: skip


def full_register() -> tuple[Card, ...]:
    """Return cards that fill every section of report 3."""
    return (
        card("M01-001", REGISTERED, SUBMITTED, CLOSED, results=[result(2, "2024-05-01")]),
        card("M01-002", {**REGISTERED, "due": "2024-08-01"}, budget=[{"planned": 100}]),
        card(
            "M01-003",
            REGISTERED,
            entry("2024-09-01", state="submitted", outcome="infeasible", note="n", substitute="s"),
        ),
        card(
            "M02-001",
            entry("2024-07-10", state="registered", due="2024-12-31"),
            entry("2024-09-01", due="2025-01-10", note="more time"),
            indicators=[{"id": "a", "name": "A", "target": 4}],
            results=[result(3, "2024-11-01", readings={"a": "1.5"}, spent=30)],
        ),
    )


def test_json_has_exactly_the_documented_keys() -> None:
    data = plain_report(report(*full_register(), number=3, day=LATER))
    assert set(data) == set(SHAPE)
    for key, keys in SHAPE.items():
        if keys is not None:
            one = data[key][0] if isinstance(data[key], list) else data[key]
            assert set(one) == keys, key
    assert set(data["summary"]["completion"]) == {"done", "counted", "rate", "claimed"}
    assert set(data["summary"]["previous"]) == SHAPE["summary"] - {
        "newly_done", "newly_red", "previous",
    }  # fmt: skip
    assert set(data["changes"]["moved"][0]) == {"id", "from", "to", "date"}
    assert set(data["changes"]["due_moved"][0]) == {"id", "from", "to", "reason"}
    assert set(data["changes"]["balance"]) == {
        "open_before", "new", "reopened", "closed", "corrected", "open_now",
    }  # fmt: skip
    assert set(data["money"]["cards"][0]) == {"id", "planned", "spent", "rate"}


def test_json_is_plain_data() -> None:
    data = plain_report(report(*full_register(), number=3, day=LATER))
    assert json.loads(json.dumps(data)) == data
    assert data["indicators"][0]["latest"] == 1.5


# Head


def test_meeting_that_is_neither_registered_nor_next_is_unknown() -> None:
    with pytest.raises(Unknown, match="no meeting '5'"):
        report(number=5)


def test_the_next_meeting_may_have_no_file_yet() -> None:
    head = plain_report(report(number=4, day=LATER))["meeting"]
    assert head == {
        "number": 4,
        "kind": None,
        "date": None,
        "place": None,
        "title": {"en": "Council, meeting 4", "ko": "제4회 협의회"},
    }


def test_the_head_counts_the_whole_register_and_its_findings() -> None:
    def finding(severity: Severity) -> Finding:
        return Finding("M01/M01-001.yaml", (), "CC000", "some-rule", _("x"), severity)

    found = tuple(map(finding, [Severity.ERROR, Severity.WARNING, Severity.NOTE, Severity.WARNING]))
    made = report(card("M01-001"), card("M02-001"), findings=found)
    assert (made.errors, made.warnings) == (1, 2)
    assert made.generated_from == {"cards": 2, "meetings": 3, "agencies": len(AGENCIES)}
    assert made.summary.cards == 1


def test_unreadable_files_are_named() -> None:
    made = report(
        unreadable={"M01/M01-009.yaml": "M01-009"},
        unreadable_meetings=frozenset({2}),
        agencies_known=False,
    )
    assert made.unreadable == ("agencies.yaml", "M01/M01-009.yaml", "M02/meeting.yaml")


def test_sealed_facts_have_the_keys_of_the_first_seals() -> None:
    made = report(*full_register(), number=3, day=LATER)
    sealed, data = sealed_facts(made), plain_report(made)
    assert set(data) - set(sealed) == set(VOLATILE)
    added = {"by_follow_up"}
    assert set(data["summary"]) - set(sealed["summary"]) == added
    for now, then in (
        (data["summary"]["previous"], sealed["summary"]["previous"]),
        (data["over_the_meetings"][0], sealed["over_the_meetings"][0]),
    ):
        assert set(now) - set(then) == added
        assert set(now["completion"]) - set(then["completion"]) == {"claimed"}
    for key in ("cards", "previous_meeting"):
        assert set(data[key][0]) - set(sealed[key][0]) == {"follow_up"}


# Summary


def test_totals_count_every_state_outcome_and_colour() -> None:
    totals = report(*full_register(), number=3, day=LATER).summary
    assert (totals.cards, totals.open) == (4, 3)
    assert totals.by_state == {
        **dict.fromkeys(State, 0), State.REGISTERED: 2, State.SUBMITTED: 1, State.CLOSED: 1,
    }  # fmt: skip
    assert totals.by_outcome == {**dict.fromkeys(Outcome, 0), Outcome.COMPLETED: 1}
    assert totals.by_signal == {
        **dict.fromkeys(Colour, 0), Colour.BLUE: 1, Colour.RED: 2, Colour.AMBER: 1,
    }  # fmt: skip
    assert totals.by_follow_up == {
        **dict.fromkeys(FollowUp, 0), FollowUp.DONE: 1, FollowUp.TO_CONFIRM: 1, FollowUp.DELAYED: 2,
    }  # fmt: skip


def test_claims_are_counted_beside_the_completion_rate() -> None:
    claim = entry("2024-05-01", state="submitted", outcome="completed")
    refused = entry("2024-05-01", state="submitted", outcome="infeasible", note="n", substitute="s")
    made = report(card("M01-001", REGISTERED, claim), card("M01-002", REGISTERED, refused))
    assert made.summary.completion == (0, 2, 0.0, 1)


def test_red_cards_are_ordered_by_reason_then_by_days_overdue() -> None:
    infeasible = entry(
        "2024-02-01", state="submitted", outcome="infeasible", note="n", substitute="s"
    )
    made = report(
        card("M01-001", REGISTERED, infeasible),
        card("M01-002", {**REGISTERED, "due": "2024-05-01"}),
        card("M01-003", {**REGISTERED, "due": "2024-04-01"}),
        card("M01-004"),
    )
    assert [red.id for red in made.red] == ["M01-003", "M01-002", "M01-001"]


@pytest.mark.parametrize(
    ("outcomes", "done", "counted"),
    [
        ([], 0, 1),
        (["completed", "sustained"], 2, 3),
        (["infeasible", "withdrawn"], 0, 3),
        (["noted", "merged", "split", "superseded"], 0, 1),
    ],
)
def test_completion_rate_excludes_only_cards_closed_as_not_counted(
    outcomes: list[str], done: int, counted: int
) -> None:
    closed = [
        card(f"M01-{n:03d}", REGISTERED, {**CLOSED, "meeting": 1, "outcome": outcome})
        for n, outcome in enumerate(outcomes, 2)
    ]
    completion = report(card("M01-001"), *closed).summary.completion
    assert (completion.done, completion.counted) == (done, counted)
    assert completion.rate == round(done / counted, 4)


def test_rate_is_none_if_nothing_is_counted() -> None:
    assert report().summary.completion.rate is None


def test_newly_done_and_newly_red_are_relative_to_the_previous_report() -> None:
    made = report(*full_register(), number=3, day=LATER)
    assert made.newly_done == ("M01-001",)
    assert made.newly_red == ("M01-002", "M01-003")
    assert report(*full_register(), number=4, day=date(2025, 6, 1)).newly_done == ()


# Decisions


def test_decisions_are_claims_moved_due_dates_and_holds_to_review() -> None:
    hold = entry("2024-03-01", state="on_hold", note="no money", review=2)
    made = report(
        card("M01-001", REGISTERED, SUBMITTED),
        card("M01-002", REGISTERED, hold),
        card("M01-003", REGISTERED, {**hold, "review": 3}),
        card("M01-004", REGISTERED, entry("2024-03-01", due="2025-03-01", note="later")),
    )
    assert plain_report(made)["decisions"] == {
        "confirm": ["M01-001"],
        "due_dates": ["M01-004"],
        "holds": ["M01-002"],
    }


# Matters


def test_previous_meeting_lists_its_cards_with_the_lead_result() -> None:
    own, others = result(2, "2024-05-01"), result(2, "2024-04-01", "ulsan")
    made = report(card("M01-001", results=[others, own]), card("M02-001"))
    (matter,) = made.previous_meeting
    assert matter.result is not None
    assert matter.result.by == "busan"
    assert [one.by for one in matter.partner_results] == ["ulsan"]


def test_a_result_filed_after_the_as_of_date_is_not_heard() -> None:
    (matter,) = report(card("M01-001", results=[result(2, "2024-07-11")])).previous_meeting
    assert matter.result is None


def test_infeasible_claim_shows_its_reason_and_measures() -> None:
    claim = entry("2024-05-01", state="submitted", outcome="infeasible", note="n", substitute="s")
    closing = entry("2024-07-10", state="closed", outcome="infeasible", meeting=2)
    one = card("M01-001", REGISTERED, claim, closing)
    for number, day in ((2, M2), (3, LATER)):
        (hard,) = report(one, number=number, day=day).hard_to_implement
        assert (hard.reason, hard.substitute) == ("n", "s")
    assert report(one, number=4, day=date(2025, 6, 1)).hard_to_implement == ()


def test_carried_over_cards_are_older_than_the_previous_meeting() -> None:
    moved = entry("2024-03-01", due="2025-03-01", note="later")
    made = report(
        card("M02-001"), card("M01-002", REGISTERED, moved), card("M01-001"), number=3, day=LATER
    )
    rows = [(r.card.id, r.age_meetings, r.age_days, r.extended) for r in made.carried_over]
    assert rows == [("M01-001", 2, 326, 0), ("M01-002", 2, 326, 1)]


# Changes


def test_changes_list_new_closed_moved_and_postponed_cards() -> None:
    changes = plain_report(report(*full_register(), number=3, day=LATER))["changes"]
    assert changes["new"] == ["M02-001"]
    assert changes["closed"] == ["M01-001"]
    assert changes["moved"][0] == {
        "id": "M01-001", "from": "submitted", "to": "closed", "date": "2024-07-10",
    }  # fmt: skip
    assert changes["due_moved"] == [
        {"id": "M02-001", "from": "2024-12-31", "to": "2025-01-10", "reason": "more time"}
    ]
    assert changes["balance"] == {
        "open_before": 3, "new": 1, "reopened": 0, "closed": 1, "corrected": 0, "open_now": 3,
    }  # fmt: skip


# Due dates and results


def test_overdue_cards_are_listed_worst_first() -> None:
    made = report(
        card("M01-001", {**REGISTERED, "due": "2024-07-01"}),
        card("M01-002", {**REGISTERED, "due": "2024-02-01"}),
    )
    assert plain_report(made)["overdue"] == [
        {"id": "M01-002", "days": 160},
        {"id": "M01-001", "days": 9},
    ]


@pytest.mark.parametrize(
    ("number", "day", "within", "beyond"),
    [
        (2, M2, "2025-01-15", "2025-01-16"),  # the date of meeting 3 is known
        (3, LATER, "2025-03-01", "2025-03-02"),  # meeting 4 has none: 90 days
    ],
)
def test_due_next_covers_until_the_next_meeting_or_ninety_days(
    number: int, day: date, within: str, beyond: str
) -> None:
    today = {**REGISTERED, "due": day.isoformat()}
    made = report(
        card("M01-001", {**REGISTERED, "due": within}),
        card("M01-002", {**REGISTERED, "due": beyond}),
        card("M01-003", today),
        number=number,
        day=day,
    )
    assert [one.id for one in made.due_next] == ["M01-001"]


def test_period_of_due_next_ends_with_the_calendar() -> None:
    late = card("M01-001", {**REGISTERED, "due": "9999-12-31"})
    made = report(late, number=3, day=date(9999, 12, 30))
    assert [one.id for one in made.due_next] == ["M01-001"]


def test_reporting_rates_cover_open_lead_cards_and_list_unowned_separately() -> None:
    made = report(
        card("M01-001", results=[result(2, "2024-05-01")]),
        card("M01-002"),
        card("M01-003", {**REGISTERED, "lead": None}, results=[result(2, "2024-05-01")]),
        card("M01-004", REGISTERED, {**CLOSED, "meeting": 1}),
    )
    rows = {row.agency: (row.required, row.submitted, row.rate) for row in made.reporting}
    assert rows["busan"] == (2, 1, 0.5)
    assert rows[None] == (1, 1, 1.0)
    assert rows["moef"] == (0, 0, None)
    assert [one.id for one in made.not_submitted] == ["M01-002"]


# Agencies, money, indicators, closed


def test_agencies_are_in_protocol_order_and_count_their_lead_cards() -> None:
    made = report(
        card("M01-001", {**REGISTERED, "due": "2024-02-01"}, partners=["ulsan", "zoo"]),
        card("M01-002", REGISTERED, SUBMITTED, {**CLOSED, "meeting": 1}, partners=["ulsan"]),
    )
    codes = [row.code for row in made.agencies]
    assert codes == ["mois", "moef", "busan", "ulsan", "zoo"]
    rows = {row.code: row for row in made.agencies}
    busan, ulsan = rows["busan"], rows["ulsan"]
    assert (busan.lead, busan.open, busan.done, busan.overdue, busan.not_submitted) == (
        2,
        1,
        1,
        1,
        1,
    )
    assert (ulsan.lead, ulsan.partner, ulsan.overdue) == (0, 2, 0)


def test_money_sums_stated_amounts_only() -> None:
    made = report(
        card("M01-001", budget=[{"planned": 300}], results=[result(2, "2024-05-01", spent=100)]),
        card("M01-002", budget=[{"planned": 100}]),
        card("M01-003", results=[result(2, "2024-05-01", spent=1)]),
        card("M01-004"),
    )
    assert (made.money.planned, made.money.spent, made.money.rate) == (400, 101, 0.2525)
    assert [(row.card.id, row.rate) for row in made.money.cards] == [
        ("M01-001", 0.3333), ("M01-002", None), ("M01-003", None),
    ]  # fmt: skip


def test_indicator_without_a_reading_has_no_share() -> None:
    (row,) = report(card("M01-001", indicators=[{"id": "a", "name": "A", "target": 4}])).indicators
    assert (row.measure.latest, row.measure.share, row.measure.date) == (None, None, None)


def test_closed_cards_are_still_closed_with_evidence_and_late_flag() -> None:
    evidence = [{"kind": "agreement", "title": "Agreement"}]
    late = card(
        "M01-001",
        {**REGISTERED, "due": "2024-02-01"},
        SUBMITTED,
        CLOSED,
        results=[result(2, "2024-05-01", evidence=evidence)],
    )
    again = entry("2024-08-01", state="in_progress", note="a court said so")
    reopened = card("M01-002", REGISTERED, SUBMITTED, CLOSED, again)
    (row,) = plain_report(report(late, reopened, number=3, day=LATER))["closed"]
    assert row == {
        "id": "M01-001",
        "outcome": "completed",
        "date": "2024-07-10",
        "late": True,
        "evidence": evidence,
    }


# Laws


@settings(max_examples=80, deadline=None)
@given(decks(), st.integers(1, 4), DAYS, st.sampled_from(["closed", "in_progress", "on_hold"]))
def test_report_does_not_change_after_its_meeting(
    cards: list[Card], number: int, day: date, state: str
) -> None:
    deed = entry(day.isoformat(), state=state, outcome="completed", due="2030-01-01")
    (event,) = card("M01-001", {**deed, "meeting": number}).history
    after = [one.model_copy(update={"history": (*one.history, event)}) for one in cards]
    new = card(f"M{number:02d}-099", entry(day.isoformat(), state="registered"))

    def facts(*deck: Card) -> Any:
        data = plain_report(meeting_report(register(*deck), number, day))
        return {key: value for key, value in data.items() if key != "generated_from"}

    assert facts(*after, new) == facts(*cards)


@settings(max_examples=80, deadline=None)
@given(decks(), st.integers(2, 3))
def test_previous_numbers_equal_those_of_the_previous_report(
    cards: list[Card], number: int
) -> None:
    whole = register(*cards, meetings=meetings(m3={"papers": "2025-01-06"}))
    today = date(2026, 1, 1)
    now = meeting_report(whole, number, default_as_of(whole, number, today))
    before = meeting_report(whole, number - 1, default_as_of(whole, number - 1, today))
    assert now.previous == before.summary


@settings(max_examples=80, deadline=None)
@given(decks(), st.integers(1, 4), DAYS)
def test_every_total_is_the_sum_of_its_parts(cards: list[Card], number: int, day: date) -> None:
    made = meeting_report(register(*cards), number, day)
    totals = made.summary
    assert sum(totals.by_state.values()) == sum(totals.by_signal.values()) == totals.cards
    assert sum(totals.by_outcome.values()) == totals.cards - totals.open
    assert sum(row.required for row in made.reporting) == totals.open == len(made.cards)
    assert sum(row.not_submitted for row in made.agencies) <= len(made.not_submitted)
    assert made.balance.adds_up
