"""Changes of the example register, as input of the comparison rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cardctl.i18n import _
from cardctl.rules import examples
from cardctl.rules.comparison import Base, CardVersion, FileDiff
from cardctl.rules.rule import Change
from cardctl.store.layout import CARD_PATH
from cardctl.store.load import load
from cardctl.yaml.reader import read_tree


def base_of(change: Change) -> Base:
    """The base with which an example of a change is compared."""
    files = examples.changed(change)
    then = {path: before for path, (before, _unused) in files.items() if before is not None}
    now = {path: after for path, (_unused, after) in files.items() if after is not None}
    before, after = examples.files(change.before), examples.files(change.after)
    shared = [path for path in files if not CARD_PATH.fullmatch(path)]
    gone = [CardVersion(path) for path in shared if path not in now]
    return Base(
        commit="7b19374",
        base=_("{hash}, the merge base with {revision}", hash="7b19374", revision="origin/main"),
        then=[*sides(cards_of(then)), *gone],
        now=sides(cards_of(now)),
        register=load(shared_of(before)).register,
        head=load(after).register,
        today=examples.TODAY,
        files=[
            FileDiff(path, *(_data(path, side.get(path)) for side in (then, now)))
            for path in shared
        ],
        day=examples.BASE_DAY,
        target="origin/main",
        changed_on_target=examples.changed_on_target(change),
    )


def cards_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The cards among *files*."""
    return {path: raw for path, raw in files.items() if CARD_PATH.fullmatch(path)}


def shared_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The settings, agencies, meetings and seals among *files*."""
    return {path: raw for path, raw in files.items() if not CARD_PATH.fullmatch(path)}


def _data(path: str, raw: bytes | None) -> Any:
    """The data of a shared file; None if it is absent or cannot be parsed."""
    if raw is None:
        return None
    if path.endswith(".json"):
        return json.loads(raw)
    tree, _ = read_tree(raw, path)
    return tree.known_data if tree else None


def sides(files: dict[str, bytes]) -> list[CardVersion]:
    """The files as card versions."""
    found = []
    for path, raw in files.items():
        tree, _ = read_tree(raw, path)
        found.append(CardVersion(path, tree.known_data if tree else None))
    return found
