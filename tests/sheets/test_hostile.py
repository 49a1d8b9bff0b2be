"""Files that are damaged, protected, too large or something else: a clear error, bounded memory."""

from __future__ import annotations

import struct
import tracemalloc
import zipfile
from io import BytesIO
from typing import Any

import pytest
from support import xls as biff
from support.sheets import ods, ods_row, ods_text, patched, written, xlsx
from support.xls import error, label, merged, number, record, xls

from cardctl.errors import FileProblem
from cardctl.sheets import package, source, table, text_table
from cardctl.sheets.package import TooLarge
from cardctl.sheets.source import read_bytes, read_source
from cardctl.sheets.table import Broken

SHEET = "xl/worksheets/sheet1.xml"


def said(raw: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(FileProblem) as caught:
        read_source(raw, name)
    assert caught.value.exit_code == 4
    assert caught.value.hint is not None
    return str(caught.value)


def test_html_table_saved_as_xls_is_named() -> None:
    page = b"\xef\xbb\xbf\n<html><body><table><tr><td>title</td></tr></table></body></html>"
    assert said(page, "a.xls") == "a.xls is a web page or XML, not a workbook"
    assert said(b"<table><tr><td>title", "a.csv") == "a.csv is a web page or XML, not a workbook"


@pytest.mark.parametrize("name", ["a.xlsx", "a.XLS", "a.ods", "a.xlsm"])
def test_renamed_csv_is_named(name: str) -> None:
    assert said(b"title,meeting\nA,1\n", name) == (
        f"{name} is not a workbook: it contains plain text"
    )


@pytest.mark.parametrize(("raw", "kind"), [(b"%PDF-1.7\n", "PDF"), (b"{\\rtf1 a}", "RTF")])
def test_other_documents_are_named(raw: bytes, kind: str) -> None:
    assert said(raw) == f"a.xlsx is a {kind} file, not a table"


def test_other_containers_are_no_workbooks() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert said(out.getvalue(), "a.docx") == "a.docx is not a workbook"
    hangul = biff.container(b"HWP Document File", "FileHeader")
    assert said(hangul, "a.hwp") == "a.hwp is not a workbook"


def test_protected_workbooks_are_named() -> None:
    protected = "a.xlsx: the workbook is protected by a password"
    assert said(biff.container(b"", "EncryptedPackage")) == protected
    assert said(xls(globals_=record(0x2F, bytes(6))), "a.xlsx") == protected
    manifest = {"META-INF/manifest.xml": b"<manifest:encryption-data/>"}
    assert said(ods(members=manifest)) == protected
    raw = bytearray(xlsx(["a"]))
    start = raw.index(b"PK\x01\x02")
    while start >= 0:  # each member of the directory is encrypted
        raw[start + 8] |= 1
        start = raw.find(b"PK\x01\x02", start + 4)
    assert said(bytes(raw)) == protected


def test_macros_are_not_run_and_that_is_said() -> None:
    raw = patched(xlsx(["title"]), "[Content_Types].xml", b"sheet.main+xml", b"macro.main+xml")
    found = read_source(raw, "a.xlsm")
    assert [str(note) for note in found.notes] == [
        "a.xlsm: only values are read; macros are not run"
    ]


@pytest.mark.parametrize("cut", [30, 400, 2000, -30])
def test_damaged_workbook_is_refused(cut: int) -> None:
    assert said(xlsx(["title"], ["A"])[:cut]) == "a.xlsx: the workbook is damaged"


@pytest.mark.parametrize(
    ("member", "old", "new"),
    [
        (SHEET, b"</worksheet>", b""),
        (SHEET, b'r="A1"', b'r="1A"'),
        ("xl/workbook.xml", b"rId1", b"rId9"),
        ("xl/_rels/workbook.xml.rels", b"sheet1.xml", b"sheet9.xml"),
        (SHEET, b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
    ],
)
def test_workbook_with_damaged_xml_is_refused(member: str, old: bytes, new: bytes) -> None:
    assert said(patched(xlsx(["title"]), member, old, new)) == "a.xlsx: the workbook is damaged"


def bomb(megabytes: int) -> bytes:
    """Return a workbook that says it is small, but has a member of so many megabytes."""
    raw = patched(xlsx(["title"]), SHEET, b"</worksheet>", b"<!--TAIL--></worksheet>")
    return patched(raw, SHEET, b"TAIL", b" " * (megabytes * 1_000_000))


def test_zip_bomb_is_refused_while_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_UNPACKED", 3_000_000)
    raw = bytearray(bomb(30))
    for place in _sizes(raw):
        struct.pack_into("<I", raw, place, 1000)  # the directory lies
    tracemalloc.start()
    try:
        message = said(bytes(raw))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert message in (
        "a.xlsx: larger than 3 MB when unpacked", "a.xlsx: the workbook is damaged",
    )  # fmt: skip
    assert said(bomb(30)) == "a.xlsx: larger than 3 MB when unpacked"
    assert peak < 12_000_000


def _sizes(raw: bytearray) -> list[int]:
    """Return the places of the unpacked sizes in the directory."""
    places, start = [], raw.find(b"PK\x01\x02")
    while start >= 0:
        places.append(start + 24)
        start = raw.find(b"PK\x01\x02", start + 4)
    return places


def test_large_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 1_000_000)
    stream = BytesIO(bytes(5_000_000))
    with pytest.raises(TooLarge, match=r"a.xlsx: larger than 1 MB"):
        read_bytes(stream, "a.xlsx")
    assert stream.tell() == 1_000_001


def test_value_in_the_last_cell_of_a_sheet_is_refused() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Sheet1")
        page.write(0, 0, "title")
        page.write(1_048_575, 16_383, "x")

    assert said(written(fill)) == (
        "a.xlsx!Sheet1: too large: there are values up to the cell XFD1048576"
    )


def test_repeated_rows_of_a_small_ods_are_counted() -> None:
    cell = ods_text("x", ' table:number-columns-repeated="16384"')
    assert said(ods(ods_row(cell, repeated=1_000_000)), "a.ods") == (
        "a.ods!Sheet1: too large: there are values up to the cell XFD1000000"
    )
    far = '<table:table-cell table:number-columns-repeated="2000000000"/>'
    assert "too large" in said(ods(ods_row(far, ods_text("x"))), "a.ods")
    assert said(ods(ods_row(ods_text("x", ' table:number-columns-repeated="no"')))) == (
        "a.xlsx: the workbook is damaged"
    )


def test_merged_cells_do_not_grow_beyond_the_table() -> None:
    area = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    (found,) = read_source(patched(xlsx(["title"]), SHEET, b"</sheetData>", area), "a.xlsx").tables
    assert [len(row.cells) for row in found.rows] == [1]


def test_csv_with_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_table, "MAX_CELLS", 10)
    assert said(b"a,b\n" * 6, "a.csv") == "a.csv: more than 10 cells"
    assert read_source(b"a,b\n" * 5, "a.csv").tables


def test_xls_is_read_with_percentages_errors_and_merged_cells() -> None:
    raw = xls(
        label(0, 0, "제목"), number(0, 1, 0.75, style=1), error(0, 2, 0x17),
        label(1, 0, "가"), number(2, 1, 5), merged(1, 0, 2, 0),
    )  # fmt: skip
    (found,) = read_source(raw, "a.xls").tables
    first, second, third = found.rows
    assert first.cells[1].value == "제목"
    assert (first.cells[2].value, first.cells[2].is_percent) == (0.75, True)
    assert isinstance(first.cells[3].value, Broken)
    assert [cell.value for cell in third.cells.values()] == ["가", 5]
    assert found.place_of(second.cells[1]) == "a.xls!Sheet1!A2"


def test_xls_with_a_value_in_its_last_cell_is_refused() -> None:
    raw = xls(label(0, 0, "x"), label(65_535, 255, "x"))
    assert said(raw, "a.xls") == "a.xls!Sheet1: too large: there are values up to the cell IV65536"


@pytest.mark.parametrize("place", [30, 48, 76, 512 + 4, 4608 + 128 + 116])
def test_damaged_xls_is_refused(place: int) -> None:
    raw = bytearray(xls(label(0, 0, "x")))
    raw[place : place + 4] = b"\xf0\xff\xff\x7f"
    assert said(bytes(raw), "a.xls") in (
        "a.xls: the workbook is damaged", "a.xls: the workbook is older than Excel 97",
    )  # fmt: skip


def test_limits_leave_room_for_ten_thousand_cards() -> None:
    assert table.MAX_CELLS >= 10_000 * 100
