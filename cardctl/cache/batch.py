"""Write to the index: one transaction, which is skipped if it fails."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from cardctl.cache.database import (
    IGNORED_ERRORS,
    create,
    delete,
    is_damage,
    is_plain,
    open_if_valid,
)
from cardctl.cache.row import CacheRow, checksum
from cardctl.errors import FileProblem
from cardctl.store.atomic.lock import ensure_cache_dir

MAX_ANSWERS = 8
"""Maximum number of answers that are kept."""


class Batch:
    """Write transaction on the index: all changes are committed when the block ends, or none.

    `commit` begins another one.
    """

    def __init__(self, root: Path, file: Path, fingerprint: str) -> None:
        self._root, self._file, self._fingerprint = root, file, fingerprint
        self._open: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        with self._attempt():
            ensure_cache_dir(self._root)
            self._open = self._begin()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._open is not None:
            with self._attempt():
                self._open.execute("COMMIT" if kind is None else "ROLLBACK")
            self._close()

    def commit(self) -> None:
        """Commit, so that other processes need not wait until the block ends."""
        with self._attempt():
            if self._open is not None:
                self._open.execute("COMMIT")
                self._open.execute("BEGIN IMMEDIATE")

    @contextmanager
    def _attempt(self) -> Iterator[None]:
        """Abandon the batch at an error; a damaged file is deleted."""
        try:
            yield
        except (*IGNORED_ERRORS, FileProblem) as error:
            self._close()
            if is_damage(error):
                with suppress(OSError):
                    delete(self._file)

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _begin(self) -> sqlite3.Connection | None:
        """Begin a transaction; a file not written by this program is replaced by a new one."""
        if os.path.lexists(self._file) and not is_plain(self._root, self._file):
            return None
        connection = open_if_valid(self._file, self._fingerprint)
        if connection is None:
            delete(self._file)
            connection = create(self._root, self._file, self._fingerprint)
        try:
            connection.execute("BEGIN IMMEDIATE")
        except BaseException:
            connection.close()
            raise
        return connection

    def put(self, rows: Iterable[CacheRow], data: Iterable[tuple[str, str, bytes]] = ()) -> None:
        """Write rows, and the *data* of cards as (path, digest, JSON).

        What was derived from earlier contents of their files is deleted.
        """
        rows = [row for row in rows if row.path.isprintable()]
        self._many(
            "DELETE FROM derived WHERE path = ?"
            " AND NOT EXISTS (SELECT 1 FROM files WHERE path = derived.path AND digest = ?)",
            ((row.path, row.digest) for row in rows),
        )
        self._many(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row.columns for row in rows),
        )
        self._many(
            "INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?)",
            ((*columns, checksum(*columns)) for columns in data if columns[0].isprintable()),
        )

    def touch(self, rows: Iterable[CacheRow]) -> None:
        """Update the stamps of rows in which nothing else has changed."""
        self._many(
            "UPDATE files SET stamp = ? WHERE path = ?", ((row.stamp, row.path) for row in rows)
        )

    def drop(self, paths: Iterable[str]) -> None:
        """Delete the rows of files that no longer exist."""
        gone = [(path,) for path in paths]
        self._many("DELETE FROM files WHERE path = ?", gone)
        self._many("DELETE FROM cards WHERE path = ?", gone)
        self._many("DELETE FROM derived WHERE path = ?", gone)

    def derive(self, kind: str, rows: Iterable[tuple[str, str, bytes]]) -> None:
        """Write what was derived from files, as (path, key, data); see `Index.derived`."""
        self._many(
            "INSERT OR REPLACE INTO derived VALUES (?, ?, ?, ?, ?)",
            ((kind, *columns, checksum(kind, *columns)) for columns in rows),
        )

    def verify(self, stamp: str) -> None:
        """Record the stamp of git's list of files, which does not contain the index."""
        self._many("UPDATE about SET verified = ?", [(stamp,)])

    def tree(self, stamps: str, state: str) -> None:
        """Record the stamps of all files and the state they identify."""
        self._many("DELETE FROM tree", [()])
        self._many("INSERT INTO tree VALUES (?, ?, ?)", [(stamps, state, checksum(stamps, state))])

    def shared(self, *columns: bytes) -> None:
        """Keep what is known of the shared files: see `Index.shared`, after their digests."""
        self._many("DELETE FROM shared", [()])
        self._many("INSERT INTO shared VALUES (?, ?, ?, ?, ?)", [(*columns, checksum(*columns))])

    def answer(self, question: str, state: str, answer: str) -> None:
        """Keep an answer; delete those for other states, and the oldest if there are too many."""
        self._many("DELETE FROM answers WHERE state != ? OR question = ?", [(state, question)])
        self._many(
            "DELETE FROM answers WHERE rowid NOT IN"
            " (SELECT rowid FROM answers ORDER BY rowid DESC LIMIT ?)",
            [(MAX_ANSWERS - 1,)],
        )
        columns = (question, state, answer)
        self._many("INSERT INTO answers VALUES (?, ?, ?, ?)", [(*columns, checksum(*columns))])

    def _many(self, statement: str, values: Iterable[tuple[Any, ...]]) -> None:
        """Run a statement for each of *values*; if that fails, the whole batch is abandoned."""
        with self._attempt():
            if self._open is not None:
                self._open.executemany(statement, values)
