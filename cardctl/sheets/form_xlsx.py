"""The return form as a workbook: a cover, a sheet for each table, and the records of the form.

Only the cells that the agency fills in are unlocked; the layout is protected without a password.
No cell is a formula: all text is written as text. Needs the extra `sheets`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, time
from io import BytesIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from cardctl.i18n import _
from cardctl.sheets import form_record, form_words
from cardctl.sheets.form import ReturnForm
from cardctl.sheets.form_xlsx_styles import PROTECTION, FormSheet, Styles, height, set_page
from cardctl.sheets.form_xlsx_table import TableSheet
from cardctl.spreadsheet_text import fitting

_LABEL, _TEXT = 20, 90
"""Widths of the columns of the cover, in digits."""

_CHUNK = 16_000
"""Characters of a record in one cell: fewer than Excel's limit, whatever they are."""


def files(form: ReturnForm) -> tuple[bytes]:
    """Return the one file of *form*."""
    return (render(form),)


def render(form: ReturnForm, filled: ReturnForm | None = None) -> bytes:
    """Return *form* as a workbook; the same form gives the same bytes.

    *filled* is the form with what an agency has entered, for examples: its rows are written to the
    tables, and the records stay those of *form*.
    """
    out = BytesIO()
    # In memory: no temporary files, and the zip members get Excel's constant time stamp.
    book = Workbook(out, {"in_memory": True})
    created = datetime.combine(form.cover.issued, time())
    book.set_properties({"title": fitting(form_words.title(form.cover))[:255], "created": created})
    styles = Styles(book, form.cover.language)
    _write_cover(book, styles, form)
    for table in form.tables:
        TableSheet(book, styles, filled or form, table).write()
    _write_records(book, form)
    book.close()
    return out.getvalue()


def _write_cover(book: Workbook, styles: Styles, form: ReturnForm) -> None:
    """Write the first sheet: what is asked of whom until when, and how to answer."""
    lang = form.cover.language
    page = book.add_worksheet(_("sheet|Cover").render(lang), FormSheet)
    page.set_column(0, 0, _LABEL)
    page.set_column(1, 1, _TEXT)
    page.set_row(0, 30)
    page.write_string(0, 0, fitting(form_words.title(form.cover)), styles["title"])
    row = 2
    for label, text in form_words.facts(form):
        page.set_row(row, height([(label, _LABEL), (text, _TEXT)]))
        page.write_string(row, 0, label, styles["label"])
        page.write_string(row, 1, fitting(text), styles["shown"])
        row += 1
    page.write_string(row + 1, 0, _("What to do").render(lang), styles["part"])
    row += 2
    for number, sentence in enumerate(form_words.instructions(form.cover), 1):
        page.set_row(row, height([(sentence, _TEXT)]))
        page.write_string(row, 0, f"{number}.", styles["number"])
        page.write_string(row, 1, sentence, styles["plain"])
        row += 1
    page.write_string(row + 1, 0, _("Colours").render(lang), styles["part"])
    for style, text in _legend(lang):
        page.write_blank(row + 2, 0, None, styles[style])
        page.write_string(row + 2, 1, text, styles["plain"])
        row += 1
    page.hide_gridlines(2)
    page.fit_to_pages(1, 0)
    set_page(page, form.cover)
    page.protect("", PROTECTION)


def _legend(lang: str) -> Iterator[tuple[str, str]]:
    """Yield the styles of cells with their meanings."""
    yield "required", _("required, and still empty").render(lang)
    yield "empty", _("to be filled in as far as it applies").render(lang)
    yield "shown", _("for information; locked").render(lang)


def _write_records(book: Workbook, form: ReturnForm) -> None:
    """Write the hidden sheet with which the form can be read back (see `form_record.SHEET`)."""
    page = book.add_worksheet(form_record.SHEET)
    for row, (kind, values) in enumerate(form_record.records(form)):
        page.write_string(row, 0, kind)
        text = json.dumps(values, ensure_ascii=False)
        for number, start in enumerate(range(0, len(text), _CHUNK), 1):
            page.write_string(row, number, text[start : start + _CHUNK])
    page.protect("")
    page.hide()
