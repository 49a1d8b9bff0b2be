"""The charts: their numbers, and that the table behind each chart agrees."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import DAYS, decks
from support.models import REGISTERED, card, entry, register, report, result

from cardctl.domain.card import Card
from cardctl.domain.signal import Colour
from cardctl.domain.view import View
from cardctl.domain.workflow import State
from cardctl.report.charts import Execution, execution, states_by_meeting, totals_by_meeting
from cardctl.report.compute import meeting_report, totals
from cardctl.report.document import Chart, Document, Table
from cardctl.report.facts import MeetingReport
from cardctl.report.layout import layout
from cardctl.report.plain import plain_report
from cardctl.report.words import NOTHING

LATER = date(2024, 12, 1)
CLAIM = entry("2024-05-01", state="submitted", outcome="completed")
CLOSING = entry("2024-07-10", state="closed", outcome="completed", meeting=2)


def charts(document: Document) -> dict[str, Chart]:
    return {block.title: block for block in document.blocks if isinstance(block, Chart)}


def two_meetings() -> MeetingReport:
    """Return a report to meeting 3 with one done card, one open, and one of meeting 2."""
    return report(
        card("M01-001", REGISTERED, CLAIM, CLOSING),
        card("M01-002"),
        card("M02-001", {**REGISTERED, "date": "2024-07-10"}),
        number=3,
        day=LATER,
    )


def test_totals_of_each_past_report_are_as_reported() -> None:
    second, third = totals_by_meeting(two_meetings())
    assert (second.number, third.number) == (2, 3)
    assert (second.totals.cards, second.totals.completion.done) == (2, 0)
    assert (third.totals.cards, third.totals.completion.done) == (3, 1)
    assert third.totals.by_signal[Colour.BLUE] == 1


def test_report_without_cards_has_no_totals() -> None:
    assert totals_by_meeting(report(number=3, day=LATER)) == ()


def test_states_are_counted_by_deciding_meeting() -> None:
    found = states_by_meeting(two_meetings())
    assert list(found) == [1, 2]
    none = dict.fromkeys(State, 0)
    assert found[1] == {**none, State.CLOSED: 1, State.REGISTERED: 1}
    assert found[2] == {**none, State.REGISTERED: 1}


def test_money_is_summed_by_lead_in_protocol_order_with_unowned_last() -> None:
    spent = [result(2, "2024-05-01", spent=5)]
    made = report(
        card("M01-001", {**REGISTERED, "lead": None}, budget=[{"planned": 7}]),
        card("M01-002", budget=[{"planned": 10}], results=spent),
        card("M01-003", budget=[{"planned": 30}]),
        card("M01-004", {**REGISTERED, "lead": "moef"}, results=[{**spent[0], "by": "moef"}]),
        card(
            "M01-006",
            {**REGISTERED, "lead": "mois"},
            budget=[{"planned": 5}],
            results=[{**spent[0], "by": "mois"}],
        ),
        card("M01-005", {**REGISTERED, "lead": "ulsan"}),
    )
    assert execution(made) == (
        Execution("mois", 5, 5),
        Execution("moef", None, 5),
        Execution("busan", 40, 5),
        Execution(None, 7, None),
    )
    chart = charts(layout(made, "en"))["Execution by agency"]
    assert chart.labels == ("Interior", "Finance", "Busan", "no lead agency")
    assert chart.series[0].values == (100.0, None, 12.5, None)
    assert plain_report(made)["money"]["by_agency"][2] == {
        "agency": "busan", "planned": 40, "spent": 5, "rate": 0.125,
    }  # fmt: skip


def test_json_contains_the_numbers_of_the_charts() -> None:
    data = plain_report(two_meetings())
    before, now = data["over_the_meetings"]
    assert (before["meeting"], before["as_of"], now["as_of"]) == (2, "2024-07-10", "2024-12-01")
    assert {key: now[key] for key in ("cards", "by_signal", "completion")} == {
        key: data["summary"][key] for key in ("cards", "by_signal", "completion")
    }
    assert [row["meeting"] for row in data["states_by_meeting"]] == [1, 2]
    assert data["states_by_meeting"][0]["by_state"]["closed"] == 1


def test_rates_are_drawn_only_if_there_are_two_to_compare() -> None:
    of_two = card("M01-002", {**REGISTERED, "lead": None}, budget=[{"planned": 3}])
    budget = [{"planned": 7}]
    unspent = layout(report(card("M01-001", budget=budget), of_two), "en")
    assert not any(isinstance(b, Table) and b.caption for b in unspent.blocks)
    spent = card("M01-001", budget=budget, results=[result(2, "2024-05-01", spent=1)])
    document = layout(report(spent, of_two), "en")
    assert charts(document) == {}
    (table,) = (b for b in document.blocks if isinstance(b, Table) and b.caption)
    assert table.caption == "Execution by agency"
    assert [row[1].text for row in table.rows] == ["KRW 7 million", "KRW 3 million"]


def test_full_view_has_charts_over_meetings_and_the_others_have_none() -> None:
    made = two_meetings()
    assert list(charts(layout(made, "en"))) == [
        "Card states by meeting",
        "Signals by meeting",
        "Completion over time",
    ]
    for view in ("brief", "summary", "agency:busan"):
        assert charts(layout(made, "en", view)) == {}
    assert charts(layout(report(), "en")) == {}


@settings(max_examples=40, deadline=None)
@given(decks(), st.integers(1, 4), DAYS, st.sampled_from(["en", "ko"]))
def test_table_behind_a_chart_matches_the_drawing(
    cards: list[Card], number: int, day: date, lang: str
) -> None:
    made = meeting_report(register(*cards), number, day)
    for chart in charts(layout(made, lang)).values():
        assert chart.title == chart.table.caption
        assert [row[0].text for row in chart.table.rows] == list(chart.labels)
        for index, row in enumerate(chart.table.rows):
            drawn = [series.values[index] for series in chart.series]
            texts = [cell.text for cell in row]
            if chart.percent:
                (value,) = drawn
                assert texts[-1] == (NOTHING if value is None else f"{value:,.1f}%")
            else:
                total = sum(value or 0 for value in drawn)
                assert texts[-len(drawn) - 1 :] == [f"{n:,}" for n in (*drawn, total)]


@settings(max_examples=40, deadline=None)
@given(decks(), st.integers(1, 4), DAYS)
def test_last_totals_equal_the_summary_and_previous_totals_the_previous_report(
    cards: list[Card], number: int, day: date
) -> None:
    made = meeting_report(register(*cards), number, day)
    by_number = {
        meeting_totals.number: meeting_totals.totals for meeting_totals in totals_by_meeting(made)
    }
    assert by_number.get(number, made.summary) == made.summary
    if made.previous and made.previous.cards:
        assert by_number[number - 1] == made.previous


@settings(max_examples=80, deadline=None)
@given(decks(), st.integers(1, 4), DAYS)
def test_totals_of_every_meeting_equal_those_of_its_report(
    cards: list[Card], number: int, day: date
) -> None:
    made = meeting_report(register(*cards), number, day)
    for meeting_totals in totals_by_meeting(made):
        assert meeting_totals.totals == totals(
            View(register(*cards), meeting_totals.number, meeting_totals.seen.day)
        )
