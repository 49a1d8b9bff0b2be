"""The merged file: our copy with their changes spliced in, markers around what contradicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cardctl.errors import Refused
from cardctl.finding import Field
from cardctl.store.differences import differences
from cardctl.store.merge.data import ABSENT, Conflict, merge_data
from cardctl.store.splice import splice
from cardctl.store.yamltree import Tree, read_tree


@dataclass(frozen=True, slots=True)
class Merged:
    """The text of the merged file, and the fields on which the two sides contradict."""

    text: str
    conflicts: tuple[Field, ...]


def merge_text(
    base: bytes | None, ours: bytes, theirs: bytes, labels: tuple[str, str] = ("ours", "theirs")
) -> Merged | None:
    """Merge two changed copies of *base*; None where one cannot be read as a file of a register.

    *base* is None where both sides made the file. All bytes of ours that the merge does not
    concern stay. Where both contradict, both stand between conflict markers with *labels*.
    """
    trees = [_tree(raw) for raw in (base, ours, theirs)]
    ours_tree, theirs_tree = trees[1], trees[2]
    if ours_tree is None or theirs_tree is None or (base is not None and trees[0] is None):
        return None
    before = trees[0].data if trees[0] else ABSENT
    data, conflicts = merge_data(before, ours_tree.data, theirs_tree.data)
    try:
        text = splice(ours_tree, differences(ours_tree.data, data))
    except Refused:
        return None
    fields = tuple(conflict.field for conflict in conflicts)
    if not conflicts:
        return Merged(text, fields)
    return Merged(_marked(text, theirs_tree, conflicts, labels), fields)


def _tree(raw: bytes | None) -> Tree | None:
    return read_tree(raw, "")[0] if raw is not None else None


def _marked(text: str, theirs: Tree, conflicts: Sequence[Conflict], labels: tuple[str, str]) -> str:
    """Put markers around the lines of each conflict, from the last one up."""
    tree, _ = read_tree(text.encode(), "")
    assert tree is not None  # the splice has just read it
    lines = text.splitlines(keepends=True)
    end = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    places = {_lines(tree, conflict.field): conflict.field for conflict in conflicts}
    above = len(lines) + 1
    for (first, last), field in sorted(places.items(), reverse=True):
        if last >= above:
            continue  # inside a conflict that is marked already
        there = theirs.text.splitlines(keepends=True)
        start, stop = _lines(theirs, field)
        marked = [
            f"<<<<<<< {labels[0]}{end}",
            *_ended(lines[first - 1 : last], end),
            f"======={end}",
            *_ended(there[start - 1 : stop], end),
            f">>>>>>> {labels[1]}{end}",
        ]
        lines[first - 1 : last] = marked
        above = first
    return "".join(lines)


def _ended(lines: list[str], end: str) -> list[str]:
    """The lines, the last of them with an end too."""
    return [line if line.endswith("\n") else line + end for line in lines]


def _lines(tree: Tree, field: Field) -> tuple[int, int]:
    """First and last line of the entry at *field*, or of the nearest one around it."""
    node, found = tree.nearest(field)
    key = tree.span(found, on_key=True) if found else None
    last = tree.position(max(node.end - 1, node.start))[0]
    first = min(key.line if key else last, tree.position(node.start)[0])
    return first, last
