"""`cardctl renumber`: two branches took the same id; neither card is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli_git import git
from support.registers import run, small_register


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = small_register(tmp_path)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base")
    return root


def test_renumber_updates_the_card_and_its_references(root: Path) -> None:
    git(root, "checkout", "-qb", "mine")
    run("new", "Mine", "--meeting", "1", root=root)
    run("update", "1-1", "--add", "relations.see_also=M01-005", root=root)
    before = (root / "M01/M01-005.yaml").read_text("utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "mine")
    git(root, "checkout", "-q", "main")
    run("new", "Theirs", "--meeting", "1", root=root)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "theirs")
    git(root, "checkout", "-q", "mine")
    done = run("renumber", "1-5", root=root)
    assert done.exit_code == 0, done.stderr
    assert "M01-005 → M01-006" in done.stdout
    assert not (root / "M01/M01-005.yaml").exists()
    moved = (root / "M01/M01-006.yaml").read_text("utf-8")
    assert moved == before.replace("id: M01-005", "id: M01-006")
    assert "M01-006" in (root / "M01/M01-001.yaml").read_text("utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "renumbered")
    git(root, "merge", "-q", "--no-edit", "main")
    assert run("validate", root=root).exit_code == 0
    titles = run("list", "--format", "plain", "--columns", "title", root=root).stdout
    assert "Mine" in titles
    assert "Theirs" in titles


def test_card_on_the_base_branch_keeps_its_id(root: Path) -> None:
    done = run("renumber", "1-1", root=root)
    assert (done.exit_code, "cannot be renumbered" in done.stderr) == (3, True)


@pytest.mark.parametrize(("new", "code"), [("1-2", 3), ("2-9", 2), ("nine", 2)])
def test_unavailable_id_is_refused(root: Path, new: str, code: int) -> None:
    run("new", "Mine", "--meeting", "1", root=root)
    assert run("renumber", "1-5", new, root=root).exit_code == code
    assert (root / "M01/M01-005.yaml").exists()


def test_a_dry_run_changes_nothing(root: Path) -> None:
    run("new", "Mine", "--meeting", "1", root=root)
    done = run("renumber", "1-5", "1-9", "--dry-run", root=root)
    assert (done.exit_code, "M01-005 → M01-009" in done.stdout) == (0, True)
    assert (root / "M01/M01-005.yaml").exists()


def test_renumber_works_without_git(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    assert run("renumber", "1-1", "1-9", root=root).exit_code == 0
    assert (root / "M01/M01-009.yaml").exists()
