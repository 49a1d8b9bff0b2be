"""Keep what `validate` printed in the index, and print it again while nothing has changed.

What it prints depends on the register's files, on the request (options, day, language, widths,
colours), and on the few other files that it read (see `Workspace.observations`). If these are the
same, no card is read, and neither the rules nor the models are loaded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

if TYPE_CHECKING:
    from cardctl.cache.file_status import FileStatus
    from cardctl.cli.session import Session

_Command = TypeVar("_Command", bound=Callable[..., None])

_EXCEPTIONS = ("since", "staged", "fix", "unsafe", "diff")
"""Options with which the command writes, or reads something that is not observed."""

_STREAMS = ("stdout", "stderr")

_ENVIRONMENT = ("CARDCTL_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "GITHUB_ACTIONS")
"""Variables for the language and the format; the session knows what depends on the others."""


def kept_output(command: _Command) -> _Command:
    """Decorate `validate`: print what was kept, or run it and keep what it prints.

    It must end with `typer.Exit`; nothing is kept if it ends with an error.
    """

    @wraps(command)
    def run(*, ctx: typer.Context, **options: Any) -> None:
        session: Session = ctx.obj
        is_kept = not any(options[name] for name in _EXCEPTIONS)
        file_status = _file_status(session, options) if is_kept else None
        if file_status is None:
            command(ctx=ctx, **options)
            return
        request = _request(session, options)
        code = _print_again(session, file_status, request)
        if code is not None:
            file_status.learn(())
            raise typer.Exit(code)
        session.printed = []
        try:
            command(ctx=ctx, **options)
        except typer.Exit as end:
            _keep(session, file_status, request, end.exit_code)
            raise

    return run  # type: ignore[return-value]


def _file_status(session: Session, options: Mapping[str, Any]) -> FileStatus | None:
    """Return the file status; None without an index or on an error, which the command reports."""
    from cardctl.errors import CardctlError

    with suppress(CardctlError, OSError):
        session.start_at(options["named"] or ())
        return session.workspace.file_status
    return None


def _request(session: Session, options: Mapping[str, Any]) -> str:
    """Return everything but files that the output depends on, as JSON."""
    import json

    from cardctl.cli.output import repository_folder
    from cardctl.cli.render.links import file_links

    request = {
        "options": options,
        "folder": repository_folder(session),
        "places": [str(session.root.absolute()), str(Path.cwd())] if options["named"] else [],
        "session": [session.lang_option, session.quiet, str(session.today), session.today_option],
        "streams": [
            (session.width(name), session.colour_on(name), file_links(session, name)("") != "")
            for name in _STREAMS
        ],
        "environment": [os.environ.get(name) for name in _ENVIRONMENT],
    }
    return json.dumps(request, sort_keys=True, ensure_ascii=False)


def _print_again(session: Session, file_status: FileStatus, request: str) -> int | None:
    """Print what was kept and return its exit code; None if something has changed since."""
    import json

    from cardctl.app.observations import all_unchanged

    answer = file_status.index.answer(request, file_status.state) if file_status.state else ""
    if not answer:
        return None
    kept = json.loads(answer)
    if kept["folder"] not in (None, session.workspace.folder):
        return None
    if not all_unchanged(session.workspace.observations.top, kept["noted"]):
        return None
    for stream, text, is_data in kept["printed"]:
        session.write(text, stream, is_data=is_data)
    code: int = kept["code"]
    return code


def _keep(session: Session, file_status: FileStatus, request: str, code: int) -> None:
    """Keep what was printed, unless a file has changed meanwhile: it may be of either version."""
    import json

    if not (file_status.state and file_status.is_unchanged()):
        return
    if not session.workspace.observations.is_unchanged():
        return
    # The findings name files as seen from here; without a path, the output is the same anywhere.
    names_files = any("/" in text for _, text, _ in session.printed or ())
    kept = {
        "code": code,
        "folder": session.workspace.folder if names_files else None,
        "noted": session.workspace.observations.noted,
        "printed": session.printed,
    }
    answer = json.dumps(kept, ensure_ascii=False)
    file_status.index.keep(request, file_status.state, answer)
