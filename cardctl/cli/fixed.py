"""What `validate --fix` does with what it mended: write it, or show it, and tell how it went."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from cardctl.cli.changed import Changed, as_diff
from cardctl.cli.fixing import Fixing, bytes_of
from cardctl.cli.output import register_folder, write_file
from cardctl.cli.render.diagnostics import as_concise
from cardctl.cli.schema import stale_schemas
from cardctl.cli.session import Session
from cardctl.domain.schema_files import folder_beside
from cardctl.i18n import _
from cardctl.report.formats.printable import printable
from cardctl.yaml.source import Problems


def put(session: Session, fixing: Fixing, *, diff: bool) -> None:
    """Write what was mended, all files or none, or print it as a *diff*; tell how it went.

    *session* is what was loaded from disk, under its lock. Raises as
    `store.atomic.write.Writer.write`.
    """
    changed = list(_changed(session, fixing))
    schemas = list(_schemas(session)) if fixing.around else []
    if diff:
        _print_diff([*changed, *schemas])
    else:
        texts = {each.path: each.text for each in changed}
        if texts:
            session.lock().write(texts, {each.path: each.raw for each in changed})
        for each in schemas:
            write_file(session.root / each.path, each.text, force=True)
    _tell(session, fixing, len(changed) + len(schemas), diff=diff)


def _changed(session: Session, fixing: Fixing) -> Iterator[Changed]:
    """The files of the register that were mended."""
    old, new = session.loaded.files, fixing.session.loaded.files
    for path in new:
        if old[path] != new[path]:
            text = bytes_of(fixing.session, path).decode()
            yield Changed(path, bytes_of(session, path), text)


def _schemas(session: Session) -> Iterator[Changed]:
    """The schemas that are not those of this version."""
    folder = folder_beside(session.root)
    for name, text in stale_schemas(folder).items():
        raw = (folder / name).read_bytes() if (folder / name).is_file() else None
        path = os.path.relpath(folder / name, session.root.absolute())
        yield Changed(Path(path).as_posix(), raw, text)


def _print_diff(changed: Iterable[Changed]) -> None:
    text = "".join(map(as_diff, changed))
    sys.stdout.write(printable(text) if sys.stdout.isatty() else text)


def _tell(session: Session, fixing: Fixing, files: int, *, diff: bool) -> None:
    count = len(fixing.done) + len(fixing.around)
    told = _("{count} finding(s) mended in {files} file(s)", count=count, files=files)
    session.echo(_("{told}; nothing was written", told=told) if diff else told)
    folder = register_folder(session)
    for choice, why in fixing.refused.values():
        line = as_concise([choice.finding], session.lang, folder=folder).strip()
        session.echo(_("not mended ({fix}): {line}", fix=choice.fix.says, line=line))
        session.echo(_("    = {text}", text=why))
    for path in _no_yaml(fixing.session):
        session.echo(_("{path} cannot be read: nothing in it is mended", path=path))


def _no_yaml(session: Session) -> list[str]:
    """The files that are no YAML, or none that can be trusted: nobody knows what they mean."""
    found = (f.path for f in session.loaded.findings if f.code in Problems.FATAL)
    return list(dict.fromkeys(found))
