"""A look over the files of a register: which of them are as the index knows them, and which not.

No card is read for it. Where a file has not its stamp any more (it was touched, or the register is
a fresh clone with an index from elsewhere), its bytes are held against the digest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cardctl.cache.sqlite import Index, Row
from cardctl.store.files import Files, OnDisk, read_file
from cardctl.store.scan import changed_at, scan

if TYPE_CHECKING:
    from cardctl.finding import Finding

_AT_ONCE = 100
"""Rows that are written at a time."""


def digest_of(raw: bytes) -> str:
    """Give what two files share only if they hold the same bytes."""
    from hashlib import blake2b  # not needed where nothing has changed

    return blake2b(raw, digest_size=16).hexdigest()


class WorkTree(Protocol):
    """What knows of files that belong to the register and are not in its folder.

    *stamp* changes when other files may be absent; it is empty if that is not known.
    """

    stamp: str

    def absent(self, present: Collection[str]) -> Mapping[str, Finding]:
        """Give a finding for each such file, by path."""


class FileStatus:
    """The files of the register at *root*, with what *index* knows of them.

    *is_foreign* is asked if all files look new: whether the index may have come with the cards
    themselves, and so cannot speak for them. Then it is deleted. Files that are *absent* from the
    *work_tree* are among the *stamps*, with an empty one: no answer is kept while there are any.
    Raises OSError if *root* cannot be listed.
    """

    def __init__(
        self,
        root: Path,
        index: Index,
        is_foreign: Callable[[], bool],
        work_tree: WorkTree | None = None,
    ) -> None:
        self.root = root
        self.index = index
        self.stamps = scan(root)
        self._is_foreign = is_foreign
        self.absent: Mapping[str, Finding] = {}
        files = "\n".join(f"{path}\0{stamp}" for path, stamp in self.stamps.items())
        self._text = f"{work_tree.stamp}\n{files}" if work_tree else files
        self._began = 0
        self._touched: list[Row] = []
        self._gone: list[str] = []
        stamps, self._state = index.tree()
        self._is_as_left = stamps == self._text
        if not self._is_as_left:
            self._state = ""
            if work_tree:
                self._add_absent(work_tree)
                self._text = f"{work_tree.stamp}\n{files}"

    def _add_absent(self, work_tree: WorkTree) -> None:
        self.absent = work_tree.absent(self.stamps)
        if self.absent:
            self.stamps = dict(sorted({**self.stamps, **dict.fromkeys(self.absent, "")}.items()))

    @property
    def files(self) -> Files:
        """The files, each read when somebody first asks for it."""
        return OnDisk(self.root, self.stamps, self.absent)

    @cached_property
    def rows(self) -> dict[str, Row]:
        """What is known of each file that holds what it held then, by path."""
        known = self.index.files()
        self._gone = [path for path in known if path not in self.stamps]
        here = [row for path, row in known.items() if path in self.stamps]
        same = {row.path: row for row in here if row.stamp == self.stamps[row.path] != ""}
        again = [row for row in here if row.path not in same and self._holds(row)]
        if not same and (not again or self._is_foreign()):
            self.index.discard()  # nothing in it shows that it was written here
            return {}
        for row in again:
            row.stamp = self._stamp(row.path)
            same[row.path] = row
        self._touched = again
        return same

    @property
    def state(self) -> str:
        """What tells one state of all files from another; empty while not all are known."""
        if not self._state and len(self.rows) == len(self.stamps):
            marks = (f"{path}\0{self.rows[path].digest}" for path in self.stamps)
            self._state = digest_of("\n".join(marks).encode("utf-8", "surrogateescape"))
        return self._state

    def is_unchanged(self) -> bool:
        """Whether no file has changed since this look, so that all that was read is of `state`.

        A file that was changed in the very tick in which it was read could hide a further change.
        """
        certain = self._is_as_left or all(row.stamp for row in self.rows.values())
        return certain and scan(self.root) == self.stamps

    def unknown(self) -> list[str]:
        """The files that are to be read; what changes from now on gets another stamp."""
        paths = [path for path in self.stamps if path not in self.rows]
        if paths:
            self._begin()
        return paths

    def new_row(self, path: str, raw: bytes) -> Row:
        """Make the row of a file that holds *raw*, named by `unknown`."""
        return Row(path, self._stamp(path), digest_of(raw))

    def learn(self, learned: Iterable[tuple[Row, str]]) -> None:
        """Take in rows as they are worked out, each with the data of its card as JSON, if any.

        All that is new goes into the index.
        """
        if not learned and not self._touched and not self._gone and self._is_as_left:
            return
        rows = self.rows  # before anything is written: it may have the index deleted
        with self.index.writing() as batch:
            coming = iter(learned)
            while some := list(islice(coming, _AT_ONCE)):
                rows.update((row.path, row) for row, _ in some)
                batch.put(
                    (row for row, _ in some),
                    ((row.path, row.digest, data) for row, data in some if data),
                )
            batch.touch(self._touched)
            batch.drop(self._gone)
            if self.state and all(row.stamp and path.isprintable() for path, row in rows.items()):
                batch.tree(self._text, self.state)

    def _begin(self) -> None:
        self._began = self._began or self.index.now()

    def _holds(self, row: Row) -> bool:
        self._begin()
        raw = read_file(self.root, row.path)
        return isinstance(raw, bytes) and digest_of(raw) == row.digest

    def _stamp(self, path: str) -> str:
        """The stamp of a file that was read; empty where it could change without another one."""
        stamp = self.stamps[path]
        return stamp if stamp and changed_at(stamp) < self._began else ""
