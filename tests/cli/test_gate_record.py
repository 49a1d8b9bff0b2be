"""Changes that would slip past a rule under `--since`: comments, dates, merges, a cache."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.registers import FILES, run
from support.repository import CI, COMMITTED, Repository, changed_register

FIRST, SECOND, THIRD, FOURTH = (f"M01/M01-00{number}.yaml" for number in (1, 2, 3, 4))


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """The small register, committed on main on 2024-05-20; `change` is checked out."""
    return changed_register(tmp_path)


def errors(repo: Repository, *args: str) -> list[str]:
    """Return the codes of the errors in the change."""
    lines = repo.validate(*(args or ("--since", "main"))).stdout.splitlines()
    return [line.split()[2] for line in lines if " error " in line]


def warnings(repo: Repository) -> list[str]:
    """Return the codes of the warnings in the change; CC403 depends on the day alone."""
    lines = repo.validate("--since", "main").stdout.splitlines()
    return [line.split()[2] for line in lines if " warning " in line and " CC403 " not in line]


# Comments ---------------------------------------------------------------------------------------

UNKNOWN = "relations: {see_also: [M01-099]}"
ALLOW = "  # cardctl: allow CC304 it comes\n"


def refer(repo: Repository, lines: str) -> None:
    """Add *lines* to the second card."""
    repo.edit(SECOND, "item: 2\n", f"item: 2\n{lines}")


def make_base(repo: Repository) -> None:
    """Make what there is the base of the change."""
    repo.commit()
    repo.git("branch", "--force", "main")


def test_comment_of_the_change_allows_no_error(repo: Repository) -> None:
    refer(repo, UNKNOWN + ALLOW)
    assert run("validate", root=repo.root).exit_code == 0
    for args in (["--since", "main"], ["--staged"]):
        repo.git("add", "--all")
        assert errors(repo, *args) == ["CC304"]
        text = run("validate", *args, "--format", "text", root=repo.root, env=CI).stdout
        assert "a comment added by the change itself cannot allow an error" in text
        assert "CC901" not in text


def test_comment_alone_on_a_line_allows_no_error_either(repo: Repository) -> None:
    refer(repo, f"{ALLOW.strip()}\n{UNKNOWN}\n")
    assert errors(repo) == ["CC304"]


def test_comment_in_a_new_file_allows_no_error(repo: Repository) -> None:
    text = FILES[SECOND].replace("M01-002", "M01-005").replace("수질", "공기")
    repo.write("M01/M01-005.yaml", text.replace("item: 2\n", f"item: 2\n{UNKNOWN}{ALLOW}"))
    assert errors(repo) == ["CC304"]


def test_comment_of_the_base_allows_an_error(repo: Repository) -> None:
    refer(repo, UNKNOWN + ALLOW)
    make_base(repo)
    repo.edit(SECOND, "x-own: kept", "tags: [water]\nx-own: kept")
    assert errors(repo) == []
    assert warnings(repo) == []


def test_line_with_a_comment_of_the_base_may_not_change(repo: Repository) -> None:
    refer(repo, UNKNOWN + ALLOW)
    make_base(repo)
    repo.edit(SECOND, "[M01-099]", "[M01-098]")
    assert errors(repo) == ["CC304"]


def test_comment_of_the_base_does_not_allow_a_line_put_below_it(repo: Repository) -> None:
    refer(repo, f"relations:\n{ALLOW}  see_also: [M01-099]\n")
    make_base(repo)
    assert errors(repo) == []
    repo.edit(SECOND, "  see_also", "  depends_on: [M01-098]\n  see_also")
    assert errors(repo) == ["CC304", "CC304"]


def test_copied_line_with_a_comment_of_the_base_is_not_allowed(repo: Repository) -> None:
    line = f"  - M01-099{ALLOW}"
    refer(repo, f"relations:\n  depends_on:\n{line}")
    make_base(repo)
    assert errors(repo) == []
    repo.edit(SECOND, line, f"{line}  see_also:\n{line}")
    assert errors(repo) == ["CC304", "CC304"]


def test_comment_of_the_change_allows_a_warning(repo: Repository) -> None:
    repo.edit(FIRST, "due: 2024-06-30   # before the rains", "due: 2024-07-30")
    assert warnings(repo) == ["CC406"]
    repo.edit(FIRST, "due: 2024-07-30", "due: 2024-07-30  # cardctl: allow CC406 it is so")
    assert (warnings(repo), errors(repo)) == ([], [])


@pytest.mark.parametrize("code", ["CC310", "CC404", "CC405", "CC408", "CC501", "CC604", "CC801"])
def test_some_rules_are_never_allowed(repo: Repository, code: str) -> None:
    repo.edit(SECOND, "item: 2\n", f"item: 2  # cardctl: allow {code} it is so\n")
    done = run("validate", "--format", "concise", root=repo.root)
    assert f"{code}" in done.stdout
    assert "cannot be allowed" in done.stdout


# Due dates --------------------------------------------------------------------------------------

MOVED = "  - {date: %s, by: busan, due: 2024-12-31, note: Rains.%s}\n"


def move_due(repo: Repository, day: str, more: str = "") -> None:
    repo.edit(FIRST, "due: 2024-06-30\n\n", "due: 2024-12-31\n\n")
    repo.add(FIRST, MOVED % (day, more))


@pytest.fixture
def late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The base is of 10 July 2024; the first card was due on 30 June."""
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setitem(COMMITTED, name, "2024-07-10T09:00:00+0900")
    return changed_register(tmp_path)


@pytest.mark.parametrize("day", ["2024-06-28", "2024-06-30"])
def test_backdated_entry_does_not_move_a_passed_due_date(late: Repository, day: str) -> None:
    move_due(late, day)
    assert run("validate", root=late.root).exit_code == 0
    late.git("add", "--all")
    assert errors(late, "--staged") == ["CC408"]
    late.commit()
    done = late.validate("--since", "main")
    assert (done.exit_code, errors(late)) == (1, ["CC408"])
    assert f"dated {day} moves due date 2024-06-30, which had passed on 2024-07-10" in done.stdout


def test_backdated_entry_put_between_others_is_refused(late: Repository) -> None:
    late.add(FIRST, "  - {date: 2024-06-29, by: busan, note: It rains.}\n")
    late.commit()
    late.git("branch", "--force", "main")
    late.edit(FIRST, "due: 2024-06-30\n\n", "due: 2024-12-31\n\n")
    late.edit(FIRST, "  - {date: 2024-06-29", MOVED % ("2024-06-28", "") + "  - {date: 2024-06-29")
    assert errors(late) == ["CC408"]


def test_backdated_move_with_a_comment_is_refused(late: Repository) -> None:
    move_due(late, "2024-06-28", "")
    late.edit(FIRST, "note: Rains.}", "note: Rains.}  # cardctl: allow CC408 it rained")
    assert errors(late) == ["CC408"]


@pytest.mark.parametrize("day", ["2024-06-28", "2024-07-10"])
@pytest.mark.parametrize("number", [1, 2])
def test_meeting_that_cannot_have_granted_it_does_not_help(
    late: Repository, day: str, number: int
) -> None:
    """Meeting 1 was held before the date was set, and meeting 2 is only scheduled."""
    move_due(late, day, f", meeting: {number}")
    assert errors(late) == ["CC408"]
    is_refused_alone = day == "2024-07-10" or number == 2  # CC520: it has not been held
    assert (run("validate", root=late.root).exit_code == 1) == is_refused_alone


def test_meeting_held_in_the_change_may_grant_it(late: Repository) -> None:
    move_due(late, "2024-07-10", ", meeting: 2")
    late.edit("M02/meeting.yaml", "scheduled", "held")
    assert "CC408" not in errors(late)


# Merges -----------------------------------------------------------------------------------------


def crosswise(repo: Repository) -> None:
    """Make main and `change` merge each other: both have two merge bases.

    One base has a note in the first card, the other one in the second.
    """
    repo.add(FIRST, "  - {date: 2024-05-01, by: busan, note: ours}\n")
    ours = repo.commit()
    repo.git("checkout", "--quiet", "main")
    repo.edit(SECOND, "x-own", "  - {date: 2024-05-02, by: mois, note: theirs}\nx-own")
    theirs = repo.commit()
    repo.git("merge", "--quiet", "--no-edit", ours)
    repo.git("checkout", "--quiet", "change")
    repo.git("merge", "--quiet", "--no-edit", theirs)
    assert len(repo.git("merge-base", "--all", "main", "change").split()) == 2


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (FIRST, "  - {date: 2024-05-01, by: busan, note: ours}\n"),
        (SECOND, "  - {date: 2024-05-02, by: mois, note: theirs}\n"),
    ],
)
def test_nothing_of_any_merge_base_may_be_lost(repo: Repository, path: str, line: str) -> None:
    crosswise(repo)
    repo.commit("after the merge")
    assert errors(repo) == []
    assert ", the merge bases with main" in repo.validate("--since", "main").stderr
    repo.edit(path, line, "")
    repo.commit()
    assert errors(repo) == ["CC506"]


def test_octopus_merge_that_drops_a_branch_is_refused(repo: Repository) -> None:
    repo.git("branch", "other")
    repo.git("branch", "third")
    for branch, path in (("other", FIRST), ("third", FOURTH)):
        repo.git("checkout", "--quiet", branch)
        repo.add(path, f"  - {{date: 2024-05-01, by: mois, note: {branch}}}\n")
        repo.commit()
    repo.git("checkout", "--quiet", "change")
    repo.commit("ours")
    repo.git("merge", "--quiet", "--no-edit", "other", "third")
    assert errors(repo) == []
    repo.git("reset", "--quiet", "--hard", "HEAD^1")
    repo.git("merge", "--quiet", "--no-edit", "--strategy=ours", "other", "third")
    assert sorted(errors(repo)) == ["CC506", "CC506"]
    assert "a parent of this merge" in repo.validate("--since", "main", "--format", "text").stdout


@pytest.mark.parametrize(
    ("code", "command"),
    [
        ("CC313", ["meeting", "set", "1", "--place", "Busan", "--reason", "the minutes"]),
        ("CC315", ["agency", "rename", "busan", "--name", "Busan City", "--reason", "a law"]),
    ],
)
@pytest.mark.parametrize("strategy", ["ort", "ours"])
def test_merge_keeps_the_changes_of_meetings_and_agencies(
    repo: Repository, strategy: str, code: str, command: list[str]
) -> None:
    """In a merge before it is committed, for example by a hook."""
    done = run(*command, root=repo.root)
    assert done.exit_code == 0, done.stderr
    repo.commit()
    repo.git("checkout", "--quiet", "main")
    repo.add(FIRST, "  - {date: 2024-05-01, by: mois, note: ours}\n")
    repo.commit()
    repo.git("merge", "--quiet", "--no-ff", "--no-commit", "--strategy", strategy, "change")
    assert errors(repo, "--staged") == ([code] if strategy == "ours" else [])


# The cache --------------------------------------------------------------------------------------


def test_cache_that_the_change_adds_is_refused(repo: Repository) -> None:
    (repo.root / ".cardctl").mkdir()
    (repo.root / ".cardctl/index.sqlite").write_text("x", encoding="utf-8")
    repo.git("add", "--force", "cards/.cardctl")
    assert errors(repo) == errors(repo, "--staged") == ["CC807"]
    repo.commit()
    assert errors(repo) == ["CC807"]
    assert repo.validate("--since", "main").exit_code == 1
    repo.git("checkout", "--quiet", "-B", "again", "main")


@pytest.mark.parametrize("name", [".cardctl", ".CardCtl"])
def test_link_and_other_spelling_of_the_cache_are_refused(repo: Repository, name: str) -> None:
    """On macOS and Windows, case does not distinguish files."""
    (repo.folder / "innocent").mkdir()
    (repo.folder / "innocent/index.sqlite").write_text("x", encoding="utf-8")
    (repo.root / name).symlink_to("../innocent")
    repo.git("add", "--force", "--all")
    repo.commit()
    assert errors(repo) == ["CC807"]
