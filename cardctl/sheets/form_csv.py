"""The return form as CSV, for those who fill it in by a program.

One folder has a file for each table, whose first line has the names of the columns, and
`form.jsonl` with the records of the form (see `form_record`), one JSON array per line. Choices are
codes, dates ISO dates, amounts whole numbers in the register's unit.
"""

from __future__ import annotations

import csv
import json
from io import StringIO

from cardctl.sheets.form import COLUMNS, FormTable, FormValue, ReturnForm
from cardctl.sheets.form_record import records
from cardctl.spreadsheet_text import guarded

BOM = "\ufeff"
"""Byte order mark, without which Excel misreads Hangul."""


def files(form: ReturnForm) -> tuple[bytes, ...]:
    """Return the files of *form*: one for each table, then the records."""
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records(form))
    return (*(_table(form, table).encode() for table in FormTable), lines.encode())


def _table(form: ReturnForm, table: FormTable) -> str:
    """Return a table in the format of RFC 4180, with a byte order mark; no cell is a formula."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    names = [column.name for column in COLUMNS[table]]
    writer.writerow(names)
    writer.writerows(
        [_written(row.get(name)) for name in names] for row in form.rows.get(table, ())
    )
    return BOM + out.getvalue()


def _written(value: FormValue) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else str(value)
