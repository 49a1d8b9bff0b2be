"""What commands print beside their answers: the JSON envelope, findings, files."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.finding import Finding

FORMAT_VERSION = "1.0"


def as_json(kind: str, data: Any, warnings: Sequence[str] = ()) -> str:
    """One object of the given *kind*; Hangul is not escaped, keys keep their order."""
    import json

    envelope = {
        "format_version": FORMAT_VERSION,
        "kind": kind,
        "data": data,
        "warnings": list(warnings),
    }
    return json.dumps(envelope, ensure_ascii=False, indent=2, default=str)


def only_json(form: str | None) -> str:
    """The format json, for ``--json``. Raises UsageError if ``--format`` names another."""
    if form not in (None, "json"):
        from cardctl.errors import UsageError
        from cardctl.i18n import _

        raise UsageError(
            _("--json and --format {format} contradict each other", format=form),
            _("leave one of them out"),
        )
    return "json"


def print_findings(
    session: Session, findings: Sequence[Finding], *, stream: str = "stdout"
) -> None:
    """Print findings as people read them (the frame with the place), to *stream*."""
    from cardctl.cli.render.diagnostics import as_text
    from cardctl.store.load import located

    files = session.loaded.files if "loaded" in session.__dict__ else {}
    text = as_text(
        located(findings, files),
        files,
        session.lang,
        folder=register_folder(session),
        colour=session.colour_on(stream),
        width=session.width(stream),
    )
    (sys.stdout if stream == "stdout" else sys.stderr).write(text)


def warn_unreadable(session: Session) -> int:
    """Say on stderr, a line each, which files could not be read; 1 if there were any, else 0.

    Every command that loads the register calls this and ends with the number.
    """
    from cardctl.finding import Severity

    loaded = session.loaded
    errors = [finding for finding in loaded.findings if finding.severity is Severity.ERROR]
    if errors:
        from cardctl.cli.render.diagnostics import as_concise
        from cardctl.store.load import located

        folder = register_folder(session)
        found = located(errors, loaded.files)
        sys.stderr.write(as_concise(found, session.lang, folder=folder, hints=True))
    return 1 if errors else 0


def unread(session: Session) -> list[str]:
    """The cards that could not be read, a sentence each, for the warnings of JSON."""
    from cardctl.i18n import _

    paths = sorted(session.register.unreadable)
    return [_("{path} cannot be read", path=path).render(session.lang) for path in paths]


def register_folder(session: Session) -> str:
    """The register's root as it is best said from here: relative where it lies below."""
    root = session.root.absolute()
    here = Path.cwd()
    return root.relative_to(here).as_posix() if root.is_relative_to(here) else root.as_posix()


def repository_folder(session: Session) -> str:
    """The register's root as it is seen from the top of the repository around it."""
    from cardctl.store.layout import top_around

    root = session.root.resolve()
    return root.relative_to(top_around(root)).as_posix()


def write_file(path: Path, content: str | bytes, *, force: bool) -> None:
    """Write a whole file or none, and not over one that is there unless *force*.

    Raises Refused where it is there, FileProblem where the file system says no.
    """
    from contextlib import suppress
    from tempfile import NamedTemporaryFile

    from cardctl.errors import FileProblem, Refused
    from cardctl.i18n import _
    from cardctl.platform import sync_file

    if path.exists() and not force:
        raise Refused(_("{path} is there already", path=path), _("overwrite it with --force"))
    draft = None
    try:
        with NamedTemporaryFile("wb", dir=path.parent, prefix=".cardctl-", delete=False) as file:
            draft = Path(file.name)
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            sync_file(file.fileno())
        draft.chmod(_mode_of(path))
        draft.replace(path)
    except OSError as error:
        if draft is not None:
            with suppress(OSError):
                draft.unlink()
        raise FileProblem(
            _("cannot write {name}: {why}", name=path, why=error.strerror or error)
        ) from error


def _mode_of(path: Path) -> int:
    """The permissions that a file at *path* has, or would get as a new one."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
