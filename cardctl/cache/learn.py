"""Read the files that the index does not know, and complete the rows that lack facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from cardctl.cache import finding_json
from cardctl.cache.cards import build_card
from cardctl.cache.file_status import FileStatus
from cardctl.cache.row import CacheRow
from cardctl.cache.shared import Shared
from cardctl.domain.card import Card
from cardctl.finding import Finding
from cardctl.store.counted import counted
from cardctl.store.files import FileContent, read_file
from cardctl.store.finding_spans import with_own_spans
from cardctl.store.layout import CARD_PATH
from cardctl.store.load import parse_card
from cardctl.store.workers import parallel_map

Learned = tuple[CacheRow | None, bytes]
"""Row of a file, None if it cannot be opened; and its card's data as JSON, if newly parsed."""


def learn(file_status: FileStatus, shared: Shared, paths: Iterable[str]) -> None:
    """Let the index learn the rows of the files at *paths*, and the data of new cards."""
    file_status.index.close()  # it must not be open in two processes
    work = partial(_learn, file_status, shared)
    todo = sorted(paths)
    learned = counted(parallel_map(work, todo), len(todo), file_status.advance)
    file_status.learn((row, data) for row, data in learned if row is not None)


def _learn(file_status: FileStatus, shared: Shared, paths: Sequence[str]) -> list[Learned]:
    return [_learned(file_status, shared, path) for path in paths]


def _learned(file_status: FileStatus, shared: Shared, path: str) -> Learned:
    row, _card, data = row_and_card(file_status, shared, path)
    return row, data


def row_and_card(
    file_status: FileStatus, shared: Shared, path: str, raw: FileContent | None = None
) -> tuple[CacheRow | None, Card | None, bytes]:
    """Return the row of a file with its facts, its card, and the card's data if newly parsed.

    *raw* is its contents, if they were read already; of a file that has a row they are not needed.
    The row is None for a file that cannot be opened. Raises FileChanged as `build_card`.
    """
    row = file_status.rows.get(path)
    if row is None:
        raw = contents_of(file_status, shared, path) if raw is None else raw
        if isinstance(raw, Finding):
            return None, None, b""
        return read_row(file_status, shared, path, raw)
    card = build_card(file_status, path)
    return (row if card is None else shared.completed(row, card)), card, b""


def contents_of(file_status: FileStatus, shared: Shared, path: str) -> FileContent:
    """Read a file, unless it is one of the *shared* ones, which have been read already."""
    read = shared.snapshot.files
    return read[path] if path in read else read_file(file_status.root, path)


def read_row(
    file_status: FileStatus, shared: Shared, path: str, raw: bytes
) -> tuple[CacheRow, Card | None, bytes]:
    """Read one of `FileStatus.paths_to_read`; return its row, its card, and the card's data."""
    row = file_status.new_row(path, raw)
    if CARD_PATH.fullmatch(path) is None:
        return row, None, b""
    card, data, found = parse_card(path, raw)
    faults = finding_json.dumps(with_own_spans(found, path, raw))
    row = row._replace(faults=faults.encode())
    if card is not None:
        row = shared.completed(row, card)
    return row, card, data.encode()
