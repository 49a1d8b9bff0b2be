"""Tracked files in `.cardctl` may be forged: they are not trusted, and are reported."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from bench.register import write
from support.cli_git import ENVIRONMENT, git
from support.registers import run
from support.startup import touched_by

from cardctl.cache.fingerprint import fingerprint
from cardctl.cache.sqlite import Index

DAY = ("--today", "2026-06-30")
QUESTIONS = (("validate",), ("list",), ("report", "--meeting", "2"))
LIE = "FORGED\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tracked")
    write(folder / "cards", 12)
    return folder


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A register with an error in it, on the branch main."""
    root = tmp_path / "office/cards"
    shutil.copytree(made / "cards", root)
    path = root / "M01/M01-003.yaml"
    path.write_text(path.read_text("utf-8").replace("lead: ", "lead: un", 1), encoding="utf-8")
    git(root.parent, "init", "-q", "-b", "main")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-qm", "cards")
    time.sleep(0.05)
    return root


def told(root: Path, *args: str) -> tuple[int, str, str]:
    result = run(*args, *DAY, root=root)
    return result.exit_code, result.stdout, result.stderr


def forge(root: Path) -> None:
    """Forge the index: what `validate` printed is a lie, and so are the titles."""
    for question in QUESTIONS:
        told(root, *question)
    with sqlite3.connect(root / ".cardctl/index.sqlite") as connection:
        ((request, state, answer),) = connection.execute(
            "SELECT question, state, answer FROM answers"
        )
    connection.close()
    lie = {**json.loads(answer), "code": 0, "printed": [("stdout", LIE, False)]}
    index = Index(root, fingerprint())
    rows, cards = [], []
    for row in index.files().values():
        if data := index.data(row.path, row.digest):
            card = json.loads(data)
            title = json.dumps(card["title"], ensure_ascii=False, separators=(",", ":")).encode()
            assert title in row.facts
            rows.append(row._replace(facts=row.facts.replace(title, b'"FORGED"')))
            cards.append((row.path, row.digest, json.dumps({**card, "title": "FORGED"}).encode()))
    with index.writing() as batch:
        batch.put(rows, cards)
        batch.answer(request, state, json.dumps(lie))
    index.close()
    assert told(root, "validate") == (0, LIE, "")
    for question in QUESTIONS[1:]:
        assert LIE.strip() in told(root, *question)[1]


def commit_forged(root: Path, *files: str) -> None:
    """Commit a forged index on the branch `evil`, as a pull request might."""
    git(root.parent, "checkout", "-q", "-b", "evil")
    forge(root)
    git(root.parent, "add", "-f", *(files or ["cards/.cardctl"]))
    git(root.parent, "commit", "-qm", "innocent")


def clone(root: Path, branch: str) -> Path:
    git(root.parent, "clone", "-q", "-b", branch, ".", "../clone")
    time.sleep(0.05)
    return root.parent.parent / "clone/cards"


def assert_honest(root: Path) -> None:
    """Assert that all commands print the same as without an index, also the second time."""
    for _unused in range(2):
        for question in QUESTIONS:
            answer = told(root, *question)
            assert answer == told(root, "--no-index", *question)
            assert LIE.strip() not in answer[1]
        assert "CC305" in told(root, "validate", "--format", "concise")[1]


def test_forged_index_in_a_clone_is_not_used(root: Path) -> None:
    commit_forged(root)
    assert_honest(clone(root, "evil"))


@pytest.mark.parametrize("first", QUESTIONS)
def test_forged_index_from_a_checkout_is_not_used(root: Path, first: tuple[str, ...]) -> None:
    commit_forged(root, "cards/.cardctl/index.sqlite")
    copy = clone(root, "main")
    for question in QUESTIONS:
        told(copy, *question)
    git(copy.parent, "checkout", "-q", "evil")
    told(copy, *first)
    assert_honest(copy)


def test_untracked_index_that_is_still_in_head_is_not_used(root: Path) -> None:
    """The index is no longer tracked, but HEAD still contains it."""
    commit_forged(root)
    copy = clone(root, "evil")
    git(copy.parent, "rm", "-rq", "--cached", "cards/.cardctl")
    assert_honest(copy)


def test_tracked_index_is_not_used_where_it_was_built(root: Path) -> None:
    """Its stamps match this folder, but a tracked index is never trusted."""
    commit_forged(root)
    assert_honest(root)


def test_forged_index_in_another_work_tree_is_not_used(root: Path) -> None:
    commit_forged(root)
    git(root.parent, "checkout", "-q", "main")
    git(root.parent, "worktree", "add", "-q", "../tree", "evil")
    time.sleep(0.05)
    assert_honest(root.parent.parent / "tree/cards")


def test_valid_index_is_kept_without_asking_git_again(root: Path) -> None:
    here = root.parent

    def starts(*args: str) -> int:
        return touched_by(here, *DAY, *args).count("subprocess.Popen")

    assert starts("list") >= 1  # which files does git track?
    assert starts("list") == 0
    assert starts("validate") == 1  # for CC807
    assert starts("validate") == 0
    git(here, "commit", "-q", "--allow-empty", "-m", "another")
    (here / "new.txt").touch()
    git(here, "add", "new.txt")
    assert starts("list") >= 1
    assert starts("list") == 0
    assert starts("validate") == 1  # unchanged, after asking git
    index = Index(root, fingerprint())
    assert index.files()
    index.close()


def test_index_works_without_git(root: Path) -> None:
    shutil.rmtree(root.parent / ".git")
    for _unused in range(2):
        assert told(root, "list") == told(root, "--no-index", "list")
    assert touched_by(root.parent, *DAY, "validate") != []
    assert touched_by(root.parent, *DAY, "validate") == []


# The rule ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", [[], ["--no-index"]])
def test_tracked_files_are_found_and_the_hint_removes_them(root: Path, option: list[str]) -> None:
    told(root, "list")
    assert "CC807" not in told(root, *option, "validate", "--format", "concise")[1]
    git(root.parent, "add", "-f", "cards/.cardctl/index.sqlite")
    for _unused in range(2):
        code, out, _err = told(root, *option, "validate", "--select", "CC807")
        assert code == 1
        assert "cards/.cardctl/index.sqlite:1:1: error CC807 tracked-cache: " in out.replace(
            str(root.parent) + "/", ""
        )
    (hint,) = re.findall(r"run in the repository root: (git rm .*)", out)
    assert hint == "git rm -r -f --cached cards/.cardctl"
    subprocess.run(shlex.split(hint), cwd=root.parent, env=ENVIRONMENT, check=True)
    for _unused in range(2):
        assert told(root, *option, "validate", "--select", "CC807")[0] == 0


def test_tracked_files_are_found_at_the_top_and_in_a_change(tmp_path: Path, made: Path) -> None:
    root = tmp_path / "top"
    shutil.copytree(made / "cards", root)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "cards")
    (root / ".cardctl").mkdir(exist_ok=True)
    (root / ".cardctl/journal").write_text("{}", encoding="utf-8")
    git(root, "checkout", "-qb", "evil")
    git(root, "add", "-f", ".cardctl/journal")
    git(root, "commit", "-qm", "innocent")
    code, out, _ = told(root, "validate", "--since", "main", "--format", "json")
    assert code == 1
    (found,) = (each for each in json.loads(out)["data"]["findings"] if each["code"] == "CC807")
    assert found["file"].endswith(".cardctl/journal")
    assert found["hint"] == "run in the repository root: git rm -r -f --cached .cardctl"


# The journal ------------------------------------------------------------------------------------


def test_a_tracked_journal_is_not_executed_and_the_hint_removes_it(root: Path) -> None:
    """It names this folder, and a change that could be rolled back."""
    card, title = root / "M01/M01-001.yaml", ("update", "1-1", "--set", "due_as_stated=soon")
    told(root, "list")
    step = {"path": "M01/M01-001.yaml", "old": None, "new": None}
    folder = (root / ".cardctl").stat().st_ino
    journal = root / ".cardctl/journal"
    journal.write_text(json.dumps({"folder": folder, "steps": [step]}), encoding="utf-8")
    git(root.parent, "add", "-f", "cards/.cardctl/journal")
    before = card.read_bytes()

    def refusal() -> str:
        """Return the error of a writer; a command that only reads prints a note and goes on."""
        code, out, err = told(root, *title)
        assert (code, out, card.read_bytes(), journal.exists()) == (3, "", before, True)
        assert "comes from git" in err
        code, out, warning = told(root, "list")
        assert (code, "a change is incomplete" in warning, out != "") == (0, True, True)
        return err

    refusal()
    git(root.parent, "commit", "-qm", "innocent")
    git(root.parent, "rm", "-q", "--cached", "cards/.cardctl/journal")
    assert "= delete it\n" in refusal()
    git(root.parent, "reset", "-q", "--hard")
    hint = refusal().partition("run in the repository root: ")[2].strip()
    assert hint == "git rm -r -f cards/.cardctl"
    subprocess.run(shlex.split(hint), cwd=root.parent, env=ENVIRONMENT, check=True)
    assert told(root, *title)[0] == 0
    assert b"due_as_stated: soon" in card.read_bytes()


def test_init_does_not_follow_a_tracked_journal(tmp_path: Path) -> None:
    root = tmp_path / "cards"
    (root / ".cardctl").mkdir(parents=True)
    (root / ".cardctl/journal").write_text("{}", encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    result = run("init", str(root))
    assert (result.exit_code, "comes from git" in result.stderr) == (3, True)
