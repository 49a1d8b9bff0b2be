"""Taking the tables of many registers: what changed, what is kept, and what is refused."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from support.pools import TODAY, contents, pool, published, pulled, register, repository, results

from cardctl.app import pool_take
from cardctl.errors import FileProblem, Refused, Unknown
from cardctl.pool.state import load_pool
from cardctl.publish import row_text
from cardctl.publish.row_text import digest

LATER = TODAY + timedelta(days=30)


@pytest.fixture(autouse=True)
def quick(request, monkeypatch) -> None:
    """Export as JSON Lines, which takes a tenth of the time."""
    if "parquet" not in request.node.name:
        monkeypatch.setattr(pool_take, "EXPORTED", "jsonl")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the registers kr.a, published, and kr.b, which is not."""
    register(tmp_path, "kr.a")
    register(tmp_path, "kr.b")
    published(tmp_path, "kr.a")
    return tmp_path


@pytest.fixture
def root(folder: Path) -> Path:
    """A pool of the two registers, in folders."""
    return pool(
        folder, [{"id": "kr.a", "folder": "../kr.a-tables"}, {"id": "kr.b", "folder": "../kr.b"}]
    )


def retitle(folder: Path, name: str, title: str) -> None:
    path = folder / name / "cards" / "M01" / "M01-002.yaml"
    path.write_text(path.read_text("utf-8").replace("수질 측정망 확대", title), "utf-8")


# What is taken -----------------------------------------------------------------------------------


def test_published_tables_and_a_register_are_taken(root: Path) -> None:
    assert results(pulled(root)) == {"kr.a": "taken", "kr.b": "taken"}
    found = load_pool(root)
    assert [each.problem for each in found.taken] == [None, None]
    assert [each.package.exported_here for each in found.taken] == [False, True]
    cards = (root / "tables" / "kr.a" / "card.jsonl").read_text("utf-8")
    assert cards.count('"register":"kr.a"') == found.taken[0].package.tables["card"].rows == 4


def test_a_register_has_the_same_rows_whether_it_publishes_or_not(folder: Path) -> None:
    published_rows = load_after(pool(folder, [{"id": "kr.a", "folder": "../kr.a-tables"}]))
    own_rows = load_after(pool(folder, [{"id": "kr.a", "folder": "../kr.a"}]))
    hashes = [
        {name: table.hash for name, table in rows.items()} for rows in (published_rows, own_rows)
    ]
    assert hashes[0] == hashes[1]


def load_after(root: Path):
    assert results(pulled(root)) == {"kr.a": "taken"}
    return load_pool(root).taken[0].package.tables


@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv"])
def test_published_tables_are_kept_as_they_are(folder: Path, form: str) -> None:
    shutil.rmtree(folder / "kr.a-tables")
    tables = published(folder, "kr.a", form)
    root = pool(folder, [{"id": "kr.a", "folder": "../kr.a-tables"}])
    assert results(pulled(root)) == {"kr.a": "taken"}
    for path in tables.glob(f"*.{form}"):
        assert (root / "tables" / "kr.a" / path.name).read_bytes() == path.read_bytes()


def test_taking_twice_changes_no_byte(root: Path) -> None:
    pulled(root)
    before = contents(root)
    assert results(pulled(root, today=LATER)) == {"kr.a": "unchanged", "kr.b": "unchanged"}
    assert contents(root) == before


def test_the_order_of_the_sources_does_not_matter(folder: Path, root: Path) -> None:
    pulled(root)
    first = contents(root)
    shutil.rmtree(root)
    again = pool(
        folder, [{"id": "kr.b", "folder": "../kr.b"}, {"id": "kr.a", "folder": "../kr.a-tables"}]
    )
    pulled(again)
    second = contents(again)
    rows = [
        {name: raw for name, raw in each.items() if not name.endswith(("pool.yaml", "parquet"))}
        for each in (first, second)
    ]
    assert rows[0] == rows[1]


def test_a_change_is_taken_with_its_day(folder: Path, root: Path) -> None:
    pulled(root)
    retitle(folder, "kr.b", "다른 과제")
    assert results(pulled(root, today=LATER)) == {"kr.a": "unchanged", "kr.b": "taken"}
    assert [each.taken_on for each in load_pool(root).taken] == [TODAY, LATER]


def test_only_the_named_register_is_taken(root: Path) -> None:
    assert results(pulled(root, "kr.b")) == {"kr.b": "taken"}
    assert [each.taken_on for each in load_pool(root).taken] == [None, TODAY]
    with pytest.raises(Unknown):
        pulled(root, "kr.c")


def test_a_dry_run_changes_nothing(root: Path) -> None:
    before = contents(root)
    assert results(pulled(root, dry_run=True)) == {"kr.a": "changed", "kr.b": "changed"}
    assert contents(root) == before


def test_a_register_that_left_the_pool_is_forgotten(folder: Path, root: Path) -> None:
    pulled(root)
    pool(folder, [{"id": "kr.a", "folder": "../kr.a-tables"}])
    pulled(root)
    assert not (root / "tables" / "kr.b").exists()
    assert list(json.loads((root / "pool.lock").read_text())["registers"]) == ["kr.a"]


def test_tables_that_were_deleted_or_exchanged_are_taken_again(root: Path) -> None:
    pulled(root)
    (root / "tables" / "kr.a" / "card.jsonl").unlink()
    (root / "tables" / "kr.b" / "datapackage.json").write_text("{}")
    assert [str(each.problem) for each in load_pool(root).taken] == [
        "its tables are damaged: the file card.jsonl is missing",
        "its tables are damaged: datapackage.json has changed since it was taken",
    ]
    assert results(pulled(root)) == {"kr.a": "taken", "kr.b": "taken"}


# Repositories ------------------------------------------------------------------------------------


def test_only_a_repository_that_changed_is_fetched(folder: Path, monkeypatch) -> None:
    both = [repository(folder / name) for name in ("kr.a", "kr.b")]
    both[0].git("clone", "--quiet", "--bare", ".", str(folder / "bare.git"))
    root = pool(folder, [{"id": "kr.a", "git": "../bare.git"}, {"id": "kr.b", "git": "../kr.b"}])
    assert results(pulled(root)) == {"kr.a": "taken", "kr.b": "taken"}
    before = contents(root)

    from cardctl.pool import fetch

    fetched = []
    real = fetch.fetch
    monkeypatch.setattr(fetch, "fetch", lambda *args: fetched.append(args[1].shown) or real(*args))
    pulled(root, today=LATER)
    assert fetched == []
    assert contents(root) == before

    retitle(folder, "kr.b", "다른 과제")
    both[1].commit()
    assert results(pulled(root, dry_run=True)) == {"kr.a": "unchanged", "kr.b": "changed"}
    assert results(pulled(root)) == {"kr.a": "unchanged", "kr.b": "taken"}
    assert fetched == ["../kr.b"]
    assert load_pool(root).taken[1].commit == both[1].git("rev-parse", "HEAD")


def test_a_branch_and_a_folder_can_be_named(folder: Path) -> None:
    made = repository(folder / "kr.b")
    made.git("checkout", "--quiet", "-b", "tables")
    shutil.copytree(published(folder, "kr.b"), folder / "kr.b" / "out" / "tables")
    made.commit()
    made.git("checkout", "--quiet", "main")
    source = {"id": "kr.b", "git": "../kr.b", "ref": "tables", "path": "out/tables"}
    root = pool(folder, [source])
    assert results(pulled(root)) == {"kr.b": "taken"}
    taken = load_pool(root).taken[0]
    assert not taken.package.exported_here
    assert taken.commit == made.git("rev-parse", "tables")


def test_a_register_is_exported_as_parquet(folder: Path) -> None:
    root = pool(folder, [{"id": "kr.b", "folder": "../kr.b"}])
    assert results(pulled(root)) == {"kr.b": "taken"}
    assert load_pool(root).taken[0].table_path("card").suffix == ".parquet"


def test_a_repository_and_a_folder_give_the_same_rows(folder: Path) -> None:
    repository(folder / "kr.b")
    tables = []
    for kind in ("git", "folder"):
        root = pool(folder, [{"id": "kr.b", kind: "../kr.b"}])
        assert results(pulled(root)) == {"kr.b": "taken"}
        tables.append(load_pool(root).taken[0].package.tables)
    assert tables[0] == tables[1]


# What is refused ---------------------------------------------------------------------------------


def edit_package(tables: Path, **changes: object) -> None:
    path = tables / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    for key, value in changes.items():
        if key in package:
            package[key] = value
        else:
            package["cardctl"][key] = value
    path.write_text(json.dumps(package), "utf-8")


def edit_rows(tables: Path, old: str, new: str, *, rehash: bool = False) -> None:
    path = tables / "card.jsonl"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    if rehash:
        package = json.loads((tables / "datapackage.json").read_text("utf-8"))
        entry = next(each for each in package["resources"] if each["name"] == "card")
        found = digest(path.read_text("utf-8").splitlines(keepends=True))
        entry["rows"], entry["rowsHash"] = found.rows, f"sha256:{found.sha256}"
        (tables / "datapackage.json").write_text(json.dumps(package), "utf-8")


def double(tables: Path) -> None:
    text = (tables / "card.jsonl").read_text("utf-8")
    (tables / "card.jsonl").write_text(text * 2, "utf-8")


BROKEN = {
    "hash": (lambda tables: edit_rows(tables, "제방", "제방들"), "table"),
    "rows": (double, "table"),
    "stranger": (lambda t: edit_rows(t, '"kr.a"', '"kr.b"', rehash=True), "table"),
    "order": (lambda t: edit_rows(t, '"M01-003"', '"M01-000"', rehash=True), "table"),
    "huge": (lambda t: edit_rows(t, '"meeting":1', f'"meeting":{2**63}', rehash=True), "table"),
    "schema": (lambda tables: edit_package(tables, schema=2), "schema"),
    "name": (lambda tables: edit_package(tables, name="kr.c"), "name"),
    "audience": (lambda tables: edit_package(tables, audience="everybody"), "package"),
    "internal": (lambda tables: edit_package(tables, audience="internal"), "audience"),
    "no tables": (lambda tables: edit_package(tables, resources=[]), "table"),
    "json": (lambda tables: (tables / "datapackage.json").write_text("{"), "package"),
    "brackets": (lambda tables: (tables / "datapackage.json").write_text("[" * 10**5), "package"),
    "missing": (lambda tables: (tables / "card.jsonl").unlink(), "missing"),
    "gone": (shutil.rmtree, "folder"),
    "empty": (lambda tables: (tables / "datapackage.json").unlink(), "nothing"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_the_last_good_tables_are_kept_and_the_others_are_taken(
    folder: Path, root: Path, case: str
) -> None:
    pulled(root)
    before = contents(root / "tables" / "kr.a")
    retitle(folder, "kr.b", "다른 과제")
    damage, code = BROKEN[case]
    damage(folder / "kr.a-tables")
    assert results(pulled(root, today=LATER)) == {"kr.a": code, "kr.b": "taken"}
    assert contents(root / "tables" / "kr.a") == before
    state = load_pool(root).taken[0]
    assert (state.taken_on, state.failure.since) == (TODAY, LATER)
    assert state.package is not None

    lock = (root / "pool.lock").read_bytes()
    assert results(pulled(root, today=LATER + timedelta(days=9)))["kr.a"] == code
    assert (root / "pool.lock").read_bytes() == lock

    published(folder, "kr.a")
    assert "kr.a" in results(pulled(root, today=LATER))
    assert load_pool(root).taken[0].problem is None


@pytest.mark.parametrize("case", BROKEN)
def test_nothing_is_taken_of_a_register_that_was_never_good(
    folder: Path, root: Path, case: str
) -> None:
    damage, code = BROKEN[case]
    damage(folder / "kr.a-tables")
    assert results(pulled(root)) == {"kr.a": code, "kr.b": "taken"}
    assert load_pool(root).taken[0].package is None
    assert not (root / "tables" / "kr.a").exists()


def edit_config(folder: Path, old: str, new: str) -> None:
    path = folder / "kr.b" / "cards" / "cardctl.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda f: edit_config(f, "register: kr.b\n", ""), "nameless"),
        (lambda f: edit_config(f, "register: kr.b\n", "register: kr.a\n"), "name"),
        (lambda f: edit_config(f, "format: 1\n", "format: [\n"), "unreadable"),
        (lambda f: (f / "kr.b" / "cards" / "agencies.yaml").unlink(), "unreadable"),
        (lambda f: (f / "kr.b" / "cards" / "cardctl.yaml").unlink(), "nothing"),
    ],
)
def test_a_register_that_cannot_be_exported_is_kept_as_it_was(
    folder: Path, root: Path, damage, code: str
) -> None:
    pulled(root)
    damage(folder)
    assert results(pulled(root, today=LATER)) == {"kr.a": "unchanged", "kr.b": code}
    assert load_pool(root).taken[1].taken_on == TODAY


def test_a_number_that_does_not_fit_stops_only_its_register(root: Path, monkeypatch) -> None:
    pulled(root)
    monkeypatch.setattr(row_text, "LARGEST", 1_000)
    assert results(pulled(root, "kr.b", today=LATER)) == {"kr.b": "export"}
    problem = str(load_pool(root).taken[1].problem)
    assert problem.endswith("'unit' does not fit into 64 bits")


def test_of_two_sources_with_one_name_neither_is_taken(folder: Path) -> None:
    sources = [
        {"id": "kr.a", "folder": "../kr.a"},
        {"id": "kr.b", "folder": "../kr.b"},
        {"id": "kr.a", "folder": "../kr.a-tables"},
    ]
    for order in (sources, sources[::-1]):
        root = pool(folder, order)
        done = pulled(root)
        assert results(done)["kr.a"] == "duplicate"
        assert [each.code for each in done.pool.problems] == ["CC301"]
        assert load_pool(root).taken[1].package is not None


def test_a_repository_that_does_not_answer_is_named(folder: Path) -> None:
    root = pool(
        folder,
        [
            {"id": "kr.a", "git": "https://localhost:1/kr.a.git"},
            {"id": "kr.b", "folder": "../kr.b"},
            {"id": "kr.c", "git": "../none.git"},
            {"id": "kr.d", "git": "../kr.b"},
        ],
    )
    assert results(pulled(root)) == {
        "kr.a": "git", "kr.b": "taken", "kr.c": "folder", "kr.d": "git",
    }  # fmt: skip
    assert str(folder) not in (root / "pool.lock").read_text("utf-8")


def test_a_branch_that_is_not_there_is_named(folder: Path) -> None:
    repository(folder / "kr.b")
    root = pool(folder, [{"id": "kr.b", "git": "../kr.b", "ref": "none"}])
    assert results(pulled(root)) == {"kr.b": "ref"}


# Hostile sources ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["card.jsonl", "datapackage.json"])
def test_no_link_is_followed_in_a_folder(folder: Path, root: Path, name: str) -> None:
    secret = folder / "secret"
    (folder / "kr.a-tables" / name).rename(secret)
    (folder / "kr.a-tables" / name).symlink_to(secret)
    assert results(pulled(root))["kr.a"] == "link"


def test_no_link_is_followed_in_a_repository(folder: Path) -> None:
    tables = folder / "kr.a-tables"
    (tables / "card.jsonl").rename(folder / "secret")
    (tables / "card.jsonl").symlink_to(folder / "secret")
    repository(tables)
    root = pool(folder, [{"id": "kr.a", "git": "../kr.a-tables"}])
    assert results(pulled(root)) == {"kr.a": "link"}


def test_no_link_leads_to_the_folder_in_a_source(folder: Path) -> None:
    (folder / "outer").mkdir()
    (folder / "outer" / "inner").symlink_to(folder / "kr.a-tables")
    (folder / "outer" / "cards").symlink_to(folder / "kr.b" / "cards")
    sources = [
        {"id": "kr.a", "folder": "../outer", "path": "inner"},
        {"id": "kr.b", "folder": "../outer"},
    ]
    assert results(pulled(pool(folder, sources))) == {"kr.a": "link", "kr.b": "link"}


def test_files_that_are_too_large_are_not_read(folder: Path, root: Path, monkeypatch) -> None:
    from cardctl.pool import package

    monkeypatch.setattr(package, "MOST_BYTES", 1_000)
    assert results(pulled(root))["kr.a"] == "size"
    monkeypatch.setattr(package, "MOST_BYTES", 1 << 30)
    monkeypatch.setattr(package, "MOST_ROWS", 2)
    assert results(pulled(root))["kr.a"] == "many"


def test_a_register_that_is_too_large_is_not_read(folder: Path, monkeypatch) -> None:
    from cardctl.pool import contents as pool_contents

    repository(folder / "kr.b")
    monkeypatch.setattr(pool_contents, "MOST_BYTES", 2_000)
    for kind in ("git", "folder"):
        assert results(pulled(pool(folder, [{"id": "kr.b", kind: "../kr.b"}]))) == {"kr.b": "size"}


def test_a_folder_is_read_and_never_written(folder: Path, root: Path) -> None:
    before = contents(folder / "kr.b")
    pulled(root)
    assert contents(folder / "kr.b") == before
    assert not list(folder.glob("kr.b/**/.cardctl"))


def test_a_file_of_the_user_is_not_replaced(root: Path) -> None:
    own = root / "tables" / "kr.a" / "mine.txt"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    assert results(pulled(root)) == {"kr.a": "foreign", "kr.b": "taken"}
    assert own.read_text() == "mine"


# The pool's own folder ---------------------------------------------------------------------------


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def one_byte(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def linked_away(path: Path) -> None:
    away = path.parents[2] / "away"
    path.rename(away)
    path.symlink_to(away)


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGE = {
    "cut short": (cut_short, "has changed since it was taken"),
    "one byte": (one_byte, "has changed since it was taken"),
    "link": (linked_away, "is a link or not a regular file"),
    "pipe": (pipe, "is a link or not a regular file"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
@pytest.mark.parametrize("name", ["standing.jsonl", "step.jsonl", "datapackage.json"])
@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_table_is_named_and_taken_again(root: Path, case: str, name: str) -> None:
    pulled(root)
    before = contents(root)
    damage, why = DAMAGE[case]
    damage(root / "tables" / "kr.a" / name)
    found = load_pool(root).taken
    assert [str(each.problem) for each in found] == [
        f"its tables are damaged: {name} {why}", "None",
    ]  # fmt: skip
    assert found[0].table_path("standing") is None
    assert results(pulled(root)) == {"kr.a": "taken", "kr.b": "unchanged"}
    (root / "away").unlink(missing_ok=True)
    assert contents(root) == before


def test_a_repository_that_has_not_changed_is_taken_again_if_damaged(folder: Path) -> None:
    repository(folder / "kr.b")
    root = pool(folder, [{"id": "kr.b", "git": "../kr.b"}])
    pulled(root)
    one_byte(root / "tables" / "kr.b" / "standing.jsonl")
    assert results(pulled(root)) == {"kr.b": "taken"}
    assert load_pool(root).taken[0].problem is None


def no_marker(tables: Path) -> None:
    (tables / ".cardctl-tables").unlink()


def pipe_as_marker(tables: Path) -> None:
    pipe(tables / ".cardctl-tables")


def broken_marker(tables: Path) -> None:
    (tables / ".cardctl-tables").write_bytes(b"\xff")


def file_as_folder(tables: Path) -> None:
    shutil.rmtree(tables)
    tables.write_text("mine")


def link_as_folder(tables: Path) -> None:
    shutil.rmtree(tables)
    tables.symlink_to(tables.parents[1] / "victim")


def folder_as_table(tables: Path) -> None:
    (tables / "standing.jsonl").unlink()
    (tables / "standing.jsonl").mkdir()


BLOCKED = {
    "no marker": (no_marker, "foreign"),
    "pipe as marker": (pipe_as_marker, "unwritten"),
    "broken marker": (broken_marker, "unwritten"),
    "file": (file_as_folder, "folder"),
    "link": (link_as_folder, "link"),
    "folder as table": (folder_as_table, "unwritten"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
@pytest.mark.parametrize("case", BLOCKED)
def test_a_blocked_folder_stops_only_its_register(folder: Path, root: Path, case: str) -> None:
    pulled(root)
    victim = root / "victim"
    victim.mkdir()
    for name in ("kr.a", "kr.b"):
        retitle(folder, name, "다른 과제")
    published(folder, "kr.a")
    block, code = BLOCKED[case]
    block(root / "tables" / "kr.a")
    assert results(pulled(root, today=LATER)) == {"kr.a": code, "kr.b": "taken"}
    lock = (root / "pool.lock").read_text("utf-8")
    assert f'"code": "{code}"' in lock
    assert str(folder) not in lock
    assert list(victim.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_nothing_is_written_through_a_link_for_all_tables(folder: Path, root: Path) -> None:
    victim = folder / "victim"
    victim.mkdir()
    (root / "tables").symlink_to(victim)
    with pytest.raises(Refused, match="symbolic link"):
        pulled(root)
    assert list(victim.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="pipes")
def test_a_pipe_as_lock_is_named(root: Path) -> None:
    os.mkfifo(root / "pool.lock")
    with pytest.raises(FileProblem, match="not a regular file"):
        load_pool(root)


# Audience ----------------------------------------------------------------------------------------

CANARY = "카나리아-secret-canary"

CLOSED = f"""\
id: M01-009
title: {CANARY}
meeting: 1
item: 1
lead: null
state: registered
visibility: closed
visibility_ground: {CANARY}
tags: [{CANARY}]
relations: {{parent: M01-001}}
history:
  - {{date: 2024-01-10, by: mois, state: registered, note: {CANARY}}}
"""


def has_canary(root: Path) -> bool:
    """Whether the text is in any table; Parquet is read by its engine."""
    import duckdb

    for path in root.rglob("*"):
        if path.suffix == ".parquet":
            with duckdb.connect() as engine:
                text = str(engine.execute(f"FROM read_parquet('{path}')").fetchall())
        elif path.is_file():
            text = path.read_text("utf-8")
        else:
            continue
        if "canary" in text or "M01-009" in text:
            return True
    return False


def test_a_restricted_card_is_nowhere_in_a_public_pool_with_parquet(tmp_path: Path) -> None:
    for name in ("kr.a", "kr.b", "kr.c", "kr.d"):
        register(tmp_path, name, M01__M01_009=CLOSED)
    repository(tmp_path / "kr.b")
    published(tmp_path, "kr.c")
    published(tmp_path, "kr.d", audience="internal")
    sources = [
        {"id": "kr.a", "folder": "../kr.a"},
        {"id": "kr.b", "git": "../kr.b"},
        {"id": "kr.c", "folder": "../kr.c-tables"},
        {"id": "kr.d", "folder": "../kr.d-tables"},
    ]
    root = pool(tmp_path, sources, "internal")
    pulled(root)
    assert has_canary(root / "tables" / "kr.a")
    assert has_canary(root / "tables" / "kr.d")

    pool(tmp_path, sources, "public")
    assert [each.package is None for each in load_pool(root).taken] == [True, True, False, True]
    assert results(pulled(root)) == {
        "kr.a": "taken", "kr.b": "taken", "kr.c": "unchanged", "kr.d": "audience",
    }  # fmt: skip
    assert not has_canary(root)
    assert not (root / "tables" / "kr.d").exists()


def test_tables_that_contradict_themselves_are_refused_and_the_last_good_ones_kept(
    folder: Path, root: Path
) -> None:
    pulled(root)
    before = contents(root / "tables")
    table = folder / "kr.a-tables" / "standing.jsonl"
    table.write_text(re.sub(r'"signal":"[a-z]+"', '"signal":"none"', table.read_text("utf-8")))
    package = json.loads((table.parent / "datapackage.json").read_text("utf-8"))
    entry = next(each for each in package["resources"] if each["name"] == "standing")
    entry["rowsHash"] = f"sha256:{hashlib.sha256(table.read_bytes()).hexdigest()}"
    (table.parent / "datapackage.json").write_text(json.dumps(package), "utf-8")
    (done, _other) = pulled(root, today=LATER).registers
    assert done.failure is not None
    assert "'signal' has a value that the table does not allow" in str(done.failure.message)
    assert contents(root / "tables") == before
