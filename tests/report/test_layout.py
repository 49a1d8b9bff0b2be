"""The document: sections, numbering, empty parts and views, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import DAYS, decks
from support.models import REGISTERED, card, entry, register, report, result

from cardctl.domain.card import Card
from cardctl.errors import Unknown
from cardctl.report.compute import meeting_report
from cardctl.report.document import (
    Block,
    Chart,
    Document,
    Heading,
    ItemList,
    Note,
    Paragraph,
    Record,
    Table,
    TableGroup,
    table_records,
)
from cardctl.report.facts import MeetingReport
from cardctl.report.layout import layout

LATER = date(2024, 12, 1)


def texts(block: Block) -> list[str]:
    """Return all text of one block."""
    match block:
        case Heading():
            return [block.line]
        case Paragraph() | Note():
            return [block.text]
        case ItemList():
            return [item.text for item in block.items]
        case Table():
            heads = [column.heading for column in block.columns]
            return heads + [cell.text for row in block.rows for cell in row]
        case TableGroup():
            return [text for table in block.tables for text in texts(table)]
        case Record():
            head = [cell.text for cell in block.head]
            return head + [text for field in block.fields for text in (field.label, field.text)]
        case Chart():
            return [block.title, block.description, *block.labels, *texts(block.table)]


def section(document: Document, number: int) -> list[str]:
    """Return all text of one numbered section, without its heading."""
    found: list[str] = []
    inside = False
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 2:
            inside = block.number == f"{number}."
        elif inside:
            found += texts(block)
    return found


def section_texts(report: MeetingReport, number: int, lang: str = "en") -> list[str]:
    return section(layout(report, lang), number)


def headings(document: Document, level: int) -> list[str]:
    return [b.line for b in document.blocks if isinstance(b, Heading) and b.level == level]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_all_fourteen_sections_exist_even_if_empty(lang: str) -> None:
    document = layout(report(), lang)
    found = headings(document, 2)
    assert [line.partition(".")[0] for line in found] == [str(n) for n in range(1, 15)]
    none = "해당 없음." if lang == "ko" else "None."
    for number in (4, 5, 6, 11, 12, 13, 14):
        assert section(document, number)[0] == none, number


def test_parts_are_numbered_in_each_language() -> None:
    assert headings(layout(report(), "en"), 3)[:2] == [
        "3.1 Outcomes to confirm (0 cards)",
        "3.2 Due dates moved, to take note of (0 cards)",
    ]
    assert headings(layout(report(), "ko"), 3)[:2] == [
        "가. 확인요청 과제(0건)",
        "나. 기한 변경 보고(0건)",
    ]


def test_korean_report_ends_with_the_end_mark() -> None:
    assert layout(report(), "ko").blocks[-1] == Paragraph("끝.")
    assert Paragraph("끝.") not in layout(report(), "en").blocks


def test_unreadable_files_are_named_first() -> None:
    made = report(unreadable={"M01/M01-009.yaml": "M01-009"})
    note = layout(made, "en").blocks[1]
    assert note == Note(
        "Not in this report, because they cannot be read: 1 file: M01/M01-009.yaml", urgent=True
    )
    assert "0 in this report, 1 in the register" in section_texts(made, 1)


def test_a_meeting_without_a_file_has_no_date_yet() -> None:
    assert "meeting 4, date not fixed" in section_texts(report(number=4, day=LATER), 1)
    assert "제4회 회의, 일자 미정" in section_texts(report(number=4, day=LATER), 1, "ko")


def test_summary_shows_the_rate_with_its_formula_and_newly_red_cards() -> None:
    made = report(card("M01-001", {**REGISTERED, "due": "2024-03-01"}), card("M01-002"))
    found = section_texts(made, 2)
    assert "Completion rate: 0 done ÷ 2 counted = 0.0%" in found
    assert "M01-001 Card M01-001: overdue, not submitted" in found
    assert "이행률: 완료 0건 ÷ 대상 2건 = 0.0%" in section_texts(made, 2, "ko")


def test_many_newly_red_cards_are_listed_by_id_only() -> None:
    past = {**REGISTERED, "due": "2024-03-01"}
    made = report(*(card(f"M01-{n:03d}", past) for n in range(1, 10)))
    assert "M01-001 to M01-009" in section_texts(made, 2)


def test_every_share_is_next_to_its_count() -> None:
    made = report(card("M01-001"), card("M01-002"), card("M01-003"))
    (block,) = (b for b in layout(made, "en").blocks if isinstance(b, TableGroup))
    states, signals = block.tables
    assert [cell.text for cell in states.rows[0]] == ["registered", "3", "100.0%", "+3"]
    assert [cell.text for cell in signals.rows[-1]] == ["Total", "3", "100.0%", "+3"]


def test_outcomes_are_counted_if_any_card_is_closed() -> None:
    done = card(
        "M01-001", REGISTERED, entry("2024-07-10", state="closed", outcome="noted", meeting=1)
    )
    (block,) = (b for b in layout(report(done), "en").blocks if isinstance(b, TableGroup))
    assert [cell.text for cell in block.tables[2].rows[0]] == ["noted", "1", "100.0%", "+1"]


@pytest.mark.parametrize(("lang", "missing"), [("en", "not submitted"), ("ko", "미제출")])
def test_missing_result_is_never_blank(lang: str, missing: str) -> None:
    assert missing in section_texts(report(card("M01-001")), 4, lang)


def test_closed_card_shows_its_outcome_instead_of_a_missing_result() -> None:
    noted = card(
        "M01-001", REGISTERED, entry("2024-06-01", state="closed", outcome="noted", meeting=1)
    )
    assert "closed: noted" in section_texts(report(noted), 4)


def test_partner_results_follow_the_lead_result() -> None:
    made = report(card("M01-001", results=[result(2, "2024-05-01", "ulsan", text="We helped.")]))
    assert "no result from the lead agency\nUlsan: We helped." in section_texts(made, 4)


def test_claim_is_listed_with_result_evidence_and_lateness() -> None:
    claim = entry("2024-03-11", state="submitted", outcome="completed")
    evidence = [
        {"kind": "agreement", "title": "협약", "date": "2024-03-10", "url": "https://example.org"}
    ]
    made = report(
        card(
            "M01-001",
            {**REGISTERED, "due": "2024-03-01"},
            claim,
            results=[result(2, "2024-03-11", evidence=evidence)],
        )
    )
    found = section_texts(made, 3)
    assert "2024-03-11 (10 days late)" in found
    assert "[agreement] 협약 (2024-03-10), https://example.org" in found
    assert "2024. 3. 11.(기한 10일 초과)" in section_texts(made, 3, "ko")


def test_moved_due_dates_and_holds_have_their_reasons() -> None:
    moved = card("M01-001", REGISTERED, entry("2024-06-01", due="2025-01-30", note="floods"))
    away = card("M01-002", REGISTERED, entry("2024-06-01", due=None, note="no need"))
    hold = entry("2024-06-01", state="on_hold", note="no money", review=2)
    found = section_texts(report(moved, away, card("M01-003", REGISTERED, hold)), 3)
    assert {"2024-12-31", "2025-01-30", "+30", "floods"} <= set(found)
    assert {"–", "no need"} <= set(found)
    assert {"meeting 2", "no money"} <= set(found)


def test_changes_are_listed_by_card_and_add_up() -> None:
    closing = entry("2024-07-10", state="closed", outcome="completed", meeting=2)
    claim = entry("2024-05-01", state="submitted", outcome="completed")
    put_off = entry("2024-08-01", due="2025-03-01", note="floods")
    made = report(
        card("M01-001", REGISTERED, claim, closing),
        card("M01-002", REGISTERED, put_off),
        card("M02-001"),
        number=3,
        day=LATER,
    )
    assert section_texts(made, 7) == [
        "Open before 2 + new 1 + reopened 0 − closed 1 = open now 2",
        "M01-001 Card M01-001: submitted → closed: completed (2024-07-10)",
        "M01-002 Card M01-002: due 2024-12-31 → 2025-03-01 (floods)",
        "New, without further change: 1 card (M02-001)",
    ]


def test_agencies_without_cards_are_named_on_one_line() -> None:
    found = section_texts(report(card("M01-001", partners=["ulsan"])), 10)
    assert "Agencies without a card: Interior, Finance." in found
    assert found.count("Busan") == 1


def test_cards_without_a_lead_have_their_own_row_in_the_reporting_rate() -> None:
    found = section_texts(report(card("M01-001", {**REGISTERED, "lead": None})), 9)
    assert "no lead agency" in found


def test_approximate_amounts_are_marked() -> None:
    made = report(
        card("M01-001", budget=[{"planned": 1_000_000, "approximate": True}]),
        card("M01-002", budget=[{"planned": 500}], results=[result(2, "2024-05-01", spent=250)]),
    )
    found = section_texts(made, 11)
    assert {"about KRW 1 trillion", "KRW 500 million", "KRW 250 million", "50.0%"} <= set(found)
    assert "약 1조원" in section_texts(made, 11, "ko")


def test_indicators_without_a_reading_are_marked() -> None:
    indicator = {"id": "a", "name": "Companies", "unit": "count", "target": 100}
    found = section_texts(report(card("M01-001", indicators=[indicator])), 12)
    assert {"Companies (count)", "100", "no reading", "–"} <= set(found)


@pytest.mark.parametrize(
    ("due", "in_time"), [("2024-03-01", "late"), ("2024-12-31", "on time"), (None, "–")]
)
def test_closed_cards_show_whether_they_were_on_time(due: str | None, in_time: str) -> None:
    claim = entry("2024-05-01", state="submitted", outcome="completed")
    closing = entry("2024-07-10", state="closed", outcome="completed", meeting=2)
    done = card("M01-001", {**REGISTERED, "due": due}, claim, closing)
    assert in_time in section_texts(report(done, number=3, day=LATER), 13)


def test_annex_contains_everything_in_the_card() -> None:
    full = card(
        "M01-001",
        REGISTERED,
        entry("2024-02-01", state="planned", lead="moef", due="2025-02-01", note="plan filed"),
        entry("2024-03-01", state="on_hold", note="no money", review=2, meeting=1),
        decision="Do it.",
        tags=["one", "two"],
        note="A note.",
        due_as_stated="soon",
        partners=["ulsan"],
        plan={
            "submitted": "2024-02-01",
            "summary": "First this.",
            "steps": [
                {"id": "a", "title": "Step A", "owner": "moef", "done": "2024-02-02"},
                {"id": "b", "title": "Step B", "due": "2024-09-01"},
                {"id": "c", "title": "Step C", "dropped": True, "note": "not needed"},
            ],
        },
        budget=[{"year": 2024, "source": "fund", "planned": 5, "as_stated": "five"}],
        indicators=[{"id": "i", "name": "Count", "baseline": 1, "target": 9, "as_stated": "nine"}],
        results=[
            result(
                2,
                "2024-05-01",
                "moef",
                progress=40,
                spent=3,
                blocker="rain",
                next="sun",
                readings={"i": 5},
                evidence=[{"kind": "report", "path": "papers/a.pdf"}],
            )
        ],
        relations={"see_also": "M01-002"},
        sources=[{"kind": "minutes", "issuer": "Council", "number": "12"}],
    )
    found = "\n".join(
        section_texts(report(full, card("M01-002", relations={"parent": "M01-001"})), 14)
    )
    for words in (
        "Do it.", "one, two", "A note.", "first 2024-12-31, extended 1 time; as stated: soon)",
        "on hold; ▴ amber (due date moved, on hold)", "dated 2024-02-01: ", "40%",
        "Step A (Finance): done 2024-02-02", "Step B: open, due 2024-09-01",
        "Step C: dropped (not needed)", "2024 fund: KRW 5 million (as stated: five)",
        "Count: baseline 1, target 9, latest 5 (as stated: nine)",
        "meeting 2 (2024-05-01 Finance): Something",
        "- blocker: rain", "- next: sun", "- spent: KRW 3 million", "[report] papers/a.pdf",
        "2024-02-01 Interior: planned, lead Finance, due 2025-02-01 (plan filed)",
        "on hold, meeting 1, review by meeting 2 (no money)", "[minutes] Council, 12",
        "see also M01-002, parts M01-002", "part of M01-001, seen also from M01-001",
    ):  # fmt: skip
        assert words in found


# Views


def test_summary_view_is_the_page_for_the_chair() -> None:
    document = layout(report(card("M01-001")), "en", "summary")
    assert headings(document, 2) == ["1. About this report", "2. Summary"]


def test_agency_view_has_lead_cards_partner_cards_and_missing_results() -> None:
    step = {"id": "a", "title": "Mine", "owner": "busan", "due": "2024-07-09"}
    steps = [step, {"id": "b", "title": "The lead's"}, {"id": "c", "title": "O", "owner": "ulsan"}]
    made = report(
        card("M01-001", plan={"steps": steps}),
        card("M01-002", {**REGISTERED, "lead": "ulsan"}, partners=["busan"]),
        card("M01-003", {**REGISTERED, "lead": "ulsan"}),
    )
    document = layout(made, "en", "agency:busan")
    assert headings(document, 1) == ["Council, meeting 2: cards of Busan"]
    owed, led, helped = (section(document, number) for number in (2, 3, 4))
    assert "M01-001" in owed
    assert {"Mine", "The lead's", "1"} <= set(owed)
    assert "O" not in owed
    assert "M01-001" in led
    assert "M01-002" in helped
    assert all("M01-003" not in text for block in document.blocks for text in texts(block))


@pytest.mark.parametrize(
    ("view", "message"),
    [
        ("agency:busam", "no agency 'busam'"),
        ("agency:", "no agency ''"),
        ("whole", "no view 'whole'"),
        ("agencies", "no view 'agencies'"),
    ],
)
def test_unknown_view_is_refused(view: str, message: str) -> None:
    with pytest.raises(Unknown, match=message):
        layout(report(), "en", view)


# Laws


@settings(max_examples=40, deadline=None)
@given(decks(), st.integers(1, 4), DAYS, st.sampled_from(["en", "ko"]))
def test_every_table_is_rectangular_and_every_row_becomes_a_record(
    cards: list[Card], number: int, day: date, lang: str
) -> None:
    document = layout(meeting_report(register(*cards), number, day), lang)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    for table in tables:
        assert {len(row) for row in table.rows} <= {len(table.columns)}
        assert len(list(table_records(table))) == len(table.rows)
    assert not any("{" in text for block in document.blocks for text in texts(block))


@settings(max_examples=40, deadline=None)
@given(decks(), st.integers(1, 4), DAYS)
def test_korean_report_has_no_english_words(cards: list[Card], number: int, day: date) -> None:
    plain = [one.model_copy(update={"title": "제목"}) for one in cards]
    document = layout(meeting_report(register(*plain), number, day), "ko")
    words = {word for block in document.blocks for text in texts(block) for word in text.split()}
    latin = {word for word in words if word.isascii() and word.isalpha()}
    assert latin <= {"Something", "was", "reason", "Seoul"}
