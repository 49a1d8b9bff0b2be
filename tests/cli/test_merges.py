"""`validate` finds each loss that a merge can cause in a repository, and prints a hint."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli_git import git
from support.registers import FILES, run, small_register
from typer.testing import Result

CARD = "M01/M01-001.yaml"
NEXT = "M01/M01-005.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A register committed on main, in a clone where git merges line by line."""
    root = small_register(tmp_path)
    git(tmp_path, "init", "-q")
    commit(root, "start")
    return root


def commit(root: Path, message: str) -> None:
    git(root.parent, "add", "-A")
    git(root.parent, "commit", "-qm", message)


def on_branch(root: Path, name: str, *args: str) -> None:
    """Run cardctl on a new branch from main, and commit the result."""
    git(root, "checkout", "-q", "-b", name, "main")
    done = run(*args, root=root)
    assert done.exit_code == 0, done.stderr
    commit(root, name)


def filed(by: str, day: str) -> tuple[str, ...]:
    return ("update", "1-1", "--result", f"by {by}", "--by", by, "--on", day, "--for", "2")


def new(title: str) -> tuple[str, ...]:
    return ("new", title, "--meeting", "1", "--item", "1")


TRANSITIONS = (
    ("update", "1-1", "--state", "on_hold", "--reason", "rain", "--review", "2"),
    ("update", "1-1", "--outcome", "withdrawn", "--reason", "no need"),
)


def conflicting(root: Path, one: tuple[str, ...], two: tuple[str, ...], path: str = CARD) -> None:
    """Merge two branches that git cannot merge by itself; `two` is checked out."""
    on_branch(root, "one", *one)
    on_branch(root, "two", *two)
    assert path in git(root, "merge", "-q", "--no-edit", "one", ok=False)


def validate(root: Path, *args: str) -> Result:
    return run("validate", "--format", "text", *args, root=root)


def assert_finding(root: Path, code: str, hint: str, *args: str) -> None:
    """Check that `validate` reports the finding with its hint."""
    found = validate(root, *args)
    assert found.exit_code == 1, found.output
    assert f"error {code}" in found.stdout
    assert hint in found.stdout


def reported_at_each_stage(root: Path, code: str, hint: str) -> None:
    """Assert that the loss is found during the merge, in its commit, and afterwards in CI."""
    git(root, "add", "-A")
    assert_finding(root, code, hint, "--staged")
    commit(root, "merge")
    assert_finding(root, code, hint, "--since", "HEAD")
    assert_finding(root, code, hint, "--since", "HEAD~1")
    # The tip of the other branch, as a merge request of it would name it.
    assert_finding(root, code, hint, "--since", "one")


@pytest.mark.parametrize("side", ["--ours", "--theirs"])
def test_result_dropped_by_taking_one_side_is_reported(root: Path, side: str) -> None:
    conflicting(root, filed("busan", "2024-06-02"), filed("ulsan", "2024-06-01"))
    git(root, "checkout", side, CARD)
    reported_at_each_stage(root, "CC604", "restore it")


@pytest.mark.parametrize("side", ["--ours", "--theirs"])
def test_transition_dropped_by_taking_one_side_is_reported(root: Path, side: str) -> None:
    conflicting(root, *TRANSITIONS)
    git(root, "checkout", side, CARD)
    reported_at_each_stage(root, "CC506", "restore it")


@pytest.mark.parametrize("strategy", [("-s", "ours"), ("-X", "ours"), ("-X", "theirs")])
def test_result_dropped_by_a_strategy_is_reported(root: Path, strategy: tuple[str, ...]) -> None:
    on_branch(root, "one", *filed("busan", "2024-06-02"))
    on_branch(root, "two", *filed("ulsan", "2024-06-01"))
    git(root, "merge", "-q", "--no-edit", *strategy, "one")
    assert_finding(root, "CC604", "restore it", "--since", "HEAD")


def test_committed_conflict_markers_are_reported(root: Path) -> None:
    conflicting(root, *TRANSITIONS)
    assert_finding(root, "CC108", "keep one side")
    commit(root, "with markers")
    assert_finding(root, "CC108", "keep one side")
    assert_finding(root, "CC108", "keep one side", "--since", "main")


def test_two_new_cards_with_the_same_id_conflict(root: Path) -> None:
    conflicting(root, new("Count the bridges"), new("Paint the bridges"), NEXT)
    assert_finding(root, "CC108", "keep one side")


@pytest.mark.parametrize("side", ["--ours", "--theirs"])
def test_card_replaced_by_one_with_the_same_id_is_reported(root: Path, side: str) -> None:
    conflicting(root, new("Count the bridges"), new("Paint the bridges"), NEXT)
    git(root, "checkout", side, NEXT)
    commit(root, "merge")
    found = validate(root, "--since", "HEAD")
    assert (found.exit_code, "M01-005" in found.stdout) == (1, True)


def test_renumber_keeps_two_cards_with_the_same_id(root: Path) -> None:
    on_branch(root, "one", *new("Count the bridges"))
    on_branch(root, "two", *new("Paint the bridges"))
    assert run("renumber", "1-5", "1-6", root=root).exit_code == 0
    commit(root, "renumbered")
    git(root, "merge", "-q", "--no-edit", "one")
    assert validate(root, "--since", "HEAD~1").exit_code == 0
    assert "Count" in (root / NEXT).read_text(encoding="utf-8")
    assert "Paint" in (root / NEXT.replace("005", "006")).read_text(encoding="utf-8")


def test_card_deleted_by_one_side_and_changed_by_the_other_is_reported(root: Path) -> None:
    on_branch(root, "one", *filed("busan", "2024-06-02"))
    git(root, "checkout", "-q", "-b", "two", "main")
    (root / CARD).unlink()
    commit(root, "two")
    assert "deleted" in git(root, "merge", "-q", "--no-edit", "one", ok=False)
    (root / CARD).unlink()
    reported_at_each_stage(root, "CC508", "restore it: git checkout")


def test_card_missing_from_a_merge_is_reported(root: Path) -> None:
    on_branch(root, "one", *new("Count the bridges"))
    on_branch(root, "two", *filed("ulsan", "2024-06-01"))
    git(root, "merge", "-q", "--no-commit", "one")
    (root / NEXT).unlink()
    reported_at_each_stage(root, "CC508", "restore it: git checkout")


def test_union_merge_is_reported(root: Path) -> None:
    """It causes no conflict, but produces a contradictory card."""
    (root / ".gitattributes").write_text("*.yaml merge=union\n", encoding="utf-8")
    commit(root, "union")
    assert_finding(root, "CC805", "remove merge=union")
    on_branch(root, "one", *TRANSITIONS[0])
    on_branch(root, "two", *TRANSITIONS[1])
    git(root, "merge", "-q", "--no-edit", "one")
    assert_finding(root, "CC805", "remove merge=union")
    assert "error CC1" in validate(root).stdout


def test_loss_in_a_clone_without_the_driver_is_reported(root: Path) -> None:
    """`.gitattributes` names the driver, but git silently merges line by line."""
    assert run("git-setup", root=root).exit_code == 0
    commit(root, "set up")
    for name in ("name", "driver", "recursive"):
        git(root, "config", "--unset", f"merge.cardctl.{name}")
    conflicting(root, filed("busan", "2024-06-02"), filed("ulsan", "2024-06-01"))
    assert_finding(root, "CC108", "keep one side")
    git(root, "checkout", "--ours", CARD)
    reported_at_each_stage(root, "CC604", "restore it")


def test_with_the_driver_nothing_is_lost(root: Path) -> None:
    assert run("git-setup", root=root).exit_code == 0
    commit(root, "set up")
    on_branch(root, "one", *filed("busan", "2024-06-02"))
    on_branch(root, "two", *filed("ulsan", "2024-06-01"))
    git(root, "merge", "-q", "--no-edit", "one")
    for revision in ("HEAD", "HEAD~1", "main"):
        assert validate(root, "--since", revision).exit_code == 0


@pytest.fixture(params=["with the driver", "without it"])
def by_key(request: pytest.FixtureRequest, root: Path) -> bool:
    """Whether git merges cards by key in the register at `root`."""
    if request.param == "with the driver":
        assert run("git-setup", root=root).exit_code == 0
        commit(root, "set up")
        return True
    return False


def join(root: Path, by_key: bool, *command: str) -> None:
    """Combine two branches; without the driver, keep both sides by hand."""
    printed = git(root, *command, ok=by_key)
    if not by_key:
        assert "CONFLICT" in printed
        keep_both(root / CARD)
        git(root, "add", "-A")
        go_on = ("rebase", "--continue") if command[0] == "rebase" else ("commit", "-qm", "joined")
        git(root, "-c", "core.editor=true", *go_on)


def keep_both(path: Path, *results: str) -> None:
    """Write the results of both sides by hand (default: in order of date)."""
    both = "".join(results or (ULSAN, BUSAN))
    text = FILES[CARD].replace("\nhistory:\n", f"\nresults:\n{both}history:\n")
    path.write_text(text, encoding="utf-8")


ULSAN = "  - {meeting: 2, date: 2024-06-01, by: ulsan, text: by ulsan}\n"
BUSAN = "  - {meeting: 2, date: 2024-06-02, by: busan, text: by busan}\n"


def assert_both_kept(root: Path) -> None:
    text = (root / CARD).read_text(encoding="utf-8")
    assert 0 < text.index("by ulsan") < text.index("by busan")


def assert_passes(root: Path, *args: str, notes: int = 0) -> None:
    """Assert that nothing is refused, and *notes* results precede one of the base."""
    day = ("--today", "2024-06-20")  # some days after both were filed
    found = run(*day, "validate", "--format", "concise", *args, root=root)
    assert found.exit_code == 0, found.stdout
    reported = [line for line in found.stdout.splitlines() if "CC516" in line]
    assert len(reported) == notes
    assert all("note CC516" in line for line in reported)


EARLY, LATE = filed("ulsan", "2024-06-01"), filed("busan", "2024-06-02")


@pytest.mark.parametrize(("mine", "others", "notes"), [(EARLY, LATE, 1), (LATE, EARLY, 0)])
def test_target_merged_into_a_branch_passes(
    root: Path, by_key: bool, mine: tuple[str, ...], others: tuple[str, ...], notes: int
) -> None:
    on_branch(root, "mine", *mine)
    on_branch(root, "target", *others)
    git(root, "checkout", "-q", "mine")
    join(root, by_key, "merge", "-q", "--no-edit", "target")
    assert_both_kept(root)
    assert_passes(root, "--since", "target", notes=notes)
    assert_passes(root, "--since", "main")
    assert_passes(root, "--since", "HEAD~1", notes=1 - notes)


@pytest.mark.parametrize(("mine", "others", "notes"), [(EARLY, LATE, 1), (LATE, EARLY, 0)])
@pytest.mark.parametrize("how", ["merge", "squash", "rebase"])
def test_branch_merged_into_its_target_passes(
    root: Path, by_key: bool, how: str, mine: tuple[str, ...], others: tuple[str, ...], notes: int
) -> None:
    on_branch(root, "mine", *mine)
    on_branch(root, "target", *others)
    git(root, "branch", "before", "target")
    if how == "rebase":
        git(root, "checkout", "-q", "mine")
        join(root, by_key, "rebase", "-q", "target")
        assert_passes(root, "--since", "target", notes=notes)
    elif how == "squash":
        git(root, "merge", "--squash", "mine", ok=by_key)
        if not by_key:
            keep_both(root / CARD)
        git(root, "add", "-A")
        assert_passes(root, "--staged", notes=notes)
        commit(root, "squashed")
    else:
        git(root, "merge", "-q", "--no-commit", "mine", ok=by_key)
        if not by_key:
            keep_both(root / CARD)
        git(root, "add", "-A")
        assert_passes(root, "--staged")
        commit(root, "merged")
    assert_both_kept(root)
    assert_passes(root, "--since", "before", notes=notes)
    assert_passes(root, "--since", "HEAD~1", notes=notes)


def test_third_branch_older_than_a_merge_passes(root: Path) -> None:
    """The target no longer starts with the fork point: a result was inserted before it."""
    assert run("git-setup", root=root).exit_code == 0
    commit(root, "set up")
    on_branch(root, "early", *EARLY)
    on_branch(root, "target", *LATE)
    git(root, "checkout", "-q", "-b", "third")
    assert run(*filed("moef", "2024-06-03"), root=root).exit_code == 0
    commit(root, "third")
    git(root, "checkout", "-q", "target")
    git(root, "merge", "-q", "--no-edit", "early")
    git(root, "merge", "-q", "--no-edit", "third")
    assert_both_kept(root)
    assert "by moef" in (root / CARD).read_text(encoding="utf-8")
    for base in ("HEAD~1", "third", "early", "main"):
        assert validate(root, "--since", base).exit_code == 0


def test_parallel_results_of_one_agency_conflict(root: Path) -> None:
    assert run("git-setup", root=root).exit_code == 0
    commit(root, "set up")
    on_branch(root, "one", *filed("ulsan", "2024-06-02"))
    on_branch(root, "two", *filed("ulsan", "2024-06-01"))
    assert "both sides changed results" in git(root, "merge", "one", ok=False)


def test_revision_of_a_result_merges_with_what_others_file(root: Path) -> None:
    """Its first result is on main; one branch revises it, and another agency files."""
    assert run("git-setup", root=root).exit_code == 0
    assert run(*filed("ulsan", "2024-06-01"), root=root).exit_code == 0
    commit(root, "set up")
    git(root, "branch", "-M", "main")
    revise = ("update", "1-1", "--revise", "--by", "ulsan", "--progress", "40", "--on")
    on_branch(root, "one", *revise, "2024-06-03", "--reason", "measured again")
    on_branch(root, "two", *LATE)
    git(root, "merge", "-q", "--no-edit", "one")
    for base in ("main", "one", "two~0", "HEAD~1"):
        assert_passes(root, "--since", base, notes=1 if base == "one" else 0)
    on_branch(root, "three", *revise, "2024-06-04", "--reason", "counted")
    assert "both sides changed results" in git(root, "merge", "one", ok=False)


def test_results_out_of_order_may_be_sorted(root: Path) -> None:
    """Moving one's own result before that of the target is not a rewrite."""
    on_branch(root, "target", *LATE)
    keep_both(root / CARD, BUSAN, ULSAN)
    assert_finding(root, "CC405", "sort the entries by date, newest last", "--since", "target")
    keep_both(root / CARD)
    assert_passes(root, "--since", "target", notes=1)


def test_since_auto_finds_a_dropped_result(root: Path) -> None:
    conflicting(root, filed("busan", "2024-06-02"), filed("ulsan", "2024-06-01"))
    git(root, "checkout", "--ours", CARD)
    commit(root, "merge")
    git(root, "update-ref", "refs/remotes/origin/main", "one")
    found = run("validate", "--since", "auto", root=root, env={"CHANGE_TARGET": "main"})
    assert (found.exit_code, "CC604" in found.stdout) == (1, True)


def test_result_dropped_by_a_rebase_is_reported(root: Path) -> None:
    """There is no merge commit: the branch is compared with its target."""
    on_branch(root, "one", *filed("busan", "2024-06-02"))
    git(root, "checkout", "-q", "-b", "two")
    (root / CARD).write_text(FILES[CARD], encoding="utf-8")
    commit(root, "mine")
    assert_finding(root, "CC604", "restore it", "--since", "one")
