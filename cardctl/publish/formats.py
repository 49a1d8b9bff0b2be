"""Formats of the published tables: JSON Lines, CSV, and Parquet (which DuckDB writes and reads).

What is read may come from anybody: a file is read piece by piece, and opens no other.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from cardctl.errors import MissingExtra
from cardctl.i18n import Message, _
from cardctl.platform import open_file
from cardctl.publish.schema import Table, Type
from cardctl.spreadsheet_text import quoted, unquoted

if TYPE_CHECKING:
    import duckdb

Lines = Iterable[str]
"""The rows of a table as canonical lines (see `row_text`)."""

RawRow = Sequence[object]
"""Values of a row as a file has them, in the order of the table's columns; dates may be text."""

_CHUNK = 1 << 20

_NUMBER = re.compile(r"-?[0-9]{1,20}([.][0-9]{1,20})?")

LONGEST_ROW = 8 << 20
"""Maximum number of bytes of a row that is read; 30 texts of the longest kind have some 2 MB."""

_MEMORY = "1GB"
"""What DuckDB may take for one file."""


class BadRows(ValueError):
    """A file has no rows of its table; *message* says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class TableFormat(NamedTuple):
    """A format: the ending of its files, its media type, and functions to encode and decode.

    *decode* raises BadRows, OSError, and MissingExtra.
    """

    name: str
    media_type: str
    encode: Callable[[Table, Lines], Iterator[bytes]]
    decode: Callable[[Table, Path], Iterator[RawRow]]


# JSON Lines --------------------------------------------------------------------------------------


def _jsonl(_table: Table, lines: Lines) -> Iterator[bytes]:
    return (line.encode() for line in lines)


def _read_jsonl(table: Table, path: Path) -> Iterator[RawRow]:
    names = list(table.names)
    for number, line in enumerate(_text_lines(path), 1):
        try:
            pairs = json.loads(
                line, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_Pairs
            )
        except (ValueError, RecursionError) as error:
            raise BadRows(_("line {line} is not JSON", line=number)) from error
        if not isinstance(pairs, _Pairs) or [name for name, _value in pairs] != names:
            raise BadRows(_("line {line} has other columns", line=number))
        yield [value for _name, value in pairs]


class _Pairs(list[Any]):
    """Names and values of a JSON object, in their order."""


def _no_number(text: str) -> None:
    raise ValueError(text)


def _text_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file with their ends. Raises BadRows for one that is too long."""
    with os.fdopen(open_file(path, os.O_RDONLY), "rb") as file:
        while line := file.readline(LONGEST_ROW):
            if len(line) == LONGEST_ROW:
                raise BadRows(_("it has a line of more than {bytes} bytes", bytes=LONGEST_ROW))
            try:
                yield line.decode()
            except UnicodeDecodeError as error:
                raise BadRows(_("it is not UTF-8")) from error


# CSV ---------------------------------------------------------------------------------------------


def _csv(table: Table, lines: Lines) -> Iterator[bytes]:
    """Yield RFC 4180 with a head; a text that a spreadsheet would take for a formula is quoted."""
    yield _csv_row(table.names)
    for line in lines:
        yield _csv_row(_csv_cell(value) for value in json.loads(line, parse_float=str).values())


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return quoted(value) if isinstance(value, str) else str(value)


def _csv_row(cells: Iterable[str]) -> bytes:
    out = StringIO(newline="")
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()


def _read_csv(table: Table, path: Path) -> Iterator[RawRow]:
    rows = csv.reader(_Limited(path), strict=True)
    kinds = [column.type for column in table.columns]
    try:
        if next(rows, None) != list(table.names):
            raise BadRows(_("its first line does not name the columns of the table"))
        for cells in rows:
            yield list(map(_from_csv, kinds, cells)) if len(cells) == len(kinds) else cells
    except csv.Error as error:
        raise BadRows(_("line {line} is not CSV", line=rows.line_num)) from error


class _Limited:
    """Lines of a CSV file. Those of a row must not be too long: a quote may never be closed."""

    def __init__(self, path: Path) -> None:
        self._lines = _text_lines(path)
        self._open_quotes = 0
        self._length = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._length += len(line)
        self._open_quotes ^= line.count('"') & 1
        if self._length > LONGEST_ROW:
            raise BadRows(_("it has a row of more than {bytes} bytes", bytes=LONGEST_ROW))
        if not self._open_quotes:
            self._length = 0
        return line


def _from_csv(kind: Type, cell: str) -> object:
    """Return the value of a cell; its text, if it is not one of *kind*."""
    if not cell:
        return None
    if kind is Type.STRING:
        return unquoted(cell)
    if kind is Type.BOOLEAN:
        return {"true": True, "false": False}.get(cell, cell)
    if kind is Type.DATE or not _NUMBER.fullmatch(cell):
        return cell
    return int(cell) if kind is Type.INTEGER and "." not in cell else Decimal(cell)


# Parquet -----------------------------------------------------------------------------------------

SQL_TYPES = {
    Type.STRING: "VARCHAR",
    Type.INTEGER: "BIGINT",
    Type.NUMBER: "DECIMAL(21,6)",
    Type.BOOLEAN: "BOOLEAN",
    Type.DATE: "DATE",
}


def _parquet(table: Table, lines: Lines) -> Iterator[bytes]:
    """Yield a Parquet file that DuckDB writes. Raises MissingExtra."""
    with TemporaryDirectory(prefix="cardctl-") as folder, _engine() as engine:
        source, target = Path(folder, "rows.jsonl"), Path(folder, "rows.parquet")
        with source.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_with_numbers_as_text(table, lines))
        kinds = {c.name: "VARCHAR" if c.type is Type.NUMBER else SQL_TYPES[c.type]
                 for c in table.columns}  # fmt: skip
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in kinds.items())
        typed = ", ".join(
            f'CAST("{c.name}" AS {SQL_TYPES[c.type]}) AS "{c.name}"' for c in table.columns
        )
        engine.execute(
            f"COPY (SELECT {typed} FROM read_json({_literal(source)}, format='newline_delimited', "
            f"columns={{{columns}}})) TO {_literal(target)} (FORMAT parquet, COMPRESSION zstd)"
        )
        with target.open("rb") as made:
            while chunk := made.read(_CHUNK):
                yield chunk


def _with_numbers_as_text(table: Table, lines: Lines) -> Lines:
    """Return *lines* with decimal numbers as text: DuckDB reads those of JSON as floats."""
    names = [column.name for column in table.columns if column.type is Type.NUMBER]
    return (_numbers_as_text(line, names) for line in lines) if names else lines


def _numbers_as_text(line: str, names: Sequence[str]) -> str:
    row = json.loads(line, parse_float=str)
    texts = {name: str(row[name]) for name in names if row[name] is not None}
    return json.dumps({**row, **texts}, ensure_ascii=False) + "\n"


def _read_parquet(table: Table, path: Path) -> Iterator[RawRow]:
    with _engine() as engine:
        import duckdb

        engine.execute(f"SET allowed_paths=[{_literal(path)}]")
        engine.execute("SET enable_external_access=false")
        try:
            rows_of = "SELECT * FROM read_parquet(?, hive_partitioning=false)"
            described = engine.execute(f"DESCRIBE {rows_of}", [str(path)]).fetchall()
            expected = [(c.name, SQL_TYPES[c.type]) for c in table.columns]
            if [tuple(row[:2]) for row in described] != expected:
                raise BadRows(_("it has other columns than the table"))
            found = engine.execute(rows_of, [str(path)])
            while rows := found.fetchmany(1000):
                yield from rows
        except (duckdb.Error, OverflowError, ValueError) as error:
            if isinstance(error, BadRows):
                raise
            raise BadRows(_("it cannot be read as Parquet")) from error


@contextmanager
def _engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open DuckDB, in memory. Raises MissingExtra."""
    try:
        import duckdb
    except ModuleNotFoundError as missing:
        raise MissingExtra("parquet", "pool") from missing
    with duckdb.connect(config={"threads": 1, "memory_limit": _MEMORY}) as engine:
        yield engine


def _literal(path: Path) -> str:
    """Return a path as a text of SQL."""
    return "'" + str(path).replace("'", "''") + "'"


FORMATS = {
    each.name: each
    for each in (
        TableFormat("parquet", "application/vnd.apache.parquet", _parquet, _read_parquet),
        TableFormat("jsonl", "application/jsonl", _jsonl, _read_jsonl),
        TableFormat("csv", "text/csv", _csv, _read_csv),
    )
}
