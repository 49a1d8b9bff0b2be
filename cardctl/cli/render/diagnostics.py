"""Findings as people, editors and programs read them: text with a frame, concise lines, data.

All take findings that have their places (`store.load.located`). Card text is hostile: everything
that is printed for people goes through `printable`, and through `masked`, so that a secret in a
card is not spread by the log of the check that found it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from posixpath import normpath
from typing import Any, NamedTuple

from cardctl.domain.ids import card_of
from cardctl.finding import Field, Finding, Related, Severity, Span
from cardctl.i18n import Message
from cardctl.report.formats.printable import columns, printable
from cardctl.report.formats.terminal import styled
from cardctl.rules.safety.sensitive_data import masked

Files = Mapping[str, bytes | Finding]

WIDTH = 80
"""The columns of a frame; a source line that needs more is shown in part, around the place."""

_TOO_LONG = 8 * WIDTH
"""A source line of more characters is shown in part without being measured."""

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def as_concise(
    findings: Iterable[Finding], lang: str, *, folder: str = ".", hints: bool = False
) -> str:
    """One line for each finding, ``path:line:column: severity code name: message``.

    *mends* adds the line that says what to do.
    """
    lines = []
    for finding in findings:
        lines.append(_first_line(finding, lang, folder))
        if hints and finding.hint is not None:
            lines.append(f"    = {_said(finding.hint, lang)}")
    return "".join(f"{line}\n" for line in lines)


def as_text(
    findings: Iterable[Finding],
    files: Files,
    lang: str,
    *,
    folder: str = ".",
    colour: bool = False,
    width: int | None = None,
) -> str:
    """Each finding with the lines it speaks of, a mark under the place, and what to do.

    With *width* the lines that say what to do are broken there.
    """
    sources = _Sources(files)
    lines: list[str] = []
    for finding in findings:
        style = _STYLES[finding.severity] if colour else ""
        lines.append(styled(_first_line(finding, lang, folder), style and f"bold {style}"))
        lines += _frame(finding, sources, lang, style)
        lines += _elsewhere(finding, lang, folder)
        for each in _advice(finding):
            lines += _broken(_said(each, lang), width)
    return "".join(f"{line}\n" for line in lines)


def as_data(findings: Iterable[Finding], lang: str, *, folder: str = ".") -> list[dict[str, Any]]:
    """Findings as plain data: places as 1-based lines and columns, fields as JSON pointers."""
    return [
        {
            "code": finding.code,
            "name": finding.name,
            "severity": finding.severity,
            "message": masked(finding.message.render(lang)),
            "card": card_of(finding.path),
            "file": shown_path(finding.path, folder),
            "field": pointer(finding.field),
            "range": _range(finding.span),
            "related": [_related(other, finding, lang, folder) for other in finding.related],
            "mend": masked(finding.hint.render(lang)) if finding.hint else None,
            "aside": finding.note.render(lang) if finding.note else None,
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


def shown_path(path: str, folder: str) -> str:
    """A path relative to the register, as it is said from where the user stands."""
    place = path if folder == "." else f"{folder}/{path}"
    return normpath(place) if ".." in place else place  # of a file around the register


def _first_line(finding: Finding, lang: str, folder: str) -> str:
    place = shown_path(finding.path, folder)
    if finding.span is not None:
        place += f":{finding.span.line}:{finding.span.column}"
    message = _said(finding.message, lang)
    return f"{printable(place)}: {finding.severity} {finding.code} {finding.name}: {message}"


def _said(phrase: Message, lang: str) -> str:
    """A phrase as one line."""
    return printable(masked(phrase.render(lang))).replace("\n", " ")


def _broken(text: str, width: int | None) -> list[str]:
    """A line that says what to do, in as many lines as *width* columns ask for."""
    lines = ["    ="]
    for word in text.split(" "):
        if width is not None and columns(f"{lines[-1]} {word}") > width:
            lines.append("     ")
        lines[-1] += f" {word}"
    return lines


def _advice(finding: Finding) -> list[Message]:
    """What to do, and what else is good to know; what stands beside the mark is not said again."""
    return [each for each in (_below(finding), finding.note) if each is not None]


class _Sources:
    """The lines of the files, each file split once."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._lines: dict[str, list[str]] = {}
        self._last: tuple[tuple[str, int], str] = ("", 0), ""

    def line(self, path: str, number: int) -> str | None:
        """A line as it may be shown; None where there is none, or the file is not at hand."""
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
    """A place to be shown, with the sign that is put under it and the words beside it."""

    span: Span
    sign: str
    words: str


def _marks(finding: Finding, span: Span, lang: str) -> list[_Mark]:
    """The finding's own place and, in the same file, one that explains it, in order of lines."""
    beside = _said(finding.hint, lang) if finding.note and finding.hint else ""
    marks = [_Mark(span, "^", beside)]
    for other in finding.related:
        if other.path in ("", finding.path) and other.span is not None:
            words = _said(other.message, lang)
            if other.span == span and not beside:  # it tells of the place itself
                return [_Mark(span, "^", words)]
            marks.append(_Mark(other.span, "-", words))
            break
    return sorted(marks, key=lambda mark: (mark.span.line, mark.span.column))


def _below(finding: Finding) -> Message | None:
    """What to do, where it does not stand beside the mark."""
    return None if finding.note and finding.span else finding.hint


def _frame(finding: Finding, sources: _Sources, lang: str, style: str) -> Iterator[str]:
    """The lines that the finding speaks of, each with its marks under it."""
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
        else:  # the words have a line to themselves
            yield f"{'':>{gutter}} | {under}"
            yield f"{'':>{gutter}} | {' ' * max(room - columns(mark.words), 0)}{mark.words}"


def _window(source: str, span: Span, room: int) -> tuple[str, int, int]:
    """The part of a line that *room* columns hold, around the place.

    Also the column at which the mark starts there, and how wide it is.
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
    """How far from *start* a stretch of *source* of at most *room* columns goes, either way."""
    at = start
    while 0 <= (at if step > 0 else at - 1) < len(source):
        room -= columns(source[at if step > 0 else at - 1])
        if room < 0:
            break
        at += step
    return at


def _elsewhere(finding: Finding, lang: str, folder: str) -> Iterator[str]:
    """Places in other files that explain the finding."""
    for other in finding.related:
        if other.path not in ("", finding.path):
            place = shown_path(other.path, folder)
            if other.span is not None:
                place += f":{other.span.line}:{other.span.column}"
            yield f"    = {printable(place)}: {_said(other.message, lang)}"


def _related(other: Related, finding: Finding, lang: str, folder: str) -> dict[str, Any]:
    return {
        "message": other.message.render(lang),
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
