"""A file as a tree: plain values, each with its location in the text."""

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
"""Scalar: start, end, style, value."""
OpenStep = tuple[int, bool, bool]
"""Start of a collection: start, whether it is a mapping, whether it is in flow style."""
Step = ScalarStep | OpenStep | int | None
"""One of these, or the end of a collection: its offset, or None for a block, which ends with its
last value."""


@dataclass(slots=True)
class Node:
    """A scalar, or one of the collections below. *start* and *end* are character offsets.

    The end is exclusive. A block collection extends from its first key or dash to the end of its
    last value; a block scalar from its indicator to the end of its last line that is not blank; an
    empty value has no length and is right after the ``:`` or ``-``.
    """

    kind: ClassVar[str] = "scalar"
    """``map``, ``seq`` or ``scalar``"""
    start: int
    end: int
    style: str
    """``plain``, ``'``, ``"``, ``|`` or ``>``; for collections ``block`` or ``flow``"""
    value: Scalar

    @property
    def entries(self) -> dict[str, tuple[Node, Node]]:
        """Entries of a mapping, in order: key to the node of the key and the node of the value."""
        return {}

    @property
    def items(self) -> list[Node]:
        """Items of a sequence, in order."""
        return []


@dataclass(slots=True)
class MapNode(Node):
    """A mapping, whose keys are text."""

    kind: ClassVar[str] = "map"
    entries: dict[str, tuple[Node, Node]]


@dataclass(slots=True)
class SeqNode(Node):
    """A sequence."""

    kind: ClassVar[str] = "seq"
    items: list[Node]


def _without_own_keys(data: Any) -> Any:
    """Return the data without the user's own keys."""
    if isinstance(data, dict):
        return {
            key: _without_own_keys(value) for key, value in data.items() if not key.startswith("x-")
        }
    return [_without_own_keys(item) for item in data] if isinstance(data, list) else data


def build_nodes(steps: Sequence[Step]) -> Node:
    """Return the root node of a file, built from the steps in which it was read."""
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
    """Return a node; a collection is still empty, and ends where it starts."""
    assert isinstance(step, tuple)
    if len(step) == 4:
        return Node(*step)
    start, is_map, in_flow = step
    style = "flow" if in_flow else "block"
    if is_map:
        return MapNode(start, start, style, None, {})
    return SeqNode(start, start, style, None, [])


def quoted(steps: Iterable[Step]) -> Iterator[tuple[int, int]]:
    """Yield the offsets of quoted texts and text blocks, in which every space is significant."""
    for step in steps:
        if isinstance(step, tuple) and len(step) == 4 and step[2] != "plain":
            yield step[0], step[1]


class Tree:
    """One file: its text, its data, and the locations of its keys and values.

    *steps* returns the steps in which the file was read. Nodes are built from them on first access
    to a location: most files have no problems and are not edited, so that only their data is
    needed.
    """

    def __init__(
        self, path: str, lines: Lines, data: Data, steps: Callable[[], Sequence[Step]]
    ) -> None:
        self.path = path
        self.data = data
        """The file as plain dicts, lists and scalars. Read-only, because locations depend on it."""
        self._lines = lines
        self._steps = steps

    @cached_property
    def known_data(self) -> Data:
        """Data without the user's own keys, which start with ``x-``."""
        # Without these characters no key can start with x-, neither plain nor as an escape.
        has_own = "x-" in self.text or "\\" in self.text
        data: Data = _without_own_keys(self.data) if has_own else self.data
        return data

    @property
    def text(self) -> str:
        """Text of the file, without a byte order mark."""
        return self._lines.text

    @cached_property
    def root(self) -> Node:
        """Node of the whole file, which is a mapping."""
        return build_nodes(self._steps())

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and the column, both from 1, of the character at *offset*."""
        return self._lines.position(offset)

    def offsets(self, span: Span) -> tuple[int, int]:
        """Return the start and end offset of *span*."""
        starts = self._lines.starts
        return (
            starts[span.line - 1] + span.column - 1,
            starts[span.end_line - 1] + span.end_column - 1,
        )

    def node(self, field: Field) -> Node | None:
        """Return the node at exactly this field, or None."""
        node, _, found = self._walk(field)
        return node if found == field else None

    def nearest(self, field: Field) -> tuple[Node, Field]:
        """Return the deepest node on the way to *field*, and the part of the field that was found.

        A name that a mapping or a sequence does not have is skipped (pydantic adds the names of
        union members to its locations); an index that does not exist ends the search.
        """
        node, _, found = self._walk(field)
        return node, found

    def span(self, field: Field, on_key: bool = False) -> Span:
        """Return the location of *field*, or of the nearest existing part of it.

        With *on_key*, returns the location of the key. If only an enclosing collection was found,
        its key (or its first line) is used.
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
        """Follow *field* as far as possible; return the node, its key, if any, and its field."""
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
