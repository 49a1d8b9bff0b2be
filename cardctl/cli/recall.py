"""The same question about the same files has the same answer: it is printed again, at once.

What a command prints follows from the register's files, from how it was asked (options, day,
language, width, colour), and from the few files around that it looked at (see `Session.watch`).
Where all of that is as it was, the answer is taken from the index, and no card is read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import typer

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.store.index import Answer
    from cardctl.store.survey import Survey

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
            survey = None if any(given[name] for name in unless) else _survey(ctx.obj, given)
            if survey is None:
                command(ctx=ctx, **given)
                return
            question = _question(ctx.obj, ctx.command_path, given)
            answer = _known(survey, question)
            if answer is None:
                with _kept(ctx.obj, survey, question):
                    command(ctx=ctx, **given)
            else:
                _give(answer)

        return asked  # type: ignore[return-value]

    return decorate


def _survey(session: Session, given: dict[str, Any]) -> Survey | None:
    """The look over the files; None where there is no index, or the command will tell why not."""
    from cardctl.errors import CardctlError

    with suppress(CardctlError, OSError):
        session.start_at(given.get("named") or ())
        return session.survey
    return None


def _question(session: Session, command: str, given: dict[str, Any]) -> str:
    """All that an answer follows from beside files, as one text."""
    import json

    from cardctl.store.place import top_around

    streams = [(session.width(name), session.colour_on(name)) for name in ("stdout", "stderr")]
    asked = {
        "command": command,
        "given": given,
        "where": [str(session.root), str(top_around(session.root.resolve())), str(Path.cwd())],
        "how": [session.lang_option, session.quiet, str(session.today), session.today_option],
        "streams": [*streams, sys.stdout.isatty(), sys.stderr.isatty()],
        "environment": [os.environ.get(name) for name in ENVIRONMENT],
    }
    return json.dumps(asked, sort_keys=True, ensure_ascii=False)


def _known(survey: Survey, question: str) -> Answer | None:
    """The answer that was given before, if what it looked at is as it was."""
    import json

    from cardctl.store.scan import stamp_at

    answer = survey.index.answer(question, survey.state) if survey.state else None
    if answer is None:
        return None
    watched: dict[str, str] = json.loads(answer.watched)
    return answer if all(stamp_at(path) == stamp for path, stamp in watched.items()) else None


def _give(answer: Answer) -> None:
    import json

    for number, text in json.loads(answer.told):
        (sys.stdout if number == 1 else sys.stderr).write(text)
    raise typer.Exit(answer.code)


@contextmanager
def _kept(session: Session, survey: Survey, question: str) -> Iterator[None]:
    """Write down what the command prints, and keep it where the command comes to its own end."""
    began = survey.index.now()
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
    _keep(session, survey, question, _Told(told, end.exit_code, began))
    raise end


@dataclass(frozen=True, slots=True)
class _Told:
    """What a command printed to which stream, its exit code, and when it began."""

    pieces: list[tuple[int, str]]
    code: int
    began: int

    @property
    def as_json(self) -> str:
        """The pieces; what went to one stream without a break is one."""
        import json
        from itertools import groupby

        grouped = groupby(self.pieces, key=lambda piece: piece[0])
        joined = [(number, "".join(text for _, text in some)) for number, some in grouped]
        return json.dumps(joined, ensure_ascii=False)


def _keep(session: Session, survey: Survey, question: str, told: _Told) -> None:
    """Keep an answer, unless what it follows from cannot be told from what it may be soon."""
    import json

    from cardctl.store.index import Answer
    from cardctl.store.scan import changed_at

    is_new = any(stamp and changed_at(stamp) >= told.began for stamp in session.watched.values())
    has_bytes = any(number == _BYTES for number, _ in told.pieces)
    if survey.state and told.began and not (is_new or has_bytes or session.is_unsure):
        answer = Answer(told.as_json, told.code, json.dumps(session.watched))
        survey.index.remember(question, survey.state, answer)


_BYTES = 0
"""Stands for a stream to which bytes were written: they are not kept."""


class _Copy:
    """A stream that writes down what goes through it."""

    def __init__(self, stream: TextIO, number: int, told: list[tuple[int, str]]) -> None:
        self.stream = stream
        self._number = number
        self._told = told

    def write(self, text: str) -> int:
        """Write on, and down."""
        self._told.append((self._number, text))
        return self.stream.write(text)

    @property
    def buffer(self) -> Any:
        """The stream for bytes."""
        self._told.append((_BYTES, ""))
        return self.stream.buffer

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)
