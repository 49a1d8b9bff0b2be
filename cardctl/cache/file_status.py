"""Change detection: which files of a register match the index, and which must be read again.

Compares file stamps without reading any card. If a stamp differs (the file was touched, or a fresh
clone has an index from another machine), the file's digest decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cardctl.cache.row import CacheRow
from cardctl.cache.sqlite import Index
from cardctl.store.files import Files, LazyFiles, read_file
from cardctl.store.scan import changed_at, scan

if TYPE_CHECKING:
    from cardctl.finding import Finding
    from cardctl.store.counted import Advance

_AT_ONCE = 400
"""Rows written at once: SQLite keeps them in memory, and locks the file only to commit them."""


def digest_of(raw: bytes) -> str:
    """Return the digest of *raw* (BLAKE2b, 128 bits, hexadecimal); equal only for equal bytes."""
    from hashlib import blake2b  # not needed if nothing has changed

    return blake2b(raw, digest_size=16).hexdigest()


class AbsentFiles(Protocol):
    """Finds files of the register that git tracks but the register's folder lacks.

    *stamp* changes whenever the set of absent files may change; empty if that cannot be determined.
    """

    stamp: str

    def absent(self, present: Collection[str]) -> Mapping[str, Finding]:
        """Return a finding for each absent file, by path."""


class FileStatus:
    """Status of the files of the register at *root*, compared with *index*.

    If no file has its recorded stamp, *is_foreign* is called: it returns whether the index may have
    been delivered together with the cards, in which case it is untrusted and deleted. Files that
    are *absent* from the *work_tree* have an empty stamp in *stamps*; no output is cached while
    there are any. *advance* is told how many files are read. Raises OSError if *root* cannot be
    listed.
    """

    def __init__(
        self,
        root: Path,
        index: Index,
        is_foreign: Callable[[], bool],
        work_tree: AbsentFiles | None = None,
        advance: Advance | None = None,
    ) -> None:
        self.root = root
        self.index = index
        self.advance = advance
        self.stamps = scan(root)
        self._is_foreign = is_foreign
        self.absent: Mapping[str, Finding] = {}
        files = "\n".join(f"{path}\0{stamp}" for path, stamp in self.stamps.items())
        self._text = f"{work_tree.stamp}\n{files}" if work_tree else files
        self._began = 0
        self._rows: dict[str, CacheRow] | None = None
        self._only_facts = False
        self._restamped: list[CacheRow] = []
        self._deleted: list[str] = []
        stamps, self._state = index.tree()
        self._matches_index = stamps == self._text
        if not self._matches_index:
            self._state = ""
            if work_tree:
                self._add_absent(work_tree)
                self._text = f"{work_tree.stamp}\n{files}"

    def _add_absent(self, work_tree: AbsentFiles) -> None:
        self.absent = work_tree.absent(self.stamps)
        if self.absent:
            self.stamps = dict(sorted({**self.stamps, **dict.fromkeys(self.absent, "")}.items()))

    @property
    def files(self) -> Files:
        """Contents of the files, each read on first access."""
        return LazyFiles(self.root, self.stamps, self.absent)

    @property
    def rows(self) -> dict[str, CacheRow]:
        """Index rows of the files whose content is unchanged, by path."""
        if self._rows is None:
            self._rows = self._known_rows()
        return self._rows

    def leave_out_checks(self) -> None:
        """Read `rows` without what checking gave, unless they were read already."""
        self._only_facts = self._rows is None

    def _known_rows(self) -> dict[str, CacheRow]:
        same: dict[str, CacheRow] = {}
        changed, self._deleted = [], []
        for path, row in self.index.files(only_facts=self._only_facts).items():
            stamp = self.stamps.get(path)
            if stamp is None:
                self._deleted.append(path)
            elif row.stamp == stamp != "":
                same[path] = row
            else:
                changed.append(row)
        again = [row for row in changed if self._holds(row)]
        if not same and (not again or self._is_foreign()):
            self.index.discard()  # no evidence that this index was written on this machine
            return {}
        self._restamped = [row._replace(stamp=self._stamp(row.path)) for row in again]
        return same | {row.path: row for row in self._restamped}

    def row(self, path: str) -> CacheRow | None:
        """Return the row of one file, if its stamp is unchanged; if possible, it alone is read."""
        if self._rows is not None:
            return self._rows.get(path)
        row = self.index.file(path)
        return row if row is not None and row.stamp == self.stamps.get(path) != "" else None

    def unknown_paths(self) -> list[str]:
        """Return the paths of the files that do not have the stamps of their rows."""
        if self._matches_index:
            return []
        known = self.index.stamps()
        return [
            path for path, stamp in self.stamps.items() if known.get(path) != stamp or not stamp
        ]

    @property
    def state(self) -> str:
        """Digest that identifies the content of all files; empty until every file has a row."""
        if not self._state and len(self.rows) == len(self.stamps):
            marks = (f"{path}\0{self.rows[path].digest}" for path in self.stamps)
            self._state = digest_of("\n".join(marks).encode("utf-8", "surrogateescape"))
        return self._state

    def is_unchanged(self) -> bool:
        """Return whether no file has changed since this scan, so that all data read match `state`.

        A file changed within the same clock tick in which it was read could hide a later change.
        """
        certain = self._matches_index or all(row.stamp for row in self.rows.values())
        return certain and scan(self.root) == self.stamps

    def paths_to_read(self) -> list[str]:
        """Return the paths of the files to read; any later change gives them a new stamp."""
        rows = self.rows
        paths = [path for path in self.stamps if path not in rows]
        if paths:
            self._begin()
        return paths

    def new_row(self, path: str, raw: bytes) -> CacheRow:
        """Return a new row for the file at *path*, one of `paths_to_read`, with content *raw*."""
        return CacheRow(path, self._stamp(path), digest_of(raw))

    def learn(self, learned: Iterable[tuple[CacheRow, bytes]]) -> None:
        """Store rows as they are computed, each with its card's data as JSON, if any.

        Everything new is written to the index.
        """
        if not learned and not self._restamped and not self._deleted and self._matches_index:
            return
        rows = self.rows  # before anything is written: this may delete the index
        with self.index.writing() as batch:
            coming = iter(learned)
            while some := list(islice(coming, _AT_ONCE)):
                rows.update((row.path, row) for row, _ in some)
                batch.put(
                    (row for row, _ in some),
                    ((row.path, row.digest, data) for row, data in some if data),
                )
                if len(some) == _AT_ONCE:
                    batch.commit()
            batch.touch(self._restamped)
            batch.drop(self._deleted)
            if self.state and all(row.stamp and path.isprintable() for path, row in rows.items()):
                batch.tree(self._text, self.state)

    def _begin(self) -> None:
        self._began = self._began or self.index.now()

    def _holds(self, row: CacheRow) -> bool:
        self._begin()
        raw = read_file(self.root, row.path)
        return isinstance(raw, bytes) and digest_of(raw) == row.digest

    def _stamp(self, path: str) -> str:
        """Return the stamp of a file; empty if the file could change and keep its stamp."""
        stamp = self.stamps[path]
        return stamp if stamp and changed_at(stamp) < self._began else ""
