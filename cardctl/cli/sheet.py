"""Read a sheet for ``--from``, and print its problems."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cardctl.i18n import _

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.sheets.rows import Rows


def rows_from(session: Session, source: str) -> Rows:
    """Return the rows of a file, or of standard input (``-``); print how it was read.

    Raises UsageError for an empty file, OSError, FileProblem, MissingExtra.
    """
    from pathlib import Path

    from cardctl.errors import UsageError
    from cardctl.sheets.rows import read_rows
    from cardctl.sheets.source import read_bytes, read_source

    if source == "-":
        raw = read_bytes(sys.stdin.buffer, source)
    else:
        with Path(source).open("rb") as stream:
            raw = read_bytes(stream, source)
    if not raw.strip():
        raise UsageError(_("{option}: empty value", option="--from"))
    rows = read_rows(read_source(raw, source))
    for note in rows.notes:
        session.echo(note)
    return rows


@contextmanager
def printed_problems(session: Session) -> Iterator[None]:
    """Print all problems of a sheet before its BadSheet goes on."""
    from cardctl.printable import printable
    from cardctl.sheets.table import BadSheet

    try:
        yield
    except BadSheet as bad:
        for problem in bad.problems:
            sys.stderr.write(printable(problem.render(session.lang)) + "\n")
        raise
