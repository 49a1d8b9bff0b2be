"""The row of a file in the index, and the checksum of rows."""

from __future__ import annotations

from typing import NamedTuple
from zlib import crc32


class CacheRow(NamedTuple):
    """Index entry for one file; contents are UTF-8 bytes, empty if unknown.

    *faults*: findings from reading the file. *facts* and *spans*: see `cache.facts`. The last three
    are what checking the card alone gave: its findings *found*, valid for this *basis* (digest of
    the shared files), and its *titles*, normalized for comparison, one per line.
    """

    path: str
    stamp: str
    digest: str
    faults: bytes = b""
    facts: bytes = b""
    spans: bytes = b""
    basis: bytes = b""
    found: bytes = b""
    titles: bytes = b""

    @property
    def columns(self) -> tuple[str | int | bytes, ...]:
        """Values in the order of the table's columns.

        The checksums leave out the stamp: a wrong one is not that of the file.
        """
        summed = (self.path, *self[2:])
        return (self.path, self.stamp, checksum(*summed[:5]), checksum(*summed), *self[2:])


def checksum(*columns: object) -> int:
    """Return the checksum of a row (CRC-32 of its values in UTF-8).

    A damaged file may have values of any type, even where its tables allow none.
    """
    return crc32(b"\0".join(map(_bytes, columns)))


def _bytes(column: object) -> bytes:
    return column if isinstance(column, bytes) else str(column).encode("utf-8", "surrogatepass")
