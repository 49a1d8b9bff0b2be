"""`cardctl desk`: who has returned results for a meeting, and what awaits a decision."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.registers import run, small_register


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def desk(root: Path, *args: str) -> dict[str, Any]:
    result = run("desk", *args, "--json", root=root)
    assert result.exit_code == 0, result.stderr
    return dict(json.loads(result.stdout)["data"])


def missing(data: dict[str, Any]) -> dict[str, list[str]]:
    return {each["agency"]: [card["id"] for card in each["missing"]] for each in data["agencies"]}


def test_desk_counts_the_cards_that_agencies_lead(root: Path) -> None:
    data = desk(root, "--meeting", "3")
    assert (data["meeting"], data["papers"], data["as_of"]) == (3, None, "2024-08-01")
    assert (data["required"], data["returned"]) == (2, 1)  # a claim that awaits a decision counts
    assert missing(data) == {"busan": ["M01-001"], "moef": [], "ulsan": []}
    assert data["confirm"] == ["M01-003"]
    assert data["unowned"] == ["M01-002"]


def test_a_result_and_a_plan_are_both_awaited(root: Path) -> None:
    run("update", "1-2", "--lead", "moef", root=root)
    card = next(e for e in desk(root, "--meeting", "3")["agencies"] if e["agency"] == "moef")
    assert card["missing"] == [
        {"id": "M01-002", "plan": True, "result": True, "last": None, "overdue": 0}
    ]
    filed = run("update", "1-2", "--result", "Begun", "--for", "3", "--by", "moef", root=root)
    assert filed.exit_code == 0, filed.stderr
    card = next(e for e in desk(root, "--meeting", "3")["agencies"] if e["agency"] == "moef")
    assert card["missing"][0]["plan"]
    assert not card["missing"][0]["result"]


def test_a_partner_may_but_need_not_answer(root: Path) -> None:
    run("update", "1-1", "--result", "Dug", "--for", "3", "--by", "busan", root=root)
    data = desk(root, "--meeting", "3")
    assert missing(data)["busan"] == []
    assert [e["partner"] for e in data["agencies"] if e["agency"] == "moef"] == [["M01-001"]]


def test_desk_in_words(root: Path) -> None:
    shown = run("desk", "--meeting", "3", root=root, lang="ko").stdout
    for words in (
        "이행결과 취합 현황",
        "부산광역시",
        "제출 과제: 1 / 2",
        "M01-003",
        "주관기관 미정",
    ):
        assert words in shown
    english = run("desk", "--meeting", "3", root=root).stdout
    assert "confirm: completed, submitted on 2024-06-10" in english


def test_errors_of_the_register_are_on_the_desk(root: Path) -> None:
    path = root / "M01/M01-001.yaml"
    path.write_text(path.read_text("utf-8").replace("lead: busan ", "lead: nobody "), "utf-8")
    data = desk(root, "--meeting", "3")
    assert {each["path"] for each in data["errors"]} == {"M01/M01-001.yaml"}


def test_an_unreadable_card_is_told_and_exits_with_1(root: Path) -> None:
    (root / "M01/M01-001.yaml").write_text("id: [", "utf-8")
    result = run("desk", "--json", root=root)
    assert result.exit_code == 1
    assert "M01-001" in json.loads(result.stdout)["warnings"][0]


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [(["--meeting", "9"], 2, "no meeting '9'"), (["--meeting", "x"], 2, "not a valid int")],
)
def test_refusals(root: Path, args: list[str], code: int, words: str) -> None:
    result = run("desk", *args, root=root)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr
