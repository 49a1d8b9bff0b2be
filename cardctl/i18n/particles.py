"""Particles whose form depends on the final sound of the preceding word: 목록이, 전화번호가."""

from __future__ import annotations

import re
from functools import cache

from cardctl.i18n.layout import Particles, layout_of

_RIEUL = 8
"""Number of the final consonant ㄹ in a Hangul syllable; 0 is none."""


def with_particles(text: str, lang: str) -> str:
    """Return *text* with the right form of each particle written in both forms, such as ``이(가)``.

    Both forms stay after a word whose sound is unknown: one without Hangul or digits at its end.
    """
    particles = layout_of(lang).particles
    if not any(both in text for both in particles.forms):
        return text
    return _pattern(lang).sub(lambda found: _chosen(found, particles), text)


@cache
def _pattern(lang: str) -> re.Pattern[str]:
    both = "|".join(map(re.escape, layout_of(lang).particles.forms))
    return re.compile(rf"(?P<last>[가-힣0-9])(?P<close>['\"’”)\]]*)(?P<both>{both})")


def _chosen(found: re.Match[str], particles: Particles) -> str:
    after_consonant, after_vowel, after_rieul = particles.forms[found["both"]]
    last = found["last"]
    final = 0 if last.isdigit() else (ord(last) - ord("가")) % 28
    if last in particles.rieul or final == _RIEUL:
        particle = after_rieul
    elif last in particles.consonant or final:
        particle = after_consonant
    else:
        particle = after_vowel
    return f"{last}{found['close']}{particle}"
