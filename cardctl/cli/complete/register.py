"""Values from the register: cards with their titles, agencies, meetings, agenda items, tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from cardctl.cli.complete.candidate import Candidate, fold
from cardctl.domain.text import text_in
from cardctl.domain.workflow import OUTCOMES, STATES, Outcome, State
from cardctl.i18n import _

if TYPE_CHECKING:
    from cardctl.app.glance import CardLine, MeetingLine
    from cardctl.cli.complete.request import Request
    from cardctl.domain.enums import ItemOutcome, ItemType
    from cardctl.domain.outline import AgencyNames

# Cards ------------------------------------------------------------------------------------------


def ids(request: Request) -> Iterator[Candidate]:
    """Yield the ids of all cards with their titles."""
    return _ids(request, lambda card: True)


def ids_submitted(request: Request) -> Iterator[Candidate]:
    """Yield the ids of the cards that a meeting can confirm or return."""
    return _ids(request, lambda card: card.state in (None, State.SUBMITTED))


def ids_closed(request: Request) -> Iterator[Candidate]:
    """Yield the ids of closed cards."""
    return _ids(request, lambda card: card.state in (None, State.CLOSED))


def all_ids(request: Request) -> Iterator[Candidate]:
    """Yield the full ids of all cards, for values that name another card."""
    if request.glance is not None:
        for identifier, card in request.glance.cards().items():
            yield Candidate(identifier, text_in(card.title, request.lang))


def _ids(request: Request, is_wanted: Callable[[CardLine], bool]) -> Iterator[Candidate]:
    """Yield ids, in the short form if a digit was typed, without those on the line already."""
    if request.glance is None:
        return
    meeting = re.match("[Mm]?0*([0-9]+)-", request.typed)
    is_short = request.typed[:1].isdigit()
    taken = set(request.named_ids)
    cards = request.glance.cards(int(meeting[1]) if meeting else None)
    for identifier, card in cards.items():
        if identifier not in taken and is_wanted(card):
            name = _short(identifier) if is_short else identifier
            yield Candidate(name, text_in(card.title, request.lang))


def _short(identifier: str) -> str:
    meeting, _dash, serial = identifier[1:].partition("-")
    return f"{int(meeting)}-{int(serial)}"


def ids_and_files(request: Request) -> Iterator[Candidate]:
    """Yield ids, and the folders and files that may be checked."""
    from cardctl.cli.complete.files import files

    if re.fullmatch("(?i)m?[0-9-]*", request.typed):
        yield from ids(request)
    if request.typed:
        yield from files(".yaml")(request)


def free_ids(request: Request) -> Iterator[Candidate]:
    """Yield the next free id of each meeting."""
    from cardctl.domain.ids import card_id
    from cardctl.store.layout import next_serial

    for each in _meetings(request):
        if request.root is not None:
            identifier = card_id(each.number, next_serial(request.root, each.number))
            yield Candidate(identifier, request.said(_("meeting {number}", number=each.number)))


def tags(request: Request) -> Iterator[Candidate]:
    """Yield all tags of the register."""
    from cardctl.app.glance import all_tags

    if request.glance is not None:
        names = request.glance.tag_names
        for tag in all_tags(request.glance.cards().values()):
            yield Candidate(tag, text_in(names.get(tag), request.lang))


# States and outcomes ----------------------------------------------------------------------------


def next_states(request: Request) -> Iterator[Candidate]:
    """Yield the states to which all cards on the line can move, each with the name of the move."""
    from cardctl.domain.workflow import transitions_from

    sources = {card.state for card in request.named_cards if card.state is not None}
    moves = {
        source: {m.target: m for m in transitions_from(source) if m.outcome is None}
        for source in sources
    }
    for state in State:
        if all(state in legal for legal in moves.values()):
            name = request.said(STATES[state].words)
            words = {request.said(legal[state].words) for legal in moves.values()} - {name}
            about = f"{name} ({', '.join(sorted(words))})" if words else name
            begins = fold(request.typed)
            is_name = not state.value.startswith(begins) and fold(name).startswith(begins)
            yield Candidate(name, state.value) if is_name else Candidate(state.value, about)


def next_outcomes(request: Request) -> Iterator[Candidate]:
    """Yield the outcomes; for cards that a meeting confirms, only what they claim."""
    claimed = {card.outcome for card in request.named_cards if card.state is State.SUBMITTED} - {
        None
    }
    is_confirmed = request.line.values("--state")[-1:] == [State.CLOSED.value]
    for outcome, record in OUTCOMES.items():
        if outcome is not Outcome.VOID and (outcome in claimed or not (claimed and is_confirmed)):
            yield Candidate(outcome.value, request.said(record.words))


# Agencies ---------------------------------------------------------------------------------------


def agencies(request: Request) -> Iterator[Candidate]:
    """Yield the codes of the agencies with their names, or the name that was begun."""
    taken = set(request.line.values("--partner", "--agency"))
    for each in _agencies(request):
        if each.code not in taken:
            yield from _called(each, request)


def _agencies(request: Request) -> Iterable[AgencyNames]:
    return () if request.glance is None else request.glance.agencies


def _called(agency: AgencyNames, request: Request) -> Iterator[Candidate]:
    """Yield the code of an agency if that may be meant, otherwise a name that may be."""
    name, begun = text_in(agency.name, request.lang), fold(request.typed)
    if fold(agency.code).startswith(begun):
        yield Candidate(
            agency.code, ", ".join(dict.fromkeys((name, *agency.aliases))) if name else ""
        )
        return
    for other in agency.all():
        if fold(other).startswith(begun):
            about = f"{agency.code}, {name}" if name != other else agency.code
            yield Candidate(other, about)


def agency_codes(request: Request) -> Iterator[Candidate]:
    """Yield the codes of all agencies, for values that are no names."""
    for each in _agencies(request):
        yield Candidate(each.code, text_in(each.name, request.lang))


def views(request: Request) -> Iterator[Candidate]:
    """Yield the views of a report."""
    from cardctl.cli.complete.closed import listed

    yield from listed(("full", "brief", "summary"))(request)
    for each in _agencies(request):
        yield Candidate(f"agency:{each.code}", text_in(each.name, request.lang))


def saved_views(request: Request) -> Iterator[Candidate]:
    """Yield the saved views, the person's first, once an @ is typed; words are free."""
    from cardctl.app.saved_views import all_views
    from cardctl.cli.person import valid_person
    from cardctl.store.saved_views import views_in

    if not request.typed.startswith("@"):
        return
    office = {} if request.root is None else views_in(request.root)
    for view in all_views(office, valid_person().views).values():
        yield Candidate(f"@{view.name}", text_in(view.title, request.lang) if view.title else "")


# Meetings ---------------------------------------------------------------------------------------


def meetings(request: Request) -> Iterator[Candidate]:
    """Yield the numbers of the meetings with dates, the latest first."""
    for each in reversed(_meetings(request)):
        yield _numbered(each, request)


def meetings_scheduled(request: Request) -> Iterator[Candidate]:
    """Yield the meetings that have not been held."""
    for each in _meetings(request):
        if each.status in (None, "scheduled"):
            yield _numbered(each, request)


def next_meeting(request: Request) -> Iterator[Candidate]:
    """Yield the number after the last meeting's."""
    known = [each.number for each in _meetings(request)]
    yield Candidate(str(max(known, default=0) + 1))


def days(request: Request) -> Iterator[Candidate]:
    """Yield today, and the dates of meetings."""
    yield Candidate(request.today.isoformat(), request.said(_("today")))
    for each in reversed(_meetings(request)):
        if each.day is not None and each.day != request.today:
            about = request.said(_("meeting {number}", number=each.number))
            yield Candidate(each.day.isoformat(), about)


def _meetings(request: Request) -> list[MeetingLine]:
    return [] if request.glance is None else list(request.glance.meetings)


def _numbered(meeting: MeetingLine, request: Request) -> Candidate:
    day = "" if meeting.day is None else meeting.day.isoformat()
    status = request.said(f"status|{meeting.status}") if meeting.status else ""
    return Candidate(str(meeting.number), " ".join(filter(None, (day, status))))


# Agenda items -----------------------------------------------------------------------------------


def items(request: Request) -> Iterator[Candidate]:
    """Yield the agenda items of the meetings that are named, or of the one that is meant."""
    for meeting in _meant(request):
        for number, title in meeting.items.items():
            yield Candidate(str(number), text_in(title, request.lang))


def item_numbers(request: Request) -> Iterator[Candidate]:
    """Yield the same before a value."""
    return (each._replace(value=f"{each.value}=", more=True) for each in items(request))


def item_types(request: Request) -> Iterable[Candidate]:
    """Yield agenda items, then the types that they can have."""
    from cardctl.domain.enums import ItemType

    return _of_item(request, ItemType)


def item_outcomes(request: Request) -> Iterable[Candidate]:
    """Yield agenda items, then the outcomes that they can have."""
    from cardctl.domain.enums import ItemOutcome

    return _of_item(request, ItemOutcome)


def _of_item(request: Request, words: type[ItemType | ItemOutcome]) -> Iterable[Candidate]:
    from cardctl.cli.complete.closed import members

    number, equals, _typed = request.typed.partition("=")
    if not equals:
        return item_numbers(request)
    return (each.after(f"{number}=") for each in members(request, words))


def _meant(request: Request) -> list[MeetingLine]:
    """Return the meetings that the line names, or those of its cards; `new` means the last held."""
    from cardctl.domain.ids import meeting_of
    from cardctl.literals import integer

    known = _meetings(request)
    named = {integer(each) for each in request.line.values("number", "--meeting")}
    named = named or {meeting_of(each) for each in request.named_ids}
    if named or request.line.path != ("new",):
        return [each for each in known if each.number in named]
    return [each for each in known if each.status == "held"][-1:]


def text_languages(request: Request) -> Iterator[Candidate]:
    """Yield the languages of the register, each before a text."""
    from cardctl.i18n import languages
    from cardctl.i18n.layout import layout_of

    known = () if request.glance is None else request.glance.languages
    for each in known if len(known) > 1 else ():
        about = layout_of(each).name if each in languages() else ""
        yield Candidate(f"{each}=", about, more=True)
