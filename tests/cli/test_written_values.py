"""Days, percentages, amounts and documents on the command line, as offices write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.registers import run, small_register
from support.terminal import run_on_terminal

FILED = ("update", "1-1", "--result", "Built.")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def card(root: Path, name: str = "M01-001") -> str:
    return (root / "M01" / f"{name}.yaml").read_text("utf-8")


@pytest.mark.parametrize("day", ["2024. 7. 5.", "2024.7.5", "20240705", "2024년 7월 5일(금)"])
def test_every_option_with_a_day_takes_the_forms_of_offices(root: Path, day: str) -> None:
    commands = [
        ["update", "1-2", "--due", day],
        ["update", "1-2", "--set", f"sources=[{{kind: news, date: '{day}'}}]"],
        ["update", "1-1", "--step", f"b=done:{day}"],
        ["meeting", "set", "2", "--date", day, "--reason", "rain"],
    ]
    for command in commands:
        shown = run(*command, "--dry-run", root=root)
        assert (shown.exit_code, "2024-07-05" in shown.stdout) == (0, True), shown.stderr
    assert run("report", "--as-of", day, root=root).exit_code in (0, 1)
    assert run("list", "--today", day, root=root).exit_code == 0


def test_a_day_with_two_readings_is_refused_with_both(root: Path) -> None:
    result = run("update", "1-2", "--due", "03/04/2026", root=root)
    assert result.exit_code == 2
    assert "'03/04/2026' can be read as 2026-03-04 or 2026-04-03" in result.stderr


@pytest.mark.parametrize("progress", ["75", "75%", "75 퍼센트"])
def test_progress_takes_a_percent_sign(root: Path, progress: str) -> None:
    assert run(*FILED, "--progress", progress, root=root).exit_code == 0
    assert "progress: 75\n" in card(root)


def test_a_share_of_one_is_no_progress(root: Path) -> None:
    result = run(*FILED, "--progress", "0.75", root=root)
    assert (result.exit_code, "0.75% or 75%" in result.stderr) == (2, True)


@pytest.mark.parametrize("amount", ["1450", "1,450", "14.5억원", "14억 5천만원"])
def test_amounts_are_converted_to_the_unit_of_the_register(root: Path, amount: str) -> None:
    assert run(*FILED, "--spent", amount, root=root).exit_code == 0
    assert "spent: 1450\n" in card(root)


@pytest.mark.parametrize("name", ["1-1", "1-2"])
def test_a_bare_amount_far_beyond_what_is_planned_is_refused(root: Path, name: str) -> None:
    lead = ["--lead", "busan"] if name == "1-2" else []
    args = ("update", name, *lead, "--result", "Built.", "--spent", "14500000")
    result = run(*args, root=root)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "--spent 14500000 is KRW 14.5 trillion, more than 10" in result.stderr
    assert '--spent "KRW 14.5 trillion"' in result.stderr
    assert "14조 5,000억원" in run("--lang", "ko", *args, root=root).stderr
    assert run(*args[:-1], "KRW 14.5 trillion", root=root).exit_code == 0


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("n\n", 3), ("\n", 3)])
def test_a_bare_amount_far_beyond_is_asked_back_on_a_terminal(
    root: Path, typed: str, code: int
) -> None:
    before = card(root)
    args = ("--today", "2024-08-01", *FILED, "--spent", "14500000")
    streams = ("stdin", "stdout", "stderr")
    env = {"CARDCTL_LANG": "ko"}
    seen = run_on_terminal(root, *args, streams=streams, env=env, typed=typed)
    assert (seen.code, "14조 5,000억원이 맞습니까?" in seen.stderr) == (code, True)
    assert ("spent: 14500000" in card(root), card(root) == before) == (code == 0, code != 0)
    never = run_on_terminal(root, "--no-input", *args, streams=streams, env=env, typed=typed)
    assert (never.code, "맞습니까" in never.stderr) == (3, False)


@pytest.mark.parametrize(("spent", "code"), [("999999", 0), ("1000000", 3)])
def test_without_a_plan_only_numbers_from_the_unit_on_are_compared(
    root: Path, spent: str, code: int
) -> None:
    args = ("update", "1-2", "--lead", "busan", "--result", "Built.", "--spent", spent)
    assert run(*args, root=root).exit_code == code


@pytest.mark.parametrize("spent", ["25000", "25,000"])
def test_ten_times_the_plan_is_taken(root: Path, spent: str) -> None:
    assert run(*FILED, "--spent", spent, root=root).exit_code == 0
    assert run("update", "1-1", "--revise", "--spent", "25001", root=root).exit_code == 3


def test_nothing_is_asked_in_a_register_that_counts_in_single_units(root: Path) -> None:
    config = root / "cardctl.yaml"
    config.write_text(config.read_text("utf-8").replace("unit: 1000000", "unit: 1"), "utf-8")
    assert run(*FILED, "--spent", "14500000", root=root).exit_code == 0


@pytest.mark.parametrize("name", ["official_letter", "공문", "Official Letter"])
def test_a_document_is_named_by_number_and_date(root: Path, name: str) -> None:
    letter = f"{name}:청소행정과-1234@2024. 3. 2."
    done = run(*FILED, "--evidence", letter, "--on", "2024-06-20", root=root)
    assert done.exit_code == 0, done.stderr
    assert "kind: official_letter" in card(root)
    assert "number: 청소행정과-1234" in card(root)
    assert "date: 2024-03-02" in card(root)
    shown = "official letter 청소행정과-1234 (2024-03-02)"
    assert shown in run("show", "1-1", root=root).stdout
    assert shown in run("report", "--meeting", "2", root=root).stdout
    korean = "공문 청소행정과-1234 (2024. 3. 2.)"
    assert korean in run("show", "1-1", "--lang", "ko", root=root).stdout


def test_a_document_needs_a_day_of_the_calendar(root: Path) -> None:
    result = run(*FILED, "--evidence", "공문:A-1@2024-02-30", root=root)
    assert (result.exit_code, "is not a valid date" in result.stderr) == (2, True)


@pytest.mark.parametrize("path", ["photo:i@2x.png", "minutes:i@2024-03-02.pdf", "a@2024-03-02"])
def test_a_path_with_an_at_sign_stays_a_path(root: Path, path: str) -> None:
    (root / path.partition(":")[2]).touch() if ":" in path else (root / path).touch()
    assert "number:" not in run(*FILED, "--evidence", path, "--dry-run", root=root).stdout
