"""Read one stream of an OLE container (MS-CFB), the file format of an xls workbook."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from struct import unpack_from

from cardctl.errors import FileProblem

_LAST = 0xFFFFFFFA
"""Sector numbers from here on are marks, such as the end of a chain."""

_ENTRY = 128
"""Size of a directory entry."""


def stream(raw: bytes, names: tuple[str, ...], problem: FileProblem) -> bytes:
    """Return the first stream with one of these names. Raises *problem* if there is none."""
    try:
        container = _Container(raw)
        for name in names:
            for entry in container.entries():
                if entry[0] == name:
                    return container.contents(entry[1], entry[2])
    except (struct.error, ValueError) as error:
        raise problem from error
    raise problem


class _Container:
    """The sectors of a container: a table says which sector follows which."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        shift, mini_shift = unpack_from("<HH", raw, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError(shift)
        self.size, self.mini_size = 1 << shift, 1 << mini_shift
        self.first_directory, self.cutoff, first_mini = unpack_from("<I4xII", raw, 48)
        self.table = self._table()
        self.directory = b"".join(self._sectors(self.first_directory))
        mini = b"".join(self._sectors(first_mini)) if first_mini < _LAST else b""
        self.mini_table = _numbers(mini)
        start, size = unpack_from("<II", self.directory, 116)  # of the root entry
        self.mini_stream = b"".join(self._sectors(start))[:size] if start < _LAST else b""

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        return self.raw[start : start + self.size]

    def _table(self) -> list[int]:
        """Return the next sector of each sector."""
        listed = list(unpack_from("<109I", self.raw, 76))
        following, left = unpack_from("<II", self.raw, 68)
        for _unused in range(min(left, len(self.raw) // self.size)):
            if following >= _LAST:
                break
            *more, following = _numbers(self._sector(following))
            listed += more
        return _numbers(b"".join(self._sector(number) for number in listed if number < _LAST))

    def _sectors(self, number: int) -> Iterator[bytes]:
        """Yield the sectors of the chain that begins with *number*. Raises ValueError."""
        for each in _chain(number, self.table):
            yield self._sector(each)

    def entries(self) -> Iterator[tuple[str, int, int]]:
        """Yield the name, the first sector and the size of each directory entry."""
        for start in range(0, len(self.directory) - _ENTRY + 1, _ENTRY):
            length = unpack_from("<H", self.directory, start + 64)[0]
            name = self.directory[start : start + max(0, min(length, 64) - 2)]
            first, size = unpack_from("<II", self.directory, start + 116)
            yield name.decode("utf-16-le", "replace"), first, size

    def contents(self, first: int, size: int) -> bytes:
        """Return the contents of a stream; a short one is in sectors of its own size."""
        if size >= self.cutoff:
            return b"".join(self._sectors(first))[:size]
        parts = (
            self.mini_stream[each * self.mini_size : (each + 1) * self.mini_size]
            for each in _chain(first, self.mini_table)
        )
        return b"".join(parts)[:size]


def _numbers(raw: bytes) -> list[int]:
    return list(unpack_from(f"<{len(raw) // 4}I", raw))


def _chain(number: int, table: list[int]) -> Iterator[int]:
    """Yield the numbers of a chain. Raises ValueError if it is broken or goes round."""
    for _unused in range(len(table) + 1):
        if number >= _LAST:
            return
        if number >= len(table):
            raise ValueError(number)
        yield number
        number = table[number]
    raise ValueError(number)
