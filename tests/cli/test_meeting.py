"""`cardctl meeting`: the meetings, and what they decide about submitted outcomes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.registers import run, small_register


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.yaml")}


def test_list_and_show(root: Path) -> None:
    listed = run("meeting", "list", root=root)
    assert listed.exit_code == 0
    assert [line.split()[:2] for line in listed.stdout.splitlines()[1:]] == [
        ["1", "2024-01-10"], ["2", "2024-07-10"],
    ]  # fmt: skip
    shown = run("meeting", "show", "2", root=root).stdout
    assert "submitted  M01-003" in shown
    assert "1. Flood alarm (decision)" in shown
    data = json.loads(run("meeting", "show", "1", "--json", root=root).stdout)["data"]
    assert (data["number"], data["status"], data["decided"]) == (1, "held", ["M01-004"])
    assert data["cards"] == ["M01-001", "M01-002", "M01-003", "M01-004"]
    kind = json.loads(run("meeting", "list", "--json", root=root).stdout)
    assert [each["number"] for each in kind["data"]] == [1, 2]


def test_output_in_korean(root: Path) -> None:
    shown = run("meeting", "show", "1", root=root, lang="ko").stdout
    assert "제방 보강" in shown


def test_add(root: Path) -> None:
    result = run(
        "meeting", "add", "3", "--date", "2025-01-15", "--papers", "2025-01-08", "--place", "시청",
        "--kind", "extraordinary", "--item", "decision: Dykes: the next part",
        "--item", "report:수질", root=root,
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert (root / "M03/meeting.yaml").read_text(encoding="utf-8") == (
        "# yaml-language-server: $schema=../../schemas/meeting.schema.json\n"
        "number: 3\n"
        "kind: extraordinary\n"
        "date: 2025-01-15\n"
        "papers: 2025-01-08\n"
        "place: 시청\n"
        "status: scheduled\n"
        "items:\n"
        '  - {item: 1, title: "Dykes: the next part", type: decision}\n'
        "  - {item: 2, title: 수질, type: report}\n"
    )
    assert run("validate", root=root).exit_code == 0


def test_hold_changes_only_the_status(root: Path) -> None:
    before = files(root)
    assert run("meeting", "hold", "2", root=root).exit_code == 0
    before["M02/meeting.yaml"] = before["M02/meeting.yaml"].replace(b"scheduled", b"held")
    assert files(root) == before


def test_confirm_records_the_meeting_and_its_date(root: Path) -> None:
    run("meeting", "hold", "2", root=root)
    before = (root / "M01/M01-003.yaml").read_text(encoding="utf-8")
    result = run("meeting", "confirm", "2", "1-3", root=root)
    assert result.exit_code == 0, result.stderr
    entry = "  - {date: 2024-07-10, by: mois, state: closed, outcome: completed, meeting: 2}\n"
    after = (root / "M01/M01-003.yaml").read_text(encoding="utf-8")
    assert after.replace(entry, "").replace("state: closed", "state: submitted", 1) == before
    assert entry in after
    assert run("validate", root=root).exit_code == 0


def submit(root: Path, number: str, day: str) -> None:
    args = ["--state", "submitted", "--outcome", "infeasible", "--reason", "no site", "--on", day]
    done = run("update", number, *args, "--substitute", "a smaller one", root=root)
    assert done.exit_code == 0, done.stderr


def test_confirm_all_confirms_what_the_report_listed(root: Path) -> None:
    submit(root, "1-1", "2024-06-30")
    submit(root, "1-2", "2024-07-02")  # after the papers closed
    run("meeting", "hold", "2", root=root)
    assert run("meeting", "confirm", "2", "--all", root=root).exit_code == 0
    listed = run("list", "--state", "closed", "--format", "ids", root=root).stdout.split()
    assert listed == ["M01-001", "M01-003", "M01-004"]  # the last one was closed before
    assert "state: submitted" in (root / "M01/M01-002.yaml").read_text("utf-8")
    again = run("meeting", "confirm", "2", "--all", root=root)
    assert (again.exit_code, again.stdout) == (3, "")
    assert "no outcome awaits confirmation by meeting 2" in again.stderr


def test_confirm_all_leaves_out_the_exceptions(root: Path) -> None:
    submit(root, "1-1", "2024-06-30")
    run("meeting", "hold", "2", root=root)
    assert run("meeting", "confirm", "2", "--all", "--except", "1-3", root=root).exit_code == 0
    assert "state: submitted" in (root / "M01/M01-003.yaml").read_text("utf-8")
    assert "state: closed" in (root / "M01/M01-001.yaml").read_text("utf-8")


def test_confirm_all_is_refused_if_a_card_cannot_be_read(root: Path) -> None:
    run("meeting", "hold", "2", root=root)
    (root / "M01/M01-002.yaml").write_text("id: [", "utf-8")
    before = files(root)
    result = run("meeting", "confirm", "2", "--all", root=root)
    assert result.exit_code == 3
    assert "M01-002.yaml" in result.stderr
    assert files(root) == before


def test_return_records_the_reason_and_the_meeting(root: Path) -> None:
    run("meeting", "hold", "2", root=root)
    result = run("meeting", "return", "2", "1-3", "--reason", "계기 불량", root=root)
    assert result.exit_code == 0, result.stderr
    text = (root / "M01/M01-003.yaml").read_text(encoding="utf-8")
    assert "state: in_progress\n" in text
    assert "\noutcome:" not in text
    assert "{date: 2024-07-10, by: mois, state: in_progress, meeting: 2, note: 계기 불량}" in text


def test_return_to_planned(root: Path) -> None:
    run("meeting", "hold", "2", root=root)
    args = ["1-3", "--reason", "plan anew", "--to", "planned", "--on", "2024-07-12"]
    assert run("meeting", "return", "2", *args, root=root).exit_code == 0
    assert "{date: 2024-07-12, by: mois, state: planned, meeting: 2" in (
        root / "M01/M01-003.yaml"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["show", "9"], 2, "no meeting '9'"),
        (["hold", "9"], 2, "no meeting '9'"),
        (["hold", "1"], 3, "already been held"),
        (["hold", "2", "--date", "2024-08-02"], 3, "after today"),
        (["hold", "2", "--date", "2024-07-02", "--reason", " "], 2, "--reason: empty value"),
        (["add", "2"], 3, "meeting 2 already exists"),
        (["add", "4"], 3, "CC310"),
        (["add", "3", "--item", "Dykes"], 2, "missing type"),
        (["add", "3", "--item", "decison: Dykes"], 2, "did you mean decision?"),
        (["add", "3", "--kind", "special"], 2, "no meeting kind 'special'"),
        (["add", "0"], 2, "0 is too low"),
        (["confirm", "2", "1-3"], 3, "cardctl meeting hold 2"),
        (["confirm", "1", "1-3"], 3, "the last history entry is dated 2024-06-10"),
        (["confirm", "1", "1-1"], 3, "no outcome has been submitted"),
        (["confirm", "1", "1-3", "1-9"], 2, "no card 'M01-009'"),
        (["confirm", "2"], 2, "no card given"),
        (["confirm", "2", "--all"], 3, "cardctl meeting hold 2"),
        (["return", "1", "1-3", "--reason", " "], 2, "--reason: empty value"),
        (["return", "1", "1-3"], 2, "--reason"),
    ],
)
def test_refusals_write_nothing(root: Path, args: list[str], code: int, words: str) -> None:
    before = files(root)
    result = run("meeting", *args, root=root)
    assert (result.exit_code, result.stdout) == (code, ""), result.stderr
    assert words in result.stderr
    assert files(root) == before


def test_completed_needs_a_later_meeting_than_the_deciding_one(root: Path) -> None:
    result = run("meeting", "confirm", "1", "1-3", "--on", "2024-07-10", root=root)
    assert result.exit_code == 3
    assert "later than the deciding one" in result.stderr
