"""Durable, atomic write of one or more files: all of the change is made, or none of it.

Under the register's lock: compare with what was read, write the journal, write the drafts (synced
and read back), exchange each draft with its target, sync the folders, check the result. A failure
in between is undone. Success is reported only at the end (fsync is assumed to work as specified).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cardctl.errors import ChangedMeanwhile, FileChanged, FileProblem, Taken
from cardctl.i18n import _
from cardctl.platform import sync_folder
from cardctl.signals import uninterrupted
from cardctl.store.atomic.disk import NOT_PLAIN, create, digest
from cardctl.store.atomic.journal import (
    JournalStep,
    Recovery,
    begin,
    end,
    recover,
    sync_folders,
    undo,
)
from cardctl.store.atomic.lock import WAIT, locked

_SIDE_BY_SIDE = 16
"""Number of drafts from which on they are written side by side, and how many at once."""


@contextmanager
def writing(root: Path, wait: float = WAIT, command: str = "cardctl") -> Iterator[Writer]:
    """Hold the lock of the register at *root*, after settling a change that was interrupted.

    Read the files to be changed while holding the lock. Raises Busy, FileProblem, and Refused if
    there is a journal that belongs to another folder.
    """
    with locked(root, wait, command):
        try:
            with uninterrupted():
                settled = recover(root)
        except OSError as error:
            raise _cannot_write(root, error) from error
        yield Writer(root, settled)


class Writer(NamedTuple):
    """Write access to the register at *root*, and the outcome of an interrupted change, if any."""

    root: Path
    settled: Recovery | None

    def write(self, texts: Mapping[str, str | None], was: Mapping[str, bytes | None]) -> None:
        """Write *texts* (path relative to the root to text, None to delete): all of them or none.

        *was* maps each path to the content that was read, None if the file must not exist yet.
        Raises ChangedMeanwhile if a file has changed since (Taken if a new one exists already), and
        FileProblem if the file system refuses; in all these cases nothing is changed.
        """
        new = {path: None if text is None else text.encode() for path, text in texts.items()}
        steps = [
            JournalStep(path, _sha(was.get(path)), _sha(content))
            for path, content in new.items()
            if content != was.get(path)
        ]
        with uninterrupted() as came:
            try:
                for step in steps:
                    _require_as_read(self.root, step)
                _change(self.root, steps, new, came)
            except OSError as error:
                raise _cannot_write(self.root, error) from error


def _sha(content: bytes | None) -> str | None:
    return None if content is None else sha256(content).hexdigest()


def _cannot_write(root: Path, error: OSError) -> FileProblem:
    name = error.filename2 or error.filename or root
    return FileProblem(_("cannot write {name}: {why}", name=name, why=error.strerror))


def _require_as_read(root: Path, step: JournalStep) -> None:
    """Check that the file is regular, inside the register, and unchanged since it was read."""
    target, path = step.target(root), step.path
    now = digest(target)
    if now == NOT_PLAIN or not step.stays_in(root):
        raise FileProblem(
            _("{path} is a link or not a regular file", path=path),
            _("replace it with a regular file"),
        )
    if now == step.old:
        return
    if now is None:
        raise ChangedMeanwhile(_("{path} no longer exists", path=path))
    if step.old is None:
        raise Taken(path)
    raise _changed(path)


def _changed(path: str) -> FileChanged:
    return FileChanged(path, _("nothing was written; run the command again on the new version"))


def _change(
    root: Path, steps: Sequence[JournalStep], new: Mapping[str, bytes | None], came: Sequence[int]
) -> None:
    """Make the change, or restore everything; also if a signal arrives before the exchange."""
    try:
        begin(root, steps)
        _write_drafts(root, steps, new)
        if came:
            raise KeyboardInterrupt
        for step in steps:
            _do(root, step)
        sync_folders(root, steps)
        for step in steps:
            if not step.is_done(root):
                raise _changed(step.path)
    except BaseException:
        _roll_back(root, steps)
        raise
    end(root, steps)


def _write_drafts(
    root: Path, steps: Sequence[JournalStep], new: Mapping[str, bytes | None]
) -> None:
    """Write all drafts. Many are written side by side, because each waits for the disk to sync it.

    Raises the error of the first one that fails, once those that have begun have ended.
    """
    if len(steps) < _SIDE_BY_SIDE:
        for step in steps:
            _draft(root, step, new[step.path])
        return
    from concurrent.futures import ThreadPoolExecutor

    for step in steps:
        _make_folder(root, step)
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        drafts = [pool.submit(_draft, root, step, new[step.path]) for step in steps]
        try:
            for each in drafts:
                each.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _make_folder(root: Path, step: JournalStep) -> None:
    """Create the folder of a new file, if needed."""
    folder = step.target(root).parent
    if step.old is None and step.new is not None and not folder.exists():
        folder.mkdir()
        sync_folder(root)


def _draft(root: Path, step: JournalStep, content: bytes | None) -> None:
    """Write the new text next to its target."""
    target = step.target(root)
    if content is None:
        return
    _make_folder(root, step)
    create(step.draft(root), content, None if step.old is None else os.lstat(target))


def _do(root: Path, step: JournalStep) -> None:
    try:
        step.do(root)
    except FileExistsError:
        raise Taken(step.path) from None
    except FileNotFoundError:
        raise ChangedMeanwhile(_("{path} no longer exists", path=step.path)) from None


def _roll_back(root: Path, steps: Sequence[JournalStep]) -> None:
    try:
        undo(root, steps)
    except OSError as error:
        raise FileProblem(
            _("cannot roll back an incomplete change: {why}", why=error.strerror),
            _("the next cardctl command in this register rolls it back, once the disk permits"),
        ) from error
