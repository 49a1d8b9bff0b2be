"""The agenda paper: what a meeting is asked to decide, to confirm and to take note of."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.made_text import text_of
from support.models import M2, REGISTERED, card, entry, meetings, register, result

from cardctl.app.meeting_document import FORMATS, render
from cardctl.domain.register import Register
from cardctl.errors import Refused, SystemProblem, Unknown
from cardctl.report.agenda_paper import AgendaPaper, FollowUpPart, agenda_paper
from cardctl.report.audience import Audience
from cardctl.report.compute import meeting_report
from cardctl.report.document import Heading
from cardctl.report.edition import EditionKind
from cardctl.report.layout.agenda_paper import paper_document

DAY = date(2024, 7, 1)
PAPER = [{"kind": "report", "title": "Survey", "url": "https://example.org/survey"}]
CLAIM = entry("2024-06-20", state="submitted", outcome="completed", note="It is built.")
INFEASIBLE = entry(
    "2024-06-21", state="submitted", outcome="infeasible", note="No ground.", substitute="A ferry."
)
MOVED = entry("2024-05-02", due="2025-03-31", note="No bidder.")
HOLD = entry("2024-06-22", state="on_hold", note="A drought.", review=2)
WRONG = entry("2024-06-23", lead="ulsan", note="Typed wrongly.", corrects={"lead": "busan"})
ITEMS = [
    {"item": 1, "title": {"en": "Piers", "ko": "선착장"}, "type": "decision", "outcome": "decided"},
    {"item": 2, "title": "Wells", "type": "report"},
    {"item": 3, "title": "Night buses", "type": "discussion"},
]


def asked() -> Register:
    """Return a register in which meeting 2 is asked one thing of every kind."""
    return register(
        card("M01-001", REGISTERED, CLAIM, results=[result(2, "2024-06-20", evidence=PAPER)]),
        card("M01-002", REGISTERED, INFEASIBLE),
        card("M01-003", REGISTERED, MOVED),
        card("M01-004", REGISTERED, HOLD),
        card("M01-005", REGISTERED, WRONG),
        meetings=meetings(m2={"status": "scheduled", "papers": "2024-07-02", "items": ITEMS}),
    )


def paper(of: Register, number: int = 2, day: date = DAY, **keys: Any) -> AgendaPaper:
    return agenda_paper(of, number, day, **keys)


def follow_up(made: AgendaPaper) -> FollowUpPart:
    assert made.follow_up is not None
    return made.follow_up


# Facts ------------------------------------------------------------------------------------------


def test_what_a_meeting_is_asked() -> None:
    part = follow_up(paper(asked()))
    assert [claim.card.id for claim in part.claims] == ["M01-001"]
    assert [claim.card.id for claim in part.infeasible] == ["M01-002"]
    assert [move.id for move in part.due_dates] == ["M01-003"]
    assert [each.id for each in part.holds] == ["M01-004"]
    assert [each.id for each in part.corrections] == ["M01-005"]


def test_a_claim_has_its_result_its_evidence_and_its_delay() -> None:
    early = {**REGISTERED, "due": "2024-06-10"}
    filed = [result(2, "2024-06-20", text="Built.", evidence=PAPER)]
    (claim,) = follow_up(paper(register(card("M01-001", early, CLAIM, results=filed)))).claims
    assert (claim.submitted, claim.first_due) == (date(2024, 6, 20), date(2024, 6, 10))
    assert claim.days_late == 10
    assert claim.result is not None
    assert claim.result.text == "Built."
    assert [each.title for each in claim.evidence] == ["Survey"]


def test_the_result_of_a_claim_is_that_of_the_lead_or_else_the_last_one() -> None:
    own, partner = result(2, "2024-06-20", text="Own."), result(2, "2024-06-21", "ulsan", text="P.")
    earlier = result(1, "2024-01-05", text="Earlier.")
    for results, text in (([own, partner], "Own."), ([earlier], "Earlier."), ([], None)):
        made = paper(register(card("M01-001", REGISTERED, CLAIM, results=results)))
        (claim,) = follow_up(made).claims
        assert (claim.result and claim.result.text) == text


def test_an_infeasible_claim_has_its_reason_and_measures_instead() -> None:
    (claim,) = follow_up(paper(asked())).infeasible
    assert (claim.reason, claim.substitute) == ("No ground.", "A ferry.")


def test_figures_are_those_of_the_report() -> None:
    of = asked()
    figures, report = follow_up(paper(of)).figures, meeting_report(of, 2, DAY)
    assert (figures.done, figures.counted, figures.open) == (0, 5, 5)
    assert (figures.claimed, figures.rate, figures.if_confirmed) == (1, 0.0, 0.2)
    assert figures.overdue == len(report.overdue)
    assert figures.not_submitted == len(report.not_submitted) == 3


@pytest.mark.parametrize("outcome", ["infeasible", "withdrawn", "noted"])
def test_only_claims_that_would_count_as_done_raise_the_rate(outcome: str) -> None:
    claim = entry("2024-06-20", state="submitted", outcome=outcome, note="x", substitute="y")
    figures = follow_up(paper(register(card("M01-001", REGISTERED, claim)))).figures
    assert (figures.claimed, figures.if_confirmed) == (0, 0.0)


def test_what_the_meeting_itself_did_is_not_in_its_paper() -> None:
    done = entry("2024-07-10", state="closed", outcome="completed", meeting=2)
    filed = [result(2, "2024-06-20", evidence=PAPER)]
    of = register(card("M01-001", REGISTERED, CLAIM, done, results=filed), card("M02-001"))
    part = follow_up(paper(of, day=M2))
    assert [claim.card.id for claim in part.claims] == ["M01-001"]
    assert part.figures.counted == 1


@pytest.mark.parametrize(
    ("values", "hears"),
    [
        ({"kind": "written"}, False),
        ({"kind": "written", "hears": True}, True),
        ({"kind": "extraordinary"}, True),
        ({"hears": False}, False),
    ],
)
def test_a_meeting_that_hears_no_report_has_an_agenda_alone(
    values: dict[str, Any], hears: bool
) -> None:
    of = register(
        card("M01-001", REGISTERED, CLAIM), meetings=meetings(m2={"items": ITEMS, **values})
    )
    made = paper(of)
    assert (made.follow_up is not None) is hears
    assert [item.item for item in made.items] == [1, 2, 3]


def test_the_next_meeting_without_a_file_has_a_paper() -> None:
    made = paper(register(card("M01-001")), 4)
    assert (made.meeting, made.items) == (None, ())
    assert follow_up(made).figures.open == 1
    assert "date not fixed" in str(render(made, "text"))


def test_the_paper_of_a_first_meeting_counts_nothing() -> None:
    made = str(render(paper(register(), 2), "text"))
    assert "No earlier decision is on record." in made
    assert "0 of 0" not in made


def test_an_unknown_meeting_has_no_paper() -> None:
    with pytest.raises(Unknown, match="no meeting '9'"):
        paper(register(), 9)


def test_a_cancelled_meeting_has_no_paper() -> None:
    with pytest.raises(Refused, match="meeting 2 was cancelled") as refused:
        paper(register(meetings=meetings(m2={"status": "cancelled"})))
    assert str(refused.value.hint).endswith("cardctl paper 3")


def test_changes_of_the_meeting_are_named_up_to_the_day() -> None:
    changes = [
        {"date": "2024-05-01", "by": "mois", "note": "hall", "was": {"date": "2024-07-03"}},
        {"date": "2024-07-05", "by": "mois", "note": "storm", "was": {"place": "Seoul"}},
    ]
    of = register(meetings=meetings(m2={"changes": changes}))
    assert [change.entry.note for change in paper(of).changes] == ["hall"]
    assert "date 2024-07-03 → 2024-07-10 (2024-05-01: hall)" in str(render(paper(of), "text"))


def test_a_paper_is_interim_until_the_papers_close() -> None:
    early, closed = date(2024, 7, 1), date(2024, 7, 3)
    interim = paper(asked(), day=early)
    assert interim.edition.kind is EditionKind.INTERIM
    assert "agenda paper (interim)" in str(render(interim, "text"))
    assert "2024-07-01 (interim, papers close on 2024-07-02)" in str(render(interim, "text"))
    assert paper(asked(), day=closed).edition.kind is EditionKind.FINAL
    assert paper(asked(), day=closed, today=early).edition.kind is EditionKind.FORECAST


def test_a_paper_has_the_edition_of_its_report() -> None:
    made = paper(asked(), day=M2, today=DAY)
    assert made.edition == follow_up(made).report.edition


# Audience ---------------------------------------------------------------------------------------


def restricted() -> Register:
    closed = {"visibility": "closed", "visibility_ground": "Art. 9"}
    secret = {"kind": "report", "title": "Secret annex", **closed}
    return register(
        card("M01-001", REGISTERED, CLAIM, title="Hidden pier", **closed),
        card("M01-002", REGISTERED, CLAIM, results=[result(2, "2024-06-20", evidence=[secret])]),
        card("M01-003", REGISTERED, MOVED, title="Hidden well", **closed),
        meetings=meetings(m2={"items": ITEMS, "sources": [{**secret, "title": "Secret draft"}]}),
    )


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("form", [name for name in FORMATS if name != "pdf"])
def test_a_public_paper_names_nothing_restricted(form: str, lang: str, tmp_path: Path) -> None:
    made = paper(restricted(), audience=Audience.PUBLIC)
    shown = text_of(form, render(made, form, lang=lang), tmp_path)
    for secret in ("Hidden", "M01-001", "M01-003", "Secret"):
        assert secret not in shown
    internal = text_of(form, render(paper(restricted()), form, lang=lang), tmp_path)
    for secret in ("Hidden pier", "M01-003", "Secret annex", "Secret draft"):
        assert secret in internal


def test_a_public_paper_counts_what_it_leaves_out() -> None:
    made = paper(restricted(), audience=Audience.PUBLIC)
    assert made.withheld == 4  # two cards, one piece of evidence, one source
    assert follow_up(made).figures.counted == 1
    assert paper(restricted()).withheld is None


# Formats ----------------------------------------------------------------------------------------

WORDS = {
    "en": (
        "agenda paper", "Piers", "to decide", "to receive the report", "to discuss",
        "completed 0 of 5 (0.0%); claimed 1 (20.0% if confirmed)", "submitted 2024-06-20",
        "Something was done.", "Survey", "No ground.", "A ferry.", "2025-03-31", "No bidder.",
        "A drought.", "lead agency: Busan → Ulsan", "Typed wrongly.",
        "Attached: Council, meeting 2: implementation report, 1 copy",
    ),
    "ko": (
        "제2회 협의회 회의자료(중간 집계)", "선착장", "심의·의결", "보고 청취", "토의",
        "완료 확인요청 1건(확인 시 20.0%)", "2024. 6. 20. 확인요청", "Survey",
        "A ferry.", "2025. 3. 31.",
        "주관기관: 부산광역시 → 울산광역시", "붙임", "1부. 끝.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("form", [name for name in FORMATS if name != "json"])
def test_every_format_shows_the_same_paper(form: str, lang: str, tmp_path: Path) -> None:
    if form == "pdf" and not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    try:
        made = render(paper(asked()), form, lang=lang)
    except SystemProblem as problem:
        pytest.skip(str(problem))
    shown = text_of(form, made, tmp_path).replace("&nbsp;", " ")
    assert [words for words in WORDS[lang] if squeezed(words) not in squeezed(shown)] == []
    assert render(paper(asked()), form, lang=lang) == made


def squeezed(text: str) -> str:
    """Return *text* without spaces: formats break lines where they like."""
    return "".join(text.split())


def test_data_has_the_facts() -> None:
    envelope = json.loads(str(render(paper(asked()), "json")))
    data = envelope["data"]
    assert envelope["kind"] == "agenda-paper"
    assert [item["type"] for item in data["items"]] == ["decision", "report", "discussion"]
    part = data["follow_up"]
    ids = {name: [each["id"] for each in part[name]] for name in part if name != "figures"}
    assert ids == {
        "confirm": ["M01-001"],
        "infeasible": ["M01-002"],
        "due_dates": ["M01-003"],
        "holds": ["M01-004"],
        "corrections": ["M01-005"],
    }
    assert part["figures"]["if_confirmed"] == 0.2


def test_empty_sections_are_left_out_and_numbers_have_no_gap() -> None:
    document = paper_document(paper(register(card("M01-001", REGISTERED, HOLD))), "en")
    heads = [block for block in document.blocks if isinstance(block, Heading) and block.level == 2]
    assert [head.line for head in heads] == [
        "1. About the meeting",
        "2. Agenda",
        "3. Follow-up of earlier decisions",
        "4. Holds due for review",
    ]
    assert document.author == "Council"


def test_the_first_cards_of_each_kind_are_named_with_their_leads() -> None:
    cards = [card(f"M01-{n:03d}", REGISTERED, MOVED) for n in range(1, 9)]
    shown = str(render(paper(register(*cards)), "text"))
    part = shown.partition("Asked of the meeting")[2].partition("4. ")[0]
    assert "to take note of moved due dates: 8 items" in part
    assert "M01-005 Card M01-005 (Busan)" in part
    assert "M01-006" not in part
    assert "and 3 more cards" in part


def test_unreadable_files_are_named() -> None:
    of = register(unreadable={"M01/M01-009.yaml": "M01-009"})
    assert "M01/M01-009.yaml" in str(render(paper(of), "text"))


def test_evidence_that_reads_the_same_is_one_line() -> None:
    news = [{"kind": "news", "title": "Opening", "url": f"https://example.org/{n}"} for n in "ab"]
    filed = [result(2, "2024-06-20", evidence=news)]
    shown = str(render(paper(register(card("M01-001", REGISTERED, CLAIM, results=filed))), "text"))
    assert "[news] Opening (2 items)" in shown
    assert "https://example.org/a" not in shown


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(Unknown, match="no format 'xlsx'"):
        render(paper(asked()), "xlsx")
