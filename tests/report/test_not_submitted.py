"""A missing result reads "not submitted", but never beside the date of a submission."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.decks import DAYS, decks
from support.models import REGISTERED, card, entry, report, result

from cardctl.domain.card import Card
from cardctl.domain.workflow import State
from cardctl.i18n import gettext
from cardctl.report import words
from cardctl.report.document import Cell, Document, Record, Table
from cardctl.report.facts import MeetingReport
from cardctl.report.layout import layout

DAY = date(2024, 12, 1)

CLAIM = entry("2024-11-05", state="submitted", outcome="infeasible", note="n", substitute="s")
RETURNED = entry("2024-11-20", state="in_progress", note="Not yet.")
STARTED = [
    REGISTERED,
    entry("2024-02-01", state="planned"),
    entry("2024-03-01", state="in_progress"),
]
PLAN = {"submitted": "2024-02-01", "summary": "Build it.", "no_steps": "One step."}


def rows(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the id and the text of each row or record about a card."""
    for block in document.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                yield from _row(row, [cell.text for cell in row])
        elif isinstance(block, Record):
            texts = [f"{field.label}: {field.text}" for field in block.fields]
            yield from _row(block.head, [*(cell.text for cell in block.head), *texts])


def _row(cells: tuple[Cell, ...], texts: list[str]) -> Iterator[tuple[str, str]]:
    identifier = next((cell.card for cell in cells if cell.card), None)
    if identifier is not None:
        yield identifier, "\n".join(texts)


def submissions(made: MeetingReport, identifier: str) -> list[date]:
    """Return the days on which something was submitted for the meeting of the report."""
    shown, since = made.seen.shown(identifier), made.seen.whole.calendar.since(made.number)
    claims = [each.date for each in shown.history if each.state is State.SUBMITTED]
    awaiting = shown.state is State.SUBMITTED
    answers = [day for day in claims if awaiting or day > since]
    return answers + [each.date for each in shown.results if each.meeting == made.number]


def rows_with_both(made: MeetingReport, lang: str, view: str = "full") -> list[str]:
    """Return the rows that say "not submitted" beside the day of a submission."""
    missing = words.NOT_SUBMITTED.render(lang)
    return [
        text
        for identifier, text in rows(layout(made, lang, view))
        if missing in text
        and (
            any(words.day(day, lang) in text for day in submissions(made, identifier))
            or gettext("Submitted", lang) in text
        )
    ]


@given(
    cards=decks(),
    number=st.integers(1, 4),
    day=DAYS,
    lang=st.sampled_from(["en", "ko"]),
    view=st.sampled_from(["full", "agency:busan", "agency:ulsan"]),
)
@example([card("M01-001", *STARTED, CLAIM, plan=PLAN)], 3, DAY, "ko", "full")
@example([card("M01-001", *STARTED, CLAIM, RETURNED)], 3, DAY, "en", "full")
@example([card("M01-001", results=[result(3, "2024-11-01", by="ulsan")])], 3, DAY, "ko", "full")
def test_no_row_says_not_submitted_beside_a_date_of_submission(
    cards: list[Card], number: int, day: date, lang: str, view: str
) -> None:
    made = report(*cards, number=number, day=day)
    assert rows_with_both(made, lang, view) == []


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("en", "submitted as infeasible on 2024-11-05"),
        ("ko", "이행곤란 확인요청(2024. 11. 5.)"),
    ],
)
@pytest.mark.parametrize("history", [[CLAIM], [CLAIM, RETURNED]])
def test_outcome_that_was_submitted_is_the_answer(
    history: list[dict[str, str]], lang: str, shown: str
) -> None:
    made = report(card("M01-001", *STARTED, *history), number=3, day=DAY)
    own = layout(made, lang, "agency:busan")
    (text,) = (text for _id, text in rows(own) if shown in text)
    assert words.NOT_SUBMITTED.render(lang) not in text


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("en", "no result from the lead agency"),
        ("ko", "주관기관 결과 없음"),
    ],
)
def test_partner_result_leaves_the_one_of_the_lead_missing(lang: str, shown: str) -> None:
    filed = [result(3, "2024-11-01", by="ulsan", text="Ulsan did its part.")]
    made = report(card("M01-001", results=filed), number=3, day=DAY)
    assert [each.id for each in made.not_submitted] == ["M01-001"]
    for _id, text in rows(layout(made, lang)):
        if "Ulsan did its part." in text:
            assert shown in text
            assert words.NOT_SUBMITTED.render(lang) not in text


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_day_of_the_plan_is_not_called_a_submission(lang: str) -> None:
    made = report(card("M01-001", *STARTED, plan=PLAN), number=3, day=DAY)
    texts = [text for _id, text in rows(layout(made, lang))]
    (row,) = (text for text in texts if "Build it." in text)
    (in_full,) = (text for text in texts if gettext("History", lang) in text)
    assert words.NOT_SUBMITTED.render(lang) in row
    assert {"en": "dated 2024-02-01", "ko": "2024. 2. 1. 수립"}[lang] in in_full


def test_reasons_name_a_missing_result_once() -> None:
    made = report(card("M01-001"), number=3, day=DAY)
    signal = made.seen.signal("M01-001")
    assert len(signal.reasons) == 2
    assert words.reasons_words(signal, "ko") == "2회 연속 미제출"
    assert (
        words.reasons_words(signal, "ko", has_partner_result=True) == "주관기관 결과 2회 연속 없음"
    )
