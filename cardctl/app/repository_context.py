"""Read the repository around the register, as far as rules need it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from cardctl.app.schemas import NAMES, outdated
from cardctl.domain.code_owners import PLACES
from cardctl.domain.schema_files import NAMES_FILE, file_name, folder_beside
from cardctl.rules.rule import RepositoryContext
from cardctl.store.layout import repository_top
from cardctl.store.scan import FOLDER

ATTRIBUTES = ".gitattributes"
MAX_FILE_BYTES = 1 << 16
"""Maximum number of bytes read from a `.gitattributes` file."""

MAX_CODE_OWNERS_BYTES = 3 << 20
"""Maximum number of bytes read from CODEOWNERS: GitHub ignores a file of 3 MB or more."""


def around(
    root: Path, watch: Callable[[Path], Path] = Path, tracked: tuple[str, ...] = ()
) -> RepositoryContext:
    """Return the repository context of the register at *root*; unreadable files count as missing.

    *watch* is called with each path that is read, even if missing; *tracked* are the files of
    cardctl's own folder that git tracks.
    """
    root = root.resolve()
    top = repository_top(root)
    found = [watch(path) for path in _attributes(top, root)]
    texts = {_within(top, path): _text(path) for path in found if path.is_file()}
    schemas = watch(folder_beside(root))
    for name in NAMES:
        watch(schemas / file_name(name))
    watch(schemas / NAMES_FILE)
    stale = outdated(schemas) if schemas.is_dir() else ()
    home = _within(top, root)
    return RepositoryContext(
        "" if home == "." else home,
        texts,
        tuple(Path(os.path.relpath(schemas / name, top)).as_posix() for name in stale),
        tracked,
        _code_owners(top, watch),
    )


def _code_owners(top: Path, watch: Callable[[Path], Path]) -> tuple[str, str] | None:
    """Return path and text of the repository's CODEOWNERS; None if there is none."""
    found = [name for name in PLACES if watch(top / name).is_file()]
    return (found[0], _text(top / found[0], MAX_CODE_OWNERS_BYTES)) if found else None


def _attributes(top: Path, root: Path) -> Iterator[Path]:
    """Yield possible `.gitattributes` files: from *root* up to *top*, and in meeting folders."""
    way = [folder for folder in (root, *root.parents) if folder.is_relative_to(top)]
    found = (entry for entry in os.scandir(root) if FOLDER.fullmatch(entry.name))
    inside = sorted(Path(entry.path) for entry in found if entry.is_dir(follow_symlinks=False))
    for folder in (*way, *inside):
        yield folder / ATTRIBUTES


def _within(top: Path, path: Path) -> str:
    return path.relative_to(top).as_posix()


def _text(path: Path, limit: int = MAX_FILE_BYTES) -> str:
    try:
        with path.open("rb") as file:
            return file.read(limit).decode("utf-8", "replace")
    except OSError:
        return ""
