"""`git revert` of what no meeting has heard: accepted; and what stays on record."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.registers import run
from support.repository import Repository, changed_register

EARLY, AFTER = "2024-06-20", "2024-07-02"
"""Days before and after the papers of meeting 2 were closed, on 1 July 2024."""

CARD = "M01/M01-001.yaml"
NOTE = "  - {date: 2024-06-10, by: busan, note: Surveyed.}\n"
FILED = "results:\n  - {meeting: 2, date: 2024-06-10, by: busan, text: Half is raised.}\nhistory:\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    return changed_register(tmp_path)


def on_main(repo: Repository, path: str, old: str, new: str) -> None:
    """Commit a change of one file to main, and start the branch from there."""
    repo.git("checkout", "--quiet", "main")
    if old:
        repo.edit(path, old, new)
    else:
        repo.write(path, new)
    repo.commit("filed")
    repo.git("branch", "--force", "change")
    repo.git("checkout", "--quiet", "change")


def revert(repo: Repository) -> None:
    repo.git("revert", "--no-edit", "HEAD")


def errors(repo: Repository, day: str = EARLY, *args: str) -> list[tuple[str, str]]:
    """Path and code of the errors that the change from main causes, on a day."""
    since = args or ("--since", "main")
    done = run("--today", day, "validate", "--format", "concise", *since, root=repo.root)
    lines = [line.split() for line in done.stdout.splitlines() if " error CC" in line]
    assert done.exit_code == (1 if lines else 0), done.output
    return [(line[0].split(":")[0].rpartition("cards/")[2], line[2]) for line in lines]


def appended(path: str, entry: str) -> tuple[str, str, str]:
    """An entry at the end of the history of the first card."""
    return path, "    note: 측량 완료\n", "    note: 측량 완료\n" + entry


RESULT = (CARD, "history:\n", FILED)


@pytest.mark.parametrize(("change", "code"), [(RESULT, "CC604"), (appended(CARD, NOTE), "CC506")])
def test_unheard_entry_may_be_taken_back(
    repo: Repository, change: tuple[str, str, str], code: str
) -> None:
    on_main(repo, *change)
    revert(repo)
    assert errors(repo) == []
    assert errors(repo, AFTER) == [(CARD, code)]


def test_the_day_of_the_papers_decides(repo: Repository) -> None:
    on_main(repo, *RESULT)
    revert(repo)
    assert errors(repo, "2024-07-01") == []


def test_a_result_filed_after_the_last_papers_may_be_taken_back(repo: Repository) -> None:
    late = FILED.replace("meeting: 2, date: 2024-06-10", "meeting: 3, date: 2024-07-20")
    on_main(repo, CARD, "history:\n", late)
    revert(repo)
    assert errors(repo, "2024-07-21") == []


@pytest.mark.parametrize(
    "entry",
    [
        "  - {date: 2024-06-10, by: mois, due: 2024-12-31, meeting: 1, note: Granted.}\n",
        "  - {date: 2024-06-10, by: mois, note: Erased., redacts: [plan.summary], ground: Act.}\n",
        "  - {date: 2024-06-10, by: mois, note: Wrong., corrects: {title: Old}}\n",
    ],
)
def test_what_a_meeting_did_or_replaced_values_stay(repo: Repository, entry: str) -> None:
    on_main(repo, *appended(CARD, entry))
    revert(repo)
    assert (CARD, "CC506") in errors(repo)


@pytest.mark.parametrize(("due", "refused"), [("2024-06-30", False), ("2024-06-19", True)])
def test_an_entry_with_a_due_date_goes_only_until_that_date(
    repo: Repository, due: str, refused: bool
) -> None:
    entry = f"  - {{date: 2024-06-10, by: busan, due: {due}, note: Moved.}}\n"
    on_main(repo, *appended(CARD, entry))
    revert(repo)
    assert ((CARD, "CC506") in errors(repo)) is refused


def test_a_claim_after_the_due_date_stays(repo: Repository) -> None:
    claim = (
        "  - {date: 2024-06-10, by: busan, state: submitted, outcome: infeasible, note: No stone., "
        "substitute: Sandbags.}\n"
    )
    on_main(repo, *appended(CARD, claim))
    revert(repo)
    assert (CARD, "CC506") not in errors(repo, "2024-06-30")
    repo.git("checkout", "--quiet", "main")
    repo.edit("M02/meeting.yaml", "2024-07-01", "2024-07-09")
    repo.commit("papers")
    repo.git("checkout", "--quiet", "-B", "change")
    repo.git("revert", "--no-edit", "HEAD~1")
    assert (CARD, "CC506") in errors(repo, "2024-07-02")


def test_rewriting_or_replacing_is_not_taking_back(repo: Repository) -> None:
    on_main(repo, *RESULT)
    repo.edit(CARD, "Half is raised", "All is raised")
    repo.commit()
    assert errors(repo) == [(CARD, "CC604")]
    revert(repo)
    repo.edit(
        CARD, "date: 2024-06-10, by: busan, text: Half", "date: 2024-06-11, by: ulsan, text: A"
    )
    repo.commit()
    assert errors(repo) == [(CARD, "CC604")]


def test_a_sealed_entry_stays(repo: Repository) -> None:
    repo.git("checkout", "--quiet", "main")
    assert run("--today", EARLY, "meeting", "seal", "2", root=repo.root).exit_code == 0
    repo.commit("sealed")
    on_main(repo, *RESULT)
    revert(repo)
    assert (CARD, "CC604") in errors(repo)


# Whole cards ------------------------------------------------------------------------------------

NEW = "M01/M01-005.yaml"
PUMPS = """\
id: M01-005
title: Renew the pumps
meeting: 1
item: 1
lead: null
state: registered
history:
  - {date: 2024-06-10, by: mois, state: registered}
"""


def test_an_unheard_card_may_be_taken_back(repo: Repository) -> None:
    on_main(repo, NEW, "", PUMPS)
    revert(repo)
    assert errors(repo) == []
    assert errors(repo, AFTER) == [(NEW, "CC508")]


def test_a_card_that_another_one_refers_to_stays(repo: Repository) -> None:
    on_main(repo, NEW, "", PUMPS)
    on_main(repo, "M01/M01-003.yaml", "see_also: M01-001", "see_also: M01-005")
    repo.git("revert", "--no-edit", "HEAD~1")
    assert (NEW, "CC508") in errors(repo)


def test_a_refusal_names_the_ways_that_are_left(repo: Repository) -> None:
    on_main(repo, NEW, "", PUMPS)
    revert(repo)
    shown = run("--today", AFTER, "validate", "--since", "main", root=repo.root).stdout
    assert "cardctl void M01-005 --reason TEXT --meeting N" in shown
    repo.git("checkout", "--quiet", "--force", "main")
    on_main(repo, *appended(CARD, NOTE))
    revert(repo)
    shown = run("--today", AFTER, "validate", "--since", "main", root=repo.root).stdout
    assert "cardctl update M01-001 --correct FIELD=VALUE --reason TEXT --meeting N" in shown


# Merges -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "old", "new"), [RESULT, (NEW, "", PUMPS)])
def test_merge_of_a_branch_that_takes_back_passes(
    repo: Repository, path: str, old: str, new: str
) -> None:
    """HEAD is the merge of main and the branch, as CI checks a pull request."""
    on_main(repo, path, old, new)
    revert(repo)
    repo.git("checkout", "--quiet", "main")
    repo.edit("M01/M01-002.yaml", "x-own", "tags: [water]\nx-own")
    repo.commit("elsewhere")
    repo.git("checkout", "--quiet", "-b", "merged")
    repo.git("merge", "--quiet", "--no-edit", "change")
    assert errors(repo) == []
    assert errors(repo, EARLY, "--since", "HEAD~1") == []
    assert errors(repo, AFTER) != []


@pytest.mark.parametrize(("path", "old", "new"), [RESULT, (NEW, "", PUMPS)])
def test_branch_that_merges_what_its_target_took_back_passes(
    repo: Repository, path: str, old: str, new: str
) -> None:
    on_main(repo, path, old, new)
    repo.edit("M01/M01-002.yaml", "x-own", "tags: [water]\nx-own")
    repo.commit("elsewhere")
    repo.git("checkout", "--quiet", "main")
    revert(repo)
    repo.git("checkout", "--quiet", "change")
    repo.git("merge", "--quiet", "--no-edit", "main")
    assert errors(repo) == []
    assert errors(repo, AFTER) == []  # main decided it, not this change


def test_merge_that_drops_what_one_side_filed_is_refused(repo: Repository) -> None:
    repo.edit(*RESULT)
    repo.commit("filed")
    repo.git("checkout", "--quiet", "main")
    repo.edit("M01/M01-002.yaml", "x-own", "tags: [water]\nx-own")
    repo.commit("elsewhere")
    repo.git("merge", "--quiet", "--no-edit", "--strategy", "ours", "change")
    for base in ("HEAD~1", "change"):
        assert errors(repo, EARLY, "--since", base) == [(CARD, "CC604")]
