"""The files that all cards depend on: what the index keeps of them, or else their contents."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cardctl.cache.facts import facts_text, statuses_text
from cardctl.cache.file_status import digest_of
from cardctl.cache.outline import outline_json, outline_of
from cardctl.domain.outline import SharedOnDemand
from cardctl.domain.register import Register
from cardctl.errors import FileChanged
from cardctl.store.layout import CARD_PATH
from cardctl.store.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cardctl.cache.file_status import FileStatus
    from cardctl.cache.row import CacheRow
    from cardctl.cache.sqlite import Index
    from cardctl.domain.card import Card
    from cardctl.domain.outline import Outline
    from cardctl.domain.shared_files import SharedFiles
    from cardctl.finding import Finding
    from cardctl.store.files import FileContent, Files


class Shared(NamedTuple):
    """The files that all cards depend on, with their digest, and the facts that are wanted.

    With *with_statuses*, these include how the cards stood in earlier reports.
    """

    snapshot: Snapshot
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


def find_shared(file_status: FileStatus, *, with_statuses: bool = False) -> Shared:
    """Return what the index keeps of the shared files; otherwise read them, for the index, too."""
    shared = known_shared(file_status, with_statuses=with_statuses)
    if shared is None:
        shared = read_shared(file_status, with_statuses=with_statuses)
        _keep(file_status, shared)
    return shared


def read_shared(file_status: FileStatus, *, with_statuses: bool = False) -> Shared:
    """Read the files that all cards depend on."""
    from cardctl.store.load import load  # parsers and models: mostly the index has the outline

    files = file_status.files
    snapshot = load({path: files[path] for path in _paths(file_status)})
    return Shared(snapshot, basis_of(snapshot.files).encode(), with_statuses)


def basis_of(files: Files) -> str:
    """Return the digest of those among *files* that all cards depend on."""
    return digest_of(_marks_of({p: files[p] for p in files if not CARD_PATH.fullmatch(p)}))


def _paths(file_status: FileStatus) -> list[str]:
    return [path for path in file_status.stamps if not CARD_PATH.fullmatch(path)]


def _marks_of(files: Files) -> bytes:
    return _marks((path, digest_of(raw)) for path, raw in files.items() if isinstance(raw, bytes))


def _marks(digests: Iterable[tuple[str, str]]) -> bytes:
    """Return the paths of the shared files with their digests."""
    marks = (f"{path} {digest}" for path, digest in digests)
    return "\n".join(marks).encode("utf-8", "surrogateescape")


# What the index keeps ---------------------------------------------------------------------------


def known_shared(file_status: FileStatus, *, with_statuses: bool = False) -> Shared | None:
    """Return what the index keeps of the shared files; None if it does not know all of them."""
    rows = [file_status.row(path) for path in _paths(file_status)]
    kept = _kept(file_status.index, rows)
    if kept is None:
        return None
    basis, outline, findings = kept
    on_demand = SharedOnDemand(outline_of(outline), partial(_unchanged, file_status, basis))
    register: Register = Register(on_demand)
    return Shared(
        Snapshot(register, tuple(_findings(findings)), file_status.files), basis, with_statuses
    )


def known_outline(index: Index, rows: Sequence[CacheRow | None]) -> Outline | None:
    """Return the outline of the shared files with these *rows*; None if the index lacks it."""
    kept = _kept(index, rows)
    return None if kept is None else outline_of(kept[1])


def _kept(index: Index, rows: Sequence[CacheRow | None]) -> tuple[bytes, bytes, bytes] | None:
    known = [row for row in rows if row is not None]
    if len(known) < len(rows):
        return None
    return index.shared(_marks((row.path, row.digest) for row in known))


def _findings(text: bytes) -> Iterable[Finding]:
    if not text:
        return ()
    from cardctl.cache import finding_json  # mostly there are none

    return finding_json.loads(text)


def _unchanged(file_status: FileStatus, basis: bytes) -> SharedFiles:
    """Read the shared files. Raises FileChanged if they are not those with digest *basis*."""
    shared = read_shared(file_status)
    if shared.basis != basis:
        files = shared.snapshot.files
        path = next(path for path in files if not _is_as_in(file_status.row(path), files[path]))
        raise FileChanged(path)
    return shared.snapshot.register.shared.whole


def _is_as_in(row: CacheRow | None, raw: FileContent) -> bool:
    return row is not None and isinstance(raw, bytes) and digest_of(raw) == row.digest


def _keep(file_status: FileStatus, shared: Shared) -> None:
    """Let the index keep the outline of the shared files, unless one of them cannot be read."""
    snapshot = shared.snapshot
    if all(isinstance(raw, bytes) for raw in snapshot.files.values()):
        from cardctl.cache import finding_json

        outline = outline_json(snapshot.register.shared.outline)
        findings = finding_json.dumps(snapshot.findings).encode()
        with file_status.index.writing() as batch:
            batch.shared(_marks_of(snapshot.files), shared.basis, outline, findings)
