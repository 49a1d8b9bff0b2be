"""Forms that were filled in and saved by LibreOffice are taken in like those of any spreadsheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.libreoffice import PROGRAM, converted
from support.registers import run, small_register
from support.returns import Officer, requested

from cardctl.sheets.form import FormTable

pytestmark = pytest.mark.skipif(
    PROGRAM is None, reason="needs LibreOffice (Debian: libreoffice-calc)"
)


def filled_in(root: Path, lang: str) -> Path:
    """Return the form of Busan with a result, as an officer fills it in."""
    officer = Officer(requested(root, lang=lang)).fill(
        result="제방 3km를 보강하였다.\n나머지는 내년에 한다.",
        progress="75%",
        spent="1,400백만원",
        evidence_kind="공문" if lang == "ko" else "official letter",
        evidence_title="보강 완료 보고",
        evidence_number="하천과-1234",
        evidence_date="2024. 6. 30.",
    )
    cell = officer.cell(FormTable.RESULTS, "evidence_date")
    if lang == "en":  # as a date cell, not as text
        cell.value, cell.number_format = date(2024, 6, 30), "yyyy-mm-dd"
    return officer.save("filled.xlsx")


def cards(root: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(root.glob("M*/*.yaml"))}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("form", ["xlsx", "ods", "xls"])
def test_a_form_saved_by_libreoffice_gives_the_same_cards(
    tmp_path: Path, form: str, lang: str
) -> None:
    one, other = small_register(tmp_path / "one"), small_register(tmp_path / "other")
    file = filled_in(one, lang)
    saved = converted(file, form, tmp_path / "saved")
    assert run("collect", str(file), root=one).exit_code == 0
    done = run("collect", str(saved), root=other)
    assert done.exit_code == 0, done.stderr
    assert cards(other) == cards(one)
    for text in ("나머지는 내년에 한다", "progress: 75", "spent: 1400", "number: 하천과-1234",
                 "date: 2024-06-30"):  # fmt: skip
        assert text in cards(other)["M01-001.yaml"]
    again = run("collect", str(saved), root=other)
    assert "already up to date" in again.stderr + again.stdout
