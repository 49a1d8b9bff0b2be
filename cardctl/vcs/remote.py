"""Read a revision of another repository, which is not trusted, without its history.

Nothing of it is ever checked out, so its hooks, filters, links and submodules have no effect: it
is fetched, at a depth of one commit, into an empty repository that has no files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from cardctl.errors import GitProblem
from cardctl.i18n import _
from cardctl.printable import printable
from cardctl.vcs.commits import hash_of
from cardctl.vcs.git import Exchange, Limits, printed, printed_to

HEAD = "HEAD"
_TAKEN = "refs/tags/taken"
_NETWORK, _FOLDER = "https:ssh", "file"
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Address(NamedTuple):
    """A repository: *place* is a URL, or the absolute path of a folder (*is_folder*).

    *ref* is a branch or tag; None is what the repository names as its HEAD. *shown* is what
    messages call a folder, if not by its absolute path.
    """

    place: str
    is_folder: bool
    ref: str | None = None
    shown: str = ""

    @property
    def protocols(self) -> str:
        """The protocols that may be used."""
        return _FOLDER if self.is_folder else _NETWORK

    @property
    def names(self) -> tuple[str, ...]:
        """The full names that *ref* may have, the preferred one first."""
        return (HEAD,) if self.ref is None else (f"refs/heads/{self.ref}", f"refs/tags/{self.ref}")


class Tip(NamedTuple):
    """What a ref is at: its full *name*, and the *commit*."""

    name: str
    commit: str


class NoRef(GitProblem):
    """The repository has no such branch or tag."""

    def __init__(self, ref: str) -> None:
        super().__init__(_("no branch or tag {ref}", ref=ref))
        self.ref = ref


class Unreachable(GitProblem):
    """The repository cannot be read; *why* is git's own reason, in one line without passwords."""

    def __init__(self, why: str) -> None:
        super().__init__(_("git cannot read the repository: {why}", why=why))
        self.why = why


# Asking ------------------------------------------------------------------------------------------


def ask(root: Path, address: Address, limits: Limits) -> Exchange:
    """Start to ask a repository what the ref is at; `tip` reads the answer. Raises GitProblem."""
    peeled = (f"{name}^{{}}" for name in address.names)
    words = ("ls-remote", "--quiet", "--end-of-options", address.place, *address.names, *peeled)
    return Exchange(root, *words, protocols=address.protocols, limits=limits)


def tip(address: Address, exchange: Exchange) -> Tip | None:
    """Return the answer to `ask`; None while git is running.

    Raises NoRef, Unreachable, OverLimit.
    """
    done = exchange.result()
    if done is None:
        return None
    if done.returncode:
        raise Unreachable(_reason(done.stderr, address))
    lines = (line.partition("\t") for line in done.stdout.decode("utf-8", "replace").splitlines())
    found = {name: commit for commit, _tab, name in lines if _HASH.fullmatch(commit)}
    for name in address.names:
        if name in found:
            return Tip(name, found.get(f"{name}^{{}}", found[name]))
    raise NoRef(address.ref or HEAD)


# Fetching ----------------------------------------------------------------------------------------


@contextmanager
def empty_repository(like: str = "") -> Iterator[Path]:
    """Give a new repository without files; deleted afterwards. Raises GitProblem.

    It has the kind of hashes that the commit *like* has.
    """
    kind = "sha256" if len(like) == 64 else "sha1"
    with TemporaryDirectory(prefix="cardctl-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        printed(root, "init", "--quiet", "--template=", f"--object-format={kind}")
        yield root


def fetch(root: Path, address: Address, at: Tip, limits: Limits) -> str:
    """Fetch what a ref is at into the repository *root*; return the hash of the commit.

    It is another one than that of *at* if the ref has moved meanwhile. Raises Unreachable,
    OverLimit.
    """
    options = ("--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules",
               "--no-write-fetch-head", "--no-auto-maintenance")  # fmt: skip
    words = ("fetch", *options, "--end-of-options", address.place, f"+{at.name}:{_TAKEN}")
    done = Exchange(root, *words, protocols=address.protocols, limits=limits).wait()
    if done.returncode:
        raise Unreachable(_reason(done.stderr, address))
    commit = hash_of(root, _TAKEN)
    if commit is None:
        raise Unreachable(f"{at.name} is not a commit")
    return commit


LONGEST_REASON = 300

_LOGIN = re.compile(r"(?<=//)[^/@\s]*@")


def _reason(said: bytes, address: Address) -> str:
    """Return the first line of what git or ssh says, without the passwords of an address.

    The first line names the cause; the last one is often only that git could not read.
    """
    lines = filter(None, map(str.strip, said.decode("utf-8", "replace").splitlines()))
    line = next((line for line in lines if not line.lower().startswith(("warning:", "hint:"))), "")
    line = line.removeprefix("fatal: ").removeprefix("error: ")
    line = re.sub(r" after \d+ ms\b", "", line)  # else the same reason would differ each time
    if address.shown:
        line = line.replace(address.place, address.shown)
    return printable(_LOGIN.sub("", line))[:LONGEST_REASON] or "?"


# Reading -----------------------------------------------------------------------------------------


class Entry(NamedTuple):
    """A file of a commit: its *blob* and its *size* in bytes, or a symbolic link."""

    blob: str
    size: int
    is_link: bool


def entries(root: Path, commit: str) -> Mapping[str, Entry]:
    """Return the files and links of *commit* by path; submodules are left out."""
    found = {}
    listed = printed(root, "ls-tree", "-r", "-z", "-l", "--full-tree", "--end-of-options", commit)
    for line in os.fsdecode(listed).split("\0")[:-1]:
        about, _tab, path = line.partition("\t")
        mode, kind, blob, size = about.split()
        if kind == "blob":
            found[path] = Entry(blob, int(size), mode == "120000")
    return found


def save(root: Path, blob: str, target: Path) -> None:
    """Write the contents of *blob* to the new file *target*. Raises GitProblem."""
    with target.open("xb") as file:
        printed_to(root, file, "cat-file", "blob", blob)
