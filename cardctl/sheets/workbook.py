"""Read a workbook (xlsx, xls, ods) into tables, with python-calamine: values only, no macros."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.errors import FileProblem, MissingExtra
from cardctl.i18n import _
from cardctl.sheets.package import damaged, pack, protected, unpack
from cardctl.sheets.scan import Place, SheetScan, require_size
from cardctl.sheets.table import Cell, Row, Table, Value

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What a workbook begins with: xlsx and ods are zip containers, xls is an OLE one."""

_PANIC = "PanicException"
"""What the reader, which is written in Rust, raises for some damaged files; not an Exception."""

ENCRYPTED_XLSX = "EncryptedPackage".encode("utf-16-le")
XLS_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def is_workbook(raw: bytes) -> bool:
    """Whether a file is a container like that of a workbook."""
    return raw.startswith((ZIP, OLE))


def read_workbook(raw: bytes, file: str) -> list[Table]:
    """Return the sheets of a workbook. Raises FileProblem, TooLarge, MissingExtra."""
    if raw.startswith(OLE):
        return _read_xls(raw, file)
    members = unpack(raw, file)
    if "xl/workbook.xml" in members:
        from cardctl.sheets.scan_xlsx import scan_xlsx

        found = scan_xlsx(members, file)
    elif members.get("mimetype", b"").strip().endswith(b".spreadsheet"):
        from cardctl.sheets.scan_ods import scan_ods

        if b"manifest:encryption-data" in members.get("META-INF/manifest.xml", b""):
            raise protected(file)
        found = scan_ods(members, file)
    else:
        raise _no_workbook(file)
    return _tables(pack(members), file, found)


def _read_xls(raw: bytes, file: str) -> list[Table]:
    from cardctl.sheets.scan_xls import scan_xls

    if ENCRYPTED_XLSX in raw:
        raise protected(file)
    if not any(stream in raw for stream in XLS_STREAMS):
        raise _no_workbook(file)
    return _tables(BytesIO(raw), file, scan_xls(raw, file))


def _no_workbook(file: str) -> FileProblem:
    return FileProblem(
        _("{file} is not a workbook", file=file), _("save the table as .xlsx, .ods or .csv")
    )


def _tables(stream: BytesIO, file: str, found: Mapping[str, SheetScan]) -> list[Table]:
    """Return the sheets that were scanned. Raises MissingExtra, FileProblem, TooLarge."""
    try:
        from python_calamine import (
            CalamineError,
            CalamineWorkbook,
            PasswordError,
            SheetVisibleEnum,
        )
    except ImportError as missing:
        raise MissingExtra(Path(file).suffix.lstrip(".") or "xlsx", "sheets") from missing
    require_size(found, file)
    try:
        book = CalamineWorkbook.from_filelike(stream)
        shown = [m.name for m in book.sheets_metadata if m.visible == SheetVisibleEnum.Visible]
        return [
            Table(file, name, _rows(book.get_sheet_by_name(name), scan), name not in shown)
            for name, scan in found.items()
        ]
    except PasswordError as error:
        raise protected(file) from error
    except CalamineError as error:
        raise damaged(file) from error
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise damaged(file) from error


def _rows(sheet: CalamineSheet, scan: SheetScan) -> list[Row]:
    """Return the rows of a sheet that have values."""
    grid: dict[int, dict[int, Cell]] = {}
    top, left = sheet.start or (0, 0)
    for row, values in enumerate(sheet.to_python(), start=top + 1):
        for column, value in enumerate(values, start=left + 1):
            if value != "" and not (isinstance(value, str) and not value.strip()):
                is_percent = (row, column) in scan.percent
                grid.setdefault(row, {})[column] = Cell(_whole(value), row, column, is_percent)
    for (row, column), broken in scan.broken.items():
        grid.setdefault(row, {})[column] = Cell(broken, row, column)
    for place, cell in _covered(grid, scan):
        grid.setdefault(place[0], {})[place[1]] = cell
    return [Row(number, dict(sorted(grid[number].items()))) for number in sorted(grid)]


def _whole(value: Value) -> Value:
    """Return a whole number as such: workbooks store all numbers as binary fractions."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def _covered(
    grid: Mapping[int, Mapping[int, Cell]], scan: SheetScan
) -> Iterator[tuple[Place, Cell]]:
    """Yield the cells that a merged one covers, within the table, with its value."""
    if scan.area is None:
        return
    _top, _left, last_row, last_column = scan.area
    for top, left, bottom, right in scan.merged:
        first = grid.get(top, {}).get(left)
        if first is None:
            continue
        for row in range(top, min(bottom, last_row) + 1):
            for column in range(left, min(right, last_column) + 1):
                if (row, column) != (top, left):
                    yield (row, column), first._replace(row=row, column=column, origin=(top, left))
