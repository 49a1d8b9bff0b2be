"""Look through the sheets of an ods workbook (OASIS OpenDocument 1.2); see `scan`."""

from __future__ import annotations

from collections.abc import Mapping

from cardctl.literals import integer
from cardctl.sheets.package import damaged
from cardctl.sheets.scan import (
    Attributes,
    SheetScan,
    error_value,
    member,
    no_result,
    require_size,
    walk,
)


def scan_ods(members: Mapping[str, bytes], file: str) -> dict[str, SheetScan]:
    """Return what is found in each sheet, by its name. Raises FileProblem, TooLarge."""
    reader = _OdsReader(file)
    walk(member(members, "content.xml", file), file,
        start=reader.start, end=reader.end, text=reader.text)  # fmt: skip
    return reader.found


class _OdsReader:
    """Collects what is found in all sheets, as their elements come.

    Rows and cells can be repeated, so a small file can describe a huge sheet.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: dict[str, SheetScan] = {}
        self.scan = SheetScan()
        self.row = self.column = self.rows = self.columns = 0
        self.cell: Attributes = {}
        self.parts: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take an element that begins."""
        if tag == "table:table":
            self.scan = self.found.setdefault(attributes.get("table:name", ""), SheetScan())
            self.row = self.rows = 0
        elif tag == "table:table-row":
            self.row += self.rows or 1
            self.rows = self._count(attributes, "table:number-rows-repeated")
            self.column = self.columns = 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.column += self.columns or 1
            self.columns = self._count(attributes, "table:number-columns-repeated")
            self.cell, self.parts = attributes, []

    def text(self, text: str) -> None:
        """Take text, which is part of the cell that began last."""
        self.parts.append(text)

    def end(self, tag: str) -> None:
        """Take an element that ends."""
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell()

    def _end_cell(self) -> None:
        cell, shown = self.cell, "".join(self.parts).strip()
        kind = cell.get("calcext:value-type", cell.get("office:value-type", ""))
        if kind or shown or "table:formula" in cell:
            bottom, right = self.row + self.rows - 1, self.column + self.columns - 1
            self.scan.add(1, 1, bottom, right)  # the reader keeps the empty cells before it, too
            require_size(self.found, self.file)
            self._add_mark(kind, shown)
        self._add_merged()

    def _add_mark(self, kind: str, shown: str) -> None:
        broken = None
        if kind == "error" or (shown.startswith("#") and "table:formula" in self.cell):
            broken = error_value(shown)
        elif "table:formula" in self.cell and not kind and not shown:
            broken = no_result()
        if broken is None and kind != "percentage":
            return
        for row in range(self.row, self.row + self.rows):
            for column in range(self.column, self.column + self.columns):
                if broken is not None:
                    self.scan.broken[row, column] = broken
                else:
                    self.scan.percent.add((row, column))

    def _add_merged(self) -> None:
        rows = self._count(self.cell, "table:number-rows-spanned")
        columns = self._count(self.cell, "table:number-columns-spanned")
        if rows > 1 or columns > 1:
            bottom, right = self.row + rows - 1, self.column + columns - 1
            self.scan.merged.append((self.row, self.column, bottom, right))

    def _count(self, attributes: Attributes, name: str) -> int:
        count = integer(attributes.get(name, "1"))
        if count is None or count < 1:
            raise damaged(self.file)
        return count
