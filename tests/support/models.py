"""Small cards and registers built in memory, without files.

The body is fictitious: agencies mois (secretariat), moef, busan, ulsan; meeting 1 held 2024-01-10,
meeting 2 held 2024-07-10, meeting 3 scheduled for 2025-01-15.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from cardctl.domain.agency import Agency, Config
from cardctl.domain.card import Card
from cardctl.domain.meeting import Meeting
from cardctl.domain.recorded_fields import replay
from cardctl.domain.register import Register
from cardctl.domain.shared_files import SharedFiles
from cardctl.domain.view import View
from cardctl.finding import Finding
from cardctl.report.compute import meeting_report
from cardctl.report.facts import MeetingReport

M1, M2, M3 = date(2024, 1, 10), date(2024, 7, 10), date(2025, 1, 15)

AGENCIES = tuple(
    Agency(code=code, name={"en": en, "ko": ko})
    for code, en, ko in (
        ("mois", "Interior", "행정안전부"),
        ("moef", "Finance", "기획재정부"),
        ("busan", "Busan", "부산광역시"),
        ("ulsan", "Ulsan", "울산광역시"),
    )
)


def entry(day: str, **keys: Any) -> dict[str, Any]:
    """Return a history entry by the secretariat."""
    return {"date": day, "by": "mois", **keys}


REGISTERED = entry("2024-01-10", state="registered", lead="busan", due="2024-12-31")


def card(identifier: str = "M01-001", *history: dict[str, Any], **keys: Any) -> Card:
    """Return a card with the recorded fields of its history (default: registered)."""
    data: dict[str, Any] = {
        "id": identifier,
        "title": f"Card {identifier}",
        "meeting": int(identifier[1:].partition("-")[0]),
        "state": "registered",
        "history": list(history) or [REGISTERED],
        **keys,
    }
    made = Card.model_validate_json(json.dumps(data))
    now = replay(made.history)
    recorded = {"state": now.state, "outcome": now.outcome, "lead": now.lead, "due": now.due}
    return made.model_copy(update={k: v for k, v in recorded.items() if k not in keys})


def result(meeting: int, day: str, by: str = "busan", **keys: Any) -> dict[str, Any]:
    """Return a result."""
    return {"meeting": meeting, "date": day, "by": by, "text": "Something was done.", **keys}


def meetings(**changes: dict[str, Any]) -> dict[int, Meeting]:
    """Return the three meetings; ``m2={"papers": "2024-07-01"}`` changes the second."""
    data: list[dict[str, Any]] = [
        {"number": 1, "date": "2024-01-10", "status": "held", "place": "Seoul"},
        {
            "number": 2,
            "date": "2024-07-10",
            "status": "held",
            "place": {"en": "Ulsan", "ko": "울산"},
        },
        {"number": 3, "date": "2025-01-15", "status": "scheduled"},
    ]
    for one in data:
        one.update(changes.get(f"m{one['number']}", {}))
    return {one["number"]: Meeting.model_validate_json(json.dumps(one)) for one in data}


def register(*cards: Card, config: dict[str, Any] | None = None, **keys: Any) -> Register:
    """Return a register of *cards*."""
    settings = {
        "format": 1,
        "body": {"en": "Council", "ko": "협의회"},
        "languages": ["en", "ko"],
        "secretariat": "mois",
        "money": {"currency": "KRW", "unit": 1_000_000},
        **(config or {}),
    }
    of_cards = {name: keys.pop(name) for name in ("paths", "unreadable") if name in keys}
    shared = SharedFiles(
        config=Config.model_validate_json(json.dumps(settings)),
        **{"agencies": AGENCIES, "meetings": meetings(), **keys},
    )
    return Register(shared, {one.id: one for one in cards}, **of_cards)


def seen(*cards: Card, meeting_number: int = 2, day: date = M2) -> View:
    """Return a view of a register of *cards*."""
    return View(register(*cards), meeting_number, day)


def report(
    *cards: Card, number: int = 2, day: date = M2, findings: tuple[Finding, ...] = (), **keys: Any
) -> MeetingReport:
    """Return the report on a register of *cards*."""
    return meeting_report(register(*cards, **keys), number, day, findings=findings)
