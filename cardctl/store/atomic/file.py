"""Write one file outside the register's lock: whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from cardctl.errors import FileProblem, Refused
from cardctl.i18n import _
from cardctl.platform import sync_file


def write_file(path: Path, content: str | bytes, *, force: bool) -> None:
    """Write a whole file or none, and not over one that is there unless *force*.

    Raises Refused where it is there, FileProblem where the file system says no.
    """
    if path.exists() and not force:
        raise Refused(_("{path} already exists", path=path), _("overwrite it with --force"))
    draft = None
    try:
        with NamedTemporaryFile("wb", dir=path.parent, prefix=".cardctl-", delete=False) as file:
            draft = Path(file.name)
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            sync_file(file.fileno())
        draft.chmod(_mode_of(path))
        draft.replace(path)
    except OSError as error:
        if draft is not None:
            with suppress(OSError):
                draft.unlink()
        raise FileProblem(
            _("cannot write {name}: {why}", name=path, why=error.strerror or error)
        ) from error


def _mode_of(path: Path) -> int:
    """The permissions that a file at *path* has, or would get as a new one."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
