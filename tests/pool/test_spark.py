"""Spark counts what DuckDB counts, and parses registers as cardctl does: one session for all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from tarfile import TarInfo
from tarfile import open as open_tar
from typing import TYPE_CHECKING, Any

import pytest
from bench.register import files

from cardctl import api
from cardctl.app.centre import archive_lines
from cardctl.app.export import published
from cardctl.app.report import source_of
from cardctl.domain.signal import Colour
from cardctl.domain.workflow import State
from cardctl.errors import SystemProblem
from cardctl.pool.cards import CardFilter, cards
from cardctl.pool.engines import Engine, Paths, start
from cardctl.pool.figures import Rollup, rollup
from cardctl.publish.formats import FORMATS
from cardctl.publish.records import Published, rows
from cardctl.publish.row_text import digest, lines
from cardctl.publish.schema import BY_NAME, TABLES
from cardctl.report.audience import Audience

pytest.importorskip("pyspark", reason="Spark is not installed: pip install '.[spark]'")
if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
    pytest.skip("Spark needs Java", allow_module_level=True)

from pyspark.sql import SparkSession

from cardctl.pool.engines.spark import Spark, _check_answers, _settings
from cardctl.pool.engines.spark_registers import published_lines

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# Spark 4.1 leaves the sockets that it reads rows from to the collector of garbage.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)

TODAY = date(2026, 1, 5)
DAYS = [date(2024, 12, 31), date(2025, 6, 30), date(2026, 1, 5)]
OF_TESTS = {
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
"""Settings for a few rows: compiling a query for them would take most of the time."""

CURRENCIES = {"xx.a": "KRW", "xx.b": "EUR", "xx.c": "KRW"}


def texts(name: str) -> dict[str, bytes]:
    """The files of a register: a card is part of another register's, and a tag is no formula."""
    made = dict(files(40, seed=ord(name[-1]), small=True, meetings=3))
    made["cardctl.yaml"] += f"register: {name}\n"
    made["cardctl.yaml"] = made["cardctl.yaml"].replace("KRW", CURRENCIES[name])
    if name != "xx.a":
        first = min(path for path in made if path.startswith("M01/"))
        tie = f"xx.a/{Path(first).stem}"
        made[first] += f"relations: {{part_of: {tie}}}\n"
    return {path: text.encode() for path, text in made.items()}


def found(name: str) -> Published:
    return published(source_of(texts(name), None, TODAY), Audience.PUBLIC)


@pytest.fixture(scope="module")
def registers() -> list[Published]:
    return [found(name) for name in CURRENCIES]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    place = tmp_path_factory.mktemp("spark")
    here = Path.cwd()
    os.chdir(place)
    settings = {**dict(_settings("local[1]")), **OF_TESTS}
    settings["spark.driver.extraJavaOptions"] += " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    made = SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()
    made.sparkContext.pythonExec = sys.executable
    try:
        yield made
    finally:
        made.stop()
        os.chdir(here)
    assert list(place.iterdir()) == []


def export(registers: list[Published], folder: Path, forms: str) -> Paths:
    """Write the tables, of each register in the next of *forms*; return their files."""
    paths: dict[str, list[Path]] = {table.name: [] for table in TABLES}
    for at, each in enumerate(registers):
        form = FORMATS[forms.split()[at % len(forms.split())]]
        for table in TABLES:
            path = folder / each.name / f"{table.name}.{form.name}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"".join(form.encode(table, lines(table, rows(each, table.name)))))
            paths[table.name].append(path)
    return paths


def by_duckdb(paths: Paths) -> Rollup:
    with start("duckdb") as engine:
        engine.open_tables(paths)
        return rollup(engine, DAYS, 30)


def test_figures_have_the_digest_of_duckdb(
    session: SparkSession, registers: list[Published], tmp_path: Path
) -> None:
    paths = export(registers, tmp_path / "가 [b]{c}", "parquet jsonl csv")
    expected = by_duckdb(paths)
    assert expected.all(DAYS[2]).parts == 2
    assert set(expected.all(DAYS[2]).money) == {"KRW", "EUR"}
    assert expected.all(DAYS[0]) != expected.all(DAYS[2])
    engine = Spark(session)
    engine.open_tables(paths)
    assert rollup(engine, DAYS, 30) == expected


def as_lines(engine: Engine, table: str) -> list[str]:
    columns = ", ".join(f'"{name}"' for name in BY_NAME[table].names)
    return sorted(lines(BY_NAME[table], engine.ask(f"SELECT {columns} FROM {table}")))


def test_formats_are_read_as_the_same_rows(session: SparkSession, tmp_path: Path) -> None:
    odd = [
        "=A1",
        "'=1+1",
        "'\u3000+1",
        "''",
        "'a",
        "a\r\nb",
        "a\nb",
        'a"b',
        "a,b",
        "\\",
        "\\n",
        " a ",
    ]
    line = [("xx.a", "M01-001", text) for text in odd]
    engine = Spark(session)
    for form in FORMATS.values():
        path = tmp_path / f"tag.{form.name}"
        path.write_bytes(b"".join(form.encode(BY_NAME["tag"], lines(BY_NAME["tag"], line))))
        engine.open_tables({"tag": [path]})
        assert sorted(engine.ask("SELECT * FROM tag")) == sorted(line), form.name


def test_filters_find_the_same_cards(
    session: SparkSession, registers: list[Published], tmp_path: Path
) -> None:
    paths = export(registers, tmp_path, "jsonl")
    some = next(rows(registers[1], "card"))
    title = str(some[4] or some[5])
    asked = [
        CardFilter(),
        CardFilter(registers=("xx.b",), words=(title.split(maxsplit=1)[0].upper(),)),
        CardFilter(states=tuple(State), signals=tuple(Colour)),
        CardFilter(words=("o'clock\\n\" OR 1=1 --",)),
    ]
    with start("duckdb") as duckdb:
        found = []
        for engine in (duckdb, Spark(session)):
            engine.open_tables(paths)
            found.append([list(cards(engine, DAYS[2], each, 5)) for each in asked])
    assert found[0] == found[1]
    assert [bool(each) for each in found[0]] == [True, True, True, False]


def test_tables_without_files_are_empty(session: SparkSession) -> None:
    engine = Spark(session)
    engine.open_tables({table.name: [] for table in TABLES})
    every = " UNION ALL ".join(f"SELECT register FROM {table.name}" for table in TABLES)
    assert list(engine.ask(every)) == []


def test_text_where_a_number_belongs_is_an_error(session: SparkSession, tmp_path: Path) -> None:
    path = tmp_path / "item.jsonl"
    path.write_text('{"register":"xx.a","meeting":"many","item":1}\n')
    engine = Spark(session)
    engine.open_tables({"item": [path]})
    with pytest.raises(SystemProblem) as raised:
        list(engine.ask("SELECT * FROM item"))
    assert raised.value.exit_code == 4


# Parsing at the centre ---------------------------------------------------------------------------


def archive(contents: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with open_tar(fileobj=out, mode="w") as tar:
        for path, content in contents.items():
            member = TarInfo(f"./{path}")
            member.size = len(content)
            tar.addfile(member, BytesIO(content))
    return out.getvalue()


@pytest.fixture
def sources(session: SparkSession) -> DataFrame:
    made: list[tuple[str, Any]] = [(name, archive(texts(name))) for name in CURRENCIES]
    made += [("xx.d", made[0][1]), ("xx.e", archive({})), ("xx.f", b"no archive" * 99)]
    return session.createDataFrame(made, "register STRING, files BINARY")


def test_registers_parsed_at_the_centre_are_those_that_are_exported(
    session: SparkSession, registers: list[Published], sources: DataFrame, tmp_path: Path
) -> None:
    problems = api.spark_tables(sources, today=TODAY)
    parsed = published_lines(sources, partial(archive_lines, today=TODAY))
    engine = Spark(session)
    for each in registers:
        got = parsed.where(parsed.register == each.name).orderBy("number").collect()
        for table in TABLES:
            own = [row.line for row in got if row.table == table.name]
            assert digest(own) == digest(lines(table, rows(each, table.name)))
    at_centre = rollup(engine, DAYS, 30)
    assert set(problems) == {"xx.d", "xx.e", "xx.f"}
    assert "xx.a" in problems["xx.d"]
    assert at_centre == by_duckdb(export(registers, tmp_path, "jsonl"))


# Starting ----------------------------------------------------------------------------------------

START = """
from cardctl.errors import SystemProblem
from cardctl.pool.engines import start
try:
    with start("spark"):
        print("started")
except SystemProblem as problem:
    print(problem.exit_code, problem)
"""


def test_without_java_the_error_says_so(tmp_path: Path) -> None:
    environment = {**os.environ, "JAVA_HOME": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "4 Spark does not start: it needs Java 17 or newer\n"


@pytest.mark.parametrize("address", ["sc://127.0.0.1:1", "spark://127.0.0.1:1", "sc://a:b"])
def test_address_without_spark_is_an_error_at_once(address: str) -> None:
    with pytest.raises(SystemProblem, match=f"no Spark at {address}"):
        _check_answers(address)
