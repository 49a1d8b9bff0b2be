"""What `validate --fix` did, or would do: the diff, what was fixed, and what was not."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cardctl.app.fix import Fixing, not_yaml
from cardctl.cli.render.diagnostics import as_concise
from cardctl.cli.render.file_change import as_diff
from cardctl.finding import Finding
from cardctl.i18n import _, _n
from cardctl.printable import printable

if TYPE_CHECKING:
    from cardctl.app.file_change import FileChange
    from cardctl.cli.session import Session


def print_diff(changed: Iterable[FileChange]) -> None:
    """Print unified diffs to stdout, filtered for a terminal."""
    text = "".join(map(as_diff, changed))
    sys.stdout.write(printable(text) if sys.stdout.isatty() else text)


def report_fixes(session: Session, fixing: Fixing, files: int, *, written: bool) -> None:
    """Report on stderr how many findings were fixed in *files* files, and which were not."""
    count = len(fixing.done) + len(fixing.around)
    found = _n("{count} finding", "{count} findings", count)
    where = _n("{count} file", "{count} files", files)
    session.echo(
        _("fixed {findings} in {files}", findings=found, files=where)
        if written
        else _("would fix {findings} in {files} (nothing was written)", findings=found, files=where)
    )

    def line(finding: Finding) -> str:
        folder = session.workspace.folder
        return as_concise([finding], session.lang, folder=folder).strip()

    for choice, why in fixing.refused.values():
        session.echo(
            _("not fixed ({fix}): {line}", fix=choice.fix.title, line=line(choice.finding))
        )
        reason = _("would introduce: {line}", line=line(why)) if isinstance(why, Finding) else why
        session.echo(_("    = {text}", text=reason))
    if fixing.is_unfinished:
        session.echo(
            _n(
                "stopped after {count} round; to apply the remaining fixes, run it again",
                "stopped after {count} rounds; to apply the remaining fixes, run it again",
                fixing.rounds,
            )
        )
    for path in not_yaml(fixing.snapshot):
        session.echo(_("{path} cannot be read: nothing in it was fixed", path=path))
