"""Who reads the report: the public sees neither closed cards nor closed evidence, and how many.

The register is filtered before anything is computed: no number, list or relation of a public report
knows of what it leaves out, and so none can give it away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from cardctl.domain.card import Card, Relations, Result
from cardctl.domain.meeting import Evidence, Visibility
from cardctl.domain.register import Register
from cardctl.domain.view import View
from cardctl.report.facts import Ground, Text, Withheld


class Audience(StrEnum):
    """Who reads the report."""

    INTERNAL = "internal"
    PUBLIC = "public"


def closed_ids(register: Register) -> frozenset[str]:
    """Ids of the cards that the public does not see."""
    return frozenset(card.id for card in register if _is_closed(card))


def for_public(register: Register) -> Register:
    """The register without closed cards, ties to them, and closed evidence and sources."""
    hidden = closed_ids(register)
    meetings = {
        number: meeting.model_copy(update={"sources": _open(meeting.sources)})
        for number, meeting in register.meetings.items()
    }
    cards = {card.id: _opened(card, hidden) for card in register if card.id not in hidden}
    paths = {key: path for key, path in register.paths.items() if key not in hidden}
    return replace(register, cards=cards, meetings=meetings, paths=paths)


def withheld(seen: View) -> Withheld:
    """What the public report leaves out of what *seen*, the internal view, shows."""
    cards = [card for card in seen.cards if _is_closed(card)]
    shown = [card for card in seen.cards if not _is_closed(card)]
    papers = [paper for card in shown for paper in _papers(card) if _is_closed(paper)]
    return Withheld(
        cards=len(cards),
        evidence=len(papers),
        in_register=len(closed_ids(seen.whole)),
        grounds=tuple(_grounds(cards, papers)),
    )


def _is_closed(one: Card | Evidence) -> bool:
    return one.visibility is Visibility.CLOSED


def _open(papers: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(paper for paper in papers if not _is_closed(paper))


def _papers(card: Card) -> Iterator[Evidence]:
    yield from card.sources
    for result in card.results:
        yield from result.evidence


def _opened(card: Card, hidden: frozenset[str]) -> Card:
    """The card without what is closed; a field that loses nothing stays as it is written."""
    shown = {
        "sources": _open(card.sources),
        "results": tuple(map(_result, card.results)),
        "relations": _untied(card.relations, hidden),
    }
    changed = {name: value for name, value in shown.items() if value != getattr(card, name)}
    return card.model_copy(update=changed)


def _result(result: Result) -> Result:
    shown = _open(result.evidence)
    changed = len(shown) < len(result.evidence)
    return result.model_copy(update={"evidence": shown}) if changed else result


def _untied(relations: Relations, hidden: frozenset[str]) -> Relations:
    """The ties without those to hidden cards; no key is left that would tell of them alone."""
    left = {
        kind: shown
        for kind, others in _by_kind(relations).items()
        if (shown := tuple(one for one in others if one not in hidden)) != tuple(others)
    }
    gone = [kind for kind, shown in left.items() if not shown]
    return relations.model_copy(update=left).without(gone) if left else relations


def _by_kind(relations: Relations) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, other in relations.all():
        found.setdefault(kind, []).append(other)
    return found


def _grounds(cards: Iterable[Card], papers: Iterable[Evidence]) -> Iterator[Ground]:
    """How many are closed on each ground, in the order in which the grounds are met."""
    texts: dict[str, Text] = {}
    counts: Counter[tuple[str, bool]] = Counter()
    closed: tuple[Card | Evidence, ...] = (*cards, *papers)
    for one in closed:
        key = repr(one.visibility_ground)
        texts.setdefault(key, one.visibility_ground)
        counts[key, isinstance(one, Card)] += 1
    for key, text in texts.items():
        yield Ground(text, counts[key, True], counts[key, False])
