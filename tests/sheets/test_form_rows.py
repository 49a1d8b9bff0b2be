"""What a return form shows of the cards of an agency, and what it is prefilled with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from support.forms import TODAY, form, of_forms
from support.models import REGISTERED, card, entry, meetings, register, result

from cardctl.app.request import FormRequest, Requested, request
from cardctl.domain.card import Card
from cardctl.errors import Refused, Unknown, UsageError
from cardctl.sheets.form import FormRow, FormTable, ReturnForm
from cardctl.spreadsheet_text import LONGEST


def results(made: ReturnForm) -> dict[str, FormRow]:
    return {str(row["card"]): row for row in made.rows[FormTable.RESULTS]}


def request_of(*cards: Card, number: int | None = 3, **keys: object) -> Requested:
    return request(register(*cards, **keys), FormRequest(number), TODAY)


def test_each_agency_with_a_part_in_an_open_card_gets_a_form_in_protocol_order() -> None:
    made = request(of_forms(), FormRequest(3), TODAY)
    assert [each.cover.agency for each in made.forms] == ["moef", "busan", "ulsan"]
    assert [list(each.cards) for each in made.forms] == [
        ["M01-002"],
        ["M01-001", "M02-001", "M02-002", "M01-002"],
        ["M01-001"],
    ]
    assert [len(each.led) for each in made.forms] == [1, 3, 0]
    assert made.unowned == ("M01-003",)


def test_result_in_force_for_the_meeting_is_prefilled() -> None:
    row = results(form())["M01-001"]
    filled = {
        "plan": "=Survey, then build.",
        "result": "+Nearly done.",
        "progress": 80,
        "spent": 1750,
        "next": "-Paint",
        "blocker": "@rain",
        "evidence_kind": "official_letter",
        "evidence_title": "=1+1",
        "evidence_number": "2024-11",
        "evidence_date": date(2024, 11, 2),
        "evidence_url": "https://example.org/a",
        "claim": "none",
    }
    assert row.items() >= filled.items()
    shown = {"role": "lead", "state": "in_progress", "lead": "Busan", "due": date(2024, 12, 31)}
    assert row.items() >= shown.items()
    assert row["last_result"] == "Meeting 2, Busan, 2024-06-20: Half is done."


def test_of_two_results_only_the_last_is_prefilled() -> None:
    filed = [result(3, "2024-11-01", text="First."), result(3, "2024-11-02", text="Second.")]
    (made,) = request_of(card("M01-001", results=filed)).forms
    assert results(made)["M01-001"]["result"] == "Second."


def test_result_of_another_agency_is_not_prefilled() -> None:
    row = results(form(agency="ulsan"))["M01-001"]
    assert (row["role"], row["plan"]) == ("partner", "=Survey, then build.")
    assert row.keys().isdisjoint({"result", "progress", "spent", "claim", "evidence_kind"})
    assert str(row["last_result"]).startswith("Meeting 2, Busan")


@pytest.mark.parametrize(
    ("identifier", "claim"),
    [
        ("M02-001", {"claim": "infeasible", "reason": "No money.", "substitute": "Sandbags."}),
        ("M02-002", {"claim": "on_hold", "reason": "Flood."}),
    ],
)
def test_claim_of_a_card_is_prefilled_with_its_reason(
    identifier: str, claim: dict[str, str]
) -> None:
    row = results(form())[identifier]
    assert {name: row[name] for name in ("claim", "reason", "substitute") if name in row} == claim


def test_returned_claim_is_shown_with_the_reason() -> None:
    history = [
        REGISTERED,
        entry("2024-06-20", state="submitted", outcome="completed", by="busan"),
        entry("2024-07-10", state="in_progress", meeting=2, note="Evidence is missing."),
    ]
    filed = [result(2, "2024-06-20", text="Done.")]
    (made,) = request_of(card("M01-001", *history, results=filed)).forms
    said = results(made)["M01-001"]["last_result"]
    assert str(said).split("\n") == [
        "Meeting 2, Busan, 2024-06-20: Done.",
        "Returned on 2024-07-10: Evidence is missing.",
    ]


def test_lead_gets_its_steps_and_all_get_the_indicators() -> None:
    rows = form().rows
    assert [row["step"] for row in rows[FormTable.STEPS]] == ["a", "b", "c"]
    assert rows[FormTable.STEPS][0].items() >= {
        "title": "Survey", "owner": "Busan", "due": date(2024, 3, 31), "done": date(2024, 3, 20),
    }.items()  # fmt: skip
    assert rows[FormTable.STEPS][2]["dropped"] == "Not needed."
    km, share = rows[FormTable.INDICATORS]
    assert (km["baseline"], km["target"], km["latest"], km["reading"]) == (0, 12, 10, 10)
    assert (share["target"], "reading" in share) == (Decimal("62.5"), False)
    partner = form(agency="ulsan").rows
    assert partner[FormTable.STEPS] == ()
    assert len(partner[FormTable.INDICATORS]) == 2
    assert "reading" not in partner[FormTable.INDICATORS][0]


def test_texts_are_in_the_language_of_the_form() -> None:
    made = form("ko")
    row = results(made)["M01-001"]
    assert (row["title"], row["lead"]) == ("제방 보강", "부산광역시")
    assert row["last_result"] == "제2회 회의, 부산광역시(2024. 6. 20.): 절반을 마침."
    assert (made.cover.body, made.cover.agency_name) == ("협의회", "부산광역시")


def test_cover_names_the_meeting_and_its_deadline() -> None:
    cover = form(meetings=meetings(m3={"papers": "2025-01-06"})).cover
    assert (cover.meeting, cover.meeting_date, cover.papers) == (
        3,
        date(2025, 1, 15),
        date(2025, 1, 6),
    )
    assert (cover.secretariat, cover.currency, cover.unit) == ("Interior", "KRW", 1_000_000)


def test_a_text_longer_than_a_cell_is_cut_in_the_form() -> None:
    filed = [result(3, "2024-11-01", text="𝔊" * 20_000)]
    (made,) = request_of(card("M01-001", results=filed)).forms
    text = str(results(made)["M01-001"]["result"])
    assert len(text.encode("utf-16-le")) <= 2 * LONGEST
    assert text.endswith("…")


def test_closed_and_void_cards_are_not_asked_about() -> None:
    closed = [
        entry("2024-06-01", state="submitted", outcome="completed", by="busan"),
        entry("2024-07-10", state="closed", outcome="completed", meeting=2),
    ]
    with pytest.raises(UsageError, match="no open card for meeting 3"):
        request_of(card("M01-001", REGISTERED, *closed))


def test_agency_without_an_open_card_is_refused() -> None:
    with pytest.raises(UsageError, match="no open card of mois for meeting 3"):
        request(of_forms(), FormRequest(3, ["mois"]), TODAY)
    with pytest.raises(Unknown, match="nowhere"):
        request(of_forms(), FormRequest(3, ["nowhere"]), TODAY)


def test_meeting_that_hears_no_report_is_refused() -> None:
    with pytest.raises(Unknown):
        request_of(card("M01-001"), number=9)
    cancelled = meetings(m3={"status": "cancelled"})
    with pytest.raises(Refused) as refused:
        request_of(card("M01-001"), meetings=cancelled)
    assert "cardctl request --meeting 4 -o DIR" in str(refused.value.hint)


def test_default_is_the_next_meeting() -> None:
    assert request_of(card("M01-001"), number=None).meeting == 3


def test_partner_sees_its_own_last_result() -> None:
    filed = [
        result(2, "2024-06-20", by="ulsan", text="Ours."),
        result(2, "2024-06-21", by="busan", text="The lead's."),
    ]
    made = request_of(card("M01-001", results=filed, partners=["ulsan", "moef"])).forms
    said = {each.cover.agency: str(results(each)["M01-001"]["last_result"]) for each in made}
    assert {code: text.rpartition(": ")[2] for code, text in said.items()} == {
        "busan": "The lead's.", "ulsan": "Ours.", "moef": "The lead's.",
    }  # fmt: skip
