"""The index of the search: which cards each token occurs in, in parts that a page loads as needed.

The parts are scripts that call a function of `data/site/site.js`, as a page that is opened from a
folder may not read other files in any other way. All are in the folder `search` of a language:

    index.js        where each part begins, and the words for classes and signals
    words-3.js      tokens in order, each with its postings
    cards-7.js      what a result shows of 32 cards
    filters.js      what filters ask of each card

A posting is a card and the place where it has the token, as one number: four times the number of
cards skipped, plus the place. See `tokens.encoded` for its digits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from cardctl.domain.card_facts import CardFacts
from cardctl.domain.follow_up import FOLLOW_UPS
from cardctl.domain.signal import SIGNALS
from cardctl.i18n import _
from cardctl.printable import printable
from cardctl.report import words
from cardctl.site.card_text import Place, card_texts
from cardctl.site.markup import language_of
from cardctl.site.site import Site, SiteFile
from cardctl.site.tokens import encoded, sort_key, tokens

PART = 64_000
"""Characters in a part of the tokens, roughly."""

CARDS = 32
"""Cards in a part."""

EXCERPT = 200
"""Characters of a decision that a result shows."""

PLACES = {
    Place.NAMES: _("Found in names and documents"),
    Place.TEXT: _("Found in the plan, the results or the history"),
}
"""What a result says that does not show the words that it is found by."""


class SearchIndex:
    """The index of a site in one language."""

    def __init__(self, site: Site, lang: str) -> None:
        self._site = site
        self._lang = lang
        self._parts = dict(self._computed())
        digest = sha256()
        for text in self._parts.values():
            digest.update(text.encode())
        self.version = digest.hexdigest()[:12]
        """Changes with the contents; part of the addresses, as browsers keep old files."""

    def files(self) -> Iterator[SiteFile]:
        """Yield the parts of the index."""
        for name, text in self._parts.items():
            yield SiteFile(f"{self._lang}/search/{name}.js", text.encode())

    def _computed(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the text of each part."""
        begins = []
        for number, (first, text) in enumerate(_word_parts(self._postings())):
            begins.append(first)
            yield _part(f"words-{number}", text)
        for number, cards in enumerate(_sliced(self._site.cards, CARDS)):
            yield _part(f"cards-{number}", [self._shown(card) for card in cards])
        yield _part("filters", self._filters())
        yield _part("index", {"begins": begins, **self._head()})

    def _postings(self) -> dict[str, str]:
        """Return the postings of each token."""
        found: dict[str, list[str]] = {}
        last: dict[str, int] = {}
        for number, card in enumerate(self._site.cards):
            texts: dict[Place, list[str]] = {place: [] for place in Place}
            for place, text in card_texts(self._site, card.id, self._lang):
                texts[place].append(text)
            places: dict[str, Place] = {}
            for place, found_there in texts.items():  # the highest place stays
                places.update(dict.fromkeys(tokens("\n".join(found_there)), place))
            for token, place in places.items():
                skipped = number - last.get(token, -1) - 1
                found.setdefault(token, []).append(encoded(4 * skipped + place))
                last[token] = number
        return {token: "".join(postings) for token, postings in found.items()}

    def _shown(self, card: CardFacts) -> list[str]:
        """Return what a result shows of a card.

        If a text is not in the language of the page, the languages of title, decision and lead
        follow; "" is that of the page.
        """
        decision = printable(words.text(card.decision, self._lang))
        if len(decision) > EXCERPT:
            decision = decision[:EXCERPT].rstrip() + "…"
        lead = self._site.seen.whole.agency_names.get(card.lead or "", "")
        langs = [language_of(text, self._lang) for text in (card.title, card.decision or "", lead)]
        return [
            card.id,
            printable(words.text(card.title, self._lang)),
            decision,
            self._site.follow_up(card),
            self._site.seen.signal(card.id).colour,
            printable(words.agency_name(self._site.seen.whole, card.lead, self._lang)),
            *(langs if any(langs) else ()),
        ]

    def _head(self) -> dict[str, Any]:
        lang = self._lang
        return {
            "cards": len(self._site.cards),
            "perPart": CARDS,
            "followUps": {each: name.render(lang) for each, name in FOLLOW_UPS.items()},
            "signals": {each: name.render(lang) for each, name in SIGNALS.items()},
            "places": [PLACES[place].render(lang) for place in sorted(PLACES)],
        }

    def _filters(self) -> dict[str, tuple[list[str], list[int]]]:
        """Return the values of each filter, and for each card the place of its value.

        Agencies are codes separated by spaces, the lead first.
        """
        seen, cards = self._site.seen, self._site.cards
        return {
            "state": _column(card.state for card in cards),
            "follow-up": _column(self._site.follow_up(card) for card in cards),
            "signal": _column(seen.signal(card.id).colour for card in cards),
            "meeting": _column(str(card.meeting) for card in cards),
            "agency": _column(" ".join(filter(None, (c.lead, *c.partners))) for c in cards),
        }


def _column(values: Iterable[str]) -> tuple[list[str], list[int]]:
    places: dict[str, int] = {}
    numbers = [places.setdefault(value, len(places)) for value in values]
    return list(places), numbers


def _word_parts(postings: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the first token of each part, and its tokens with their postings, by spaces."""
    part: list[str] = []
    size = 0
    for token in sorted(postings, key=sort_key):
        if size > PART:
            yield part[0], " ".join(part)
            part, size = [], 0
        part += (token, postings[token])
        size += len(token) + len(postings[token]) + 2
    if part:
        yield part[0], " ".join(part)


def _sliced(cards: Sequence[CardFacts], size: int) -> Iterable[Sequence[CardFacts]]:
    return (cards[start : start + size] for start in range(0, len(cards), size))


def _part(name: str, content: Any) -> tuple[str, str]:
    """Return the name and the script of a part."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return name, f"cardctl.part({json.dumps(name)},{text});\n"
