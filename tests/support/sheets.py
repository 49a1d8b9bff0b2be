"""Workbooks for tests, written by other programs' libraries than the reader's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from openpyxl import Workbook


def xlsx(*rows: Sequence[Any], sheet: str = "Sheet1") -> bytes:
    """Return a workbook with one sheet; None leaves a cell empty."""

    def fill(book: Any) -> None:
        page = book.add_worksheet(sheet)
        for number, values in enumerate(rows):
            for column, value in enumerate(values):
                if value is not None:
                    page.write(number, column, value)

    return written(fill)


def written(fill: Callable[[Any], None]) -> bytes:
    """Return the workbook that *fill* writes with XlsxWriter."""
    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_urls": False,
        "strings_to_formulas": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(out, options) as book:
        fill(book)
    return out.getvalue()


def edited(*rows: Sequence[Any]) -> bytes:
    """Return a workbook as openpyxl saves it: formulas have no results."""
    book, out = Workbook(), BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.save(out)
    return out.getvalue()


def patched(raw: bytes, member: str, old: bytes, new: bytes) -> bytes:
    """Return a zip container in which *old* is *new* in one member."""
    out = BytesIO()
    with ZipFile(BytesIO(raw)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            contents = before.read(name)
            if name == member:
                assert old in contents, contents
                contents = contents.replace(old, new)
            after.writestr(name, contents)
    return out.getvalue()


def ods(*rows: str, head: str = "", members: dict[str, bytes] | None = None) -> bytes:
    """Return an ods workbook with these table rows (XML), after *head* (XML) in its table."""
    spaces = "".join(
        f' xmlns:{name}="urn:{name}"' for name in ("office", "table", "text", "calcext")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="Sheet1">{head}{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        for name, contents in {"META-INF/manifest.xml": b"<manifest/>", **(members or {})}.items():
            archive.writestr(name, contents)
    return out.getvalue()


def ods_row(*cells: str, repeated: int = 1) -> str:
    """Return a row of cells (XML)."""
    count = f'table:number-rows-repeated="{repeated}"'
    return f"<table:table-row {count}>{''.join(cells)}</table:table-row>"


def ods_text(text: str, more: str = "") -> str:
    """Return a cell with text; *more* are further attributes."""
    return (
        f'<table:table-cell office:value-type="string" calcext:value-type="string"{more}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )
