"""The Korean terms: one for each thing, in the catalogue and in the Korean pages.

The glossary of CONTRIBUTING.md lists them, with the variants that nobody is to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from docs.generate import rows_of

import cardctl

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = Path(cardctl.__file__).parent / "i18n/ko/LC_MESSAGES/cardctl.po"
PAGES = [
    ROOT / "README.ko.md",
    *sorted({*(ROOT / "docs").glob("*.ko.md")} - {ROOT / "docs/glossary.ko.md"}),
]
"""The Korean pages, but for the glossary: it lists the variants."""


def glossary() -> dict[str, list[str]]:
    """Return the variants of each Korean term of the glossary."""
    return {
        re.sub(r" \(.*\)", "", term): variants.split(", ") if variants else []
        for _word, term, variants, _meaning in rows_of("### Korean terms")
    }


TERMS = glossary()
VARIANTS = {each for found in TERMS.values() for each in found}
_WORDS = re.compile("|".join(sorted(map(re.escape, {*TERMS, *VARIANTS}), key=len, reverse=True)))


def variants_in(text: str) -> list[str]:
    """Return the variants in *text*; of words that overlap, the longest counts."""
    return [word for word in _WORDS.findall(text) if word in VARIANTS]


def messages() -> Iterator[str]:
    """Yield the translations of the Korean catalogue."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    for message in catalogue:
        if message.id:
            yield from [message.string] if isinstance(message.string, str) else message.string


def test_glossary_has_one_row_for_each_term() -> None:
    assert len(TERMS) > 30
    assert TERMS["기한"][0] == "이행기한"
    assert not VARIANTS & TERMS.keys()


def test_variants_are_found_and_terms_are_not() -> None:
    assert variants_in("이행기한 마감일, 진도와 지표") == ["이행기한", "마감일", "진도", "지표"]
    assert variants_in("기한, 자료 마감일, 진도율, 성과지표, 신호등") == []


def test_korean_messages_use_the_terms_of_the_glossary() -> None:
    wrong = {text: found for text in messages() if (found := variants_in(text))}
    assert wrong == {}


def test_korean_pages_use_the_terms_of_the_glossary() -> None:
    assert PAGES
    lines = (line for page in PAGES for line in page.read_text(encoding="utf-8").splitlines())
    wrong = {line: found for line in lines if (found := variants_in(line))}
    assert wrong == {}
