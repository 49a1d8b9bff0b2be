"""Text of a file before parsing: characters that are not allowed, and positions of characters."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from operator import itemgetter

from cardctl.finding import Field, Finding, Related, Severity, Span
from cardctl.i18n import Message, _, _n

MAX_BYTES = 256 * 1024
MAX_PLACES = 10
"""Maximum number of locations in a finding."""

NAMES = {
    "CC101": "yaml-syntax",
    "CC102": "not-utf8",
    "CC103": "not-one-mapping",
    "CC104": "duplicate-key",
    "CC105": "yaml-feature",
    "CC106": "ambiguous-scalar",
    "CC107": "layout",
    "CC108": "conflict-marker",
    "CC109": "too-large",
    "CC110": "hidden-character",
    "CC111": "not-nfc",
}

HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, with U+0085
    "\xad\u180e\u200b\u2060-\u2064\ufeff"  # zero width; ZWJ, ZWNJ, LRM, RLM have their uses
    "\u2028\u2029"  # line and paragraph separators: some parsers break lines there
    "\u202a-\u202e\u2066-\u206f"  # bidi overrides: text would appear in another order
    "\ud800-\udfff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
    "|\r(?!\n)"
)
"""Characters that are invisible to people but not to programs, except `\\t` and `\\n`."""

_CONFLICT = re.compile(r"^(?:(?:<{7}|>{7}|\|{7})(?: [^\n]*)?|={7}\r?)$", re.MULTILINE)

TRAILING = re.compile(r"(?<![ \t])[ \t]+(?=\r?(?:\n|\Z))")


class Lines:
    """Converts between offsets in a text and 1-based lines and columns."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """Offset of the first character of each line."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and the column, both from 1, of the character at *offset*."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Return the span of the characters from *start* up to *end*."""
        return Span(*self.position(start), *self.position(end))


class Problems:
    """Findings of one file, collected while it is read."""

    FATAL = frozenset({"CC101", "CC102", "CC103", "CC105", "CC108", "CC109"})
    """After one of these there is no tree, because it would be a guess."""

    def __init__(self, path: str, lines: Lines) -> None:
        self.path = path
        self.lines = lines
        self.findings: list[Finding] = []

    @property
    def fatal(self) -> bool:
        """Whether the findings rule out a tree."""
        return any(finding.code in self.FATAL for finding in self.findings)

    def add(
        self,
        code: str,
        start: int,
        end: int,
        message: Message,
        hint: Message,
        *,
        severity: Severity = Severity.ERROR,
        field: Field = (),
        on_key: bool = False,
        related: Iterable[Related] = (),
    ) -> None:
        """Add a finding about the characters from *start* up to *end*."""
        span = self.lines.span(start, end)
        self.findings.append(
            Finding(
                self.path, field, code, NAMES[code], message, severity, hint, on_key, span,
                tuple(related),
            )
        )  # fmt: skip


def decode(raw: bytes, path: str) -> tuple[str, Problems]:
    """Return the text of a file, and the problems found before any parsing.

    The text has no byte order mark. If a problem is fatal, it may be truncated.
    """
    problems = Problems(path, Lines(""))
    if len(raw) > MAX_BYTES:
        problems.add(
            "CC109", 0, 0,
            _("the file is too large: {size} bytes (limit: {limit})", size=len(raw),
                limit=MAX_BYTES),
            _("keep long documents in separate files and cite them as evidence"),
        )  # fmt: skip
        return "", problems
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        _not_utf8(problems, raw, error.start)
        return "", problems
    problems.lines = Lines(text.removeprefix("\ufeff"))
    _check(problems, raw, text)
    return problems.lines.text, problems


def _check(problems: Problems, raw: bytes, text: str) -> None:
    """Check for characters that are not allowed; each check is cheap if there are none."""
    if text.startswith("\ufeff"):
        _byte_order_mark(problems)
    if b"<<<<<<<" in raw or b"=======" in raw or b">>>>>>>" in raw or b"|||||||" in raw:
        _conflicts(problems)
    if not text.replace("\n", "").isprintable():
        _hidden(problems)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        _not_nfc(problems)
    _line_ends(problems)


def _not_utf8(problems: Problems, raw: bytes, offset: int) -> None:
    """Add CC102 at the first byte that is not UTF-8, with a guess at the actual encoding."""
    before = raw[:offset].decode("utf-8").removeprefix("\ufeff")
    problems.lines = Lines(before)
    encoding = _guess(raw)
    hint = (
        _("save the file as UTF-8; it looks like {encoding}", encoding=encoding)
        if encoding
        else _("save the file as UTF-8")
    )
    byte = f"0x{raw[offset]:02X}"
    message = _("the file is not UTF-8: invalid byte {byte}", byte=byte)
    problems.add("CC102", len(before), len(before), message, hint)


def _guess(raw: bytes) -> str:
    """Return the likely encoding of a file that is not UTF-8, of those usual in Korean offices."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        raw.decode("cp949")
    except UnicodeDecodeError:
        return ""
    return "CP949 (EUC-KR)"


def _byte_order_mark(problems: Problems) -> None:
    problems.add(
        "CC110", 0, 0,
        _("the file starts with a byte order mark (U+FEFF)"),
        _("save it as UTF-8 without a byte order mark"),
    )  # fmt: skip


def _conflicts(problems: Problems) -> None:
    """Add CC108 once, at the first marker; the others are related locations."""
    text = problems.lines.text
    markers = list(_CONFLICT.finditer(text))
    if not markers:
        return
    first, *others = markers
    problems.add(
        "CC108", first.start(), first.end(),
        _("unresolved merge conflict"),
        _("keep one side of each conflict and delete the <<<<<<<, ======= and >>>>>>> lines"),
        related=[
            Related(_("and here"), span=problems.lines.span(other.start(), other.end()))
            for other in others[:MAX_PLACES]
        ],
    )  # fmt: skip


def _hidden(problems: Problems) -> None:
    """Add CC110 once per character, at its first occurrence."""
    locations: dict[str, list[int]] = {}
    for match in HIDDEN.finditer(problems.lines.text):
        locations.setdefault(match.group(), []).append(match.start())
    for character, offsets in locations.items():
        problems.add(
            "CC110", offsets[0], offsets[0] + 1, hidden_message(character, len(offsets)),
            _("delete it; end lines with a newline (LF)")
            if character == "\r"
            else _("delete it"),
        )  # fmt: skip


def hidden_message(character: str, count: int) -> Message:
    """Return the message for a hidden character, with its code point and Unicode name."""
    name = unicodedata.name(character, None) or _("control character")
    code = f"U+{ord(character):04X}"
    if count == 1:
        return _("hidden character {code} ({name})", code=code, name=name)
    return _n(
        "hidden character {code} ({name}), in {count} place",
        "hidden character {code} ({name}), in {count} places",
        count,
        code=code,
        name=name,
    )


def _not_nfc(problems: Problems) -> None:
    """Add CC111 once, at the first line with decomposed characters, as in macOS file names."""
    offsets = [
        offset
        for offset, line in zip(problems.lines.starts, problems.lines.text.split("\n"), strict=True)
        if not unicodedata.is_normalized("NFC", line)
    ]
    for offset in offsets[:1]:
        problems.add(
            "CC111", offset, offset + len(line_at(problems.lines.text, offset)),
            _n(
                "{count} line with decomposed characters (not Unicode NFC)",
                "{count} lines with decomposed characters (not Unicode NFC)",
                len(offsets),
            ),
            _("normalize the text to NFC"),
        )  # fmt: skip


def line_at(text: str, offset: int) -> str:
    """Return the rest of the line from *offset*, without its line end."""
    end = text.find("\n", offset)
    return text[offset : end if end >= 0 else len(text)].removesuffix("\r")


def _line_ends(problems: Problems) -> None:
    """Add CC107 for Windows line ends, and for a last line without a newline."""
    text = problems.lines.text
    if "\r" in text and "\r\n" in text:
        note(problems, text.index("\r\n"), _("lines end in CRLF"), _("end lines with LF"))
    if text and not text.endswith("\n"):
        note(problems, len(text), _("no newline at the end of the file"), _("add one"))


def trailing_spaces(problems: Problems, kept: Iterable[tuple[int, int]]) -> None:
    """Add CC107 once, at the first line with trailing spaces; those in *kept* belong to a text."""
    text = problems.lines.text
    if " \n" not in text and not text.endswith(" ") and "\t" not in text and "\r" not in text:
        return
    locations = merge_ranges(kept)
    loose = [match.start() for match in TRAILING.finditer(text)]
    loose = [at for at in loose if not is_within(at, locations)]
    for at in loose[:1]:
        message = _n(
            "{count} line with trailing spaces", "{count} lines with trailing spaces", len(loose)
        )
        note(problems, at, message, _("delete them"))


def merge_ranges(locations: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the ranges, sorted, with overlapping ones merged."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(locations):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def is_within(offset: int, locations: list[tuple[int, int]]) -> bool:
    """Return whether an offset is in one of these ranges, which come from `merge_ranges`."""
    index = bisect_right(locations, offset, key=itemgetter(0)) - 1
    return index >= 0 and offset < locations[index][1]


def note(problems: Problems, offset: int, message: Message, hint: Message) -> None:
    """Add a CC107: the data is right, but the next diff will be larger."""
    problems.add("CC107", offset, offset, message, hint, severity=Severity.NOTE)
