"""Packages whose hashes are right, and whose rows contradict themselves, are not accepted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cardctl.app.export import tables
from cardctl.domain.card import Relations
from cardctl.publish.formats import FORMATS
from cardctl.publish.package import Origin, table_schema
from cardctl.publish.read import verify
from cardctl.publish.records import Published, rows
from cardctl.publish.row_text import digest, lines
from cardctl.publish.schema import BY_NAME
from cardctl.store.atomic.folder import write_folder
from cardctl.store.files import read
from cardctl.store.load import load

TOP = Path(__file__).parents[2]
COUNCIL = Published("xx.test", load(read(TOP / "examples/city-council")).register)
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("original") / "tables"
    write_folder(folder, tables(COUNCIL, FORMATS["jsonl"], Origin("1.0", "internal")), ".tables")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def forged(original: dict[str, bytes], tmp_path: Path) -> Callable[..., list[str]]:
    """Return a function that changes rows and their hash, and tells what is wrong."""

    def forge(
        table: str, change: Callable[[Rows], object], audience: str = "internal"
    ) -> list[str]:
        found = [dict(zip(BY_NAME[table].names, row, strict=True)) for row in rows(COUNCIL, table)]
        change(found)
        raw = list(lines(BY_NAME[table], [tuple(row.values()) for row in found]))
        made = digest(iter(raw))
        package = json.loads(original["datapackage.json"])
        package["cardctl"]["audience"] = audience
        entry = next(each for each in package["resources"] if each["name"] == table)
        entry.update(rows=made.rows, rowsHash=f"sha256:{made.sha256}")
        new = {
            f"{table}.jsonl": b"".join(FORMATS["jsonl"].encode(BY_NAME[table], iter(raw))),
            "datapackage.json": json.dumps(package).encode(),
        }
        for name, content in {**original, **new}.items():
            (tmp_path / name).write_bytes(content)
        assert {problem.table for problem in verify(tmp_path)} <= {table}
        return [str(problem.message) for problem in verify(tmp_path)]

    return forge


def test_tables_that_nobody_forged_make_sense(forged: Callable[..., list[str]]) -> None:
    assert forged("standing", lambda rows: rows) == []


SPANS = [
    ("overlap", lambda rows: rows[0].update(until=rows[1]["until"])),
    ("no day", lambda rows: rows[0].update(until=rows[0]["since"])),
]


@pytest.mark.parametrize(("says", "change"), SPANS)
def test_a_card_stands_in_one_way_each_day(
    forged: Callable[..., list[str]], says: str, change: Callable[[Rows], object]
) -> None:
    (message,) = forged("standing", change)
    assert says in message


WRONG_VALUES = [
    ("standing", "signal", "purple"),
    ("standing", "counts", "twice"),
    ("standing", "state", "RED"),
    ("standing", "outcome", "won"),
    ("standing", "follow_up", "fine"),
    ("standing", "progress", 101),
    ("standing", "progress", -1),
    ("card", "visibility", "secret"),
    ("card", "state", "x"),
    ("meeting", "kind", "secret"),
    ("meeting", "status", "x"),
    ("evidence", "kind", "rumour"),
    ("relation", "kind", "friend"),
    ("register", "cards", -7),
    ("register", "unit", 0),
    ("register", "currency", "KRW\x1b[2J"),
    ("register", "currency", "KRW\n"),
]


@pytest.mark.parametrize(("table", "column", "value"), WRONG_VALUES)
def test_values_outside_of_their_list_or_range_are_told(
    forged: Callable[..., list[str]], table: str, column: str, value: object
) -> None:
    messages = forged(table, lambda rows: rows[0].update({column: value}))
    assert messages == [f"'{column}' has a value that the table does not allow"]


@pytest.mark.parametrize("column", ["until", "state", "counts", "signal", "follow_up"])
def test_what_a_card_is_counted_by_is_never_missing(
    forged: Callable[..., list[str]], column: str
) -> None:
    (message,) = forged("standing", lambda rows: rows[0].update({column: None}))
    assert message.startswith(f"'{column}' has a value that is no ")


def test_the_package_has_the_closed_lists() -> None:
    fields = {each["name"]: each for each in table_schema(BY_NAME["standing"])["fields"]}
    assert fields["signal"]["constraints"] == {
        "required": True,
        "enum": ["red", "amber", "green", "blue", "grey"],
    }
    assert fields["progress"]["constraints"] == {"minimum": 0, "maximum": 100}
    assert "constraints" not in fields["lead"]
    kinds = next(each for each in BY_NAME["relation"].columns if each.name == "kind").enum
    assert kinds == tuple(Relations.model_fields)


def test_tables_for_the_public_have_no_restricted_card(
    forged: Callable[..., list[str]],
) -> None:
    def opened(rows: Rows) -> None:
        for row in rows:
            row["visibility"] = "open"

    def restricted(rows: Rows) -> None:
        opened(rows)
        rows[-1]["visibility"] = "closed"

    assert forged("card", opened, audience="public") == []
    assert forged("card", restricted) == []
    assert forged("card", restricted, audience="public") == [
        "it has a restricted card, and the package is public"
    ]


def test_the_table_of_the_register_has_one_row(forged: Callable[..., list[str]]) -> None:
    assert forged("register", lambda rows: rows.clear()) == ["it must have one row"]


def test_the_register_counts_the_cards_that_are_there(forged: Callable[..., list[str]]) -> None:
    messages = forged("register", lambda rows: rows[0].update(cards=1))
    assert messages == ["it does not have the number of cards that there are"]
