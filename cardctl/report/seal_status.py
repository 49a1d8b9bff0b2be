"""How the register compares with the seals of a meeting, for the head of its report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import chain

from cardctl.domain.ids import full_id, id_order
from cardctl.domain.register import Register
from cardctl.domain.seal.check import chain_deviations, deviations
from cardctl.domain.seal.fates import Fate
from cardctl.domain.seal.model import AnySeal, Seal
from cardctl.domain.seal.parts import FACTS
from cardctl.domain.seal.subjects import REPORT, SEAL
from cardctl.report.facts import SealStatus


def seal_status(register: Register, number: int, as_of: date, hidden: frozenset[str]) -> SealStatus:
    """Compare the register with all seals of the meeting; *hidden* cards are not named.

    A card, or a seal, that cannot be read is not what it was.
    """
    seals = register.seals.get(number, ())
    found = [list(deviations(register, seal)) for seal in seals]
    broken = [deviation for _unused, deviation in chain_deviations(seals)]
    all_found = chain(broken, *found)
    altered = {each.subject for each in all_found if each.fate.is_breach}
    altered |= {SEAL} if number in register.unreadable_seals else set()
    altered |= set(register.unreadable.values()) & {card for seal in seals for card in seal.cards}
    if not seals:
        return SealStatus(as_of, None, _in_order(altered))
    last = seals[-1]
    changed = {each.subject for each in found[-1] if each.fate is Fate.CHANGED}
    return SealStatus(
        last.as_of,
        _facts_digest(last),
        _in_order(altered - hidden),
        last.root if isinstance(last, Seal) else None,
        _in_order(changed - hidden),
    )


def _in_order(subjects: Iterable[str]) -> tuple[str, ...]:
    """Return the names of sealed subjects, the cards first, by meeting and serial."""
    cards = {name for name in subjects if full_id(name)}
    return (*sorted(cards, key=id_order), *sorted(set(subjects) - cards))


def _facts_digest(seal: AnySeal) -> str | None:
    """Return what a seal has of the report's facts: the commitment, or an old seal's digest."""
    if not isinstance(seal, Seal):
        return seal.facts
    commitment = seal.parts(REPORT).get(FACTS)
    return commitment.digest if commitment else None
