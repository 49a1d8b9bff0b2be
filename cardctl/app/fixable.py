"""Which findings can be fixed, without the fixes that would rewrite the record.

To find out, files are parsed as they are, and as HEAD has them. Whoever only counts fixes needs not
the fixes themselves: the cache has the answer for files that have not changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from cardctl import vcs
from cardctl.app.record_guard import RecordGuard
from cardctl.app.recorded import is_under_git
from cardctl.cache import finding_json
from cardctl.cache.file_status import digest_of
from cardctl.cache.shared import basis_of
from cardctl.errors import GitProblem
from cardctl.finding import Finding
from cardctl.store.fixes import depends_on_text, with_fixes
from cardctl.store.layout import CARD_PATH
from cardctl.store.snapshot import Snapshot

if TYPE_CHECKING:
    from cardctl.app.workspace import Workspace
    from cardctl.cache.sqlite import Index

IsSafe = bool | None
"""Whether a finding has a safe fix, or only unsafe ones; None if it has no fix."""

_KIND = "fixable"
_LETTERS: Mapping[IsSafe, str] = {True: "s", False: "u", None: "-"}
_BY_LETTER = {letter: is_safe for is_safe, letter in _LETTERS.items()}


def offered(workspace: Workspace, findings: Sequence[Finding], loaded: Snapshot) -> list[Finding]:
    """Return the findings, which have their spans, with the fixes to offer."""
    found = with_fixes(findings, loaded.files)
    with suppress(GitProblem):  # with --fix it is reported
        return _without_rewriting(workspace, found, loaded)
    return found


def fixable(workspace: Workspace, findings: Sequence[Finding], loaded: Snapshot) -> list[IsSafe]:
    """Return which of the findings can be fixed; the same as their fixes in `offered` tell."""
    if workspace.index is not None:
        with suppress(GitProblem):
            return _cached(workspace, workspace.index, findings, loaded)
    return list(map(_is_safe, offered(workspace, findings, loaded)))


def _without_rewriting(
    workspace: Workspace, findings: list[Finding], loaded: Snapshot
) -> list[Finding]:
    """Return the findings without the fixes that would rewrite the record. Raises GitProblem."""
    if not any(finding.fixes for finding in findings):
        return findings
    workspace.observations.head(workspace.root)
    return RecordGuard(workspace.root, workspace.today).without_rewriting(findings, loaded)


def _is_safe(finding: Finding) -> IsSafe:
    return any(fix.safe for fix in finding.fixes) if finding.fixes else None


# With the cache ---------------------------------------------------------------------------------


def _cached(
    workspace: Workspace, index: Index, findings: Sequence[Finding], loaded: Snapshot
) -> list[IsSafe]:
    """Return the same, from the cache for the files that it knows. Raises GitProblem."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    by_path = {path: some for path, some in by_path.items() if any(map(_may_be_fixed, some))}
    keys = _keys(workspace, by_path, loaded) if by_path else {}
    known = index.derived(_KIND) if by_path else {}
    letters = {p: data.decode() for p, (key, data) in known.items() if key == keys.get(p)}
    new = [finding for path in by_path if path not in letters for finding in by_path[path]]
    if new:
        found = _letters(_without_rewriting(workspace, with_fixes(new, loaded.files), loaded))
        letters |= found
        with index.writing() as batch:
            batch.derive(_KIND, ((path, keys[path], text.encode()) for path, text in found.items()))
    coming = {path: map(_BY_LETTER.__getitem__, text) for path, text in letters.items()}
    return [next(coming[f.path]) if f.path in coming else None for f in findings]


def _may_be_fixed(finding: Finding) -> bool:
    return bool(finding.fixes) or depends_on_text(finding)


def _letters(findings: Iterable[Finding]) -> dict[str, str]:
    """Return by path one letter for each finding."""
    letters: dict[str, str] = {}
    for finding in findings:
        letters[finding.path] = letters.get(finding.path, "") + _LETTERS[_is_safe(finding)]
    return letters


def _keys(
    workspace: Workspace, by_path: Mapping[str, list[Finding]], loaded: Snapshot
) -> dict[str, str]:
    """Return by path a digest of everything that its letters depend on. Raises GitProblem."""
    workspace.observations.head(workspace.root)
    cards = [path for path in by_path if CARD_PATH.fullmatch(path)]
    heads = vcs.blobs_at_head(workspace.root, cards) if is_under_git(workspace.root) else {}
    around = [basis_of(loaded.files), workspace.today.isoformat()]

    def key(path: str, findings: list[Finding]) -> str:
        raw = loaded.files.get(path)
        content = digest_of(raw) if isinstance(raw, bytes) else ""
        parts = [*around, content, heads.get(path, ""), finding_json.dumps(findings)]
        return digest_of(json.dumps(parts).encode())

    return {path: key(path, findings) for path, findings in by_path.items()}
