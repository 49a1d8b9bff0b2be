"""`cardctl completion`: print, install or remove the completion script of a shell."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import command_app

if TYPE_CHECKING:
    from cardctl.app.shell_completion import Installation, Place
    from cardctl.cli.session import Session
    from cardctl.i18n import Message

app = command_app(needs_person=False)


@app.command()
def completion(
    ctx: typer.Context,
    shell: Annotated[
        str | None,
        typer.Argument(
            metavar="[SHELL]", help="bash, zsh, fish or powershell (default: the one you are in)."
        ),
    ] = None,
    install: Annotated[
        bool, typer.Option("--install", help="Install the script for your user.")
    ] = False,
    uninstall: Annotated[
        bool, typer.Option("--uninstall", help="Remove what --install wrote.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print which files would change; change nothing.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite a script that is not from cardctl.")
    ] = False,
) -> None:
    """Print the completion script for your shell, or install it.

    \b
    cardctl completion --install
    cardctl completion --install zsh --dry-run
    cardctl completion --uninstall
    source <(cardctl completion bash)

    TAB then completes commands, options and their values: card ids with titles, agencies, meetings,
    the legal next states of a card, and whatever else is known.
    """
    from cardctl.app import shell_completion
    from cardctl.errors import UsageError
    from cardctl.i18n import _
    from cardctl.platform import IS_WINDOWS

    session: Session = ctx.obj
    name = _shell(shell)
    if install and uninstall:
        raise UsageError(
            _("--install and --uninstall contradict each other"), _("leave out one of them")
        )
    if (dry_run or force) and not (install or (uninstall and not force)):
        option = "--force" if force else "--dry-run"
        raise UsageError(
            _("{option} requires --install", option=option),
            _("add --install, or leave out {option}", option=option),
        )
    if not (install or uninstall):
        session.answer_data(shell_completion.script(name))
        return
    place = shell_completion.place_of(name, os.environ, Path.home(), on_windows=IS_WINDOWS)
    if uninstall:
        wanted = shell_completion.removal(place)
    else:
        wanted = shell_completion.installation(name, place, force=force)
    _carry_out(session, wanted, dry_run=dry_run)
    if install:
        _print_next_step(session, place, shell_completion.has_line(place))


def _shell(named: str | None) -> str:
    """Return the shell that is named, or the one that runs the program. Raises Unknown."""
    from cardctl.app.shell_completion import SHELLS, known_shell
    from cardctl.errors import Unknown, UsageError
    from cardctl.i18n import _
    from cardctl.platform import IS_WINDOWS, parent_programs

    if named is not None:
        found = known_shell(named)
        if found is None or "/" in named:
            raise Unknown("shell", named, SHELLS)
        return found
    programs = [*parent_programs(), os.environ.get("SHELL", "")]
    found = next(filter(None, map(known_shell, programs)), "powershell" if IS_WINDOWS else None)
    if found is None:
        raise UsageError(
            _("cannot tell which shell you use"),
            _("name it: bash, zsh, fish or powershell"),
        )
    return found


def _carry_out(session: Session, wanted: Installation, *, dry_run: bool) -> None:
    """Write and delete the files, unless *dry_run*, and print which."""
    from cardctl.app.shell_completion import carry_out
    from cardctl.i18n import _

    if not dry_run:
        carry_out(wanted)
    for path, text in wanted.files.items():
        session.echo(_done(path, is_kept=text is not None, dry_run=dry_run))
    if not wanted.files:
        session.echo(_("already up to date"))


def _done(path: Path, *, is_kept: bool, dry_run: bool) -> Message:
    from cardctl.i18n import _

    if dry_run:
        words = _("would write {path}", path=path), _("would delete {path}", path=path)
    else:
        words = _("wrote {path}", path=path), _("deleted {path}", path=path)
    return words[0] if is_kept else words[1]


def _print_next_step(session: Session, place: Place, is_done: bool) -> None:
    """Print the line that the user has to add, and when completion begins to work."""
    from cardctl.i18n import _

    if place.note is not None and not is_done:
        session.echo(place.note)
        session.print_result(place.line)
    session.echo(_("then open a new shell, and press TAB after: cardctl"))
