"""Interim, final and forecast: which edition a report is, and where it says so."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import decks
from support.models import M2, M3, REGISTERED, card, entry, meetings, register, result

from cardctl.report.compute import meeting_report
from cardctl.report.edition import EditionKind, edition_words
from cardctl.report.facts import MeetingReport
from cardctl.report.formats import render
from cardctl.report.plain import plain_report, sealed_facts

INTERIM, FINAL, FORECAST = EditionKind.INTERIM, EditionKind.FINAL, EditionKind.FORECAST
PAPERS = {"m3": {"papers": "2025-01-05"}}


def edition_report(
    number: int, as_of: str, today: str, *cards: Any, **changes: dict[str, Any]
) -> MeetingReport:
    """Return the report to meeting *number*; *changes* are those of `meetings`."""
    whole = register(*(cards or (card(),)), meetings=meetings(**changes))
    day = date.fromisoformat
    return meeting_report(whole, number, day(as_of), today=day(today))


@pytest.mark.parametrize(
    ("number", "as_of", "today", "kind", "closes"),
    [
        (3, "2024-12-01", "2024-12-01", INTERIM, "2025-01-05"),
        # The papers can still come in on the day itself.
        (3, "2025-01-05", "2025-01-05", INTERIM, "2025-01-05"),
        (3, "2025-01-05", "2025-01-06", FINAL, "2025-01-05"),
        (3, "2025-01-10", "2025-01-10", FINAL, "2025-01-05"),
        # As of an earlier day, it is the interim report of that day.
        (3, "2024-12-01", "2026-01-01", INTERIM, "2025-01-05"),
        (3, "2024-12-02", "2024-12-01", FORECAST, "2025-01-05"),
        (3, "2026-01-01", "2025-02-01", FORECAST, "2025-01-05"),
        # Held, without a papers date: its own day counts.
        (2, "2024-07-10", "2024-07-10", FINAL, "2024-07-10"),
        (2, "2024-07-09", "2024-07-10", INTERIM, "2024-07-10"),
        # The next meeting has no file yet.
        (4, "2025-12-01", "2025-12-01", INTERIM, None),
        (4, "2025-12-01", "2024-12-01", FORECAST, None),
    ],
)
def test_edition_depends_on_papers_as_of_date_and_today(
    number: int, as_of: str, today: str, kind: EditionKind, closes: str | None
) -> None:
    made = edition_report(number, as_of, today, **PAPERS).edition
    assert (made.kind, made.papers_close and made.papers_close.isoformat()) == (kind, closes)
    assert made.computed_on == (date.fromisoformat(today) if kind is FORECAST else None)


def test_scheduled_meeting_without_a_date_is_interim() -> None:
    undated = meetings()
    undated[3] = undated[3].model_copy(update={"date": None})
    made = meeting_report(register(card(), meetings=undated), 3, M3, today=date(2026, 1, 1))
    assert made.edition.kind is INTERIM


def test_scheduled_meeting_whose_day_has_passed_is_final() -> None:
    assert edition_report(3, "2025-01-15", "2025-01-15").edition.kind is INTERIM
    assert edition_report(3, "2025-01-15", "2025-01-16").edition.kind is FINAL


@pytest.mark.parametrize(
    ("number", "as_of", "today", "english", "korean"),
    [
        (3, "2024-12-01", "2024-12-01", "interim, papers close on 2025-01-05",
         "중간 집계, 자료 마감 2025. 1. 5."),
        (4, "2025-12-01", "2025-12-01", "interim", "중간 집계"),
        (3, "2025-03-01", "2024-12-01", "forecast, computed on 2024-12-01",
         "전망, 2024. 12. 1. 산출"),
        (2, "2024-07-10", "2024-12-01", "final", "최종 집계"),
    ],
)  # fmt: skip
def test_report_says_its_edition_in_words(
    number: int, as_of: str, today: str, english: str, korean: str
) -> None:
    made = edition_report(number, as_of, today, **PAPERS)
    for lang, words in (("en", english), ("ko", korean)):
        assert edition_words(made.edition, lang) == words
        for form in ("text", "markdown", "html"):
            shown = str(render(form, made, lang=lang)).replace("\u00a0", " ")
            assert words in re.sub(r"</?span[^>]*>", "", shown)


@pytest.mark.parametrize(
    ("number", "as_of", "title"),
    [
        (2, "2024-07-10", "제2회 협의회 과제 이행상황 보고"),
        (3, "2024-12-01", "제3회 협의회 과제 이행상황 보고(중간 집계)"),
        (3, "2025-03-01", "제3회 협의회 과제 이행상황 보고(전망)"),
    ],
)
def test_title_names_any_edition_but_the_final_one(number: int, as_of: str, title: str) -> None:
    made = edition_report(number, as_of, "2024-12-01")
    assert f"<title>{title}</title>" in str(render("html", made, lang="ko"))


def test_json_has_the_edition() -> None:
    made = edition_report(3, "2025-03-01", "2024-12-01", **PAPERS)
    assert json.loads(str(render("json", made, lang="en")))["data"]["edition"] == {
        "kind": "forecast",
        "papers_close": "2025-01-05",
        "computed_on": "2024-12-01",
    }


@settings(max_examples=25, deadline=None)
@given(cards=decks(), days=st.integers(-400, 400))
def test_edition_is_the_only_fact_that_today_changes(cards: Any, days: int) -> None:
    whole, today = register(*cards), M3 + timedelta(days=days)
    one, other = (meeting_report(whole, 3, M3, today=day) for day in (M3, today))
    assert sealed_facts(one) == sealed_facts(other)
    assert "edition" not in sealed_facts(one)
    assert {**plain_report(one), "edition": None} == {**plain_report(other), "edition": None}


@pytest.mark.parametrize("number", [3, 4])
def test_interim_report_has_corrections_and_changes_of_meetings(number: int) -> None:
    moved = {
        "date": "2025-02-20",
        "changes": [
            {"date": "2024-11-02", "by": "mois", "note": "Hall.", "was": {"date": "2025-01-15"}}
        ],
    }
    due = entry(
        "2024-11-05", due="2025-06-30", corrects={"due": "2024-12-31"}, note="Typed wrongly."
    )
    cancelled = {**moved, "status": "cancelled"} if number == 4 else moved
    revised = [
        result(2, "2024-06-01"),
        result(2, "2024-11-10", text="Half of it was done.", correction="Counted twice."),
    ]
    cards = (card("M01-001", REGISTERED, due), card("M01-002", results=revised))
    made = edition_report(number, "2024-11-20", "2024-11-20", *cards, m3=cancelled)
    assert made.edition.kind is INTERIM
    assert [each.meeting for each in made.changes.meetings] == [3]
    assert {each.id for each in made.changes.corrections} == {"M01-001", "M01-002"}
    text = str(render("text", made, lang="en"))
    for said in ("date 2025-01-15 → 2025-02-20", "Typed wrongly.", "Counted twice."):
        assert said in text


def test_interim_report_lacks_what_is_filed_after_its_date() -> None:
    late = entry("2024-11-25", due="2025-06-30", corrects={"due": "2024-12-31"}, note="Wrong.")
    made = edition_report(3, "2024-11-20", "2024-11-20", card("M01-001", REGISTERED, late))
    assert not made.changes.corrections
    assert made.as_of > M2
