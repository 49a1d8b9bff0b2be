"""Saved views: of the register and of a person, on the command line and in the library."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from support.cli_git import git
from support.completing import described, offered
from support.registers import FILES, TODAY, run, small_register

from cardctl import api

VIEWS = """\
views:
  late: {title: {en: Late, ko: 지연}, overdue: true, columns: [id, overdue], sort: -overdue}
  closed: {open: false}
  내부: {where: 'lead = ulsan or lead = none'}
"""
OWN = """\
[views.late]
title = "Mine"
state = ["registered", "submitted"]

[views.busan]
lead = "부산광역시"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = small_register(tmp_path)
    (root / "cardctl.yaml").write_text(FILES["cardctl.yaml"] + VIEWS, encoding="utf-8")
    return root


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    monkeypatch.setenv("CARDCTL_CONFIG", str(path))
    return path


def ids(root: Path, *args: str) -> list[str]:
    result = run("list", *args, "--format", "ids", root=root)
    assert result.exit_code == 0, result.output
    return result.stdout.split()


def test_a_view_of_the_register_filters_sorts_and_has_columns(root: Path) -> None:
    assert run("validate", root=root).exit_code == 0
    for _ in range(2):  # from the files, and from the index
        shown = run("list", "@late", root=root).stdout.splitlines()
        assert [line.split() for line in shown] == [["id", "overdue"], ["M01-001", "32"]]
        assert ids(root, "@내부") == ["M01-002", "M01-003"]


def test_a_view_and_filters_apply_together_and_options_replace_columns_and_order(
    root: Path,
) -> None:
    assert ids(root, "@내부", "--state", "submitted") == ["M01-003"]
    assert ids(root, "@내부", "gauge") == []
    assert ids(root, "@내부", "@closed") == []
    assert ids(root, "@내부", "--sort", "-id") == ["M01-003", "M01-002"]
    assert run("list", "@late", "--columns", "lead", root=root).stdout == "lead\nBusan\n"
    assert "M01-004" not in run("board", "@내부", root=root).stdout


def test_a_persons_view_replaces_the_registers_and_takes_names(root: Path, mine: Path) -> None:
    assert ids(root, "@late") == ["M01-002", "M01-003"]
    assert ids(root, "@busan") == ["M01-001"]
    assert ids(root, "@closed") == ["M01-004"]


def test_the_views_are_listed_with_whose_they_are(root: Path, mine: Path) -> None:
    listed = run("list", "@", root=root, lang="ko").stdout.splitlines()
    assert [line.split()[0] for line in listed[1:]] == ["@late", "@busan", "@closed", "@내부"]
    data = json.loads(run("list", "@", "--json", root=root).stdout)
    assert data["kind"] == "views"
    assert [(each["name"], each["origin"]) for each in data["data"]] == [
        ("late", "person"), ("busan", "person"), ("closed", "register"), ("내부", "register"),
    ]  # fmt: skip
    assert data["data"][0]["fields"]["state"] == ["registered", "submitted"]


def test_unknown_view_is_refused_with_the_nearest(root: Path) -> None:
    result = run("list", "@laet", root=root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean late?" in result.stderr
    assert run("list", "@", "--overdue", root=root).exit_code == 2


def test_a_saved_view_shows_what_was_listed(root: Path, mine: Path) -> None:
    filters = ["dykes", "--open", "--lead", "busan", "--where", 'title ~ "제방"', "--sort", "-id"]
    saved = run("list", *filters, "--columns", "id, due", "--save", "둑", root=root)
    assert saved.exit_code == 0
    assert run("list", "@둑", root=root).stdout == saved.stdout
    assert mine.read_text(encoding="utf-8").startswith(OWN)
    again = run("list", "--open", "--save", "둑", root=root)
    assert again.exit_code == 3
    assert "cardctl config unset views.둑" in again.stderr


def test_a_view_that_cannot_be_saved_prints_no_answer(root: Path, mine: Path) -> None:
    mine.unlink()
    mine.mkdir()
    result = run("list", "--save", "new", "--json", root=root)
    assert result.exit_code != 0
    assert json.loads(result.stdout)["kind"] == "error"


def test_a_command_that_fails_saves_nothing(root: Path, mine: Path) -> None:
    for wrong in (["--where", "x ="], ["--lead", "nobody"], ["--columns", "x"], ["--sort", "x"]):
        assert run("list", *wrong, "--save", "new", root=root).exit_code == 2
    assert mine.read_text(encoding="utf-8") == OWN


@pytest.mark.parametrize(
    ("view", "wrong", "words"),
    [
        ("{lead: [busna]}", "busna", "did you mean busan?"),
        ("{agency: [busan, x]}", "x]", "no agency 'x'"),
        ("{columns: [id, tilte]}", "tilte", "did you mean title?"),
        ("{columns: [../x]}", "../x", "no field '../x'"),
        ("{sort: '-id,overdeu'}", "'-id", "did you mean overdue?"),
        ("{where: state = perhaps}", "state", "no state 'perhaps'"),
        ("{where: 'state ='}", "'state", "expected a value"),
    ],
)
def test_a_view_that_names_what_does_not_exist_is_a_finding(
    tmp_path: Path, view: str, wrong: str, words: str
) -> None:
    root = small_register(tmp_path)
    line = f"  a: {view}"
    settings = FILES["cardctl.yaml"] + f"views:\n{line}\n"
    (root / "cardctl.yaml").write_text(settings, encoding="utf-8")
    result = run("validate", "--select", "CC318", root=root)
    assert result.exit_code == 1
    assert f"cardctl.yaml:7:{line.index(wrong) + 1}: error CC318 bad-view" in result.stdout
    assert words in result.stdout


@pytest.mark.parametrize(
    ("view", "code"),
    [("{were: open}", "CC202"), ("{state: [done]}", "CC203"), ("{overdue: maybe}", "CC204")],
)  # fmt: skip
def test_a_view_of_the_wrong_form_is_found_with_its_position(
    tmp_path: Path, view: str, code: str
) -> None:
    root = small_register(tmp_path)
    settings = FILES["cardctl.yaml"] + f"views:\n  a: {view}\n"
    (root / "cardctl.yaml").write_text(settings, encoding="utf-8")
    stdout = run("validate", "--format", "concise", root=root).stdout
    assert "cardctl.yaml:7:" in stdout
    assert code in stdout


def test_a_change_of_views_needs_no_entry_and_is_in_the_summary(root: Path) -> None:
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "base")
    text = (root / "cardctl.yaml").read_text(encoding="utf-8")
    (root / "cardctl.yaml").write_text(text.replace("open: false", "late: true"), encoding="utf-8")
    page = root / "summary.md"
    result = run("validate", "--since", "HEAD", "--summary", str(page), root=root)
    assert result.exit_code == 0, result.output
    assert "views.closed.late" in page.read_text(encoding="utf-8")


def test_library_has_the_views_of_the_register_only(root: Path, mine: Path) -> None:
    with api.open_register(root, today=date.fromisoformat(TODAY)) as register:
        assert [view.name for view in api.views(register)] == ["late", "closed", "내부"]
        assert [row.card.id for row in api.list_cards(register, view="@late")] == ["M01-001"]
        assert [
            row.card.id for row in api.list_cards(register, view="내부", where="state = submitted")
        ] == ["M01-003"]
        board = api.board(register, view="closed")
        assert sum(len(column.cards) for column in board.columns) == 1
        with pytest.raises(api.CardctlError, match="busan"):
            api.list_cards(register, view="busan")


def test_tab_offers_names_with_titles(root: Path, mine: Path) -> None:
    for command in ("list", "board"):
        assert described(root, f"{command} @") == {
            "@late": "Mine", "@busan": "", "@closed": "", "@내부": "",
        }  # fmt: skip
        assert offered(root, f"{command} @l") == ["@late"]
    assert offered(root, "config set col") == ["color"]
    assert offered(root, "config set color ") == ["auto", "always", "never"]
    assert "views.late.where" in offered(root, "config get views.late.")
