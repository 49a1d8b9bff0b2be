"""Which characters a font has: its ``cmap`` table, read from the file (OpenType 1.9, "cmap").

Reads TrueType and OpenType files and collections of them; formats 4 and 12, which every font for
text has.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from struct import unpack_from

_UNICODE = {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}
"""Platform and encoding of the subtables that map Unicode."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Code points as ranges, which do not meet: *starts* in order, each with its *ends*."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, point: int) -> bool:
        """Tell whether there is a glyph for the code point."""
        at = bisect_right(self.starts, point) - 1
        return at >= 0 and point <= self.ends[at]


@lru_cache(maxsize=64)
def coverage(path: str, index: int) -> Coverage:
    """Read which characters the font *index* of the file at *path* has.

    A file that is no font, or that cannot be read, has none.
    """
    try:
        with open(path, "rb") as file:  # noqa: PTH123  # a path from the system, only read
            data = file.read()
        return _joined(_ranges(data, _table(data, index)))
    except (OSError, struct.error, ValueError):
        return Coverage((), ())


def _table(data: bytes, index: int) -> int:
    """Find where the cmap table of the font stands. Raises ValueError where there is none."""
    start = unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    (count,) = unpack_from(">H", data, start + 4)
    for record in range(count):
        tag, _, offset, _ = unpack_from(">4sIII", data, start + 12 + 16 * record)
        if tag == b"cmap":
            return int(offset)
    raise ValueError("no cmap")


def _ranges(data: bytes, table: int) -> Iterator[tuple[int, int]]:
    (count,) = unpack_from(">H", data, table + 2)
    for record in range(count):
        platform, encoding, offset = unpack_from(">HHI", data, table + 4 + 8 * record)
        if (platform, encoding) in _UNICODE:
            (form,) = unpack_from(">H", data, table + offset)
            if form == 4:
                yield from _segments(data, table + offset)
            elif form == 12:
                yield from _groups(data, table + offset)


def _groups(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Format 12: groups of characters with glyphs in a row."""
    (count,) = unpack_from(">I", data, at + 12)
    for group in range(count):
        first, last, glyph = unpack_from(">III", data, at + 16 + 12 * group)
        yield (first, last) if glyph else (first + 1, last)


def _segments(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Format 4: segments whose glyphs follow by a difference, or stand in a list."""
    (doubled,) = unpack_from(">H", data, at + 6)
    lists = f">{doubled // 2}H"
    ends = unpack_from(lists, data, at + 14)
    starts = unpack_from(lists, data, at + 16 + doubled)
    deltas = unpack_from(lists, data, at + 16 + 2 * doubled)
    offsets = unpack_from(lists, data, at + 16 + 3 * doubled)
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        if offsets[number] == 0:
            yield from _shifted(first, last, deltas[number])
            continue
        listed = at + 16 + 3 * doubled + 2 * number + offsets[number]
        glyphs = unpack_from(f">{last - first + 1}H", data, listed)
        yield from ((first + i, first + i) for i, glyph in enumerate(glyphs) if glyph)


def _shifted(first: int, last: int, delta: int) -> Iterator[tuple[int, int]]:
    """The characters of a segment, less the one whose glyph would be 0, "missing"."""
    missing = -delta & 0xFFFF
    if first <= missing <= last:
        yield first, missing - 1
        yield missing + 1, last
    else:
        yield first, last


def _joined(ranges: Iterator[tuple[int, int]]) -> Coverage:
    """Put the ranges in order, and those that meet together."""
    starts: list[int] = []
    ends: list[int] = []
    for first, last in sorted(r for r in ranges if r[0] <= r[1]):
        if ends and first <= ends[-1] + 1:
            ends[-1] = max(ends[-1], last)
        else:
            starts.append(first)
            ends.append(last)
    return Coverage(tuple(starts), tuple(ends))
