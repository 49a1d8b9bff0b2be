"""Page one: its sentences, and its bounds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import DAYS, decks
from support.models import REGISTERED, card, entry, meetings, register, report, result

from cardctl.domain.agency import Agency
from cardctl.domain.card import Card
from cardctl.printable import columns, shortened
from cardctl.report.compute import meeting_report
from cardctl.report.document import Cell, Heading, ItemList, Note, Paragraph, Table
from cardctl.report.facts import MeetingReport
from cardctl.report.layout import layout
from cardctl.report.layout.page import ReportPage
from cardctl.report.layout.sentences import sentences

LATER = date(2024, 12, 1)
FILED = [result(2, "2024-06-01")]
CLAIM = entry("2024-06-01", state="submitted", outcome="completed")
CLOSED = entry("2024-07-10", state="closed", outcome="completed", meeting=2)
HOLD = entry("2024-06-01", state="on_hold", note="no money", review=2)
INFEASIBLE = entry("2024-06-01", state="submitted", outcome="infeasible", note="n", substitute="s")
OVERDUE = {**REGISTERED, "due": "2024-03-01"}


def said(made: MeetingReport, lang: str = "en") -> list[str]:
    return list(sentences(ReportPage(made, lang)))


# Sentences


def test_sentences_of_a_first_report_without_cards() -> None:
    made = report(number=1, day=date(2024, 1, 10))
    assert said(made) == ["There is no matter to report on."]
    assert said(made, "ko") == ["보고할 과제가 없음."]


def test_sentences_on_one_matter() -> None:
    assert said(report(card(results=FILED))) == [
        "There is one matter (on track).",
        "Since meeting 1, 1 was added.",
        "No matter is red or overdue, and no result is missing.",
    ]
    assert said(report(card(results=FILED)), "ko")[0] == "보고 과제는 1건(정상추진)임."


def test_sentences_on_many_matters() -> None:
    made = report(
        card("M01-001", OVERDUE, title="Bridge"),
        card("M01-002", REGISTERED, CLAIM, results=FILED),
        card("M01-003", REGISTERED, HOLD),
        card("M01-004", {**REGISTERED, "lead": None}),
    )
    assert said(made) == [
        "Of 4 matters, 1 awaits confirmation, 1 needs attention, 1 is delayed and 1 is on hold.",
        "Since meeting 1, 4 were added and 1 turned red.",
        (
            "The most urgent matter is M01-001 Bridge (Busan): 131 days overdue; "
            "3 of 4 open matters have no result (1 has no lead agency)."
        ),
    ]
    assert said(made, "ko") == [
        "전체 과제 4건 중 확인요청 1건, 점검필요 1건, 지연 1건, 보류 1건임.",
        "제1회 회의 이후 신규 4건, 적색 전환 1건 발생함.",
        (
            "가장 시급한 과제: M01-001 Bridge(주관기관 부산광역시, 131일 지연). "
            "미완료 과제 4건 중 이행결과 미제출 3건(주관기관 미정 1건)임."
        ),
    ]


def test_sentences_on_what_changed() -> None:
    cards = card("M01-001", REGISTERED, CLAIM, CLOSED, results=FILED), card("M02-001")
    assert said(report(*cards, number=3, day=LATER)) == [
        "Of 2 matters, 1 is done and 1 needs attention.",
        "Since meeting 2, 1 was added and 1 was closed.",
        "No matter is red or overdue, but 1 of 1 open matter has no result.",
    ]
    quiet = report(cards[0], number=4, day=date(2025, 6, 1), meetings=meetings())
    assert said(quiet)[1] == "Nothing has changed since meeting 3."


@pytest.mark.parametrize(
    ("history", "problem"),
    [
        ([{**REGISTERED, "due": "2024-07-01"}], "9 days overdue"),  # amber
        ([OVERDUE], "131 days overdue"),
        ([REGISTERED, INFEASIBLE], "submitted as infeasible"),
    ],
)
def test_the_worst_problem_is_named(history: list[dict[str, object]], problem: str) -> None:
    made = report(card("M01-001", *history, results=FILED), card("M01-002", results=FILED))
    assert said(made)[2] == f"The most urgent matter is M01-001 Card M01-001 (Busan): {problem}."


# Decisions, red matters, figures


def tables(made: MeetingReport, lang: str = "en") -> list[Table]:
    return [b for b in layout(made, lang, "brief").blocks if isinstance(b, Table)]


def test_decisions_are_named_with_their_leads() -> None:
    moved = entry("2024-06-01", due="2025-01-30", note="floods")
    away = entry("2024-06-01", due=None, note="no need")
    made = report(
        card("M01-001", REGISTERED, moved),
        card("M01-002", REGISTERED, CLAIM, results=FILED),
        card("M01-003", {**REGISTERED, "lead": None}, HOLD),
        card("M01-004", REGISTERED, away),
    )
    decisions, figures, *_others = tables(made)
    assert [[cell.text for cell in row] for row in decisions.rows] == [
        ["M01-002", "Card M01-002", "confirm: completed", "Busan"],
        ["M01-003", "Card M01-003", "review the hold", "not assigned"],
        ["M01-001", "Card M01-001", "take note: due 2025-01-30", "Busan"],
        ["M01-004", "Card M01-004", "take note: no due date", "Busan"],
    ]
    assert [cell.text for cell in figures.rows[0]] == [
        "Cards",
        "0",
        "1",
        "0",
        "0",
        "2",
        "1",
        "0",
        "4",
    ]
    assert [cell.text for cell in figures.rows[1]][-3:] == ["+1", "0", "+4"]


def test_long_lists_name_a_few_and_say_where_the_others_are() -> None:
    made = report(
        *(card(f"M01-{n:03d}", REGISTERED, CLAIM, results=FILED) for n in range(1, 17)),
        *(card(f"M01-{n:03d}", OVERDUE) for n in range(20, 30)),
    )
    decisions, red, *_others = tables(made)
    assert [row[1].text for row in decisions.rows][-2:] == [
        "Card M01-009", "and 7 more (section 2)",
    ]  # fmt: skip
    assert len(red.rows) == 10, "the last of the lines needs no count of the others"
    heads = [b.line for b in layout(made, "en", "brief").blocks if isinstance(b, Heading)]
    assert heads[2:4] == ["1.1 Decisions requested (16 cards)", "1.2 Red matters (10 cards)"]
    alone = [b for b in layout(made, "en", "summary").blocks if isinstance(b, Table)]
    assert alone[0].rows[-1][1].text == "and 7 more"


def test_lists_share_the_lines_of_the_page() -> None:
    """What one list leaves, the other has; a title of two lines counts twice."""
    claims = [card(f"M01-{n:03d}", REGISTERED, CLAIM, results=FILED) for n in range(1, 30)]
    decisions, red, *_others = tables(report(*claims, card("M01-040", OVERDUE)))
    assert [len(decisions.rows), len(red.rows)] == [19, 1]
    title = "Step-free access to night buses on the islands"
    long = [one.model_copy(update={"title": title}) for one in claims]
    decisions, red, *_others = tables(report(*long, card("M01-040", OVERDUE)))
    assert [row[1].text for row in decisions.rows] == [title] * 9 + ["and 20 more (section 2)"]


def test_the_name_of_an_agency_is_whole() -> None:
    name = "Ministry of Regional Economy, Industry and Small and Medium-sized Enterprises"
    agency = Agency.model_validate({"code": "long", "name": name})
    whole = register(
        *(card(f"M01-{n:03d}", {**OVERDUE, "lead": "long"}) for n in range(1, 10)),
        agencies=(*register().agencies, agency),
    )
    made = meeting_report(whole, 2, LATER)
    (red, *_others) = tables(made)
    assert {row[3].text for row in red.rows[:-1]} == {name}
    assert any(name in sentence for sentence in sentences(ReportPage(made, "en")))


@pytest.mark.parametrize(
    ("cards", "line"),
    [
        ([card("M01-001", results=FILED)], "Completed: 0 of 1 (0.0%)"),
        (
            [card("M01-001", REGISTERED, CLAIM, results=FILED), card("M01-002")],
            "Completed: 0 of 2 (0.0%); claimed: 1 (50.0% if confirmed)",
        ),
    ],
)
def test_the_completion_rate_names_claims(cards: list[Card], line: str) -> None:
    lists = [b for b in layout(report(*cards), "en", "summary").blocks if isinstance(b, ItemList)]
    assert lists[-1].items[1].text == line


# Bounds


def test_text_is_shortened_to_columns() -> None:
    assert shortened("short", 5) == "short"
    assert shortened("longer", 5) == "long…"
    assert shortened("제목이 길다", 7) == "제목이…"
    assert shortened("two\nlines", 20) == "two lines"


def table_lines(row: tuple[Cell, ...]) -> int:
    """Return the lines of a row: a title has 32 columns of a page, other text has 22."""
    room = (32 if cell.card else 22 for cell in row)
    return max(1 + (columns(cell.text) - 1) // width for cell, width in zip(row, room, strict=True))


@settings(max_examples=30, deadline=None)
@given(decks(), st.integers(1, 4), DAYS, st.sampled_from(["en", "ko"]), st.integers(0, 40))
def test_page_one_is_bounded(
    cards: list[Card], number: int, day: date, lang: str, unreadable: int
) -> None:
    """A page has room for 50 lines of 90 columns."""
    long = "가나다라 마바사 " * 20
    many = [
        one.model_copy(update={"id": f"{one.id[:4]}{n:03d}", "title": long})
        for n, one in enumerate(cards * 40, 1)
    ]
    paths = {f"M01/M01-{n:03d}.yaml": f"M01-{n:03d}" for n in range(900, 900 + unreadable)}
    made = meeting_report(register(*many, unreadable=paths), number, day)
    lines = 0
    for block in layout(made, lang, "summary").blocks:
        match block:
            case Heading():
                lines += 2
            case Paragraph() | Note():
                lines += 1 + columns(block.text) // 90
            case ItemList():
                lines += sum(1 + columns(item.text) // 86 for item in block.items)
            case Table():
                lines += 1 + sum(map(table_lines, block.rows))
    assert lines <= 50
