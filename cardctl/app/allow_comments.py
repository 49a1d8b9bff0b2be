"""Apply the allow comments of a register to its findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cardctl.finding import Directive, Finding
from cardctl.rules.suppress import apply_comments
from cardctl.store.files import FileContent, Files
from cardctl.store.finding_spans import SpanFinder

Changed = Mapping[str, bytes | None]
"""Files that differ from a commit: path to their content in it, None if it does not have them."""


def apply_allow_comments(
    findings: Iterable[Finding],
    comments: Sequence[Directive],
    spans: SpanFinder,
    *,
    ran: frozenset[str] = frozenset(),
    bases: Sequence[Changed] = (),
) -> list[Finding]:
    """Return the findings that none of *comments* allows; *spans* finds their places.

    Includes findings on the comments themselves, limited to the rules in *ran*. If a change is
    checked, with *bases* that it is compared with, the comments that it adds allow no error.
    """
    if not comments:
        return list(findings)
    return apply_comments(
        spans.located(findings),
        comments,
        ran,
        lambda comment: bool(bases) and all(_is_added(comment, spans.files, b) for b in bases),
    )


def _is_added(comment: Directive, files: Files, base: Changed) -> bool:
    """Whether the lines from *comment* to the one that it is about are not in *base*.

    If they occur more often than in *base*, all of them count as added.
    """
    if comment.path not in base:
        return False
    then, now = _lines(base[comment.path]), _lines(files.get(comment.path))
    block = now[comment.span.line - 1 : max(comment.line, comment.span.line)]
    return _count(block, now) > _count(block, then)


def _lines(raw: FileContent | None) -> list[bytes]:
    return [line.rstrip() for line in raw.split(b"\n")] if isinstance(raw, bytes) else []


def _count(block: list[bytes], lines: list[bytes]) -> int:
    """Return how often the consecutive lines *block* occur in *lines*."""
    size = len(block)
    return sum(lines[at : at + size] == block for at in range(len(lines) - size + 1))
