"""Parsing at the centre: registers that publish no tables, a register a row, on any machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from pyspark.sql.functions import col, from_json, when

from cardctl.pool.engines.spark import typed
from cardctl.publish.schema import TABLES

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

Publish = Callable[[str, bytes], Iterator[tuple[str, str]]]
"""Yields table and line of each row of a register, from its name and its files."""

LINES = "register STRING, table STRING, number BIGINT, line STRING"
"""Columns of published lines; *number* has the order of a table's lines, from 0."""

_FEW = 10_000
"""Lines that are handed to Spark at a time."""


def published_lines(registers: DataFrame, publish: Publish) -> DataFrame:
    """Return the lines (see `LINES`) of *registers*, which have the columns of *publish*.

    *publish* is called where a row is: cardctl must be installed on those machines.
    """

    def of_batches(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            for name, archive in zip(*(column.to_pylist() for column in batch), strict=True):
                yield from _batches(name, publish(name, archive))

    return registers.mapInArrow(of_batches, LINES)


def _batches(name: str, lines: Iterator[tuple[str, str]]) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow

    numbered = ((name, table, number, line) for number, (table, line) in enumerate(lines))
    while part := list(islice(numbered, _FEW)):
        columns = [pyarrow.array(column) for column in zip(*part, strict=True)]
        yield pyarrow.record_batch(columns, names=["register", "table", "number", "line"])


def open_lines(lines: DataFrame) -> None:
    """Make a view of each table from published *lines*, which are kept: they are made once."""
    kept = lines.persist()
    for table in TABLES:
        is_own = col("table") == table.name
        # Spark may parse before it filters: lines of other tables are nothing to it.
        read = from_json(when(is_own, col("line")), typed(table), {"mode": "FAILFAST"})
        kept.where(is_own).select(read.alias("row")).select("row.*").createOrReplaceTempView(
            table.name
        )
