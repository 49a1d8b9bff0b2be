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
from cardctl.report.layout.page import ReportPage
from cardctl.report.layout.sections import sections

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


def section(document: Document, title: str) -> list[str]:
    """Return all text of one section, without its heading."""
    found: list[str] = []
    inside = False
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 2:
            inside = block.text == title
        elif inside:
            found += texts(block)
    return found


def section_texts(report: MeetingReport, key: str, lang: str = "en") -> list[str]:
    """Return all text of the section with a key (see `layout.sections`)."""
    titles = {each.key: each.title for each in sections(ReportPage(report, lang), "full")}
    return section(layout(report, lang), titles[key])


def headings(document: Document, level: int) -> list[str]:
    return [b.line for b in document.blocks if isinstance(b, Heading) and b.level == level]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_empty_sections_are_left_out_and_named_at_the_end(lang: str) -> None:
    document = layout(report(), lang)
    found = headings(document, 2)
    assert [line.partition(" ")[0] for line in found] == ["1.", "2.", "3."]
    assert [line.partition(" ")[2] for line in found][1:] == {
        "en": ["Changes since meeting 1", "About this report"],
        "ko": ["제1회 회의 이후 변동사항", "보고 개요"],
    }[lang]
    empty = "이행곤란 과제" if lang == "ko" else "Hard to implement"
    label = "해당 없음" if lang == "ko" else "Nothing to report"
    about = section(document, found[-1].partition(" ")[2])
    assert empty in about[about.index(label) + 1].split(", ")


def test_a_full_report_has_all_sections_in_order() -> None:
    document = layout(full_report(), "en")
    assert headings(document, 2) == [
        "1. Summary", "2. Decisions requested", "3. Matters of meeting 2", "4. Carried over",
        "5. Hard to implement", "6. Overdue and due next", "7. Missing results",
        "8. Changes since meeting 2", "9. Corrections", "10. Closed since meeting 2",
        "11. By agency", "12. Money", "13. Indicators", "14. Annex: open cards in full",
        "15. About this report",
    ]  # fmt: skip


def full_report() -> MeetingReport:
    """Return report 3 on cards that fill every section."""
    wrong = entry("2024-08-01", due="2025-06-30")
    right = entry("2024-08-02", due="2025-01-10", corrects={"due": "2025-06-30"}, note="typo")
    infeasible = entry(
        "2024-09-01", state="submitted", outcome="infeasible", note="n", substitute="s"
    )
    claim = entry("2024-05-01", state="submitted", outcome="completed")
    closing = entry("2024-07-10", state="closed", outcome="completed", meeting=2)
    reading = result(3, "2024-11-01", readings={"a": "1.5"}, spent=30)
    return report(
        card("M01-001", REGISTERED, claim, closing, results=[result(2, "2024-05-01")]),
        card("M01-002", {**REGISTERED, "due": "2024-08-01"}, budget=[{"planned": 100}]),
        card("M01-003", REGISTERED, infeasible),
        card("M02-001", indicators=[{"id": "a", "name": "A", "target": 4}], results=[reading]),
        card("M02-002", REGISTERED, wrong, right),
        number=3,
        day=LATER,
    )


def test_parts_are_numbered_in_each_language() -> None:
    made = report(card("M01-001", REGISTERED, entry("2024-06-01", due=None, note="no need")))
    assert headings(layout(made, "en"), 3)[:2] == [
        "1.1 Decisions requested (1 card)",
        "2.1 Due dates moved, to take note of (1 card)",
    ]
    assert headings(layout(made, "ko"), 3)[:2] == [
        "가. 결정 요청사항(1건)",
        "가. 기한 변경 보고(1건)",
    ]
    assert "Outcomes to confirm: none" in section_texts(made, "decisions")


def test_korean_report_ends_with_the_end_mark() -> None:
    assert layout(report(), "ko").blocks[-1] == Paragraph("끝.")
    assert Paragraph("끝.") not in layout(report(), "en").blocks


def test_unreadable_files_are_named_first() -> None:
    made = report(unreadable={"M01/M01-009.yaml": "M01-009"})
    note = layout(made, "en").blocks[2]
    assert note == Note(
        "Not in this report, because they cannot be read: 1 file: M01/M01-009.yaml", urgent=True
    )
    assert "0 in this report, 1 in the register" in section_texts(made, "about")


def test_page_one_names_a_few_unreadable_files_and_the_last_section_all() -> None:
    paths = {f"M01/M01-{n:03d}.yaml": f"M01-{n:03d}" for n in range(1, 21)}
    made = report(unreadable=paths)
    note = layout(made, "en").blocks[2]
    assert isinstance(note, Note)
    assert note.text.endswith("M01/M01-001.yaml, M01/M01-002.yaml, and 18 more")
    assert ", ".join(paths) in section_texts(made, "about")


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Date not fixed · as of 2024-12-01 (interim)"),
        ("ko", "일자 미정 · 2024. 12. 1. 기준(중간 집계)"),
    ],
)
def test_a_meeting_without_a_file_has_no_date_yet(lang: str, line: str) -> None:
    assert layout(report(number=4, day=LATER), lang).blocks[1] == Paragraph(line)


def test_the_rate_is_shown_with_its_formula() -> None:
    made = report(card("M01-001"), card("M01-002"))
    assert "Completion rate: 0 done ÷ 2 counted = 0.0%" in section_texts(made, "about")
    assert "이행률: 완료 0건 ÷ 대상 2건 = 0.0%" in section_texts(made, "about", "ko")


def test_every_share_is_next_to_its_count() -> None:
    made = report(card("M01-001"), card("M01-002"), card("M01-003"))
    (block,) = (b for b in layout(made, "en").blocks if isinstance(b, TableGroup))
    (states,) = block.tables
    assert [cell.text for cell in states.rows[0]] == ["registered", "3", "100.0%", "+3"]
    assert [cell.text for cell in states.rows[-1]] == ["Total", "3", "100.0%", "+3"]


def test_outcomes_are_counted_if_any_card_is_closed() -> None:
    done = card(
        "M01-001", REGISTERED, entry("2024-07-10", state="closed", outcome="noted", meeting=1)
    )
    (block,) = (b for b in layout(report(done), "en").blocks if isinstance(b, TableGroup))
    assert [cell.text for cell in block.tables[1].rows[0]] == ["noted", "1", "100.0%", "+1"]


@pytest.mark.parametrize(("lang", "missing"), [("en", "not submitted"), ("ko", "미제출")])
def test_missing_result_is_never_blank(lang: str, missing: str) -> None:
    assert missing in section_texts(report(card("M01-001")), "matters", lang)


def test_closed_card_shows_its_outcome_instead_of_a_missing_result() -> None:
    noted = card(
        "M01-001", REGISTERED, entry("2024-06-01", state="closed", outcome="noted", meeting=1)
    )
    assert "closed: noted" in section_texts(report(noted), "matters")


def test_partner_results_follow_the_lead_result() -> None:
    made = report(card("M01-001", results=[result(2, "2024-05-01", "ulsan", text="We helped.")]))
    assert "no result from the lead agency\nUlsan: We helped." in section_texts(made, "matters")


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
    found = section_texts(made, "decisions")
    assert "2024-03-11 (10 days late)" in found
    assert "[agreement] 협약 (2024-03-10), https://example.org" in found
    assert "2024. 3. 11.(기한 10일 초과)" in section_texts(made, "decisions", "ko")


def test_moved_due_dates_and_holds_have_their_reasons() -> None:
    moved = card("M01-001", REGISTERED, entry("2024-06-01", due="2025-01-30", note="floods"))
    away = card("M01-002", REGISTERED, entry("2024-06-01", due=None, note="no need"))
    hold = entry("2024-06-01", state="on_hold", note="no money", review=2)
    found = section_texts(report(moved, away, card("M01-003", REGISTERED, hold)), "decisions")
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
    found = section_texts(made, "changes")
    assert found[0] == "Open before 2 + new 1 + reopened 0 − closed 1 = open now 2"
    at = found.index("M01-001 Card M01-001: submitted → closed: completed (2024-07-10)")
    assert found[at : at + 3] == [
        "M01-001 Card M01-001: submitted → closed: completed (2024-07-10)",
        "M01-002 Card M01-002: due 2024-12-31 → 2025-03-01 (floods)",
        "New, without further change: 1 card (M02-001)",
    ]


def test_agencies_without_cards_are_named_on_one_line() -> None:
    found = section_texts(report(card("M01-001", partners=["ulsan"])), "agencies")
    assert "Agencies without a card: Interior, Finance." in found
    assert "Only as partner: Ulsan (1 card)." in found
    assert found.count("Busan") == 1


def test_cards_without_a_lead_have_their_own_row_in_the_reporting_rate() -> None:
    found = section_texts(report(card("M01-001", {**REGISTERED, "lead": None})), "missing")
    assert "no lead agency" in found


def test_approximate_amounts_are_marked() -> None:
    made = report(
        card("M01-001", budget=[{"planned": 1_000_000, "approximate": True}]),
        card("M01-002", budget=[{"planned": 500}], results=[result(2, "2024-05-01", spent=250)]),
    )
    found = section_texts(made, "money")
    assert {"about KRW 1 trillion", "KRW 500 million", "KRW 250 million", "50.0%"} <= set(found)
    assert "약 1조원" in section_texts(made, "money", "ko")


def test_indicators_without_a_reading_are_marked() -> None:
    indicator = {"id": "a", "name": "Companies", "unit": "count", "target": 100}
    found = section_texts(report(card("M01-001", indicators=[indicator])), "indicators")
    assert {"Companies (count)", "100", "no reading", "–"} <= set(found)


@pytest.mark.parametrize(
    ("due", "outcome"),
    [
        ("2024-03-01", "completed\nlate"),
        ("2024-12-31", "completed\non time"),
        (None, "completed"),
    ],
)
def test_closed_cards_show_whether_they_were_on_time(due: str | None, outcome: str) -> None:
    claim = entry("2024-05-01", state="submitted", outcome="completed")
    closing = entry("2024-07-10", state="closed", outcome="completed", meeting=2)
    done = card("M01-001", {**REGISTERED, "due": due}, claim, closing)
    texts = section_texts(report(done, number=3, day=LATER), "closed")
    assert outcome in texts
    assert "Card M01-001\nlead: Busan" in texts


def test_the_annex_leaves_indicators_to_their_table() -> None:
    """Except one whose target the source puts in other words, which the table does not have."""
    plain = {"id": "a", "name": "Trees", "target": 40}
    stated = {"id": "b", "name": "Stops", "target": 9, "as_stated": "nine"}
    made = report(card("M01-001", indicators=[plain, stated], results=[result(2, "2024-05-01")]))
    assert "Stops: target 9 (as stated: nine)" in section_texts(made, "annex")


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
    made = report(full, card("M01-002", relations={"parent": "M01-001"}))
    assert {
        "Card M01-001\nlead: Finance\ndue: 2025-02-01 (extended 1 time)",
        "First this.\nsteps done: 1 of 2; progress 40%",
        "Something was done.\nnext: sun",
    } <= set(section_texts(made, "matters"))
    found = "\n".join(section_texts(made, "annex"))
    for words in (
        "Do it.", "one (M01-001); two (M01-001)", "A note.",
        "first 2024-12-31, extended 1 time; as stated: soon)",
        "on hold; ▴ amber (due date moved, on hold)", "dated 2024-02-01",
        "- progress 40%; spent KRW 3 million",
        "Step A (Finance): done 2024-02-02", "Step B: open, due 2024-09-01",
        "Step C: dropped (not needed)", "2024 fund: KRW 5 million (as stated: five)",
        "Count: baseline 1, target 9 (as stated: nine), latest 5",
        "meeting 2 (2024-05-01 Finance)\n",
        "- blocker: rain", "[report] papers/a.pdf",
        "2024-02-01 Interior: planned, lead Finance, due 2025-02-01 (plan filed)",
        "on hold, meeting 1, review by meeting 2 (no money)", "[minutes] Council, 12",
        "see also M01-002, parts M01-002", "part of M01-001, seen also from M01-001",
    ):  # fmt: skip
        assert words in found, words
    for above in ("First this.", "Something was done.", "sun"):  # in the table of matters
        assert above not in found


BARE = {**REGISTERED, "lead": None, "due": None}


def test_matters_about_which_nothing_is_known_are_folded_with_all_that_is_known() -> None:
    paper = {"kind": "minutes", "title": "Minutes"}
    bare = card("M01-001", BARE, decision="Do it.", note="A note.", tags=["x"], sources=[paper])
    made = report(bare, card("M01-002"))
    parts = headings(layout(made, "en"), 3)
    assert parts[0] == "2.1 No lead, due date, plan or result yet (1 card)"
    assert parts[-2:] == ["7.1 Sources of several cards", "7.2 Tags"]
    assert "Do it.\nNote: A note." in section_texts(made, "matters")
    annex = section_texts(made, "annex")
    assert "Do it." not in annex
    assert "[minutes] Minutes: M01-001" in annex
    brief = [text for block in layout(made, "en", "brief").blocks for text in texts(block)]
    assert "▴ needs attention: M01-001 Card M01-001" in brief


def test_a_source_that_many_cards_have_is_listed_once() -> None:
    paper = {"kind": "minutes", "title": "Minutes"}
    made = report(*(card(f"M01-{n:03d}", sources=[paper]) for n in (1, 2, 3)))
    found = section_texts(made, "annex")
    assert [text for text in found if "Minutes" in text] == [
        "[minutes] Minutes: M01-001 to M01-003"
    ]


def test_what_is_to_confirm_is_told_where_it_is_confirmed() -> None:
    claim = entry("2024-03-11", state="submitted", outcome="completed")
    paper = {"kind": "report", "title": "Survey"}
    filed = result(2, "2024-03-11", text="All built.", evidence=[paper])
    made = report(card("M01-001", REGISTERED, claim, results=[filed]))
    whole = [text for block in layout(made, "en").blocks for text in texts(block)]
    assert "to confirm: completed (section 2)" in section_texts(made, "matters")
    assert [text for text in whole if "All built." in text or "Survey" in text] == [
        "All built.", "[report] Survey",
    ]  # fmt: skip
    own = layout(made, "en", "agency:busan")
    assert "All built." in [text for block in own.blocks for text in texts(block)]


def test_one_point_is_no_trend() -> None:
    def charts(made: MeetingReport) -> list[str]:
        return [b.title for b in layout(made, "en").blocks if isinstance(b, Chart)]

    assert charts(report(card("M01-001"))) == []
    later = report(card("M01-001"), card("M02-001"), number=3, day=LATER)
    assert charts(later) == [
        "Card states by meeting", "Signals by meeting", "Completion over time",
    ]  # fmt: skip


# Views


def test_summary_view_is_page_one() -> None:
    document = layout(report(card("M01-001")), "en", "summary")
    assert headings(document, 2) == ["1. Summary"]


@pytest.mark.parametrize(
    ("stated", "is_told"),
    [("77.1 billion won", False), ("77.1 billion won a year", True), ("77.1 billion", False)],
)
def test_an_amount_is_not_told_twice(stated: str, is_told: bool) -> None:
    line = {"source": "other", "planned": 77_100, "as_stated": {"en": stated, "ko": "771억 원"}}
    made = report(card(budget=[line]))
    told = f"other: KRW 77.1 billion (as stated: {stated})" if is_told else "KRW 77.1 billion\n"
    assert told in "\n".join([*section_texts(made, "annex"), ""])
    assert "771억원(" not in "\n".join(section_texts(made, "annex", "ko"))


def test_brief_view_leaves_out_details_and_says_so() -> None:
    document = layout(full_report(), "en", "brief")
    assert headings(document, 2) == [
        "1. Summary", "2. Decisions requested", "3. Matters of meeting 2", "4. Carried over",
        "5. Hard to implement", "6. Overdue and due next", "7. Missing results",
        "8. Corrections", "9. About this report",
    ]  # fmt: skip
    told = [text for block in document.blocks for text in texts(block) if "short report" in text]
    assert len(told) == 1
    full = [text for block in layout(full_report(), "en").blocks for text in texts(block)]
    assert not any("short report" in text for text in full)


@pytest.mark.parametrize(("view", "pages"), [("full", 1), ("brief", 1), ("summary", 0)])
def test_what_follows_page_one_starts_a_page(view: str, pages: int) -> None:
    blocks = layout(full_report(), "en", view).blocks
    starts = [b.text for b in blocks if isinstance(b, Heading) and b.new_page]
    assert starts == ["Decisions requested"][:pages]


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
    owed, led, helped = (
        section(document, title)
        for title in ("Response required", "Cards as lead agency", "Cards as partner agency")
    )
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
        ("agency:", "no view 'agency:'"),
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
