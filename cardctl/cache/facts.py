"""The facts of a card, as the index keeps them: enough for lists, tables and other cards.

They take a tenth of the memory and time of a whole card. They have no other attributes, so code
that needs more raises AttributeError instead of giving a wrong result. Facts depend on the shared
files, too: each text begins with the digest of those with which it was computed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from cardctl.domain.enums import Visibility
from cardctl.domain.in_force import Versions, in_force, last_moment
from cardctl.domain.recorded_fields import replay
from cardctl.domain.signal import Colour
from cardctl.domain.standing import (
    Grounds,
    Measure,
    Standing,
    Status,
    Statuses,
    standing_of,
    statuses,
)
from cardctl.domain.workflow import Outcome, State

if TYPE_CHECKING:
    from cardctl.domain.base import Text
    from cardctl.domain.card import Card
    from cardctl.domain.register import Register

_BAR = b"\x1f"
"""Separates the fields of a text; JSON never contains this character unescaped."""

_FLAGS = ("is_rough", "is_late", "slipped", "not_submitted", "stagnant")
"""The yes-or-no values of a standing, in the order of their digits."""


# Writing ----------------------------------------------------------------------------------------


def facts_text(card: Card, register: Register, basis: bytes) -> bytes:
    """Return the facts of a card; *register* has the shared files, whose digest is *basis*."""
    return _joined(basis, *_written(card), *_stood(card, register))


def _joined(basis: bytes, *fields: str) -> bytes:
    return _BAR.join((basis, *map(str.encode, fields)))


def _written(card: Card) -> Iterator[str]:
    """Yield what is written in the card."""
    yield from (card.id, str(card.meeting), _plain(card.item), card.state, _plain(card.outcome))
    yield from (_plain(card.lead), _plain(card.due), _plain(card.visibility))
    yield " ".join(f"{kind}:{other}" for kind, other in card.relations.all())
    yield from (_json(card.title), _json(card.decision), _json(card.tags), " ".join(card.partners))


def _stood(card: Card, register: Register) -> Iterator[str]:
    """Yield the card's standing in the next report, and the limits within which it holds."""
    calendar = register.calendar
    hearing = calendar.next_for(card.meeting)
    last_day, last_meeting = last_moment(card, calendar)
    is_replayed = replay(card.history) == (card.state, card.outcome, card.lead, card.due)
    yield from (str(hearing), last_day.isoformat())
    yield str(last_meeting) if is_replayed else "0"
    yield "x" if any(paper.visibility is Visibility.CLOSED for paper in _papers(card)) else ""

    def then() -> Card | None:
        return Versions(card, calendar).before(hearing, last_day)

    yield from _standing(standing_of(in_force(card, calendar), then, hearing, calendar))


def _standing(standing: Standing) -> Iterator[str]:
    yield from (_plain(standing.first_due), str(standing.moves), standing.changed.isoformat())
    yield from map(_plain, (standing.progress, standing.planned, standing.spent))
    yield _json(standing.measures) if standing.measures else ""
    yield from map(_plain, (standing.step_due, standing.unowned_since))
    yield "".join(str(int(getattr(standing, name))) for name in _FLAGS)


def _papers(card: Card) -> Iterator[Any]:
    return chain(card.sources, *(result.evidence for result in card.results))


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _json(value: object) -> str:
    """Return a value as JSON, dates and decimals as text."""
    from pydantic_core import to_json  # facts are mostly read, which needs no models

    return to_json(value).decode()


# Reading ----------------------------------------------------------------------------------------


class CachedRelations:
    """Ids of related cards (see `card_facts.CardRelations`), such as ``parent:M01-001``."""

    def __init__(self, text: str = "") -> None:
        self._pairs = [(kind, other) for kind, _, other in (e.partition(":") for e in text.split())]

    def all(self) -> Sequence[tuple[str, str]]:
        """Return every relation as (kind, card id)."""
        return self._pairs

    def _of(self, kind: str) -> tuple[str, ...]:
        return tuple(other for each, other in self._pairs if each == kind)

    @property
    def parent(self) -> str | None:
        """The card that it is a part of."""
        return next(iter(self._of("parent")), None)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """Cards that must be done first."""
        return self._of("depends_on")

    @property
    def see_also(self) -> tuple[str, ...]:
        """Related cards."""
        return self._of("see_also")

    @property
    def merged_into(self) -> tuple[str, ...]:
        """The card that it was merged into."""
        return self._of("merged_into")

    @property
    def split_into(self) -> tuple[str, ...]:
        """The cards that it was split into."""
        return self._of("split_into")

    @property
    def superseded_by(self) -> tuple[str, ...]:
        """The card that replaces it."""
        return self._of("superseded_by")


_NO_RELATIONS = CachedRelations()


class CachedFacts:
    """Facts of a card, read from their text on access (see `standing.Known`).

    *spans* is the text of its statuses (see `statuses_text`), empty if they are not known.
    """

    def __init__(self, text: bytes, spans: bytes = b"") -> None:
        (
            _basis, self._id, self._meeting, self._item, self._state, self._outcome, self._lead,
            self._due, self._visibility, self._relations, self._title, self._decision, self._tags,
            self._partners, self._hearing, self._last_day, self._last_meeting, self._restricted,
            *self._standing,
        ) = text.split(_BAR)  # fmt: skip
        self._spans = spans

    @property
    def id(self) -> str:
        """Id of the card."""
        return self._id.decode()

    @property
    def meeting(self) -> int:
        """Number of the meeting that the card comes from."""
        return int(self._meeting)

    @property
    def item(self) -> int | None:
        """Agenda item of the card, if any."""
        return _integer(self._item)

    @property
    def state(self) -> State:
        """Current state."""
        return _STATE_OF[self._state]

    @property
    def outcome(self) -> Outcome | None:
        """Outcome, if one is recorded."""
        return _OUTCOME_OF[self._outcome]

    @property
    def is_open(self) -> bool:
        """Whether the card is not closed."""
        return self._state != b"closed"

    @property
    def lead(self) -> str | None:
        """Code of the lead agency, if any."""
        return self._lead.decode() or None

    @property
    def partners(self) -> tuple[str, ...]:
        """Codes of the partner agencies."""
        return tuple(self._partners.decode().split())

    @property
    def due(self) -> date | None:
        """Due date, if any."""
        return _day(self._due)

    @property
    def visibility(self) -> Visibility | None:
        """Whether the public report may show it, if it says so."""
        return Visibility(self._visibility.decode()) if self._visibility else None

    @cached_property
    def relations(self) -> CachedRelations:
        """Relations to other cards."""
        return CachedRelations(self._relations.decode()) if self._relations else _NO_RELATIONS

    @property
    def title(self) -> Text:
        """Title of the card."""
        title: Text = _loaded(self._title)
        return title

    @property
    def decision(self) -> Text | None:
        """What the meeting decided, if it is stated."""
        decision: Text | None = _loaded(self._decision)
        return decision

    @property
    def tags(self) -> tuple[str, ...]:
        """Tags."""
        return tuple(_loaded(self._tags))

    @property
    def hearing(self) -> int:
        """The meeting whose report is the next to show it."""
        return int(self._hearing)

    @property
    def last_day(self) -> date:
        """The last day on which something in it changed."""
        return date.fromisoformat(self._last_day.decode())

    @property
    def last_meeting(self) -> int:
        """The last one whose report lacks a part of it; 0 if no view shows it as it is recorded."""
        return int(self._last_meeting)

    @property
    def has_restricted_papers(self) -> bool:
        """Whether some of its sources or evidence are not for the public."""
        return bool(self._restricted)

    @property
    def standing(self) -> Standing:
        """The card's standing in the report to meeting `hearing`."""
        first, moves, changed, progress, planned, spent, measures, step, unowned, flags = (
            self._standing
        )
        return Standing(
            first_due=_day(first),
            moves=int(moves),
            changed=date.fromisoformat(changed.decode()),
            progress=_integer(progress),
            planned=_integer(planned),
            spent=_integer(spent),
            measures=tuple(_measure(*each) for each in _loaded(measures)) if measures else (),
            step_due=_day(step),
            unowned_since=_day(unowned),
            **_flags(flags),
        )

    @property
    def grounds(self) -> Grounds:
        """The part of its standing that determines its signal."""
        *_others, step, unowned, digits = self._standing
        flags = _flags(digits)
        return Grounds(
            is_late=flags["is_late"],
            step_due=_day(step),
            unowned_since=_day(unowned),
            slipped=flags["slipped"],
            not_submitted=flags["not_submitted"],
            stagnant=flags["stagnant"],
        )

    @property
    def statuses(self) -> Statuses:
        """How the card stood in the reports; empty if that is not known."""
        _basis, *runs = self._spans.split(_BAR)
        return tuple(map(_run, runs))


_STATE_OF = {state.encode(): state for state in State}
_OUTCOME_OF = {b"": None, **{outcome.encode(): outcome for outcome in Outcome}}
"""Members by value; looking one up here takes a tenth of the time of `State(value)`."""

_decode = json.JSONDecoder().raw_decode


def _loaded(text: bytes) -> Any:
    """Decode a text that `_json` wrote, in half the time of `json.loads`."""
    value, _end = _decode(text.decode())
    return value


def _day(text: bytes) -> date | None:
    return date.fromisoformat(text.decode()) if text else None


def _integer(text: bytes) -> int | None:
    return int(text) if text else None


@cache
def _flags(digits: bytes) -> Mapping[str, bool]:
    """Return the yes-or-no values of a standing."""
    return {name: digit == "1" for name, digit in zip(_FLAGS, digits.decode(), strict=True)}


def _measure(
    identifier: str,
    name: Text,
    unit: Text | None,
    baseline: int | str | None,
    target: int | str | None,
    latest: int | str | None,
    share: float | None,
    day: str | None,
) -> Measure:
    numbers = _number(baseline), _number(target), _number(latest)
    read_on = date.fromisoformat(day) if day else None
    return Measure(identifier, name, unit, *numbers, share, read_on)


def _number(value: int | str | None) -> int | Decimal | None:
    return Decimal(value) if isinstance(value, str) else value


# How it stood in the reports --------------------------------------------------------------------

_STATES, _OUTCOMES, _COLOURS = tuple(State), (None, *Outcome), tuple(Colour)


def statuses_text(card: Card, register: Register, basis: bytes) -> bytes:
    """Return the statuses of a card, as `facts_text` its facts.

    Each is like ``2024-01-10 0 0 1 0 delayed``.
    """
    runs = (
        f"{since.isoformat()} {_STATES.index(status.state)} {_OUTCOMES.index(status.outcome)}"
        f" {_COLOURS.index(status.colour)} {status.is_claimed:d}"
        f" {status.follow_up}"
        for since, status in statuses(card, register)
    )
    return _joined(basis, *runs)


@cache
def _status(codes: bytes) -> Status:
    from cardctl.domain.follow_up import FollowUp  # lists need none

    *numbers, going = codes.decode().split()
    state, outcome, colour, is_claimed = map(int, numbers)
    return Status(
        _STATES[state], _OUTCOMES[outcome], _COLOURS[colour], FollowUp(going), bool(is_claimed)
    )


@cache
def _run(text: bytes) -> tuple[date, Status]:
    """Decode a status and its first day; seven of eight texts occur more than once."""
    return date.fromisoformat(text[:10].decode()), _status(text[11:])
