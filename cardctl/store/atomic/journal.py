"""What a save is about to do, on disk before it does it: so that it can be finished or undone.

A save writes drafts beside their targets, then lets each draft and its target change their names'
files. Of what the two names hold now, the journal's digests tell how far it came. The journal goes
last; while it is there, the change is not made.
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
"""Files that a change may name: in the register's folder or a meeting's, and no hidden ones."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Step(NamedTuple):
    """One file of a change: its path, and the digests of what it held and is to hold.

    None for *old* where the file is new, for *new* where it is to go.
    """

    path: str
    old: str | None
    new: str | None

    def target(self, root: Path) -> Path:
        """The file itself."""
        return root / self.path

    def draft(self, root: Path) -> Path:
        """Where the new text waits, and afterwards the old one: no reader takes it for a card."""
        target = root / self.path
        return target.with_name(f".cardctl-{target.name}.tmp")

    def do(self, root: Path) -> None:
        """Let the draft and its target change. Raises FileExistsError, FileNotFoundError."""
        draft, target = self.draft(root), self.target(root)
        if self.old is None:
            move(draft, target)
        elif self.new is None:
            move(target, draft)
        else:
            exchange(draft, target)

    def undo(self, root: Path) -> bool:
        """Let them change back; False where they have not changed, or another hand has written."""
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
        """Whether the target holds what it is to hold, and what it held is in the draft."""
        return digest(self.target(root)) == self.new and digest(self.draft(root)) == self.old

    def stays_in(self, root: Path) -> bool:
        """Whether it changes a file of the register at *root*, whatever links lie there."""
        inside = _PATH.fullmatch(self.path) is not None
        return inside and not self.target(root).parent.is_symlink()


class Settled(NamedTuple):
    """What became of the change that a process left half made."""

    finished: bool
    paths: tuple[str, ...]


def begin(root: Path, steps: Sequence[Step]) -> None:
    """Write the journal of a change. Raises FileExistsError where one is there."""
    said = {"folder": os.stat(cache_dir(root)).st_ino, "steps": [step._asdict() for step in steps]}
    create(journal_path(root), json.dumps(said).encode())
    sync_folder(cache_dir(root))


def end(root: Path, steps: Sequence[Step]) -> None:
    """Close the journal of a change that is made, then take the drafts away.

    What cannot be taken away is left to the next one who writes.
    """
    with suppress(OSError):
        _close(root, steps)


def undo(root: Path, steps: Sequence[Step]) -> None:
    """Take back what was done of a change, and close its journal. Raises OSError."""
    undone = [step for step in reversed(steps) if step.undo(root)]
    sync_folders(root, undone)
    end(root, steps)


def _close(root: Path, steps: Sequence[Step]) -> None:
    """Let the journal be one of leftovers, until no draft is left. Raises OSError."""
    journal, stale_drafts = journal_path(root), stale_drafts_path(root)
    was_there = os.path.lexists(stale_drafts)  # of an earlier change, whose drafts stayed
    try:
        os.replace(journal, stale_drafts)
    except OSError:
        os.unlink(journal)
    sync_folder(cache_dir(root))
    if _take_drafts_away(root, steps) and not was_there:
        os.unlink(stale_drafts)


def sync_folders(root: Path, steps: Iterable[Step]) -> None:
    """Return when the names of the steps' files are on disk."""
    for folder in {step.target(root).parent for step in steps}:
        sync_folder(folder)


def _take_drafts_away(root: Path, steps: Sequence[Step]) -> bool:
    """Take the drafts of a change away; False where one of them stays."""
    drafts = [step.draft(root) for step in steps]
    return _unlinked([*drafts, *map(spare, drafts)])


def _unlinked(paths: Iterable[Path]) -> bool:
    """Delete files, those that are there; False where one of them stays."""
    all_gone = True
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            all_gone = False
    return all_gone


def recover(root: Path) -> Settled | None:
    """Finish or undo the change that a process left half made; None where there is none.

    For the holder of the lock. It is finished if all of it was done, else undone. Raises Refused
    where the journal is not of this folder, OSError.
    """
    steps = _read(root)
    if steps is None:
        _sweep(root)
        return None
    paths = tuple(step.path for step in steps)
    if steps and all(step.is_done(root) for step in steps):
        sync_folders(root, steps)
        end(root, steps)
        return Settled(True, paths)
    undo(root, steps)
    return Settled(False, paths)


def _read(root: Path) -> list[Step] | None:
    """The steps of the journal; no steps where it broke off, for then nothing else was done."""
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
        _("{path} is not of this copy of the register", path=path),
        _("compare the cards with git's, then delete it"),
    )


def _steps(root: Path, said: Any) -> list[Step] | None:
    """The steps in a journal that was written here, of files of this register; else None.

    One that came with a copy of the register, or in a pull request, is not obeyed.
    """
    if not isinstance(said, dict) or said.get("folder") != os.stat(cache_dir(root)).st_ino:
        return None
    entries = said.get("steps")
    if not isinstance(entries, list) or not all(map(_is_step, entries)):
        return None
    steps = [Step(**entry) for entry in entries]
    return steps if all(step.stays_in(root) for step in steps) else None


def _is_step(entry: Any) -> bool:
    """Whether an entry of a journal has the form of a step."""
    if not isinstance(entry, dict) or entry.keys() != set(Step._fields):
        return False
    digests = [each for each in (entry["old"], entry["new"]) if each is not None]
    return isinstance(entry["path"], str) and all(
        isinstance(each, str) and _DIGEST.fullmatch(each) for each in digests
    )


def _sweep(root: Path) -> None:
    """Take away the drafts of a process that ended after its change was made."""
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
