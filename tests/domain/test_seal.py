"""Sealed records: every later edit is found, by card and field, without git."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.registers import run, small_register

CARD = "M01/M01-001.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A register whose meeting 2 is sealed as of its papers date."""
    root = small_register(tmp_path)
    result = run("meeting", "seal", "2", root=root)
    assert result.exit_code == 0, result.stderr
    return root


def altered(root: Path) -> set[tuple[str, str]]:
    """Return what validate reports for sealed records: (file, field)."""
    data = json.loads(run("validate", "--format", "json", "--select", "CC513", root=root).stdout)
    found = data["data"]["findings"]
    return {(Path(each["file"]).name, each["field"]) for each in found}


def change(root: Path, old: str, new: str, path: str = CARD) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_meeting_is_sealed_only_once(root: Path) -> None:
    assert altered(root) == set()
    again = run("meeting", "seal", "2", root=root)
    assert (again.exit_code, "already up to date" in again.stderr) == (0, True)
    other = run("meeting", "seal", "2", "--as-of", "2024-03-01", root=root)
    assert (other.exit_code, "already sealed" in other.stderr) == (3, True)


def test_changes_after_the_seal_are_not_alterations(root: Path) -> None:
    assert run("meeting", "hold", "2", root=root).exit_code == 0
    done = run(
        "update", "1-1", "--due", "2025-01-31", "--reason", "asked for", "--meeting", "2",
        "--on", "2024-07-10", "--set", "note=new", root=root,
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert altered(root) == set()


def test_titles_decisions_entries_and_results_are_sealed(root: Path) -> None:
    text = (root / CARD).read_text(encoding="utf-8")
    for old, field in (("Raise the dykes,", "title"), ("the lower river", "decision")):
        change(root, old, "Something else,")
        assert altered(root) == {("M01-001.yaml", f"/{field}")}
        (root / CARD).write_text(text, encoding="utf-8")
    (root / CARD).write_text(text, encoding="utf-8")
    (root / CARD).write_text(text + "  - {date: 2024-02-01, by: mois, note: backdated}\n", "utf-8")
    assert altered(root) == {("M01-001.yaml", "/history")}


def test_deleted_card_is_reported_at_the_meeting(root: Path) -> None:
    (root / CARD).unlink()
    assert altered(root) == {("meeting.yaml", "/number")}


def test_report_header_shows_the_alteration(root: Path) -> None:
    assert "unaltered" in run("report", "--meeting", "2", root=root).stdout
    change(root, "Raise", "Lower")
    assert "ALTERED SINCE: M01-001" in run("report", "--meeting", "2", root=root).stdout
    facts = json.loads(run("report", "--meeting", "2", "--format", "json", root=root).stdout)
    assert facts["data"]["seal"]["altered"] == ["M01-001"]


def test_a_broken_seal_is_reported(root: Path) -> None:
    (root / "M02/seal.json").write_text("{}", encoding="utf-8")
    result = run("validate", root=root)
    assert result.exit_code == 1
    assert "not a valid seal of meeting 2" in result.stdout


def test_meeting_with_an_unreadable_card_cannot_be_sealed(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    (root / CARD).write_text("id: [", encoding="utf-8")
    result = run("meeting", "seal", "2", root=root)
    assert result.exit_code == 3
    assert not (root / "M02/seal.json").exists()
