"""Fingerprint of the program's code, because cached results of other code must not be reused."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import cardctl

_RECORDED = re.compile(r"cardctl-[^-]+\.dist-info")


def fingerprint() -> str:
    """Return a text that changes with the program, the Python version and the installed packages.

    The version number is not sufficient: installations from git keep the same one for a long time.
    An installation from a wheel has the same fingerprint on every machine, since the installer
    records the digests of all files (`RECORD`, see PEP 376).
    """
    home = Path(cardctl.__file__).parent
    marks = [sys.version, *_packages(home.parent), *(_record(home.parent) or sorted(_files(home)))]
    return "\n".join(marks)


def _packages(folder: Path) -> list[str]:
    """Return the packages in *folder* with versions; if none, the mtimes of all site-packages."""
    names = sorted(name for name in os.listdir(folder) if name.endswith(".dist-info"))
    paths = (path for path in sys.path if path.endswith("-packages"))
    return names or [str(os.stat(path).st_mtime_ns) for path in paths]


def _record(folder: Path) -> list[str]:
    """Return the lines of `RECORD` about the program's own files; empty if there is no `RECORD`."""
    with suppress(OSError, StopIteration):
        name = next(name for name in os.listdir(folder) if _RECORDED.fullmatch(name))
        lines = (folder / name / "RECORD").read_text("utf-8").splitlines()
        return sorted(line for line in lines if line.startswith("cardctl/") and ".pyc," not in line)
    return []


def _files(folder: Path) -> Iterator[str]:
    """Yield each file below *folder* with its size and modification time."""
    for entry in os.scandir(folder):
        if entry.name == "__pycache__":
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        else:
            status = entry.stat()
            yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
