"""The register: everything loaded from one folder, with look-ups. It is immutable."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Generic, TypeVar

from cardctl.domain.card_facts import CardFacts
from cardctl.domain.enums import MeetingKind, MeetingStatus
from cardctl.domain.ids import card_path, full_id, id_order, meeting_path, near_ids
from cardctl.errors import Refused, Unknown
from cardctl.i18n import Message, _
from cardctl.suggest import nearest

if TYPE_CHECKING:
    from cardctl.domain.agency import Agency, Config
    from cardctl.domain.base import Text
    from cardctl.domain.calendar import Calendar
    from cardctl.domain.card import Card, Result
    from cardctl.domain.meeting import AgendaItem, Meeting
    from cardctl.domain.meeting_facts import MeetingFacts
    from cardctl.domain.outline import AmountUnit, SharedOnDemand, Thresholds
    from cardctl.domain.seal.model import AnySeal
    from cardctl.domain.shared_files import SharedFiles
    from cardctl.domain.standing import Known


def check_file(path: str) -> Message:
    """Return the hint with the command that checks a file."""
    from shlex import quote

    return _("check its file: cardctl validate {path}", path=quote(path))


def unknown_card(identifier: str, known: Collection[str]) -> Unknown:
    """Return the error for an unknown card, with the ids that may have been meant."""
    near = near_ids(identifier, known)
    return Unknown("card", identifier, sorted(known, key=id_order), near=near)


def _not_hearing(meeting: MeetingFacts) -> Message:
    """Return the message that a meeting hears no report, and why."""
    if meeting.status is MeetingStatus.CANCELLED:
        return _("meeting {number} was cancelled", number=meeting.number)
    if meeting.kind is MeetingKind.WRITTEN:
        return _("meeting {number} is a written one and hears no report", number=meeting.number)
    return _("meeting {number} hears no report", number=meeting.number)


CardT_co = TypeVar("CardT_co", bound=CardFacts, covariant=True)


@dataclass(frozen=True)
class RegisterOf(Generic[CardT_co]):
    """The shared files (settings, agencies, meetings, seals), and the cards by id.

    *paths* gives the file of each card (by id), relative to the root. *unreadable* maps the path
    of each card file that could not be read to the id in its name: such a card is not lost, and a
    reference to it is not unknown. *known* has the facts that were kept of cards, by id: they save
    reading the cards. They hold for this register alone: a copy that something was changed in does
    not have them.
    """

    shared: SharedFiles | SharedOnDemand
    cards: Mapping[str, CardT_co] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Known] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __iter__(self) -> Iterator[CardT_co]:
        """All cards, by meeting and serial."""
        return iter(self.in_order)

    def facts(self, identifier: str) -> CardFacts:
        """Return the facts of a card, which need not be read if they are known. Raises KeyError."""
        return self.known.get(identifier) or self.cards[identifier]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of all cards, by meeting and serial."""
        return tuple(sorted(self.cards, key=id_order))

    @cached_property
    def in_order(self) -> tuple[CardT_co, ...]:
        """All cards, by meeting and serial."""
        return tuple(self.cards[key] for key in self.ids)

    # The shared files: see `SharedFiles` ---------------------------------------------------------

    @property
    def config(self) -> Config:
        """The body and the settings of its register."""
        return self.shared.whole.config

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies, in protocol order."""
        return self.shared.whole.agencies

    @property
    def meetings(self) -> Mapping[int, Meeting]:
        """The meetings by number."""
        return self.shared.whole.meetings

    @property
    def seals(self) -> Mapping[int, tuple[AnySeal, ...]]:
        """The seals of each sealed meeting, in order."""
        return self.shared.whole.seals

    @property
    def config_known(self) -> bool:
        """Whether the settings could be read."""
        return self.shared.whole.config_known

    @property
    def agencies_known(self) -> bool:
        """Whether the agencies could be read."""
        return self.shared.whole.agencies_known

    @property
    def unreadable_meetings(self) -> frozenset[int]:
        """The meetings that could not be read."""
        return self.shared.whole.unreadable_meetings

    @property
    def misnamed_meetings(self) -> Mapping[int, str]:
        """The paths of files that seem to be those of meetings but are ignored, by number."""
        return self.shared.whole.misnamed_meetings

    @property
    def unreadable_seals(self) -> frozenset[int]:
        """The meetings with a seal that could not be read."""
        return self.shared.whole.unreadable_seals

    @property
    def settings(self) -> Thresholds:
        """The settings that signals depend on."""
        return self.shared.outline.settings

    @property
    def money(self) -> AmountUnit:
        """What an amount of 1 is."""
        return self.shared.outline.money

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the agencies, in protocol order."""
        return tuple(self.agency_names)

    @property
    def calendar(self) -> Calendar:
        """The order of the meetings in time."""
        return self.shared.outline.calendar

    @cached_property
    def by_code(self) -> Mapping[str, Agency]:
        """Agencies by code."""
        return {agency.code: agency for agency in self.agencies}

    @cached_property
    def agency_names(self) -> Mapping[str, Text]:
        """The full names of the agencies by code, in protocol order."""
        return self.shared.outline.names

    @property
    def tag_names(self) -> Mapping[str, Text]:
        """The names of tags, by tag."""
        return self.shared.outline.tag_names

    @cached_property
    def known_ids(self) -> frozenset[str]:
        """Ids of all cards, including those that could not be read."""
        return frozenset(self.cards) | frozenset(self.unreadable.values())

    @cached_property
    def references(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Incoming relations: card id to (kind, id of the card that has the relation)."""
        back: dict[str, list[tuple[str, str]]] = {}
        for identifier in sorted(self.cards, key=id_order):
            for kind, other in self.facts(identifier).relations.all():
                back.setdefault(other, []).append((kind, identifier))
        return {key: tuple(value) for key, value in back.items()}

    def card(self, identifier: str) -> CardT_co:
        """Return the card with this id, full or short. Raises Unknown with the nearest ids."""
        full = full_id(identifier)
        if full is not None and full in self.cards:
            return self.cards[full]
        if full is not None and full in self.known_ids:
            path = next(path for path, known in self.unreadable.items() if known == full)
            raise Unknown(
                "readable card",
                full,
                (),
                check_file(path),
            )
        raise unknown_card(full or identifier, self.known_ids)

    def meeting(self, number: int) -> Meeting:
        """Return the meeting with this number. Raises Unknown."""
        if number in self.meetings:
            return self.meetings[number]
        if (path := self.unread_meeting(number)) is not None:
            raise Unknown("readable meeting", str(number), (), check_file(path))
        raise Unknown("meeting", str(number), [str(n) for n in sorted(self.meetings)])

    def require_hearing(self, number: int, hint: Message | None = None) -> None:
        """Raise Unknown if meeting *number* is not known, Refused if it hears no report.

        *hint* replaces the default one, which names the next meeting that hears a report.
        """
        calendar = self.calendar
        if not calendar.is_known(number):
            known = (*sorted(calendar.numbers), calendar.new)
            raise Unknown("meeting", str(number), [str(n) for n in known])
        if not calendar.can_hear(number):
            default = _(
                "the next one that hears a report: {next}", next=calendar.hearing_of(number)
            )
            raise Refused(_not_hearing(calendar.meetings[number]), hint or default)

    def unread_meeting(self, number: int) -> str | None:
        """Return the path of the meeting's unreadable or misnamed file; None if there is none."""
        if number in self.unreadable_meetings:
            return meeting_path(number)
        return self.misnamed_meetings.get(number)

    def heard(self, decided: int, since: date, today: date) -> int | None:
        """Return the meeting that has heard a card of meeting *decided* as it was on *since*.

        That is a meeting after *decided* whose papers closed on that day or later (see
        `Calendar.closings`), or whose report was sealed as of a day before *today*. None if no
        meeting has heard it yet.
        """
        closings = (
            each.meeting for each in self.calendar.closings(decided, today) if each.day >= since
        )
        sealed = (
            number
            for number, seals in self.seals.items()
            if any(since <= seal.as_of < today for seal in seals)
            and self.calendar.is_before(decided, number)
        )
        return next(chain(closings, sealed), None)

    def heard_result(self, card: Card, result: Result, today: date) -> int | None:
        """Return the meeting that has heard *result* of *card* or what it revises, by *today*.

        None if no meeting has heard it (see `heard`). A meeting before the one that it was filed
        for does not hear it.
        """
        calendar = self.calendar
        hearing = calendar.hearing_of(result.meeting)
        before = calendar.previous(hearing)
        if before is None or calendar.is_before(before, card.meeting):
            before = card.meeting
        filed = min(
            (each.date for each in card.results
             if each.by == result.by and calendar.hearing_of(each.meeting) == hearing),
            default=result.date,
        )  # fmt: skip
        return self.heard(before, filed, today)

    def agency(self, written: str) -> Agency:
        """Return the agency with this code or name. Raises as `agency_code` does."""
        return self.by_code[self.agency_code(written)]

    def agency_code(self, written: str) -> str:
        """Return the code of the agency that *written* names (see `names.agency_code`).

        Raises Unknown with the nearest codes, Ambiguous for a name of several agencies.
        """
        from cardctl.domain.names import agency_code

        return agency_code(written, self.shared.outline.agencies)

    def near_agencies(self, written: str) -> list[str]:
        """Return the codes of the agencies that *written* may stand for.

        It is the agency with this name, else those with a similar name or code.
        """
        codes = {**self.shared.outline.by_name, **{code: code for code in self.agency_names}}
        if written in codes:
            return [codes[written]]
        return list(dict.fromkeys(codes[name] for name in nearest(written, codes)))

    def agenda_item(self, card: CardFacts) -> AgendaItem | None:
        """Return the agenda item that *card* comes from; None if it or its meeting is unknown."""
        meeting = self.meetings.get(card.meeting)
        return meeting.agenda_item(card.item) if meeting and card.item else None

    def children(self, identifier: str) -> tuple[str, ...]:
        """Return the ids of the cards whose parent is *identifier*."""
        said = self.references.get(identifier, ())
        return tuple(child for kind, child in said if kind == "parent")

    def path_of(self, identifier: str) -> str:
        """Return the file path of a card, relative to the root; for a new card, its future path."""
        return self.paths.get(identifier) or card_path(identifier)

    def with_known(self, known: Mapping[str, Known]) -> RegisterOf[CardT_co]:
        """Return a copy with the *known* facts of its cards."""
        copy = replace(self)
        object.__setattr__(copy, "known", known)
        return copy

    def with_card(self: RegisterOf[Card], card: Card) -> RegisterOf[Card]:
        """Return a copy with *card* added, or replacing the one with its id."""
        return replace(self, cards={**self.cards, card.id: card})

    def with_meetings(self, meetings: Mapping[int, Meeting]) -> RegisterOf[CardT_co]:
        """Return a copy with these *meetings*."""
        return replace(self, shared=replace(self.shared.whole, meetings=meetings))


Register = RegisterOf["Card"]
"""A register with full cards."""

FactRegister = RegisterOf[CardFacts]
"""A register of which only card facts are used; one with full cards qualifies, too."""
