"""The HTML page: its structure, escaping of card text, and the charts."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import DAYS, decks
from support.markup import Element, read
from support.models import REGISTERED, card, entry, register, report, result

from cardctl.domain.card import Card
from cardctl.domain.signal import Colour
from cardctl.html_page import escape
from cardctl.printable import printable
from cardctl.report.compute import meeting_report
from cardctl.report.document import (
    Block,
    CardIndex,
    Cell,
    Chart,
    ChartKind,
    Column,
    ColumnKind,
    Document,
    Heading,
    Item,
    ItemList,
    Note,
    Paragraph,
    Record,
    Series,
    Subject,
    Table,
    TableGroup,
)
from cardctl.report.document import RecordField as Said
from cardctl.report.facts import MeetingReport
from cardctl.report.formats import html, render
from cardctl.report.formats.html import svg
from cardctl.report.formats.html.escape import css_string, inline, lines
from cardctl.report.layout import layout

LATER = date(2024, 12, 1)
HOSTILE = (
    "</title></style></script><script>alert(1)</script><img src=x onerror=alert(1)>"
    "\" onmouseover='alert(1)' javascript:alert(1) \x1b[31m\u202e{{x}} &lt;b&gt; */}"
)
HARMLESS = HOSTILE.replace("\x1b", "\ufffd").replace("\u202e", "\ufffd")


def page(*blocks: Block, lang: str = "en", index: CardIndex | None = None) -> Element:
    whole = (Heading(1, "Title"), Heading(2, "Part", "1."), *blocks)
    return read(html.render(Document(lang, whole, lambda: index or CardIndex())))


def body(*blocks: Block, lang: str = "en", index: CardIndex | None = None) -> Element:
    """Return the section with *blocks*."""
    return page(*blocks, lang=lang, index=index).one("section")


def full_report(text: str = "Something") -> MeetingReport:
    """Return a report with content in every section, all of whose texts are *text*."""
    claim = entry("2024-05-01", state="submitted", outcome="completed", note=text)
    closing = entry("2024-07-10", state="closed", outcome="completed", meeting=2, note=text)
    evidence = [{"kind": "report", "title": text, "url": "https://example.org/a?b=1&c=2"}]
    filed = result(2, "2024-05-01", text=text, next=text, spent=3, evidence=evidence)
    plan = {"summary": text, "steps": [{"id": "a", "title": text, "due": "2024-02-01"}]}
    hard = entry("2024-08-01", state="submitted", outcome="infeasible", note=text, substitute=text)
    hold = entry("2024-08-01", state="on_hold", note=text, review=3)
    return report(
        card("M01-001", REGISTERED, claim, closing, title=text, results=[filed]),
        card("M01-002", REGISTERED, hard, title=text, plan=plan, decision=text, note=text),
        card("M01-003", REGISTERED, hold, title=text, budget=[{"planned": 9, "as_stated": text}]),
        card(
            "M02-001",
            {**REGISTERED, "date": "2024-07-10", "due": "2024-08-01"},
            entry("2024-07-20", due="2024-08-20", note=text),
            title=text,
            partners=["ulsan", "moef"],
            tags=[text],
            indicators=[{"id": "a", "name": text, "target": 9}],
        ),
        number=3,
        day=LATER,
        config={"body": text},
    )


# The page


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_page_has_language_landmarks_and_ordered_headings(lang: str) -> None:
    tree = read(str(render("html", full_report(), lang=lang)))
    assert tree.one("html").attributes == {"lang": lang}
    assert tree.one("h1").text == tree.one("head").one("title").text
    assert [len(list(tree.walk(name))) for name in ("header", "nav", "main", "form")] == [1] * 4
    levels = [int(e.name[1]) for e in tree.walk("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(list(tree.one("nav").walk("a"))) == levels.count(2) == 14


def test_ids_are_unique_and_every_internal_link_has_a_target() -> None:
    elements = list(read(str(render("html", full_report(), lang="en"))).walk())
    ids = [element.attributes["id"] for element in elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    targets = {
        found
        for element in elements
        for key in ("href", "aria-labelledby", "fill")
        for found in re.findall(r"#([\w-]+)", element.attributes.get(key, ""))
    }
    labels = {name for e in elements for name in e.attributes.get("aria-labelledby", "").split()}
    assert {"M02-001", "s14", "p-red", "g-red"} <= targets
    assert (targets | labels) <= set(ids)


def test_every_table_has_a_caption_scoped_headers_and_complete_rows() -> None:
    tables = list(read(str(render("html", full_report(), lang="ko"))).walk("table"))
    assert len(tables) > 14
    for table in tables:
        assert table.one("caption").text.strip()
        heads = list(table.one("thead").walk("th"))
        assert {head.attributes["scope"] for head in heads} == {"col"}
        for row in table.one("tbody").walk("tr"):
            assert [e.attributes["scope"] for e in row.walk("th")] == ["row"]
            assert len(list(row.walk("th", "td"))) == len(heads)


def test_content_policy_allows_only_the_own_style_and_script() -> None:
    tree = read(str(render("html", full_report(), lang="en")))

    def allowed(name: str) -> str:
        digest = hashlib.sha256(tree.one(name).text.encode()).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"

    (policy,) = (e.attributes["content"] for e in tree.walk("meta") if "http-equiv" in e.attributes)
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src {allowed('style')}",
        f"script-src {allowed('script')}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_page_has_no_external_resources_inline_styles_or_handlers() -> None:
    tree = read(str(render("html", full_report(HOSTILE), lang="en")))
    for element in tree.walk():
        assert "style" not in element.attributes
        assert not [key for key in element.attributes if key.startswith("on")]
        assert "src" not in element.attributes
        if element.name != "a" and "href" in element.attributes:
            assert element.attributes["href"].startswith(("#", "data:,"))
    assert "url(" not in tree.one("style").text
    assert "@import" not in tree.one("style").text


def test_page_is_readable_without_its_script() -> None:
    tree = read(str(render("html", full_report(), lang="en")))
    assert "hidden" in tree.one("form").attributes
    assert not [e for e in tree.one("main").walk() if "hidden" in e.attributes]


def test_filter_form_offers_the_agencies_of_shown_cards() -> None:
    ours = card("M01-001", partners=["ulsan"])
    made = report(ours, card("M01-002", {**REGISTERED, "lead": "moef"}))
    agencies, _ = read(str(render("html", made, lang="en", view="agency:ulsan"))).walk("select")
    assert [option.text for option in agencies.walk("option")] == ["all", "Busan", "Ulsan"]


def test_page_without_cards_has_no_filter_form() -> None:
    assert not list(read(str(render("html", report(), lang="en"))).walk("form"))


# Text stays text


def test_hostile_text_creates_no_element_and_is_shown_verbatim() -> None:
    hostile, tame = (
        read(str(render("html", full_report(text), lang="en"))) for text in (HOSTILE, "x" * 31)
    )
    shape = [element.name for element in tame.walk() if element.name not in ("span", "br")]
    assert [e.name for e in hostile.walk() if e.name not in ("span", "br")] == shape
    assert HARMLESS in hostile.one("main").text
    assert HARMLESS in hostile.one("head").one("title").text


@settings(max_examples=60, deadline=None)
@given(st.text(), st.booleans())
def test_inline_keeps_the_text_and_adds_only_links_and_spans(text: str, follow: bool) -> None:
    tree = read(inline(text, follow=follow))
    assert {element.name for element in tree.walk()} <= {"", "a", "span"}
    assert "".join(tree.text.split()) == "".join(read(lines(text)).text.split())


def test_text_is_safe_in_a_quoted_attribute() -> None:
    assert escape("\"'<&>") == "&quot;&#x27;&lt;&amp;&gt;"


@pytest.mark.parametrize(
    ("text", "address", "rest"),
    [
        ("see https://example.org/a?b=1&c=2.", "https://example.org/a?b=1&c=2", "."),
        ("(http://example.org)", "http://example.org", ")"),
        ("HTTPS://EXAMPLE.ORG", "HTTPS://EXAMPLE.ORG", ""),
        ("mailto:a@example.org, b", "mailto:a@example.org", ", b"),
        ('https://example.org/"onclick="x', "https://example.org/", '"onclick="x'),
    ],
)
def test_addresses_become_links(text: str, address: str, rest: str) -> None:
    tree = read(inline(text))
    link = tree.one("a")
    assert link.attributes == {"class": "long", "href": address, "rel": "noopener noreferrer"}
    assert link.text == address
    assert tree.text == text
    assert text.endswith(rest)


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "data:text/html,x", "ftp://x", "//x", "vbscript:x", "java\tscript:a"],
)
def test_other_texts_do_not_become_links(text: str) -> None:
    assert not list(read(inline(text)).walk("a"))


def test_address_inside_a_link_is_not_linked_again() -> None:
    record = Record((Said("Due", "soon"),), (Cell("M01-001", card="M01-001"),))
    title = Cell("see https://example.org/", card="M01-001")
    links = list(body(Table((Column("T"),), ((title,),)), record).walk("a"))
    assert [link.attributes["href"] for link in links] == ["#M01-001"]


def test_ids_and_dates_do_not_wrap_and_long_words_may_break() -> None:
    tree = read(inline(f"M01-001~M12-1000 on 2022-01-13, 2022. 1. 13. {'x' * 40}"))
    spans = [(span.attributes["class"], span.text) for span in tree.walk("span")]
    assert spans == [
        ("whole", "M01-001"), ("whole", "M12-1000"), ("whole", "2022-01-13"),
        ("whole", "2022. 1. 13."), ("long", "x" * 40),
    ]  # fmt: skip


@given(st.text())
def test_style_sheet_string_escapes_its_text(text: str) -> None:
    string = css_string(text)
    assert re.fullmatch(r'"([A-Za-z0-9가-힣 ]|\\[0-9a-f]+ )*"', string)
    decoded = re.sub(r"\\([0-9a-f]+) ", lambda code: chr(int(code[1], 16)), string[1:-1])
    assert decoded == printable(text)


# Blocks


def test_list_levels_are_nested() -> None:
    items = (Item("a"), Item("b", 2), Item("c", 3), Item("d", 2), Item("e"))
    (top,) = (e for e in body(ItemList(items)).walk("ul") if e.attributes["class"] == "level1")
    first, last = (child for child in top.children if isinstance(child, Element))
    assert [item.text.split() for item in first.walk("li")] == [
        ["a", "b", "c", "d"], ["b", "c"], ["c"], ["d"],
    ]  # fmt: skip
    assert last.text.strip() == "e"


def test_signal_has_a_symbol_and_a_word() -> None:
    cell = Cell("▴ amber", signal=Colour.AMBER)
    (found,) = body(Table((Column("S", ColumnKind.SIGNAL),), ((cell,),))).walk("span")
    assert found.text == "amber"
    assert found.one("use").attributes == {"href": "#g-amber"}


def test_record_has_a_subheading_and_an_anchor() -> None:
    head = (Cell("M01-001", card="M01-001"), Cell("Fund", card="M01-001"))
    record = Record((Said("Due", "soon"), Said("Results", "one\n- two")), head)
    tree = body(Heading(3, "Detail", "1.1"), record, record)
    first, last = tree.walk("article")
    assert first.one("h4").text == last.one("h4").text == "M01-001 Fund"
    assert "id" not in first.attributes
    assert last.attributes["id"] == "M01-001"
    assert [link.attributes["href"] for link in tree.walk("a")] == ["#M01-001"] * 2
    assert [(i.attributes.get("class"), i.text) for i in last.walk("li")] == [
        (None, "one"), ("sub", "two"),
    ]  # fmt: skip


def test_rows_and_records_of_a_card_carry_the_filter_attributes() -> None:
    index = CardIndex({"M01-001": Subject(Colour.RED, ("Ulsan", "Busan"))}, ("Busan", "Ulsan"))
    cells = (Cell("M01-001", card="M01-001"), Cell("x"))
    columns = (Column("No.", ColumnKind.ID), Column("T"))
    sums = Table(columns, (cells, (Cell(""), Cell("Sum"))), total=True)
    tree = page(sums, Record((Said("a", "b"),), cells[:1]), index=index)
    subject = {"data-card": "M01-001", "data-signal": "red", "data-agency": "1 0"}
    row, total = tree.one("tbody").walk("tr")
    assert row.attributes == subject
    assert total.attributes == {"class": "total"}
    assert tree.one("article").attributes == {"id": "M01-001", **subject}
    agencies, signals = tree.walk("select")
    assert [option.text for option in agencies.walk("option")] == ["all", "Busan", "Ulsan"]
    assert [option.text for option in signals.walk("option")] == ["all", "red"]


def test_wide_table_labels_its_cells_for_narrow_screens() -> None:
    columns = tuple(Column(f'"{n}"') for n in range(5))
    tree = page(Table(columns, ((Cell("x"),) * 5,)))
    assert tree.one("table").attributes == {"class": "stack t1"}
    assert '.t1 td:nth-child(2)::before{content:"\\22 1\\22 "}' in tree.one("style").text


def test_notes_paragraphs_and_tables_side_by_side() -> None:
    one = Table((Column("A"), Column("N", ColumnKind.NUMBER)), ((Cell("x"), Cell("1")),))
    tree = body(Note("Look", urgent=True), Note("Aside"), Paragraph("a\nb"), TableGroup((one, one)))
    assert [(p.attributes.get("class"), p.text) for p in tree.walk("p")] == [
        ("note urgent", "Look"), ("note", "Aside"), (None, "a b"),
    ]  # fmt: skip
    assert [caption.text for caption in tree.walk("caption")] == ["1. Part: A"] * 2


# Charts


def chart(
    kind: ChartKind, *values: tuple[float | None, ...], percent: bool = False, title: str = "Chart"
) -> Chart:
    labels = tuple(f"Label {number}" for number in range(len(values[0])))
    series = tuple(Series(f"Series {number}", one) for number, one in enumerate(values))
    rows = tuple((Cell(label),) for label in labels)
    return Chart(kind, title, "What is seen.", labels, series, Table((Column("L"),), rows), percent)


def test_chart_has_title_description_legend_and_table() -> None:
    tree = body(chart(ChartKind.STACKED, (1, 2), (0, 0), (3, 0), title="<Chart>"))
    drawing = next(e for e in tree.walk("svg") if e.attributes.get("role") == "img")
    assert drawing.attributes["aria-labelledby"] == "chart1-title chart1-desc"
    assert (drawing.one("title").text, drawing.one("desc").text) == ("<Chart>", "What is seen.")
    assert [item.text for item in tree.one("figure").walk("li")] == ["Series 0", "Series 2"]
    assert tree.one("details").one("caption").text == "<Chart>"


def bars(drawn: str) -> list[tuple[str, str]]:
    found = (e.attributes for e in read(drawn).walk("rect"))
    return [(a["x"], a["width"]) for a in found if a["class"] == "bar"]


def numbers(drawn: str) -> list[str]:
    return [text.text for text in read(drawn).walk("text") if not text.text.startswith("Label")]


def test_stacked_bars_are_scaled_to_the_longest() -> None:
    drawn = svg.drawing(chart(ChartKind.STACKED, (1, 30), (3, 10)), "c")
    assert bars(drawn) == [
        ("0.00%", "2.50%"), ("2.50%", "7.50%"), ("0.00%", "75.00%"), ("75.00%", "25.00%"),
    ]  # fmt: skip
    # A number is in its bar if there is room; the sum is always next to the bar.
    assert numbers(drawn) == ["4", "3", "40", "30", "10"]


def test_percentages_are_scaled_to_a_hundred_or_a_larger_maximum() -> None:
    half = chart(ChartKind.BARS, (50.0, None, 0.0), percent=True)
    assert bars(svg.drawing(half, "c")) == [("0.00%", "50.00%")]
    assert numbers(svg.drawing(half, "c")) == ["50.0%", "–", "0.0%"]
    more = chart(ChartKind.BARS, (50.0, 200.0), percent=True)
    assert bars(svg.drawing(more, "c")) == [("0.00%", "25.00%"), ("0.00%", "100.00%")]


def test_line_needs_two_points() -> None:
    assert "<rect" in svg.drawing(chart(ChartKind.LINE, (50.0,), percent=True), "c")
    drawn = read(svg.drawing(chart(ChartKind.LINE, (0.0, 50.0, 100.0), percent=True), "c"))
    points = [(e.attributes["cx"], e.attributes["cy"]) for e in drawn.walk("circle")]
    assert points == [("10.00%", "150.0"), ("50.00%", "85.0"), ("90.00%", "20.0")]
    assert len([e for e in drawn.walk("line") if e.attributes["class"] == "line l-s0"]) == 2


def test_scale_of_a_line_has_whole_numbers() -> None:
    drawn = read(svg.drawing(chart(ChartKind.LINE, (1, 5)), "c"))
    ticks = [e for e in drawn.walk("text") if e.attributes["class"] == "tick"]
    assert [tick.text for tick in ticks] == ["3", "6"]


def test_line_has_a_gap_if_a_number_is_missing() -> None:
    drawn = read(svg.drawing(chart(ChartKind.LINE, (1, None, 2, 3)), "c"))
    assert len(list(drawn.walk("circle"))) == 3
    assert len([e for e in drawn.walk("line") if "line" in e.attributes["class"].split()]) == 1


def test_line_labels_do_not_overlap_and_the_last_is_shown() -> None:
    drawn = read(svg.drawing(chart(ChartKind.LINE, tuple(range(20))), "c"))
    labels = [text.text for text in drawn.walk("text") if text.text.startswith("Label")]
    assert len(labels) < 6
    assert labels[-1] == "Label 19"


def test_label_that_does_not_fit_is_shortened() -> None:
    long = chart(ChartKind.BARS, (1,))
    named = Chart(long.kind, "T", "D", ("기관" * 40,), long.series, long.table)
    (label,) = (t.text for t in read(svg.drawing(named, "c")).walk("text") if "기" in t.text)
    assert label.endswith("…")
    assert len(label) == 22


def test_bars_are_distinguishable_without_colour() -> None:
    patterns = {e.attributes["id"]: e for e in read(svg.definitions()).walk("pattern")}
    strokes = {
        name: [path.attributes["d"] for path in pattern.walk("path")]
        for name, pattern in patterns.items()
    }
    signals = [tuple(strokes[f"p-{colour}"]) for colour in Colour]
    assert len(set(signals)) == len(signals)


# Laws


def words_of(document: Document) -> set[str]:
    """Return the words of all cells, items, fields and paragraphs of *document*."""
    found: list[str] = []
    for block in document.blocks:
        match block:
            case Table():
                found += [cell.text for row in block.rows for cell in row if not cell.signal]
            case ItemList():
                found += [item.text for item in block.items]
            case Record():
                found += [field.text for field in block.fields]
            case Paragraph():
                found.append(block.text)
            case Heading():
                found.append(block.line)
    return {word for text in found for word in text.split()}


@settings(max_examples=25, deadline=None)
@given(decks(), st.integers(1, 4), DAYS, st.sampled_from(["en", "ko"]))
def test_page_contains_all_words_of_the_document_and_is_reproducible(
    cards: list[Card], number: int, day: date, lang: str
) -> None:
    made = meeting_report(register(*cards), number, day)
    written = str(render("html", made, lang=lang))
    assert written == render("html", made, lang=lang)
    names = ("h1", "h2", "h3", "h4", "p", "th", "td", "li", "dd")
    shown = " ".join(element.text for element in read(written).one("body").walk(*names))
    assert words_of(layout(made, lang)) - set(shown.split()) <= {"-"}


def test_bytes_do_not_depend_on_the_environment() -> None:
    code = (
        "import sys; from support.models import card, report\n"
        "from cardctl.report.formats import render\n"
        "made = report(card('M01-001', partners=['ulsan', 'moef'], tags=['b', 'a']))\n"
        "sys.stdout.buffer.write(render('html', made, lang='ko').encode())"
    )
    tests = Path(__file__).parents[1]
    environments = (
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Seoul", "LC_ALL": "C.UTF-8", "COLUMNS": "40"},
    )
    one, other = (
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=tests,
            env={"PATH": os.environ["PATH"], **environment},
            capture_output=True,
            check=True,
        ).stdout
        for environment in environments
    )
    assert one == other
    assert one.startswith(b"<!doctype html>")


@pytest.mark.parametrize("fixed", range(7))
def test_wrapping_columns_share_what_the_fixed_ones_leave(fixed: int) -> None:
    days = [Column("Day", ColumnKind.DAY)] * fixed
    columns = (*days, Column("Title", ColumnKind.TITLE, 1), Column("Why", ColumnKind.PROSE, 3))
    row = tuple(Cell("x") for _ in columns)
    heads = body(Table(columns, (row,))).walk("th")
    widths = [
        int(found[1]) for h in heads if (found := re.search(r"w(\d+)", h.attributes["class"]))
    ]
    assert abs(sum(widths) - max(100 - 10 * fixed, 50)) <= 5
    style = page(Table(columns, (row,))).one("style").text
    assert all(f".w{width} {{ width: {width}%; }}" in style for width in widths)
