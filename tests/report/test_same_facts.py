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

from cardctl.domain.follow_up import FOLLOW_UPS
from cardctl.domain.register import Register
from cardctl.domain.signal import Colour
from cardctl.domain.workflow import STATES, State
from cardctl.errors import SystemProblem
from cardctl.i18n import gettext
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
    going = [words.heading(word.render(lang)) for word in FOLLOW_UPS.values()]
    assert below(going, lang, text) == [*summary["by_follow_up"].values(), summary["cards"]]
    for colour in Colour:
        name = words.SIGNAL_LABELS[colour].words.render(lang)
        (count,) = re.findall(rf"{name} (\d+) ?\([+−\d]", text)
        assert int(count) == summary["by_signal"][colour]
    if lang == "en":
        claimed = summary["completion"]["claimed"]
        assert f"Completed: {done} of {counted}" in text
        assert (f"claimed: {claimed} (" in text) == bool(claimed)
        assert f"= open now {balance['open_now']}" in text


def counts(word: str, text: str) -> list[int]:
    """Return the numbers right after a word and before a share: ``red 3 50.0%``."""
    return [int(n) for n in re.findall(rf"(?<!\w){re.escape(word)}\s+(\d+)\s+(?:[\d.]+%|–)", text)]


def below(names: list[str], lang: str, text: str) -> list[int]:
    """Return the numbers in the row below the column headings *names* and the total."""
    glyphs = "".join(label.glyph for label in words.SIGNAL_LABELS.values())
    total, cards = (gettext(word, lang) for word in ("Total", "Cards"))
    between = rf"[\s{glyphs}-]+(?:--:[\s:-]+)*"
    head = between.join(re.escape(name) for name in (*names, total))
    found = re.search(rf"{head}[\s:-]+{cards}((?:\s+\d+)+)", text)
    assert found, (head, text)
    return [int(number) for number in found[1].split()]


@pytest.mark.parametrize("which", REGISTERS)
def test_workbook_has_the_numbers_of_the_json(which: str) -> None:
    of, day = REGISTERS[which]
    made = meeting_report(of, 2, day)
    said = facts(made)
    book = load_workbook(BytesIO(bytes(written("xlsx", made, "en"))))  # type: ignore[arg-type]
    sheets = {name.partition(" ")[2]: book[name] for name in book.sheetnames}
    rows = [[cell.value for cell in row] for row in sheets["Changes since meeting 1"].iter_rows()]
    numbers = {row[0]: row[1] for row in reversed(rows) if row[0] and isinstance(row[1], int)}
    for state in State:
        assert numbers[str(STATES[state].words)] == said["summary"]["by_state"][state]
    rows = [[cell.value for cell in row] for row in sheets["Summary"].iter_rows()]
    (at,) = (n for n, row in enumerate(rows) if row[0] == "State")
    counts = [*said["summary"]["by_follow_up"].values(), said["summary"]["cards"]]
    assert rows[at + 1][1 : len(counts) + 1] == counts
    money = (
        [[cell.value for cell in row] for row in sheets["Money"].iter_rows()]
        if ("Money" in sheets)
        else []
    )
    totals = [row for row in money if "Total" in row[1:2]]
    unit = said["money"]["unit"]
    expected = [said["money"]["planned"] * unit, said["money"]["spent"] * unit] if totals else []
    assert [value for row in totals for value in row[2:4]] == expected
    named = {cell.value for page in sheets.values() for (cell,) in page.iter_rows(max_col=1)}
    assert {card["id"] for card in said["cards"]} <= named


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
