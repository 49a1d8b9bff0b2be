"""The Reviewdog Diagnostic Format, ``rdjson``.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf

reviewdog also reads SARIF, but `parser/sarif.go` takes the columns, which count characters, for
bytes, and keeps only the last fix of a finding: its suggestions would be misplaced after Hangul.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from cardctl.cli.render.formats import FindingReport, clean
from cardctl.finding import Finding, Related, Severity, Span
from cardctl.store.fixes import TextEdits

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def render(told: FindingReport) -> str:
    """Return one result with a diagnostic for each finding."""
    edits = TextEdits(told.files)
    result = {
        "source": {"name": "cardctl"},
        "diagnostics": [_diagnostic(finding, told, edits) for finding in told.findings],
    }
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def _diagnostic(finding: Finding, told: FindingReport, edits: TextEdits) -> dict[str, Any]:
    related = [_related(other, finding, told) for other in finding.related]
    suggestions = list(_suggestions(finding, told, edits))
    return {
        "message": f"{finding.name}: {told.message(finding)}",
        "location": _location(finding.path, finding.span, told),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.code},
        **({"suggestions": suggestions} if suggestions else {}),
        **({"related_locations": related} if related else {}),
    }


def _related(other: Related, finding: Finding, told: FindingReport) -> dict[str, Any]:
    place = _location(other.path or finding.path, other.span, told)
    return {"message": clean(other.message.render(told.lang)), "location": place}


def _suggestions(
    finding: Finding, told: FindingReport, edits: TextEdits
) -> Iterator[dict[str, Any]]:
    """Yield fixes of a single edit only: a reader may apply each suggestion separately."""
    for _, made in edits.of(finding):
        for edit in made if len(made) == 1 else ():
            yield {"range": _range(finding.path, edit.span, told), "text": edit.text}


def _location(path: str, span: Span | None, told: FindingReport) -> dict[str, Any]:
    place: dict[str, Any] = {"path": told.path(path)}
    return {**place, "range": _range(path, span, told)} if span else place


def _range(path: str, span: Span, told: FindingReport) -> dict[str, Any]:
    """Return 1-based lines and columns; columns count UTF-8 bytes, and the end is exclusive."""
    lines = _lines(told.raw(path))

    def position(line: int, column: int) -> dict[str, int]:
        before = lines[line - 1][: column - 1] if line <= len(lines) else ""
        return {"line": line, "column": len(before.encode()) + 1}

    return {
        "start": position(span.line, span.column),
        "end": position(span.end_line, span.end_column),
    }


@lru_cache(maxsize=1)
def _lines(raw: bytes) -> list[str]:
    """Return the lines of a file; one is cached, because findings are grouped by file."""
    return raw.removeprefix(b"\xef\xbb\xbf").decode(errors="replace").split("\n")
