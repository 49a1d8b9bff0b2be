"""Read the character coverage of a font from its ``cmap`` table (OpenType 1.9, "cmap").

Supports TrueType and OpenType files and collections, and subtable formats 4 and 12, which every
text font has.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from struct import unpack_from

_UNICODE = {(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}
"""Platform and encoding ids of the Unicode subtables."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Code points as sorted, disjoint ranges: their *starts* and their inclusive *ends*."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, point: int) -> bool:
        """Return whether the font has a glyph for the code point."""
        at = bisect_right(self.starts, point) - 1
        return at >= 0 and point <= self.ends[at]


@lru_cache(maxsize=64)
def coverage(path: str, index: int) -> Coverage:
    """Return the characters that font *index* in the file at *path* has.

    The coverage is empty if the file is not a font or cannot be read.
    """
    try:
        with open(path, "rb") as file:  # noqa: PTH123  # a path from the system, only read
            data = file.read()
        return _joined(_ranges(data, _table(data, index)))
    except (OSError, struct.error, ValueError):
        return Coverage((), ())


def _table(data: bytes, index: int) -> int:
    """Return the offset of the font's cmap table. Raises ValueError if there is none."""
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
    """Read format 12: groups of consecutive characters with consecutive glyphs."""
    (count,) = unpack_from(">I", data, at + 12)
    for group in range(count):
        first, last, glyph = unpack_from(">III", data, at + 16 + 12 * group)
        yield (first, last) if glyph else (first + 1, last)


def _segments(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Read format 4: segments whose glyphs are given by a delta or by a list."""
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
    """Yield the characters of a segment, except the one that maps to glyph 0 ("missing")."""
    missing = -delta & 0xFFFF
    if first <= missing <= last:
        yield first, missing - 1
        yield missing + 1, last
    else:
        yield first, last


def _joined(ranges: Iterator[tuple[int, int]]) -> Coverage:
    """Sort the ranges and merge those that touch or overlap."""
    starts: list[int] = []
    ends: list[int] = []
    for first, last in sorted(r for r in ranges if r[0] <= r[1]):
        if ends and first <= ends[-1] + 1:
            ends[-1] = max(ends[-1], last)
        else:
            starts.append(first)
            ends.append(last)
    return Coverage(tuple(starts), tuple(ends))
