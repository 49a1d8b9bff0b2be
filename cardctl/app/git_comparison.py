"""Query git for the base of a comparison, and read the base versions of changed cards.

Runs in parallel with the import of the rules (see `workers.beside`), so it imports no models.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl import vcs
from cardctl.app.base_snapshot import BaseComparison, BaseSnapshot
from cardctl.app.register_origin import Checked, origin, require_no_link, require_own_history
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
    require_no_link(root, revision)
    at = vcs.locate(root)
    require_own_history(at, revision)
    staged = revision is None
    index = vcs.index_of(at, index_named) if staged else None
    bases, tip = _bases(root, at, revision)

    blobs = _in_index(root, index) if staged else None
    paths = frozenset(listing(root) if blobs is None else blobs)
    hidden = frozenset() if staged else _hidden(root, paths)
    paths |= hidden

    checked = Checked(at, paths, revision, index)

    def then(commit: str | None, label: Message) -> BaseSnapshot:
        return _snapshot(checked, root, commit, label)

    name = revision or ""
    target = _short(name) if tip and tip.startswith(name) else name
    found = {one: then(one, _label(one, tip, revision, target)) for one in bases or [None]}
    sides = {one: found.get(one) or then(one, _parent_label(one)) for one in at.parents}
    return BaseComparison(
        bases=tuple(found.values()),
        label=_label_of_all(bases, tip, revision, target),
        parents=tuple(side for one, side in sides.items() if one not in bases),
        paths=paths,
        target=target,
        changed_on_target=_changed_on_target(root, bases, tip),
        staged=blobs,
        home=at.prefix,
        added_on_all_sides=_added_on_all_sides(root, at.parents),
        hidden=hidden,
        sides=tuple(sides.values()),
        common=tuple(then(one, _parent_label(one)) for one in _common(root, at)),
    )


def _parent_label(commit: str) -> Message:
    return _("{hash}, a parent of this merge", hash=_short(commit))


def _common(root: Path, at: vcs.RegisterLocation) -> tuple[str, ...]:
    """Return the merge bases of the parents of a merge; none if there is no merge."""
    return vcs.common_bases(root, at.parents) if at.parents else ()


def _changed_on_target(root: Path, bases: Sequence[str], tip: str | None) -> frozenset[str]:
    """Return the files that *tip* has changed since each of the *bases*."""
    if tip is None or not bases or tip in bases:
        return frozenset()
    changed = (frozenset(vcs.blobs_changed(root, base, tip)) for base in bases)
    return frozenset.intersection(*changed)


def _hidden(root: Path, present: frozenset[str]) -> frozenset[str]:
    """Return the register's files that a sparse checkout leaves out of the work tree."""
    return frozenset(filter(is_ours, vcs.skipped(root) - present))


def _added_on_all_sides(root: Path, parents: Sequence[str]) -> frozenset[str]:
    """Return the files that every parent of a merge has and their merge base has not."""
    if not parents:
        return frozenset()
    sides = [vcs.blobs_at(root, commit).keys() for commit in parents]
    before = [vcs.blobs_at(root, base).keys() for base in vcs.common_bases(root, parents)]
    return frozenset(sides[0]).intersection(*sides[1:]).difference(*before)


def _bases(
    root: Path, at: vcs.RegisterLocation, revision: str | None
) -> tuple[tuple[str, ...], str | None]:
    """Return the commits to compare with, and the commit that the user named."""
    if revision is None:
        return vcs.bases_of_merge(root, at), None
    return vcs.merge_bases(root, at, revision)


def _label_of_all(
    bases: Sequence[str], tip: str | None, revision: str | None, target: str
) -> Message:
    """Return the label of the base, or of several."""
    if len(bases) < 2:
        return _label(bases[0] if bases else None, tip, revision, target)
    hashes = ", ".join(map(_short, bases))
    if revision is None:
        return _("{hashes}, the merge bases of this merge", hashes=hashes)
    return _("{hashes}, the merge bases with {revision}", hashes=hashes, revision=target)


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


def _snapshot(checked: Checked, root: Path, commit: str | None, label: Message) -> BaseSnapshot:
    """Return *commit*'s version of the files changed since; None is before the first commit."""
    ours = frozenset(filter(is_ours, checked.paths))
    if commit is None:
        return BaseSnapshot("", label, ours, {})
    home: str | None = checked.at.prefix
    blobs = vcs.blobs_at(root, commit)
    in_place = CONFIG in blobs
    if in_place:
        told = vcs.paths_changed(root, commit, staged=checked.staged, index=checked.index_file)
    else:
        whole = vcs.blobs_from_top(root, commit)
        home = origin(checked, commit, whole)
        blobs = {} if home is None else _below(whole, home)
        told = frozenset(blobs)
    new = ours - blobs.keys()
    changed = sorted(filter(is_ours, told & blobs.keys()))
    if not (changed or new):
        return BaseSnapshot(commit, label, new, {}, home=home)
    about, *contents = vcs.contents(root, [commit, *(blobs[path] for path in changed)])
    held = dict(zip(changed, contents, strict=True))
    said = _parsed_cards(held) if in_place else {}
    return BaseSnapshot(commit, label, new, held, said, vcs.day_of(about), home)


def _below(blobs: Mapping[str, str], home: str) -> dict[str, str]:
    return {p.removeprefix(home): blob for p, blob in blobs.items() if p.startswith(home)}


def _parsed_cards(held: Mapping[str, bytes]) -> dict[str, Data | None]:
    """Return the parsed cards among *held*; nothing for a few files, which are parsed later."""
    if len(held) < MANY:
        return {}
    from cardctl.yaml.reader import read_tree

    trees = {path: read_tree(held[path], path)[0] for path in held if CARD_PATH.fullmatch(path)}
    return {path: tree.known_data if tree else None for path, tree in trees.items()}
