"""Files tracked by git but missing from the work tree are still part of the register."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support.cli_git import ENVIRONMENT, git
from support.registers import TODAY, run, small_register
from support.startup import touched_by

from cardctl import vcs
from cardctl.store.tracking_stamp import tracking_stamp

SECOND, LAST = "M01/M01-002.yaml", "M01/M01-004.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small register, committed, with `.cardctl/` ignored."""
    root = small_register(tmp_path)
    git(tmp_path, "init", "--quiet")
    (tmp_path / ".gitignore").write_text(".cardctl/\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "base")
    return root


def hide(root: Path, *paths: str) -> None:
    patterns = ("/*", *(f"!/cards/{path}" for path in paths))
    git(root.parent, "sparse-checkout", "set", "--no-cone", *patterns)


def set_bit(root: Path, path: str) -> None:
    git(root, "update-index", "--skip-worktree", path)
    (root / path).unlink()


def delete(root: Path, path: str) -> None:
    (root / path).unlink()


def delete_and_stage(root: Path, path: str) -> None:
    git(root, "rm", "--quiet", path)


def untrack_and_delete(root: Path, path: str) -> None:
    git(root, "rm", "--quiet", "--cached", path)
    (root / path).unlink()


def delete_after_conflict(root: Path, path: str) -> None:
    """Merge a change of the file into a branch that deleted it, then delete the file."""
    text = (root / path).read_text("utf-8")
    git(root, "checkout", "--quiet", "-b", "other")
    (root / path).write_text(text + "x-more: 1\n", encoding="utf-8")
    git(root, "commit", "--quiet", "--all", "--message", "more")
    git(root, "checkout", "--quiet", "main")
    git(root, "rm", "--quiet", path)
    git(root, "commit", "--quiet", "--message", "gone")
    git(root, "merge", "--quiet", "other", ok=False)
    (root / path).unlink()


Removal = Callable[[Path, str], None]

REMOVALS: tuple[Removal, ...] = (
    hide,
    set_bit,
    delete,
    delete_and_stage,
    untrack_and_delete,
    delete_after_conflict,
)


@pytest.mark.parametrize("index", [(), ("--no-index",)])
@pytest.mark.parametrize("remove", REMOVALS)
def test_commands_that_load_the_register_report_the_missing_file(
    root: Path, remove: Removal, index: tuple[str, ...]
) -> None:
    questions = (("list",), ("validate",), ("report", "--meeting", "2"), ("meeting", "list"))
    for question in questions * 2:  # the second time from the index
        assert run(*index, *question, root=root).exit_code == 0
    remove(root, LAST)
    begins = "has a merge conflict" if remove is delete_after_conflict else "is"
    for question in questions * 2:
        done = run(*index, *question, root=root)
        assert done.exit_code == 1, question
        assert f"{LAST}:1:1: error CC113 unreadable-file: {begins} " in done.stdout + done.stderr


@pytest.mark.parametrize("remove", REMOVALS[:-1])
def test_hint_restores_the_file(
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    remove: Removal,
) -> None:
    remove(root, SECOND)
    monkeypatch.chdir(root.parent)
    hint = run("list").stderr.partition("\n    = ")[2]
    command = "git " + hint.partition("git ")[2].partition(";")[0].strip()
    subprocess.run(command, shell=True, env=ENVIRONMENT, check=True)
    assert (root / SECOND).is_file()
    assert run("list").exit_code == 0


def test_hint_quotes_folder_names_for_the_shell(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(root.parent, "mv", "cards", "our cards")
    git(root.parent, "commit", "--quiet", "--message", "moved")
    moved = root.parent / "our cards"
    delete(moved, SECOND)
    monkeypatch.chdir(root.parent)
    hint = run("list", root=moved).stderr.partition("\n    = ")[2]
    assert f"git restore 'our cards/{SECOND}';" in hint


def test_committed_deletion_is_not_reported(root: Path) -> None:
    delete_and_stage(root, LAST)
    assert run("list", root=root).exit_code == 1
    git(root, "commit", "--quiet", "--message", "gone")
    for _ in range(2):
        assert run("list", root=root).exit_code == 0


def test_report_counts_and_lists_the_missing_card(root: Path) -> None:
    hide(root, LAST)
    done = run("report", "--meeting", "2", "--format", "json", root=root)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["data"]["unreadable"] == [LAST]
    text = run("report", "--meeting", "2", "--format", "markdown", root=root).stdout
    assert "3 in this report, 4 in the register" in text
    assert LAST in text


def test_report_at_a_revision_ignores_the_work_tree(root: Path) -> None:
    before = run("report", "--meeting", "2", "--at", "HEAD", root=root)
    hide(root, LAST)
    after = run("report", "--meeting", "2", "--at", "HEAD", root=root)
    assert (after.exit_code, after.stdout) == (before.exit_code, before.stdout) != (1, "")


# Writing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("remove", REMOVALS[:-1])
def test_id_of_a_missing_card_is_not_reused(root: Path, remove: Removal) -> None:
    remove(root, LAST)
    assert run("new", "Another", "--meeting", "1", root=root).stdout.startswith("M01-005 ")


def test_id_of_a_staged_card_is_not_reused(root: Path) -> None:
    run("new", "Another", "--meeting", "1", root=root)
    git(root, "add", ".")
    delete(root, "M01/M01-005.yaml")
    assert run("new", "More", "--meeting", "1", root=root).stdout.startswith("M01-006 ")


def test_ids_of_a_sheet_follow_the_missing_card(root: Path, tmp_path: Path) -> None:
    hide(root, LAST)
    (tmp_path / "sheet.csv").write_text("title,meeting\nA,1\nB,1\n")
    done = run("new", "--from", str(tmp_path / "sheet.csv"), root=root)
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["M01-005", "M01-006"]


def test_renumber_refuses_the_id_of_a_missing_card(root: Path) -> None:
    run("new", "Another", "--meeting", "1", root=root)
    hide(root, LAST)
    assert run("renumber", "1-5", "1-4", root=root).exit_code == 3
    assert "→ M01-006" in run("renumber", "1-5", root=root).stdout


def test_renumber_warns_that_the_old_id_is_tracked_until_committed(root: Path) -> None:
    git(root, "checkout", "--quiet", "-b", "other")
    run("new", "Another", "--meeting", "1", root=root)
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "one more")
    done = run("renumber", "1-5", root=root)
    assert "commit this: until then git still tracks M01-005" in done.stderr
    assert run("validate", "--since", "main", root=root).exit_code == 0
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "renumbered")
    assert run("list", root=root).exit_code == 0


def test_a_hidden_card_cannot_be_shown_or_changed(root: Path) -> None:
    hide(root, LAST)
    update = ("update", "1-4", "--set", "note=x")
    for command, code in ((("show", "1-4"), 2), (update, 3), (("edit", "1-4"), 4)):
        done = run(*command, root=root)
        assert done.exit_code == code, done.stderr
        assert LAST in done.stderr
    assert not (root / LAST).exists()


def test_other_cards_can_be_changed(root: Path) -> None:
    hide(root, LAST)
    assert run("update", "1-2", "--set", "note=x", root=root).exit_code == 0
    refers = run("update", "1-2", "--set", "relations.see_also=[M01-004]", root=root)
    assert refers.exit_code != 3, refers.stderr  # the card is known although its file is missing


@pytest.mark.parametrize("remove", [hide, delete, delete_and_stage])
def test_hidden_meeting_cannot_be_added_again(root: Path, remove: Removal) -> None:
    remove(root, "M02/meeting.yaml")
    done = run("meeting", "add", "2", root=root)
    assert done.exit_code == 3
    assert f"cardctl validate {root}/M02/meeting.yaml" in done.stderr
    assert not (root / "M02/meeting.yaml").exists()
    assert run("meeting", "show", "2", root=root).exit_code == 2
    assert run("new", "More", "--meeting", "2", root=root).exit_code == 3


@pytest.mark.parametrize("remove", [hide, delete, delete_and_stage])
@pytest.mark.parametrize(("path", "code"), [("M02/meeting.yaml", 0), ("agencies.yaml", 3)])
def test_writers_report_a_missing_shared_file_and_stop_if_they_need_it(
    root: Path, remove: Removal, path: str, code: int
) -> None:
    remove(root, path)
    commands = (
        ("update", "1-2", "--set", "note=x"),
        ("new", "More", "--meeting", "1", "--by", "mois"),
    )
    for command in commands:
        done = run(*command, root=root)
        assert done.exit_code == code, done.stderr
        assert f"{path}:1:1: error CC113" in done.stderr


def test_each_file_of_a_missing_folder_is_reported(root: Path) -> None:
    run("meeting", "hold", "2", root=root)
    run("new", "Of the second", "--meeting", "2", root=root)
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "second")
    shutil.rmtree(root / "M02")
    done = run("validate", "--format", "concise", root=root)
    assert done.exit_code == 1
    named = [line.split(":")[0] for line in done.stdout.splitlines() if "CC113" in line]
    assert [Path(name).name for name in named] == ["M02-001.yaml", "meeting.yaml"]
    # Meeting 2 is still the last one held: no card is added to meeting 1 by mistake.
    for meeting in ([], ["--meeting", "2"]):
        done = run("new", "Of the last meeting", *meeting, root=root)
        assert done.exit_code == 3
        assert "M02/meeting.yaml cannot be read" in done.stderr
    assert run("new", "Of the first", "--meeting", "1", root=root).stdout.startswith("M01-005 ")


# Comparison with a base -------------------------------------------------------------------------


@pytest.mark.parametrize("remove", [hide, set_bit])
@pytest.mark.parametrize("since", ["HEAD", "HEAD~1"])
def test_comparison_fails_if_a_card_is_hidden(root: Path, remove: Removal, since: str) -> None:
    path = root / LAST
    path.write_text(path.read_text("utf-8") + "x-more: 1\n", encoding="utf-8")
    git(root, "commit", "--quiet", "--all", "--message", "more")
    remove(root, LAST)
    done = run("validate", "--since", since, "--format", "concise", root=root)
    assert done.exit_code == 1
    codes = [line.split()[2] for line in done.stdout.splitlines() if LAST in line]
    assert codes == ["CC113"]  # not reported as deleted


def test_new_card_that_is_hidden_is_reported(root: Path) -> None:
    run("new", "Another", "--meeting", "1", root=root)
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "more")
    hide(root, "M01/M01-005.yaml")
    done = run("validate", "--since", "HEAD~1", "--format", "concise", root=root)
    assert (done.exit_code, "M01-005.yaml:1:1: error CC113" in done.stdout) == (1, True)


@pytest.mark.parametrize("remove", [delete, delete_and_stage])
def test_deletion_is_checked_as_a_change(root: Path, remove: Removal) -> None:
    remove(root, LAST)
    done = run("validate", "--since", "HEAD", "--format", "concise", root=root)
    assert [line.split()[2] for line in done.stdout.splitlines() if LAST in line] == ["CC508"]


def test_staged_check_ignores_the_work_tree(root: Path) -> None:
    hide(root, LAST)
    assert run("validate", "--staged", root=root).exit_code == 0


# Without git, and if git fails -------------------------------------------------------------------


def test_outside_git_no_process_is_started(tmp_path: Path) -> None:
    small_register(tmp_path)
    commands = (("list",), ("new", "X", "--meeting", "1"), ("update", "1-2", "--set", "note=x"))
    for command in commands:
        touched = touched_by(tmp_path, "--today", TODAY, *command)
        assert not {"os.fork", "os.posix_spawn", "subprocess.Popen"} & {*touched}


def test_git_is_not_asked_again_until_it_has_changed(root: Path) -> None:
    def starts() -> bool:
        return "subprocess.Popen" in touched_by(root.parent, "--today", TODAY, "list")

    assert (starts(), starts()) == (True, False)
    git(root, "commit", "--quiet", "--allow-empty", "--message", "HEAD moves")
    assert (starts(), starts()) == (True, False)


def test_git_index_is_used_before_the_first_commit(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    git(tmp_path, "init", "--quiet")
    assert run("list", root=root).exit_code == 0
    git(tmp_path, "add", "cards")
    assert run("list", root=root).exit_code == 0
    delete(root, LAST)
    assert run("list", root=root).exit_code == 1
    assert run("new", "Another", "--meeting", "1", root=root).stdout.startswith("M01-005 ")


def test_missing_files_outside_the_register_layout_are_ignored(root: Path) -> None:
    for path in (root.parent / "notes.txt", root / "notes.yaml", root / "M01" / "notes.txt"):
        path.write_text("x\n")
    git(root.parent, "add", "--all")
    for path in (root.parent / "notes.txt", root / "notes.yaml", root / "M01" / "notes.txt"):
        path.unlink()
    assert run("list", root=root).exit_code == 0


@pytest.mark.parametrize("kind", ["worktree", "submodule"])
def test_linked_work_trees_and_submodules_use_their_own_index(
    root: Path, tmp_path: Path, kind: str
) -> None:
    top, outer = root.parent, tmp_path / "outer"
    if kind == "worktree":
        git(top, "worktree", "add", "--quiet", "--detach", str(outer / "board"))
    else:
        git(tmp_path, "init", "--quiet", str(outer))
        allowed = ("-c", "protocol.file.allow=always")
        git(outer, *allowed, "submodule", "--quiet", "add", str(top), "board")
    board = outer / "board" / "cards"
    assert run("list", root=board).exit_code == 0
    hide(board, LAST)
    assert not (board / LAST).exists()
    assert run("list", root=board).exit_code == 1
    assert run("list", root=root).exit_code == 0


def test_without_git_commands_work_and_report_the_skipped_check(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for command in (("list",), ("list",), ("new", "More", "--meeting", "1")):
        done = run(*command, root=root)
        assert done.exit_code == 0
        assert (
            "cannot determine whether all files are checked out: git is not installed"
            in done.stderr
        )
        assert done.stderr.count("cannot determine") == 1
    assert run("--quiet", "list", root=root).stderr == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_untrusted_repository_is_reported_with_a_hint(root: Path) -> None:
    for path in (root.parent, root.parent / ".git"):
        os.chown(path, 12345, 12345)
    done = run("list", root=root)
    assert "cannot determine whether all files are checked out: git does not trust" in done.stderr
    assert f"\n  = if you trust it: git config --global --add safe.directory {root.parent}\n" in (
        done.stderr
    )


# The stamp --------------------------------------------------------------------------------------


def test_the_stamp_changes_with_what_git_tracks(root: Path) -> None:
    top = root.parent
    (root / "notes.txt").write_text("x\n")
    before = (tracking_stamp(root), vcs.tracked(root)())
    for command in (
        ("add", "--all"),
        ("commit", "--quiet", "--message", "notes"),
        ("reset", "--quiet", "--soft", "HEAD~1"),
        ("reset", "--quiet"),
        ("pack-refs", "--all"),
        ("checkout", "--quiet", "--detach"),
        ("rm", "--quiet", "--cached", "cards/cardctl.yaml"),
        ("update-index", "--skip-worktree", "cards/agencies.yaml"),
    ):
        git(top, *command)
        after = (tracking_stamp(root), vcs.tracked(root)())
        assert after[0] != before[0], command
        assert tracking_stamp(root) == after[0]
        before = after


def test_outside_git_there_is_no_stamp(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert tracking_stamp(tmp_path) == ""
