"""The return form as CSV: a table for each part, and the records of the form."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest
from support.forms import HOSTILE, form

from cardctl.sheets.form import COLUMNS, FormTable
from cardctl.sheets.form_csv import files
from cardctl.sheets.form_record import FormRecord, form_of


def rows(table: FormTable, lang: str = "en") -> list[dict[str, str]]:
    raw = files(form(lang))[list(FormTable).index(table)]
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    return list(csv.DictReader(StringIO(raw.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("table", list(FormTable))
def test_heads_are_the_names_of_the_columns(table: FormTable) -> None:
    found = rows(table)
    assert list(found[0]) == [column.name for column in COLUMNS[table]]
    assert len(found) == len(form().rows[table])


def test_values_are_codes_and_iso_dates() -> None:
    first = rows(FormTable.RESULTS, "ko")[0]
    assert (first["title"], first["state"], first["claim"]) == ("제방 보강", "in_progress", "none")
    assert (first["due"], first["evidence_kind"], first["spent"]) == (
        "2024-12-31", "official_letter", "1750",
    )  # fmt: skip


def test_no_cell_is_a_formula() -> None:
    first = rows(FormTable.RESULTS)[0]
    assert first["decision"] == f"'{HOSTILE}"
    for table in FormTable:
        for row in rows(table):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_records_bring_the_form_back() -> None:
    lines = files(form("ko"))[-1].decode().splitlines()
    assert form_of(FormRecord(*json.loads(line)) for line in lines) == form("ko")


def test_table_without_rows_has_its_heads() -> None:
    made = files(form(agency="moef"))[2].decode("utf-8-sig")
    assert made == ",".join(column.name for column in COLUMNS[FormTable.INDICATORS]) + "\r\n"
