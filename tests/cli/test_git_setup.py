"""`cardctl git-setup`: real branches merge by key, and real contradictions are shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli_git import git
from support.registers import run, small_register

CARD = "M01/M01-001.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A register under git, set up, with everything committed on main."""
    root = small_register(tmp_path)
    git(root, "init", "-q")
    assert run("git-setup", root=root).exit_code == 0
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base")
    return root


def on_branch(root: Path, name: str, *args: str) -> None:
    """Run cardctl on a branch of its own made from main, and commit what it does."""
    git(root, "checkout", "-q", "-b", name, "main")
    done = run(*args, root=root)
    assert done.exit_code == 0, done.stderr
    git(root, "commit", "-qam", name)


def result(by: str, day: str) -> tuple[str, ...]:
    return ("update", "1-1", "--result", f"by {by}", "--by", by, "--on", day, "--for", "2")


def test_it_says_what_it_sets_and_a_second_time_changes_nothing(root: Path) -> None:
    assert "driver" in git(root, "config", "--get-regexp", "merge.cardctl")
    before = (root / ".gitattributes").read_bytes()
    again = run("git-setup", root=root)
    assert again.exit_code == 0
    assert (root / ".gitattributes").read_bytes() == before
    assert git(root, "check-attr", "merge", CARD).endswith("merge: cardctl\n")


def test_results_from_two_branches_are_both_there(root: Path) -> None:
    on_branch(root, "one", *result("busan", "2024-06-02"))
    on_branch(root, "two", *result("ulsan", "2024-06-01"))
    git(root, "merge", "-q", "--no-edit", "one")
    text = (root / CARD).read_text(encoding="utf-8")
    assert text.index("by ulsan") < text.index("by busan")
    assert run("validate", root=root).exit_code == 0


def test_two_moves_stop_the_merge_and_validate_finds_the_markers(root: Path) -> None:
    hold = ("update", "1-1", "--state", "on_hold", "--reason", "rain", "--review", "2")
    on_branch(root, "one", *hold)
    claim = ("--state", "submitted", "--outcome", "withdrawn", "--reason", "no need")
    on_branch(root, "two", "update", "1-1", *claim)
    said = git(root, "merge", "--no-edit", "one", ok=False)
    assert "both sides changed history" in said
    text = (root / CARD).read_text(encoding="utf-8")
    assert "state: on_hold" in text
    assert "state: submitted" in text
    found = run("validate", root=root)
    assert (found.exit_code, "CC108" in found.stdout) == (1, True)


def test_a_broken_file_is_merged_line_by_line(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "one")
    (root / CARD).write_text("id: [\n" + (root / CARD).read_text("utf-8"), "utf-8")
    git(root, "commit", "-qam", "broken")
    on_branch(root, "two", "update", "1-1", "--add", "tags=rain")
    git(root, "merge", "-q", "--no-edit", "one")
    assert (root / CARD).read_text(encoding="utf-8").startswith("id: [\n")
    assert "rain" in (root / CARD).read_text(encoding="utf-8")


def test_outside_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = small_register(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert run("git-setup", root=root).exit_code == 4
