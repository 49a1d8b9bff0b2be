"""Fast line-by-line reader for the subset of YAML that people and cardctl mostly write.

It accepts exactly this subset:

- block mappings and sequences, nested by indentation; ``- key: value``; a sequence indented as far
  as its key or further; a key or a dash without a value;
- keys that are words or quoted; plain and quoted texts on one line, with no escapes but ``\\"`` and
  ``\\\\``;
- flow mappings and sequences, in which a line may end after a comma;
- text blocks ``|`` and ``>``, with ``-`` or ``+``; no further indentation inside folded ones;
- comments and blank lines between all these, comments after values, no trailing spaces.

Anything else, and anything that may be invalid, is left to the parsers: this reader has no findings
of its own. If it returns data, `event_reader` returns the same data without findings.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from unicodedata import is_normalized

from cardctl.yaml.event_reader import MAX_DEPTH, MAX_EVENTS
from cardctl.yaml.nodes import Data
from cardctl.yaml.scalars import MAX_DIGITS, WORDS, Scalar, classify

MAX_LENGTH = MAX_EVENTS - 100
"""Maximum length in characters; text accepted here never has more events than characters."""

_WORD = r"[A-Za-z_가-힣][\w-]{0,99}"
_KEY = rf"""{_WORD}|'[^'\n]{{1,99}}'|"[^"\\\n]{{1,99}}\""""
_FIRST = r"""(?:[^ \n\-?:,\[\]{}#&*!|>'"%@`]|-(?=[0-9]))"""
PLAIN = rf"{_FIRST}[^\n:#]*(?:(?::(?=[^ \n])|(?<=[^ ])#)[^\n:#]*)*(?<! )"
QUOTED = r"""'[^'\n]*(?:''[^'\n]*)*'|"[^"\\\n]*(?:\\["\\][^"\\\n]*)*\""""
FLOW_PLAIN = rf"{_FIRST}[^\n:#,\[\]{{}}?]*(?<! )"
_FLOW_SCALAR = rf"(?:{FLOW_PLAIN}|{QUOTED})"
_RECORD = rf"(?:{_WORD}: {_FLOW_SCALAR}(?:, (?!\}})|(?=\}})))+"
_END = r" *+(?:(?<= )#[^\n]*)?\n"
BLOCK = rf"([|>][-+]?){_END}(\n*(?P<far> ++)[^\n]+\n(?:(?P=far)[^\n]+\n|\n)*)"
"""Matches a text block: header, lines, and their indentation."""

# Only single characters are possessive: up to Python 3.11.4, possessive groups match wrongly.
_LINES = re.compile(
    r"( *+)(?=[^\n#])"  # indentation
    rf"(-(?: ++|(?=\n)))?(?:({_KEY}):(?=[ \n]) *+)?"  # dash, key
    r"(?:"
    rf"(?:({PLAIN}|{QUOTED})|\{{({_RECORD})\}})?{_END}"  # a scalar, a record, or nothing
    r"|([{\[](?:[^\n]*,\n)*[^\n]*\n)"  # any other flow collection
    rf"|{BLOCK}"
    r")"
    r"|( *+(?:#[^\n]*)?\n)"  # a blank line or a comment
    r"|(?s:.+)"  # anything else, to the end
).findall
_RECORD_PAIRS = re.compile(rf"({_WORD}): ({_FLOW_SCALAR})").findall

_SIMPLE_MAP = re.compile(rf"\{{({_RECORD})\}}").match
_SIMPLE_LIST = re.compile(rf"\[({FLOW_PLAIN}(?:, {FLOW_PLAIN})*)\]").match
_GAP = r"(?:\n ++| *+)"
_PAIR = re.compile(rf"{_GAP}({_KEY}):(?= ) *+(?:({_FLOW_SCALAR})? *+([,}}])|[{{\[])").match
"""Matches in braces: key, scalar or nothing, and the next sign; or an opening bracket."""
_ITEM = re.compile(rf"{_GAP}()(?:({_FLOW_SCALAR}) *+([,\]])|[{{\[])").match
"""Matches the same in brackets, without a key."""
_REST = re.compile(_END).fullmatch

_PRINTABLE_ASCII = bytes([10, *range(32, 127)])
_ONLY_HANGUL = re.compile("[가-힣]*").fullmatch
"""Matches what is left of most texts without printable ASCII: complete syllables or nothing."""

_ESCAPE = re.compile(r"\\(.)")
_BREAKS = re.compile(r"\n+")


class NotSimple(Exception):
    """The text is not in the simple subset, or may be invalid; use the parsers."""


def read_quickly(raw: bytes) -> tuple[str, Data] | None:
    """Return the text of a file and its data, or None if it may be invalid or not in the subset."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if len(text) > MAX_LENGTH or " \n" in text or not _is_clean(raw, text):
        return None
    try:
        return text, _read(text)
    except NotSimple:
        return None


def _is_clean(raw: bytes, text: str) -> bool:
    """Return whether all characters are printable, or line ends, and normalized (NFC)."""
    others = raw.translate(None, _PRINTABLE_ASCII)
    if _ONLY_HANGUL(others.decode("utf-8")):
        return True
    return text.replace("\n", "").isprintable() and is_normalized("NFC", text)


def _read(text: str) -> Data:  # noqa: C901, PLR0912, PLR0915  # hot loop
    """Read line by line, with a stack of the open block collections. Raises NotSimple."""
    root: Data = {}
    stack: list[tuple[int, Any, Any]] = []
    column = 0  # column of the innermost collection
    entries: Any = root  # that collection, if it is a mapping
    items: Any = None  # that collection, if it is a sequence
    name: Any = None  # the last key
    waits = False  # whether the last key or dash had no value
    value: Any
    for indent, dash, key, scalar, record, flow, head, lines, inner, blank in _LINES(text):
        here = len(indent)
        if here != column or dash or waits or items is not None or not key:
            if blank:
                continue
            if not key and not dash:
                raise NotSimple
            if waits:
                waits = False
                value = None
                if here > column or (dash and here == column and items is None):
                    value = [] if dash else {}
                if items is None:
                    entries[name] = value
                else:
                    items.append(value)
                if value is not None:
                    stack.append((column, entries, items))
                    column = here
                    entries, items = (None, value) if dash else (value, None)
            while here < column or (here == column and items is not None and not dash):
                column, entries, items = stack.pop()
            if here != column or (dash and items is None):
                raise NotSimple
            if dash and key:  # a mapping begins after the dash
                value = {}
                items.append(value)
                stack.append((column, entries, items))
                column, entries, items = here + len(dash), value, None
            if len(stack) >= MAX_DEPTH - 1:
                raise NotSimple
        if key:
            name = key if key > ":" else key[1:-1]
            if name in entries or name in WORDS:
                raise NotSimple

        if scalar:
            value = scalar
            # Quotes, signs, points and digits sort before the colon.
            if value < ":" or (len(value) < 6 and value in WORDS):
                value = _short(value) if len(value) <= MAX_DIGITS else _value(value)
        elif record:
            value = _record(record)
        elif flow:
            value, at = _flow(flow, 0, len(stack) + 1)
            if not _REST(flow, at):
                raise NotSimple
        elif head:
            if len(inner) <= column:
                raise NotSimple
            value = _block(head, lines, inner)
        else:
            waits = True
            continue
        if items is None:
            entries[name] = value
        else:
            items.append(value)
    if waits and items is None:
        entries[name] = None
    elif waits:
        items.append(None)
    if not root:
        raise NotSimple
    return root


def _value(scalar: str) -> Scalar:
    """Return the value of a scalar on one line. Raises NotSimple."""
    if scalar[0] == "'":
        return scalar[1:-1].replace("''", "'")
    if scalar[0] == '"':
        text = scalar[1:-1]
        return _ESCAPE.sub(r"\1", text) if "\\" in text else text
    value, fine = classify(scalar)
    if not fine:
        raise NotSimple
    return value


_short = lru_cache(maxsize=4096)(_value)
"""`_value` with a cache, for short scalars: a register has many equal dates and numbers."""


def _scalar(scalar: str) -> Scalar:
    """Return the same as `_value`; most texts are returned as they are. Raises NotSimple."""
    # Quotes, signs, points and digits sort before the colon.
    if scalar < ":" or (len(scalar) < 6 and scalar in WORDS):
        return _short(scalar) if len(scalar) <= MAX_DIGITS else _value(scalar)
    return scalar


def _record(text: str) -> Data:
    """Return the mapping in braces, in its most common form. Raises NotSimple."""
    if '"' in text or "'" in text:
        parts = [part for pair in _RECORD_PAIRS(text) for part in pair]
    else:
        parts = text.replace(", ", ": ").split(": ")
    entries: Data = {}
    for key, value in zip(parts[::2], parts[1::2], strict=True):
        entries[key] = _scalar(value)
    if len(entries) * 2 != len(parts) or not WORDS.isdisjoint(entries):
        raise NotSimple
    return entries


def _flow(text: str, at: int, depth: int) -> tuple[Any, int]:
    """Read the flow collection that starts at *at*; return its value and its end. Raises NotSimple.

    *depth* is the number of collections open around it.
    """
    if depth == MAX_DEPTH:
        raise NotSimple
    is_map = text[at] == "{"
    simple = (_SIMPLE_MAP if is_map else _SIMPLE_LIST)(text, at)
    if simple is not None:
        inner = simple[1]
        return _record(inner) if is_map else [*map(_scalar, inner.split(", "))], simple.end()
    closing = "}" if is_map else "]"
    value: Any = {} if is_map else []
    at += 1
    if text[at] == closing:
        return value, at + 1
    follows = ","
    while follows == ",":
        match = (_PAIR if is_map else _ITEM)(text, at)
        if match is None:
            raise NotSimple
        key, scalar, follows = match.groups()
        at = match.end()
        inside: Any = _scalar(scalar) if scalar else None
        if follows is None:
            inside, at = _flow(text, at - 1, depth + 1)
            follows, at = text[at : at + 1], at + 1
        if is_map:
            _enter(value, key, inside)
        else:
            value.append(inside)
    if follows != closing:
        raise NotSimple
    return value, at


def _enter(entries: Data, key: str, value: Any) -> None:
    """Add a value to a mapping. Raises NotSimple if the key exists or is not plain text."""
    name = key if key > ":" else key[1:-1]
    if name in entries or name in WORDS:
        raise NotSimple
    entries[name] = value


def _block(head: str, lines: str, indent: str) -> str:
    """Return the value of a text block whose lines have this indentation. Raises NotSimple."""
    whole = lines.replace("\n" + indent, "\n").removeprefix(indent)
    text = whole.rstrip("\n")
    breaks = whole[len(text) :]
    if head[0] == ">":
        if text[0] == "\n" or "\n " in text:
            raise NotSimple
        text = _BREAKS.sub(_folded, text)
    if head.endswith("+"):
        return text + breaks
    return text if head.endswith("-") else text + "\n"


def _folded(breaks: re.Match[str]) -> str:
    """Return the text that line ends inside a folded block represent."""
    return breaks[0][1:] or " "
