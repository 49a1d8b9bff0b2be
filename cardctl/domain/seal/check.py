"""Compare a register with a seal: what of the sealed parts is altered, erased, or openly changed.

A part is unaltered if the files still yield it: an entry or a result stands where it stood, and
any other value is the current one, or the one that recorded changes replaced (`amends`, `corrects`,
`changes`). So the order of meetings, and dates that have changed since, do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cardctl.domain.agency import Agency
from cardctl.domain.card import Card
from cardctl.domain.register import FactRegister, Register
from cardctl.domain.seal import cards, old
from cardctl.domain.seal.fates import ROOT, Deviation, Fate
from cardctl.domain.seal.model import AnySeal, OldSeal, Seal
from cardctl.domain.seal.shared import agency_deviations, meeting_deviations, settings_deviations
from cardctl.domain.seal.subjects import REPORT, SEAL, agency_subject, meeting_subject


def deviations(register: Register, seal: AnySeal) -> Iterator[Deviation]:
    """Yield all that differs from *seal* in a whole register, except the report's facts."""
    yield from missing_subjects(register, seal)
    if isinstance(seal, Seal):
        yield from root_deviations(seal)
        yield from shared_deviations(register, seal)
    for card in register:
        yield from card_deviations(card, seal, register)


def card_deviations(card: Card, seal: AnySeal, register: FactRegister) -> Iterator[Deviation]:
    """Yield what differs of a card of *register*, whose other cards need not be loaded."""
    if isinstance(seal, OldSeal):
        return old.card_deviations(card, seal, register.calendar)
    return cards.card_deviations(card, seal)


def shared_deviations(register: FactRegister, seal: Seal) -> Iterator[Deviation]:
    """Yield what differs of the settings, the agencies and the meetings."""
    if register.config_known:
        yield from settings_deviations(register.config, seal)
    if register.agencies_known:
        for index, agency in enumerate(register.agencies):
            yield from agency_deviations(agency, seal, index)
    for number in seal.head.meetings:
        if number in register.meetings:
            yield from meeting_deviations(register.meetings[number], seal)


def root_deviations(seal: Seal) -> Iterator[Deviation]:
    """Yield a deviation if the root is not that of the seal's file."""
    if seal.computed_root != seal.root:
        yield Deviation(SEAL, ROOT, Fate.ALTERED)
    report = seal.subjects.get(REPORT)
    if report is None or not report.is_intact:
        yield Deviation(SEAL, REPORT, Fate.ALTERED)


def chain_deviations(seals: Sequence[AnySeal]) -> Iterator[tuple[Seal, Deviation]]:
    """Yield the seals of one meeting that do not continue the one before them."""
    newer = [seal for seal in seals if isinstance(seal, Seal)]
    roots = {seal.nth: seal.root for seal in newer}
    for seal in newer:
        if seal.head.previous != roots.get(seal.nth - 1):
            yield seal, Deviation(SEAL, "previous", Fate.ALTERED)


def missing_subjects(register: FactRegister, seal: AnySeal) -> Iterator[Deviation]:
    """Yield the cards, meetings and agencies that were sealed and are no longer there.

    A file that cannot be read is not missing.
    """
    gone = [name for name in seal.cards if name not in register.known_ids]
    if isinstance(seal, Seal):
        meetings = {*register.meetings, *register.unreadable_meetings}
        gone += [meeting_subject(n) for n in seal.head.meetings if n not in meetings]
        if register.agencies_known:
            yield from missing_agencies(register.agencies, seal)
    for name in gone:
        yield Deviation(name, "", Fate.MISSING)


def missing_agencies(agencies: Iterable[Agency], seal: Seal) -> Iterator[Deviation]:
    """Yield the sealed agencies that are not among *agencies*."""
    there = {agency_subject(agency.code) for agency in agencies}
    for name in seal.agencies:
        if name not in there:
            yield Deviation(name, "", Fate.MISSING)
