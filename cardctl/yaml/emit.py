"""Write plain data as YAML: whole new files, and new values in files that people wrote.

Block style with one key or item per line; short records (a history entry, a step, a text by
language) in flow style on one line. Every text is written so that YAML 1.1, YAML 1.2 and our reader
read the same text back.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from cardctl.literals import iso_day
from cardctl.yaml.change import plain
from cardctl.yaml.keys import BLOCK_KEYS, DATE_KEYS
from cardctl.yaml.scalars import is_safe_plain
from cardctl.yaml.source import HIDDEN

WIDTH = 120
"""Maximum width of a record in flow style, in columns."""

EntryText = tuple[str, list[str]]
"""Text after a key or dash on its line, and the full lines below it."""

Scalar = str | int | bool | date | None

_UNSEEN = re.compile(HIDDEN.pattern + r"|[\t\n\r]")
"""Characters written as escapes, in double quotes."""

_NUMBER_LIKE = re.compile(r"[-+.0-9][-+.0-9_:eExXoObBa-fA-FtTzZ ]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class Indentation(NamedTuple):
    """Indentation of a file: *step* for what is under a key, *dash* for list items under a key."""

    step: int = 2
    dash: int = 2


def document(data: Mapping[str, Any], *, schema: str) -> str:
    """Return the text of a new file: a line that names *schema* for editors, then *data*."""
    lines = [f"# yaml-language-server: $schema={schema}", *block(plain(data), 0, Indentation())]
    return "\n".join(lines) + "\n"


def scalar(value: Scalar, *, key: str | int = "", flow: bool = False, style: str = "plain") -> str:
    """Return one scalar as text on one line.

    Plain if every parser reads the same text back (in {} and [], *flow*, fewer texts qualify),
    otherwise in double quotes. A text that looks like a date is plain only under a date *key*.
    *style* is the quote to keep for a text if possible.
    """
    if isinstance(value, str):
        if style == "plain" and key in DATE_KEYS and _is_date(value):
            return value
        return _text(str(value), flow=flow, style=style)
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return "null"
    return str(value).lower()


def _text(text: str, *, flow: bool, style: str) -> str:
    if style == "'" and not _UNSEEN.search(text):
        return "'" + text.replace("'", "''") + "'"
    if style != '"' and _reads_back_plain(text, flow=flow):
        return text
    escaped = "".join(_ESCAPES.get(char, char) for char in text)
    return '"' + _UNSEEN.sub(_escape, escaped) + '"'


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _reads_back_plain(text: str, *, flow: bool) -> bool:
    """Return whether every parser reads *text* back: nothing that looks like a number or date."""
    return is_safe_plain(text, flow=flow) and not _NUMBER_LIKE.fullmatch(text)


def _is_date(text: str) -> bool:
    return iso_day(text) is not None


def flow(value: Any, key: str | int = "") -> str:
    """Return plain data, the value of *key*, on one line: ``{a: 1, b: [x, y]}``."""
    if isinstance(value, dict):
        return "{" + ", ".join(flow_pair(key, item) for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value, key=key, flow=True)


def flow_pair(key: str, value: Any) -> str:
    """Return one entry of a map in flow style: ``a: 1``."""
    return f"{_key(key)}: {flow(value, key)}"


def _key(key: str) -> str:
    return scalar(key, flow=True)


def literal(text: str) -> tuple[str, list[str]] | None:
    """Return the indicator (``|`` or ``|-``) and the lines of a literal block scalar.

    None if the text cannot be written that way, or if it has something that would be invisible
    there: trailing spaces, several newlines at the end, control characters.
    """
    body = text.removesuffix("\n")
    lines = body.split("\n")
    seen = all(line == line.rstrip() and not _UNSEEN.search(line) for line in lines)
    if not seen or not lines[0] or not lines[-1] or lines[0].startswith(" "):
        return None
    return ("|" if body != text else "|-"), lines


def folded(text: str, width: int) -> tuple[str, list[str]] | None:
    """Return the indicator (``>`` or ``>-``) and the lines of a folded block scalar, or None."""
    found = literal(text)
    if found is None or any(line.startswith(" ") for line in found[1]):
        return None
    indicator, lines = found
    # When folded, a newline becomes a blank line, and n newlines in a row become n blank lines.
    body = [part for line in lines for part in (["", *_wrap(line, width)] if line else [""])]
    return indicator.replace("|", ">"), body[1:]


def _wrap(line: str, width: int) -> list[str]:
    """Break *line* at single spaces (others would be lost) into lines of about *width* columns."""
    lines: list[str] = []
    for word in re.split(r"(?<! ) (?! )", line):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def entry_text(
    value: Any, indent: int, layout: Indentation, *, room: int, key: str = "", open_: bool = False
) -> EntryText:
    """Return *value* as the text after ``key:`` or ``-`` on its line, and the lines below it.

    *indent* is the column (from 0) of the key or dash; *room* is the number of columns left on the
    line.
    """
    if isinstance(value, str) and "\n" in value and (found := literal(value)):
        margin = " " * (indent + layout.step)
        return found[0], [margin + line if line else "" for line in found[1]]
    if _is_collection(value) and value and not is_short(value, room, open_=open_):
        step = layout.dash if isinstance(value, list) else layout.step
        return "", block(value, indent + step, layout, open_=open_)
    return (flow(value) if _is_collection(value) else scalar(value, key=key)), []


def is_short(value: Any, room: int, *, open_: bool = False) -> bool:
    """Return whether a collection is a short record that fits on one line of *room* columns.

    Lists of records never are: each record has its own line, so that diffs show single changes.
    """
    if isinstance(value, dict) and open_:
        return False
    members = _members(value)
    if not all(_is_flat(item) if isinstance(value, dict) else _is_line(item) for item in members):
        return False
    return len(flow(value)) <= room


def _members(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value


def _is_flat(value: Any) -> bool:
    """Return whether *value* is a scalar or a collection of scalars only, without line breaks."""
    return all(map(_is_line, _members(value))) if _is_collection(value) else _is_line(value)


def _is_line(value: Any) -> bool:
    return not _is_collection(value) and not (isinstance(value, str) and "\n" in value)


def _is_collection(value: Any) -> bool:
    return isinstance(value, (dict, list))


def block(value: Any, indent: int, layout: Indentation, *, open_: bool = False) -> list[str]:
    """Return a non-empty map or list in block style, as lines at column *indent*."""
    if isinstance(value, dict):
        entries = (block_entry(key, item, indent, layout) for key, item in value.items())
        return [line for lines in entries for line in lines]
    items = (block_item(item, indent, layout, open_=open_) for item in value)
    return [line for lines in items for line in lines]


def block_entry(key: str, value: Any, indent: int, layout: Indentation) -> list[str]:
    """Return one entry of a map in block style, as lines at column *indent*."""
    start = " " * indent + _key(key) + ":"
    room = WIDTH - len(start) - 1
    head, body = entry_text(value, indent, layout, room=room, key=key, open_=key in BLOCK_KEYS)
    return [f"{start} {head}" if head else start, *body]


def block_item(
    value: Any,
    indent: int,
    layout: Indentation,
    *,
    gap: str = " ",
    open_: bool = False,
    style: str | None = None,
) -> list[str]:
    """Return one item of a list in block style, as lines whose dash is at column *indent*.

    *gap* is the space after the dash. *style*, ``flow`` or ``block``, is that of the neighbouring
    records: a record is written in the same style, regardless of its length.
    """
    dash = " " * indent + "-" + gap
    if not _is_collection(value):
        head, body = entry_text(value, indent, layout, room=0)
        return [dash + head, *body]
    rooms = {"flow": sys.maxsize, "block": 0}
    room = rooms.get(style or "", WIDTH - len(dash))
    if not value or is_short(value, room, open_=open_ and style != "flow"):
        return [dash + flow(value)]
    lines = block(value, len(dash), layout)
    return [dash + lines[0][len(dash) :], *lines[1:]]
