"""The SQLite file of the index: which file is opened, created, or deleted.

It may be incomplete after a crash or a power cut, and that is found out by the checksums in its
rows (see `cache.sqlite`). So SQLite keeps its journal in memory and waits for no disk: a commit
after an edit takes 0.3 ms instead of 1 to 4 (on a hard disk, 30). There is then no second file,
either, that a copy of the folder could miss, or that somebody could forge.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from contextlib import suppress
from pathlib import Path

from cardctl.platform import is_own
from cardctl.store.layout import cache_dir

BUSY = 1.0
"""Seconds to wait for another process that is writing; after that, work without the index."""

_PAGE = 8192
"""Bytes of a page. With SQLite's usual 4096, only one card fits in, and a third stays empty."""

_TABLES = {
    "about": "CREATE TABLE about (fingerprint TEXT NOT NULL, verified TEXT NOT NULL)",
    "tree": "CREATE TABLE tree (stamps TEXT NOT NULL, state TEXT NOT NULL, sum INTEGER NOT NULL)",
    # What every command needs comes first: SQLite reads through a row up to the last value.
    "files": "CREATE TABLE files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, sum INTEGER NOT NULL,"
    " whole_sum INTEGER NOT NULL, digest TEXT NOT NULL, faults BLOB NOT NULL,"
    " facts BLOB NOT NULL, spans BLOB NOT NULL, basis BLOB NOT NULL, found BLOB NOT NULL,"
    " titles BLOB NOT NULL) WITHOUT ROWID",
    "shared": "CREATE TABLE shared (digests BLOB NOT NULL, basis BLOB NOT NULL,"
    " outline BLOB NOT NULL, faults BLOB NOT NULL, sum INTEGER NOT NULL)",
    "cards": "CREATE TABLE cards (path TEXT PRIMARY KEY, digest TEXT NOT NULL,"
    " data BLOB NOT NULL, sum INTEGER NOT NULL)",
    "derived": "CREATE TABLE derived (kind TEXT NOT NULL, path TEXT NOT NULL, key TEXT NOT NULL,"
    " data BLOB NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (path, kind)) WITHOUT ROWID",
    "answers": "CREATE TABLE answers (question TEXT PRIMARY KEY, state TEXT NOT NULL,"
    " answer TEXT NOT NULL, sum INTEGER NOT NULL)",
}

_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
_EXPECTED_SCHEMA = sorted(
    [
        *(("table", name, name, sql) for name, sql in _TABLES.items()),
        *(("index", f"sqlite_autoindex_{name}_1", name, None) for name in ("answers", "cards")),
    ],
    key=lambda row: row[1],
)
"""Expected schema; SQLite itself creates the indexes, for the keys of tables that have row ids."""

IGNORED_ERRORS = (sqlite3.Error, OSError, ValueError, TypeError)
"""Errors caused by an unusable index file or by content that cardctl did not write."""


class Damaged(sqlite3.DatabaseError):
    """A row differs from what was written."""


def is_damage(error: BaseException) -> bool:
    """Whether an error means that the file is damaged, not only locked, unwritable or too large."""
    damages = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return isinstance(error, Damaged) or _code_of(error) in damages


def is_lock(error: BaseException) -> bool:
    """Whether an error means that another process did not release the file in time."""
    return _code_of(error) == sqlite3.SQLITE_BUSY


def _code_of(error: BaseException) -> int:
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def is_plain(root: Path, file: Path) -> bool:
    """Return whether *file* is a regular file with one name, in a folder that is not a link."""
    try:
        status = os.lstat(file)
        folder = os.lstat(cache_dir(root))
    except OSError:
        return False
    plain = stat.S_ISREG(status.st_mode) and status.st_nlink == 1
    return plain and stat.S_ISDIR(folder.st_mode)


def open_if_valid(file: Path, fingerprint: str) -> sqlite3.Connection | None:
    """Open a file with exactly our schema, this fingerprint, and this user as its owner.

    It reads texts as bytes. Returns None for any other file, and for one with a journal: SQLite
    would run it, and a forged journal can name any file of the user, which SQLite then deletes.
    Raises OperationalError if that cannot be determined, for example because the file is locked.
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
            connection.text_factory = bytes
            return connection
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError:
        pass
    connection.close()
    return None


def create(root: Path, file: Path, fingerprint: str) -> sqlite3.Connection:
    """Create a new index file, which git cannot be tracking yet."""
    from cardctl.store.tracking_stamp import tracking_stamp

    connection = sqlite3.connect(file, timeout=BUSY, isolation_level=None)
    try:
        connection.execute(f"PRAGMA page_size = {_PAGE}")  # first: the next one writes a page
        # Without free pages, its size follows that of the register.
        connection.execute("PRAGMA auto_vacuum = FULL")
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
    """Keep the journal in memory, and do not wait for the disk.

    Also prevents a crafted file from reaching other files or changing its own schema.
    """
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)
    for pragma in ("trusted_schema = OFF", "journal_mode = MEMORY", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}")


def delete(file: Path) -> None:
    """Delete the file first: a journal without its database is never run. Raises OSError."""
    for path in [str(file), *_journals(file)]:
        with suppress(FileNotFoundError):
            os.unlink(path)


def _journals(file: Path) -> list[str]:
    """Return the paths of the files with which SQLite completes a database; ours has none."""
    return [f"{file}-{name}" for name in ("journal", "wal", "shm")]
