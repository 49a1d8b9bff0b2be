"""Audience of a report: the public report omits restricted cards and evidence, and counts them.

The register is filtered before anything is computed, so no number, list or relation in a public
report can reveal what it leaves out.
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
from cardctl.report.facts import RestrictionGround, Text, Withheld


class Audience(StrEnum):
    """Who reads the report."""

    INTERNAL = "internal"
    PUBLIC = "public"


def restricted_ids(register: Register) -> frozenset[str]:
    """Return the ids of the restricted cards, which the public report omits."""
    return frozenset(card.id for card in register if _is_restricted(card))


def for_public(register: Register) -> Register:
    """Return the register without restricted cards, relations to them, evidence and sources."""
    hidden = restricted_ids(register)
    meetings = {
        number: meeting.model_copy(update={"sources": _open(meeting.sources)})
        for number, meeting in register.meetings.items()
    }
    cards = {card.id: _opened(card, hidden) for card in register if card.id not in hidden}
    paths = {key: path for key, path in register.paths.items() if key not in hidden}
    return replace(register, cards=cards, meetings=meetings, paths=paths)


def withheld_counts(seen: View) -> Withheld:
    """Count what the public report leaves out of *seen*, the internal view."""
    cards = [card for card in seen.cards if _is_restricted(card)]
    shown = [card for card in seen.cards if not _is_restricted(card)]
    papers = [paper for card in shown for paper in _papers(card) if _is_restricted(paper)]
    return Withheld(
        cards=len(cards),
        evidence=len(papers),
        in_register=len(restricted_ids(seen.whole)),
        grounds=tuple(_grounds(cards, papers)),
    )


def _is_restricted(one: Card | Evidence) -> bool:
    return one.visibility is Visibility.CLOSED


def _open(papers: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(paper for paper in papers if not _is_restricted(paper))


def _papers(card: Card) -> Iterator[Evidence]:
    yield from card.sources
    for result in card.results:
        yield from result.evidence


def _opened(card: Card, hidden: frozenset[str]) -> Card:
    """Return the card without its restricted parts; fields that lose nothing are not touched."""
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
    """Return the relations without hidden cards, and without kinds that named only hidden cards."""
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


def _grounds(cards: Iterable[Card], papers: Iterable[Evidence]) -> Iterator[RestrictionGround]:
    """Count restricted cards and evidence by ground, in order of first appearance."""
    texts: dict[str, Text] = {}
    counts: Counter[tuple[str, bool]] = Counter()
    closed: tuple[Card | Evidence, ...] = (*cards, *papers)
    for one in closed:
        key = repr(one.visibility_ground)
        texts.setdefault(key, one.visibility_ground)
        counts[key, isinstance(one, Card)] += 1
    for key, text in texts.items():
        yield RestrictionGround(text, counts[key, True], counts[key, False])
