"""Minutes: what a meeting decided, from the entries that name it and its own cards."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.made_text import text_of
from support.models import REGISTERED, card, entry, meetings, register, result

from cardctl.app.meeting_document import FORMATS, render
from cardctl.domain.register import Register
from cardctl.errors import Refused, SystemProblem, Unknown, UsageError
from cardctl.report.audience import Audience
from cardctl.report.document import Heading
from cardctl.report.layout.minutes import minutes_document
from cardctl.report.meeting_decisions import DecisionKind
from cardctl.report.minutes import Minutes, minutes

DAY = date(2024, 8, 1)
CLAIM = entry("2024-06-20", state="submitted", outcome="completed")
ITEMS = [
    {"item": 1, "title": {"en": "Piers", "ko": "선착장"}, "type": "decision", "outcome": "decided"},
    {"item": 2, "title": "Wells", "type": "report", "outcome": "received"},
    {"item": 3, "title": "Night buses", "type": "discussion", "outcome": "deferred"},
    {"item": 4, "title": "Ferry", "type": "decision", "outcome": "withdrawn"},
    {"item": 5, "title": "Lights", "type": "decision"},
]


def by_2(**keys: Any) -> dict[str, Any]:
    """Return an entry of meeting 2."""
    return entry("2024-07-10", meeting=2, **keys)


def made(*cards: Any, day: date = DAY, number: int = 2, **keys: Any) -> Minutes:
    return minutes(register(*cards, **keys), number, day)


def kinds(*history: dict[str, Any], **keys: Any) -> list[DecisionKind]:
    """Return the decisions of meeting 2 about one card with this history."""
    return [each.kind for each in made(card("M01-001", REGISTERED, *history, **keys)).decisions]


# Decisions --------------------------------------------------------------------------------------

PROGRESS = entry("2024-02-01", state="in_progress")
HELD = entry("2024-06-01", state="on_hold", note="A drought.", review=2)


@pytest.mark.parametrize(
    ("history", "kind"),
    [
        ([CLAIM, by_2(state="closed", outcome="completed")], DecisionKind.CONFIRMED),
        ([CLAIM, by_2(state="in_progress", note="Why.")], DecisionKind.RETURNED),
        ([CLAIM, by_2(state="planned", note="Why.")], DecisionKind.RETURNED),
        ([by_2(due="2025-06-30", note="Why.")], DecisionKind.DUE),
        ([by_2(lead="ulsan")], DecisionKind.LEAD),
        ([by_2(lead=None)], DecisionKind.LEAD),
        ([by_2(state="on_hold", note="Why.", review=3)], DecisionKind.HELD),
        ([HELD, by_2(state="on_hold", note="Still.", review=3)], DecisionKind.HELD),
        ([HELD, by_2(state="in_progress")], DecisionKind.RESUMED),
        ([by_2(state="planned")], DecisionKind.MOVED),
        ([by_2(note="The board is pleased.")], DecisionKind.NOTED),
    ],
)
def test_an_entry_of_the_meeting_is_a_decision(history: list[Any], kind: DecisionKind) -> None:
    assert kinds(*history) == [kind]


def test_a_closed_card_is_reopened() -> None:
    closed = entry("2024-02-05", state="closed", outcome="completed", meeting=1)
    early = entry("2024-02-01", state="submitted", outcome="completed")
    assert kinds(early, closed, by_2(state="in_progress", note="Why.")) == [DecisionKind.REOPENED]


def test_one_entry_decides_several_things() -> None:
    entry_ = by_2(state="in_progress", due="2025-06-30", lead="ulsan", note="Why.")
    assert kinds(CLAIM, entry_) == [DecisionKind.RETURNED, DecisionKind.DUE, DecisionKind.LEAD]


@pytest.mark.parametrize(
    "other",
    [
        entry("2024-07-10", due="2025-06-30", note="x"),  # no meeting decided it
        entry("2024-03-01", due="2025-06-30", note="x", meeting=1),
        entry("2024-07-10", due="2025-06-30", note="x", meeting=3),
        entry("2024-08-02", due="2025-06-30", note="x", meeting=2),  # after the as-of date
        by_2(due="2024-12-31"),  # the same date
    ],
)
def test_other_entries_are_no_decisions_of_the_meeting(other: dict[str, Any]) -> None:
    assert kinds(other) == []


def test_what_it_decided_stands_after_later_decisions() -> None:
    later = entry("2024-07-20", state="in_progress", note="Reopened.", meeting=3)
    found = made(card("M01-001", REGISTERED, CLAIM, by_2(state="closed"), later))
    assert [each.kind for each in found.decisions] == [DecisionKind.CONFIRMED]
    assert found.decisions[0].outcome == "completed"


def test_amendments_and_corrections_with_its_consent() -> None:
    amended = by_2(amends={"title": "Old"}, note="Renamed.")
    corrected = by_2(corrects={"due": "2024-12-31"}, due="2025-01-31", note="Typed wrongly.")
    void = by_2(state="closed", outcome="void", note="Twice.")
    found = made(
        card("M01-001", REGISTERED, amended, title="New"),
        card("M01-002", REGISTERED, corrected),
        card("M01-003", REGISTERED, void),
    )
    told = [(each.id, each.kind, each.fields[0].old) for each in found.corrections]
    assert told == [
        ("M01-001", "amendment", "Old"),
        ("M01-002", "field", "2024-12-31"),
        ("M01-003", "void", "registered"),
    ]
    assert found.decisions == ()


def test_a_mistaken_confirmation_is_taken_out_and_named() -> None:
    wrong = entry(
        "2024-07-20", state="submitted", corrects={"state": "closed"}, note="Mixed up.", meeting=3
    )
    found = made(card("M01-001", REGISTERED, CLAIM, by_2(state="closed"), wrong))
    assert found.decisions == ()
    (since,) = found.corrected_since
    assert (since.id, since.field, since.meeting, since.reason) == (
        "M01-001", "state", 3, "Mixed up.",
    )  # fmt: skip
    before = made(
        card("M01-001", REGISTERED, CLAIM, by_2(state="closed"), wrong), day=date(2024, 7, 19)
    )
    assert [each.kind for each in before.decisions] == [DecisionKind.CONFIRMED]
    assert before.corrected_since == ()


def test_a_later_amendment_is_not_in_earlier_minutes() -> None:
    later = entry("2024-07-20", amends={"title": "Old"}, meeting=3)
    found = made(card("M02-001", entry("2024-07-10", state="registered"), later, title="New"))
    assert [charge.card.title for charge in found.items[0].charges] == ["Old"]


def test_a_void_card_is_told_as_a_correction_alone() -> None:
    closing = by_2(state="closed", outcome="completed")
    void = entry("2024-07-12", state="closed", outcome="void", note="Twice.")
    reopened = entry("2024-07-11", state="in_progress", note="Reopened.")
    assert kinds(CLAIM, closing) == [DecisionKind.CONFIRMED]
    assert kinds(CLAIM, closing, reopened, void) == []
    mistaken = by_2(state="closed", outcome="void", note="Twice.")
    found = made(card("M01-001", REGISTERED, mistaken, reopened))
    assert found.decisions == ()
    assert [each.kind for each in found.corrections] == ["void"]


def test_a_correction_of_what_others_recorded_is_none_of_these_minutes() -> None:
    wrong = entry("2024-07-20", due="2025-01-31", corrects={"due": "2024-12-31"}, note="Typed.")
    found = made(card("M01-001", REGISTERED, wrong, by_2(lead="ulsan")))
    assert found.corrected_since == ()


def test_the_outcome_of_a_decision_is_the_one_that_was_decided() -> None:
    noted = made(card("M01-001", REGISTERED, by_2(state="closed", outcome="noted")))
    assert noted.decisions[0].outcome == "noted"
    returned = made(card("M01-001", REGISTERED, CLAIM, by_2(state="in_progress", note="Why.")))
    assert returned.decisions[0].outcome == "completed"


# The agenda, and whom it charged ----------------------------------------------------------------


def agenda(*cards: Any, **values: Any) -> Minutes:
    return made(*cards, meetings=meetings(m2={"items": ITEMS, **values}))


def test_cards_stand_under_their_agenda_items() -> None:
    start = entry("2024-07-10", state="registered", lead="busan", due="2025-06-30")
    void = entry("2024-07-12", state="closed", outcome="void", note="Twice.")
    found = agenda(
        card("M02-001", start, item=1),
        card("M02-002", start, item=2),
        card("M02-003", start),
        card("M02-004", start, item=9),
        card("M02-005", start, void, item=1),
        card("M01-001"),
    )
    made_from = [
        (each.item and each.item.item, [charge.card.id for charge in each.charges])
        for each in found.items
    ]
    assert made_from == [
        (1, ["M02-001"]), (2, ["M02-002"]), (3, []), (4, []), (5, []),
        (None, ["M02-003", "M02-004"]),
    ]  # fmt: skip


def test_the_charge_is_the_first_lead_and_due_date_on_record() -> None:
    history = (
        entry("2024-07-10", state="registered"),
        entry("2024-07-15", lead="busan"),
        entry("2024-07-16", due="2025-06-30"),
        entry("2024-07-17", lead="ulsan", due="2026-06-30", note="Handed over."),
    )
    (charge,) = agenda(card("M02-001", *history, item=1)).items[0].charges
    assert charge.lead == ("busan", date(2024, 7, 15))
    assert charge.due == (date(2025, 6, 30), date(2024, 7, 16))


@pytest.mark.parametrize(
    "history",
    [
        [entry("2024-07-12", state="registered", lead="busan")],  # documented two days later
        [by_2(state="registered", note="As the board said."), entry("2024-07-10", lead="busan")],
        [entry("2024-07-10", state="registered"), entry("2024-07-10", lead="busan")],
        [entry("2024-07-10", state="registered"), entry("2024-07-20", lead="busan", meeting=2)],
    ],
)
def test_what_the_meeting_itself_charged_has_no_other_day(history: list[dict[str, Any]]) -> None:
    found = agenda(card("M02-001", *history, item=1))
    (charge,) = found.items[0].charges
    assert charge.lead == ("busan", None)
    assert charge.due is None
    assert found.decisions == ()  # a charge is not told twice


# Which meetings have minutes --------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["regular", "extraordinary", "written"])
def test_every_kind_of_meeting_that_was_held_has_minutes(kind: str) -> None:
    found = agenda(card("M01-001", REGISTERED, CLAIM, by_2(state="closed")), kind=kind)
    assert [each.kind for each in found.decisions] == [DecisionKind.CONFIRMED]


def test_a_meeting_that_has_not_been_held_has_none() -> None:
    with pytest.raises(UsageError, match="meeting 3 has not been held") as refused:
        made(number=3)
    assert refused.value.exit_code == 2
    assert str(refused.value.hint).endswith("cardctl meeting hold 3")


def test_a_cancelled_meeting_has_none() -> None:
    with pytest.raises(Refused, match="meeting 2 was cancelled"):
        agenda(status="cancelled")


def test_an_unregistered_meeting_has_none() -> None:
    with pytest.raises(Unknown, match="no meeting '4'"):
        made(number=4)


# Audience ---------------------------------------------------------------------------------------


def restricted() -> Register:
    closed = {"visibility": "closed", "visibility_ground": "Art. 9"}
    secret = {"kind": "report", "title": "Secret draft", **closed}
    lifted = entry("2024-07-20", amends={"visibility": "closed"}, meeting=3)
    move = by_2(due="2025-06-30", note="No bidder.")
    return register(
        card("M01-001", REGISTERED, CLAIM, by_2(state="closed"), title="Hidden pier", **closed),
        card("M01-002", REGISTERED, move, lifted, title="Hidden well"),
        card("M01-003", REGISTERED, move, title="Open road"),
        card("M01-004", REGISTERED, title="Hidden and not named", **closed),
        card("M02-001", REGISTERED, item=1, title="Hidden matter", **closed),
        meetings=meetings(m2={"items": ITEMS, "sources": [secret]}),
    )


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("form", [name for name in FORMATS if name != "pdf"])
def test_public_minutes_name_nothing_restricted(form: str, lang: str, tmp_path: Path) -> None:
    public = minutes(restricted(), 2, DAY, audience=Audience.PUBLIC)
    shown = text_of(form, render(public, form, lang=lang), tmp_path)
    assert "Open road" in shown
    for secret in ("Hidden", "M01-001", "M01-002", "M02-001", "Secret"):
        assert secret not in shown
    assert "Hidden pier" in text_of(form, render(minutes(restricted(), 2, DAY), form), tmp_path)


def test_public_minutes_count_what_they_would_have_named() -> None:
    assert minutes(restricted(), 2, DAY, audience=Audience.PUBLIC).withheld == 4
    assert minutes(restricted(), 2, DAY).withheld is None


# Formats ----------------------------------------------------------------------------------------


def decided() -> Minutes:
    """Return minutes with a decision of every kind."""
    infeasible = entry(
        "2024-06-21",
        state="submitted",
        outcome="infeasible",
        note="No ground.",
        substitute="A bus.",
    )
    start = entry("2024-07-10", state="registered", lead="busan", due="2025-06-30")
    closed = entry("2024-02-05", state="closed", outcome="completed", meeting=1)
    early = entry("2024-02-01", state="submitted", outcome="completed")
    wrong = entry(
        "2024-07-20", state="submitted", corrects={"state": "closed"}, note="Mixed up.", meeting=3
    )
    moved = {"date": "2024-05-01", "by": "mois", "note": "hall", "was": {"date": "2024-07-03"}}
    return agenda(
        card("M01-001", REGISTERED, CLAIM, by_2(state="closed", note="Well done.")),
        card("M01-002", REGISTERED, infeasible, by_2(state="closed")),
        card("M01-003", REGISTERED, CLAIM, by_2(state="in_progress", note="One is missing.")),
        card("M01-004", REGISTERED, early, closed, by_2(state="in_progress", note="It leaks.")),
        card("M01-005", REGISTERED, by_2(due="2025-06-30", note="No bidder.")),
        card("M01-006", REGISTERED, by_2(lead="ulsan", note="Nearer.")),
        card("M01-007", REGISTERED, by_2(state="on_hold", note="A drought.", review=3)),
        card("M01-008", REGISTERED, by_2(note="The board is pleased.")),
        card("M01-009", REGISTERED, by_2(amends={"title": "Old name"}), title="New name"),
        card("M01-010", REGISTERED, CLAIM, by_2(state="closed"), wrong),
        card("M02-001", start, item=1, decision="Build two piers.", partners=["ulsan"],
             due_as_stated="before the summer"),
        changes=[moved],
    )  # fmt: skip


WORDS = {
    "en": (
        "Council, meeting 2: minutes", "decided", "received", "deferred", "withdrawn",
        "outcome not on record", "Build two piers.", "with Ulsan", "before the summer",
        "completed 1 card; infeasible 1 card", "Well done.", "No ground.",
        "Measures instead: A bus.", "One is missing.", "It leaks.", "2025-06-30", "No bidder.",
        "Nearer.", "A drought.", "meeting 3", "The board is pleased.",
        "title: Old name → New name", "Corrections of these minutes", "agreed by meeting 3",
        "date 2024-07-03 → 2024-07-10 (2024-05-01: hall)", "Nothing is on record under: Seal",
        "Chair", "For the secretariat",
    ),
    "ko": (
        "제2회 협의회 회의록", "의결", "접수", "보류", "철회", "결과 미기재", "협조: 울산광역시",
        "이행완료 1건, 이행곤란 1건", "대체 조치: A bus.", "2025. 6. 30.", "이 회의록의 정정",
        "해당 없음: 봉인 끝.", "의장", "(서명)",
    ),
}  # fmt: skip


def squeezed(text: str) -> str:
    """Return *text* without spaces: formats break lines where they like."""
    return "".join(text.split())


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("form", [name for name in FORMATS if name != "json"])
def test_every_format_shows_the_same_minutes(form: str, lang: str, tmp_path: Path) -> None:
    if form == "pdf" and not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    try:
        file = render(decided(), form, lang=lang)
    except SystemProblem as problem:
        pytest.skip(str(problem))
    shown = squeezed(text_of(form, file, tmp_path).replace("&nbsp;", " "))
    assert [words for words in WORDS[lang] if squeezed(words) not in shown] == []
    assert render(decided(), form, lang=lang) == file


def test_data_has_the_facts() -> None:
    envelope = json.loads(str(render(decided(), "json")))
    data = envelope["data"]
    assert envelope["kind"] == "minutes"
    assert [(each["id"], each["kind"]) for each in data["decisions"]] == [
        ("M01-001", "confirmed"), ("M01-002", "confirmed"), ("M01-003", "returned"),
        ("M01-004", "reopened"), ("M01-005", "due"), ("M01-006", "lead"), ("M01-007", "held"),
        ("M01-008", "noted"),
    ]  # fmt: skip
    infeasible, due = data["decisions"][1], data["decisions"][4]
    assert (infeasible["outcome"], infeasible["substitute"]) == ("infeasible", "A bus.")
    assert due["due"] == {"from": "2024-12-31", "to": "2025-06-30"}
    (charged,) = data["items"][0]["cards"]
    assert (charged["lead"], charged["partners"], charged["due"]) == (
        "busan", ["ulsan"], "2025-06-30",
    )  # fmt: skip
    assert (data["seals"], data["altered"]) == ([], None)


def test_numbers_of_sections_have_no_gap_and_the_body_is_the_author() -> None:
    document = minutes_document(
        made(card("M01-001", REGISTERED, CLAIM, by_2(state="closed"))), "en"
    )
    heads = [block for block in document.blocks if isinstance(block, Heading) and block.level == 2]
    assert [head.line for head in heads] == ["1. About the meeting", "2. Outcomes confirmed"]
    assert document.author == "Council"


def test_minutes_of_a_meeting_that_decided_nothing_say_so() -> None:
    shown = str(render(made(card("M01-001", results=[result(2, "2024-06-20")])), "text"))
    assert "Nothing is on record under: Agenda and outcomes; Matters decided" in shown
    assert "M01-001" not in shown
