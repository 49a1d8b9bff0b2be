"""The same question about the same files has the same answer: it is printed again, at once.

What a command prints follows from the register's files, from how it was asked (options, day,
language, width, colour), and from the few files around that it looked at (see `watched`).
Where all of that is as it was, the answer is taken from the index, and no card is read.
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
    from cardctl.cache.sqlite import Answer
    from cardctl.cli.session import Session

_Command = TypeVar("_Command", bound=Callable[..., None])

ENVIRONMENT = (
    "CARDCTL_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS",
    "GITHUB_ACTIONS", "SOURCE_DATE_EPOCH",
)  # fmt: skip
"""What of the environment an answer may depend on."""


def remembered(*unless: str) -> Callable[[_Command], _Command]:
    """Have a command answer from the index where it can, but not with the options of *unless*.

    Those are the ones with which it writes, or looks at what is not watched.
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
    """The look over the files; None where there is no index, or the command will tell why not."""
    from cardctl.errors import CardctlError

    with suppress(CardctlError, OSError):
        session.start_at(given.get("named") or ())
        return session.workspace.file_status
    return None


def _question(session: Session, command: str, given: dict[str, Any]) -> str:
    """All that an answer follows from beside files, as one text."""
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
    """The folders that an answer may name; one that names no file at all is the same everywhere."""
    from cardctl.cli.output import repository_folder

    here = {"root": str(session.root.absolute()), "cwd": str(Path.cwd())}
    return {**here, "folder": session.workspace.folder, "inside": repository_folder(session)}


def _known(session: Session, file_status: FileStatus, question: str) -> Answer | None:
    """The answer that was given before, if what it looked at is as it was."""
    import json

    from cardctl.app.watched import is_still_so

    answer = file_status.index.answer(question, file_status.state) if file_status.state else None
    if answer is None:
        return None
    depends = json.loads(answer.watched)
    places = _places(session)
    if any(places[name] != place for name, place in depends["places"].items()):
        return None
    return answer if is_still_so(session.workspace.watched.top, depends["noted"]) else None


def _give(answer: Answer) -> None:
    import json

    start = 0
    for number, length in json.loads(answer.watched)["pieces"]:
        text = answer.told[start : start + length]
        if number == _DATA:
            from cardctl.cli.ci_log import write_data

            write_data(sys.stdout, text)
        else:
            (sys.stdout if number == 1 else sys.stderr).write(text)
        start += length


@contextmanager
def _kept(session: Session, file_status: FileStatus, question: str) -> Iterator[None]:
    """Write down what the command prints, and keep it where the command comes to its own end."""
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
    _keep(session, file_status, question, told, end.exit_code)
    raise end


def _keep(
    session: Session,
    file_status: FileStatus,
    question: str,
    pieces: list[tuple[int, str]],
    code: int,
) -> None:
    """Keep an answer: what went to which stream, and what it follows from."""
    import json
    from itertools import groupby

    from cardctl.cache.sqlite import Answer

    if not file_status.state or any(number == _UNSEEN for number, _ in pieces):
        return
    if not (file_status.is_unchanged() and session.workspace.watched.is_unchanged()):
        return  # a file was saved meanwhile: nobody knows which of its texts the answer is of
    told = "".join(text for _, text in pieces)
    grouped = groupby(pieces, key=lambda piece: piece[0])
    lengths = [(number, sum(len(text) for _, text in some)) for number, some in grouped]
    places = _places(session) if "/" in told else {}
    depends = {"noted": session.workspace.watched.noted, "places": places, "pieces": lengths}
    answer = Answer(told, code, json.dumps(depends))
    file_status.index.remember(question, file_status.state, answer)


_DATA = 3
"""Stands for stdout, as 1 does, but for what is not filtered in a CI log."""

_UNSEEN = 0
"""Stands for a stream to which something went that was not written down: it is not kept."""

_HARMLESS = frozenset({"flush", "isatty", "fileno", "encoding", "errors", "newlines", "closed"})
"""What is asked of a stream and writes nothing."""


class _Copy:
    """A stream that writes down what goes through it, and whether anything went another way."""

    def __init__(self, stream: TextIO, number: int, told: list[tuple[int, str]]) -> None:
        self.stream = stream
        self._number = number
        self._told = told

    def write(self, text: str) -> int:
        """Write on, and down."""
        self._told.append((self._number, text))
        return self.stream.write(text)

    def write_data(self, text: str) -> None:
        """Write on, and down, what is not filtered."""
        from cardctl.cli.ci_log import write_data

        self._told.append((_DATA, text))
        write_data(self.stream, text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write them on, and down."""
        self.write("".join(lines))

    def __getattr__(self, name: str) -> Any:
        if name not in _HARMLESS:
            self._told.append((_UNSEEN, ""))
        return getattr(self.stream, name)
