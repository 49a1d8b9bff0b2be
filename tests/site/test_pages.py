"""The pages of a site: links, languages, escaping, what each page shows, and its size."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.models import M2, REGISTERED, card, entry, meetings, register, report, result

from cardctl.domain.agency import Agency
from cardctl.domain.card import Card
from cardctl.domain.register import Register
from cardctl.report.audience import Audience
from cardctl.report.compute import meeting_report
from cardctl.site.build import build
from cardctl.site.site import SiteOptions

BOTH = SiteOptions(("en", "ko"))


def site(*cards: Card, options: SiteOptions = BOTH, **keys: Any) -> dict[str, str]:
    """Return the files of the site about a register, as text by path."""
    files = [*build(report(*cards, **keys), options)]
    assert len({file.path.casefold() for file in files}) == len(files)
    return {file.path: file.content.decode() for file in files}


def public(whole: Register, day: date = M2) -> dict[str, bytes]:
    """Return the files of the public site about the report to meeting 2."""
    made = meeting_report(whole, 2, day, audience=Audience.PUBLIC)
    return {file.path: file.content for file in build(made, BOTH)}


class Page(HTMLParser):
    """The links, languages, ids and text of a page, and tags that are not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.langs: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        assert len(named) == len(attrs)
        self.tags.append((tag, named))
        if tag not in ("meta", "link", "input", "br", "path", "rect", "circle", "use", "line"):
            self._open.append(tag)
        self.links += [value for key in ("href", "src", "action") if (value := named.get(key))]
        self.langs += [value for value in [named.get("lang")] if value]
        self.ids += [value for value in [named.get("id")] if value]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def pages(files: dict[str, str]) -> Iterator[tuple[str, Page]]:
    """Yield the pages with their paths."""
    for path, text in files.items():
        if path.endswith(".html"):
            yield path, Page(text)


def require_whole(files: dict[str, str]) -> None:
    """Assert that no relative link leads nowhere, and that ids are unique in each page."""
    for path, page in pages(files):
        assert len(set(page.ids)) == len(page.ids), path
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("http", "https", "mailto", "data"), (path, link)
                continue
            target = posixpath.normpath(
                posixpath.join(posixpath.dirname(path), unquote(parts.path))
            )
            if parts.path:
                assert target in files, (path, link)
            if parts.fragment:
                assert parts.fragment in (page.ids if not parts.path else Page(files[target]).ids)


DONE = (
    entry("2024-05-01", state="submitted", outcome="completed"),
    entry("2024-07-10", state="closed", outcome="completed", meeting=2),
)

FULL = card(
    "M01-001",
    REGISTERED,
    entry("2024-02-01", state="planned", note={"ko": "계획 제출"}),
    entry("2024-03-01", due="2025-03-31", note="More time"),
    title={"en": "Raise the dykes", "ko": "제방 보강"},
    item=1,
    decision={"ko": "하류 제방을 높인다."},
    partners=["ulsan"],
    tags=["dykes"],
    plan={
        "submitted": "2024-02-01",
        "summary": "Survey, then build.",
        "steps": [{"id": "a", "title": "Survey", "owner": "ulsan", "done": "2024-03-01"}],
    },
    indicators=[{"id": "km", "name": "Raised", "unit": "km", "baseline": 0, "target": 12}],
    budget=[{"year": 2024, "source": "national", "planned": 2500}],
    results=[
        result(
            2,
            "2024-06-01",
            readings={"km": 3},
            progress=25,
            spent=100,
            blocker="Rain",
            next="Go on",
            evidence=[{"kind": "report", "title": "Gauges", "url": "https://example.org/gauges"}],
        )
    ],
    sources=[{"kind": "minutes", "title": "Minutes", "date": "2024-01-10"}],
    relations={"see_also": ["M01-002"]},
    note="A note.",
)


def test_every_page_is_in_every_language_and_no_link_is_broken() -> None:
    files = site(FULL, card("M01-002", REGISTERED, *DONE), day=date(2024, 9, 1), number=3)
    require_whole(files)
    english = {path.removeprefix("en/") for path in files if path.startswith("en/")}
    korean = {path.removeprefix("ko/") for path in files if path.startswith("ko/")}
    assert english == korean
    assert {
        "index.html", "board.html", "meetings.html", "meetings/1.html", "agencies.html",
        "agencies/busan.html", "cards/M01-001.html", "search.html",
    } <= english  # fmt: skip


def test_a_card_page_shows_all_that_is_on_record() -> None:
    page = Page(site(FULL, card("M01-002"), paths={"M01-001": "M01/M01-001.yaml"})
                ["en/cards/M01-001.html"])  # fmt: skip
    for shown in (
        "M01-001", "Raise the dykes", "Busan", "Ulsan", "2025-03-31", "dykes",
        "Survey, then build.", "step", "done 2024-03-01", "Raised", "12", "2024-06-01",
        "Something was done.", "Rain", "Go on", "Gauges", "Minutes", "M01-002", "A note.",
        "M01/M01-001.yaml", "More time",
    ):  # fmt: skip
        assert shown.casefold() in page.text.casefold(), shown
    assert "https://example.org/gauges" in page.links


def test_a_text_in_another_language_is_marked() -> None:
    english = site(FULL)["en/cards/M01-001.html"]
    assert '<span lang="ko">하류 제방을 높인다.</span>' in english
    assert '<span lang="ko">하류 제방을 높인다.</span>' not in site(FULL)["ko/cards/M01-001.html"]


def test_each_page_leads_to_the_same_page_in_the_other_language() -> None:
    files = site(FULL)
    for path, page in pages(files):
        lang, _slash, rest = path.partition("/")
        if rest:
            other = {"en": "ko", "ko": "en"}[lang]
            there = posixpath.relpath(f"{other}/{rest}", posixpath.dirname(path))
            assert there in page.links, path


def test_a_register_in_one_language_has_no_switch() -> None:
    files = site(FULL, options=SiteOptions(("en",)))
    require_whole(files)
    assert 'hreflang="ko"' not in files["en/index.html"]
    assert not any(path.startswith("ko/") for path in files)


def test_an_address_makes_absolute_links_to_the_page_itself() -> None:
    options = SiteOptions(("en",), "https://example.org/register/")
    page = Page(site(FULL, options=options)["en/cards/M01-001.html"])
    assert "https://example.org/register/en/cards/M01-001.html" in page.links


def test_a_meeting_page_shows_what_it_decided_on_earlier_cards() -> None:
    closed = card("M01-001", REGISTERED, *DONE, title="Dykes")
    page = Page(site(closed, number=3, day=date(2024, 9, 1))["en/meetings/2.html"])
    assert "Decided on earlier cards" in page.text
    assert "submitted → closed; outcome completed" in page.text
    assert "cards/M01-001.html" in "".join(page.links)


def test_a_meeting_did_not_decide_what_was_taken_back_since() -> None:
    wrong = entry("2024-07-20", state="submitted", corrects={"state": "closed"}, note="Mixed up.")
    files = site(
        card("M01-001", REGISTERED, *DONE, wrong),
        card("M01-002", REGISTERED, *DONE, title="Dykes"),
        number=3, day=date(2024, 9, 1),
    )  # fmt: skip
    page = Page(files["en/meetings/2.html"])
    acts = page.text[page.text.index("Decided on earlier cards") :].partition("Cards")[0]
    assert "Dykes" in acts
    assert "M01-001" not in acts


def test_a_meeting_decided_what_was_right_if_it_was_recorded_wrongly() -> None:
    granted = entry("2024-07-10", due="2026-12-31", meeting=2, note="Granted.")
    right = entry("2024-07-20", due="2025-12-31", corrects={"due": "2026-12-31"}, note="Typed.")
    page = Page(
        site(card("M01-001", REGISTERED, granted, right), number=3, day=date(2024, 9, 1))
        ["en/meetings/2.html"]
    )  # fmt: skip
    assert "due 2024-12-31 → 2025-12-31" in page.text
    assert "2026-12-31" not in page.text


def test_readings_have_their_units_as_the_language_writes_them() -> None:
    indicators = [
        {"id": "a", "name": "Sorted", "unit": "%", "target": 90},
        {"id": "b", "name": "Piers", "unit": {"en": "<piers>", "ko": "개소"}, "target": 9},
    ]
    readings = result(2, "2024-06-01", readings={"a": 31, "b": 1200})
    files = site(card(indicators=indicators, results=[readings]))
    english, korean = (Page(files[f"{lang}/cards/M01-001.html"]).text for lang in ("en", "ko"))
    assert "Sorted: 31%" in english
    assert "Sorted: 31%" in korean
    assert "Piers: 1,200 <piers>" in english
    assert "Piers: 1,200개소" in korean


def test_a_meeting_page_shows_the_report_of_its_own_day() -> None:
    page = Page(site(card("M01-001", REGISTERED, *DONE), number=3, day=date(2024, 9, 1))
                ["en/meetings/2.html"])  # fmt: skip
    at = page.text.index("Report to this meeting")
    assert "2024-07-10" in page.text[at : at + 400]
    assert "0 / 1 = 0.0%" in page.text[at : at + 400]


def test_a_meeting_page_shows_the_changes_of_its_record_up_to_the_day() -> None:
    changes = [
        {"date": day, "by": "mois", "note": why, "was": {"date": "2024-06-10"}}
        for day, why in (("2024-05-01", "Election"), ("2024-08-01", "Typhoon"))
    ]
    page = Page(site(FULL, meetings=meetings(m2={"changes": changes}))["en/meetings/2.html"])
    assert "2024-05-01 Interior" in page.text
    assert "Election" in page.text
    assert "Typhoon" not in page.text


def test_a_result_that_was_revised_is_marked_as_replaced() -> None:
    revised = card(
        results=[
            result(1, "2024-02-01", text="Wrong."),
            result(1, "2024-03-01", text="Right.", correction="Miscounted"),
        ]
    )
    text = site(revised)["en/cards/M01-001.html"]
    first, second = text.index("Wrong."), text.index("Right.")
    assert text.index("replaced by a revised result") < first < second
    assert text.count("replaced by a revised result") == 1
    assert "correction: Miscounted" in text


def test_a_correction_shows_the_old_value_and_the_new_one() -> None:
    corrected = card(
        "M01-001",
        REGISTERED,
        entry("2024-03-01", due="2025-01-31", corrects={"due": "2024-12-31"}, note="Misread"),
    )
    page = Page(site(corrected)["en/cards/M01-001.html"])
    assert "corrected due date: 2024-12-31 → 2025-01-31" in page.text
    assert "Misread" in page.text


def test_an_erased_text_has_its_marker_in_the_language_of_the_page() -> None:
    erased = card(
        "M01-001", REGISTERED, entry("2024-03-01", redacts=["note"], ground="Act 9"),
        note="[redacted]",
    )  # fmt: skip
    files = site(erased)
    assert "[redacted]" in files["en/cards/M01-001.html"]
    korean = Page(files["ko/cards/M01-001.html"]).text
    assert "[redacted]" not in korean
    assert "Act 9" in korean


def test_the_overview_says_where_things_stand() -> None:
    late = card("M01-002", entry("2024-01-10", state="registered", lead="busan", due="2024-02-01"))
    claimed = card("M01-003", REGISTERED, DONE[0])
    page = Page(site(FULL, late, claimed)["en/index.html"])
    for shown in (
        "Of 3 matters, 1 awaits confirmation and 2 are delayed.",
        "The most urgent matter is M01-002 Card M01-002 (Busan)",
        "Outcomes to confirm (1 card)",
    ):
        assert shown in page.text
    counts = "".join(page.text.split())
    assert "done0toconfirm1ontrack0needsattention0delayed2onhold0ended0" in counts


def test_unreadable_files_are_named_on_the_overview() -> None:
    files = site(FULL, unreadable={"M01/M01-009.yaml": "M01-009"})
    assert "M01/M01-009.yaml" in files["en/index.html"]


def test_cards_have_the_attributes_that_filters_need() -> None:
    board = Page(site(FULL)["en/board.html"])
    tile = next(named for tag, named in board.tags if named.get("data-id") == "M01-001")
    assert tile["data-state"] == "planned"
    assert tile["data-follow-up"] == "delayed"
    assert tile["data-signal"] == "amber"
    assert (tile["data-lead"], tile["data-agencies"]) == ("busan", "busan ulsan")
    assert tile["data-meeting"] == "1"


# Restricted ------------------------------------------------------------------------------------

SECRET = "Hush-hush matter"


def test_public_pages_have_no_trace_of_a_restricted_card() -> None:
    hidden = card(
        "M01-002", REGISTERED, *DONE, title=SECRET, visibility="closed", visibility_ground="Act 9",
        decision=f"{SECRET} decided", results=[result(2, "2024-06-01", text=f"{SECRET} result")],
    )  # fmt: skip
    open_ = card("M01-001", relations={"see_also": ["M01-002"]})
    files = public(register(open_, hidden))
    assert "en/cards/M01-001.html" in files
    for path, content in files.items():
        assert "M01-002" not in path
        assert b"M01-002" not in content, path
        assert SECRET.encode() not in content, path
    assert "Act 9" in files["en/index.html"].decode()
    require_whole({path: content.decode() for path, content in files.items()})


def test_public_pages_have_no_restricted_evidence() -> None:
    paper = {"kind": "report", "title": SECRET, "url": "https://example.org/hush",
             "visibility": "closed"}  # fmt: skip
    one = card(results=[result(2, "2024-06-01", evidence=[paper])], sources=[paper])
    whole = register(one, meetings=meetings(m1={"sources": [paper]}))
    for path, content in public(whole).items():
        assert SECRET.encode() not in content, path
        assert b"example.org/hush" not in content, path


def test_internal_pages_say_that_they_are_internal() -> None:
    hidden = card(title=SECRET, visibility="closed", visibility_ground="Act 9")
    text = site(hidden)["en/cards/M01-001.html"]
    assert SECRET in text
    assert "Internal: these pages show what is not public." in text


# Hostile texts ---------------------------------------------------------------------------------

HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(1)">\'"&{main}{title}\u202e'


def hostile_register() -> list[Card]:
    """Cards with hostile text in every field."""
    return [
        card(
            "M01-001",
            entry("2024-01-10", state="registered", lead="busan", note=HOSTILE),
            entry("2024-02-01", state="planned", note=HOSTILE, substitute=HOSTILE),
            title=HOSTILE,
            decision=HOSTILE,
            due_as_stated=HOSTILE,
            tags=[HOSTILE],
            note={"ko": HOSTILE},
            partners=["ulsan"],
            plan={"summary": HOSTILE, "steps": [{"id": "a", "title": HOSTILE, "note": HOSTILE}]},
            indicators=[{"id": "km", "name": HOSTILE, "unit": HOSTILE, "as_stated": HOSTILE}],
            budget=[{"planned": 1, "as_stated": HOSTILE}],
            results=[
                result(
                    2,
                    "2024-06-01",
                    text=HOSTILE,
                    blocker=HOSTILE,
                    next=HOSTILE,
                    readings={"km": 1},
                    evidence=[
                        {"kind": "report", "title": HOSTILE, "path": "a/javascript:alert(1)"},
                        {"kind": "news", "issuer": HOSTILE, "url": "https://example.org/%22%3E"},
                    ],
                )
            ],
        )
    ]


def test_hostile_text_makes_no_element_and_no_attribute() -> None:
    agencies = tuple(
        Agency(code=code, name=HOSTILE, aliases=(HOSTILE,)) for code in ("mois", "busan", "ulsan")
    )
    hostile = meetings(m1={"place": HOSTILE, "items": [
        {"item": 1, "title": HOSTILE, "type": "decision", "outcome": "decided"}]})  # fmt: skip
    files = site(*hostile_register(), agencies=agencies, meetings=hostile, config={"body": HOSTILE})
    require_whole(files)
    for path, page in pages(files):
        scripts = [dict(named) for tag, named in page.tags if tag == "script"]
        assert [each.get("src", "").strip("./") for each in scripts] in ([], ["assets/site.js"])
        for tag, named in page.tags:
            assert tag not in ("img", "iframe", "style"), path
            assert not any(key.startswith("on") or key == "style" for key in named), path
        assert "\u202e" not in files[path]
        assert page.text.count("{main}") == files[path].count("{main}")


def test_links_in_texts_lead_to_the_web_and_to_mail_alone() -> None:
    text = "See javascript:alert(1) data:text/html,x file:///etc https://example.org/a mailto:a@b.c"
    page = Page(site(card(note=text))["en/cards/M01-001.html"])
    schemes = {urlsplit(link).scheme for link in page.links}
    assert schemes == {"", "data", "https", "mailto"}
    assert [link for link in page.links if link.startswith("data:")] == ["data:,"]  # the icon


@pytest.mark.parametrize("codes", [("a", "A", "con", "a-2", "a.b", "부산시")])
def test_agencies_of_any_name_have_pages_of_their_own(codes: tuple[str, ...]) -> None:
    agencies = tuple(Agency(code=code, name=f"Agency {code}") for code in ("mois", *codes))
    cards = [
        card(f"M01-{n:03}", entry("2024-01-10", state="registered", lead=code), partners=["a"])
        for n, code in enumerate(codes, 1)
        if code != "a"
    ]
    files = site(*cards, agencies=agencies)
    require_whole(files)
    assert sum(path.startswith("en/agencies/") for path in files) == len(agencies)


# Many cards ------------------------------------------------------------------------------------


def many(count: int) -> list[Card]:
    """Return that many cards of one meeting and one agency, each with long texts."""
    history = [REGISTERED, DONE[0], {**DONE[1], "note": "나" * 2000}]
    made = card("M01-001", *history, title="가" * 400)
    return [made.model_copy(update={"id": f"M01-{n:04}"}) for n in range(1, count + 1)]


def test_long_lists_go_on_and_stay_small() -> None:
    files = site(*many(450), options=SiteOptions(("ko",)), number=3, day=date(2024, 9, 1))
    require_whole(files)
    for path in ("board-closed.html", "board-closed-2.html", "board-closed-3.html",
                 "meetings/1~2.html", "agencies/busan~3.html"):  # fmt: skip
        assert f"ko/{path}" in files, path
    sizes = {path: len(text.encode()) for path, text in files.items() if path.endswith(".html")}
    assert max(sizes.values()) < 500_000
    listed = [
        named["data-id"]
        for path in ("board-closed.html", "board-closed-2.html", "board-closed-3.html")
        for _tag, named in Page(files[f"ko/{path}"]).tags
        if named.get("data-id")
    ]
    assert len(listed) == len(set(listed)) == 450


# Any register ----------------------------------------------------------------------------------

_CODES = st.sampled_from(["mois", "busan", "ulsan", "nobody", "CON", "con"])


@st.composite
def registers(draw: st.DrawFn) -> list[Card]:
    """Cards with any texts, agencies and relations, some of them to cards that are not there."""
    ids = [f"M0{m}-00{n}" for m in (1, 2) for n in (1, 2)]
    text = st.text(min_size=1, max_size=30).filter(lambda t: t.strip() == t and "\x00" not in t)
    made = []
    for identifier in draw(st.lists(st.sampled_from(ids), unique=True)):
        others = [other for other in ids if other != identifier]
        first = entry("2024-01-10", state="registered", lead=draw(_CODES))
        states = draw(st.sampled_from([(), DONE[:1], DONE]))
        keys: dict[str, Any] = {
            "title": draw(text),
            "partners": draw(st.lists(_CODES, max_size=2, unique=True)),
            "relations": {"see_also": draw(st.lists(st.sampled_from(others), max_size=2))},
            "visibility": draw(st.sampled_from(["open", "closed"])),
        }
        made.append(card(identifier, first, *states, **keys))
    return made


@settings(max_examples=30, deadline=None)
@given(registers(), st.sampled_from(Audience))
def test_no_link_is_broken_and_nothing_restricted_shown_in_any_register(
    cards: list[Card], audience: Audience
) -> None:
    made = meeting_report(register(*cards), 3, date(2024, 9, 1), audience=audience)
    files = {file.path: file.content.decode() for file in build(made, BOTH)}
    require_whole(files)
    closed = {card.id for card in cards if card.visibility == "closed"}
    if audience is Audience.PUBLIC:
        assert not [path for path, text in files.items() for id_ in closed if id_ in path + text]
    again = {file.path: file.content.decode() for file in build(made, BOTH)}
    assert files == again
