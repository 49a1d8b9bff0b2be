"""The annex: open cards in full, then what many of them share, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from cardctl.domain.card import Card
from cardctl.domain.enums import ItemType
from cardctl.report import words
from cardctl.report.document import Block, Heading, Item, ItemList, Paragraph, Record
from cardctl.report.facts import Matter
from cardctl.report.layout.details import details, is_bare
from cardctl.report.layout.evidence import evidence_lines
from cardctl.report.layout.page import ReportPage

SHARED = 3
"""A source that this many cards have is listed once, with their ids."""


def annex(page: ReportPage) -> Iterator[Block]:
    """Every open card in full."""
    return in_full(page, page.report.cards)


def in_full(page: ReportPage, matters: Sequence[Matter]) -> Iterator[Block]:
    """Each card with the fields that no table above has, then what the cards have in common.

    A report has many cards, so each is made when it is read. A bare card has a line above, with
    all that is known of it but its sources.
    """
    shared = _shared_sources(page, matters)
    for matter in matters:
        if not is_bare(matter):
            yield Record(details(page, matter, shared), page.identity(matter.card))
    yield from _lists(page, matters, shared)


def _shared_sources(page: ReportPage, matters: Iterable[Matter]) -> frozenset[str]:
    """Return the sources that many cards have."""
    found = Counter(line for m in matters for line in evidence_lines(page, m.card.sources))
    return frozenset(line for line, cards in found.items() if cards >= SHARED)


def _lists(page: ReportPage, matters: Sequence[Matter], shared: Set[str]) -> Iterator[Block]:
    """Agenda items, sources and tags, each with the cards that have it."""
    items: dict[str, list[str]] = {}
    sources: dict[str, list[str]] = {}
    tags: dict[str, list[str]] = {}
    for matter in matters:
        card = matter.card
        if item := _item(page, card):
            items.setdefault(item, []).append(card.id)
        for line in evidence_lines(page, card.sources):
            if line in shared or is_bare(matter):
                sources.setdefault(line, []).append(card.id)
        for tag in card.tags:
            name = words.tags(page.report.register, (tag,), page.lang)
            tags.setdefault(name, []).append(card.id)
    if items:
        yield Heading(3, page.said("Agenda items"))
        yield ItemList(tuple(_items_with_ids(page, items)))
    if sources:
        yield Heading(3, page.said("Sources of several cards"))
        yield ItemList(tuple(_items_with_ids(page, sources)))
    if tags:
        yield Heading(3, page.said("Tags"))
        yield Paragraph("; ".join(_with_ids(page, dict(sorted(tags.items())))))


def _items_with_ids(page: ReportPage, found: Mapping[str, Sequence[str]]) -> Iterator[Item]:
    return (Item(f"{name}: {words.id_ranges(ids, page.lang)}") for name, ids in found.items())


def _with_ids(page: ReportPage, found: Mapping[str, Sequence[str]]) -> Iterator[str]:
    return (
        page.with_brackets(name, words.id_ranges(ids, page.lang)) for name, ids in found.items()
    )


def _item(page: ReportPage, card: Card) -> str:
    """The agenda item of a card, with its meeting: cards of several meetings are listed."""
    item = page.report.register.agenda_item(card)
    if item is None:
        return ""
    kinds = {
        ItemType.DECISION: page.said("item|decision"),
        ItemType.REPORT: page.said("item|report"),
        ItemType.DISCUSSION: page.said("item|discussion"),
    }
    meeting = words.heading(words.meeting_name(card.meeting, page.lang))
    title = page.with_brackets(page.text(item.title), kinds[item.type])
    number = page.said("item {number}", number=item.item)
    return f"{meeting}, {number}: {title}"
