"""The board: all cards by state, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardctl.domain.card_facts import CardFacts
from cardctl.domain.workflow import State
from cardctl.html_page import escape
from cardctl.i18n import _
from cardctl.report import words
from cardctl.site.card_list import LONGEST, by_urgency, card_table, pager, tiles
from cardctl.site.filters import FilterForm, filter_form
from cardctl.site.markup import told
from cardctl.site.shell import whole
from cardctl.site.site import Site, SiteFile, SitePage

ALL_ON_ONE = 300
"""So many cards are all on the board; of more, it shows the first of each state."""

FIRST = 50
"""The first cards of a state, if there are more in all than the board shows."""


def board(site: Site, lang: str) -> Iterator[SiteFile]:
    """Yield the board, and the pages on which its long columns go on."""
    page = site.page(lang, "board.html")
    columns = {
        state: by_urgency(page, (card for card in site.cards if card.state is state))
        for state in State
    }
    first = FIRST if len(site.cards) > ALL_ON_ONE else ALL_ON_ONE
    yield _board(page, columns, first)
    for state, cards in columns.items():
        if len(cards) > first:
            yield from _rest(site, lang, state, cards)


def _board(page: SitePage, columns: dict[State, list[CardFacts]], first: int) -> SiteFile:
    title = page.words.said("site|Board")
    body = "".join(_column(page, state, cards, first) for state, cards in columns.items())
    is_whole = len(page.site.cards) <= ALL_ON_ONE
    form = filter_form(page, FilterForm.FILTER if is_whole else FilterForm.ELSEWHERE)
    main = f'<h1>{escape(title)}</h1>\n{form}<div class="board">\n{body}</div>\n'
    return whole(page, title, main)


def _column(page: SitePage, state: State, cards: Sequence[CardFacts], first: int) -> str:
    name = escape(words.state_word(state, page.lang))
    more = ""
    if len(cards) > first:
        text = told(_("All {count}", count=len(cards)), page.lang)
        more = f'<p class="all"><a href="{page.to(_path(state, 0))}">{text}</a></p>\n'
    return (
        f'<section class="column size{_size(min(len(cards), first))}" data-state="{state}">'
        f'<h2>{name} <span class="number" data-sum>{len(cards):,}</span></h2>\n'
        f"{tiles(page, cards[:first])}{more}</section>\n"
    )


def _size(cards: int) -> int:
    """Return how much of the width a column with so many cards gets: 0 to 3."""
    return sum(cards > limit for limit in (0, 8, 20))


def _rest(site: Site, lang: str, state: State, cards: Sequence[CardFacts]) -> Iterator[SiteFile]:
    """Yield pages with all cards of one state."""
    parts = [cards[start : start + LONGEST] for start in range(0, len(cards), LONGEST)]
    paths = [_path(state, number) for number in range(len(parts))]
    for number, part in enumerate(parts):
        page = site.page(lang, paths[number])
        name = words.state_word(state, lang)
        title = page.words.with_brackets(name, page.words.counted(len(cards), "card"))
        links = pager(page, paths, number)
        main = f"<h1>{escape(title)}</h1>\n{links}{card_table(page, name, part)}{links}"
        yield whole(page, title, main)


def _path(state: State, number: int) -> str:
    """Return the path of the page *number* (from 0) with all cards of a state."""
    return f"board-{state}.html" if number == 0 else f"board-{state}-{number + 1}.html"
