"""The Atom feed of a site."""

from __future__ import annotations

from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from support.models import REGISTERED, card, entry, meetings, register, result

from cardctl.domain.agency import Agency
from cardctl.domain.card import Card
from cardctl.report.audience import Audience
from cardctl.report.compute import meeting_report
from cardctl.site.feed import NEWEST, feed
from cardctl.site.site import Site, SiteOptions

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = date(2024, 12, 1)


def site(*cards: Card, base_url: str = "", day: date = DAY, **keys: Any) -> Site:
    """Return the public site of three meetings and *cards*, before meeting 3."""
    made = meeting_report(register(*cards, **keys), 3, day, audience=Audience.PUBLIC)
    return Site(made, SiteOptions(("en", "ko"), base_url))


def entries(made: Site, lang: str = "en") -> list[ET.Element]:
    return root(made, lang).findall(f"{ATOM}entry")


def root(made: Site, lang: str = "en") -> ET.Element:
    """Return the feed, which has what RFC 4287 requires of it and of its entries."""
    file = feed(made, lang)
    assert file.path == f"{lang}/feed.xml"
    found = ET.fromstring(file.content)
    assert found.tag == f"{ATOM}feed"
    for one in (found, *found.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1
        assert one.findtext(f"{ATOM}author/{ATOM}name")
        assert len([link for link in one.findall(f"{ATOM}link")
                    if link.get("rel") == "alternate"]) == 1  # fmt: skip
    ids = [one.findtext(f"{ATOM}id") or "" for one in (found, *found.findall(f"{ATOM}entry"))]
    assert len(set(ids)) == len(ids)
    assert all(one.startswith("urn:uuid:") for one in ids)
    return found


def told(made: Site, lang: str = "en") -> list[tuple[str, str, str]]:
    """Return day, title and link of each entry."""
    return [
        (
            (one.findtext(f"{ATOM}updated") or "")[:10],
            one.findtext(f"{ATOM}title") or "",
            next(link.get("href", "") for link in one.findall(f"{ATOM}link")),
        )
        for one in entries(made, lang)
    ]


STARTED = entry("2024-08-01", state="in_progress", note="begun")
FILED = result(3, "2024-11-01", progress=40, text={"en": "Money found", "ko": "예산 확보"})


def test_changes_are_told_newest_first() -> None:
    made = site(card("M01-001", REGISTERED, STARTED, title="Fund", results=[FILED]))
    assert told(made) == [
        ("2024-11-01", "M01-001 Fund: result for meeting 3; progress 40%", "cards/M01-001.html"),
        ("2024-08-01", "M01-001 Fund: registered → in progress", "cards/M01-001.html"),
        ("2024-07-10", "meeting 2 was held", "meetings/2.html"),
        ("2024-01-10", "meeting 1 was held", "meetings/1.html"),
        ("2024-01-10", "M01-001 Fund: registered; lead Busan; due 2024-12-31",
         "cards/M01-001.html"),
    ]  # fmt: skip
    newest, begun, *_rest = entries(made, "ko")
    assert newest.findtext(f"{ATOM}content") == "예산 확보"
    assert newest.findtext(f"{ATOM}author/{ATOM}name") == "부산광역시"
    assert begun.findtext(f"{ATOM}content") == "begun"
    assert root(made).findtext(f"{ATOM}updated") == "2024-11-01T00:00:00Z"
    assert told(made, "ko")[2][1] == "제2회 회의 개최"


def test_a_changed_meeting_is_told() -> None:
    changes = [{"date": "2024-11-05", "by": "mois", "note": "storm", "was": {"date": "2025-01-08"}}]
    made = site(meetings=meetings(m3={"changes": changes}))
    day, title, link = told(made)[0]
    assert (day, link) == ("2024-11-05", "meetings/3.html")
    assert title == "meeting 3: date 2025-01-08 → 2025-01-15"
    assert entries(made)[0].findtext(f"{ATOM}content") == "storm"
    before = site(meetings=meetings(m3={"changes": changes}), day=date(2024, 11, 4))
    assert told(before)[0][0] == "2024-07-10"


def ids(made: Site, lang: str = "en") -> dict[str, str]:
    return {
        one.findtext(f"{ATOM}title") or "": one.findtext(f"{ATOM}id") or ""
        for one in entries(made, lang)
    }


def test_an_entry_keeps_its_id_if_another_is_filed_before_it() -> None:
    """As after a merge of two branches."""
    held = entry("2024-07-20", note="noted", by="busan")
    before = ids(site(card("M01-001", REGISTERED, STARTED)))
    after = ids(site(card("M01-001", REGISTERED, held, STARTED)))
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1


def test_languages_and_registers_have_ids_of_their_own() -> None:
    one, other = site(card()), site(card(), config={"body": "River Board"})
    all_ids = [*ids(one).values(), *ids(one, "ko").values(), *ids(other).values()]
    assert len(set(all_ids)) == len(all_ids)


def test_links_are_absolute_only_with_a_base_address() -> None:
    links = root(site(card())).findall(f"{ATOM}link")
    assert [(link.get("rel"), link.get("href")) for link in links] == [("alternate", "index.html")]
    for base in ("https://example.org/site", "https://example.org/site/"):
        made = site(card(), base_url=base)
        links = root(made, "ko").findall(f"{ATOM}link")
        assert [(link.get("rel"), link.get("href")) for link in links] == [
            ("alternate", "https://example.org/site/ko/index.html"),
            ("self", "https://example.org/site/ko/feed.xml"),
        ]
        assert told(made, "ko")[-1][2] == "https://example.org/site/ko/cards/M01-001.html"


def test_a_restricted_card_is_not_told() -> None:
    closed = card("M01-001", title="SECRET", visibility="closed", visibility_ground="Act")
    lines = told(site(closed, card("M01-002")))
    assert {title.partition(" ")[0] for _, title, _ in lines} == {"meeting", "M01-002"}


def test_only_the_newest_are_told() -> None:
    cards = [
        card(f"M01-{n:03d}", REGISTERED, entry(f"2024-08-{1 + n % 28:02d}", note="n"))
        for n in range(1, NEWEST + 30)
    ]
    lines = told(site(*cards))
    assert len(lines) == NEWEST
    assert [day for day, *_ in lines] == sorted((day for day, *_ in lines), reverse=True)
    assert lines[-1][0] > "2024-08-01"


def test_a_feed_stays_small() -> None:
    long = "\"'한" * 5_000
    moved = entry("2024-08-01", state="in_progress", note=long)
    cards = [card(f"M01-{n:03d}", REGISTERED, moved, title=long) for n in range(1, NEWEST + 1)]
    agencies = (Agency(code="mois", name="M"), Agency(code="busan", name=long))
    made = site(*cards, agencies=agencies)
    assert len(entries(made)) == NEWEST
    assert len(feed(made, "en").content) < 500_000


@pytest.mark.parametrize("text", ["</title><script>", "a & b \"'", "\x1b[31m\ufffe\x00", "&lt;"])
def test_hostile_text_stays_text(text: str) -> None:
    title = f"x{text}y"
    clean = title.translate(dict.fromkeys((0x1B, 0xFFFE, 0), "\ufffd"))
    made = site(card(title=title), meetings=meetings(m1={"place": title}))
    assert any(clean in shown for _, shown, _ in told(made))
    assert clean in [one.findtext(f"{ATOM}content") for one in entries(made)]


def test_an_empty_register_has_a_valid_feed() -> None:
    made = site(day=date(2024, 1, 1))
    assert entries(made) == []
    assert root(made).findtext(f"{ATOM}updated") == "2024-01-01T00:00:00Z"


def test_same_register_is_the_same_feed() -> None:
    one, other = (feed(site(card("M01-001", REGISTERED, STARTED)), "ko") for _ in range(2))
    assert one == other
