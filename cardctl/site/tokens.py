"""How text is cut into what the search looks up; `data/site/site.js` cuts queries the same way.

Text is normalised (NFKC, lower case). Hangul, kana and Chinese characters are cut into pairs, as
words are not separated there; the last character of a run stands alone, so that each character
begins one token. Other letters and digits form words, which a query may shorten. Single jamo are
left out: they are syllables that somebody is still typing.
"""

from __future__ import annotations

import re
from functools import cache
from operator import add
from unicodedata import normalize

# Nothing here has a meaning of its own in a set of a regular expression.
PAIRED = "\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
JAMO = "\u1100-\u11ff\u3131-\u318f\ua960-\ua97f\ud7b0-\ud7ff"

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
"""Digits of a posting: five bits each; from the 32nd on, another one follows."""


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"([{PAIRED}]+)|[^\W_{PAIRED}{JAMO}]+")


@cache
def _id_pattern() -> re.Pattern[str]:
    return re.compile(r"(?<![^\W_])m0*([1-9][0-9]{0,3})-0*([1-9][0-9]{0,5})(?![^\W_])")


def tokens(text: str) -> set[str]:
    """Return what *text* is found by."""
    found: set[str] = set()
    plain = normalize("NFKC", text).lower()
    for run in _pattern().finditer(plain):
        if run[1] is None:
            found.add(run[0])
        else:
            found.update(map(add, run[0], run[0][1:]))
            found.add(run[0][-1])
    if "-" in plain:
        found.update(f"{meeting}-{serial}" for meeting, serial in _id_pattern().findall(plain))
    return found


def sort_key(token: str) -> bytes:
    """Return the sort key of a token: by UTF-16 units, as JavaScript compares strings."""
    return token.encode("utf-16-be", "surrogatepass")


def encoded(number: int) -> str:
    """Return a number from 0 in `DIGITS`, the lowest five bits first."""
    made = ""
    while number >= 32:
        made += DIGITS[32 + number % 32]
        number //= 32
    return made + DIGITS[number]
