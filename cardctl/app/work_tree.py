"""Register files that git tracks but that are not in the work tree.

A sparse checkout omits them, or they were deleted without a commit. They still belong to the
register, so each counts as a file that cannot be read (CC113).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.errors import GitProblem
from cardctl.i18n import Message, _
from cardctl.store.layout import AGENCIES, CARD_PATH, is_ours
from cardctl.store.tracking_stamp import tracking_stamp

if TYPE_CHECKING:
    from cardctl.finding import Finding
    from cardctl.vcs import Tracked

SHARED = (AGENCIES, "M*/meeting.yaml", "M*/seal*.json")
"""The shared files, except the settings, without which there is no register to load."""


class WorkTree:
    """The git work tree around the register at *root*; *tell* prints a message.

    *stamp* changes whenever the tracked files change; it is empty outside git, and if git fails.
    """

    def __init__(self, root: Path, tell: Callable[[Message], None]) -> None:
        self._root = root
        self._notify = tell
        self._asked: Callable[[], Mapping[str, Tracked]] | None = None
        self._known: Mapping[str, Tracked] = {}
        self._folders: set[str] = set()
        self.stamp = tracking_stamp(root)

    def absent(self, present: Collection[str]) -> Mapping[str, Finding]:
        """Return a finding for each tracked register file that is not *present*, by path."""
        return self._findings(self._answer(self._ask()), lambda path: path in present)

    def prefetch(self, *folders: str) -> None:
        """Start to list the tracked shared files and those in *folders*, in the background.

        `absent_shared` and `names` wait for the result.
        """
        self.close()
        self._folders.update(folders)
        self._asked = self._ask(*SHARED, *(f"{folder}/*" for folder in folders))

    def absent_shared(self) -> Mapping[str, Finding]:
        """Return a finding for each tracked shared file that is missing, by path."""
        if self._asked is None:
            self.prefetch()
        known = self._looked()
        shared = {path: how for path, how in known.items() if not CARD_PATH.fullmatch(path)}
        return self._findings(shared, lambda path: os.path.lexists(self._root / path))

    def names(self, folder: str) -> Collection[str]:
        """Return the names of the tracked files in a *folder* of the register."""
        if folder not in self._folders:
            self.prefetch(folder)
        inside = f"{folder}/"
        return [path.removeprefix(inside) for path in self._looked() if path.startswith(inside)]

    def close(self) -> None:
        """Wait for a pending query."""
        self._looked()

    def _looked(self) -> Mapping[str, Tracked]:
        if self._asked is not None:
            asked, self._asked = self._asked, None
            self._known = {**self._known, **self._answer(asked)}
        return self._known

    def _ask(self, *globs: str) -> Callable[[], Mapping[str, Tracked]] | None:
        """Start to list the tracked files; return None outside git, or if git fails."""
        if not self.stamp:
            return None
        from cardctl.vcs import tracked

        try:
            return tracked(self._root, *globs)
        except GitProblem as problem:
            self._fail(problem)
            return None

    def _answer(self, asked: Callable[[], Mapping[str, Tracked]] | None) -> Mapping[str, Tracked]:
        """Return the result of a query; empty if git fails."""
        try:
            return asked() if asked is not None else {}
        except GitProblem as problem:
            self._fail(problem)
            return {}

    def _fail(self, problem: GitProblem) -> None:
        """Stop querying git and print the reason, unless the folder is not under git after all."""
        from cardctl.vcs import NoRepository

        self.stamp = ""
        if isinstance(problem, NoRepository):
            return
        why, hint = problem.message, problem.hint
        self._notify(_("cannot determine whether all files are checked out: {why}", why=why))
        if hint is not None:
            self._notify(_("  = {hint}", hint=hint))

    def _findings(
        self, tracked: Mapping[str, Tracked], is_there: Callable[[str], bool]
    ) -> Mapping[str, Finding]:
        gone = sorted(path for path in tracked if not is_there(path) and is_ours(path))
        return {path: absent_file(self._root, path, tracked[path]) for path in gone}


def absent_file(root: Path, path: str, how: Tracked) -> Finding:
    """Return the finding for a tracked file that is not in the work tree."""
    import shlex

    from cardctl.finding import Finding
    from cardctl.vcs import Tracked

    place = shlex.quote(os.path.relpath(root / path))
    message, hint = {
        Tracked.SKIPPED: (
            _("is not checked out, but git tracks it"),
            _("check out all files: git sparse-checkout disable"),
        ),
        Tracked.IN_INDEX: (
            _("is deleted, but git still tracks it"),
            _("restore it: git restore {path}; or commit the deletion", path=place),
        ),
        Tracked.IN_CONFLICT: (
            _("has a merge conflict and is not in the work tree"),
            _("resolve the merge: git add {path}, or git rm {path}", path=place),
        ),
        Tracked.IN_HEAD: (
            _("is deleted, but the deletion is not committed"),
            _("restore it: git restore --staged --worktree {path}; or commit the deletion",
                path=place),
        ),
    }[how]  # fmt: skip
    return Finding(path, (), "CC113", "unreadable-file", message, hint=hint)
