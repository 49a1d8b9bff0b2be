"""Turn an exception into an error message on stderr, an exit code, and JSON if that is wanted."""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cardctl.cli.app import Terminated
from cardctl.errors import CardctlError, FileProblem
from cardctl.i18n import Message, _
from cardctl.platform import is_broken_pipe, is_in_use

if TYPE_CHECKING:
    from cardctl.cli.session import Session

INTERRUPTED, TERMINATED, BUG, FILE_SYSTEM = 130, 143, 5, 4

ERRNO_HINTS = {
    errno.ENOSPC: _("free some disk space; read-only commands still work"),
    errno.EDQUOT: _("free some disk space; read-only commands still work"),
    errno.EROFS: _("the file system is read-only; read-only commands still work"),
}
"""Hints for errors of the file system that have none."""

CLOSE_IT = _("if another program has the file open, close it there and try again")


class Failure(NamedTuple):
    """Why a command ends: *code* names the kind of error, *exit* is the exit code."""

    code: str
    exit: int
    message: Message
    hint: Message | None = None


def exit_code_of(problem: BaseException, session: Session) -> int:
    """Report *problem* and return its exit code.

    Re-raises a broken pipe and typer's own exceptions, which are not failures.
    """
    if _is_an_end(problem):
        raise problem
    failure = report_failure(problem, session)
    if session.wants_json and not session.has_answered:
        from cardctl.cli.error_json import error_json

        session.answer_data(error_json(failure, problem, session))
    return failure.exit


def report_failure(problem: BaseException, session: Session) -> Failure:
    """Print *problem*, with its findings and if wanted the traceback, to stderr."""
    if session.debug:
        _print_traceback(problem)
    if isinstance(problem, CardctlError) and problem.findings:
        from cardctl.cli.output import print_findings

        findings, files = problem.findings, problem.files
        print_findings(session, findings, files, stream="stderr", folder=problem.folder)
    failure = failure_of(problem)
    _print_error(session.lang, failure)
    return failure


def failure_of(problem: BaseException) -> Failure:
    """Return what to report of an exception."""
    if isinstance(problem, CardctlError):
        hint = problem.hint or _hint_for(problem.__cause__)
        return Failure(problem.code, problem.exit_code, problem.message, hint)
    if isinstance(problem, KeyboardInterrupt):
        return Failure("interrupted", INTERRUPTED, _("interrupted"))
    if isinstance(problem, Terminated):
        return Failure("interrupted", TERMINATED, _("interrupted"))
    if isinstance(problem, OSError):
        text = _("{name}: {why}", name=problem.filename or "", why=problem.strerror or problem)
        return Failure(FileProblem.code, FILE_SYSTEM, text, _hint_for(problem))
    return Failure(
        "bug",
        BUG,
        _("this is a bug in cardctl: {kind}: {text}", kind=type(problem).__name__, text=problem),
        _("run again with --debug and report the output"),
    )


def show_usage_error(
    problem: Any, lang: str, args: Sequence[str], show: Callable[[], None], file: Any = None
) -> None:
    """Print one of Typer's usage errors as *show* does, and as JSON if *args* ask for it."""
    from cardctl.cli.ci_log import write_data
    from cardctl.cli.error_json import usage_error_json
    from cardctl.cli.options import wants_json

    show()
    if wants_json(args):
        write_data(sys.stdout, usage_error_json(problem, lang) + "\n")


def _is_an_end(problem: BaseException) -> bool:
    is_pipe = isinstance(problem, OSError) and is_broken_pipe(problem)
    return is_pipe or type(problem).__module__.startswith("typer")


def _hint_for(problem: BaseException | None) -> Message | None:
    if not isinstance(problem, OSError):
        return None
    return CLOSE_IT if is_in_use(problem) else ERRNO_HINTS.get(problem.errno or 0)


def _print_traceback(problem: BaseException) -> None:
    """Print the traceback, filtered: the error may quote a card."""
    from cardctl.printable import printable

    sys.stderr.write(printable("".join(traceback.format_exception(problem))))


def _print_error(lang: str, failure: Failure) -> None:
    from cardctl.printable import printable

    sys.stderr.write(f"cardctl: {printable(failure.message.render(lang))}\n")
    if failure.hint is not None:
        sys.stderr.write(f"  = {printable(failure.hint.render(lang))}\n")
