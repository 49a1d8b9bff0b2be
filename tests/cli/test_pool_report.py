"""`cardctl pool report` and `cardctl pool list` with filters."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from unicodedata import normalize

import pytest
from support.models import AGENCIES, card, entry, register
from support.pool_tables import make_pool
from support.registers import run
from typer.testing import CliRunner, Result

from cardctl.cli.app import app
from cardctl.domain.agency import Agency
from cardctl.installation import extra_hint
from cardctl.publish.records import Published

GONE = {"xx.gone": {"code": "time", "values": {"limit": 60}}}


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = [
        Published("xx.a", register(card(title="Bridge"), card("M01-002", title="Canal"))),
        Published("xx.b", register(card(title="Bridge of b"), config={"body": "B"})),
    ]
    monkeypatch.chdir(make_pool(tmp_path / "pool", found))
    return tmp_path / "pool"


def test_report_is_of_today_and_for_each_day_that_is_given(pool: Path) -> None:
    done = run("--today", "2025-03-01", "pool", "report")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "As of 2025-03-01; 2 of 2 registers read" in done.stdout
    days = ("--as-of", "2025-03-01", "--as-of", "2024-08-01")
    trend = run("pool", "report", *days, "--json")
    assert json.loads(trend.stdout)["data"]["days"] == ["2024-08-01", "2025-03-01"]


def test_report_is_written_to_a_file_that_is_kept(pool: Path) -> None:
    assert run("pool", "report", "-o", "r.html").exit_code == 0
    assert run("pool", "report", "-o", "r.html").exit_code == 3
    assert run("pool", "report", "-o", "r.html", "--force").exit_code == 0
    assert "Content-Security-Policy" in (pool / "r.html").read_text("utf-8")


def test_sections_are_those_asked_for(pool: Path) -> None:
    done = run("pool", "report", "--by", "tag", "--by", "agency", "--format", "markdown")
    heads = [line for line in done.stdout.splitlines() if line.startswith("## ")]
    assert [head.split(". ", 1)[1] for head in heads][1:3] == ["By tag", "By lead agency"]


def test_what_is_missing_is_told_and_exits_with_1(tmp_path: Path) -> None:
    root = make_pool(tmp_path, [Published("xx.a", register(card()))], missing=GONE)
    for command in (["report"], ["list", "--overdue"]):
        done = run("pool", *command, "--pool", str(root))
        assert done.exit_code == 1
        assert "xx.gone: no answer within 60 seconds; there are no tables of it" in done.stderr


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["--cards"], ["xx.a/M01-001", "xx.a/M01-002", "xx.b/M01-001"]),
        (["bridge"], ["xx.a/M01-001", "xx.b/M01-001"]),
        (["BRIDGE", "--body", "xx.b"], ["xx.b/M01-001"]),
        (["--lead", "mois"], []),
        (["--state", "in_progress"], []),
        (["--signal", "red", "bridge", "of"], ["xx.b/M01-001"]),
        (["--follow-up", "delayed", "canal"], ["xx.a/M01-002"]),
        (["--overdue", "--as-of", "2024-12-31"], []),
        (["--overdue", "canal", "--as-of", "2025-01-01"], ["xx.a/M01-002"]),
    ],
)
def test_filters(pool: Path, filters: list[str], expected: list[str]) -> None:
    done = run("--today", "2025-03-01", "pool", "list", *filters, "--json")
    assert done.exit_code == 0, done.stderr
    found = [f"{each['register']}/{each['id']}" for each in json.loads(done.stdout)["data"]]
    assert found == expected


HOSTILE = ["o'clock", "100%", "a_b", "C:\\\\new", 'say "so"', "'; DROP TABLE card; --", "가"]
"""Titles that some SQL dialect reads in another way than it is written."""


def test_what_is_typed_is_searched_for_and_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = [card(f"M01-{at:03}", title=title) for at, title in enumerate(HOSTILE, 1)]
    monkeypatch.chdir(make_pool(tmp_path / "pool", [Published("xx.a", register(*cards))]))
    for at, title in enumerate(HOSTILE, 1):
        done = run("pool", "list", "--json", "--", normalize("NFD", title).upper())
        assert [each["id"] for each in json.loads(done.stdout)["data"]] == [f"M01-{at:03}"]
    assert run("pool", "list", "--", "\udcff").stderr == "no card matches\n"
    done = run("pool", "list", "--body", "x' OR 1=1 --")
    assert (done.exit_code, "no register" in done.stderr) == (2, True)
    assert json.loads(run("pool", "list", "--json", "_", "a").stdout)["data"][0]["id"] == "M01-003"


def test_names_are_found_however_they_are_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = Agency(code="교통과", name="교통과", region="부산")
    first = entry("2024-01-10", state="registered", lead="교통과")
    cards = [card("M01-001", first), card("M01-002")]
    found = Published("xx.a", register(*cards, agencies=(agency, *AGENCIES)))
    monkeypatch.chdir(make_pool(tmp_path / "pool", [found]))
    for option, value in (("--lead", "교통과"), ("--region", "부산")):
        done = run("pool", "list", option, normalize("NFD", value), "--json")
        assert (done.exit_code, done.stderr) == (0, "")
        assert [each["id"] for each in json.loads(done.stdout)["data"]] == ["M01-001"]


def test_a_limited_list_has_the_first_cards_and_says_so(pool: Path) -> None:
    done = run("pool", "list", "--limit", "2")
    assert [line.split()[2:4] for line in done.stdout.splitlines()[1:]] == [
        ["xx.a", "M01-001"], ["xx.a", "M01-002"],
    ]  # fmt: skip
    assert done.stderr == "only the first 2 are listed: more cards match\n"
    assert run("pool", "list", "--limit", "3").stderr == ""


def in_own_language(*args: str, env: dict[str, str]) -> Result:
    """Run a command without --lang."""
    return CliRunner().invoke(app, ["--today", "2025-03-01", *args], env={"NO_COLOR": "1", **env})


def test_the_language_is_that_of_the_pool(pool: Path) -> None:
    text = (pool / "pool.yaml").read_text("utf-8")
    (pool / "pool.yaml").write_text(
        text.replace('"overdue_days"', '"languages": ["ko", "en"], "overdue_days"'), "utf-8"
    )
    nothing = {"CARDCTL_LANG": "", "LC_ALL": "en_US.UTF-8"}
    done = in_own_language("pool", "report", env=nothing)
    assert "전국 협의회" in done.stdout
    assert "과제대장" in in_own_language("pool", "list", env=nothing).stdout
    assert "카드" in in_own_language("pool", "list", "nowhere", env=nothing).stderr
    assert "All councils" in in_own_language("pool", "report", env={"CARDCTL_LANG": "en"}).stdout
    (pool / "pool.yaml").write_text(text, "utf-8")
    korean = {"CARDCTL_LANG": "", "LC_ALL": "ko_KR.UTF-8"}
    assert "All councils" in in_own_language("pool", "report", env=korean).stdout


def test_table_of_cards(pool: Path) -> None:
    done = run("--today", "2025-03-01", "pool", "list", "canal", lang="ko")
    assert done.exit_code == 0
    assert [word in done.stdout for word in ("xx.a", "M01-002", "Canal", "60")] == [True] * 4
    nothing = run("pool", "list", "nowhere")
    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (0, "", "no card matches\n")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ("report --by body --by regoin", "no cut 'regoin'\n  = did you mean region?"),
        ("report --engine oracle", "no engine 'oracle'"),
        ("report --format csv", "no format 'csv'"),
        ("report --as-of soon", "soon"),
        ("report --force", "--force requires an output file"),
        ("list --body xx.c", "no register 'xx.c'"),
        ("list --lead bussan", "no agency 'bussan'\n  = did you mean busan?"),
        ("list --region nowhere", "no region 'nowhere'"),
        ("list --state blue", "no state 'blue'"),
        ("list --signal pink", "no signal 'pink'"),
        ("list --follow-up late", "no follow-up class 'late'"),
        ("list --cards --engine oracle", "no engine 'oracle'"),
        ("list --cards --spark sc://x", "--spark requires --engine spark"),
        ("list --limit 0", "--limit 0 is not a number of cards"),
    ],
)
def test_wrong_values_exit_with_2(pool: Path, args: str, words: str) -> None:
    done = run("pool", *args.split())
    assert done.exit_code == 2
    assert words in done.stderr


def test_missing_engine_is_told_with_its_extra(pool: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    monkeypatch.delitem(sys.modules, "cardctl.pool.engines.duckdb", raising=False)
    done = run("pool", "report")
    assert done.exit_code == 4
    assert str(extra_hint("pool")) in done.stderr


def test_text_of_cards_is_escaped(tmp_path: Path) -> None:
    hostile = card(title="<script>\x1b[31m", tags=["<b>"])
    found = [Published("xx.a", register(hostile, config={"body": "<img src=x>\x1b[2J"}))]
    root = str(make_pool(tmp_path, found))
    listed = run("pool", "list", "--cards", "--pool", root)
    page = run("pool", "report", "--by", "tag", "--by", "body", "--format", "html", "--pool", root)
    assert "\x1b" not in listed.stdout + page.stdout
    assert "<img src=x" not in page.stdout
    assert "<b>" not in page.stdout.partition("<main")[2]
