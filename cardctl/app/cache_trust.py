"""Files of cardctl's own folder that git tracks: they may come from others and are not trusted.

The folder ignores itself in git. If its files are tracked anyway, a checkout may create them: a
forged index, or a journal of a change that was never started here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.errors import GitProblem, Refused
from cardctl.i18n import _
from cardctl.store.layout import cache_dir, journal_path, repository_top
from cardctl.store.tracking_stamp import tracking_stamp

if TYPE_CHECKING:
    from cardctl.cache.sqlite import Index


def tracked_in(root: Path) -> tuple[str, ...]:
    """Return the tracked files of cardctl's folder in *root*; none if git fails."""
    if not tracking_stamp(root):
        return ()
    from cardctl import vcs

    try:
        return tuple(vcs.tracked_in_index(root, cache_dir(root).name))
    except GitProblem:
        return ()


def is_in_git(root: Path) -> bool | None:
    """Whether files of cardctl's folder are tracked or in HEAD; None if this is unknown."""
    if not tracking_stamp(root):
        return None
    from cardctl import vcs

    try:
        return bool(vcs.tracked_or_committed(root, cache_dir(root).name))
    except GitProblem:
        return None


def discard_if_in_git(root: Path, index: Index) -> None:
    """Delete the index unread if it may come from git.

    Git is queried again only if its own index or HEAD has changed since the last negative answer.
    That answer cannot be forged: its stamp includes the time when git wrote those files.
    """
    known, stamp = index.verified(), tracking_stamp(root)
    if known is None or not stamp or stamp == known:
        return
    answer = is_in_git(root)
    if answer:
        index.discard()
    elif answer is False:
        with index.writing() as batch:
            batch.verify(stamp)


def may_read(root: Path, index: Index) -> bool:
    """Whether the index may be read: it is not tracked by git. Nothing is written."""
    known, stamp = index.verified(), tracking_stamp(root)
    return known is not None and (not stamp or stamp == known or is_in_git(root) is False)


def require_own_journal(root: Path) -> None:
    """Raise Refused if the journal may come from git: it must not be executed."""
    path = journal_path(root)
    if os.path.lexists(path) and is_in_git(root):
        folder = Path(os.path.relpath(cache_dir(root), repository_top(root))).as_posix()
        remove = _("run in the repository root: git rm -r -f {folder}", folder=folder)
        raise Refused(
            _("{path} comes from git and may contain someone else's change", path=path),
            remove if tracked_in(root) else _("delete it"),
        )
