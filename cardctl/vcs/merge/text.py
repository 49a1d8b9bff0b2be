"""The merged file: our copy with their changes spliced in, markers around what contradicts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cardctl.errors import Refused
from cardctl.finding import Field
from cardctl.vcs.merge.data import ABSENT, Conflict, merge_data
from cardctl.yaml.diff import differences
from cardctl.yaml.reader import Tree, read_tree
from cardctl.yaml.splice import splice

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Merged(NamedTuple):
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
    """The lines with their ends, as `Tree` counts them: no other sign ends one."""
    return _LINE.findall(text)


def _ended(lines: list[str], end: str) -> list[str]:
    """The lines, the last of them with an end too."""
    return [line if line.endswith("\n") else line + end for line in lines]


def _blocks(ours: Tree, theirs: Tree, conflicts: Sequence[Conflict]) -> list[list[int]]:
    """First and last line of what to mark, here and there; what shares a line here is one block."""
    blocks: list[list[int]] = []
    for first, last, start, stop in sorted(_places(ours, theirs, each) for each in conflicts):
        if blocks and first <= blocks[-1][1]:
            above = blocks[-1]
            above[1:] = max(last, above[1]), min(start, above[2]), max(stop, above[3])
        else:
            blocks.append([first, last, start, stop])
    return blocks


def _places(ours: Tree, theirs: Tree, conflict: Conflict) -> tuple[int, int, int, int]:
    """First and last line of what contradicts, here and there; it is there on both sides.

    Of an entry that one side has not, the nearest one around it that both have.
    """
    here, there = conflict.place(ours.data), conflict.place(theirs.data)
    depth = min(len(here), len(there))
    return (*_lines(ours, here[:depth]), *_lines(theirs, there[:depth]))


def _lines(tree: Tree, field: Field) -> tuple[int, int]:
    """First and last line of the entry at *field*."""
    node, _ = tree.nearest(field)
    return tree.span(field, on_key=True).line, tree.position(node.end - 1)[0]
