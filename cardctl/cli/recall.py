"""Cache the output of read-only commands in the index.

The output depends on the register's files, the request (options, date, language, width, colour),
and the few other files that were read (see `watched`). If none of them has changed, the output is
replayed from the index, and no card is read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import typer

if TYPE_CHECKING:
    from cardctl.cache.file_status import FileStatus
    from cardctl.cache.sqlite import CachedOutput
    from cardctl.cli.session import Session

_Command = TypeVar("_Command", bound=Callable[..., None])

ENVIRONMENT = (
    "CARDCTL_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS",
    "GITHUB_ACTIONS", "SOURCE_DATE_EPOCH",
)  # fmt: skip
"""Environment variables that the output may depend on."""


def remembered(*unless: str) -> Callable[[_Command], _Command]:
    """Decorate a command to replay cached output, except with the options in *unless*.

    With those it writes, or reads something that is not watched.
    """

    def decorate(command: _Command) -> _Command:
        @wraps(command)
        def asked(*, ctx: typer.Context, **given: Any) -> None:
            file_status = None if any(given[name] for name in unless) else _survey(ctx.obj, given)
            if file_status is None:
                command(ctx=ctx, **given)
                return
            question = _question(ctx.obj, ctx.command_path, given)
            answer = _known(ctx.obj, file_status, question)
            if answer is None:
                with _kept(ctx.obj, file_status, question):
                    command(ctx=ctx, **given)
            else:
                _give(answer)
                file_status.learn(())
                raise typer.Exit(answer.code)

        return asked  # type: ignore[return-value]

    return decorate


def _survey(session: Session, given: dict[str, Any]) -> FileStatus | None:
    """Return the file status; None without an index or on an error, which the command reports."""
    from cardctl.errors import CardctlError

    with suppress(CardctlError, OSError):
        session.start_at(given.get("named") or ())
        return session.workspace.file_status
    return None


def _question(session: Session, command: str, given: dict[str, Any]) -> str:
    """Return the cache key: everything but files that the output depends on, as JSON."""
    import json

    from cardctl.cli.output import repository_folder

    streams = [(session.width(name), session.colour_on(name)) for name in ("stdout", "stderr")]
    asked = {
        "command": command,
        "given": given,
        "where": _places(session) if given.get("named") else repository_folder(session),
        "how": [session.lang_option, session.quiet, str(session.today), session.today_option],
        "streams": [*streams, sys.stdout.isatty(), sys.stderr.isatty()],
        "environment": [os.environ.get(name) for name in ENVIRONMENT],
    }
    return json.dumps(asked, sort_keys=True, ensure_ascii=False)


def _places(session: Session) -> dict[str, str]:
    """Return the folders that the output may contain; it depends on them only if it has a path."""
    from cardctl.cli.output import repository_folder

    here = {"root": str(session.root.absolute()), "cwd": str(Path.cwd())}
    return {**here, "folder": session.workspace.folder, "inside": repository_folder(session)}


def _known(session: Session, file_status: FileStatus, question: str) -> CachedOutput | None:
    """Return the cached answer if nothing that it depends on has changed."""
    import json

    from cardctl.app.observations import is_still_so

    answer = file_status.index.answer(question, file_status.state) if file_status.state else None
    if answer is None:
        return None
    depends = json.loads(answer.watched)
    places = _places(session)
    if any(places[name] != place for name, place in depends["places"].items()):
        return None
    return answer if is_still_so(session.workspace.watched.top, depends["noted"]) else None


def _give(answer: CachedOutput) -> None:
    import json

    start = 0
    for number, length in json.loads(answer.watched)["pieces"]:
        text = answer.told[start : start + length]
        if number == _DATA:
            from cardctl.cli.ci_log import write_data

            write_data(sys.stdout, text)
        elif number == _PAGED:
            from cardctl.cli.pager import write_paged

            write_paged(sys.stdout, text)
        else:
            (sys.stdout if number == 1 else sys.stderr).write(text)
        start += length


@contextmanager
def _kept(session: Session, file_status: FileStatus, question: str) -> Iterator[None]:
    """Capture what the command prints, and cache it if the command ends normally."""
    told: list[tuple[int, str]] = []
    out, err = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Copy(out, 1, told), _Copy(err, 2, told)
    end = typer.Exit(0)
    try:
        yield
    except typer.Exit as raised:
        end = raised
    finally:
        sys.stdout, sys.stderr = out, err
    _store_output(session, file_status, question, told, end.exit_code)
    raise end


def _store_output(
    session: Session,
    file_status: FileStatus,
    question: str,
    pieces: list[tuple[int, str]],
    code: int,
) -> None:
    """Cache an answer: the output by stream, and what it depends on."""
    import json
    from itertools import groupby

    from cardctl.cache.sqlite import CachedOutput

    if not file_status.state or any(number == _UNSEEN for number, _ in pieces):
        return
    if not (file_status.is_unchanged() and session.workspace.watched.is_unchanged()):
        return  # a file changed meanwhile: the output may be of either version
    told = "".join(text for _, text in pieces)
    grouped = groupby(pieces, key=lambda piece: piece[0])
    lengths = [(number, sum(len(text) for _, text in some)) for number, some in grouped]
    places = _places(session) if "/" in told else {}
    depends = {"noted": session.workspace.watched.noted, "places": places, "pieces": lengths}
    answer = CachedOutput(told, code, json.dumps(depends))
    file_status.index.store_output(question, file_status.state, answer)


_DATA = 3
"""Like 1 (stdout), for output that is not filtered in a CI log."""

_PAGED = 4
"""Like 1 (stdout), for output that is shown in a pager if it is too long."""

_UNSEEN = 0
"""Marks output that could not be captured: such an answer is not cached."""

_HARMLESS = frozenset({"flush", "isatty", "fileno", "encoding", "errors", "newlines", "closed"})
"""Stream attributes that write nothing."""


class _Copy:
    """A stream that captures what is written, and notes whether anything bypassed the capture."""

    def __init__(self, stream: TextIO, number: int, told: list[tuple[int, str]]) -> None:
        self.stream = stream
        self._number = number
        self._told = told

    def write(self, text: str) -> int:
        """Write *text* and capture it."""
        self._told.append((self._number, text))
        return self.stream.write(text)

    def write_data(self, text: str) -> None:
        """Write *text* unfiltered and capture it."""
        from cardctl.cli.ci_log import write_data

        self._told.append((_DATA, text))
        write_data(self.stream, text)

    def write_paged(self, text: str) -> None:
        """Write *text* in a pager if it is too long, and capture it."""
        from cardctl.cli.pager import write_paged

        self._told.append((_PAGED, text))
        write_paged(self.stream, text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write *lines* and capture them."""
        self.write("".join(lines))

    def __getattr__(self, name: str) -> Any:
        if name not in _HARMLESS:
            self._told.append((_UNSEEN, ""))
        return getattr(self.stream, name)
