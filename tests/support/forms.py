"""A return form with something in every column, of a small register in memory."""

from __future__ import annotations

from datetime import date
from typing import Any

from support.models import REGISTERED, card, entry, register, result

from cardctl.app.request import FormRequest, request
from cardctl.domain.card import Card
from cardctl.domain.register import Register
from cardctl.sheets.form import ReturnForm

TODAY = date(2024, 12, 1)
HOSTILE = (
    "=HYPERLINK(\"https://example.org\") </script><script>window.hit = 1</script> & 'a' _x0041_"
)


def cards() -> list[Card]:
    """Return five cards: of busan three as lead and one as partner, and one without a lead."""
    paper = {"kind": "official_letter", "title": "=1+1", "number": "2024-11", "date": "2024-11-02",
             "url": "https://example.org/a"}  # fmt: skip
    news = {"kind": "news", "title": "An article"}
    steps = [
        {"id": "a", "title": {"en": "Survey", "ko": "측량"}, "owner": "busan", "due": "2024-03-31",
         "done": "2024-03-20"},
        {"id": "b", "title": "Build", "due": "2024-12-31"},
        {"id": "c", "title": "Paint", "dropped": "2024-04-01", "note": "Not needed."},
    ]  # fmt: skip
    return [
        card(
            "M01-001",
            {**REGISTERED, "state": "registered"},
            entry("2024-02-01", state="planned", by="busan"),
            entry("2024-03-01", state="in_progress", by="busan"),
            title={"en": "Raise the dykes", "ko": "제방 보강"},
            decision=HOSTILE,
            partners=["ulsan"],
            plan={"summary": "=Survey, then build.", "steps": steps},
            indicators=[
                {"id": "km", "name": "Kilometres", "unit": "km", "baseline": 0, "target": 12},
                {"id": "share", "name": "비율", "target": "62.5"},
            ],
            results=[
                result(2, "2024-06-20", text={"en": "Half is done.", "ko": "절반을 마침."},
                       readings={"km": 5}),
                result(3, "2024-11-20", text="+Nearly done.", progress=80, spent=1750,
                       next="-Paint", blocker="@rain", readings={"km": 10}, evidence=[news, paper]),
            ],
        ),
        card("M01-002", {**REGISTERED, "lead": "moef"}, title="Fund", partners=["busan"],
             decision="너무길다" * 60),
        card("M01-003", {**REGISTERED, "lead": None}, title="Nobody's"),
        card(
            "M02-001",
            REGISTERED,
            entry("2024-08-01", state="submitted", outcome="infeasible", by="busan",
                  note="No money.", substitute="Sandbags."),
            title="Tunnel",
        ),
        card("M02-002", REGISTERED, entry("2024-08-01", state="on_hold", review=3, note="Flood.")),
    ]  # fmt: skip


def of_forms(**keys: Any) -> Register:
    """Return the register of the cards."""
    return register(*cards(), **keys)


def form(lang: str = "en", agency: str = "busan", **keys: Any) -> ReturnForm:
    """Return the form of *agency* for meeting 3."""
    asked = FormRequest(3, [agency], lang)
    return request(of_forms(**keys), asked, TODAY).forms[0]
