"""The pages of a site in a browser: search, filters, languages, layout, without network."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

import pytest
from support.chromium import PROGRAM, Browser, browser
from support.models import REGISTERED, card, entry, register, result

from cardctl.domain.card import Card
from cardctl.report.audience import Audience
from cardctl.report.compute import meeting_report
from cardctl.site.build import build
from cardctl.site.site import SiteOptions

pytestmark = pytest.mark.skipif(
    PROGRAM is None, reason="needs Chromium (Debian's package chromium)"
)

HOSTILE = "</script><img src=x onerror='hit = 1'><b>bold</b> " + "너무길다" * 40
MOEF = {**REGISTERED, "lead": "moef"}


def cards() -> list[Card]:
    """Return cards of which each has a word of its own: busan leads the first, moef the others."""
    paper = {"kind": "report", "title": "Ledger 7788", "issuer": "감사원"}
    filed = [result(3, "2024-11-01", "moef", text="예산을 편성함.", evidence=[paper])]
    steps = [{"id": "a", "title": "Survey of lighthouses"}]
    return [
        card("M01-001", title={"en": "Harbour fund", "ko": "항만기금 조성"}, partners=["ulsan"],
             decision={"en": "A fund is set up.", "ko": "기금을 조성한다."}),
        card("M01-002", {**MOEF, "due": "2024-02-01"}, title="Fundraising of <b>boats</b>",
             results=filed),
        card("M02-001", MOEF, entry("2024-08-01", state="on_hold", review=3, note="태풍 피해"),
             title="철도망 확충", plan={"summary": "계획", "steps": steps}),
        card("M02-002", title=HOSTILE),
        card("M02-003", title="SECRET", visibility="closed", visibility_ground="Act"),
    ]  # fmt: skip


def write(folder: Path, listed: list[Card]) -> Path:
    """Write the public site of *listed* into *folder*; return the folder."""
    made = meeting_report(register(*listed), 3, date(2024, 12, 1), audience=Audience.PUBLIC)
    for file in build(made, SiteOptions(("en", "ko"))):
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    return folder


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("site"), cards())


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of 400 cards, of which one is called Needle."""
    listed = [card(f"M01-{n:03d}", title=f"Matter {n}") for n in range(1, 400)]
    return write(tmp_path_factory.mktemp("many"), [*listed, card("M02-001", title="Needle")])


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        started.width(1200)
        yield started


def wait(page: Browser, condition: str) -> None:
    """Wait until a JavaScript *condition* is true."""
    end = monotonic() + 10
    while not page.run(condition):
        assert monotonic() < end, f"{condition} is not true: {page.errors}"
        sleep(0.02)


STATUS = "document.querySelector('.filters output').textContent"


def search(page: Browser, root: Path, query: str, lang: str = "en", **chosen: str) -> list[str]:
    """Return the ids of the results for the address with *query*, best first."""
    asked = "".join(f"&{name}={quote(value)}" for name, value in chosen.items())
    page.open(root / lang / "search.html", f"?q={quote(query)}{asked}")
    return results(page)


def results(page: Browser) -> list[str]:
    wait(page, "document.getElementById('results').ariaBusy === 'false'")
    return list(
        page.run("[...document.querySelectorAll('#results .id')].map((e) => e.textContent)")
    )


def shown(page: Browser) -> list[str]:
    """Return the ids of the visible cards of a list."""
    rows = "[...document.querySelectorAll('[data-id]')].filter((one) => one.checkVisibility())"
    return sorted(page.run(f"{rows}.map((one) => one.dataset.id)"))


def choose(page: Browser, name: str, value: str) -> None:
    page.run(
        f"{{ const field = document.querySelector('.filters').elements['{name}'];"
        f"field.value = {json.dumps(value)};"
        "field.dispatchEvent(new Event('input', {bubbles: true})); }"
    )


# Search -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "query", "found"),
    [
        ("ko", "항만기금", ["M01-001"]),
        ("ko", "만기", ["M01-001"]),
        ("ko", "항", ["M01-001"]),
        ("ko", "기금 조성", ["M01-001"]),
        ("ko", "예산을 편성", ["M01-002"]),
        ("ko", "태풍", ["M02-001"]),
        ("ko", "감사원 7788", ["M01-002"]),
        ("ko", "울산", ["M01-001"]),
        ("ko", "철도망확충", []),
        ("ko", "철ㄷ", ["M02-001"]),
        ("en", "fund", ["M01-001", "M01-002"]),
        ("en", "FUNDR", ["M01-002"]),
        ("en", "light survey", ["M02-001"]),
        ("en", "ledger", ["M01-002"]),
        ("en", "Ulsan", ["M01-001"]),
        ("en", "1-2", ["M01-002"]),
        ("en", "M02-001", ["M02-001"]),
        ("en", "m2-1", ["M02-001"]),
        ("en", "secret", []),
        ("en", "M02-003", []),
        ("en", "constructor __proto__", []),
    ],
)  # fmt: skip
def test_search_finds_text_of_cards(
    chromium: Browser, root: Path, lang: str, query: str, found: list[str]
) -> None:
    assert search(chromium, root, query, lang) == found
    assert chromium.errors == []
    assert {url.partition(":")[0] for url in chromium.requests} <= {"file", "data"}


def test_title_counts_more_than_other_places(chromium: Browser, tmp_path: Path) -> None:
    listed = [
        card("M01-001", title="one", note="harbour"),
        card("M01-002", title="two", decision="The harbour is dredged."),
        card("M01-003", title="three", tags=["harbour"]),
        card("M01-004", title="The harbour"),
    ]
    found = search(chromium, write(tmp_path, listed), "harbour")
    assert found == ["M01-004", "M01-002", "M01-001", "M01-003"]
    notes = chromium.run(
        "[...document.querySelectorAll('#results li')].map((one) => one.lastChild.textContent)"
    )
    assert notes[2:] == [
        "Found in the plan, the results or the history",
        "Found in names and documents",
    ]


def test_what_is_found_is_marked_and_stays_text(chromium: Browser, root: Path) -> None:
    search(chromium, root, "boats")
    titles = "[...document.querySelectorAll('#results .title')]"
    assert chromium.run(f"{titles}.map((one) => one.textContent)") == [
        "M01-002 Fundraising of <b>boats</b>"
    ]
    assert chromium.run("[...document.querySelectorAll('mark')].map((e) => e.textContent)") == [
        "boats"
    ]
    search(chromium, root, "너무")
    assert chromium.run("typeof hit") == "undefined"
    assert chromium.run("document.images.length + document.querySelectorAll('main b').length") == 0


@pytest.mark.parametrize(
    ("query", "marked"),
    [("fund", ["Fund", "fund"]), ("of 2", ["of", "2"]), ("m1-2", []), ("금 이", ["금", "금"])],
)
def test_only_what_was_found_is_marked(
    chromium: Browser, tmp_path: Path, query: str, marked: list[str]
) -> None:
    """A single letter is a whole word, and the number of a card is none of its text."""
    listed = [card("M01-002", title="Fund of 2 boats, 12 funds: 기금 금고", note="이행")]
    assert search(chromium, write(tmp_path, listed), query) == ["M01-002"]
    marks = "[...document.querySelectorAll('.title mark')].map((one) => one.textContent)"
    assert chromium.run(marks) == marked


def test_text_in_another_language_is_marked_with_it(chromium: Browser, tmp_path: Path) -> None:
    listed = [
        card("M01-001", title={"en": "Harbour"}, decision={"en": "Dredge.", "ko": "준설한다."}),
        card("M01-002", title={"en": "Harbour", "ko": "항만"}),
    ]
    assert len(search(chromium, write(tmp_path, listed), "", "ko", meeting="1")) == 2
    langs = "[...document.querySelectorAll('#results [lang]')].map((e) => [e.lang, e.textContent])"
    assert chromium.run(langs) == [["en", "Harbour"]]


def test_search_follows_typing_and_the_address(chromium: Browser, root: Path) -> None:
    chromium.open(root / "en" / "search.html")
    assert chromium.run(STATUS) == ""
    chromium.run("document.querySelector('.filters').elements.q.focus()")
    chromium.call("Input.insertText", text="rail")
    wait(chromium, "location.search === '?q=rail'")
    assert results(chromium) == []
    chromium.run("document.querySelector('.filters').elements.q.select()")
    chromium.call("Input.insertText", text="fund")
    wait(chromium, "location.search === '?q=fund'")
    assert results(chromium) == ["M01-001", "M01-002"]
    assert chromium.run("document.activeElement.name") == "q"
    choose(chromium, "agency", "moef")
    assert chromium.run("location.search") == "?q=fund&agency=moef"
    wait(chromium, f"{STATUS} === 'Cards: 1 of 4'")
    chromium.run("history.back()")
    wait(chromium, f"{STATUS} === 'Cards: 2 of 4'")
    assert chromium.run("document.querySelector('.filters').elements.agency.value") == ""
    assert chromium.run("document.querySelector('.langs a').search") == "?q=fund"
    assert chromium.run("document.querySelector('output').role ?? 'status'") == "status"


def test_results_of_all_cards_by_filters_alone(chromium: Browser, root: Path) -> None:
    assert search(chromium, root, "", agency="moef") == ["M01-002", "M02-001"]
    assert search(chromium, root, "", agency="ulsan") == ["M01-001"]
    assert search(chromium, root, "", meeting="2", state="on_hold") == ["M02-001"]
    assert search(chromium, root, "", signal="amber") == ["M02-001", "M02-002"]
    assert search(chromium, root, "", **{"follow-up": "on_hold"}) == ["M02-001"]
    assert search(chromium, root, "fund", agency="moef") == ["M01-002"]


def test_more_results_are_shown_on_demand(chromium: Browser, many: Path) -> None:
    assert len(search(chromium, many, "matter")) == 20
    chromium.run("document.getElementById('more').click()")
    wait(chromium, "document.querySelectorAll('#results li').length === 40")
    wait(chromium, "document.activeElement.textContent.startsWith('M01-021')")
    assert search(chromium, many, "needle") == ["M02-001"]
    assert chromium.run("document.getElementById('more').hidden") is True


@pytest.mark.parametrize("content", [None, "<!doctype html>", ""])
def test_missing_index_is_reported(chromium: Browser, tmp_path: Path, content: str | None) -> None:
    """Some servers answer with a page instead of the file."""
    folder = write(tmp_path, [card(title="Fund")])
    part = folder / "en/search/words-0.js"
    part.unlink()
    if content is not None:
        part.write_text(content, "utf-8")
    chromium.open(folder / "en/search.html", "?q=fund")
    wait(chromium, f"{STATUS} === 'The search index cannot be loaded.'")


def test_search_works_over_http_and_asks_only_its_server(chromium: Browser, root: Path) -> None:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/"
        chromium.visit(f"{address}ko/search.html?q={quote('항만')}")
        assert results(chromium) == ["M01-001"]
        assert chromium.errors == []
        urls = [url for url in chromium.requests if not url.startswith("data:")]
        assert all(url.startswith(address) for url in urls)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# Filters of the board ---------------------------------------------------------------------------


def test_board_is_filtered_by_its_address(chromium: Browser, root: Path) -> None:
    board = root / "en" / "board.html"
    everything = ["M01-001", "M01-002", "M02-001", "M02-002"]
    chromium.open(board)
    assert shown(chromium) == everything
    for query, found in {
        "?agency=moef": ["M01-002", "M02-001"],
        "?agency=moef&signal=red": ["M01-002"],
        "?state=on_hold": ["M02-001"],
        "?meeting=2&follow-up=on_hold": ["M02-001"],
        "?q=HARBOUR": ["M01-001"],
        "?agency=nobody": everything,
    }.items():
        chromium.open(board, query)
        assert shown(chromium) == found, query
    assert chromium.errors == []


def test_board_keeps_what_is_chosen_in_its_address(chromium: Browser, root: Path) -> None:
    chromium.open(root / "en" / "board.html")
    choose(chromium, "agency", "moef")
    choose(chromium, "signal", "red")
    assert chromium.run("location.search") == "?signal=red&agency=moef"
    assert chromium.run(STATUS) == "Cards: 1 of 4"
    sums = "[...document.querySelectorAll('[data-sum]')].map((one) => one.textContent)"
    assert sum(map(int, chromium.run(sums))) == 1
    chromium.run("history.back()")
    wait(chromium, "location.search === '?agency=moef'")
    assert shown(chromium) == ["M01-002", "M02-001"]
    chromium.run("document.querySelector('.filters [type=reset]').click()")
    wait(chromium, "location.search === ''")
    assert len(shown(chromium)) == 4


def test_filters_of_a_long_board_lead_to_the_search(chromium: Browser, many: Path) -> None:
    chromium.open(many / "en" / "board.html")
    chromium.run(
        "{ const form = document.getElementById('elsewhere');"
        "form.elements.meeting.value = '2'; form.requestSubmit(); }"
    )
    wait(
        chromium, "location.pathname.endsWith('/search.html') && document.readyState !== 'loading'"
    )
    assert results(chromium) == ["M02-001"]


@pytest.mark.parametrize(
    ("path", "found"),
    [("meetings/2.html", ["M02-001", "M02-002"]), ("agencies/moef.html", ["M01-002", "M02-001"])],
)
def test_cards_of_a_meeting_or_an_agency_can_be_filtered(
    chromium: Browser, root: Path, path: str, found: list[str]
) -> None:
    chromium.open(root / "ko" / path)
    chromium.run("document.querySelector('main .all a').click()")
    wait(chromium, "location.pathname.endsWith('search.html') && document.readyState !== 'loading'")
    assert results(chromium) == found


# Every page -------------------------------------------------------------------------------------

PAGES = (
    "index.html", "board.html", "meetings.html", "meetings/1.html", "agencies.html",
    "agencies/moef.html", "cards/M01-002.html", "cards/M02-002.html", "search.html",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_page_loads_without_errors_or_requests(chromium: Browser, root: Path, path: str) -> None:
    for lang in ("en", "ko"):
        chromium.open(root / lang / path)
        assert chromium.errors == []
        assert {url.partition(":")[0] for url in chromium.requests} <= {"file", "data"}
        assert chromium.run("document.documentElement.lang") == lang
        assert chromium.run("typeof hit") == "undefined"


@pytest.mark.parametrize("path", PAGES)
def test_language_switch_stays_on_the_page(chromium: Browser, root: Path, path: str) -> None:
    chromium.open(root / "en" / path)
    target = chromium.run("document.querySelector('.langs a').href")
    assert target == (root / "ko" / path).as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(chromium: Browser, root: Path, path: str, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    chromium.call("Emulation.setEmulatedMedia", features=features)
    try:
        for width in (360, 768, 1200):
            chromium.width(width)
            chromium.open(root / "ko" / path)
            assert chromium.run("document.documentElement.scrollWidth") <= width
            background = chromium.run("getComputedStyle(document.documentElement).backgroundColor")
            assert (background == "rgb(255, 255, 255)") == (scheme == "light")
    finally:
        chromium.call("Emulation.setEmulatedMedia", features=[])
        chromium.width(1200)


def test_results_fit_a_narrow_window(chromium: Browser, root: Path) -> None:
    chromium.width(360)
    try:
        assert search(chromium, root, "너무", "ko") == ["M02-002"]
        assert chromium.run("document.documentElement.scrollWidth") <= 360
    finally:
        chromium.width(1200)


def test_pages_work_without_script(chromium: Browser, root: Path) -> None:
    chromium.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        chromium.open(root / "en" / "board.html", "?agency=moef")
        assert len(shown(chromium)) == 4
        assert chromium.run("document.querySelector('.filters').checkVisibility()") is False
        chromium.open(root / "en" / "search.html", "?q=fund")
        assert chromium.run("document.querySelector('.filters').checkVisibility()") is False
        assert "JavaScript" in chromium.run("document.querySelector('main').innerText")
        for path in PAGES:
            chromium.open(root / "en" / path)
            links = chromium.run("[...document.querySelectorAll('a')].map((one) => one.href)")
            files = {re.split("[?#]", link)[0] for link in links}
            assert all(Path(file.removeprefix("file://")).is_file() for file in files), path
    finally:
        chromium.call("Emulation.setScriptExecutionDisabled", value=False)


@pytest.mark.parametrize("path", PAGES)
def test_page_prints_on_a4_without_what_is_only_for_the_screen(
    chromium: Browser, root: Path, path: str
) -> None:
    chromium.open(root / "ko" / path)
    assert chromium.pdf().startswith(b"%PDF-")
    chromium.call("Emulation.setEmulatedMedia", media="print")
    chromium.width(680)  # A4 within its margins
    try:
        assert chromium.run("document.documentElement.scrollWidth") <= 680
        controls = "[...document.querySelectorAll('form, button, input, select')]"
        assert chromium.run(f"{controls}.some((one) => one.checkVisibility())") is False
    finally:
        chromium.call("Emulation.setEmulatedMedia", media="")
        chromium.width(1200)


AXE = os.environ.get("AXE")


@pytest.mark.skipif(AXE is None, reason="needs AXE, the path of a copy of axe-core")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, "search.html?q=fund", "board.html?agency=moef"])
def test_no_page_violates_an_accessibility_rule(
    chromium: Browser, root: Path, path: str, scheme: str
) -> None:
    assert AXE is not None
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    name, _, query = path.partition("?")
    chromium.call("Emulation.setEmulatedMedia", features=features)
    try:
        for lang, width in (("ko", 1200), ("en", 1200), ("ko", 360)):
            chromium.width(width)
            chromium.open(root / lang / name, f"?{query}" if query else "")
            if path.startswith("search") and query:
                results(chromium)
            chromium.run(Path(AXE).read_text("utf-8") + "; undefined")
            found = chromium.run("axe.run().then((all) => all.violations)")
            assert [(each["id"], [one["html"] for one in each["nodes"]]) for each in found] == []
    finally:
        chromium.call("Emulation.setEmulatedMedia", features=[])
        chromium.width(1200)
