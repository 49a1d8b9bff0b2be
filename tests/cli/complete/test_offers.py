"""What TAB offers at each place of a line, with descriptions; nothing is written or printed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from support.cli_git import git
from support.completing import described, offered, printed
from support.registers import BROKEN, process, run, small_register

from cardctl.cli.app import COMMANDS, app
from cardctl.cli.complete.line import is_option, key_of
from cardctl.cli.complete.sources import _LISTED, BY_METAVAR, BY_PLACE, FREE
from cardctl.cli.kinds import Metavar
from cardctl.domain.workflow import Outcome, State
from cardctl.i18n import gettext
from cardctl.rules import RULES

STATES = [*State]
OUTCOMES = [each for each in Outcome if each is not Outcome.VOID]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register, and files with names of other kinds."""
    folder = tmp_path_factory.mktemp("home")
    small_register(folder)
    for name in ("결과 표.xlsx", "notes.txt", "brief.md.j2", ".hidden.csv", "sheets/a.csv"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("")
    return folder


VALUES: tuple[tuple[str, list[str]], ...] = (
    # commands and options
    ("val", ["validate"]),
    ("meeting ho", ["hold"]),
    ("--lang ko pool p", ["pull"]),
    ("nothing ", []),
    ("list --not-", ["--not-submitted"]),
    ("list --open --ope", []),
    ("list --open --clo", []),
    ("list --state planned --sta", ["--state"]),
    ("update 1-1 --state planned --sta", []),
    ("list --reg", ["--register"]),
    ("list -C", ["-C"]),
    ("show 1-1 --json -- --", []),
    ("list --overdue=", []),
    # cards
    ("show ", ["M01-001", "M01-002", "M01-003", "M01-004"]),
    ("show m01-00", ["M01-001", "M01-002", "M01-003", "M01-004"]),
    ("show 1-", ["1-1", "1-2", "1-3", "1-4"]),
    ("show 01-", []),
    ("show 2-", []),
    ("update 1-1 m1-2 M01-", ["M01-003", "M01-004"]),
    ("meeting confirm 2 ", ["M01-003"]),
    ("meeting return 2 ", ["M01-003"]),
    ("meeting unconfirm 2 ", ["M01-004"]),
    ("meeting confirm 2 --all --except ", ["M01-003"]),
    ("renumber 1-1 ", ["M01-005", "M02-001"]),
    # closed lists
    ("list --state s", ["submitted"]),
    ("list --outcome s", ["sustained", "split", "superseded"]),
    ("list --signal ", ["red", "amber", "green", "blue", "grey"]),
    ("list --format ", ["table", "plain", "json", "csv", "ids"]),
    ("list --format=i", ["--format=ids"]),
    ("list --columns id,ti", ["id,title"]),
    ("list --columns title,ti", []),
    ("list --sort -due,-la", ["-due,-late"]),
    ("--lang ", ["en", "ko"]),
    ("list --lang=k", ["--lang=ko"]),
    ("--color a", ["auto", "always"]),
    ("init --with c", ["ci", "codeowners"]),
    ("init --lang ", ["en", "ko"]),
    ("help up", ["update"]),
    ("help exit", ["exit-codes"]),
    ("help meeting ho", ["hold"]),
    ("help update x", []),
    ("completion ", ["bash", "zsh", "fish", "powershell"]),
    ("rule cc10", [code for code in RULES if code.startswith("CC10")]),
    ("rule unknown-st", ["unknown-state"]),
    ("validate --select CC203", ["CC203"]),
    ("schema me", ["meeting"]),
    ("board --by ", ["state", "follow-up", "lead"]),
    ("pool list --follow-up d", ["done", "delayed"]),
    ("pool report --engine ", ["duckdb", "spark"]),
    ("meeting return 2 1-3 --reason x --to ", ["in_progress", "planned"]),
    ("meeting set 2 --status ", ["scheduled", "held", "cancelled"]),
    ("meeting add 3 --kind w", ["written"]),
    ("meeting add 3 --hears ", ["yes", "no"]),
    ("meeting add 3 --item re", ["report:"]),
    ("agency add x --level m", ["metropolitan"]),
    ("agency add x --id kr", ["kr-org:"]),
    ("agency set busan --unset valid", ["valid-from", "valid-to"]),
    ("report --view b", ["brief"]),
    ("report --view=agency:m", ["--view=agency:mois", "--view=agency:moef"]),
    # moves of the cards on the line
    ("update 1-1 --state ", ["on_hold", "submitted"]),
    ("update 1-1 1-2 --state ", ["on_hold", "submitted"]),
    ("update 1-2 --state ", ["planned", "on_hold", "submitted"]),
    ("update 1-3 --state ", ["planned", "in_progress", "closed"]),
    ("update 1-4 --state=", ["--state=in_progress"]),
    ("update 9-9 --state ", STATES),
    ("update 1-3 --state closed --outcome ", ["completed"]),
    ("update 1-1 --outcome ", OUTCOMES),
    # agencies
    ("list --lead ", ["mois", "moef", "busan", "ulsan"]),
    ("list --lead MO", ["mois", "moef"]),
    ("list --lead 행정", ["행정안전부"]),
    ("list --lead ministry", ["Ministry of the Interior", "Ministry of Finance"]),
    ("new T --partner mois --partner m", ["moef"]),
    ("agency show bu", ["busan"]),
    ("agency add bu", []),
    # meetings and agenda items
    ("report --meeting ", ["2", "1"]),
    ("meeting hold ", ["2"]),
    ("meeting add ", ["3"]),
    ("new T --meeting 2 --item ", ["1"]),
    ("new T --item ", ["1", "2"]),
    ("update 1-1 --set item=", ["item=1", "item=2"]),
    ("meeting set 1 --outcome ", ["1=", "2="]),
    ("meeting set 1 --outcome 2=de", ["2=decided", "2=deferred"]),
    ("meeting set 1 --type 2=re", ["2=report"]),
    ("meeting set 2 --unset pa", ["papers"]),
    ("meeting set 2 --unset items", ["items.1"]),
    ("report --as-of ", ["2024-08-01", "2024-07-10", "2024-01-10"]),
    # values of cards
    ("update 1-1 --set pl", ["plan."]),
    ("update 1-1 --set plan.steps.", ["plan.steps.a.", "plan.steps.b."]),
    ("update 1-1 --set plan.steps.b.ow", ["plan.steps.b.owner="]),
    ("update 1-1 --set plan.steps.b.owner=mo",
     ["plan.steps.b.owner=mois", "plan.steps.b.owner=moef"]),
    ("update 1-1 --set title.", ["title.en=", "title.ko="]),
    ("update 1-1 --set visibility=", ["visibility=open", "visibility=closed"]),
    ("update 1-1 --add ta", ["tags="]),
    ("update 1-1 --add tags=d", ["tags=dykes"]),
    ("update 1-1 --add relations.depends_on=M01-004", ["relations.depends_on=M01-004"]),
    ("update 1-1 --unset plan", ["plan.submitted", "plan.summary", "plan.steps",
                                 "plan.steps.a.title", "plan.steps.a.owner", "plan.steps.a.due",
                                 "plan.steps.a.done", "plan.steps.b.title", "plan.steps.b.due"]),
    ("update 1-1 --correct ", ["lead=", "due=", "title=", "item=", "decision=", "due_as_stated=",
                               "indicators.", "visibility="]),
    ("update 1-1 --amend indicators.km.t", ["indicators.km.target="]),
    ("update 1-1 --amend le", []),
    ("update 1-1 --step ", ["b=done", "b=dropped"]),
    ("update 1-1 --reading ", ["km="]),
    ("update 1-1 --evidence pro", ["promulgation:"]),
    ("update 1-1 --evidence photo:no", ["photo:notes.txt"]),
    ("redact 1-3 results", ["results.0.text.en", "results.0.text.ko",
                            "results.0.evidence.0.title", "results.0.evidence.0.url"]),
    ("list --tag ", ["dykes", "예산"]),
    # conditions
    ("list --where st", ["state"]),
    ("list --where state", ["state=", "state!=", "state~", "state and ", "state or "]),
    ("list --where due", [f"due{sign}" for sign in
                          ("=", "!=", "~", "<", "<=", ">", ">=", " and ", " or ")]),
    ("list --where state=pl", ["state=planned"]),
    ("list --where state=planned", ["state=planned and ", "state=planned or "]),
    ("list --where lead=mo", ["lead=mois", "lead=moef"]),
    ("list --where late", ["late=", "late!=", "late~", "late and ", "late or "]),
    ("list --where late=y", ["late=yes"]),
    ("list --where (meeting=", ["(meeting=2", "(meeting=1", "(meeting=none"]),
    # files
    ("new --from ", ["cards/", "sheets/", "결과 표.xlsx"]),
    ("new --from=sh", ["--from=sheets/"]),
    ("new --from sheets/", ["sheets/a.csv"]),
    ("new --from nowhere/", []),
    ("new T --decision @no", ["@notes.txt"]),
    ("new T --decision no", []),
    ("report --template b", ["brief.md.j2"]),
    ("report -o .hi", [".hidden.csv"]),
    ("export -o ", ["cards/", "sheets/"]),
    ("validate cards/M01/M01-001", ["cards/M01/M01-001.yaml"]),
    ("-C ca", ["cards/"]),
    ("-C cards show M01-004", ["M01-004"]),
    ("show M01-004 -C nowhere", []),
    ("-C nowhere show M", []),
    ("list --register=cards --state pl", ["planned"]),
    # free texts, and no more arguments
    ("update 1-1 --reason ", []),
    ("new ", ["--meeting", "--item", "--lead", "--partner", "--due", "--decision", "--tag", "--set",
              "--from", "--edit", "--by", "--on", "--dry-run", "--json", "--help"]),
)  # fmt: skip


def test_tab_offers_what_may_follow(home: Path) -> None:
    wrong = {
        line: (found, expected)
        for line, expected in VALUES
        if (found := offered(home, line)) != expected
    }
    assert wrong == {}


def test_everything_has_a_description_in_the_readers_language(home: Path) -> None:
    assert described(home, "--lang ko up") == {"update": gettext(COMMANDS["update"], "ko")}
    assert described(home, "show M01-001 --hist", CARDCTL_LANG="ko") == {"--history": "이력도 보임"}
    assert described(home, "--lang ko show M01-001") == {"M01-001": "제방을 높인다"}
    assert described(home, "show M01-001") == {"M01-001": "Raise the dykes"}
    assert described(home, "--lang=ko list --state pl") == {"planned": "계획수립"}
    assert described(home, "update 1-2 --state pl") == {"planned": "planned (plan)"}
    assert described(home, "list --lead mois") == {"mois": "Ministry of the Interior"}
    assert described(home, "--lang ko list --lead mois") == {"mois": "행정안전부"}
    assert described(home, "list --lead 행") == {"행정안전부": "mois, Ministry of the Interior"}
    assert described(home, "--lang ko report --meeting 1") == {"1": "2024-01-10 개최"}
    assert described(home, "new T --meeting 1 --item 1") == {"1": "Raise the dykes"}
    assert described(home, "rule CC203") == {"CC203": "unknown-state"}
    assert described(home, "update 1-1 --step b=do") == {"b=done": "Build"}
    assert described(home, "update 1-1 --set plan.steps.a") == {"plan.steps.a.": "Survey"}
    assert described(home, "--lang ko report --as") == {"--as-of": "기준일"}
    assert described(home, "completion --dry") == {
        "--dry-run": "Print which files would change; change nothing."
    }


def test_every_parameter_has_a_source_or_is_free() -> None:
    """A new metavar needs a source, or must be listed as free."""
    unknown = []
    for path, parameter in _parameters():
        metavar = Metavar(parameter.metavar or "").bare
        place = f"{path} {key_of(parameter)}".strip()
        known = place in BY_PLACE or metavar in BY_METAVAR or metavar in FREE
        if not known and not _LISTED.fullmatch(metavar):
            unknown.append((place, metavar))
    assert unknown == []


def test_no_source_is_left_over() -> None:
    places = {f"{path} {key_of(parameter)}".strip() for path, parameter in _parameters()}
    metavars = {Metavar(parameter.metavar or "").bare for _path, parameter in _parameters()}
    assert BY_PLACE.keys() - places == set()
    assert (BY_METAVAR.keys() | FREE) - metavars == set()


def _parameters() -> list[tuple[str, Any]]:
    """Parameters of all commands that take a value, each with the path of its command."""
    root: Any = typer.main.get_command(app)
    commands = [("", root), *((name, root.get_command(None, name)) for name in COMMANDS)]
    for path, command in commands:
        inner = getattr(command, "commands", {}) if path else {}
        commands += [(f"{path} {name}", each) for name, each in inner.items()]
    return [
        (path, parameter)
        for path, command in commands
        for parameter in command.params
        if not (is_option(parameter) and parameter.is_flag)
    ]


def test_titles_are_those_of_the_files_with_and_without_an_index(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=BROKEN)
    titles = {
        "M01-001": "Raise the dykes", "M01-002": "수질 측정망 확대",
        "M01-003": "=SUM(A1) is a title too", "M01-004": "Withdrawn matter", "M01-005": "",
    }  # fmt: skip
    assert described(tmp_path, "show M") == titles
    run("list", root=root)
    assert (root / ".cardctl/index.sqlite").exists()
    assert described(tmp_path, "show M") == titles
    card = root / "M01/M01-001.yaml"
    card.write_text(card.read_text().replace("Raise the dykes,", "Lower them,"))
    assert described(tmp_path, "show M01-001") == {"M01-001": "Lower them"}


def test_a_long_list_has_the_titles_of_the_last_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small_register(tmp_path)
    run("list", root=root)
    card = root / "M01/M01-001.yaml"
    card.write_text(card.read_text().replace("Raise the dykes,", "Lower them,"))
    monkeypatch.setattr("cardctl.app.glance.MOST_STAMPS", 3)
    assert described(tmp_path, "show M")["M01-001"] == "Raise the dykes"


def test_titles_come_from_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = small_register(tmp_path)
    run("list", root=root)
    monkeypatch.setattr("cardctl.app.glance.MOST_FILES", 0)
    assert set(described(tmp_path, "show M").values()) >= {"Raise the dykes", "Withdrawn matter"}
    (root / ".cardctl/index.sqlite").unlink()
    assert set(described(tmp_path, "show M").values()) == {""}


def test_an_index_that_git_tracks_is_not_read(tmp_path: Path, monkeypatch: Any) -> None:
    root = small_register(tmp_path)
    run("list", root=root)
    monkeypatch.setattr("cardctl.app.glance.MOST_FILES", 0)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A", "-f")
    assert set(described(tmp_path, "show M").values()) == {""}
    git(tmp_path, "rm", "-q", "--cached", "-r", "cards/.cardctl")
    assert "Withdrawn matter" in described(tmp_path, "show M").values()


def test_a_broken_register_gives_what_can_be_read(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    (root / "cardctl.yaml").write_text("{{{")
    (root / "agencies.yaml").write_text("agencies:\n  - {code: mois, name: [\n  - code: $(a\n")
    (root / "M02/meeting.yaml").write_bytes(b"\xff\xfe")
    (root / "M01/M01-001.yaml").write_text("state: 1\ntitle: [x]\nplan: 3\ntags: {a: b}\n")
    (root / "M01/M01-002.yaml").unlink()
    (root / "M01/M01-002.yaml").mkdir()
    assert offered(tmp_path, "show M") == ["M01-001", "M01-002", "M01-003", "M01-004"]
    assert offered(tmp_path, "list --lead ") == ["mois"]
    assert offered(tmp_path, "report --meeting ") == ["2", "1"]
    assert offered(tmp_path, "update 1-1 --state ") == STATES
    for line in ("update 1-1 --set ", "update 1-1 --unset ", "update 1-1 --step ", "list --tag "):
        offered(tmp_path, line)


def test_revisions_are_offered_with_their_subjects(tmp_path: Path) -> None:
    small_register(tmp_path)
    assert offered(tmp_path, "report --at ") == []
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "제1회 회의")
    git(tmp_path, "tag", "v1.0")
    assert described(tmp_path, "report --at ")["main"] == "제1회 회의"
    assert offered(tmp_path, "report --at ") == ["HEAD", "main", "v1.0"]
    assert offered(tmp_path, "validate --since ")[0] == "auto"


def test_registers_of_a_pool_are_offered(tmp_path: Path) -> None:
    pool = tmp_path / "pool"
    pool.mkdir()
    (pool / "pool.yaml").write_text(
        "sources: [{id: kr.a, folder: ../a}, {id: kr.b, git: x}, {id: 3}, 4]\n"
    )
    assert offered(pool, "pool pull kr.a ") == ["kr.b"]
    assert described(tmp_path, "pool list --pool pool --body kr.a") == {"kr.a": "../a"}
    assert offered(tmp_path, "pool list --body ") == []


def test_nothing_is_written_and_nothing_goes_to_stderr(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=BROKEN)
    before = sorted(root.rglob("*"))
    env = {"_CARDCTL_COMPLETE": "fish", "PATH": os.environ["PATH"]}
    for args in (["show", ""], ["\udcff", "--", ""], ["list", "--where", "(("]):
        done = process(*args, cwd=tmp_path, env=env)
        assert (done.returncode, done.stderr) == (0, "")
    assert sorted(root.rglob("*")) == before
    assert process("show", "", cwd=tmp_path, env={**env, "_CARDCTL_COMPLETE": "tcsh"}).stdout == ""


def test_a_failure_is_silent(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    from cardctl.cli import complete

    def fail(*_arguments: object) -> str:
        raise RecursionError

    monkeypatch.setattr(complete, "answer", fail)
    monkeypatch.setattr(sys, "argv", ["cardctl", "x"])
    complete.main()
    assert capsys.readouterr() == ("", "")


def test_files_of_a_tilde_are_those_of_home(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    small_register(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert offered(elsewhere, "-C ~/ca") == ["~/cards/"]
    assert offered(elsewhere, "-C ~/cards show M01-001") == ["M01-001"]
    assert printed(elsewhere, "bash", "cardctl -C ~/ca", "~/ca") == "~/cards/\n"


def test_names_in_the_readers_language_are_offered_once_begun(home: Path) -> None:
    assert described(home, "list --state 추", CARDCTL_LANG="ko") == {"추진중": "in_progress"}
    assert described(home, "list --signal 적", CARDCTL_LANG="ko") == {"적색": "red"}
    assert offered(home, "list --state p", CARDCTL_LANG="ko") == ["planned"]
    assert described(home, "update 1-1 --state 보", CARDCTL_LANG="ko") == {"보류": "on_hold"}


def test_a_move_is_not_named_twice(home: Path) -> None:
    found = described(home, "update 1-1 --state ", CARDCTL_LANG="ko")
    assert found["on_hold"] == "보류"
