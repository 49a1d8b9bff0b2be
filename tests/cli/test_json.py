"""JSON output: every command prints it, valid by the schema of its kind, and so is every error."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from support.cli_git import git
from support.json_output import answer, commands
from support.registers import BROKEN, FILES, run, small_register
from typer.testing import Result

from cardctl.app.card_fields import FIELDS
from cardctl.outputs.cards import CardRowData
from cardctl.outputs.kinds import KINDS

WITHOUT = {
    "completion": "prints a script for the shell",
    "help": "prints what people read; for programs there is `commands`",
    "merge-driver": "is called by git alone",
}
"""Commands without ``--json``."""

CASES: dict[str, dict[str, str]] = {
    "init": {"init other --with hooks": "init", "init third --name kr.other": "init"},
    "new": {"new 제방 --dry-run": "new", "new --from plain.csv --dry-run": "new"},
    "update": {
        "update 1-2 --lead moef --dry-run": "update",
        "update 1-1 --set note=메모": "update",
    },
    "request": {"request -o more-forms": "request"},
    "collect": {"collect forms": "collect", "collect plain.csv --agency mois": "collect"},
    "report": {
        "report": "meeting-report",
        "report --meeting 1": "meeting-report",
        "report --since 2024-01-01": "period-report",
        "report --audience public --as-of 2027-01-01": "meeting-report",
    },
    "paper": {"paper 2": "agenda-paper", "paper 3 --audience public": "agenda-paper"},
    "minutes": {"minutes 1": "minutes", "minutes 2 --audience public": "minutes"},
    "site": {"site -o pages": "site"},
    "export": {"export -o tables --format jsonl": "tables"},
    "pool pull": {"pool pull --pool pools": "pool-pull"},
    "pool report": {"pool report --pool pools --by agency --by body": "pool-report"},
    "pool list": {"pool list --pool pools": "pool", "pool list --cards --pool pools": "pool-cards"},
    "remind": {"remind --meeting 2 -o letters": "reminders"},
    "desk": {"desk": "desk"},
    "validate": {
        "validate": "findings",
        "validate --since HEAD~1": "findings",
        "validate --for-meeting 3 --strict": "findings",
    },
    "list": {
        "list": "cards",
        f"list --columns {','.join(FIELDS)}": "cards",
        "list --state planned": "cards",
        "list @": "views",
    },
    "board": {"board": "board", "board --by lead --all": "board"},
    "show": {"show 1-1": "card", "show 1-3": "card"},
    "log": {"log 1-1 --git": "log", "log 1-3": "log"},
    "edit": {"edit 1-4": "edit"},
    "void": {"void 1-2 --reason twice --meeting 2 --dry-run": "void"},
    "redact": {"redact 1-1 plan.summary --ground act --dry-run": "redact"},
    "meeting list": {"meeting list": "meetings"},
    "meeting show": {"meeting show 1": "meeting", "meeting show 2": "meeting"},
    "meeting add": {"meeting add 4 --dry-run": "meeting-change"},
    "meeting hold": {"meeting hold 3 --date 2024-07-31 --dry-run": "meeting-change"},
    "meeting set": {"meeting set 3 --place 세종 --dry-run": "meeting-change"},
    "meeting cancel": {"meeting cancel 3 --reason storm --dry-run": "meeting-change"},
    "meeting confirm": {"meeting confirm 2 1-3 --on 2024-07-10 --dry-run": "meeting-change"},
    "meeting return": {"meeting return 2 1-3 --reason no --dry-run": "meeting-change"},
    "meeting unconfirm": {
        "meeting unconfirm 1 1-4 --reason x --meeting 2 --dry-run": "meeting-change"
    },
    "meeting seal": {"meeting seal 2 --dry-run": "seal", "meeting seal 1": "seal"},
    "meeting verify": {
        "meeting verify 1": "seal-verification",
        f"meeting verify 1 --root {'0' * 64}": "seal-verification",
    },
    "agency list": {"agency list": "agencies"},
    "agency show": {"agency show busan": "agency"},
    "agency add": {"agency add sea --name 해양수산부 --level central --dry-run": "agency-change"},
    "agency set": {"agency set ulsan --level basic --reason x --dry-run": "agency-change"},
    "agency rename": {"agency rename ulsan --name 울산시 --dry-run": "agency-change"},
    "agency close": {"agency close ulsan --successor busan --dry-run": "agency-change"},
    "rule": {"rule": "rules", "rule CC203": "rule"},
    "states": {"states": "states"},
    "commands": {"commands": "commands"},
    "config list": {"config list": "config"},
    "config set": {"config set color never": "config-file"},
    "config get": {"config get color": "config"},
    "config unset": {"config unset lang": "config-file"},
    "config path": {"config path": "config-file"},
    "config edit": {"config edit": "config-file"},
    "schema": {
        "schema card": "schemas",
        "schema --columns": "columns",
        "schema --write": "schema-files",
        "schema --kinds error": "schemas",
    },
    "renumber": {"renumber 1-5 --since HEAD~1 --dry-run": "renumber"},
    "git-setup": {"git-setup --dry-run": "git-setup"},
    "doctor": {"doctor": "doctor"},
}
"""Command → a command line with an answer of each shape → the kind of it."""

NEW_CARD = """\
id: M01-005
title: {en: Mouth of the river, ko: 하구 정비}
meeting: 1
state: registered
tags: [하천]
sources: [{kind: minutes, title: 회의록, url: "https://example.org/1"}]
history:
  - {date: 2024-01-10, by: mois, state: registered}
"""

HELD = FILES["M02/meeting.yaml"].replace("scheduled", "held")
NEXT = """\
number: 3
date: 2024-12-10
status: scheduled
items:
  - {item: 1, title: 경보, type: decision}
"""
EDITOR = (
    "import pathlib, sys; p = pathlib.Path(sys.argv[1]);"
    "p.write_text(p.read_text('utf-8') + 'note: Typed.\\n', 'utf-8')"
)
POOL = """\
format: 1
title: 전국
sources: [{id: xx.test, folder: ../cards}, {id: xx.no, folder: ../none}]
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register under git, a pool and a sheet; the last commit adds a card."""
    folder = tmp_path_factory.mktemp("json")
    named = FILES["cardctl.yaml"].replace("format: 1\n", "format: 1\nregister: xx.test\n")
    small_register(folder, cardctl=named, M02__meeting=HELD, M03__meeting=NEXT)
    (folder / "pools").mkdir()
    (folder / "pools/pool.yaml").write_text(POOL, encoding="utf-8")
    (folder / "plain.csv").write_text("title\n하천\n", encoding="utf-8")
    git(folder, "init", "-q", "--template=", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "One")
    (folder / "cards/M01/M01-005.yaml").write_text(NEW_CARD, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "하구")
    (folder / "own.toml").write_text('color = "never"\n', encoding="utf-8")
    for line in (f"request -o {folder}/forms", "meeting seal 1"):
        assert run(*shlex.split(line), root=folder / "cards").exit_code == 0
    return folder


def run_line(line: str, *more: str, lang: str = "en") -> Result:
    # The editor of a settings file leaves it as it is.
    editor = "" if line.startswith("config") else EDITOR
    env = {"VISUAL": shlex.join([sys.executable, "-c", editor]), "CARDCTL_CONFIG": "own.toml"}
    return run(*shlex.split(line), *more, env=env, lang=lang)


def test_every_command_prints_json() -> None:
    found = dict(commands())
    assert len(found) > 40
    options = {
        name: {opt for each in command.params for opt in each.opts}
        for name, command in found.items()
    }
    assert {name for name, known in options.items() if "--json" not in known} == WITHOUT.keys()
    assert found.keys() - WITHOUT.keys() == CASES.keys()


def test_every_kind_has_a_case() -> None:
    found = {kind for lines in CASES.values() for kind in lines.values()}
    assert sorted(KINDS.keys() ^ found) == ["error"]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("command", CASES)
def test_every_answer_is_valid(command: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    for line, kind in CASES[command].items():
        result = run_line(line, "--json", lang="ko")
        assert answer(result)["kind"] == kind, result.output
        assert result.exit_code in (0, 1) or command == "collect", result.output


@pytest.mark.parametrize(
    "line",
    ["list", "board", "desk", "report", "remind", "site -o pages", "agency list", "validate"],
)
def test_a_register_without_cards_has_valid_answers(line: str, tmp_path: Path) -> None:
    root = small_register(tmp_path)
    shutil.rmtree(root / "M01")
    shutil.rmtree(root / "M02")
    words = line.replace("-o ", f"-o {tmp_path}/").split()
    result = run(*words, "--json", root=root)
    answered = answer(result)["kind"] != "error"
    assert answered == (result.exit_code in (0, 1)) == (line != "validate")


def failed(result: Result) -> tuple[str, int]:
    """Return code and exit code of the error on stdout; stderr says the same."""
    data = answer(result)["data"]
    assert data["exit"] == result.exit_code
    assert data["message"] in result.stderr
    assert data["hint"] is None or data["hint"] in result.stderr
    return data["code"], data["exit"]


@pytest.mark.parametrize(
    ("line", "code", "exit_code"),
    [
        ("lits --json", "unknown-name", 2),
        ("show --json", "usage", 2),
        ("show 9-9 --json", "unknown-name", 2),
        ("list --format=json --sort", "usage", 2),
        ("report --format json --as-of 2024-13-01", "usage", 2),
        ("-C nowhere list --json", "no-register", 2),
        ("--wait long list --json", "usage", 2),
        ("--lang xx list --json", "unknown-name", 2),
        ("pool list --pool cards --json", "no-pool", 2),
        ("update 1-1 --state closed --json", "illegal-move", 3),
        ("redact 1-1 id --ground x --json", "refused", 3),
        ("export -o full --format parquet --json", "missing-extra", 4),
        ("report --json -o none/r.json", "file", 4),
        ("log 1-1 --git --json", "no-repository", 4),
    ],
)
def test_every_failure_is_one_json_object(
    line: str, code: str, exit_code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_register(tmp_path, cardctl=FILES["cardctl.yaml"] + "register: xx.test\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "duckdb", None)  # no extra is installed
    assert failed(run(*shlex.split(line), lang="ko")) == (code, exit_code)


def test_every_command_fails_in_json() -> None:
    for name, _command in commands():
        result = run(*name.split(), "--nonsense", "--json")
        assert failed(result) == ("usage", 2), name


def test_an_error_has_its_findings_and_the_problems_of_a_sheet(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    sheet = tmp_path / "more.csv"
    sheet.write_text("title,lead,due\nA,nobody,x\n", encoding="utf-8")
    broken = answer(run("update", "1-2", "--set", "decision=010-1234-5678", "--json", root=root))
    assert [each["code"] for each in broken["data"]["findings"]] == ["CC801"]
    assert broken["data"]["findings"][0]["file"].endswith("M01/M01-002.yaml")
    problems = answer(run("new", "--from", str(sheet), "--json", root=root))["data"]["problems"]
    assert [Path(each["place"]).name for each in problems] == ["more.csv:2", "more.csv:2"]


def test_an_empty_register_is_an_error_with_its_findings(tmp_path: Path) -> None:
    root = small_register(tmp_path, M02__meeting="number: two\n")
    shutil.rmtree(root / "M01")
    data = answer(run("validate", "--json", root=root))["data"]
    assert (data["exit"], data["findings"][0]["code"]) == (2, "CC201")


@pytest.mark.parametrize(
    ("problem", "code", "exit_code"),
    [(RuntimeError("제방"), "bug", 5), (KeyboardInterrupt(), "interrupted", 130)],
)
def test_bugs_and_interruptions_are_json_too(
    problem: BaseException, code: str, exit_code: int, tmp_path: Path
) -> None:
    root = small_register(tmp_path)
    with patch("cardctl.app.selection.select", side_effect=problem):
        assert failed(run("list", "--json", root=root)) == (code, exit_code)
        assert run("list", root=root).stdout == ""


def test_an_answer_is_not_followed_by_an_error(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=BROKEN)
    done = run("report", "--json", "--fail-on", "overdue", root=root)
    assert (done.exit_code, answer(done)["kind"]) == (1, "meeting-report")
    done = run("list", "--json", root=root)
    assert (done.exit_code, answer(done)["kind"]) == (1, "cards")
    assert answer(done)["warnings"]


@pytest.mark.parametrize("line", ["meeting list", "meeting show 1", "agency list", "list", "desk"])
def test_every_unreadable_file_is_a_warning(line: str, tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=BROKEN, M02__meeting="number: two\n")
    done = run(*line.split(), "--json", root=root)
    assert done.exit_code == 1
    assert answer(done)["warnings"] == [
        "M01/M01-005.yaml cannot be read", "M02/meeting.yaml cannot be read",
    ]  # fmt: skip


@pytest.mark.parametrize("words", [["--format", "json"], ["--format=json"], ["--json"]])
def test_both_ways_to_ask_for_json_work_everywhere(words: list[str], tmp_path: Path) -> None:
    root = small_register(tmp_path)
    for line in ("show 1-1", "list", "states", "agency list"):
        assert run(*line.split(), *words, root=root).stdout.startswith('{\n  "format_version"')


def test_format_json_after_two_dashes_is_text(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    made = run("new", "--meeting", "2", "--dry-run", "--", "--format=json", root=root)
    assert "--format=json" in made.stdout


def test_text_that_looks_like_a_format_stays_text(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    text = "a\n--format\njson"
    assert run("update", "1-2", "--set", f"note={text}", root=root).exit_code == 0
    assert "--json" not in (root / "M01/M01-002.yaml").read_text("utf-8")


def test_rows_of_cards_have_all_fields_that_can_be_listed() -> None:
    assert CardRowData.__annotations__.keys() == FIELDS.keys()
