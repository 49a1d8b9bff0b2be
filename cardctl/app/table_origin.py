"""Where published tables come from: the commit of the files, and the address of the repository."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from cardctl import __version__, vcs
from cardctl.errors import GitProblem
from cardctl.publish.package import Origin
from cardctl.store.files import read_file
from cardctl.store.layout import is_ours
from cardctl.store.scan import listing

if TYPE_CHECKING:
    from cardctl.report.audience import Audience


def origin(root: Path, commit: str | None, audience: Audience) -> Origin:
    """Return where the tables of the register at *root* come from.

    *commit* is the revision that was read; None for the files on disk, which are those of HEAD if
    nothing has changed since. Without git, or outside a repository, there is neither.
    """
    try:
        found = commit or _unchanged_head(root)
        remotes = vcs.configured(root, r"^remote\.origin\.url$")
    except GitProblem:
        return Origin(__version__, audience, commit or "")
    return Origin(__version__, audience, found, public_address(*remotes.values()))


def _unchanged_head(root: Path) -> str:
    """Return the commit of HEAD if the register's files are those of it, otherwise ""."""
    head = vcs.locate(root).head
    if head is None:
        return ""
    then = {path: blob for path, blob in vcs.blobs_at(root, head).items() if is_ours(path)}
    if set(filter(is_ours, listing(root))) != then.keys():
        return ""
    touched = sorted(vcs.paths_changed(root, head) & then.keys())
    old = vcs.contents(root, [then[path] for path in touched])
    is_same = all(read_file(root, path) == raw for path, raw in zip(touched, old, strict=True))
    return head if is_same else ""


_HOST_PATH = re.compile(r"(?:[\w.-]+@)?(?P<host>[\w.-]{2,}):(?P<path>[^/\\:][^\\:]*)", re.ASCII)
"""The short form of an ssh address: git@example.org:office/register.git."""

_PLAIN = re.compile(r"[\w./~%+:-]+", re.ASCII)


def public_address(address: str = "") -> str:
    """Return the address of a repository as everybody may see it; "" for a folder or a file.

    User names, passwords, queries and fragments are left out: they may be secrets.
    """
    short = _HOST_PATH.fullmatch(address)
    if short:
        address = f"ssh://{short['host']}/{short['path']}"
    try:
        parts = urlsplit(address)
        host = _host(parts)
    except ValueError:
        return ""
    if parts.scheme not in ("https", "ssh") or not host or not _PLAIN.fullmatch(parts.path):
        return ""
    user = "git@" if parts.scheme == "ssh" else ""  # the name that hosts use, and no person's
    return f"{parts.scheme}://{user}{host}{parts.path}"


def _host(parts: SplitResult) -> str:
    """Return host and port. Raises ValueError for a port that is no number."""
    host = parts.hostname or ""
    name = host if _PLAIN.fullmatch(host) and ":" not in host else ""
    return f"{name}:{parts.port}" if name and parts.port else name
