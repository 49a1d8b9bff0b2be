"""`cardctl merge-driver`: called by git to merge a register file (see `git-setup`)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cardctl.cli.options import command_app
from cardctl.cli.session import Session

app = command_app(needs_person=False)  # git would take a failure for a conflict

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", parser=Path)]


@app.command()
def merge_driver(
    ctx: typer.Context,
    base: FileArgument,
    ours: FileArgument,
    theirs: FileArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Path of the file to merge.")],
) -> None:
    """Merge OURS and THEIRS into OURS, for git.

    \b
    cardctl merge-driver %O %A %B %P

    Exits with status 1 if conflicts remain; they are marked with conflict markers. A file that
    cannot be read as a register file is merged line by line, as git does.
    """
    from cardctl.i18n import _
    from cardctl.vcs.merge import merge_text

    session: Session = ctx.obj
    labels = ("ours", "theirs")
    merged = merge_text(base.read_bytes() or None, ours.read_bytes(), theirs.read_bytes(), labels)
    if merged is None:
        from cardctl.vcs import merge_lines

        text, clean = merge_lines(Path(), base, ours, theirs, labels)
        ours.write_bytes(text)
    else:
        ours.write_bytes(merged.text.encode())
        clean = not merged.conflicts
        for field in merged.conflicts:
            place = ".".join(map(str, field)) or name
            session.echo(_("{path}: both sides changed {field}", path=name, field=place))
    if not clean:
        session.echo(
            _("resolve {path} by hand, then: cardctl validate, git add :/{path}", path=name)
        )
        raise typer.Exit(1)
