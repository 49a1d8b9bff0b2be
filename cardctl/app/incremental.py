"""Incremental validation: findings that depend on one file alone are cached in the index.

Only files that changed since are read and parsed. The other cards are represented by summaries
(see `cache.card_summary`), which suffice for most rules that compare cards. The findings are the
same as those of `rules.check` on the whole register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.unmodelled_text import unmodelled_text_findings
from cardctl.app.validate import CheckOutcome, outcome_of
from cardctl.cache import finding_json
from cardctl.cache.card_summary import CardSummaries, CardSummary
from cardctl.cache.file_status import FileStatus, digest_of
from cardctl.cache.load import card_of, load_cached, read_row
from cardctl.cache.sqlite import CacheRow
from cardctl.domain.card import CardFacts
from cardctl.domain.register import CardT_co, FactRegister
from cardctl.errors import ChangedMeanwhile
from cardctl.finding import Finding
from cardctl.i18n import _
from cardctl.rules.per_card import FUTURE, SAME_TITLE, CardCheck, CardChecker, check_cross_card
from cardctl.rules.registry import RULES, selection
from cardctl.rules.runner import RunOptions
from cardctl.store.comments import is_marked
from cardctl.store.files import Files, LazyFiles, read_file
from cardctl.store.layout import CARD_PATH
from cardctl.store.load import Scope, Snapshot, load, read_card, with_agency_hints
from cardctl.store.workers import parallel_map

if TYPE_CHECKING:
    from cardctl.app.workspace import Workspace
    from cardctl.domain.card import Card


_EVERY_RULE = frozenset(RULES)


def check_facts(workspace: Workspace, options: RunOptions) -> CheckOutcome[CardFacts] | None:
    """Check with the cache: only files that it does not know are read, and no card is loaded whole.

    None if the register has to be read as a whole (see `_learned`). Raises as `rules.check`.
    """
    pieces = _learned(workspace)
    if pieces is None:
        return None
    overview, file_status = pieces.overview, pieces.file_status
    shared: FactRegister = pieces.shared.register
    register = replace(
        shared,
        cards=CardSummaries(overview.summaries),
        paths=overview.paths,
        unreadable=overview.unreadable,
    )
    faults = with_agency_hints(register.agencies, overview.faults)
    findings = (*pieces.shared.findings, *faults)
    snapshot = Snapshot(register, findings, pieces.files, Scope.FACTS)

    def whole(identifier: str) -> Card:
        return _whole(file_status, register.path_of(identifier))

    return _looked(pieces, snapshot, whole, options)


def check_cards(workspace: Workspace, options: RunOptions) -> CheckOutcome[Card] | None:
    """Check with the cache, as `check_facts` does, but load all cards whole, once."""
    pieces = _learned(workspace)
    if pieces is None:
        return None
    snapshot = load_cached(pieces.file_status)
    return _looked(pieces, snapshot, snapshot.register.cards.__getitem__, options)


class _Pieces(NamedTuple):
    """What the files show one by one: those of cards, and the *shared* ones."""

    overview: _RowAccumulator
    shared: Snapshot[Card]
    files: Files
    file_status: FileStatus


def _looked(
    pieces: _Pieces, snapshot: Snapshot[CardT_co], whole: Callable[[str], Card], options: RunOptions
) -> CheckOutcome[CardT_co]:
    """Add the findings that no file shows alone."""
    overview = pieces.overview
    chosen = selection(options.get("select", ()), options.get("ignore", ()))
    done = check_cross_card(snapshot.register, overview.deferred, whole, **options)
    own = (finding for finding in overview.found if finding.code in chosen)
    spare = unmodelled_text_findings(pieces.shared.files, chosen)
    return outcome_of(
        snapshot, chosen, [*own, *done.findings, *spare], done.skipped, overview.marked
    )


def _whole(file_status: FileStatus, path: str) -> Card:
    """The card at *path*. Raises ChangedMeanwhile if it is none any more."""
    card, _found = card_of(file_status, {}, path, LazyFiles(file_status.root, [path]))
    if card is None:
        raise ChangedMeanwhile(_("{path} has changed in the meantime", path=path))
    return card


def _learned(workspace: Workspace) -> _Pieces | None:
    """Look at the files one by one; the cache learns what it does not know.

    None if the register has to be read as a whole: the cache is off, two cards have one id, or a
    file has a name that cannot be printed.
    """
    file_status = workspace.file_status
    if file_status is None or not all(map(str.isprintable, file_status.stamps)):
        return None
    unknown = file_status.paths_to_read()
    files = file_status.files
    shared = load({p: files[p] for p in file_status.stamps if not CARD_PATH.fullmatch(p)})
    basis = _basis(shared.files)
    changed = [path for path, row in file_status.rows.items() if row.basis != basis]
    todo = sorted({*unknown, *(path for path in changed if CARD_PATH.fullmatch(path))})
    if todo:
        file_status.index.close()  # must not be open in two processes
    work = partial(_check_files, file_status, CardChecker(shared.register), basis, shared.files)
    learned = ((row, data) for row, data in parallel_map(work, todo) if row is not None)
    file_status.learn(learned if todo else ())
    overview = _overview(file_status, shared.files, files, workspace.today)
    return _Pieces(overview, shared, files, file_status) if overview.is_unambiguous else None


def _basis(shared: Files) -> str:
    """Return a digest of the shared files, which every card depends on."""
    marks = [
        f"{path} {digest_of(raw)}" for path, raw in shared.items() if not isinstance(raw, Finding)
    ]
    return digest_of("\n".join(marks).encode("utf-8", "surrogateescape"))


def _check_files(
    file_status: FileStatus, alone: CardChecker, basis: str, shared: Files, paths: Sequence[str]
) -> list[tuple[CacheRow | None, str]]:
    """Return the row of each file, with its own findings, and the data of newly parsed cards.

    The row is None for a file that cannot be opened. The *shared* files have been read already, so
    that their rows and the findings refer to the same bytes. Reading all files before checking any
    is a quarter faster.
    """
    held = {
        path: shared[path] if path in shared else read_file(file_status.root, path)
        for path in paths
    }
    rows: list[tuple[CacheRow | None, str]] = []
    cards: list[tuple[CacheRow, Card | None]] = []
    for path, raw in held.items():
        row, card, data = file_status.rows.get(path), None, ""
        if isinstance(raw, Finding):
            row = None
        elif row is None:
            row, card, data = read_row(file_status, path, raw)
        else:
            card, _ = card_of(file_status, {}, path, held)
        rows.append((row, data))
        if row is not None and CARD_PATH.fullmatch(path):
            cards.append((row, card))
    own = [
        CardCheck([], [], "") if card is None else alone.look(row.path, card) for row, card in cards
    ]
    for (row, _unused), shown in zip(cards, own, strict=True):
        raw = held[row.path]
        spare = unmodelled_text_findings({row.path: raw}, _EVERY_RULE)
        row.basis, row.found = basis, _packed(shown, is_marked(raw), spare)
    return rows


def _packed(own: CardCheck, marked: bool, spare: Iterable[Finding]) -> str:
    """Encode the own findings of a file for the index; fast to decode if there are none."""
    found = finding_json.dumps([*own.findings, *spare])
    return f"{own.last},{'*' if marked else ''},{' '.join(own.deferred)},{found}"


class _RowAccumulator:
    """Accumulates the rows of cards; *today* is an ISO date."""

    def __init__(self, today: str) -> None:
        self._today = today
        self._titled: dict[str, list[str]] = {}
        self.faults: list[Finding] = []
        self.found: list[Finding] = []
        self.marked: list[str] = []
        self.deferred: dict[str, list[str]] = {}
        self.summaries: dict[str, str] = {}
        self.paths: dict[str, str] = {}
        self.unreadable: dict[str, str] = {}
        self.is_unambiguous = True

    def add(self, path: str, name: str, row: CacheRow) -> None:
        """Add the row of the card at *path*; *name* is the id in its file name."""
        last, mark, codes, own = row.found.split(",", 3)
        self.faults += finding_json.loads(row.faults)
        self.found += finding_json.loads(own)
        if mark:
            self.marked.append(path)
        if not row.facts:
            self.unreadable[path] = name
            return
        identifier = CardSummary(row.facts).id if row.faults else name
        if identifier in self.paths:
            self.is_unambiguous = False
        self.summaries[identifier], self.paths[identifier] = row.facts, path
        if codes or last > self._today:
            future = [FUTURE] if last > self._today else []
            self.deferred[identifier] = [*codes.split(), *future]
        for title in row.titles.split("\n"):
            self._titled.setdefault(title, []).append(identifier)

    def compare_titles(self) -> None:
        """Defer the rule on duplicate titles for the cards that share a title."""
        shared = (same for same in self._titled.values() if len(same) > 1)
        for identifier in {one for same in shared for one in same}:
            self.deferred.setdefault(identifier, []).append(SAME_TITLE)


def _overview(file_status: FileStatus, shared: Files, files: Files, today: date) -> _RowAccumulator:
    """Put together what the files of cards show on their own."""
    overview = _RowAccumulator(today.isoformat())
    overview.marked += [path for path, raw in shared.items() if is_marked(raw)]
    for path in file_status.stamps:
        if (match := CARD_PATH.fullmatch(path)) is None:
            continue
        row = file_status.rows.get(path)
        if row is None:
            overview.faults += read_card(path, files)[1]
            overview.unreadable[path] = match[2]
        else:
            overview.add(path, match[2], row)
    if overview.is_unambiguous:
        overview.compare_titles()
    return overview
