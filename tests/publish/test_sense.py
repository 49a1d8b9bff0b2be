"""Packages whose hashes are right, and whose rows contradict themselves, are not accepted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cardctl.app.export import tables
from cardctl.publish.formats import FORMATS
from cardctl.publish.package import Origin
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
    write_folder(folder, tables(COUNCIL, FORMATS["jsonl"], Origin("1.0", "public")), ".tables")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def forged(original: dict[str, bytes], tmp_path: Path) -> Callable[..., list[str]]:
    """Return a function that changes the rows of a table and their hash, and tells the problems."""

    def forge(table: str, change: Callable[[Rows], object]) -> list[str]:
        found = [dict(zip(BY_NAME[table].names, row, strict=True)) for row in rows(COUNCIL, table)]
        change(found)
        raw = list(lines(BY_NAME[table], [tuple(row.values()) for row in found]))
        made = digest(iter(raw))
        package = json.loads(original["datapackage.json"])
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
