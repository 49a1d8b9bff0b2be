"""What `cardctl meeting verify` found, as text or data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from cardctl.app.seal_history import Alteration
from cardctl.app.verify import SealCheck, Verification
from cardctl.cli.render.seal import as_data as seal_data
from cardctl.cli.render.seal import root_line
from cardctl.domain.seal.fates import Deviation, Fate
from cardctl.domain.seal.model import Seal
from cardctl.i18n import Message, _, _n
from cardctl.printable import printable

if TYPE_CHECKING:
    from cardctl.outputs.meetings import (
        AlterationData,
        DeviationData,
        SealCheckData,
        VerificationData,
    )

Shown = Callable[[str], str]
"""Returns a path of the register as messages name it."""

FATES = {
    Fate.ALTERED: _("altered: {what}"),
    Fate.MISSING: _("missing: {what}"),
    Fate.ADDED: _("added to the past: {what}"),
    Fate.SALTED: _("erased, but its salt is still there: {what}"),
    Fate.ERASED: _("erased: {what}"),
    Fate.CHANGED: _("openly updated: {what}"),
}


def as_data(done: Verification, shown: Shown) -> VerificationData:
    """Return the verification as plain data."""
    return {
        "meeting": done.meeting,
        "unaltered": done.is_unaltered,
        "root_missing": done.is_root_missing,
        "seals": [_check_data(check, shown) for check in done.checks],
        "broken": [shown(finding.path) for finding in done.broken],
        "unreadable": [shown(path) for path in sorted(done.snapshot.unread())],
    }


def _check_data(check: SealCheck, shown: Shown) -> SealCheckData:
    return {
        "path": shown(check.path),
        **seal_data(check.seal),
        "parts": check.parts,
        "altered": [_alteration_data(each, shown) for each in check.altered],
        "erased": [_deviation_data(each) for each in check.erased],
        "updated": [_deviation_data(each) for each in check.changed],
    }


def _deviation_data(deviation: Deviation) -> DeviationData:
    return {"subject": deviation.subject, "part": deviation.part or None}


def _alteration_data(altered: Alteration, shown: Shown) -> AlterationData:
    since = altered.since
    return {
        **_deviation_data(altered.deviation),
        "how": altered.deviation.fate,
        "path": shown(altered.path),
        "since": {"commit": since.hash, "date": since.date.isoformat()} if since else None,
        "uncommitted": altered.is_uncommitted,
    }


def as_text(done: Verification, shown: Shown, lang: str) -> str:
    """Return a verdict, then each seal with its root and what differs from it."""
    lines = [_verdict(done).render(lang), *_lines(done, shown, lang)]
    return printable("\n".join(lines))


def _verdict(done: Verification) -> Message:
    number = done.meeting
    if any(check.altered for check in done.checks) or done.broken:
        return _("meeting {number}: ALTERED since it was sealed", number=number)
    if done.is_root_missing:
        return _("meeting {number}: NO SEAL HAS THIS ROOT", number=number)
    if not done.is_unaltered:
        return _("meeting {number}: not verified, because files cannot be read", number=number)
    return _("meeting {number}: unaltered since it was sealed", number=number)


def _lines(done: Verification, shown: Shown, lang: str) -> Iterator[str]:
    for finding in done.broken:
        yield f"{shown(finding.path)}: {finding.message.render(lang)}"
    for check in done.checks:
        yield f"{shown(check.path)}: {_when(check).render(lang)}"
        yield f"  {root_line(check.seal, lang)}"
        yield f"  {_counts(check, lang)}"
        for each in check.altered:
            yield f"  {_alteration(each, lang)}"
        for deviation in (*check.erased, *check.changed):
            yield f"  {_deviation(deviation).render(lang)}"


def _when(check: SealCheck) -> Message:
    seal = check.seal
    if not isinstance(seal, Seal):
        return _("as of {day}", day=seal.as_of)
    return _(
        "as of {day}, sealed on {sealed} by {agency}",
        day=seal.as_of,
        sealed=seal.head.sealed,
        agency=seal.head.by,
    )


def _counts(check: SealCheck, lang: str) -> str:
    counts = [
        _n("{count} sealed part", "{count} sealed parts", check.parts),
        _("{count} altered", count=len(check.altered)),
    ]
    if check.erased:
        counts.append(_("{count} erased", count=len(check.erased)))
    if check.changed:
        counts.append(_("{count} openly updated", count=len(check.changed)))
    return ", ".join(message.render(lang) for message in counts)


def _deviation(deviation: Deviation) -> Message:
    what = f"{deviation.subject} {deviation.part}".rstrip()
    return FATES[deviation.fate]._replace(values={"what": what})


def _alteration(altered: Alteration, lang: str) -> str:
    said = _deviation(altered.deviation).render(lang)
    if altered.since is not None:
        since = _("since {commit} ({day})", commit=altered.since.hash[:7], day=altered.since.date)
    elif altered.is_uncommitted:
        since = _("not committed")
    else:
        return said
    return f"{said}, {since.render(lang)}"
