"""Formats of the published tables: JSON Lines, CSV, and Parquet (which DuckDB writes)."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from cardctl.errors import MissingExtra
from cardctl.publish.schema import Table, Type
from cardctl.spreadsheet_text import quoted

Lines = Iterable[str]
"""The rows of a table as canonical lines (see `row_text`)."""

_CHUNK = 1 << 20


class TableFormat(NamedTuple):
    """A format: the ending of its files, its media type, and a function that encodes lines."""

    name: str
    media_type: str
    encode: Callable[[Table, Lines], Iterator[bytes]]


def _jsonl(_table: Table, lines: Lines) -> Iterator[bytes]:
    return (line.encode() for line in lines)


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


SQL_TYPES = {
    Type.STRING: "VARCHAR",
    Type.INTEGER: "BIGINT",
    Type.NUMBER: "DECIMAL(21,6)",
    Type.BOOLEAN: "BOOLEAN",
    Type.DATE: "DATE",
}


def _parquet(table: Table, lines: Lines) -> Iterator[bytes]:
    """Yield a Parquet file that DuckDB writes. Raises MissingExtra."""
    try:
        import duckdb
    except ModuleNotFoundError as missing:
        raise MissingExtra("parquet", "pool") from missing
    with TemporaryDirectory(prefix="cardctl-") as folder:
        source, target = Path(folder, "rows.jsonl"), Path(folder, "rows.parquet")
        with source.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
        columns = ", ".join(f"'{c.name}': '{SQL_TYPES[c.type]}'" for c in table.columns)
        with duckdb.connect(config={"threads": 1}) as engine:
            engine.execute(
                f"COPY (SELECT * FROM read_json('{source}', format='newline_delimited', "
                f"columns={{{columns}}})) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
            )
        with target.open("rb") as made:
            while chunk := made.read(_CHUNK):
                yield chunk


FORMATS = {
    each.name: each
    for each in (
        TableFormat("parquet", "application/vnd.apache.parquet", _parquet),
        TableFormat("jsonl", "application/jsonl", _jsonl),
        TableFormat("csv", "text/csv", _csv),
    )
}
