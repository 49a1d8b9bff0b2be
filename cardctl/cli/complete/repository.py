"""Values from around the register: revisions of its git repository, registers of a pool."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cardctl.cli.complete.candidate import Candidate
from cardctl.i18n import _

if TYPE_CHECKING:
    from cardctl.cli.complete.request import Request
    from cardctl.domain.base import Json


def revisions(request: Request) -> Iterator[Candidate]:
    """Yield branches, tags and HEAD, each with the first line of its commit."""
    from cardctl.errors import GitProblem
    from cardctl.vcs.commits import named

    try:
        found = named(request.root or request.folder)
    except (GitProblem, OSError):
        return
    if found:
        yield Candidate("HEAD", request.said(_("the last commit")))
    yield from (Candidate(name, subject) for name, subject in found)


def revisions_or_auto(request: Request) -> Iterator[Candidate]:
    """Yield what `validate --since` can be compared with."""
    yield Candidate("auto", request.said(_("what CI says, or the merge base")))
    yield from revisions(request)


def pool_sources(request: Request) -> Iterator[Candidate]:
    """Yield the registers of the pool that is named, or of the nearest one."""
    from cardctl.errors import CardctlError
    from cardctl.pool.state import find_pool
    from cardctl.yaml.reader import read_tree

    named = request.line.values("--pool")
    start = str(Path(named[-1]).expanduser()) if named else None
    try:
        root = find_pool(request.folder, start)
        tree = read_tree((root / "pool.yaml").read_bytes(), "pool.yaml")[0]
    except (CardctlError, OSError):
        return
    taken = request.line.values("names", "--body")
    for each in _sources(tree.data if tree is not None else None):
        if each["id"] not in taken:
            yield Candidate(each["id"], str(each.get("folder") or each.get("git") or ""))


def _sources(data: Any) -> list[Json]:
    listed = data.get("sources") if isinstance(data, dict) else None
    entries = listed if isinstance(listed, list) else ()
    return [each for each in entries if isinstance(each, dict) and isinstance(each.get("id"), str)]
