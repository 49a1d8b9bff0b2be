"""The Atom feed of a site (RFC 4287): the newest changes of cards and meetings.

An entry keeps its id for good, and nothing depends on the clock: a change is dated by its record,
and the id is a name-based UUID of what identifies it, so that it needs no address on the web.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from heapq import nlargest
from typing import NamedTuple
from uuid import NAMESPACE_OID, uuid5

from cardctl.domain.card import Card
from cardctl.domain.enums import MeetingStatus
from cardctl.domain.ids import id_order
from cardctl.domain.meeting_record import recorded_changes
from cardctl.domain.text import text_in
from cardctl.i18n import _
from cardctl.printable import plain
from cardctl.report import words
from cardctl.report.history_words import HistoryLine, history_lines
from cardctl.report.meeting_words import change_phrases
from cardctl.site.markup import shortened
from cardctl.site.site import Site, SiteFile, card_path, meeting_path

FEED = "feed.xml"
"""Path of the feed in the folder of its language."""

NEWEST = 100
"""Number of changes in a feed."""

LONGEST_NAME, LONGEST_TITLE, LONGEST_TEXT = 100, 160, 400
"""Characters of the parts of an entry; the page has all. So no feed grows over 500 KB."""


class _Change(NamedTuple):
    """One entry of the feed; *name* identifies the change, *path* is the page it links to."""

    day: date
    name: str
    title: str
    text: str
    author: str
    path: str


def feed(site: Site, lang: str) -> SiteFile:
    """Return the feed of the site in *lang*."""
    newest = _newest(site, lang)
    updated = newest[0].day if newest else site.day
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_xml(lang)}">',
        f"<id>{_id(site, lang, '')}</id>",
        f"<title>{_xml(_title(site, lang))}</title>",
        f"<updated>{_moment(updated)}</updated>",
        f"<author><name>{_xml(text_in(site.seen.whole.config.body, lang))}</name></author>",
        "<generator>cardctl</generator>",
        *_links(site, lang),
    ]
    for change in newest:
        lines += _entry(site, lang, change)
    lines.append("</feed>\n")
    return SiteFile(f"{lang}/{FEED}", "\n".join(lines).encode())


def _title(site: Site, lang: str) -> str:
    body = text_in(site.seen.whole.config.body, lang)
    return _("Changes of the cards: {body}", body=body).render(lang)


def _links(site: Site, lang: str) -> Iterator[str]:
    yield f'<link rel="alternate" type="text/html" href="{_address(site, lang, "index.html")}"/>'
    if site.options.base_url:  # a feed does not know its own address otherwise
        yield (
            f'<link rel="self" type="application/atom+xml" href="{_address(site, lang, FEED)}"/>'
        )


def _entry(site: Site, lang: str, change: _Change) -> Iterator[str]:
    yield "<entry>"
    yield f"<id>{_id(site, lang, change.name)}</id>"
    yield f"<title>{_xml(shortened(change.title, LONGEST_TITLE))}</title>"
    yield f"<updated>{_moment(change.day)}</updated>"
    yield f"<author><name>{_xml(shortened(change.author, LONGEST_NAME))}</name></author>"
    yield f'<link rel="alternate" type="text/html" href="{_address(site, lang, change.path)}"/>'
    text = shortened(change.text or change.title, LONGEST_TEXT)
    yield f'<content type="text">{_xml(text)}</content>'
    yield "</entry>"


def _address(site: Site, lang: str, path: str) -> str:
    """Return the address of a page: relative to the feed if the site's own is unknown."""
    base = site.options.base_url
    return _xml(f"{base.rstrip('/')}/{lang}/{path}" if base else path)


def _id(site: Site, lang: str, name: str) -> str:
    """Return the permanent id of an entry, or of the feed ("").

    The same change has an id of its own in each language, as its words differ.
    """
    body = text_in(site.seen.whole.config.body, "en")
    return uuid5(NAMESPACE_OID, "\n".join(("cardctl", body, lang, name))).urn


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _xml(text: str) -> str:
    return html.escape(plain(text), quote=True)


# What has changed -------------------------------------------------------------------------------


def _newest(site: Site, lang: str) -> list[_Change]:
    """Return the newest changes, newest first; on one day meetings first, then by card."""
    found = [*_of_meetings(site, lang), *_of_cards(site, lang)]
    return sorted(found, key=lambda change: change.day, reverse=True)[:NEWEST]


def _of_cards(site: Site, lang: str) -> Iterator[_Change]:
    """Yield the changes of the cards with the newest ones; of each card the newest first."""
    for identifier in _newest_cards(site):
        card = site.seen.recorded(identifier)
        if card is None:
            continue
        named = f"{identifier} {words.text(site.seen.shown(identifier).title, lang)}"
        lines = history_lines(card, site.seen.whole, lang)
        for line, name in reversed(list(zip(lines, _names(lines), strict=True))):
            author = words.agency_name(site.seen.whole, line.by, lang)
            yield _Change(
                line.date,
                f"{identifier} {name}",
                f"{named}: {line.what}",
                line.why,
                author,
                card_path(identifier),
            )


def _names(lines: Iterable[HistoryLine]) -> Iterator[str]:
    """Yield what identifies each line of a card's history.

    Its place in the file would not do: where two branches are merged, a line may get one before it.
    """
    before = Counter[str]()
    for line in lines:
        kind = f"result {line.result.meeting}" if line.result else "entry"
        name = f"{line.date} {line.by} {kind}"
        before[name] += 1
        yield f"{name} {before[name]}"


def _newest_cards(site: Site) -> list[str]:
    """Return the ids of the cards that have the newest changes, by meeting and serial.

    Only these are put into words, of a register of any size.
    """
    records = (site.seen.recorded(card.id) for card in site.cards)
    days = ((day, record.id) for record in records if record for day in _days(record))
    newest = nlargest(NEWEST, days, key=lambda found: found[0])
    return sorted({identifier for _day, identifier in newest}, key=id_order)


def _days(card: Card) -> Iterator[date]:
    yield from (entry.date for entry in card.history)
    yield from (result.date for result in card.results)


def _of_meetings(site: Site, lang: str) -> Iterator[_Change]:
    """Yield that meetings were held, and the changes of their records."""
    register = site.seen.whole
    secretariat = words.agency_name(register, register.config.secretariat, lang)
    for number, meeting in sorted(register.meetings.items(), reverse=True):
        name = words.meeting_name(number, lang)
        path = meeting_path(number)
        for index, change in reversed(list(enumerate(recorded_changes(meeting)))):
            if change.entry.date <= site.day:
                what = "; ".join(change_phrases(change, lang))
                why = words.text(change.entry.note, lang)
                author = words.agency_name(register, change.entry.by, lang)
                key = f"meeting {number} change {index}"
                yield _Change(change.entry.date, key, f"{name}: {what}", why, author, path)
        if meeting.status is MeetingStatus.HELD and meeting.date and meeting.date <= site.day:
            title = _("{meeting} was held", meeting=name).render(lang)
            place = words.text(meeting.place, lang)
            yield _Change(meeting.date, f"meeting {number} held", title, place, secretariat, path)
