"""Returned forms that were spoilt on the way: each is taken right, or refused at its place.

Whatever comes back, the register keeps what it has until a file is taken whole.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook
from support.hostile import MEBIBYTES, spent
from support.registers import TODAY, small_register
from support.returns import Officer, new_card, requested

from cardctl import api
from cardctl.errors import UsageError
from cardctl.sheets import form_record
from cardctl.sheets.form import FormTable

DAY = date.fromisoformat(TODAY)
RESULTS, STEPS, READINGS = FormTable.RESULTS, FormTable.STEPS, FormTable.INDICATORS
FILLED = {"result": "Half is raised.", "progress": 50}
"""What every form has; a form that is taken files it."""


class Origin(NamedTuple):
    """A register, and a form of busan that was filled in."""

    root: Path
    form: Path


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with TemporaryDirectory() as folder:
        root = small_register(Path(folder), M01__M01_005=new_card("M01-005"))
        officer = Officer(requested(root)).fill(**FILLED).read("km", 6)
        yield Origin(root, officer.save())


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.yaml")}


def collected(origin: Origin, form: Path, **options: Any) -> api.Collected:
    """Collect a form without writing: the register stays as it is for the next case."""
    before = contents(origin.root)
    with api.open_register(origin.root, today=DAY) as register:
        taken = api.collect(register, [str(form)], dry_run=True, **options)
    assert contents(origin.root) == before
    return taken


def told(taken: api.Collected) -> str:
    return "\n".join(each.render("en") for file in taken.files for each in file.problems)


# Forms that are taken ----------------------------------------------------------------------------


def cell(officer: Officer, table: FormTable, name: str, value: Any, **of: str) -> None:
    officer.cell(table, name, **of).value = value


def reordered(officer: Officer) -> None:
    """Move the last columns to the front."""
    page = officer.sheet(RESULTS)
    for row in page.iter_rows():
        values = [each.value for each in row]
        for each, value in zip(row, values[8:] + values[:8], strict=True):
            each.value = value


def sorted_rows(officer: Officer) -> None:
    page = officer.sheet(RESULTS)
    first, second = ([c.value for c in page[number]] for number in (2, 3))
    for number, values in ((2, second), (3, first)):
        for each, value in zip(page[number], values, strict=True):
            each.value = value


def deleted_column(officer: Officer, name: str) -> None:
    officer.sheet(RESULTS).delete_cols(officer.column(RESULTS, name))


def renamed(officer: Officer) -> None:
    for number, name in enumerate(officer.book.sheetnames):
        if name != form_record.SHEET:
            officer.book[name].title = f"Sheet{number}"


def with_title(officer: Officer) -> None:
    page = officer.sheet(RESULTS)
    page.insert_rows(1, 3)
    page["A1"] = "Return of Busan"
    page["C2"] = "third quarter"


def head_again(officer: Officer) -> None:
    page = officer.sheet(RESULTS)
    page.append([each.value for each in page[1]])


def records_shown(officer: Officer) -> None:
    officer.book[form_record.SHEET].sheet_state = "visible"


def another_sheet(officer: Officer) -> None:
    page = officer.book.create_sheet("Notes")
    page.append(["Call the office", "next week"])
    page.append(["Rain", 3])


TAKEN: dict[str, Callable[[Officer], object]] = {
    "as it was sent": lambda o: None,
    "renamed sheets": renamed,
    "moved columns": reordered,
    "sorted rows": sorted_rows,
    "a deleted row": lambda o: o.sheet(RESULTS).delete_rows(3),
    "empty rows": lambda o: o.sheet(RESULTS).insert_rows(2, 5),
    "an empty column": lambda o: o.sheet(RESULTS).insert_cols(2),
    "titles above the head": with_title,
    "the head again": head_again,
    "a deleted column that shows something": lambda o: deleted_column(o, "decision"),
    "a deleted column to fill in": lambda o: deleted_column(o, "blocker"),
    "no cover": lambda o: o.book.remove(o.book["Cover"]),
    "no steps": lambda o: o.book.remove(o.book["Steps"]),
    "another sheet": another_sheet,
    "records that are not hidden": records_shown,
    "records first": lambda o: o.book.move_sheet(form_record.SHEET, -9),
    "a short id": lambda o: cell(o, RESULTS, "card", " m1-1 "),
    "spaces and line breaks": lambda o: o.fill(result="  Half is\r\n raised. "),
    "a percentage": lambda o: o.fill(progress="50 %"),
    "a fraction shown as a percentage": lambda o: setattr(
        o.fill(progress=0.5).cell(RESULTS, "progress"), "number_format", "0%"
    ),
    "an amount in words": lambda o: o.fill(spent="1,400만원"),
    "an amount with separators": lambda o: o.fill(spent="1,750"),
    "a Korean date": lambda o: o.fill(evidence_kind="report", evidence_date="2024. 7. 3."),
    "a number in a date cell": lambda o: o.step("b", done=45503),
    "a date and time": lambda o: o.step("b", done="2024-07-30"),
    "a Korean kind": lambda o: o.fill(evidence_kind="보도", evidence_title="신문"),
    "a claim in other words": lambda o: o.fill(claim="보류", reason="Rain."),
    "a number as text": lambda o: o.read("km", " 6.0 "),
    "decomposed Hangul": lambda o: o.fill(next="\u1112\u1161\u11ab"),
    "a text that is no formula": lambda o: o.fill(next="-> paint"),
    "a claim that is emptied": lambda o: o.fill(claim=None),
    "a step twice as new": lambda o: o.add_step(title="Paint").add_step(title="Varnish"),
}


@pytest.mark.parametrize("damage", TAKEN)
def test_form_that_is_taken(origin: Origin, tmp_path: Path, damage: str) -> None:
    officer = Officer(Path(shutil.copy(origin.form, tmp_path / "back.xlsx")))
    TAKEN[damage](officer)
    taken = collected(origin, officer.save())
    assert told(taken) == ""
    (change,) = taken.changed
    assert change.id == "M01-001"
    for text in ("+    progress: 50", "raised.", "readings: {km: 6"):
        assert text.lstrip("+ ") in change.text


# Forms with a problem at a place -----------------------------------------------------------------


def own_row(officer: Officer, *values: Any) -> None:
    officer.sheet(RESULTS).append(values)


def copied_sheet(officer: Officer) -> None:
    officer.book.copy_worksheet(officer.sheet(RESULTS))


def column_of_notes(officer: Officer) -> None:
    page = officer.sheet(RESULTS)
    page.cell(1, page.max_column + 1).value = "My notes"


def outside(officer: Officer) -> None:
    page = officer.sheet(RESULTS)
    page.cell(2, page.max_column + 3).value = "to be asked"


def head_twice(officer: Officer) -> None:
    officer.sheet(RESULTS).cell(1, officer.column(RESULTS, "blocker")).value = "Next steps"


def no_head(officer: Officer) -> None:
    for kind in (RESULTS, STEPS, READINGS):
        officer.sheet(kind).delete_rows(1)


def record(officer: Officer, old: str, new: str) -> None:
    """Change the form's own data, with digests that fit."""
    found = []
    page = officer.book[form_record.SHEET]
    for row in page.iter_rows(values_only=True):
        text = "".join(part for part in row[1:] if part)
        found.append((row[0], json.loads(text.replace(old, new))))
    kept = [form_record.FormRecord(kind, values) for kind, values in found if kind != "digest"]
    digests = dict.fromkeys(each.values["card"] for each in kept if each.kind == "results")
    blank = [form_record.FormRecord("digest", {"card": card, "digest": ""}) for card in digests]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(form_record.ReturnForm, "digest", lambda *_: "")
        form = form_record.form_of([kept[0], *blank, *kept[1:]])
    page.delete_rows(1, page.max_row)
    for kind, values in form_record.records(form):
        page.append([kind, json.dumps(values, ensure_ascii=False)])


def raw_record(officer: Officer, old: str, new: str) -> None:
    for row in officer.book[form_record.SHEET].iter_rows():
        for each in row:
            if isinstance(each.value, str):
                each.value = each.value.replace(old, new)


PROBLEMS: dict[str, tuple[Callable[[Officer], object], int, str]] = {
    "a changed title": (lambda o: o.fill(title="Mine"), 3, "Results!B2: Title: this cell cannot"),
    "a changed state": (lambda o: o.fill(state="closed"), 3, "Results!F2: State: this cell"),
    "a changed due date": (lambda o: o.fill(due="2030-01-01"), 3, "Results!G2: Due date: this"),
    "an emptied shown cell": (lambda o: o.fill(title=None), 3, "Results!B2: Title: this cell"),
    "a changed owner": (lambda o: o.step("b", owner="Ulsan"), 3, "Steps!D3: Owner: this cell"),
    "a changed target": (
        lambda o: cell(o, READINGS, "target", 1, item="km"),
        3,
        "Indicators!F2: Target: this cell",
    ),
    "a card of another agency": (
        lambda o: own_row(o, "M01-003"),
        3,
        "Results!A4: M01-003 is not a card of this agency",
    ),
    "a card that nobody knows": (lambda o: own_row(o, "M01-777"), 2, "Results!A4: no card"),
    "what is no card": (lambda o: own_row(o, "see above"), 2, "Results!A4: no card 'see above'"),
    "a row twice": (lambda o: own_row(o, "M01-001"), 2, "Results!A4: M01-001 has two rows"),
    "a row without a card": (
        lambda o: cell(o, RESULTS, "card", None),
        2,
        "Results!A2: the card of this row is missing",
    ),
    "a step that nobody knows": (lambda o: o.step("b", step="zz"), 2, "Steps!B3: no step 'zz'"),
    "a step twice": (lambda o: o.step("b", step="a"), 2, "Steps!A3: M01-001 a has two rows"),
    "a new step without a title": (lambda o: o.add_step(due="2024-12-01"), 2, "Steps!C4: a new"),
    "new steps of one title": (
        lambda o: o.add_step(title="Paint").add_step(title=" paint"),
        2,
        "Steps!A5: M01-001 paint",
    ),
    "a step without its title": (lambda o: o.step("b", title=None), 2, "Steps!C3: a step needs"),
    "a step that ends twice": (
        lambda o: o.step("b", done="2024-07-01", dropped="No."),
        2,
        "Steps!G3: a step is either",
    ),
    "a step of a card of others": (
        lambda o: o.add_step("M01-003", title="X"),
        3,
        "Steps!A4: M01-003 is not a card",
    ),
    "an indicator that nobody knows": (
        lambda o: cell(o, READINGS, "indicator", "zz", item="km"),
        2,
        "Indicators!B2: no indicator",
    ),
    "an indicator without its code": (
        lambda o: cell(o, READINGS, "indicator", None, item="km"),
        2,
        "Indicators!B2: the code of",
    ),
    "a day that is none": (
        lambda o: o.step("b", done="2024-02-30"),
        2,
        "Steps!F3: '2024-02-30' is not a valid date",
    ),
    "a day with two readings": (lambda o: o.step("b", done="03/04/2024"), 2, "Steps!F3: "),
    "a day in the future": (lambda o: o.step("b", done="2031-01-01"), 3, "Steps!F3: "),
    "too much progress": (lambda o: o.fill(progress=150), 2, "Results!L2: '150' is not a percent"),
    "progress in words": (lambda o: o.fill(progress="most"), 2, "Results!L2: 'most' is not"),
    "progress with two readings": (lambda o: o.fill(progress="0.75"), 2, "Results!L2: "),
    "an amount in another currency": (lambda o: o.fill(spent="10 dollars"), 2, "Results!M2: "),
    "a negative amount": (lambda o: o.fill(spent=-5), 2, "Results!M2: "),
    "half a unit": (lambda o: o.fill(spent=0.5), 2, "Results!M2: "),
    "a reading in words": (lambda o: o.read("km", "six"), 2, "Indicators!H2: 'six' is not a num"),
    "an error value": (
        lambda o: setattr(o.fill(progress="#REF!").cell(RESULTS, "progress"), "data_type", "e"),
        2,
        "Results!L2: the cell has the error value #REF!",
    ),
    "a formula without a result": (
        lambda o: o.fill(progress="=25+25"),
        2,
        "Results!L2: the formula has no stored result",
    ),
    "a claim that is none": (lambda o: o.fill(claim="perhaps"), 2, "Results!U2: no choice"),
    "a kind that is none": (lambda o: o.fill(evidence_kind="gossip"), 2, "Results!P2: no choice"),
    "a claim that lacks something": (
        lambda o: o.fill(claim="completed"),
        3,
        "Results!U2: M01-001: in progress -> submitted",
    ),
    "a hold without a reason": (lambda o: o.fill(claim="on hold"), 3, "Results!U2: "),
    "a reason for nothing": (lambda o: o.fill(reason="So."), 2, "Results!V2: 'Reason' belongs"),
    "progress without a result": (
        lambda o: o.fill("M01-005", progress=10),
        2,
        "Results!L3: M01-005: 'Implementation result'",
    ),
    "a hidden character": (lambda o: o.fill(next="a\u202eb"), 2, "Results!N2: "),
    "an address with a space": (lambda o: o.fill(evidence_url="https://a b"), 3, "Results!T2: "),
    "personal data": (lambda o: o.fill(next="Kim, 010-1234-5678"), 3, "Results!N2: "),
    "an address that is none": (
        lambda o: o.fill(evidence_kind="report", evidence_url="javascript:1"),
        3,
        "Results!T2: ",
    ),
    "a column of their own": (column_of_notes, 2, "Results!X1: no column 'My notes'"),
    "a value beside the table": (outside, 2, "Results!Z2: a value in a column without a head"),
    "a head twice": (head_twice, 2, "Results!O1: two heads for the column 'next'"),
    "two sheets of results": (copied_sheet, 2, "two tables of Results"),
    "no heads": (no_head, 2, "this is no return form"),
    "no records": (
        lambda o: o.book.remove(o.book[form_record.SHEET]),
        2,
        "or it has lost whose it is",
    ),
    "records that were changed": (
        lambda o: raw_record(o, "Raise the dykes", "Lower the dykes"),
        2,
        "own data is damaged",
    ),
    "records that are cut off": (
        lambda o: o.book[form_record.SHEET].delete_rows(3, 99),
        2,
        "own data is damaged",
    ),
    "records that are no JSON": (lambda o: raw_record(o, "{", "("), 2, "own data is damaged"),
    "another version": (
        lambda o: raw_record(o, '"version": "1"', '"version": "9"'),
        2,
        "a form of version 9",
    ),
    "another register": (
        lambda o: record(o, "River Board", "Lake Board"),
        2,
        "another register: 'Lake Board'",
    ),
    "another unit": (lambda o: record(o, '"1000000"', '"1000"'), 2, "the amounts of the form are"),
    "an agency that nobody knows": (
        lambda o: record(o, '"agency": "busan"', '"agency": "atlantis"'),
        2,
        "no agency 'atlantis'",
    ),
    "a meeting that nobody knows": (
        lambda o: record(o, '"meeting": "2"', '"meeting": "9"'),
        2,
        "no meeting '9'",
    ),
    "a meeting that was held": (
        lambda o: record(o, '"meeting": "2"', '"meeting": "1"'),
        3,
        "meeting 1 was held",
    ),
    "a form of another agency": (
        lambda o: record(o, '"agency": "busan"', '"agency": "mois"'),
        3,
        "is not a card of this",
    ),
}


@pytest.mark.parametrize("damage", PROBLEMS)
def test_form_with_a_problem(origin: Origin, tmp_path: Path, damage: str) -> None:
    spoil, code, message = PROBLEMS[damage]
    officer = Officer(Path(shutil.copy(origin.form, tmp_path / "back.xlsx")))
    spoil(officer)
    taken = collected(origin, officer.save())
    assert (taken.exit_code, taken.changed) == (code, ()), told(taken)
    assert message in told(taken)


# Files that are no workbooks, or dangerous ones --------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def bomb(raw: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(raw)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            contents = before.read(name)
            extra = b" " * 300_000_000 if name.endswith("sheet2.xml") else b""
            after.writestr(name, contents + extra)
    return out.getvalue()


def far_cell(raw: bytes) -> bytes:
    book = load_workbook(BytesIO(raw))
    book["Results"]["XFD1048576"] = 1
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def word_file(raw: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return out.getvalue()


def nested(raw: bytes) -> bytes:
    return b'{"cardctl_return": 1, "form": ' + b"[" * 200_000


FILES: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "nothing": ("a.xlsx", lambda raw: b"", ""),
    "half of it": ("a.xlsx", lambda raw: raw[: len(raw) // 2], "damaged"),
    "noise in it": ("a.xlsx", lambda raw: raw[:900] + b"\x00" * 200 + raw[1100:], ""),
    "a password": (
        "a.xlsx", lambda raw: OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "protected by a password",
    ),
    "a Word file": ("a.docx", word_file, "not a workbook"),
    "a PDF": ("a.pdf", lambda raw: b"%PDF-1.7\n", "PDF"),
    "a web page": ("a.html", lambda raw: b"<!doctype html><title>x</title>", "web page"),
    "a page as a workbook": ("a.xls", lambda raw: b"<html><table></table></html>", "web page"),
    "a zip bomb": ("a.xlsx", bomb, "larger than"),
    "a cell at the end of the world": ("a.xlsx", far_cell, "too large"),
    "a file that is too large": ("a.xlsx", lambda raw: raw + b"\x00" * 100_000_000, "larger than"),
    "no JSON": ("a.json", lambda raw: b'{"cardctl_return": 1,', "invalid JSON"),
    "JSON that is no return": ("a.json", lambda raw: b'{"a": 1}', "no return form"),
    "a return without a form": ("a.json", lambda raw: b'{"cardctl_return": 1}', "is damaged"),
    "a return with a list": (
        "a.json", lambda raw: b'{"cardctl_return": 1, "form": [[1]], "rows": {}}', "is damaged"
    ),
    "JSON that is too deep": ("a.json", nested, "JSON"),
    "a text": ("a.csv", lambda raw: b"Dear colleague,\nall is well.\n", "no return form"),
    "a table of another kind": ("a.csv", lambda raw: b"name,phone\nA,1\n", "no return form"),
    "bytes": ("a.csv", lambda raw: bytes(range(256)) * 10, ""),
}  # fmt: skip


@pytest.mark.parametrize("damage", FILES)
def test_file_that_cannot_be_a_return(origin: Origin, tmp_path: Path, damage: str) -> None:
    name, spoil, message = FILES[damage]
    path = tmp_path / name
    path.write_bytes(spoil(origin.form.read_bytes()))
    taken = collected(origin, path)
    assert (taken.exit_code in (2, 4), taken.changed) == (True, ())
    assert str(path) in told(taken)
    assert message in told(taken)


def test_absent_files_and_folders(origin: Origin, tmp_path: Path) -> None:
    taken = collected(origin, tmp_path / "absent.xlsx")
    assert (taken.exit_code, len(taken.files[0].problems)) == (4, 1)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="contains no returned form"):
        collected(origin, tmp_path / "empty")


CSV = "card,result,progress\nM01-001,절반 완료 raised.,50\n"
TEXTS: dict[str, bytes] = {
    "UTF-8": CSV.encode(),
    "with a mark": CSV.encode("utf-8-sig"),
    "CP949": CSV.encode("cp949"),
    "UTF-16, tabs": CSV.replace(",", "\t").encode("utf-16"),
    "semicolons": CSV.replace(",", ";").encode(),
    "sep=": f"sep=,\r\n{CSV}".encode(),
    "empty lines and columns": f"\n\n{CSV}".replace("\n", ",,\r\n").encode(),
    "Korean heads": CSV.replace("card,result,progress", "과제,추진실적,진도율(%)").encode(),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_text_tables_in_any_encoding(origin: Origin, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "back.csv"
    path.write_bytes(TEXTS[kind])
    taken = collected(origin, path, agency="busan", meeting=2)
    assert told(taken) == ""
    assert "text: 절반 완료 raised." in taken.changed[0].text


def test_bad_value_in_a_text_table_has_its_line_and_column(origin: Origin, tmp_path: Path) -> None:
    path = tmp_path / "back.csv"
    path.write_text("card,result,progress\n\nM01-001,Half.,most\n", "utf-8")
    taken = collected(origin, path, agency="busan", meeting=2)
    assert f"{path}:3:progress: 'most' is not" in told(taken)


def test_many_rows_of_others_are_counted(origin: Origin, tmp_path: Path) -> None:
    officer = Officer(Path(shutil.copy(origin.form, tmp_path / "back.xlsx")))
    for number in range(1, 300):
        own_row(officer, f"M07-{number:03}")
    taken = collected(origin, officer.save())
    lines = told(taken).splitlines()
    assert len(lines) == 101
    assert "199 more rows are not part of this form" in lines[-1]


def test_long_texts_take_bounded_time_and_memory(origin: Origin, tmp_path: Path) -> None:
    officer = Officer(Path(shutil.copy(origin.form, tmp_path / "back.xlsx")))
    officer.fill(next="a " * 16_000, blocker=" " * 32_000 + "(", result="(" * 32_000)
    form = officer.save()
    used = spent("collect", str(form), "--dry-run", root=origin.root)
    assert used.seconds < 20
    assert used.mebibytes < MEBIBYTES
