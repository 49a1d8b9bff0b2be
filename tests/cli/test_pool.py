"""`cardctl pool pull` and `cardctl pool list`: what is printed, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.pools import pool, published, register, repository
from support.registers import run

from cardctl import api
from cardctl.app import pool_take
from cardctl.pool.lock import read_lock


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pool with a published register, one that is not, and one that is missing."""
    monkeypatch.setattr(pool_take, "EXPORTED", "jsonl")
    register(tmp_path, "kr.a")
    repository(register(tmp_path, "kr.b"))
    published(tmp_path, "kr.a")
    sources = [
        {"id": "kr.a", "folder": "../kr.a-tables"},
        {"id": "kr.b", "git": "../kr.b"},
        {"id": "kr.c", "folder": "../kr.c"},
    ]
    root = pool(tmp_path, sources)
    monkeypatch.chdir(root)
    return root


def repair(root: Path) -> None:
    register(root.parent, "kr.c")


def test_pull_prints_what_was_taken_and_why_not(root: Path) -> None:
    done = run("pool", "pull")
    assert done.exit_code == 1
    assert [line.split()[:3] for line in done.stdout.splitlines()] == [
        ["register", "result", "cards"],
        ["kr.a", "taken", "4"],
        ["kr.b", "taken", "4"],
        ["kr.c", "failed", "–"],
    ]
    assert done.stderr.splitlines() == [
        "kr.c: ../kr.c is not a folder; there are no tables of it",
        "3 registers: 2 taken, 1 failed",
    ]


def test_pull_again_prints_nothing_but_the_count(root: Path) -> None:
    repair(root)
    assert run("pool", "pull").exit_code == 0
    done = run("pool", "pull")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "3 registers: 3 unchanged\n")


def test_a_dry_run_says_what_would_be_taken(root: Path) -> None:
    done = run("pool", "pull", "--dry-run")
    assert [line.split()[1:3] for line in done.stdout.splitlines()[1:]] == [
        ["to", "take"], ["to", "take"], ["to", "take"],
    ]  # fmt: skip
    assert not (root / "pool.lock").exists()


def test_tables_that_are_kept_are_named_with_their_day(root: Path) -> None:
    repair(root)
    run("pool", "pull")
    (root.parent / "kr.c").rename(root.parent / "away")
    done = run("pool", "pull", "kr.c", "--today", "2024-09-01")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "kr.c: ../kr.c is not a folder; the tables of 2024-08-01 are kept",
        "1 register: 1 failed",
    ]
    done = run("pool", "list", lang="ko")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[3].split()[:3] == ["kr.c", "4", "2024-08-01"]
    assert done.stdout.splitlines()[3].endswith("../kr.c(은)는 폴더가 아님")


def test_list_has_sources_and_revisions(root: Path) -> None:
    run("pool", "pull")
    done = run("pool", "list")
    commit = read_lock((root / "pool.lock").read_text("utf-8")).registers["kr.b"].taken.revision
    line = done.stdout.splitlines()[2]
    assert line.split() == ["kr.b", "4", "2024-08-01", commit[:7], "../kr.b", "–"]


def test_json_has_all_of_it(root: Path) -> None:
    taken = json.loads(run("pool", "pull", "--json").stdout)
    assert taken["kind"] == "pool-pull"
    assert [each["result"] for each in taken["data"]] == ["taken", "taken", "failed"]
    listed = json.loads(run("pool", "list", "--json").stdout)["data"]
    assert listed[0]["tables"]["card"]["rows"] == listed[0]["cards"] == 4
    assert (listed[0]["exported_here"], listed[1]["exported_here"]) == (False, True)
    assert listed[2]["problem"] == {
        "code": "folder", "message": "../kr.c is not a folder", "since": "2024-08-01",
    }  # fmt: skip


def test_text_of_a_source_cannot_control_the_terminal(root: Path) -> None:
    package = root.parent / "kr.a-tables" / "datapackage.json"
    data = json.loads(package.read_text("utf-8"))
    package.write_text(json.dumps(data | {"name": "kr.z" + "-z" * 20}), "utf-8")
    config = root.parent / "kr.b" / "cards" / "cardctl.yaml"
    config.write_text(config.read_text("utf-8") + 'x: "\\e[31m"\n"y\\e[2J": 1\n', "utf-8")
    repository(root.parent / "kr.b")
    done = run("pool", "pull")
    assert "\x1b" not in done.output
    assert "\x1b" not in (root / "pool.lock").read_text("utf-8")
    assert json.loads(run("pool", "list", "--json").stdout)["data"][0]["problem"]["code"] == "name"


def test_errors_in_pool_yaml_have_their_place(root: Path) -> None:
    text = (root / "pool.yaml").read_text("utf-8")
    (root / "pool.yaml").write_text(text.replace("../kr.b", "https://me:secret@x/y"), "utf-8")
    for command in ("pull", "list"):
        done = run("pool", command)
        assert done.exit_code == 1
        assert "pool.yaml:6:23: error CC804 bad-link" in done.stderr
        assert "secret" not in done.output


def test_a_name_of_two_sources_is_pointed_at(root: Path) -> None:
    text = (root / "pool.yaml").read_text("utf-8")
    (root / "pool.yaml").write_text(text.replace("kr.c", "kr.a"), "utf-8")
    done = run("pool", "pull")
    assert done.exit_code == 1
    assert "pool.yaml:7:10: error CC301 duplicate-id" in done.stderr
    assert "kr.a: two sources have this name; there are no tables of it" in done.stderr


def test_the_library_does_the_same(root: Path) -> None:
    from support.pools import TODAY

    done = api.pull_pool(root, today=TODAY)
    assert [each.result for each in done.registers] == ["taken", "taken", "failed"]
    lock = (root / "pool.lock").read_bytes()
    (root / "pool.lock").unlink()
    run("pool", "pull")
    assert (root / "pool.lock").read_bytes() == lock
    assert [each.commit is None for each in api.load_pool(root).taken] == [True, False, True]


def test_json_has_the_warnings_of_registers_that_could_not_be_taken(root: Path) -> None:
    expected = ["kr.c: ../kr.c is not a folder; there are no tables of it"]
    commands = [("pull",), ("list",), ("list", "--cards"), ("report",)]
    for command in commands:
        done = run("pool", *command, "--json")
        assert done.exit_code == 1
        assert json.loads(done.stdout)["warnings"] == expected, command
        assert expected[0] in done.stderr
