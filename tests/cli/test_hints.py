"""Each hint that names a command or an option works where it is printed.

`CASES` has a small case for each template: a setup and a command that makes the program print
the hint. The commands in the hint are then run there. A template without a case fails the test.
"""

# ruff: noqa: E501, ISC004 - templates are on one line, as in the source

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from support.cli_git import ENVIRONMENT, git
from support.messages import help_texts
from support.registers import BROKEN, FILES, run, small_register

import cardctl
from cardctl.app.agent_guide import TEXTS
from cardctl.cli.app import COMMANDS
from cardctl.domain.changes.values import _OTHER_WAYS
from cardctl.rules import RULES, check, examples
from cardctl.rules.rule import CHANGES, CHECKS
from cardctl.store.load import load

COMMAND = re.compile(
    rf"cardctl (?:-C (?:'[^']*'|\S+) )?(?:{'|'.join(COMMANDS)})\b"
    r"|\bgit (?:add|checkout|config|fetch|log|show)\b|\bpip install|\bpre-commit install"
)
OPTION = re.compile(r"(?<![\w-])-(?:-[a-z][a-z-]*|[oC]\b)")
FILLED = re.compile(r"\{(?:cardctl|command|form|options?)\}")
"""Places that hold a command or options."""

OLD_SEAL = Path(__file__).parents[1] / "data/seal-format-1.json"

OWN = "own.toml"
"""The file with the settings of the person."""

FILL = {
    "TEXT": "words", "TITLE": "Words", "N": "2", "URL": "https://example.org/1", "VALUE": "12",
    "DATE": "2024-12-31", "AGENCY": "moef", "OUTCOME": "withdrawn", "REASON": "words",
}  # fmt: skip
"""What is typed for the words in capitals."""


# Setups -----------------------------------------------------------------------------------------


def nothing(_: Path) -> None:
    """An empty folder."""


def small(folder: Path) -> None:
    """The small register in `cards/`."""
    small_register(folder)


def with_files(**more: str | None) -> Callable[[Path], None]:
    """The small register with other files; None removes a file."""

    def place(folder: Path) -> None:
        root = small_register(folder, **{key: text for key, text in more.items() if text})
        for key in (key for key, text in more.items() if text is None):
            (root / f"{key.replace('__', '/').replace('_', '-')}.yaml").unlink()

    return place


def edited(path: str, old: str, new: str) -> Callable[[Path], None]:
    """The small register with *old* replaced in one file."""

    def place(folder: Path) -> None:
        small(folder)
        edit(folder, path, old, new)

    return place


def edit(folder: Path, path: str, old: str, new: str) -> None:
    file = folder / "cards" / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def repository(folder: Path) -> None:
    """The small register, committed on main."""
    small(folder)
    git(folder, "init", "-q")
    commit(folder)


def under_git(folder: Path) -> None:
    """Commit what is there on main."""
    git(folder, "init", "-q")
    commit(folder)


def commit(folder: Path, message: str = "cards") -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)


def both(*places: Callable[[Path], None]) -> Callable[[Path], None]:
    """Run several setups in order."""

    def place(folder: Path) -> None:
        for each in places:
            each(folder)

    return place


def typed(*lines: str) -> Callable[[Path], None]:
    """Run commands first."""

    def place(folder: Path) -> None:
        for line in lines:
            if line.startswith("cardctl "):
                done = run(*shlex.split(line)[1:])
                assert done.exit_code == 0, done.stderr
            else:
                git(folder, *shlex.split(line)[1:], ok="merge" not in line)

    return place


def changed(path: str, old: str, new: str) -> Callable[[Path], None]:
    """A committed register with an uncommitted change."""
    return both(repository, lambda folder: edit(folder, path, old, new))


def second_at_the_top(folder: Path) -> None:
    """A committed register, and a copy of it at the top of the repository."""
    repository(folder)
    shutil.copytree(folder / "cards", folder, dirs_exist_ok=True)
    git(folder, "add", "-A")


def behind_a_link(folder: Path) -> None:
    """A committed register that was moved, with a link in its old place."""
    repository(folder)
    git(folder, "mv", "cards", "records")
    (folder / "cards").symlink_to("records")


def after_meeting(folder: Path) -> None:
    """The small register after meeting 2 was held, committed on main."""
    with_files(M02__meeting=HELD)(folder)
    git(folder, "init", "-q")
    commit(folder)


def changed_after_meeting(path: str, old: str, new: str) -> Callable[[Path], None]:
    """A register committed after meeting 2, with an uncommitted change."""
    return both(after_meeting, lambda folder: edit(folder, path, old, new))


def clone(folder: Path, *options: str) -> None:
    """Turn *folder* into a clone of a repository beside it."""
    upstream = folder / "upstream"
    repository(upstream)
    edit(upstream, "M02/meeting.yaml", "items:", "place: Hall\nitems:")
    commit(upstream)
    url = upstream.as_uri()
    git(folder, "clone", "-q", *options, url, "here")
    upstream.rename(folder.parent / "upstream")
    git(folder / "here", "remote", "set-url", "origin", (folder.parent / "upstream").as_uri())
    for each in (folder / "here").iterdir():
        each.rename(folder / each.name)


def shallow(folder: Path) -> None:
    clone(folder, "--depth", "1")


def behind(folder: Path) -> None:
    """A clone whose upstream has a new branch."""
    clone(folder)
    git(folder.parent / "upstream", "branch", "topic-9", "HEAD~1")


def in_conflict(folder: Path) -> None:
    """A merge of two branches that changed the same line."""
    both(
        repository,
        typed("git checkout -qb one", "cardctl update 1-1 --lead moef"),
        commit,
        typed("git checkout -qb two main", "cardctl update 1-1 --lead ulsan"),
        commit,
        typed("git merge -q one"),
    )(folder)


def replaced_by_same_id(folder: Path) -> None:
    """A merge in which one side's card replaced another card with the same id."""
    both(
        repository,
        typed("git checkout -qb one", "cardctl new Pumps --meeting 1 --item 1"),
        commit,
        typed("git checkout -qb two main", "cardctl new Sluices --meeting 1 --item 1"),
        commit,
        typed("git merge -q one", "git checkout --ours cards/M01/M01-005.yaml"),
        commit,
    )(folder)


def unrelated_histories(folder: Path) -> None:
    repository(folder)
    git(folder, "checkout", "-q", "--orphan", "other")
    commit(folder, "another start")
    git(folder, "branch", "base")
    edit(folder, "M02/meeting.yaml", "items:", "place: Hall\nitems:")
    commit(folder)


def merge_inputs(folder: Path) -> None:
    """Three versions of a card as git gives them to the merge driver."""
    repository(folder)
    text = FILES["M01/M01-001.yaml"]
    for name, title in (("base", "Raise the dykes"), ("ours", "Ours"), ("theirs", "Theirs")):
        new = text.replace("{en: Raise the dykes", f"{{en: {title}")
        (folder / name).write_text(new, encoding="utf-8")


def sealed(folder: Path) -> None:
    both(repository, typed("cardctl meeting seal 2 --as-of 2024-06-30"), commit)(folder)


def old_seal(folder: Path) -> None:
    small(folder)
    shutil.copy(OLD_SEAL, folder / "cards/M02/seal.json")


def changed_seal(folder: Path) -> None:
    sealed(folder)
    path = folder / "cards/M02/seal.json"
    path.write_text(path.read_text("utf-8").replace('"by": "mois"', '"by": "moef"'), "utf-8")


def broken_seal(folder: Path) -> None:
    sealed(folder)
    (folder / "cards/M02/seal.json").write_text("{}\n", encoding="utf-8")


def misnamed(old: str, new: str) -> Callable[[Path], None]:
    def place(folder: Path) -> None:
        small(folder)
        (folder / "cards" / new).parent.mkdir(exist_ok=True)
        (folder / "cards" / old).rename(folder / "cards" / new)

    return place


def linked(folder: Path) -> None:
    """The folder of meeting 2 is a link."""
    small(folder)
    (folder / "cards/M02").rename(folder / "elsewhere")
    (folder / "cards/M02").symlink_to(folder / "elsewhere")


def index_from_elsewhere(folder: Path) -> None:
    both(small, typed("cardctl list"))(folder)
    kept = folder / "kept"
    (folder / "cards/.cardctl").rename(kept)
    git(folder, "init", "-q")
    git(folder, "add", "cards")
    git(folder, "commit", "-qm", "cards")
    shutil.rmtree(folder / "cards")
    git(folder, "checkout", "-q", "--", "cards")
    kept.rename(folder / "cards/.cardctl")


def unreadable_in_base(folder: Path) -> None:
    """A card that is unreadable in the last commit and missing from the one before."""
    repository(folder)
    kept = (folder / "cards/M01/M01-002.yaml").read_text("utf-8")
    git(folder, "rm", "-q", "cards/M01/M01-002.yaml")
    commit(folder, "without it")
    (folder / "cards/M01/M01-002.yaml").write_text("id: [\n", encoding="utf-8")
    commit(folder, "broken")
    (folder / "cards/M01/M01-002.yaml").write_text(kept, encoding="utf-8")


def foreign_hooks(folder: Path) -> None:
    repository(folder)
    (folder / ".pre-commit-config.yaml").write_text("repos: []\n", encoding="utf-8")


def stale_schemas(at: str = "schemas") -> Callable[[Path], None]:
    def place(folder: Path) -> None:
        both(small, typed(f"cardctl schema --write '{at}'"))(folder)
        (folder / at / "card.schema.json").write_text("{}\n", encoding="utf-8")

    return place


def stale_code_owners(folder: Path) -> None:
    """The lines of CODEOWNERS are those of another secretariat."""
    small(folder)
    agencies = folder / "cards/agencies.yaml"
    for owner in ("@town/old", "@town/new"):
        text = FILES["agencies.yaml"].replace("code: mois,", f"code: mois, owners: ['{owner}'],")
        agencies.write_text(text, encoding="utf-8")
        if owner == "@town/old":
            typed("cardctl init --with codeowners")(folder)


def written(name: str, text: str) -> Callable[[Path], None]:
    def place(folder: Path) -> None:
        small(folder)
        (folder / name).write_text(text, encoding="utf-8")

    return place


NO_CARDS = {path.replace("/", "__").replace("-", "_")[:-5]: None for path in FILES if "-0" in path}
NO_MEETINGS = {f"M0{number}__meeting": None for number in (1, 2)}
DATELESS = FILES["M02/meeting.yaml"].replace("scheduled", "held").replace("date: 2024-07-10\n", "")
HELD = FILES["M02/meeting.yaml"].replace("scheduled", "held").replace("2024-07-10", "2024-08-01")
LATER = "number: {number}\nstatus: scheduled\nitems: []\n"
MERGED = """\
id: M01-005
title: Join the gauges
meeting: 1
item: 1
lead: moef
state: submitted
outcome: merged
history:
  - {date: 2024-01-10, by: mois, state: registered, lead: moef}
  - {date: 2024-02-01, by: moef, state: submitted, outcome: merged}
"""


def returned(folder: Path) -> None:
    small(folder)
    (folder / "back.csv").write_text("card,result\nM01-001,Half.\n", encoding="utf-8")


def cancelled(folder: Path) -> None:
    both(small, typed("cardctl meeting cancel 2 --reason x"))(folder)


# Cases ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A command that prints a hint, and how to follow the hint.

    *typed* prints the hint in the folder set up by *place*. The commands in the hint are then run
    there, in order. If the hint names options, *then* lists commands with them; each is an
    alternative, run in a fresh folder. *by_hand* does what the hint asks for besides its commands.
    With *again*, *typed* must succeed afterwards. *fill* gives the values of placeholders in
    capitals. *exits* are the accepted exit codes.
    """

    typed: str
    place: Callable[[Path], None] = small
    then: Sequence[str] = ()
    again: bool = False
    by_hand: Callable[[Path], None] = nothing
    fill: tuple[tuple[str, str], ...] = ()
    exits: tuple[int, ...] = (0,)


def pool_in(name: str, lock: str = "") -> Callable[[Path], None]:
    """A pool without registers in the folder *name*."""

    def place(folder: Path) -> None:
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "pool.yaml").write_text("format: 1\ntitle: All\nsources: []\n", "utf-8")
        if lock:
            (folder / name / "pool.lock").write_text(lock, "utf-8")

    return place


VIEW = (("NAME", "late"),)


def own(text: str) -> Callable[[Path], None]:
    """The settings of the person."""

    def place(folder: Path) -> None:
        (folder / OWN).write_text(text, encoding="utf-8")

    return place


def with_own(text: str) -> Callable[[Path], None]:
    """The small register, and settings of the person."""
    return both(small, own(text))


FROM_SHEET = (("FILE", "u.csv"),)


def only_sheet(text: str) -> Callable[[Path], None]:
    """A sheet with this text."""

    def place(folder: Path) -> None:
        (folder / "u.csv").write_text(text, encoding="utf-8")

    return place


def with_sheet(text: str) -> Callable[[Path], None]:
    """The small register, and a sheet."""
    return both(small, only_sheet(text))


HEARD = edited("M02/meeting.yaml", "scheduled", "held")
"""Meeting 2 has heard the cards."""

UNHEARD = edited("M02/meeting.yaml", "2024-07-10\npapers: 2024-07-01", "2025-01-10")
CONFIRMED = both(HEARD, typed("cardctl meeting confirm 2 1-3"))
WORDS = (("VALUE", "words"),)
"""A text where a value is asked for."""

FINDINGS = (0, 1)
"""The exit codes of a command that checks."""

LATE = 'cardctl update 1-1 --due 2024-12-31 --reason "the rains"'
PLAN = "--set plan.summary=words --set plan.no_steps=words --due 2024-12-31"
WITHOUT_SECOND = with_files(M02__meeting=None)

CASES: dict[str, list[Case]] = {
    "leave it out, or name a folder with -o": [
        Case("cardctl help --force", nothing, ["cardctl help --format man -o man --force"])
    ],
    "add --format man, or leave out -o": [
        Case("cardctl help -o man", nothing, ["cardctl help -o man --format man"])
    ],
    "leave out the names, or leave out -o to print one page": [
        Case(
            "cardctl help update --format man -o man",
            nothing,
            ["cardctl help update --format man", "cardctl help --format man -o man"],
        )
    ],
    "use: cardctl help {names}": [Case("cardctl help update list", nothing)],
    "save one: cardctl list --overdue --save NAME": [
        Case("cardctl list @late", fill=VIEW, again=True)
    ],
    "no saved views; save one: cardctl list --overdue --save NAME": [
        Case("cardctl list @", fill=VIEW, again=True)
    ],
    "name a view: cardctl list @NAME": [
        Case("cardctl list @ --overdue", with_own("[views.late]\noverdue = true\n"), fill=VIEW)
    ],
    "delete it first: cardctl config unset views.{name}": [
        Case("cardctl list --open --save late", with_own("[views.late]\noverdue = true\n"),
             again=True)
    ],
    "saved; show it: cardctl list @{name}": [Case("cardctl list --open --save late")],
    "use --format json": [
        Case("cardctl list @ --format csv", then=["cardctl list @ --format json"])
    ],
    "add one, such as --overdue": [
        Case("cardctl list --save late", then=["cardctl list --overdue --save late"])
    ],
    "list all settings: cardctl config list": [Case("cardctl config get views.late.where")],
    "edit it: cardctl config edit": [
        Case("cardctl list", with_own("color = true\n"), by_hand=own("color = 'auto'\n"),
             again=True)
    ],
    "the last day is --as-of (default: today)": [
        Case("cardctl report --since 2030-01-01",
             then=["cardctl report --since 2030-01-01 --as-of 2030-01-31"])
    ],
    "use: {form}": [
        Case("cardctl config set views.late open",
             then=["cardctl config set views.late.where open"])
    ],
    "cardctl assigns the ids; to change cards: cardctl update --from FILE": [
        Case("cardctl new --from u.csv", with_sheet("id,note\n1-2,words\n"), fill=FROM_SHEET)
    ],
    "delete the column; after that: cardctl update --from FILE": [
        Case("cardctl new --from u.csv", with_sheet("title,progress\nWells,40\n"),
             by_hand=only_sheet("id,result,progress,by\n1-2,Half,40,mois\n"), fill=FROM_SHEET)
    ],
    "delete the column, or look for its name: cardctl schema --columns": [
        Case("cardctl update --from u.csv", with_sheet("id,구분\n1-1,words\n"))
    ],
    "add a column with the ids of the cards: cardctl list --format csv": [
        Case("cardctl update --from u.csv", with_sheet("note\nwords\n"))
    ],
    "add --all, or list the cards instead": [
        Case("cardctl meeting confirm 2 --except 1-1", HEARD,
             then=["cardctl meeting confirm 2 --all", "cardctl meeting confirm 2 1-3"])
    ],
    "list the cards, or use --all": [
        Case("cardctl meeting confirm 2", HEARD,
             then=["cardctl meeting confirm 2 --all", "cardctl meeting confirm 2 1-3"])
    ],
    "see them: cardctl meeting show {number}": [
        Case("cardctl meeting confirm 2 --all --except 1-1", HEARD)
    ],
    "see what was submitted: cardctl list --state submitted": [
        Case("cardctl meeting confirm 2 --all --except 1-3", HEARD)
    ],
    # a change
    "restore it under a free id: git show {commit}:{path}; before a merge, use: cardctl "
    "renumber {name}": [
        Case("cardctl validate --since HEAD", replaced_by_same_id)
    ],
    "restore it, then correct it by a further entry: cardctl update {id} --correct FIELD=VALUE --reason TEXT --meeting N": [
        Case(
            "cardctl validate --since HEAD",
            changed_after_meeting("M01/M01-003.yaml", "lead: ulsan, due: 2024-05-31", "lead: ulsan, due: 2024-06-30"),
            by_hand=typed("git checkout -q HEAD cards"),
            fill=(("FIELD=VALUE", "lead=busan"),),
            again=True,
        )
    ],
    "restore it, or reopen the card first: cardctl update {id} --state in_progress --reason TEXT": [
        Case(
            "cardctl validate --since HEAD",
            changed("M01/M01-004.yaml", "lead: moef\n", "lead: moef\ntags: [money]\n"),
            again=True,
        )
    ],
    "restore it: git checkout {commit} -- :/{path}; if the card was registered in error, close "
    "it: cardctl void {id} --reason TEXT --meeting N": [
        Case(
            "cardctl validate --since HEAD",
            both(after_meeting, lambda folder: (folder / "cards/M01/M01-002.yaml").unlink()),
            again=True,
        )
    ],
    "fetch it: git fetch --unshallow (GitHub Actions: fetch-depth: 0; GitLab: GIT_DEPTH: 0)": [
        Case("cardctl validate --since HEAD~1", shallow, again=True)
    ],
    "fetch it: git fetch origin (GitHub Actions: fetch-depth: 0)": [
        Case("cardctl validate --since refs/remotes/origin/topic-9", behind, again=True)
    ],
    "did you mean {near}? If not, fetch it: git fetch origin (GitHub Actions: fetch-depth: 0)": [
        Case(
            "cardctl validate --since origin/topic-9",
            both(behind, typed("git branch origin/topic-8")),
            again=True,
        )
    ],
    "check the folder itself: {command}": [
        Case("cardctl validate --since HEAD", second_at_the_top),
        Case("cardctl validate --staged", second_at_the_top),
        Case("cardctl validate --since HEAD", behind_a_link),
    ],
    "specify the base branch: --since BRANCH": [
        Case(
            "cardctl validate --since main", unrelated_histories, ["cardctl validate --since base"]
        )
    ],
    "resolve it first, then: git add {file}": [
        Case(
            "cardctl validate --staged",
            in_conflict,
            by_hand=typed("git checkout --ours cards/M01/M01-001.yaml"),
        )
    ],
    "specify a commit, branch or tag: --since REV": [
        Case("cardctl validate --since auto", repository, ["cardctl validate --since HEAD"]),
        Case("cardctl validate --since xyz", repository, ["cardctl validate --since HEAD"]),
    ],
    "first run cardctl validate --fix, then cardctl validate {judge}": [
        Case("cardctl validate --fix --since main", repository),
        Case("cardctl validate --fix --staged", repository),
    ],
    # findings that no example of a rule shows
    "register it: cardctl meeting add {number}": [
        Case("cardctl validate", with_files(M04__meeting=LATER.format(number=4)), again=True)
    ],
    "registered: {known}; to add it: cardctl meeting add {number}": [
        Case(
            "cardctl validate",
            with_files(
                M03__M03_001=FILES["M01/M01-002.yaml"]
                .replace("M01-002", "M03-001")
                .replace("meeting: 1\nitem: 2", "meeting: 3")
            ),
            again=True,
        )
    ],
    "add it: cardctl update {id} {options}": [
        Case("cardctl validate", with_files(M01__M01_005=MERGED), fill=(("ID", "1-1"),), again=True)
    ],
    "remove it, then record it: cardctl update {id} --{field} {value}": [
        Case(
            "cardctl validate",
            edited("M01/M01-002.yaml", "state: registered\nh", "state: registered\ndue: 2024-12-31\nh"),
            by_hand=typed("cardctl validate --fix --unsafe"),
            again=True,
        )
    ],
    "restore {last}, then run: cardctl update {id} --{field} {value}": [
        Case(
            "cardctl validate",
            edited("M01/M01-001.yaml", "lead: busan   #", "lead: moef   #"),
            by_hand=typed("cardctl validate --fix --unsafe"),
            again=True,
        )
    ],
    "restore {last}, then run: cardctl update {id} --due {value} --reason TEXT": [
        Case(
            "cardctl validate",
            edited("M01/M01-003.yaml", "due: 2024-05-31\nr", "due: 2025-12-31\nr"),
            by_hand=typed("cardctl validate --fix --unsafe"),
            exits=(3,),  # that date has passed, so a meeting has to grant another one
        )
    ],
    "regenerate it: cardctl schema --write": [
        Case("cardctl validate", stale_schemas(), again=True)
    ],
    "all rules: cardctl rule --all": [Case("cardctl rule CC999")],
    "check its file: cardctl validate {path}": [
        Case("cardctl validate", misnamed("M01/meeting.yaml", "M01/meeting.yml"), exits=FINDINGS),
        Case("cardctl meeting add 1", misnamed("M01/meeting.yaml", "M01/Meeting.yaml"),
             exits=FINDINGS),
        Case("cardctl meeting add 2", misnamed("M02/meeting.yaml", "m2/meeting.yaml"),
             exits=FINDINGS),
        Case("cardctl meeting add 2", misnamed("M02/meeting.yaml", "M02/meeting 2.yaml"),
             exits=FINDINGS),
        Case("cardctl meeting add 2", linked, exits=FINDINGS),
        Case("cardctl meeting show 1", with_files(M01__meeting="number: one\n"), exits=FINDINGS),
        Case("cardctl meeting add 1", with_files(M01__meeting="number: one\n"), exits=FINDINGS),
        Case("cardctl show 1-5", with_files(M01__M01_005=BROKEN), exits=FINDINGS),
        Case("cardctl update 1-5 --lead moef", with_files(M01__M01_005=BROKEN), exits=FINDINGS),
        Case("cardctl update 1-2 --lead moef", with_files(cardctl="format: one\n"),
             exits=FINDINGS),
    ],
    # commands
    "specify a format: --format FORMAT": [
        Case("cardctl report -o r.xyz", then=["cardctl report -o r.xyz --format text"])
    ],
    "choose another folder, or write into it with --force": [
        Case("cardctl site -o cards", then=["cardctl site -o cards --force"])
    ],
    "name it, the country first: cardctl init --name kr.clcm": [
        Case("cardctl export -o tables", then=["cardctl init --name kr.clcm",
                                               "cardctl export -o tables"], exits=(0, 3))
    ],
    "next: name the register, the country first: {command}": [
        Case("cardctl init --with tables")
    ],
    "use words with dots, the country first, for example: --name kr.clcm": [
        Case("cardctl init --name Council", then=["cardctl init --name kr.clcm"])
    ],
    "for example: --base-url https://example.org/register": [
        Case("cardctl site -o pages --base-url example.org",
             then=["cardctl site -o pages --base-url https://example.org/register"])
    ],
    "overwrite them with --force": [
        Case("cardctl request -o forms", both(small, typed("cardctl request -o forms")),
             ["cardctl request -o forms --force"])
    ],
    "add --install, or leave out {option}": [
        Case("cardctl completion fish --dry-run", then=["cardctl completion fish --install --dry-run", "cardctl completion fish"]),
    ],
    "overwrite it with --force": [
        Case("cardctl report -o r.md", both(small, typed("cardctl report -o r.md")),
             ["cardctl report -o r.md --force"])
    ],
    "Explain: cardctl rule {code}": [Case("cardctl validate", with_files(M01__M01_005=BROKEN))],
    'create one: cardctl new "TITLE"': [
        Case("cardctl validate", with_files(**NO_CARDS), again=True)
    ],
    "add the first meeting: cardctl meeting add {number}": [
        Case("cardctl validate", with_files(**NO_CARDS, **NO_MEETINGS))
    ],
    "regenerate them: cardctl schema --write": [
        Case("cardctl schema --check", stale_schemas(), again=True)
    ],
    "regenerate them: cardctl schema --write {folder}": [
        Case("cardctl schema --check 'my schemas'", stale_schemas("my schemas"), again=True)
    ],
    "regenerate them: cardctl schema --kinds --write {folder}": [
        Case("cardctl schema --kinds --check out", small, again=True)
    ],
    "fix it first: cardctl validate": [
        Case("cardctl update 1-2 --lead moef", with_files(agencies=None), exits=FINDINGS)
    ],
    "{count} closed card is not shown; show it with --all": [
        Case("cardctl board", then=["cardctl board --all"])
    ],
    "{count} closed cards are not shown; show them with --all": [
        Case("cardctl board", both(UNHEARD, typed("cardctl void 1-2 --reason twice")),
             then=["cardctl board --all"])
    ],
    "see the current version: cardctl show {id} --json": [
        Case("cardctl update 1-1 --set note=x --if-match 0123456789")
    ],
    "use: {option} {form}": [
        Case("cardctl update 1-1 --set note", then=["cardctl update 1-1 --set note=x"]),
        Case("cardctl update 1-1 --result x --reading km",
             then=["cardctl update 1-1 --result x --reading km=3"]),
        Case("cardctl update 1-1 --step b", then=["cardctl update 1-1 --step b=done"]),
    ],
    "to change the result on file, add: --revise": [
        Case("cardctl --today 2024-06-20 update 1-3 --evidence https://e.org/1",
             then=["cardctl --today 2024-06-20 update 1-3 --evidence https://e.org/1 --revise"]),
    ],
    "add: --revise": [
        Case("cardctl --today 2024-06-20 update 1-3 --unset result.progress",
             then=["cardctl --today 2024-06-20 update 1-3 --unset result.progress --revise"]),
    ],
    'write it with its unit; if it is right: --spent "{amount}"': [
        Case("cardctl update 1-1 --result words --spent 14500000",
             then=["cardctl update 1-1 --result words --spent 'KRW 14.5 trillion'"])
    ],
    "add: --result TEXT": [
        Case("cardctl update 1-1 --progress 3",
             then=["cardctl update 1-1 --progress 3 --result words"]),
    ],
    "file one: cardctl update {id} --result TEXT": [
        Case("cardctl update 1-1 --revise --progress 3")
    ],
    "file one (--result TEXT), or name who filed it: --by {agencies}": [
        Case("cardctl --today 2024-06-20 update 1-3 --revise --by mois --progress 3",
             then=["cardctl --today 2024-06-20 update 1-3 --by mois --progress 3 --result words",
                   "cardctl --today 2024-06-20 update 1-3 --revise --by ulsan --progress 3"]),
    ],
    "revise it: cardctl update {id} --revise --by {by} --for {meeting} --result TEXT --reason TEXT": [
        Case("cardctl update 1-3 --result again"),
        Case("cardctl update 1-3 --result again --for 2", with_files(M02__meeting=HELD)),
    ],
    "{id}: this revises the result of {by} for meeting {meeting}, filed on {date}; to keep its other values, use --revise": [
        Case("cardctl --today 2024-06-20 update 1-3 --result again --dry-run",
             then=["cardctl --today 2024-06-20 update 1-3 --result again --revise"]),
    ],
    "restore it, then revise it by a further result: cardctl update {id} --revise --result TEXT --reason TEXT": [
        Case(
            "cardctl validate --since HEAD",
            changed("M01/M01-003.yaml", "The gauges are in place.", "No gauges."),
            by_hand=typed("git checkout -q HEAD cards"),
            again=True,
        )
    ],
    "see the examples: cardctl update --help": [
        Case("cardctl update 1-1"),
        Case("cardctl update 1-1 --correct history.0.note=x --reason y"),
    ],
    "see the examples: cardctl new --help": [Case("cardctl new")],
    "leave it out, or add --state STATE, --outcome OUTCOME, --lead AGENCY, --due DATE or --result TEXT": [
        Case(
            "cardctl update 1-2 --set note=x --on 2024-07-15",
            then=[
                f"cardctl update 1-2 --set note=x {on} --on 2024-07-15"
                for on in ("--state on_hold --reason words --review 2",
                           "--outcome withdrawn --reason words", "--lead moef",
                           "--due 2024-12-31", "--result words")
            ],
        )
    ],
    "to set the meeting that hears the result: --for {number}": [
        Case("cardctl update 1-1 --result words --meeting 2",
             then=["cardctl update 1-1 --result words --for 2"])
    ],
    "add: --outcome infeasible --reason TEXT": [
        Case("cardctl update 1-2 --substitute words",
             then=["cardctl update 1-2 --substitute words --outcome infeasible --reason words"])
    ],
    "add: --state on_hold": [
        Case("cardctl update 1-2 --reason words --lead moef --review 2",
             then=["cardctl update 1-2 --reason words --lead moef --review 2 --state on_hold"])
    ],
    "add: --select {rule}": [
        Case("cardctl validate --for-meeting 2 --select CC5",
             then=["cardctl validate --for-meeting 2 --select CC5 --select CC616"])
    ],
    "add: --for-meeting N": [
        Case("cardctl validate --select CC616",
             then=["cardctl validate --select CC616 --for-meeting 2"])
    ],
    "add --since REV or --staged": [
        Case("cardctl validate --select CC505", repository,
             ["cardctl validate --select CC505 --since HEAD",
              "cardctl validate --select CC505 --staged"]),
        Case("cardctl validate --summary change.md", repository,
             ["cardctl validate --summary change.md --since HEAD",
              "cardctl validate --summary change.md --staged"]),
    ],
    "add -o FILE, or leave out --force": [
        Case("cardctl report --force", then=["cardctl report --force -o report.md"])
    ],
    "leave out --font, or use a format that supports it: {formats}": [
        Case("cardctl report --font Nanum",
             then=["cardctl report --font NanumGothic --format hwpx -o report.hwpx"])
    ],
    "leave it out and then run: cardctl edit ID": [
        Case("cardctl new --from sheet.csv --edit",
             both(small, written("sheet.csv", "title\nA\nB\n")),
             by_hand=typed("cardctl new --from sheet.csv"), fill=(("ID", "1-5"),))
    ],
    "compare with a revision where it is readable: --since REV": [
        Case("cardctl renumber 1-2 --since HEAD", unreadable_in_base,
             ["cardctl renumber 1-2 --since HEAD~1"])
    ],
    "fix it first: cardctl validate --select CC207": [
        Case("cardctl meeting seal 2", with_files(M01__M01_005=MERGED.replace("-005", "-006")),
             exits=FINDINGS)
    ],
    "add --state STATE, --outcome OUTCOME, --lead AGENCY or --due DATE": [
        Case(
            "cardctl update 1-2 --reason words",
            then=[
                "cardctl update 1-2 --reason words --state on_hold --review 2",
                "cardctl update 1-2 --reason words --outcome withdrawn",
                "cardctl update 1-2 --reason words --lead moef",
                "cardctl update 1-2 --reason words --due 2024-12-31",
            ],
        )
    ],
    "next: cardctl update {id} --state planned {options}": [
        Case('cardctl new "A new pump" --meeting 1'),
        Case('cardctl new "A new pump" --meeting 1 --lead moef --due 2024-12-31'),
    ],
    "next: cardctl list --meeting {number}": [
        Case("cardctl new --from new.csv", written("new.csv", "title\nPumps\nSluices\n"))
    ],
    'use: --item "decision: {item}"': [
        Case("cardctl meeting add 3 --item Pumps",
             then=['cardctl meeting add 3 --item "decision: Pumps"'])
    ],
    "add it: cardctl meeting hold {number} --date DATE": [
        Case("cardctl meeting confirm 2 1-3", with_files(M02__meeting=DATELESS),
             fill=(("DATE", "2024-07-10"),), again=True)
    ],
    "record it as held: cardctl meeting hold {number}": [
        Case("cardctl meeting confirm 2 1-3", again=True)
    ],
    "submit one first: cardctl update {id} --state submitted --outcome OUTCOME": [
        Case("cardctl meeting confirm 2 1-2", with_files(M02__meeting=HELD),
             fill=(("OUTCOME", "noted"),), again=True)
    ],
    "next: review these files, enter your agencies in {agencies}, then run\n  {cardctl} "
    "validate\n  {cardctl} meeting add {number}\n  {cardctl} report --meeting {number}": [
        Case(f"cardctl init {name}".strip(), nothing, again=False)
        for name in ("cards", "'the board'", "", "a/b")
    ],
    "list what a template can use: cardctl report --format json": [
        Case("cardctl report --template r.md.j2", written("r.md.j2", "{{ nothing.at.all }}\n"))
    ],
    "preview the changes: cardctl validate --fix --unsafe --diff": [Case("cardctl validate --unsafe")],
    # changes of cards and meetings
    "add: {options}": [
        Case("cardctl update 1-2 --state planned",
             then=[f"cardctl update 1-2 --state planned --lead moef {PLAN}"]),
        Case("cardctl update 1-1 --outcome completed",
             then=["cardctl update 1-1 --outcome completed --result words --evidence "
                   "https://example.org/1 --step b=done --reading km=12"]),
        Case("cardctl update 1-1 --outcome completed --result x --evidence news:https://e.org/1 "
             "--step b=done --reading km=12",
             then=["cardctl update 1-1 --outcome completed --step b=done --reading km=12 "
                   "--result words --evidence report:https://example.org/1"]),
        Case("cardctl --today 2024-06-20 update 1-1 --outcome completed --step b=done "
             "--reading km=12 --revise",
             both(small, typed("cardctl --today 2024-06-20 update 1-1 --result Half")),
             then=["cardctl --today 2024-06-20 update 1-1 --outcome completed --step b=done "
                   "--reading km=12 --revise --evidence https://example.org/1"]),
        Case("cardctl update 1-1 --state on_hold",
             then=["cardctl update 1-1 --state on_hold --reason words --review 2"]),
        Case("cardctl update 1-1 --outcome infeasible",
             then=["cardctl update 1-1 --outcome infeasible --reason words --substitute words"]),
        Case("cardctl update 1-3 --state closed", with_files(M02__meeting=HELD),
             then=["cardctl update 1-3 --state closed --meeting 2"]),
        *(
            Case(f"cardctl update 1-2 --outcome {outcome}",
                 then=[f"cardctl update 1-2 --outcome {outcome} {option}=1-1"])
            for outcome, option in (
                ("merged", "--set relations.merged_into"),
                ("split", "--add relations.split_into"),
                ("superseded", "--set relations.superseded_by"),
            )
        ),
    ],
    "see: cardctl states": [Case("cardctl update 1-1 --outcome noted")],
    "leave out --by, or use --by {secretariat}": [
        Case("cardctl update 1-3 --state in_progress --reason words --by ulsan",
             then=["cardctl update 1-3 --state in_progress --reason words --by mois"])
    ],
    "reopen it first: cardctl update {id} --state in_progress --reason TEXT": [
        Case("cardctl update 1-4 --set note=x", again=True),
        Case("cardctl meeting confirm 2 1-4", with_files(M02__meeting=HELD)),
    ],
    "use this date or a later one: --on {last}": [
        Case("cardctl agency rename busan --name Pusan --on 2024-06-01",
             both(small, typed("cardctl agency rename busan --name Fusan --on 2024-07-01")),
             ["cardctl agency rename busan --name Pusan --on 2024-07-01"]),
        Case("cardctl update 1-1 --lead moef --on 2024-01-01",
             then=["cardctl update 1-1 --lead moef --on 2024-03-20"])
    ],
    "add: --reason TEXT": [
        Case("cardctl agency set busan --level basic",
             then=["cardctl agency set busan --level basic --reason words"]),
        Case("cardctl meeting set 2 --date 2024-09-10",
             then=["cardctl meeting set 2 --date 2024-09-10 --reason TEXT"]),
        Case("cardctl update 1-1 --due 2024-12-31 --on 2024-06-01",
             then=["cardctl update 1-1 --due 2024-12-31 --on 2024-06-01 --reason words"]),
        Case("cardctl update 1-1 --step b=dropped",
             then=["cardctl update 1-1 --step b=dropped --reason words"]),
        Case("cardctl update 1-3 --revise --progress 90",
             then=["cardctl update 1-3 --revise --progress 90 --reason words"]),
    ],
    "add --meeting N, or --on DATE if it was filed by {due}": [
        Case(LATE, edited("M02/meeting.yaml", "scheduled", "held"),
             then=[f"{LATE} --meeting 2 --on 2024-07-10", f"{LATE} --on 2024-06-20",
                   f"{LATE} --meeting 2"])
    ],
    "set it: --set {path}=VALUE": [
        Case("cardctl update 1-1 --add plan.summary=x",
             then=["cardctl update 1-1 --set plan.summary=x"]),
        Case(
            "cardctl update 1-3 --set plan.summary.en=x",
            edited("cardctl.yaml", "[en, ko]", "[en]"),
            then=["cardctl update 1-3 --set plan.summary=x"],
        ),
    ],
    # corrections
    "add: --meeting N": [
        Case("cardctl update 1-1 --amend title=words", HEARD,
             then=["cardctl update 1-1 --amend title=words --meeting 2"])
    ],
    "change it: cardctl update {id} --set {path}=VALUE": [
        Case("cardctl update 1-1 --correct plan.summary=x --reason y", fill=WORDS),
        Case("cardctl update 2-1 --correct title=x --reason y",
             both(small, typed("cardctl new Wells --meeting 2")), fill=WORDS),
    ],
    "correctable: due, lead, and what the meeting decided; see cardctl update --help": [
        Case("cardctl validate", edited("M01/M01-001.yaml", "    note: 측량 완료\n",
                                        "    note: 측량 완료\n    corrects: {plan.summary: x}\n"))
    ],
    "if it was written down wrongly: cardctl update {id} --correct {path}=VALUE --reason TEXT; if a "
    "meeting changed it: cardctl update {id} --amend {path}=VALUE --meeting N": [
        Case("cardctl update 1-2 --set title=x", HEARD,
             then=["cardctl update 1-2 --correct title=x --reason y --meeting 2",
                   "cardctl update 1-2 --amend title=x --meeting 2"]),
    ],
    "name the meeting that agreed: --meeting N": [
        Case("cardctl void 1-2 --reason x", HEARD, then=["cardctl void 1-2 --reason x --meeting 2"]),
        Case("cardctl update 1-1 --correct due=2025-01-01 --reason x", HEARD,
             then=["cardctl update 1-1 --correct due=2025-01-01 --reason x --meeting 2"]),
    ],
    "name the meeting that changed it: --meeting N; if it was written down wrongly: --correct": [
        Case("cardctl update 1-2 --amend title=x --meeting 1", HEARD,
             then=["cardctl update 1-2 --amend title=x --meeting 2",
                   "cardctl update 1-2 --correct title=x --reason y --meeting 2"])
    ],
    "record it: cardctl update {id} --{field} {value}": [
        Case("cardctl update 1-2 --correct lead=moef --reason x")
    ],
    "reopen it: cardctl update {id} --state in_progress --reason TEXT": [
        Case("cardctl meeting unconfirm 1 1-2 --reason x",
             both(UNHEARD, typed("cardctl void 1-2 --reason y")))
    ],
    "restore it (git show {commit}:{file}), then run: cardctl update {id} --correct {path}=VALUE "
    "--reason TEXT; or --amend {path}=VALUE --meeting N, if a meeting changed it": [
        Case("cardctl validate --since HEAD",
             both(UNHEARD, under_git,
                  lambda folder: edit(folder, "M01/M01-004.yaml", "Withdrawn matter", "Matter")),
             by_hand=lambda folder: git(folder, "checkout", "--", "."), fill=WORDS),
        Case("cardctl validate --since HEAD",
             both(HEARD, under_git,
                  lambda folder: edit(folder, "M01/M01-004.yaml", "Withdrawn matter", "Matter")),
             by_hand=lambda folder: git(folder, "checkout", "--", "."), fill=WORDS),
    ],
    "see the paths: cardctl show {id} --json": [Case("cardctl redact 1-1 nowhere --ground x")],
    "use: cardctl meeting return N {id} --reason TEXT": [
        Case("cardctl update 1-3 --correct outcome=noted --reason x", HEARD)
    ],
    "use: cardctl meeting unconfirm N {id} --reason TEXT": [
        Case("cardctl update 1-3 --correct state=planned --reason x", CONFIRMED)
    ],
    "use: cardctl meeting unconfirm {number} {id} --reason TEXT": [
        Case("cardctl void 1-3 --reason x", CONFIRMED),
        Case("cardctl meeting unconfirm 1 1-3 --reason x", CONFIRMED),
    ],
    "use: cardctl update {id} --revise --result TEXT --reason TEXT": [
        Case("cardctl update 1-3 --correct results.0.text=x --reason y")
    ],
    "use: cardctl update {id} --set {path}=VALUE": [
        Case("cardctl update 1-2 --correct decision=x --reason y", fill=WORDS)
    ],
    "use: cardctl update {id} --{path} {value} --meeting {number} --reason TEXT": [
        Case("cardctl update 1-1 --amend due=2025-01-01 --meeting 2", HEARD)
    ],
    "use: {option}": [
        Case("cardctl update 1-2 --set lead=moef", then=["cardctl update 1-2 --lead moef"]),
        Case("cardctl update 1-1 --set state=on_hold",
             then=["cardctl update 1-1 --state on_hold --reason words --review 2"]),
        Case("cardctl update 1-2 --set outcome=withdrawn",
             then=["cardctl update 1-2 --outcome withdrawn --reason words"]),
        Case("cardctl update 1-1 --set due=2024-12-31",
             then=["cardctl update 1-1 --due 2024-12-31 --reason words --on 2024-06-01"]),
        Case("cardctl update 1-1 --add results=x", then=["cardctl update 1-1 --result x"]),
        Case("cardctl update 1-2 --add history=x",
             then=["cardctl update 1-2 --state on_hold --reason words --review 2 --lead moef "
                   "--due 2024-12-31"]),
    ],
    "edit the file: cardctl edit {id}": [Case("cardctl update 1-2 --set x-own=changed")],
    "add one: --add {path}=VALUE": [
        Case("cardctl update 1-2 --set plan.steps.a.title=Words",
             then=["cardctl update 1-2 --add plan.steps='{id: a, title: Words}'"])
    ],
    "add the previous meeting first: cardctl meeting add {number}": [
        Case("cardctl update 1-1 --result x --for 3", WITHOUT_SECOND, again=True)
    ],
    "add the next one: cardctl meeting add {next}": [Case("cardctl meeting add 2")],
    "specify the date it was held: --date {today}": [
        Case("cardctl meeting hold 2", edited("M02/meeting.yaml", "2024-07-10", "2024-09-01"),
             ["cardctl meeting hold 2 --date 2024-08-01"])
    ],
    # agencies
    "see the examples: cardctl agency set --help": [Case("cardctl agency set busan")],
    "see it: cardctl agency show {code}": [Case("cardctl agency add busan --name Busan")],
    "add: --name TEXT": [
        Case("cardctl agency rename busan", then=["cardctl agency rename busan --name words"])
    ],
    "add: --successor AGENCY": [
        Case("cardctl agency close busan --hand-over",
             then=["cardctl agency close busan --hand-over --successor moef"])
    ],
    "hand over after that day; for now: cardctl agency close {code} --on {day} --successor "
    "{successor}": [
        Case("cardctl agency close busan --on 2024-12-31 --successor ulsan --hand-over")
    ],
    "add the new agency, then close the old one: cardctl agency add {new} --name TEXT; cardctl "
    "agency close {code} --successor {new} --hand-over": [
        Case("cardctl agency rename busan pusan --name Pusan")
    ],
    "correct it: cardctl agency set {code} --valid-to {day} --reason TEXT": [
        Case("cardctl agency close busan --on 2024-06-30",
             both(small, typed("cardctl agency close busan --on 2024-05-31")), again=True)
    ],
    "correct it: cardctl agency set {code} --successor {successor} --reason TEXT": [
        Case("cardctl agency close busan --successor moef",
             both(small, typed("cardctl agency close busan --successor ulsan")), again=True)
    ],
    "to hand over: cardctl agency close {code} --hand-over": [
        Case("cardctl agency close busan --successor ulsan"),
        Case("cardctl agency close mois --successor moef"),
    ],
    "to hand over: cardctl agency close {code} --successor AGENCY --hand-over": [
        Case("cardctl agency close busan")
    ],
    "to hand over, on {day} or later: cardctl agency close {code} --hand-over": [
        Case("cardctl agency close busan --on 2024-12-31 --successor ulsan", exits=(3,))
    ],
    # fixes
    "{count} fix available (cardctl validate --fix).": [
        Case("cardctl validate", edited("M01/M01-002.yaml", "x-own: kept\n", "x-own: kept"))
    ],
    "{count} fixes available (cardctl validate --fix).": [
        Case(
            "cardctl validate",
            both(
                edited("M01/M01-002.yaml", "x-own: kept\n", "x-own: kept"),
                lambda folder: edit(folder, "M02/meeting.yaml", "decision}\n", "decision}"),
            ),
        )
    ],
    "leave it out, or add: --reason TEXT": [
        Case("cardctl meeting set 2 --place Hall --by mois",
             then=["cardctl meeting set 2 --place Hall --by mois --reason TEXT"])
    ],
    "use: cardctl meeting hold {number}": [Case("cardctl meeting set 2 --status held")],
    "use: cardctl meeting cancel {number} --reason TEXT": [
        Case("cardctl meeting set 2 --status cancelled")
    ],
    "set it: --title {item}=TITLE": [
        Case("cardctl meeting set 2 --title 1.en=Alarm --reason x",
             edited("cardctl.yaml", "[en, ko]", "[en]"),
             ["cardctl meeting set 2 --title 1=Alarm --reason x"])
    ],
    "schedule it again: cardctl meeting set {number} --status scheduled --reason TEXT": [
        Case("cardctl meeting hold 2", cancelled, again=True)
    ],
    "if it was recorded by mistake: cardctl meeting set {number} --status scheduled "
    "--reason TEXT": [
        Case("cardctl meeting cancel 2 --reason x", both(small, typed("cardctl meeting hold 2")),
             again=True)
    ],
    "file it for the next one: --for {next}": [
        Case("cardctl update 1-1 --result x --for 2", cancelled,
             ["cardctl update 1-1 --result x --for 3"])
    ],
    "no address is known for {agencies}; add it: cardctl agency set {first} --email ADDRESS": [
        Case("cardctl remind --meeting 3 -o letters", fill=(("ADDRESS", "a@b.example"),))
    ],
    "use the next one: cardctl {command} --meeting {next}": [
        Case("cardctl desk --meeting 2", cancelled), Case("cardctl remind --meeting 2", cancelled)
    ],
    "request results for the next one: cardctl request --meeting {next} -o DIR": [
        Case("cardctl request --meeting 2 -o forms", cancelled, fill=(("DIR", "forms"),))
    ],
    "write a form for the next meeting: cardctl request --meeting {next} -o DIR": [
        Case("cardctl collect forms/busan.xlsx",
             both(small, typed("cardctl request -o forms", "cardctl meeting hold 2")),
             fill=(("DIR", "new"),))
    ],
    "if you know it, say so: --agency CODE --meeting N": [
        Case("cardctl collect back.csv", returned,
             ["cardctl collect back.csv --agency busan --meeting 2"])
    ],
    "list the open cards: cardctl list --where 'state != closed'": [
        Case("cardctl request --agency mois -o forms")
    ],
    "report to the next one: cardctl report --meeting {next}": [
        Case("cardctl report --meeting 2", cancelled)
    ],
    "specify the meeting that decided the matter: --meeting N": [
        Case("cardctl new Pumps --meeting 2", cancelled,
             ["cardctl new Pumps --meeting 1"])
    ],
    "restore it: git checkout {commit} -- :/{path}; if the meeting will not be held: cardctl "
    "meeting cancel {number} --reason TEXT": [
        Case("cardctl validate --since HEAD",
             both(repository, lambda folder: (folder / "cards/M02/meeting.yaml").unlink()),
             again=True)
    ],
    "restore it: git checkout {commit} -- :/{path}": [
        Case("cardctl validate --since HEAD",
             both(repository, lambda folder: (folder / "cards/agencies.yaml").unlink()),
             again=True)
    ],
    # changes of meetings
    "add the next one: cardctl meeting add {next}; the first one is set in cardctl.yaml: "
    "first_meeting": [
        Case("cardctl meeting add 3", typed("cardctl init . --first-meeting 12"))
    ],
    "see the examples: cardctl meeting set --help": [Case("cardctl meeting set 2")],
    "{count} unsafe fix available (cardctl validate --fix --unsafe).": [
        Case("cardctl validate", edited("M01/M01-002.yaml", "lead: null\n", "lead: null\nplann: 1\n"),
             exits=FINDINGS),
    ],
    "{count} unsafe fixes available (cardctl validate --fix --unsafe).": [
        Case(
            "cardctl validate",
            edited("M01/M01-002.yaml", "lead: null\nstate: reg", "laed: null\nstate: reqg"),
            exits=FINDINGS,
        )
    ],
    # git
    "resolve {path} by hand, then: cardctl validate, git add :/{path}": [
        Case("cardctl merge-driver base ours theirs cards/M01/M01-001.yaml", merge_inputs)
    ],
    "withdraw it and create a new card: cardctl update {id} --outcome withdrawn --reason TEXT": [
        Case("cardctl renumber 1-2", repository)
    ],
    # around a register
    "list the problems: cardctl validate": [
        Case("cardctl doctor", with_files(M01__M01_005=BROKEN), exits=FINDINGS)
    ],
    "generate them: cardctl schema --write": [Case("cardctl doctor")],
    "add them: cardctl schema --write": [
        Case("cardctl doctor", both(small, typed("cardctl schema --write", "cardctl new Ferry")))
    ],
    "cardctl init --with hooks, then pre-commit install": [Case("cardctl doctor", repository)],
    "add a hook to {path} that runs: cardctl validate --staged": [
        Case("cardctl doctor", foreign_hooks)
    ],
    "pre-commit install": [
        Case("cardctl doctor", both(repository, typed("cardctl init --with hooks")))
    ],
    "next: in every clone, run pre-commit install": [Case("cardctl init --with hooks", repository)],
    "update it: cardctl init --with codeowners": [
        Case("cardctl validate --strict --select CC905", stale_code_owners, again=True)
    ],
    "create it first: cardctl init {folder}; then add owners to its agencies, and run: "
    "cardctl -C {folder} init --with codeowners": [
        # no owners are added here: the last command refuses
        Case("cardctl init board --with codeowners", nothing, exits=(0, 3))
    ],
    'add it: cardctl meeting set {number} --item "decision: TITLE"': [
        Case("cardctl meeting set 2 --title 1=Alarm",
             with_files(M02__meeting="number: 2\ndate: 2024-09-10\nstatus: scheduled\n"))
    ],
    # reports
    "write the paper of the next one: cardctl paper {next}": [
        Case("cardctl paper 2", both(small, typed("cardctl meeting cancel 2 --reason quorum")))
    ],
    "see its record: cardctl meeting show {number}": [
        Case("cardctl minutes 2", both(small, typed("cardctl meeting cancel 2 --reason quorum")))
    ],
    "specify a font name: --font 'Noto Sans KR'": [
        Case("cardctl report -o r.docx --font ./font.ttf",
             then=["cardctl report -o r.docx --font 'Noto Sans KR'"])
    ],
    # seals
    "list what differs: cardctl meeting verify {number}; to add a further seal: "
    'cardctl meeting seal {number} --again --reason "TEXT"': [
        Case("cardctl meeting seal 2 --as-of 2024-07-01", sealed)
    ],
    "seal it: cardctl meeting seal {number}": [
        Case("cardctl meeting verify 2", again=True),
        Case("cardctl meeting seal 2 --again --reason late", again=True),
    ],
    'use: cardctl meeting seal {number} --again --reason "TEXT"': [
        Case("cardctl meeting seal 2 --again", sealed),
        Case("cardctl meeting seal 2 --reason late", sealed),
    ],
    "leave out --as-of, or use a day up to today: --as-of {today}": [
        Case("cardctl meeting seal 1 --as-of 2025-07-01",
             then=["cardctl meeting seal 1 --as-of 2024-08-01"])
    ],
    "print it: cardctl meeting verify {number}": [
        Case("cardctl meeting verify 2 --root 12ab", sealed)
    ],
    "old format, without a root; to renew it: "
    'cardctl meeting seal {number} --again --reason "TEXT"': [
        Case("cardctl meeting verify 2", old_seal)
    ],
    "restore it: git checkout {commit} -- :/{path}; to seal the report again: "
    'cardctl meeting seal {number} --again --reason "TEXT"': [
        Case("cardctl validate --since HEAD", changed_seal, again=True)
    ],
    "restore the file that cardctl wrote: git log -- ':/*{path}'": [
        Case("cardctl validate", broken_seal)
    ],
    # a pool
    "delete it, and take all registers again: cardctl pool pull": [
        Case(
            "cardctl pool list",
            pool_in(".", "<<<<<<< HEAD\n"),
            by_hand=lambda folder: (folder / "pool.lock").unlink(),
            again=True,
        )
    ],
    "add: --engine spark": [
        Case("cardctl pool report --spark local[1]", pool_in("."),
             then=["cardctl pool report --engine spark --spark local[1]"], exits=(0, 4))
    ],
    "go to the folder of the pool, or specify it with --pool DIR": [
        Case("cardctl pool list", pool_in("all"), then=["cardctl pool list --pool all"])
    ],
    # the register
    "specify another folder with -C DIR, or create one: cardctl init {name}": [
        Case("cardctl -C board list", nothing, again=True),
        Case("cardctl list -C 'the board'", nothing, again=True),
    ],
    "go to a register folder, specify one with -C DIR, or create one: cardctl init": [
        Case("cardctl list", nothing, again=True)
    ],
    "using an index built elsewhere from the same files; to bypass it: --no-index": [
        Case("cardctl list", index_from_elsewhere, ["cardctl list --no-index"])
    ],
}  # fmt: skip

NOT_RUN = {
    "next: in {folder}, run {command}": "needs the network",
    "install fonts-noto-cjk or fonts-nanum (Debian, Ubuntu), google-noto-sans-cjk-fonts "
    "(Fedora), NanumGothic (Windows, macOS), or specify a font file: --font FILE": "needs a font file",
    "specify another font, or a font file: --font FILE": "needs a font file",
    "run again with --debug and report the output": "needs a bug: see the test below",
    "write it to a file: -o report.{format}": "needs a terminal",
    "cardctl validate {path}": "no command edits a card that could not be read",
    "nothing was changed; edit the file yourself, then run: cardctl validate {path}":
        "no case is known in which a change cannot be spliced in",
    "The totals do not add up: a card's history is out of order (run cardctl validate).":
        "no register is known whose line does not add up",
    "append it, with the meeting that granted it: cardctl update {id} --due DATE --meeting N "
    "--reason TEXT": "the entry that was inserted is taken out by hand first",
}  # fmt: skip
"""Hints that a test cannot run, with the reason."""

ELSEWHERE = {
    "install it: {command}": "test_installation.py",
    "write a new form: cardctl request -o DIR": "sheets/test_form_record.py",
    "{name}: {why}; take them again: cardctl pool pull {name}": "cli/test_pool_bad_input.py",
    "move one register at a time; to see what moved: git diff --stat {commit}": "cli/test_gate.py",
    "restore it (git show {commit}:{path}), then run: {command}": "cli/test_meeting_changes.py",
    "set CARDCTL_PAGER to your pager, or use --no-pager": "cli/test_pager.py",
    "cardctl git-setup": "cli/test_git_setup.py",
    "update it: cardctl git-setup, or cardctl doctor --fix": "cli/test_git_setup.py",
    "run in the repository it belongs to: git worktree repair {root} (submodule: git submodule "
    "update --init)": "test_refusals.py",
    "if you trust it: git config --global --add safe.directory {path}": "test_refusals.py",
    "fetch them: git fetch --refetch --no-filter (GitHub Actions: remove filter from "
    "actions/checkout, set fetch-depth: 0)": "test_refusals.py",
    "clone again, without --shared or --reference": "test_refusals.py",
    "work in a clone of it; if it should not be bare: git config core.bare false":
        "test_refusals.py",
    "find it: git fsck --full; delete its file in .git/objects, then git fetch --refetch":
        "test_refusals.py",
    "fetch it again: git fetch --refetch": "test_refusals.py",
    "commit first: git add, then git commit": "test_refusals.py",
    "resolve the merge: git add {path}, or git rm {path}": "cli/test_absent.py",
    "restore it: git restore --staged --worktree {path}; or commit the deletion":
        "cli/test_absent.py",
    "run in the repository root: git rm -r -f --cached {folder}": "cli/test_tracked.py",
}  # fmt: skip
"""Hints tested in another file, which prepares git to print them."""

NO_HINTS = {
    "card, meeting, agencies or cardctl; with --write or --check: the folder.",
    "The default DIR is schemas/: next to the register if that is called cards, otherwise inside it. --columns prints what sheets can contain (see `new --from` and `update --from`): each column with its heads, and an example.",
    "--install and --uninstall contradict each other",
    "{option} requires --install",
    "{option} and --since cannot be used together",
    "--save cannot save a view within a view",
    "Condition on fields, as list --where takes it.",
    "{option} cannot be used with other arguments",
    "{option} cannot be used with --from",
    "{option} requires {other}",
    "--limit {limit} is not a number of cards",
    "specify cards, or a sheet with --from",
    "--all cannot be used together with card ids",
    "--except requires --all",
    "{id}: --spent {written} is {amount}, {why}",
    "--correct and --amend cannot be used together",
    "{option} cannot be used with --correct or --amend",
    "--after and --before cannot be used together",
    "--hand-over needs a successor",
    "--reason is only recorded for {fields}",
    "missing option --name",
    "{option} needs a recorded change, but this one only fills in values",
    "{option} {given}: not the number of an agenda item",
    "--status {status} has its own command",
    "--unset {path} contradicts another option",
    "value of --hears",
    "--all cannot be used with a single rule",
    "--edit works with one card only",
    "--evidence: missing URL or path",
    "--for-meeting applies only to {rules}, which is not selected",
    "--force requires an output file",
    "--format applies to findings, but --diff prints none",
    "--fix applies to the current register, not to a change",
    "--if-match works with one card only",
    "--if-match {hash}: too short",
    "--ignore excludes every rule that --select selects",
    "--item {item}: missing type",
    "--json and --format {format} cannot be used together",
    "--meeting needs a history entry, but this change adds none",
    "--reading {given}: not a number",
    "--review is only valid with the state on_hold",
    "--select {selector} requires a change to check",
    "--select {selector} requires a meeting to prepare for",
    "--set {earlier} would be overwritten by {option} {path}",
    "--since auto: no base revision found in the CI environment",
    "--staged and --since cannot be used together",
    "--substitute is only valid with the outcome infeasible",
    "--summary requires a change to summarise",
    "--template does not support --font",
    "--template replaces --format and --view",
    "--unsafe requires --fix",
    "--spark requires --engine spark",
    "format {format} does not support --font",
    "--write and --check cannot be used together",
    "--{field} and --unset {field} cannot be used together",
    "-C and DIR both specify the register folder",
    "Runs only when a change is checked: `--since REV` or `--staged`.",
    "Runs only when a meeting is prepared: `--for-meeting N`.",
    "Runs only if the date is known: `--today DATE`.",
    "another cardctl is writing to this register: {command}, process {pid}, since {since}",
    "git {command} failed: {text}",
    "specify a title, or a sheet with --from",
    "--since auto: a '{event}' run has no base; checking all cards as they are",
    "A tracked cache is deleted unread. The folder is ignored by git, but `git add -f` adds it.",
    "{id}: {options} would be lost, because no history entry is added",
    "{option} needs a history entry or a result, but this change adds neither",
    "{option} is given twice",
    "{option} would be overwritten by --set {path}",
    "{option}: {key} is given twice",
    "{option} is part of a result",
    "{option} needs a history entry, but this change adds none",
    "{option} {given}: missing '='",
    "{option} {given}: {why}",
    "{option}: empty value",
    "{option}: a root has 64 hexadecimal digits",
    "a further seal needs both --again and --reason",
    "-o writes the manual pages of all commands",
}
"""Messages that name an option, but do not suggest using it."""

TO_LEAVE_OUT = {
    "leave out --all, or leave out the ids",
    "the history already records these values; leave out {options}",
    "leave out --all",
    "leave out --columns",
    "leave out --font",
    "leave out --format and --view",
    "leave out --view",
    "leave out {option}",
}
"""Hints to leave out an option; `test_every_option` runs the rest."""


IN_FILES = {
    # in AGENTS.md: see `test_init`
    str(TEXTS["intro"]),
    str(TEXTS["changing"]),
    str(TEXTS["exit5"]),
    "One matter, one file. The next card: "
    'cardctl new "The matter in a few words" --meeting {number}',
    "registered -> planned -> in_progress -> submitted -> closed: see  cardctl states",
    "Every change of state, outcome, lead and due date is an entry here; cardctl update writes it.",
    "Try '{command} {option}' for help.",
    "Help of a command: cardctl help COMMAND. Topics: cardctl help {topics}",
}
"""Comments in the files of a new register, Typer's own hint, and the foot of the help."""


# The inventory ----------------------------------------------------------------------------------


def catalogue() -> list[str]:
    """Every template of the program that has a translation, without the texts of help pages.

    A test says that all have one. Both forms of a plural are here.
    """
    path = Path(cardctl.__file__).parent / "i18n/ko/LC_MESSAGES/cardctl.po"
    with path.open("rb") as file:
        messages = [message.id for message in read_po(file) if message.id]
    forms = [form for each in messages for form in ([each] if isinstance(each, str) else each)]
    helps = set(help_texts())
    return [form for form in forms if form not in helps]


def names_a_command(template: str) -> bool:
    return any(pattern.search(template) for pattern in (COMMAND, OPTION, FILLED))


@cache
def hints_of_rules() -> frozenset[str]:
    """Templates of the hints that the rules give for their own examples (see `test_mends`)."""
    found = set()
    for code in {code for code, of, _ in CHECKS if of not in CHANGES and RULES[code].bad}:
        loaded = load(examples.files(RULES[code].bad))
        findings = check(
            loaded.register,
            today=examples.TODAY,
            exists=examples.EVIDENCE_FILES.__contains__,
            for_meeting=examples.HEARING,
            around=examples.around(""),
        ).findings
        found |= {each.hint.template for each in findings if each.code == code and each.hint}
    return frozenset(found)


def test_each_hint_has_a_case() -> None:
    known = {
        *CASES,
        *NOT_RUN,
        *ELSEWHERE,
        *NO_HINTS,
        *TO_LEAVE_OUT,
        *IN_FILES,
        *hints_of_rules(),
        *(r.hint for r in RULES.values()),
    }
    missing = [each for each in catalogue() if names_a_command(each) and each not in known]
    assert missing == [], "add a case to CASES"


def test_each_case_has_a_hint() -> None:
    assert {*CASES, *NOT_RUN, *ELSEWHERE, *NO_HINTS, *TO_LEAVE_OUT, *IN_FILES} - set(
        catalogue()
    ) == set()
    tests = Path(__file__).parents[1]
    assert [name for name in ELSEWHERE.values() if not (tests / name).is_file()] == []


def test_each_way_to_record_a_field_has_a_case() -> None:
    fields = {
        re.split("[ =]", case.typed.partition(" --")[2])[1] for case in CASES["use: {option}"]
    }
    assert fields == set(_OTHER_WAYS)


# Running them -----------------------------------------------------------------------------------


def pattern_of(template: str) -> re.Pattern[str]:
    """Pattern that matches the hint in the output."""
    parts = re.split(r"\{\w+\}", template.replace("{{", "{").replace("}}", "}"))
    return re.compile("(.+)".join(map(re.escape, parts)))


def commands_in(hint: str) -> list[str]:
    """The complete commands in a hint, in order."""
    starts = [match.start() for match in COMMAND.finditer(hint)]
    return [re.split(r"[;,()\n]", hint[start:])[0].strip() for start in starts]


def filled(command: str, fill: Sequence[tuple[str, str]]) -> str:
    """The command with its placeholders in capitals filled in."""
    values = {**FILL, **dict(fill)}
    return re.sub(rf"\b(?:{'|'.join(values)})\b(?!-)", lambda word: values[word[0]], command)


def run_line(folder: Path, line: str) -> tuple[int, str]:
    """Run a command line in *folder*; return its exit code and all output."""
    if line.startswith("cardctl "):
        done = run(*shlex.split(line)[1:])
        return done.exit_code, done.output
    ran = subprocess.run(
        line, shell=True, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Return a function that creates an empty folder and changes to it."""
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("CARDCTL_CONFIG", OWN)
    monkeypatch.delenv("VISUAL", raising=False)

    def make() -> Path:
        folder = tmp_path / f"place{len(list(tmp_path.iterdir()))}" / "here"
        folder.mkdir(parents=True)
        monkeypatch.chdir(folder)
        return folder

    return make


def printed_hint(case: Case, template: str, folder: Path) -> str:
    """Run the command of the case in its setup; return the hint."""
    case.place(folder)
    _, output = run_line(folder, case.typed)
    found = pattern_of(template).search(output)
    assert found, output
    return found[0]


@pytest.mark.parametrize(
    ("template", "case"),
    [
        pytest.param(template, case, id=f"{template[:48]} {number}")
        for template, cases in CASES.items()
        for number, case in enumerate(cases)
    ],
)
def test_a_hint_works(template: str, case: Case, fresh: Callable[[], Path]) -> None:
    folder = fresh()
    hint = printed_hint(case, template, folder)
    case.by_hand(folder)
    for command in commands_in(hint) if not case.then else ():
        code, output = run_line(folder, filled(command, case.fill))
        assert code in case.exits, f"{command}\n{output}"
        assert output or not command.startswith("git log"), command
    if case.again:
        code, output = run_line(folder, case.typed)
        assert code == 0, output
    for command in case.then:
        assert set(OPTION.findall(hint)) - set(OPTION.findall(" ".join(case.then))) == set()
        folder = fresh()
        printed_hint(case, template, folder)
        code, output = run_line(folder, command)
        assert code in case.exits, f"{command}\n{output}"
    assert case.then or commands_in(hint)


def test_debug_prints_the_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = small_register(tmp_path)
    monkeypatch.setattr("cardctl.domain.register.RegisterOf.card", lambda *_: 1 / 0)
    done = run("show", "1-1", root=root)
    assert (done.exit_code, "run again with --debug and report the output" in done.stderr) == (
        5,
        True,
    )
    assert "Traceback" in run("show", "1-1", "--debug", root=root).stderr
