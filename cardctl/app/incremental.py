"""Incremental validation: findings that depend on one file alone are cached in the index.

Only files that changed since are read and parsed. Of the other cards, their facts (see
`cache.facts`) suffice for most rules that compare cards. The findings are the same as those of
`rules.check` on the whole register.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.unmodelled_text import unmodelled_text_findings
from cardctl.app.validate import CheckOutcome, outcome_of
from cardctl.cache import finding_json
from cardctl.cache.file_status import FileStatus
from cardctl.cache.learn import Learned, contents_of, learn, row_and_card
from cardctl.cache.load import KnownCards, rows_of_cards, with_known
from cardctl.cache.row import CacheRow
from cardctl.cache.shared import Shared, read_shared
from cardctl.cache.spans import CachedSpans
from cardctl.domain.register import FactRegister
from cardctl.domain.text import title_keys
from cardctl.errors import FileChanged
from cardctl.finding import Directive, Finding
from cardctl.rules.per_card import FUTURE, SAME_TITLE, CardCheck, CardChecker, check_cross_card
from cardctl.rules.registry import RULES, selection
from cardctl.rules.runner import RunOptions
from cardctl.store.comments import directives
from cardctl.store.counted import counted
from cardctl.store.files import FileContent
from cardctl.store.finding_spans import with_own_spans
from cardctl.store.layout import CARD_PATH
from cardctl.store.snapshot import Snapshot
from cardctl.store.workers import parallel_map

if TYPE_CHECKING:
    from cardctl.app.workspace import Workspace
    from cardctl.domain.card import Card


_EVERY_RULE = frozenset(RULES)


def check_cached(
    workspace: Workspace, options: RunOptions, *, with_statuses: bool = False
) -> CheckOutcome | None:
    """Check with the cache: only files that it does not know are read, and few cards built.

    None if the register has to be read as a whole (see `_learned`). *with_statuses*: see
    `cache.load.load_cached`. Raises as `rules.check`.
    """
    pieces = _learned(workspace, with_statuses)
    if pieces is None:
        return None
    overview, snapshot = pieces.overview, pieces.snapshot
    facts: FactRegister = snapshot.register
    facts = replace(facts, cards=overview.known.facts)
    whole = snapshot.register.cards.__getitem__
    chosen = selection(options.get("select", ()), options.get("ignore", ()))
    done = check_cross_card(facts, overview.deferred, whole, **options)
    own = (finding for finding in overview.found if finding.code in chosen)
    files = pieces.shared.snapshot.files
    spare = unmodelled_text_findings(files, chosen)
    comments = [*directives(files), *overview.comments]
    found = [*own, *done.findings, *spare]
    return outcome_of(snapshot, chosen, found, done.skipped, comments, pieces.spans)


class _Pieces(NamedTuple):
    """What the files show one by one: those of cards, and the *shared* ones; and all together."""

    overview: _RowAccumulator
    shared: Shared
    snapshot: Snapshot
    spans: CachedSpans


def _learned(workspace: Workspace, with_statuses: bool) -> _Pieces | None:
    """Look at the files one by one; the cache learns what it does not know.

    None if the register has to be read as a whole: the cache is off, two cards have one id, or a
    file has a name that cannot be printed.
    """
    file_status = workspace.take_file_status()
    if file_status is None or not all(map(str.isprintable, file_status.stamps)):
        return None
    unknown = file_status.paths_to_read()
    shared = read_shared(file_status, with_statuses=with_statuses)
    old = {path for path, row in file_status.rows.items() if row.basis != shared.basis}
    lacking = [path for path, row in file_status.rows.items() if not shared.is_complete(row)]
    if more := {*lacking} - old:  # checked already
        learn(file_status, shared, more)
    todo = sorted({*unknown, *(path for path in old if CARD_PATH.fullmatch(path))})
    if todo:
        file_status.index.close()  # must not be open in two processes
    work = partial(_check_files, file_status, shared, CardChecker(shared.snapshot.register))
    looked = counted(parallel_map(work, todo), len(todo), file_status.advance)
    learned = ((row, data) for row, data in looked if row is not None)
    file_status.learn(learned if todo else ())
    overview = _overview(file_status, workspace.today)
    if not overview.known.is_unambiguous:
        return None
    snapshot = with_known(shared, file_status, overview.known)
    return _Pieces(overview, shared, snapshot, CachedSpans(snapshot.files, file_status))


def _check_files(
    file_status: FileStatus, shared: Shared, alone: CardChecker, paths: Sequence[str]
) -> list[Learned]:
    """Return the row of each file, with its own findings, and the data of newly parsed cards.

    The row is None for a file that cannot be opened. The *shared* files have been read already, so
    that their rows and the findings refer to the same bytes. Reading all files before checking any
    is a quarter faster.
    """
    held = {path: contents_of(file_status, shared, path) for path in paths}
    looked = [row_and_card(file_status, shared, path, raw) for path, raw in held.items()]
    return [
        (row and _checked(row, card, held[row.path], shared, alone), data)
        for row, card, data in looked
    ]


def _checked(
    row: CacheRow, card: Card | None, raw: bytes | Finding, shared: Shared, alone: CardChecker
) -> CacheRow:
    """Return the row of a file with what the card in it shows alone, if it is one.

    Raises FileChanged if the file can no longer be opened.
    """
    if isinstance(raw, Finding):
        raise FileChanged(row.path)
    if CARD_PATH.fullmatch(row.path) is None:
        return row
    shown = CardCheck([], [], "") if card is None else alone.look(row.path, card)
    spare = unmodelled_text_findings({row.path: raw}, _EVERY_RULE)
    titles = "" if card is None else "\n".join(title_keys(card.title))
    found = _packed(shown, row.path, raw, spare)
    return row._replace(basis=shared.basis, found=found.encode(), titles=titles.encode())


def _packed(own: CardCheck, path: str, raw: FileContent, spare: Iterable[Finding]) -> str:
    """Encode what the file at *path* shows on its own, for the index; see `_RowAccumulator`."""
    findings = with_own_spans([*own.findings, *spare], path, raw)
    comments = finding_json.dump_directives(directives({path: raw}))
    return "\n".join((own.last, " ".join(own.deferred), comments, finding_json.dumps(findings)))


class _RowAccumulator:
    """Accumulates the rows of cards; *today* is an ISO date."""

    def __init__(self, today: str) -> None:
        self._today = today.encode()
        self._titled: dict[bytes, str] = {}
        self._same_title: list[str] = []
        self.known = KnownCards()
        self.found: list[Finding] = []
        self.comments: list[Directive] = []
        self.deferred: dict[str, list[str]] = {}

    def add(self, path: str, name: str, row: CacheRow) -> None:
        """Add the row of the card at *path*; *name* is the id in its file name."""
        last, codes, comments, own = row.found.split(b"\n")
        if own or comments:  # few cards have any
            self.found += finding_json.loads(own)
            self.comments += finding_json.load_directives(comments, path)
        identifier = self.known.add(path, name, row)
        if identifier is None:
            return
        for code in codes.decode().split():
            self.deferred.setdefault(code, []).append(identifier)
        if last > self._today:
            self.deferred.setdefault(FUTURE, []).append(identifier)
        for title in row.titles.split(b"\n"):
            first = self._titled.setdefault(title, identifier)
            if first != identifier:
                self._same_title += first, identifier

    def compare_titles(self) -> None:
        """Defer the rule on duplicate titles for the cards that share a title."""
        self.deferred[SAME_TITLE] = list(dict.fromkeys(self._same_title))


def _overview(file_status: FileStatus, today: date) -> _RowAccumulator:
    """Put together what the files of cards show on their own."""
    overview = _RowAccumulator(today.isoformat())
    for path, name, row in rows_of_cards(file_status):
        if row is None:
            overview.known.add_unopened(path, name, file_status.files)
        else:
            overview.add(path, name, row)
    if overview.known.is_unambiguous:
        overview.compare_titles()
    return overview
