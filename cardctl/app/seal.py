"""Seal what a meeting was told, in a file beside the meeting; and erase from seals."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from secrets import token_hex
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.dependencies import require_readable
from cardctl.app.literal_values import optional_agency
from cardctl.app.report import ReportRequest, ReportSource, compute, load_source
from cardctl.app.values import as_usage_error
from cardctl.domain.seal import old
from cardctl.domain.seal.check import card_deviations, deviations
from cardctl.domain.seal.fates import Fate
from cardctl.domain.seal.model import AnySeal, OldSeal, Salts, Seal, SealHead, without_salts
from cardctl.domain.seal.parts import FACTS, FREE, seal_of
from cardctl.domain.seal.subjects import REPORT
from cardctl.errors import Refused, UsageError
from cardctl.finding import Severity
from cardctl.i18n import _
from cardctl.report.plain import sealed_facts
from cardctl.store.files import MAX_SEAL_BYTES
from cardctl.store.layout import MOST_SEALS, seal_path
from cardctl.store.seals import text_of

if TYPE_CHECKING:
    from cardctl.app.workspace import Workspace
    from cardctl.domain.card import Card
    from cardctl.domain.register import Register
    from cardctl.report.facts import MeetingReport


def random_salt() -> str:
    """Return 16 random bytes, in hexadecimal."""
    return token_hex(16)


class SealRequest(NamedTuple):
    """What to seal: the report of *meeting* as of *as_of* (default: the report's own as-of date).

    *again* asks for a further seal, with its *reason*. *by* is the agency that seals (default: the
    secretariat).
    """

    meeting: int
    as_of: date | None = None
    again: bool = False
    reason: str | None = None
    by: str | None = None


class Sealed(NamedTuple):
    """A seal of a meeting's report and its file; *is_new* if it was not there before."""

    path: str
    seal: AnySeal
    is_new: bool


def seal_meeting(
    workspace: Workspace, request: SealRequest, *, dry_run: bool = False, salts: Salts = random_salt
) -> Sealed:
    """Seal the report of a meeting; a dry run writes nothing.

    If the meeting is sealed already and nothing has changed, that is no change. Raises Unknown for
    a meeting that has no file or an agency, UsageError, Unreadable or Refused if a file cannot be
    read, if the as-of date is still to come, or if there is another seal and no further one was
    asked for.
    """
    if not dry_run:
        workspace.lock()
    source = _source(workspace, request)
    register = source.snapshot.register
    request = request._replace(by=optional_agency(register, request.by))
    seals = register.seals.get(request.meeting, ())
    _require_consistent(request, seals)
    report = compute(source, ReportRequest(request.meeting, request.as_of))
    _require_past(report.as_of, workspace.today)
    if seals and not request.again:
        return _unchanged(register, report, seals[-1])
    head = _head(request, report, seals, workspace.today)
    nth = seals[-1].nth + 1 if seals else 1
    seal = seal_of(report.seen, sealed_facts(report), head, salts, nth)
    path, text = seal_path(request.meeting, nth), text_of(seal)
    _require_room(text, nth)
    if not dry_run:
        workspace.lock().write({path: text}, {path: None})
    return Sealed(path, seal, True)


def _source(workspace: Workspace, request: SealRequest) -> ReportSource:
    """Load the register, of which every file must be readable."""
    source = load_source(workspace, ReportRequest(request.meeting, request.as_of))
    snapshot = source.snapshot
    require_readable(workspace, snapshot, snapshot.unread())
    snapshot.register.meeting(request.meeting)
    if any(finding.severity is Severity.ERROR for finding in snapshot.findings):
        raise Refused(
            _("not sealed: a file's content does not match its name"),
            _("fix it first: cardctl validate --select CC207"),
        )
    return source


def _require_consistent(request: SealRequest, seals: Collection[AnySeal]) -> None:
    """Raise UsageError if a further seal has no reason, or there is none to add it to."""
    number = request.meeting
    if request.again and not seals:
        raise UsageError(
            _("meeting {number} has not been sealed yet", number=number),
            _("seal it: cardctl meeting seal {number}", number=number),
        )
    if request.again != (request.reason is not None):
        raise UsageError(
            _("a further seal needs both --again and --reason"),
            _('use: cardctl meeting seal {number} --again --reason "TEXT"', number=number),
        )


def _require_past(as_of: date, today: date) -> None:
    """Raise Refused if the as-of date is still to come: what is filed until then would alter it."""
    if as_of > today:
        raise Refused(
            _("{day} is after today: a seal covers what a meeting was told", day=as_of),
            _("leave out --as-of, or use a day up to today: --as-of {today}", today=today),
        )


def _unchanged(register: Register, report: MeetingReport, seal: AnySeal) -> Sealed:
    """Return *seal* if it is the one that would be made again. Raises Refused otherwise."""
    differing = (each for each in deviations(register, seal) if each.fate is not Fate.ERASED)
    if seal.as_of == report.as_of and next(differing, None) is None:
        return Sealed(seal_path(seal.meeting, seal.nth), seal, False)
    raise Refused(
        _("meeting {number} is already sealed, as of {day}", number=seal.meeting, day=seal.as_of),
        _(
            "list what differs: cardctl meeting verify {number}; to add a further seal: "
            'cardctl meeting seal {number} --again --reason "TEXT"',
            number=seal.meeting,
        ),
    )


def _head(
    request: SealRequest, report: MeetingReport, seals: Collection[AnySeal], today: date
) -> SealHead:
    register, calendar = report.seen.whole, report.seen.whole.calendar
    last = [*seals][-1] if seals else None
    up_to = (n for n in calendar.numbers if not calendar.is_before(request.meeting, n))
    with as_usage_error(""):
        return SealHead(
            meeting=request.meeting,
            as_of=report.as_of,
            sealed=today,
            by=register.config.secretariat if request.by is None else request.by,
            reason=request.reason,
            previous=last.root if isinstance(last, Seal) else None,
            meetings=tuple(up_to),
        )


def _require_room(text: str, nth: int) -> None:
    """Raise Refused for a seal that could not be read again."""
    if len(text.encode()) > MAX_SEAL_BYTES:
        limit = MAX_SEAL_BYTES >> 20
        raise Refused(_("not sealed: the seal would be larger than {limit} MiB", limit=limit))
    if nth > MOST_SEALS:
        raise Refused(_("not sealed: a meeting has at most {count} seals", count=MOST_SEALS))


# Erasure ----------------------------------------------------------------------------------------


def files_after_redaction(
    register: Register, before: Card, after: Card, paths: Iterable[str]
) -> dict[str, str]:
    """Return the new texts, by path, of the seals that cover what *after* lacks of *before*.

    *after* is the card with the marker at the redacted *paths*, and with the entry about them. The
    seals lose the salt of each part that no longer fits, because with its salt, a short text could
    be guessed; that of a plan that is redacted, whatever it was when it was sealed; and that of the
    report's facts, which contain all texts.
    """
    fields = {path.partition(".")[0] for path in paths}
    named = {part for part in FREE if ("budget" if part == "money" else part) in fields}
    found = {}
    for seals in register.seals.values():
        for seal in seals:
            parts = _broken(register, after, seal) - _broken(register, before, seal)
            parts |= _covered(seal, after.id) & named
            if parts:
                path = seal_path(seal.meeting, seal.nth)
                found[path] = text_of(_erased(seal, after.id, parts))
    return found


def _broken(register: Register, card: Card, seal: AnySeal) -> set[str]:
    return {each.part for each in card_deviations(card, seal, register)} & _covered(seal, card.id)


def _covered(seal: AnySeal, card: str) -> set[str]:
    """Return the names of the parts of a card in a seal of either format."""
    return set(seal.cards.get(card, ()) if isinstance(seal, OldSeal) else seal.parts(card))


def _erased(seal: AnySeal, card: str, parts: set[str]) -> AnySeal:
    if isinstance(seal, OldSeal):
        return old.without_digests(seal, card, parts)
    return without_salts(seal, {card: parts, REPORT: {FACTS}})
