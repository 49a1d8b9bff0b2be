"""`validate --since` and `--staged`, on real repositories."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.registers import FILES, run, small_register
from support.repository import Repository, changed_register

from cardctl.app import git_comparison
from cardctl.errors import SystemProblem
from cardctl.vcs.ci import base_of_ci

FIRST, SECOND, THIRD, FOURTH = (f"M01/M01-00{number}.yaml" for number in (1, 2, 3, 4))


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """The small register, committed on main; `change` is checked out."""
    return changed_register(tmp_path)


RESULT = """\
results:
  - {meeting: 2, date: 2024-06-20, by: busan, text: Half of the dykes stand., progress: 50}
"""


# Invalid changes --------------------------------------------------------------------------------


def skip_a_state(repo: Repository) -> None:
    repo.edit(SECOND, "state: registered", "state: in_progress")
    repo.edit(SECOND, "x-own", "  - {date: 2024-06-01, by: mois, state: in_progress}\nx-own")


def change_the_state_alone(repo: Repository) -> None:
    repo.edit(FOURTH, "state: closed\noutcome: withdrawn\n", "state: planned\n")


def rewrite_a_result(repo: Repository) -> None:
    repo.edit(THIRD, "The gauges are in place.", "All gauges are in place.")


def rewrite_the_history(repo: Repository) -> None:
    repo.edit(FIRST, "due: 2024-06-30\n\n", "due: 2024-09-30\n\n")
    repo.edit(FIRST, "lead: busan, due: 2024-06-30}", "lead: busan, due: 2024-09-30}")


def change_the_due_date_without_an_entry(repo: Repository) -> None:
    repo.edit(FIRST, "due: 2024-06-30\n\n", "due: 2024-09-30\n\n")


def move_the_due_date_after_it_passed(repo: Repository) -> None:
    repo.edit(FIRST, "due: 2024-06-30\n\n", "due: 2024-09-30\n\n")
    repo.add(FIRST, "  - {date: 2024-07-20, by: busan, due: 2024-09-30, note: Rains.}\n")


def delete_a_card(repo: Repository) -> None:
    (repo.root / SECOND).unlink()


def delete_a_meeting(repo: Repository) -> None:
    (repo.root / "M02/meeting.yaml").unlink()


def hide_a_card(repo: Repository) -> None:
    (repo.root / SECOND).rename(repo.root / "M01/M01-002.yml")


def renumber(repo: Repository) -> None:
    text = repo.read(SECOND)
    (repo.root / SECOND).unlink()
    repo.write("M01/M01-009.yaml", text.replace("M01-002", "M01-009"))


def swap_ids(repo: Repository) -> None:
    second, fourth = repo.read(SECOND), repo.read(FOURTH)
    repo.write(SECOND, fourth.replace("M01-004", "M01-002"))
    repo.write(FOURTH, second.replace("M01-002", "M01-004"))


def change_a_closed_card(repo: Repository) -> None:
    repo.edit(FOURTH, "lead: moef\n", "lead: moef\ntags: [money]\n")


def reword_a_title(repo: Repository) -> None:
    repo.edit(SECOND, "수질 측정망 확대", "수질 측정망 축소")


def reword_a_title_on_a_closed_card(repo: Repository) -> None:
    repo.edit(FOURTH, "Withdrawn matter", "Finished matter")


def close_own_card(repo: Repository) -> None:
    repo.edit("cardctl.yaml", "secretariat: mois", "secretariat: ulsan")
    repo.edit(THIRD, "state: submitted", "state: closed")
    repo.edit(THIRD, "relations:", "  - {date: 2024-07-10, by: ulsan, state: closed, "
              "outcome: completed, meeting: 2}\nrelations:")  # fmt: skip


REFUSED: list[tuple[Callable[[Repository], None], str, str, str]] = [
    (skip_a_state, SECOND, "CC501", "registered -> in_progress"),
    (change_the_state_alone, FOURTH, "CC501", "closed -> planned"),
    (rewrite_a_result, THIRD, "CC604", "was rewritten"),
    (rewrite_the_history, FIRST, "CC506", "was rewritten"),
    (change_the_due_date_without_an_entry, FIRST, "CC502", "2024-09-30 here, but 2024-06-30"),
    (move_the_due_date_after_it_passed, FIRST, "CC408", "after it had passed"),
    (delete_a_card, SECOND, "CC508", "M01-002 was deleted"),
    (delete_a_meeting, "M02/meeting.yaml", "CC508", "was deleted"),
    (hide_a_card, SECOND, "CC508", "M01-002 was deleted"),
    (renumber, "M01/M01-009.yaml", "CC507", "this card was M01-002"),
    (swap_ids, SECOND, "CC507", "this card was M01-004"),
    (change_a_closed_card, FOURTH, "CC505", "'tags' was changed"),
    (reword_a_title, SECOND, "CC514", "title differs from"),
    (reword_a_title_on_a_closed_card, FOURTH, "CC514", "title differs from"),
    (close_own_card, THIRD, "CC509", "not by ulsan"),
]


@pytest.mark.parametrize(
    ("do", "path", "code", "words"), REFUSED, ids=[one[0].__name__ for one in REFUSED]
)
@pytest.mark.parametrize("how", ["working tree", "committed", "staged"])
def test_invalid_change_is_refused(
    repo: Repository, do: Callable[[Repository], None], path: str, code: str, words: str, how: str
) -> None:
    do(repo)
    if how == "committed":
        repo.commit()
    if how == "staged":
        repo.git("add", "--all")
    result = repo.validate(*(["--staged"] if how == "staged" else ["--since", "main"]))
    assert result.exit_code == 1
    (line, *_) = [
        line for line in result.stdout.splitlines() if f"{path}:" in line and code in line
    ]
    assert words in line


# Valid changes ----------------------------------------------------------------------------------


def file_a_result(repo: Repository) -> None:
    repo.edit(FIRST, "plan:\n", RESULT + "plan:\n")


def put_on_hold(repo: Repository) -> None:
    repo.edit(SECOND, "state: registered", "state: on_hold")
    repo.edit(SECOND, "x-own", "  - {date: 2024-06-01, by: mois, state: on_hold, note: Floods., "
              "review: 3}\nx-own")  # fmt: skip


def move_the_due_date_in_time(repo: Repository) -> None:
    repo.edit(FIRST, "due: 2024-06-30\n\n", "due: 2024-09-30\n\n")
    repo.add(FIRST, "  - {date: 2024-06-20, by: busan, due: 2024-09-30, note: Rains.}\n")


def document_a_card(repo: Repository) -> None:
    repo.write("M01/M01-005.yaml", FILES[SECOND].replace("M01-002", "M01-005")
               .replace("수질 측정망 확대", "수질 공개"))  # fmt: skip


def note_on_an_open_card(repo: Repository) -> None:
    repo.add(SECOND, "note: The sensors are ordered.\n")


def private_key_on_a_closed_card(repo: Repository) -> None:
    repo.add(FOURTH, "x-box: 12\n# in the cellar\n")


def add_a_meeting(repo: Repository) -> None:
    repo.write("M03/meeting.yaml", "number: 3\nstatus: scheduled\nitems: []\n")


VALID = [
    file_a_result,
    put_on_hold,
    move_the_due_date_in_time,
    document_a_card,
    note_on_an_open_card,
    private_key_on_a_closed_card,
    add_a_meeting,
]


@pytest.mark.parametrize("do", VALID, ids=[do.__name__ for do in VALID])
def test_valid_change_passes(repo: Repository, do: Callable[[Repository], None]) -> None:
    do(repo)
    assert repo.found("--since", "main") == []
    repo.git("add", "--all")
    assert repo.found("--staged") == []
    repo.commit()
    done = repo.validate("--since", "main")
    assert (repo.found("--since", "main"), done.exit_code) == ([], 0)
    assert "compared with" in done.stderr


def test_text_output_shows_the_location_and_the_base(repo: Repository) -> None:
    base = repo.git("rev-parse", "--short=7", "main")
    change_the_state_alone(repo)
    lines = run("validate", "--format", "text", "--since", "main", root=repo.root).stdout
    shown = [line.strip() for line in lines.splitlines()]
    at = next(number for number, line in enumerate(shown) if "CC501" in line)
    assert shown[at].endswith("M01-004.yaml:6:8: error CC501 illegal-move: closed -> planned")
    assert shown[at + 1] == "6 | state: planned"
    assert shown[at + 2] == f"|        ^^^^^^^ 'closed' at {base}, the merge base with main"
    assert shown[at + 3].startswith("= a closed card can only be reopened")
    assert "CC502 recorded-mismatch: state" not in lines


def test_unchanged_cards_are_known_by_their_ids(repo: Repository) -> None:
    repo.add(SECOND, "relations: {see_also: [M01-004], depends_on: [M01-077]}\n")
    assert repo.found("--since", "main") == [(SECOND, "CC304")]
    assert "4 cards" in repo.validate("--since", "main").stderr
    assert "skipped checks" not in repo.validate("--since", "main").stderr


def test_agency_change_is_checked_against_every_card(repo: Repository) -> None:
    repo.edit("agencies.yaml", "  - {code: moef,", "  - {code: finance,")
    assert (FOURTH, "CC305") in repo.found("--since", "main")


def test_json_has_the_location_and_the_base(repo: Repository) -> None:
    rewrite_a_result(repo)
    done = run("validate", "--since", "main", "--format", "json", root=repo.root)
    found = {one["code"]: one for one in json.loads(done.stdout)["data"]["findings"]}
    assert found["CC604"]["field"] == "/results/0/text/en"
    assert "merge base with main" in found["CC604"]["related"][0]["message"]


# The base ---------------------------------------------------------------------------------------


def test_unparsable_base_is_reported_and_invalid_base_is_compared(
    tmp_path: Path,
) -> None:
    small_register(tmp_path)
    repo = Repository(tmp_path)
    repo.git("init", "--quiet", "--initial-branch=main")
    repo.edit(FOURTH, "title: Withdrawn matter", "title: {en: Half a card")
    repo.edit(THIRD, "lead: ulsan", "leader: ulsan")
    repo.commit()
    repo.write(FOURTH, FILES[FOURTH])
    repo.write(THIRD, FILES[THIRD].replace("The gauges are in place.", "Nothing is in place."))
    assert repo.found("--since", "main") == [(THIRD, "CC604")]
    assert f"{FOURTH} cannot be read at" in repo.validate("--since", "main").stderr


def test_moved_register_is_still_compared(repo: Repository) -> None:
    rewrite_a_result(repo)
    repo.git("add", "--all")
    repo.git("mv", "cards", "board")
    repo.root = repo.folder / "board"
    assert (THIRD, "CC604") in [
        (path.rpartition("board/")[2], code) for path, code in repo.found("--since", "main")
    ]


def test_new_register_has_no_base_to_compare_with(tmp_path: Path) -> None:
    repo = Repository(tmp_path)
    repo.git("init", "--quiet", "--initial-branch=main")
    small_register(tmp_path)
    repo.git("add", "--all")
    assert repo.found("--staged") == []
    assert repo.validate("--since", "main").exit_code == 4
    (tmp_path / "cards").rename(tmp_path / "later")
    repo.commit("nothing")
    repo.git("rm", "-r", "--quiet", "later")
    small_register(tmp_path)
    assert repo.found("--since", "HEAD") == []


def test_card_changed_on_the_base_branch_is_a_warning(repo: Repository) -> None:
    note_on_an_open_card(repo)
    repo.commit()
    repo.git("checkout", "--quiet", "main")
    repo.edit(SECOND, "item: 2\n", "item: 2\ntags: [water]\n")
    repo.commit()
    repo.git("checkout", "--quiet", "change")
    assert repo.found("--since", "main") == [(SECOND, "CC511")]
    assert repo.validate("--since", "main").exit_code == 0
    repo.git("merge", "--quiet", "--no-edit", "main")
    assert repo.found("--since", "main") == []


def test_an_entry_dated_long_before_the_base_is_a_warning(repo: Repository) -> None:
    """The base was committed on 20 May; entries may be dated thirty days before that."""
    for day, found in (("2024-04-19", [(FIRST, "CC516")]), ("2024-04-20", [])):
        repo.add(FIRST, f"  - {{date: {day}, by: busan, note: Surveyed.}}\n")
        done = repo.validate("--since", "main")
        assert (done.exit_code, repo.found("--since", "main")) == (0, found)
        assert ("is dated 31 days before" in done.stdout) == bool(found)
        repo.git("checkout", "--quiet", "--", "cards")


def test_base_committed_in_the_future_counts_as_today(repo: Repository) -> None:
    repo.add(FIRST, "  - {date: 2024-04-19, by: busan, note: Surveyed.}\n")
    done = repo.validate("--today", "2024-04-20", "--since", "main")
    assert (done.exit_code, "CC516" in done.stdout) == (0, False)


# Merges -----------------------------------------------------------------------------------------


@pytest.fixture
def two_sides(repo: Repository) -> Repository:
    """Main has a new result and a new card, `change` a note."""
    note_on_an_open_card(repo)
    repo.commit()
    repo.git("checkout", "--quiet", "main")
    file_a_result(repo)
    document_a_card(repo)
    repo.commit()
    return repo


DROPPED = [(FIRST, "CC604"), ("M01/M01-005.yaml", "CC508")]


def test_a_merge_that_drops_the_other_side_is_refused(two_sides: Repository) -> None:
    theirs = two_sides.git("rev-parse", "--short=7", "change")
    two_sides.git("checkout", "--quiet", "change")
    ours = two_sides.git("rev-parse", "--short=7", "main")
    two_sides.git("merge", "--quiet", "--no-edit", "--strategy=ours", "main")
    assert two_sides.found("--since", "HEAD~1") == DROPPED
    output = two_sides.validate("--since", theirs).stdout
    assert f"{ours}, a parent of this merge" in output


def test_unfinished_merge_is_checked_too(two_sides: Repository) -> None:
    two_sides.git("checkout", "--quiet", "change")
    two_sides.git("merge", "--no-commit", "--strategy=ours", "main")
    assert two_sides.found("--staged") == DROPPED
    assert two_sides.found("--since", "main") == DROPPED
    two_sides.git("merge", "--abort")
    two_sides.git("merge", "--no-commit", "main")
    assert two_sides.found("--staged") == []
    assert two_sides.found("--since", "main") == []


def test_merged_entries_may_be_sorted_by_date(repo: Repository) -> None:
    """No entry is lost, and the position of the branch's entry is not reported."""
    repo.add(FIRST, "  - {date: 2024-05-02, by: busan, note: second}\n")
    repo.commit()
    repo.git("checkout", "--quiet", "main")
    repo.add(FIRST, "  - {date: 2024-05-01, by: mois, note: first}\n")
    repo.commit()
    repo.git("merge", "--quiet", "--no-commit", "change", check=False)
    both = FILES[FIRST] + (
        "  - {date: 2024-05-01, by: mois, note: first}\n"
        "  - {date: 2024-05-02, by: busan, note: second}\n"
    )
    repo.write(FIRST, both)
    assert repo.validate("--staged").exit_code == 4
    repo.git("add", "--all")
    assert repo.found("--staged") == []
    repo.commit()
    assert repo.found("--since", "HEAD~1") == []


# What cannot be compared ------------------------------------------------------------------------


@pytest.mark.parametrize("revision", ["nowhere", "orign", "--all", "", "main:cards", "HEAD~9"])
def test_unknown_revision_fails(repo: Repository, revision: str) -> None:
    done = repo.validate(f"--since={revision}")
    assert (done.exit_code, done.stdout) == (4, "")
    assert "CC903 cannot-compare" in done.stderr
    assert "specify a commit, branch or tag: --since REV" in done.stderr
    repo.git("remote", "add", "origin", ".")
    assert "fetch-depth: 0" in repo.validate(f"--since={revision}").stderr


def test_unknown_revision_suggests_the_closest_one(repo: Repository) -> None:
    assert "did you mean main?" in repo.validate("--since", "mian").stderr


def test_shallow_clone_gets_a_hint_to_fetch_the_history(repo: Repository) -> None:
    note_on_an_open_card(repo)
    first = repo.git("rev-parse", "main")
    repo.commit()
    url = repo.folder.as_uri()
    repo.git("clone", "--quiet", "--depth=1", "--branch=change", url, "shallow")
    clone = Repository(repo.folder / "shallow")
    clone.git("fetch", "--quiet", "--depth=1", "origin", "main:other")
    for revision in (first, "HEAD~1", "other", "origin/main"):
        done = clone.validate("--since", revision)
        assert (done.exit_code, done.stdout) == (4, "")
        assert "git fetch --unshallow (GitHub Actions: fetch-depth: 0" in done.stderr
    assert clone.validate("--since", "HEAD").exit_code == 0


def test_histories_without_a_common_ancestor_cannot_be_compared(repo: Repository) -> None:
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.commit()
    done = repo.validate("--since", "main")
    assert done.exit_code == 4
    assert "no common ancestor" in done.stderr


def test_without_git_only_the_comparison_fails(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(repo.folder))
    assert repo.validate().exit_code == 0
    assert repo.validate("--since", "main").exit_code == 4


@pytest.mark.parametrize("args", [["--since", "main", "--staged"], ["--since", "main", "--fix"]])
def test_options_that_contradict_each_other_are_refused(repo: Repository, args: list[str]) -> None:
    assert repo.validate(*args).exit_code == 2


# The index --------------------------------------------------------------------------------------


def test_staged_checks_only_staged_content(repo: Repository) -> None:
    rewrite_a_result(repo)
    assert repo.found("--staged") == []
    repo.git("add", "--all")
    repo.write(THIRD, FILES[THIRD])
    assert repo.found("--staged") == [(THIRD, "CC604")]


def test_staged_in_a_hook_uses_the_index_of_the_hook(repo: Repository) -> None:
    """`git commit --all` and `git commit FILE` use an index of their own."""
    hook = repo.folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir()
    hook.write_text('#!/bin/sh\necho "$GIT_INDEX_FILE" >index.name\ncp "$GIT_INDEX_FILE" .git/seen')
    hook.chmod(0o755)
    rewrite_a_result(repo)
    repo.git("commit", "--quiet", "--all", "--message", "all")
    assert (repo.folder / "index.name").read_text().strip() != ".git/index"
    repo.git("reset", "--quiet", "--soft", "HEAD~1")
    repo.git("reset", "--quiet")
    assert repo.found("--staged") == []
    assert repo.found("--staged", GIT_INDEX_FILE=".git/seen") == [(THIRD, "CC604")]


def test_index_outside_the_repository_is_refused(repo: Repository, tmp_path: Path) -> None:
    done = repo.validate("--staged", GIT_INDEX_FILE=str(tmp_path / "index"))
    assert done.exit_code == 4
    assert repo.validate("--since", "main", GIT_INDEX_FILE="/dev/null").exit_code == 0


def test_partial_clone_gets_a_hint_to_fetch_the_rest(repo: Repository, tmp_path: Path) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    rewrite_a_result(repo)
    repo.commit("rewritten")
    clone = Repository(tmp_path / "clone")
    repo.git("clone", "--quiet", "--filter=blob:none", repo.folder.as_uri(), str(clone.folder))
    done = clone.validate("--since", "origin/main")
    assert done.exit_code == 4
    assert "CC903 cannot-compare: this clone is partial" in done.stderr
    assert "git fetch --refetch --no-filter (" in done.stderr
    clone.git("fetch", "--quiet", "--refetch", "--no-filter")
    assert clone.found("--since", "origin/main") == [(THIRD, "CC604")]


# auto -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "revision"),
    [
        ({"GITHUB_BASE_REF": "main"}, "origin/main"),
        ({"CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc"}, "abc"),
        ({"CI_COMMIT_BEFORE_SHA": "0" * 40, "CI_DEFAULT_BRANCH": "main"}, "origin/main"),
        ({"CI_COMMIT_BEFORE_SHA": "abc", "CI_DEFAULT_BRANCH": "main"}, "abc"),
        ({"CHANGE_TARGET": "release/2"}, "origin/release/2"),
        ({"BITBUCKET_PR_DESTINATION_COMMIT": "abc"}, "abc"),
        ({"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"}, "origin/main"),
        ({"PRE_COMMIT_FROM_REF": "abc"}, "abc"),
    ],
)
def test_base_is_read_from_ci_variables(environ: dict[str, str], revision: str) -> None:
    assert base_of_ci(environ) == revision


@pytest.mark.parametrize(
    ("event", "revision"),
    [
        ({"pull_request": {"base": {"sha": "abc"}}}, "abc"),
        ({"merge_group": {"base_sha": "abc"}}, "abc"),
        ({"before": "abc"}, "abc"),
        ({"before": "0" * 40, "repository": {"default_branch": "trunk"}}, "origin/trunk"),
    ],
)
def test_base_is_read_from_the_github_event(
    tmp_path: Path, event: dict[str, object], revision: str
) -> None:
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event))
    assert base_of_ci({"GITHUB_EVENT_PATH": str(file)}) == revision


@pytest.mark.parametrize("text", ["", "[]", '{"pull_request": 1}', "{"])
def test_missing_base_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "event.json"
    file.write_text(text)
    with pytest.raises(SystemProblem):
        base_of_ci({"GITHUB_EVENT_PATH": str(file), "CI_COMMIT_BEFORE_SHA": "0" * 40})


@pytest.mark.parametrize(
    "environ",
    [
        *({"GITHUB_EVENT_NAME": event} for event in
          ("schedule", "workflow_dispatch", "release", "repository_dispatch", "issue_comment")),
        *({"CI_PIPELINE_SOURCE": source, "CI_DEFAULT_BRANCH": "main",
           "CI_COMMIT_BEFORE_SHA": "0" * 40} for source in ("schedule", "web", "api", "trigger")),
        {"CI_PIPELINE_EVENT": "cron"},
        {"DRONE_BUILD_EVENT": "cron"},
        {"BUILD_REASON": "Schedule"},
        {"BUILDKITE_SOURCE": "schedule"},
    ],
)  # fmt: skip
def test_ci_run_without_a_change_checks_the_current_cards(
    repo: Repository, environ: dict[str, str]
) -> None:
    assert base_of_ci(environ) is None
    repo.edit(FIRST, "in_progress", "in-progress")
    done = repo.validate("--since", "auto", **environ)
    assert done.exit_code == 1
    assert "CC203" in done.stdout
    assert f"a '{next(iter(environ.values()))}' run has no base" in done.stderr
    repo.git("checkout", "--quiet", "--", ".")
    plain, auto = repo.validate(), repo.validate("--since", "auto", **environ)
    assert (auto.exit_code, auto.stdout) == (plain.exit_code, plain.stdout)


@pytest.mark.parametrize(
    "environ",
    [
        {"GITHUB_EVENT_NAME": "push"},
        {"GITHUB_EVENT_NAME": "merge_group"},
        {"GITHUB_EVENT_NAME": "pull_request"},
        {"CI_PIPELINE_SOURCE": "merge_request_event"},
        {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BEFORE_SHA": "0" * 40},
        {"BUILD_REASON": "IndividualCI"},
    ],
)
def test_ci_change_without_a_base_fails(repo: Repository, environ: dict[str, str]) -> None:
    with pytest.raises(SystemProblem):
        base_of_ci(environ)
    assert repo.validate("--since", "auto", **environ).exit_code == 4


def test_unfetched_base_fails(repo: Repository) -> None:
    done = repo.validate("--since", "auto", GITHUB_EVENT_NAME="push", GITHUB_EVENT_BEFORE="a" * 40)
    assert done.exit_code == 4
    assert "CC903" in done.stderr


def test_manual_merge_request_run_has_the_base_of_the_request() -> None:
    environ = {"CI_PIPELINE_SOURCE": "web", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc"}
    assert base_of_ci(environ) == "abc"


def test_since_auto_uses_the_base_of_the_ci_system(repo: Repository) -> None:
    rewrite_a_result(repo)
    repo.git("update-ref", "refs/remotes/origin/main", "main")
    assert repo.found("--since", "auto", CHANGE_TARGET="main") == [(THIRD, "CC604")]
    assert repo.validate("--since", "auto").exit_code == 4


def test_early_parsed_cards_give_the_same_findings(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = "M01/M01-005.yaml"
    repo.write(broken, "id: M01-005\nid: M01-005\ntitle: [\n")
    repo.commit("one that cannot be read")
    for change in (skip_a_state, rewrite_a_result, change_the_state_alone, rewrite_the_history):
        change(repo)
    repo.write(broken, repo.read(SECOND).replace("M01-002", "M01-005"))
    arguments = ("--since", "HEAD", "--format", "json")
    few = repo.validate(*arguments)
    monkeypatch.setattr(git_comparison, "MANY", 0)
    many = repo.validate(*arguments)
    assert (few.stdout, few.stderr, few.exit_code) == (many.stdout, many.stderr, 1)
    codes = {each["code"] for each in json.loads(many.stdout)["data"]["findings"]}
    assert {"CC501", "CC506", "CC604"} <= codes
    assert "cannot be read at" in many.stdout
