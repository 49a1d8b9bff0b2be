"""The index: what was worked out of the files, in one SQLite file beside them.

It is a cache and no more. Whoever deletes it, damages it, makes it read-only or writes it at the
same time loses time and nothing else: what cannot be read is not there, what cannot be written is
left, and every row has a sum over itself, so that a damaged one is not believed. It lies in the
folder that git ignores (`place.workshop`).

A row is believed where the file still has its stamp (see `scan`), or else its digest. A file that
was changed in the same tick of the clock in which it was read could change again without another
stamp: its row is written without one, and is held against the digest the next time.
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
from typing import Any, NamedTuple, Self
from zlib import crc32

from cardctl.errors import FileProblem
from cardctl.platform import change_time, is_own, open_file, touch
from cardctl.store.atomic.lock import ensure_cache_dir
from cardctl.store.layout import cache_dir, index_path

BUSY = 1.0
"""Seconds for which another process that is writing is waited for; then there is no index."""

MOST_ANSWERS = 24
ROOM_FOR_ANSWERS = 256 << 20
"""Characters of all answers together. The report of a hundred thousand cards has 75 million."""

_TABLES = {
    "about": "CREATE TABLE about (fingerprint TEXT NOT NULL, verified TEXT NOT NULL)",
    "tree": "CREATE TABLE tree (stamps TEXT NOT NULL, state TEXT NOT NULL, sum INTEGER NOT NULL)",
    "files": "CREATE TABLE files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL,"
    " digest TEXT NOT NULL, faults TEXT NOT NULL, sketch TEXT NOT NULL, basis TEXT NOT NULL,"
    " found TEXT NOT NULL, titles TEXT NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID",
    "cards": "CREATE TABLE cards (path TEXT PRIMARY KEY, digest TEXT NOT NULL,"
    " data TEXT NOT NULL, sum INTEGER NOT NULL)",
    # What stands behind a long text is found only by reading it: the size comes before.
    "answers": "CREATE TABLE answers (question TEXT PRIMARY KEY, state TEXT NOT NULL,"
    " size INTEGER NOT NULL, watched TEXT NOT NULL, told TEXT NOT NULL, code INTEGER NOT NULL,"
    " sum INTEGER NOT NULL)",
}


@dataclass(slots=True)
class Row:
    """What is known of one file; texts are JSON, empty where nothing is known.

    *faults* are the findings of reading it, *sketch* is what other cards may want to know of it,
    *found* is what was found in it by itself, on the *basis* of the files that all cards rest on.
    *titles* are the card's, a line each, as titles are compared.
    """

    path: str
    stamp: str
    digest: str
    faults: str = ""
    summary: str = ""
    basis: str = ""
    found: str = ""
    titles: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table, in order, but for the sum."""
        return (
            self.path, self.stamp, self.digest, self.faults, self.summary, self.basis, self.found,
            self.titles,
        )  # fmt: skip


_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
_OURS = sorted(
    [
        *(("table", name, name, sql) for name, sql in _TABLES.items()),
        *(("index", f"sqlite_autoindex_{name}_1", name, None) for name in ("answers", "cards")),
    ],
    key=lambda row: row[1],
)
"""All that a file of ours holds; SQLite makes the indexes, for keys of tables that have row ids."""

_COLUMNS = "path, stamp, digest, faults, sketch, basis, found, titles, sum"

_FAULTS = (sqlite3.Error, OSError, ValueError, TypeError)
"""What can be wrong with the file of an index, or with what somebody wrote into it."""


class Answer(NamedTuple):
    """What a command printed, and its exit code.

    *watched* is what else it depends on beside the register's files, and which pieces of it went
    where, as JSON (see `recall`).
    """

    told: str
    code: int
    watched: str


class Index:
    """The index of the register at *root*, as the program with this *fingerprint* writes it.

    Nothing here raises: an index that cannot be used is an empty one.
    """

    def __init__(self, root: Path, fingerprint: str) -> None:
        self._root = root
        self._file = index_path(root)
        self._fingerprint = fingerprint
        self._open: sqlite3.Connection | None = None

    def close(self) -> None:
        """Let go of the file."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def discard(self) -> None:
        """Delete the file, and with it all that it says."""
        self.close()
        with suppress(OSError):
            os.unlink(self._file)

    # Reading

    def verified(self) -> str | None:
        """The stamp of git's list of files when git said that it does not hold this one.

        Empty if it was never asked; None if there is no file of this program, version and user.
        """
        return next((str(stamp) for (stamp,) in self._rows("SELECT verified FROM about")), None)

    def tree(self) -> tuple[str, str]:
        """The stamps of all files when all of them were known, and the state they were in."""
        for stamps, state, total in self._rows("SELECT stamps, state, sum FROM tree"):
            if total == _sum(stamps, state):
                return stamps, state
        return "", ""

    def files(self) -> dict[str, Row]:
        """What is known of each file, by path."""
        found = {}
        for *columns, total in self._rows(f"SELECT {_COLUMNS} FROM files"):
            if total == _sum(*columns):
                found[columns[0]] = Row(*columns)
        return found

    def data(self, path: str, digest: str) -> str:
        """The data of a card as JSON, as it was read from bytes of this digest; empty: unknown."""
        query = "SELECT digest, data, sum FROM cards WHERE path = ?"
        for known, data, total in self._rows(query, path):
            if known == digest and total == _sum(path, known, data):
                return str(data)
        return ""

    def answer(self, question: str, state: str) -> Answer | None:
        """What was answered to *question* when the register was in this *state*."""
        query = "SELECT state, told, code, watched, sum FROM answers WHERE question = ?"
        for then, told, code, watched, total in self._rows(query, question):
            if then == state and total == _sum(question, then, told, str(code), watched):
                return Answer(told, code, watched)
        return None

    def _rows(self, query: str, *values: str) -> Iterator[tuple[Any, ...]]:
        """The rows that a query gives, up to the first that cannot be read."""
        with suppress(*_FAULTS):
            connection = self._connection()
            if connection is not None:
                yield from connection.execute(query, values)

    def _connection(self) -> sqlite3.Connection | None:
        """The connection that reads, if there is a file that this program wrote."""
        if self._open is None and _is_plain(self._root, self._file):
            self._open = _ours(self._file, self._fingerprint)
        return self._open

    # Writing

    def now(self) -> int:
        """The time by the file system's clock, in ns; 0 where nothing can be written."""
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
        """Begin to write."""
        return Batch(self._root, self._file, self._fingerprint)

    def remember(self, question: str, state: str, answer: Answer) -> None:
        """Keep what was answered; answers to a register in another state go."""
        if len(answer.told) > ROOM_FOR_ANSWERS:
            return
        with self.writing() as batch:
            batch.answer(question, state, answer)


class Batch:
    """Changes of the index that come to be together, or not at all, when the block ends."""

    def __init__(self, root: Path, file: Path, fingerprint: str) -> None:
        self._root, self._file, self._fingerprint = root, file, fingerprint
        self._open: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        with suppress(*_FAULTS, FileProblem):
            ensure_cache_dir(self._root)
            self._open = self._begun()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._open is not None:
            with suppress(*_FAULTS):
                self._open.execute("COMMIT" if kind is None else "ROLLBACK")
            self._open.close()

    def _begun(self) -> sqlite3.Connection | None:
        """Begin in the file that is there, or in a new one where that is not ours."""
        if os.path.lexists(self._file) and not _is_plain(self._root, self._file):
            return None
        connection = _ours(self._file, self._fingerprint)
        if connection is None:
            self._file.unlink(missing_ok=True)
            connection = _created(self._root, self._file, self._fingerprint)
        try:
            connection.execute("BEGIN IMMEDIATE")
        except BaseException:
            connection.close()
            raise
        return connection

    def put(self, rows: Iterable[Row], data: Iterable[tuple[str, str, str]] = ()) -> None:
        """Write rows, and the *data* of cards: path, digest, JSON."""
        rows = [row for row in rows if row.path.isprintable()]
        self._many(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((*row.columns, _sum(*row.columns)) for row in rows),
        )
        self._many(
            "INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?)",
            ((*columns, _sum(*columns)) for columns in data if columns[0].isprintable()),
        )

    def touch(self, rows: Iterable[Row]) -> None:
        """Write the stamps of rows in which nothing else is new."""
        self._many(
            "UPDATE files SET stamp = ?, sum = ? WHERE path = ?",
            ((row.stamp, _sum(*row.columns), row.path) for row in rows),
        )

    def drop(self, paths: Iterable[str]) -> None:
        """Forget files that are gone."""
        gone = [(path,) for path in paths]
        self._many("DELETE FROM files WHERE path = ?", gone)
        self._many("DELETE FROM cards WHERE path = ?", gone)

    def verify(self, stamp: str) -> None:
        """Write the stamp of git's list of files, in which this one is not."""
        self._many("UPDATE about SET verified = ?", [(stamp,)])

    def tree(self, stamps: str, state: str) -> None:
        """Write the stamps of all files, and the state that they are in."""
        self._many("DELETE FROM tree", [()])
        self._many("INSERT INTO tree VALUES (?, ?, ?)", [(stamps, state, _sum(stamps, state))])

    def answer(self, question: str, state: str, answer: Answer) -> None:
        """Write an answer; those to registers in another state go, and the oldest, for room."""
        size = len(answer.told)
        columns = (question, state, size, answer.watched, answer.told, answer.code)
        total = _sum(question, state, answer.told, str(answer.code), answer.watched)
        self._many("DELETE FROM answers WHERE state != ? OR question = ?", [(state, question)])
        self._many(
            "DELETE FROM answers WHERE rowid IN (SELECT old.rowid FROM answers AS old"
            " JOIN answers AS newer ON newer.rowid >= old.rowid GROUP BY old.rowid"
            " HAVING count(*) >= ? OR sum(newer.size) > ?)",
            [(MOST_ANSWERS, ROOM_FOR_ANSWERS - size)],
        )
        self._many("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)", [(*columns, total)])

    def _many(self, statement: str, values: Iterable[tuple[Any, ...]]) -> None:
        """Run a statement with each of *values*; where that fails, the whole batch is given up."""
        if self._open is None:
            return
        try:
            self._open.executemany(statement, values)
        except _FAULTS:
            self._open.close()
            self._open = None


def _sum(*columns: str) -> int:
    """The sum over a row; one column after the other, for one may be large."""
    total = 0
    for column in columns:
        total = crc32(b"\0", crc32(column.encode("utf-8", "surrogatepass"), total))
    return total


def _is_plain(root: Path, file: Path) -> bool:
    """Whether *file* is a regular file of its own, in a folder that is none elsewhere."""
    try:
        status = os.lstat(file)
        folder = os.lstat(cache_dir(root))
    except OSError:
        return False
    plain = stat.S_ISREG(status.st_mode) and status.st_nlink == 1
    return plain and stat.S_ISDIR(folder.st_mode)


def _ours(file: Path, fingerprint: str) -> sqlite3.Connection | None:
    """Open a file that has our tables and nothing else, of this version of the program and user.

    None where it is not. Raises OperationalError where that cannot be told: it is locked, say.
    """
    if os.path.lexists(file) and not is_own(os.lstat(file)):
        return None
    connection = sqlite3.connect(file, timeout=BUSY, isolation_level=None)
    try:
        _set_up(connection)
        query = "SELECT fingerprint FROM about"
        is_ours = connection.execute(_SCHEMA).fetchall() == _OURS
        if is_ours and connection.execute(query).fetchall() == [(fingerprint,)]:
            return connection
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError:
        pass
    connection.close()
    return None


def _created(root: Path, file: Path, fingerprint: str) -> sqlite3.Connection:
    """Open a new file, of which git cannot hold anything yet."""
    from cardctl.vcs.tracking_stamp import tracking_stamp

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
    """No journal on disk and no waiting for it: the sums tell what came of a crash.

    Whatever the file holds, it reaches no other file and changes nothing of its own schema.
    """
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)
    for pragma in ("trusted_schema = OFF", "journal_mode = MEMORY", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}")
