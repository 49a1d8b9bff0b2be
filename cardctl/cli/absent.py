"""Files of the register that git tracks and that are not in the work tree.

A sparse checkout leaves them out, or somebody deleted them and has not committed that. They belong
to the register all the same, so each counts as a file that cannot be read (CC113).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cardctl.errors import GitProblem
from cardctl.locale import Phrase, say
from cardctl.store.place import AGENCIES, is_ours
from cardctl.store.tracking import tracking_stamp

if TYPE_CHECKING:
    from cardctl.finding import Finding
    from cardctl.history import Tracked

_Answer = TypeVar("_Answer")

SHARED = (AGENCIES, "M*/meeting.yaml", "M*/seal.json")
"""The files that all cards rest on. Without the settings there is no register to load."""


class WorkTree:
    """The work tree around the register at *root*; *tell* prints a message.

    The *stamp* changes when git tracks other files; it is empty outside git, and if git fails.
    """

    def __init__(self, root: Path, tell: Callable[[Phrase], None]) -> None:
        self._root = root
        self._tell = tell
        self._beside: Callable[[], Mapping[str, Tracked]] | None = None
        self.stamp = tracking_stamp(root)

    def absent(self, present: Collection[str]) -> Mapping[str, Finding]:
        """Give a finding for each tracked file of the register that is not *present*."""
        return self._findings(partial(_tracked, self._root), lambda path: path in present)

    def look_beside(self) -> None:
        """Begin to ask for what `absent_shared` gives, while this process does something else."""
        from cardctl.cli.workers import beside

        if self.stamp and self._beside is None:
            self._beside = beside(self._tracked_shared)

    def absent_shared(self) -> Mapping[str, Finding]:
        """Give a finding for each tracked file that all cards rest on and that is not there."""
        ask, self._beside = self._beside or self._tracked_shared, None
        return self._findings(ask, lambda path: os.path.lexists(self._root / path))

    def close(self) -> None:
        """Wait for the process that was begun, if nobody has asked for its result."""
        if self._beside is not None:
            with suppress(GitProblem):
                self._beside()
            self._beside = None

    def _tracked_shared(self) -> Mapping[str, Tracked]:
        return _tracked(self._root, *SHARED)

    def names(self, folder: str) -> Collection[str]:
        """Give the names in a *folder* of the register that git tracks."""
        from cardctl.history import names_tracked

        return self._asked(lambda: names_tracked(self._root, folder)) or ()

    def _findings(
        self, ask: Callable[[], Mapping[str, Tracked]], is_there: Callable[[str], bool]
    ) -> Mapping[str, Finding]:
        found = self._asked(ask) or {}
        gone = sorted(path for path in found if not is_there(path) and is_ours(path))
        return {path: absent_file(self._root, path, found[path]) for path in gone}

    def _asked(self, ask: Callable[[], _Answer]) -> _Answer | None:
        """What git says; None outside git, or if it fails, which is told once."""
        from cardctl.history import NoRepository

        if not self.stamp:
            return None
        try:
            return ask()
        except NoRepository:
            self.stamp = ""
        except GitProblem as problem:
            self.stamp = ""
            why, hint = problem.message, problem.mend
            self._tell(say("cannot tell whether all files are checked out: {why}", why=why))
            if hint is not None:
                self._tell(say("  = {hint}", hint=hint))
        return None


def _tracked(root: Path, *globs: str) -> Mapping[str, Tracked]:
    from cardctl.history import tracked

    return tracked(root, *globs)


def absent_file(root: Path, path: str, how: Tracked) -> Finding:
    """Make the finding for a file that git tracks and that is not in the work tree."""
    from cardctl.finding import Finding
    from cardctl.history import Tracked

    place = os.path.relpath(root / path)
    message, hint = {
        Tracked.SKIPPED: (
            say("is not checked out, but git tracks it"),
            say("check out all files: git sparse-checkout disable"),
        ),
        Tracked.IN_INDEX: (
            say("is deleted, but git still tracks it"),
            say("restore it: git restore {path}; or commit the deletion", path=place),
        ),
        Tracked.IN_CONFLICT: (
            say("is in conflict, and not in the work tree"),
            say("resolve the merge: git add {path}, or git rm {path}", path=place),
        ),
        Tracked.IN_HEAD: (
            say("is deleted, but the deletion is not committed"),
            say("restore it: git restore --staged --worktree {path}; or commit the deletion",
                path=place),
        ),
    }[how]  # fmt: skip
    return Finding(path, (), "CC113", "unreadable-file", message, mend=hint)
