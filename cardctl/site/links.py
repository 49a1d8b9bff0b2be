"""Names of cards, agencies and meetings, as links to their pages."""

from __future__ import annotations

from collections.abc import Iterable

from cardctl.domain.base import Text
from cardctl.domain.card_facts import CardFacts
from cardctl.html_page import escape
from cardctl.report import words
from cardctl.site.markup import link, prose, said, title
from cardctl.site.site import SitePage


def named(page: SitePage, card: CardFacts) -> str:
    """Return the title of a card as a link to its page."""
    return link(page.to_card(card.id), title(card.title, page.lang))


def matter(page: SitePage, card: CardFacts) -> str:
    """Return the number and the title of a card as a link to its page."""
    number = f'<span class="id">{escape(card.id)}</span> '
    return link(page.to_card(card.id), number + title(card.title, page.lang))


def agency_name(page: SitePage, code: str) -> Text:
    """Return the name of an agency; an unknown code is its own name."""
    return page.site.report.register.agency_names.get(code, code)


def agency(page: SitePage, code: str | None) -> str:
    """Return the name of an agency as a link to its page; a missing lead is said to be missing."""
    if code is None:
        return said("not assigned", page.lang)
    parts, key = page.site.parts, ("agency", page.lang, page.depth, code)
    if key not in parts:
        name = prose(agency_name(page, code), page.lang, follow=False)
        has_page = code in page.site.agency_files
        parts[key] = link(page.to_agency(code), name) if has_page else name
    return parts[key]


def agencies(page: SitePage, codes: Iterable[str]) -> str:
    """Return the names of several agencies."""
    return ", ".join(agency(page, code) for code in codes)


def meeting(page: SitePage, number: int) -> str:
    """Return the name of a meeting, as a link to its page if it has one."""
    name = escape(words.meeting_name(number, page.lang))
    return link(page.to_meeting(number), name) if number in page.site.meetings else name
