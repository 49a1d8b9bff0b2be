"""Load a register through the index: only files that the index does not know are read.

Of the cards, only facts are loaded at first. A whole card is built when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from pydantic import ValidationError

from cardctl.cache import finding_json
from cardctl.cache.facts import CachedFacts, facts_text, statuses_text
from cardctl.cache.file_status import FileStatus, digest_of
from cardctl.cache.sqlite import CacheRow
from cardctl.domain.card import Card
from cardctl.errors import ChangedMeanwhile
from cardctl.finding import Finding
from cardctl.i18n import _
from cardctl.store.files import read_file
from cardctl.store.finding_spans import with_own_spans
from cardctl.store.layout import CARD_PATH
from cardctl.store.load import load, parse_card, read_card, with_agency_hints
from cardctl.store.snapshot import Snapshot
from cardctl.store.workers import parallel_map

Learned = tuple[CacheRow | None, bytes]
"""Row of a file, None if it cannot be opened; and its card's data as JSON, if newly parsed."""


class Shared(NamedTuple):
    """The files that all cards depend on, with their digest, and the facts that are wanted.

    With *with_statuses*, these include how the cards stood in earlier reports.
    """

    snapshot: Snapshot[Card]
    basis: bytes
    with_statuses: bool = False

    def is_complete(self, row: CacheRow) -> bool:
        """Whether a row has all the facts of its card, computed with these files."""
        if not row.facts:
            return True
        is_counted = not self.with_statuses or row.spans.startswith(self.basis)
        return is_counted and row.facts.startswith(self.basis)

    def completed(self, row: CacheRow, card: Card) -> CacheRow:
        """Return the row with the facts of *card* that it lacks."""
        register = self.snapshot.register
        if not row.facts.startswith(self.basis):
            row = row._replace(facts=facts_text(card, register, self.basis))
        if self.with_statuses and not row.spans.startswith(self.basis):
            row = row._replace(spans=statuses_text(card, register, self.basis))
        return row


def read_shared(file_status: FileStatus, *, with_statuses: bool = False) -> Shared:
    """Read the files that all cards depend on."""
    files = file_status.files
    snapshot = load({p: files[p] for p in file_status.stamps if not CARD_PATH.fullmatch(p)})
    marks = (
        f"{path} {digest_of(raw)}"
        for path, raw in snapshot.files.items()
        if not isinstance(raw, Finding)
    )
    basis = digest_of("\n".join(marks).encode("utf-8", "surrogateescape"))
    return Shared(snapshot, basis.encode(), with_statuses)


# Reading files that are not known ---------------------------------------------------------------


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


def load_cached(file_status: FileStatus, *, with_statuses: bool = False) -> Snapshot[Card]:
    """Load the register with the facts of all cards (see `Register.known`).

    With *with_statuses*, also how the cards stood in the reports.
    """
    if not all(map(str.isprintable, file_status.stamps)):
        return load(file_status.files)
    file_status.leave_out_checks()
    shared = read_shared(file_status, with_statuses=with_statuses)
    unknown = file_status.paths_to_read()
    lacking = [path for path, row in file_status.rows.items() if not shared.is_complete(row)]
    if todo := sorted({*unknown, *lacking}):
        file_status.index.close()  # it must not be open in two processes
    work = partial(_learn, file_status, shared)
    learned = (each for each in parallel_map(work, todo) if each[0] is not None)
    file_status.learn(learned if todo else ())  # type: ignore[arg-type]
    known = known_cards(file_status)
    if not known.is_unambiguous:
        return load(file_status.files)
    return with_known(shared, file_status, known)


def _learn(file_status: FileStatus, shared: Shared, paths: Sequence[str]) -> list[Learned]:
    return [_learned(file_status, shared, path) for path in paths]


def _learned(file_status: FileStatus, shared: Shared, path: str) -> Learned:
    row = file_status.rows.get(path)
    if row is None:
        raw = shared.snapshot.files.get(path) or read_file(file_status.root, path)
        if isinstance(raw, Finding):
            return None, b""
        row, _card, data = read_row(file_status, shared, path, raw)
        return row, data
    card, _found = card_of(file_status, path)
    return (row if card is None else shared.completed(row, card)), b""


def card_of(file_status: FileStatus, path: str) -> tuple[Card | None, list[Finding]]:
    """Return the card at *path* and its findings, from the index if it has them.

    Raises ChangedMeanwhile if the index does not have it, and the file is not the one of its row.
    """
    row = file_status.rows.get(path)
    if row is None:
        return read_card(path, {path: read_file(file_status.root, path)})
    if not row.facts:
        return None, finding_json.loads(row.faults)
    try:
        data = file_status.index.data(path, row.digest)
        return Card.model_validate_json(data), finding_json.loads(row.faults)
    except ValidationError:  # the index is gone, or was tampered with
        raw = read_file(file_status.root, path)
        if isinstance(raw, Finding) or digest_of(raw) != row.digest:
            message = _("{path} has changed in the meantime", path=path)
            raise ChangedMeanwhile(message) from None
        return read_card(path, {path: raw})


# What is known ----------------------------------------------------------------------------------


class KnownCards:
    """The cards of a register, as far as the rows of their files tell."""

    def __init__(self) -> None:
        self.facts: dict[str, CachedFacts] = {}
        self.paths: dict[str, str] = {}
        self.unreadable: dict[str, str] = {}
        self.faults: list[Finding] = []
        self.is_unambiguous = True

    def add(self, path: str, name: str, row: CacheRow) -> str | None:
        """Add the card at *path*; *name* is the id in its file name. Return its id, if readable."""
        self.faults += finding_json.loads(row.faults)
        if not row.facts:
            self.unreadable[path] = name
            return None
        facts = CachedFacts(row.facts, row.spans)
        if facts.id in self.paths:
            self.is_unambiguous = False
        self.facts[facts.id], self.paths[facts.id] = facts, path
        return facts.id


def known_cards(file_status: FileStatus) -> KnownCards:
    """Return what the rows tell of all cards."""
    known = KnownCards()
    for path, name, row in rows_of_cards(file_status):
        if row is None:
            known.faults += read_card(path, file_status.files)[1]
            known.unreadable[path] = name
        else:
            known.add(path, name, row)
    return known


def rows_of_cards(file_status: FileStatus) -> Iterator[tuple[str, str, CacheRow | None]]:
    """Yield the path of each card, the id in its name, and its row; None if it has none."""
    for path in file_status.stamps:
        if (match := CARD_PATH.fullmatch(path)) is not None:
            yield path, match[2], file_status.rows.get(path)


def with_known(shared: Shared, file_status: FileStatus, known: KnownCards) -> Snapshot[Card]:
    """Return the *shared* files with the cards that are known."""
    loaded = shared.snapshot
    register = replace(
        loaded.register,
        cards=CardsOnDemand(file_status, known.paths),
        paths=known.paths,
        unreadable=known.unreadable,
    ).with_known(known.facts)
    faults = with_agency_hints(register.agencies, known.faults)
    return Snapshot(register, (*loaded.findings, *faults), file_status.files)


class CardsOnDemand(Mapping[str, Card]):
    """Cards by id, each built from the index when it is asked for first."""

    def __init__(self, file_status: FileStatus, paths: Mapping[str, str]) -> None:
        self._file_status = file_status
        self._paths = paths
        self._built: dict[str, Card] = {}

    def __getitem__(self, identifier: str) -> Card:
        if identifier not in self._built:
            path = self._paths[identifier]
            card, _found = card_of(self._file_status, path)
            if card is None:
                raise ChangedMeanwhile(_("{path} has changed in the meantime", path=path))
            self._built[identifier] = card
        return self._built[identifier]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._paths
