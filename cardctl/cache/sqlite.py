"""The index: results computed from the register's files, in one SQLite file next to them.

It is only a cache. Deleting it, damaging it, making it read-only or writing to it concurrently
costs time and nothing else: unreadable rows count as missing, failed writes are skipped, and a
checksum in every row detects damage. It is in the folder that git ignores (`layout.cache_dir`).

A row is valid if the file still has the recorded stamp (see `store.scan`), or else the recorded
digest. A file changed within the clock tick in which it was read could change again and keep its
stamp, so its row is stored without a stamp, and its digest is compared the next time.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from zlib import crc32

from cardctl.errors import FileProblem
from cardctl.platform import change_time, is_own, open_file, touch
from cardctl.store.atomic.lock import ensure_cache_dir
from cardctl.store.layout import cache_dir, index_path

BUSY = 1.0
"""Seconds to wait for another process that is writing; after that, work without the index."""

MAX_ANSWERS = 8
MAX_ANSWER = 4 << 20
"""Characters of an answer that is kept; 10,000 findings have some 2 million."""

_TABLES = {
    "about": "CREATE TABLE about (fingerprint TEXT NOT NULL, verified TEXT NOT NULL)",
    "tree": "CREATE TABLE tree (stamps TEXT NOT NULL, state TEXT NOT NULL, sum INTEGER NOT NULL)",
    "files": "CREATE TABLE files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL,"
    " digest TEXT NOT NULL, faults TEXT NOT NULL, basis TEXT NOT NULL, found TEXT NOT NULL,"
    " titles TEXT NOT NULL, facts TEXT NOT NULL, spans TEXT NOT NULL, sum INTEGER NOT NULL)"
    " WITHOUT ROWID",
    "cards": "CREATE TABLE cards (path TEXT PRIMARY KEY, digest TEXT NOT NULL,"
    " data TEXT NOT NULL, sum INTEGER NOT NULL)",
    "answers": "CREATE TABLE answers (question TEXT PRIMARY KEY, state TEXT NOT NULL,"
    " answer TEXT NOT NULL, sum INTEGER NOT NULL)",
}


@dataclass(slots=True)
class CacheRow:
    """Index entry for one file; texts are JSON, empty if unknown.

    *faults*: findings from reading the file. *found*: findings of the card checked alone, valid for
    this *basis* (state of the shared files). *titles*: the card's titles, normalized for
    comparison, one per line. *facts*: what lists and other cards need to know about the card.
    *spans*: the intervals in which the card's signal stays the same.
    """

    path: str
    stamp: str
    digest: str
    faults: str = ""
    basis: str = ""
    found: str = ""
    titles: str = ""
    facts: str = ""
    spans: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Values in the order of the table's columns, without the checksum."""
        return (
            self.path, self.stamp, self.digest, self.faults, self.basis, self.found, self.titles,
            self.facts, self.spans,
        )  # fmt: skip


_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
_EXPECTED_SCHEMA = sorted(
    [
        *(("table", name, name, sql) for name, sql in _TABLES.items()),
        *(("index", f"sqlite_autoindex_{name}_1", name, None) for name in ("answers", "cards")),
    ],
    key=lambda row: row[1],
)
"""Expected schema; SQLite itself creates the indexes, for the keys of tables that have row ids."""

_COLUMNS = "path, stamp, digest, faults, basis, found, titles, facts, spans, sum"

_IGNORED_ERRORS = (sqlite3.Error, OSError, ValueError, TypeError)
"""Errors caused by an unusable index file or by content that cardctl did not write."""


class Index:
    """Index of the register at *root*, valid only for the program with this *fingerprint*.

    Never raises: an unusable index behaves like an empty one.
    """

    def __init__(self, root: Path, fingerprint: str) -> None:
        self._root = root
        self._file = index_path(root)
        self._fingerprint = fingerprint
        self._open: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close the file."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def discard(self) -> None:
        """Delete the index file."""
        self.close()
        with suppress(OSError):
            _delete(self._file)

    # Reading

    def verified(self) -> str | None:
        """Return the stamp of git's list of files when it was last seen without the index.

        Empty if never checked; None if there is no index of this program version and user.
        """
        return next((str(stamp) for (stamp,) in self._rows("SELECT verified FROM about")), None)

    def tree(self) -> tuple[str, str]:
        """Return the stamps of all files when all were known, and the state at that time."""
        for stamps, state, total in self._rows("SELECT stamps, state, sum FROM tree"):
            if total == _sum(stamps, state):
                return stamps, state
        return "", ""

    def files(self) -> dict[str, CacheRow]:
        """Return the valid rows of all files, by path."""
        found = {}
        for *columns, total in self._rows(f"SELECT {_COLUMNS} FROM files"):
            if total == _sum(*columns):
                found[columns[0]] = CacheRow(*columns)
        return found

    def data(self, path: str, digest: str) -> str:
        """Return the JSON data of the card read from bytes with this digest; empty if unknown."""
        query = "SELECT digest, data, sum FROM cards WHERE path = ?"
        for known, data, total in self._rows(query, path):
            if known == digest and total == _sum(path, known, data):
                return str(data)
        return ""

    def answer(self, question: str, state: str) -> str:
        """Return the answer to *question* in this *state* of the register; empty if unknown."""
        query = "SELECT state, answer, sum FROM answers WHERE question = ?"
        for then, answer, total in self._rows(query, question):
            if then == state and total == _sum(question, then, answer):
                return str(answer)
        return ""

    def _rows(self, query: str, *values: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, up to the first one that cannot be read."""
        with suppress(*_IGNORED_ERRORS):
            connection = self._connection()
            if connection is not None:
                yield from connection.execute(query, values)

    def _connection(self) -> sqlite3.Connection | None:
        """Return the connection for reading; None if there is no file written by this program."""
        if self._open is None and _is_plain(self._root, self._file):
            self._open = _open_if_valid(self._file, self._fingerprint)
        return self._open

    # Writing

    def now(self) -> int:
        """Return the time by the file system's clock, in ns; 0 if the file cannot be written."""
        try:
            ensure_cache_dir(self._root)
            handle = open_file(self._file, os.O_RDWR | os.O_CREAT)
            try:
                touch(self._file, handle)
                return change_time(os.fstat(handle))
            finally:
                os.close(handle)
        except (OSError, FileProblem):
            return 0

    def writing(self) -> Batch:
        """Return a new write batch."""
        return Batch(self._root, self._file, self._fingerprint)

    def keep(self, question: str, state: str, answer: str) -> None:
        """Keep the answer to a question; those for other states of the register are deleted."""
        if len(answer) <= MAX_ANSWER:
            with self.writing() as batch:
                batch.answer(question, state, answer)


class Batch:
    """Write transaction on the index: all changes are committed when the block ends, or none."""

    def __init__(self, root: Path, file: Path, fingerprint: str) -> None:
        self._root, self._file, self._fingerprint = root, file, fingerprint
        self._open: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        with suppress(*_IGNORED_ERRORS, FileProblem):
            ensure_cache_dir(self._root)
            self._open = self._begin()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._open is not None:
            with suppress(*_IGNORED_ERRORS):
                self._open.execute("COMMIT" if kind is None else "ROLLBACK")
            self._open.close()

    def _begin(self) -> sqlite3.Connection | None:
        """Begin a transaction; a file not written by this program is replaced by a new one."""
        if os.path.lexists(self._file) and not _is_plain(self._root, self._file):
            return None
        connection = _open_if_valid(self._file, self._fingerprint)
        if connection is None:
            _delete(self._file)
            connection = _create(self._root, self._file, self._fingerprint)
        try:
            connection.execute("BEGIN IMMEDIATE")
        except BaseException:
            connection.close()
            raise
        return connection

    def put(self, rows: Iterable[CacheRow], data: Iterable[tuple[str, str, str]] = ()) -> None:
        """Write rows, and the *data* of cards as (path, digest, JSON)."""
        rows = [row for row in rows if row.path.isprintable()]
        self._many(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((*row.columns, _sum(*row.columns)) for row in rows),
        )
        self._many(
            "INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?)",
            ((*columns, _sum(*columns)) for columns in data if columns[0].isprintable()),
        )

    def touch(self, rows: Iterable[CacheRow]) -> None:
        """Update the stamps of rows in which nothing else has changed."""
        self._many(
            "UPDATE files SET stamp = ?, sum = ? WHERE path = ?",
            ((row.stamp, _sum(*row.columns), row.path) for row in rows),
        )

    def drop(self, paths: Iterable[str]) -> None:
        """Delete the rows of files that no longer exist."""
        gone = [(path,) for path in paths]
        self._many("DELETE FROM files WHERE path = ?", gone)
        self._many("DELETE FROM cards WHERE path = ?", gone)

    def verify(self, stamp: str) -> None:
        """Record the stamp of git's list of files, which does not contain the index."""
        self._many("UPDATE about SET verified = ?", [(stamp,)])

    def tree(self, stamps: str, state: str) -> None:
        """Record the stamps of all files and the state they identify."""
        self._many("DELETE FROM tree", [()])
        self._many("INSERT INTO tree VALUES (?, ?, ?)", [(stamps, state, _sum(stamps, state))])

    def answer(self, question: str, state: str, answer: str) -> None:
        """Keep an answer; delete those for other states, and the oldest if there are too many."""
        self._many("DELETE FROM answers WHERE state != ? OR question = ?", [(state, question)])
        self._many(
            "DELETE FROM answers WHERE rowid NOT IN"
            " (SELECT rowid FROM answers ORDER BY rowid DESC LIMIT ?)",
            [(MAX_ANSWERS - 1,)],
        )
        columns = (question, state, answer)
        self._many("INSERT INTO answers VALUES (?, ?, ?, ?)", [(*columns, _sum(*columns))])

    def _many(self, statement: str, values: Iterable[tuple[Any, ...]]) -> None:
        """Run a statement for each of *values*; if that fails, the whole batch is abandoned."""
        if self._open is None:
            return
        try:
            self._open.executemany(statement, values)
        except _IGNORED_ERRORS:
            self._open.close()
            self._open = None


def _sum(*columns: str) -> int:
    """Return the checksum of a row, computed column by column because a column may be large."""
    total = 0
    for column in columns:
        total = crc32(b"\0", crc32(column.encode("utf-8", "surrogatepass"), total))
    return total


def _is_plain(root: Path, file: Path) -> bool:
    """Return whether *file* is a regular file with one name, in a folder that is not a link."""
    try:
        status = os.lstat(file)
        folder = os.lstat(cache_dir(root))
    except OSError:
        return False
    plain = stat.S_ISREG(status.st_mode) and status.st_nlink == 1
    return plain and stat.S_ISDIR(folder.st_mode)


def _open_if_valid(file: Path, fingerprint: str) -> sqlite3.Connection | None:
    """Open a file with exactly our schema, this fingerprint, and this user as its owner.

    Returns None for any other file, and for one with a journal: SQLite would run it, and a forged
    journal can name any file of the user, which SQLite then deletes. Raises OperationalError if
    that cannot be determined, for example because the file is locked.
    """
    if os.path.lexists(file) and not is_own(os.lstat(file)):
        return None
    if any(map(os.path.lexists, _journals(file))):
        return None
    connection = sqlite3.connect(file, timeout=BUSY, isolation_level=None)
    try:
        _set_up(connection)
        query = "SELECT fingerprint FROM about"
        is_ours = connection.execute(_SCHEMA).fetchall() == _EXPECTED_SCHEMA
        if is_ours and connection.execute(query).fetchall() == [(fingerprint,)]:
            return connection
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError:
        pass
    connection.close()
    return None


def _journals(file: Path) -> list[str]:
    """Return the paths of the files with which SQLite completes a database; ours has none."""
    return [f"{file}-{name}" for name in ("journal", "wal", "shm")]


def _delete(file: Path) -> None:
    """Delete the file first: a journal without its database is never run. Raises OSError."""
    for path in [str(file), *_journals(file)]:
        with suppress(FileNotFoundError):
            os.unlink(path)


def _create(root: Path, file: Path, fingerprint: str) -> sqlite3.Connection:
    """Create a new index file, which git cannot be tracking yet."""
    from cardctl.store.tracking_stamp import tracking_stamp

    connection = sqlite3.connect(file, timeout=BUSY, isolation_level=None)
    try:
        _set_up(connection)
        connection.execute("BEGIN IMMEDIATE")
        for statement in _TABLES.values():
            connection.execute(statement)
        connection.execute("INSERT INTO about VALUES (?, ?)", (fingerprint, tracking_stamp(root)))
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    """Disable the on-disk journal and syncing; checksums detect the effects of a crash.

    Also prevents a crafted file from reaching other files or changing its own schema.
    """
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)
    for pragma in ("trusted_schema = OFF", "journal_mode = MEMORY", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}")
