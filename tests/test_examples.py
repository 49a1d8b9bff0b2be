"""The example register is valid, complete, lively, and marked as invented."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.registers import run

from cardctl import api
from cardctl.domain.corrections import CorrectionKind
from cardctl.domain.enums import EvidenceKind, ItemType
from cardctl.domain.follow_up import FollowUp, follow_up
from cardctl.domain.signal import Colour, Reason
from cardctl.domain.workflow import Outcome, State

ROOT = Path(__file__).resolve().parents[1]
COUNCIL = ROOT / "examples" / "city-council"
PAPERS = "2026-02-12"
"""The day on which the papers of its meeting 4 close."""

WORDS = {"en": "invented", "ko": "가상"}


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """Return the facts of the report for meeting 4."""
    found = run("--today", PAPERS, "report", "--meeting", "4", "--format", "json", root=COUNCIL)
    assert found.exit_code == 0, found.stderr
    data: dict[str, Any] = json.loads(found.stdout)["data"]
    return data


@pytest.fixture(scope="module")
def rows() -> list[api.CardRow]:
    """Return all cards, with their standing on the day on which the papers close."""
    with api.open_register(COUNCIL, today=date.fromisoformat(PAPERS), use_cache=False) as council:
        return api.list_cards(council)


def test_it_is_valid() -> None:
    with api.open_register(COUNCIL, today=date.fromisoformat(PAPERS), use_cache=False) as council:
        assert [str(each) for each in api.validate(council).findings] == []


@pytest.mark.parametrize("meeting", ["2", "3"])
def test_its_seals_hold_and_their_roots_are_in_the_minutes(meeting: str) -> None:
    minutes = (COUNCIL / "evidence" / f"minutes-{meeting}.md").read_text("utf-8")
    (root,) = re.findall(r"`([0-9a-f]{64})`", minutes)
    assert run("meeting", "verify", meeting, "--root", root, root=COUNCIL).exit_code == 0


def test_its_size(report: dict[str, Any], rows: list[api.CardRow]) -> None:
    assert len(rows) == 30
    assert report["generated_from"]["meetings"] == 4
    assert 8 <= report["generated_from"]["agencies"] <= 10


def empty(value: Any, place: str = "") -> Iterator[str]:
    """Yield the places of the empty lists and objects in *value*, up to two levels down."""
    if isinstance(value, dict | list) and not value:
        yield place
    elif isinstance(value, dict) and place.count(".") < 2:
        for key, inside in value.items():
            yield from empty(inside, f"{place}.{key}")


def test_no_section_of_the_report_is_empty(report: dict[str, Any]) -> None:
    assert [*empty(report)] == [".unreadable"]


def test_every_correction_and_every_movement_occurs(report: dict[str, Any]) -> None:
    changes = report["changes"]
    assert {each["kind"] for each in changes["corrections"]} == set(CorrectionKind)
    assert all(changes["balance"][key] for key in ("new", "reopened", "closed", "corrected"))
    assert {each["state"] for each in report["previous_meeting"]} >= {"registered", "closed"}
    assert report["summary"]["newly_done"]
    assert report["summary"]["newly_red"]


def test_every_state_outcome_class_and_signal_occurs(rows: list[api.CardRow]) -> None:
    assert {row.card.state for row in rows} == set(State)
    assert {row.card.outcome for row in rows if row.card.outcome} == set(Outcome)
    assert {follow_up(row.card.state, row.signal) for row in rows} == set(FollowUp)
    assert {row.signal.colour for row in rows} == set(Colour)


def test_every_reason_of_a_signal_occurs(report: dict[str, Any]) -> None:
    given = {
        reason
        for part in ("cards", "previous_meeting", "closed")
        for row in report[part]
        for reason in row.get("reasons", ())
    }
    assert set(Reason) - given == set()


def texts_of(name: str) -> str:
    """Return the contents of all files of the register with this name."""
    return "\n".join(path.read_text("utf-8") for path in sorted(COUNCIL.rglob(name)))


def test_every_kind_of_evidence_relation_and_item_occurs() -> None:
    cards, meetings = texts_of("M*-*.yaml"), texts_of("meeting.yaml")
    assert set(re.findall(r"\bkind: (\w+)", cards)) == set(EvidenceKind)
    assert {kind for kind in ItemType if f"type: {kind}" not in meetings} == set()
    for key in ("parent", "depends_on", "see_also", "merged_into", "split_into", "superseded_by"):
        assert f"{key}: " in cards, key
    for key in ("substitute:", "amends:", "corrects:", "redacts:", "correction:", "dropped:"):
        assert key in cards, key


def test_restricted_card_and_evidence_are_withheld_from_the_public() -> None:
    found = run("--today", PAPERS, "report", "--meeting", "4", "--format", "json",
                "--audience", "public", root=COUNCIL)  # fmt: skip
    withheld = json.loads(found.stdout)["data"]["withheld"]
    assert (withheld["cards"], withheld["evidence"]) == (1, 1)
    assert "M03-004" not in found.stdout


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("view", ["full", "summary"])
def test_every_report_says_that_it_is_invented(lang: str, view: str) -> None:
    command = ("report", "--meeting", "4", "--view", view)
    found = run("--today", PAPERS, *command, root=COUNCIL, lang=lang)
    assert WORDS[lang] in found.stdout.splitlines()[0]


def test_folder_and_documents_say_that_they_are_invented() -> None:
    for path in (COUNCIL / "README.md", *sorted((COUNCIL / "evidence").glob("*.md"))):
        text = path.read_text("utf-8").lower()
        assert all(word in text for word in WORDS.values()), path
    for path in (COUNCIL / "evidence").glob("*.svg"):
        assert WORDS["en"] in path.read_text("utf-8"), path


def test_its_addresses_belong_to_nobody() -> None:
    found = {
        host
        for path in COUNCIL.rglob("*")
        if path.is_file() and ".cardctl" not in path.parts and path.suffix != ".svg"
        for host in re.findall(r"(?://|@)([\w.-]+\.[a-z]+)", path.read_text("utf-8"))
    }
    assert found <= {"example.org", "haeon.example.org"}
