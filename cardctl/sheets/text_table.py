"""Read a table from text: CSV in any of the usual encodings, with any of the usual separators.

Excel writes CSV in the code page of Windows (in Korea CP949), "Unicode text" in UTF-16 with tabs,
and semicolons where the comma is the decimal sign.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import NamedTuple

from cardctl.errors import FileProblem, UsageError
from cardctl.i18n import Message, _
from cardctl.sheets.package import TooLarge
from cardctl.sheets.table import MAX_CELLS, Cell, Row, SheetProblem, Table
from cardctl.spreadsheet_text import unquoted

SEPARATORS = {",": _("a comma"), "\t": _("a tab"), ";": _("a semicolon")}
_ENCODINGS = {
    "utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp949": "CP949",
}  # fmt: skip
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_SAMPLE = 50
"""Rows that are looked at to find the separator."""


class TextTable(NamedTuple):
    """A table from text, the rows that could not be read, and how it was read if unusual."""

    table: Table
    problems: list[SheetProblem]
    note: Message | None


def decoded(raw: bytes, file: str) -> tuple[str, str]:
    """Return the text of a file and its encoding, as a codec. Raises FileProblem."""
    for mark, codec in _BOMS.items():
        if raw.startswith(mark):
            return _text(raw[len(mark) :], codec, file), codec
    if b"\0" in raw:  # every separator and line end has one in UTF-16
        codec = "utf-16-le" if raw[1::2].count(0) >= raw[::2].count(0) else "utf-16-be"
        text = _text(raw, codec, file)
        if not any(sign in text for sign in (*SEPARATORS, "\n")):
            raise _no_text(file)  # a guess that is wrong yields Chinese characters only
        return text, codec
    for codec in ("utf-8", "cp949"):
        try:
            return raw.decode(codec), codec
        except UnicodeDecodeError:
            continue
    raise _no_text(file)


def _text(raw: bytes, codec: str, file: str) -> str:
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError as error:
        raise _no_text(file) from error
    if "\0" in text:
        raise _no_text(file)
    return text


def _no_text(file: str) -> FileProblem:
    return FileProblem(
        _("{file}: neither a workbook nor text in UTF-8, UTF-16 or CP949", file=file),
        _("save the table as .xlsx, or as “CSV UTF-8”"),
    )


def read_text_table(text: str, codec: str, file: str) -> TextTable:
    """Return the table in *text*, which was decoded by *codec*. Raises TooLarge."""
    separator, skipped, body = _separator(text)
    rows: list[Row] = []
    problems: list[SheetProblem] = []
    for line, values in _records(body, separator, skipped, file, problems):
        cells = {
            column: Cell(unquoted(value), line, column)
            for column, value in enumerate(values, start=1)
            if value.strip()
        }
        if cells:
            rows.append(Row(line, cells))
    return TextTable(Table(file, None, rows), problems, _note(file, codec, separator))


def _separator(text: str) -> tuple[str, int, str]:
    """Return the separator, the number of lines that only say which it is, and the rest."""
    first, _newline, rest = text.partition("\n")
    if first.rstrip("\r").lower().startswith("sep=") and len(first.rstrip("\r")) == 5:
        return first[4], 1, rest
    best = max(SEPARATORS, key=lambda separator: _regularity(text, separator))
    return best, 0, text


def _regularity(text: str, separator: str) -> tuple[int, int]:
    """Return how many rows have the most common number of cells above one, and that number."""
    counts: Counter[int] = Counter()
    try:
        for cells in islice(csv.reader(StringIO(text, newline=""), delimiter=separator), _SAMPLE):
            counts[len(cells)] += 1
    except csv.Error:
        pass
    return max(((rows, cells) for cells, rows in counts.items() if cells > 1), default=(0, 0))


def _records(
    text: str, separator: str, skipped: int, file: str, problems: list[SheetProblem]
) -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which each record begins, and its cells."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    room, before = MAX_CELLS, 0
    try:
        for cells in reader:
            room -= len(cells)
            if room < 0:
                raise TooLarge(
                    _("{file}: more than {limit} cells", file=file, limit=f"{MAX_CELLS:,}"),
                    _("split the file"),
                )
            yield skipped + before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        problem = UsageError(
            _("invalid CSV: {why}", why=error), _('close each quote; write " as ""')
        )
        problems.append(SheetProblem.of(f"{file}:{skipped + before + 1}", problem))


def _note(file: str, codec: str, separator: str) -> Message | None:
    """Return how the text was read, unless it is UTF-8 with commas."""
    if codec == "utf-8" and separator == ",":
        return None
    named = SEPARATORS.get(separator, separator)
    return _("{file}: read as {encoding}, separated by {separator}",
        file=file, encoding=_ENCODINGS[codec], separator=named)  # fmt: skip
