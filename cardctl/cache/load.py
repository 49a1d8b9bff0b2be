"""Load a register through the index: only files that the index does not know are read.

Of the cards, only facts are loaded at first, and of the shared files an outline. Whole cards and
the shared files are read when they are asked for, and parsers and models are imported only then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cardctl.cache.facts import CachedFacts
from cardctl.cache.shared import find_shared
from cardctl.domain.register import Register
from cardctl.errors import FileChanged
from cardctl.store.layout import CARD_PATH
from cardctl.store.snapshot import Snapshot

if TYPE_CHECKING:
    from cardctl.cache.file_status import FileStatus
    from cardctl.cache.row import CacheRow
    from cardctl.cache.shared import Shared
    from cardctl.domain.card import Card
    from cardctl.finding import Finding
    from cardctl.store.files import Files


def load_cached(file_status: FileStatus, *, with_statuses: bool = False) -> Snapshot:
    """Load the register with the facts of all cards (see `Register.known`).

    With *with_statuses*, also how the cards stood in the reports.
    """
    if not all(map(str.isprintable, file_status.stamps)):
        return _load_plainly(file_status)
    file_status.leave_out_checks()
    unknown = file_status.paths_to_read()
    shared = find_shared(file_status, with_statuses=with_statuses)
    lacking = [path for path, row in file_status.rows.items() if not shared.is_complete(row)]
    if unknown or lacking:
        from cardctl.cache.learn import learn

        learn(file_status, shared, {*unknown, *lacking})
    else:
        file_status.learn(())
    known = known_cards(file_status)
    if not known.is_unambiguous:
        return _load_plainly(file_status)
    return with_known(shared, file_status, known)


def _load_plainly(file_status: FileStatus) -> Snapshot:
    from cardctl.store.load import load

    return load(file_status.files)


class KnownCards:
    """What the index rows of a register contain about its cards."""

    def __init__(self) -> None:
        self.facts = KnownFacts()
        self.paths: dict[str, str] = {}
        self.unreadable: dict[str, str] = {}
        self.faults: list[Finding] = []
        self.is_unambiguous = True

    def add(self, path: str, name: str, row: CacheRow) -> str | None:
        """Add the card at *path*; *name* is the id in its file name. Return its id, if readable."""
        if row.faults:
            from cardctl.cache import finding_json  # most cards have none

            self.faults += finding_json.loads(row.faults)
        if not row.facts:
            self.unreadable[path] = name
            return None
        # A card whose id is not that of its name has a fault.
        identifier = CachedFacts(row.facts).id if row.faults else name
        if identifier in self.paths:
            self.is_unambiguous = False
        self.facts.texts[identifier], self.paths[identifier] = (row.facts, row.spans), path
        return identifier

    def add_unopened(self, path: str, name: str, files: Files) -> None:
        """Add a card whose file cannot be opened, so that it has no row."""
        from cardctl.store.load import read_card

        self.faults += read_card(path, files)[1]
        self.unreadable[path] = name


class KnownFacts(Mapping[str, CachedFacts]):
    """Facts by card id, made from their *texts* whenever they are asked for.

    Their parts take twice the memory of a text.
    """

    def __init__(self) -> None:
        self.texts: dict[str, tuple[bytes, bytes]] = {}

    def __getitem__(self, identifier: str) -> CachedFacts:
        return CachedFacts(*self.texts[identifier])

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self.texts


def known_cards(file_status: FileStatus) -> KnownCards:
    """Return what the index rows contain about all cards."""
    known = KnownCards()
    for path, name, row in rows_of_cards(file_status):
        if row is None:
            known.add_unopened(path, name, file_status.files)
        else:
            known.add(path, name, row)
    return known


def rows_of_cards(file_status: FileStatus) -> Iterator[tuple[str, str, CacheRow | None]]:
    """Yield the path of each card, the id in its name, and its row; None if it has none."""
    for path in file_status.stamps:
        if (match := CARD_PATH.fullmatch(path)) is not None:
            yield path, match[2], file_status.rows.get(path)


def with_known(
    shared: Shared,
    file_status: FileStatus,
    known: KnownCards,
    read: Mapping[str, Card] | None = None,
) -> Snapshot:
    """Return the *shared* files with the cards that are known; whole ones may be *read* already."""
    files = shared.snapshot.register.shared
    cards = CardsOnDemand(file_status, known.paths, read or {})
    register = Register(files, cards, known.paths, known.unreadable).with_known(known.facts)
    faults = known.faults
    if faults:
        from cardctl.store.agency_hints import with_agency_hints

        faults = with_agency_hints(files.outline.by_name, faults)
    return Snapshot(register, (*shared.snapshot.findings, *faults), file_status.files)


class CardsOnDemand(Mapping[str, "Card"]):
    """Cards by id, each built from the index when it is asked for first, unless it was *read*."""

    def __init__(
        self, file_status: FileStatus, paths: Mapping[str, str], read: Mapping[str, Card]
    ) -> None:
        self._file_status = file_status
        self._paths = paths
        self._built = dict(read)

    def __getitem__(self, identifier: str) -> Card:
        if identifier not in self._built:
            from cardctl.cache.cards import build_card

            path = self._paths[identifier]
            card = build_card(self._file_status, path)
            if card is None:
                raise FileChanged(path)
            self._built[identifier] = card
        return self._built[identifier]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._paths
