"""Audience of a report: the public report omits restricted cards and evidence, and counts them.

The register is filtered before anything is computed, so no number, list or relation in a public
report can reveal what it leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from enum import StrEnum

from cardctl.domain.calendar import Calendar
from cardctl.domain.card import Card, Relations, Result
from cardctl.domain.enums import Visibility
from cardctl.domain.in_force import results_in_force
from cardctl.domain.meeting import Evidence
from cardctl.domain.register import Register
from cardctl.domain.standing import Known
from cardctl.domain.view import View
from cardctl.report.facts import RestrictionGround, Text, Withheld

RESTRICTION = ("visibility", "visibility_ground")


class Audience(StrEnum):
    """Who reads the report."""

    INTERNAL = "internal"
    PUBLIC = "public"


def restricted_ids(seen: View) -> frozenset[str]:
    """Return the ids of the cards that are restricted now, or were at the time of the view.

    A restriction holds for earlier reports, too; lifting it changes none of them.
    """
    return frozenset(key for key in seen.whole.cards if _is_or_was_restricted(seen, key))


def _is_or_was_restricted(seen: View, identifier: str) -> bool:
    known = seen.known(identifier)
    if known is not None:
        return known.visibility is Visibility.CLOSED
    versions = seen.whole.cards[identifier], seen.recorded(identifier)
    return any(_is_restricted(card) for card in versions if card is not None)


def for_public(register: Register, hidden: Set[str]) -> Register:
    """Return the register without *hidden* cards, relations to them, restricted papers."""
    meetings = {
        number: meeting.model_copy(update={"sources": _open(meeting.sources, ())})
        for number, meeting in register.meetings.items()
    }
    known = {key: facts for key, facts in register.known.items() if _loses_nothing(facts, hidden)}
    paths = {key: path for key, path in register.paths.items() if key not in hidden}
    cards = _PublicCards(register, hidden)
    public = replace(register.with_meetings(meetings), cards=cards, paths=paths)
    return public.with_known(known)


def _loses_nothing(known: Known, hidden: Set[str]) -> bool:
    """Whether the public report shows all that is known of a card."""
    is_hidden = known.id in hidden or known.has_restricted_papers
    return not is_hidden and hidden.isdisjoint(other for _kind, other in known.relations.all())


class _PublicCards(Mapping[str, Card]):
    """The cards of *register* but *hidden*, each without its restricted parts."""

    def __init__(self, register: Register, hidden: Set[str]) -> None:
        self._register = register
        self._hidden = hidden
        self._opened: dict[str, Card] = {}

    def __getitem__(self, identifier: str) -> Card:
        if identifier in self._hidden:
            raise KeyError(identifier)
        if identifier not in self._opened:
            card = self._register.cards[identifier]
            self._opened[identifier] = _opened(card, self._hidden, self._register.calendar)
        return self._opened[identifier]

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._register.cards if key not in self._hidden)

    def __len__(self) -> int:
        return len(self._register.cards) - len(self._hidden)


def withheld_counts(seen: View, hidden: Set[str]) -> Withheld:
    """Count what the public report leaves out of *seen*, the internal view."""
    cards = [seen.shown(card.id) for card in seen.cards if card.id in hidden]
    papers = [
        paper
        for card in seen.cards
        if card.id not in hidden and _may_have_restricted_papers(seen.whole, card.id)
        for paper in _restricted_papers(seen.shown(card.id), seen.whole)
    ]
    return Withheld(
        cards=len(cards),
        evidence=len(papers),
        in_register=len(hidden),
        grounds=tuple(_grounds(cards, papers)),
    )


def _is_restricted(one: Card | Evidence) -> bool:
    return one.visibility is Visibility.CLOSED


# Evidence and sources ---------------------------------------------------------------------------


def _may_have_restricted_papers(register: Register, identifier: str) -> bool:
    known = register.known.get(identifier)
    return known is None or known.has_restricted_papers


def _restricted_papers(card: Card, register: Register) -> Iterator[Evidence]:
    """Yield the restricted papers of a card in a view, as they are restricted."""
    closed = restricted_now(register.cards[card.id], register.calendar)
    for paper in _papers(card.sources, card.results):
        found = _restriction(paper, closed)
        if found is not None:
            yield found


def restricted_now(card: Card, calendar: Calendar) -> tuple[Evidence, ...]:
    """Return the papers of *card*, the whole record, that are restricted in what is in force."""
    papers = _papers(card.sources, results_in_force(card.results, calendar))
    return tuple(filter(_is_restricted, papers))


def _papers(sources: Iterable[Evidence], results: Iterable[Result]) -> Iterator[Evidence]:
    yield from sources
    for result in results:
        yield from result.evidence


def _restriction(paper: Evidence, closed: Iterable[Evidence]) -> Evidence | None:
    """Return *paper* if it is restricted, or the one of *closed* that is the same document.

    A result that was revised to restrict a document stays in the file with that document open.
    """
    if _is_restricted(paper):
        return paper
    return next((other for other in closed if _is_same_document(paper, other)), None)


def _is_same_document(one: Evidence, other: Evidence) -> bool:
    if one.url or other.url or one.path or other.path:
        return (one.url, one.path) == (other.url, other.path)
    return one.without(RESTRICTION) == other.without(RESTRICTION)


def _open(papers: Iterable[Evidence], closed: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(paper for paper in papers if _restriction(paper, closed) is None)


# Cards ------------------------------------------------------------------------------------------


def _opened(card: Card, hidden: Set[str], calendar: Calendar) -> Card:
    """Return the card without its restricted parts; fields that lose nothing are not touched."""
    closed = restricted_now(card, calendar)
    shown = {
        "sources": _open(card.sources, closed),
        "results": tuple(_result(result, closed) for result in card.results),
        "relations": _untied(card.relations, hidden),
    }
    changed = {name: value for name, value in shown.items() if value != getattr(card, name)}
    return card.model_copy(update=changed)


def _result(result: Result, closed: Iterable[Evidence]) -> Result:
    shown = _open(result.evidence, closed)
    changed = len(shown) < len(result.evidence)
    return result.model_copy(update={"evidence": shown}) if changed else result


def _untied(relations: Relations, hidden: Set[str]) -> Relations:
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


# Counts -----------------------------------------------------------------------------------------


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
