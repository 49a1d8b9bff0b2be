"""Render findings: as text with source frames, as one line each, or as plain data.

All functions take findings with spans (see `store.finding_spans`). Card text is untrusted:
everything printed for people goes through `printable`, and through `masked`, so that a secret in a
card does not leak into the log of the check that found it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from posixpath import normpath
from typing import TYPE_CHECKING, NamedTuple

from cardctl.domain.ids import card_of
from cardctl.finding import Field, Finding, Related, Severity, Span
from cardctl.i18n import Message
from cardctl.printable import columns, printable
from cardctl.report.formats.terminal import styled
from cardctl.rules.safety.sensitive_data import masked

if TYPE_CHECKING:
    from cardctl.outputs.findings import FindingData, RangeData, RelatedData

Files = Mapping[str, bytes | Finding]

WIDTH = 80
"""Width of a frame in columns; a longer source line is cut to the part around the place."""

_TOO_LONG = 8 * WIDTH
"""Source lines with more characters are cut without measuring their width."""

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def as_concise(
    findings: Iterable[Finding], lang: str, *, folder: str = ".", hints: bool = False
) -> str:
    """Return one line for each finding: ``path:line:column: severity code name: message``.

    *hints* adds a line with the hint.
    """
    lines = []
    for finding in findings:
        lines.append(_first_line(finding, lang, folder))
        if hints and finding.hint is not None:
            lines.append(f"    = {_one_line(finding.hint, lang)}")
    return "".join(f"{line}\n" for line in lines)


def as_text(
    findings: Iterable[Finding],
    files: Files,
    lang: str,
    *,
    folder: str = ".",
    colour: bool = False,
    width: int | None = None,
    link: Callable[[str], str] = lambda _path: "",
) -> str:
    """Return each finding with its source lines, a mark under the place, and the hint.

    With *width*, hints are wrapped to it. *link* returns the address of a file, or "" for no link.
    """
    sources = _Sources(files)
    lines: list[str] = []
    for finding in findings:
        style = _STYLES[finding.severity] if colour else ""
        place, said = _place(finding.path, finding.span, folder), _said(finding, lang)
        bold = style and f"bold {style}"
        address = link(finding.path)
        lines.append(
            styled(place, bold, address) + styled(f": {said}", bold)
            if address
            else styled(f"{place}: {said}", bold)
        )
        lines += _frame(finding, sources, lang, style)
        lines += _elsewhere(finding, lang, folder)
        for each in _advice(finding):
            lines += _broken(_one_line(each, lang), width)
    return "".join(f"{line}\n" for line in lines)


def as_data(findings: Iterable[Finding], lang: str, *, folder: str = ".") -> list[FindingData]:
    """Return findings as plain data: 1-based lines and columns, fields as JSON pointers."""
    return [
        {
            "code": finding.code,
            "name": finding.name,
            "severity": finding.severity,
            "message": masked(finding.message.render(lang)),
            "card": card_of(finding.path),
            "file": shown_path(finding.path, folder),
            "field": pointer(finding.field),
            "range": range_data(finding.span) if finding.span else None,
            "related": [_related(other, finding, lang, folder) for other in finding.related],
            "hint": masked(finding.hint.render(lang)) if finding.hint else None,
            "note": finding.note.render(lang) if finding.note else None,
            "fingerprint": fingerprint(finding),
        }
        for finding in findings
    ]


def fingerprint(finding: Finding) -> str:
    """Return 16 hex digits from rule, file, field and message, which stay when lines move."""
    said = [finding.code, finding.path, pointer(finding.field), str(finding.message)]
    return sha256(json.dumps(said).encode()).hexdigest()[:16]


def pointer(field: Field) -> str:
    """Return a field as a JSON pointer (RFC 6901): ``/plan/steps/1/owner``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in field)


def shown_path(path: str, folder: str) -> str:
    """Return a path to print for *path* in the register; *folder* is the register's root."""
    place = path if folder == "." else f"{folder}/{path}"
    return normpath(place) if ".." in place else place  # a file outside the register


def _first_line(finding: Finding, lang: str, folder: str) -> str:
    return f"{_place(finding.path, finding.span, folder)}: {_said(finding, lang)}"


def _place(path: str, span: Span | None, folder: str) -> str:
    """Return ``path:line:column``."""
    place = shown_path(path, folder)
    return printable(place if span is None else f"{place}:{span.line}:{span.column}")


def _said(finding: Finding, lang: str) -> str:
    message = _one_line(finding.message, lang)
    return f"{finding.severity} {finding.code} {finding.name}: {message}"


def _one_line(phrase: Message, lang: str) -> str:
    """Return a message as one line, masked and printable."""
    return printable(masked(phrase.render(lang))).replace("\n", " ")


def _broken(text: str, width: int | None) -> list[str]:
    """Wrap a hint to *width* columns."""
    lines = ["    ="]
    for word in text.split(" "):
        if width is not None and columns(f"{lines[-1]} {word}") > width:
            lines.append("     ")
        lines[-1] += f" {word}"
    return lines


def _advice(finding: Finding) -> list[Message]:
    """Return the hint and the note; a hint shown beside the mark is not repeated."""
    return [each for each in (_below(finding), finding.note) if each is not None]


class _Sources:
    """Source lines of the files; each file is split once."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._lines: dict[str, list[str]] = {}
        self._last: tuple[tuple[str, int], str] = ("", 0), ""

    def line(self, path: str, number: int) -> str | None:
        """Return a printable source line; None if it does not exist or the file is unavailable."""
        if path not in self._lines:
            raw = self._files.get(path)
            text = raw.decode("utf-8-sig", "replace") if isinstance(raw, bytes) else None
            self._lines[path] = text.split("\n") if text is not None else []
        if not 0 < number <= len(self._lines[path]):
            return None
        if (path, number) != self._last[0]:  # many findings may be on one long line
            shown = printable(masked(self._lines[path][number - 1].rstrip("\r")))
            self._last = (path, number), shown
        return self._last[1]


class _Mark(NamedTuple):
    """A place to show, with the character below it and the text beside that."""

    span: Span
    sign: str
    words: str


def _marks(finding: Finding, span: Span, lang: str) -> list[_Mark]:
    """Return the finding's place and one related place in the same file, in line order."""
    in_background = _one_line(finding.hint, lang) if finding.note and finding.hint else ""
    marks = [_Mark(span, "^", in_background)]
    for other in finding.related:
        if other.path in ("", finding.path) and other.span is not None:
            words = _one_line(other.message, lang)
            if other.span == span and not in_background:  # it explains the place itself
                return [_Mark(span, "^", words)]
            marks.append(_Mark(other.span, "-", words))
            break
    return sorted(marks, key=lambda mark: (mark.span.line, mark.span.column))


def _below(finding: Finding) -> Message | None:
    """Return the hint if it is not shown beside the mark."""
    return None if finding.note and finding.span else finding.hint


def _frame(finding: Finding, sources: _Sources, lang: str, style: str) -> Iterator[str]:
    """Yield the source lines of a finding, each with its marks below."""
    if finding.span is None:
        return
    marks = _marks(finding, finding.span, lang)
    gutter = max(3, *(len(str(mark.span.line)) for mark in marks))
    room = WIDTH - gutter - 3
    shown: tuple[int, str] | None = None
    for mark in marks:
        source = sources.line(finding.path, mark.span.line)
        if source is None:
            continue
        text, before, width = _window(source, mark.span, room)
        if (mark.span.line, text) != shown:
            yield f"{mark.span.line:>{gutter}} | {text}".rstrip()
            shown = mark.span.line, text
        left = room - before - columns(mark.words) - 1
        signs = mark.sign * (min(width, max(left, 1)) if mark.words else width)
        under = f"{' ' * before}{styled(signs, style if mark.sign == '^' else '')}"
        if left >= 1:
            yield f"{'':>{gutter}} | {under} {mark.words}".rstrip()
        else:  # the text gets its own line
            yield f"{'':>{gutter}} | {under}"
            yield f"{'':>{gutter}} | {' ' * max(room - columns(mark.words), 0)}{mark.words}"


def _window(source: str, span: Span, room: int) -> tuple[str, int, int]:
    """Return the part of a line around the place that fits in *room* columns.

    Also the column where the mark starts in it, and the width of the mark.
    """
    start = min(span.column - 1, len(source))
    end = span.end_column - 1 if span.end_line == span.line else len(source)
    end = max(min(end, len(source)), start)
    first, last = 0, len(source)
    if len(source) > _TOO_LONG or columns(source) > room:
        last = _reach(source, start, 1, room * 2 // 3)
        first = _reach(source, start, -1, room - columns(source[start:last]) - 2)
        last = _reach(source, first, 1, room - 2)
    left, right = "…" if first else "", "…" if last < len(source) else ""
    before = columns(left + source[first:start])
    width = columns(source[start : min(end, last)]) or 1
    return left + source[first:last] + right, before, width


def _reach(source: str, start: int, step: int, room: int) -> int:
    """Return the index that *room* columns reach from *start*, forwards or backwards by *step*."""
    at = start
    while 0 <= (at if step > 0 else at - 1) < len(source):
        room -= columns(source[at if step > 0 else at - 1])
        if room < 0:
            break
        at += step
    return at


def _elsewhere(finding: Finding, lang: str, folder: str) -> Iterator[str]:
    """Yield a line for each related place in another file."""
    for other in finding.related:
        if other.path not in ("", finding.path):
            place = _place(other.path, other.span, folder)
            yield f"    = {place}: {_one_line(other.message, lang)}"


def _related(other: Related, finding: Finding, lang: str, folder: str) -> RelatedData:
    return {
        "message": other.message.render(lang),
        "file": shown_path(other.path or finding.path, folder),
        "field": pointer(other.field),
        "range": range_data(other.span) if other.span else None,
    }


def range_data(span: Span) -> RangeData:
    """Return the place of a finding as data."""
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
