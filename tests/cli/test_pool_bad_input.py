"""A register that goes bad: it is named on stderr and in the report, and stops no other one.

Its last good tables are kept, the exit status is 1, and the other registers are taken and counted.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from support.pools import TODAY, pool, published, register
from support.registers import run

from cardctl.app import pool_take
from cardctl.publish import row_text
from cardctl.publish.row_text import digest


class Place(NamedTuple):
    """A pool of kr.a, whose tables are published, and of kr.b and kr.c, which publish none."""

    root: Path
    tables: Path
    files: Path
    """The files of kr.b."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(pool_take, "EXPORTED", "jsonl")
    for name in ("kr.a", "kr.b", "kr.c"):
        register(tmp_path, name)
    published(tmp_path, "kr.a")
    sources = [
        {"id": "kr.a", "folder": "../kr.a-tables"},
        {"id": "kr.b", "folder": "../kr.b"},
        {"id": "kr.c", "folder": "../kr.c"},
    ]
    root = pool(tmp_path, sources)
    monkeypatch.chdir(root)
    return Place(root, tmp_path / "kr.a-tables", tmp_path / "kr.b/cards")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def package(tables: Path, change: Callable[[dict[str, object]], object]) -> None:
    path = tables / "datapackage.json"
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data), "utf-8")


def nameless(at: Place) -> None:
    edit(at.files / "cardctl.yaml", "register: kr.b\n", "")


def named_alike(at: Place) -> None:
    edit(at.root / "pool.yaml", 'id: "kr.c"', 'id: "kr.a"')


def other_schema(at: Place) -> None:
    package(at.tables, lambda data: data["cardctl"].update(schema=2))  # type: ignore[attr-defined]


def other_rows(at: Place) -> None:
    edit(at.tables / "card.jsonl", "제방", "제방들")


def internal(at: Place) -> None:
    published(at.root.parent, "kr.a", audience="internal")


def no_answer(at: Place) -> None:
    edit(at.root / "pool.yaml", 'folder: "../kr.a-tables"', 'git: "https://localhost:1/a.git"')


def beyond_64_bits(at: Place) -> None:
    """As another program could write it, with the hash that belongs to it."""
    path = at.tables / "register.jsonl"
    edit(path, '"unit":1000000', f'"unit":{2**63}')
    found = digest(path.read_text("utf-8").splitlines(keepends=True))
    package(at.tables, lambda data: entry(data, "register").update(rowsHash=f"sha256:{found[1]}"))


def entry(data: dict[str, object], table: str) -> dict[str, object]:
    listed: list[dict[str, object]] = data["resources"]  # type: ignore[assignment]
    return next(each for each in listed if each["name"] == table)


def table_gone(at: Place) -> None:
    (at.tables / "step.jsonl").unlink()


def truncated(at: Place) -> None:
    published(at.root.parent, "kr.a", "parquet")
    path = at.tables / "card.parquet"
    path.write_bytes(path.read_bytes()[:-40])


BAD: dict[str, tuple[Callable[[Place], None], str, str]] = {
    "register without a name": (
        nameless, "kr.b",
        "the register has no name: add a line 'register: kr.b' to its cardctl.yaml",
    ),
    "two registers with one name": (named_alike, "kr.a", "two sources have this name"),
    "tables of another schema": (
        other_schema, "kr.a", "its tables have version 2, and this cardctl reads version 1",
    ),
    "hash that does not fit": (
        other_rows, "kr.a", "table card: its rows do not have the hash that the package says",
    ),
    "internal tables in a public pool": (
        internal, "kr.a", "its tables are for an internal audience, but the pool is public",
    ),
    "git address that does not answer": (
        no_answer, "kr.a", "git cannot read the repository: unable to access",
    ),
    "row beyond 64 bits": (
        beyond_64_bits, "kr.a", "table register: 'unit' has a value that is no integer",
    ),
    "missing table": (table_gone, "kr.a", "the file step.jsonl is missing"),
    "truncated Parquet": (truncated, "kr.a", "table card: it cannot be read as Parquet"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_register_is_named_and_the_others_are_reported(place: Place, case: str) -> None:
    damage, name, why = BAD[case]
    assert run("pool", "pull").exit_code == 0
    kept = {p.name: p.read_bytes() for p in (place.root / "tables" / name).glob("*.json*")}
    damage(place)

    done = run("pool", "pull", "--today", "2024-09-01")
    assert done.exit_code == 1
    (line,) = [each for each in done.stderr.splitlines() if each.startswith(f"{name}: ")]
    assert line.startswith(f"{name}: {why}")
    assert line.endswith("; the tables of 2024-08-01 are kept")
    assert {p.name: p.read_bytes() for p in (place.root / "tables" / name).glob("*.json*")} == kept

    made = run("pool", "report", "--today", "2024-09-01")
    assert made.exit_code == 1
    assert f"{name}: {why}" in made.stderr
    said = " ".join(made.stdout.split())
    assert f"({name}): tables of {TODAY}; since 2024-09-01: {why}" in said
    names = ["kr.a", "kr.b"] if case.startswith("two") else ["kr.a", "kr.b", "kr.c"]
    assert f"{len(names)} of {len(names)} registers read" in said
    data = json.loads(run("pool", "report", "--json").stdout)["data"]
    problems = {each["register"]: each["problem"] for each in data["registers"]}
    assert [each for each in names if problems.pop(each)] == [name]
    assert not problems
    counts = {each["key"]: each["cards"] for each in data["figures"][0]["by"]["body"]}
    assert sorted(counts) == names
    assert all(counts.values())


def test_a_register_that_was_never_good_is_named_in_the_report(place: Place) -> None:
    other_rows(place)
    assert run("pool", "pull").exit_code == 1
    made = run("pool", "report")
    assert made.exit_code == 1
    assert "kr.a: table card: its rows do not have the hash" in made.stderr
    assert "there are no tables of it" in made.stderr
    said = " ".join(made.stdout.split())
    assert "2 of 3 registers read" in said
    assert "Not in this report: kr.a: since 2024-08-01: table card: its rows" in said


def test_a_damaged_local_table_is_named_and_pulled_again(place: Place) -> None:
    assert run("pool", "pull").exit_code == 0
    edit(place.root / "tables/kr.a/standing.jsonl", "{", "")
    why = "its tables are damaged: standing.jsonl has changed since it was taken"
    made = run("pool", "report")
    assert made.exit_code == 1
    assert f"kr.a: {why}; take them again: cardctl pool pull kr.a" in made.stderr
    said = " ".join(made.stdout.split())
    assert "2 of 3 registers read" in said
    assert f"Not in this report: kr.a: {why}" in said
    cards = run("pool", "list", "--cards", "--json")
    assert cards.exit_code == 1
    assert "kr.a: its tables are damaged" in cards.stderr
    data = json.loads(run("pool", "list", "--json").stdout)["data"]
    assert [each["problem"] and each["problem"]["code"] for each in data] == [
        "damaged", None, None,
    ]  # fmt: skip
    assert run("pool", "pull", "kr.a").exit_code == 0
    assert run("pool", "report").exit_code == 0


def test_a_number_that_does_not_fit_has_a_hint(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_text, "LARGEST", 1_000)  # no file can hold as much as 64 bits
    done = run("export", "-o", str(tmp_path / "out"), "--format", "jsonl", root=place.files)
    assert (done.exit_code, (tmp_path / "out").exists()) == (3, False)
    assert "'unit' does not fit into 64 bits" in done.stderr
    assert "= use a larger unit of money in cardctl.yaml" in done.stderr
    done = run("pool", "pull", "kr.b")
    assert done.exit_code == 1
    assert "kr.b: it cannot be exported: register" in done.stderr
