"""`cardctl git-setup`: merges by key and readable diffs, for this clone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cardctl.cli.options import DryRunOption, command_app

if TYPE_CHECKING:
    from pathlib import Path

    from cardctl.cli.session import Session

app = command_app()

SETTINGS = {
    "merge.cardctl.name": "cards of cardctl, merged by key",
    "merge.cardctl.driver": "cardctl merge-driver %O %A %B %P",
    "merge.cardctl.recursive": "binary",
    # The head of each hunk in a diff names the key that it stands in, and list items by their id.
    "diff.cardctl.xfuncname": "^([a-z_]+:.*|  - \\{?(id|meeting|date):.*)$",
}

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
    takes no such settings from a repository.
    """
    from cardctl.history import configure
    from cardctl.locale import say

    session: Session = ctx.obj
    root = session.root
    missing = _missing_lines(root)
    for name, value in SETTINGS.items():
        session.answer(f"git config {name} '{value}'")
    for line in missing:
        session.answer(f".gitattributes: {line}")
    if dry_run:
        session.tell(say("dry run: nothing was written; it would end with 0"))
        return
    configure(root, SETTINGS)
    if missing:
        _add_lines(session, missing)
        session.tell(say("commit .gitattributes, so that every clone has it"))


def _missing_lines(root: Path) -> list[str]:
    """The lines that `.gitattributes` does not have yet."""
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
