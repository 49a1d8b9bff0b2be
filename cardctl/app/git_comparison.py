"""Query git for the base of a comparison, and read the base versions of changed cards.

Runs in parallel with the import of the rules (see `workers.beside`), so it imports no models.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl import vcs
from cardctl.app.base_snapshot import BaseComparison, BaseSnapshot
from cardctl.i18n import Message, _
from cardctl.store.layout import CARD_PATH, CONFIG, is_ours
from cardctl.store.scan import listing

if TYPE_CHECKING:
    from cardctl.yaml.nodes import Data

MANY = 50
"""Number of files from which importing the YAML reader here pays off."""


def known(root: Path, revision: str | None, index_named: str | None) -> BaseComparison:
    """Compare the register at *root* with *revision*; None compares the staged changes.

    *index_named* is the value of GIT_INDEX_FILE. Raises GitProblem, for example CannotCompare.
    """
    try:
        return _known(root, revision, index_named)
    except vcs.Incomplete as problem:
        raise vcs.CannotCompare(problem.message, problem.hint) from problem


def _known(root: Path, revision: str | None, index_named: str | None) -> BaseComparison:
    at = vcs.locate(root)
    staged = revision is None
    index = vcs.index_of(at, index_named) if staged else None
    base, tip = _base(root, at, revision)

    blobs = _in_index(root, index) if staged else None
    paths = frozenset(listing(root) if blobs is None else blobs)
    hidden = frozenset() if staged else _hidden(root, paths)
    paths |= hidden

    def then(commit: str | None, label: Message) -> BaseSnapshot:
        return _snapshot(at, root, commit, label, (staged, index), paths)

    name = revision or ""
    target = _short(name) if tip and tip.startswith(name) else name
    changed_on_target = vcs.blobs_changed(root, base, tip) if base and tip and tip != base else {}
    return BaseComparison(
        base=then(base, _label(base, tip, revision, target)),
        parents=tuple(
            then(one, _("{hash}, a parent of this merge", hash=_short(one)))
            for one in at.parents
            if one != base
        ),
        paths=paths,
        target=target,
        changed_on_target=frozenset(changed_on_target),
        staged=blobs,
        home=at.prefix,
        added_on_all_sides=_added_on_all_sides(root, at.parents),
        hidden=hidden,
    )


def _hidden(root: Path, present: frozenset[str]) -> frozenset[str]:
    """Return the register's files that a sparse checkout leaves out of the work tree."""
    return frozenset(filter(is_ours, vcs.skipped(root) - present))


def _added_on_all_sides(root: Path, parents: Sequence[str]) -> frozenset[str]:
    """Return the files that every parent of a merge has and their merge base has not."""
    if not parents:
        return frozenset()
    base = vcs.common_base(root, parents)
    sides = [vcs.blobs_at(root, commit).keys() for commit in parents]
    before = vcs.blobs_at(root, base).keys() if base else frozenset()
    return frozenset(sides[0]).intersection(*sides[1:]) - before


def _base(
    root: Path, at: vcs.RegisterLocation, revision: str | None
) -> tuple[str | None, str | None]:
    """Return the commit to compare with, and the commit that the user named."""
    if revision is None:
        return vcs.base_of_merge(root, at), None
    return vcs.merge_base(root, at, revision)


def _label(base: str | None, tip: str | None, revision: str | None, target: str) -> Message:
    if base is None:
        return _("the empty tree")
    if revision is None:
        return _("HEAD, {hash}", hash=_short(base))
    if base == tip and target != revision:
        return _("{hash}", hash=_short(base))
    return _("{hash}, the merge base with {revision}", hash=_short(base), revision=target)


def _short(commit: str) -> str:
    return commit[:7]


def _in_index(root: Path, index: Path | None) -> dict[str, str]:
    blobs = vcs.blobs_in_index(root, index)
    return {path: blob for path, blob in blobs.items() if is_ours(path)}


def _snapshot(
    at: vcs.RegisterLocation,
    root: Path,
    commit: str | None,
    label: Message,
    where: tuple[bool, Path | None],
    paths: frozenset[str],
) -> BaseSnapshot:
    """Return *commit*'s version of the files changed since; None is before the first commit."""
    if commit is None:
        return BaseSnapshot("", label, frozenset(filter(is_ours, paths)), {})
    blobs = vcs.blobs_at(root, commit)
    in_place = CONFIG in blobs
    if in_place:
        staged, index = where
        told = vcs.paths_changed(root, commit, staged=staged, index=index)
    else:
        blobs = _relocated(at, vcs.blobs_from_top(root, commit))
        told = frozenset(blobs)
    new = frozenset(filter(is_ours, paths - blobs.keys()))
    changed = sorted(filter(is_ours, told & blobs.keys()))
    if not changed:
        return BaseSnapshot(commit, label, new, {})
    about, *contents = vcs.contents(root, [commit, *(blobs[path] for path in changed)])
    held = dict(zip(changed, contents, strict=True))
    return BaseSnapshot(
        commit, label, new, held, _parsed_cards(held) if in_place else {}, vcs.day_of(about)
    )


def _parsed_cards(held: Mapping[str, bytes]) -> dict[str, Data | None]:
    """Return the parsed cards among *held*; nothing for a few files, which are parsed later."""
    if len(held) < MANY:
        return {}
    from cardctl.yaml.reader import read_tree

    trees = {path: read_tree(held[path], path)[0] for path in held if CARD_PATH.fullmatch(path)}
    return {path: tree.known_data if tree else None for path, tree in trees.items()}


def _relocated(at: vcs.RegisterLocation, blobs: Mapping[str, str]) -> dict[str, str]:
    """Return a commit's files of the register that was moved here since, if there is just one."""
    homes = [path.removesuffix(CONFIG) for path in blobs if path.rpartition("/")[2] == CONFIG]
    gone = [home for home in homes if not (at.top / home / CONFIG).exists()]
    if len(gone) != 1:
        return {}
    return {p.removeprefix(gone[0]): blob for p, blob in blobs.items() if p.startswith(gone[0])}
