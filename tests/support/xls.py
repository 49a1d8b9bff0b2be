"""A small xls workbook (BIFF8 in an OLE container), for tests: no library writes them any more."""

from __future__ import annotations

import struct

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(kind: int, data: bytes = b"") -> bytes:
    """Return a BIFF record."""
    return struct.pack("<HH", kind, len(data)) + data


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    """Return a cell with a number."""
    return record(0x203, struct.pack("<3Hd", row, column, style, value))


def label(row: int, column: int, text: str) -> bytes:
    """Return a cell with text."""
    return record(
        0x204, struct.pack("<4HB", row, column, 0, len(text), 1) + text.encode("utf-16-le")
    )


def error(row: int, column: int, code: int) -> bytes:
    """Return a cell with an error value."""
    return record(0x205, struct.pack("<3HBB", row, column, 0, code, 1))


def merged(top: int, left: int, bottom: int, right: int) -> bytes:
    """Return one merged area."""
    return record(0xE5, struct.pack("<5H", 1, top, bottom, left, right))


BOF = struct.pack("<4HII", 0x600, 0x05, 0, 0, 0, 0)


def xls(*cells: bytes, globals_: bytes = b"") -> bytes:
    """Return a workbook with one sheet; style 1 of its cells shows a percentage."""
    styles = b"".join(
        record(0xE0, struct.pack("<HHH14x", 0, number_format, 0)) for number_format in (0, 9)
    )
    name = "Sheet1".encode("utf-16-le")
    head = record(0x809, BOF) + globals_ + styles
    size = len(head) + 4 + 8 + len(name) + 4
    bound = record(0x85, struct.pack("<IBBBB", size, 0, 0, 6, 1) + name)
    sheet_bof = record(0x809, struct.pack("<4HII", 0x600, 0x10, 0, 0, 0, 0))
    return container(
        head + bound + record(0x0A) + sheet_bof + b"".join(cells) + record(0x0A), "Workbook"
    )


def container(contents: bytes, name: str) -> bytes:
    """Return an OLE container with one stream."""
    contents = contents.ljust(4096, b"\0")
    sectors = -(-len(contents) // SECTOR)
    contents = contents.ljust(sectors * SECTOR, b"\0")
    table = [*range(1, sectors), END, END, FAT]  # the stream, the directory, the table itself
    table += [FREE] * (SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, sectors, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", sectors + 1, *[FREE] * 108)
    directory = _entry("Root Entry", 5, END, 0, child=1) + _entry(name, 2, 0, len(contents))
    return header + contents + directory.ljust(SECTOR, b"\0") + struct.pack("<128I", *table)


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    raw = name.encode("utf-16-le")
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBB", len(raw) + 2, kind, 1)
        + struct.pack("<3I", FREE, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
