"""Spark, on this machine or on a cluster that exists: for more than one machine can count."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from cardctl.errors import SystemProblem
from cardctl.i18n import _
from cardctl.installation import extra_hint
from cardctl.pool.engines import Engine, Paths
from cardctl.publish.formats import SQL_TYPES
from cardctl.publish.schema import BY_NAME, Table, Type
from cardctl.resources import resource_path

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

HERE = "local[*]"
"""The master of a session on this machine, with all its processors."""

SPARK_TYPES = {**SQL_TYPES, Type.STRING: "STRING"}

LANGUAGE = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.session.timeZone": "UTC",
}
"""Settings with which Spark reads standard SQL, and fails where a number does not fit."""

ALONE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",
}
"""Settings of a session on this machine: it is not reached from others, and parts are few."""

QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}

_QUOTED = r"(?sU)^'(?='*\s*[=+\-@\t\r＝＋－＠])"
"""The quote that `spreadsheet_text.quoted` adds."""

_PORTS = {"sc": 15002, "spark": 7077}
"""Schemes of addresses that are tried before Spark is, with their ports: Spark waits minutes."""

_CALLED = "An error occurred while calling"
"""Begins the line of an error that says only which Java method failed."""

_PATIENCE = 10
"""Seconds to wait for an answer from such an address."""


class Spark:
    """An engine in a session (see `Engine`), whose settings and views it changes."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        for key, value in LANGUAGE.items():
            session.conf.set(key, value)

    def open_tables(self, paths: Paths) -> None:
        """Make a view over the files of each table; the types are those of the schema."""
        for name, files in paths.items():
            self._table(BY_NAME[name], files).createOrReplaceTempView(name)

    def ask(self, sql: str, values: Sequence[str] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query with *values*. Raises SystemProblem."""
        try:
            yield from map(tuple, self._session.sql(sql, list(values) or None).collect())
        except (PySparkException, Py4JError) as error:
            raise _failed(error) from error

    def _table(self, table: Table, files: Sequence[Path]) -> DataFrame:
        formats = sorted({path.suffix for path in files})
        parts = [self._read(table, [p for p in files if p.suffix == form]) for form in formats]
        empty = self._session.createDataFrame([], typed(table))
        return reduce(lambda one, other: one.unionAll(other), parts or [empty])

    def _read(self, table: Table, files: Sequence[Path]) -> DataFrame:
        reader = self._session.read.schema(typed(table)).option("mode", "FAILFAST")
        places = [_exact(path) for path in files]
        match files[0].suffix:
            case ".parquet":
                return reader.parquet(*places)
            case ".jsonl":
                return reader.json(places, lineSep="\n")
            case _:
                csv = reader.option("lineSep", "\r\n").option("escape", '"')
                return _unquoted(csv.csv(places, header=True, multiLine=True))


def _unquoted(rows: DataFrame) -> DataFrame:
    """Return *rows* without the quotes that keep a spreadsheet from reading a formula."""
    from pyspark.sql.functions import regexp_replace

    texts = [name for name, kind in rows.dtypes if kind == "string"]
    return rows.withColumns({n: regexp_replace(n, _QUOTED, "") for n in texts})


def typed(table: Table) -> str:
    """Return the columns of *table* with their types, as Spark writes a schema."""
    return ", ".join(f"`{each.name}` {SPARK_TYPES[each.type]}" for each in table.columns)


def _exact(path: Path) -> str:
    """Return an address that only the file *path* has; Spark takes it for a pattern."""
    return "file://" + re.sub(r"([{}\[\]*?\\])", r"\\\1", path.absolute().as_posix())


# Sessions ----------------------------------------------------------------------------------------


@contextmanager
def engine(address: str | None = None) -> Iterator[Engine]:
    """Start a session and end it with the context. Raises SystemProblem.

    *address* is a Spark Connect server (sc://HOST) or a master (default: this machine).
    """
    session = _session(address or HERE)
    try:
        yield Spark(session)
    finally:
        session.stop()


def _session(address: str) -> SparkSession:
    _check_answers(address)
    try:
        if address.startswith("sc://"):
            return SparkSession.builder.remote(address).getOrCreate()
        session = _with(_settings(address)).master(address).getOrCreate()
    except ImportError as missing:
        raise SystemProblem(
            _("the engine {engine} needs an extra that is not installed", engine="Spark Connect"),
            extra_hint("spark"),
        ) from missing
    except (PySparkException, Py4JError, OSError) as error:
        raise _failed(error) from error
    if address.startswith("local"):
        session.sparkContext.pythonExec = sys.executable
    return session


def _settings(address: str) -> Iterable[tuple[str, str]]:
    log = resource_path("pool/log4j2.properties").as_uri()
    yield from QUIET.items()
    yield "spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile={log}"
    if address.startswith("local"):
        yield from ALONE.items()


def _with(settings: Iterable[tuple[str, str]]) -> SparkSession.Builder:
    return SparkSession.builder.appName("cardctl").config(map=dict(settings))


def _check_answers(address: str) -> None:
    """Raise SystemProblem if nothing answers at *address*."""
    place = urlsplit(address)
    try:
        if place.scheme in _PORTS:
            whole = (place.hostname or "", place.port or _PORTS[place.scheme])
            with closing(socket.create_connection(whole, _PATIENCE)):
                pass
    except (OSError, ValueError) as error:
        raise SystemProblem(
            _("no Spark at {address}: {why}", address=address, why=error),
            _("give the address of a Spark Connect server (sc://HOST) or of a master"),
        ) from error


def _failed(error: Exception) -> SystemProblem:
    if "JAVA_GATEWAY" in str(error) or isinstance(error, FileNotFoundError):
        return SystemProblem(
            _("Spark does not start: it needs Java 17 or newer"),
            _("install Java 17, or count with DuckDB, which needs none"),
        )
    lines = [line for line in str(error).splitlines() if not line.startswith(_CALLED)]
    return SystemProblem(_("Spark failed: {why}", why=lines[0].lstrip(": ") if lines else "?"))
