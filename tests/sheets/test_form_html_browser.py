"""The return form in a browser: filled in, checked, kept as a draft, and saved.

To look for violations of accessibility rules, set AXE to a copy of axe.min.js (axe-core).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.chromium import PROGRAM, Browser, browser
from support.forms import form
from support.registers import TODAY, run, small_register

from cardctl.sheets.form import FormTable
from cardctl.sheets.form_html import render, return_file
from cardctl.sheets.form_record import FormRecord, form_of

pytestmark = pytest.mark.skipif(
    PROGRAM is None, reason="needs Chromium (Debian's package chromium)"
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture
def page(tmp_path: Path, chromium: Browser) -> Browser:
    """Return a browser with the form of busan, without drafts."""
    return opened(tmp_path, chromium, "en")


def opened(folder: Path, chromium: Browser, lang: str) -> Browser:
    path = folder / "busan.html"
    path.write_text(render(form(lang)), encoding="utf-8")
    chromium.call(
        "Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder / "saved")
    )
    chromium.width(1200)
    chromium.open(path)
    chromium.run("localStorage.clear()")
    chromium.open(path)
    return chromium


def field(name: str, card: str = "M01-001", key: str = "") -> str:
    """Return a JavaScript expression for an input."""
    part = f"[data-step={key!r}], [data-indicator={key!r}]" if key else "[data-table=results]"
    rows = f"[...document.querySelectorAll(`{part}`)]"
    return (
        f"{rows}.find((row) => row.dataset.card === '{card}').querySelector('[data-name={name}]')"
    )


def enter(page: Browser, value: str, name: str, card: str = "M01-001", key: str = "") -> None:
    page.run(
        f"{{ const input = {field(name, card, key)}; input.value = {json.dumps(value)};"
        "input.dispatchEvent(new Event('input', {bubbles: true})); }"
    )


def error(page: Browser, name: str, card: str = "M01-001", key: str = "") -> str:
    """Return the error that is shown, and announced, at an input."""
    shown = page.run(
        f"{{ const input = {field(name, card, key)};"
        "const place = document.getElementById(input.id + '-e');"
        "input.getAttribute('aria-describedby').includes(place.id) && !place.hidden"
        " && input.getAttribute('aria-invalid') === 'true' ? place.textContent : '' }"
    )
    return str(shown)


def press_save(page: Browser) -> None:
    page.run("document.querySelector('button[type=submit]').click()")


def saved(folder: Path, name: str = return_file(form())) -> dict[str, Any]:
    """Return what is in the return file, once the browser has written it."""
    path = folder / "saved" / name
    for _unused in range(200):
        if path.exists():
            found: dict[str, Any] = json.loads(path.read_text("utf-8"))
            return found
        time.sleep(0.05)
    raise AssertionError("nothing was saved")


def complete(page: Browser) -> None:
    """Fill in what is required."""
    for card in ("M02-001", "M02-002"):
        enter(page, "A plan.", "plan", card)
    for card in ("M02-002", "M01-002"):
        enter(page, "A result.", "result", card)


def test_page_loads_without_errors_or_requests(page: Browser) -> None:
    assert page.errors == []
    schemes = {url.partition(":")[0] for url in page.requests}
    assert schemes <= {"file", "data"}  # data: the icon, and the signs of the browser's own fields
    assert page.run("typeof window.hit") == "undefined"


def test_unchanged_form_is_saved_as_it_was_handed_out(page: Browser, tmp_path: Path) -> None:
    press_save(page)
    assert page.run("document.activeElement.id") == "problems"
    page.run("document.getElementById('anyway').click()")
    answer = saved(tmp_path)
    made = form()
    assert form_of(FormRecord(*each) for each in answer["form"]) == made
    for table in FormTable:
        for row, back in zip(made.rows[table], answer["rows"][table], strict=True):
            assert back == {name: str(row.get(name, "")) for name in back}


def test_filled_form_is_saved(page: Browser, tmp_path: Path) -> None:
    complete(page)
    enter(page, "  Done:\r\n모두 마침. ", "result")
    enter(page, "１００ %", "progress")
    enter(page, "001,750", "spent", "M02-002")
    enter(page, "1,750", "spent")
    enter(page, "-0.50", "reading", key="share")
    enter(page, "2024-12-01", "done", key="b")
    enter(page, "completed", "claim")
    page.run("document.getElementById('add-step').click()")
    step = "document.querySelector('#new-steps [data-name={name}]')"
    for name, value in {"card": "M02-001", "title": "Dig", "due": "2025-03-01"}.items():
        page.run(f"{step.format(name=name)}.value = '{value}'")
    enter(page, "1750", "spent", "M02-002")
    press_save(page)
    rows = saved(tmp_path)["rows"]
    first = rows["results"][0]
    assert (first["card"], first["result"]) == ("M01-001", "Done:\n모두 마침.")
    assert (first["progress"], first["spent"], first["claim"]) == ("100", "1750", "completed")
    assert rows["indicators"][1] == {"card": "M01-001", "indicator": "share", "reading": "-0.50"}
    assert rows["steps"][1]["done"] == "2024-12-01"
    assert rows["steps"][-1] == {
        "card": "M02-001", "step": "", "title": "Dig", "due": "2025-03-01", "done": "",
        "dropped": "",
    }  # fmt: skip
    assert "busan-meeting-3.return.json" in page.run("document.getElementById('status').innerText")


@pytest.mark.parametrize(
    ("value", "name", "message"),
    [
        ("101", "progress", "from 0 to 100"),
        ("7.5", "progress", "from 0 to 100"),
        ("-1", "progress", "from 0 to 100"),
        ("2 billion", "spent", "KRW million"),
        ("1,75", "spent", "KRW million"),
        ("10000000000000001", "spent", "KRW million"),
    ],
)
def test_wrong_value_is_told_as_it_is_typed(
    page: Browser, value: str, name: str, message: str
) -> None:
    complete(page)
    assert error(page, name) == ""
    enter(page, value, name)
    assert message in error(page, name)
    press_save(page)
    assert page.run("document.getElementById('anyway').hidden") is True
    link = page.run("document.querySelector('#problems a').textContent")
    assert link.startswith("M01-001 · ")
    page.run("document.querySelector('#problems a').click()")
    assert page.run(f"document.activeElement === {field(name)}") is True
    enter(page, "50", name)
    assert error(page, name) == ""


@pytest.mark.parametrize("value", ["1e3", "1.", "one", "1,2", "1.1234567"])
def test_wrong_reading_is_told(page: Browser, value: str) -> None:
    enter(page, value, "reading", key="km")
    assert error(page, "reading", key="km") == "A number."


def test_step_is_either_done_or_dropped(page: Browser) -> None:
    enter(page, "2024-12-01", "done", key="c")
    assert error(page, "dropped", key="c") == "A step is either done or dropped."


def is_required(page: Browser, name: str, card: str = "M01-001") -> bool:
    required = page.run(f"{field(name, card)}.getAttribute('aria-required')")
    return bool(required == "true")


def test_claim_requires_its_reason(page: Browser) -> None:
    assert not is_required(page, "reason")
    enter(page, "infeasible", "claim")
    assert is_required(page, "reason")
    assert is_required(page, "substitute")
    enter(page, "on_hold", "claim")
    assert (is_required(page, "reason"), is_required(page, "substitute")) == (True, False)
    assert is_required(page, "result")
    assert not is_required(page, "result", "M02-001")  # it was submitted
    page.run(f"{field('substitute', 'M02-001')}.value = ''")
    enter(page, "So.", "reason", "M02-001")
    assert not is_required(page, "substitute", "M02-001")


def test_cards_with_empty_fields_are_told(page: Browser) -> None:
    told = "document.getElementById('missing').textContent"
    assert page.run(told) == "Required fields are still empty: M02-001, M02-002, M01-002"
    complete(page)
    assert page.run(told) == ""


def test_draft_is_restored_and_discarded(page: Browser, tmp_path: Path) -> None:
    enter(page, "A draft.", "result")
    page.run("document.getElementById('add-step').click()")
    page.run("document.querySelector('#new-steps [data-name=title]').value = 'Dig'")
    enter(page, "60", "progress")
    page.run("new Promise((done) => setTimeout(done, 400))")
    page.open(tmp_path / "busan.html")
    assert page.run(f"{field('result')}.value") == "A draft."
    assert page.run(f"{field('next')}.value") == "-Paint"
    assert page.run("document.querySelector('#new-steps [data-name=title]').value") == "Dig"
    assert page.run("document.getElementById('status').textContent").startswith("Your draft")
    page.run("window.confirm = () => true")
    page.run("document.getElementById('discard').click()")
    assert page.run(f"{field('result')}.value") == "+Nearly done."
    assert page.run("document.getElementById('new-steps').children.length") == 0
    page.open(tmp_path / "busan.html")
    assert page.run(f"{field('result')}.value") == "+Nearly done."


def test_page_works_without_storage(page: Browser, tmp_path: Path) -> None:
    source = "Object.defineProperty(window, 'localStorage', { get() { throw Error('no'); } })"
    added = page.call("Page.addScriptToEvaluateOnNewDocument", source=source)
    page.open(tmp_path / "busan.html")
    page.call("Page.removeScriptToEvaluateOnNewDocument", **added)
    complete(page)
    press_save(page)
    assert saved(tmp_path)["cardctl_return"] == 1
    assert page.errors == []


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("width", [360, 700, 1200])
def test_page_fits_the_window(tmp_path: Path, chromium: Browser, lang: str, width: int) -> None:
    page = opened(tmp_path, chromium, lang)
    page.width(width)
    assert page.run("document.documentElement.scrollWidth") <= width


def test_page_prints_on_a4(page: Browser) -> None:
    assert page.pdf().startswith(b"%PDF-")
    page.call("Emulation.setEmulatedMedia", media="print")
    shown = page.run("document.querySelector('.actions').checkVisibility()")
    page.call("Emulation.setEmulatedMedia", media="")
    assert shown is False


@pytest.mark.skipif("AXE" not in os.environ, reason="needs AXE=…/axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_no_accessibility_rule_is_violated(
    tmp_path: Path, chromium: Browser, lang: str, scheme: str
) -> None:
    page = opened(tmp_path, chromium, lang)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    page.call("Emulation.setEmulatedMedia", features=features)
    page.run(Path(os.environ["AXE"]).read_text("utf-8") + "; 0")
    for typed in ("", "abc"):
        enter(page, typed, "progress")
        press_save(page)
        found = page.run("axe.run().then((done) => done.violations.map((each) => each.id))")
        assert found == []
    page.call("Emulation.setEmulatedMedia", features=[])


def test_saved_file_is_collected(chromium: Browser, tmp_path: Path) -> None:
    """What was filled in is in the register as if `update` had recorded it."""
    root = small_register(tmp_path)
    run("request", "--format", "html", "--letter", "none", "-o", str(tmp_path), root=root)
    chromium.call(
        "Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path / "saved")
    )
    chromium.open(tmp_path / "busan.html")
    enter(chromium, "Nearly done.", "result")
    enter(chromium, "90%", "progress")
    enter(chromium, "1,750", "spent")
    enter(chromium, "2024-07-20", "done", key="b")
    enter(chromium, "11.5", "reading", key="km")
    press_save(chromium)
    saved(tmp_path, "busan-meeting-2.return.json")
    path = tmp_path / "saved/busan-meeting-2.return.json"
    assert run("collect", str(path), root=root).exit_code == 0
    card = json.loads(run("show", "1-1", "--json", root=root).stdout)["data"]["card"]
    assert card["results"] == [
        {"meeting": 2, "date": TODAY, "by": "busan", "text": "Nearly done.", "progress": 90,
         "readings": {"km": "11.5"}, "spent": 1750},
    ]  # fmt: skip
    assert card["plan"]["steps"][1]["done"] == "2024-07-20"
    again = run("collect", str(path), "--dry-run", root=root)
    assert (again.exit_code, again.stdout) == (0, "")
