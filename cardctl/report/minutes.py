"""Facts of the minutes: what a meeting decided, from the cards and the record of the meeting.

A meeting decided what the history entries that name it say, and it charged agencies with the
matters of its own cards. What later meetings decided is not in its minutes; what was recorded
wrongly and put right since is shown as it was right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import NamedTuple

from cardctl.domain.card import Card, HistoryEntry
from cardctl.domain.corrections import Correction, agreed_corrections
from cardctl.domain.enums import MeetingStatus, Visibility
from cardctl.domain.facts import is_void
from cardctl.domain.in_force import Horizon, in_force, recorded_by, wrong_entry
from cardctl.domain.meeting import AgendaItem, Evidence, Meeting
from cardctl.domain.meeting_record import RecordedChange, recorded_changes
from cardctl.domain.recorded_fields import RECORDED
from cardctl.domain.register import Register
from cardctl.domain.seal.model import AnySeal, Seal
from cardctl.domain.view import View
from cardctl.errors import Refused, UsageError
from cardctl.i18n import _
from cardctl.report.audience import Audience, restricted_ids
from cardctl.report.compute import unreadable_paths
from cardctl.report.facts import SealStatus, Text
from cardctl.report.meeting_decisions import Decision, DecisionKind, decisions_on
from cardctl.report.seal_status import seal_status


class FirstLead(NamedTuple):
    """The first lead agency on record; *named* is its day if that is after the meeting."""

    code: str
    named: date | None


class FirstDue(NamedTuple):
    """The first due date on record; *named* is the day of its entry if after the meeting."""

    day: date
    named: date | None


class Charge(NamedTuple):
    """A matter that the meeting decided, and whom it is charged to: the first lead and due date."""

    card: Card
    lead: FirstLead | None
    due: FirstDue | None


class ItemResult(NamedTuple):
    """An agenda item with the cards made from it; *item* is None for cards of no known item."""

    item: AgendaItem | None
    charges: tuple[Charge, ...]


class LaterCorrection(NamedTuple):
    """What was put right since in what the meeting did: a wrong value that an entry had recorded.

    *meeting* is the one that agreed, if one had to.
    """

    id: str
    title: Text
    field: str
    date: date
    meeting: int | None
    reason: Text


class SealRoot(NamedTuple):
    """A seal of what the meeting was told; an old one (format 1) has no *root*."""

    root: str | None
    as_of: date
    sealed: date | None
    reason: Text


class Minutes(NamedTuple):
    """The minutes of a meeting that was held, from what was on record on the day *as_of*.

    *seal* compares the files with its seals, None without one. *withheld* is how many restricted
    cards and sources public minutes leave out; it is None in internal minutes.
    """

    register: Register
    meeting: Meeting
    as_of: date
    revision: str | None
    unreadable: tuple[str, ...]
    items: tuple[ItemResult, ...]
    decisions: tuple[Decision, ...]
    corrections: tuple[Correction, ...]
    corrected_since: tuple[LaterCorrection, ...]
    changes: tuple[RecordedChange, ...]
    sources: tuple[Evidence, ...]
    seals: tuple[SealRoot, ...]
    seal: SealStatus | None
    cards: dict[str, Card]
    withheld: int | None

    @property
    def number(self) -> int:
        """Number of the meeting."""
        return self.meeting.number

    def of(self, kind: DecisionKind) -> tuple[Decision, ...]:
        """Return the decisions of one kind, by card."""
        return tuple(each for each in self.decisions if each.kind is kind)


class _Record(NamedTuple):
    """A card that the minutes name: as it was written, and as what is in force of it."""

    written: Card
    card: Card


def minutes(
    register: Register,
    number: int,
    as_of: date,
    *,
    revision: str | None = None,
    audience: Audience = Audience.INTERNAL,
) -> Minutes:
    """Return the minutes of meeting *number*, from what was on record on *as_of*.

    Raises Unknown for a meeting that is not registered, UsageError if it has not been held, Refused
    if it was cancelled.
    """
    meeting = register.meeting(number)
    _require_held(meeting)
    is_public = audience is Audience.PUBLIC
    found = list(_records(register, number, as_of))
    shown = [each for each in found if not (is_public and _is_restricted(register, each))]
    sources = tuple(s for s in meeting.sources if not (is_public and _is_closed(s.visibility)))
    left_out = len(found) - len(shown) + len(meeting.sources) - len(sources)
    cards = [each.card for each in shown]
    return Minutes(
        register=register,
        meeting=meeting,
        as_of=as_of,
        revision=revision,
        unreadable=tuple(unreadable_paths(register)),
        items=tuple(_items(meeting, cards)),
        decisions=tuple(chain.from_iterable(decisions_on(card, number) for card in cards)),
        corrections=tuple(
            chain.from_iterable(agreed_corrections(each.written, number) for each in shown)
        ),
        corrected_since=tuple(chain.from_iterable(_corrected_since(e, number) for e in shown)),
        changes=tuple(c for c in recorded_changes(meeting) if c.entry.date <= as_of),
        sources=sources,
        seals=tuple(_seals(register.seals.get(number, ()), as_of)),
        seal=_seal_status(register, number, as_of, is_public=is_public),
        cards={card.id: card for card in cards},
        withheld=left_out if is_public else None,
    )


def _require_held(meeting: Meeting) -> None:
    number = meeting.number
    if meeting.status is MeetingStatus.CANCELLED:
        raise Refused(
            _("meeting {number} was cancelled", number=number),
            _("see its record: cardctl meeting show {number}", number=number),
        )
    if meeting.status is not MeetingStatus.HELD:
        raise UsageError(
            _("meeting {number} has not been held", number=number),
            _("record it as held: cardctl meeting hold {number}", number=number),
        )


# Cards ------------------------------------------------------------------------------------------


def _records(register: Register, number: int, as_of: date) -> Iterator[_Record]:
    """Yield the cards that the meeting decided, or decided on, as they were right on *as_of*.

    A card of which it is known that nothing in it is of this meeting, or a later one, is not read.
    """
    calendar = register.calendar
    later = (n for n in calendar.numbers if calendar.is_before(number, n))
    horizon = Horizon(as_of, next(later, calendar.new), calendar, is_record=True)
    for identifier in register.ids:
        known = register.known.get(identifier)
        last = known.last_meeting if known is not None else 0
        if last > 0 and calendar.is_before(last, number):
            continue
        written = recorded_by(register.cards[identifier], horizon)
        if written is not None and _is_about(written, number):
            yield _Record(written, in_force(written, calendar))


def _is_about(card: Card, number: int) -> bool:
    return card.meeting == number or any(entry.meeting == number for entry in card.history)


def _is_restricted(register: Register, record: _Record) -> bool:
    """Whether a card is restricted now, or was by the day of the minutes."""
    versions = register.cards[record.card.id], record.card
    return any(_is_closed(card.visibility) for card in versions)


def _is_closed(visibility: Visibility | None) -> bool:
    return visibility is Visibility.CLOSED


# Matters decided ----------------------------------------------------------------------------------


def _items(meeting: Meeting, cards: Iterable[Card]) -> Iterator[ItemResult]:
    """Yield each agenda item with its cards, then the cards of no item; void ones are left out."""
    made = [card for card in cards if card.meeting == meeting.number and not is_void(card)]
    for item in meeting.items:
        own = (card for card in made if card.item == item.item)
        yield ItemResult(item, tuple(_charge(card, meeting) for card in own))
    known = {item.item for item in meeting.items}
    others = tuple(_charge(card, meeting) for card in made if card.item not in known)
    if others:
        yield ItemResult(None, others)


def _charge(card: Card, meeting: Meeting) -> Charge:
    lead = next((entry for entry in card.history if entry.lead is not None), None)
    due = next((entry for entry in card.history if entry.due is not None), None)
    return Charge(
        card,
        FirstLead(lead.lead, _named_later(card, lead, meeting)) if lead and lead.lead else None,
        FirstDue(due.due, _named_later(card, due, meeting)) if due and due.due else None,
    )


def _named_later(card: Card, entry: HistoryEntry, meeting: Meeting) -> date | None:
    """Return the day of *entry* if it is after the meeting, which did not decide it itself.

    The first entry documents what was decided, on whatever day it was written.
    """
    is_own = entry is card.history[0] or entry.meeting == meeting.number
    if is_own or meeting.date is None:
        return None
    return entry.date if entry.date > meeting.date else None


def _corrected_since(record: _Record, number: int) -> Iterator[LaterCorrection]:
    """Yield the values that entries naming meeting *number* had recorded wrongly."""
    history = record.written.history
    for index, entry in enumerate(history):
        for field, wrong in (entry.corrects or {}).items():
            at = wrong_entry(history[:index], field, wrong) if field in RECORDED else None
            if at is not None and history[at].meeting == number:
                yield LaterCorrection(
                    record.card.id, record.card.title, field, entry.date, entry.meeting, entry.note
                )


# The seal ---------------------------------------------------------------------------------------


def _seals(seals: Iterable[AnySeal], as_of: date) -> Iterator[SealRoot]:
    """Yield the seals that were there on *as_of*; an old one does not say when it was made."""
    for seal in seals:
        if isinstance(seal, Seal):
            if seal.head.sealed <= as_of:
                yield SealRoot(seal.root, seal.as_of, seal.head.sealed, seal.head.reason)
        elif seal.as_of <= as_of:
            yield SealRoot(None, seal.as_of, None, None)


def _seal_status(
    register: Register, number: int, as_of: date, *, is_public: bool
) -> SealStatus | None:
    """Recompute what was sealed, and return what was altered since; None if it has no seal."""
    if number not in register.seals and number not in register.unreadable_seals:
        return None
    hidden = restricted_ids(View(register, number, as_of)) if is_public else frozenset[str]()
    return seal_status(register, number, as_of, hidden)
