"""`cardctl show` and `cardctl log`."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from support.registers import BROKEN, run, small_register

from cardctl.printable import columns


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def test_show_prints_the_whole_card(root: Path) -> None:
    shown = run("show", "1-1", "--history", root=root).stdout
    expected = [
        "Raise the dykes", "✗ red: overdue", "in progress", "before the rains", "Busan (busan)",
        "Ulsan (ulsan)", "2024-06-30", "32 days overdue", "50%", "dykes, 예산",
        "Survey, then build.", "[x] a  Survey (Busan, due 2024-03-31, done 2024-03-20)",
        "[ ] b  Build (due 2024-06-30)", "KRW 2.5 billion", "Kilometres raised (km): 0 → 12",
        "seen also from: M01-003", "planned → in progress", "측량 완료", "M01/M01-001.yaml",
    ]  # fmt: skip
    for text in expected:
        assert text in shown


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_output_fits_the_width_of_the_terminal(root: Path, lang: str) -> None:
    for identifier in ("1-1", "1-2", "1-3", "1-4"):
        shown = run("show", identifier, "--history", root=root, lang=lang, columns=50)
        assert shown.exit_code == 0
        assert max(map(columns, shown.stdout.splitlines())) <= 50


def test_json_has_the_card_its_facts_and_the_digest_of_its_file(root: Path) -> None:
    data = json.loads(run("show", "m1-3", "--json", root=root).stdout)["data"]
    path = root / "M01/M01-003.yaml"
    assert data["hash"] == sha256(path.read_bytes()).hexdigest()
    assert data["path"] == "M01/M01-003.yaml"
    assert data["card"]["relations"] == {"see_also": ["M01-001"]}
    assert data["facts"]["signal"] == "amber"
    assert data["facts"]["reasons"] == ["late"]
    assert data["facts"]["progress"] == 100
    assert data["facts"]["late"] is True
    assert data["facts"]["not_submitted"] is False
    assert data["facts"]["overdue_days"] == 0


def test_unknown_card_suggests_the_closest_one(root: Path) -> None:
    result = run("show", "M01-01", root=root)
    assert (result.exit_code, result.stdout) == (0, result.stdout)
    result = run("show", "M01-009", "--json", root=root)
    assert (result.exit_code, json.loads(result.stdout)["kind"]) == (2, "error")
    assert "M01-00" in result.stderr


def test_broken_card_does_not_affect_the_others(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=BROKEN)
    broken, good = run("show", "1-5", root=root), run("show", "1-1", root=root)
    assert broken.exit_code == 2
    assert "cardctl validate" in broken.stderr
    assert (good.exit_code, good.stderr) == (0, "")
    assert "Raise the dykes" in good.stdout


def test_log_describes_entries_and_results(root: Path) -> None:
    english = run("log", "1-3", root=root).stdout.splitlines()
    assert [line.split()[0] for line in english[1:5]] == [
        "2024-01-10", "2024-01-20", "2024-02-01", "2024-06-10"
    ]  # fmt: skip
    assert "registered → planned; lead Ulsan; due 2024-05-31" in english[2]
    assert "in progress → submitted; outcome completed" in english[4]
    assert "result for meeting 2" in english[5]
    assert "The gauges are in place." in english[6]
    korean = run("log", "1-3", root=root, lang="ko").stdout
    assert "등록 → 계획수립" in korean
    assert "수위계를 설치함." in korean


def test_git_log_outside_git_is_a_git_error(root: Path) -> None:
    result = run("log", "1-1", "--git", root=root)
    assert result.exit_code == 4
    assert "git" in result.stderr
