"""Meaning of plain scalars, in our reader and in the two YAML versions in use.

Plain `true`, `false`, `null`, the empty scalar and ASCII integers are typed; everything else is
text. If YAML 1.1 (PyYAML, most editors) and YAML 1.2 read a plain scalar differently, or both read
a number where we read text, the scalar is *ambiguous* and must be quoted. Dates and decimals are
text here and may be plain; `ambiguous_text.lookalikes` refuses them in text fields.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import is_normalized

from cardctl.yaml.source import HIDDEN

Scalar = str | int | bool | None

MAX_DIGITS = 18
"""Maximum number of digits of an integer; so many fit into 64 bits everywhere."""

TYPED: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}
"""Plain words that are not text."""

_AMBIGUOUS_WORDS = {
    *("y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO"),
    *("on", "On", "ON", "off", "Off", "OFF", "True", "TRUE", "False", "FALSE"),
    *("~", "Null", "NULL", "=", "<<"),
}
WORDS = frozenset([*TYPED, *_AMBIGUOUS_WORDS])
NUMERIC = frozenset("0123456789+-.")
"""Characters that can start a number, in our reader or in others."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER_ELSEWHERE = (  # compiled on first use, because it is rarely needed
    # YAML 1.1, as in PyYAML
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
    """Return the value of a plain scalar: a bool, None, an integer, or the text itself."""
    if text in TYPED:
        return TYPED[text]
    if _INTEGER.fullmatch(text) and not is_too_long(text):
        return int(text)
    return text


def classify(text: str) -> tuple[Scalar, bool]:
    """Return the value of a plain scalar, and whether it is allowed (unambiguous, not too long)."""
    value = type_of_plain(text)
    return value, value is not text or not (is_ambiguous(text) or is_too_long(text))


read_plain = lru_cache(maxsize=4096)(classify)
"""`classify` with a cache, for short scalars: a register has many equal dates and numbers."""


def is_too_long(text: str) -> bool:
    """Return whether a plain scalar is an integer with more than MAX_DIGITS digits."""
    return len(text.lstrip("-")) > MAX_DIGITS and _INTEGER.fullmatch(text) is not None


def is_ambiguous(text: str) -> bool:
    """Return whether other parsers may read a plain scalar differently from us.

    That is the case if YAML 1.1 and 1.2 disagree, or if they agree on a number that is text here;
    except for dates and decimals, which are meant to be written plain.
    """
    if text in _AMBIGUOUS_WORDS:
        return True
    if text[:1] not in NUMERIC or _INTEGER.fullmatch(text) or _DATE.fullmatch(text):
        return False
    return re.fullmatch(_NUMBER_ELSEWHERE, text) is not None and not _DECIMAL.fullmatch(text)


def is_safe_plain(text: str, *, flow: bool = False) -> bool:
    """Return whether a text can be written plain, on one line, and be read back as the same text.

    *flow*: inside brackets or braces. Dates and decimals are safe, because they are text to us.
    """
    if not text or text != text.strip() or text[0] in _INDICATORS or text[:3] in ("---", "..."):
        return False
    if _ENDS_PLAIN.search(text) or (flow and _ENDS_FLOW.search(text)):
        return False
    if HIDDEN.search(text) or not is_normalized("NFC", text):
        return False
    return isinstance(type_of_plain(text), str) and not is_ambiguous(text)
