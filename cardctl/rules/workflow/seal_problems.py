"""What CC513 reports: the alterations of what the seals of a register cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cardctl.domain.agency import Agency
from cardctl.domain.base import Json
from cardctl.domain.card import Card
from cardctl.domain.meeting import Meeting
from cardctl.domain.register import FactRegister
from cardctl.domain.seal import cards, old
from cardctl.domain.seal.check import chain_deviations, missing_subjects, root_deviations
from cardctl.domain.seal.fates import Deviation, Fate
from cardctl.domain.seal.model import AnySeal, OldSeal, Seal
from cardctl.domain.seal.parts import plain_card
from cardctl.domain.seal.shared import agency_deviations, meeting_deviations, settings_deviations
from cardctl.domain.seal.subjects import SEAL
from cardctl.i18n import Message, _
from cardctl.rules.rule import Context, Problem, problem
from cardctl.store.layout import seal_path


def of_card(card: Card, context: Context) -> Iterator[Problem]:
    """Yield the problems of a card."""
    yield from _problems(
        (seal, deviation)
        for seal in _all(context.register)
        for deviation in (
            old.card_deviations(card, seal, context.register.calendar)
            if isinstance(seal, OldSeal)
            else cards.card_deviations(card, seal, _data(card, seal, context))
        )
    )


def _data(card: Card, seal: Seal, context: Context) -> Json | None:
    """Return the card as plain data, computed once for all seals that cover it."""
    return context.of(card, _plain) if card.id in seal.subjects else None


def _plain(card: Card, _context: Context) -> Json:
    return plain_card(card)


def of_meeting(meeting: Meeting, register: FactRegister) -> Iterator[Problem]:
    """Yield the problems of a meeting, of its own seals, and of what they cover that is gone."""
    own = register.seals.get(meeting.number, ())
    gone = ((seal, each) for seal in own for each in missing_subjects(register, seal))
    roots = ((seal, each) for seal in _new(own) for each in root_deviations(seal))
    yield from _problems((*gone, *roots, *chain_deviations(own)))
    yield from _problems(
        (seal, each) for seal in _new(_all(register)) for each in meeting_deviations(meeting, seal)
    )


def of_agencies(agencies: tuple[Agency, ...], register: FactRegister) -> Iterator[Problem]:
    """Yield the problems of the agencies."""
    yield from _problems(
        (seal, each)
        for seal in _new(_all(register))
        for index, agency in enumerate(agencies)
        for each in agency_deviations(agency, seal, index)
    )


def of_settings(register: FactRegister) -> Iterator[Problem]:
    """Yield the problems of the settings."""
    yield from _problems(
        (seal, each)
        for seal in _new(_all(register))
        for each in settings_deviations(register.config, seal)
    )


def _all(register: FactRegister) -> Iterator[AnySeal]:
    for number in sorted(register.seals):
        yield from register.seals[number]


def _new(seals: Iterable[AnySeal]) -> Iterator[Seal]:
    return (seal for seal in seals if isinstance(seal, Seal))


def _problems(found: Iterable[tuple[AnySeal, Deviation]]) -> Iterator[Problem]:
    """Yield a problem for each alteration, named by the first seal that shows it."""
    known: set[tuple[str, str]] = set()
    for seal, deviation in found:
        key = (deviation.subject, deviation.part)
        is_own = deviation.subject == SEAL
        if deviation.fate.is_breach and (is_own or key not in known):
            known.add(key)
            yield _problem(seal, deviation)


def _problem(seal: AnySeal, deviation: Deviation) -> Problem:
    if deviation.subject == SEAL:
        path = seal_path(seal.meeting, seal.nth)
        return problem(
            (),
            "the seal itself was changed: {part}",
            part=deviation.part,
            hint=_("restore the file that cardctl wrote: git log -- ':/*{path}'", path=path),
        )._replace(path=path)
    message = _message(seal, deviation)
    return problem(deviation.field or ("number",), message, hint=_hint(seal, deviation))


def _message(seal: AnySeal, deviation: Deviation) -> Message:
    part, number, day = deviation.part, seal.meeting, seal.as_of
    if deviation.fate is Fate.SALTED:
        return _("{field} is erased, but its salt is still in the seal of meeting {number}",
                 field=part, number=number)  # fmt: skip
    if deviation.fate is Fate.ADDED and part:
        return _("{field} was not in the report to meeting {number} (sealed as of {day})",
                 field=part, number=number, day=day)  # fmt: skip
    if deviation.fate is Fate.ADDED:
        return _("card was not reported to meeting {number} (sealed as of {day})",
                 number=number, day=day)  # fmt: skip
    if not part:
        return _("{id}, reported to meeting {number}, is missing",
                 id=deviation.subject, number=number)  # fmt: skip
    return _("differs from the report to meeting {number} ({field}, sealed as of {day})",
             number=number, field=part, day=day)  # fmt: skip


def _hint(seal: AnySeal, deviation: Deviation) -> Message:
    if deviation.fate is Fate.SALTED:
        path = seal_path(seal.meeting, seal.nth)
        return _(
            "in {path}, replace the salt of {field} by null, so that nobody can guess the text",
            path=path,
            field=deviation.part,
        )
    if deviation.fate is Fate.ADDED:
        return _("date it the day on which it is filed: what a meeting was told cannot be added to")
    if deviation.part:
        return _("restore the old text; add a correction as a new entry with a later date")
    if deviation.subject.startswith("M"):
        return _("restore the card's file: cards are never deleted")
    return _("restore it: what a sealed report was based on is never deleted")
