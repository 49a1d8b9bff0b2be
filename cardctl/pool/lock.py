"""The file `pool.lock`: what was taken of each register, when, and what could not be taken.

It is written by `cardctl pool pull` alone. Its text depends only on what it records, so taking
the same twice changes no byte.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from cardctl.domain.base import IsoDate, Line, Model, RegisterName, exactly
from cardctl.errors import Refused
from cardctl.i18n import Message, _
from cardctl.report.audience import Audience

FILE = "pool.lock"

Count = Annotated[int, Field(ge=0)]
RowsHash = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


class LockedSource(Model):
    """A source as it was read (see `model.Source`)."""

    git: Line | None = None
    folder: Line | None = None
    ref: Line | None = None
    path: Line | None = None


class LockedTable(Model):
    """A table that was taken: its number of rows, and the hash of them."""

    rows: Count
    hash: RowsHash


class Taken(Model):
    """The tables that were taken: from where, when, and what they are.

    *revision* is the commit of the source, *version* the one of the register's own files that the
    tables were made from; a folder may have none.
    """

    source: LockedSource
    revision: Line | None = None
    version: Line | None = None
    day: IsoDate
    program: Line
    exported_here: bool
    audience: Audience
    table_schema: Annotated[int, Field(ge=1)]
    format: Literal["parquet", "jsonl", "csv"]
    tables: Mapping[str, LockedTable]


class Failure(Model):
    """Why a register could not be taken, since which day; *code* is a key of `FAILURES`."""

    code: Line
    values: dict[Line, str | int] = Field(default_factory=dict)
    since: IsoDate

    @property
    def message(self) -> Message:
        """The reason in words."""
        return Message(FAILURES[self.code].template, self.values)


class LockedRegister(Model):
    """What is known of a register: what was taken last, and why nothing newer was."""

    taken: Taken | None = None
    failure: Failure | None = None


class Lock(Model):
    """The contents of `pool.lock`."""

    format: Annotated[Literal[1], exactly(1)] = 1
    registers: Mapping[RegisterName, LockedRegister] = Field(default_factory=dict)


FAILURES: Mapping[str, Message] = {
    "audience": _("its tables are for an internal audience, but the pool is public"),
    "duplicate": _("two sources have this name"),
    "folder": _("{folder} is not a folder"),
    "format": _("the package cannot be read: {why}"),
    "git": _("git cannot read the repository: {why}"),
    "hash": _("table {table}: the hash does not fit the rows"),
    "link": _("{path} is a symbolic link"),
    "name": _("the register is called {name}"),
    "nameless": _("the register has no name; it needs a line 'register: {id}' in cardctl.yaml"),
    "nothing": _("no published tables and no register at {place}"),
    "number": _("{place}: a number does not fit into 64 bits"),
    "ref": _("no branch or tag {ref}"),
    "rows": _("table {table}: {found} rows instead of {stated}"),
    "schema": _("its tables have schema {found}; this version of cardctl reads schema {known}"),
    "size": _("larger than {limit} MB"),
    "table": _("table {table} is missing"),
    "time": _("no answer within {limit} seconds"),
    "unreadable": _("{path} cannot be read: {why}"),
    "values": _("table {table}: {why}"),
}
"""The reasons why a register is not taken, by their code."""


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
        if (failure := register.failure) is not None:
            FAILURES[failure.code].template.format(**failure.values)
    except KeyError:
        return False
    return True
