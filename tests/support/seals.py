"""Seals with known salts, and what of a register deviates from one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import count

from cardctl.domain.register import Register
from cardctl.domain.seal.check import deviations
from cardctl.domain.seal.model import Seal, SealHead
from cardctl.domain.seal.parts import seal_of
from cardctl.domain.view import View
from cardctl.rules import examples
from cardctl.store.load import load

AS_OF = date(2022, 9, 1)
SEALED = date(2022, 9, 5)


def counted() -> Callable[[], str]:
    """Return a source of salts that counts: 1, 2, 3 …"""
    numbers = count(1)
    return lambda: f"{next(numbers):032x}"


def register_of(files: Mapping[str, str]) -> Register:
    """Return the register in *files*, all of which must be readable."""
    loaded = load({path: text.encode() for path, text in sorted(files.items())})
    assert loaded.findings == (), [str(found.message) for found in loaded.findings]
    return loaded.register


def sealed(
    files: Mapping[str, str] = examples.FILES, as_of: date = AS_OF, day: date = SEALED
) -> Seal:
    """Return the seal of the report for meeting 2, made on *day*."""
    register = register_of(files)
    calendar = register.calendar
    numbers = tuple(number for number in calendar.numbers if not calendar.is_before(2, number))
    head = SealHead(meeting=2, as_of=as_of, sealed=day, by="office", meetings=numbers)
    return seal_of(View(register, 2, as_of), {"cards": 3}, head, counted())


def deviating(files: Mapping[str, str], seal: Seal) -> set[tuple[str, str, str]]:
    """Return what differs from *seal*, as triples of subject, part and fate."""
    found = deviations(register_of(files), seal)
    return {(each.subject, each.part, str(each.fate)) for each in found}


def breaches(files: Mapping[str, str], seal: Seal) -> set[tuple[str, str, str]]:
    """Return what is altered, rather than lawfully changed, in the same form."""
    return {
        (each.subject, each.part, str(each.fate))
        for each in deviations(register_of(files), seal)
        if each.fate.is_breach
    }
