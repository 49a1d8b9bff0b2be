"""Edits inside ``{…}`` and ``[…]``, with members on one line or on separate lines."""

from __future__ import annotations

from typing import Any

from cardctl.finding import Field
from cardctl.yaml.emit import flow, scalar
from cardctl.yaml.lines import LineEdit, Lines
from cardctl.yaml.nodes import Node

Extent = tuple[int, int]
"""Start and end of a member: an item, or an entry from its key to its value."""


def members(node: Node) -> list[Extent]:
    """Return the extents of the members of a flow collection, in order."""
    if node.kind == "map":
        return [(key.start, value.end) for key, value in node.entries.values()]
    return [(item.start, item.end) for item in node.items]


def add(page: Lines, node: Node, at: int, piece: str) -> LineEdit:
    """Add the member *piece* before the member at *at*, or at the end.

    If the member before it is on its own line, so is the new one, at the same column.
    """
    found = members(node)
    if not found:
        return _fill(page, node, piece)
    if at == 0:
        return _put_first(page, found[0][0], piece)
    start, end = found[at - 1]
    if not page.opens_line(start):
        # An empty value ends at its colon, which must not touch the comma.
        glue = " , " if page.text[end - 1] == ":" else ", "
        return end, end, glue + piece
    line = page.newline + " " * page.column(start) + piece
    comma = _comma(page, end)
    if not page.rest_is_empty(comma or end):
        return end, end, "," + line
    line_end = page.line_end(end)
    if comma:
        return line_end, line_end, line + ","
    return end, line_end, "," + page.text[end:line_end] + line


def _fill(page: Lines, node: Node, piece: str) -> LineEdit:
    inside = page.text[node.start + 1 : node.end - 1]
    end = node.start + 1 if inside.strip() else node.end - 1
    return node.start + 1, end, piece


def _put_first(page: Lines, start: int, piece: str) -> LineEdit:
    if page.opens_line(start):
        return start, start, piece + "," + page.newline + " " * page.column(start)
    return start, start, piece + ", "


def _comma(page: Lines, end: int) -> int | None:
    """Return the offset after the comma that follows on the same line; None if there is none."""
    rest = page.text[end : page.line_end(end)]
    inside = rest.lstrip(" ")
    return end + len(rest) - len(inside) + 1 if inside.startswith(",") else None


def replace(page: Lines, path: Field, value: Any) -> LineEdit:
    """Replace the value at *path* with *value*; a quoted text remains quoted."""
    node = page.node(path)
    if isinstance(value, (dict, list)):
        new = flow(value)
    else:
        new = scalar(value, key=path[-1], flow=True, style=node.style)
    # An empty value is right after its colon.
    lead = " " if page.text[node.start - 1] == ":" and node.start == node.end else ""
    return node.start, node.end, lead + new


def remove(page: Lines, node: Node, at: int) -> LineEdit:
    """Remove the member at *at* with one comma, and its lines if nothing else is on them."""
    found = members(node)
    start, end = found[at]
    if len(found) == 1:
        return node.start + 1, node.end - 1, ""
    comma = _comma(page, end)
    if page.opens_line(start) and page.rest_is_empty(comma or end):
        return page.line_start(start), page.next_line(end), ""
    if at + 1 < len(found):
        following = found[at + 1][0]
        return start, _up_to(page, end, following, comma or end), ""
    before = found[at - 1][1]
    return (start if "#" in page.text[before:start] else before), end, ""


def _up_to(page: Lines, end: int, following: int, otherwise: int) -> int:
    """Return *following*, or *otherwise* if there is a comment before it."""
    return otherwise if "#" in page.text[end:following] else following
