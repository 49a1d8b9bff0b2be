"""Workbooks for the documentation: forms of the secretariat's page, filled in as agencies would.

The forms are those that the commands of the page write, so that the page can collect them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from docs.session import ROOT, Command, Session, read_page

from cardctl.sheets.form import FormRow, FormTable, FormValue, ReturnForm
from cardctl.sheets.form_xlsx import render
from cardctl.sheets.return_file import read_return

PAGE = ROOT / "docs/secretariat.md"
FOLDER = ROOT / "docs/examples"
LAST = "cardctl --lang ko request"
"""The command of the page that writes the last of the forms."""

Entries = Mapping[FormTable, Mapping[str, Mapping[str, FormValue]]]
"""What an agency enters: by table, by the id of the card, step or indicator, and by column.

A step with the id "" is a new one.
"""

_COMPANIES: Entries = {
    FormTable.RESULTS: {
        "M01-006": {
            "result": "The other 46 companies were chosen on 2022-11-30. All 100 get advice.",
            "progress": 100,
            "spent": 4200,
            "next": "Support them until the end of 2024.",
            "evidence_kind": "official_letter",
            "evidence_title": "List of the companies chosen",
            "evidence_number": "Regional Companies 1234",
            "evidence_date": date(2022, 12, 5),
            "claim": "completed",
        }
    },
    FormTable.STEPS: {"b": {"done": date(2022, 11, 30)}},
    FormTable.INDICATORS: {"a": {"reading": 100}},
}

_KOREAN: Entries = {
    **_COMPANIES,
    FormTable.RESULTS: {
        "M01-006": {
            **_COMPANIES[FormTable.RESULTS]["M01-006"],
            "result": "2022. 11. 30. 나머지 46개사를 선정하여 총 100개사에 컨설팅을 지원함.",
            "next": "2024년 말까지 선정기업을 지원함.",
            "evidence_title": "지역혁신 선도기업 선정 결과 통보",
            "evidence_number": "지역기업육성과-1234",
        }
    },
}

_CRISES: Mapping[str, FormValue] = {
    "result": "The measures of the act have been applied in two regions.",
    "progress": 100,
    "evidence_kind": "official_letter",
    "evidence_title": "Notice of the measures",
    "evidence_number": "Regional Economy 77",
    "evidence_date": date(2023, 1, 18),
    "claim": "completed",
}

_NEW_STEP: Mapping[str, FormValue] = {
    "title": "Apply the measures in two regions",
    "due": date(2023, 1, 31),
    "done": date(2023, 1, 18),
}

_PROBLEMS = {"plan": "Bring the act into force in all regions", "progress": "about half"}

EXAMPLES: Mapping[str, tuple[str, Entries]] = {
    "mss.xlsx": ("forms/mss.xlsx", _COMPANIES),
    "mss.ko.xlsx": ("forms-ko/mss.xlsx", _KOREAN),
    "motie.xlsx": (
        "forms/motie.xlsx",
        {
            FormTable.RESULTS: {"M01-009": {**_CRISES, **_PROBLEMS}},
            FormTable.STEPS: {"": _NEW_STEP},
        },
    ),
    "motie-corrected.xlsx": (
        "forms/motie.xlsx",
        {FormTable.RESULTS: {"M01-009": _CRISES}, FormTable.STEPS: {"": _NEW_STEP}},
    ),
}
"""The examples by file: the form of the page that each was made from, and what was entered."""


def examples() -> dict[str, bytes]:
    """Return the contents of each example by file."""
    with TemporaryDirectory() as folder:
        session = Session(Path(folder))
        for action in read_page(PAGE.read_text(encoding="utf-8")):
            session.do(action)
            if isinstance(action, Command) and action.text.startswith(LAST):
                break
        forms = {source: _form(session.folder / source) for source, _entries in EXAMPLES.values()}
    return {
        name: render(forms[source], filled(forms[source], entries))
        for name, (source, entries) in EXAMPLES.items()
    }


def _form(path: Path) -> ReturnForm:
    form = read_return(str(path)).form
    assert form is not None, path
    return form


def filled(form: ReturnForm, entries: Entries) -> ReturnForm:
    """Return *form* with what an agency has entered; nothing that it enters may be left over."""
    rows = {table: tuple(_rows(form, table, entries.get(table, {}))) for table in FormTable}
    return ReturnForm(form.cover, rows)


def _rows(
    form: ReturnForm, table: FormTable, entries: Mapping[str, Mapping[str, FormValue]]
) -> Iterator[FormRow]:
    """Yield the rows of a table, and after them a new step of the only card."""
    left = dict(entries)
    for row in form.rows[table]:
        item = row.get("step") or row.get("indicator") or row["card"]
        yield {**row, **left.pop(str(item), {})}
    if new := left.pop("", None):
        (card,) = form.cards
        yield {"card": card, **new}
    assert not left, left
