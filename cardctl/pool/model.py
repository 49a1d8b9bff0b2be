"""The file `pool.yaml`: the registers of a pool and their sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import Field

from cardctl.domain.base import Language, Line, Model, RegisterName, Text, exactly
from cardctl.finding import Finding
from cardctl.i18n import Message, _
from cardctl.report.audience import Audience

FILE = "pool.yaml"


class Source(Model):
    """Where a register, or its published tables, can be read."""

    id: RegisterName
    """Name of the register, as in its own cardctl.yaml."""
    git: Line | None = None
    """Address of a git repository: https://…, ssh://…, HOST:PATH, or a folder."""
    folder: Line | None = None
    """Folder that is read in place; relative to the pool's folder."""
    ref: Line | None = None
    """Branch or tag (default: the branch that the repository names as HEAD)."""
    path: Line | None = None
    """Folder inside the repository or folder (default: its top, or cards/ in it)."""


class PoolSettings(Model):
    """Settings of the pool's report."""

    overdue_days: Annotated[int, Field(ge=0, le=3650)] = 30
    """Days after the due date from which the report names a card, the same for all registers."""
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)
    """Languages of the report, the main one first: it is used without --lang."""


class PoolConfig(Model):
    """The file `pool.yaml`."""

    format: Annotated[Literal[1], exactly(1)] = 1
    """Version of the format of this file."""
    title: Text
    """Title of the report, plain or by language."""
    audience: Audience = Audience.PUBLIC
    """Who may see the pool: public takes no tables with restricted cards."""
    sources: tuple[Source, ...] = ()
    """The registers, in any order."""
    settings: PoolSettings = Field(default_factory=PoolSettings)
    """Settings of the report."""

    @property
    def repeated(self) -> frozenset[str]:
        """Names that several sources have; none of these is taken."""
        counted = Counter(source.id for source in self.sources)
        return frozenset(name for name, count in counted.items() if count > 1)


# Checks that a schema cannot express -------------------------------------------------------------


def source_errors(config: PoolConfig) -> Iterator[Finding]:
    """Yield what is wrong with each source on its own."""
    for index, source in enumerate(config.sources):
        place = ("sources", index)
        if source.git is None and source.folder is None:
            yield _error(place, "CC201", "missing-field", _("'{key}' is missing", key="git"),
                         _("add a line 'git: ADDRESS' or 'folder: DIR'"))  # fmt: skip
        for key in ("git", "ref") if source.folder is not None else ():
            if getattr(source, key) is not None:
                message = _("'{key}' and '{other}' cannot both be given", key="folder", other=key)
                hint = _("remove one of them")
                yield _error((*place, key), "CC202", "unknown-field", message, hint)
        if source.git is not None and (wrong := _wrong_address(source.git)) is not None:
            yield _error((*place, "git"), "CC804", "bad-link", *wrong)
        if source.ref is not None and not _REF.fullmatch(source.ref):
            yield _error((*place, "ref"), "CC205", "bad-id",
                         _("{value} is not the name of a branch or tag", value=source.ref),
                         _("write a name such as main or v1.0"))  # fmt: skip
        if source.path is not None and not _is_inside(source.path):
            yield _error((*place, "path"), "CC803", "path-escape",
                         _("{path} is not a path inside the source", path=source.path),
                         _("use a relative path with / and without .."))  # fmt: skip


def repeated_names(config: PoolConfig) -> Iterator[Finding]:
    """Yield a finding for every further source with a name that an earlier one has."""
    seen: set[str] = set()
    for index, source in enumerate(config.sources):
        if source.id in seen:
            message = _("two sources have the name {name}; neither is read", name=source.id)
            hint = _("give each source the name in the register's own cardctl.yaml")
            yield _error(("sources", index, "id"), "CC301", "duplicate-id", message, hint)
        seen.add(source.id)


def _error(
    field: tuple[str | int, ...], code: str, name: str, message: Message, hint: Message
) -> Finding:
    return Finding(FILE, field, code, name, message, hint=hint)


_REF = re.compile(
    r"(?!.*(\.\.|//|@\{|/$|\.lock$|\.$))[A-Za-z0-9_][^\s~^:?*\[\\\x00-\x20\x7f]{0,200}"
)
"""Names that git allows for a branch or tag, and that cannot be taken for an option."""


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return not (path.startswith("/") or "\\" in path or ":" in path or ".." in parts)


# Addresses ---------------------------------------------------------------------------------------

_HTTPS = re.compile(r"https://[A-Za-z0-9.\-]+(:[0-9]{1,5})?/[^\s?#]+")
_SSH = re.compile(r"ssh://([A-Za-z0-9_][\w.\-]*@)?[A-Za-z0-9][A-Za-z0-9.\-]*(:[0-9]{1,5})?/[^\s]+")
_SCP = re.compile(r"([A-Za-z0-9_][\w.\-]*@)?[A-Za-z0-9][A-Za-z0-9.\-]+:(?!:|//|\\)[^\s:]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[:/]")


def _wrong_address(address: str) -> tuple[Message, Message] | None:
    """Return message and hint if *address* is not one that may be fetched."""
    if _has_credentials(address):
        return (
            _("the address contains credentials"),
            _("remove them; git gets them from its credential helper, or from ssh"),
        )
    if _HTTPS.fullmatch(address) or _SSH.fullmatch(address) or is_local(address):
        return None
    if not address.startswith("-") and _SCP.fullmatch(address):
        return None
    return (
        _("{address} is not an address that is read", address=address),
        _("use https://…, ssh://…, HOST:PATH, or a folder"),
    )


def _has_credentials(address: str) -> bool:
    scheme, sign, rest = address.partition("://")
    user, at, _host = rest.partition("/")[0].rpartition("@")
    return bool(sign and at) and (scheme.lower() != "ssh" or ":" in user)


def is_local(address: str) -> bool:
    """Whether *address* is a folder: no scheme, no host, no option."""
    is_drive = re.match(r"[A-Za-z]:[\\/]", address) is not None
    return not address.startswith("-") and (is_drive or ":" not in address)
