"""Meetings as they are: postponed, cancelled, in between; commands and real branches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.cli_git import git
from support.registers import run, small_register

SECOND = "M02/meeting.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """The small register on main; a branch is checked out."""
    root = small_register(tmp_path)
    git(tmp_path, "init", "-q")
    commit(root)
    git(tmp_path, "checkout", "-q", "-b", "change")
    return root


def commit(root: Path) -> None:
    git(root.parent, "add", "-A")
    git(root.parent, "commit", "-qm", "change")


def done(root: Path, *args: str, today: str | None = None) -> str:
    """Run a command that succeeds; what it printed."""
    at = ["--today", today] if today else []
    result = run(*at, *args, root=root)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def text(root: Path, path: str = SECOND) -> str:
    return (root / path).read_text(encoding="utf-8")


def edit(root: Path, path: str, old: str, new: str) -> None:
    assert old in text(root, path)
    (root / path).write_text(text(root, path).replace(old, new), encoding="utf-8")


def codes(root: Path, *args: str) -> list[str]:
    """The codes of the errors that validate finds."""
    printed = run("validate", "--format", "concise", *args, root=root).stdout
    return [line.split()[2] for line in printed.splitlines() if ": error " in line]


# Commands ---------------------------------------------------------------------------------------


def test_postponing_keeps_the_old_date(root: Path) -> None:
    before = text(root)
    done(root, "meeting", "set", "2", "--date", "2024-09-10", "--reason", "장마")
    assert text(root) == before.replace("date: 2024-07-10", "date: 2024-09-10") + (
        "changes:\n"
        "  - {date: 2024-08-01, by: mois, note: 장마, was: {date: 2024-07-10}}\n"
    )  # fmt: skip


def test_filling_in_writes_no_entry(root: Path) -> None:
    before = text(root)
    args = ["--place", "시청", "--outcome", "1=decided", "--item", "report: Wells"]
    done(root, "meeting", "set", "2", *args)
    after = before.replace("papers: 2024-07-01\n", "papers: 2024-07-01\nplace: 시청\n").replace(
        "type: decision}\n",
        "type: decision, outcome: decided}\n  - {item: 2, title: Wells, type: report}\n",
    )
    assert text(root) == after


def test_outcomes_of_a_held_meeting_are_filled_in(root: Path) -> None:
    done(root, "meeting", "hold", "2")
    done(root, "meeting", "set", "2", "--outcome", "1=deferred")
    assert "outcome: deferred" in text(root)
    assert "changes" not in text(root)
    result = run("meeting", "set", "2", "--outcome", "1=decided", root=root)
    assert (result.exit_code, "a change of items.1.outcome needs a reason" in result.stderr) == (
        3, True,
    )  # fmt: skip


def test_a_preview_changes_nothing(root: Path) -> None:
    before = text(root)
    shown = done(root, "meeting", "cancel", "2", "--reason", "no quorum", "--dry-run")
    assert "+status: cancelled\n" in shown
    assert text(root) == before


def test_the_change_as_data(root: Path) -> None:
    printed = done(root, "meeting", "set", "2", "--unset", "date", "--reason", "x", "--json")
    (one,) = json.loads(printed)["data"]["changed"]
    assert one["path"].endswith(SECOND)
    assert {"field": "date", "from": "2024-07-10", "to": None} in one["changes"]


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["set", "2"], 2, "nothing to change"),
        (["set", "9", "--date", "2024-09-10"], 2, "no meeting '9'"),
        (["set", "2", "--date", "2024-09-10"], 3, "a change of date needs a reason"),
        (["set", "2", "--date", "soon", "--reason", "x"], 2, "'soon' is not a valid date"),
        (["set", "2", "--kind", "secret", "--reason", "x"], 2, "no meeting kind 'secret'"),
        (["set", "2", "--hears", "maybe", "--reason", "x"], 2, "no value of --hears 'maybe'"),
        (["set", "2", "--outcome", "9=decided"], 2, "no agenda item '9'"),
        (["set", "2", "--outcome", "1=done"], 2, "no agenda item outcome 'done'"),
        (["set", "2", "--outcome", "decided"], 2, "missing '='"),
        (["set", "2", "--outcome", "one=decided"], 2, "not the number of an agenda item"),
        (["set", "2", "--outcome", "1=decided", "--outcome", "1=deferred"], 2, "given twice"),
        (["set", "2", "--type", "1=x", "--reason", "x"], 2, "no agenda item type 'x'"),
        (["set", "2", "--title", "2=Wells", "--reason", "x"], 2, "no agenda item '2'"),
        (["set", "2", "--title", "1.fr=Puits", "--reason", "x"], 2, "no language 'fr'"),
        (["set", "2", "--unset", "number", "--reason", "x"], 2, "no removable field 'number'"),
        (["set", "2", "--unset", "items.1.title", "--reason", "x"], 2, "no removable field"),
        (["set", "2", "--unset", "date", "--date", "2024-09-10", "--reason", "x"], 2,
         "--unset date contradicts another option"),
        (["set", "2", "--unset", "items.1", "--outcome", "1=decided", "--reason", "x"], 2,
         "--unset items.1 contradicts another option"),
        (["set", "2", "--status", "held"], 2, "cardctl meeting hold 2"),
        (["set", "2", "--status", "cancelled"], 2, "cardctl meeting cancel 2"),
        (["set", "2", "--place", "시청", "--by", "mois"], 2, "--by needs a recorded change"),
        (["set", "2", "--place", "시청", "--on", "2024-07-01"], 2, "--on needs a recorded change"),
        (["set", "2", "--date", "2024-09-10", "--reason", "x", "--by", "mayor"], 2, "no agency"),
        (["set", "2", "--date", "2024-09-10", "--reason", "x", "--on", "2024-08-02"], 3, "CC404"),
        (["set", "1", "--unset", "date", "--reason", "x"], 3, "CC310"),
        (["set", "2", "--date", "2024-01-09", "--reason", "x"], 3, "CC314"),
        (["set", "1", "--unset", "items.2", "--reason", "x"], 3, "CC303"),
        (["cancel", "2"], 2, "--reason"),
        (["cancel", "1", "--reason", "x"], 3, "meeting 1 has been held"),
        (["cancel", "9", "--reason", "x"], 2, "no meeting '9'"),
        (["add", "3", "--hears", "perhaps"], 2, "no value of --hears 'perhaps'"),
    ],
)  # fmt: skip
def test_refusals_write_nothing(root: Path, args: list[str], code: int, words: str) -> None:
    before = [text(root, path) for path in ("M01/meeting.yaml", SECOND)]
    result = run("meeting", *args, root=root)
    assert (result.exit_code, result.stdout) == (code, ""), result.stderr
    assert words in result.stderr
    assert [text(root, path) for path in ("M01/meeting.yaml", SECOND)] == before
    assert not (root / "M03").exists()


def test_a_cancelled_meeting_is_held_only_after_it_is_scheduled_again(root: Path) -> None:
    done(root, "meeting", "cancel", "2", "--reason", "no quorum")
    for args, words in (
        (["hold", "2"], "cardctl meeting set 2 --status scheduled --reason TEXT"),
        (["cancel", "2", "--reason", "x"], "already been cancelled"),
    ):
        result = run("meeting", *args, root=root)
        assert (result.exit_code, words in result.stderr) == (3, True)
    done(root, "meeting", "set", "2", "--status", "scheduled", "--reason", "quorum after all")
    done(root, "meeting", "hold", "2")
    assert text(root).count("was: {status: ") == 2


def test_a_meeting_with_cards_is_not_cancelled(root: Path) -> None:
    done(root, "new", "Pumps", "--meeting", "2", "--item", "1")
    result = run("meeting", "cancel", "2", "--reason", "x", root=root)
    assert (result.exit_code, "cards come from meeting 2: M02-001" in result.stderr) == (3, True)


def test_held_on_another_day_than_planned(root: Path) -> None:
    done(root, "meeting", "hold", "2", "--date", "2024-07-12")
    note = "date: 2024-08-01, by: mois, note: held on 2024-07-12, was: {date: 2024-07-10}"
    assert note in text(root)


def test_the_order_of_time_kind_and_changes_are_shown(root: Path) -> None:
    done(root, "meeting", "add", "3", "--date", "2024-05-10", "--kind", "extraordinary")
    done(root, "meeting", "add", "4", "--date", "2024-06-10", "--kind", "written")
    done(root, "meeting", "cancel", "2", "--reason", "정족수 미달")
    listed = run("meeting", "list", root=root, lang="ko").stdout.splitlines()[1:]
    assert [line.split()[0] for line in listed] == ["1", "3", "4", "2"]
    assert "임시회의" in listed[1]
    assert "서면" in listed[2]
    assert "취소" in listed[3]
    shown = run("meeting", "show", "2", root=root, lang="ko").stdout
    assert "2024-08-01 mois: 상태 예정 → 취소 (정족수 미달)" in shown
    data = json.loads(done(root, "meeting", "show", "4", "--json"))["data"]
    assert (data["kind"], data["heard_by"]) == ("written", 5)


def test_outcomes_wait_for_scheduled_meetings_and_the_last_one_held(root: Path) -> None:
    def waiting(number: int) -> list[str]:
        shown = json.loads(done(root, "meeting", "show", str(number), "--json"))["data"]
        found: list[str] = shown["submitted"]
        return found

    done(root, "meeting", "add", "3", "--date", "2024-06-20", "--kind", "written")
    assert (waiting(1), waiting(2), waiting(3)) == (["M01-003"], ["M01-003"], ["M01-003"])
    done(root, "meeting", "hold", "3")
    assert (waiting(1), waiting(2), waiting(3)) == ([], ["M01-003"], ["M01-003"])
    done(root, "meeting", "cancel", "2", "--reason", "x")
    assert (waiting(2), waiting(3)) == ([], ["M01-003"])


# What follows a cancelled meeting ---------------------------------------------------------------


@pytest.fixture
def cancelled(root: Path) -> Path:
    """Results are filed for meeting 2, which is cancelled; meeting 3 is registered."""
    done(root, "update", "1-1", "--result", "Half is raised.", "--for", "2", today="2024-06-20")
    done(root, "meeting", "set", "2", "--date", "2024-08-10", "--unset", "papers", "--reason",
         "장마", today="2024-06-25")  # fmt: skip
    done(root, "meeting", "cancel", "2", "--reason", "정족수 미달", today="2024-07-25")
    done(root, "meeting", "add", "3", "--date", "2024-08-20", "--papers", "2024-08-10")
    return root


def test_what_was_filed_for_it_is_heard_by_the_next(cancelled: Path) -> None:
    report = run("report", "--format", "text", root=cancelled, lang="en")
    assert report.stdout.split("\n\n")[1].startswith("2024-08-20 · ")
    assert "Half is raised. (filed for meeting 2, which was cancelled)" in " ".join(
        report.stdout.split()
    )
    for line in (
        "• Meeting 2: date 2024-07-10 → 2024-08-10; papers close 2024-07-01 → – (2024-06-25: 장마)",
        "• Meeting 2: status scheduled → cancelled (2024-07-25: 정족수 미달)",
    ):
        assert line in report.stdout
    data = json.loads(done(cancelled, "report", "--meeting", "3", "--format", "json"))["data"]
    assert data["meeting"]["kind"] == "regular"
    assert "M01-001" not in data["not_submitted"]
    (matter,) = [each for each in data["previous_meeting"] if each["id"] == "M01-001"]
    assert (matter["result"]["meeting"], matter["result"]["filed_for"]) == (3, 2)
    assert data["changes"]["meetings"][1] == {
        "meeting": 2, "date": "2024-07-25", "by": "mois", "reason": "정족수 미달",
        "changes": [{"field": "status", "from": "scheduled", "to": "cancelled"}],
    }  # fmt: skip


def test_the_report_in_korean_says_the_same(cancelled: Path) -> None:
    printed = " ".join(run("report", "--format", "text", root=cancelled, lang="ko").stdout.split())
    assert "Half is raised.(취소된 제2회 회의에 제출)" in printed
    assert "제2회 회의: 상태 예정 → 취소(2024. 7. 25.: 정족수 미달)" in printed


def test_changes_of_meetings_are_reported_once(cancelled: Path) -> None:
    done(cancelled, "meeting", "hold", "3", today="2024-08-20")
    done(cancelled, "meeting", "set", "3", "--unset", "papers", "--reason", "typo",
         today="2024-08-21")  # fmt: skip
    done(cancelled, "meeting", "add", "4", today="2024-08-22")
    printed = done(cancelled, "report", "--meeting", "4", "--format", "json", today="2024-09-01")
    found = json.loads(printed)["data"]["changes"]["meetings"]
    assert [each["date"] for each in found] == ["2024-08-21"]
    earlier = done(cancelled, "report", "--meeting", "4", "--as-of", "2024-08-20", "--format",
                   "json", today="2024-09-01")  # fmt: skip
    assert json.loads(earlier)["data"]["changes"]["meetings"] == []


def test_it_hears_and_receives_nothing_any_more(cancelled: Path) -> None:
    for args, hint in (
        (["report", "--meeting", "2"], "cardctl report --meeting 3"),
        (["validate", "--for-meeting", "2"], "3"),
        (["list", "--not-submitted", "2"], "3"),
        (["update", "1-2", "--result", "x", "--for", "2"], "--for 3"),
        (["new", "Pumps", "--meeting", "2"], "--meeting N"),
    ):
        result = run(*args, root=cancelled, lang="en")
        assert (result.exit_code, result.stdout) == (3, "")
        assert "meeting 2 was cancelled" in result.stderr
        assert hint in result.stderr.splitlines()[-1]
    done(cancelled, "update", "1-2", "--result", "Measured.")
    assert "meeting: 3" in text(cancelled, "M01/M01-002.yaml")


def test_a_written_meeting_decides_and_hears_no_report(root: Path) -> None:
    done(root, "meeting", "set", "2", "--kind", "written", "--reason", "by letter")
    done(root, "meeting", "hold", "2")
    done(root, "meeting", "confirm", "2", "1-3")
    result = run("report", "--meeting", "2", root=root, lang="en")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "meeting 2 is a written one and hears no report" in result.stderr
    printed = done(root, "report", "--format", "json")
    data = json.loads(printed)["data"]
    assert (data["meeting"]["number"], data["changes"]["closed"]) == (3, ["M01-003", "M01-004"])


# Real branches ----------------------------------------------------------------------------------


def test_postponed_and_then_another_in_between_is_lawful(branch: Path) -> None:
    done(branch, "meeting", "set", "2", "--date", "2024-09-10", "--reason", "장마")
    done(branch, "meeting", "add", "3", "--date", "2024-07-20", "--kind", "extraordinary")
    done(branch, "meeting", "hold", "3")
    commit(branch)
    assert codes(branch, "--since", "main") == []
    assert codes(branch) == []
    # and again, from that state
    git(branch.parent, "branch", "-q", "-f", "main")
    done(branch, "meeting", "set", "2", "--date", "2024-10-10", "--reason", "태풍")
    done(branch, "meeting", "set", "3", "--place", "시청")
    commit(branch)
    assert codes(branch, "--since", "main") == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("M01/meeting.yaml", "date: 2024-01-10", "date: 2024-01-11"),
        ("M01/meeting.yaml", "outcome: decided", "outcome: withdrawn"),
        ("M01/meeting.yaml", "ko: 제방 보강", "ko: 제방 철거"),
        ("M01/meeting.yaml", "status: held\n", "status: held\npapers: 2024-01-05\n"),
        (SECOND, "papers: 2024-07-01\n", ""),
        (SECOND, "status: scheduled", "status: cancelled"),
        (SECOND, "date: 2024-07-10", "date: 2024-09-10"),
    ],
)
@pytest.mark.parametrize("how", ["working tree", "committed", "staged"])
def test_a_silent_change_is_refused(branch: Path, path: str, old: str, new: str, how: str) -> None:
    edit(branch, path, old, new)
    if how == "committed":
        commit(branch)
    if how == "staged":
        git(branch.parent, "add", "-A")
    assert codes(branch, *(["--staged"] if how == "staged" else ["--since", "main"])) == ["CC313"]


def test_a_held_meeting_turned_back_is_refused(branch: Path) -> None:
    done(branch, "meeting", "hold", "2")
    commit(branch)
    git(branch.parent, "branch", "-q", "-f", "main")
    edit(branch, SECOND, "status: held", "status: scheduled")
    assert codes(branch, "--since", "main") == ["CC313"]
    git(branch.parent, "checkout", "-q", ".")
    done(branch, "meeting", "set", "2", "--status", "scheduled", "--reason", "the wrong number")
    assert codes(branch, "--since", "main") == []


def test_the_hint_of_a_silent_change_works_as_printed(branch: Path) -> None:
    edit(branch, SECOND, "date: 2024-07-10", "date: 2024-09-10")
    printed = run("validate", "--since", "main", root=branch).stdout
    (hint,) = [line for line in printed.splitlines() if "then run: " in line]
    git(branch.parent, "checkout", "-q", ".")
    command = hint.partition("then run: cardctl ")[2].replace("TEXT", "storm").split()
    assert command[:5] == ["meeting", "set", "2", "--date", "2024-09-10"]
    done(branch, *command)
    assert codes(branch, "--since", "main") == []


def test_lost_and_rewritten_entries_are_refused(branch: Path) -> None:
    done(branch, "meeting", "set", "2", "--date", "2024-09-10", "--reason", "rain")
    commit(branch)
    git(branch.parent, "branch", "-q", "-f", "main")
    postponed = text(branch)
    edit(branch, SECOND, "note: rain", "note: wind")
    assert codes(branch, "--since", "main") == ["CC313"]
    (branch / SECOND).write_text(postponed.partition("changes:")[0], encoding="utf-8")
    assert codes(branch, "--since", "main") == ["CC313"]
    git(branch.parent, "checkout", "-q", ".")
    git(branch.parent, "rm", "-rq", "cards/M02")
    assert "CC508" in codes(branch, "--since", "main")


def parallel(root: Path, one: list[str], two: list[str], *, merges: bool) -> None:
    """Change meeting 2 on two branches, and merge them with the driver."""
    done(root, "git-setup")
    commit(root)
    git(root.parent, "branch", "-q", "-f", "main")
    done(root, "meeting", "set", "2", *one)
    commit(root)
    git(root.parent, "checkout", "-q", "main")
    done(root, "meeting", "set", "2", *two)
    commit(root)
    git(root.parent, "checkout", "-q", "change")
    git(root.parent, "merge", "-q", "--no-edit", "main", ok=merges)


def test_two_branches_may_change_different_values_of_a_meeting(branch: Path) -> None:
    one = ["--unset", "papers", "--reason", "later"]
    parallel(branch, one, ["--title", "1=Alarms", "--reason", "plural"], merges=True)
    assert text(branch).count("was: ") == 2
    assert codes(branch, "--since", "main") == []
    assert codes(branch, "--since", "change~1") == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (["--date", "2024-09-10"], ["--date", "2024-10-10"]),
        (["--type", "1=report"], ["--unset", "items.1"]),
    ],
)
def test_two_branches_that_change_the_same_value_are_in_conflict(
    branch: Path, one: list[str], two: list[str]
) -> None:
    parallel(branch, [*one, "--reason", "a"], [*two, "--reason", "b"], merges=False)
