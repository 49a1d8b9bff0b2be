"""Take the published tables of a register as they are, after checking them.

Nothing that the package says is believed: every row is read and hashed (see `publish.read`).
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cardctl.pool.contents import MOST_BYTES, Contents, Untaken, too_large
from cardctl.printable import printable
from cardctl.publish.package import FILE
from cardctl.publish.read import (
    MAX_PACKAGE_BYTES,
    NoTables,
    Package,
    Problem,
    read_package,
    verify,
)
from cardctl.publish.schema import TABLES, VERSION
from cardctl.report.audience import Audience

MOST_ROWS = 100_000_000
"""Maximum number of rows of a table: a small file can have very many."""

LONGEST_REASON = 200


class Wanted(NamedTuple):
    """Which package: of the register *name*, fit for *audience*."""

    name: str
    audience: Audience


def take(contents: Contents, wanted: Wanted, folder: Path) -> Package:
    """Copy the tables of a source into *folder*, and check them.

    Raises Untaken, MissingExtra for Parquet without its extra.
    """
    _copy(contents, FILE, folder, MAX_PACKAGE_BYTES)
    package = package_in(folder)
    _require_fit(package, wanted)
    left = MOST_BYTES
    for table in TABLES:
        resource = package.resources[table.name]
        if resource.digest.rows > MOST_ROWS:
            raise Untaken("many", table=table.name, limit=MOST_ROWS)
        left -= _copy(contents, resource.path, folder, left)
    _require_none(verify(folder))
    return package


def package_in(folder: Path) -> Package:
    """Return the package in a folder. Raises Untaken."""
    try:
        return read_package(folder)
    except NoTables as error:
        raise Untaken("package") from error


def _require_fit(package: Package, wanted: Wanted) -> None:
    """Raise Untaken unless the package is the one that is wanted, and has all tables."""
    if package.schema != VERSION:
        raise Untaken("schema", found=package.schema, known=VERSION)
    if package.name != wanted.name:
        raise Untaken("name", name=shown(package.name))
    if package.audience not in tuple(Audience):
        raise Untaken("package")
    if wanted.audience is Audience.PUBLIC and package.audience != Audience.PUBLIC:
        raise Untaken("audience")
    _require_none(package.problems)


def _require_none(problems: list[Problem] | tuple[Problem, ...]) -> None:
    if problems:
        first = problems[0]
        raise Untaken("table", table=first.table or FILE, why=first.message)


def _copy(contents: Contents, path: str, folder: Path, most: int) -> int:
    """Copy a file, and return its size. Raises Untaken."""
    size = contents.size(path)
    if size is None:
        raise Untaken("missing", path=path)
    if size > most:
        raise too_large(most)
    contents.save(path, folder / path)
    return size


def shown(text: str) -> str:
    """Return what others wrote as a short printable text."""
    return printable(text)[:LONGEST_REASON]
