"""Every format shows the same numbers as the JSON."""

from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from support.made_text import text_of
from support.models import M2, REGISTERED, card, entry, register, result

from cardctl.domain.register import Register
from cardctl.domain.signal import Colour
from cardctl.domain.workflow import STATES, State
from cardctl.errors import SystemProblem
from cardctl.report import words
from cardctl.report.compute import meeting_report
from cardctl.report.facts import MeetingReport
from cardctl.report.formats import FORMATS, render
from cardctl.report.template import render_template

PAPER = [{"kind": "report", "title": "Survey"}]


def mixed() -> Register:
    """Return a register with cards in many states and with every signal."""
    claim = entry("2024-06-20", state="submitted", outcome="completed")
    hold = entry("2024-06-21", state="on_hold", note="why", review=2)
    done = entry("2024-02-02", state="closed", outcome="completed", meeting=1, note="so")
    early = entry("2024-02-01", state="submitted", outcome="completed")
    filed = [result(2, "2024-06-20", evidence=PAPER, spent=7_000)]
    return register(
        card("M01-001", {**REGISTERED, "due": "2024-03-01"}, budget=[{"planned": 25_100_000}]),
        card("M01-002", REGISTERED, claim, results=filed, budget=[{"planned": 10_000}]),
        card("M01-003", REGISTERED, hold, results=filed),
        card("M01-004", REGISTERED, early, done, results=filed),
        card("M01-005", REGISTERED, results=filed),
        card("M01-006", {**REGISTERED, "lead": None}),
    )


REGISTERS = {
    "mixed": (mixed(), M2),
    "empty": (register(), M2),
    "later": (mixed(), date(2024, 9, 9)),
}


def facts(made: MeetingReport) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(str(render("json", made, lang="en")))["data"]
    return found


def written(name: str, made: MeetingReport, lang: str) -> str | bytes:
    """Render, or skip if the library or a font is missing."""
    if name == "pdf" and not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    try:
        return render(name, made, lang=lang)
    except SystemProblem as problem:
        pytest.skip(str(problem))


@pytest.mark.parametrize("which", REGISTERS)
@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("name", ["text", "markdown", "html", "docx", "hwpx", "pdf"])
def test_documents_have_the_numbers_of_the_json(
    name: str, lang: str, which: str, tmp_path: Path
) -> None:
    of, day = REGISTERS[which]
    made = meeting_report(of, 2, day)
    text = text_of(name, written(name, made, lang), tmp_path)
    said = facts(made)
    summary, balance = said["summary"], said["changes"]["balance"]
    done, counted = summary["completion"]["done"], summary["completion"]["counted"]
    formula = {
        "en": f"{done} done ÷ {counted} counted = {words.percent(done, counted, lang)}",
        "ko": f"완료 {done}건 ÷ 대상 {counted}건 = {words.percent(done, counted, lang)}",
    }
    assert formula[lang] in text
    for state in State:
        assert counts(STATES[state].words.render(lang), text)[0] == summary["by_state"][state]
    for colour in Colour:
        assert (
            counts(words.SIGNAL_LABELS[colour].words.render(lang), text)[0]
            == summary["by_signal"][colour]
        )
    if lang == "en":
        assert f"Cards: {summary['cards']}, of which open {summary['open']}," in text
        assert f"= open now {balance['open_now']}" in text


def counts(word: str, text: str) -> list[int]:
    """Return the numbers right after a word and before a share: ``red 3 50.0%``."""
    return [int(n) for n in re.findall(rf"(?<!\w){re.escape(word)}\s+(\d+)\s+(?:[\d.]+%|–)", text)]


@pytest.mark.parametrize("which", REGISTERS)
def test_workbook_has_the_numbers_of_the_json(which: str) -> None:
    of, day = REGISTERS[which]
    made = meeting_report(of, 2, day)
    said = facts(made)
    book = load_workbook(BytesIO(bytes(written("xlsx", made, "en"))))  # type: ignore[arg-type]
    rows = [[cell.value for cell in row] for row in book["2. Summary"].iter_rows()]
    numbers = {row[0]: row[1] for row in reversed(rows) if row[0] and isinstance(row[1], int)}
    for state in State:
        assert numbers[str(STATES[state].words)] == said["summary"]["by_state"][state]
    for colour in Colour:
        assert numbers[words.signal_word(colour, "en")] == said["summary"]["by_signal"][colour]
    money = [[cell.value for cell in row] for row in book["11. Money"].iter_rows()]
    totals = [row for row in money if "Total" in row[1:2]]
    unit = said["money"]["unit"]
    expected = [said["money"]["planned"] * unit, said["money"]["spent"] * unit] if totals else []
    assert [value for row in totals for value in row[2:4]] == expected
    annex = next(iter(book["14. Annex open cards in full"].tables.values()), None)
    rows_in_annex = int(annex.ref.partition(":")[2][1:]) - 3 if annex else 0
    assert rows_in_annex == said["summary"]["open"]


@pytest.mark.parametrize("which", REGISTERS)
def test_csv_and_calendar_have_the_cards_of_the_json(which: str) -> None:
    of, day = REGISTERS[which]
    made = meeting_report(of, 2, day)
    said = facts(made)
    table = str(render("csv", made, lang="en")).removeprefix("\ufeff")
    rows = list(csv.DictReader(StringIO(table, newline="")))
    by_id = {one["id"]: one for one in said["cards"]}
    assert len(rows) == said["summary"]["cards"]
    assert {row["id"] for row in rows if row["state"] != "closed"} == set(by_id)
    for row in rows:
        if row["id"] in by_id:
            one = by_id[row["id"]]
            assert (row["signal"], row["due"]) == (one["signal"], one.get("due") or "")
            assert int(row["overdue_days"]) == one["overdue_days"]
    assert sum(int(row["spent"] or 0) for row in rows) == (said["money"]["spent"] or 0)
    calendar = Calendar.from_ical(render("ics", made, lang="en"))
    due_dates = [event for event in calendar.events if ".due@" in event["UID"]]
    assert len(due_dates) == sum(1 for one in said["cards"] if one.get("due"))


@pytest.mark.parametrize("which", REGISTERS)
def test_template_gets_the_facts_of_the_json(which: str) -> None:
    of, day = REGISTERS[which]
    made = meeting_report(of, 2, day)
    source = "{% autoescape false %}{{ report | tojson }}{% endautoescape %}"
    given = json.loads(render_template(made, "en", source, "all.html.j2"))
    expected = facts(made)
    given["cards"] = [
        {key: whole[key] for key in card}
        for whole, card in zip(given["cards"], expected["cards"], strict=True)
    ]
    assert given == expected


def test_every_format_is_compared() -> None:
    compared = {"text", "markdown", "html", "docx", "hwpx", "pdf", "xlsx", "csv", "ics", "json"}
    assert set(FORMATS) == compared
