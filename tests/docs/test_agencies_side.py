"""The agencies' side in the documentation: the example workbooks, and the guides for officers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docs.filled_forms import EXAMPLES, FOLDER, examples
from openpyxl import load_workbook

from cardctl.errors import UsageError
from cardctl.sheets.form import COLUMNS, FormTable
from cardctl.sheets.form_words import labels
from cardctl.sheets.return_cells import Money, value_of
from cardctl.sheets.table import Cell

GUIDES = {
    "en": FOLDER.with_name("agency-officer.md"),
    "ko": FOLDER.with_name("agency-officer.ko.md"),
}
FORMS = ("evidence_date", "progress", "spent", "reading")
"""The columns whose values the rows of a guide's table of forms show, in this order."""


def contents(workbook: bytes) -> dict[str, list[tuple[str, object, bool]]]:
    """Return the values of all cells by sheet, and whether each is locked."""
    book = load_workbook(BytesIO(workbook))
    return {
        page.title: [
            (cell.coordinate, cell.value, cell.protection.locked)
            for row in page.iter_rows()
            for cell in row
        ]
        for page in book
    }


def test_examples_are_up_to_date() -> None:
    made = examples()
    assert {path.name for path in FOLDER.iterdir()} == made.keys() == EXAMPLES.keys()
    for name, workbook in made.items():
        assert contents(workbook) == contents((FOLDER / name).read_bytes()), (
            f"{name}: run tests/docs/generate.py"
        )


def guide(lang: str) -> str:
    return GUIDES[lang].read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", GUIDES)
def test_guide_describes_every_column_that_an_agency_fills_in(lang: str) -> None:
    described = set(re.findall(r"^\| ([^|]+) \|", guide(lang), re.MULTILINE))
    asked = {
        column.heading.render(lang)
        for table in (FormTable.RESULTS, FormTable.STEPS)
        for column in COLUMNS[table]
        if column.takes
    }
    assert asked - described == set()


@pytest.mark.parametrize("lang", GUIDES)
def test_guide_names_the_claims(lang: str) -> None:

    claim = next(each for each in COLUMNS[FormTable.RESULTS] if each.name == "claim")
    described = re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]+ \|$", guide(lang), re.MULTILINE)
    assert [each for each in described if each in labels(claim, lang).values()] == [
        *labels(claim, lang).values()
    ]


def forms(page: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield the name of a column, and the values that the guide says it takes and refuses."""
    rows = re.findall(r"^\| [^|`]+ \| (`[^|]+`) \| (`[^|]+`) \|$", page, re.MULTILINE)
    for name, (taken, refused) in zip(FORMS, rows, strict=True):
        yield name, *(re.findall(r"`([^`]+)`", each) for each in (taken, refused))


@pytest.mark.parametrize("lang", GUIDES)
def test_values_are_understood_as_the_guide_says(lang: str) -> None:
    columns = {column.name: column for table in FormTable for column in COLUMNS[table]}
    for name, taken, refused in forms(guide(lang)):
        for text in taken:
            value_of(columns[name], Cell(text, 1, 1), Money(1_000_000))
        for text in refused:
            with pytest.raises(UsageError):
                value_of(columns[name], Cell(text, 1, 1), Money(1_000_000))


def parts(path: Path) -> list[tuple[str, int]]:
    """Return the level of each heading of a page, with the number of rows and items below it."""
    found = re.split(r"^(#+) .+\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [
        (level, len(re.findall(r"^(?:\||\d\.|\*\*)", text, re.MULTILINE)))
        for level, text in zip(found[1::2], found[2::2], strict=True)
    ]


def test_both_guides_have_the_same_parts() -> None:
    assert parts(GUIDES["en"]) == parts(GUIDES["ko"])
