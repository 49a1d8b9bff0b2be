"""A table of a form as a sheet of a workbook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.utility import (  # type: ignore[import-untyped]
    quote_sheetname,
    xl_col_to_name,
    xl_range_abs,
)

from cardctl.domain.workflow import State
from cardctl.i18n import _
from cardctl.sheets import form_words
from cardctl.sheets.form import (
    COLUMNS,
    NEEDED,
    OF_LEAD,
    Claim,
    FieldType,
    FormColumn,
    FormRow,
    FormTable,
    FormValue,
    ReturnForm,
    is_input,
    is_required,
)
from cardctl.sheets.form_xlsx_styles import PROTECTION, FormSheet, Styles, height, set_page

SPARE_ROWS = 10
"""Rows at the end of the steps, for new ones."""

_LONGEST = 20_000
"""Characters of a text in a card."""

_EXACT = 10**15
"""Excel keeps fifteen digits: larger numbers are written as text."""

_FIRST_YEAR = 1901
"""Before this year, Excel's dates do not match the calendar."""

_WIDTHS = {
    "card": 10, "title": 18, "decision": 34, "role": 8, "lead": 14, "state": 10, "due": 12,
    "last_result": 38, "plan": 28, "no_steps": 18, "result": 38, "progress": 9, "spent": 12,
    "next": 24,
    "blocker": 24, "evidence_kind": 13, "evidence_title": 20, "evidence_number": 14,
    "evidence_date": 12, "evidence_url": 18, "claim": 14, "reason": 22, "substitute": 22,
    "step": 7, "owner": 16, "done": 12, "dropped": 30, "indicator": 10, "name": 34, "unit": 12,
    "baseline": 12, "target": 12, "latest": 12, "reading": 14,
}  # fmt: skip
"""Widths of the columns, in digits; a Hangul syllable is as wide as two."""

_LEAST = {FormTable.RESULTS: 3, FormTable.STEPS: 2, FormTable.INDICATORS: 2}
"""Lines for which a row has room at least."""

_WIDE = {(FormTable.STEPS, "title"): 50}

_BREAKS = {FormTable.RESULTS: ("plan", "evidence_kind")}
"""Columns with which a new page begins, in print; the frozen ones are repeated on it."""

_FROZEN = {FormTable.RESULTS: 2, FormTable.STEPS: 2, FormTable.INDICATORS: 3}

_PAGE = 108
"""Digits side by side on A4 landscape at full size, in the widest of the usual fonts."""


class TableSheet:
    """The sheet of one table of *form*, which has rows."""

    def __init__(self, book: Workbook, styles: Styles, form: ReturnForm, table: FormTable) -> None:
        self.styles = styles
        self.form = form
        self.table = table
        self.lang = form.cover.language
        self.columns = COLUMNS[table]
        self.at = {column.name: index for index, column in enumerate(self.columns)}
        self.rows = form.rows.get(table, ())
        self.led = len(form.led)
        self.page = book.add_worksheet(form_words.table_name(table, self.lang), FormSheet)

    def write(self) -> None:
        """Write the sheet."""
        self._write_head()
        for number, row in enumerate(self.rows, 1):
            self.page.set_row(number, self._height(row))
            for index, column in enumerate(self.columns):
                style = "input" if is_input(column, row) else "shown"
                self._write_cell(number, index, column, row.get(column.name), style)
        if self.table is FormTable.STEPS:
            self._write_spare_rows()
        self._mark_required()
        for index, column in enumerate(self.columns):
            if column.takes:
                self._check(index, column)
        self._set_up()

    def _write_head(self) -> None:
        names = [form_words.heading(column, self.form.cover) for column in self.columns]
        widths = [self._width(column) for column in self.columns]
        for index, (column, name) in enumerate(zip(self.columns, names, strict=True)):
            head = self.styles["input head" if column.takes else "head"]
            self.page.write_string(0, index, name, head)
            self.page.set_column(index, index, widths[index])
        self.page.set_row(0, height(zip(names, widths, strict=True), 2))

    # Cells --------------------------------------------------------------------------------------

    def _write_cell(
        self, row: int, index: int, column: FormColumn, value: FormValue, style: str
    ) -> None:
        """Write a value: as a date or a number if Excel can represent it, otherwise as text."""
        look = self.styles.cell(style, column.type)
        if value is None:
            self.page.write_blank(row, index, None, look)
        elif isinstance(value, date) and value.year >= _FIRST_YEAR:
            self.page.write_datetime(row, index, datetime.combine(value, time()), look)
        elif isinstance(value, int | Decimal) and _is_exact(value):
            self.page.write_number(row, index, value, look)
        else:
            text = str(value) if not isinstance(value, str) else value
            if column.type is FieldType.CHOICE:
                text = form_words.label(column.name, text, self.lang)
            self.page.write_string(row, index, text, look)

    def _write_spare_rows(self) -> None:
        """Write rows for new steps; their card is chosen from a list."""
        blank: FormRow = {}
        for number in range(len(self.rows) + 1, self._last + 1):
            self.page.set_row(number, self._height(blank))
            for index, column in enumerate(self.columns):
                is_free = column.takes or column.name == "card"
                self._write_cell(number, index, column, blank.get(column.name), _style(is_free))
        first = len(self.rows) + 1
        results = form_words.table_name(FormTable.RESULTS, self.lang)
        cards = xl_range_abs(1, 0, self.led, 0)
        self.page.data_validation(first, 0, self._last, 0, {
            "validate": "list",
            "source": f"={quote_sheetname(results)}!{cards}",
            "input_message": _("Choose the card of the new step.").render(self.lang)[:255],
        })  # fmt: skip
        self._colour(first, 0, self._last, 0, "empty")

    @property
    def _last(self) -> int:
        """The last row of the table."""
        spare = SPARE_ROWS if self.table is FormTable.STEPS else 0
        return len(self.rows) + spare

    def _height(self, row: FormRow) -> float:
        """Return the height of a row, for the texts in it."""
        named = ((row.get(column.name), self._width(column)) for column in self.columns)
        texts = ((value, width) for value, width in named if isinstance(value, str))
        return height(texts, _LEAST[self.table])

    def _width(self, column: FormColumn) -> int:
        return _WIDE.get((self.table, column.name)) or _WIDTHS[column.name]

    # Checks and colours -------------------------------------------------------------------------

    def _rows_of(self, column: FormColumn) -> int:
        """Return the last row in which the column is an input; the first one is 1."""
        of_lead = self.table is FormTable.RESULTS and column.name in OF_LEAD
        return self.led if of_lead else self._last

    def _check(self, index: int, column: FormColumn) -> None:
        """Restrict what can be entered in a column, with messages, and mark its empty cells."""
        last = self._rows_of(column)
        if last < 1:
            return
        message = form_words.help_text(column, self.form.cover)
        name = form_words.heading(column, self.form.cover)
        rule = {
            **self._rule(column),
            "input_title": name[:32],
            "input_message": message[:255],
            "error_title": name[:32],
            "error_message": message[:255],
        }
        self.page.data_validation(1, index, last, index, rule)
        self._colour(1, index, last, index, "empty")

    def _rule(self, column: FormColumn) -> dict[str, Any]:
        between: Callable[..., dict[str, Any]] = partial(dict, criteria="between")
        match column.type:
            case FieldType.DAY:
                days = {"minimum": date(_FIRST_YEAR, 1, 1), "maximum": date(9999, 12, 31)}
                return between(validate="date", **days)
            case FieldType.PERCENT:
                return between(validate="integer", minimum=0, maximum=100)
            case FieldType.MONEY:
                # A far larger amount is only taken with its unit: a text, so this only warns.
                whole = {"minimum": 0, "maximum": _EXACT}
                return between(validate="integer", error_type="warning", **whole)
            case FieldType.NUMBER:
                return between(validate="decimal", minimum=-_EXACT, maximum=_EXACT)
            case FieldType.CHOICE:
                labels = list(form_words.labels(column, self.lang).values())
                return {"validate": "list", "source": labels}
        return {"validate": "length", "criteria": "<=", "value": _LONGEST}

    def _colour(self, top: int, left: int, bottom: int, right: int, fill: str) -> None:
        """Fill the cells of a range while they are empty."""
        rule = {"type": "blanks", "format": self.styles.fill(fill)}
        self.page.conditional_format(top, left, bottom, right, rule)

    def _mark_required(self) -> None:
        """Mark the empty cells that have to be filled in: before the others, so that it counts."""
        if self.table is not FormTable.RESULTS:
            return
        for name in ("result", "plan"):
            column = self.columns[self.at[name]]
            asked = [n for n, row in enumerate(self.rows, 1) if is_required(column, row)]
            if asked:
                self._colour_rows(asked, self.at[name])
        if self.led:
            for name, claims in NEEDED.items():
                self._mark_needed(self.at[name], claims)

    def _colour_rows(self, rows: list[int], index: int) -> None:
        """Fill the cells of some rows in a column as required, while they are empty."""
        letter = xl_col_to_name(index)
        cells = " ".join(f"{letter}{row + 1}" for row in rows)
        rule = {"type": "blanks", "format": self.styles.fill("required"), "multi_range": cells}
        self.page.conditional_format(rows[0], index, rows[-1], index, rule)

    def _mark_needed(self, index: int, claims: tuple[Claim, ...]) -> None:
        """Fill the cells of a column as required, while they are empty and a claim needs them."""
        claim = xl_col_to_name(self.at["claim"])
        words = (form_words.label("claim", each, self.lang) for each in claims)
        tests = ",".join(f'${claim}2="{word}"' for word in words)
        state, cell = xl_col_to_name(self.at["state"]), xl_col_to_name(index)
        submitted = form_words.label("state", State.SUBMITTED, self.lang)
        rule = {
            "type": "formula",
            "criteria": f'=AND(OR({tests}),${state}2<>"{submitted}",LEN(TRIM({cell}2))=0)',
            "format": self.styles.fill("required"),
        }
        self.page.conditional_format(1, index, self.led, index, rule)

    # The sheet ----------------------------------------------------------------------------------

    def _set_up(self) -> None:
        """Freeze the head, filter by it, protect the layout, and set up printing."""
        page, frozen = self.page, _FROZEN[self.table]
        page.freeze_panes(1, frozen)
        page.autofilter(0, 0, self._last, len(self.columns) - 1)
        page.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(self.columns))}9999"})
        page.repeat_rows(0)
        breaks = [self.at[name] for name in _BREAKS.get(self.table, ())]
        if breaks:
            page.repeat_columns(0, frozen - 1)
            page.set_v_pagebreaks(breaks)
            page.set_print_scale(self._scale(breaks))
        else:
            page.fit_to_pages(1, 0)
        set_page(page, self.form.cover)
        page.protect("", PROTECTION)

    def _scale(self, breaks: list[int]) -> int:
        """Return the scale, in percent, at which the widest page fits."""
        widths = [self._width(column) + 1 for column in self.columns]
        repeated = sum(widths[: _FROZEN[self.table]])
        bounds = zip([0, *breaks], [*breaks, len(widths)], strict=True)
        pages = [sum(widths[first:last]) + (repeated if first else 0) for first, last in bounds]
        return min(100, 100 * _PAGE // max(pages))


def _style(is_free: bool) -> str:
    return "input" if is_free else "shown"


def _is_exact(value: int | Decimal) -> bool:
    digits = Decimal(value).as_tuple().digits
    return -_EXACT < value < _EXACT and len(digits) <= 15
