"""Take the tables of the registers of a pool, or make them where a register publishes none.

What cannot be taken does not stop the others: its last good tables are kept, and `pool.lock` says
since when, and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from cardctl import __version__
from cardctl.app import export
from cardctl.app.pool_take import locked_source, take
from cardctl.errors import FileProblem, Refused, Unknown
from cardctl.i18n import Message, _
from cardctl.pool.contents import Contents, Untaken, folder_contents
from cardctl.pool.fetch import address_of, fetched, tips
from cardctl.pool.lock import FILE, Failure, Lock, LockedRegister, Taken, failure_of, lock_text
from cardctl.pool.model import PoolConfig, Source
from cardctl.pool.state import TABLES, Pool, is_fit, linked, load_pool, tables_folder
from cardctl.publish.package import FILE as PACKAGE
from cardctl.publish.schema import VERSION
from cardctl.store.atomic.file import write_file
from cardctl.store.atomic.folder import remove_folder, write_folder
from cardctl.store.atomic.lock import WAIT, locked

if TYPE_CHECKING:
    from cardctl.vcs.remote import Tip

Stage = Callable[[Message], AbstractContextManager[None]]

_CHUNK = 1 << 20


class PullRequest(NamedTuple):
    """Which registers to take (default: all), on which day; *dry_run* only asks what changed."""

    today: date
    names: Sequence[str] = ()
    dry_run: bool = False
    wait: float = WAIT


class PullResult(StrEnum):
    """What became of a register."""

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    """It would be taken, or read to see whether it has changed."""
    FAILED = "failed"


class Pulled(NamedTuple):
    """A register after a pull: its tables on disk (*taken*), and why there are no newer ones."""

    name: str
    result: PullResult
    taken: Taken | None
    failure: Failure | None


class Pull(NamedTuple):
    """All registers that were asked for, sorted by name, and the pool with its problems."""

    pool: Pool
    registers: tuple[Pulled, ...]


def quietly(_doing: Message) -> AbstractContextManager[None]:
    """Tell nobody that a stage begins."""
    return nullcontext()


def pull(root: Path, request: PullRequest, stage: Stage = quietly) -> Pull:
    """Take what has changed of the registers of the pool in *root*.

    Raises BadPool, Unknown for a name, Refused, MissingExtra, NoGit, FileProblem, Busy. What was
    taken until then is recorded.
    """
    with locked(root, request.wait, "cardctl pool pull"):
        _require_own_tables(root)
        pool = load_pool(root)
        names = _names(pool.config, request.names)
        sources = {each.id: each for each in pool.config.sources}
        asked = [sources[name] for name in names if name not in pool.config.repeated]
        with stage(_("asking the repositories")):
            found = _tips(asked, root)
        run = _Run(pool, request, dict(pool.lock.registers))
        try:
            done = tuple(run.pulled(sources[name], found.get(name), stage) for name in names)
        finally:
            if not request.dry_run:
                run.save(is_whole=not request.names)
        return Pull(pool, done)


def _require_own_tables(root: Path) -> None:
    """Raise Refused if the folder of all tables is a link, which may lead out of the pool."""
    if (root / TABLES).is_symlink():
        raise Refused(_("{path} is a symbolic link", path=root / TABLES), _("remove the link"))


def _names(config: PoolConfig, asked: Sequence[str]) -> list[str]:
    known = {source.id for source in config.sources}
    for name in asked:
        if name not in known:
            raise Unknown("register", name, sorted(known))
    return sorted(set(asked) or known)


def _tips(sources: Sequence[Source], root: Path) -> Mapping[str, Tip | Untaken]:
    """Return what the git repositories among *sources* are at."""
    addresses = {}
    failed: dict[str, Tip | Untaken] = {}
    for source in sources:
        if source.git is not None:
            try:
                addresses[source.id] = address_of(source, root)
            except Untaken as reason:
                failed[source.id] = reason
    return {**failed, **(tips(addresses) if addresses else {})}


class _Run:
    """One pull: *registers* are the entries of the lock, which change while it runs."""

    def __init__(
        self, pool: Pool, request: PullRequest, registers: dict[str, LockedRegister]
    ) -> None:
        self._pool, self._request, self._registers = pool, request, registers
        self._states = {state.name: state for state in pool.taken}

    def pulled(self, source: Source, at: Tip | Untaken | None, stage: Stage) -> Pulled:
        """Take one register if it has changed, and record what became of it."""
        state = self._states[source.id]
        old, name = state.package, source.id
        try:
            if name in self._pool.config.repeated:
                raise Untaken("duplicate")
            if isinstance(at, Untaken):
                raise at
            if at is not None and old is not None and self._is_current(old, source, at):
                return self._recorded(name, PullResult.UNCHANGED, old)
            if self._request.dry_run:
                return Pulled(name, PullResult.CHANGED, old, None)
            with stage(_("taking {name}", name=name)):
                new = self._taken(source, at, old)
        except Untaken as reason:
            failure = self._failure(state.failure, reason)
            return self._recorded(name, PullResult.FAILED, old, failure)
        return self._recorded(name, PullResult.UNCHANGED if new == old else PullResult.TAKEN, new)

    def save(self, *, is_whole: bool) -> None:
        """Write `pool.lock` if it changes, and delete tables that are of no use any more.

        If *is_whole*, registers that are not in `pool.yaml` are forgotten.
        """
        root, config = self._pool.root, self._pool.config
        gone = self._registers.keys() - {source.id for source in config.sources}
        for name in gone if is_whole else ():
            del self._registers[name]
        for name, known in self._pool.lock.registers.items():
            is_unfit = known.taken is not None and not is_fit(known.taken, config)
            now = self._registers.get(name)
            if now is None or (is_unfit and now.taken is None):
                remove_folder(tables_folder(root, name), export.MARKER)
        text = lock_text(Lock(registers=self._registers))
        path = root / FILE
        if not path.exists() or path.read_bytes() != text.encode():
            write_file(path, text, force=True)

    def _recorded(
        self, name: str, result: PullResult, taken: Taken | None, failure: Failure | None = None
    ) -> Pulled:
        self._registers[name] = LockedRegister(taken=taken, failure=failure)
        return Pulled(name, result, taken, failure)

    def _failure(self, old: Failure | None, reason: Untaken) -> Failure:
        """Return the failure; one that has lasted keeps its first day."""
        new = failure_of(reason.code, reason.values, self._request.today)
        if old is not None and (old.code, old.values) == (new.code, new.values):
            return old
        return new

    def _is_current(self, old: Taken, source: Source, at: Tip) -> bool:
        """Whether what was taken is still what the source has, and what the pool wants."""
        is_made_anew = old.exported_here and (
            old.program != __version__ or old.audience is not self._pool.config.audience
        )
        return (
            old.revision == at.commit
            and old.source == locked_source(source)
            and old.table_schema == VERSION
            and not is_made_anew
        )

    def _taken(self, source: Source, at: Tip | None, old: Taken | None) -> Taken:
        """Take a register; return *old* if its tables and their origin are the same."""
        audience, today = self._pool.config.audience, self._request.today
        with self._contents(source, at) as contents, TemporaryDirectory(prefix="cardctl-") as stage:
            new = take(source, contents, audience, Path(stage), today)
            if old is not None and _is_same(new, old):
                return old
            paths = (*(table.path for table in new.tables.values()), PACKAGE)
            _put(self._pool.root, source.id, {path: Path(stage, path) for path in paths})
        return new

    @contextmanager
    def _contents(self, source: Source, at: Tip | None) -> Iterator[Contents]:
        if at is None:
            yield folder_contents(self._pool.root, source.folder or "", source.path)
            return
        with fetched(address_of(source, self._pool.root), at, source.path) as contents:
            yield contents


def _is_same(new: Taken, old: Taken) -> bool:
    """Whether rows and origin are the same; the same rows may be written in other bytes."""
    return new.model_copy(update={"day": old.day, "files": old.files}) == old


def _put(root: Path, name: str, files: Mapping[str, Path]) -> None:
    """Write the tables of a register in place of its last ones. Raises Untaken."""
    folder, shown = tables_folder(root, name), f"{TABLES}/{name}"
    if link := linked(root, name):
        raise Untaken("link", path=link)
    for place, path in ((folder.parent, TABLES), (folder, shown)):
        if place.exists() and not place.is_dir():
            raise Untaken("folder", folder=path)
    try:
        pieces = ((path, _pieces(file)) for path, file in files.items())
        write_folder(folder, pieces, export.MARKER)
    except Refused as error:
        raise Untaken("foreign", folder=shown) from error
    except FileProblem as error:
        raise Untaken("unwritten", path=shown, why=_cause(error)) from error


def _cause(error: FileProblem) -> str | Message:
    """Return why a file cannot be written, without the path of this computer."""
    cause = error.__cause__
    return getattr(cause, "strerror", None) or (str(cause) if cause else error.message)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
