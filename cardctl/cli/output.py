"""Shared output of commands: the JSON envelope, findings, report files, displayed paths."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from cardctl.cli.session import Session
    from cardctl.finding import Finding
    from cardctl.store.files import Files
    from cardctl.store.snapshot import Snapshot

FORMAT_VERSION = "1.0"


def as_json(kind: str, data: Any, warnings: Sequence[str] = ()) -> str:
    """Return the JSON envelope of *kind*; non-ASCII is not escaped, keys keep their order."""
    import json

    envelope = {
        "format_version": FORMAT_VERSION,
        "kind": kind,
        "data": data,
        "warnings": list(warnings),
    }
    return json.dumps(envelope, ensure_ascii=False, indent=2, default=str)


def only_json(form: str | None) -> str:
    """Return the format json for ``--json``. Raises UsageError if ``--format`` names another."""
    if form not in (None, "json"):
        from cardctl.errors import UsageError
        from cardctl.i18n import _

        raise UsageError(
            _("--json and --format {format} cannot be used together", format=form),
            _("leave out one of them"),
        )
    return "json"


def print_findings(
    session: Session,
    findings: Sequence[Finding],
    files: Files,
    *,
    stream: str = "stdout",
    folder: Path | None = None,
) -> None:
    """Print findings in *files* as people read them (the frame with the place), to *stream*.

    The files are in *folder* (default: the register).
    """
    from cardctl.cli.render.diagnostics import as_text
    from cardctl.cli.render.links import file_links
    from cardctl.store.finding_spans import located

    text = as_text(
        located(findings, files),
        files,
        session.lang,
        folder=folder_of_findings(session, folder),
        colour=session.colour_on(stream),
        width=session.width(stream),
        link=file_links(session, stream) if folder is None else lambda _path: "",
    )
    session.write(text, stream)


def folder_of_findings(session: Session, folder: Path | None) -> str:
    """Return how paths of findings begin: *folder* (default: the register), as seen from here."""
    from cardctl.cli.session import folder_from_here

    return session.workspace.folder if folder is None else folder_from_here(folder)


def warn_unreadable(session: Session, snapshot: Snapshot) -> int:
    """Print the errors of unreadable files to stderr; return 1 if there are any, else 0.

    Every command that loads the register calls this and uses the result as its exit code.
    """
    from cardctl.finding import Severity

    errors = [finding for finding in snapshot.findings if finding.severity is Severity.ERROR]
    if errors:
        from cardctl.cli.render.diagnostics import as_concise
        from cardctl.store.finding_spans import located

        found = located(errors, snapshot.files)
        folder = session.workspace.folder
        sys.stderr.write(as_concise(found, session.lang, folder=folder, hints=True))
    return 1 if errors else 0


def unread(session: Session, snapshot: Snapshot) -> list[str]:
    """Return a message for each unreadable file, for the warnings of the JSON envelope."""
    from cardctl.i18n import _

    paths = sorted({*snapshot.register.unreadable, *snapshot.unread()})
    return [_("{path} cannot be read", path=path).render(session.lang) for path in paths]


def repository_folder(session: Session) -> str:
    """Return the register's root relative to the top of its repository."""
    from cardctl.store.layout import repository_top

    root = session.root.resolve()
    return root.relative_to(repository_top(root)).as_posix()
