"""Korean particles, which follow the sound of the word before: 목록이, 전화번호가."""

from __future__ import annotations

import re

_OPEN = (
    r"(?P<last>[가-힣0-9])(?P<close>['\"’”)\]]*)"
    r"(?P<both>이\(가\)|을\(를\)|은\(는\)|와\(과\)|\(으\)로)"
)
_PAIRS = {"이(가)": "이가", "을(를)": "을를", "은(는)": "은는", "와(과)": "과와"}
"""Both forms of a particle, to the one after a consonant and the one after a vowel."""

_BOTH = (*_PAIRS, "(으)로")

_RIEUL = 8
_DIGITS = {"0": 21, "1": _RIEUL, "3": 16, "6": 1, "7": _RIEUL, "8": _RIEUL}
"""The final consonant (its number in Unicode) with which a digit is read; others have none."""


def with_particles(text: str) -> str:
    """Choose each particle that is written in both forms, such as ``이(가)``.

    After a word that is not Korean, whose sound is not known, both stay.
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
