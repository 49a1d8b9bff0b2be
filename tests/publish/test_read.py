"""Published tables read back: the same rows in every format, and nothing of a hostile folder."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cardctl.app.export import tables
from cardctl.publish.formats import FORMATS, LONGEST_ROW
from cardctl.publish.package import FILE, Origin
from cardctl.publish.read import NoTables, read_package, read_rows, verify
from cardctl.publish.records import Published, rows
from cardctl.publish.row_text import lines
from cardctl.publish.schema import BY_NAME, TABLES
from cardctl.store.atomic.folder import write_folder
from cardctl.store.files import read
from cardctl.store.load import load

TOP = Path(__file__).parents[2]
COUNCIL = Published("xx.test", load(read(TOP / "examples/city-council")).register)


def written(folder: Path, form: str) -> Path:
    write_folder(folder, tables(COUNCIL, FORMATS[form], Origin("1.0", "internal")), ".tables")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "tables", "jsonl")


def found(folder: Path) -> list[tuple[str | None, str]]:
    return [(problem.table, str(problem.message)) for problem in verify(folder)]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_the_rows_that_were_written(tmp_path: Path, form: str) -> None:
    package = read_package(written(tmp_path / "tables", form))
    assert (package.name, package.audience, package.problems) == ("xx.test", "internal", ())
    assert list(package.resources) == [table.name for table in TABLES]
    for name, resource in package.resources.items():
        taken = list(lines(resource.table, read_rows(tmp_path / "tables", resource)))
        assert taken == list(lines(resource.table, rows(COUNCIL, name)))
    assert verify(tmp_path / "tables") == []


@pytest.mark.parametrize("form", FORMATS)
def test_texts_that_a_format_treats_specially_come_back(tmp_path: Path, form: str) -> None:
    table = BY_NAME["tag"]
    tags = sorted(
        ["=1+1", "'=1", "'a", "a,b", 'say "so"', "two\nlines", "two\r\nlines", "null", "가"]
    )
    given = [("xx.test", "M01-001", tag) for tag in tags]
    path = tmp_path / f"tag.{form}"
    path.write_bytes(b"".join(FORMATS[form].encode(table, lines(table, given))))
    assert [tuple(row) for row in FORMATS[form].decode(table, path)] == given


@pytest.mark.parametrize("form", FORMATS)
def test_numbers_keep_every_digit(tmp_path: Path, form: str) -> None:
    table = BY_NAME["reading"]
    value = Decimal("123456789012345.678901")
    path = tmp_path / f"reading.{form}"
    row = ("xx.test", "M01-001", 1, "a", value)
    path.write_bytes(b"".join(FORMATS[form].encode(table, lines(table, [row]))))
    assert [tuple(each) for each in FORMATS[form].decode(table, path)] == [row]


def edited(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    package = json.loads((folder / FILE).read_text("utf-8"))
    change(package)
    (folder / FILE).write_text(json.dumps(package), "utf-8")


def entry(package: dict[str, Any], table: str) -> dict[str, Any]:
    return next(each for each in package["resources"] if each["name"] == table)


WRONG_PACKAGES: list[tuple[str, str | None, Callable[[dict[str, Any]], object]]] = [
    ("has version 2", None, lambda p: p["cardctl"].update(schema=2)),
    ("does not have the table", "tag", lambda p: p["resources"].remove(entry(p, "tag"))),
    ("the table twice", "tag", lambda p: p["resources"].append(entry(p, "tag"))),
    ("not named as the table", "tag", lambda p: entry(p, "tag").update(path="../tag.jsonl")),
    ("not named as the table", "tag", lambda p: entry(p, "tag").update(path="/etc/passwd")),
    ("not named as the table", "tag", lambda p: entry(p, "tag").update(path=["tag.jsonl"])),
    ("the number and the hash", "tag", lambda p: entry(p, "tag").update(rows=True)),
    ("the number and the hash", "tag", lambda p: entry(p, "tag").update(rowsHash="sha256:0")),
    ("the package says 900", "tag", lambda p: entry(p, "tag").update(rows=900)),
    ("more rows than", "tag", lambda p: entry(p, "tag").update(rows=3)),
    ("the hash that", "tag", lambda p: entry(p, "tag").update(rowsHash="sha256:" + "0" * 64)),
    ("other columns", "tag", lambda p: entry(p, "tag")["schema"]["fields"].reverse()),
    ("other columns", "tag", lambda p: entry(p, "tag").update(schema=[{}])),
    ("does not have the table", "tag", lambda p: p.update(resources={"name": "tag"})),
]


@pytest.mark.parametrize(("says", "table", "change"), WRONG_PACKAGES)
def test_a_package_that_lies_is_told(
    folder: Path, says: str, table: str | None, change: Callable[[dict[str, Any]], object]
) -> None:
    edited(folder, change)
    problems = [message for name, message in found(folder) if name == table]
    assert any(says.replace("has version", "version") in message for message in problems)


def test_rows_of_another_register_are_told(folder: Path) -> None:
    edited(folder, lambda package: package.update(name="xx.other"))
    assert ("card", "it has rows of another register") in found(folder)


@pytest.mark.parametrize(
    ("says", "content"),
    [
        ("is not JSON", b"[" * 100_000),
        ("is not JSON", b'{"register":NaN}\n'),
        ("other columns", b'{"register":"xx.test"}\n'),
        ("other columns", b"7\n"),
        ("not UTF-8", b"\xff\n"),
        ("more than", b"x" * (LONGEST_ROW + 1)),
        ("no string", b'{"register":"xx.test","card":"M01-001","tag":null}\n'),
        ("no string", b'{"register":"xx.test","card":"M01-001","tag":5}\n'),
        ("no string", b'{"register":"xx.test","card":"M01-001","tag":"\\ud800"}\n'),
        ("sorted", b'{"register":"xx.test","card":"M01-001","tag":"a"}\n' * 2),
    ],
)
def test_rows_that_are_not_those_of_the_table_are_told(
    folder: Path, says: str, content: bytes
) -> None:
    (folder / "tag.jsonl").write_bytes(content)
    ((table, message),) = found(folder)
    assert table == "tag"
    assert says in message


@pytest.mark.parametrize("value", ["1e999999999", "1e15", "0.0000001", '"1"', "true", "[]"])
def test_numbers_that_no_engine_can_keep_are_told(folder: Path, value: str) -> None:
    line = f'{{"register":"xx.test","card":"M01-001","result":1,"indicator":"a","value":{value}}}\n'
    (folder / "reading.jsonl").write_text(line, "utf-8")
    assert found(folder) == [("reading", "'value' has a value that is no number")]


@pytest.mark.parametrize(
    ("says", "content"),
    [
        ("first line", b"a,b\n"),
        ("is not CSV", b'register,card,tag\nxx.test,M01-001,"a"b\n'),
        ("more than", b"register,card,tag\n" + b'"\n",' * (LONGEST_ROW // 4 + 1)),
        ("is not CSV", b'register,card,tag\nxx.test,M01-001,"' + b"\n" * 200_000),
        ("more or fewer", b"register,card,tag\nxx.test,M01-001\n"),
        ("no string", b"register,card,tag\nxx.test,M01-001,\n"),
    ],
)
def test_csv_that_is_not_the_table_is_told(tmp_path: Path, says: str, content: bytes) -> None:
    folder = written(tmp_path / "tables", "csv")
    (folder / "tag.csv").write_bytes(content)
    ((table, message),) = found(folder)
    assert table == "tag"
    assert says in message


def test_parquet_that_is_not_the_table_is_told(tmp_path: Path) -> None:
    folder = written(tmp_path / "tables", "parquet")
    (folder / "tag.parquet").write_bytes(b"PAR1" * 20)
    (folder / "step.parquet").write_bytes((folder / "item.parquet").read_bytes())
    assert found(folder) == [
        ("tag", "it cannot be read as Parquet"),
        ("step", "it has other columns than the table"),
    ]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
@pytest.mark.parametrize("form", FORMATS)
def test_links_pipes_and_missing_files_are_not_read(tmp_path: Path, form: str) -> None:
    folder = written(tmp_path / "tables", form)
    (folder / f"tag.{form}").rename(tmp_path / "outside")
    (folder / f"tag.{form}").symlink_to(tmp_path / "outside")
    (folder / f"step.{form}").unlink()
    (folder / f"item.{form}").unlink()
    os.mkfifo(folder / f"item.{form}")
    tables_told = {table for table, _message in found(folder)}
    assert tables_told == {"tag", "step", "item"}


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"[" * 100_000, b"\xff", b'{"cardctl": {"schema": 1}}', b" " * (1 << 21)],
)
def test_what_is_no_package_is_an_error(folder: Path, content: bytes) -> None:
    (folder / FILE).write_bytes(content)
    with pytest.raises(NoTables):
        verify(folder)


@pytest.mark.parametrize("name", ["../x", "kr", "KR.x", "kr.x/y", 5, None])
def test_a_package_must_name_a_register(folder: Path, name: object) -> None:
    edited(folder, lambda package: package.update(name=name))
    with pytest.raises(NoTables, match="does not name a register"):
        read_package(folder)


def test_a_folder_without_tables_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoTables, match="no published tables"):
        read_package(tmp_path)
