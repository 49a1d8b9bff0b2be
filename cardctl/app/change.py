"""Change cards, meetings, agencies, settings: check the new texts, then write all or none.

A change that would add an error to the register is refused; errors that were there before do not
matter. What is checked is the new text, read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app import dependencies
from cardctl.app.dependencies import require_readable
from cardctl.app.file_change import FileChange, file_hash, file_of
from cardctl.domain.ids import card_path, full_id, id_at
from cardctl.errors import ChangedMeanwhile, FileProblem, UsageError, WouldBreak
from cardctl.i18n import _

if TYPE_CHECKING:
    from cardctl.app.file_change import FileModel
    from cardctl.app.workspace import Workspace
    from cardctl.domain.register import Register
    from cardctl.domain.seal.model import AnySeal
    from cardctl.finding import Finding
    from cardctl.i18n import Message
    from cardctl.store.snapshot import Snapshot

    Pair = tuple[FileModel | None, FileModel]

SHORTEST_HASH = 8


class Transaction:
    """A change that is being prepared: what is loaded for it, checks, and one write at the end.

    *snapshot* grows when the change turns out to concern more cards.
    """

    def __init__(self, workspace: Workspace, snapshot: Snapshot) -> None:
        self.workspace = workspace
        self.snapshot = snapshot

    @property
    def register(self) -> Register:
        """The register before the change."""
        return self.snapshot.register

    def require(self, ids: Iterable[str] = (), meetings: Iterable[int | None] = ()) -> None:
        """Raise Unreadable if a file that such a change depends on cannot be read (see `begin`)."""
        needed = dependencies.initial_dependencies(self.snapshot, ids, meetings)
        require_readable(self.workspace, self.snapshot, needed)

    def include(self, paths: Iterable[str], texts: Iterable[bytes] = ()) -> None:
        """Load the cards at *paths* and all that they and *texts* refer to, if not loaded yet."""
        if self.is_partial:
            self.snapshot = self.workspace.extend(self.snapshot, paths, texts)

    def include_all(self) -> None:
        """Load the whole register."""
        if self.is_partial:
            self.snapshot = self.workspace.load()

    @property
    def is_partial(self) -> bool:
        """Whether only some cards are loaded."""
        from cardctl.store.snapshot import Scope

        return self.snapshot.scope is not Scope.ALL

    def drafts(self, pairs: Sequence[Pair], if_match: str | None = None) -> list[FileChange]:
        """Return the files of *pairs* of before and after that differ.

        Raises ChangedMeanwhile if the one file is not the one with the hash *if_match*.
        """
        if if_match is not None:
            self._require_match(pairs, if_match)
        return [self.draft(before, after) for before, after in pairs if before != after]

    def draft(self, before: FileModel | None, after: FileModel) -> FileChange:
        """Return the file of what becomes *after*; *before* is None if the file is new."""
        from cardctl.domain.schema_files import link_to
        from cardctl.store.card_text import new_text, updated_text

        path, schema = file_of(self.register, after)
        if before is None:
            link = link_to(schema, self.workspace.root, path)
            return FileChange(path, None, new_text(after, link), None, after)
        raw = bytes_of(self.snapshot, path)
        return FileChange(path, raw, updated_text(raw, path, before, after), before, after)

    def _require_match(self, pairs: Sequence[Pair], wanted: str) -> None:
        """Raise ChangedMeanwhile unless the one file to change is the one that was seen."""
        if len(pairs) != 1:
            raise UsageError(
                _("--if-match works with one card only"), _("update the cards one by one")
            )
        if len(wanted) < SHORTEST_HASH:
            raise UsageError(
                _("--if-match {hash}: too short", hash=wanted),
                _("use at least {least} characters", least=SHORTEST_HASH),
            )
        identifier = getattr(pairs[0][1], "id", "")
        path = self.register.path_of(identifier)
        if not file_hash(bytes_of(self.snapshot, path)).startswith(wanted.lower()):
            raise ChangedMeanwhile(
                _("{path} has changed since {hash}", path=path, hash=wanted),
                _("see the current version: cardctl show {id} --json", id=identifier),
            )

    def check(self, changed: Sequence[FileChange]) -> list[Finding]:
        """Return the warnings, with places, that the register would have more than it has now.

        Raises WouldBreak if it would have more errors, Unreadable if a file that they depend on
        cannot be read.
        """
        if not changed:
            return []
        if self.is_partial:
            same = _cards_with_same_title(self.workspace, changed)
            texts = [each.text.encode() for each in changed]
            self.include([*(each.path for each in changed), *same], texts)
            ids = [each.id or "" for each in changed]
            self._require_dependencies(changed)
            added, after = self._added(changed, [*ids, *map(id_at, same)])
            if not _errors(added):
                return _warnings(added, after)
            self.include_all()  # the refusal lists all that the change would add
        self._require_dependencies(changed)
        added, after = self._added(changed, None)
        if errors := _errors(added):
            # The findings are about the text that was refused, and are shown in it.
            raise WouldBreak(errors, after.files)
        return _warnings(added, after)

    def check_cards(self, changed: Sequence[FileChange]) -> tuple[list[Finding], list[Finding]]:
        """Return the errors and the warnings that a change of cards would add to these cards.

        Nothing is refused here: whoever changes many cards may leave out those with errors.
        """
        if self.is_partial:
            texts = [each.text.encode() for each in changed]
            self.include([each.path for each in changed], texts)
        added, after = self._added(changed, [each.id or "" for each in changed])
        return _errors(added), _warnings(added, after)

    def _require_dependencies(self, changed: Iterable[FileChange]) -> None:
        needed = (
            path for each in changed for path in dependencies.dependencies_of(self.snapshot, each)
        )
        require_readable(self.workspace, self.snapshot, needed)

    def _added(
        self, changed: Sequence[FileChange], only: Sequence[str] | None
    ) -> tuple[list[Finding], Snapshot]:
        """The findings that a change adds (to cards in *only*); the register after it."""
        after = reloaded(self.snapshot, changed)
        found = self._findings(after, only)
        if not found:
            return [], after
        known = Counter(map(_key, self._findings(self.snapshot, only)))
        return [finding for finding in found if not _take(known, _key(finding))], after

    def _findings(self, snapshot: Snapshot, only: Collection[str] | None) -> tuple[Finding, ...]:
        from cardctl.rules import check

        workspace = self.workspace
        checked = check(
            snapshot.register, today=workspace.today, exists=workspace.exists, only=only
        )
        return (*snapshot.findings, *checked.findings)

    def write(self, changed: Sequence[FileChange]) -> None:
        """Write all files or none. Raises as `store.atomic.write.Writer.write`."""
        if changed:
            texts = {each.path: each.text for each in changed}
            self.workspace.lock().write(texts, {each.path: each.raw for each in changed})


class Prepared(NamedTuple):
    """A change that is ready to be checked and written: *pairs* of before and after.

    *notices* are what the user should know about it; they do not prevent it.
    """

    transaction: Transaction
    pairs: Sequence[Pair]
    notices: Sequence[Message] = ()


class Applied(NamedTuple):
    """A change that was checked and, unless it was a dry run, written; and its new warnings.

    *notices* are what the user should know besides.
    """

    changed: Sequence[FileChange]
    warnings: Sequence[Finding]
    notices: Sequence[Message] = ()


def carry_out(prepared: Prepared, *, if_match: str | None = None, dry_run: bool = False) -> Applied:
    """Check a change and write it, all files or none.

    Raises Unreadable if a file that it depends on cannot be read, WouldBreak if it would add
    errors, ChangedMeanwhile if a file is no longer what it was (or not the one with the hash
    *if_match*).
    """
    transaction = prepared.transaction
    changed = transaction.drafts(prepared.pairs, if_match)
    warnings = transaction.check(changed)
    if not dry_run:
        transaction.write(changed)
    return Applied(changed, warnings, prepared.notices)


def begin(
    workspace: Workspace,
    *,
    lock: bool = True,
    ids: Iterable[str] | None = None,
    meetings: Iterable[int | None] = (),
) -> Transaction:
    """Load what a change depends on. Raises Unreadable if a file of it cannot be read.

    It depends on the shared files, the cards with these *ids* and the *meetings* that it names;
    None is the next or the last meeting, which nobody knows unless all can be read. With *lock*
    the files are read, changed and written by this process alone. If *ids* are given, only these
    cards and what they refer to are loaded (none for a new card), but the whole register if one
    is not there, so that the error can suggest the nearest.
    """
    ids, meetings = None if ids is None else list(ids), list(meetings)
    if ids is not None:
        # Ask git now, so that it works during the imports; only for meetings that get a new card.
        new = [number for number in meetings if number is not None] if not ids else []
        workspace.work_tree.prefetch(*(f"M{number:02d}" for number in new))
    # Import the slow modules before taking the lock, so that others wait less.
    from cardctl import rules  # noqa: F401
    from cardctl.domain import json_schema  # noqa: F401
    from cardctl.store import card_text, load  # noqa: F401

    if lock:
        workspace.lock()
    transaction = Transaction(workspace, loaded_for(workspace, ids))
    transaction.require(ids or (), meetings)
    return transaction


def loaded_for(workspace: Workspace, ids: Sequence[str] | None) -> Snapshot:
    """Load the cards with these *ids* and what they refer to; all cards if one is not there."""
    if ids is not None:
        from cardctl.store.partial import is_card_in

        paths = [card_path(full_id(one) or one) for one in ids]
        if all(is_card_in(workspace.root, path) for path in paths):
            return workspace.load_cards(paths)
    return workspace.load()


def bytes_of(snapshot: Snapshot, path: str) -> bytes:
    """Return what a file of the register held when it was loaded. Raises FileProblem."""
    raw = snapshot.files[path]
    if not isinstance(raw, bytes):
        raise FileProblem(_("{path} {why}", path=path, why=raw.message), raw.hint)
    return raw


# Checking ---------------------------------------------------------------------------------------


def _cards_with_same_title(workspace: Workspace, changed: Sequence[FileChange]) -> list[str]:
    """Return the cards of the same meeting that may share a new title of a changed card.

    Duplicates in other meetings are left to `validate`: looking for them means reading every card.
    """
    from cardctl.domain.text import title_keys
    from cardctl.store.partial import with_titles

    titles: dict[str, list[str]] = {}
    for each in changed:
        if each.id and _has_new_title(each):
            title = getattr(each.after, "title", "")
            titles.setdefault(each.path.partition("/")[0], []).extend(title_keys(title))
    changing = {each.path for each in changed}
    return [path for path in with_titles(workspace.root, titles) if path not in changing]


def _has_new_title(changed: FileChange) -> bool:
    return getattr(changed.after, "title", None) != getattr(changed.before, "title", None)


def _errors(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "error"]


def _warnings(findings: Iterable[Finding], after: Snapshot) -> list[Finding]:
    from cardctl.store.finding_spans import located

    return located([finding for finding in findings if finding.severity == "warning"], after.files)


def reloaded(loaded: Snapshot, changed: Sequence[FileChange]) -> Snapshot:
    """Return the register after the change; only the changed files are parsed again."""
    from dataclasses import replace

    from cardctl.store.layout import AGENCIES, CONFIG
    from cardctl.store.load import load
    from cardctl.store.snapshot import Snapshot

    texts = {each.path: each.text.encode() for each in changed}
    part = load(texts)
    old, new = loaded.register, part.register
    unreadable = {path: known for path, known in old.unreadable.items() if path not in texts}
    settings, listed = new if CONFIG in texts else old, new if AGENCIES in texts else old
    shared = replace(
        old.shared.whole,
        config=settings.config,
        config_known=settings.config_known,
        agencies=listed.agencies,
        agencies_known=listed.agencies_known,
        meetings={**old.meetings, **new.meetings},
        unreadable_meetings=(old.unreadable_meetings - set(new.meetings)) | new.unreadable_meetings,
        seals=_with_seals(old, new),
    )
    register = replace(
        old,
        shared=shared,
        cards={**old.cards, **new.cards},
        paths={**old.paths, **new.paths},
        unreadable=unreadable | dict(new.unreadable),
    )
    elsewhere = (finding for finding in loaded.findings if finding.path not in texts)
    here = (finding for finding in part.findings if finding.path in texts)
    return Snapshot(register, (*elsewhere, *here), {**loaded.files, **texts})


def _with_seals(old: Register, new: Register) -> dict[int, tuple[AnySeal, ...]]:
    """Return the seals of *old*, with those of *new* in their places."""
    changed = {(seal.meeting, seal.nth): seal for seals in new.seals.values() for seal in seals}
    return {
        number: tuple([changed.get((number, seal.nth), seal) for seal in seals])
        for number, seals in old.seals.items()
    }


def _key(finding: Finding) -> tuple[str, str, str]:
    """Identify a finding regardless of its place in the file."""
    return finding.path, finding.code, str(finding.message)


def _take(known: Counter[tuple[str, str, str]], key: tuple[str, str, str]) -> bool:
    """Take one of this key out of those known; return False if none is left."""
    known[key] -= 1
    return known[key] >= 0
