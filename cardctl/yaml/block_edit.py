"""Edits in block style: one key or item per line, nested by indentation."""

from __future__ import annotations

import re
from typing import Any

from cardctl.finding import Field
from cardctl.yaml.emit import (
    WIDTH,
    EntryText,
    block,
    block_entry,
    block_item,
    entry_text,
    folded,
    literal,
    scalar,
)
from cardctl.yaml.keys import BLOCK_KEYS
from cardctl.yaml.lines import LineEdit, Lines
from cardctl.yaml.nodes import Node

_INDICATOR = re.compile(r"[|>][-+0-9]*")


# Adding


def add_entry(page: Lines, parent: Node, behind: str, key: str, value: Any) -> LineEdit:
    """Add an entry on the lines after the entry *behind*."""
    before, last = parent.entries[behind]
    column = page.column(before.start)
    return page.new_lines(page.past(last, column), block_entry(key, value, column, page.layout()))


def add_item(page: Lines, path: Field, at: int, value: Any) -> LineEdit:
    """Add an item to the list at *path*, before the item at *at* or at the end.

    It is formatted like the item before it: flow or block style, and with a blank line before it if
    that item has one.
    """
    seq = page.node(path)
    dashes = _dashes(page, seq)
    model = max(at - 1, 0)
    like, dash, column = seq.items[model], dashes[model], page.column(dashes[model])
    lines = block_item(
        value,
        column,
        page.layout(),
        gap=_gap(page, dash + 1, like),
        open_=path[-1] in BLOCK_KEYS,
        style=like.style if like.kind == "map" else None,
    )
    if at == 0:
        text = page.newline.join(lines).lstrip(" ")
        return dash, dash, text + page.newline + " " * column
    if at > 1 and _is_spaced(page, seq.items[at - 2], dash):
        lines.insert(0, "")
    return page.new_lines(page.past(like, column), lines)


def _is_spaced(page: Lines, before: Node, dash: int) -> bool:
    """Return whether there is a blank line between the item *before* and the one at *dash*."""
    between = page.text[page.next_line(before.end) : page.line_start(dash)]
    return any(not line.strip() for line in between.splitlines())


# Replacing


def replace(page: Lines, path: Field, value: Any) -> LineEdit:
    """Replace the value at *path*, which is under a key or after a dash, with *value*.

    A scalar keeps its quotes or block style if possible, a collection its block style.
    """
    node = page.node(path)
    if _is_block(node) and value and isinstance(value, dict if node.kind == "map" else list):
        lines = block(value, page.column(node.start), page.layout(), open_=path[-1] in BLOCK_KEYS)
        end = _end(page, path)
        return node.start, end, page.joined(lines, end).lstrip(" ")
    return _put(page, path, node, _in_style(page, path, value) or _as_new(page, path, value))


def _is_block(node: Node) -> bool:
    return node.kind != "scalar" and node.style == "block"


def _in_style(page: Lines, path: Field, value: Any) -> EntryText | None:
    """Return a text in the style of the scalar it replaces, or None if that is not possible."""
    node = page.node(path)
    if not isinstance(value, str) or node.kind != "scalar":
        return None
    if node.style in ("|", ">"):
        return _as_block_scalar(page, node, value)
    # Comments below the line would become part of a block scalar.
    if "\n" in value and literal(value) and _end(page, path) <= page.line_end(node.end):
        return None
    return scalar(value, key=path[-1], style=node.style), []


def _as_block_scalar(page: Lines, node: Node, value: str) -> EntryText | None:
    content = page.text[page.next_line(node.start) : node.end]
    first = next((line for line in content.splitlines() if line.strip()), "")
    margin = first[: len(first) - len(first.lstrip(" "))]
    found = literal(value) if node.style == "|" else folded(value, WIDTH - len(margin))
    if not margin or found is None:
        return None
    return found[0], [margin + line if line else "" for line in found[1]]


def _as_new(page: Lines, path: Field, value: Any) -> EntryText:
    """Return a value as in a new file: the text after its key or dash, and the lines below."""
    parent, slot, layout = page.node(path[:-1]), _slot(page, path), page.layout()
    if isinstance(step := path[-1], str):
        column = page.column(parent.entries[step][0].start)
        room = WIDTH - page.column(slot) - 1
        return entry_text(value, column, layout, room=room, key=step, open_=step in BLOCK_KEYS)
    gap = _gap(page, slot, parent.items[step])
    lines = block_item(value, page.column(slot) - 1, layout, gap=gap)
    return lines[0][page.column(slot) + len(gap) :], lines[1:]


def _put(page: Lines, path: Field, node: Node, new: EntryText) -> LineEdit:
    """Replace *node* with *new*; a comment at the end of the first line is kept.

    Comments inside and below a block collection are removed with it.
    """
    head, body = new
    start, end = node.start, node.end
    if found := _INDICATOR.match(page.text, start) if node.style in ("|", ">") else None:
        end = found.end()
    elif _is_block(node) and page.opens_line(start):
        start = end = _slot(page, path)
    if not head:
        start = _slot(page, path)
    elif page.text[start - 1] in ":-":
        head = " " + head
    rest = page.line_end(end)
    lines = [head + page.text[end:rest], *body]
    end = max(rest, _end(page, path) if _is_block(node) else node.end)
    return start, end, page.joined(lines, end)


# Removing


def remove(page: Lines, path: Field) -> LineEdit:
    """Remove the lines of the entry or item at *path*, which is not the only one."""
    start = _start(page, path)
    before = _before(page, path)
    # Blank lines left here would become part of a text block above that keeps them (``|+``).
    blanks = before is not None and page.keeps_blank_lines(before)
    end = page.past(page.node(path), page.column(start), blanks=blanks)
    if page.opens_line(start):
        return page.line_start(start), end, ""
    # The first key of a record after a dash: the next key moves up to its place.
    following = page.text[end:]
    return start, end + len(following) - len(following.lstrip()), ""


# Places


def _before(page: Lines, path: Field) -> Node | None:
    """Return the value before the one at *path* in the same collection."""
    parent, step = page.node(path[:-1]), path[-1]
    at = list(parent.entries).index(step) if isinstance(step, str) else step
    values = parent.items or [value for _, value in parent.entries.values()]
    return values[at - 1] if at else None


def _end(page: Lines, path: Field) -> int:
    """Return the end of the last line of the entry or item at *path*, before its newline."""
    past = page.past(page.node(path), page.column(_start(page, path)))
    return page.line_end(past - 1) if page.text[past - 1] == "\n" else past


def _start(page: Lines, path: Field) -> int:
    """Return the offset of the key or dash of the value at *path*."""
    parent, step = page.node(path[:-1]), path[-1]
    return parent.entries[step][0].start if isinstance(step, str) else _dashes(page, parent)[step]


def _slot(page: Lines, path: Field) -> int:
    """Return the offset right after the colon or dash before the value at *path*."""
    parent, step = page.node(path[:-1]), path[-1]
    if isinstance(step, str):
        return page.text.index(":", parent.entries[step][0].end) + 1
    return _dashes(page, parent)[step] + 1


def _dashes(page: Lines, seq: Node) -> list[int]:
    """Return the offsets of the dashes of a list in block style."""
    dash = "\n" + " " * page.column(seq.start) + "-"
    following = (page.text.index(dash, item.end) + len(dash) - 1 for item in seq.items[:-1])
    return [seq.start, *following]


def _gap(page: Lines, slot: int, item: Node) -> str:
    """Return the spaces between a dash and its item on the same line; one if there are none."""
    gap = page.text[slot : item.start]
    return gap if gap and not gap.strip(" ") else " "
