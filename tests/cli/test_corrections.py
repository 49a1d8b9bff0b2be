"""Correct, amend, void and unconfirm: the commands, on registers with and without git."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.cli_git import git
from support.registers import FILES, run, small_register
from typer.testing import Result

CARD = "M01/M01-001.yaml"
SECOND = "M01/M01-002.yaml"
EARLY = ("--on", "2024-06-20")
HELD = {"M02__meeting": FILES["M02/meeting.yaml"].replace("scheduled", "held")}
UNHEARD = {"M02__meeting": FILES["M02/meeting.yaml"].replace("2024-07-01", "2024-12-20")
           .replace("2024-07-10", "2025-01-10")}  # fmt: skip


@pytest.fixture
def unheard(tmp_path: Path) -> Path:
    """A register whose cards no meeting has heard, committed."""
    return committed(small_register(tmp_path, **UNHEARD))


@pytest.fixture
def heard(tmp_path: Path) -> Path:
    """A register whose cards meeting 2 has heard, committed."""
    return committed(small_register(tmp_path, **HELD))


def committed(root: Path) -> Path:
    git(root.parent, "init", "-q")
    git(root.parent, "add", "-A")
    git(root.parent, "commit", "-qm", "cards")
    return root


def done(root: Path, *args: str) -> Result:
    """Run a command that changes something, and check the change as CI would."""
    result = run(*args, root=root)
    assert result.exit_code == 0, result.stderr
    checked = run("validate", "--since", "HEAD", "--ignore", "CC403", root=root)
    assert checked.exit_code == 0, checked.stdout
    return result


def refused(root: Path, code: int, *args: str) -> str:
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    result = run(*args, root=root)
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before
    return result.stderr


def text(root: Path, path: str = CARD) -> str:
    return (root / path).read_text(encoding="utf-8")


# --correct --------------------------------------------------------------------------------------


def test_due_date_that_was_never_right_is_not_late(unheard: Path) -> None:
    """The card was done in July: too late for the date that was typed, not for the right one."""
    done(unheard, "update", "1-1", "--correct", "due=2025-06-30", "--reason", "a typing mistake")
    assert "corrects: {due: 2024-06-30}" in text(unheard)
    shown = run("show", "1-1", root=unheard).stdout
    assert "2025-06-30" in shown
    assert "moved" not in shown
    again = run("update", "1-1", "--correct", "due=2025-06-30", "--reason", "x", root=unheard)
    assert (again.exit_code, again.stdout) == (0, "")
    assert "already up to date" in again.stderr


def test_correction_of_what_was_heard_names_the_meeting_that_agreed(heard: Path) -> None:
    correct = ("update", "1-1", "--correct", "due=2025-06-30", "--reason", "a typing mistake")
    said = refused(heard, 3, *correct)
    assert "M01-001: meeting 2 has heard it" in said
    assert "name the meeting that agreed: --meeting N" in said
    done(heard, *correct, "--meeting", "2")
    assert "meeting: 2" in text(heard)


def test_several_values_are_corrected_by_one_entry(unheard: Path) -> None:
    done(
        unheard, "update", "1-1", "--correct", "lead=ulsan",
        "--correct", "title.en=Raise all dykes", "--correct",
         "indicators.0.target=20", "--reason", "copied from another card",
    )  # fmt: skip
    assert "corrects: {lead: busan, title.en: Raise the dykes, indicators.km.target: 12}" in text(
        unheard
    )
    assert "title: {en: Raise all dykes, ko: 제방을 높인다}" in text(unheard)


def test_value_is_removed_by_null(unheard: Path) -> None:
    done(unheard, "update", "1-1", "--correct", "item=null", "--reason", "not on the agenda")
    assert "item: 1\n" not in text(unheard)
    done(unheard, "update", "1-1", "--correct", "indicators.km=null", "--reason", "not decided")
    assert "indicators:" not in text(unheard)


@pytest.mark.parametrize("how", ["--dry-run", "--diff", "--json"])
def test_corrections_have_previews(unheard: Path, how: str) -> None:
    before = text(unheard)
    result = run("update", "1-1", "--correct", "due=2025-06-30", "--reason", "x", how, root=unheard)
    assert result.exit_code == 0
    assert "2025-06-30" in result.stdout
    assert (text(unheard) == before) is (how == "--dry-run")


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--correct", "due=2025-06-30"], 2, "a correction requires a reason"),
        (["--correct", "due"], 2, "--correct due: missing '='"),
        (["--correct", "due=2025-06-30", "--correct", "due=2025-07-30", "--reason", "x"], 2,
         "due is given twice"),
        (["--correct", "due=soon", "--reason", "x"], 2, "'soon' is not a valid date"),
        (["--correct", "title=null", "--reason", "x"], 2, "title"),
        (["--correct", "due=2025-06-30", "--amend", "title=x", "--meeting", "1"], 2,
         "cannot be used together"),
        (["--correct", "due=2025-06-30", "--reason", "x", "--state", "on_hold"], 2,
         "--state cannot be used with --correct or --amend"),
        (["--correct", "due=2025-06-30", "--reason", "x", "--set", "note=x"], 2, "--set cannot"),
        (["--correct", "due=2025-06-30", "--reason", "x", "--unset", "lead"], 2, "--unset cannot"),
        (["--correct", "due=2025-06-30", "--reason", "x", "--progress", "4"], 2,
         "--progress cannot"),
        (["--amend", "title=x"], 2, "requires the meeting"),
        (["--amend", "title=x", "--meeting", "1"], 3, "is not later than meeting 1"),
        (["--amend", "title=x", "--meeting", "2"], 3, "meeting 2 has not been held"),
        (["--correct", "plan.summary=x", "--reason", "x"], 3, "'plan.summary' is not on record"),
        (["--correct", "history.0.note=x", "--reason", "x"], 3, "an entry cannot be corrected"),
        (["--correct", "results.0.text=x", "--reason", "x"], 3, "use: --result TEXT"),
        (["--correct", "du=x", "--reason", "x"], 2, "did you mean due?"),
        (["--correct", "x-own=x", "--reason", "x"], 2, "cardctl edit M01-001"),
    ],
)  # fmt: skip
def test_refused_corrections(unheard: Path, options: list[str], code: int, words: str) -> None:
    assert words in refused(unheard, code, "update", "1-1", *options)


# --amend ----------------------------------------------------------------------------------------


def test_meeting_lowers_a_target_and_the_report_before_shows_the_old_one(heard: Path) -> None:
    done(heard, "update", "1-1", "--amend", "indicators.km.target=5", "--meeting", "2")
    assert "amends: {indicators.km.target: 12}" in text(heard)
    for meeting, target in (("2", 12), ("3", 5)):
        report = run("report", "--meeting", meeting, "--format", "json", root=heard).stdout
        indicators = json.loads(report)["data"]["indicators"]
        assert [each["target"] for each in indicators] == [target]


# --set ------------------------------------------------------------------------------------------


def test_set_records_a_correction_by_itself(unheard: Path) -> None:
    done(unheard, "update", "1-2", "--set", "title=수질 측정망 축소")
    assert "corrects: {title: 수질 측정망 확대}" in text(unheard, SECOND)
    assert "note: corrected before any meeting heard it" in text(unheard, SECOND)


def test_its_reason_can_be_given(unheard: Path) -> None:
    done(unheard, "update", "1-2", "--set", "title=W", "--reason", "the minutes say so")
    assert "note: the minutes say so" in text(unheard, SECOND)


def test_its_default_reason_is_in_the_language_of_the_register(tmp_path: Path) -> None:
    korean = FILES["cardctl.yaml"].replace("[en, ko]", "[ko]")
    root = committed(small_register(tmp_path, **UNHEARD, cardctl=korean))
    done(root, "update", "1-2", "--set", "title=수질 측정망 축소")
    assert "note: 회의에 보고되기 전에 정정" in text(root, SECOND)


@pytest.mark.parametrize(
    "option",
    [
        ("--set", "title.en=Water quality"),
        ("--set", "decision=Measure it."),
        ("--set", "due_as_stated=soon"),
        ("--add", "indicators={id: a, name: Stations}"),
        ("--set", "note=x"),
    ],
)
def test_filling_in_adds_no_entry(heard: Path, option: tuple[str, str]) -> None:
    done(heard, "update", "1-2", *option)
    assert text(heard, SECOND).count("date:") == FILES[SECOND].count("date:")


def test_what_is_not_committed_yet_is_changed_freely(unheard: Path) -> None:
    run("new", "Wels", "--meeting", "1", root=unheard)
    done(unheard, "update", "1-5", "--set", "title=Wells")
    done(unheard, "update", "1-5", "--set", "item=1")
    done(unheard, "update", "1-5", "--unset", "item")
    assert "corrects" not in text(unheard, "M01/M01-005.yaml")


def test_second_correction_before_a_commit_keeps_the_recorded_value(unheard: Path) -> None:
    done(unheard, "update", "1-2", "--set", "title=One")
    done(unheard, "update", "1-2", "--set", "title=Two")
    assert text(unheard, SECOND).count("corrects") == 1
    assert "corrects: {title: 수질 측정망 확대}" in text(unheard, SECOND)


def test_without_git_the_file_is_the_record(tmp_path: Path) -> None:
    root = small_register(tmp_path, **UNHEARD)
    assert run("update", "1-2", "--set", "title=One", root=root).exit_code == 0
    assert "corrects: {title: 수질 측정망 확대}" in text(root, SECOND)


def test_cards_of_a_meeting_that_was_not_held_are_changed_freely(tmp_path: Path) -> None:
    root = committed(small_register(tmp_path))
    for args in (("new", "Wels", "--meeting", "2"), ("update", "2-1", "--set", "title=Wells")):
        assert run(*args, root=root).exit_code == 0
    assert "corrects" not in text(root, "M02/M02-001.yaml")


def test_set_is_refused_once_a_meeting_has_heard_the_card(heard: Path) -> None:
    for option in (("--set", "title=x"), ("--set", "item=1"), ("--unset", "item")):
        said = refused(heard, 3, "update", "1-2", *option)
        path = option[1].partition("=")[0]
        assert f"meeting 1 decided {path}, and meeting 2 has heard it" in said
        correct = f"cardctl update M01-002 --correct {path}=VALUE --reason TEXT;"
        assert correct in said
        assert f"cardctl update M01-002 --amend {path}=VALUE --meeting N" in said


def test_editor_needs_the_entry(unheard: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = "sed -i 's/수질 측정망 확대/수질 측정망 축소/'"
    monkeypatch.setenv("VISUAL", edit)
    result = run("edit", "1-2", "--json", root=unheard)
    assert result.exit_code == 3
    assert "--correct title=VALUE --reason TEXT" in result.output
    entry = "  - {date: 2024-06-20, by: mois, note: typo, corrects: {title: 수질 측정망 확대}}"
    monkeypatch.setenv("VISUAL", f"{edit[:-1]};/^x-own/i\\{entry}'")
    assert run("edit", "1-2", root=unheard).exit_code == 0
    assert "corrects: {title: 수질 측정망 확대}" in text(unheard, SECOND)


# void, unconfirm ---------------------------------------------------------------------------------


def test_void_card_is_counted_nowhere(unheard: Path) -> None:
    def totals() -> tuple[int, int]:
        report = run("report", "--meeting", "2", "--format", "json", root=unheard).stdout
        summary = json.loads(report)["data"]["summary"]
        return summary["cards"], summary["completion"]["counted"]

    before = totals()
    done(unheard, "void", "1-2", "1-3", "--reason", "registered twice")
    assert totals() == (before[0] - 2, before[1] - 2)
    assert "outcome: void" in text(unheard, SECOND)
    again = run("void", "1-2", "--reason", "registered twice", root=unheard)
    assert (again.exit_code, "already up to date" in again.stderr) == (0, True)


def test_card_that_was_heard_is_void_by_a_meeting(heard: Path) -> None:
    said = refused(heard, 3, "void", "1-2", "--reason", "registered twice")
    assert "M01-002: meeting 2 has heard it" in said
    result = run("void", "1-2", "--reason", "x", "--meeting", "2", "--dry-run", root=heard)
    assert "+outcome: void" in result.stdout
    done(heard, "void", "1-2", "--reason", "registered twice", "--meeting", "2")
    assert "--state in_progress" not in refused(heard, 3, "void", "1-4", "--reason", "x")


def test_meeting_that_decided_does_not_agree_for_the_one_that_heard(heard: Path) -> None:
    """Meeting 1 took place before meeting 2 heard the card: it cannot have agreed to anything."""
    why = ("--reason", "registered twice", "--meeting", "1")
    for options in (["void", "1-2"], ["update", "1-4", "--correct", "lead=busan"]):
        said = refused(heard, 3, *options, *why)
        assert "meeting 2 has heard it, after meeting 1" in said
        assert "name the meeting that agreed: --meeting N" in said


def test_gate_wants_a_meeting_since_then(heard: Path) -> None:
    done(heard, "void", "1-2", "--reason", "registered twice", "--meeting", "2")
    done(heard, "update", "1-1", "--correct", "due=2025-06-30", "--reason", "x", "--meeting", "2")
    for path in (CARD, SECOND):
        early = text(heard, path).replace("meeting: 2", "meeting: 1")
        (heard / path).write_text(early, encoding="utf-8")
    found = run("validate", "--since", "HEAD", "--format", "concise", root=heard)
    assert found.exit_code == 1
    assert "CC519" in found.stdout
    assert "CC517" in found.stdout


def test_outcome_void_is_the_same_with_update(unheard: Path) -> None:
    done(unheard, "update", "1-2", "--outcome", "void", "--reason", "registered twice")
    assert "state: closed" in text(unheard, SECOND)
    assert "requires a reason" in refused(unheard, 2, "update", "1-1", "--outcome", "void")


def test_confirmation_is_taken_back(heard: Path) -> None:
    assert run("meeting", "confirm", "2", "1-3", root=heard).exit_code == 0
    git(heard.parent, "commit", "-qam", "confirmed")
    assert "was not closed by meeting 1" in refused(
        heard, 3, "meeting", "unconfirm", "1", "1-3", "--reason", "x"
    )
    done(heard, "meeting", "unconfirm", "2", "1-3", "--reason", "the minutes name M01-001")
    report = run("report", "--meeting", "3", "--format", "json", root=heard).stdout
    changed = json.loads(report)["data"]["changes"]
    assert (changed["closed"], changed["reopened"]) == ([], [])
    git(heard.parent, "commit", "-qam", "taken back")
    done(heard, "meeting", "confirm", "2", "1-3", "--on", "2024-08-01")


# Moves in one command ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "options"),
    [
        ("split", ["--add", "relations.split_into=1-2", "--add", "relations.split_into=1-3"]),
        ("split", ["--set", "relations.split_into=[1-2, 1-3]"]),
        ("merged", ["--set", "relations.merged_into=1-2"]),
        ("merged", ["--add", "relations.merged_into=1-2"]),
        ("superseded", ["--add", "relations.superseded_by=1-2"]),
    ],
)
@pytest.mark.parametrize("index", ["--index", "--no-index"])
def test_card_is_replaced_in_one_command(
    unheard: Path, outcome: str, options: list[str], index: str
) -> None:
    first = [index] if index == "--no-index" else []
    done(unheard, *first, "update", "1-1", "--outcome", outcome, *options, "--reason", "x")
    assert f"outcome: {outcome}" in text(unheard)


def test_hold_is_prolonged(unheard: Path) -> None:
    hold = ("update", "1-1", "--state", "on_hold", "--reason")
    done(unheard, *hold, "The river is high.", "--review", "2")
    done(unheard, *hold, "It still is.")
    done(unheard, "update", "1-1", "--state", "on_hold", "--review", "3")
    assert text(unheard).count("state: on_hold") == 4
    said = refused(unheard, 2, *hold, "It still is.", "--by", "ulsan", "--meeting", "1")
    assert "would be lost" in said


# Histories in words -----------------------------------------------------------------------------


def test_histories_name_what_was_put_right(heard: Path) -> None:
    """No line of a history says nothing, nor calls a correction a move."""
    agreed = ("--reason", "The minutes say so", "--meeting", "2")
    done(heard, "update", "1-1", "--correct", "due=2025-06-30", *agreed)
    done(heard, "update", "1-1", "--correct", "lead=moef", *agreed)
    done(heard, "update", "1-1", "--correct", "title=Plant the trees", *agreed[:2])
    done(heard, "update", "1-1", "--amend", "decision=Plant ten trees", "--meeting", "2")
    done(heard, "redact", "1-1", "history.2.note", "--ground", "Act, Art. 36")
    for command in (["log", "1-1"], ["show", "1-1", "--history"]):
        told = run(*command, root=heard).stdout
        assert "corrected due date: 2024-06-30 → 2025-06-30; by meeting 2\n" in told
        assert "; due 2024-06-30 → " not in told
        assert "corrected lead agency: Busan → Ministry of Finance; by meeting 2\n" in told
        assert "corrected title: " in told
        assert "amended decision: " in told
        assert "→ Plant ten trees; by meeting 2\n" in told
        assert "erased: history entry 3, note\n" in told
        assert "ground: Act, Art. 36\n" in told


def test_meeting_did_not_decide_what_was_taken_back(heard: Path) -> None:
    for command in (["confirm", "2", "1-3"], ["unconfirm", "2", "1-3", "--reason", "x"]):
        assert run("meeting", *command, root=heard).exit_code == 0
    shown = json.loads(run("meeting", "show", "2", "--json", root=heard).stdout)["data"]
    assert shown["decided"] == []
    assert run("meeting", "confirm", "2", "1-3", "--on", "2024-08-01", root=heard).exit_code == 0
    shown = json.loads(run("meeting", "show", "2", "--json", root=heard).stdout)["data"]
    assert shown["decided"] == ["M01-003"]


def test_history_names_a_confirmation_taken_back(heard: Path) -> None:
    assert run("meeting", "confirm", "2", "1-3", root=heard).exit_code == 0
    done(heard, "meeting", "unconfirm", "2", "1-3", "--reason", "Another card")
    told = run("log", "1-3", root=heard).stdout
    assert "confirmation taken back: closed → submitted\n" in told
    told = run("--lang", "ko", "log", "1-3", root=heard).stdout
    assert "종결 확인 정정: 종결 → 확인요청\n" in told


@pytest.mark.parametrize("old", ["{due: soon}", "{due: []}", "{title: {}}", "{state: shut}"])
def test_impossible_old_value_is_shown_as_it_is(heard: Path, old: str) -> None:
    path = heard / CARD
    entry = f"  - {{date: 2024-08-01, by: mois, note: x, corrects: {old}}}\n"
    path.write_text(text(heard).rstrip("\n") + f"\n{entry}", encoding="utf-8")
    assert run("log", "1-1", root=heard).exit_code == 0
