"""Write files outside the register's lock: whole or not at all, and all of them or none."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from errno import EISDIR
from pathlib import Path
from tempfile import NamedTemporaryFile

from cardctl.errors import FileProblem, Refused
from cardctl.i18n import _, _n
from cardctl.platform import sync_file


def write_file(path: Path, content: str | bytes, *, force: bool) -> None:
    """Write a whole file or none, and not over one that is there unless *force*.

    Raises Refused where it is there, FileProblem where the file system says no.
    """
    if path.exists() and not force:
        raise Refused(_("{path} already exists", path=path), _("overwrite it with --force"))
    _replaced(path, _draft(path, content))


def require_free(paths: Sequence[Path]) -> None:
    """Raise Refused if one of the files exists; nothing has been written then."""
    taken = [path for path in paths if os.path.lexists(path)]
    if taken:
        raise Refused(
            _("{path} already exists", path=taken[0])
            if len(taken) == 1
            else _n("{path} and {count} other file already exist",
                    "{path} and {count} other files already exist",
                    len(taken) - 1, path=taken[0]),
            _("overwrite it with --force") if len(taken) == 1
            else _("overwrite them with --force"),
        )  # fmt: skip


def write_files(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write files, whatever was there, and the folders that they need: all of them or none.

    *files* may compute each file when it is asked for the next one; if that fails, none is written.
    Raises FileProblem.
    """
    drafts: list[tuple[Path, Path]] = []
    replaced: list[tuple[Path, Path | None]] = []
    try:
        for path, content in files:
            _make_folder(path.parent)
            drafts.append((path, _draft(path, content)))
        for path, draft in drafts:
            replaced.append((path, _set_aside(path)))
            _replaced(path, draft)
    except BaseException:
        for _unused, draft in drafts:
            _deleted(draft)
        for path, backup in reversed(replaced):
            _restore(path, backup)
        raise
    for _unused, backup in replaced:
        if backup is not None:
            _deleted(backup)


def _set_aside(path: Path) -> Path | None:
    """Rename the file at *path*; return its new name, None if there is no file. Raises FileProblem.

    A file that another program has open cannot be renamed on Windows.
    """
    if not os.path.lexists(path):
        return None
    backup = path.with_name(f".cardctl-{path.name}.old")
    try:
        if path.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        path.replace(backup)
    except OSError as error:
        raise _cannot_write(path, error) from error
    return backup


def _restore(path: Path, backup: Path | None) -> None:
    if backup is None:
        _deleted(path)
    else:
        with suppress(OSError):
            backup.replace(path)


def _deleted(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(folder, error) from error


def _draft(path: Path, content: str | bytes) -> Path:
    """Write the contents of *path* to a new file beside it, with its mode. Raises FileProblem."""
    draft = None
    try:
        with NamedTemporaryFile("wb", dir=path.parent, prefix=".cardctl-", delete=False) as file:
            draft = Path(file.name)
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            sync_file(file.fileno())
        draft.chmod(_mode_of(path))
    except OSError as error:
        if draft is not None:
            _deleted(draft)
        raise _cannot_write(path, error) from error
    return draft


def _replaced(path: Path, draft: Path) -> None:
    """Give *draft* the name *path*. Raises FileProblem; then the draft is deleted."""
    try:
        draft.replace(path)
    except OSError as error:
        _deleted(draft)
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> FileProblem:
    return FileProblem(_("cannot write {name}: {why}", name=path, why=error.strerror or error))


def _mode_of(path: Path) -> int:
    """The permissions that a file at *path* has, or would get as a new one."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
