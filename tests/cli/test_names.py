"""Names for codes in options, filters and conditions; and names in what people read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.registers import process, run, small_register


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = small_register(tmp_path)
    agencies = root / "agencies.yaml"
    listed = agencies.read_text("utf-8").replace(
        "level: metropolitan}", "level: metropolitan, aliases: [울산시, 남부]}"
    )
    listed = listed.replace("    level: metropolitan\n", "    aliases: [부산시, 남부]\n")
    agencies.write_text(listed, "utf-8")
    return root


def ids(root: Path, *args: str) -> list[str]:
    result = run("list", "--format", "ids", *args, root=root)
    assert result.exit_code == 0, result.stderr
    return [line.removeprefix("M01-") for line in result.stdout.split()]


def text_of(root: Path, card: str) -> str:
    return (root / "M01" / f"{card}.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("args", "cards"),
    [
        (["--lead", "부산시"], ["001"]),
        (["--lead", "부산 광역시", "--lead", "ULSAN"], ["001", "003"]),
        (["--agency", "Ministry of Finance"], ["001", "004"]),
        (["--state", "추진중"], ["001"]),
        (["--state", "wip"], ["001"]),
        (["--outcome", "이행완료"], ["003"]),
        (["--signal", "적색"], ["001"]),
        (["--meeting", "제1회", "--state", "종결"], ["004"]),
        (["--where", "lead = 부산시"], ["001"]),
        (["--where", "agency = '기획재정부' and state != 종결"], ["001"]),
        (["--where", "lead ~ 광역시"], ["001", "003"]),
        (["--where", "outcome = 이행완료"], ["003"]),
        (["--where", "signal = 적색"], ["001"]),
        (["--where", "due = '2024. 6. 30.'"], ["001"]),
    ],
)
def test_filters_take_names(root: Path, args: list[str], cards: list[str]) -> None:
    assert ids(root, *args) == cards


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["list", "--lead", "남부"], "the name '남부' is ambiguous: busan or ulsan"),
        (["list", "--where", "lead = 남부"], "the name '남부' is ambiguous: busan or ulsan"),
        (["update", "1-2", "--lead", "남부"], "the name '남부' is ambiguous: busan or ulsan"),
        (["list", "--lead", "부산사"], "did you mean busan"),
        (["list", "--state", "추진즁"], "did you mean in_progress?"),
        (["list", "--state", "open"], "did you mean registered?"),
        (["report", "--view", "agency:남부"], "the name '남부' is ambiguous: busan or ulsan"),
        (["update", "1-1", "--set", "partners=[nobody]"], "no agency 'nobody'"),
        (["update", "1-1", "--set", "budget.0.source=sky"], "no budget source 'sky'"),
    ],
)
def test_names_of_nothing_and_of_several_are_refused(
    root: Path, args: list[str], words: str
) -> None:
    result = run(*args, root=root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


@pytest.mark.parametrize(
    ("args", "card", "lines"),
    [
        (["1-2", "--lead", "부산시"], "M01-002", ["lead: busan", "by: mois, lead: busan"]),
        (["1-1", "--set", "partners.0=행정안전부"], "M01-001", ["partners: [mois, moef]"]),
        (["1-1", "--set", "plan.steps.b.owner=울산시"], "M01-001", ["      owner: ulsan\n"]),
        (
            ["1-1", "--add", "budget={source: 시·도비, planned: 12억원}"],
            "M01-001",
            ["source: provincial", "planned: 1200"],
        ),
        (
            ["1-1", "--result", "축조함", "--by", "울산 광역시"],
            "M01-001",
            ["    by: ulsan\n"],
        ),
    ],
)
def test_changes_take_names_and_keep_codes(
    root: Path, args: list[str], card: str, lines: list[str]
) -> None:
    result = run("update", *args, root=root)
    assert result.exit_code == 0, result.stderr
    assert [line for line in lines if line not in text_of(root, card)] == []


def test_new_cards_take_names(root: Path) -> None:
    result = run(
        "new", "Piers", "--lead", "부산시", "--partner", "행정안전부", "--by", "MOIS", root=root
    )
    assert result.exit_code == 0, result.stderr
    text = text_of(root, "M01-005")
    assert "lead: busan" in text
    assert "partners: [mois]" in text or "- mois" in text


def test_other_commands_take_names(root: Path) -> None:
    assert run("agency", "show", "부산시", root=root).stdout.startswith("busan")
    shown = run("report", "--meeting", "제2회 회의", "--view", "agency:부산시", root=root)
    assert (shown.exit_code, "Busan" in shown.stdout) == (0, True)
    done = run("meeting", "add", "3", "--kind", "임시회의", "--item", "의결사항:제방", root=root)
    assert done.exit_code == 0, done.stderr
    text = (root / "M03/meeting.yaml").read_text("utf-8")
    assert "kind: extraordinary" in text
    assert "type: decision" in text


def test_people_read_names_and_programs_codes(root: Path) -> None:
    args = ("list", "--lead", "busan", "--columns", "id,lead,partners,outcome", "--lang", "ko")
    assert "M01-001   부산광역시  울산광역시, 기획재정부" in run(*args, root=root).stdout
    data = json.loads(run(*args, "--json", root=root).stdout)["data"]
    assert data == [
        {"id": "M01-001", "lead": "busan", "partners": ["ulsan", "moef"], "outcome": None}
    ]
    assert "busan" in run(*args, "--format", "csv", root=root).stdout


def test_a_history_prints_names_in_the_readers_language(root: Path) -> None:
    told = run("log", "1-1", "--lang", "ko", root=root).stdout
    assert "2024. 2. 1.   부산광역시  등록 → 계획수립; 주관기관 부산광역시" in told
    assert "busan" not in told


def test_a_long_name_in_a_history_stands_on_a_line_of_its_own(root: Path) -> None:
    told = run("log", "1-1", root=root, columns=60).stdout
    assert "  2024-01-10    Ministry of the Interior\n                registered\n" in told


def test_a_code_may_be_korean(root: Path) -> None:
    done = run("agency", "add", "교통행정과", "--name", "Traffic", root=root)
    assert done.exit_code == 0, done.stderr
    assert run("update", "1-2", "--lead", "교통 행정과", root=root).exit_code == 0
    assert ids(root, "--where", "lead = 교통행정과") == ["002"]
    assert run("validate", root=root).exit_code == 0


@pytest.mark.parametrize("code", ["교통 행정과", "m\u043eis", "ＭＯＩＳ"])
def test_a_code_that_looks_like_another_is_refused(root: Path, code: str) -> None:
    result = run("agency", "add", code, "--name", "Traffic", root=root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "use letters of one script" in result.stderr


def test_completion_offers_codes_only(root: Path) -> None:
    agencies = root / "agencies.yaml"
    more = "  - {code: 교통행정과, name: Traffic}\n  - {code: '교$(id)', name: X}\n"
    agencies.write_text(agencies.read_text("utf-8") + more, "utf-8")
    env = {"_CARDCTL_COMPLETE": "bash"}
    offered = process("cardctl list --lead 교", "교", cwd=root.parent, env=env)
    assert offered.stdout.split() == ["교통행정과"]
