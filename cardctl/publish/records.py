"""Rows of the published tables, made from a register.

Cards are taken in the order of their ids as text, and the rows of a card in the order of their
keys: so each table is sorted by its key while it is made, and need not be in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from cardctl.domain.base import Text
from cardctl.domain.card import Card, HistoryEntry, Result
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.enums import Visibility
from cardctl.domain.facts import is_void
from cardctl.domain.follow_up import follow_up
from cardctl.domain.in_force import in_force, superseded
from cardctl.domain.meeting import Evidence
from cardctl.domain.register import Register
from cardctl.domain.standing import Span, spans
from cardctl.domain.workflow import OUTCOMES, Count
from cardctl.finding import Finding
from cardctl.publish.schema import BY_NAME, LANGUAGES, REASON_TEXTS

Value = str | int | Decimal | bool | date | None
Row = tuple[Value, ...]
"""The values of a row, in the order of the table's columns."""

FOREVER = date(9999, 12, 31)
"""End of what has no known end."""


class Published(NamedTuple):
    """A register as it is published: *name*, and *register* with what the audience may see.

    *findings* are those of its files on no particular day; *withheld_cards* and
    *withheld_evidence* count what the audience may not see. If it *is_public*, a card that was
    restricted for a time has no standing in that time.
    """

    name: str
    register: Register
    findings: Sequence[Finding] = ()
    withheld_cards: int = 0
    withheld_evidence: int = 0
    is_public: bool = False


def rows(published: Published, table: str) -> Iterator[Row]:
    """Yield the rows of *table*, sorted by its key. Raises KeyError for an unknown table.

    Of two with one key, as the files of a register with errors may have them, the first counts.
    """
    key = len(BY_NAME[table].key)
    if table in _OF_CARDS:
        of_card = _OF_CARDS[table]
        if table == "standing" and published.is_public:
            of_card = partial(_standings, is_public=True)
        return _each_key_once(_card_rows(published, of_card, key - 2), key)
    return _each_key_once(_OF_REGISTER[table](published), key)


def _each_key_once(found: Iterable[Row], key: int) -> Iterator[Row]:
    last: Row = ()
    for row in found:
        if row[:key] != last:
            last = row[:key]
            yield row


def _card_rows(published: Published, of_card: CardRows, rest: int) -> Iterator[Row]:
    """Yield the rows of every card; those of one card are sorted by the *rest* of their key."""
    register = published.register
    for identifier in sorted(register.cards):
        card = register.cards[identifier]
        made = of_card(card, register)
        for row in sorted(made, key=lambda row: row[:rest]) if rest else made:
            yield published.name, identifier, *row


# Values ------------------------------------------------------------------------------------------


def _texts(text: Text | None, register: Register) -> tuple[str | None, ...]:
    """Return a text in each language that has a column; None where it is not written."""
    if text is None:
        return (None,) * len(LANGUAGES)
    if isinstance(text, str):
        text = {register.config.languages[0]: text}
    if not any(lang in text for lang in LANGUAGES):
        text = {"en": next(iter(text.values()))}
    return tuple(text.get(lang) for lang in LANGUAGES)


def _paths(paths: Iterable[str] | None) -> str | None:
    return " ".join(paths) if paths else None


# Tables about the register -----------------------------------------------------------------------


def _register(published: Published) -> Iterator[Row]:
    register = published.register
    config = register.config
    yield (
        published.name,
        *_texts(config.body, register),
        config.secretariat,
        config.money.currency,
        config.money.unit,
        config.first_meeting,
        config.settings.red_after_days,
        config.settings.unowned_after_days,
        config.settings.due_soon_days,
        len(register.cards),
        published.withheld_cards,
        published.withheld_evidence,
        len(register.unreadable)
        + len(register.unreadable_meetings)
        + (not register.agencies_known),
    )


def _meetings(published: Published) -> Iterator[Row]:
    for number, meeting in sorted(published.register.meetings.items()):
        yield (
            published.name,
            number,
            meeting.kind,
            meeting.date,
            meeting.papers,
            meeting.status,
            meeting.hears_report,
            *_texts(meeting.place, published.register),
        )


def _items(published: Published) -> Iterator[Row]:
    for number, meeting in sorted(published.register.meetings.items()):
        for item in sorted(meeting.items, key=lambda item: item.item):
            titles = _texts(item.title, published.register)
            yield published.name, number, item.item, item.type, item.outcome, *titles


def _agencies(published: Published) -> Iterator[Row]:
    listed = enumerate(published.register.agencies, 1)
    for position, agency in sorted(listed, key=lambda pair: pair[1].code):
        yield (
            published.name,
            agency.code,
            position,
            agency.level,
            agency.region,
            agency.valid_from,
            agency.valid_to,
            agency.successor,
            *_texts(agency.name, published.register),
        )


def _agency_ids(published: Published) -> Iterator[Row]:
    for agency in sorted(published.register.agencies, key=lambda agency: agency.code):
        for scheme, value in sorted(each.split(":", 1) for each in agency.ids):
            yield published.name, agency.code, scheme, value


def _findings(published: Published) -> Iterator[Row]:
    cards = {path: identifier for identifier, path in published.register.paths.items()}
    found = sorted((f.path, f.code, str(f.field), f.severity) for f in published.findings)
    for number, (path, code, _field, severity) in enumerate(found, 1):
        yield published.name, number, path, cards.get(path), code, severity


_OF_REGISTER: Mapping[str, Callable[[Published], Iterable[Row]]] = {
    "register": _register,
    "meeting": _meetings,
    "item": _items,
    "agency": _agencies,
    "agency_id": _agency_ids,
    "finding": _findings,
}


# Tables about cards: rows without register and card ----------------------------------------------

CardRows = Callable[[Card, Register], Iterable[Row]]


def _card(card: Card, register: Register) -> Iterator[Row]:
    card = in_force(card, register.calendar)
    texts = partial(_texts, register=register)
    plan = card.plan
    yield (
        card.meeting,
        card.item,
        *texts(card.title),
        *texts(card.decision),
        card.lead,
        card.state,
        card.outcome,
        card.due,
        *texts(card.due_as_stated),
        plan.submitted if plan else None,
        *texts(plan.summary if plan else None),
        *texts(plan.no_steps if plan else None),
        card.visibility,
        *texts(card.note),
    )


def _partners(card: Card, _register: Register) -> Iterator[Row]:
    return ((code,) for code in dict.fromkeys(card.partners))


def _tags(card: Card, _register: Register) -> Iterator[Row]:
    return ((tag,) for tag in dict.fromkeys(card.tags))


def _standings(card: Card, register: Register, *, is_public: bool = False) -> Iterator[Row]:
    """Yield how the card stood, from the first report that shows it.

    While it is void, it counts nowhere and has no row. To the public, neither has it while it was
    restricted: lifting a restriction changes no earlier report (see `report.audience`).
    """
    first = register.calendar.shown_from(card.meeting)
    found = list(spans(card, register))
    ends = [*(span.since for span in found), FOREVER][1:]
    for span, until in zip(found, ends, strict=True):
        is_hidden = is_void(span.card) or (is_public and span.card.visibility is Visibility.CLOSED)
        if until > first and not is_hidden:
            yield max(span.since, first), until, *_standing(span)


def _standing(span: Span) -> Row:
    card, standing, signal = span.card, span.standing, span.signal
    reasons = set(signal.reasons)
    return (
        card.state,
        card.outcome,
        _counts(card),
        card.lead,
        card.due,
        standing.first_due,
        standing.moves,
        signal.colour,
        follow_up(card.state, signal),
        *(reason in reasons for reason in REASON_TEXTS),
        standing.progress,
        standing.planned,
        standing.spent,
        standing.is_rough,
    )


def _counts(card: CardFacts) -> str:
    """Return how the card counts in the completion rate; an open one is in its denominator."""
    if card.is_open:
        return "open"
    counts = OUTCOMES[card.outcome].counts_as if card.outcome else Count.NOT_DONE
    return counts.value


def _steps(card: Card, register: Register) -> Iterator[Row]:
    for position, step in enumerate(card.plan.steps if card.plan else (), 1):
        yield (
            step.id,
            position,
            *_texts(step.title, register),
            step.owner,
            step.due,
            step.weight,
            step.done,
            step.dropped if isinstance(step.dropped, date) else None,
            step.dropped is not None,
            *_texts(step.note, register),
        )


def _results(card: Card, register: Register) -> Iterator[Row]:
    revised = superseded(card.results, register.calendar)
    for number, result in enumerate(card.results, 1):
        yield number, *_result(result, register, is_in_force=number - 1 not in revised)


def _result(result: Result, register: Register, *, is_in_force: bool) -> Row:
    return (
        result.meeting,
        result.date,
        result.by,
        is_in_force,
        *_texts(result.text, register),
        result.progress,
        result.spent,
        *_texts(result.blocker, register),
        *_texts(result.next, register),
        *_texts(result.correction, register),
    )


def _evidence(card: Card, register: Register) -> Iterator[Row]:
    lists = [card.sources, *(result.evidence for result in card.results)]
    for result, papers in enumerate(lists):
        for number, paper in enumerate(papers, 1):
            yield result, number, *_paper(paper, register)


def _paper(paper: Evidence, register: Register) -> Row:
    return (
        paper.kind,
        *_texts(paper.title, register),
        *_texts(paper.issuer, register),
        paper.number,
        paper.date,
        paper.url,
        paper.path,
    )


def _readings(card: Card, _register: Register) -> Iterator[Row]:
    for number, result in enumerate(card.results, 1):
        for indicator, value in result.readings.items():
            yield number, indicator, value


def _indicators(card: Card, register: Register) -> Iterator[Row]:
    for position, each in enumerate(card.indicators, 1):
        yield (
            each.id,
            position,
            *_texts(each.name, register),
            *_texts(each.unit, register),
            each.baseline,
            each.target,
            each.direction,
            each.due,
            *_texts(each.as_stated, register),
        )


def _budget(card: Card, register: Register) -> Iterator[Row]:
    for number, line in enumerate(card.budget, 1):
        stated = _texts(line.as_stated, register)
        yield number, line.year, line.source, line.planned, line.approximate, *stated


def _events(card: Card, register: Register) -> Iterator[Row]:
    return ((at, *_event(entry, register)) for at, entry in enumerate(card.history, 1))


def _event(entry: HistoryEntry, register: Register) -> Row:
    return (
        entry.date,
        entry.by,
        entry.state,
        entry.outcome,
        entry.records("lead"),
        entry.lead,
        entry.records("due"),
        entry.due,
        entry.meeting,
        entry.review,
        *_texts(entry.note, register),
        *_texts(entry.substitute, register),
        _paths(entry.corrects),
        _paths(entry.amends),
        _paths(entry.redacts),
    )


def _relations(card: Card, _register: Register) -> Iterator[Row]:
    yield from dict.fromkeys(card.relations.all())
    if card.relations.part_of:
        yield "part_of", card.relations.part_of


_OF_CARDS: Mapping[str, CardRows] = {
    "card": _card,
    "partner": _partners,
    "tag": _tags,
    "standing": _standings,
    "step": _steps,
    "result": _results,
    "evidence": _evidence,
    "reading": _readings,
    "indicator": _indicators,
    "budget": _budget,
    "event": _events,
    "relation": _relations,
}
