"""Which program this is, to the byte: what another one worked out is not believed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import cardctl


def fingerprint() -> str:
    """Give a text that changes with the program, with Python, and with the packages beside it.

    The number of the version is not enough: whoever installs from git has the same one for long.
    Installed from a wheel it is the same on every machine: there the installer has written down
    the digests of all files (`RECORD`, see PEP 376).
    """
    home = Path(cardctl.__file__).parent
    marks = [sys.version, *_packages(home.parent), *(_record(home.parent) or sorted(_files(home)))]
    return "\n".join(marks)


def _packages(folder: Path) -> list[str]:
    """The packages with their versions; without a folder of packages when they last changed."""
    names = sorted(name for name in os.listdir(folder) if name.endswith(".dist-info"))
    paths = (path for path in sys.path if path.endswith("-packages"))
    return names or [str(os.stat(path).st_mtime_ns) for path in paths]


def _record(folder: Path) -> list[str]:
    """What the installer wrote down of the program's own files; nothing where it did not."""
    with suppress(OSError):
        path = folder / f"cardctl-{cardctl.__version__}.dist-info" / "RECORD"
        lines = path.read_text("utf-8").splitlines()
        return sorted(line for line in lines if line.startswith("cardctl/") and ".pyc," not in line)
    return []


def _files(folder: Path) -> Iterator[str]:
    """The files below *folder*, each with its size and the time of its last change."""
    for entry in os.scandir(folder):
        if entry.name == "__pycache__":
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        else:
            status = entry.stat()
            yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
