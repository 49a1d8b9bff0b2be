"""The last step of every command that writes: check, write all or nothing, print what changed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cardctl.cli.output import as_json, warn_unreadable
from cardctl.cli.render.file_change import as_data, as_diff, as_lines
from cardctl.i18n import _

if TYPE_CHECKING:
    from cardctl.app.change import Prepared, Transaction
    from cardctl.app.file_change import FileChange
    from cardctl.cli.session import Session
    from cardctl.finding import Finding
    from cardctl.outputs.cards import ChangeData


class WriteOptions(NamedTuple):
    """Output and safety options of a command that writes."""

    dry_run: bool = False
    diff: bool = False
    json: bool = False
    if_match: str | None = None


def apply(session: Session, prepared: Prepared, kind: str, how: WriteOptions) -> None:
    """Check and write a change, and print what changed as *kind*.

    Raises Unreadable if a file that the change depends on cannot be read, WouldBreak if errors
    would be added, ChangedMeanwhile if a file is no longer what it was (or not what
    ``--if-match`` says).
    """
    transaction = prepared.transaction
    warn_unreadable(session, transaction.snapshot)
    put(session, transaction, transaction.drafts(prepared.pairs, how.if_match), kind, how)
    for notice in prepared.notices:
        session.echo(notice)


def put(
    session: Session,
    transaction: Transaction,
    changed: Sequence[FileChange],
    kind: str,
    how: WriteOptions,
) -> None:
    """Check and write files with a known new text, and print the changes. Raises like `apply`."""
    if how.dry_run or how.diff:
        _print_diff(changed, how)
    warnings = transaction.check(changed)
    if not how.dry_run:
        transaction.write(changed)
    _print(session, changed, kind, how, warnings)


def _print(
    session: Session,
    changed: Sequence[FileChange],
    kind: str,
    how: WriteOptions,
    warnings: Sequence[Finding],
) -> None:
    from cardctl.cli.render.diagnostics import as_concise

    folder = session.workspace.folder
    said = as_concise(warnings, session.lang, folder=folder)
    if how.json:
        data: ChangeData = {
            "dry_run": how.dry_run,
            "changed": [as_data(each, folder) for each in changed],
        }
        session.answer_data(as_json(kind, data, said.splitlines()))
    elif not changed:
        session.echo(_("already up to date"))
    elif not (how.dry_run or how.diff):
        session.print_result("\n".join(line for each in changed for line in as_lines(each, folder)))
    if said and not session.quiet:
        sys.stderr.write(said)
    if how.dry_run and changed:
        session.echo(_("dry run: nothing was written; would exit with status 0"))


def _print_diff(changed: Sequence[FileChange], how: WriteOptions) -> None:
    """Print the diffs to stdout (with JSON: to stderr), filtered for a terminal."""
    from cardctl.printable import printable

    text = "".join(map(as_diff, changed))
    stream = sys.stderr if how.json else sys.stdout
    stream.write(printable(text) if stream.isatty() else text)
