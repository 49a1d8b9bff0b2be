"""DuckDB, within this process: the default engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from cardctl.pool.engines import Engine, Paths
from cardctl.publish.formats import SQL_TYPES
from cardctl.publish.schema import BY_NAME, Table, Type

LIMITS: dict[str, str | int | float | list[str]] = {"threads": 4, "memory_limit": "2GB"}
"""What the engine may use of the machine; what needs more memory goes to a temporary folder."""

_QUOTED = r"^''(''*\s*[=+\-@\t\r＝＋－＠])"
"""The quote that `spreadsheet_text.quoted` adds before what a spreadsheet would calculate."""

_FEW = 1000
"""Rows that are fetched at a time."""

_SMALL = ("register", "meeting", "agency", "agency_id", "relation")
"""Tables that are read once and kept: most questions are about them, and each has many files."""

_PATTERN = str.maketrans({sign: f"[{sign}]" for sign in "*?["})


class DuckDB:
    """An engine in memory (see `Engine`)."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def open_tables(self, paths: Paths) -> None:
        """Read small tables, and make a view of each other one; no other file can be opened."""
        names = [str(path) for files in paths.values() for path in files]
        allowed = ", ".join(map(_text, {*names, *map(_exact, names)}))  # it asks for both
        self._connection.execute(f"SET allowed_paths = [{allowed}]")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")
        for name, files in paths.items():
            kind = "TABLE" if name in _SMALL else "VIEW"
            self._connection.execute(f"CREATE {kind} {name} AS {_union(BY_NAME[name], files)}")

    def ask(self, sql: str, values: Sequence[str] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query with *values*."""
        found = self._connection.execute(sql, list(values))
        while rows := found.fetchmany(_FEW):
            yield from rows


@contextmanager
def engine() -> Iterator[Engine]:
    """Start the engine, and end it with the context."""
    with duckdb.connect(config=LIMITS) as connection:
        yield DuckDB(connection)


def _union(table: Table, files: Sequence[Path]) -> str:
    """Return a query for all rows of *table*: a part for each format of its *files*."""
    columns = ", ".join(
        f'CAST("{each.name}" AS {SQL_TYPES[each.type]}) AS "{each.name}"' for each in table.columns
    )
    formats = sorted({path.suffix for path in files})
    parts = [_READERS[form](table, [p for p in files if p.suffix == form]) for form in formats]
    nothing = ", ".join(f'NULL AS "{name}"' for name in table.names)
    empty = f"(SELECT {nothing} WHERE FALSE)"
    return " UNION ALL ".join(f"SELECT {columns} FROM {part}" for part in parts or [empty])


def _parquet(_table: Table, files: list[Path]) -> str:
    return f"read_parquet({_paths(files)})"


def _jsonl(table: Table, files: list[Path]) -> str:
    return f"read_json({_paths(files)}, format='newline_delimited', columns={_typed(table)})"


def _csv(table: Table, files: list[Path]) -> str:
    form = "auto_detect=false, header=true, delim=',', quote='\"', escape='\"', new_line='\\r\\n'"
    columns = ", ".join(
        f"regexp_replace(\"{each.name}\", '{_QUOTED}', '\\1') AS \"{each.name}\""
        if each.type is Type.STRING
        else f'"{each.name}"'
        for each in table.columns
    )
    return f"(SELECT {columns} FROM read_csv({_paths(files)}, {form}, columns={_typed(table)}))"


_READERS = {".parquet": _parquet, ".jsonl": _jsonl, ".csv": _csv}


def _typed(table: Table) -> str:
    pairs = (f"'{each.name}': '{SQL_TYPES[each.type]}'" for each in table.columns)
    return "{" + ", ".join(pairs) + "}"


def _paths(files: list[Path]) -> str:
    return "[" + ", ".join(_text(_exact(str(path))) for path in files) + "]"


def _exact(path: str) -> str:
    """Return a pattern that only *path* matches."""
    return path.translate(_PATTERN)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
