"""The report as CSV: rows for programs and spreadsheets, without formulas."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import DAYS, decks
from support.models import REGISTERED, card, entry, register, report, result

from cardctl.domain.card import Card
from cardctl.report.compute import meeting_report
from cardctl.report.facts import MeetingReport
from cardctl.report.formats import render
from cardctl.report.formats.csv import COLUMNS
from cardctl.spreadsheet_text import BOM, guarded

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1",
    '"=1',
    "=cmd|' /C calc'!A0",
]


def rows(made: MeetingReport, lang: str = "en", view: str = "full") -> list[dict[str, str]]:
    written = render("csv", made, lang=lang, view=view)
    assert isinstance(written, str)
    assert written.startswith(BOM)
    return list(csv.DictReader(StringIO(written.removeprefix(BOM), newline=""), strict=True))


def test_row_has_the_facts_of_its_card() -> None:
    made = report(
        card(
            "M01-001",
            {**REGISTERED, "due": "2024-03-01"},
            entry("2024-02-01", due="2024-06-01", note="late"),
            title={"en": "Fund, in words", "ko": "기금"},
            partners=["ulsan", "moef"],
            budget=[{"planned": 25_100_000}],
            results=[result(2, "2024-06-20", text={"en": "Two\nlines.", "ko": "출범"}, spent=5)],
        )
    )
    (row,) = rows(made)
    assert list(row) == list(COLUMNS)
    assert row["title"] == "Fund, in words"
    assert row["partners"] == "ulsan;moef"
    assert (row["due"], row["first_due"], row["extended"]) == ("2024-06-01", "2024-03-01", "1")
    assert (row["overdue_days"], row["signal"], row["follow_up"]) == ("39", "red", "delayed")
    assert (row["result"], row["result_date"]) == ("Two\nlines.", "2024-06-20")
    assert (row["planned"], row["spent"], row["closed_on"]) == ("25100000", "5", "")
    assert rows(made, "ko")[0]["title"] == "기금"
    assert rows(made, "ko")[0]["lead_name"] == "부산광역시"


def test_card_without_a_lead_has_an_empty_cell() -> None:
    (row,) = rows(report(card("M01-001", {**REGISTERED, "lead": None})))
    assert (row["lead"], row["lead_name"]) == ("", "")


def test_lines_end_in_crlf_and_cells_with_commas_are_quoted() -> None:
    written = str(render("csv", report(card(title='a,"b"')), lang="en"))
    lines = written.removeprefix(BOM).split("\r\n")
    assert lines[0] == ",".join(COLUMNS)
    assert lines[1].startswith('M01-001,"a,""b""",1,')
    assert lines[2:] == [""]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(text: str) -> None:
    (row,) = rows(report(card(title=text)))
    assert row["title"].lstrip()[0] in "'\"�"
    assert guarded(text)[0] in "'\""


def test_columns_and_their_order_match_the_first_release() -> None:
    assert list(COLUMNS) == [
        "id", "title", "meeting", "item", "decision", "lead", "lead_name", "partners", "state",
        "outcome", "signal", "reasons", "due", "first_due", "extended", "overdue_days", "progress",
        "plan", "result", "result_date", "next", "blocker", "planned", "spent", "closed_on", "tags",
        "result_for", "result_by", "follow_up",
    ]  # fmt: skip


def test_agency_view_has_its_lead_and_partner_cards() -> None:
    made = report(
        card("M01-001", {**REGISTERED, "lead": "moef"}),
        card("M01-002", {**REGISTERED, "lead": "busan"}, partners=["moef"]),
        card("M01-003"),
    )
    assert [row["id"] for row in rows(made, view="agency:moef")] == ["M01-001", "M01-002"]


@given(decks(), DAYS)
@settings(max_examples=40, deadline=None)
def test_rows_add_up_to_the_summary(deck: list[Card], day: date) -> None:
    made = meeting_report(register(*deck), 3, day)
    found = rows(made)
    assert len(found) == made.summary.cards
    for signal, count in made.summary.by_signal.items():
        assert sum(row["signal"] == signal for row in found) == count
    for going, count in made.summary.by_follow_up.items():
        assert sum(row["follow_up"] == going for row in found) == count
    assert sum(int(row["overdue_days"]) > 0 for row in found) == len(made.overdue)


@given(st.text(max_size=20))
@settings(max_examples=200)
def test_escaped_cell_never_starts_like_a_formula(text: str) -> None:
    begin = guarded(text).lstrip()[:1]
    assert begin not in {"=", "+", "-", "@", "＝", "＋", "－", "＠"}
