"""Explanations of YAML syntax errors.

The parser reports where it stopped, and where the construct began that it was reading. The first of
the functions below that recognizes the text around these two positions explains the error, because
the parsers' own messages about colons and quotes do not help users.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from cardctl.i18n import Message, _
from cardctl.yaml.source import line_at

_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*(?: +#.*)?\Z")
_COMMENT = re.compile(r"(?m)(?:^| )#.*")
_COMMENTS = re.compile(r"(?: *(?:#[^\n]*)?\r?\n)*")


class Fault(NamedTuple):
    """An error from *start* up to *end*, and how to fix it."""

    start: int
    end: int
    message: Message
    hint: Message


class Stopped(NamedTuple):
    """Where the parser stopped (*at*), and where the construct it was reading began (*since*)."""

    text: str
    at: int
    since: int

    @property
    def char(self) -> str:
        """Character at which it stopped; empty at the end of the file."""
        return self.text[self.at : self.at + 1]

    @property
    def opened(self) -> str:
        """First character of the construct that it was reading."""
        return self.text[self.since : self.since + 1]

    @property
    def before(self) -> str:
        """The line up to the position where it stopped."""
        return self.text[self.text.rfind("\n", 0, self.at) + 1 : self.at]

    @property
    def indent(self) -> int:
        """Indentation of the line in which it stopped."""
        line = self.before + line_at(self.text, self.at)
        return len(line) - len(line.lstrip(" "))

    @property
    def at_end(self) -> bool:
        """Whether only white space was left."""
        return not self.text[self.at :].strip()

    def fault(self, start: int, message: Message, hint: Message, length: int = 1) -> Fault:
        """Return a fault for *length* characters from *start*."""
        return Fault(start, min(start + length, len(self.text)), message, hint)


def explain(text: str, error: Exception) -> Fault:
    """Return where and why the text cannot be read, and how to fix it.

    *error* is any exception raised by the pure parser; it has marks if it is one of ruamel's own.
    """
    stopped = _stopped(text, error)
    for explanation in _EXPLANATIONS:
        fault = explanation(stopped)
        if fault is not None:
            return fault
    message = _("invalid YAML")
    hint = _("check colons, quotes and indentation here; quote text with special characters")
    return stopped.fault(stopped.at, message, hint)


def _stopped(text: str, error: Exception) -> Stopped:
    """Extract the two positions from an error of any kind."""
    context, problem = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
    since, at = getattr(context, "index", None), getattr(problem, "index", None)
    if since is None or _is_block(error):
        since = at
    if at is None:
        at = since
    if at is None or since is None:
        at = since = _beyond_unicode(text)
    return Stopped(text, min(at, len(text)), min(since, len(text)))


def _beyond_unicode(text: str) -> int:
    """Return the offset of an escape beyond Unicode; ruamel has no error of its own for it."""
    match = re.search(r"\\U(?!0010|000)[0-9A-Fa-f]{8}", text)
    return match.start() if match else 0


def _is_block(error: Exception) -> bool:
    """Return whether the construct is a whole block, whose start far above explains nothing.

    This is the only use of ruamel's wording, because the text alone does not show it.
    """
    return str(getattr(error, "context", "")).startswith("while parsing a block")


def _tab(s: Stopped) -> Fault | None:
    """Explain a tab, which looks like spaces."""
    start = s.at - len(s.before)
    line = s.before + line_at(s.text, s.at)
    blank = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" in blank:
        at = start + blank.index("\t")
        return s.fault(at, _("a tab in the indentation"), _("indent with spaces"))
    if s.char == "\t":
        return s.fault(s.at, _("a tab outside quotes"), _("write a space instead"))
    return None


def _open_quote(s: Stopped) -> Fault | None:
    """Explain an unclosed quote, or an unknown escape."""
    if s.opened not in ("'", '"') or s.at <= s.since:
        return None
    escape = s.text.rfind("\\", s.since, s.at)
    if s.opened == '"' and not s.at_end and escape >= s.at - 2:
        message = _("unknown escape sequence: {escape}", escape=s.text[escape : s.at + 1])
        return s.fault(escape, message, _("write \\\\ for a backslash, or use single quotes"), 2)
    return s.fault(s.since, _("unclosed quote"), _("close it: {q}", q=s.opened))


def _escape(s: Stopped) -> Fault | None:
    """Explain an escape for a character that does not exist."""
    if s.char != "\\":
        return None
    message = _("unknown escape sequence: {escape}", escape=s.text[s.at : s.at + 10])
    return s.fault(s.at, message, _("write the character itself"), 10)


def _after_closing(s: Stopped) -> Fault | None:
    """Explain text after a closing quote or bracket; a quote before it may be unclosed."""
    closing = s.before.rstrip(" ")[-1:]
    if s.char in (":", "") or closing not in ("'", '"', "]", "}"):
        return None
    if closing in "]}":
        message = _("text after a closing bracket")
        return s.fault(s.at, message, _("put the whole text in quotes"))
    message = _("text after a closing quote")
    hint = _("write a quote inside the text as '' in single quotes, \\\" in double quotes")
    return s.fault(s.at, message, hint)


def _open_bracket(s: Stopped) -> Fault | None:
    """Explain an unclosed bracket or brace, or a missing comma between items."""
    since = s.since if s.opened and s.opened in "[{" and s.since < s.at else None
    if since is None and s.at_end:
        since = _last_open(s.text)
    if since is None:
        return None
    bracket = s.text[since]
    partner = "]" if bracket == "[" else "}"
    new_line = "\n" in s.text[since : s.at]
    if s.at_end or (new_line and s.indent <= Stopped(s.text, since, since).indent):
        message = _("unclosed bracket: {bracket}", bracket=bracket)
        return s.fault(since, message, _("close it: {partner}", partner=partner))
    message = _("missing comma or {partner} before this", partner=partner)
    return s.fault(s.at, message, _("add it, or put the text in quotes"))


def _last_open(text: str) -> int | None:
    """Return the offset of the last bracket that seems to be open at the end of the text."""
    closed = 0
    text = _COMMENT.sub(lambda match: " " * len(match.group()), text)
    for match in reversed(list(re.finditer(r"[\[{\]}]", text))):
        closed += 1 if match.group() in "]}" else -1
        if closed < 0:
            return match.start()
    return None


def _odd_block(s: Stopped) -> Fault | None:
    """Explain a text block with text after its indicator, or with a first line of spaces only."""
    head = s.text[: s.at].rstrip(" \r\n")
    header = head[head.rfind("\n") + 1 :]
    if _BLOCK_HEADER.search(header) and re.search(r"\n +\r?\n", s.text[len(head) : s.at]):
        start = s.at - len(s.before)
        message = _("the text block above this line starts with a line of spaces only")
        hint = _("remove the spaces from the blank line")
        return s.fault(start, message, hint, len(s.before) + len(line_at(s.text, s.at)))
    if s.opened in ("|", ">") and s.at > s.since:
        return s.fault(
            s.at,
            _("text after {sign} must start on the next line", sign=s.opened),
            _("if this is not a text block, put the text in quotes"),
        )
    return None


def _cannot_start(s: Stopped) -> Fault | None:
    """Explain text that begins with a character that is special in YAML."""
    first = len(s.text) - len(_COMMENTS.sub("", s.text, count=1))
    if s.text[first : first + 1] == "%":
        at = first
    elif s.opened and s.opened in "*&!":
        at = s.since
    else:
        at = s.at
    sign = s.text[at : at + 1]
    if not sign or sign not in "@`%*&!|>]},?":
        return None
    message = _("text cannot begin with {sign}", sign=sign)
    return s.fault(at, message, _("put the text in quotes"))


def _dash(s: Stopped) -> Fault | None:
    """Explain a list item where none is allowed."""
    if s.char != "-" or not s.before.strip():
        return None
    return s.fault(
        s.at,
        _("list item on the same line as its key"),
        _("start the list on the next line; if it is text, put it in quotes"),
    )


def _colon(s: Stopped) -> Fault | None:
    """Explain a second colon in a line, or a key that is indented under a text."""
    if s.char != ":":
        return None
    if ":" not in s.before and not s.before.lstrip().startswith("- "):
        return _wrong_indent(s)
    message = _("colon followed by a space in unquoted text")
    return s.fault(s.at, message, _("put the text in quotes"))


def _no_colon(s: Stopped) -> Fault | None:
    """Explain a line that is neither a pair nor an item, nor part of the text above."""
    line = line_at(s.text, s.since)
    if s.since >= s.at or ": " in line or line.endswith(":"):
        return None
    message = (
        _("missing space after the colon")
        if ":" in line
        else _("this line has no key: expected 'key: value'")
    )
    hint = _("write 'key: value'; if the line continues the text above, indent it")
    return s.fault(s.since, message, hint, len(line))


def _misplaced(s: Stopped) -> Fault | None:
    """Explain a line whose indentation matches no line of its block."""
    return _wrong_indent(s) if s.char and not s.before.strip(" -") else None


def _wrong_indent(s: Stopped) -> Fault:
    """Return the fault for a line whose indentation does not fit the line above."""
    start = s.at - len(s.before.lstrip(" "))
    return s.fault(
        start,
        _("this line is indented differently from the lines around it"),
        _("indent it like the lines around it; if it continues the text above, quote that text"),
        max(s.at - start, 1),
    )


_EXPLANATIONS: tuple[Callable[[Stopped], Fault | None], ...] = (
    _tab,
    _open_quote,
    _escape,
    _odd_block,
    _open_bracket,
    _after_closing,
    _colon,
    _dash,
    _cannot_start,
    _no_colon,
    _misplaced,
)
"""Ordered by certainty, the most certain first."""
