"""Look through the sheets of an xlsx workbook (ISO/IEC 29500, SpreadsheetML); see `scan`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from cardctl.literals import integer
from cardctl.sheets.package import damaged
from cardctl.sheets.scan import (
    PERCENT_FORMATS,
    Area,
    Attributes,
    SheetScan,
    error_value,
    member,
    no_result,
    shows_percent,
    walk,
)

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def scan_xlsx(members: Mapping[str, bytes], file: str) -> dict[str, SheetScan]:
    """Return what is found in each worksheet, by its name. Raises FileProblem."""
    percent = _percent_styles(members, file)
    found: dict[str, SheetScan] = {}
    for name, part in _parts(members, file).items():
        if "/worksheets/" not in f"/{part}":
            continue  # a sheet with a chart or a dialogue
        reader = _SheetReader(percent, file)
        walk(member(members, part, file), file,
            start=reader.start, end=reader.end, text=reader.text)  # fmt: skip
        found[name] = reader.scan
    return found


def _parts(members: Mapping[str, bytes], file: str) -> dict[str, str]:
    """Return the member of each sheet, by the sheet's name."""
    targets: dict[str, str] = {}
    names: dict[str, str] = {}

    def relation(tag: str, attributes: Attributes) -> None:
        if _local(tag) == "Relationship":
            target = attributes.get("Target", "")
            base = "" if target.startswith("/") else "xl"
            path = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
            targets[attributes.get("Id", "")] = path

    def sheet(tag: str, attributes: Attributes) -> None:
        if _local(tag) == "sheet":
            identifier = next((v for k, v in attributes.items() if _local(k) == "id"), "")
            names[attributes.get("name", "")] = identifier

    walk(member(members, "xl/_rels/workbook.xml.rels", file), file, start=relation)
    walk(member(members, "xl/workbook.xml", file), file, start=sheet)
    try:
        return {name: targets[identifier] for name, identifier in names.items()}
    except KeyError as missing:
        raise damaged(file) from missing


def _percent_styles(members: Mapping[str, bytes], file: str) -> set[str]:
    """Return the styles of cells (their indexes, as written) that show a percentage."""
    formats = set(PERCENT_FORMATS)
    styles: list[int | None] = []
    inside: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        inside.append(_local(tag))
        number = integer(attributes.get("numFmtId", ""))
        if inside[-1] == "numFmt" and number is not None:
            is_percent = shows_percent(attributes.get("formatCode", ""))
            (formats.add if is_percent else formats.discard)(number)
        elif inside[-2:] == ["cellXfs", "xf"]:
            styles.append(number)

    if "xl/styles.xml" in members:
        walk(members["xl/styles.xml"], file, start=start, end=lambda _tag: inside.__delitem__(-1))
    return {str(index) for index, number in enumerate(styles) if number in formats}


class _SheetReader:
    """Collects what is found in one worksheet, as its elements come."""

    def __init__(self, percent: set[str], file: str) -> None:
        self.scan = SheetScan()
        self.percent = percent
        self.file = file
        self.row = self.column = 0
        self.cell: Attributes = {}
        self.has_formula = self.has_value = False
        self.parts: list[str] | None = None  # the text of a value, while it is read

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take an element that begins."""
        tag = _local(tag)
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "v":
            self.parts = []
        elif tag == "f":
            self.has_formula = True
        elif tag == "is":
            self.has_value = True
        elif tag == "row":
            self.row = integer(attributes.get("r", "")) or self.row + 1
            self.column = 0
        elif tag == "mergeCell":
            self._add_merged(attributes.get("ref", ""))

    def _start_cell(self, attributes: Attributes) -> None:
        self.cell, self.has_formula, self.has_value = attributes, False, False
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
        else:
            self.row, self.column = self._place(reference)

    def text(self, text: str) -> None:
        """Take the text of a value."""
        if self.parts is not None:
            self.parts.append(text)

    def end(self, tag: str) -> None:
        """Take an element that ends."""
        tag = _local(tag)
        if tag == "v" and self.parts is not None:
            written = "".join(self.parts)
            self.parts = None
            self.has_value = bool(written.strip())
            if self.cell.get("t") == "e":
                self.scan.broken[self.row, self.column] = error_value(written)
        elif tag == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        place = self.row, self.column
        if self.has_formula and not self.has_value and self.cell.get("t") != "str":
            self.scan.broken[place] = no_result()
        if self.has_value or self.has_formula:
            self.scan.add(*place, *place)
            if self.cell.get("s", "0") in self.percent:
                self.scan.percent.add(place)

    def _add_merged(self, reference: str) -> None:
        first, _colon, last = reference.partition(":")
        area: Area = (*self._place(first), *self._place(last or first))
        self.scan.merged.append(area)

    def _place(self, reference: str) -> tuple[int, int]:
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            raise damaged(self.file)
        column = 0
        for letter in found[1].upper():
            column = column * 26 + ord(letter) - ord("A") + 1
        return int(found[2]), column


def _local(name: str) -> str:
    return name.rpartition(":")[2]
