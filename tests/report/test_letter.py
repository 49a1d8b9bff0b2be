"""Letters to agencies: what they say, in both languages, and that they fit on one page."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from support.models import AGENCIES, card, entry, meetings, register, result

from cardctl.domain.agency import Agency
from cardctl.domain.card import Card
from cardctl.domain.register import Register
from cardctl.domain.view import View
from cardctl.report.formats import plain_text, render_document
from cardctl.report.letter import Letter, LetterKind, letter_document, subject
from cardctl.report.returns import agency_returns

DAY = date(2024, 12, 20)


def of_offices(*cards: Card, **meeting: Any) -> Register:
    """A register whose secretariat and lead have an office."""
    offices = {"mois": ("desk@mois.example", "사무국"), "busan": ("plan@busan.example", "기획과")}
    known = tuple(
        Agency.model_validate(
            {
                **each.model_dump(exclude_none=True),
                "contact": dict(zip(("email", "unit"), offices[each.code], strict=True)),
            }
        )
        if each.code in offices
        else each
        for each in AGENCIES
    )
    papers = {"m3": {"papers": "2025-01-05", **meeting}}
    return register(*cards, agencies=known, meetings=meetings(**papers))


def letter(
    kind: LetterKind, *cards: Card, agency: str = "busan", day: date = DAY, **meeting: Any
) -> Letter:
    seen = View(of_offices(*cards, **meeting), 3, day)
    owed = {each.agency: each for each in agency_returns(seen)}
    return Letter(kind, seen.register, 3, owed[agency], day)


def text(made: Letter, lang: str = "en") -> str:
    return plain_text.render(letter_document(made, lang))


OVERDUE = card("M01-001", entry("2024-01-10", state="registered", lead="busan", due="2024-11-30"))
HELPED = card("M01-002", entry("2024-01-10", state="registered", lead="moef"), partners=["busan"])


def test_request_names_the_cards_the_deadline_and_the_attachments() -> None:
    made = letter(LetterKind.REQUEST, OVERDUE, HELPED)._replace(attachments=("busan.xlsx",))
    shown = text(made)
    assert subject(made, "en") in shown
    for words in (
        "Busan (기획과)",
        "Council, meeting 3 (2025-01-15)",
        "return it by 2025-01-05",
        "It concerns 2 cards",
        "Interior 사무국 desk@mois.example",
        "busan.xlsx, 1 copy",
        "2024-12-20",
    ):
        assert words in shown
    rows = [line.split() for line in shown.splitlines() if line.startswith("M01")]
    assert [(row[0], row[3]) for row in rows] == [("M01-001", "lead"), ("M01-002", "partner")]


def test_korean_letter_has_the_official_form() -> None:
    made = letter(LetterKind.REQUEST, OVERDUE)._replace(attachments=("busan.xlsx",))
    shown = text(made, "ko")
    assert subject(made, "ko") == "제3회 협의회 이행결과 제출 요청"
    assert "2025. 1. 5.까지" in shown
    assert "붙임  busan.xlsx 1부.  끝." in shown
    two = text(made._replace(attachments=("a.xlsx", "a.html")), "ko")
    assert "붙임  1. a.xlsx 1부.  2. a.html 1부.  끝." in two
    without = text(letter(LetterKind.REMINDER, OVERDUE), "ko")
    assert without.count("끝.") == 1
    assert "끝." in next(line for line in without.splitlines() if line.startswith("5."))


def test_reminder_names_only_what_the_lead_has_not_answered() -> None:
    filed = card("M01-003", results=[result(3, "2024-12-01")], plan={"summary": "Dig."})
    shown = text(letter(LetterKind.REMINDER, OVERDUE, HELPED, filed))
    assert "M01-001" in shown
    assert "action plan, implementation result" in shown
    assert "M01-002" not in shown
    assert "M01-003" not in shown
    assert re.search(r"M01-001 .* 20$", shown, re.MULTILINE), "days overdue"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2025, 1, 3), "in 2 days"),
        (date(2025, 1, 4), "in 1 day."),
        (date(2025, 1, 5), "close today, 2025-01-05"),
        (date(2025, 1, 6), "closed on 2025-01-05"),
    ],
)
def test_reminder_tells_when_the_papers_close(day: date, words: str) -> None:
    assert words in text(letter(LetterKind.REMINDER, OVERDUE, day=day))


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("kind", LetterKind)
def test_many_cards_with_long_titles_stay_on_one_page(kind: LetterKind, lang: str) -> None:
    title = (
        "지방자치단체 간 협력사업의 재정 지원 기준과 절차를 정하는 조례의 제정과 시행에 관한 사항"
    )
    cards = [card(f"M01-{number:03}", title=title) for number in range(1, 41)]
    made = letter(kind, *cards)._replace(attachments=("busan.xlsx", "busan.html"))
    document = letter_document(made, lang)
    assert ("외 30건" if lang == "ko" else "and 30 more cards") in plain_text.render(document)
    printed = render_document("pdf", document, day=DAY)
    assert isinstance(printed, bytes)
    assert len(re.findall(rb"/MediaBox", printed)) == 1
