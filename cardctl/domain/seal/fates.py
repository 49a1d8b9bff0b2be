"""What happened to a sealed part: it is as it was, altered, erased, or openly changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from cardctl.domain.seal.commitments import Commitment
from cardctl.domain.seal.model import Seal
from cardctl.domain.seal.parts import TEXTS, is_change, translated
from cardctl.domain.seal.subjects import SEAL
from cardctl.domain.text import MARKER

ROOT = "root"
"""The part of a seal that fixes all others."""


class Fate(StrEnum):
    """What happened to a sealed part that is not as it was."""

    ALTERED = "altered"
    MISSING = "missing"
    ADDED = "added"
    """It was not sealed, though it is dated before the seal."""
    ERASED = "erased"
    SALTED = "salted"
    """It is erased, but its salt is still in the seal, so the text can be guessed."""
    CHANGED = "changed"
    """It changed as it may: plans, money, partners, and what was filled in or translated."""

    @property
    def is_breach(self) -> bool:
        """Whether this alters the record, rather than being a lawful change."""
        return self not in (Fate.ERASED, Fate.CHANGED)


class Deviation(NamedTuple):
    """A part of a subject that differs from the seal; *field* is its place in the file.

    The part is empty if the whole subject is missing or was added.
    """

    subject: str
    part: str
    fate: Fate
    field: tuple[str | int, ...] = ()


Values = Mapping[str, Any]
"""Name of a part to its value, plain data."""


class SealedParts:
    """The parts of one subject, to compare them with what the files have now.

    *can_be_erased* is true if an erasure of this subject is recorded.
    """

    def __init__(self, seal: Seal, subject: str, *, can_be_erased: bool = False) -> None:
        self.head = seal.head
        self.subject = subject
        self._sealed = seal.subjects.get(subject)
        self.parts = seal.parts(subject)
        self.can_be_erased = can_be_erased

    @property
    def is_covered(self) -> bool:
        """Whether the seal covers the subject at all."""
        return self._sealed is not None

    def own(self) -> Iterator[Deviation]:
        """Yield a deviation if the commitments in the seal's file were changed."""
        if self._sealed is None or not self._sealed.is_intact:
            yield Deviation(SEAL, self.subject, Fate.ALTERED)

    def deviation(self, part: str, fate: Fate, field: tuple[str | int, ...]) -> Deviation:
        """Return the deviation of a part of this subject."""
        return Deviation(self.subject, part, fate, field)

    def filled_in(self, now: Values) -> Iterator[Deviation]:
        """Yield the parts that were absent when the seal was made."""
        for part in now:
            if part not in self.parts and not is_change(part):
                yield self.deviation(part, Fate.CHANGED, (part.partition(".")[0],))

    def fate_of_new(self, day: str) -> Fate:
        """Return what it means that an entry dated *day* (ISO) was not sealed.

        On the day of the seal, it need not have been there yet.
        """
        return Fate.ADDED if day < self.head.sealed.isoformat() else Fate.CHANGED

    def fate(self, part: str, commitment: Commitment, versions: Iterable[Values]) -> Fate | None:
        """Return what happened to a part, given its *versions*, the current one first.

        None if it is as it was.
        """
        values = [version.get(part) for version in versions]
        is_erased = self.can_be_erased and any(map(has_marker, values))
        if commitment.salt is None:
            return Fate.ERASED if is_erased else Fate.ALTERED
        if any(map(commitment.fits, values)):
            return None
        if _may_be_translated(part) and _fits_translated(commitment, values):
            return Fate.CHANGED
        if is_erased:
            return Fate.SALTED
        return Fate.MISSING if values[0] is None else Fate.ALTERED


def _may_be_translated(part: str) -> bool:
    return part.rpartition(".")[2] in TEXTS and not part.startswith(("history.", "results."))


def _fits_translated(commitment: Commitment, values: Iterable[Any]) -> bool:
    return any(commitment.fits(old) for value in values for old in translated(value))


def has_marker(value: Any) -> bool:
    """Whether plain data has the marker of an erased text anywhere."""
    if isinstance(value, Mapping):
        return any(map(has_marker, value.values()))
    if isinstance(value, list):
        return any(map(has_marker, value))
    return bool(value == MARKER)
