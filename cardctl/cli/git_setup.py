"""`cardctl git-setup`: configure merging by key and readable diffs in this clone."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import typer

from cardctl.cli.options import DryRunOption, JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.outputs.program import GitSetupData

app = command_app()


@app.command()
def git_setup(ctx: typer.Context, dry_run: DryRunOption = False, json: JsonOption = False) -> None:
    """Configure git in this clone to merge cards by key and show readable diffs.

    \b
    cardctl git-setup
    cardctl git-setup --dry-run

    Sets merge.cardctl and diff.cardctl in this clone's configuration, and assigns them in
    .gitattributes in the register's root; commit that file. Run it once in each clone: git takes
    no such settings from a repository. Run it again if cardctl moves to another path: the merge
    driver is configured by its path.
    """
    from cardctl.cli.output import as_json
    from cardctl.i18n import _
    from cardctl.vcs import configure
    from cardctl.vcs.merge_driver import missing_lines, settings

    session: Session = ctx.obj
    root = session.root
    missing = missing_lines(root)
    if not json:
        for name, value in settings().items():
            session.print_result(f"git config {name} {shlex.quote(value)}")
        for line in missing:
            session.print_result(f".gitattributes: {line}")
    if not dry_run:
        configure(root, settings())
        if missing:
            _add_lines(session, missing)
            session.echo(_("commit .gitattributes, so that every clone has it"))
    if json:
        data: GitSetupData = {
            "dry_run": dry_run,
            "settings": dict(settings()),
            "attributes": missing,
        }
        session.answer_data(as_json("git-setup", data))
    if dry_run:
        session.echo(_("dry run: nothing was written; would exit with status 0"))


def _add_lines(session: Session, lines: list[str]) -> None:
    path = session.root / ".gitattributes"
    was = path.read_bytes() if path.is_file() else None
    text = (was or b"").decode()
    gap = "" if not text or text.endswith("\n") else "\n"
    text += gap + "\n".join(lines) + "\n"
    session.workspace.lock().write({".gitattributes": text}, {".gitattributes": was})
