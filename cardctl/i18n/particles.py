"""Korean particles; their form depends on the preceding word's final sound: 목록이, 전화번호가."""

from __future__ import annotations

import re

_OPEN = (
    r"(?P<last>[가-힣0-9])(?P<close>['\"’”)\]]*)"
    r"(?P<both>이\(가\)|을\(를\)|은\(는\)|와\(과\)|\(으\)로)"
)
_PAIRS = {"이(가)": "이가", "을(를)": "을를", "은(는)": "은는", "와(과)": "과와"}
"""Each particle written in both forms: the form after a consonant, then the one after a vowel."""

_BOTH = (*_PAIRS, "(으)로")

_RIEUL = 8
_DIGITS = {"0": 21, "1": _RIEUL, "3": 16, "6": 1, "7": _RIEUL, "8": _RIEUL}
"""Unicode number of the final consonant in each digit's reading; other digits end in a vowel."""


def with_particles(text: str) -> str:
    """Return *text* with the right form of each particle written in both forms, such as ``이(가)``.

    Both forms stay after a word that is not Korean, because its sound is unknown.
    """
    return re.sub(_OPEN, _chosen, text) if any(both in text for both in _BOTH) else text


def _chosen(found: re.Match[str]) -> str:
    last, both = found["last"], found["both"]
    final = _DIGITS.get(last, 0) if last.isdigit() else (ord(last) - ord("가")) % 28
    if both == "(으)로":
        particle = "로" if final in (0, _RIEUL) else "으로"
    else:
        particle = _PAIRS[both][0 if final else 1]
    return f"{last}{found['close']}{particle}"
