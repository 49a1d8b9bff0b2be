"""The file `pool.lock`: what was taken of each register, when, and what could not be taken.

It is written by `cardctl pool pull` alone. Its text depends only on what it records, so taking
the same twice changes no byte.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import file_digest, sha256
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from cardctl.domain.base import IsoDate, Line, Model, RegisterName, exactly
from cardctl.errors import Refused
from cardctl.i18n import Message, _
from cardctl.platform import open_file
from cardctl.report.audience import Audience

FILE = "pool.lock"

Count = Annotated[int, Field(ge=0)]
Sha256 = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


class LockedSource(Model):
    """A source as it was read (see `model.Source`)."""

    git: Line | None = None
    folder: Line | None = None
    ref: Line | None = None
    path: Line | None = None


class LockedTable(Model):
    """A table that was taken: its file, its number of rows, and the hash of them."""

    path: Annotated[str, Field(pattern=r"^[a-z_]{1,40}[.](parquet|jsonl|csv)$")]
    rows: Count
    hash: Sha256


class LockedFile(Model):
    """A file of the pool as it was written: its number of bytes, and their hash."""

    size: Count
    sha256: Sha256


class Taken(Model):
    """The tables that were taken: from where, when, and what they are.

    *revision* is the commit of the source, *version* the one of the register's own files that the
    tables were made from; a folder may have none. *package* is the hash of `datapackage.json`,
    *files* are those of the tables, by path.
    """

    source: LockedSource
    revision: Line | None = None
    version: Line | None = None
    day: IsoDate
    program: Line
    exported_here: bool
    audience: Audience
    table_schema: Annotated[int, Field(ge=1)]
    package: Sha256
    tables: Mapping[str, LockedTable]
    files: Mapping[str, LockedFile] = Field(default_factory=dict)


Plain = str | int


class Words(Model):
    """A message in a message, such as what is wrong with a table."""

    template: Line
    values: dict[Line, Plain] = Field(default_factory=dict)

    @property
    def message(self) -> Message:
        """The message itself."""
        return Message(self.template, self.values)


class Failure(Model):
    """Why a register could not be taken, since which day; *code* is a key of `FAILURES`."""

    code: Line
    values: dict[Line, Plain | Words] = Field(default_factory=dict)
    since: IsoDate

    @property
    def message(self) -> Message:
        """The reason in words. Raises KeyError if this version has no words for it."""
        values = {
            name: value.message if isinstance(value, Words) else value
            for name, value in self.values.items()
        }
        return Message(FAILURES[self.code].template, values)


class LockedRegister(Model):
    """What is known of a register: what was taken last, and why nothing newer was."""

    taken: Taken | None = None
    failure: Failure | None = None


class Lock(Model):
    """The contents of `pool.lock`."""

    format: Annotated[Literal[1], exactly(1)] = 1
    registers: Mapping[RegisterName, LockedRegister] = Field(default_factory=dict)


def failure_of(code: str, values: Mapping[str, Plain | Message], since: date) -> Failure:
    """Return a failure with its values as the lock has them."""
    kept = {name: _as_words(value) for name, value in values.items()}
    return Failure(code=code, values=kept, since=since)


def _as_words(value: Plain | Message) -> Plain | Words:
    if not isinstance(value, Message):
        return value
    if value.plural:
        return str(value)
    values = {
        name: each if isinstance(each, int) else str(each) for name, each in value.values.items()
    }
    return Words(template=value.template, values=values)


FAILURES: Mapping[str, Message] = {
    "audience": _("its tables are for an internal audience, but the pool is public"),
    "duplicate": _("two sources have this name"),
    "export": _("it cannot be exported: {why}"),
    "folder": _("{folder} is not a folder"),
    "foreign": _("{folder} has files that cardctl did not write"),
    "git": _("git cannot read the repository: {why}"),
    "link": _("{path} is a symbolic link"),
    "many": _("table {table}: more than {limit} rows"),
    "missing": _("the file {path} is missing"),
    "name": _("the register there is called {name}"),
    "nameless": _("the register has no name: add a line 'register: {id}' to its cardctl.yaml"),
    "nothing": _("no register and no published tables in {place}"),
    "package": _("datapackage.json does not describe tables of cardctl"),
    "ref": _("no branch or tag {ref}"),
    "schema": _("its tables have version {found}, and this cardctl reads version {known}"),
    "size": _("larger than {limit} MB"),
    "table": _("table {table}: {why}"),
    "time": _("no answer within {limit} seconds"),
    "unreadable": _("{path} cannot be read: {why}"),
    "unwritten": _("{path} cannot be written: {why}"),
}
"""The reasons why a register is not taken, by their code."""


def digest_of(package: Path) -> str:
    """Return the hash of the text of a package, as `Taken.package` has it."""
    return f"sha256:{sha256(package.read_bytes()).hexdigest()}"


def file_of(path: Path) -> LockedFile:
    """Return a file as the lock has it; no link is followed. Raises OSError."""
    with os.fdopen(open_file(path, os.O_RDONLY), "rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
        return LockedFile(size=file.tell(), sha256=f"sha256:{digest}")


def lock_text(lock: Lock) -> str:
    """Return the text of `pool.lock`: registers and tables sorted by name."""
    data = lock.model_dump(mode="json", exclude_none=True)
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_lock(text: str) -> Lock:
    """Return the contents of `pool.lock`. Raises Refused."""
    try:
        lock = Lock.model_validate_json(text)
    except (ValidationError, RecursionError) as error:
        raise Refused(
            _("{file} cannot be read", file=FILE),
            _("delete it, and take all registers again: cardctl pool pull"),
        ) from error
    if not all(map(_is_known, lock.registers.values())):
        raise Refused(
            _("{file} is from another version of cardctl", file=FILE), _("upgrade cardctl")
        )
    return lock


def _is_known(register: LockedRegister) -> bool:
    """Whether this version has words for the failure of a register."""
    try:
        return register.failure is None or all(_has_fields(register.failure.message))
    except KeyError:
        return False


def _has_fields(message: Message) -> Iterator[bool]:
    """Yield whether each field of a message is a plain name with a value, in nested ones too."""
    for _text, name, form, conversion in Formatter().parse(message.template):
        yield name is None or (name in message.values and not form and not conversion)
    for value in message.values.values():
        if isinstance(value, Message):
            yield from _has_fields(value)
