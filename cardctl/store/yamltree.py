"""The one reader: the bytes of a file into a tree with places, and findings.

It walks parser events (`yamlwalk`) with limits, so no file can exhaust it, and never raises on any
bytes. The C parser may only say yes: whatever it refuses, or our own checks refuse on its events,
is read again by the pure parser, which is always there. So the verdict, its line and its words do
not depend on what is installed.
"""

from __future__ import annotations

from contextlib import suppress

from cardctl.finding import Finding
from cardctl.locale import say
from cardctl.store.yamlevents import NextEvent, Source, c_source, pure_source
from cardctl.store.yamlfault import explain
from cardctl.store.yamlnode import Node, Tree, quoted
from cardctl.store.yamlrefusals import Stop
from cardctl.store.yamltext import HIDDEN, Problems, decode, line_at, trailing_spaces
from cardctl.store.yamlwalk import Walk

__all__ = ["Node", "Tree", "read_tree"]


def read_tree(raw: bytes, path: str, *, pure: bool = False) -> tuple[Tree | None, list[Finding]]:
    """Give the tree of a file, and what is wrong with it (rules 1xx).

    There is no tree where the text cannot be trusted to mean anything (`Problems.FATAL`); with
    other errors there is one, so that everything that is wrong is found in one run. *path* goes
    into the findings. *pure* leaves out the C parser.
    """
    text, problems = decode(raw, path)
    if problems.fatal:
        return None, problems.findings
    if any(finding.code == "CC110" for finding in problems.findings):
        text = HIDDEN.sub("\ufffd", text)
    source = None if pure or "\t" in text else c_source()
    root = _attempt(source, text, problems) if source else None
    if root is None:
        root = _read(pure_source, text, problems)
    if root is not None:
        trailing_spaces(problems, quoted(root))
    problems.findings.sort(key=_place)
    return (Tree(path, problems.lines, root) if root else None), problems.findings


def _place(finding: Finding) -> tuple[int, int]:
    """Give where a finding of the reader is, to sort by."""
    span = finding.span
    return (span.line, span.column) if span else (0, 0)


def _attempt(source: Source, text: str, problems: Problems) -> Node | None:
    """Give the root if the C parser and our checks accept the text; else leave no trace."""
    before = len(problems.findings)
    walk = Walk(text, problems)
    root = None
    with suppress(Exception):  # whatever it is, the pure parser will say
        root = _root(walk, source(text))
    if root is None or walk.odd_block:
        del problems.findings[before:]
        return None
    return root


def _read(source: Source, text: str, problems: Problems) -> Node | None:
    """Give the root, or None with the findings that say why."""
    try:
        return _root(Walk(text, problems), source(text))
    except Exception as error:  # noqa: BLE001  # no bytes may end the program
        if not problems.fatal:  # else it follows from what was refused before
            problems.add("CC101", *explain(text, error))
    return None


def _root(walk: Walk, next_event: NextEvent) -> Node | None:
    """Give the root if nothing fatal is found. Raises what the source raises."""
    problems = walk.problems
    try:
        root = walk.run(next_event)
    except Stop:
        return None
    walk.refuse_repeated_keys()
    if root is None or root.kind != "map":
        _not_a_mapping(problems, root)
    return None if problems.fatal else root


def _not_a_mapping(problems: Problems, root: Node | None) -> None:
    """CC103, for a file that is empty, a list or a text."""
    if root is None or root.start == root.end:
        message, start, end = say("the file is empty"), 0, 0
    else:
        message = say("the file is a list or a text, not a mapping")
        start, end = root.start, root.start + len(line_at(problems.lines.text, root.start))
    problems.add("CC103", start, end, message, say("write lines of 'key: value'"))
