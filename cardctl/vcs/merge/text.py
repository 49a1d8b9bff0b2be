"""Text of the merged file: our copy with their changes spliced in, and markers around conflicts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from cardctl.domain.redaction import with_erasures
from cardctl.errors import Refused
from cardctl.finding import Field
from cardctl.vcs.merge.data import ABSENT, Conflict, merge_data
from cardctl.yaml.diff import differences
from cardctl.yaml.reader import Tree, read_tree
from cardctl.yaml.splice import splice

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Merged(NamedTuple):
    """Text of the merged file, and the fields in conflict."""

    text: str
    conflicts: tuple[Field, ...]


def merge_text(
    base: bytes | None, ours: bytes, theirs: bytes, labels: tuple[str, str] = ("ours", "theirs")
) -> Merged | None:
    """Merge two changed copies of *base*; None if one of them is not a readable register file.

    *base* is None if both sides created the file. All bytes of ours that the merge does not affect
    are kept. Conflicting lines of both sides are put between conflict markers with *labels*.
    """
    trees = [_tree(raw) for raw in (base, ours, theirs)]
    ours_tree, theirs_tree = trees[1], trees[2]
    if ours_tree is None or theirs_tree is None or (base is not None and trees[0] is None):
        return None
    before = trees[0].data if trees[0] else ABSENT
    data, conflicts = merge_data(*_erased_alike(before, ours_tree.data, theirs_tree.data))
    try:
        text = splice(ours_tree, differences(ours_tree.data, data))
    except Refused:
        return None
    fields = tuple(conflict.field for conflict in conflicts)
    if not conflicts:
        return Merged(text, fields)
    return Merged(_marked(text, theirs_tree, conflicts, labels), fields)


def _erased_alike(base: Any, ours: Any, theirs: Any) -> tuple[Any, Any, Any]:
    """Return the three versions without what one side erased: that is no change of the other."""
    if not all(isinstance(side, dict) for side in (base, ours, theirs)):
        return base, ours, theirs
    erased = with_erasures(with_erasures(base, ours), theirs)
    return erased, with_erasures(ours, theirs), with_erasures(theirs, ours)


def _tree(raw: bytes | None) -> Tree | None:
    return read_tree(raw, "")[0] if raw is not None else None


def _marked(text: str, theirs: Tree, conflicts: Sequence[Conflict], labels: tuple[str, str]) -> str:
    """Return *text* with markers around the lines of each conflict, inserted last one first."""
    ours = _tree(text.encode())
    assert ours is not None  # the splice has just read it
    here, there = _split(text), _split(theirs.text)
    end = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    for first, last, start, stop in reversed(_blocks(ours, theirs, conflicts)):
        here[first - 1 : last] = [
            f"<<<<<<< {labels[0]}{end}",
            *_ended(here[first - 1 : last], end),
            f"======={end}",
            *_ended(there[start - 1 : stop], end),
            f">>>>>>> {labels[1]}{end}",
        ]
    return "".join(here)


def _split(text: str) -> list[str]:
    """Return the lines with their newlines; only LF ends a line, as in `Tree`."""
    return _LINE.findall(text)


def _ended(lines: list[str], end: str) -> list[str]:
    """Return the lines, with a newline at the end of the last one."""
    return [line if line.endswith("\n") else line + end for line in lines]


def _blocks(ours: Tree, theirs: Tree, conflicts: Sequence[Conflict]) -> list[list[int]]:
    """Return first and last lines to mark, of ours and theirs; overlaps in ours are merged."""
    blocks: list[list[int]] = []
    for first, last, start, stop in sorted(_places(ours, theirs, each) for each in conflicts):
        if blocks and first <= blocks[-1][1]:
            above = blocks[-1]
            above[1:] = max(last, above[1]), min(start, above[2]), max(stop, above[3])
        else:
            blocks.append([first, last, start, stop])
    return blocks


def _places(ours: Tree, theirs: Tree, conflict: Conflict) -> tuple[int, int, int, int]:
    """Return the first and last line of a conflict, in ours and in theirs.

    If one side lacks the entry, use the nearest enclosing entry that both sides have.
    """
    here, there = conflict.place(ours.data), conflict.place(theirs.data)
    depth = min(len(here), len(there))
    return (*_lines(ours, here[:depth]), *_lines(theirs, there[:depth]))


def _lines(tree: Tree, field: Field) -> tuple[int, int]:
    """Return the first and last line of the entry at *field*."""
    node, _ = tree.nearest(field)
    return tree.span(field, on_key=True).line, tree.position(node.end - 1)[0]
