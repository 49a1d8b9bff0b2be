"""Ask the repositories of a pool what they are at, and fetch those that have changed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cardctl.errors import GitProblem
from cardctl.pool.contents import (
    MOST_BYTES,
    CommitContents,
    Untaken,
    commit_contents,
)
from cardctl.pool.model import Source, is_local
from cardctl.vcs.git import Exchange, Limits, OverLimit
from cardctl.vcs.git_errors import NoGit
from cardctl.vcs.remote import (
    Address,
    NoRef,
    Tip,
    Unreachable,
    ask,
    empty_repository,
    fetch,
    tip,
)

ASKING = Limits(seconds=60, size=16 << 20)
"""Limits of the question what a branch is at."""

FETCHING = Limits(seconds=900, size=MOST_BYTES)
"""Limits of fetching one commit."""

MOST_ASKED = 8
"""Number of repositories that are asked at once."""

_POLL = 0.02


def address_of(source: Source, root: Path) -> Address:
    """Return the address of a git source of the pool in *root*. Raises Untaken."""
    place = source.git or ""
    if not is_local(place):
        return Address(place, is_folder=False, ref=source.ref)
    folder = (root / place).absolute()
    if not folder.is_dir():
        raise Untaken("folder", folder=place)
    return Address(str(folder), is_folder=True, ref=source.ref, shown=place)


def tips(addresses: Mapping[str, Address]) -> Mapping[str, Tip | Untaken]:
    """Return what each repository is at, or why that is not known. Raises NoGit."""
    found: dict[str, Tip | Untaken] = {}
    running: dict[str, Exchange] = {}
    waiting = list(addresses.items())
    with empty_repository() as root:
        try:
            while waiting or running:
                while waiting and len(running) < MOST_ASKED:
                    name, address = waiting.pop()
                    running[name] = ask(root, address, ASKING)
                for name, exchange in list(running.items()):
                    if (answer := _answer(addresses[name], exchange)) is not None:
                        found[name] = answer
                        running.pop(name).stop()
                time.sleep(_POLL)
        finally:
            for exchange in running.values():
                exchange.stop()
    return found


def _answer(address: Address, exchange: Exchange) -> Tip | Untaken | None:
    try:
        with _as_untaken():
            return tip(address, exchange)
    except Untaken as reason:
        return reason


@contextmanager
def fetched(address: Address, at: Tip, path: str | None) -> Iterator[CommitContents]:
    """Give the files in the folder *path* of what a repository is at. Raises Untaken, NoGit."""
    with _as_untaken(), empty_repository(at.commit) as root:
        commit = fetch(root, address, at, FETCHING)
        yield commit_contents(root, commit, path)


@contextmanager
def _as_untaken() -> Iterator[None]:
    """Turn git's errors into reasons why a register cannot be taken."""
    try:
        yield
    except NoGit:
        raise
    except NoRef as error:
        raise Untaken("ref", ref=error.ref) from error
    except OverLimit as error:
        limits = error.limits
        raise (
            Untaken("time", limit=round(limits.seconds))
            if error.is_time
            else Untaken("size", limit=limits.size // 1_000_000)
        ) from error
    except Unreachable as error:
        raise Untaken("git", why=error.why) from error
    except GitProblem as error:
        raise Untaken("git", why=str(error.message)) from error
