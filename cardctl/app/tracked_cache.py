"""What git tracks of the program's own folder: it may come from another, and is not believed.

Git leaves the folder out by itself. If files of it are tracked all the same, a checkout puts them
there: an index whose findings nobody made, or a journal of a change that nobody began.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.errors import GitProblem, Refused
from cardctl.i18n import _
from cardctl.store.layout import cache_dir, journal_path, top_around
from cardctl.vcs.tracking_stamp import tracking_stamp

if TYPE_CHECKING:
    from cardctl.cache.sqlite import Index


def tracked_in(root: Path) -> tuple[str, ...]:
    """The files of the program's folder in *root* that git tracks; none if git cannot tell."""
    if not tracking_stamp(root):
        return ()
    from cardctl import vcs

    try:
        return tuple(vcs.tracked_in_index(root, cache_dir(root).name))
    except GitProblem:
        return ()


def is_in_git(root: Path) -> bool | None:
    """Whether git tracks some of the program's folder or HEAD holds it; None if nobody can tell."""
    if not tracking_stamp(root):
        return None
    from cardctl import vcs

    try:
        return bool(vcs.tracked_or_committed(root, cache_dir(root).name))
    except GitProblem:
        return None


def discard_if_in_git(root: Path, index: Index) -> None:
    """Delete the index unread if git may have put it there.

    Git is asked again only when its own list of files has changed since it said no. What it said
    cannot be forged: nobody knows before when that list will be written.
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


def require_own_journal(root: Path) -> None:
    """Raise Refused if git may have put a journal there: what it says is not done."""
    path = journal_path(root)
    if os.path.lexists(path) and is_in_git(root):
        folder = Path(os.path.relpath(cache_dir(root), top_around(root))).as_posix()
        remove = _("run at the top of the repository: git rm -r -f {folder}", folder=folder)
        raise Refused(
            _("{path} comes from git, so the change in it may be another's", path=path),
            remove if tracked_in(root) else _("delete it"),
        )
