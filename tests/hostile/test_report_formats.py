"""No card text breaks a report: every format renders any text that the models accept."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from support.models import REGISTERED, card, entry, report, result
from support.thorough import examples

from cardctl.errors import MissingExtra
from cardctl.report.facts import MeetingReport
from cardctl.report.formats import FORMATS, render

WORDS = {
    "long address": "https://example.org/" + "a" * 8_500,
    "long mail address": "mailto:" + "a" * 8_500,
    "malformed addresses": "https://[::1 http://] https://%zz mailto: https://. https://user:pa@s",
    "address with a tail": "https://a" + "." * 5_000 + "x",
    "emoji": "done 🎉 👩‍👩‍👧‍👦",
    "unassigned": "a\u0378b\U0001fffe\ufdd0",
    "private use": "a\ue000b\U000f0000",
    "rare Hanja": "\U00030000\U0002a6df 葛\U000e0100",
    "old Hangul": "\u1112\u119e\u11ab \u3164\u115f\u1160\uffa0",
    "other scripts": "مرحبا สวัสดี नमस्ते",
    "combining": "\u0301q" + "\u0301" * 300,
    "spaces": "\u00a0\u2003\u3000\u202f",
    "long word": "x" * 3_000,
    "long word in Hangul": "가" * 3_000,
    "many lines": "a\n" * 500,
    "days": "2022. 10. 13. " * 200,
    "digits": "1" * 3_000,
    "beyond the first plane": "😀" * 3_000,
    "blank": " \n ",
}

PIECES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    st.sampled_from(
        ["https://a.kr/", "mailto:a@b", "]", ")", "\n", "{", "#", "=1+1", "\\", "가나"]
    ),
    st.sampled_from(sorted(WORDS.values())).map(lambda word: word[:200]),
)
TEXTS = st.lists(PIECES, min_size=1, max_size=6).map("".join)


def report_with(word: str) -> MeetingReport:
    """Return a report with *word* in every text field and cards in every section."""
    paper: dict[str, Any] = {"kind": "report", "title": word, "issuer": word, "number": word}
    filed = [result(2, "2024-06-01", text=word, next=word, blocker=word, evidence=[paper])]
    step = {"id": "a", "title": word, "note": word, "due": "2024-02-01"}
    full: dict[str, Any] = {
        "title": word, "decision": word, "note": word, "tags": [word], "sources": [paper],
        "due_as_stated": word, "results": filed, "plan": {"summary": word, "steps": [step]},
        "indicators": [{"id": "a", "name": word, "unit": word, "as_stated": word, "target": 4}],
        "budget": [{"planned": 7, "as_stated": word}],
    }  # fmt: skip
    hold = entry("2024-03-01", state="on_hold", note=word, review=2)
    claim = entry("2024-06-20", state="submitted", outcome="infeasible", note=word, substitute=word)
    return report(
        card("M01-001", {**REGISTERED, "due": "2024-02-01", "note": word}, **full),
        card("M01-002", REGISTERED, hold, **full),
        card("M01-003", REGISTERED, claim, **full),
    )


def check_file(name: str, made: str | bytes) -> None:
    """Assert that the rendered file can be opened."""
    if isinstance(made, str):
        made.encode()
        return
    if name == "pdf":
        assert made.startswith(b"%PDF-")
        return
    with zipfile.ZipFile(BytesIO(made)) as package:
        for part in package.namelist():
            if part.endswith(".xml"):
                ElementTree.fromstring(package.read(part))
    if name == "xlsx":
        for sheet in load_workbook(BytesIO(made)):
            for row in sheet.iter_rows(values_only=True):
                assert all(len(str(cell).encode("utf-16-le")) <= 2 * 32_767 for cell in row)


def rendered(name: str, made: MeetingReport, lang: str) -> None:
    try:
        check_file(name, render(name, made, lang=lang))
    except MissingExtra as missing:
        pytest.skip(str(missing))


@pytest.mark.sampled(7)
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("word", WORDS)
def test_no_special_text_breaks_a_format(name: str, word: str) -> None:
    rendered(name, report_with(WORDS[word]), "ko" if name == "pdf" else "en")


@pytest.mark.parametrize("name", FORMATS)
def test_no_random_text_breaks_a_format(name: str) -> None:
    @settings(
        max_examples=examples(8 if name == "pdf" else 25),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(TEXTS, st.sampled_from(["en", "ko"]))
    def every_text(word: str, lang: str) -> None:
        rendered(name, report_with(word), lang)

    every_text()


def test_workbook_cells_are_cut_at_the_limit_of_excel() -> None:
    pytest.importorskip("xlsxwriter", reason="the extra xlsx is not installed")
    made = render("xlsx", report_with("😀" * 20_000), lang="en")
    assert isinstance(made, bytes)
    check_file("xlsx", made)
