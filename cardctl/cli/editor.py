"""Edit a copy of a register file in the user's editor until it adds no errors or is abandoned."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from cardctl.app.change import Transaction
from cardctl.app.edit import accept
from cardctl.app.file_change import FileChange
from cardctl.cli.app import Terminated
from cardctl.cli.failure import report_failure
from cardctl.cli.session import Session
from cardctl.errors import CardctlError, Refused, SystemProblem
from cardctl.i18n import Message, _
from cardctl.platform import DEFAULT_EDITOR, run_in_foreground, split_command


@contextmanager
def edit_until_valid(
    session: Session, transaction: Transaction, draft: FileChange
) -> Iterator[FileChange]:
    """Open *draft* in the editor until it adds no errors, and yield the result.

    If the edit is abandoned (the user declines or cannot be prompted: Refused) or the caller's
    block fails, the copy is kept and its path printed; an unmodified copy is deleted.
    """
    folder = Path(tempfile.mkdtemp(prefix="cardctl-"))
    copy = folder / Path(draft.path).name
    copy.write_bytes(draft.text.encode())
    try:
        yield _edit_loop(session, transaction, draft, copy)
    except (CardctlError, KeyboardInterrupt, Terminated) as problem:
        if copy.read_bytes() == draft.text.encode():
            shutil.rmtree(folder)
        else:
            kept = _(
                "{path} is unchanged; your text is saved in {copy}", path=draft.path, copy=copy
            )
            _report_kept_copy(session, problem, kept)
        raise
    shutil.rmtree(folder)


def _report_kept_copy(session: Session, problem: BaseException, kept: Message) -> None:
    """Report where the copy is: as the error's hint, or directly if the command is interrupted."""
    if isinstance(problem, CardctlError):
        problem.hint = kept
    else:
        session.echo(kept)


def _edit_loop(
    session: Session, transaction: Transaction, draft: FileChange, copy: Path
) -> FileChange:
    while True:
        open_in_editor(copy)
        try:
            return accept(transaction, draft, copy.read_bytes())
        except CardctlError as problem:
            report_failure(problem, session)
            _ask_again(session, problem)


def open_in_editor(copy: Path) -> None:
    """Run $VISUAL, $EDITOR or the system's default editor. Raises SystemProblem if it fails."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or DEFAULT_EDITOR
    words = split_command(named)
    program = shutil.which(words[0]) if words else None
    if program is None:
        raise SystemProblem(
            _("editor not found: '{name}'", name=words[0] if words else ""),
            _("set EDITOR to your editor"),
        )
    status = _run(program, [*words, str(copy)])
    if status != 0:
        raise SystemProblem(_("the editor exited with status {status}", status=status))


def _run(program: str, words: list[str]) -> int:
    """Run a program to its end; like git, leave Ctrl-C to it."""
    ours = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return run_in_foreground(program, words)
    finally:
        signal.signal(signal.SIGINT, ours)


def _ask_again(session: Session, problem: CardctlError) -> None:
    """Ask whether to open the editor again. Raises Refused on "no" or no answer."""
    question = _("open the editor again?").render(session.lang)
    try:
        again = not session.no_input and typer.confirm(question, default=True, err=True)
    except typer.Abort:
        again = False
    if not again:
        raise Refused(_("editing aborted")) from problem
