"""Rules 3xx: ids are unique, and meetings, agenda items and agencies exist."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import partial

from cardctl.domain.agency import OUTSIDE_ID_FORMS, Agency
from cardctl.domain.card import Card
from cardctl.domain.meeting import Meeting
from cardctl.domain.register import FactRegister, check_file
from cardctl.finding import Field, Fix, Related, Severity
from cardctl.i18n import Message, _, either
from cardctl.rules.builtin import builtin
from cardctl.rules.examples import FILES, HISTORY
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, extends, problem, rule


def _duplicates(place: Field, key: str, ids: Sequence[object]) -> Iterator[Problem]:
    """Yield a problem for each id that appears in the list at *place* a second time."""
    if len(ids) == len(set(ids)):
        return
    first: dict[object, int] = {}
    for index, value in enumerate(ids):
        if value in first:
            yield problem(
                (*place, index, key),
                "duplicate '{value}'",
                value=value,
                hint=_("use a unique {key} for each", key=key),
                related=[Related(_("first here"), (*place, first[value], key))],
            )
        first.setdefault(value, index)


@extends("CC301", SubjectKind.CARD)
def duplicate_in_card(card: Card, _: Context) -> Iterator[Problem]:
    """Two steps or two indicators of a card have the same id."""
    yield from _duplicates(
        ("plan", "steps"), "id", [s.id for s in card.plan.steps] if card.plan else []
    )
    yield from _duplicates(("indicators",), "id", [indicator.id for indicator in card.indicators])


@extends("CC301", SubjectKind.MEETING)
def duplicate_on_agenda(meeting: Meeting, _: Context) -> Iterator[Problem]:
    """Two agenda items have the same number."""
    yield from _duplicates(("items",), "item", [item.item for item in meeting.items])


@extends("CC301", SubjectKind.AGENCIES)
def duplicate_agency(agencies: Sequence[Agency], _: Context) -> Iterator[Problem]:
    """Two agencies have the same code."""
    yield from _duplicates(("agencies",), "code", [agency.code for agency in agencies])


@rule(
    "CC317",
    "bad-agency-id",
    Severity.ERROR,
    of=SubjectKind.AGENCIES,
    why="Reports over many registers group agencies by these identifiers.",
    hint="Correct the identifier, or remove it from one of the agencies.",
    bad={
        "agencies.yaml": FILES["agencies.yaml"]
        + "  - {code: city, name: City, ids: ['kr-org:17']}\n"
    },
    good={
        "agencies.yaml": FILES["agencies.yaml"]
        + "  - {code: city, name: City, ids: ['kr-org:1741000']}\n"
    },
)
def bad_agency_id(agencies: Sequence[Agency], _context: Context) -> Iterator[Problem]:
    """An identifier does not have the form of its scheme, or two agencies have the same one.

    The forms of `iso-3166-2` (ISO 3166-2: KR-26) and `kr-org` (the seven digits of a Korean
    administrative standard code) are known; those of other schemes are free. An agency and its
    successor may have the same identifier.
    """
    holders: dict[str, Agency] = {}
    for index, agency in enumerate(agencies):
        for at, identifier in enumerate(agency.ids):
            place = ("agencies", index, "ids", at)
            form = OUTSIDE_ID_FORMS.get(identifier.partition(":")[0])
            if form is not None and not form.pattern.fullmatch(identifier):
                yield problem(
                    place,
                    "'{id}' is not a valid identifier of this scheme",
                    id=identifier,
                    hint=_("write it like {example}", example=form.example),
                )
            other = holders.setdefault(identifier, agency)
            if other is not agency and agency.code not in (other.successor, other.code):
                yield problem(
                    place,
                    "'{id}' is also an identifier of {agency}",
                    id=identifier,
                    agency=other.code,
                    hint=_("remove it from one of them"),
                )


def _meeting_matches_id(card: Card) -> bool:
    """Whether a card's meeting is the one in its id; if not, CC207 reports it."""
    return card.id.startswith(f"M{card.meeting:02d}-")


def _is_registered(register: FactRegister, number: int) -> bool:
    return number in register.meetings or number in register.unreadable_meetings


def _no_meeting(register: FactRegister, place: Field, number: int) -> Problem:
    return problem(
        place,
        "meeting {number} is not registered",
        number=number,
        hint=_register_meeting(register, number),
    )


def _register_meeting(register: FactRegister, number: int) -> Message:
    """Return the hint that registers meeting *number*, if it can be the next one."""
    registered = sorted({*register.meetings, *register.unreadable_meetings})
    known = ", ".join(map(str, registered)) or "-"
    if number in register.misnamed_meetings:
        return check_file(register.misnamed_meetings[number])
    if number == register.calendar.new:
        return _("registered: {known}; to add it: cardctl meeting add {number}",
                   known=known, number=number)  # fmt: skip
    return _("registered: {known}", known=known)


@rule(
    "CC302",
    "unknown-meeting",
    Severity.ERROR,
    why="Without its meeting, a card or an entry cannot be assigned to a report.",
    hint="Correct the number, or register the meeting: cardctl meeting add N.",
    bad=HISTORY + "  - {date: 2022-08-01, by: office, due: 2023-03-31, meeting: 7, note: Flood.}\n"
    "due: 2023-03-31\n",
    good=HISTORY + "  - {date: 2022-08-01, by: office, due: 2023-03-31, meeting: 1, note: Flood.}\n"
    "due: 2023-03-31\n",
)
def unknown_meeting(card: Card, context: Context) -> Iterator[Problem]:
    """The meeting that a card comes from, or that a history entry names, is not registered.

    The meeting that reviews a hold may be one that has no file yet, if its number is higher than
    those of all registered ones.
    """
    register = context.register
    coming = register.calendar.new
    if not _is_registered(register, card.meeting) and _meeting_matches_id(card):
        yield _no_meeting(register, ("meeting",), card.meeting)
    for index, event in enumerate(card.history):
        if event.meeting is not None and not _is_registered(register, event.meeting):
            yield _no_meeting(register, ("history", index, "meeting"), event.meeting)
        review = event.review
        if review is not None and review < coming and not _is_registered(register, review):
            yield _no_meeting(register, ("history", index, "review"), review)


@rule(
    "CC303",
    "unknown-item",
    Severity.ERROR,
    reads=[Input.MEETINGS],
    why="Reports are ordered by agenda item, and the item's type determines how a card may end.",
    hint="Correct the number, or add the item to the meeting's file.",
    bad={"M01/M01-002.yaml": FILES["M01/M01-002.yaml"].replace("item: 2", "item: 7")},
    good={"M01/M01-002.yaml": FILES["M01/M01-002.yaml"]},
)
def unknown_item(card: Card, context: Context) -> Iterator[Problem]:
    """The agenda of the card's meeting has no item with the card's item number."""
    meeting = context.register.meetings.get(card.meeting)
    if meeting is None or card.item is None or not _meeting_matches_id(card):
        return
    if meeting.agenda_item(card.item):
        return
    yield problem(
        ("item",),
        "meeting {meeting} has no agenda item {item}",
        meeting=card.meeting,
        item=card.item,
        hint=_("items: {items}; leave out item if the card is not from the agenda",
                 items=", ".join(str(item.item) for item in meeting.items) or "-"),
    )  # fmt: skip


def _near_agencies(context: Context, code: str) -> list[str]:
    """Return the codes of the agencies that may have been meant, cached: typos recur."""
    return context.memo(("near agency", code), lambda: context.register.near_agencies(code))


def no_agency(context: Context, place: Field, code: str) -> Problem:
    """Return the problem that no agency has the *code* at *place*, with the nearest codes."""
    near = _near_agencies(context, code)
    hint = _("add it to agencies.yaml, or use a code listed there")
    if near:
        hint = _("did you mean {near}?", near=either(near))
    fixes = [Fix.put(place, each) for each in near[:1]]
    return problem(place, "no agency '{code}' in agencies.yaml", code=code, hint=hint, fixes=fixes)


def named_agencies(card: Card) -> Iterator[tuple[Field, str, datetime.date | None]]:
    """Yield every reference to an agency in a card: place, code, and the day if it has one."""
    for index, event in enumerate(card.history):
        yield ("history", index, "by"), event.by, event.date
        if event.lead is not None:
            yield ("history", index, "lead"), event.lead, event.date
    for index, result in enumerate(card.results):
        yield ("results", index, "by"), result.by, result.date
    for index, partner in enumerate(card.partners):
        yield ("partners", index), partner, None
    for index, step in enumerate(card.plan.steps if card.plan else ()):
        if step.owner is not None:
            yield ("plan", "steps", index, "owner"), step.owner, None


_Named = tuple[Field, str, datetime.date | None]


def _named(card: Card, _: Context) -> tuple[list[_Named], frozenset[str]]:
    """Return the places of a card that name an agency, and the set of their codes."""
    places = list(named_agencies(card))
    return places, frozenset(code for _place, code, _day in places)


@rule(
    "CC305",
    "unknown-agency",
    Severity.ERROR,
    reads=[Input.AGENCIES],
    why="A card without a known agency is carried out by nobody, and no table counts it.",
    hint="Use a code from agencies.yaml, or add the agency there.",
    bad="partners: [rodes]\n",
    good="partners: [roads]\n",
)
def unknown_agency(card: Card, context: Context) -> Iterator[Problem]:
    """A code does not match any agency in `agencies.yaml`."""
    known = context.register.by_code
    named, codes = context.of(card, _named)
    for place, code, _unused in named if not known.keys() >= codes else ():
        if code not in known:
            yield no_agency(context, place, code)
    lead = card.lead
    if lead is not None and lead not in known and all(lead != event.lead for event in card.history):
        yield no_agency(context, ("lead",), lead)


@extends("CC305", SubjectKind.AGENCIES)
def unknown_successor(agencies: Sequence[Agency], context: Context) -> Iterator[Problem]:
    """The successor of an agency is none itself."""
    for index, agency in enumerate(agencies):
        after = agency.successor
        if after is not None and after not in context.register.by_code:
            yield no_agency(context, ("agencies", index, "successor"), after)


@extends("CC305", SubjectKind.REGISTER)
def unknown_secretariat(register: FactRegister, context: Context) -> Iterator[Problem]:
    """The secretariat is none of the agencies."""
    if register.config.secretariat not in register.by_code:
        yield no_agency(context, ("secretariat",), register.config.secretariat)


def _time_limited_agencies(register: FactRegister) -> dict[str, Agency]:
    """Return the agencies with a start or end date, by code."""
    return {
        code: agency
        for code, agency in register.by_code.items()
        if agency.valid_from is not None or agency.valid_to is not None
    }


def _after_validity(agency: Agency, day: datetime.date) -> Message | None:
    if agency.valid_to is None or day <= agency.valid_to:
        return None
    return _(
        "'{code}' ended on {end}, before {day}", code=agency.code, end=agency.valid_to, day=day
    )


def _before_validity(agency: Agency, day: datetime.date) -> Message | None:
    if agency.valid_from is None or day >= agency.valid_from:
        return None
    return _(
        "'{code}' began on {start}, after {day}", code=agency.code, start=agency.valid_from, day=day
    )


@rule(
    "CC306",
    "agency-not-valid",
    Severity.WARNING,
    reads=[Input.AGENCIES, Input.MEETINGS],
    why="After a reorganisation, work remains assigned to an agency that no longer exists.",
    hint="Use the successor, or correct valid_from and valid_to in agencies.yaml.",
    bad="partners: [works]\n",
    good="partners: [roads]\n",
)
def agency_not_valid(card: Card, context: Context) -> Iterator[Problem]:
    """An agency is named for a date on which it did not exist.

    History entries and results carry their day. Partners and owners of steps carry none: they are
    held against the day of the card's meeting, and only an agency that had ended by then is named.
    """
    passing = context.memo("passing", partial(_time_limited_agencies, context.register))
    named, codes = context.of(card, _named)
    if codes.isdisjoint(passing):
        return
    meeting = context.register.meetings.get(card.meeting)
    for place, code, day in named:
        agency = passing.get(code)
        on = day or (meeting.date if meeting else None)
        if agency is None or on is None:
            continue
        fault = _after_validity(agency, on) or (_before_validity(agency, on) if day else None)
        if fault is not None:
            yield Problem(place, fault, _successor_hint(agency))


def _successor_hint(agency: Agency) -> Message:
    if agency.successor is not None:
        return _("use its successor: {code}", code=agency.successor)
    return _("check valid_from and valid_to in agencies.yaml")


builtin(
    "CC301", "duplicate-id",
    "The same id is used twice: by two cards, steps, indicators, agenda items or agencies.",
    "A reference to the id is ambiguous.",
    "Change one of the two to the next free id.",
    "plan:\n  summary: Raise the dykes.\n  steps:\n"
    "    - {id: a, title: The southern dyke, done: 2022-06-20}\n"
    "    - {id: a, title: The northern dyke, done: 2022-08-12}\n",
    "plan:\n  summary: Raise the dykes.\n  steps:\n"
    "    - {id: a, title: The southern dyke, done: 2022-06-20}\n"
    "    - {id: b, title: The northern dyke, done: 2022-08-12}\n",
)  # fmt: skip
