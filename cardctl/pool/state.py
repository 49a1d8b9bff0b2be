"""The state of a pool on disk: its registers, and the tables that were taken of each.

The pool's folder has `pool.yaml`, `pool.lock`, and ``tables/REGISTER/`` with the tables of each
register and their package.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from cardctl.errors import CardctlError, FileProblem, UsageError
from cardctl.finding import Finding, Severity
from cardctl.i18n import Message, _
from cardctl.pool.lock import FILE as LOCK
from cardctl.pool.lock import Failure, Lock, LockedRegister, Taken, digest_of, read_lock
from cardctl.pool.model import FILE, PoolConfig, PoolSettings, repeated_names, source_errors
from cardctl.publish.package import FILE as PACKAGE
from cardctl.report.audience import Audience
from cardctl.store.files import FileContent, read_file
from cardctl.store.load import parsed
from cardctl.yaml.reader import read_tree

TABLES = "tables"
"""The folder of the pool with a folder for each register."""

MOST_LOCK_BYTES = 64 << 20
"""A register has some 3 KB in `pool.lock`."""


class NoPool(UsageError):
    """No `pool.yaml` in the folders that were searched."""

    code = "no-pool"

    def __init__(self, looked: Path, *, and_parents: bool) -> None:
        place: Message | str = str(looked)
        if and_parents:
            place = _("{places} and parent folders", places=place)
        super().__init__(
            _("no pool found: looked for {file} in {places}", file=FILE, places=place),
            _("go to the folder of the pool, or specify it with --pool DIR"),
        )


class BadPool(CardctlError):
    """`pool.yaml` has errors; *findings* are those errors."""

    code = "bad-pool"

    def __init__(self, findings: tuple[Finding, ...], raw: FileContent, folder: Path) -> None:
        super().__init__(
            _("{file} has errors; no register was read", file=FILE),
            _("correct the lines above and try again"),
        )
        self.findings, self.files, self.folder = findings, {FILE: raw}, folder


class TakenRegister(NamedTuple):
    """A register of the pool.

    *folder* has its tables, which *package* describes: files, numbers of rows, hashes. If nothing
    was taken yet, or what is on disk is not what `pool.lock` has, *package* is None. *failure* says
    why nothing newer could be taken.
    """

    name: str
    folder: Path
    package: Taken | None
    failure: Failure | None = None

    @property
    def commit(self) -> str | None:
        """The commit of the source that was taken; None if the source has none."""
        return self.package.revision if self.package else None

    @property
    def taken_on(self) -> date | None:
        """The day on which the tables were taken."""
        return self.package.day if self.package else None

    @property
    def problem(self) -> Message | None:
        """Why there are no tables, or none that are newer."""
        if self.failure is not None:
            return self.failure.message
        return None if self.package else _("not taken yet")

    def table_path(self, table: str) -> Path | None:
        """Return the file of a table; None if nothing was taken."""
        return self.folder / self.package.tables[table].path if self.package else None


class Pool(NamedTuple):
    """A pool: *config*, its registers sorted by name, and what is wrong beside them.

    *problems* are findings in `pool.yaml`, such as two sources with one name; *files* has its text.
    """

    root: Path
    config: PoolConfig
    taken: tuple[TakenRegister, ...]
    problems: tuple[Finding, ...]
    files: dict[str, FileContent]
    lock: Lock


def find_pool(start: Path, named: str | None = None) -> Path:
    """Return the folder with `pool.yaml`: the named one, or *start* or its nearest parent.

    Raises NoPool.
    """
    for place in [Path(named)] if named else [start, *start.parents]:
        if (place / FILE).is_file():
            return place
    raise NoPool(Path(named) if named else start, and_parents=not named)


def load_pool(root: Path) -> Pool:
    """Return the pool in the folder *root*. Raises BadPool, Refused for its lock, FileProblem."""
    raw = read_file(root, FILE)
    config, _data, findings = parsed(FILE, raw, PoolConfig)
    if config is not None:
        findings = [*findings, *source_errors(config)]
    if config is None or any(found.severity is Severity.ERROR for found in findings):
        raise BadPool(tuple(findings), raw, root)
    lock = _lock(root)
    names = sorted({source.id for source in config.sources})
    taken = tuple(register_state(root, name, lock, config) for name in names)
    problems = (*findings, *repeated_names(config))
    return Pool(root, config, taken, problems, {FILE: raw}, lock)


def languages_of(root: Path) -> tuple[str, ...]:
    """Return the languages of the pool in *root*, the main one first; no other error matters.

    They are those of a new pool if the file cannot be read.
    """
    raw = read_file(root, FILE)
    tree = read_tree(raw, FILE)[0] if isinstance(raw, bytes) else None
    settings = tree.data.get("settings") if tree else None
    named = settings.get("languages") if isinstance(settings, dict) else None
    if isinstance(named, list | tuple) and all(isinstance(each, str) for each in named) and named:
        return tuple(named)
    return PoolSettings().languages


def tables_folder(root: Path, name: str) -> Path:
    """Return the folder with the tables of a register."""
    return root / TABLES / name


def _lock(root: Path) -> Lock:
    path = root / LOCK
    try:
        if path.stat().st_size > MOST_LOCK_BYTES:
            raise FileProblem(_("{path} is too large", path=path), _("delete it"))
        return read_lock(path.read_text("utf-8"))
    except FileNotFoundError:
        return Lock()
    except UnicodeDecodeError:
        return read_lock("")


def register_state(root: Path, name: str, lock: Lock, config: PoolConfig) -> TakenRegister:
    """Return what is known of a register, with tables that are there and fit for the audience."""
    folder = tables_folder(root, name)
    known = lock.registers.get(name, LockedRegister())
    taken = known.taken
    if taken is not None and not (is_fit(taken, config) and _is_there(folder, taken)):
        taken = None
    return TakenRegister(name, folder, taken, known.failure)


def is_fit(taken: Taken, config: PoolConfig) -> bool:
    """Whether the audience of the pool may see what was taken."""
    return config.audience is Audience.INTERNAL or taken.audience is Audience.PUBLIC


def _is_there(folder: Path, taken: Taken) -> bool:
    """Whether the package on disk is the one in the lock, and has its files; no row is read."""
    package = folder / PACKAGE
    files = (folder / table.path for table in taken.tables.values())
    return (
        package.is_file()
        and digest_of(package) == taken.package
        and all(file.is_file() for file in files)
    )
