r"""Line geometry of a file: lines, columns, and which lines belong to which value.

Offsets and columns are in characters, from 0. The newline of a line, "\n" or "\r\n", is at its end;
the last line may have none.
"""

from __future__ import annotations

from functools import cached_property

from cardctl.finding import Field
from cardctl.yaml.emit import Indentation
from cardctl.yaml.nodes import Node, Tree

LineEdit = tuple[int, int, str]
"""(start, end, text): replace the characters from start up to end with text."""


class Lines:
    """A tree with the line geometry of its text."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.text = tree.text
        self.newline = "\r\n" if "\r\n" in tree.text else "\n"

    def node(self, path: Field) -> Node:
        """Return the node at *path*, which must exist."""
        found = self.tree.node(path)
        assert found is not None
        return found

    def line_start(self, offset: int) -> int:
        """Return the offset of the first character of the line of *offset*."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Return the offset after the last character of the line, before its newline."""
        end = self.text.find("\n", offset)
        if end < 0:
            return len(self.text)
        return end - 1 if self.text.endswith("\r", 0, end) else end

    def next_line(self, offset: int) -> int:
        """Return the offset at which the next line starts, or the end of the text."""
        return self.text.find("\n", offset) + 1 or len(self.text)

    def column(self, offset: int) -> int:
        """Return the column of *offset* in its line."""
        return offset - self.line_start(offset)

    def opens_line(self, offset: int) -> bool:
        """Return whether there are only spaces before *offset* on its line."""
        return not self.text[self.line_start(offset) : offset].strip()

    def rest_is_empty(self, offset: int) -> bool:
        """Return whether there is at most a comment from *offset* to the end of its line."""
        rest = self.text[offset : self.line_end(offset)].lstrip()
        return not rest or rest.startswith("#")

    def past(self, node: Node, column: int, *, blanks: bool = False) -> int:
        """Return the start of the line after *node* and everything that belongs to it.

        That is the comment at its end, the blank lines that a block scalar keeps (``|+``), and
        comments indented further than *column*, the column of the node's key or dash. With
        *blanks*, all blank lines that follow belong to it, too.
        """
        past = at = self.next_line(node.end)
        keeps = blanks or self.keeps_blank_lines(node)
        while at < len(self.text):
            line = self.text[at : self.line_end(at)]
            inside = line.lstrip(" ")
            at = self.next_line(at)
            if inside.startswith("#") and len(line) - len(inside) > column:
                past, keeps = at, blanks
            elif inside:
                break
            elif keeps:
                past = at
        return past

    def keeps_blank_lines(self, node: Node) -> bool:
        """Return whether the blank lines after *node* are part of its last scalar (``|+``)."""
        while node.kind != "scalar" and (node.items or node.entries):
            node = node.items[-1] if node.items else list(node.entries.values())[-1][1]
        return node.style in ("|", ">") and "+" in self.text[node.start : node.start + 3]

    def new_lines(self, at: int, lines: list[str]) -> LineEdit:
        """Return the edit that inserts whole *lines* at *at*, the start of a line."""
        text = self.newline.join(lines) + self.newline
        return at, at, text if not at or self.text[at - 1] == "\n" else self.newline + text

    def joined(self, lines: list[str], end: int) -> str:
        """Return *lines* as text up to *end*, the end of a line.

        At the end of a file without a final newline, one is added, because a block scalar needs it.
        """
        at_end = len(lines) > 1 and end == len(self.text)
        return self.newline.join(lines) + (self.newline if at_end else "")

    def layout(self) -> Indentation:
        """Return the indentation of the file, taken from its first blocks."""
        return self._layout

    @cached_property
    def _layout(self) -> Indentation:
        steps: dict[str, int] = {}
        self._measure(self.tree.root, steps)
        return Indentation(steps.get("map", 2), steps.get("seq", 2))

    def _measure(self, node: Node, steps: dict[str, int]) -> None:
        for key, value in node.entries.values() if node.kind == "map" else ():
            if value.kind != "scalar" and value.style == "block":
                steps.setdefault(value.kind, self.column(value.start) - self.column(key.start))
            self._measure(value, steps)
        for item in node.items or ():
            self._measure(item, steps)
