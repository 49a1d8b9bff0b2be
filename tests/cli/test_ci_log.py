"""Card text in a CI log is never a CI command, for any command and stream."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.ci_runner import commands_in
from support.forked import forked
from support.registers import FILES, small_register
from support.terminal import run_on_terminal

from cardctl.cli.ci_log import LogStream, harmless

V2, V1, AZURE = "::error::owned", "x ##[error]owned", "x ##vso[task.setvariable variable=x]owned"
TEAMCITY, GITLAB = "##teamcity[buildStop comment='x']", "section_start:1:owned"
HOSTILE = (V2, V1, AZURE, TEAMCITY, GITLAB)
SYSTEMS = [{"GITHUB_ACTIONS": "true"}, {"TF_BUILD": "True"}, {"CI": "1"}, {"TEAMCITY_VERSION": "1"}]


def quoted(text: str) -> str:
    return json.dumps(text)


def card(text: str) -> str:
    return f"""\
id: M01-002
title: {quoted(text)}
meeting: 1
item: 1
decision: |
  First.
    {text}
  {text}
lead: ulsan
state: submitted
outcome: completed
due: 2024-05-31
plan: {{summary: {quoted(text)}, no_steps: {quoted(text)}}}
results:
  - meeting: 2
    date: 2024-06-10
    by: ulsan
    text: |
      Done.

      {text}
    evidence:
      - {{kind: report, title: {quoted(text)}, url: "https://example.org/{{}}"}}
history:
  - {{date: 2024-01-10, by: mois, state: registered}}
  - {{date: 2024-01-20, by: ulsan, state: planned, lead: ulsan, due: 2024-05-31}}
  - {{date: 2024-02-01, by: ulsan, state: in_progress, note: {quoted(text)}}}
  - {{date: 2024-06-10, by: ulsan, state: submitted, outcome: completed}}
note: {quoted(text)}
"""


def hostile_register(folder: Path, text: str) -> Path:
    root = small_register(folder, M01__M01_002=card(text))
    config = FILES["cardctl.yaml"].replace("{en: River Board, ko: 하천위원회}", quoted(text))
    (root / "cardctl.yaml").write_text(config, encoding="utf-8")
    meeting = FILES["M02/meeting.yaml"].replace("Flood alarm", quoted(text))
    (root / "M02/meeting.yaml").write_text(meeting + f"place: {quoted(text)}\n", encoding="utf-8")
    broken = f"id: M01-005\ntitle: {quoted(text)}\nstate: {quoted(text)}\n{quoted(text)}: 1\n"
    (root / "M01/M01-005.yaml").write_text(broken, encoding="utf-8")
    return root


COMMANDS = [
    ("list", "--columns", "title,id"),
    ("list", "--columns", "decision,note"),
    ("list", "{text}"),
    ("board",),
    ("show", "1-2", "--history"),
    ("show", "{text}"),
    ("log", "1-2"),
    ("report", "--meeting", "2"),
    ("report", "--meeting", "2", "--format", "markdown"),
    ("report", "--meeting", "2", "--format", "{text}"),
    ("validate",),
    ("validate", "--format", "concise"),
    ("validate", "--strict", "--no-index"),
    ("validate", "{text}"),
    ("validate", "--fix", "--unsafe", "--diff"),
    ("meeting", "list"),
    ("meeting", "show", "2"),
    ("new", "{text}", "--meeting", "1", "--dry-run"),
    ("new", "{text}", "--meeting", "1"),
    ("new", "x", "--lead", "{text}"),
    ("update", "1-2", "--set", "note={text} again", "--diff"),
    ("update", "1-2", "--set", "title={text} and more"),
    ("update", "1-2", "--state", "{text}"),
    ("update", "1-2", "--set", "{text}=1"),
    ("states",),
    ("states", "--format", "{text}"),
    ("rule", "{text}"),
    ("rule", "CC702"),
    ("doctor",),
    ("{text}",),
    ("list", "--{text}"),
    ("--debug", "show", "{text}"),
    ("--today", "{text}", "list"),
]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_no_printed_line_is_a_ci_command(tmp_path: Path, args: tuple[str, ...]) -> None:
    root = hostile_register(tmp_path, "; ".join(HOSTILE))
    filled = [arg.format(text="; ".join(HOSTILE)) for arg in args]
    for _ in range(2):  # the second time from the index
        done = forked(*filled, cwd=root, env={"GITHUB_ACTIONS": "true", "CI": "true"})
        filled = [each.replace("again", "once more") for each in filled]
        assert commands_in(done.stderr) == []
        own = [line for line in done.stdout.splitlines() if line.startswith("::")]
        assert bool(own) == (args[0] == "validate" and args[-1] in ("validate", "--no-index"))
        assert [line for line in commands_in(done.stdout) if line not in own] == []


@pytest.mark.parametrize("args", [("list", "--columns", "title"), ("show", "1-2")], ids=" ".join)
def test_output_is_filtered_in_every_ci_system_and_only_there(
    tmp_path: Path, args: tuple[str, ...]
) -> None:
    text = "; ".join(HOSTILE)
    root = hostile_register(tmp_path, text)
    for env in ({}, {"CI": ""}, {"CI": "false"}):
        done = forked(*args, cwd=root, env=env)
        assert commands_in(done.stdout), "elsewhere the text stays as it is"
        assert text in done.stdout
    for env in SYSTEMS:
        assert commands_in(forked(*args, cwd=root, env=env).stdout) == []


def test_terminal_output_in_ci_is_filtered_too(tmp_path: Path) -> None:
    root = hostile_register(tmp_path, V2)
    for env in SYSTEMS:
        seen = run_on_terminal(root, "show", "1-2", env=env)
        assert commands_in(seen.stdout) == []
        assert ": :error::owned" in seen.stdout


MACHINE = [
    ("list", "--json"),
    ("list", "--format", "csv"),
    ("show", "1-2", "--json"),
    ("meeting", "show", "2", "--json"),
    ("report", "--meeting", "2", "--format", "json"),
    ("report", "--meeting", "2", "--format", "html"),
    ("report", "--meeting", "2", "--format", "csv"),
    ("report", "--meeting", "2", "--format", "ics"),
    ("validate", "--format", "json"),
    ("validate", "--format", "sarif"),
    ("validate", "--format", "junit"),
    ("validate", "--format", "gitlab"),
    ("validate", "--format", "rdjson"),
    ("validate", "--format", "github"),
    ("schema",),
    ("completion", "zsh"),
]


@pytest.mark.sampled(4)
@pytest.mark.parametrize("args", MACHINE, ids=" ".join)
def test_machine_readable_output_is_unchanged_in_ci(tmp_path: Path, args: tuple[str, ...]) -> None:
    root = hostile_register(tmp_path, "; ".join(HOSTILE))
    plain = forked(*args, cwd=root).stdout
    assert plain
    for env in ({"CI": "true"}, {}):  # and from the index
        assert forked(*args, cwd=root, env=env).stdout == plain


def test_kept_output_is_filtered_when_printed(tmp_path: Path) -> None:
    root = hostile_register(tmp_path, V1)
    there = forked("validate", cwd=root, env={"CI": "true"}).stdout
    here = forked("validate", cwd=root).stdout
    assert commands_in(there) == []
    assert commands_in(here) != []
    assert there == harmless(here)
    assert forked("validate", cwd=root, env={"CI": "true"}).stdout == there


def test_output_files_keep_the_text_unchanged(tmp_path: Path) -> None:
    root = hostile_register(tmp_path, V1)
    for name in ("x.txt", "x.json"):
        forked("report", "--meeting", "2", "-o", name, cwd=root, env={"CI": "true"})
        assert V1 in (root / name).read_text("utf-8")


def test_no_annotation_without_findings(tmp_path: Path) -> None:
    done = forked("--today", "2024-01-11", "validate", "1-2", cwd=small_register(tmp_path),
                   env={"GITHUB_ACTIONS": "true"})  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")


PIECES = st.sampled_from(
    ["::", ":", "##", "[", "]", " ", "\n", "\r", "\t", "\u3000", "error", "vso", "section_end", "1"]
)


@given(st.lists(PIECES).map("".join))
def test_filtered_text_contains_no_command(text: str) -> None:
    filtered = harmless(text)
    assert commands_in(filtered) == []
    assert filtered.replace(" ", "") == text.replace(" ", "")
    assert harmless(filtered) == filtered


@given(st.lists(PIECES))
def test_lines_written_in_parts_are_filtered_whole(parts: list[str]) -> None:
    out = io.StringIO()
    log = LogStream(out)
    for part in parts:
        log.write(part)
    log.flush()
    assert out.getvalue() == harmless("".join(parts))


def test_buffered_line_is_flushed_before_data_and_at_the_end() -> None:
    out = io.StringIO()
    log = LogStream(out)
    log.writelines(["a", "b\n", "c"])
    log.write_data("::error::d")
    log.write("e")
    log.flush()
    assert out.getvalue() == "ab\nc::error::de"
