"""Merge files line by line, as git does."""

from __future__ import annotations

from pathlib import Path

from cardctl.vcs.git import run
from cardctl.vcs.git_errors import refused


def merge_lines(
    root: Path, base: Path, ours: Path, theirs: Path, labels: tuple[str, str]
) -> tuple[bytes, bool]:
    """Merge three files line by line, as git does without a merge driver.

    Returns the text, and whether it has no conflicts. Raises GitProblem without git.
    """
    named = ("-L", labels[0], "-L", "base", "-L", labels[1])
    done = run(root, "merge-file", "-p", *named, str(ours), str(base), str(theirs))
    if not 0 <= done.returncode < 128:
        raise refused(root, done)
    return done.stdout, done.returncode == 0
