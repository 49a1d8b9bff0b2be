"""Read a file that was handed in, whatever it is: a workbook, a text table, or JSON Lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cardctl.errors import FileProblem
from cardctl.i18n import Message, _
from cardctl.sheets.package import TooLarge
from cardctl.sheets.table import SheetProblem, Table

MAX_BYTES = 20_000_000
"""Largest file that is read."""

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
_MARKUP = re.compile(r"\s*<(?:!doctype|html|table|\?xml|meta|head|body)\b", re.IGNORECASE)
_NOT_TABLES = {b"%PDF": "PDF", b"{\\rtf": "RTF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG"}


class Source(NamedTuple):
    """The tables of a file, the problems found while reading it, and notes on how it was read.

    If the file contains JSON Lines, *json_lines* is its text, and there is no table.
    """

    file: str
    tables: Sequence[Table] = ()
    problems: Sequence[SheetProblem] = ()
    notes: Sequence[Message] = ()
    json_lines: str | None = None


def read_bytes(stream: BinaryIO, file: str) -> bytes:
    """Return the contents of a file. Raises TooLarge if there are more than `MAX_BYTES`."""
    raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise TooLarge(
            _("{file}: larger than {limit} MB", file=file, limit=MAX_BYTES // 1_000_000),
            _("copy only the table into a new file, without pictures"),
        )
    return raw


def read_file(path: Path, name: str | None = None) -> Source:
    """Read the file at *path*; *name* (default: the path) is how messages call it.

    Raises OSError, FileProblem, TooLarge, MissingExtra.
    """
    name = str(path) if name is None else name
    with path.open("rb") as stream:
        return read_source(read_bytes(stream, name), name)


def read_source(raw: bytes, name: str) -> Source:
    """Return the tables in *raw*, a file called *name*. Raises like `read_file`.

    What the file is is seen from its contents; but a workbook's extension must tell the truth.
    """
    from cardctl.sheets.workbook import is_workbook, read_workbook

    if is_workbook(raw):
        return Source(name, read_workbook(raw, name), notes=_macro_notes(name))
    for mark, kind in _NOT_TABLES.items():
        if raw.startswith(mark):
            raise FileProblem(
                _("{file} is a {kind} file, not a table", file=name, kind=kind),
                _("save the table as .xlsx, .ods or .csv"),
            )
    return _read_text(raw, name)


def _macro_notes(name: str) -> list[Message]:
    if not name.lower().endswith(".xlsm"):
        return []
    return [_("{file}: only values are read; macros are not run", file=name)]


def _read_text(raw: bytes, name: str) -> Source:
    from cardctl.sheets.text_table import decoded, read_text_table

    text, codec = decoded(raw, name)
    extension = Path(name).suffix.lower()
    if _MARKUP.match(text):
        raise FileProblem(
            _("{file} is a web page or XML, not a workbook", file=name),
            _("open it in a spreadsheet program and save it as .xlsx"),
        )
    if extension in WORKBOOKS:
        raise FileProblem(
            _("{file} is not a workbook: it contains plain text", file=name),
            _("rename it to .csv, or save it as .xlsx in a spreadsheet program"),
        )
    if text.lstrip().startswith("{"):
        return Source(name, json_lines=text)
    table, problems, note = read_text_table(text, codec, name)
    return Source(name, [table], problems, [note] if note else [])
