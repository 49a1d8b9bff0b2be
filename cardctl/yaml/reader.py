"""The only YAML reader: turns the bytes of a file into a tree with locations, and findings.

It reads parser events (`event_reader`) with limits, so no file can exhaust it, and never raises,
whatever the bytes. The C parser is trusted only when it accepts a text. A text that it refuses, or
whose events fail our checks, is read again by the pure parser, which is always available. So the
verdict, its line and its wording do not depend on the installation. Files that are surely valid
need neither: `line_reader` returns their data, and `locations` the locations, on request.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from cardctl.finding import Finding
from cardctl.i18n import _
from cardctl.yaml.event_reader import NOTHING, EventReader
from cardctl.yaml.events import Source, c_source, pure_source
from cardctl.yaml.line_reader import read_quickly
from cardctl.yaml.locations import locations
from cardctl.yaml.nodes import Node, Tree, build_nodes, quoted
from cardctl.yaml.refusals import Abort
from cardctl.yaml.source import HIDDEN, Lines, Problems, decode, line_at, trailing_spaces
from cardctl.yaml.syntax_errors import explain

__all__ = ["Node", "Tree", "read_tree"]


def read_tree(raw: bytes, path: str, *, pure: bool = False) -> tuple[Tree | None, list[Finding]]:
    """Return the tree of a file, and its findings (rules 1xx).

    There is no tree if the meaning of the text is uncertain (`Problems.FATAL`); with other errors
    there is one, so that all problems are found in one run. *path* is used in the findings. *pure*
    uses only the pure parser.
    """
    quick = None if pure else read_quickly(raw)
    if quick is not None:
        text, data = quick
        return Tree(path, Lines(text), data, partial(locations, text, data)), []
    text, problems = decode(raw, path)
    if problems.fatal:
        return None, problems.findings
    if any(finding.code == "CC110" for finding in problems.findings):
        text = HIDDEN.sub("\ufffd", text)
    walk = _read(pure_source, text, problems) if pure else _either(text, problems)
    if walk is not None:
        trailing_spaces(problems, quoted(walk.steps))
    problems.findings.sort(key=_place)
    tree = Tree(path, problems.lines, walk.data, lambda: walk.steps) if walk else None
    return tree, problems.findings


def _place(finding: Finding) -> tuple[int, int]:
    """Return the position of a finding of the reader, as a sort key."""
    span = finding.span
    return (span.line, span.column) if span else (0, 0)


def _either(text: str, problems: Problems) -> EventReader | None:
    """Return the reader, with the C parser's events if it accepts the text, else the pure one's."""
    # The pure parser allows tabs only in quotes, text blocks and comments.
    source = None if "\t" in text else c_source()
    walk = _attempt(source, text, problems) if source else None
    return walk or _read(pure_source, text, problems)


def _attempt(source: Source, text: str, problems: Problems) -> EventReader | None:
    """Return the reader if the C parser and our checks accept the text; otherwise drop findings."""
    before = len(problems.findings)
    walk = None
    with suppress(Exception):  # whatever it is, the pure parser will report it
        walk = _walk(source, text, problems)
    if walk is None or walk.needs_pure_parser:
        del problems.findings[before:]
        return None
    return walk


def _read(source: Source, text: str, problems: Problems) -> EventReader | None:
    """Return the reader after all events, or None if there are findings that prevent a tree."""
    try:
        return _walk(source, text, problems)
    except Exception as error:  # noqa: BLE001  # no bytes may end the program
        if not problems.fatal:  # otherwise it is a consequence of earlier findings
            problems.add("CC101", *explain(text, error))
    return None


def _walk(source: Source, text: str, problems: Problems) -> EventReader | None:
    """Return the reader if there are no fatal findings. Raises what the source raises."""
    walk = EventReader(text, problems)
    try:
        walk.run(source(text))
    except Abort:
        return None
    walk.refuse_repeated_keys()
    if not isinstance(walk.data, dict):
        _not_a_mapping(walk)
    return None if problems.fatal else walk


def _not_a_mapping(walk: EventReader) -> None:
    """Add CC103 for a file that is empty, a list or a text."""
    if walk.data is NOTHING or walk.data is None:
        message, start, end = _("the file is empty"), 0, 0
    else:
        root = build_nodes(walk.steps)
        message = _("the file is a list or text, not a mapping")
        start, end = root.start, root.start + len(line_at(walk.text, root.start))
    walk.problems.add("CC103", start, end, message, _("write lines in the form 'key: value'"))
