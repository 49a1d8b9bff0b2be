"""Look through the sheets of an xls workbook (MS-XLS, BIFF8); see `scan`."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from struct import unpack_from

from cardctl.errors import FileProblem
from cardctl.i18n import _
from cardctl.sheets import ole
from cardctl.sheets.package import damaged, protected
from cardctl.sheets.scan import PERCENT_FORMATS, SheetScan, error_value, shows_percent

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _FORMAT, _XF = 0x809, 0x0A, 0x2F, 0x85, 0x41E, 0xE0
_FORMULA, _BOOLERR, _MERGED, _MULRK = 0x06, 0x205, 0xE5, 0xBD
_CELLS = frozenset({0x06, 0x203, 0x204, 0x205, 0xD6, 0xFD, 0x27E})
"""Records with one cell: row, column, style, then the value."""

_BIFF8 = 0x600
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip

Record = tuple[int, bytes]


def scan_xls(raw: bytes, file: str) -> dict[str, SheetScan]:
    """Return what is found in each worksheet, by its name. Raises FileProblem."""
    book = ole.stream(raw, ("Workbook", "Book"), damaged(file))
    try:
        return _sheets(book, file)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise damaged(file) from error


def _sheets(book: bytes, file: str) -> dict[str, SheetScan]:
    positions: dict[str, int] = {}
    formats = set(PERCENT_FORMATS)
    styles: list[int] = []
    for kind, data in _records(book, 0):
        if kind == _BOF and unpack_from("<H", data)[0] != _BIFF8:
            raise FileProblem(
                _("{file}: the workbook is older than Excel 97", file=file),
                _("open it in a spreadsheet program and save it as .xlsx"),
            )
        if kind == _FILEPASS:
            raise protected(file)
        if kind == _BOUNDSHEET and data[5] == 0:  # a worksheet, not a chart or macros
            positions[_string(data, 6, wide_count=False)] = unpack_from("<I", data)[0]
        elif kind == _FORMAT:
            number = unpack_from("<H", data)[0]
            (formats.add if shows_percent(_string(data, 2)) else formats.discard)(number)
        elif kind == _XF:
            styles.append(unpack_from("<H", data, 2)[0])
    percent = {index for index, number in enumerate(styles) if number in formats}
    return {name: _scan(book, position, percent) for name, position in positions.items()}


def _scan(book: bytes, position: int, percent: set[int]) -> SheetScan:
    """Return what is found in the worksheet whose records begin at *position*."""
    scan = SheetScan()
    if position + 4 > len(book):
        raise IndexError(position)
    for kind, data in _records(book, position):
        if kind in _CELLS:
            _add_cell(scan, kind, data, percent)
        elif kind == _MULRK:
            row, first = unpack_from("<HH", data)
            count = (len(data) - 6) // 6
            scan.add(row + 1, first + 1, row + 1, first + count)
            for index in range(count):
                if unpack_from("<H", data, 4 + 6 * index)[0] in percent:
                    scan.percent.add((row + 1, first + index + 1))
        elif kind == _MERGED:
            for index in range(unpack_from("<H", data)[0]):
                top, bottom, left, right = unpack_from("<4H", data, 2 + 8 * index)
                scan.merged.append((top + 1, left + 1, bottom + 1, right + 1))
    return scan


def _add_cell(scan: SheetScan, kind: int, data: bytes, percent: set[int]) -> None:
    row, column, style = unpack_from("<3H", data)
    place = row + 1, column + 1
    scan.add(*place, *place)
    if style in percent:
        scan.percent.add(place)
    if kind == _BOOLERR and data[7]:
        scan.broken[place] = error_value(_ERRORS.get(data[6], "#N/A"))
    elif kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
        scan.broken[place] = error_value(_ERRORS.get(data[8], "#N/A"))


def _records(book: bytes, position: int) -> Iterator[Record]:
    """Yield the records from *position* to the end of the part that begins there."""
    depth = 0
    while position + 4 <= len(book):
        kind, size = unpack_from("<HH", book, position)
        yield kind, book[position + 4 : position + 4 + size]
        position += 4 + size
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return


def _string(data: bytes, start: int, *, wide_count: bool = True) -> str:
    """Return a string: the count of characters, a flag for two bytes each, the characters."""
    count = unpack_from("<H" if wide_count else "<B", data, start)[0]
    start += 2 if wide_count else 1
    if data[start] & 1:
        return data[start + 1 : start + 1 + 2 * count].decode("utf-16-le")
    return data[start + 1 : start + 1 + count].decode("latin-1")
