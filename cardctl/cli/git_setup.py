"""`cardctl git-setup`: merges by key and readable diffs, for this clone."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cardctl.cli.options import DryRunOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app()

_FALLBACK = (
    "{ grep -q '^<<<<<<< ours' %A && exit 1; "
    'echo "cardctl cannot run (see cardctl doctor); merging line by line:" %P >&2; '
    "git merge-file -L ours -L base -L theirs %A %O %B; }"
)
"""What git's shell runs if the driver fails: nothing, if it left conflict markers itself."""


def settings() -> dict[str, str]:
    """Return the git settings of a clone: name to value."""
    return {
        "merge.cardctl.name": "cards of cardctl, merged by key",
        "merge.cardctl.driver": driver(),
        "merge.cardctl.recursive": "binary",
        # The head of each hunk in a diff names its key, and list items by their id.
        "diff.cardctl.xfuncname": "^([a-z_]+:.*|  - \\{?(id|meeting|date):.*)$",
    }


def driver() -> str:
    """Return the command line with which git merges a card; git runs it by a POSIX shell.

    It names this Python by its path, because git runs it with whatever PATH it has itself, and -P
    keeps Python from importing modules that the repository brings along. If that program is gone,
    or broken, cards are merged line by line, with the usual conflict markers: otherwise git would
    take our side, without any.
    """
    python = shlex.quote(Path(sys.executable or "python3").as_posix()).replace("%", "%%")
    return f"{python} -P -m cardctl merge-driver %O %A %B %P || {_FALLBACK}"


def program_of(line: str) -> str | None:
    """Return the program that a driver line runs; None if that cannot be told."""
    try:
        words = shlex.split(line.replace("%%", "%"))
    except ValueError:
        return None
    return words[0] if words else None


ATTRIBUTES = ("M*/M*.yaml merge=cardctl diff=cardctl", "*.yaml diff=cardctl")
"""What `.gitattributes` in the register's root says; it is shared with the repository."""


@app.command()
def git_setup(ctx: typer.Context, dry_run: DryRunOption = False) -> None:
    """Have git merge cards by key and show readable diffs, in this clone.

    \b
    cardctl git-setup
    cardctl git-setup --dry-run

    Sets merge.cardctl and diff.cardctl in this clone's configuration, and names them in
    .gitattributes in the register's root, which is to be committed. Each clone runs it once: git
    takes no such settings from a repository. Run it again after cardctl was installed elsewhere:
    the merge driver is named by its path.
    """
    from cardctl.i18n import _
    from cardctl.vcs import configure

    session: Session = ctx.obj
    root = session.root
    missing = missing_lines(root)
    for name, value in settings().items():
        session.print_result(f"git config {name} {shlex.quote(value)}")
    for line in missing:
        session.print_result(f".gitattributes: {line}")
    if dry_run:
        session.echo(_("dry run: nothing was written; it would end with 0"))
        return
    configure(root, settings())
    if missing:
        _add_lines(session, missing)
        session.echo(_("commit .gitattributes, so that every clone has it"))


def missing_lines(root: Path) -> list[str]:
    """Return the lines that `.gitattributes` does not have yet."""
    path = root / ".gitattributes"
    there = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [line for line in ATTRIBUTES if line not in there]


def _add_lines(session: Session, lines: list[str]) -> None:
    path = session.root / ".gitattributes"
    was = path.read_bytes() if path.is_file() else None
    text = (was or b"").decode()
    gap = "" if not text or text.endswith("\n") else "\n"
    text += gap + "\n".join(lines) + "\n"
    session.lock().write({".gitattributes": text}, {".gitattributes": was})
