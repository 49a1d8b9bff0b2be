"""Read published tables back, and check that they are what their package says.

A folder may come from anybody. Only files with the names of tables are read, never through a link,
and row by row; what is not as it must be is a `Problem`.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from cardctl.domain.base import REGISTER_PATTERN
from cardctl.errors import CardctlError
from cardctl.i18n import Message, _
from cardctl.literals import iso_day
from cardctl.platform import open_file
from cardctl.publish.formats import FORMATS, BadRows, RawRow
from cardctl.publish.package import FILE
from cardctl.publish.records import Row, Value
from cardctl.publish.row_text import LARGEST, Digest, digest, lines
from cardctl.publish.schema import BY_NAME, TABLES, VERSION, Column, Table, Type
from cardctl.publish.sense import Claims, sensible

MAX_PACKAGE_BYTES = 1 << 20
"""Maximum size of `datapackage.json`; one of this version has some 60 KB."""

_PUBLIC = "public"  # of report.audience, which this room does not import
_NAME = re.compile(REGISTER_PATTERN)
_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


class NoTables(CardctlError):
    """A folder has no package of published tables that could be read."""

    code = "no-tables"


class Resource(NamedTuple):
    """A published table: its file and format, and the digest of its rows as the package has it."""

    table: Table
    path: str
    form: str
    digest: Digest


class Package(NamedTuple):
    """What `datapackage.json` says of the tables of the register *name*.

    *schema* is the version of the tables. *commit* and *repository* are empty if it has none.
    *resources* are the tables that this version of cardctl knows, by name, and *problems* what the
    package has wrong.
    """

    name: str
    title: str
    schema: int
    program: str
    audience: str
    commit: str
    repository: str
    resources: Mapping[str, Resource]
    problems: tuple[Problem, ...] = ()


class Problem(NamedTuple):
    """What is wrong with published tables; *table* is its name, or None for the package."""

    message: Message
    table: str | None = None


def read_package(folder: Path) -> Package:
    """Return the package in *folder*. Raises NoTables if there is none, or if it is no package."""
    data = _package_data(folder)
    own = data.get("cardctl")
    if not isinstance(own, dict) or type(own.get("schema")) is not int:
        raise NoTables(
            _("{file} does not say which tables it describes", file=folder / FILE), _REDO
        )
    name = data.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise NoTables(_("{file} does not name a register", file=folder / FILE), _REDO)
    sources = data.get("sources")
    source = sources[0] if isinstance(sources, list) and sources else {}
    commit = _text(data, "version")
    resources, problems = _resources(data.get("resources"), own["schema"])
    return Package(
        name,
        _text(data, "title"),
        own["schema"],
        _text(own, "program"),
        _text(own, "audience"),
        commit if _COMMIT.fullmatch(commit) else "",
        _text(source, "title"),
        resources,
        problems,
    )


_REDO = _("ask whoever publishes the tables to export them again")


def _package_data(folder: Path) -> Mapping[str, Any]:
    path = folder / FILE
    try:
        with os.fdopen(open_file(path, os.O_RDONLY), "rb") as file:
            raw = file.read(MAX_PACKAGE_BYTES + 1)
        data = json.loads(raw) if len(raw) <= MAX_PACKAGE_BYTES else None
    except OSError as error:
        raise NoTables(
            _("no published tables: cannot read {file}: {why}", file=path, why=error.strerror),
            _REDO,
        ) from error
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise NoTables(_("{file} is not a package of tables", file=path), _REDO)
    return data


def _text(data: object, key: str) -> str:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, str) else ""


def _resources(listed: object, schema: int) -> tuple[dict[str, Resource], tuple[Problem, ...]]:
    """Return the known tables of a package, and its problems."""
    if schema != VERSION:
        message = _(
            "the tables have version {found}, and this cardctl reads version {version}",
            found=schema,
            version=VERSION,
        )
        return {}, (Problem(message),)
    found: dict[str, Resource] = {}
    problems: list[Problem] = []
    for each in listed if isinstance(listed, list) else ():
        table = BY_NAME.get(_text(each, "name"))
        if table is None:
            continue  # a later version may have more tables
        problem = _wrong(each, table, found)
        if problem:
            problems.append(Problem(problem, table.name))
        else:
            found[table.name] = _resource(each, table)
    named = {*found, *(problem.table for problem in problems)}
    absent = [table.name for table in TABLES if table.name not in named]
    problems += [Problem(_("the package does not have the table"), name) for name in absent]
    return found, tuple(problems)


def _wrong(each: Mapping[str, Any], table: Table, found: Mapping[str, Resource]) -> Message | None:
    """Return what is wrong with the entry of *table* in a package."""
    rows = each.get("rows")
    if table.name in found:
        return _("the package has the table twice")
    if _text(each, "path") not in {f"{table.name}.{form}" for form in FORMATS}:
        return _("its file is not named as the table")
    if type(rows) is not int or rows < 0 or not _HASH.fullmatch(_text(each, "rowsHash")):
        return _("the package does not have the number and the hash of its rows")
    if _fields(each) != [(column.name, column.type.value) for column in table.columns]:
        return _("the package describes other columns")
    return None


def _fields(each: Mapping[str, Any]) -> list[tuple[str, str]]:
    schema = each.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    listed = fields if isinstance(fields, list) else []
    return [(_text(field, "name"), _text(field, "type")) for field in listed]


def _resource(each: Mapping[str, Any], table: Table) -> Resource:
    path = each["path"]
    sha256 = each["rowsHash"].removeprefix("sha256:")
    return Resource(table, path, path.rpartition(".")[2], Digest(each["rows"], sha256))


# Rows --------------------------------------------------------------------------------------------


def read_rows(folder: Path, resource: Resource) -> Iterator[Row]:
    """Yield the rows of a table in *folder*, with values of the types of their columns.

    Raises BadRows for what is not the table, MissingExtra for Parquet without its extra.
    """
    path = folder / resource.path
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise BadRows(_("it is not a regular file"))
        raw_rows = FORMATS[resource.form].decode(resource.table, path)
        yield from map(_typed(resource.table), raw_rows)
    except OSError as error:
        raise BadRows(_("cannot be read: {why}", why=error.strerror)) from error


def _typed(table: Table) -> Callable[[RawRow], Row]:
    """Return a function that returns a row with the types of *table*; it raises BadRows."""
    columns = [(column, _TYPED[column.type], _test_of(column)) for column in table.columns]

    def typed(raw: RawRow) -> Row:
        if len(raw) != len(columns):
            raise BadRows(_("a row has more or fewer values than the table has columns"))
        return tuple(
            _value(column, convert, test, value)
            for (column, convert, test), value in zip(columns, raw, strict=True)
        )

    return typed


def _value(
    column: Column,
    convert: Callable[[Any], Value],
    test: Callable[[Any], bool] | None,
    raw: object,
) -> Value:
    if raw is None and column.is_null_allowed:
        return None
    try:
        value = convert(raw)
    except (ValueError, TypeError, ArithmeticError) as error:
        raise BadRows(
            _("'{column}' has a value that is no {type}", column=column.name, type=column.type)
        ) from error
    if test and not test(value):
        raise BadRows(_("'{column}' has a value that the table does not allow", column=column.name))
    return value


def _test_of(column: Column) -> Callable[[Any], bool] | None:
    """Return a function that checks a value against the constraints of *column*, if any."""
    if column.enum:
        return frozenset(column.enum).__contains__
    if column.pattern:
        pattern = re.compile(column.pattern)
        return lambda value: pattern.fullmatch(value) is not None
    if column.minimum is not None:
        least, most = column.minimum, LARGEST if column.maximum is None else column.maximum
        return lambda value: least <= value <= most
    return None


def _string(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    value.encode()  # UnicodeEncodeError, which is a ValueError, for half of a surrogate pair
    return value


def _integer(value: object) -> int:
    if type(value) is not int or not -LARGEST - 1 <= value <= LARGEST:
        raise TypeError
    return value


def _number(value: object) -> Decimal:
    """Return a decimal number with at most 15 digits before the point and 6 after it."""
    if type(value) is int:
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite() or value.adjusted() >= 15:
        raise TypeError
    exponent = value.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -6:
        raise TypeError
    return value


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _date(value: object) -> date:
    if type(value) is date:
        return value
    if not isinstance(value, str):
        raise TypeError
    day = iso_day(value)
    if day is None:
        raise TypeError
    return day


_TYPED: Mapping[Type, Callable[[Any], Value]] = {
    Type.STRING: _string,
    Type.INTEGER: _integer,
    Type.NUMBER: _number,
    Type.BOOLEAN: _boolean,
    Type.DATE: _date,
}


# Checks ------------------------------------------------------------------------------------------


def verify(folder: Path) -> list[Problem]:
    """Return what is wrong with the tables in *folder*, table by table; read every row for it.

    Raises NoTables if there is no package, MissingExtra for Parquet without its extra.
    """
    package = read_package(folder)
    found = [*package.problems]
    for resource in package.resources.values():
        message = _wrong_rows(folder, package, resource)
        if message:
            found.append(Problem(message, resource.table.name))
    return found


def _wrong_rows(folder: Path, package: Package, resource: Resource) -> Message | None:
    table, expected = resource.table, resource.digest
    try:
        rows = islice(read_rows(folder, resource), expected.rows + 1)
        ordered = _in_order(rows, package.name, len(table.key))
        made = digest(lines(table, sensible(table.name, ordered, _claims(package))))
    except BadRows as error:
        return error.message
    if made.rows > expected.rows:
        return _("it has more rows than the package says: {rows}", rows=expected.rows)
    if made.rows < expected.rows:
        return _(
            "it has {found} rows, and the package says {rows}",
            found=made.rows,
            rows=expected.rows,
        )
    if made.sha256 != expected.sha256:
        return _("its rows do not have the hash that the package says")
    return None


def _claims(package: Package) -> Claims:
    cards = package.resources.get("card")
    return Claims(package.audience == _PUBLIC, cards.digest.rows if cards else None)


def _in_order(rows: Iterator[Row], register: str, key_size: int) -> Iterator[Row]:
    """Yield *rows* if they are all of one register, and sorted by their key, each key once."""
    last: tuple[Any, ...] | None = None
    for row in rows:
        key: tuple[Any, ...] = row[:key_size]
        if key[0] != register:
            raise BadRows(_("it has rows of another register"))
        if last is not None and not last < key:
            raise BadRows(_("its rows are not sorted by their key, or one is there twice"))
        last = key
        yield row
