"""Seal what a meeting's report said: the digests of its facts, in a file beside the meeting."""

from __future__ import annotations

from datetime import date
from json import dumps
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.dependencies import require_readable
from cardctl.app.report import ReportRequest, compute, load_source
from cardctl.domain.seal import Seal
from cardctl.domain.seal_digests import seal_of
from cardctl.errors import Refused
from cardctl.finding import Severity
from cardctl.i18n import _
from cardctl.report.plain import sealed_facts
from cardctl.store.layout import seal_path

if TYPE_CHECKING:
    from cardctl.app.workspace import Workspace


class Sealed(NamedTuple):
    """The seal of a meeting's report and its file; *is_new* if it was not there before."""

    path: str
    seal: Seal
    is_new: bool


def seal_meeting(
    workspace: Workspace, number: int, as_of: date | None, *, dry_run: bool = False
) -> Sealed:
    """Seal the report of meeting *number*; a dry run writes nothing.

    A meeting is sealed once: the same seal again is no change. Raises Unknown for a meeting that
    has no file, Unreadable or Refused if a file cannot be read or there is another seal.
    """
    if not dry_run:
        workspace.lock()
    request = ReportRequest(number, as_of)
    source = load_source(workspace, request)
    snapshot = source.snapshot
    require_readable(workspace, snapshot, snapshot.unread())
    snapshot.register.meeting(number)
    if any(finding.severity is Severity.ERROR for finding in snapshot.findings):
        raise Refused(
            _("not sealed: a file's content does not match its name"),
            _("fix it first: cardctl validate --select CC207"),
        )
    report = compute(source, request)
    seal = seal_of(report.seen, sealed_facts(report))
    path, old = seal_path(number), snapshot.register.seals.get(number)
    if old is not None and old != seal:
        raise Refused(
            _("meeting {number} is already sealed, as of {day}", number=number, day=old.as_of),
            _("list what differs from the seal: cardctl validate --select CC513"),
        )
    if old is None and not dry_run:
        workspace.lock().write({path: text_of(seal)}, {path: None})
    return Sealed(path, seal, old is None)


def text_of(seal: Seal) -> str:
    """Return the text of a seal file: JSON with one line per card, for diffs by card."""
    data = seal.model_dump(mode="json")
    cards = [f"\n    {dumps(key)}: {dumps(value)}" for key, value in data.pop("cards").items()]
    head = "".join(f"  {dumps(key)}: {dumps(value)},\n" for key, value in data.items())
    return f'{{\n{head}  "cards": {{{",".join(cards)}\n  }}\n}}\n'
