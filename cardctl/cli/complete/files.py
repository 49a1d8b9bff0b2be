"""Names of files and folders, from the folder where the command runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.cli.complete.candidate import Candidate, fold

if TYPE_CHECKING:
    from cardctl.cli.complete.request import Request


def files(*extensions: str) -> Callable[[Request], Iterable[Candidate]]:
    """Return the source of folders and files; only those with *extensions*, if there are any."""

    def source(request: Request) -> list[Candidate]:
        found = list(paths(request, request.typed))
        fit = [each for each in found if each.more or each.value.lower().endswith(extensions)]
        return fit if extensions and any(not each.more for each in fit) else found

    return source


def folders(request: Request) -> Iterator[Candidate]:
    """Yield folders."""
    return (each for each in paths(request, request.typed) if each.more)


def file_after_at(request: Request) -> Iterator[Candidate]:
    """Yield files after ``@``; other texts are free."""
    if request.typed.startswith("@"):
        for each in paths(request, request.typed[1:]):
            yield each.after("@")._replace(shown=each.name)


def paths(request: Request, typed: str) -> Iterator[Candidate]:
    """Yield the folders and files that continue *typed*; hidden ones only after a dot.

    On Windows, what was typed keeps its backslashes.
    """
    at = max(typed.rfind("/"), typed.rfind(os.sep)) + 1
    head, begun = typed[:at], fold(typed[at:])
    sign = os.sep if os.sep in head else "/"
    place = request.folder / Path(head).expanduser() if head else request.folder
    try:
        entries = sorted(os.scandir(place), key=lambda entry: entry.name)
    except (OSError, RuntimeError, ValueError):  # no such folder, no such home
        return
    for entry in entries:
        if fold(entry.name).startswith(begun) and (begun or not entry.name.startswith(".")):
            is_folder = _is_folder(entry)
            shown = entry.name + (sign if is_folder else "")
            yield Candidate(head + shown, more=is_folder, shown=shown)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
