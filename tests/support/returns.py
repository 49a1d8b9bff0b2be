"""Return forms of a small register, filled in by a script as an officer would in a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from support.registers import run

from cardctl.i18n import languages
from cardctl.sheets import form_words
from cardctl.sheets.form import COLUMNS, FormTable

CARD = """\
id: {id}
title: {title}
meeting: 1
item: 1
lead: {lead}
partners: [{partners}]
state: registered
due: 2024-12-31
history:
  - {{date: 2024-01-10, by: mois, state: registered, lead: {lead}, due: 2024-12-31}}
"""


def new_card(identifier: str, lead: str = "busan", partners: str = "") -> str:
    """Return the text of a card that is registered and has no plan yet."""
    return CARD.format(id=identifier, title=f"Matter {identifier}", lead=lead, partners=partners)


def requested(root: Path, agency: str = "busan", lang: str = "en", **options: str) -> Path:
    """Write the form of *agency* for meeting 2, and return its file."""
    folder = root.parent / f"forms-{lang}"
    more = [word for key, value in options.items() for word in (f"--{key}", value)]
    args = ("--agency", agency, "-o", str(folder), "--force", *more)
    result = run("request", "--meeting", "2", *args, root=root, lang=lang)
    assert result.exit_code == 0, result.stderr
    return folder / f"{agency}.xlsx"


Values = Mapping[str, Any]


class Officer:
    """Fills in the form in the file *form* by names of tables and columns."""

    def __init__(self, form: Path) -> None:
        self.path = form
        self.book: Workbook = load_workbook(form)

    def sheet(self, table: FormTable) -> Worksheet:
        """Return the sheet of a table, in any language."""
        names = {form_words.table_name(table, lang) for lang in languages()}
        return self.book[next(name for name in self.book.sheetnames if name in names)]

    def column(self, table: FormTable, name: str) -> int:
        """Return the number of a column."""
        column = next(each for each in COLUMNS[table] if each.name == name)
        heads = {column.heading.render(lang) for lang in languages()}
        for cell in self.sheet(table)[1]:
            if str(cell.value).partition(" (KRW")[0].partition("(백만원")[0] in heads:
                return int(cell.column)
        raise KeyError(name)

    def row(self, table: FormTable, card: str, item: str = "") -> int:
        """Return the number of the row of a card, a step or an indicator; 0 if there is none."""
        page = self.sheet(table)
        for number in range(2, page.max_row + 1):
            found = [page.cell(number, each).value for each in (1, 2)]
            if found[0] == card and (table is FormTable.RESULTS or found[1] == item):
                return number
        return 0

    def cell(self, table: FormTable, name: str, card: str = "M01-001", item: str = "") -> Any:
        """Return a cell of a row that the form has."""
        return self.sheet(table).cell(self.row(table, card, item), self.column(table, name))

    def fill(self, card: str = "M01-001", **values: Any) -> Officer:
        """Fill in cells of the results."""
        for name, value in values.items():
            self.cell(FormTable.RESULTS, name, card).value = value
        return self

    def step(self, item: str, card: str = "M01-001", **values: Any) -> Officer:
        """Fill in cells of a step."""
        for name, value in values.items():
            self.cell(FormTable.STEPS, name, card, item).value = value
        return self

    def add_step(self, card: str = "M01-001", **values: Any) -> Officer:
        """Fill in the first free row of the steps."""
        page = self.sheet(FormTable.STEPS)
        number = next(n for n in range(2, 99) if page.cell(n, 1).value is None)
        page.cell(number, 1).value = card
        for name, value in values.items():
            page.cell(number, self.column(FormTable.STEPS, name)).value = value
        return self

    def read(self, indicator: str, value: Any, card: str = "M01-001") -> Officer:
        """Fill in the reading of an indicator."""
        self.cell(FormTable.INDICATORS, "reading", card, indicator).value = value
        return self

    def save(self, name: str | None = None) -> Path:
        """Save the workbook, under another *name* if given, and return its file."""
        path = self.path if name is None else self.path.with_name(name)
        self.book.save(path)
        return path


def filled(root: Path, name: str = "filled.xlsx", agency: str = "busan", **values: Any) -> Path:
    """Return the form of *agency* with *values* for M01-001."""
    return Officer(requested(root, agency)).fill(**values).save(name)
