"""A file as a tree: plain values, each with the place where it stands in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from cardctl.finding import Field, Span
from cardctl.yaml.scalars import Scalar
from cardctl.yaml.source import Lines, line_at

Data = dict[str, Any]
ScalarStep = tuple[int, int, str, Scalar]
"""A scalar: start, end, style, value."""
OpenStep = tuple[int, bool, bool]
"""A collection begins: start, whether it is a mapping, whether it is in flow style."""
Step = ScalarStep | OpenStep | int | None
"""... or one ends: where, or None for a block, which ends with its last value."""


@dataclass(slots=True)
class Node:
    """A scalar, or one of the collections below. *start* and *end* are character offsets.

    The end is exclusive. A block collection runs from its first key or dash to the end of its last
    value; a block scalar from its indicator to the end of its last line that is not blank; an empty
    value has no length and stands right after the ``:`` or ``-``.
    """

    kind: ClassVar[str] = "scalar"
    """``map``, ``seq`` or ``scalar``"""
    start: int
    end: int
    style: str
    """``plain``, ``'``, ``"``, ``|`` or ``>``; of collections ``block`` or ``flow``"""
    value: Scalar

    @property
    def entries(self) -> dict[str, tuple[Node, Node]]:
        """Of a mapping: by key, the node of the key and the node of the value, in order."""
        return {}

    @property
    def items(self) -> list[Node]:
        """Of a sequence: its items, in order."""
        return []


@dataclass(slots=True)
class MapNode(Node):
    """A mapping; its keys are text."""

    kind: ClassVar[str] = "map"
    entries: dict[str, tuple[Node, Node]]


@dataclass(slots=True)
class SeqNode(Node):
    """A sequence."""

    kind: ClassVar[str] = "seq"
    items: list[Node]


def _without_own_keys(data: Any) -> Any:
    """The data without the user's own keys."""
    if isinstance(data, dict):
        return {
            key: _without_own_keys(value) for key, value in data.items() if not key.startswith("x-")
        }
    return [_without_own_keys(item) for item in data] if isinstance(data, list) else data


def build_nodes(steps: Sequence[Step]) -> Node:
    """Make the nodes of a file out of the steps in which it was read."""
    root = top = _node(steps[0])
    stack: list[Node] = []
    key: Node | None = None
    end = 0
    for step in steps[1:]:
        if step is None or isinstance(step, int):
            top.end = end = end if step is None else step
            if stack:
                top = stack.pop()
            continue
        node = _node(step)
        end = node.end
        if top.kind == "seq":
            top.items.append(node)
        elif key is None:
            key = node
            continue
        else:
            top.entries.setdefault(str(key.value), (key, node))
            key = None
        if node.kind != "scalar":
            stack.append(top)
            top = node
    return root


def _node(step: Step) -> Node:
    """Make one node; a collection is empty yet, and ends where it begins."""
    assert isinstance(step, tuple)
    if len(step) == 4:
        return Node(*step)
    start, is_map, in_flow = step
    style = "flow" if in_flow else "block"
    if is_map:
        return MapNode(start, start, style, None, {})
    return SeqNode(start, start, style, None, [])


def quoted(steps: Iterable[Step]) -> Iterator[tuple[int, int]]:
    """Give the places of the quoted texts and text blocks, in which every space counts."""
    for step in steps:
        if isinstance(step, tuple) and len(step) == 4 and step[2] != "plain":
            yield step[0], step[1]


class Tree:
    """One file: its text, its data, and where everything in it stands.

    *steps* gives what the walk wrote down. The nodes are made out of it when somebody first asks
    for a place: most files have nothing wrong and are not edited, and only their data is needed.
    """

    def __init__(
        self, path: str, lines: Lines, data: Data, steps: Callable[[], Sequence[Step]]
    ) -> None:
        self.path = path
        self.data = data
        """The whole file as plain dicts, lists and scalars. Nobody changes it: places follow it."""
        self._lines = lines
        self._steps = steps

    @cached_property
    def known_data(self) -> Data:
        """The data without the user's own keys, those that start with ``x-``."""
        # Without these signs no key can start so, written plainly or by an escape.
        has_own = "x-" in self.text or "\\" in self.text
        data: Data = _without_own_keys(self.data) if has_own else self.data
        return data

    @property
    def text(self) -> str:
        """The text of the file, without a byte order mark."""
        return self._lines.text

    @cached_property
    def root(self) -> Node:
        """The node of the whole file, which is a mapping."""
        return build_nodes(self._steps())

    def position(self, offset: int) -> tuple[int, int]:
        """Give the line and the column, both from 1, of the character at *offset*."""
        return self._lines.position(offset)

    def offsets(self, span: Span) -> tuple[int, int]:
        """Give where the characters of *span* begin and end."""
        starts = self._lines.starts
        return (
            starts[span.line - 1] + span.column - 1,
            starts[span.end_line - 1] + span.end_column - 1,
        )

    def node(self, field: Field) -> Node | None:
        """Give the node at exactly this field, or None."""
        node, _, found = self._walk(field)
        return node if found == field else None

    def nearest(self, field: Field) -> tuple[Node, Field]:
        """Give the deepest node on the way to *field*, and the part of the field that was found.

        A name that a mapping or a sequence does not have is passed over (pydantic puts the names of
        union members into its places); an index that is not there ends the walk.
        """
        node, _, found = self._walk(field)
        return node, found

    def span(self, field: Field, on_key: bool = False) -> Span:
        """Give the place of *field*, or of the nearest thing that is there.

        *on_key* gives the place of the key. Where only a collection around the field was found, its
        key (or its first line) stands for it.
        """
        node, key, found = self._walk(field)
        missing = found != field and node.kind != "scalar"
        if key is not None and (on_key or missing):
            return self._lines.span(key.start, key.end)
        if missing:
            first = line_at(self.text, node.start)
            return self._lines.span(node.start, min(node.end, node.start + len(first)))
        return self._lines.span(node.start, node.end)

    def _walk(self, field: Field) -> tuple[Node, Node | None, Field]:
        """Go down as far as *field* leads: the node, its key in the mapping around it, the way."""
        found: Field = ()
        node: Node = self.root
        key: Node | None = None
        for part in field:
            if isinstance(part, str):
                if part not in node.entries:
                    continue
                key, node = node.entries[part]
            elif 0 <= part < len(node.items):
                key, node = None, node.items[part]
            else:
                break
            found = (*found, part)
        return node, key, found
