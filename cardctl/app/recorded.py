"""What is on record of a card: its version in git's HEAD; outside git, its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cardctl import vcs
from cardctl.domain.base import Json
from cardctl.domain.card import Card
from cardctl.domain.decided import is_decided, unexplained
from cardctl.domain.register import Register
from cardctl.errors import GitProblem
from cardctl.yaml.reader import read_tree


def silent_changes(root: Path, register: Register, before: Card, after: Card) -> list[str]:
    """Return the paths of what a meeting decided that *after* changes without a history entry.

    Only what is on record counts: nothing if the deciding meeting was not held yet, or if git's
    HEAD does not have the card or this value of it.
    """
    if not is_decided(register, before.meeting):
        return []
    old, new = (card.model_dump(mode="json", exclude_unset=True) for card in (before, after))
    if not unexplained(old, new):
        return []
    head = _recorded_data(root, register.path_of(before.id), old)
    if head is None:
        return []
    known = unexplained(head, old)
    return [path for path in unexplained(head, new) if path not in known]


def _recorded_data(root: Path, path: str, current: Json) -> Json | None:
    """Return the data of a card in HEAD, None if it is not there; *current* if git cannot tell."""
    if not is_under_git(root):
        return current
    try:
        raw = vcs.contents_at_head(root, [path]).get(path)
    except GitProblem:
        return current
    if raw is None:
        return None
    tree, _unused = read_tree(raw, path)
    data: Any = tree.known_data if tree else None
    return data if isinstance(data, dict) else current


def is_under_git(root: Path) -> bool:
    """Whether *root* is in a work tree of git."""
    root = root.absolute()
    return any((place / ".git").exists() for place in (root, *root.parents))
