"""History and settings of the git repository around a register."""

from __future__ import annotations

from cardctl.vcs.bases import (
    CannotCompare,
    RegisterLocation,
    bases_of_merge,
    common_bases,
    index_of,
    locate,
    merge_bases,
    superproject,
)
from cardctl.vcs.blobs import (
    blobs_at,
    blobs_at_head,
    blobs_from_top,
    blobs_in_index,
    contents,
    contents_at_head,
    files_at,
    tracked_in_index,
    tracked_or_committed,
    versions,
)
from cardctl.vcs.commits import Commit, commit_at, day_of, hash_of, log
from cardctl.vcs.diff import blobs_changed, paths_changed
from cardctl.vcs.git import version
from cardctl.vcs.git_errors import Incomplete, NoGit, NoRepository
from cardctl.vcs.index_files import Tracked, regular_files, skipped, tracked
from cardctl.vcs.merging import merge_lines
from cardctl.vcs.settings import configure, configured, hook

__all__ = [
    "CannotCompare",
    "Commit",
    "Incomplete",
    "NoGit",
    "NoRepository",
    "RegisterLocation",
    "Tracked",
    "bases_of_merge",
    "blobs_at",
    "blobs_at_head",
    "blobs_changed",
    "blobs_from_top",
    "blobs_in_index",
    "commit_at",
    "common_bases",
    "configure",
    "configured",
    "contents",
    "contents_at_head",
    "day_of",
    "files_at",
    "hash_of",
    "hook",
    "index_of",
    "locate",
    "log",
    "merge_bases",
    "merge_lines",
    "paths_changed",
    "regular_files",
    "skipped",
    "superproject",
    "tracked",
    "tracked_in_index",
    "tracked_or_committed",
    "version",
    "versions",
]
