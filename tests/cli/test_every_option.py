"""No option is silently ignored: each option of each command either takes effect or is refused
with a hint that works.

`SITUATIONS` lists, for every option, the situations in which it could be ignored. A new option
without an entry fails the test.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from support.cli_git import git
from support.registers import FILES, run, small_register
from typer.testing import Result

from cardctl.app import seal as sealing
from cardctl.cli.app import COMMANDS, HIDDEN, app


class Refused(NamedTuple):
    """The option cannot take effect; *instead* is a command that follows the hint."""

    args: str
    instead: str
    code: int = 0
    words: str = ""
    """Text expected in the message (default: the name of the option)."""


class Counts(NamedTuple):
    """The option changes what is printed or written, compared with the command *without* it."""

    args: str
    without: str
    codes: tuple[int, ...] = (0, 1)
    """Accepted exit codes with the option."""


class Shows(NamedTuple):
    """*text* is in the output with the option, even if it would be there without it."""

    args: str
    text: str


TransitionContext = Refused | Counts | Shows


def entry_only(option: str, value: str) -> tuple[TransitionContext, ...]:
    """Situations of an option that applies only to a history entry."""
    lead = f"--lead moef {option} {value}"
    return (
        Refused(f"update 1-2 --set note=x {option} {value}", f"update 1-2 --set note=x {lead}"),
        Refused(f"update 1-1 --lead busan {option} {value}", "update 1-1 --lead busan"),
        Counts(f"update 1-2 {lead}", "update 1-2 --lead moef"),
    )


def result_only(option: str, value: str) -> tuple[TransitionContext, ...]:
    """Situations of an option that applies only to a result."""
    result = "update 1-1 --result Half"
    return (
        Refused(f"update 1-1 --set note=x {option} {value}", f"{result} {option} {value}"),
        Counts(f"{result} {option} {value}", result),
    )


def default(option: str, value: str, field: str, own: str) -> tuple[TransitionContext, ...]:
    """Situations of a `new` option that is the default for an empty cell of a sheet."""
    return (
        Refused(f"new --from {own}.csv {option} {value}", f"new --from {own}.csv", words=field),
        Counts(f"new --from plain.csv {option} {value}", "new --from plain.csv"),
        Counts(f"new T {option} {value}", "new T"),
    )


SHEETS = {
    "back": "card,result\nM01-001,Half.\n",
    "changes": "id,note\n1-2,words\n",
    "plain": "title\nA\nB\n",
    "every": (
        "title,meeting,item,lead,partners,due,decision,tags,by,on\n"
        "A,1,1,moef,ulsan,2024-12-01,Do.,x,mois,2024-07-01\n"
    ),
}

MEETING = "--meeting 2"
COLLECT = f"collect back.csv --agency busan {MEETING}"

POOL = """\
format: 1
title: All bodies
sources: [{source}]
"""

SITUATIONS: dict[str, tuple[TransitionContext, ...]] = {
    # global options, given before the command
    "--register": (
        Refused("-C cards init other", "init other", words="-C and DIR"),
        Refused("-C '' validate", "validate cards"),
        Counts("-C cards validate", "-C other-register validate"),
    ),
    "--lang": (Counts("--lang ko states", "--lang en states"),),
    "--today": (
        Refused("--today '' list", "--today 2024-03-01 list"),
        Counts("--today 2024-03-01 list --columns overdue", "list --columns overdue"),
    ),
    "--color": (
        Refused("--color '' list", "--color always list", words="no colour setting"),
        Counts("--color always list --format table", "list --format table"),
    ),
    "--quiet": (Counts("-q validate --format concise", "validate --format concise"),),
    "--debug": (Counts("--debug show 9-9", "show 9-9", (2,)),),
    "--no-input": (Shows("--no-input update 1-2 --lead moef --json", '"kind": "update"'),),
    "--index/--no-index": (
        Shows("--index list --format ids", "M01-001"),
        Shows("--no-index list --format ids", "M01-001"),
    ),
    "--wait": (Shows("--wait 1 update 1-2 --lead moef", "moef"),),
    "--version": (Counts("--version validate", "validate"),),
    # JSON, of commands that have nothing else to say about it
    "init --json": (Shows("init new-register --json", '"kind": "init"'),),
    "log --json": (Shows("log 1-1 --json", '"kind": "log"'),),
    "renumber --json": (
        Shows("renumber 1-5 --since HEAD~1 --dry-run --json", '"kind": "renumber"'),
    ),
    "git-setup --json": (Shows("git-setup --dry-run --json", '"kind": "git-setup"'),),
    "site --json": (Shows("site -o pages --json", '"kind": "site"'),),
    "states --json": (
        Refused("states --format dot --json", "states --json"),
        Shows("states --json", '"kind": "states"'),
    ),
    "rule --json": (
        Refused("rule --format markdown --json", "rule --json"),
        Shows("rule CC203 --json", '"kind": "rule"'),
    ),
    "report --json": (
        Refused("report --format text --json", "report --json"),
        Shows("report --json", '"kind": "meeting-report"'),
    ),
    "remind --json": (
        Refused("remind --format csv --json", "remind --json"),
        Shows("remind --json", '"kind": "reminders"'),
    ),
    "validate --json": (
        Refused("validate --format text --json", "validate --json"),
        Shows("validate --json", '"kind": "findings"'),
    ),
    # init
    "init --body": (
        Refused("init new-register --body ''", "init new-register --body Board"),
        Refused("init --with ci --body Board", "init --with ci", words="a register already exists"),
        Counts("init new-register --body Board", "init new-register"),
    ),
    "init --name": (
        Refused("init new-register --name ''", "init new-register --name kr.clcm"),
        Counts("init new-register --name kr.clcm", "init new-register"),
        Shows("init other-register --name kr.clcm", "register: kr.clcm"),
    ),
    "init --first-meeting": (
        Refused("init --with ci --first-meeting 12", "init --with ci",
                words="a register already exists"),
        Counts("init new-register --first-meeting 12", "init new-register"),
    ),
    "init --lang": (Counts("init new-register --lang ko", "init new-register --lang en"),),
    "init --with": (Counts("init new-register --with ci", "init new-register"),),
    # new
    "new --meeting": default("--meeting", "2", "meeting", "every"),
    "new --item": (
        *default("--item", "2", "item", "every"),
        Refused("new T --item 1 --set item=2", "new T --item 2"),
    ),
    "new --lead": (
        *default("--lead", "moef", "lead", "every"),
        Refused("new T --lead moef --lead mois", "new T --lead mois"),
    ),
    "new --partner": (
        *default("--partner", "ulsan", "partners", "every"),
        Refused("new T --partner ulsan --set partners=[moef]", "new T --partner moef"),
        Counts("new T --partner ulsan --partner moef", "new T --partner moef"),
    ),
    "new --due": default("--due", "2025-01-31", "due", "every"),
    "new --decision": (
        *default("--decision", "Do", "decision", "every"),
        Refused("new T --decision Do --set decision=Be", "new T --decision Be"),
    ),
    "new --tag": (
        *default("--tag", "x", "tags", "every"),
        Refused("new T --tag x --set tags=[y]", "new T --tag x --tag y"),
    ),
    "new --by": default("--by", "moef", "by", "every"),
    "new --on": default("--on", "2024-07-15", "on", "every"),
    "new --set": (
        Refused("new T --set note=x --set note=y", "new T --set note=y"),
        Refused("new T --set title=U", "new T --set title.ko=우", words="TITLE"),
        Counts("new --from plain.csv --set note=x", "new --from plain.csv"),
    ),
    "new --from": (Refused("new T --from plain.csv", "new --from plain.csv"),),
    "new --edit": (
        Refused("new --from plain.csv --edit", "new T --edit"),
        Counts("new T --edit --dry-run", "new T --dry-run"),
    ),
    "new --dry-run": (Counts("new --from plain.csv --dry-run", "new --from plain.csv"),),
    "new --json": (
        Shows("new T --edit --json", '"kind": "new"'),
        Shows("new --from plain.csv --dry-run --json", '"kind": "new"'),
    ),
    # update
    "update --from": (
        Refused("update 1-2 --from changes.csv", "update --from changes.csv"),
        Refused("update --from changes.csv --by mois", "update --from changes.csv", words="--by"),
        Counts("update --from changes.csv", "update 1-2 --set note=x"),
    ),
    "update --state": (
        Refused("update 1-2 --state '' --set note=x", "update 1-2 --set note=x"),
        Refused("update 1-1 --state planned --state on_hold", "update 1-1 --state in_progress"),
        Shows("update 1-1 --state in_progress", "already up to date"),
    ),
    "update --outcome": (
        Refused("update 1-2 --outcome '' --set note=x", "update 1-2 --set note=x"),
        Counts("update 1-2 --outcome withdrawn --reason x --lead moef",
               "update 1-2 --reason x --lead moef"),
        Shows("update 1-3 --outcome completed", "already up to date"),
    ),
    "update --lead": (
        Refused("update 1-1 --lead moef --unset lead", "update 1-1 --unset lead"),
        Counts("update 1-2 --lead moef --set note=x", "update 1-2 --set note=x"),
        Shows("update 1-1 --lead busan", "already up to date"),
    ),
    "update --due": (
        Refused("update 1-3 --due 2024-09-30 --unset due --reason x --on 2024-05-30",
                "update 1-2 --due 2024-09-30"),
        Counts("update 1-2 --lead moef --due 2024-09-30", "update 1-2 --lead moef"),
        Shows("update 1-1 --due 2024-06-30", "already up to date"),
    ),
    "update --reason": (
        *entry_only("--reason", "why"),
        Refused("update 1-1 --state in_progress --reason why", "update 1-1 --state in_progress"),
        Refused("update 1-1 --step b=done --reason why",
                "update 1-1 --step b=dropped --reason why"),
        Counts("update 1-5 --state on_hold --reason Wet", "update 1-5 --state on_hold"),
        Shows("update 1-5 --state on_hold --reason Flood", "already up to date"),
    ),
    "update --revise": (
        Refused("update 1-3 --progress 90", "update 1-3 --revise --progress 90 --reason typo"),
        Counts("update 1-3 --revise --result Done --reason typo",
               "update 1-3 --revise --result Did --reason typo"),
        Shows("update 1-3 --revise --progress 100", "already up to date"),
    ),
    "update --meeting": (
        *entry_only("--meeting", "1"),
        Refused("update 1-1 --result Half --meeting 2", "update 1-1 --result Half --for 2"),
    ),
    "update --substitute": (
        Refused("update 1-2 --lead moef --substitute x",
                "update 1-2 --outcome infeasible --reason y --substitute x"),
        Refused("update 1-2 --outcome withdrawn --reason y --substitute x",
                "update 1-2 --outcome infeasible --reason y --substitute x"),
        Refused("update 1-2 --set note=x --substitute x",
                "update 1-2 --outcome infeasible --reason y --substitute x"),
    ),
    "update --review": (
        Refused("update 1-1 --lead moef --review 2",
                "update 1-1 --state on_hold --reason x --review 2"),
        Refused("update 1-5 --review 3", "update 1-5 --state on_hold --review 3"),
        Counts("update 1-5 --state on_hold --review 3", "update 1-5 --state on_hold"),
        Shows("update 1-5 --state on_hold --review 2", "already up to date"),
    ),
    "update --result": (
        Refused("update 1-1 --result ''", "update 1-1 --result Half"),
        Counts("update 1-1 --result Half --lead moef", "update 1-1 --lead moef"),
    ),
    "update --for": (
        Refused("update 1-1 --set note=x --for 2", "update 1-1 --result Half --for 2"),
        Counts("update 1-1 --result Half --for 1", "update 1-1 --result Half"),
    ),
    "update --progress": result_only("--progress", "0"),
    "update --evidence": result_only("--evidence", "https://example.org/1"),
    "update --reading": (
        *result_only("--reading", "km=0"),
        Refused("update 1-1 --result Half --reading km=1 --reading km=2",
                "update 1-1 --result Half --reading km=2"),
    ),
    "update --spent": result_only("--spent", "0"),
    "update --next": result_only("--next", "More"),
    "update --blocker": result_only("--blocker", "Rain"),
    "update --step": (
        Refused("update 1-1 --step b=done --step b=dropped --reason x",
                "update 1-1 --step b=done"),
        Counts("update 1-1 --step b=done --set note=x", "update 1-1 --set note=x"),
    ),
    "update --set": (
        Refused("update 1-1 --set plan.summary=x --set 'plan={summary: y}'",
                "update 1-1 --set plan.summary=y"),
        Counts("update 1-2 --set note=x --lead moef", "update 1-2 --lead moef"),
        Shows("update 1-2 --set item=2", "already up to date"),
    ),
    "update --unset": (
        Refused("update 1-1 --set note=x --unset note", "update 1-1 --set note=x"),
        Counts("update 1-1 --unset tags --lead moef", "update 1-1 --lead moef"),
        Shows("update 1-2 --unset tags", "already up to date"),
    ),
    "update --add": (Counts("update 1-2 --add tags=x --lead moef", "update 1-2 --lead moef"),),
    "update --correct": (
        Refused("update 1-1 --correct due --reason x --meeting 2 held",
                "update 1-1 --correct due=2025-01-01 --reason x --meeting 2"),
        Refused("update 1-1 --correct due=2025-01-01 --lead moef --reason x",
                "update 1-1 --lead moef --reason x"),
        Counts("update 1-1 --correct item=2 --correct lead=moef --reason x --meeting 2 held",
               "update 1-1 --correct item=2 --reason x --meeting 2 held"),
    ),
    "update --amend": (
        Refused("update 1-1 --amend title --meeting 2 held",
                "update 1-1 --amend title=x --meeting 2"),
        Refused("update 1-1 --amend title=x --set note=x --meeting 2", "update 1-1 --set note=x"),
        Counts("update 1-1 --amend title=x --amend item=2 --meeting 2 held",
               "update 1-1 --amend title=x --meeting 2 held"),
    ),
    "update --by": (
        Refused("update 1-2 --set note=x --by moef", "update 1-2 --lead moef --by mois"),
        Refused("update 1-1 --step b=done --by busan", "update 1-1 --step b=done"),
        Refused("update 1-1 --lead busan --set note=x --by busan",
                "update 1-1 --lead busan --set note=x"),
        Counts("update 1-1 --result Half --by ulsan", "update 1-1 --result Half"),
    ),
    "update --on": (
        Refused("update 1-2 --set note=x --on 2024-07-01",
                "update 1-2 --lead moef --on 2024-07-01"),
        Refused("update 1-1 --step b=done:2024-07-01 --on 2024-07-02",
                "update 1-1 --step b=done --on 2024-07-02"),
        Refused("update 1-1 --lead busan --set note=x --on 2024-07-01",
                "update 1-1 --lead busan --set note=x"),
        Counts("update 1-1 --step b=done --on 2024-07-01", "update 1-1 --step b=done"),
        Counts("update 1-1 --result Half --on 2024-07-01", "update 1-1 --result Half"),
    ),
    "update --if-match": (
        Refused("update 1-1 1-2 --lead moef --if-match 00000000", "update 1-2 --lead moef"),
        Refused("update 1-1 --lead busan --if-match ''", "update 1-1 --lead busan"),
        Counts("update 1-1 --lead busan --if-match 00000000", "update 1-1 --lead busan", (3,)),
    ),
    "update --dry-run": (Counts("update 1-2 --lead moef --dry-run", "update 1-2 --lead moef"),),
    "update --diff": (
        Shows("update 1-2 --lead moef --diff --json", "+lead: moef"),
        Shows("update 1-2 --lead moef --diff --dry-run", "+lead: moef"),
    ),
    "update --json": (
        Shows("update 1-2 --lead moef --diff --json", '"kind": "update"'),
        Shows("update 1-1 --lead busan --json", '"changed": []'),
    ),
    "request --letter": (
        Refused("request --letter pdf -o forms", "request --letter docx -o forms",
                words="no letter"),
        Counts("request --letter none -o forms", "request -o forms"),
    ),
    # remind
    "remind --meeting": (
        Refused("remind --meeting 9", "remind --meeting 3", words="no meeting"),
        Counts("remind --meeting 3 --format json", "remind --format json"),
    ),
    "remind --agency": (
        Refused("remind --agency nobody", "remind --agency busan", words="no agency"),
        Counts("remind --agency ulsan --meeting 3", "remind --meeting 3"),
    ),
    "remind --output": (
        Counts("remind --meeting 3 -o letters", "remind --meeting 3 -o other"),
    ),
    "remind --letter": (
        Refused("remind --letter pdf", "remind --letter docx", words="no letter"),
        Counts("remind --meeting 3 -o letters --letter docx", "remind --meeting 3 -o letters"),
    ),
    "remind --format": (
        Refused("remind --format xml", "remind --format csv", words="no format"),
        Counts("remind --meeting 3 --format csv", "remind --meeting 3"),
    ),
    "remind --force": (Shows("remind --meeting 3 -o letters --force", "M01-001"),),
    # desk
    "desk --meeting": (
        Refused("desk --meeting 0", "desk --meeting 2", words="no meeting"),
        Counts("desk --meeting 3", "desk"),
    ),
    "desk --json": (Shows("desk --json", '"kind": "desk"'),),
    # report
    # request
    "request --output": (
        Refused("request -o ''", "request -o forms"),
        Counts("request --agency busan -o forms", "request --agency busan -o other"),
    ),
    "request --meeting": (
        Refused("request --meeting 1 -o forms", "request --meeting 2 -o forms", words="meeting 1"),
        Counts("request --meeting 3 -o forms", "request -o forms"),
    ),
    "request --agency": (
        Counts("request --agency busan -o forms", "request -o forms"),
        Counts("request --agency busan --agency ulsan -o forms", "request --agency ulsan -o forms"),
    ),
    "request --format": (
        Refused("request --format '' -o forms", "request --format xlsx -o forms"),
        Counts("request --format csv -o forms", "request -o forms"),
        Counts("request --format csv --format html -o forms", "request --format html -o forms"),
    ),
    "request --force": (Shows("request --agency busan -o forms --force", "busan.xlsx"),),
    "request --json": (Shows("request -o forms --json", '"kind": "request"'),),
    # collect
    "collect --agency": (
        Refused(f"collect back.csv {MEETING} --agency nobody", COLLECT, words="no agency"),
        Counts(f"collect back.csv {MEETING} --agency ulsan", COLLECT),
    ),
    "collect --meeting": (
        Refused("collect back.csv --agency busan --meeting 9", COLLECT, words="no meeting"),
        Counts("collect back.csv --agency busan --meeting 2", "collect back.csv --agency busan"),
    ),
    "collect --on": (
        Refused(f"{COLLECT} --on today", COLLECT, words="'today'"),
        Counts(f"{COLLECT} --on 2024-06-20", COLLECT),
    ),
    "collect --dry-run": (Counts(f"{COLLECT} --dry-run", COLLECT),),
    "collect --json": (Counts(f"{COLLECT} --json", COLLECT),),
    "report --meeting": (Counts("report --meeting 1", "report"),),
    "report --format": (
        Refused("report --template brief.md.j2 --format json", "report --template brief.md.j2"),
        Refused("report --format ''", "report --format text"),
        Counts("report --format json -o out.md", "report -o out.md"),
    ),
    "report --output": (
        Refused("report -o ''", "report -o out.md"),
        Counts("report -o out.md", "report --format markdown"),
    ),
    "report --as-of": (
        Refused("report --as-of ''", "report --as-of 2024-03-01"),
        Counts("report --at HEAD --as-of 2024-03-01", "report --at HEAD"),
    ),
    "report --since": (
        Counts("report --since 2024-03-01", "report"),
        Counts("report --since 2024-03-01 --as-of 2024-06-30", "report --since 2024-03-01"),
        Counts("report --since 2024-03-01 --at HEAD --as-of 2024-03-02",
               "report --since 2024-03-01 --as-of 2024-06-30"),
        Counts("report --since 2024-03-01 --view agency:ulsan", "report --since 2024-03-01"),
        Counts("report --since 2024-03-01 --audience public", "report --since 2024-03-01"),
        Refused("report --since 2024-03-01 --meeting 2", "report --since 2024-03-01"),
        Refused("report --since 2024-03-01 --fail-on overdue", "report --since 2024-03-01"),
        Refused("report --since 2024-03-01 --template brief.md.j2", "report --since 2024-03-01"),
        Refused("report --since 2024-03-01 --font Arial", "report --since 2024-03-01",
                words="--font"),
        Refused("report --since 2025-03-01", "report --since 2025-03-01 --as-of 2025-04-01",
                words="the period ends"),
        Refused("report --since ''", "report --since 2024-03-01"),
    ),
    "report --at": (Counts("report --at HEAD --as-of 2024-03-01", "report --as-of 2024-03-01"),),
    "report --view": (
        Refused("report --template brief.md.j2 --view summary", "report --template brief.md.j2"),
        Refused("report --format json --view summary", "report --format json"),
        Refused("report --format json --view agency:busan", "report --format json"),
        Refused("report --format csv --view summary", "report --format csv"),
        Refused("report -o out.ics --view summary", "report -o out.ics"),
        Counts("report --format csv --view agency:busan", "report --format csv"),
        Refused("report --format csv --view brief", "report --format csv"),
        Counts("report --view summary", "report"),
        Counts("report --view brief", "report"),
    ),
    "report --audience": (
        Counts("report --audience public --format json", "report --format json"),
        Counts("report --audience public --view summary", "report --view summary"),
        Counts("report --audience public --template brief.md.j2", "report --template brief.md.j2"),
    ),
    "report --template": (
        Refused("report --template ''", "report --template brief.md.j2"),
        Counts("report --template brief.md.j2 -o out.md", "report -o out.md"),
    ),
    "report --font": (
        Refused("report --font Nanum", "report"),
        Refused("report --font Nanum --format json", "report --format json"),
        Refused("report --font Nanum --template brief.md.j2", "report --template brief.md.j2"),
    ),
    "report --fail-on": (
        Counts("report --fail-on overdue --view summary -o out.md",
               "report --view summary -o out.md"),
        Counts("report --fail-on missing --template brief.md.j2", "report --template brief.md.j2"),
    ),
    "report --force": (
        Refused("report --force", "report -o out.md --force"),
        Refused("report -o - --force", "report -o -"),
        Counts("report -o there.md --force", "report -o there.md"),
    ),
    "report --no-pager": (Shows("report --no-pager --view summary", "Summary"),),
    # site
    "site --output": (
        Refused("site -o ''", "site -o pages"),
        Counts("site -o pages", "site -o other"),
    ),
    "site --audience": (
        Refused("site -o pages --audience ''", "site -o pages --audience internal",
                words="--audience"),
        Counts("site -o pages --audience internal", "site -o pages"),
    ),
    "site --base-url": (
        Refused("site -o pages --base-url ''", "site -o pages"),
        Refused("site -o pages --base-url example.org",
                "site -o pages --base-url https://example.org", words="example.org"),
        Counts("site -o pages --base-url https://example.org", "site -o pages"),
    ),
    "site --as-of": (
        Refused("site -o pages --as-of ''", "site -o pages --as-of 2024-03-01"),
        Counts("site -o pages --as-of 2024-03-01", "site -o pages"),
    ),
    "site --at": (
        Counts("site -o pages --at HEAD --as-of 2024-03-01", "site -o pages --as-of 2024-03-01"),
    ),
    "site --force": (Counts("site -o cards --force", "site -o cards", (0, 1)),),
    # export
    "export --output": (
        Refused("export -o ''", "export -o tables"),
        Counts("export -o tables", "export -o other"),
    ),
    "export --format": (
        Refused("export -o tables --format ''", "export -o tables --format csv", words="format"),
        Counts("export -o tables --format csv", "export -o tables --format jsonl"),
    ),
    "export --audience": (
        Refused("export -o tables --audience ''", "export -o tables --audience internal",
                words="audience"),
        Counts("export -o tables --audience internal", "export -o tables"),
    ),
    "export --at": (Counts("export -o tables --at HEAD~1", "export -o tables"),),
    "export --force": (Counts("export -o cards --force", "export -o cards", (0, 1)),),
    "export --json": (Counts("export -o tables --json", "export -o tables"),),
    # paper
    "paper --format": (
        Refused("paper 2 --format xlsx", "paper 2 --format docx -o p.docx", words="no format"),
        Refused("paper 2 --format ''", "paper 2 --format text"),
        Counts("paper 2 --format json -o out.md", "paper 2 -o out.md"),
    ),
    "paper --output": (
        Refused("paper 2 -o ''", "paper 2 -o out.md"),
        Counts("paper 2 -o out.md", "paper 2 --format markdown"),
    ),
    "paper --as-of": (
        Refused("paper 2 --as-of ''", "paper 2 --as-of 2024-03-01"),
        Counts("paper 2 --at HEAD --as-of 2024-03-01", "paper 2 --at HEAD"),
    ),
    "paper --at": (Counts("paper 2 --at HEAD", "paper 2"),),
    "paper --audience": (
        Refused("paper 2 --audience all", "paper 2 --audience public", words="no audience"),
        Counts("paper 2 --audience public", "paper 2"),
    ),
    "paper --font": (
        Refused("paper 2 --font Nanum", "paper 2"),
        Refused("paper 2 --font Nanum --json", "paper 2 --json"),
    ),
    "paper --force": (
        Refused("paper 2 --force", "paper 2 -o out.md --force"),
        Counts("paper 2 -o there.md --force", "paper 2 -o there.md"),
    ),
    "paper --no-pager": (Shows("paper 2 --no-pager", "Agenda"),),
    "paper --json": (
        Refused("paper 2 --json --format text", "paper 2 --json"),
        Shows("paper 2 --json", '"kind": "agenda-paper"'),
        Counts("paper 2 --json -o out.md", "paper 2 -o out.md"),
    ),
    # minutes
    "minutes --format": (
        Refused("minutes 1 --format xlsx", "minutes 1 --format docx -o m.docx", words="no format"),
        Refused("minutes 1 --format ''", "minutes 1 --format text"),
        Counts("minutes 1 --format json -o out.md", "minutes 1 -o out.md"),
    ),
    "minutes --output": (
        Refused("minutes 1 -o ''", "minutes 1 -o out.md"),
        Counts("minutes 1 -o out.md", "minutes 1 --format markdown"),
    ),
    "minutes --as-of": (
        Refused("minutes 1 --as-of ''", "minutes 1 --as-of 2024-03-01"),
        Counts("minutes 1 --at HEAD --as-of 2024-03-01", "minutes 1 --at HEAD"),
    ),
    "minutes --at": (Counts("minutes 1 --at HEAD", "minutes 1"),),
    "minutes --audience": (
        Refused("minutes 1 --audience all", "minutes 1 --audience public", words="no audience"),
        Counts("minutes 1 --audience public", "minutes 1"),
    ),
    "minutes --font": (
        Refused("minutes 1 --font Nanum", "minutes 1"),
        Refused("minutes 1 --font Nanum --json", "minutes 1 --json"),
    ),
    "minutes --force": (
        Refused("minutes 1 --force", "minutes 1 -o out.md --force"),
        Counts("minutes 1 -o there.md --force", "minutes 1 -o there.md"),
    ),
    "minutes --no-pager": (Shows("minutes 1 --no-pager", "Agenda"),),
    "minutes --json": (
        Refused("minutes 1 --json --format text", "minutes 1 --json"),
        Shows("minutes 1 --json", '"kind": "minutes"'),
        Counts("minutes 1 --json -o out.md", "minutes 1 -o out.md"),
    ),
    # validate
    "validate --strict": (
        Counts("validate --strict --diff", "validate --diff"),
        Counts("validate --strict --format json", "validate --format json"),
    ),
    "validate --select": (
        Refused("validate --select CC505", "validate --select CC505 --since HEAD"),
        Refused("validate --select CC616", "validate --select CC616 --for-meeting 2"),
        Refused("validate --select CC403 --ignore CC403", "validate --select CC403"),
        Counts("validate --select CC5", "validate"),
        Counts("validate --select CC5 --format json", "validate --format json"),
    ),
    "validate --ignore": (
        Refused("validate --select CC403 --ignore CC4", "validate --ignore CC403"),
        Counts("validate --select CC4 --ignore CC403", "validate --select CC4"),
    ),
    "validate --for-meeting": (
        Refused("validate --for-meeting 2 --select CC5",
                "validate --for-meeting 2 --select CC5 --select CC616"),
        Refused("validate --for-meeting 2 --ignore CC6", "validate --ignore CC6"),
        Counts("validate --for-meeting 2", "validate"),
    ),
    "validate --since": (
        Refused("validate --since HEAD --staged", "validate --since HEAD"),
        Refused("validate --since HEAD --fix", "validate --since HEAD", words="--fix"),
        Refused("validate --since HEAD --diff", "validate --diff", words="--fix"),
        Counts("validate --since HEAD", "validate"),
        Counts("validate --since ''", "validate", (4,)),
    ),
    "validate --staged": (
        Refused("validate --staged --since HEAD", "validate --staged"),
        Refused("validate --staged --fix", "validate --fix", words="--fix"),
        Counts("validate --staged --format concise", "validate --format concise"),
    ),
    "validate --summary": (
        Refused("validate --summary change.md", "validate --summary change.md --since HEAD"),
        Refused("validate --since HEAD --summary change.pdf",
                "validate --since HEAD --summary change.md", words=".pdf"),
        Counts("validate --since HEAD --summary change.md", "validate --since HEAD"),
    ),
    "validate --format": (
        Refused("validate --fix --diff --format json", "validate --fix --diff"),
        Refused("validate --format ''", "validate --format text"),
        Counts("validate --fix --format json", "validate --fix"),
    ),
    "validate --fix": (Counts("validate untidy --fix", "validate untidy"),),
    "validate --unsafe": (
        Refused("validate --unsafe", "validate --fix --unsafe --diff"),
        Counts("validate untidy --fix --unsafe", "validate untidy --fix"),
        Counts("validate untidy --diff --unsafe", "validate untidy --diff"),
    ),
    "validate --diff": (
        Counts("validate untidy --diff", "validate untidy"),
        Counts("validate untidy --fix --diff", "validate untidy --fix"),
    ),
    # list
    **{
        f"list --{name}": (
            Counts(f"list --{name} {value} --format ids", "list --format ids"),
            Counts(f"list --{name} {value} --json", "list --json"),
        )
        for name, value in {
            "state": "planned", "outcome": "completed", "signal": "grey", "lead": "busan",
            "agency": "ulsan", "meeting": "2", "item": "2", "tag": "dykes", "overdue": "",
            "unowned": "", "late": "", "carried-over": "", "not-submitted": "2",
            "where": "'state = closed'",
        }.items()
    },
    # board
    **{
        f"board --{name}": (Counts(f"board --{name} {value} --json", "board --json"),)
        for name, value in {
            "by": "lead", "all": "", "state": "planned", "outcome": "completed",
            "signal": "grey", "lead": "busan", "agency": "ulsan", "meeting": "2", "item": "2",
            "tag": "dykes", "overdue": "", "unowned": "", "late": "", "carried-over": "",
            "not-submitted": "2", "where": "'state = closed'",
        }.items()
    },
    "board --open/--closed": (
        Refused("board --open --closed", "board --closed"),
        Counts("board --closed", "board"),
        Shows("board --open --json", '"closed": 0'),
    ),
    "board --json": (Shows("board --json", '"kind": "board"'),),
    "list --open/--closed": (
        Refused("list --open --closed", "list --closed"),
        Counts("list --open --format ids", "list --format ids"),
        Counts("list --closed --format ids", "list --format ids"),
    ),
    "list --sort": (
        Counts("list --sort -id --format ids", "list --format ids"),
        Counts("list --sort -id --json", "list --json"),
    ),
    "list --columns": (
        Refused("list --columns id --format ids", "list --format ids"),
        Refused("list --columns ''", "list --columns id"),
        *(
            Counts(f"list --columns id,due --format {form}", f"list --format {form}")
            for form in ("table", "plain", "csv", "json")
        ),
    ),
    "list --save": (
        Refused("list --overdue --save late", "list --overdue", words="CARDCTL_CONFIG"),
        Refused("list --overdue --save 'a b'", "list --overdue", words="not the name of a view"),
        Refused("list @late --save late", "list --overdue", words="a view within a view"),
    ),
    "list --format": (
        Refused("list --format csv --json", "list --format csv"),
        Shows("list --format json --json", '"kind": "cards"'),
    ),
    "list --json": (Refused("list --json --format ids", "list --json"),),
    # one card
    "show --history": (
        Counts("show 1-1 --history", "show 1-1"),
        Shows("show 1-1 --history --json", '"note": "측량 완료"'),
    ),
    "show --json": (Shows("show 1-1 --history --json", '"kind": "card"'),),
    "log --git": (Counts("log 1-1 --git", "log 1-1"),),
    "edit --json": (Shows("edit 1-1 --json", '"kind": "edit"'),),
    # meeting
    "meeting list --json": (Shows("meeting list --json", '"kind": "meetings"'),),
    "meeting show --json": (Shows("meeting show 1 --json", '"kind": "meeting"'),),
    **{
        f"meeting add --{name}": (
            Refused(f"meeting add 3 --{name} ''", f"meeting add 3 --{name} {value}"),
            Counts(f"meeting add 3 --{name} {value}", "meeting add 3"),
        )
        for name, value in {
            "date": "2024-12-01", "papers": "2024-11-24", "place": "Hall",
            "kind": "extraordinary", "item": "'report: Rain'",
        }.items()
    },
    "meeting add --dry-run": (Counts("meeting add 3 --dry-run", "meeting add 3"),),
    "meeting add --json": (Shows("meeting add 3 --dry-run --json", '"kind": "meeting-change"'),),
    "meeting hold --date": (
        Refused("meeting hold 2 --date ''", "meeting hold 2 --date 2024-07-11"),
        Refused("meeting hold 2 --date 2024-07-11 --date 2024-07-12", "meeting hold 2"),
        Counts("meeting hold 2 --date 2024-07-11", "meeting hold 2"),
    ),
    "meeting hold --dry-run": (Counts("meeting hold 2 --dry-run", "meeting hold 2"),),
    "meeting hold --json": (Shows("meeting hold 2 --dry-run --json", '"kind": "meeting-change"'),),
    **{
        f"meeting {verb} {option}": (situation,)
        for verb, more in {"confirm": "", "return": "--reason Unsigned"}.items()
        for option, situation in {
            "--on": Counts(f"meeting {verb} 2 1-3 {more} --on 2024-07-12 held",
                           f"meeting {verb} 2 1-3 {more} held"),
            "--dry-run": Counts(f"meeting {verb} 2 1-3 {more} --dry-run held",
                                f"meeting {verb} 2 1-3 {more} held"),
            "--json": Shows(f"meeting {verb} 2 1-3 {more} --dry-run --json held",
                            '"kind": "meeting-change"'),
        }.items()
    },
    "meeting confirm --all": (
        Refused("meeting confirm 2 1-3 --all held", "meeting confirm 2 --all held", words="--all"),
        Shows("meeting confirm 2 --all --dry-run held", "M01-003"),
    ),
    "meeting confirm --except": (
        Refused("meeting confirm 2 --except 1-3 held", "meeting confirm 2 --all held",
                words="--except"),
        Counts("meeting confirm 2 --all --except 1-3 held", "meeting confirm 2 --all held", (3,)),
    ),
    "meeting return --reason": (
        Refused("meeting return 2 1-3 --reason '' held", "meeting return 2 1-3 --reason x held"),
    ),
    "meeting return --to": (
        Refused("meeting return 2 1-3 --reason x --to closed held",
                "meeting return 2 1-3 --reason x --to planned held", words="no return state"),
        Counts("meeting return 2 1-3 --reason x --to planned held",
               "meeting return 2 1-3 --reason x held"),
    ),
    **{
        f"{command.partition(' 1')[0]} {option}": (situation,)
        for command in ("void 1-2", "meeting unconfirm 1 1-4")
        for option, situation in {
            "--reason": Refused(f"{command} --reason '' --meeting 2 held",
                                f"{command} --reason x --meeting 2 held"),
            "--meeting": Counts(f"{command} --reason x --meeting 2 held",
                                f"{command} --reason x held"),
            "--on": Counts(f"{command} --reason x --meeting 2 --on 2024-07-12 held",
                           f"{command} --reason x --meeting 2 held"),
            "--dry-run": Counts(f"{command} --reason x --meeting 2 --dry-run held",
                                f"{command} --reason x --meeting 2 held"),
            "--json": Shows(f"{command} --reason x --meeting 2 --json held", '"dry_run": false'),
        }.items()
    },
    "void --by": (
        Refused("void 1-2 --reason x --meeting 2 --by '' held", "void 1-2 --reason x --meeting 2"),
    ),
    "redact --ground": (
        Refused("redact 1-2 title --ground ''", "redact 1-2 title --ground x"),
    ),
    "redact --on": (
        Counts("redact 1-2 title --ground x --on 2024-07-12", "redact 1-2 title --ground x"),
    ),
    "redact --dry-run": (
        Counts("redact 1-2 title --ground x --dry-run", "redact 1-2 title --ground x"),
    ),
    "redact --json": (Shows("redact 1-2 title --ground x --json", '"kind": "redact"'),),
    "meeting seal --as-of": (
        Refused("meeting seal 2 --as-of ''", "meeting seal 2 --as-of 2024-03-01"),
        Counts("meeting seal 2 --as-of 2024-03-01", "meeting seal 2"),
    ),
    "meeting seal --again": (
        Refused("meeting seal 2 --again --reason late", "meeting seal 2", words="not been sealed"),
        Refused("meeting seal 2 --again sealed", "meeting seal 2 --again --reason late sealed"),
        Counts("meeting seal 2 --again --reason late sealed", "meeting seal 2 sealed"),
    ),
    "meeting seal --reason": (
        Refused("meeting seal 2 --reason late", "meeting seal 2"),
        Refused("meeting seal 2 --again --reason '' sealed",
                "meeting seal 2 --again --reason late sealed"),
    ),
    "meeting seal --by": (
        Refused("meeting seal 2 --by nobody", "meeting seal 2 --by moef", words="no agency"),
        Counts("meeting seal 2 --by moef", "meeting seal 2"),
    ),
    "meeting verify --root": (
        Refused("meeting verify 2 --root 12ab sealed", "meeting verify 2 sealed"),
    ),
    "meeting verify --json": (
        Shows("meeting verify 2 --json sealed", '"kind": "seal-verification"'),
    ),
    "meeting seal --dry-run": (Counts("meeting seal 2 --dry-run", "meeting seal 2"),),
    "meeting seal --json": (Shows("meeting seal 2 --dry-run --json", '"kind": "seal"'),),
    # changes of meetings
    **{
        f"meeting set --{name}": (
            Refused(f"meeting set 2 --{name} '' --reason x",
                    f"meeting set 2 --{name} {value} --reason x"),
            Counts(f"meeting set 2 --{name} {value} --reason x --place Hall",
                   "meeting set 2 --reason x --place Hall"),
        )
        for name, value in {
            "date": "2024-09-10", "papers": "2024-07-02", "kind": "extraordinary", "hears": "no",
            "item": "'report: Wells'", "title": "1=Alarms", "type": "1=report",
            "outcome": "1=deferred", "unset": "papers",
        }.items()
    },
    "meeting set --place": (
        Refused("meeting set 2 --place ''", "meeting set 2 --place Hall"),
        Counts("meeting set 2 --place Hall --item 'report: Wells'",
               "meeting set 2 --item 'report: Wells'"),
    ),
    "meeting set --status": (
        Refused("meeting set 2 --status=held", "meeting hold 2"),
        Refused("meeting set 2 --status cancelled", "meeting cancel 2 --reason x"),
        Counts("meeting set 1 --status scheduled --reason x --place Hall",
               "meeting set 1 --reason x --place Hall", (3,)),
    ),
    "meeting set --reason": (
        Refused("meeting set 2 --place Hall --reason ''", "meeting set 2 --place Hall"),
        Counts("meeting set 2 --place Hall --reason x", "meeting set 2 --place Hall"),
    ),
    **{
        f"meeting {verb} --{name}": (
            Refused(f"{command} --{name} ''", command),
            Counts(f"{command} --{name} {value}", command),
        )
        for verb, command in {
            "set": "meeting set 2 --date 2024-09-10 --reason x",
            "cancel": "meeting cancel 2 --reason x",
        }.items()
        for name, value in {"by": "moef", "on": "2024-07-02"}.items()
    },
    **{
        f"meeting {verb} {option}": (situation,)
        for verb, command in {
            "set": "meeting set 2 --place Hall", "cancel": "meeting cancel 2 --reason x",
        }.items()
        for option, situation in {
            "--dry-run": Counts(f"{command} --dry-run", command),
            "--json": Shows(f"{command} --dry-run --json", '"kind": "meeting-change"'),
        }.items()
    },
    "meeting cancel --reason": (
        Refused("meeting cancel 2 --reason ''", "meeting cancel 2 --reason x"),
        Counts("meeting cancel 2 --reason x", "meeting cancel 2 --reason y"),
    ),
    "meeting hold --reason": (
        Refused("meeting hold 2 --reason ''", "meeting hold 2"),
        Counts("meeting hold 2 --date 2024-07-12 --reason x",
               "meeting hold 2 --date 2024-07-12 --reason y"),
    ),
    "meeting add --hears": (
        Refused("meeting add 3 --hears ''", "meeting add 3 --hears no"),
        Counts("meeting add 3 --hears no", "meeting add 3"),
    ),
    # pool
    "pool pull --pool": (
        Refused("pool pull --pool ''", "pool pull --pool pools/none"),
        Counts("pool pull --pool pools/one", "pool pull --pool pools/none"),
    ),
    "pool pull --dry-run": (
        Counts("pool pull --pool pools/one --dry-run", "pool pull --pool pools/one"),
    ),
    "pool pull --json": (Shows("pool pull --pool pools/none --json", '"kind": "pool-pull"'),),
    "pool list --pool": (
        Refused("pool list --pool ''", "pool list --pool pools/none"),
        Counts("pool list --pool pools/one", "pool list --pool pools/none"),
    ),
    "pool list --json": (Shows("pool list --pool pools/none --json", '"kind": "pool"'),),
    "pool list --body": (
        Refused("pool list --pool pools/none --body kr.b", "pool list --pool pools/none --cards",
                words="no register"),
        Refused("pool list --pool pools/none --body ''", "pool list --pool pools/none"),
    ),
    "pool list --lead": (
        Refused("pool list --pool pools/none --lead x", "pool list --pool pools/none --cards",
                words="no agency"),
    ),
    "pool list --region": (
        Refused("pool list --pool pools/none --region x", "pool list --pool pools/none --cards",
                words="no region"),
    ),
    "pool list --state": (
        Refused("pool list --pool pools/none --state x",
                "pool list --pool pools/none --state planned", words="no state"),
        Shows("pool list --pool pools/none --state planned --json", '"kind": "pool-cards"'),
    ),
    "pool list --signal": (
        Refused("pool list --pool pools/none --signal x",
                "pool list --pool pools/none --signal red", words="no signal"),
        Shows("pool list --pool pools/none --signal red --json", '"kind": "pool-cards"'),
    ),
    "pool list --follow-up": (
        Refused("pool list --pool pools/none --follow-up x",
                "pool list --pool pools/none --follow-up done", words="no follow-up class"),
        Shows("pool list --pool pools/none --follow-up done --json", '"kind": "pool-cards"'),
    ),
    "pool list --overdue": (
        Shows("pool list --pool pools/none --overdue --json", '"kind": "pool-cards"'),
    ),
    "pool list --cards": (
        Shows("pool list --pool pools/none --cards --json", '"kind": "pool-cards"'),
    ),
    "pool list --as-of": (
        Refused("pool list --pool pools/none --as-of ''",
                "pool list --pool pools/none --as-of 2024-03-01"),
        Shows("pool list --pool pools/none --as-of 2024-03-01 --json", '"kind": "pool-cards"'),
    ),
    "pool list --engine": (
        Refused("pool list --pool pools/none --cards --engine x",
                "pool list --pool pools/none --cards --engine duckdb", words="no engine"),
    ),
    "pool list --spark": (
        Refused("pool list --pool pools/none --cards --spark local[1]",
                "pool list --pool pools/none --cards", words="--engine spark"),
    ),
    "pool list --limit": (
        Refused("pool list --pool pools/none --limit 0", "pool list --pool pools/none --limit 1",
                words="not a number of cards"),
        Shows("pool list --pool pools/none --limit 1 --json", '"kind": "pool-cards"'),
    ),
    "pool report --pool": (
        Refused("pool report --pool ''", "pool report --pool pools/none"),
        Counts("pool report --pool pools/one", "pool report --pool pools/none"),
    ),
    "pool report --as-of": (
        Refused("pool report --pool pools/none --as-of ''", "pool report --pool pools/none"),
        Counts("pool report --pool pools/none --as-of 2024-03-01", "pool report --pool pools/none"),
    ),
    "pool report --by": (
        Refused("pool report --pool pools/none --by x", "pool report --pool pools/none --by tag",
                words="no cut"),
        Counts("pool report --pool pools/none --by tag", "pool report --pool pools/none"),
    ),
    "pool report --engine": (
        Refused("pool report --pool pools/none --engine x",
                "pool report --pool pools/none --engine duckdb", words="no engine"),
    ),
    "pool report --spark": (
        Refused("pool report --pool pools/none --spark local[1]",
                "pool report --pool pools/none", words="--engine spark"),
    ),
    "pool report --output": (
        Refused("pool report --pool pools/none -o ''", "pool report --pool pools/none -o out.md"),
        Counts("pool report --pool pools/none -o out.md", "pool report --pool pools/none"),
    ),
    "pool report --format": (
        Refused("pool report --pool pools/none --format csv",
                "pool report --pool pools/none --format markdown", words="no format"),
        Counts("pool report --pool pools/none --format markdown", "pool report --pool pools/none"),
    ),
    "pool report --font": (
        Refused("pool report --pool pools/none --font Arial", "pool report --pool pools/none"),
    ),
    "pool report --force": (
        Refused("pool report --pool pools/none --force",
                "pool report --pool pools/none -o there.md --force"),
        Counts("pool report --pool pools/none -o there.md --force",
               "pool report --pool pools/none -o there.md", (0, 1)),
    ),
    "pool report --no-pager": (Shows("pool report --pool pools/none --no-pager", "All bodies"),),
    "pool report --json": (Shows("pool report --pool pools/none --json", '"pool-report"'),),
    # config
    "config list --show-origin": (
        Counts("config list --show-origin", "config list"),
    ),
    "config list --json": (Shows("config list --json", '"kind": "config"'),),
    "config get --json": (Shows("config get lang --json", '"kind": "config"'),),
    "config set --json": (Shows("config set pager cat --json", '"kind": "config-file"'),),
    "config unset --json": (Shows("config unset pager --json", '"kind": "config-file"'),),
    "config path --json": (Shows("config path --json", '"kind": "config-file"'),),
    "config edit --json": (Shows("config edit --json", '"kind": "config-file"'),),
    # agency
    "agency list --json": (Shows("agency list --json", '"kind": "agencies"'),),
    "agency show --json": (Shows("agency show busan --json", '"kind": "agency"'),),
    "agency add --name": (
        Refused("agency add new --name ''", "agency add new --name New"),
        Refused("agency add new --name A --name B", "agency add new --name B", words="--name"),
        Refused("agency add new --name A --name en=B", "agency add new --name A --name ko=가",
                words="--name"),
        Counts("agency add new --name A --name ko=가", "agency add new --name A"),
    ),
    **{
        f"agency add --{name}": (
            Refused(f"agency add new --name A --{name} ''",
                    f"agency add new --name A --{name} {value}"),
            Counts(f"agency add new --name A --{name} {value}", "agency add new --name A"),
        )
        for name, value in {
            "level": "basic", "region": "South", "valid-from": "2024-01-01", "alias": "B",
            "id": "iso-3166-2:KR-26", "email": "a@b.example", "unit": "Planning",
            "after": "mois", "before": "busan",
        }.items()
    },
    **{
        f"agency set --{name}": (
            Refused(f"agency set busan --{name} ''",
                    f"agency set busan --{name} {value} --reason x"),
            Counts(f"agency set busan --{name} {value} --valid-from 2000-01-01 --reason x",
                   "agency set busan --valid-from 2000-01-01 --reason x"),
        )
        for name, value in {
            "level": "basic", "region": "South", "valid-to": "2024-12-31",
            "successor": "ulsan", "unset": "level",
        }.items()
    },
    **{
        f"agency set --{name}": (
            Refused(f"agency set busan --{name} ''", f"agency set busan --{name} {value}"),
            Counts(f"agency set busan --{name} {value} --alias B", "agency set busan --alias B"),
        )
        for name, value in {
            "email": "a@b.example", "unit": "Planning", "id": "kr-org:6260000"
        }.items()
    },
    "agency set --alias": (
        Refused("agency set busan --alias ''", "agency set busan --alias B"),
        Counts("agency set busan --alias B --region South", "agency set busan --region South"),
    ),
    "agency set --valid-from": (
        Refused("agency set busan --valid-from 2024-01-01 --unset valid-from",
                "agency set busan --valid-from 2024-01-01"),
        Counts("agency set busan --valid-from 2000-01-01 --alias B",
               "agency set busan --alias B"),
    ),
    "agency set --reason": (
        Refused("agency set busan --alias B --reason x", "agency set busan --alias B"),
        Counts("agency set busan --region South --reason x", "agency set busan --region South"),
    ),
    "agency rename --name": (
        Refused("agency rename busan --name ''", "agency rename busan --name Pusan"),
        Counts("agency rename busan --name A --name ko=가", "agency rename busan --name A"),
    ),
    **{
        f"agency rename --{name}": (
            Refused(f"agency rename busan --name A --{name} ''",
                    f"agency rename busan --name A --{name} {value}"),
            Counts(f"agency rename busan --name A --{name} {value}",
                   "agency rename busan --name A"),
        )
        for name, value in {"on": "2024-07-01", "reason": "Act"}.items()
    },
    **{
        f"agency close --{name}": (
            Refused(f"agency close busan --{name} ''",
                    f"agency close busan --{name} {value}"),
            Counts(f"agency close busan --{name} {value}", "agency close busan"),
        )
        for name, value in {
            "on": "2024-07-01", "successor": "moef", "reason": "Act",
        }.items()
    },
    "agency close --hand-over": (
        Refused("agency close busan --hand-over",
                "agency close busan --successor moef --hand-over"),
        Counts("agency close busan --successor moef --hand-over",
               "agency close busan --successor moef"),
    ),
    **{
        f"agency {verb} {option}": (situation,)
        for verb, command in {
            "add": "agency add new --name A", "set": "agency set busan --alias B",
            "rename": "agency rename busan --name A",
            "close": "agency close busan --successor moef --hand-over",
        }.items()
        for option, situation in {
            "--dry-run": Counts(f"{command} --dry-run", command),
            "--json": Shows(f"{command} --dry-run --json", '"kind": "agency-change"'),
        }.items()
    },
    # reference
    "rule --all": (
        Refused("rule CC203 --all", "rule CC203"),
        Counts("rule --all", "rule"),
        Shows("rule --all --format json", "CC203"),
        Shows("rule --all --format markdown", "CC203"),
    ),
    "rule --format": (
        Counts("rule --all --format json", "rule --all"),
        Counts("rule CC203 --format json", "rule CC203"),
        Shows("rule CC203 --format markdown", "# CC203 unknown-state"),
    ),
    "states --format": (Counts("states --format json", "states"),),
    "schema --columns": (
        Refused("schema card --columns", "schema --columns"),
        Counts("schema --columns", "schema"),
    ),
    "schema --json": (
        Counts("schema card --json", "schema card"),
        Shows("schema --columns --json", '"kind": "columns"'),
    ),
    "schema --kinds": (
        Refused("schema --columns --kinds", "schema --kinds", words="--columns"),
        Counts("schema card --kinds", "schema card"),
        Counts("schema --write s --kinds", "schema --write s"),
    ),
    "schema --write": (Refused("schema --write --check", "schema --write"),),
    "schema --check": (
        Refused("schema --check --write", "schema --check", code=1),
        Counts("schema --check", "schema"),
    ),
    # git integration
    "renumber --since": (Counts("renumber 1-5 --since HEAD", "renumber 1-5 --since HEAD~1", (3,)),),
    "renumber --dry-run": (
        Counts("renumber 1-5 --since HEAD~1 --dry-run", "renumber 1-5 --since HEAD~1"),
    ),
    "git-setup --dry-run": (Counts("git-setup --dry-run", "git-setup"),),
    # help
    "help --format": (
        Refused("help --format pdf", "help --format man", words="no format"),
        Counts("help update --format man", "help update"),
    ),
    "help --output": (
        Refused("help -o man", "help -o man --format man", words="-o requires"),
        Refused("help update -o man --format man", "help update --format man", words="-o"),
        Counts("help -o man --format man", "help --format man"),
    ),
    "help --force": (
        Refused("help --force", "help -o man --format man --force"),
    ),
    "commands --format": (
        Refused("commands --format csv", "commands --format json", words="no format"),
        Counts("commands --format json", "commands"),
    ),
    "commands --json": (Shows("commands --json", '"kind": "commands"'),),
    "doctor --json": (
        Counts("doctor --json", "doctor"), Counts("doctor --fix --json", "doctor --fix"),
    ),
    "doctor --fix": (
        Counts("doctor --fix stale", "doctor stale"),
        Counts("doctor --fix --json stale", "doctor --json stale"),
    ),
    "completion --install": (
        Refused("completion fish --install --uninstall", "completion fish --install"),
        Counts("completion fish --install", "completion fish"),
    ),
    "completion --uninstall": (
        Refused("completion fish --force --uninstall", "completion fish --uninstall",
                words="--force"),
        Counts("completion fish --uninstall", "completion fish"),
    ),
    "completion --dry-run": (
        Refused("completion fish --dry-run", "completion fish --install --dry-run"),
        Counts("completion fish --install --dry-run", "completion fish --install"),
    ),
    "completion --force": (
        Refused("completion fish --force", "completion fish --install --force"),
        Counts("completion fish --install --force foreign", "completion fish --install foreign",
               (0,)),
    ),
}  # fmt: skip

ON_HOLD = """\
id: M01-005
title: Rebuild the weir
visibility: closed
visibility_ground: Official Information Act
meeting: 1
lead: busan
state: on_hold
history:
  - {date: 2024-01-10, by: mois, state: registered, lead: busan}
  - {date: 2024-03-01, by: busan, state: on_hold, note: Flood, review: 2}
"""
UNTIDY = ON_HOLD.replace("on_hold\n", "On-Hold\n").replace("lead: busan\n", "lead: busann\n")
EDITOR = (
    "import pathlib, sys; p = pathlib.Path(sys.argv[1]);"
    "p.write_text(p.read_text('utf-8') + 'note: Typed.\\n', 'utf-8')"
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register under git; its last commit adds one card, which is on hold."""
    folder = tmp_path_factory.mktemp("template")
    config = FILES["cardctl.yaml"].replace("format: 1\n", "format: 1\nregister: xx.test\n")
    small_register(folder, cardctl=config)
    small_register(folder / "other").rename(folder / "other-register")
    (folder / "other").rmdir()
    (folder / "other-register/M01/M01-004.yaml").unlink()
    for name, text in SHEETS.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    for name, source in {"none": "", "one": "{id: kr.a, folder: ../../cards}"}.items():
        (folder / "pools" / name).mkdir(parents=True)
        (folder / "pools" / name / "pool.yaml").write_text(POOL.format(source=source), "utf-8")
    (folder / "brief.md.j2").write_text("{{ report.not_submitted }}", encoding="utf-8")
    (folder / "there.md").write_text("There.\n", encoding="utf-8")
    git(folder, "init", "-q", "--template=", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "One")
    (folder / "cards/M01/M01-005.yaml").write_text(ON_HOLD, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Two")
    git(folder, "gc", "-q")  # few files: the folder is copied for each command
    return folder


@pytest.fixture
def place(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    place = tmp_path / "place"
    shutil.copytree(template, place)
    monkeypatch.chdir(place)
    # Otherwise every seal differs from every other, with and without an option.
    monkeypatch.setattr(sealing, "token_hex", lambda size: "0" * 2 * size)
    return place


def prepare(place: Path, words: list[str]) -> list[str]:
    """Create the state named by the last words of a situation; return the other words."""
    meeting, card = place / "cards/M02/meeting.yaml", place / "cards/M01/M01-005.yaml"
    if "held" in words:
        meeting.write_text(FILES["M02/meeting.yaml"].replace("scheduled", "held"), "utf-8")
    if "untidy" in words:
        card.write_text(UNTIDY, encoding="utf-8")
    if "stale" in words:
        (place / "schemas").mkdir()
        (place / "schemas/card.schema.json").write_text("{}\n", encoding="utf-8")
    if "foreign" in words:
        script = place / ".config/fish/completions/cardctl.fish"
        script.parent.mkdir(parents=True)
        script.write_text("# own\n", encoding="utf-8")
    if "sealed" in words:
        assert run("meeting", "seal", "2", root=place / "cards").exit_code == 0
    states = ("held", "untidy", "stale", "sealed", "foreign")
    return [word for word in words if word not in states]


def run_line(place: Path, line: str) -> Result:
    env = {"VISUAL": shlex.join([sys.executable, "-c", EDITOR]), "HOME": str(place)}
    env |= dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME"), "")
    if line.startswith("config "):  # a settings file, which its editor leaves as it is
        env |= {"VISUAL": shlex.join([sys.executable, "-c", ""]), "CARDCTL_CONFIG": "own.toml"}
    return run(*prepare(place, shlex.split(line)), env=env)


def tree(place: Path) -> dict[str, bytes]:
    """Every file in *place*, except git objects and the index."""
    files = (path for path in place.rglob("*") if path.is_file())
    kept = (path for path in files if not {".cardctl", "objects"} & set(path.parts))
    return {str(path.relative_to(place)): path.read_bytes() for path in kept}


def outcome(place: Path, template: Path, line: str) -> tuple[Any, ...]:
    """Exit code, output and files after a command, run in a fresh copy of *template*."""
    shutil.rmtree(place)
    shutil.copytree(template, place)
    os.chdir(place)
    result = run_line(place, line)
    return result.exit_code, result.stdout, result.stderr, tree(place)


def options() -> Iterator[str]:
    """Every option of every command of the program, as ``COMMAND --option``."""
    top = typer.main.get_command(app)
    yield from names(top, "")
    ctx = top.context_class(top)
    for command in dict.fromkeys([*COMMANDS, *HIDDEN.values()]):
        yield from below(top.get_command(ctx, command), command)


def below(command: Any, name: str) -> Iterator[str]:
    yield from names(command, name)
    for inner, each in getattr(command, "commands", {}).items():
        yield from below(each, f"{name} {inner}")


def names(command: Any, name: str) -> Iterator[str]:
    for parameter in command.params:
        if parameter.param_type_name == "option":
            option = "/".join([parameter.opts[-1], *parameter.secondary_opts[-1:]])
            yield f"{name} {option}".strip()


def test_situations_list_exactly_the_options_of_the_program() -> None:
    found = list(options())
    assert len(found) > 100
    assert sorted(set(found) ^ SITUATIONS.keys()) == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("option", "situation"),
    [(option, each) for option, situations in SITUATIONS.items() for each in situations],
    ids=lambda each: each.args if not isinstance(each, str) else "",
)
def test_option_takes_effect_or_is_refused(
    option: str, situation: TransitionContext, place: Path, template: Path
) -> None:
    match situation:
        case Counts(args, without, codes):
            found = outcome(place, template, args)
            assert found[0] in codes, found[:3]
            assert found != outcome(place, template, without)
        case Shows(args, text):
            result = run_line(place, args)
            assert result.exit_code == 0, result.output
            assert text in result.output
        case Refused(args, instead, code, words):
            prepare(place, shlex.split(args))
            before = tree(place)
            result = run_line(place, args)
            assert result.exit_code in ((2, 3) if words == "a register already exists" else (2,))
            assert tree(place) == before
            assert result.stdout == "" or json.loads(result.stdout)["kind"] == "error"
            assert words or option.rpartition(" ")[2] in result.stderr
            assert words in result.stderr
            message, hint = result.stderr.splitlines()[:2]
            assert message.startswith("cardctl: ")
            assert hint.startswith("  = ")
            after = run_line(place, instead)
            assert after.exit_code == code, after.output
