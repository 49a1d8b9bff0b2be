"""Codes of agencies: letters of any script, digits, dots, dashes and underscores, without spaces.

A code is typed, compared and printed, so no two codes may look the same for a reason that nobody
sees: letters are in their normal form, and Latin letters are not mixed with those of scripts that
have the same shapes (Cyrillic, Greek …). Korean, Chinese and Japanese letters may stand beside
Latin ones, as in ``LH공사``.
"""

from __future__ import annotations

from unicodedata import category, name, normalize

_OUTSIDE = r"\u0000-,/:-@\[-\^`{-\u00bf\u2000-\u2bff\u3000-\u3004\ufe00-\ufe0f\uff00-\uffff"
PATTERN = rf"^[^{_OUTSIDE}._-][^{_OUTSIDE}]{{0,63}}$"
"""What a schema can say of a code: `is_agency_code` is stricter."""

_BESIDE_LATIN = frozenset({"HANGUL", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})
_LONE_LETTERS = range(0x1100, 0x1200)
"""Parts of Hangul syllables: two of them are invisible, and none is a letter of its own."""


def is_agency_code(text: str) -> bool:
    """Whether *text* may be the code of an agency."""
    if not 1 <= len(text) <= 64 or not text[0].isalnum():
        return False
    if text.isascii():
        return all(char.isalnum() or char in "._-" for char in text)
    return (
        normalize("NFKC", text) == text and all(map(_is_allowed, text)) and _is_of_one_script(text)
    )


def _is_allowed(char: str) -> bool:
    if char.isascii():
        return char.isalnum() or char in "._-"
    return category(char)[0] in "LM" and ord(char) not in _LONE_LETTERS


def _is_of_one_script(text: str) -> bool:
    """Whether all letters are of one script; some scripts may stand beside Latin letters."""
    scripts = {name(char, "").partition(" ")[0] for char in text if category(char)[0] == "L"}
    return len(scripts - _BESIDE_LATIN) <= 1 and (
        len(scripts) == 1 or scripts <= {"LATIN", *_BESIDE_LATIN}
    )
