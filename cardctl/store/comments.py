"""Comments in YAML files, in particular directives: ``# cardctl: allow CC703 two rivers``."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from cardctl.finding import Directive, Span
from cardctl.store.files import Files
from cardctl.store.trees import tree_of
from cardctl.yaml.nodes import Node, Tree
from cardctl.yaml.source import is_within, line_at, merge_ranges

_MARK = b"cardctl:"
_DIRECTIVE = re.compile(r"(?:(?<=[ \t])|^)#[ \t]*cardctl:[ \t]*(?P<words>[^\r\n]*)", re.MULTILINE)
_COMMENT = re.compile(r"(?:(?<=[ \t])|^)#", re.MULTILINE)
_DATA = re.compile(r"^(?![ \t]*(?:#|\r?$))", re.MULTILINE)
"""Matches at the start of each line that is neither empty nor only a comment."""


def directives(files: Files) -> list[Directive]:
    """Return the directives in the files, in order.

    A file that is not YAML has none. Only files that contain the mark are parsed.
    """
    found: list[Directive] = []
    for path, raw in files.items():
        if isinstance(raw, bytes) and _MARK in raw:
            tree = tree_of(raw, path)
            found += _directives(tree) if tree else ()
    return found


def _directives(tree: Tree) -> Iterator[Directive]:
    text = tree.text
    comments = set(_first_comments(text, list(_texts(tree.root))))
    data = [match.start() for match in _DATA.finditer(text)]
    for match in _DIRECTIVE.finditer(text):
        if match.start() in comments:
            yield _directive(tree, match, data)


def _first_comments(text: str, inside: list[tuple[int, int]]) -> Iterator[int]:
    """Yield the offset of the first comment of each line; the rest of the line is part of it."""
    past = 0
    for start in _comments(text, inside):
        if start >= past:
            past = start + len(line_at(text, start))
            yield start


def unmodelled_spans(tree: Tree) -> list[tuple[int, int]]:
    """Return the offsets of text that no model reads: comments and the values of ``x-`` keys.

    Each comment extends to the end of its line.
    """
    text, own = tree.text, list(_own_values(tree.root))
    comments = _first_comments(text, [*_texts(tree.root), *own])
    return sorted([*((start, start + len(line_at(text, start))) for start in comments), *own])


def _own_values(root: Node) -> Iterator[tuple[int, int]]:
    todo = [root]
    while todo:
        node = todo.pop()
        todo += node.items
        for key, (_, value) in node.entries.items():
            if key.startswith("x-"):
                yield value.start, value.end
            else:
                todo.append(value)


def _texts(root: Node) -> Iterator[tuple[int, int]]:
    """Yield the offsets of quoted texts and text blocks, where ``#`` does not start a comment."""
    todo = [root]
    while todo:
        node = todo.pop()
        todo += node.items
        todo += (part for pair in node.entries.values() for part in pair)
        if node.kind == "scalar" and node.style != "plain":
            yield node.start, node.end


def _comments(text: str, inside: list[tuple[int, int]]) -> Iterator[int]:
    """Yield the offsets of each ``#`` that starts a comment or is inside one."""
    places = merge_ranges(inside)
    for match in _COMMENT.finditer(text):
        if not is_within(match.start(), places):
            yield match.start()


def _directive(tree: Tree, match: re.Match[str], data: Sequence[int]) -> Directive:
    """Return the directive in a comment; *data* are the offsets of all lines that have data."""
    text = tree.text
    begin = text.rfind("\n", 0, match.start()) + 1
    words = match["words"].rstrip()
    end = match.start("words") + len(words)
    before = text[begin : match.start()].rstrip()
    at = len(data) if before else bisect_left(data, match.end())
    return Directive(
        path=tree.path,
        words=words,
        span=_span(tree, match.start(), end),
        line=tree.position(data[at] if at < len(data) else begin)[0],
        cut=_span(tree, begin + len(before), match.end() if before else match.end() + 1),
    )


def _span(tree: Tree, start: int, end: int) -> Span:
    return Span(*tree.position(start), *tree.position(min(end, len(tree.text))))
