"""Comments, those above all that speak to the program: ``# cardctl: allow CC703 two rivers``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cardctl.finding import Directive, Span
from cardctl.store.files import Files
from cardctl.store.yamlnode import Node, Tree
from cardctl.store.yamltext import line_at
from cardctl.store.yamltree import read_tree

_MARK = b"cardctl:"
_DIRECTIVE = re.compile(r"(?:(?<=[ \t])|^)#[ \t]*cardctl:[ \t]*(?P<words>[^\r\n]*)", re.MULTILINE)
_COMMENT = re.compile(r"(?:(?<=[ \t])|^)#", re.MULTILINE)
_DATA = re.compile(r"^(?![ \t]*(?:#|\r?$))", re.MULTILINE)
"""The beginning of a line that is neither empty nor a comment alone."""


def directives(files: Files, paths: Iterable[str] | None = None) -> list[Directive]:
    """Give the directives of the files at *paths* (of all, without), in order.

    A file that is no YAML has none. Only files that hold the mark are looked at closely.
    """
    found: list[Directive] = []
    for path in files if paths is None else paths:
        raw = files.get(path)
        if isinstance(raw, bytes) and is_marked(raw):
            tree, _ = read_tree(raw, path)
            found += _directives(tree) if tree else ()
    return found


def is_marked(raw: object) -> bool:
    """Whether a file's bytes may hold a comment that speaks to the program."""
    return isinstance(raw, bytes) and _MARK in raw


def _directives(tree: Tree) -> Iterator[Directive]:
    text = tree.text
    inside = list(_texts(tree.root))
    for match in _DIRECTIVE.finditer(text):
        begin = text.rfind("\n", 0, match.start()) + 1
        first = next(_comments(text, begin, inside), None)
        if first == match.start():
            yield _directive(tree, match, begin)


def spare_places(tree: Tree) -> list[tuple[int, int]]:
    """Where things are written that no model reads: comments, and the values of own keys.

    From offset to offset of the tree's text; each comment ends with its line.
    """
    text, own = tree.text, list(_own_values(tree.root))
    places = []
    past = 0
    for start in _comments(text, 0, [*_texts(tree.root), *own]):
        if start >= past:
            past = start + len(line_at(text, start))
            places.append((start, past))
    return sorted([*places, *own])


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
    """The places of quoted texts and text blocks: a ``#`` in them begins no comment."""
    todo = [root]
    while todo:
        node = todo.pop()
        todo += node.items
        todo += (part for pair in node.entries.values() for part in pair)
        if node.kind == "scalar" and node.style != "plain":
            yield node.start, node.end


def _comments(text: str, begin: int, inside: list[tuple[int, int]]) -> Iterator[int]:
    """Where comments begin from *begin* on."""
    for match in _COMMENT.finditer(text, begin):
        if not any(start <= match.start() < end for start, end in inside):
            yield match.start()


def _directive(tree: Tree, match: re.Match[str], begin: int) -> Directive:
    """Make the directive of a comment in the line that begins at *begin*."""
    text = tree.text
    words = match["words"].rstrip()
    end = match.start("words") + len(words)
    before = text[begin : match.start()].rstrip()
    below = None if before else _DATA.search(text, match.end())
    return Directive(
        path=tree.path,
        words=words,
        span=_span(tree, match.start(), end),
        line=tree.position(below.start() if below else begin)[0],
        cut=_span(tree, begin + len(before), match.end() if before else match.end() + 1),
    )


def _span(tree: Tree, start: int, end: int) -> Span:
    return Span(*tree.position(start), *tree.position(min(end, len(tree.text))))
