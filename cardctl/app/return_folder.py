"""Which files of a folder are returned forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from cardctl.errors import FileProblem, UsageError
from cardctl.i18n import _
from cardctl.sheets.return_file import RECORDS_FILE
from cardctl.sheets.source import WORKBOOKS

_FORMS = WORKBOOKS | {".csv", ".tsv", ".json", ".jsonl"}
"""Extensions of the files of a folder that are read."""

_TEMPORARY = ("~$", ".")
"""Beginnings of the names of hidden files, and of those that Excel keeps beside an open file."""


class Found(NamedTuple):
    """The *files* to collect, and the files of folders that are *passed* over."""

    files: tuple[str, ...]
    passed: tuple[str, ...]


def found_in(names: Iterable[str]) -> Found:
    """Return the named files, and of each named folder its forms, by name.

    Folders inside are not searched. Raises UsageError for a folder without forms, FileProblem.
    """
    files: list[str] = []
    passed: list[str] = []
    for name in names:
        if not Path(name).is_dir():
            files.append(name)
            continue
        inside = _files_of(Path(name))
        forms = [str(path) for path in inside if path.suffix.lower() in _FORMS]
        if not forms:
            raise UsageError(
                _("{folder} contains no returned form: no xlsx, xls, ods, csv or json",
                    folder=name),
                _("name the folder in which the returned files are, or the files"),
            )  # fmt: skip
        files += forms
        passed += [str(path) for path in inside if str(path) not in forms]
    return Found(tuple(dict.fromkeys(files)), tuple(dict.fromkeys(passed)))


def _files_of(folder: Path) -> Sequence[Path]:
    """Return the files of a folder, by name, without temporary ones and the records of forms."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise FileProblem(
            _("cannot read {name}: {why}", name=folder, why=error.strerror or error)
        ) from error
    return [
        path
        for path in entries
        if path.is_file() and path.name != RECORDS_FILE and not path.name.startswith(_TEMPORARY)
    ]
