"""Apply changes to the text of a file, keeping every other byte.

A change replaces exactly the characters of a value, or adds or removes lines after an item. Then
the text is read again, and must contain the old data with exactly these changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from cardctl.errors import Refused
from cardctl.finding import Field, Finding, Severity
from cardctl.i18n import _
from cardctl.yaml import block_edit, flow_edit
from cardctl.yaml.change import Change, Insert, Remove, Set, anchor, apply, plain
from cardctl.yaml.emit import flow, flow_pair
from cardctl.yaml.lines import LineEdit, Lines
from cardctl.yaml.nodes import Tree
from cardctl.yaml.reader import read_tree


class SpliceRefused(Refused):
    """The change cannot be written at all, or not without affecting something else."""

    def __init__(self, path: str, problem: Finding | None = None) -> None:
        if problem is not None:
            why = problem.message
            reason = _("this change would make {path} unreadable: {why}", path=path, why=why)
            super().__init__(reason, problem.hint)
            return
        super().__init__(
            _("cannot make this change in {path} without touching other lines", path=path),
            _(
                "nothing was changed; edit the file yourself, then run: cardctl validate {path}",
                path=path,
            ),
        )


def splice(tree: Tree, changes: Sequence[Change]) -> str:
    """Return the text of *tree* with *changes* made in order, and nothing else changed.

    Raises SpliceRefused if a change refers to a path that does not exist, if the new text would not
    read as the old data with exactly these changes, keys in order, or if the reader would find
    errors in it that it did not find before.
    """
    try:
        wanted = apply(tree.data, changes)
    except LookupError as error:
        raise SpliceRefused(tree.path) from error
    now = _at_once(tree, changes) if len(changes) >= _MANY else None
    if now is None or repr(now.data) != repr(wanted):
        now = _one_by_one(tree, changes)
    if repr(now.data) != repr(wanted):
        raise SpliceRefused(tree.path)
    return now.text


_MANY = 20
"""From this number on, changes are made at once if possible: each single step reads the file."""


def _one_by_one(tree: Tree, changes: Sequence[Change]) -> Tree:
    now = tree
    for change in changes:
        now = _read(_changed(now, change), tree)
    return now


def _at_once(tree: Tree, changes: Sequence[Change]) -> Tree | None:
    """Change single values that do not touch each other; return None if that is not possible."""
    if not all(_replaces_scalar(tree, change) for change in changes):
        return None
    page = Lines(tree)
    edits = sorted(_edit(page, change) for change in changes)
    if any(end > start or first == start for (first, end, _), (start, _, _) in pairwise(edits)):
        return None
    parts: list[str] = []
    past = 0
    for start, end, new in edits:
        parts += tree.text[past:start], new
        past = end
    try:
        return _read("".join([*parts, tree.text[past:]]), tree)
    except SpliceRefused:
        return None


def _replaces_scalar(tree: Tree, change: Change) -> bool:
    """Return whether *change* replaces a scalar, which no other change can be inside of."""
    node = tree.node(change.path) if isinstance(change, Set) else None
    return node is not None and node.kind == "scalar"


def _changed(tree: Tree, change: Change) -> str:
    start, end, new = _edit(Lines(tree), change)
    return tree.text[:start] + new + tree.text[end:]


def _read(text: str, old: Tree) -> Tree:
    """Read a changed text, so that the next change can be located in it."""
    tree, errors = _tree_and_errors(text, old.path)
    if errors:
        known = {error.code for error in _tree_and_errors(old.text, old.path)[1]}
        for error in errors:
            if error.code not in known:
                raise SpliceRefused(old.path, error)
    assert tree is not None  # without a tree there is an error that the old text did not have
    return tree


def _tree_and_errors(text: str, path: str) -> tuple[Tree | None, list[Finding]]:
    tree, findings = read_tree(text.encode(), path)
    return tree, [found for found in findings if found.severity is Severity.ERROR]


def _edit(page: Lines, change: Change) -> LineEdit:
    """Return the edit for a change that `apply` has accepted."""
    match change:
        case Set(path=path, value=value) if page.tree.node(path) is not None:
            return _replace(page, path, plain(value))
        case Set(path=path, value=value, after=after):
            return _add_entry(page, path, plain(value), after)
        case Remove(path=path):
            return _remove(page, path)
        case Insert(path=path, value=value):
            return _add_item(page, path[:-1], int(path[-1]), plain(value))
        case _:
            path = change.path
            return _add_item(page, path, len(page.node(path).items), plain(change.value))


def _in_block(page: Lines, path: Field) -> bool:
    """Return whether the value at *path* is under a key or after a dash in block style."""
    return bool(path) and page.node(path[:-1]).style == "block"


def _is_bare(page: Lines, path: Field) -> bool:
    """Return whether the empty collection at *path* can be rewritten, because it has no comment."""
    node = page.node(path)
    return _in_block(page, path) and "#" not in page.text[node.start : node.end]


def _replace(page: Lines, path: Field, value: Any) -> LineEdit:
    if _in_block(page, path):
        return block_edit.replace(page, path, value)
    return flow_edit.replace(page, path, value)


def _add_entry(page: Lines, path: Field, value: Any, after: Sequence[str]) -> LineEdit:
    parent, key = page.node(path[:-1]), plain(path[-1])
    behind = anchor(list(parent.entries), after)
    if behind is None and _is_bare(page, path[:-1]):
        return _replace(page, path[:-1], {key: value})
    if parent.style == "block" and behind is not None:
        return block_edit.add_entry(page, parent, behind, key, value)
    at = [None, *parent.entries].index(behind)
    return flow_edit.add(page, parent, at, flow_pair(key, value))


def _add_item(page: Lines, path: Field, at: int, value: Any) -> LineEdit:
    seq = page.node(path)
    if not seq.items and _is_bare(page, path):
        return _replace(page, path, [value])
    if seq.style == "block":
        return block_edit.add_item(page, path, at, value)
    return flow_edit.add(page, seq, at, flow(value))


def _remove(page: Lines, path: Field) -> LineEdit:
    parent, step = page.node(path[:-1]), path[-1]
    if parent.style == "flow":
        at = list(parent.entries).index(step) if isinstance(step, str) else step
        return flow_edit.remove(page, parent, at)
    if len(parent.entries or parent.items) == 1:
        return _replace(page, path[:-1], {} if parent.kind == "map" else [])
    return block_edit.remove(page, path)
