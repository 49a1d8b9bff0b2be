"""The settings by which git merges cards by key and shows readable diffs of them."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

_FALLBACK = (
    "{ grep -q '^<<<<<<< ours' %A && exit 1; "
    'echo "cardctl cannot run (see cardctl doctor); merging line by line:" %P >&2; '
    "git merge-file -L ours -L base -L theirs %A %O %B; }"
)
"""What git's shell runs if the driver fails: nothing, if it left conflict markers itself."""


def settings() -> dict[str, str]:
    """Return the git settings of a clone: name to value."""
    return {
        "merge.cardctl.name": "cards of cardctl, merged by key",
        "merge.cardctl.driver": driver(),
        "merge.cardctl.recursive": "binary",
        # The head of each hunk in a diff names its key, and list items by their id.
        "diff.cardctl.xfuncname": "^([a-z_]+:.*|  - \\{?(id|meeting|date):.*)$",
    }


def driver() -> str:
    """Return the command line with which git merges a card; git runs it by a POSIX shell.

    It names this Python by its path, because git runs it with whatever PATH it has itself, and -P
    keeps Python from importing modules that the repository brings along. If that program is gone,
    or broken, cards are merged line by line, with the usual conflict markers: otherwise git would
    take our side, without any.
    """
    python = shlex.quote(Path(sys.executable or "python3").as_posix()).replace("%", "%%")
    return f"{python} -P -m cardctl merge-driver %O %A %B %P || {_FALLBACK}"


def program_of(line: str) -> str | None:
    """Return the program that a driver line runs; None if that cannot be told."""
    try:
        words = shlex.split(line.replace("%%", "%"))
    except ValueError:
        return None
    return words[0] if words else None


ATTRIBUTES = (
    "M*/M*.yaml merge=cardctl diff=cardctl",
    "M*/meeting.yaml merge=cardctl diff=cardctl",
    "*.yaml diff=cardctl",
)
"""What `.gitattributes` in the register's root says; it is shared with the repository."""


def missing_lines(root: Path) -> list[str]:
    """Return the lines that `.gitattributes` does not have yet."""
    path = root / ".gitattributes"
    there = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [line for line in ATTRIBUTES if line not in there]
