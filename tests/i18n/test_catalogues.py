"""Every catalogue is complete: each message of the program is translated, and nothing else is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import cardctl
from cardctl.i18n import LANGUAGES, _, gettext

HOME = Path(cardctl.__file__).parent
MARKERS = {"_", "said", "gettext", "words"}
"""Functions and methods whose first argument is an English template."""

MODULES = sorted(HOME.rglob("*.py"))
TRANSLATIONS = [lang for lang in LANGUAGES if lang != "en"]


def templates(source: str) -> Iterator[str]:
    """Give every template that is marked in *source*."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in MARKERS and isinstance(node.args[0].value, str):
                yield node.args[0].value


def fields(template: str) -> set[str]:
    return set(re.findall(r"(?<!\{)\{(\w+)\}", template))


def source(lang: str) -> Path:
    return HOME / "i18n" / lang / "LC_MESSAGES" / "cardctl.po"


def catalogue(lang: str) -> Catalog:
    with source(lang).open("rb") as file:
        return read_po(file, abort_invalid=True)


def translated(lang: str) -> dict[str, str]:
    """Give the messages of a catalogue that are fit for use."""
    return {m.id: m.string for m in catalogue(lang) if m.id and m.string and not m.fuzzy}


KO = translated("ko")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_template_is_translated(path: Path) -> None:
    found = list(templates(path.read_text(encoding="utf-8")))
    for lang in TRANSLATIONS:
        known = translated(lang) if lang != "ko" else KO
        assert [template for template in found if template not in known] == []


def test_a_template_without_a_translation_is_seen() -> None:
    assert list(templates("x = page.said('no such words', a=1)")) == ["no such words"]


@pytest.mark.parametrize("lang", TRANSLATIONS)
def test_no_message_is_fuzzy_or_empty(lang: str) -> None:
    assert [message.id for message in catalogue(lang) if message.fuzzy and message.id] == []
    assert [message.id for message in catalogue(lang) if not message.string] == []


@pytest.mark.parametrize("lang", TRANSLATIONS)
def test_what_is_read_was_compiled_from_the_source(lang: str) -> None:
    """If this fails, install the project again: the build compiles the catalogues."""
    with source(lang).with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    assert {key: compiled.gettext(key) for key in translated(lang)} == translated(lang)


def test_a_translation_has_the_fields_of_its_template() -> None:
    assert {key: text for key, text in KO.items() if fields(key) != fields(text)} == {}


def test_korean_is_korean() -> None:
    for text in KO.values():
        bare = re.sub(r"\{\w+\}", "", text)
        assert re.search("[가-힣]", bare) or not re.search("[A-Za-z]", bare), text


def test_a_word_with_two_meanings_shows_what_follows_the_bar() -> None:
    assert gettext("plan|none", "en") == "none"
    assert gettext("plan|none", "ko") == "미수립"
    assert gettext("not translated", "ko") == "not translated"


def test_a_message_inside_a_message_is_translated_too() -> None:
    message = _("no {kind} '{value}'", kind=_("card"), value="M01-001")
    assert message.render("ko") == "'M01-001': 해당하는 과제카드 없음"
    assert str(message) == "no card 'M01-001'"
