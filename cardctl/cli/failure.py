"""Turn an exception into an error message on stderr and an exit code."""

from __future__ import annotations

import errno
import sys
import traceback
from typing import TYPE_CHECKING

from cardctl.cli.app import Terminated
from cardctl.errors import CardctlError
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


def exit_code_of(problem: BaseException, session: Session) -> int:
    """Report *problem* on stderr and return its exit code.

    Re-raises a broken pipe and typer's own exceptions, which are not failures.
    """
    if _is_an_end(problem):
        raise problem
    if session.debug:
        _print_traceback(problem)
    lang = session.lang
    if isinstance(problem, CardctlError):
        if problem.findings:
            from cardctl.cli.output import print_findings

            findings, files = problem.findings, problem.files
            print_findings(session, findings, files, stream="stderr", folder=problem.folder)
        hint = problem.hint or _hint_for(problem.__cause__)
        return _print_error(lang, problem.message, hint, problem.exit_code)
    if isinstance(problem, KeyboardInterrupt):
        return _print_error(lang, _("interrupted"), None, INTERRUPTED)
    if isinstance(problem, Terminated):
        return _print_error(lang, _("interrupted"), None, TERMINATED)
    if isinstance(problem, OSError):
        text = _("{name}: {why}", name=problem.filename or "", why=problem.strerror or problem)
        return _print_error(lang, text, _hint_for(problem), FILE_SYSTEM)
    return _print_error(
        lang,
        _("this is a bug in cardctl: {kind}: {text}", kind=type(problem).__name__, text=problem),
        _("run again with --debug and report the output"),
        BUG,
    )


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


def _print_error(lang: str, message: Message, hint: Message | None, code: int) -> int:
    from cardctl.printable import printable

    sys.stderr.write(f"cardctl: {printable(message.render(lang))}\n")
    if hint is not None:
        sys.stderr.write(f"  = {printable(hint.render(lang))}\n")
    return code
