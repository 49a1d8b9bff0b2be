"""Cards in lists: as rows of a table, as tiles of the board; lists that continue on more pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cardctl.domain.card_facts import CardFacts
from cardctl.domain.ids import id_order
from cardctl.domain.signal import Colour
from cardctl.html_page import escape
from cardctl.i18n import _
from cardctl.report import words
from cardctl.report.document import ColumnKind
from cardctl.site.links import agency, agency_name, matter, named
from cardctl.site.markup import Column, badge, prose, said, signal, table, told
from cardctl.site.site import SitePage

LONGEST = 200
"""Cards on one page of a list, so that no page grows over 500 KB."""

URGENCY = {colour: place for place, colour in enumerate(Colour)}
"""The order of cards on the board: red first."""


class Group(NamedTuple):
    """Cards under a heading; *total* is how many there are, on all pages.

    With *has_one_lead*, all have the same lead, which the list need not show.
    """

    heading: str
    cards: Sequence[CardFacts]
    total: int
    has_one_lead: bool = False


def attributes(page: SitePage, card: CardFacts) -> str:
    """Return the attributes of an element that shows a card, for filters in the browser."""
    site = page.site
    agencies = " ".join(filter(None, (card.lead, *card.partners)))
    return (
        f' data-id="{escape(card.id)}" data-state="{card.state}"'
        f' data-follow-up="{site.follow_up(card)}"'
        f' data-signal="{site.seen.signal(card.id).colour}" data-lead="{escape(card.lead or "")}"'
        f' data-agencies="{escape(agencies)}" data-meeting="{card.meeting}"'
    )


def due(page: SitePage, card: CardFacts) -> str:
    """Return the due date of a card."""
    return escape(words.day(card.due, page.lang)) if card.due else said("not set", page.lang)


def card_signal(page: SitePage, card: CardFacts) -> str:
    """Return the signal of a card; one that was done late is marked."""
    shown = page.site.seen.signal(card.id)
    is_late = shown.colour is Colour.BLUE and bool(shown.reasons)
    return signal(shown.colour, page.lang, page.words.said("late") if is_late else "")


# Tables -----------------------------------------------------------------------------------------


def card_table(
    page: SitePage, caption: str, cards: Iterable[CardFacts], *, with_lead: bool = True
) -> str:
    """Return a table of cards: matter, how it is going, signal, due date, lead."""
    columns = (
        Column(page.words.said("Matter"), ColumnKind.TITLE),
        Column(page.words.said("site|Follow-up"), ColumnKind.NAME),
        Column(page.words.said("Signal"), ColumnKind.SIGNAL),
        Column(page.words.said("Due"), ColumnKind.DAY),
        Column(page.words.said("Lead"), ColumnKind.NAME),
    )
    end = len(columns) if with_lead else -1
    rows = (_row(page, card) for card in cards)
    return table(caption, columns[:end], ((data, cells[:end]) for data, cells in rows))


def _row(page: SitePage, card: CardFacts) -> tuple[str, Sequence[str]]:
    made = page.site.rows[page.lang, page.depth]
    if card.id not in made:
        cells = (
            matter(page, card),
            badge(page.site.follow_up(card), page.lang),
            card_signal(page, card),
            due(page, card),
            agency(page, card.lead),
        )
        made[card.id] = attributes(page, card), cells
    return made[card.id]


# Tiles ------------------------------------------------------------------------------------------


def tiles(page: SitePage, cards: Iterable[CardFacts]) -> str:
    """Return cards as tiles of the board."""
    body = "".join(_tile(page, card) for card in cards)
    return f'<ul class="tiles">\n{body}</ul>\n' if body else ""


def _tile(page: SitePage, card: CardFacts) -> str:
    name = agency_name(page, card.lead) if card.lead else ""
    lead = prose(name, page.lang, follow=False) or said("no lead agency", page.lang)
    when = f'<span class="day">{due(page, card)}</span>' if card.due else ""
    return (
        f'<li class="tile {page.site.seen.signal(card.id).colour}"{attributes(page, card)}>'
        f'<p class="top"><span class="id">{escape(card.id)}</span>{card_signal(page, card)}</p>'
        f'<p class="title">{named(page, card)}</p>'
        f'<p class="more">{badge(page.site.follow_up(card), page.lang)}'
        f"<span>{lead}</span>{when}</p></li>\n"
    )


def by_urgency(page: SitePage, cards: Iterable[CardFacts]) -> list[CardFacts]:
    """Return cards in the order of the board: red first, then by meeting and serial."""
    seen = page.site.seen
    return sorted(cards, key=lambda c: (URGENCY[seen.signal(c.id).colour], id_order(c.id)))


# More pages -------------------------------------------------------------------------------------


def paged(groups: Iterable[Group], longest: int = LONGEST) -> list[list[Group]]:
    """Divide groups of cards over pages of at most *longest* cards; there is always one page."""
    pages: list[list[Group]] = [[]]
    room = longest
    for group in groups:
        cards = group.cards
        while cards:
            if room == 0:
                pages.append([])
                room = longest
            pages[-1].append(group._replace(cards=cards[:room]))
            cards, room = cards[room:], max(room - len(cards), 0)
    return pages


def pager(page: SitePage, paths: Sequence[str], at: int) -> str:
    """Return the links between the pages of one list, which are at *paths*; nothing for one."""
    if len(paths) < 2:
        return ""
    items = "".join(
        f'<li><a href="{escape(page.to(path))}"{_here(number == at)}>{number + 1}</a></li>\n'
        for number, path in _near(paths, at)
    )
    text = told(_("Page {page} of {pages}", page=at + 1, pages=len(paths)), page.lang)
    label = said("Pages of this list", page.lang)
    return f'<nav class="pager" aria-label="{label}"><p>{text}</p><ul>\n{items}</ul></nav>\n'


def _here(is_here: bool) -> str:
    return ' aria-current="page"' if is_here else ""


def _near(paths: Sequence[str], at: int) -> Iterator[tuple[int, str]]:
    """Yield the first, the last, and the pages around *at*, by number."""
    for number, path in enumerate(paths):
        if number in (0, len(paths) - 1) or abs(number - at) <= 3:
            yield number, path


def continued(stem: str, number: int) -> str:
    """Return the path of the page *number* (from 0) of the list at *stem*.

    No code of an agency has the mark before the number, so no two lists get the same path.
    """
    return f"{stem}.html" if number == 0 else f"{stem}~{number + 1}.html"
