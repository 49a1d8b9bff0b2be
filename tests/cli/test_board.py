"""`cardctl board`: cards in columns, one line each."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from support.registers import BROKEN, run, small_register
from support.terminal import run_on_terminal

from cardctl.printable import columns
from cardctl.report.formats import terminal

SGR = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def board(root: Path, *args: str) -> dict[str, Any]:
    result = run("board", *args, "--json", root=root)
    assert result.exit_code == 0, result.stderr
    envelope = json.loads(result.stdout)
    assert envelope["kind"] == "board"
    return dict(envelope["data"])


def ids(data: dict[str, Any]) -> dict[str | None, str]:
    return {
        column["key"]: "".join(card["id"][-1] for card in column["cards"])
        for column in data["columns"]
    }


@pytest.mark.parametrize(
    ("args", "expected", "closed"),
    [
        ([], {"registered": "2", "in_progress": "1", "submitted": "3"}, 1),
        (["--all"], {"registered": "2", "in_progress": "1", "submitted": "3", "closed": "4"}, 0),
        (["--by", "follow-up"], {"to_confirm": "3", "attention": "2", "delayed": "1"}, 1),
        (["--by", "follow-up", "--all"],
         {"to_confirm": "3", "attention": "2", "delayed": "1", "ended": "4"}, 0),
        (["--by", "lead"], {"busan": "1", "ulsan": "3", None: "2"}, 1),
        (["--by", "lead", "--all"], {"moef": "4", "busan": "1", "ulsan": "3", None: "2"}, 0),
        (["--unowned"], {"registered": "2"}, 0),
        (["dykes"], {"in_progress": "1"}, 0),
        (["--where", "lead = busan or lead = moef"], {"in_progress": "1"}, 1),
        (["--meeting", "2"], {}, 0),
        (["--closed"], {"closed": "4"}, 0),
        (["--outcome", "withdrawn"], {"closed": "4"}, 0),
    ],
)  # fmt: skip
def test_columns_are_states_classes_or_leads(
    root: Path, args: list[str], expected: dict[str | None, str], closed: int
) -> None:
    data = board(root, *args)
    assert (ids(data), data["closed"]) == (expected, closed)
    assert list(ids(data)) == list(expected)


def test_the_most_serious_signals_come_first(root: Path) -> None:
    run("update", "1-2", "--lead", "busan", root=root)
    (root / "M01/M01-005.yaml").write_text(
        "id: M01-005\ntitle: Late\nmeeting: 1\nitem: 1\nlead: busan\nstate: planned\n"
        "due: 2024-02-28\nplan: {summary: Soon., no_steps: Small.}\nhistory:\n"
        "  - {date: 2024-01-10, by: mois, state: registered, lead: busan}\n"
        "  - {date: 2024-01-20, by: busan, state: planned, due: 2024-02-28}\n",
        encoding="utf-8",
    )
    (column,) = board(root, "--by", "lead", "--lead", "busan")["columns"]
    assert [(card["id"], card["signal"]) for card in column["cards"]] == [
        ("M01-001", "red"), ("M01-005", "red"), ("M01-002", "amber"),
    ]  # fmt: skip


def test_a_card_on_the_board_has_codes_and_no_words(root: Path) -> None:
    card = board(root, "dykes")["columns"][0]["cards"][0]
    assert card == {
        "id": "M01-001",
        "title": {"en": "Raise the dykes", "ko": "제방을 높인다"},
        "signal": "red",
        "reasons": ["overdue", "step_overdue", "not_submitted"],
        "follow_up": "delayed",
        "state": "in_progress",
        "outcome": None,
        "lead": "busan",
        "due": "2024-06-30",
    }


def test_closed_cards_are_counted_on_stderr(root: Path) -> None:
    shown = run("board", root=root)
    assert "Withdrawn" not in shown.stdout
    assert shown.stderr == "1 closed card is not shown; show it with --all\n"
    assert run("board", "--all", root=root).stderr == ""
    assert run("board", "-q", root=root).stderr == ""


def test_nothing_matches(root: Path) -> None:
    shown = run("board", "--meeting", "2", root=root)
    assert (shown.exit_code, shown.stdout, shown.stderr) == (0, "", "no card matches\n")


def test_an_unreadable_card_is_told_and_exits_with_1(root: Path) -> None:
    (root / "M01/M01-005.yaml").write_text(BROKEN, encoding="utf-8")
    result = run("board", "--json", root=root)
    assert result.exit_code == 1
    assert "M01-005" in json.loads(result.stdout)["warnings"][0]
    assert "M01-005.yaml" in result.stderr


@pytest.mark.parametrize(
    ("args", "words"), [(["--by", "agency"], "no grouping 'agency'"), (["--by", ""], "--by")]
)
def test_refusals(root: Path, args: list[str], words: str) -> None:
    result = run("board", *args, root=root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


# On a terminal and in a pipe --------------------------------------------------------------------

KOREAN_TITLE = "하천 하류 제방을 높이고 수문을 모두 바꾸며 관측망을 넓히는 사업의 추진"


@pytest.fixture
def wide(root: Path) -> Path:
    """The register with Korean titles that fit into no column."""
    path = root / "M01/M01-001.yaml"
    path.write_text(path.read_text("utf-8").replace("제방을 높인다", KOREAN_TITLE), "utf-8")
    return root


def on_terminal(root: Path, width: int, *args: str, **env: str) -> list[str]:
    seen = run_on_terminal(
        root, "--lang", "ko", "--today", "2024-08-01", "board", *args,
        streams=("stdout",), columns=width, env=env,
    )  # fmt: skip
    assert seen.code == 0, seen.stderr
    return seen.stdout.splitlines()


@pytest.mark.parametrize("width", [20, 40, 60, 72, 80, 120])
@pytest.mark.parametrize("by", ["state", "follow-up", "lead"])
def test_no_line_is_wider_than_the_terminal(wide: Path, width: int, by: str) -> None:
    lines = [SGR.sub("", line) for line in on_terminal(wide, width, "--by", by, "--all")]
    assert max(map(columns, lines)) <= width
    for card in ("M01-001", "M01-002", "M01-003", "M01-004"):
        assert sum(card in line for line in lines) == 1


def test_columns_are_side_by_side_if_they_fit(wide: Path) -> None:
    heads = ("등록 1", "추진중 1", "확인요청 1")
    for width, together in ((60, 1), (80, 3), (120, 3)):
        lines = [SGR.sub("", line) for line in on_terminal(wide, width)]
        assert max(sum(head in line for head in heads) for line in lines) == together
    # Four columns are two bands of two at 80: not three and one.
    lines = [SGR.sub("", line) for line in on_terminal(wide, 80, "--all")]
    beside = [sum(head in line for head in (*heads, "종결 1")) for line in lines]
    assert [count for count in beside if count] == [2, 2]


def test_columns_start_at_the_same_place_in_every_line(wide: Path) -> None:
    lines = [SGR.sub("", line) for line in on_terminal(wide, 80)]
    (rule,) = [line for line in lines if "─" in line]
    (cards,) = [line for line in lines if "M01-001" in line]
    starts = [columns(rule[: found.start()]) for found in re.finditer("─+", rule)]
    signs = [columns(cards[: found.start()]) for found in re.finditer("[✗▴] M01", cards)]
    assert starts == signs
    assert len(starts) == 3


def test_a_long_title_is_cut_on_a_terminal_and_whole_in_a_pipe(wide: Path) -> None:
    assert any("하천 하류" in line and "…" in line for line in on_terminal(wide, 80))
    piped = run("board", root=wide, lang="ko").stdout
    assert KOREAN_TITLE in piped
    assert "\x1b" not in piped
    assert "  ✗ 적색  M01-001  " in piped


def test_signals_have_a_sign_and_a_colour(root: Path) -> None:
    shown = "\n".join(on_terminal(root, 80))
    assert "\x1b[1;31m✗\x1b[0m \x1b]8;" in shown
    assert "\x1b[33m▴\x1b[0m" in shown
    for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        plain = "\n".join(on_terminal(root, 80, **env))
        assert "\x1b" not in plain
        assert "✗ M01-001" in plain


def test_the_index_shows_the_same_board(wide: Path) -> None:
    for args in ((), ("--by", "lead", "--all")):
        plain = on_terminal(wide, 80, *args, "--no-index")
        assert on_terminal(wide, 80, *args) == on_terminal(wide, 80, *args) == plain


def test_a_long_board_is_plain(wide: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cardctl.cli.render.board.LONGEST", 2)
    assert run("board", root=wide, columns=60).stdout == run("board", root=wide).stdout
    assert terminal.LONGEST == 200
