"""Print what `collect` took in: the diff, the problems at their cells, and each file's outcome."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cardctl.cli.error_json import problem_data
from cardctl.cli.output import as_json
from cardctl.cli.render.file_change import as_data, as_diff
from cardctl.i18n import Message, _, _n
from cardctl.sheets.returned import at

if TYPE_CHECKING:
    from cardctl.app.collect import Collected
    from cardctl.app.returned_file import FileReturn
    from cardctl.cli.session import Session
    from cardctl.outputs.agencies import CollectData, ReturnedFileData


def print_collected(session: Session, collected: Collected, *, dry_run: bool, json: bool) -> None:
    """Print the changes to stdout, and what people should know about them to stderr."""
    from cardctl.cli.render.diagnostics import as_concise
    from cardctl.printable import printable

    folder = session.workspace.folder
    warnings = as_concise(collected.warnings, session.lang, folder=folder)
    if json:
        data: CollectData = {
            "dry_run": dry_run,
            "files": [_file(each, session.lang) for each in collected.files],
            "changed": [as_data(each, folder) for each in collected.changed],
            "passed": list(collected.passed),
        }
        session.answer_data(as_json("collect", data, warnings.splitlines()))
    else:
        text = "".join(map(as_diff, collected.changed))
        sys.stdout.write(printable(text) if sys.stdout.isatty() else text)
        sys.stdout.flush()  # the diff comes first, also if both streams go to one file
    for each in collected.files:
        for problem in each.problems:
            sys.stderr.write(printable(problem.render(session.lang)) + "\n")
    if warnings and not session.quiet:
        sys.stderr.write(warnings)
    _print_outcomes(session, collected, dry_run=dry_run)


def _print_outcomes(session: Session, collected: Collected, *, dry_run: bool) -> None:
    """Print a line for each file, and one for all of them."""
    for each in collected.files:
        session.echo(
            _("{file}: {outcome}", file=_named(each), outcome=outcome(each, dry_run=dry_run))
        )
        for notice in each.notices:
            session.echo(at(each.file, notice))
    if collected.passed:
        session.echo(_("not read, as they are no returned forms: {files}",
            files=", ".join(collected.passed)))  # fmt: skip
    bad = sum(1 for each in collected.files if each.problems)
    if bad:
        session.echo(
            _n(
                "{count} file has problems: nothing of it was written",
                "{count} files have problems: nothing of them was written",
                bad,
            )
        )
    if dry_run:
        session.echo(
            _("dry run: nothing was written; would exit with status {code}",
                code=collected.exit_code)
        )  # fmt: skip


def _named(each: FileReturn) -> Message | str:
    """Return a file with the agency that it is from."""
    if each.cover is None:
        return each.file
    return _("{file} ({agency})", file=each.file, agency=each.cover.agency_name)


def outcome(each: FileReturn, *, dry_run: bool) -> Message:
    """Return what became of a file, or would become of it."""
    if each.problems:
        return _n("{count} problem", "{count} problems", len(each.problems))
    if not each.cards:
        return _("already up to date")
    if dry_run:
        return _n(
            "{count} card would be taken in", "{count} cards would be taken in", len(each.cards)
        )
    return _n("{count} card taken in", "{count} cards taken in", len(each.cards))


def _file(each: FileReturn, lang: str) -> ReturnedFileData:
    """Return the outcome of a file as plain data."""
    return {
        "file": each.file,
        "agency": each.cover.agency if each.cover else None,
        "meeting": each.cover.meeting if each.cover else None,
        "status": "problems" if each.problems else "taken" if each.cards else "unchanged",
        "cards": list(each.cards),
        "problems": [problem_data(problem, lang) for problem in each.problems],
        "notices": [notice.render(lang) for notice in each.notices],
    }
