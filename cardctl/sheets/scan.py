"""What is found out about a sheet before it is read: how large it is, and what its cells hide.

The reader of workbooks returns values only. A cell with an error value or a formula without a
result would be empty, and 100% the number 1; a cell in the last row would make it ask for
gigabytes. Therefore the XML is looked through first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from cardctl.i18n import _
from cardctl.sheets.package import TooLarge, damaged
from cardctl.sheets.table import MAX_CELLS, Broken, column_name

Place = tuple[int, int]
"""Row and column, both from 1."""

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


@dataclass
class SheetScan:
    """What was found in one sheet: cells by place, merged areas, and the area with values."""

    percent: set[Place] = field(default_factory=set)
    broken: dict[Place, Broken] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    area: Area | None = None

    def add(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Extend the area with values to these cells."""
        known = self.area or (row, column, last_row, last_column)
        self.area = (
            min(known[0], row), min(known[1], column),
            max(known[2], last_row), max(known[3], last_column),
        )  # fmt: skip

    @property
    def size(self) -> int:
        """Rows times columns of the area with values."""
        top, left, bottom, right = self.area or (1, 1, 0, 0)
        return (bottom - top + 1) * (right - left + 1)


def require_size(found: Mapping[str, SheetScan], file: str) -> None:
    """Raise TooLarge if the areas of all sheets together are larger than `MAX_CELLS`."""
    if sum(scan.size for scan in found.values()) <= MAX_CELLS:
        return
    sheet, scan = max(found.items(), key=lambda item: item[1].size)
    _top, _left, bottom, right = scan.area or (1, 1, 1, 1)
    raise TooLarge(
        _("{file}!{sheet}: too large: there are values up to the cell {last}",
            file=file, sheet=sheet, last=f"{column_name(right)}{bottom}"),
        _("delete the cells outside the table, or split it (at most {limit} cells)",
            limit=f"{MAX_CELLS:,}"),
    )  # fmt: skip


PERCENT_FORMATS = frozenset({9, 10})
"""Built-in number formats with a percent sign: ``0%`` and ``0.00%``."""

_TEXT_IN_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^]]*\]')
"""Parts of a number format in which a percent sign is only text."""


def shows_percent(number_format: str) -> bool:
    """Whether a number format such as ``0.0%`` shows 0.5 as 50%."""
    return "%" in _TEXT_IN_FORMAT.sub("", number_format)


def error_value(code: str) -> Broken:
    """Return what stands for a cell with an error value such as ``#REF!``."""
    return Broken(
        _("the cell has the error value {code}", code=code),
        _("correct the formula, or type the value"),
    )


def no_result() -> Broken:
    """Return what stands for a formula that no spreadsheet program has computed."""
    return Broken(
        _("the formula has no stored result"),
        _("open the file in a spreadsheet program, save it, and try again"),
    )


Attributes = Mapping[str, str]


def walk(
    contents: bytes,
    file: str,
    *,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call *start*, *end* and *text* for the elements of an XML member.

    Raises FileProblem if it is not well-formed, or has a document type, which no spreadsheet
    program writes and which could define entities that grow without end.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text

    def refuse(*_unused: object) -> None:
        raise damaged(file)

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(contents, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged(file) from error


def member(members: Mapping[str, bytes], name: str, file: str) -> bytes:
    """Return a member of a workbook. Raises FileProblem if it is missing."""
    if name not in members:
        raise damaged(file)
    return members[name]
