"""`cardctl update --revise`: a further result that changes the one in force."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from support.registers import run, small_register

BEFORE, AFTER = "2024-06-20", "2024-08-01"
"""Days before and after the papers of meeting 2 were closed, on 1 July."""

LINK = "https://example.org/late"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def results(root: Path, card: str = "1-3") -> list[dict[str, Any]]:
    """The results in the file of a card."""
    shown = json.loads(run("show", card, "--json", root=root).stdout)
    return list(shown["data"]["card"].get("results", []))


def revise(root: Path, arguments: str, today: str = BEFORE, card: str = "1-3") -> Any:
    words = shlex.split(arguments)
    return run("--today", today, "update", card, "--revise", *words, root=root)


def revised(root: Path, arguments: str, today: str = BEFORE) -> dict[str, Any]:
    """Revise the result of card 1-3, and return the further result."""
    first = results(root)
    done = revise(root, arguments, today)
    assert done.exit_code == 0, done.stderr
    *earlier, last = results(root)
    assert earlier == first
    return last


def test_only_what_is_given_changes(root: Path) -> None:
    (first,) = results(root)
    last = revised(root, "--progress 90 --next Upkeep")
    assert last == first | {"date": BEFORE, "progress": 90, "next": "Upkeep"}


def test_evidence_and_readings_are_added(root: Path) -> None:
    run("update", "1-1", "--result", "x", "--reading", "km=3", root=root)
    again = revise(root, f"--reading km=4 --spent 0 --evidence {LINK}", AFTER, "1-1")
    assert again.exit_code == 0, again.stderr
    last = results(root, "1-1")[-1]
    assert (last["readings"], last["spent"]) == ({"km": 4}, 0)
    papers = revised(root, f"--evidence report:{LINK}")["evidence"]
    assert [paper["url"] for paper in papers] == ["https://example.org/gauges", LINK]
    same = revise(root, f"--evidence report:{LINK}")
    assert (same.exit_code, same.stderr) == (0, "already up to date\n")


def test_paths_in_the_result_replace_and_remove_values(root: Path) -> None:
    last = revised(root, f"--set result.evidence.0.url={LINK} --unset result.progress")
    assert last["evidence"] == [{"kind": "report", "title": "Gauges", "url": LINK}]
    assert "progress" not in last
    last = revised(root, "--unset result.evidence.0 --set result.text.ko=수위계")
    assert "evidence" not in last
    assert last["text"] == {"en": "The gauges are in place.", "ko": "수위계"}


def test_before_the_meeting_no_reason_is_stored_unless_it_is_given(root: Path) -> None:
    assert "correction" not in revised(root, "--progress 90")
    assert revised(root, "--progress 80 --reason 'a typing error'")["correction"] == (
        "a typing error"
    )
    assert "correction" not in revised(root, "--progress 70")


def test_after_the_meeting_has_heard_it_the_reason_is_required(root: Path) -> None:
    done = revise(root, "--progress 90", AFTER)
    assert done.exit_code == 3
    assert done.stderr == (
        "cardctl: M01-003: meeting 2 has heard the result of ulsan; revising it needs a reason\n"
        "  = add: --reason TEXT\n"
    )
    assert len(results(root)) == 1
    last = revised(root, "--progress 90 --reason 'a typing error'", AFTER)
    assert (last["date"], last["correction"]) == (AFTER, "a typing error")
    assert revise(root, "--progress 90 --reason 'a typing error'", AFTER).exit_code == 0
    assert len(results(root)) == 2
    assert run("validate", root=root).exit_code == 0


@pytest.mark.parametrize("day", ["2024-07-01", "2024-07-02"])
def test_the_day_of_the_papers_is_the_last_without_a_reason(root: Path, day: str) -> None:
    done = revise(root, "--progress 90", day)
    assert done.exit_code == (0 if day == "2024-07-01" else 3)


def test_backdated_revision_is_judged_by_today(root: Path) -> None:
    assert revise(root, f"--progress 90 --on {BEFORE}", AFTER).exit_code == 3


def test_closed_card_is_corrected_without_reopening(root: Path) -> None:
    for args in (["meeting", "hold", "2"], ["meeting", "confirm", "2", "1-3"]):
        assert run(*args, root=root).exit_code == 0
    refused = revise(root, f"--set result.evidence.0.url={LINK}", AFTER)
    assert (refused.exit_code, "--reason TEXT" in refused.stderr) == (3, True)
    revised(root, f"--set result.evidence.0.url={LINK} --reason 'dead link'", AFTER)
    card = json.loads(run("show", "1-3", "--json", root=root).stdout)["data"]["card"]
    assert (card["state"], card["outcome"]) == ("closed", "completed")
    # Not even without any evidence: the claim is judged by what was filed when it was made.
    revised(root, "--unset result.evidence --reason 'wrong card'", AFTER)
    assert run("validate", root=root).exit_code == 0


def test_default_is_the_next_meeting_or_else_the_last_one(root: Path) -> None:
    done = run("--today", BEFORE, "update", "1-3", "--result", "Next", "--for", "3", root=root)
    assert done.exit_code == 0, done.stderr
    assert revised(root, "--progress 90")["meeting"] == 2
    run("meeting", "hold", "2", root=root)
    assert revised(root, "--progress 95")["meeting"] == 3
    assert revised(root, "--progress 80 --for 2 --reason typo", AFTER)["meeting"] == 2


@pytest.mark.parametrize(
    ("card", "arguments", "words", "hint"),
    [
        ("1-1", "--progress 5", "M01-001: busan has filed no result to revise",
         "file one: cardctl update M01-001 --result TEXT"),
        ("1-3", "--progress 5 --by mois", "M01-003: mois has filed no result to revise",
         "file one (--result TEXT), or name who filed it: --by ulsan"),
        ("1-3", "--progress 5 --for 1", "M01-003: ulsan has filed no result for meeting 1",
         "file one: cardctl update M01-003 --result TEXT"),
        ("1-3", "--set result.by=mois", "'result.by' cannot be changed", ""),
        ("1-3", "--set result.date=2024-06-01", "'result.date' cannot be changed", ""),
    ],
)  # fmt: skip
def test_refusals(root: Path, card: str, arguments: str, words: str, hint: str) -> None:
    done = revise(root, arguments, card=card)
    assert (done.exit_code, words in done.stderr, hint in done.stderr) == (3, True, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("", "nothing to change"),
        ("--progress 101", "101 is too high"),
        ("--set result.titel=x", "no field 'titel'"),
        ("--set result.progress=far", "'far' is not a percentage"),
        ("--unset result.text", "'text' is missing"),
        ("--by nobody --progress 5", "no agency 'nobody'"),
        ("--reading miles=1", "no indicator 'miles'"),
        ("--set result.next=a --unset result.next", "would be overwritten"),
    ],
)
def test_invalid_arguments_exit_with_2(root: Path, arguments: str, words: str) -> None:
    done = revise(root, arguments)
    assert (done.exit_code, words in done.stderr) == (2, True), done.stderr
    assert len(results(root)) == 1


def test_path_in_a_result_needs_the_option(root: Path) -> None:
    done = run("update", "1-3", "--unset", "result.progress", root=root)
    assert done.exit_code == 2
    assert "'result.progress' is part of the result to revise\n  = add: --revise" in done.stderr


def test_new_result_says_that_it_revises_one(root: Path) -> None:
    done = run("--today", BEFORE, "update", "1-3", "--result", "In place.", root=root)
    assert done.exit_code == 0
    assert done.stderr == (
        "M01-003: this revises the result of ulsan for meeting 2, filed on 2024-06-10; to keep its "
        "other values, use --revise\n"
    )
    assert results(root)[-1] == {
        "meeting": 2, "date": BEFORE, "by": "ulsan", "text": "In place.",
    }  # fmt: skip


@pytest.mark.parametrize("option", ["--dry-run", "--diff"])
def test_preview(root: Path, option: str) -> None:
    done = revise(root, f"--progress 90 {option}")
    assert done.exit_code == 0
    assert "+    progress: 90\n" in done.stdout
    assert len(results(root)) == (1 if option == "--dry-run" else 2)


def test_a_revision_may_submit_the_outcome(root: Path) -> None:
    run("--today", BEFORE, "update", "1-1", "--result", "Raised", "--step", "b=done",
        "--reading", "km=12", root=root)  # fmt: skip
    refused = run("--today", BEFORE, "update", "1-1", "--outcome", "completed", root=root)
    assert "add: --revise --evidence URL" in refused.stderr
    done = revise(root, "--evidence report:https://e.org/1 --outcome completed", card="1-1")
    assert done.exit_code == 0, done.stderr
    assert run("validate", "1-1", root=root).exit_code == 0


def test_history_tells_revisions_with_their_reason(root: Path) -> None:
    revised(root, "--progress 90 --reason 'a typing error'", AFTER)
    told = run("log", "1-3", root=root).stdout
    assert "result for meeting 2; progress 100%" in told
    assert "revised result for meeting 2; progress 90%" in told
    assert "correction: a typing error" in told
    shown = run("show", "1-3", root=root).stdout
    assert "90%" in shown
    assert "100%" not in shown
