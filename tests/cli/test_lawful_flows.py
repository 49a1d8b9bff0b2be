"""What a secretariat and its agencies may lawfully do passes the gate; its unlawful twin does not.

Each flow runs on real branches, with the day of each commit, and is judged as CI does: the change
of a branch since main.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.cli_git import QUICK
from support.registers import run
from typer.testing import Result

CLEAN = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | {
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
}
"""A user's environment, in which git finds cardctl for its merge driver."""

CARD = "M01/M01-001.yaml"

FILES = {
    "cardctl.yaml": "format: 1\nbody: Harbour council\nlanguages: [en]\nsecretariat: office\n",
    "agencies.yaml": """\
agencies:
  - {code: office, name: Council Office}
  - {code: ports, name: Port Authority}
  - {code: roads, name: Road Agency}
""",
    "M01/meeting.yaml": """\
number: 1
date: 2026-01-15
status: held
items:
  - {item: 1, title: Piers, type: decision, outcome: decided}
  - {item: 2, title: Accounts, type: report, outcome: received}
""",
    "M02/meeting.yaml": "number: 2\ndate: 2026-06-15\npapers: 2026-06-08\nstatus: scheduled\n",
    CARD: """\
id: M01-001
title: Raise the peirs
meeting: 1
item: 1
decision: Raise all 100 piers.
lead: ports
partners: [roads]
state: registered
due: 2026-12-31
indicators:
  - {id: a, name: Piers raised, target: 100}
history:
  - {date: 2026-01-16, by: office, state: registered, lead: ports, due: 2026-12-31}
""",
}


class Board:
    """A register under git: `change` is checked out, and judged since `main`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "cards"
        self.today = "2026-01-20"
        for path, text in FILES.items():
            self.write(path, text)
        self.git("init", "-q", "-b", "main")
        self.commit()
        self.git("checkout", "-qb", "change")

    def git(self, *args: str, ok: bool = True) -> str:
        day = f"{self.today}T09:00:00+0000"
        dates = {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
        done = subprocess.run(
            ["git", *QUICK, "-c", "user.name=Han", "-c", "user.email=han@example.org", *args],
            cwd=self.folder,
            env={**CLEAN, **dates, "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1"},
            check=False,
            capture_output=True,
            encoding="utf-8",
        )
        assert (done.returncode == 0) is ok, done.stdout + done.stderr
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        assert old in self.read(path)
        self.write(path, self.read(path).replace(old, new))

    def ask(self, *args: str) -> Result:
        return run("--today", self.today, "--lang", "en", *args, root=self.root)

    def do(self, *args: str) -> None:
        """Run a command that must succeed, and commit what it wrote."""
        result = self.ask(*args)
        assert result.exit_code == 0, result.stdout + result.stderr
        self.commit()

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", "change")

    def merged(self) -> None:
        """Judge the change, merge it into main, and go on with the next one."""
        self.passes()
        self.git("checkout", "-q", "main")
        self.git("merge", "-q", "--no-ff", "--no-edit", "change")
        self.git("checkout", "-q", "-B", "change")

    def validate(self) -> Result:
        return self.ask("validate", "--since", "main")

    def passes(self) -> None:
        result = self.validate()
        assert result.exit_code == 0, result.stdout + result.stderr

    def is_refused(self, *codes: str) -> None:
        self.commit()
        result = self.validate()
        assert result.exit_code == 1, result.stdout + result.stderr
        for code in codes:
            assert code in result.stdout

    def report(self, number: int, *args: str) -> str:
        result = self.ask("report", "--meeting", str(number), "--format", "markdown", *args)
        assert result.exit_code == 0, result.stderr
        return result.stdout


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return Board(tmp_path)


@pytest.fixture
def heard(board: Board) -> Board:
    """Meeting 2 has heard a result and confirmed nothing; it is 1 July."""
    board.today = "2026-06-01"
    board.do("update", "1-1", "--result", "250 piers are raised", "--reading", "a=25")
    board.merged()
    board.today = "2026-06-15"
    board.do("meeting", "hold", "2")
    board.merged()
    board.today = "2026-07-01"
    return board


# Results ----------------------------------------------------------------------------------------


def test_result_is_revised_before_the_papers_close(board: Board) -> None:
    board.today = "2026-06-01"
    board.do("update", "1-1", "--result", "250 piers are raised", "--reading", "a=25")
    board.merged()
    board.today = "2026-06-02"
    board.do("update", "1-1", "--revise", "--result", "25 piers are raised")
    board.merged()
    told = board.report(2)
    assert "25 piers are raised" in told
    assert "250 piers" not in told


def test_revision_is_taken_back_by_git_before_the_papers_close(board: Board) -> None:
    board.today = "2026-06-01"
    board.do("update", "1-1", "--result", "25 piers are raised")
    board.merged()
    board.today = "2026-06-02"
    board.do("update", "1-1", "--revise", "--result", "26 piers are raised")
    board.merged()
    board.today = "2026-06-03"
    board.git("revert", "--no-edit", "-m", "1", "HEAD")
    board.passes()
    assert "25 piers are raised" in board.report(2)


def test_what_a_meeting_heard_is_not_taken_back_by_git(heard: Board) -> None:
    before = heard.read(CARD)
    heard.write(CARD, before[: before.index("results:")] + before[before.index("history:") :])
    heard.is_refused("CC604", "--revise")


def test_result_that_was_heard_is_revised_with_its_reason(heard: Board) -> None:
    refused = heard.ask("update", "1-1", "--revise", "--for", "2", "--result", "25 piers")
    assert refused.exit_code == 3
    assert "--reason" in refused.stderr
    heard.do("update", "1-1", "--revise", "--for", "2", "--result", "25 piers are raised",
             "--reason", "a typing error")  # fmt: skip
    heard.merged()
    assert "a typing error" in heard.report(3)
    assert "250 piers" in heard.report(2)


def test_dead_link_is_replaced(board: Board) -> None:
    board.today = "2026-06-01"
    board.do("update", "1-1", "--result", "25 piers", "--evidence", "report:https://example.org/a")
    board.merged()
    board.do("update", "1-1", "--revise", "--evidence", "report:https://example.org/b")
    board.passes()


def test_two_agencies_file_in_parallel(board: Board) -> None:
    assert board.ask("git-setup").exit_code == 0
    board.commit()
    board.merged()
    board.today = "2026-06-02"
    board.do("update", "1-1", "--result", "25 piers are raised")
    board.git("checkout", "-q", "-b", "other", "main")
    board.today = "2026-06-01"
    board.do("update", "1-1", "--result", "The road is open", "--by", "roads")
    board.passes()
    board.today = "2026-06-02"
    board.git("checkout", "-q", "main")
    board.git("merge", "-q", "--no-ff", "--no-edit", "other")
    board.git("checkout", "-q", "change")
    board.git("merge", "-q", "--no-edit", "main")
    board.passes()
    told = board.report(2)
    assert "The road is open" in told
    assert "25 piers are raised" in told


# Recorded fields --------------------------------------------------------------------------------


def test_due_date_typed_wrongly_is_corrected_and_does_not_make_late(board: Board) -> None:
    board.do("new", "Build the bridge", "--meeting", "1", "--lead", "roads", "--due", "2026-03-30")
    board.merged()
    board.do("update", "1-2", "--correct", "due=2027-03-30", "--reason", "the minutes say 2027")
    board.merged()
    board.today = "2026-06-10"
    assert '"late": false' in board.ask("show", "1-2", "--json").stdout
    assert '"slipped_days": 0' in board.ask("show", "1-2", "--json").stdout


def test_due_date_that_has_passed_is_not_moved_by_a_back_dated_entry(board: Board) -> None:
    board.do("new", "Build the bridge", "--meeting", "1", "--lead", "roads", "--due", "2026-03-30")
    board.merged()
    board.today = "2026-05-01"
    board.git("commit", "-q", "--allow-empty", "-m", "a later day")
    board.git("branch", "-q", "-f", "main", "HEAD")
    board.edit("M01/M01-002.yaml", "due: 2026-03-30\n", "due: 2026-12-31\n")
    text = board.read("M01/M01-002.yaml").rstrip("\n")
    late = "  - {date: 2026-03-29, by: roads, due: 2026-12-31, note: needs more time}"
    board.write("M01/M01-002.yaml", f"{text}\n{late}\n")
    board.is_refused("CC408")


def test_meeting_grants_a_later_due_date(heard: Board) -> None:
    heard.today = "2027-01-10"
    heard.do("meeting", "add", "3", "--date", "2027-01-09")
    heard.do("meeting", "hold", "3")
    heard.do("update", "1-1", "--due", "2027-06-30", "--reason", "The flood", "--meeting", "3",
             "--by", "office")  # fmt: skip
    heard.passes()


def test_confirmation_by_mistake_is_taken_back(heard: Board) -> None:
    heard.do("update", "1-1", "--outcome", "infeasible", "--reason", "No sand",
             "--substitute", "A dyke", "--on", "2026-07-01")  # fmt: skip
    heard.do("meeting", "add", "3", "--date", "2026-07-10")
    heard.merged()
    heard.today = "2026-07-10"
    heard.do("meeting", "hold", "3")
    heard.do("meeting", "confirm", "3", "1-1")
    heard.merged()
    heard.today = "2026-07-12"
    heard.do("meeting", "unconfirm", "3", "1-1", "--reason", "Another card was meant")
    heard.merged()
    assert '"state": "submitted"' in heard.ask("show", "1-1", "--json").stdout


def test_hold_is_prolonged(board: Board) -> None:
    board.do("update", "1-1", "--state", "on_hold", "--reason", "Ice", "--review", "2")
    board.merged()
    board.today = "2026-02-20"
    board.do("update", "1-1", "--state", "on_hold", "--reason", "Still ice", "--review", "3")
    board.passes()


def test_card_registered_in_error_is_void_and_counts_nowhere(board: Board) -> None:
    board.do("new", "Misread minutes", "--meeting", "1", "--lead", "roads")
    board.merged()
    board.do("void", "1-2", "--reason", "The minutes speak of another matter")
    board.merged()
    assert '"counted": 1' in board.report(2, "--format", "json")
    assert "M01-002" in board.report(2)


# What the meeting decided -----------------------------------------------------------------------


def test_typo_in_a_title_is_corrected_after_sealing(heard: Board) -> None:
    heard.do("meeting", "seal", "2")
    heard.merged()
    heard.do("update", "1-1", "--correct", "title=Raise the piers", "--reason", "a typo")
    heard.merged()
    assert heard.ask("meeting", "verify", "2").exit_code == 0
    assert "Raise the peirs" in heard.report(2)
    assert "Raise the piers" in heard.report(3)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Raise all 100 piers.", "Raise some piers."),
        ("target: 100", "target: 5"),
        ("Raise the peirs", "Mend the peirs"),
        ("item: 1\n", "item: 2\n"),
        ("  - {id: a, name: Piers raised, target: 100}\n", "  - {id: b, name: Piers}\n"),
    ],
    ids=["decision", "target", "title", "item", "indicator"],
)
def test_decision_is_not_rewritten_in_silence(board: Board, old: str, new: str) -> None:
    board.edit(CARD, old, new)
    board.is_refused("CC514")


def test_meeting_amends_what_it_decided(heard: Board) -> None:
    heard.do("update", "1-1", "--amend", "indicators.a.target=90", "--meeting", "2")
    heard.merged()
    assert "100" in heard.report(2, "--view", "full")
    assert "90" in heard.report(3, "--view", "full")


def test_erasure_passes_and_leaves_branches_green_that_began_before(board: Board) -> None:
    board.do("new", "Other", "--meeting", "1", "--lead", "roads")
    board.today = "2026-06-01"
    board.do("update", "1-1", "--result", "Ask Hong Gildong of team 3")
    board.merged()
    board.git("checkout", "-q", "-b", "pull", "main")
    board.do("update", "1-2", "--result", "Work")
    board.git("checkout", "-q", "change")
    board.do("redact", "1-1", "results.0.text", "--ground", "Personal data act, art. 36")
    assert "Hong" not in board.read(CARD)
    board.merged()
    board.git("checkout", "-q", "--detach", "main")
    board.git("merge", "-q", "--no-edit", "pull")
    board.passes()


# Meetings and agencies --------------------------------------------------------------------------


def test_meeting_is_postponed_and_another_one_comes_in_between(board: Board) -> None:
    board.do("meeting", "set", "2", "--date", "2026-09-15", "--papers", "2026-09-08",
             "--reason", "The hall is closed")  # fmt: skip
    board.merged()
    board.do("meeting", "add", "3", "--date", "2026-05-10", "--kind", "extraordinary")
    board.merged()
    board.today = "2026-05-01"
    board.do("update", "1-1", "--result", "25 piers are raised")
    assert "meeting: 3" in board.read(CARD)
    board.merged()
    board.today = "2026-05-10"
    board.do("meeting", "hold", "3")
    board.merged()
    assert "25 piers are raised" in board.report(3)


def test_results_for_a_cancelled_meeting_are_heard_by_the_next_one(board: Board) -> None:
    board.today = "2026-06-01"
    board.do("update", "1-1", "--result", "25 piers are raised")
    board.do("meeting", "add", "3", "--date", "2026-10-01")
    board.merged()
    board.do("meeting", "cancel", "2", "--reason", "A storm")
    board.merged()
    board.today = "2026-09-01"
    assert "25 piers are raised" in board.report(3)
    assert board.ask("report", "--meeting", "2").exit_code != 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("date: 2026-01-15", "date: 2026-01-20"),
        ("status: held", "status: scheduled"),
        ("outcome: decided", "outcome: withdrawn"),
        ("title: Piers", "title: Dykes"),
    ],
)
def test_held_meeting_is_a_record(board: Board, old: str, new: str) -> None:
    board.edit("M01/meeting.yaml", old, new)
    board.is_refused("CC313")


def test_outcome_of_an_item_is_recorded_after_the_meeting(heard: Board) -> None:
    heard.do("meeting", "set", "1", "--outcome", "1=deferred", "--reason", "The minutes say so")
    heard.passes()


def test_agency_is_replaced_in_two_hundred_cards(board: Board) -> None:
    text = board.read(CARD)
    for serial in range(2, 201):
        other = text.replace("M01-001", f"M01-{serial:03d}").replace("peirs", f"pier {serial}")
        board.write(f"M01/M01-{serial:03d}.yaml", other)
    board.commit()
    board.merged()
    board.do("agency", "add", "sea", "--name", "Sea Agency", "--valid-from", "2026-02-01")
    board.today = "2026-02-01"
    board.do("agency", "close", "ports", "--on", "2026-01-31", "--successor", "sea", "--hand-over")
    board.merged()
    assert "lead: sea" in board.read("M01/M01-200.yaml")


def test_agency_is_renamed(board: Board) -> None:
    board.do("agency", "rename", "ports", "--name", "Harbour Authority")
    board.passes()
    assert "Port Authority" in board.read("agencies.yaml")


def test_register_may_begin_at_meeting_12(tmp_path: Path) -> None:
    board = Board(tmp_path)
    board.git("mv", "cards/M01", "cards/M12")
    board.git("rm", "-rqf", "cards/M02")
    board.git("mv", "cards/M12/M01-001.yaml", "cards/M12/M12-001.yaml")
    board.edit("M12/meeting.yaml", "number: 1", "number: 12")
    board.edit("M12/M12-001.yaml", "M01-001", "M12-001")
    board.edit("M12/M12-001.yaml", "\nmeeting: 1\n", "\nmeeting: 12\n")
    board.edit("cardctl.yaml", "secretariat", "first_meeting: 12\nsecretariat")
    board.commit()
    assert board.ask("validate").exit_code == 0
    board.do("update", "12-1", "--result", "25 piers are raised")
    assert "meeting: 13" in board.read("M12/M12-001.yaml")
    assert "25 piers are raised" in board.report(13)


# Git --------------------------------------------------------------------------------------------


def squashed(board: Board) -> None:
    board.git("merge", "-q", "--squash", "work")
    board.commit()


def rebased(board: Board) -> None:
    board.git("rebase", "-q", "change", "work")
    board.git("checkout", "-q", "-B", "change", "work")


def picked(board: Board) -> None:
    board.git("cherry-pick", "change..work")


def queued(board: Board) -> None:
    """As a merge queue does: merge the target's tip and the branch, on a branch of its own."""
    board.git("merge", "-q", "--no-ff", "--no-edit", "work")


@pytest.mark.parametrize("way", [squashed, rebased, picked, queued])
def test_work_reaches_main_in_any_way(board: Board, way: Callable[[Board], None]) -> None:
    board.today = "2026-06-01"
    board.git("checkout", "-qb", "work")
    board.do("update", "1-1", "--result", "25 piers are raised")
    board.do("update", "1-1", "--correct", "title=Raise the piers", "--reason", "a typo")
    board.git("checkout", "-q", "change")
    board.do("new", "Other", "--meeting", "1", "--lead", "roads")
    board.git("branch", "-q", "-f", "main", "change")
    way(board)
    board.passes()


def test_what_main_changed_by_force_is_not_held_against_an_older_branch(board: Board) -> None:
    """An administrator merged over a red check: other pull requests did not touch that card."""
    board.do("new", "Other", "--meeting", "1", "--lead", "roads")
    board.today = "2026-06-01"
    board.do("update", "1-1", "--result", "Ask Hong Gildong of team 3")
    board.merged()
    board.git("checkout", "-q", "-b", "pull", "main")
    board.do("update", "1-2", "--result", "Work")
    board.git("checkout", "-q", "main")
    board.edit(CARD, "Hong Gildong", "an officer")
    board.commit()
    board.git("checkout", "-q", "--detach", "main")
    board.git("merge", "-q", "--no-edit", "pull")
    board.passes()


def test_merge_that_drops_what_a_branch_filed_is_refused(board: Board) -> None:
    board.today = "2026-06-01"
    board.git("checkout", "-q", "-b", "pull", "main")
    board.do("update", "1-1", "--result", "25 piers are raised")
    board.git("checkout", "-q", "main")
    board.do("new", "Other", "--meeting", "1", "--lead", "roads")
    board.git("checkout", "-q", "--detach", "main")
    board.git("merge", "-q", "--no-commit", "--no-ff", "pull")
    board.git("checkout", "-q", "main", "--", f"cards/{CARD}")
    board.is_refused("CC604")
