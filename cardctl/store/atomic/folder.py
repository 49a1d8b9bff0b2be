"""Write a folder of files that can be made again, and replace what was written there before.

A file in the folder, the marker, lists what was written. Only that is ever replaced or deleted.
All files are first written to a folder inside, so what cannot be made or written changes nothing.
They are then renamed, in their order: a reader sees old files or new ones, none of them in part.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath
from shutil import rmtree
from typing import NamedTuple

from cardctl.errors import FileProblem, Refused
from cardctl.i18n import _, _n

_STAGE = ".cardctl-new"
"""The folder inside, for files that are being written; one that is left over is deleted."""

_HEAD = "# Written by cardctl, which replaces these files when it writes here again.\n"


Content = bytes | Iterable[bytes]
"""The contents of a file, or its pieces."""


class Written(NamedTuple):
    """What was written: how many files, and their bytes in all."""

    files: int
    size: int


def write_folder(
    folder: Path, files: Iterable[tuple[str, Content]], marker: str, *, force: bool = False
) -> Written:
    """Write *files* (path with ``/``, contents) into *folder*, in place of those of the last time.

    *marker* is the name of the file that lists them. With *force*, they are written into a folder
    with other files, and over such files. Raises Refused without it, FileProblem; then, nothing
    has changed unless a file could not be replaced.
    """
    _require_folder(folder)
    old = _listed(folder / marker)
    if old is None and not force:
        _require_empty(folder)
    is_new = not folder.exists()
    stage = folder / _STAGE
    try:
        written = _staged(stage, files)
        _require_plain(folder, {*written, *(old or ())})
        if not force:
            _require_own(folder, written.keys() - (old or set()))
        _put_in_place(folder, stage, marker, list(written), old or set())
    except OSError as error:
        raise _problem(folder, error) from error
    finally:
        rmtree(stage, ignore_errors=True)
        if is_new:
            _remove_empty(folder)
    return Written(len(written), sum(written.values()))


def remove_folder(folder: Path, marker: str) -> None:
    """Delete what `write_folder` wrote, and the folder if nothing else is in it.

    Raises FileProblem.
    """
    old = _listed(folder / marker)
    if old is None or folder.is_symlink():
        return
    try:
        _delete(folder, old)
        (folder / marker).unlink()
    except OSError as error:
        raise _problem(folder, error) from error
    _remove_empty(folder)


# What is there ----------------------------------------------------------------------------------


def _require_folder(folder: Path) -> None:
    """Raise FileProblem if there is something else at the place of the folder, or above it."""
    for place in (folder, *folder.parents):
        if os.path.lexists(place):
            if not place.is_dir():
                raise FileProblem(
                    _("{path} is not a folder", path=place), _("give another name for the folder")
                )
            return


def _listed(marker: Path) -> set[str] | None:
    """Return the files that a marker lists; None if there is no marker. Raises FileProblem.

    It may come from somebody else: a path that leads out of the folder is not one of ours.
    """
    try:
        if not stat.S_ISREG(marker.lstat().st_mode):
            raise FileProblem(
                _("{path} is a link or not a regular file", path=marker.name),
                _("replace it with a regular file"),
            )
        lines = marker.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _problem(marker, error) from error
    return {line for line in lines if line and not line.startswith("#") and _is_inside(line)}


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return not any(part in ("", ".", "..") or "\\" in part or ":" in part for part in parts)


def _require_empty(folder: Path) -> None:
    """Raise Refused if the folder has files; hidden ones, such as those of git, do not count."""
    try:
        names = [name for name in os.listdir(folder) if not name.startswith(".")]
    except FileNotFoundError:
        return
    except OSError as error:
        raise _problem(folder, error) from error
    if names:
        raise Refused(
            _("{folder} has files that cardctl did not write", folder=folder),
            _("choose another folder, or write into it with --force"),
        )


def _require_own(folder: Path, paths: Collection[str]) -> None:
    """Raise Refused if there is a file at one of *paths*, which is not ours."""
    taken = sorted(path for path in paths if os.path.lexists(folder / path))
    if taken:
        raise Refused(
            _n(
                "{count} file in {folder} is not from cardctl: {path}",
                "{count} files in {folder} are not from cardctl: {path} …",
                len(taken),
                folder=folder,
                path=taken[0],
            ),
            _("overwrite them with --force"),
        )


def _require_plain(folder: Path, paths: Collection[str]) -> None:
    """Raise Refused if a folder on the way to a file is a link, which may lead anywhere."""
    for inner in _folders(paths):
        if (folder / inner).is_symlink():
            raise Refused(_("{path} is a symbolic link", path=folder / inner), _("remove the link"))


def _folders(paths: Iterable[str]) -> set[str]:
    """Return the folders on the way to *paths*, outermost included."""
    parents = {path.rpartition("/")[0] for path in paths}
    return {str(each) for parent in parents if parent for each in _with_parents(parent)}


def _with_parents(path: str) -> Iterator[PurePosixPath]:
    one = PurePosixPath(path)
    yield one
    yield from list(one.parents)[:-1]


# Writing ----------------------------------------------------------------------------------------


def _staged(stage: Path, files: Iterable[tuple[str, Content]]) -> dict[str, int]:
    """Write *files* into the folder *stage*; return the size of each, in their order."""
    if stage.is_symlink():
        stage.unlink()
    elif stage.exists():
        rmtree(stage)
    stage.mkdir(parents=True)
    made: set[str] = set()
    sizes: dict[str, int] = {}
    for path, content in files:
        parent = path.rpartition("/")[0]
        if parent not in made:
            os.makedirs(stage / parent, exist_ok=True)
            made.add(parent)
        with open(f"{stage}/{path}", "wb") as file:
            pieces = (content,) if isinstance(content, bytes) else content
            sizes[path] = sum(map(file.write, pieces))
    return sizes


def _put_in_place(
    folder: Path, stage: Path, marker: str, new: Collection[str], old: Collection[str]
) -> None:
    """Rename the new files to their places, and delete the old ones that are no more.

    Meanwhile the marker lists both, so that after an interruption the next run knows them.
    """
    _write_marker(folder, marker, {*new, *old})
    for inner in sorted(_folders(new)):
        (folder / inner).mkdir(exist_ok=True)
    for path in new:
        os.replace(f"{stage}/{path}", f"{folder}/{path}")
    _delete(folder, set(old) - set(new))
    _write_marker(folder, marker, new)


def _write_marker(folder: Path, marker: str, paths: Iterable[str]) -> None:
    draft = folder / _STAGE / marker
    draft.write_text(_HEAD + "".join(f"{path}\n" for path in sorted(paths)), "utf-8", newline="\n")
    draft.replace(folder / marker)


def _delete(folder: Path, paths: Collection[str]) -> None:
    """Delete files, and the folders that are empty then."""
    for path in paths:
        place = folder / path
        if os.path.lexists(place) and stat.S_ISREG(place.lstat().st_mode):
            place.unlink()
    for inner in sorted(_folders(paths), reverse=True):
        _remove_empty(folder / inner)


def _remove_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return  # it has other files, or is not there


def _problem(path: Path, error: OSError | UnicodeDecodeError) -> FileProblem:
    why = getattr(error, "strerror", None) or error
    name = getattr(error, "filename", None) or path
    return FileProblem(_("cannot write {name}: {why}", name=name, why=why))
