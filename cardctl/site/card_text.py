"""The text of a card that the search finds it by, as far as the audience of the site may see it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import TYPE_CHECKING

from cardctl.domain.enum_words import EVIDENCE
from cardctl.report import words
from cardctl.report.history_words import entry_lines
from cardctl.site.site import Site

if TYPE_CHECKING:
    from cardctl.domain.base import Text
    from cardctl.domain.card import Card, Plan
    from cardctl.domain.meeting import Evidence


class Place(IntEnum):
    """Where a word of a card occurs; the higher, the more it says about the card."""

    NAMES = 0
    """names of agencies, documents, tags"""
    TEXT = 1
    """plan, results, history, remarks"""
    DECISION = 2
    TITLE = 3


def card_texts(site: Site, identifier: str, lang: str) -> Iterator[tuple[Place, str]]:
    """Yield the texts of a card in *lang*, each with its place."""
    card = site.seen.shown(identifier)
    whole = site.seen.recorded(identifier) or card
    yield Place.TITLE, card.id
    yield Place.TITLE, words.text(card.title, lang)
    yield Place.DECISION, words.text(card.decision, lang)
    for text in _texts(card, whole):
        yield Place.TEXT, words.text(text, lang)
    if any(entry.amends or entry.corrects for entry in whole.history):
        for line in entry_lines(whole, site.seen.whole, lang):
            yield Place.TEXT, line.what
    for text in _names(site, card, whole, lang):
        yield Place.NAMES, words.text(text, lang)


def _texts(card: Card, whole: Card) -> Iterator[Text | None]:
    """Yield the texts of a card but for its title, its decision and old values of both.

    *whole* is its whole record, with results that were revised and entries that were corrected.
    """
    yield from (card.note, card.due_as_stated)
    if card.plan is not None:
        yield from _plan(card.plan)
    for result in whole.results:
        yield from (result.text, result.blocker, result.next, result.correction)
    for entry in whole.history:
        yield from (entry.note, entry.substitute, entry.ground)
    for indicator in card.indicators:
        yield from (indicator.name, indicator.unit, indicator.as_stated)
    yield from (line.as_stated for line in card.budget)


def _plan(plan: Plan) -> Iterator[Text | None]:
    yield from (plan.summary, plan.no_steps)
    for step in plan.steps:
        yield from (step.title, step.note)


def _names(site: Site, card: Card, whole: Card, lang: str) -> Iterator[Text | None]:
    """Yield the names that occur in a card: agencies, tags, documents, its state."""
    names = site.seen.whole.agency_names
    for code in filter(None, (card.lead, *card.partners)):
        yield from (code, names.get(code))
    yield from card.tags
    yield words.tags(site.seen.whole, card.tags, lang)
    yield words.state_word(card.state, lang)
    item = site.seen.whole.agenda_item(card)
    yield item.title if item else None
    for paper in (*card.sources, *(each for one in whole.results for each in one.evidence)):
        yield from _paper(paper, lang)


def _paper(paper: Evidence, lang: str) -> Iterator[Text | None]:
    yield EVIDENCE[paper.kind].render(lang)
    yield from (paper.title, paper.issuer, paper.number)
