"""Change one value in the text of a TOML file, and leave every other character as it is.

The standard library reads TOML, but does not write it. This editor changes whole lines
``key = value``; it reads the result again and refuses unless exactly that value has changed. So
what it does not understand (a value over several lines, inline tables) is never damaged.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

Keys = tuple[str, ...]
"""Keys from the top of the file to a value: ``("views", "mine", "where")``."""

Value = str | int | bool | Sequence[str | int]

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = re.compile(rf"[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*=[ \t]*")
_HEADER = re.compile(rf"[ \t]*\[[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*\][ \t]*(?:#.*)?")


class NotSimple(Exception):
    """The file is not written in a way that the editor can change."""


class _Line(NamedTuple):
    """A line that begins a table (*is_header*) or sets a value, with its path."""

    number: int
    """From 0 on."""
    path: Keys
    is_header: bool
    start: int
    """Where the value begins in the line."""


def line_of(text: str, path: Keys) -> int | None:
    """Return the number of the line that sets *path* or begins its table, from 1 on.

    None if no line does so visibly.
    """
    found = (line for line in _lines(text) if line.path[: len(path)] == path)
    return next((line.number + 1 for line in found), None)


def with_value(text: str, path: Keys, value: Value) -> str:
    """Return *text* with *value* at *path*. Raises NotSimple."""
    wanted = deepcopy(tomllib.loads(text))
    table: Any = wanted
    for part in path[:-1]:
        table = table.setdefault(part, {})
        if not isinstance(table, dict):
            raise NotSimple
    table[path[-1]] = list(value) if isinstance(value, (list, tuple)) else value
    return _checked(_set(text, path, value), wanted)


def without(text: str, path: Keys) -> str:
    """Return *text* without what is at *path*: a value, or a table. Raises NotSimple, KeyError."""
    wanted = deepcopy(tomllib.loads(text))
    table: dict[str, Any] = wanted
    for part in path[:-1]:
        table = table[part]
    del table[path[-1]]
    lines = text.splitlines(keepends=True)
    for line in reversed([*_lines(text)]):
        if line.path[: len(path)] == path:
            del lines[line.number]
    return _checked("".join(lines), wanted)


def _checked(text: str, wanted: Mapping[str, Any]) -> str:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise NotSimple from None
    if _with_tables(found) != _with_tables(wanted):
        raise NotSimple
    return text


def _with_tables(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return *data* without empty tables: a table comes and goes with what is in it."""
    inner = {key: _with_tables(v) if isinstance(v, dict) else v for key, v in data.items()}
    return {key: value for key, value in inner.items() if value != {}}


def _lines(text: str) -> Iterator[_Line]:
    table: Keys = ()
    for number, line in enumerate(text.splitlines()):
        if header := _HEADER.fullmatch(line):
            table = _keys(header[1])
            yield _Line(number, table, True, 0)
        elif key := _KEY.match(line):
            yield _Line(number, table + _keys(key[1]), False, key.end())


def _keys(written: str) -> Keys:
    """Return the parts of a dotted key."""
    data: Any = tomllib.loads(f"{written} = 0")
    parts: list[str] = []
    while isinstance(data, dict):
        (part, data), *_ = data.items()
        parts.append(part)
    return tuple(parts)


def _set(text: str, path: Keys, value: Value) -> str:
    """Return *text* with the line of *path* replaced or added, not checked."""
    lines = text.splitlines(keepends=True)
    end = "\r\n" if "\r\n" in text else "\n"
    known = [*_lines(text)]
    for line in known:
        if line.path == path and not line.is_header:
            lines[line.number] = _replaced(lines[line.number], line.start, value)
            return "".join(lines)
    added = f"{_written_key(path[-1:])} = {_written(value)}{end}"
    at = _place(lines, known, path[:-1])
    if at is None:
        gap = end if text.strip() else ""
        header = f"{gap}[{_written_key(path[:-1])}]{end}"
        return _ended(text, end) + header + added
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += end
    if len(path) == 1 and not any(not line.is_header and line.number < at for line in known):
        added += end if at < len(lines) else ""
    lines.insert(at, added)
    return "".join(lines)


def _place(lines: Sequence[str], known: Sequence[_Line], table: Keys) -> int | None:
    """Return the index of the line before which a value of *table* belongs.

    None if the table has no header yet.
    """
    inside = [line for line in known if line.path[:-1] == table and not line.is_header]
    header = [line for line in known if line.path == table and line.is_header]
    if inside or header:
        return max(line.number for line in (*inside, *header)) + 1
    if table:
        return None
    first = next((line.number for line in known if line.is_header), None)
    if first is None:
        return len(lines)
    while first and lines[first - 1].startswith("#"):  # what stands above a table is about it
        first -= 1
    return first


def _ended(text: str, end: str) -> str:
    return text if not text or text.endswith("\n") else text + end


def _replaced(line: str, start: int, value: Value) -> str:
    """Return the line with another value; a comment after the old one stays."""
    rest = line[start:]
    for sign in re.finditer(r"[ \t]*(?=#|\r?\n|$)", rest):
        try:
            tomllib.loads(f"key = {rest[: sign.start()]}")
        except tomllib.TOMLDecodeError:
            continue
        return line[:start] + _written(value) + rest[sign.start() :]
    raise NotSimple


def _written_key(path: Keys) -> str:
    bare = re.compile(r"[A-Za-z0-9_-]+")
    return ".".join(part if bare.fullmatch(part) else _written(part) for part in path)


def _written(value: Value) -> str:
    """Return a value as TOML. Its strings have the form of JSON."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_written, value))}]"
    return json.dumps(value, ensure_ascii=False)
