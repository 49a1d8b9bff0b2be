"""`cardctl update`: what it writes and refuses; a refusal writes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.registers import BROKEN, run, small_register
from typer.testing import Result


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def files(root: Path) -> dict[str, bytes]:
    """Every file of the register, byte for byte."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.yaml")}


def changed_lines(root: Path, before: dict[str, bytes]) -> list[str]:
    """Removed (-) and added (+) lines of all files."""
    lines = []
    for path, raw in files(root).items():
        old, new = before.get(path, b"").decode().splitlines(), raw.decode().splitlines()
        lines += [f"-{line}" for line in old if line not in new]
        lines += [f"+{line}" for line in new if line not in old]
    return lines


def refused(root: Path, code: int, *args: str) -> Result:
    """Run `update` with *args*: it exits with *code*, prints no result and writes nothing."""
    before = files(root)
    result = run("update", *args, root=root)
    assert (result.exit_code, result.stdout) == (code, ""), result.stderr
    assert files(root) == before
    return result


def test_transition_changes_the_state_and_appends_an_entry(root: Path) -> None:
    before = files(root)
    result = run(
        "update", "1-1", "--state", "on_hold", "--reason", "홍수", "--review", "2", root=root
    )
    assert result.exit_code == 0, result.stderr
    assert changed_lines(root, before) == [
        "-state: in_progress",
        "+state: on_hold",
        "+  - date: 2024-08-01",
        "+    state: on_hold",
        "+    note: 홍수",
        "+    review: 2",
    ]
    assert "state: in_progress → on_hold" in result.stdout
    assert result.stdout.startswith("M01-001 ")


def test_comments_quotes_and_private_keys_are_kept(root: Path) -> None:
    before = files(root)
    args = ["--set", "plan.steps.b.title=Build it", "--unset", "tags.예산"]
    assert run("update", "m1-1", *args, root=root).exit_code == 0
    assert changed_lines(root, before) == [
        "-tags: [dykes, '예산']", '-      title: "Build"',
        "+tags: [dykes]", '+      title: "Build it"',
    ]  # fmt: skip
    assert run("update", "1-2", "--set", "note=x", root=root).exit_code == 0
    assert "x-own: kept" in (root / "M01/M01-002.yaml").read_text(encoding="utf-8")


def test_result_with_all_options_and_submission(root: Path) -> None:
    result = run(
        "update", "1-1", "--result", "제방 완공", "--progress", "100", "--spent", "2500",
        "--reading", "km=12", "--evidence", "official_letter:https://example.org/1",
        "--evidence", "{kind: minutes, number: RB-7, date: 2024-07-30}",
        "--next", "Upkeep", "--blocker", "None left", "--step", "b=done:2024-07-30",
        "--outcome", "completed", root=root,
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    shown = json.loads(run("show", "1-1", "--json", root=root).stdout)["data"]
    text = json.dumps(shown, ensure_ascii=False)
    assert '"state": "submitted"' in text
    (filed,) = shown["card"]["results"] if "card" in shown else shown["results"]
    assert filed == {
        "meeting": 2, "date": "2024-08-01", "by": "busan", "text": "제방 완공", "progress": 100,
        "readings": {"km": 12}, "spent": 2500, "blocker": "None left", "next": "Upkeep",
        "evidence": [
            {"kind": "official_letter", "url": "https://example.org/1"},
            {"kind": "minutes", "number": "RB-7", "date": "2024-07-30"},
        ],
    }  # fmt: skip


def test_several_cards_are_all_changed_or_none(root: Path) -> None:
    result = run("update", "1-1", "1-2", "1-2", "--lead", "moef", root=root)
    assert result.exit_code == 0
    assert result.stdout.count("+ history: {date: 2024-08-01, by: mois, lead: moef}") == 2
    refused(root, 3, "1-1", "1-4", "--lead", "ulsan")
    refused(root, 2, "1-1", "1-9", "--lead", "ulsan")


def test_no_change_is_reported_and_succeeds(root: Path) -> None:
    before = files(root)
    result = run("update", "1-1", "--lead", "busan", "--state", "in_progress", root=root)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "already up to date" in result.stderr
    assert files(root) == before


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["1-9", "--lead", "moef"], "no card 'M01-009'"),
        (["1-1", "--lead", "moeff"], "did you mean moef?"),
        (["1-1", "--state", "in-progess"], "did you mean in_progress?"),
        (["1-1", "--outcome", "취소"], "did you mean withdrawn?"),
        (["1-1", "--step", "c=done"], "no step 'c'"),
        (["1-1", "--step", "b=don"], "did you mean done?"),
        (["1-1", "--step", "b"], "missing '='"),
        (["1-1", "--due", "2024-13-01"], "'2024-13-01' is not a valid date"),
        (["1-1", "--set", "titel=x"], "did you mean title?"),
        (["1-1", "--set", "title=2024"], "2024 is not text"),
        (["1-1", "--set", "tags=[a"], "quote it inside the shell quotes"),
        (["1-1", "--add", "budget={year: 2024, plannd: 1}"], "did you mean 'planned'?"),
        (["1-1", "--result", "x", "--reading", "km=far"], "not a number"),
        (["1-1", "--result", "x", "--reading", "miles=1"], "no indicator 'miles'"),
        (["1-1", "--result", "x", "--evidence", "ofical_letter:1"], "did you mean official_letter"),
        (["1-1", "--result", "x", "--progress", "101"], "101 is too high"),
        (["1-1", "--result", "x", "--for", "9"], "no meeting '9'"),
        (["1-1", "--result", "  "], "--result: empty value"),
        (["1-1", "--evidence", "https://example.org"], "add: --result TEXT"),
        (["1-3", "--evidence", "https://example.org"], "add: --revise"),
        (["1-1", "--result", "x", "--evidence", f"https://{'a' * 2_000}"], "use a shorter URL"),
        (["1-1", "--reason", "why"], "needs a history entry"),
        (["1-1"], "nothing to change: give at least one option"),
        (["1-1", "--set", "note=a\u202eb"], "U+202E"),
    ],
)
def test_invalid_arguments_exit_with_2(root: Path, args: list[str], words: str) -> None:
    assert words in refused(root, 2, *args).stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["1-2", "--state", "closed"], "registered -> closed is not a legal move"),
        (["1-2", "--state", "planned"], "needs a lead agency"),
        (["1-1", "--due", "2025-01-31"], "requires a reason"),
        (["1-1", "--due", "2025-01-31", "--reason", "r"], "2024-06-30 has passed"),
        (["1-3", "--result", "again", "--for", "2"], "meeting 2 has heard the result of ulsan"),
        (
            ["1-3", "--state", "closed", "--meeting", "2", "--by", "ulsan"],
            "must be filed by the secretariat",
        ),
        (["1-4", "--set", "note=x"], "is closed"),
        (["1-1", "--set", "state=closed"], "use: --state STATE"),
        (["1-1", "--set", "id=M01-007"], "'id' cannot be changed"),
        (["1-1", "--set", "relations.parent=1-9"], "CC304"),
        (["1-1", "--lead", "moef", "--on", "2024-12-01"], "CC404"),
        (
            ["1-1", "--lead", "moef", "--on", "2024-01-01"],
            "the last history entry is dated 2024-03-20",
        ),
        (["1-1", "--result", "x", "--evidence", "no/such.pdf"], "CC603"),
    ],
)
def test_what_the_rules_forbid_exits_with_3(root: Path, args: list[str], words: str) -> None:
    assert words in refused(root, 3, *args).stderr


def test_dry_run_prints_the_diff_and_returns_the_exit_code(root: Path) -> None:
    before = files(root)
    good = run("update", "1-2", "--lead", "moef", "--dry-run", root=root)
    assert good.exit_code == 0
    assert "-lead: null\n+lead: moef\n" in good.stdout
    assert "would exit with status 0" in good.stderr
    bad = run("update", "1-2", "--set", "relations.parent=1-9", "--dry-run", root=root)
    assert bad.exit_code == 3
    assert "+relations: {parent: M01-009}" in bad.stdout
    assert files(root) == before


def test_the_diff_can_be_applied_from_the_root(root: Path) -> None:
    result = run("update", "1-2", "--lead", "moef", "--diff", root=root)
    assert result.stdout.startswith("--- a/M01/M01-002.yaml\n+++ b/M01/M01-002.yaml\n@@ ")
    assert "lead: moef" in (root / "M01/M01-002.yaml").read_text(encoding="utf-8")


def test_json_has_the_changes_and_the_new_hash(root: Path) -> None:
    result = run("update", "1-2", "--lead", "moef", "--json", root=root)
    answer = json.loads(result.stdout)
    assert answer["kind"] == "update"
    (changed,) = answer["data"]["changed"]
    assert changed["changes"][0] == {"field": "lead", "from": None, "to": "moef"}
    again = run(
        "update", "1-2", "--lead", "busan", "--if-match", changed["hash"][:12].upper(), root=root
    )
    assert again.exit_code == 0, again.stderr
    assert (
        "has changed since"
        in refused(root, 3, "1-2", "--lead", "moef", "--if-match", "0" * 64).stderr
    )
    assert "too short" in refused(root, 2, "1-2", "--lead", "moef", "--if-match", "ab").stderr
    assert "one card" in refused(root, 2, "1-1", "1-2", "--lead", "moef", "--if-match", "ab").stderr


def test_text_can_be_read_from_a_file(root: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("\ufeff두 줄의\n글\n", encoding="utf-8")
    assert run("update", "1-2", "--set", f"note=@{note}", root=root).exit_code == 0
    text = (root / "M01/M01-002.yaml").read_text(encoding="utf-8")
    assert "note: |-\n  두 줄의\n  글\n" in text
    note.write_bytes("글".encode("cp949"))
    assert "is not UTF-8" in refused(root, 2, "1-2", "--result", f"@{note}").stderr
    assert refused(root, 4, "1-2", "--result", "@no-such-file").exit_code == 4


def test_existing_errors_do_not_block_a_change(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=BROKEN)
    result = run("update", "1-2", "--lead", "moef", root=root)
    assert result.exit_code == 0  # only changed cards are checked
    assert "lead: moef" in (root / "M01/M01-002.yaml").read_text(encoding="utf-8")
    assert "M01-005.yaml cannot be read" in refused(root, 3, "1-5", "--lead", "moef").stderr


def test_invalid_settings_block_a_change(tmp_path: Path) -> None:
    root = small_register(tmp_path, cardctl="format: 2\n")
    result = refused(root, 3, "1-2", "--lead", "moef")
    assert "cardctl.yaml cannot be read" in result.stderr
    assert run("new", "T", root=root).exit_code == 3
    assert run("meeting", "hold", "2", root=root).exit_code == 3


def test_new_warnings_are_reported(root: Path) -> None:
    assert run("update", "1-1", "--result", "Half.", "--progress", "50", root=root).exit_code == 0
    args = ["1-1", "--result", "Less.", "--progress", "40", "--for", "3"]
    result = run("update", *args, "--dry-run", root=root)
    assert result.exit_code == 0
    assert "warning CC609" in result.stderr
    data = json.loads(run("update", *args, "--json", root=root).stdout)
    assert "CC609" in data["warnings"][0]


def test_a_hold_is_prolonged_by_a_new_reason_or_another_review(root: Path) -> None:
    hold = ["1-1", "--state", "on_hold"]
    assert run("update", *hold, "--reason", "Flood", "--review", "2", root=root).exit_code == 0
    for more in (["--reason", "Wet", "--review", "3"], ["--review", "4"], ["--reason", "Dry"]):
        result = run("update", *hold, *more, root=root)
        assert result.exit_code == 0, result.stderr
        assert "  + history: {date: 2024-08-01, by: busan, state: on_hold, " in result.stdout
    (line,) = (line for line in run("log", "1-1", root=root).stdout.splitlines() if " 4" in line)
    assert line.endswith("Busan                     hold prolonged; to be reviewed by meeting 4")
    assert run("validate", "--select", "CC5", root=root).exit_code == 0


def test_repeated_hold_is_no_change_and_other_options_are_not_ignored(root: Path) -> None:
    hold = ["1-1", "--state", "on_hold", "--reason", "Flood", "--review", "2"]
    assert run("update", *hold, root=root).exit_code == 0
    assert "already up to date" in refused(root, 0, *hold).stderr
    assert "already up to date" in refused(root, 0, *hold[:3]).stderr
    assert "--meeting would be lost" in refused(root, 2, *hold, "--meeting", "2").stderr


def test_hold_requires_both_reason_and_review(root: Path) -> None:
    message = refused(root, 3, "1-1", "--state", "on_hold", "--reason", "Flood").stderr
    assert "in_progress -> on_hold needs the meeting that reviews it" in message


def test_reason_without_an_entry_is_not_ignored(root: Path) -> None:
    again = ["1-1", "--state", "in_progress", "--reason", "Because"]
    message = refused(root, 2, *again).stderr
    assert "M01-001: --reason would be lost, because no history entry is added" in message
    assert run("update", "1-1", "--state", "in_progress", root=root).exit_code == 0
    # One of two cards would lose it, so neither is written.
    assert (
        "M01-001: --reason" in refused(root, 2, "1-2", "1-1", "--lead", "busan", *again[3:]).stderr
    )
    # A reason that the history already has is not lost.
    message = refused(root, 0, "1-1", "--state", "in_progress", "--reason", "측량 완료").stderr
    assert "already up to date" in message


def test_lead_can_be_unset(root: Path) -> None:
    result = run("update", "1-1", "--unset", "lead", root=root)
    assert result.exit_code == 0, result.stderr
    text = (root / "M01/M01-001.yaml").read_text(encoding="utf-8")
    assert "    lead: null\n" in text
    assert run("validate", "--select", "CC5", root=root).exit_code == 0


def test_card_can_be_reopened_with_a_result(root: Path) -> None:
    args = ["--state", "in_progress", "--reason", "needed after all", "--result", "Begun anew."]
    result = run("update", "1-4", *args, root=root)
    assert result.exit_code == 0, result.stderr
    text = (root / "M01/M01-004.yaml").read_text(encoding="utf-8")
    assert "text: Begun anew." in text
    assert "\noutcome:" not in text


def test_refusal_in_korean(root: Path) -> None:
    result = run("update", "1-2", "--state", "planned", root=root, lang="ko")
    assert result.exit_code == 3
    assert "주관기관" in result.stderr
    assert "--lead AGENCY" in result.stderr


@pytest.mark.parametrize(
    ("outcome", "relations"),
    [
        ("merged", ["--set", "relations.merged_into=1-1"]),
        ("split", ["--add", "relations.split_into=1-1", "--add", "relations.split_into=1-3"]),
        ("superseded", ["--set", "relations.superseded_by=M01-003"]),
    ],
)
def test_card_is_merged_split_or_superseded_in_one_command(
    root: Path, outcome: str, relations: list[str]
) -> None:
    done = run("update", "1-2", "--outcome", outcome, *relations, root=root)
    assert done.exit_code == 0, done.stderr
    assert f"outcome: {outcome}" in (root / "M01/M01-002.yaml").read_text(encoding="utf-8")


def test_card_cannot_be_merged_into_an_unknown_card(root: Path) -> None:
    relation = "relations.merged_into=1-33"
    done = refused(root, 2, "1-2", "--outcome", "merged", "--set", relation)
    assert "no card 'M01-033'" in done.stderr
    assert "did you mean M01-003" in done.stderr
