"""The index: results computed from the register's files, in one SQLite file next to them.

It is only a cache. Deleting it, damaging it, making it read-only or writing to it concurrently
costs time and nothing else: failed writes are skipped, and a damaged file is deleted. It is in the
folder that git ignores (`layout.cache_dir`).

A row is valid if the file still has the recorded stamp (see `store.scan`), or else the recorded
digest. A file changed within the clock tick in which it was read could change again and keep its
stamp, so its row is stored without a stamp, and its digest is compared the next time.

Each row has a checksum over its bytes as they are. It detects whatever may happen to the file: a
process that is killed while it writes, a full disk, a power cut, a copy made meanwhile, a file
system that locks badly, a flipped bit. For 10,000 rows it takes 4 ms of the 33 in which they are
read; contents are decoded only where they are used. A journal on disk and waiting for it would
make the first three safe, too, but not the others (see `cache.database` for what that takes).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zlib import crc32

from cardctl.cache.database import (
    IGNORED_ERRORS,
    Damaged,
    delete,
    is_damage,
    is_lock,
    is_plain,
    open_if_valid,
)
from cardctl.cache.row import CacheRow, checksum
from cardctl.errors import FileProblem
from cardctl.platform import change_time, open_file, touch
from cardctl.store.atomic.lock import ensure_cache_dir
from cardctl.store.layout import index_path

if TYPE_CHECKING:
    from cardctl.cache.batch import Batch

_Result = TypeVar("_Result")

MAX_ANSWER = 4 << 20
"""Characters of an answer that is kept; 10,000 findings have some 2.5 million as text."""

_FACTS = "SELECT stamp, sum, path, digest, faults, facts, spans FROM files"
_WHOLE = (
    "SELECT stamp, whole_sum, path, digest, faults, facts, spans, basis, found, titles FROM files"
)


class Index:
    """Index of the register at *root*, valid only for the program with this *fingerprint*.

    Never raises: an unusable index behaves like an empty one. With *is_read_only*, a damaged one
    is kept.
    """

    def __init__(self, root: Path, fingerprint: str, *, is_read_only: bool = False) -> None:
        self._root = root
        self._is_read_only = is_read_only
        self._file = index_path(root)
        self._fingerprint = fingerprint
        self._open: sqlite3.Connection | None = None
        self._is_locked = False

    def close(self) -> None:
        """Close the file."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def discard(self) -> None:
        """Delete the index file, or if it may only be read, do not look at it again."""
        self.close()
        if self._is_read_only:
            self._is_locked = True
            return
        with suppress(OSError):
            delete(self._file)

    # Reading

    def verified(self) -> str | None:
        """Return the stamp of git's list of files when it was last seen without the index.

        Empty if never checked; None if there is no index of this program version and user.
        """
        for (stamp,) in self._rows("SELECT verified FROM about"):
            return _text(stamp)
        return None

    def tree(self) -> tuple[str, str]:
        """Return the stamps of all files when all were known, and the state at that time."""
        for total, *columns in self._rows("SELECT sum, stamps, state FROM tree"):
            if self._is_whole(total, *columns):
                return _text(columns[0]), _text(columns[1])
        return "", ""

    def files(self, *, only_facts: bool = False) -> dict[str, CacheRow]:
        """Return the rows of all files, by path; with *only_facts* without what checking gave.

        Lists do not need that, and it takes a fifth of the time and memory.
        """
        return self._query(_FACTS if only_facts else _WHOLE, (), _by_path, {})

    def file(self, path: str) -> CacheRow | None:
        """Return the row of one file, without what checking gave; None if it has none."""
        query = f"{_FACTS} WHERE path = ?"
        found: dict[str, CacheRow] = self._query(query, (path,), _by_path, {})
        return found.get(path)

    def folder(self, name: str) -> dict[str, CacheRow]:
        """Return the rows of the files in one folder, without what checking gave."""
        query = f"{_FACTS} WHERE path > ? AND path < ?"  # "0" is the character after "/"
        return self._query(query, (f"{name}/", f"{name}0"), _by_path, {})

    def mentioning(self, identifier: str) -> dict[str, CacheRow] | None:
        """Return by path the rows of the cards whose facts have this id, or that have no facts.

        The latter could not be read. None if the rows cannot all be read.
        """
        unread = "facts = X'' AND faults != X''"
        query = f"{_FACTS} WHERE instr(facts, CAST(? AS BLOB)) OR ({unread})"
        return self._query(query, (identifier,), _by_path, None)

    def stamps(self) -> dict[str, str]:
        """Return the stamps of all files when they were known, by path."""
        found = self._rows("SELECT path, stamp FROM files")
        return {
            _text(path): _text(stamp)
            for path, stamp in found
            if isinstance(path, bytes) and isinstance(stamp, bytes)
        }

    def data(self, path: str, digest: str) -> bytes:
        """Return the JSON data of the card read from bytes with this digest; empty if unknown."""
        query = "SELECT sum, digest, data FROM cards WHERE path = ?"
        for total, known, data in self._rows(query, path):
            if self._is_whole(total, path, known, data) and _text(known) == digest:
                return bytes(data)
        return b""

    def shared(self, digests: bytes) -> tuple[bytes, bytes, bytes] | None:
        """Return what is known of the shared files with these digests; None if nothing is.

        That is the digest of all, and as JSON their outline and their findings.
        """
        query = "SELECT sum, digests, basis, outline, faults FROM shared"
        for total, known, basis, outline, faults in self._rows(query):
            if self._is_whole(total, known, basis, outline, faults) and known == digests:
                return basis, outline, faults
        return None

    def derived(self, kind: str) -> dict[str, tuple[str, bytes]]:
        """Return what was derived from files: by path, the key that it is valid for, and data.

        There is at most one row of each kind for a file, deleted when the file changes or is gone.
        """
        found = {}
        for total, path, key, data in self._rows(
            "SELECT sum, path, key, data FROM derived WHERE kind = ?", kind
        ):
            if self._is_whole(total, kind, path, key, data):
                found[_text(path)] = _text(key), data
        return found

    def answer(self, question: str, state: str) -> str:
        """Return the answer to *question* in this *state* of the register; empty if unknown."""
        query = "SELECT sum, state, answer FROM answers WHERE question = ?"
        for total, then, answer in self._rows(query, question):
            if self._is_whole(total, question, then, answer) and _text(then) == state:
                return _text(answer)
        return ""

    def _is_whole(self, total: int, *columns: str | bytes) -> bool:
        """Whether a row has its checksum; otherwise the index is deleted."""
        is_whole = checksum(*columns) == total
        if not is_whole:
            self.discard()
        return is_whole

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query; none if they cannot all be read."""
        return self._query(query, values, list, [])

    def _query(
        self,
        query: str,
        values: tuple[str, ...],
        take: Callable[[Iterable[tuple[Any, ...]]], _Result],
        default: _Result,
    ) -> _Result:
        """Return what *take* makes of the rows; *default* if there is no index of this program.

        Also if it cannot be read. A damaged one is deleted; one that another process locks for too
        long is not tried again.
        """
        if self._is_locked:
            return default
        try:
            if self._open is None and is_plain(self._root, self._file):
                self._open = open_if_valid(self._file, self._fingerprint)
            if self._open is not None:
                return take(self._open.execute(query, values))
        except IGNORED_ERRORS as error:
            self._is_locked = is_lock(error)
            if is_damage(error):
                self.discard()
        return default

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
        from cardctl.cache.batch import Batch  # not needed if nothing has changed

        return Batch(self._root, self._file, self._fingerprint)

    def keep(self, question: str, state: str, answer: str) -> None:
        """Keep the answer to a question; those for other states of the register are deleted."""
        if len(answer) <= MAX_ANSWER:
            with self.writing() as batch:
                batch.answer(question, state, answer)


def _by_path(found: Iterable[tuple[Any, ...]]) -> dict[str, CacheRow]:
    """Return the rows of a query for files. Raises Damaged if one has not its checksum."""
    rows = {}
    for stamp, total, *columns in found:
        if type(stamp) is not bytes or {*map(type, columns)} != {bytes}:
            raise Damaged
        if crc32(b"\0".join(columns)) != total:
            raise Damaged
        path, digest, *contents = columns
        name = path.decode()
        rows[name] = CacheRow(name, stamp.decode(), digest.decode(), *contents)
    return rows


def _text(column: object) -> str:
    """Return a value as text; empty if it is none, which only damage can bring about."""
    return column.decode("utf-8", "replace") if isinstance(column, bytes) else ""
