"""Text tables in the encodings and with the separators that spreadsheet programs write."""

from __future__ import annotations

import pytest

from cardctl.errors import FileProblem
from cardctl.sheets.source import Source, read_source
from cardctl.sheets.table import Table

TEXT = '제목,기한\r\n"빈집\r\n조사, 정비",2030-01-13\r\n\r\n,,\r\n도로,\r\n'


def read(raw: bytes, name: str = "a.csv") -> Source:
    return read_source(raw, name)


def rows(source: Source) -> list[list[object]]:
    (table,) = source.tables
    return [[row.number, *(cell.value for cell in row.cells.values())] for row in table.rows]


ROWS = [[1, "제목", "기한"], [2, "빈집\r\n조사, 정비", "2030-01-13"], [6, "도로"]]


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TEXT.encode(), None),
        (TEXT.encode("utf-8-sig"), None),
        (TEXT.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("cp949"), "CP949"),
    ],
)
def test_encoding_is_recognised_and_named_if_it_is_not_utf8(
    raw: bytes, encoding: str | None
) -> None:
    source = read(raw)
    assert rows(source) == ROWS
    said = [f"a.csv: read as {encoding}, separated by a comma"] if encoding else []
    assert [str(note) for note in source.notes] == said


@pytest.mark.parametrize(
    ("separator", "first", "name"),
    [
        (",", "", None),
        (";", "", "a semicolon"),
        ("\t", "", "a tab"),
        (";", "sep=;\r\n", "a semicolon"),
        ("\t", "SEP=\t\n", "a tab"),
        ("|", "sep=|\n", "|"),
    ],
)
def test_separator_is_recognised(separator: str, first: str, name: str | None) -> None:
    text = f'{first}title{separator}partners\n"a{separator}b"{separator}"ulsan; moef"\n'
    source = read(text.encode())
    line = 2 if first else 1
    assert rows(source) == [
        [line, "title", "partners"],
        [line + 1, f"a{separator}b", "ulsan; moef"],
    ]
    said = [f"a.csv: read as UTF-8, separated by {name}"] if name else []
    assert [str(note) for note in source.notes] == said


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("title;budget\nA;1,5\nB;2,5\n", ["title", "budget"]),
        ("title,partners\nA,ulsan; moef\nB,ulsan; busan\n", ["title", "partners"]),
        ("title\nDredge; then build\n", ["title"]),
        ("title\n", ["title"]),
    ],
)
def test_separator_of_the_list_in_a_cell_is_not_that_of_the_cells(
    text: str, cells: list[str]
) -> None:
    assert rows(read(text.encode()))[0][1:] == cells


def test_problem_of_a_quote_is_at_the_line_on_which_its_record_begins() -> None:
    source = read(b'title,due\nA,2030-01-01\n"B\n\n,C\n')
    assert [problem.render("en") for problem in source.problems] == [
        'a.csv:3: invalid CSV: unexpected end of data (close each quote; write " as "")'
    ]
    assert rows(source)[1] == [2, "A", "2030-01-01"]


@pytest.mark.parametrize(
    "raw", [b"\xff\xfea", b"\x80\x81title,due", b"title\0,due\0\n", b"\xef\xbb\xbf\xff"]
)
def test_what_is_no_text_in_a_known_encoding_is_refused(raw: bytes) -> None:
    with pytest.raises(FileProblem, match="neither a workbook nor text in UTF-8"):
        read(raw)


def test_place_of_a_cell_is_its_line() -> None:
    (table,) = read(TEXT.encode()).tables
    assert isinstance(table, Table)
    assert table.place_of(table.rows[1].cells[2]) == "a.csv:2"


def test_text_that_begins_with_a_brace_is_json_lines() -> None:
    source = read('{"title": "가"}\n'.encode("utf-8-sig"))
    assert (source.json_lines, source.tables) == ('{"title": "가"}\n', ())
