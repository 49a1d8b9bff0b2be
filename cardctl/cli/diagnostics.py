"""Findings as people, editors and programs read them: text with a frame, concise lines, data.

All take findings that have their places (`store.load.located`). Card text is hostile: everything
that is printed for people goes through `printable`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from cardctl.finding import Field, Finding, Related, Severity, Span
from cardctl.model.ids import full_id
from cardctl.report.formats.printable import columns, printable

Files = Mapping[str, bytes | Finding]

WIDEST = 120
"""Longer source lines are shown in part, around the place."""

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def as_concise(
    findings: Iterable[Finding], lang: str, *, folder: str = ".", mends: bool = False
) -> str:
    """One line for each finding, ``path:line:column: severity code name: message``.

    *mends* adds the line that says what to do.
    """
    lines = []
    for finding in findings:
        lines.append(_first_line(finding, lang, folder))
        if mends and finding.mend is not None:
            lines.append(f"    = {printable(finding.mend.into(lang))}")
    return "".join(f"{line}\n" for line in lines)


def as_text(
    findings: Iterable[Finding],
    files: Files,
    lang: str,
    *,
    folder: str = ".",
    colour: bool = False,
) -> str:
    """Each finding with the lines it speaks of, a mark under the place, and what to do."""
    sources = _Sources(files)
    lines: list[str] = []
    for finding in findings:
        code = _COLOURS[finding.severity] if colour else ""
        lines.append(_paint(_first_line(finding, lang, folder), code and f"1;{code}"))
        lines += _frame(finding, sources, lang, code)
        lines += _elsewhere(finding, lang, folder)
        if finding.mend is not None:
            lines.append(f"    = {printable(finding.mend.into(lang))}")
    return "".join(f"{line}\n" for line in lines)


def as_data(findings: Iterable[Finding], lang: str, *, folder: str = ".") -> list[dict[str, Any]]:
    """Findings as plain data: places as 1-based lines and columns, fields as JSON pointers."""
    return [
        {
            "code": finding.code,
            "name": finding.name,
            "severity": finding.severity,
            "message": finding.message.into(lang),
            "card": card_of(finding.path),
            "file": shown_path(finding.path, folder),
            "field": pointer(finding.field),
            "range": _range(finding.span),
            "related": [_related(other, finding, lang, folder) for other in finding.related],
            "mend": finding.mend.into(lang) if finding.mend else None,
            "fingerprint": fingerprint(finding),
        }
        for finding in findings
    ]


def fingerprint(finding: Finding) -> str:
    """16 hex digits that stay the same while lines move: of rule, file, field and words."""
    said = [finding.code, finding.path, pointer(finding.field), str(finding.message)]
    return sha256(json.dumps(said).encode()).hexdigest()[:16]


def pointer(field: Field) -> str:
    """A field as a JSON pointer (RFC 6901): ``/plan/steps/1/owner``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in field)


def card_of(path: str) -> str | None:
    """The id of the card that a file is named for; None for other files."""
    return full_id(path.rpartition("/")[2].removesuffix(".yaml"))


def shown_path(path: str, folder: str) -> str:
    """A path relative to the register, as it is said from where the user stands."""
    return path if folder == "." else f"{folder}/{path}"


def _first_line(finding: Finding, lang: str, folder: str) -> str:
    place = shown_path(finding.path, folder)
    if finding.span is not None:
        place += f":{finding.span.line}:{finding.span.column}"
    message = printable(finding.message.into(lang)).replace("\n", " ")
    return f"{printable(place)}: {finding.severity} {finding.code} {finding.name}: {message}"


def _paint(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if code else text


class _Sources:
    """The lines of the files, each file split once."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._lines: dict[str, list[str]] = {}

    def line(self, path: str, number: int) -> str | None:
        if path not in self._lines:
            raw = self._files.get(path)
            text = raw.decode("utf-8-sig", "replace") if isinstance(raw, bytes) else ""
            self._lines[path] = text.split("\n")
        lines = self._lines[path]
        return lines[number - 1] if 0 < number <= len(lines) else None


def _frame(finding: Finding, sources: _Sources, lang: str, code: str) -> Iterator[str]:
    """The finding's own line and, in the same file, one that explains it, in order of lines."""
    if finding.span is None:
        return
    marks = [(finding.span, "^", "")]
    for other in finding.related:
        if other.path in ("", finding.path) and other.span is not None:
            marks.append((other.span, "-", printable(other.message.into(lang))))
            break
    marks.sort(key=lambda mark: (mark[0].line, mark[0].column))
    gutter = max(3, *(len(str(span.line)) for span, _, _ in marks))
    shown = 0
    for span, sign, label in marks:
        source = sources.line(finding.path, span.line)
        if source is None:
            continue
        text, before, width = _window(source.rstrip("\r"), span)
        if span.line != shown:
            yield f"{span.line:>{gutter}} | {text}"
            shown = span.line
        mark = _paint(sign * width, code if sign == "^" else "")
        yield f"{'':>{gutter}} | {' ' * before}{mark} {label}".rstrip()


def _window(source: str, span: Span) -> tuple[str, int, int]:
    """The shown part of a line, and in columns where the mark starts and how wide it is."""
    start = min(span.column - 1, len(source))
    end = span.end_column - 1 if span.end_line == span.line else len(source)
    end = max(min(end, len(source)), start)
    first = max(start - WIDEST // 2, 0) if len(source) > WIDEST else 0
    last = min(first + WIDEST, len(source))
    left, right = "…" if first else "", "…" if last < len(source) else ""
    visible = min(end, last)
    before = columns(left) + columns(printable(source[first:start]))
    width = columns(printable(source[start:visible])) or 1
    return left + printable(source[first:last]) + right, before, width


def _elsewhere(finding: Finding, lang: str, folder: str) -> Iterator[str]:
    """Places in other files that explain the finding."""
    for other in finding.related:
        if other.path not in ("", finding.path):
            place = shown_path(other.path, folder)
            if other.span is not None:
                place += f":{other.span.line}:{other.span.column}"
            yield f"    = {printable(place)}: {printable(other.message.into(lang))}"


def _related(other: Related, finding: Finding, lang: str, folder: str) -> dict[str, Any]:
    return {
        "message": other.message.into(lang),
        "file": shown_path(other.path or finding.path, folder),
        "field": pointer(other.field),
        "range": _range(other.span),
    }


def _range(span: Span | None) -> dict[str, int] | None:
    if span is None:
        return None
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def counts(findings: Sequence[Finding]) -> dict[Severity, int]:
    """How many findings of each severity."""
    return {level: sum(1 for f in findings if f.severity is level) for level in Severity}
