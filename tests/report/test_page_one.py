"""Page one is one page: in every paged format, both languages, for few cards and for many."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from support import drawn
from support.models import REGISTERED, card, entry, meetings, register, result

from cardctl.domain.agency import Agency
from cardctl.domain.card import Card
from cardctl.report.compute import meeting_report
from cardctl.report.facts import MeetingReport
from cardctl.report.formats import render

LATER = date(2024, 12, 1)
NAME = {
    "en": "Ministry of Regional Economy, Industry and Small and Medium-sized Enterprises",
    "ko": "지역경제산업및중소기업육성지원위원회 사무처",
}
TITLE = {
    "en": "Step-free access to night buses in mountain villages, on islands and in new towns",
    "ko": "산촌과 도서 지역 및 신도시의 심야 버스 이용 편의 증진을 위한 종합 지원 체계 구축",
}
CLAIM = entry("2024-09-01", state="submitted", outcome="completed")
HOLD = entry("2024-09-01", state="on_hold", note="no money", review=3)
INFEASIBLE = entry("2024-09-01", state="submitted", outcome="infeasible", note="n", substitute="s")
OUTCOMES = ("completed", "sustained", "infeasible", "withdrawn", "noted", "merged", "split")


def one(number: int) -> Card:
    """Return a card of any kind: overdue, claimed, on hold, infeasible, moved, or closed."""
    first = {**REGISTERED, "lead": "long" if number % 3 else None, "due": "2024-08-01"}
    closed = entry("2024-07-10", state="closed", outcome=OUTCOMES[number % 7], meeting=2, note="so")
    moved = entry("2024-07-20", due="2025-03-01", note="floods")
    kinds = [[first], [first, CLAIM], [first, HOLD], [first, INFEASIBLE], [first, moved], [closed]]
    history = kinds[number % len(kinds)]
    if history == [closed]:
        history = [first, closed]
    meeting = 1 + number % 2
    return card(f"M{meeting:02d}-{number:03d}", *history, title=TITLE, results=[
        result(3, "2024-09-01", by="long")] if number % 4 else [])  # fmt: skip


@cache
def of(cards: int) -> MeetingReport:
    """Return a report on *cards* with long names, and with files that cannot be read."""
    place = {"en": "The Great Hall of the Regional Government " * 3, "ko": "도청 대회의실 " * 12}
    agency = Agency.model_validate({"code": "long", "name": NAME})
    whole = register(
        *(one(number) for number in range(1, cards + 1)),
        agencies=(*register().agencies, agency),
        meetings=meetings(m3={"place": place}),
        config={"body": {"en": "Central-Local Cooperation Meeting", "ko": "중앙지방협력회의"}},
        unreadable={f"M01/M01-{n:03d}.yaml": f"M01-{n:03d}" for n in range(900, 930)},
    )
    return meeting_report(whole, 3, LATER)


def pages(form: str, cards: int, lang: str, view: str, folder: Path) -> list[str]:
    made = render(form, of(cards), lang=lang, view=view, font=drawn.font_for(form))
    return drawn.drawn(made, form, folder)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("cards", [12, 300])
@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("form", drawn.FORMATS)
def test_page_one_holds_the_summary_alone(form: str, lang: str, cards: int, tmp_path: Path) -> None:
    (page,) = pages(form, cards, lang, "summary", tmp_path)
    assert ("Completed:" if lang == "en" else "이행률:") in page


@pytest.mark.sampled(3)
@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("form", drawn.FORMATS)
def test_section_two_begins_on_page_two(form: str, lang: str, tmp_path: Path) -> None:
    first, second, *_others = pages(form, 12, lang, "brief", tmp_path)
    title = {"en": "2.Decisionsrequested", "ko": "2.결정요청사항"}[lang]
    assert title not in first
    assert title in second
