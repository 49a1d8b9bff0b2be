"""Verify the seals of a meeting: recompute everything, and list what has been altered since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.seal_history import Alteration, SealHistory
from cardctl.domain.seal.check import chain_deviations, deviations
from cardctl.domain.seal.fates import Deviation, Fate
from cardctl.domain.seal.model import AnySeal, OldSeal, Seal
from cardctl.domain.seal.parts import FACTS
from cardctl.domain.seal.subjects import REPORT
from cardctl.errors import CardctlError, UsageError
from cardctl.i18n import _
from cardctl.report.compute import meeting_report
from cardctl.report.plain import sealed_facts
from cardctl.store.layout import SEAL_PATH, seal_path

if TYPE_CHECKING:
    from cardctl.app.workspace import Workspace
    from cardctl.domain.register import Register
    from cardctl.finding import Finding
    from cardctl.store.snapshot import Snapshot


class SealCheck(NamedTuple):
    """The result for one seal: *parts* is the number of parts that it covers."""

    path: str
    seal: AnySeal
    parts: int
    altered: tuple[Alteration, ...]
    erased: tuple[Deviation, ...]
    changed: tuple[Deviation, ...]


class Verification(NamedTuple):
    """All seals of a meeting. *broken* are findings about files that are no seals.

    *is_root_missing* means that none of the seals has the root that was given.
    """

    meeting: int
    checks: tuple[SealCheck, ...]
    broken: tuple[Finding, ...]
    is_root_missing: bool
    snapshot: Snapshot

    @property
    def is_unaltered(self) -> bool:
        """Whether every sealed part was compared and none is altered."""
        unread = self.snapshot.unread()
        altered = any(check.altered for check in self.checks)
        return not (altered or self.broken or self.is_root_missing or unread)


def verify_meeting(workspace: Workspace, number: int, root: str | None = None) -> Verification:
    """Compare the register with the seals of meeting *number*, and their roots with *root*.

    Raises Unknown for a meeting, UsageError if it has no seal.
    """
    snapshot = workspace.load()
    register = snapshot.register
    register.meeting(number)
    seals = register.seals.get(number, ())
    broken = tuple(f for f in snapshot.findings if _is_seal_of(f.path, number))
    if not seals and not broken:
        raise UsageError(
            _("meeting {number} has no seal", number=number),
            _("seal it: cardctl meeting seal {number}", number=number),
        )
    roots = {seal.root for seal in seals if isinstance(seal, Seal)}
    history = SealHistory(workspace.root, register)
    checks = tuple(_check(register, seal, seals, history) for seal in seals)
    return Verification(number, checks, broken, root is not None and root not in roots, snapshot)


def _is_seal_of(path: str, number: int) -> bool:
    match = SEAL_PATH.fullmatch(path)
    return match is not None and int(match[1]) == number


def _check(
    register: Register, seal: AnySeal, seals: Sequence[AnySeal], history: SealHistory
) -> SealCheck:
    found = [*deviations(register, seal), *_facts_deviations(register, seal)]
    found += [deviation for other, deviation in chain_deviations(seals) if other is seal]
    return SealCheck(
        seal_path(seal.meeting, seal.nth),
        seal,
        _size(seal),
        tuple(history.alteration(each, seal) for each in found if each.fate.is_breach),
        tuple(each for each in found if each.fate is Fate.ERASED),
        tuple(each for each in found if each.fate is Fate.CHANGED),
    )


def _size(seal: AnySeal) -> int:
    if isinstance(seal, OldSeal):
        return sum(map(len, seal.cards.values()))
    return sum(len(subject.parts) for subject in seal.subjects.values())


def _facts_deviations(register: Register, seal: AnySeal) -> Iterator[Deviation]:
    """Yield a change if the report would now state other facts than it did.

    This is no alteration by itself: plans are updated, and a newer program may state more.
    """
    if isinstance(seal, OldSeal):
        return
    commitment = seal.parts(REPORT).get(FACTS)
    if commitment is None or commitment.salt is None:
        if commitment is not None:
            yield Deviation(REPORT, FACTS, Fate.ERASED)
        return
    try:
        report = meeting_report(register, seal.meeting, seal.as_of)
    except CardctlError:  # the meeting was cancelled since, for example
        yield Deviation(REPORT, FACTS, Fate.CHANGED)
        return
    if not commitment.fits(sealed_facts(report)):
        yield Deviation(REPORT, FACTS, Fate.CHANGED)
