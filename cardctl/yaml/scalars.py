"""What a plain scalar means: to us, and to the two YAMLs in use.

Plain `true`, `false`, `null`, nothing at all, and ASCII integers are typed; everything else is
text. Where YAML 1.1 (PyYAML, most editors) and YAML 1.2 would read a plain scalar differently, or
both read a number where we read text, the scalar is *ambiguous* and has to be quoted. Dates and
decimals are text here and may stand plain; `lookalikes` refuses them in fields of text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import is_normalized

from cardctl.yaml.source import HIDDEN

Scalar = str | int | bool | None

MAX_DIGITS = 18
"""Integers up to this many digits: they fit into 64 bits everywhere."""

TYPED: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}
"""The plain words that are not text."""

_AMBIGUOUS_WORDS = {
    *("y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO"),
    *("on", "On", "ON", "off", "Off", "OFF", "True", "TRUE", "False", "FALSE"),
    *("~", "Null", "NULL", "=", "<<"),
}
WORDS = frozenset([*TYPED, *_AMBIGUOUS_WORDS])
NUMERIC = frozenset("0123456789+-.")
"""How a number can start, here or elsewhere."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER_ELSEWHERE = (  # compiled when it is first needed, which it seldom is
    # YAML 1.1, as PyYAML has it
    r"[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+"
    r"|(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    # YAML 1.2, core schema
    r"|0o[0-7]+|[-+]?[0-9]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    # both
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
_ENDS_PLAIN = re.compile(r":(?:\s|\Z)|\s#|[\t\r\n]")
_ENDS_FLOW = re.compile(r"[,\[\]{}:?]")


def type_of_plain(text: str) -> Scalar:
    """Give the value of a plain scalar: a bool, None, an integer, or the text itself."""
    if text in TYPED:
        return TYPED[text]
    if _INTEGER.fullmatch(text) and not is_too_long(text):
        return int(text)
    return text


def classify(text: str) -> tuple[Scalar, bool]:
    """Give the value of a plain scalar, and whether it may stand: not ambiguous, not too long."""
    value = type_of_plain(text)
    return value, value is not text or not (is_ambiguous(text) or is_too_long(text))


read_plain = lru_cache(maxsize=4096)(classify)
"""The same with a memory, for short ones: a register is full of equal dates and numbers."""


def is_too_long(text: str) -> bool:
    """Say whether a plain scalar is an integer with more than MAX_DIGITS digits."""
    return len(text.lstrip("-")) > MAX_DIGITS and _INTEGER.fullmatch(text) is not None


def is_ambiguous(text: str) -> bool:
    """Say whether others may read something else in a plain scalar than we do.

    That is where YAML 1.1 and 1.2 disagree, and where they agree on a number that is text here;
    but dates and decimals are meant to be written plain.
    """
    if text in _AMBIGUOUS_WORDS:
        return True
    if text[:1] not in NUMERIC or _INTEGER.fullmatch(text) or _DATE.fullmatch(text):
        return False
    return re.fullmatch(_NUMBER_ELSEWHERE, text) is not None and not _DECIMAL.fullmatch(text)


def is_safe_plain(text: str, *, flow: bool = False) -> bool:
    """Say whether this text can be written plain, on one line, and be read back as this text.

    *flow*: inside brackets or braces. Dates and decimals are safe: they are text to us.
    """
    if not text or text != text.strip() or text[0] in _INDICATORS or text[:3] in ("---", "..."):
        return False
    if _ENDS_PLAIN.search(text) or (flow and _ENDS_FLOW.search(text)):
        return False
    if HIDDEN.search(text) or not is_normalized("NFC", text):
        return False
    return isinstance(type_of_plain(text), str) and not is_ambiguous(text)
