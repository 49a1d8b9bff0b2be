"""Load one card and the cards related to it through the index, without the rows of the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardctl.cache.facts import CachedFacts
from cardctl.cache.load import KnownCards, with_known
from cardctl.cache.shared import known_shared
from cardctl.domain.ids import card_path, id_at
from cardctl.store.files import read_file
from cardctl.store.layout import CARD_PATH
from cardctl.store.snapshot import Scope, Snapshot

if TYPE_CHECKING:
    from cardctl.cache.file_status import FileStatus
    from cardctl.cache.row import CacheRow
    from cardctl.cache.shared import Shared
    from cardctl.domain.card import Card


def load_related(file_status: FileStatus, identifier: str) -> Snapshot | None:
    """Load the card with this id and the cards related to it (see `Workspace.load_related`).

    None if the index cannot tell: it does not know the shared files or cannot be read, a file
    cannot be opened, or two cards have one id.
    """
    shared = known_shared(file_status)
    mentioning = None if shared is None else _mentioning(file_status, identifier)
    if shared is None or mentioning is None:
        return None
    rows = _Rows(file_status, shared)
    own = card_path(identifier)
    paths = {own, *map(card_path, rows.related_to(own))}
    paths |= {path for path in mentioning if _may_refer(rows[path], identifier)}
    known = KnownCards()
    for path in sorted(paths & file_status.stamps.keys()):
        row = rows[path]
        if row is None:
            return None
        known.add(path, id_at(path), row)
    if not known.is_unambiguous:
        return None
    return with_known(shared, file_status, known, rows.cards)._replace(scope=Scope.CARDS)


class _Rows(dict[str, "CacheRow | None"]):
    """Rows by path, from the index or else from the file; None if that cannot be opened.

    *cards* are those that were read.
    """

    def __init__(self, file_status: FileStatus, shared: Shared) -> None:
        super().__init__()
        self._file_status = file_status
        self._shared = shared
        self.cards: dict[str, Card] = {}

    def __missing__(self, path: str) -> CacheRow | None:
        row = self._file_status.row(path)
        if row is None or not self._shared.is_complete(row):
            row = self._read(path)
        self[path] = row
        return row

    def _read(self, path: str) -> CacheRow | None:
        from cardctl.cache.learn import read_row  # parsers: mostly the index knows the row

        raw = read_file(self._file_status.root, path)
        if not isinstance(raw, bytes):
            return None
        row, card, _data = read_row(self._file_status, self._shared, path, raw)
        if card is not None:
            self.cards[card.id] = card
        return row

    def related_to(self, path: str) -> Iterator[str]:
        """Yield the ids that the card at *path* refers to."""
        row = self[path] if path in self._file_status.stamps else None
        if row is not None and row.facts:
            yield from (other for _kind, other in CachedFacts(row.facts).relations.all())


def _may_refer(row: CacheRow | None, identifier: str) -> bool:
    """Whether a card whose text has an id refers to it; one that cannot be read may do so."""
    if row is None or not row.facts:
        return True
    return any(other == identifier for _kind, other in CachedFacts(row.facts).relations.all())


def _mentioning(file_status: FileStatus, identifier: str) -> set[str] | None:
    """Return the paths of the cards that have this id; None if the index cannot be read.

    Of known cards, their facts are searched. Only files that are not known, or no card could be
    read from, are opened.
    """
    rows = file_status.index.mentioning(identifier)
    if rows is None:
        return None
    stamps = file_status.stamps
    unsure = {path for path, row in rows.items() if not row.facts or row.stamp != stamps.get(path)}
    unsure.update(file_status.unknown_paths())
    cards = filter(CARD_PATH.fullmatch, unsure)
    wanted = identifier.encode()
    return {*rows} - unsure | {path for path in cards if _has(file_status, path, wanted)}


def _has(file_status: FileStatus, path: str, wanted: bytes) -> bool:
    """Whether the text of a file, if it is there, has these bytes."""
    raw = read_file(file_status.root, path)
    return isinstance(raw, bytes) and wanted in raw
