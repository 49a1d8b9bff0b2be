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

_ROOF: Entries = {
    FormTable.RESULTS: {
        "M02-001": {
            "result": "The roof was finished on 22 May 2026: all 186 metres, in six sections.",
            "progress": 100,
            "spent": 2190,
            "next": "Inspect it once a year, before the monsoon.",
            "evidence_kind": "official_letter",
            "evidence_title": "Acceptance of the market roof",
            "evidence_number": "Local Economy 1234",
            "evidence_date": date(2026, 5, 26),
            "claim": "completed",
        }
    },
    FormTable.STEPS: {"north": {"done": date(2026, 3, 17)}, "south": {"done": date(2026, 5, 22)}},
    FormTable.INDICATORS: {"metres": {"reading": 186}},
}

_KOREAN: Entries = {
    **_ROOF,
    FormTable.RESULTS: {
        "M02-001": {
            **_ROOF[FormTable.RESULTS]["M02-001"],
            "result": "2026. 5. 22. 6개 구간 186m 전체의 지붕 설치를 완료함.",
            "next": "매년 장마 전에 점검함.",
            "evidence_title": "시장 아케이드 준공 통보",
            "evidence_number": "지역경제과-1234",
        }
    },
}

_EVENINGS: Mapping[str, FormValue] = {
    "result": "All five branches are open until ten again, Utmaru since 18 May.",
    "progress": 100,
    "evidence_kind": "official_letter",
    "evidence_title": "Staffing of the branches",
    "evidence_number": "Reader Services 77",
    "evidence_date": date(2026, 5, 20),
    "claim": "sustained",
}

_NEW_STEP: Mapping[str, FormValue] = {
    "card": "M01-005",
    "title": "Fill the two vacant evening posts",
    "due": date(2026, 5, 31),
    "done": date(2026, 5, 15),
}

_PROBLEMS = {
    "plan": "Self-service after eight, with two guards in each branch",
    "progress": "nearly all",
}

_OPEN_AGAIN: Entries = {
    FormTable.STEPS: {"": _NEW_STEP},
    FormTable.INDICATORS: {"branches": {"reading": 5}},
}

EXAMPLES: Mapping[str, tuple[str, Entries]] = {
    "economy.xlsx": ("forms/economy.xlsx", _ROOF),
    "economy.ko.xlsx": ("forms-ko/economy.xlsx", _KOREAN),
    "library.xlsx": (
        "forms/library.xlsx",
        {**_OPEN_AGAIN, FormTable.RESULTS: {"M01-005": {**_EVENINGS, **_PROBLEMS}}},
    ),
    "library-corrected.xlsx": (
        "forms/library.xlsx",
        {**_OPEN_AGAIN, FormTable.RESULTS: {"M01-005": _EVENINGS}},
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
    """Yield the rows of a table, and after them a new step."""
    left = dict(entries)
    for row in form.rows[table]:
        item = row.get("step") or row.get("indicator") or row["card"]
        yield {**row, **left.pop(str(item), {})}
    if new := left.pop("", None):
        yield new
    assert not left, left
