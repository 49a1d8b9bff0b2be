"""`cardctl meeting seal`: the digests of a report's facts, written beside the meeting."""

from __future__ import annotations

from cardctl.cli.grounds import require_readable
from cardctl.cli.output import as_json, register_folder
from cardctl.cli.reporting import make_report
from cardctl.cli.session import Session
from cardctl.domain.seal import Seal
from cardctl.domain.sealing import seal_of
from cardctl.errors import Refused
from cardctl.i18n import _
from cardctl.report.plain import sealed_facts
from cardctl.store.layout import seal_path


def put_seal(
    session: Session, number: int, as_of: str | None, *, dry_run: bool, json: bool
) -> None:
    """Seal the report of meeting *number* and say what was sealed.

    A meeting is sealed once: the same seal again is no change. Raises Unknown for a meeting that
    has no file, Refused where a file cannot be read or another seal is there.
    """
    if not dry_run:
        session.lock()
    require_readable(session, session.loaded.unread())
    session.register.meeting(number)
    report, has_errors = make_report(session, number, as_of=as_of, revision=None)
    if has_errors:
        raise Refused(
            _("not sealed: a file is not what its name says"),
            _("fix it first: cardctl validate --select CC207"),
        )
    seal = seal_of(report.seen, sealed_facts(report))
    path, old = seal_path(number), session.register.seals.get(number)
    if old is not None and old != seal:
        raise Refused(
            _("meeting {number} is sealed already, as of {day}", number=number, day=old.as_of),
            _("what differs from the seal: cardctl validate --select CC513"),
        )
    if old is None and not dry_run:
        session.lock().write({path: text_of(seal)}, {path: None})
    folder = register_folder(session)
    if json:
        written = old is None and not dry_run
        data = {"path": f"{folder}/{path}", "written": written, **seal.model_dump(mode="json")}
        session.answer_data(as_json("seal", data))
        return
    if old is not None:
        session.echo(_("no change: it is so already"))
    session.print_result(f"{folder}/{path}\n  sha256 {seal.facts}")
    if dry_run:
        session.echo(_("dry run: nothing was written; it would end with 0"))


def text_of(seal: Seal) -> str:
    """The text of a seal's file: JSON, a line a card, so that git shows changes by card."""
    from json import dumps

    data = seal.model_dump(mode="json")
    cards = [f"\n    {dumps(key)}: {dumps(value)}" for key, value in data.pop("cards").items()]
    head = "".join(f"  {dumps(key)}: {dumps(value)},\n" for key, value in data.items())
    return f'{{\n{head}  "cards": {{{",".join(cards)}\n  }}\n}}\n'
