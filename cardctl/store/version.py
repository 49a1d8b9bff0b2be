"""Which program this is, to the byte: what one version worked out, another does not believe."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import cardctl


def fingerprint() -> str:
    """Give what changes with the program, with Python, and with the packages installed beside.

    The number of the version is not enough: whoever installs from git has the same one for long.
    """
    home = Path(cardctl.__file__).parent
    around = [str(os.stat(path).st_mtime_ns) for path in sys.path if path.endswith("-packages")]
    marks = [cardctl.__version__, sys.version, str(home), *around, *sorted(_marks(str(home)))]
    return blake2b("\0".join(marks).encode(), digest_size=16).hexdigest()


def _marks(folder: str) -> Iterator[str]:
    """The files below *folder*, each with its size and the time of its last change."""
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__":
                yield from _marks(entry.path)
        else:
            status = entry.stat()
            yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
