"""Corrections in the report: what they list, and that they are neither moves nor closings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import DAYS, decks
from support.models import M2, M3, REGISTERED, card, entry, meetings, register, report, result

from cardctl.domain.card import Card
from cardctl.domain.signal import Reason
from cardctl.domain.view import View
from cardctl.report.charts import totals_by_meeting
from cardctl.report.compute import meeting_report, totals
from cardctl.report.document import Table
from cardctl.report.formats import render
from cardctl.report.layout import layout
from cardctl.report.plain import plain_report

SUBMITTED = entry("2024-05-01", state="submitted", outcome="completed")
CLOSED = entry("2024-06-01", state="closed", outcome="completed", meeting=1)
TAKEN_BACK = entry("2024-08-01", state="submitted", corrects={"state": "closed"}, note="too early")
LATER, BEFORE = date(2024, 12, 1), date(2024, 7, 31)


def changes(*cards: Card, day: date = LATER, number: int = 3, **keys: Any) -> dict[str, Any]:
    """Return the changes in the report to meeting 3."""
    made = report(*cards, number=number, day=day, **keys)
    assert made.balance.adds_up
    found = plain_report(made)["changes"]
    assert isinstance(found, dict)
    return found


def balance(*cards: Card, **keys: Any) -> list[int]:
    return list(changes(*cards, **keys)["balance"].values())


def section(*cards: Card, lang: str = "en") -> list[tuple[str, ...]]:
    """Return the rows of the table "Corrections"."""
    blocks = layout(report(*cards, number=3, day=LATER), lang).blocks
    head = {"en": "Corrected", "ko": "정정 대상"}[lang]
    tables = (block for block in blocks if isinstance(block, Table))
    (table,) = (each for each in tables if head in [column.heading for column in each.columns])
    return [tuple(cell.text for cell in row) for row in table.rows]


# Results ----------------------------------------------------------------------------------------

A, B, C = ({"kind": kind, "title": kind[0]} for kind in ("report", "news", "minutes"))
FIRST = result(
    2, "2024-06-01", text="Ten piers.", progress=40, readings={"a": 10}, spent=5, evidence=[A, B]
)
SECOND = result(
    2, "2024-08-01", text="Six piers.", progress=25, readings={"a": 6, "b": 1}, spent=5,
    evidence=[A, C], correction="counted twice",
)  # fmt: skip


def test_a_corrected_result_is_listed_with_old_and_new_values() -> None:
    (found,) = changes(card(results=[FIRST, SECOND]))["corrections"]
    fields = found.pop("fields")
    assert found == {
        "id": "M01-001", "kind": "result", "date": "2024-08-01", "by": "busan", "meeting": 2,
        "reason": "counted twice",
    }  # fmt: skip
    assert {one["field"]: (one["from"], one["to"]) for one in fields} == {
        "text": ("Ten piers.", "Six piers."),
        "progress": (40, 25),
        "readings.a": (10, 6),
        "readings.b": (None, 1),
        "evidence": (FIRST["evidence"], SECOND["evidence"]),
    }


def test_a_corrected_result_is_told_in_words() -> None:
    (row,) = section(card(results=[FIRST, SECOND]))
    assert row == (
        "M01-001",
        "Card M01-001",
        "result for meeting 2",
        """text: Ten piers.\nprogress: 40%\nevidence: [news] n
reading of indicator a: 10\nreading of indicator b: –""",
        """text: Six piers.\nprogress: 25%\nevidence: [minutes] m
reading of indicator a: 6\nreading of indicator b: 1""",
        "counted twice\nBusan (2024-08-01)",
    )
    (row,) = section(card(results=[FIRST, SECOND]), lang="ko")
    assert row[2] == "제2회 회의 보고용 이행결과"
    assert "진도율: 25%" in row[4]


def test_a_revision_that_no_meeting_had_heard_is_not_listed() -> None:
    silent = {key: value for key, value in SECOND.items() if key != "correction"}
    assert changes(card(results=[FIRST, silent]))["corrections"] == []


@pytest.mark.parametrize(
    ("number", "day", "progress", "listed"),
    [
        (2, M2, 40, 0),
        (2, LATER, 25, 1),  # an interim report as of a later day
        (3, BEFORE, 40, 0),
        (3, date(2024, 8, 1), 25, 1),
        (3, M3, 25, 1),
        (4, M3, 25, 0),  # the report to meeting 3 listed it
    ],
)
def test_each_view_shows_one_set_of_results(
    number: int, day: date, progress: int, listed: int
) -> None:
    """Text, progress, readings and spending change together, on the day of the correction."""
    one = card(
        results=[FIRST, SECOND],
        indicators=[{"id": "a", "name": "Piers", "target": 20}],
        budget=[{"planned": 9}],
    )
    data = plain_report(report(one, number=number, day=day))
    (shown,) = data["cards"]
    result_ = [filed for filed in shown["results"] if filed["meeting"] == 2]
    assert [filed["progress"] for filed in result_] == [progress]
    assert shown["progress"] == progress
    assert data["indicators"][0]["latest"] == (10 if progress == 40 else 6)
    assert data["money"]["spent"] == 5
    assert len(data["changes"]["corrections"]) == listed


def test_a_result_for_a_later_meeting_does_not_show_in_the_report_before() -> None:
    one = card(results=[FIRST, result(3, "2024-06-20", progress=90)])
    assert plain_report(report(one, number=2, day=M2))["cards"][0]["progress"] == 40
    corrected = {**SECOND, "date": "2024-08-01"}
    both = card(results=[FIRST, result(3, "2024-07-20", progress=90), corrected])
    shown = plain_report(report(both, number=3, day=LATER))["cards"][0]
    assert shown["progress"] == 90  # that of the last meeting, not of the last filing
    assert shown["result"]["progress"] == 90


# Recorded fields --------------------------------------------------------------------------------

WRONG_DUE = {**REGISTERED, "due": "2024-06-30"}
RIGHT_DUE = entry("2024-08-01", due="2025-06-30", corrects={"due": "2024-06-30"}, note="a typo")


def test_a_corrected_due_date_is_an_erratum_and_no_move() -> None:
    found = changes(card("M01-001", WRONG_DUE, RIGHT_DUE))
    assert (found["due_moved"], found["moved"]) == ([], [])
    assert found["corrections"] == [
        {
            "id": "M01-001", "kind": "field", "date": "2024-08-01", "by": "mois", "meeting": None,
            "fields": [{"field": "due", "from": "2024-06-30", "to": "2025-06-30"}],
            "reason": "a typo",
        }
    ]  # fmt: skip
    (row,) = section(card("M01-001", WRONG_DUE, RIGHT_DUE))
    assert row[2:] == (
        "recorded wrongly", "due date: 2024-06-30", "due date: 2025-06-30",
        "a typo\nInterior (2024-08-01)",
    )  # fmt: skip


def test_a_corrected_due_date_is_late_in_earlier_views_only() -> None:
    one = card("M01-001", WRONG_DUE, RIGHT_DUE)
    before, after = report(one, number=3, day=BEFORE), report(one, number=3, day=LATER)
    assert [(c.id, days) for c, days in before.overdue] == [("M01-001", 31)]
    assert after.overdue == ()
    reasons = {r for matter in after.cards for r in matter.signal.reasons}
    assert Reason.SLIPPED not in reasons
    assert Reason.OVERDUE not in reasons


def test_a_move_to_a_wrong_date_does_not_become_a_second_move() -> None:
    moved = entry("2024-06-01", due="2025-01-31", note="the rain")
    right = entry("2024-08-01", due="2025-03-31", corrects={"due": "2025-01-31"}, note="a typo")
    assert changes(card("M01-001", REGISTERED, moved, right))["due_moved"] == []
    since = {**moved, "date": "2024-07-20"}
    (one,) = changes(card("M01-001", REGISTERED, since, right))["due_moved"]
    assert (one["from"], one["to"]) == ("2024-12-31", "2025-03-31")


def test_a_closing_taken_back_is_counted_as_corrected() -> None:
    one = card("M01-001", REGISTERED, SUBMITTED, CLOSED, TAKEN_BACK)
    found = changes(one)
    assert (found["reopened"], found["closed"]) == ([], [])
    assert balance(one) == [0, 0, 0, 0, 1, 1]
    assert [c["fields"] for c in found["corrections"]] == [
        [{"field": "state", "from": "closed", "to": "submitted"}]
    ]
    assert balance(one, day=BEFORE) == [0, 0, 0, 0, 0, 0]
    assert section(one)[0][3:5] == ("state: closed", "state: submitted")


def test_a_closing_taken_back_and_made_again_adds_up() -> None:
    again = entry("2024-09-01", state="closed", outcome="completed", meeting=2)
    one = card("M01-001", REGISTERED, SUBMITTED, CLOSED, TAKEN_BACK, again)
    assert balance(one) == [0, 0, 0, 1, 1, 0]


def test_a_closing_and_its_correction_since_the_last_report_are_nothing() -> None:
    late = {**CLOSED, "date": "2024-07-20"}
    one = card("M01-001", REGISTERED, SUBMITTED, late, TAKEN_BACK)
    assert balance(one) == [1, 0, 0, 0, 0, 1]
    assert len(changes(one)["corrections"]) == 1


def test_the_balance_names_corrections_only_if_there_are_any() -> None:
    def line(*cards: Card) -> str:
        blocks = layout(report(*cards, number=3, day=LATER), "en").blocks
        return next(
            item.text
            for block in blocks
            for item in getattr(block, "items", ())
            if item.text.startswith("Open before")
        )

    assert line(card()) == "Open before 1 + new 0 + reopened 0 − closed 0 = open now 1"
    taken_back = card("M01-001", REGISTERED, SUBMITTED, CLOSED, TAKEN_BACK)
    assert line(taken_back) == (
        "Open before 0 + new 0 + reopened 0 − closed 0 + corrected 1 = open now 1"
    )
    assert line(void()) == (
        "Open before 1 + new 0 + reopened 0 − closed 0 − corrected 1 = open now 0"
    )


GRANT = entry("2024-07-10", due="2025-03-01", note="granted", meeting=2)
CLOSING = entry("2024-07-10", state="closed", outcome="completed", meeting=2)
AMENDMENT = entry("2024-07-10", amends={"decision": "Ten piers."}, note="less money", meeting=2)


@pytest.mark.parametrize(
    ("did", "right"),
    [
        ([GRANT], {"corrects": {"due": "2025-03-01"}, "due": "2025-04-01"}),
        ([SUBMITTED, CLOSING], {"corrects": {"state": "closed"}, "state": "submitted"}),
        ([AMENDMENT], {"corrects": {"decision": "Six piers."}}),
    ],
)
def test_a_report_does_not_tell_of_what_its_meeting_did_by_a_correction_of_it(
    did: list[dict[str, Any]], right: dict[str, Any]
) -> None:
    """The correction is filed on the day of the meeting, which is that of its report."""
    corrected = entry("2024-07-10", note="a slip", **right)
    before = card("M01-001", REGISTERED, *did[:-1], decision="Ten piers.")
    decision = {AMENDMENT["note"]: "Five piers."}.get(did[-1].get("note"), "Ten piers.")
    after = card("M01-001", REGISTERED, *did, corrected, decision=decision)
    assert plain_report(report(after, number=2)) == plain_report(report(before, number=2))
    shown = changes(after, number=3, day=LATER)["corrections"]
    assert [one["reason"] for one in shown if one["kind"] == "field"] == ["a slip"]


# Decisions --------------------------------------------------------------------------------------


def test_amendments_chain_from_old_to_new_values() -> None:
    first = entry("2024-08-01", amends={"decision": "Ten piers."}, meeting=2, note="less money")
    second = entry("2024-09-01", corrects={"decision": "Six piers."}, note="it was five")
    one = card("M01-001", REGISTERED, first, second, decision="Five piers.")
    found = changes(one)["corrections"]
    assert [(c["kind"], c["meeting"], c["fields"][0]) for c in found] == [
        ("amendment", 2, {"field": "decision", "from": "Ten piers.", "to": "Six piers."}),
        ("field", None, {"field": "decision", "from": "Six piers.", "to": "Five piers."}),
    ]
    rows = section(one)
    assert [row[2] for row in rows] == ["amended by meeting 2", "recorded wrongly"]
    assert rows[0][3:5] == ("decision: Ten piers.", "decision: Six piers.")


@pytest.mark.parametrize(
    ("day", "decision", "listed"),
    [(date(2024, 7, 31), "Ten piers.", 0), (date(2024, 8, 1), "Six piers.", 1)],
)
def test_views_before_an_amendment_show_the_old_decision(
    day: date, decision: str, listed: int
) -> None:
    amended = entry("2024-08-01", amends={"decision": "Ten piers."}, meeting=2)
    data = plain_report(
        report(card("M01-001", REGISTERED, amended, decision="Six piers."), number=3, day=day)
    )
    assert data["cards"][0]["decision"] == decision
    assert len(data["changes"]["corrections"]) == listed


def test_indicators_are_named_by_their_names() -> None:
    changed = entry("2024-08-01", amends={"indicators.a.target": 100, "indicators.b": {
        "id": "b", "name": "Gates", "target": 2}}, meeting=2)  # fmt: skip
    one = card("M01-001", REGISTERED, changed,
               indicators=[{"id": "a", "name": "Piers", "target": 5}])  # fmt: skip
    assert section(one)[0][3:5] == (
        "indicator Piers, target: 100\nindicator b: Gates",
        "indicator Piers, target: 5\nindicator b: –",
    )


def test_an_erasure_names_its_paths_and_its_ground() -> None:
    erased = entry("2024-08-01", redacts=["results.0.text"], ground="Privacy Act, art. 36")
    (row,) = section(card("M01-001", REGISTERED, erased, results=[FIRST | {"text": "[redacted]"}]))
    assert row[2:6] == (
        "erasure", "result 1, text", "erased",
        "Privacy Act, art. 36\nInterior (2024-08-01)",
    )  # fmt: skip


def test_values_without_a_word_of_their_own_are_what_their_absence_means() -> None:
    hidden = entry("2024-08-01", note="a slip", corrects={
        "visibility": "closed", "indicators.a.direction": "down", "item": 2, "title.ko": "옛 이름",
    })  # fmt: skip
    books = {"id": "a", "name": {"en": "Books", "ko": "장서 수"}, "target": 5}
    title = {"en": "Library", "ko": "도서관"}
    one = card("M01-001", REGISTERED, hidden, title=title, indicators=[books])
    was, now = section(one)[0][3:5]
    assert was.split("\n") == [
        "visibility: restricted", "indicator Books, direction: down", "agenda item: 2",
        "title (ko): 옛 이름",
    ]  # fmt: skip
    assert now.split("\n") == [
        "visibility: public", "indicator Books, direction: up", "agenda item: –",
        "title (ko): 도서관",
    ]  # fmt: skip
    assert section(one, lang="ko")[0][3] == (
        "공개 구분: 비공개\n성과지표 장서 수, 방향: 감소\n안건: 2\n과제명(ko): 옛 이름"
    )


ERASED = {
    "results.0.evidence.0.title": "이행결과 1, 증빙 1, 제목",
    "history.1.note": "이력 2, 비고",
    "history.1.corrects.title": "이력 2, 과제명의 종전 값",
    "plan.summary": "조치계획, 요지",
    "plan.steps.a.title.ko": "조치계획, 세부과제 a, 제목(ko)",
    "plan.no_steps": "조치계획, 세부과제가 없는 사유",
    "unknown.0.x": "unknown.0.x",
}


def test_erased_places_are_named_in_words() -> None:
    erased = entry("2024-08-01", redacts=list(ERASED), ground="개인정보 보호법 제36조")
    one = card("M01-001", REGISTERED, erased)
    assert section(one, lang="ko")[0][3].split("\n") == list(ERASED.values())
    (history,) = (
        field.text
        for block in layout(report(one, number=3, day=LATER), "ko").blocks
        for field in getattr(block, "fields", ())
        if field.label == "이력"
    )
    told = f"2024. 8. 1. 행정안전부: 삭제({'; '.join(ERASED.values())}), 개인정보 보호법 제36조"
    assert history.split("\n")[1] == told


@pytest.mark.parametrize("name", ["markdown", "text", "html", "csv", "ics"])
def test_an_erased_text_is_marked_in_the_language_of_the_report(name: str) -> None:
    filed = result(3, "2024-08-02", text="[redacted]", evidence=[
        {"kind": "report", "title": "[redacted]", "number": "[redacted]", "url": "[redacted]"}
    ])  # fmt: skip
    erased = card(title={"en": "[redacted]", "ko": "[redacted]"}, decision="[redacted]",
                  results=[filed])  # fmt: skip
    made = report(erased, number=3, day=LATER)
    assert "redacted" not in (shown := str(render(name, made, lang="ko")))
    assert "삭제" in shown
    assert "redacted" in str(render(name, made, lang="en"))


@pytest.mark.parametrize("old", ["soon", 5, 5.5, True, [], {}, ["x"], {"name": 3}, {"a": {"b": 1}}])
@pytest.mark.parametrize("key", ["corrects", "amends"])
def test_an_old_value_that_cannot_have_been_is_shown_as_it_is(key: str, old: Any) -> None:
    """A rule reports it; the report with all other cards is still made."""
    paths = ("due", "lead", "state", "outcome", "title", "item", "visibility",
             "indicators.a.target", "indicators.a.direction", "indicators.a")  # fmt: skip
    wrong = entry("2024-08-01", note="a slip", meeting=2, **{key: dict.fromkeys(paths, old)})
    for lang in ("en", "ko"):
        (row,) = section(card("M01-001", REGISTERED, wrong), lang=lang)
        assert len(row[3].split("\n")) == len(paths)


# Cards registered in error ----------------------------------------------------------------------


def void(day: str = "2024-08-01", identifier: str = "M01-001", **keys: Any) -> Card:
    voided = entry(day, state="closed", outcome="void", note="registered twice", **keys)
    budget, filed = [{"planned": 9}], [result(2, "2024-06-01", spent=5)]
    return card(identifier, REGISTERED, voided, budget=budget, results=filed)


def test_a_void_card_is_counted_nowhere_and_named_once() -> None:
    made = report(void(), card("M01-002"), number=3, day=LATER)
    data = plain_report(made)
    assert (made.summary.cards, made.summary.open) == (1, 1)
    assert (data["money"]["planned"], data["indicators"], data["closed"]) == (None, [], [])
    assert [row["lead"] for row in data["agencies"] if row["code"] == "busan"] == [1]
    found = data["changes"]
    assert (found["new"], found["closed"], found["moved"]) == ([], [], [])
    assert balance(void(), card("M01-002")) == [2, 0, 0, 0, -1, 1]
    (one,) = found["corrections"]
    assert (one["kind"], one["reason"]) == ("void", "registered twice")
    assert one["fields"] == [
        {"field": "state", "from": "registered", "to": "closed"},
        {"field": "outcome", "from": None, "to": "void"},
    ]
    text = str(layout(made, "en").blocks)
    assert text.count("registered in error") == 1


def test_a_void_card_stays_in_earlier_views() -> None:
    before = report(void(), number=3, day=BEFORE)
    assert (before.summary.cards, before.changes.corrections) == (1, ())
    second, third = totals_by_meeting(report(void(), card("M01-002"), number=3, day=LATER))
    assert (second.totals.cards, third.totals.cards) == (2, 1)
    after = changes(void(), number=4, day=date(2025, 6, 1), meetings=meetings())
    assert (after["corrections"], list(after["balance"].values())) == ([], [0] * 6)


def test_a_card_registered_and_voided_since_the_last_report_is_only_named() -> None:
    new = void(identifier="M02-001")
    assert balance(new) == [0, 0, 0, 0, 0, 0]
    assert [one["kind"] for one in changes(new)["corrections"]] == ["void"]


def test_a_void_card_that_is_reopened_is_not_new() -> None:
    voided = entry("2024-06-01", state="closed", outcome="void", note="registered twice")
    again = entry("2024-08-01", state="in_progress", note="it is another matter after all")
    one = card("M01-001", REGISTERED, voided, again)
    found = changes(one)
    assert (found["new"], found["reopened"], found["closed"]) == ([], ["M01-001"], [])
    assert balance(one) == [0, 0, 1, 0, 0, 1]
    assert found["corrections"] == []


def test_a_void_card_is_named_once_whatever_else_was_put_right_in_it() -> None:
    first = entry("2024-08-01", state="closed", outcome="void", note="registered twice")
    again = entry("2024-08-02", state="in_progress", note="no, it was not")
    last = entry("2024-08-03", state="closed", outcome="void", note="yes, it was")
    one = card("M01-001", WRONG_DUE, RIGHT_DUE, first, again, last, results=[FIRST, SECOND])
    assert [(each["kind"], each["reason"]) for each in changes(one)["corrections"]] == [
        ("void", "yes, it was")
    ]


# Laws -------------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(decks(), st.integers(2, 4), DAYS)
def test_the_balance_adds_up_and_earlier_reports_stay_as_they_were(
    cards: list[Card], number: int, day: date
) -> None:
    made = meeting_report(register(*cards), number, day)
    assert made.balance.adds_up
    for standing in totals_by_meeting(made):
        view = standing.seen
        assert standing.totals == totals(View(view.whole, view.meeting_number, view.day))
