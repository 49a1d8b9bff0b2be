"""Changes of the example register, as input of the comparison rules."""

from __future__ import annotations

from cardctl.i18n import _
from cardctl.rules import examples
from cardctl.rules.comparison import Base, CardVersion
from cardctl.rules.rule import Change
from cardctl.yaml.reader import read_tree


def base_of(change: Change) -> Base:
    """The base with which an example of a change is compared."""
    files = examples.changed(change).items()
    then = {path: before for path, (before, _unused) in files if before is not None}
    now = {path: after for path, (_unused, after) in files if after is not None}
    return Base(
        commit="7b19374",
        base=_("{hash}, the merge base with {revision}", hash="7b19374", revision="origin/main"),
        then=sides(then),
        now=sides(now),
        day=examples.BASE_DAY,
        target="origin/main",
        changed_on_target=examples.changed_on_target(change),
    )


def sides(files: dict[str, bytes]) -> list[CardVersion]:
    """The files as card versions."""
    found = []
    for path, raw in files.items():
        tree, _ = read_tree(raw, path)
        found.append(CardVersion(path, tree.known_data if tree else None))
    return found
