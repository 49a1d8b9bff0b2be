"""Choose fonts that have a glyph for every character of a text, so that no boxes appear."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cardctl.errors import SystemProblem, UsageError
from cardctl.i18n import _
from cardctl.report.cmap import Coverage, coverage
from cardctl.suggest import nearest

KOREAN = (
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "Pretendard",
    "Source Han Sans K",
    "NanumGothic",
    "NanumBarunGothic",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "Noto Serif CJK KR",
    "Noto Serif KR",
    "NanumMyeongjo",
    "UnDotum",
)
"""Korean fonts, the best for tables first; other fonts that have the characters come after.

The first that is installed is the font of every document, with Hangul or without, so that those of
one register look alike.
"""

BUILT_IN: dict[str, tuple[tuple[int, int], ...]] = {
    "Libertinus Serif": (
        (0x20, 0x7E), (0xA0, 0x2AF), (0x384, 0x38A), (0x38E, 0x3A1), (0x3A3, 0x3CE),
        (0x400, 0x45F), (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x2030, 0x2037), (0x2039, 0x203A),
        (0x2070, 0x2071), (0x2074, 0x2089), (0x20AC, 0x20AC), (0x2153, 0x215E),
        (0x2190, 0x2199), (0x2212, 0x2212),
    ),
    "DejaVu Sans Mono": (
        (0x20, 0x7E), (0x20A0, 0x20B5), (0x2190, 0x2213), (0x2260, 0x2265), (0x2500, 0x262F),
        (0x2713, 0x2718), (0xFFFD, 0xFFFD),
    ),
}  # fmt: skip
"""Fonts bundled with the PDF library, with the code point ranges that they are known to have."""

_FILES = (".ttf", ".otf", ".ttc", ".otc")
_NAMED = 8
"""Maximum number of characters named in a message."""


@dataclass(frozen=True, slots=True)
class Face:
    """The upright, regular face of a family: font *index* of the file at *path*."""

    family: str
    path: str
    index: int


def is_file(font: str) -> bool:
    """Return whether *font* names a file rather than a font family."""
    return "/" in font or "\\" in font or font.lower().endswith(_FILES)


def family_of(font: str | None) -> str | None:
    """Return a family name unchanged. Raises UsageError for a file: office formats need a name."""
    if font is not None and is_file(font):
        raise UsageError(
            _("'{font}' is a file, but this format needs a font name", font=font),
            _("specify a font name: --font 'Noto Sans KR'"),
        )
    return font


def families(text: str, faces: Iterable[Face], named: str | None = None) -> tuple[str, ...]:
    """Return font families that together have all characters of *text*, in fallback order.

    *named* comes first; then the Korean fonts, even if the text has no Hangul; then those of the
    PDF library; then any other. Raises SystemProblem if *named* is not available, or if no font has
    one of the characters.
    """
    chain, missing = _chain(text, faces, named)
    if missing:
        raise _no_characters(missing)
    return chain


def uncovered_chars(text: str, faces: Iterable[Face], named: str | None = None) -> set[str]:
    """Return the characters of *text* that no available font has and no usual font would add.

    Common Hangul and Hanja are excluded: any Korean font has them, so one should be installed.
    Private-use characters are included: PDF/A-2a forbids them. Raises SystemProblem if *named* is
    not available.
    """
    _, missing = _chain(text, faces, named)
    private = {char for char in needed(text) if unicodedata.category(char) == "Co"}
    return {char for char in missing if not _is_common_korean(char)} | private


def _chain(text: str, faces: Iterable[Face], named: str | None) -> tuple[tuple[str, ...], set[str]]:
    """Return the families to use, in fallback order, and the characters that none of them has."""
    here = {face.family: face for face in sorted(faces, key=lambda face: face.family)}
    if named is not None and named not in {*here, *BUILT_IN}:
        raise _no_font(named, here)
    missing = needed(text)
    chain: list[str] = []
    for family in _asked(here, named):
        has = _coverage(here, family)
        found = {char for char in missing if ord(char) in has}
        if found or family == named:
            chain.append(family)
            missing -= found
        if not missing:
            break
    return tuple(chain), missing


def needed(text: str) -> set[str]:
    """Return the characters of *text* that need a glyph: all but newlines, joiners and the like."""
    return {char for char in set(text) if not _has_no_glyph(char)}


def _has_no_glyph(char: str) -> bool:
    """Return whether *char* is a control character, a joiner or a variation selector."""
    is_selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return is_selector or unicodedata.category(char) in ("Cc", "Cf")


def _is_common_korean(char: str) -> bool:
    """Return whether any Korean font has *char*: modern Hangul, or Hanja of the first plane."""
    return (
        "\u3131" <= char <= "\u318e"
        or "\uac00" <= char <= "\ud7a3"
        or ("\u4e00" <= char <= "\u9fa5")
    )


def _asked(here: Iterable[str], named: str | None) -> Sequence[str]:
    """Return the available families in fallback order, without duplicates."""
    found = sorted(here)
    korean = [family for family in KOREAN if family in found]
    first = [named] if named else []
    return list(dict.fromkeys([*first, *korean, *BUILT_IN, *found]))


def _coverage(here: Mapping[str, Face], family: str) -> Coverage:
    if family in here:
        return coverage(here[family].path, here[family].index)
    starts, ends = zip(*BUILT_IN[family], strict=True)
    return Coverage(starts, ends)


def _no_font(named: str, here: Iterable[str]) -> SystemProblem:
    near = nearest(named, here)
    return SystemProblem(
        _("font '{font}' is not installed", font=named),
        _("did you mean {near}?", near=" or ".join(near))
        if near
        else _("specify another font, or a font file: --font FILE"),
    )


def _no_characters(missing: Iterable[str]) -> SystemProblem:
    named = sorted(missing)
    told = ", ".join(f"{char} (U+{ord(char):04X})" for char in named[:_NAMED])
    return SystemProblem(
        _(
            "no installed font has {count} of the characters: {characters}",
            count=len(named),
            characters=told + (", …" if len(named) > _NAMED else ""),
        ),
        _(
            "install fonts-noto-cjk or fonts-nanum (Debian, Ubuntu), "
            "google-noto-sans-cjk-fonts (Fedora), NanumGothic (Windows, macOS), or specify a "
            "font file: --font FILE"
        ),
    )
