"""Write a changed model into the text of its file."""

from __future__ import annotations

from typing import Any

from cardctl.domain.base import Json, Model, model_at
from cardctl.errors import Refused
from cardctl.finding import Field
from cardctl.i18n import _
from cardctl.yaml.change import Append, Change, Set, apply
from cardctl.yaml.diff import differences
from cardctl.yaml.emit import document
from cardctl.yaml.reader import Tree, read_tree
from cardctl.yaml.splice import splice


def updated_text(raw: bytes, path: str, before: Model, after: Model) -> str:
    """Return the text of *path* (now *raw*, the text of *before*), updated to *after*.

    All characters that the change does not affect are kept. Raises SpliceRefused if the new text,
    read again, would not be exactly the old data with this change.
    """
    tree, _unused = read_tree(raw, path)
    if tree is None:
        raise Refused(
            _("{path} cannot be read", path=path), _("cardctl validate {path}", path=path)
        )
    kind = type(before)

    def order(field: Field) -> tuple[str, ...]:
        here = model_at(kind, field)
        return tuple(here.model_fields) if here else ()

    data = as_data(after)
    changes = differences(as_data(before), data, order)
    return splice(tree, _opened([_as_whole_list(change, tree, data) for change in changes], tree))


def _as_whole_list(change: Change, tree: Tree, data: Json) -> Change:
    """Return *change*, or one that sets the whole list if the file has a single id in its place."""
    path = change.path if isinstance(change, Append) else change.path[:-1]
    node = tree.node(path)
    if node is None or node.kind != "scalar":
        return change
    value: Any = data
    for part in path:
        value = value[part]
    return Set(path, value)


def _opened(changes: list[Change], tree: Tree) -> list[Change]:
    """Return *changes*, or one that rewrites a list item on one line if it gets a list of records.

    Such an item, an agency with its first entry in `changes`, gains more records over time: in
    block style each has its own line. The user's own keys in it are kept.
    """
    gains = (c.path[:-1] for c in changes if isinstance(c, Set) and _is_record_list(c.value))
    item = next(gains, ())
    inside = all(len(c.path) > len(item) and c.path[: len(item)] == item for c in changes)
    if not inside or not _is_item_on_one_line(tree, item):
        return changes
    value: Any = apply(tree.data, changes)
    for part in item:
        value = value[part]
    return [Set(item, value)]


def _is_record_list(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def _is_item_on_one_line(tree: Tree, path: Field) -> bool:
    node, parent = tree.node(path), tree.node(path[:-1])
    if not path or node is None or parent is None or not isinstance(path[-1], int):
        return False
    is_line = node.style == "flow" and "\n" not in tree.text[node.start : node.end]
    return is_line and parent.style == "block"


def new_text(model: Model, schema: str) -> str:
    """Return the text of a new file for *model*; *schema* is the schema's path as seen from it."""
    return document(as_data(model), schema=schema)


def as_data(model: Model) -> Json:
    """Return *model* as the data of its file: the keys that were set, in the model's order."""
    return model.model_dump(mode="json", exclude_unset=True)
