"""The HTML page in a browser: loading, filtering, layout and printing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from support.chromium import PROGRAM, Browser, browser
from support.models import REGISTERED, card, entry, report, result

from cardctl.report.facts import MeetingReport
from cardctl.report.formats import render

pytestmark = pytest.mark.skipif(
    PROGRAM is None, reason="needs Chromium (Debian's package chromium)"
)

HOSTILE = (
    '</script><script>window.hit = 1</script><img src=https://example.org/x onerror="hit = 1">'
    "' onmouseover='hit = 1' <style>body { display: none }</style> " + "너무길다" * 40
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture
def page(tmp_path: Path, chromium: Browser) -> Browser:
    """Return a browser with the report of three cards, the first with hostile text."""
    path = tmp_path / "report.html"
    path.write_text(str(render("html", small_report(), lang="ko")), encoding="utf-8")
    chromium.width(1200)
    chromium.open(path)
    return chromium


def small_report() -> MeetingReport:
    """Return a report with three open cards: busan red, moef amber and moef green."""
    filed = [result(3, "2024-11-01", "moef", text="예산을 편성함.")]
    moef = {**REGISTERED, "lead": "moef"}
    return report(
        card("M01-001", {**REGISTERED, "due": "2024-02-01"}, title=HOSTILE, partners=["ulsan"]),
        card("M02-001", moef, entry("2024-08-01", state="on_hold", review=3), title="철도망 확충"),
        card("M02-002", moef, title="Fund", results=filed, budget=[{"planned": 7}]),
        number=3,
        day=date(2024, 12, 1),
    )


def shown(page: Browser) -> set[str]:
    """Return the ids of the visible cards."""
    rows = "[...document.querySelectorAll('[data-card]')].filter((one) => one.checkVisibility())"
    return set(page.run(f"{rows}.map((one) => one.dataset.card)"))


def fill(page: Browser, field: str, value: str) -> None:
    page.run(
        f"{{ const field = document.forms[0].elements.{field}; field.value = '{value}';"
        "field.dispatchEvent(new Event('input', {bubbles: true})); }"
    )


def test_page_loads_without_errors_or_requests(
    page: Browser,
) -> None:
    assert page.run("document.documentElement.lang") == "ko"
    assert page.run("getComputedStyle(document.querySelector('h1')).textAlign") == "center"
    assert page.run("document.forms[0].hidden") is False
    assert page.errors == []
    assert [url.partition(":")[0] for url in page.requests] == ["file"]


def test_hostile_card_text_has_no_effect_in_a_browser(page: Browser) -> None:
    assert page.run("typeof window.hit") == "undefined"
    assert page.run("document.images.length") == 0
    assert page.run("document.body.checkVisibility()") is True


def test_cards_are_filtered_by_words_agency_and_signal(page: Browser) -> None:
    everything = {"M01-001", "M02-001", "M02-002"}
    assert shown(page) == everything
    fill(page, "words", "철도망  확충")
    assert shown(page) == {"M02-001"}
    assert page.run("document.forms[0].querySelector('output').textContent").startswith(
        "전체 3건 중 1건 표시"
    )
    fill(page, "words", "")
    assert shown(page) == everything
    fill(page, "signal", "red")
    assert shown(page) == {"M01-001"}
    fill(page, "signal", "")
    agencies = page.run("[...document.forms[0].elements.agency.options].map((one) => one.text)")
    assert agencies == ["전체", "기획재정부", "부산광역시", "울산광역시"]
    fill(page, "agency", "2")
    assert shown(page) == {"M01-001"}
    page.run("new Promise((done) => { document.forms[0].reset(); setTimeout(done, 50); })")
    assert shown(page) == everything


def test_totals_are_hidden_while_cards_are_filtered(page: Browser) -> None:
    def sums() -> list[bool]:
        rows = "[...document.querySelectorAll('table:has([data-card]) .total')]"
        found = page.run(f"{rows}.map((one) => one.checkVisibility())")
        assert isinstance(found, list)
        return found

    assert sums() == [True]
    fill(page, "agency", "0")
    assert sums() == [False]


def test_table_without_matching_cards_is_hidden(page: Browser) -> None:
    seen = "[...document.querySelectorAll('table')].filter((one) => one.checkVisibility()).length"
    everything = page.run(seen)
    of_cards = page.run("document.querySelectorAll('table:has([data-card])').length")
    fill(page, "words", "no such card")
    assert shown(page) == set()
    assert page.run(seen) == everything - of_cards > 0


@pytest.mark.parametrize("width", [400, 700, 1000, 1200])
def test_page_fits_the_window(page: Browser, width: int) -> None:
    page.width(width)
    assert page.run("document.documentElement.scrollWidth") <= width


READ_CELLS = """
[...document.querySelectorAll("table")].flatMap((table, number) =>
  [...table.querySelectorAll("tbody > tr > *")].map((cell) => {
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    const words = [];
    while (walk.nextNode()) {
      for (const found of walk.currentNode.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(walk.currentNode, found.index);
        range.setEnd(walk.currentNode, found.index + found[0].length);
        const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
        words.push({ text: found[0], boxes: boxes.map((b) => [b.left, b.top, b.right, b.bottom]) });
      }
    }
    const { left, right, top, bottom } = cell.getBoundingClientRect();
    const { display, textAlign } = getComputedStyle(cell);
    const label = display === "grid" ? getComputedStyle(cell, "::before").width : "0";
    const box = [left, top, right, bottom];
    return { table: number, words, box, label: parseFloat(label), align: textAlign };
  })
)
"""
"""Every cell with its words in the order of the text, and the boxes in which they are shown."""


def dated_report(lang: str) -> MeetingReport:
    """Return a report whose tables contain dates, addresses, ids and long words."""
    said = {
        "en": "2024-11-01 contract; 2024-11-02 to 2024-11-30 works at M01-002, see "
        "https://example.org/a/very/long/address/that/fills/a/line?page=1 (2024-11-05).",
        "ko": "2024. 11. 1. 54개사를 먼저 선정하고 2024. 11. 28. 공고하여 2024. 11. 30.까지 "
        "접수함. https://example.org/a/very/long/address/that/fills/a/line M01-002 참조",
    }[lang]
    paper = {"kind": "report", "title": said, "date": "2024-11-01", "url": "https://example.org/"}
    filed = [result(3, "2024-11-01", text=said, next=said, blocker=said, evidence=[paper])]
    steps = [{"id": "a", "title": said, "due": "2024-10-01"}]
    closed = [
        entry("2024-08-01", state="submitted", outcome="completed"),
        entry("2024-09-01", state="closed", outcome="completed", meeting=2, note=said),
    ]
    return report(
        card("M01-001", {**REGISTERED, "due": "2024-02-01"}, title=said, results=filed),
        card("M02-001", REGISTERED, entry("2024-08-01", state="on_hold", review=3, note=said)),
        card("M02-002", results=filed, plan={"summary": said, "steps": steps},
             budget=[{"planned": 7}], title=HOSTILE,
             indicators=[{"id": "a", "name": said, "target": 4}]),
        card("M01-002", REGISTERED, *closed, results=filed),
        number=3,
        day=date(2024, 12, 1),
    )  # fmt: skip


def visible_lines(words: list[dict[str, Any]]) -> list[list[tuple[float, float, int]]]:
    """Return the visible lines from the top: left edge, right edge and number of words.

    A broken word is included with each of its parts.
    """
    parts = [(box, number) for number, word in enumerate(words) for box in word["boxes"]]
    lines: list[tuple[float, list[tuple[float, float, int]]]] = []
    for (left, top, right, bottom), number in sorted(parts, key=lambda part: part[0][1]):
        middle = (top + bottom) / 2
        if not lines or middle > lines[-1][0]:
            lines.append((bottom, []))
        lines[-1][1].append((left, right, number))
    return [sorted(line) for _, line in lines]


@pytest.fixture(scope="module", params=["en", "ko"])
def dated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Browser:
    """Return a browser with the report full of dates, with expanded chart tables."""
    path = tmp_path_factory.mktemp("dated") / "report.html"
    made = render("html", dated_report(request.param), lang=request.param)
    path.write_text(str(made), encoding="utf-8")
    chromium.open(path)
    chromium.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return chromium


@pytest.mark.parametrize("width", [360, 390, 600, 900, 1200])
def test_cell_text_is_shown_in_reading_order(dated: Browser, width: int) -> None:
    dated.width(width)
    cells = dated.run(READ_CELLS)
    assert len({cell["table"] for cell in cells}) == dated.run(
        "document.querySelectorAll('table').length"
    )
    for cell in cells:
        text = " ".join(word["text"] for word in cell["words"])
        lines = visible_lines(cell["words"])
        shown = [number for line in lines for _, _, number in line]
        assert shown == sorted(shown), text
        edges = {round(line[-1][1] if cell["align"] == "right" else line[0][0]) for line in lines}
        assert not lines or max(edges) - min(edges) <= 1, text
        left, _, right, _ = cell["box"]
        for line in lines:
            assert line[0][0] >= left + cell["label"] - 1, text
            assert line[-1][1] <= right + 1, text
            for (_, one_ends, _), (other_begins, _, _) in pairwise(line):
                assert other_begins >= one_ends - 1, text


@pytest.mark.parametrize("width", [360, 600, 900])
def test_stacked_cells_are_labelled_and_do_not_overlap(dated: Browser, width: int) -> None:
    dated.width(width)
    cells = [cell for cell in dated.run(READ_CELLS) if cell["label"]]
    assert len({cell["table"] for cell in cells}) >= 5
    for above, below in pairwise(cells):
        if above["table"] == below["table"]:
            assert below["box"][1] >= above["box"][3] - 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_preferred_colour_scheme(page: Browser, scheme: str) -> None:
    page.call(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
    )
    colour = page.run("getComputedStyle(document.documentElement).backgroundColor")
    page.call("Emulation.setEmulatedMedia", features=[])
    assert (colour == "rgb(255, 255, 255)") == (scheme == "light")


def test_page_prints_on_a4(page: Browser) -> None:
    printed = page.pdf()
    assert printed.startswith(b"%PDF-")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}


def test_chart_tables_are_collapsed_on_screen_and_printed(
    page: Browser,
) -> None:
    tables = "[...document.querySelectorAll('details table')].map((one) => one.checkVisibility())"
    assert page.run(tables) == [False] * 3
    page.call("Emulation.setEmulatedMedia", media="print")
    printed = page.run(tables)
    page.call("Emulation.setEmulatedMedia", media="")
    assert printed == [True] * 3


def test_page_fits_the_paper(page: Browser) -> None:
    page.width(680)  # A4 within its margins
    page.call("Emulation.setEmulatedMedia", media="print")
    width = page.run("document.documentElement.scrollWidth")
    page.call("Emulation.setEmulatedMedia", media="")
    assert width <= 680
