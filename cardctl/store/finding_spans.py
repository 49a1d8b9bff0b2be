"""Find the spans of findings: where the fields that they are about are in the text of their files.

A file is parsed for that, so spans that are known already save time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter

from cardctl.finding import Field, Finding, Span
from cardctl.store.files import FileContent, Files
from cardctl.store.trees import tree_of

Place = tuple[str, Field, bool]
"""Path, field, and whether the key of the field is meant."""


class SpanFinder:
    """Finds spans in *files*; a file is parsed only for places that are not *known*.

    *found* has the spans of the others.
    """

    def __init__(self, files: Files, known: Mapping[Place, Span] | None = None) -> None:
        self.files = files
        self.known = known or {}
        self.found: dict[Place, Span] = {}

    def located(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings with their spans in the text, sorted by path, position and code."""
        by_file = sorted(findings, key=attrgetter("path"))  # so that a file is parsed once
        return sorted(map(self.with_spans, by_file), key=_in_the_text)

    def with_spans(self, finding: Finding, only: str = "") -> Finding:
        """Return the finding with its spans; if *only* names a file, with those in that file."""

        def span(path: str, field: Field, on_key: bool = False) -> Span | None:
            return self._span((path, field, on_key)) if only in ("", path) else None

        path = finding.path
        if finding.span is None:
            finding = finding._replace(span=span(path, finding.field, finding.on_key))
        if all(other.span for other in finding.related):
            return finding
        related = tuple(
            other if other.span else other._replace(span=span(other.path or path, other.field))
            for other in finding.related
        )
        return finding._replace(related=related)

    def keep(self) -> None:
        """Keep what was found for the next time, if there is a place for that."""

    def _span(self, place: Place) -> Span:
        span = self.known.get(place) or self.found.get(place)
        if span is None:
            path, field, on_key = place
            tree = tree_of(self.files.get(path), path)
            span = self.found[place] = tree.span(field, on_key) if tree else Span(1, 1, 1, 1)
        return span


def located(findings: Iterable[Finding], files: Files) -> list[Finding]:
    """Return the findings with their spans in the text, sorted by path, position and code."""
    return SpanFinder(files).located(findings)


def with_own_spans(findings: Iterable[Finding], path: str, content: FileContent) -> list[Finding]:
    """Return the findings, in their order, with the spans that are in the file at *path*."""
    finder = SpanFinder({path: content})
    return [finder.with_spans(finding, path) for finding in findings]


def _in_the_text(finding: Finding) -> tuple[str, int, int, str]:
    line, column = (finding.span.line, finding.span.column) if finding.span else (1, 1)
    return finding.path, line, column, finding.code
