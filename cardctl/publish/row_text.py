"""Canonical text of rows as JSON Lines, and the hash of a table's rows.

The hash is of the rows, not of a file: Parquet files with the same rows differ between writers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from json.encoder import encode_basestring
from typing import NamedTuple
from unicodedata import normalize

from cardctl.publish.records import Row, Value
from cardctl.publish.schema import Table

LARGEST = 2**63 - 1
"""Engines keep whole numbers in 64 bits."""


class TooLarge(ValueError):
    """A whole number does not fit into 64 bits; *column* and *row* say where it is."""

    def __init__(self, column: str, row: Row) -> None:
        super().__init__(column)
        self.column = column
        self.row = row


def lines(table: Table, rows: Iterable[Row]) -> Iterator[str]:
    """Yield each row as one line of JSON: all columns, in order. Raises TooLarge."""
    keys = [f'"{name}":' for name in table.names]
    for row in rows:
        cells = [key + _text(value) for key, value in zip(keys, row, strict=True)]
        for name, value in zip(table.names, row, strict=True):
            if type(value) is int and not -LARGEST - 1 <= value <= LARGEST:
                raise TooLarge(name, row)
        yield "{" + ",".join(cells) + "}\n"


def _text(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return encode_basestring(normalize("NFC", value))
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


class Digest(NamedTuple):
    """Number of rows of a table, and the SHA-256 of their lines in hexadecimal."""

    rows: int
    sha256: str


class RowDigest:
    """Computes the digest of lines while they are read."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._rows = 0

    def of(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield *texts*, the lines of a table in the order of its key."""
        for text in texts:
            self._hash.update(text.encode())
            self._rows += 1
            yield text

    @property
    def value(self) -> Digest:
        """The digest of the lines that were read."""
        return Digest(self._rows, self._hash.hexdigest())


def digest(texts: Iterable[str]) -> Digest:
    """Return the digest of *texts*, the lines of a table in the order of its key."""
    found = RowDigest()
    for _text_read in found.of(texts):
        pass
    return found.value
