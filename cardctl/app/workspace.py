"""A register on disk and everything needed to work on it: its files, cache, lock and work tree.

`Workspace` knows where things are; what is loaded is in the `Snapshot` that its methods return.
It asks neither the clock nor the environment: whoever opens it says so in its `Options`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cardctl.errors import CardctlError
from cardctl.i18n import Message, _

if TYPE_CHECKING:
    from cardctl.app.observations import Observations
    from cardctl.app.work_tree import WorkTree
    from cardctl.cache.file_status import FileStatus
    from cardctl.cache.sqlite import Index
    from cardctl.store.atomic.write import Writer
    from cardctl.store.counted import Advance
    from cardctl.store.files import Files
    from cardctl.store.snapshot import Snapshot


def _ignore(_message: Message) -> None:
    """Drop a message: nobody listens."""


class Options(NamedTuple):
    """How to work on a register.

    *today* is the day of the work; *is_day_given* says that somebody chose it, so that due dates
    are compared with it (CC403). *wait* is in seconds. *folder* is the register's root as messages
    name it (default: the root itself). *notify* gets messages that are no result, such as that an
    interrupted change was undone; *advance* is told how far long work is.
    """

    today: date
    is_day_given: bool = False
    use_cache: bool = True
    wait: float = 5.0
    command: str = "cardctl"
    folder: str | None = None
    notify: Callable[[Message], None] = _ignore
    advance: Advance | None = None


class Workspace:
    """The register at *root*. Close it, or use it as a context manager, to release its lock.

    *languages* are those of the register when it was loaded last; None if that is not known.
    """

    def __init__(self, root: Path, options: Options) -> None:
        self.root = root
        self.options = options
        self._open = ExitStack()
        self._writer: Writer | None = None
        self._look: FileStatus | None = None
        self.languages: tuple[str, ...] | None = None

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def today(self) -> date:
        """The day of the work."""
        return self.options.today

    @property
    def folder(self) -> str:
        """The register's root as messages name it."""
        return self.options.folder or self.root.as_posix()

    def shown(self, path: str) -> str:
        """Return the name of a file of the register for messages."""
        return path if self.folder == "." else f"{self.folder}/{path}"

    def notify(self, message: Message) -> None:
        """Pass a message on."""
        self.options.notify(message)

    # Loading ------------------------------------------------------------------------------------

    def load(self) -> Snapshot:
        """Load the whole register."""
        return self._loaded(self._load())

    def _load(self) -> Snapshot:
        file_status = self.take_file_status()
        if file_status is not None:
            from cardctl.cache.load import load_cached

            return load_cached(file_status)
        from cardctl.store.files import read
        from cardctl.store.load import load

        self.recover()
        files = read(self.root)
        found = _sorted(files, self.work_tree.absent(files))
        return load(found, advance=self.options.advance)

    def load_cards(self, paths: Iterable[str], texts: Iterable[bytes] = ()) -> Snapshot:
        """Load the shared files, the cards at *paths* and all that they refer to, transitively.

        *texts* are new contents of files, which may refer to more cards.
        """
        from cardctl.store.load import load
        from cardctl.store.partial import dependency_closure, linked_folders
        from cardctl.store.snapshot import Scope

        self.recover()
        files = {**dependency_closure(self.root, paths, texts), **linked_folders(self.root)}
        found = load(_sorted(files, self.work_tree.absent_shared()))
        return self._loaded(found._replace(scope=Scope.CARDS))

    def load_related(self, identifier: str) -> Snapshot:
        """Load the card with this full id, those that it refers to, and those that refer to it.

        A card that cannot be read counts among the latter if its text has the id. The whole
        register is loaded if there is no such card.
        """
        from cardctl.domain.ids import card_path
        from cardctl.store.partial import is_card_in

        if not is_card_in(self.root, card_path(identifier)):
            return self.load()
        snapshot = self._known_related(identifier)
        if snapshot is None:
            from cardctl.store.related import load_related

            self.recover()
            snapshot = load_related(self.root, identifier, self.work_tree.absent_shared())
        return self._loaded(snapshot)

    def _known_related(self, identifier: str) -> Snapshot | None:
        """Load the same through the index; None without an index that can tell."""
        if self.index is None or self.index.verified() is None:
            return None
        from cardctl.cache.related import load_related

        file_status = self.take_file_status()
        return None if file_status is None else load_related(file_status, identifier)

    def _loaded(self, snapshot: Snapshot) -> Snapshot:
        self.languages = snapshot.register.shared.outline.languages
        return snapshot

    def extend(
        self, snapshot: Snapshot, paths: Iterable[str], texts: Iterable[bytes] = ()
    ) -> Snapshot:
        """Return a partial *snapshot* with more cards loaded, as `load_cards` does."""
        from cardctl.store.load import with_cards
        from cardctl.store.partial import dependency_closure

        files = dependency_closure(self.root, paths, texts)
        more = {path: raw for path, raw in files.items() if path not in snapshot.files}
        return with_cards(snapshot, more)

    # What is around the files -------------------------------------------------------------------

    @cached_property
    def index(self) -> Index | None:
        """The cache's database; None if the cache is off."""
        if not self.options.use_cache:
            return None
        from cardctl.cache.fingerprint import fingerprint
        from cardctl.cache.sqlite import Index

        index = Index(self.root, fingerprint())
        self._open.callback(index.close)
        if index.verified() is not None:
            from cardctl.app.cache_trust import discard_if_in_git

            discard_if_in_git(self.root, index)
        return index

    @property
    def file_status(self) -> FileStatus | None:
        """What the cache knows of the files, for whatever loads them next; None if it is off."""
        if self._look is None and self.index is not None:
            from cardctl.app.work_tree import WorkTree
            from cardctl.cache.file_status import FileStatus

            self.recover()
            work_tree = WorkTree(self.root, self.notify)
            self._look = FileStatus(
                self.root,
                self.index,
                self._may_come_with_the_cards,
                work_tree,
                self.options.advance,
            )
        return self._look

    def take_file_status(self) -> FileStatus | None:
        """Return `file_status` to load the files with; the next load looks at them again."""
        file_status, self._look = self.file_status, None
        return file_status

    def _may_come_with_the_cards(self) -> bool:
        from cardctl.app.cache_trust import is_in_git

        if is_in_git(self.root) is not False:
            return True
        self.notify(
            _("using an index built elsewhere from the same files; to bypass it: --no-index")
        )
        return False

    @cached_property
    def work_tree(self) -> WorkTree:
        """The git work tree around the register, which may lack tracked files."""
        from cardctl.app.work_tree import WorkTree

        work_tree = WorkTree(self.root, self.notify)
        self._open.callback(work_tree.close)
        return work_tree

    @cached_property
    def observations(self) -> Observations:
        """Records the files that are read outside the register."""
        from cardctl.app.observations import Observations
        from cardctl.store.layout import repository_top

        began = self.index.now() if self.index is not None else 0
        return Observations(repository_top(self.root.resolve()), began)

    def exists(self, path: str) -> bool:
        """Whether a file at *path* is in the repository (outside git: beside the register)."""
        return self.observations.file(path)

    # Writing ------------------------------------------------------------------------------------

    def lock(self) -> Writer:
        """Take the register's lock, once, until the workspace is closed; its holder may write.

        Take it before you read what you change. Raises as `store.atomic.write.writing`.
        """
        from cardctl.store.atomic.write import writing

        if self._writer is None:
            self._require_own_journal()
            held = writing(self.root, self.options.wait, self.options.command)
            self._writer = self._open.enter_context(held)
            self._report_recovery(self._writer)
        return self._writer

    def close(self) -> None:
        """Release the lock, and wait for what was asked of git."""
        self._open.close()

    def recover(self) -> None:
        """Finish or undo a change that was interrupted, before anything is read."""
        from cardctl.store.layout import journal_path

        if self._writer is not None or not os.path.lexists(journal_path(self.root)):
            return
        from cardctl.store.atomic.write import writing

        try:
            self._require_own_journal()
            with writing(self.root, self.options.wait, self.options.command) as writer:
                self._report_recovery(writer)
        except CardctlError as problem:
            self.notify(_("a change is incomplete: {why}", why=problem.message))

    def _require_own_journal(self) -> None:
        """Raise Refused if there is a journal that may come from git."""
        from cardctl.store.layout import journal_path

        if os.path.lexists(journal_path(self.root)):
            from cardctl.app.cache_trust import require_own_journal

            require_own_journal(self.root)

    def _report_recovery(self, writer: Writer) -> None:
        settled = writer.settled
        if settled is not None:
            paths = ", ".join(settled.paths) or "-"
            self.notify(
                _("completed an interrupted change: {paths}", paths=paths)
                if settled.finished
                else _("rolled back an interrupted change: {paths}", paths=paths)
            )


def _sorted(files: Files, absent: Files) -> Files:
    """Return both, sorted by path."""
    return dict(sorted({**files, **absent}.items())) if absent else files
