"""The state of a pool on disk: its registers, and the tables that were taken of each.

The pool's folder has `pool.yaml`, `pool.lock`, and ``tables/REGISTER/`` with the tables of each
register and their package.
"""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cardctl.errors import CardctlError, FileProblem, UsageError
from cardctl.finding import Finding, Severity
from cardctl.i18n import Message, _
from cardctl.pool.lock import FILE as LOCK
from cardctl.pool.lock import (
    Failure,
    Lock,
    LockedFile,
    LockedRegister,
    Taken,
    digest_of,
    file_of,
    read_lock,
)
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
    was taken yet, or what is on disk is not what `pool.lock` has, *package* is None; *damage* then
    says what differs. *failure* says why nothing newer could be taken.
    """

    name: str
    folder: Path
    package: Taken | None
    failure: Failure | None = None
    damage: Message | None = None

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
        if self.damage is not None:
            return _("its tables are damaged: {why}", why=self.damage)
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
    taken = tuple(_state(root, name, lock, config) for name in names)
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
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            raise FileProblem(
                _("{path} is a link or not a regular file", path=path),
                _("replace it with a regular file"),
            )
        if found.st_size > MOST_LOCK_BYTES:
            raise FileProblem(_("{path} is too large", path=path), _("delete it"))
        return read_lock(path.read_text("utf-8"))
    except FileNotFoundError:
        return Lock()
    except UnicodeDecodeError:
        return read_lock("")


def _state(root: Path, name: str, lock: Lock, config: PoolConfig) -> TakenRegister:
    """Return what is known of a register, with tables that are there and fit for the audience."""
    folder = tables_folder(root, name)
    known = lock.registers.get(name, LockedRegister())
    taken = known.taken
    if taken is None or not is_fit(taken, config):
        return TakenRegister(name, folder, None, known.failure)
    damage = _damage(root, folder, taken)
    return TakenRegister(name, folder, None if damage else taken, known.failure, damage)


def is_fit(taken: Taken, config: PoolConfig) -> bool:
    """Whether the audience of the pool may see what was taken."""
    return config.audience is Audience.INTERNAL or taken.audience is Audience.PUBLIC


def linked(root: Path, name: str) -> str | None:
    """Return the link on the way to the tables of a register, which may lead out of the pool."""
    folders = (TABLES, f"{TABLES}/{name}")
    return next((each for each in folders if (root / each).is_symlink()), None)


def _damage(root: Path, folder: Path, taken: Taken) -> Message | None:
    """Return what of the tables on disk is not as it was taken: their bytes are compared."""
    if link := linked(root, folder.name):
        return _("{path} is a symbolic link", path=link)
    if problem := _irregular(folder, PACKAGE):
        return problem
    if digest_of(folder / PACKAGE) != taken.package:
        return _changed(PACKAGE)
    paths = sorted(table.path for table in taken.tables.values())
    problems = (_file_damage(folder, path, taken.files.get(path)) for path in paths)
    return next(filter(None, problems), None)


def _file_damage(folder: Path, path: str, known: LockedFile | None) -> Message | None:
    if problem := _irregular(folder, path):
        return problem
    file = folder / path
    try:
        is_same = known and file.stat().st_size == known.size and file_of(file) == known
    except OSError as error:
        return _("{path} cannot be read: {why}", path=path, why=error.strerror)
    return None if is_same else _changed(path)


def _irregular(folder: Path, path: str) -> Message | None:
    """Return why *path* is not a file that can be opened: a pipe would wait for ever."""
    try:
        mode = (folder / path).lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return _("the file {path} is missing", path=path)
    except OSError as error:
        return _("{path} cannot be read: {why}", path=path, why=error.strerror)
    if stat.S_ISREG(mode):
        return None
    return _("{path} is a link or not a regular file", path=path)


def _changed(path: str) -> Message:
    return _("{path} has changed since it was taken", path=path)
