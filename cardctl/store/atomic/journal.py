"""Write-ahead journal of a save, used to finish or undo a save that was interrupted.

A save writes each new text as a draft next to its target, then exchanges the two files. After a
crash, the digests in the journal show how far the exchange got. The journal is removed last: while
it exists, the change is not complete.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cardctl.errors import Refused
from cardctl.i18n import _
from cardctl.platform import is_own, sync_folder
from cardctl.store.atomic.disk import CLAIM, create, digest, exchange, move, spare
from cardctl.store.layout import cache_dir, journal_path, stale_drafts_path

_CLAIM = sha256(CLAIM).hexdigest()
_DRAFT = re.compile(r"\.cardctl-.*\.tmp")
_FOLDER = re.compile(r"[Mm][0-9]{1,4}")
_PATH = re.compile(r"([Mm][0-9]{1,4}/)?(\.gitattributes|[^./\\:\0][^/\\:\0]*)")
"""Paths that a change may name: in the register's folder or a meeting's folder, and not hidden."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


class JournalStep(NamedTuple):
    """Change of one file: its path, and the digests of its old and new content.

    *old* is None for a new file, *new* is None for a deleted file.
    """

    path: str
    old: str | None
    new: str | None

    def target(self, root: Path) -> Path:
        """Return the path of the file."""
        return root / self.path

    def draft(self, root: Path) -> Path:
        """Return the path of the draft (later the old text); no reader takes it for a card."""
        target = root / self.path
        return target.with_name(f".cardctl-{target.name}.tmp")

    def do(self, root: Path) -> None:
        """Exchange draft and target. Raises FileExistsError, FileNotFoundError."""
        draft, target = self.draft(root), self.target(root)
        if self.old is None:
            move(draft, target)
        elif self.new is None:
            move(target, draft)
        else:
            exchange(draft, target)

    def undo(self, root: Path) -> bool:
        """Undo `do`; return False if it was not done, or another program wrote the file since."""
        draft, target = self.draft(root), self.target(root)
        if spare(draft).exists() and not draft.exists():
            os.replace(spare(draft), draft)
        now, other = digest(target), digest(draft)
        if now == _CLAIM:
            os.unlink(target)
        elif now != self.new or other == self.new:
            return False
        elif self.old is None:
            move(target, draft)
        elif other is None:
            return False
        elif self.new is None:
            move(draft, target)
        else:
            exchange(draft, target)
        return True

    def is_done(self, root: Path) -> bool:
        """Return whether the target has the new content and the draft the old content."""
        return digest(self.target(root)) == self.new and digest(self.draft(root)) == self.old

    def stays_in(self, root: Path) -> bool:
        """Return whether the target is in the register at *root*, with no link on the way."""
        inside = _PATH.fullmatch(self.path) is not None
        return inside and not self.target(root).parent.is_symlink()


class Recovery(NamedTuple):
    """Outcome of an interrupted change: finished or undone, and the paths concerned."""

    finished: bool
    paths: tuple[str, ...]


def begin(root: Path, steps: Sequence[JournalStep]) -> None:
    """Write the journal of a change. Raises FileExistsError if there is one already."""
    said = {"folder": os.stat(cache_dir(root)).st_ino, "steps": [step._asdict() for step in steps]}
    create(journal_path(root), json.dumps(said).encode())
    sync_folder(cache_dir(root))


def end(root: Path, steps: Sequence[JournalStep]) -> None:
    """Close the journal of a completed change, then delete the drafts.

    Drafts that cannot be deleted are left to the next writer.
    """
    with suppress(OSError):
        _close(root, steps)


def undo(root: Path, steps: Sequence[JournalStep]) -> None:
    """Undo the completed steps of a change, and close its journal. Raises OSError."""
    undone = [step for step in reversed(steps) if step.undo(root)]
    sync_folders(root, undone)
    end(root, steps)


def _close(root: Path, steps: Sequence[JournalStep]) -> None:
    """Keep the journal as a list of stale drafts until all drafts are deleted. Raises OSError."""
    journal, stale_drafts = journal_path(root), stale_drafts_path(root)
    was_there = os.path.lexists(stale_drafts)  # drafts of an earlier change are left
    try:
        os.replace(journal, stale_drafts)
    except OSError:
        os.unlink(journal)
    sync_folder(cache_dir(root))
    if _delete_drafts(root, steps) and not was_there:
        os.unlink(stale_drafts)


def sync_folders(root: Path, steps: Iterable[JournalStep]) -> None:
    """Sync the folders of the steps' files to disk."""
    for folder in {step.target(root).parent for step in steps}:
        sync_folder(folder)


def _delete_drafts(root: Path, steps: Sequence[JournalStep]) -> bool:
    """Delete the drafts of a change; return False if one of them could not be deleted."""
    drafts = [step.draft(root) for step in steps]
    return _unlinked([*drafts, *map(spare, drafts)])


def _unlinked(paths: Iterable[Path]) -> bool:
    """Delete the files that exist; return False if one of them could not be deleted."""
    all_gone = True
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            all_gone = False
    return all_gone


def recover(root: Path) -> Recovery | None:
    """Finish or undo a change that was interrupted; return None if there is none.

    The caller must hold the lock. The change is finished if all of its steps were done, otherwise
    undone. Raises Refused if the journal belongs to another folder, and OSError.
    """
    steps = _read(root)
    if steps is None:
        _delete_stale_drafts(root)
        return None
    paths = tuple(step.path for step in steps)
    if steps and all(step.is_done(root) for step in steps):
        sync_folders(root, steps)
        end(root, steps)
        return Recovery(True, paths)
    undo(root, steps)
    return Recovery(False, paths)


def _read(root: Path) -> list[JournalStep] | None:
    """Return the steps of the journal, or None if there is no journal.

    No steps if the journal is truncated, because in that case no step was done.
    """
    path = journal_path(root)
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    if stat.S_ISREG(status.st_mode) and status.st_nlink == 1 and is_own(status):
        try:
            said = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            return []
        steps = _steps(root, said)
        if steps is not None:
            return steps
    raise Refused(
        _("{path} does not belong to this copy of the register", path=path),
        _("compare the cards with those in git, then delete it"),
    )


def _steps(root: Path, said: Any) -> list[JournalStep] | None:
    """Return the steps of a journal written here, for files of this register; otherwise None.

    A journal from a copy of the register or from a pull request is not executed.
    """
    if not isinstance(said, dict) or said.get("folder") != os.stat(cache_dir(root)).st_ino:
        return None
    entries = said.get("steps")
    if not isinstance(entries, list) or not all(map(_is_step, entries)):
        return None
    steps = [JournalStep(**entry) for entry in entries]
    return steps if all(step.stays_in(root) for step in steps) else None


def _is_step(entry: Any) -> bool:
    """Return whether a journal entry has the form of a step."""
    if not isinstance(entry, dict) or entry.keys() != set(JournalStep._fields):
        return False
    digests = [each for each in (entry["old"], entry["new"]) if each is not None]
    return isinstance(entry["path"], str) and all(
        isinstance(each, str) and _DIGEST.fullmatch(each) for each in digests
    )


def _delete_stale_drafts(root: Path) -> None:
    """Delete the drafts of a process that ended after completing its change."""
    if not os.path.lexists(stale_drafts_path(root)):
        return
    folders = (root, *_meeting_folders(root))
    held = ((folder, name) for folder in folders for name in os.listdir(folder))
    if _unlinked(folder / name for folder, name in held if _DRAFT.fullmatch(name)):
        with suppress(OSError):
            os.unlink(stale_drafts_path(root))


def _meeting_folders(root: Path) -> Iterator[Path]:
    for entry in os.scandir(root):
        if _FOLDER.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
            yield Path(entry.path)
