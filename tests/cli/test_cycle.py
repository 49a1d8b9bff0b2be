"""A whole meeting cycle in a new folder, as a secretariat runs it, in both languages."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from support.registers import process, run

WORDS = {
    "en": {"title": "Step-free ferry piers", "reason": "no money this year"},
    "ko": {"title": "여객선 부두: 무장애 접근", "reason": "올해 예산 미확보"},
}


def in_subprocess(folder: Path, *args: str) -> tuple[int, str, str]:
    """Exit code and output of a command as a user runs it."""
    done = process(*args, cwd=folder)
    return done.returncode, done.stdout, done.stderr


def in_process(folder: Path, *args: str) -> tuple[int, str, str]:
    """The same in this process."""
    with chdir(folder):
        done = run(*args)
    return done.exit_code, done.stdout, done.stderr


class Cycle:
    """Runs the program in one folder, day by day; in English, in subprocesses."""

    def __init__(self, folder: Path, lang: str) -> None:
        self.folder, self.lang, self.today = folder, lang, "2026-01-20"

    def run(self, *args: str, code: int = 0) -> str:
        """Run a command that must exit with *code*; return its output."""
        call = in_subprocess if self.lang == "en" else in_process
        ended, stdout, stderr = call(self.folder, "--lang", self.lang, "--today", self.today, *args)
        assert ended == code, (args, stdout, stderr)
        assert "Traceback" not in stderr
        return stdout if code == 0 else stderr

    def files(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in self.folder.rglob("*.yaml")}

    def refused(self, code: int, *args: str) -> str:
        """Run a command that is refused and changes no file; return its message."""
        before = self.files()
        message = self.run(*args, code=code)
        assert self.files() == before
        return message

    def report(self, meeting: int) -> Any:
        return json.loads(self.run("report", "--meeting", str(meeting), "--format", "json"))["data"]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_whole_cycle(tmp_path: Path, lang: str) -> None:
    words, cycle = WORDS[lang], Cycle(tmp_path, lang)
    cycle.run("init", "cards", "--lang", lang, "--body", words["title"])
    cycle.run(
        "meeting", "add", "2", "--date", "2026-06-18", "--item", f"decision: {words['title']}"
    )

    made = cycle.run("new", words["title"], "--meeting", "1", "--lead", "planning")
    assert made.startswith("M01-002 cards/M01/M01-002.yaml")
    card = tmp_path / "cards/M01/M01-002.yaml"
    card.write_text(
        card.read_text(encoding="utf-8").replace("lead: planning\n", "lead: planning  # 기획\n", 1),
        encoding="utf-8",
    )
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(f"title,meeting,item,due\n{words['title']} 2,1,1,\nC,1,,2026-03-31\n", "utf-8")
    cycle.run("new", "--from", "sheet.csv")

    assert "--due DATE" in cycle.refused(3, "update", "1-2", "--state", "planned")
    assert "closed" in cycle.refused(3, "update", "1-2", "--state", "closed", "--meeting", "2")
    assert "in_progress" in cycle.refused(2, "update", "1-2", "--state", "in-progess")
    cycle.refused(2, "update", "1-22", "--state", "planned")

    cycle.run(
        "update", "1-2", "--state", "planned", "--due", "2026-05-31",
        "--set", f"plan.summary={words['title']}", "--add", "plan.steps={id: a, title: A}",
    )  # fmt: skip
    cycle.today = "2026-02-10"
    cycle.run("update", "1-2", "--state", "in_progress")
    cycle.run("update", "1-3", "--state", "on_hold", "--reason", words["reason"], "--review", "2")
    cycle.run("update", "1-2", "--due", "2026-06-10", "--reason", words["reason"])
    cycle.today = "2026-06-08"
    cycle.run(
        "update", "1-2", "--step", "a=done:2026-06-01", "--result", words["title"],
        "--evidence", "official_letter:https://example.org/1",
        "--state", "submitted", "--outcome", "completed",
    )  # fmt: skip
    cycle.run(
        "update", "1-4", "--outcome", "infeasible", "--reason", words["reason"],
        "--substitute", words["title"],
    )  # fmt: skip

    first = cycle.report(2)
    assert first["decisions"]["confirm"] == ["M01-002", "M01-004"]
    assert first["decisions"]["due_dates"] == ["M01-002"]
    assert first["decisions"]["holds"] == ["M01-003"]
    assert words["title"] in cycle.run("report", "--meeting", "2")

    cycle.today = "2026-06-20"
    cycle.refused(3, "meeting", "confirm", "2", "1-2")
    cycle.run("meeting", "hold", "2")
    cycle.run("meeting", "confirm", "2", "1-2")
    cycle.run("meeting", "return", "2", "1-4", "--reason", words["reason"])
    cycle.run("new", words["title"], "--item", "1", "--lead", "planning")
    assert cycle.run("list", "--meeting", "2", "--format", "ids").split() == ["M02-001"]

    following = cycle.report(3)
    assert following["changes"]["closed"] == ["M01-002"]
    assert following["changes"]["new"] == ["M02-001"]
    balance = following["changes"]["balance"]
    assert balance["open_now"] == balance["open_before"] + 1 - 1
    again = cycle.report(2)
    assert again["decisions"]["confirm"] == first["decisions"]["confirm"]

    cycle.run("validate")
    assert card.read_text(encoding="utf-8") == final_card(words)


def final_card(words: dict[str, str]) -> str:
    """The card after the cycle: its lines in order, and the comment kept."""
    title = f'"{words["title"]}"' if ":" in words["title"] else words["title"]
    return f"""\
# yaml-language-server: $schema=../../schemas/card.schema.json
id: M01-002
title: {title}
meeting: 1
lead: planning  # 기획
state: closed
outcome: completed
due: 2026-06-10
plan:
  summary: {title}
  steps:
    - {{id: a, title: A, done: 2026-06-01}}
results:
  - meeting: 2
    date: 2026-06-08
    by: planning
    text: {title}
    evidence:
      - {{kind: official_letter, url: "https://example.org/1"}}
history:
  - {{date: 2026-01-20, by: office, state: registered, lead: planning}}
  - {{date: 2026-01-20, by: planning, state: planned, due: 2026-05-31}}
  - {{date: 2026-02-10, by: planning, state: in_progress}}
  - {{date: 2026-02-10, by: planning, due: 2026-06-10, note: {words["reason"]}}}
  - {{date: 2026-06-08, by: planning, state: submitted, outcome: completed}}
  - {{date: 2026-06-18, by: office, state: closed, outcome: completed, meeting: 2}}
"""
