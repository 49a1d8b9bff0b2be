"""Every catalogue is complete: it contains exactly the messages of the program."""

from __future__ import annotations

import ast
import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from support.messages import MODULES, Template, messages_of_program, templates

import cardctl
from cardctl.i18n import _, _n, gettext, languages, ngettext

HOME = Path(cardctl.__file__).parent
TRANSLATIONS = [lang for lang in languages() if lang != "en"]


def fields(template: str) -> set[str]:
    return set(re.findall(r"(?<!\{)\{(\w+)\}", template))


def source(lang: str) -> Path:
    return HOME / "i18n" / lang / "LC_MESSAGES" / "cardctl.po"


def catalogue(lang: str) -> Catalog:
    with source(lang).open("rb") as file:
        return read_po(file, abort_invalid=True)


def translated(lang: str) -> dict[Template, tuple[str, ...]]:
    """Give the messages of a catalogue that are fit for use, each with all its forms."""
    found = {}
    for message in catalogue(lang):
        if message.id and message.string and not message.fuzzy:
            key = (message.id, "") if isinstance(message.id, str) else tuple(message.id)
            forms = message.string
            found[Template(*key)] = (forms,) if isinstance(forms, str) else tuple(forms)
    return found


KO = translated("ko")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_template_is_translated(path: Path) -> None:
    found = list(templates(path.read_text(encoding="utf-8")))
    for lang in TRANSLATIONS:
        known = translated(lang) if lang != "ko" else KO
        assert [template for template in found if template not in known] == []


def test_missing_translation_is_detected() -> None:
    assert list(templates("x = page.said('no such words', a=1)")) == [Template("no such words")]
    assert list(templates("x = _n('{count} ox', '{count} oxen', 2)")) == [
        Template("{count} ox", "{count} oxen")
    ]


@pytest.mark.parametrize("lang", TRANSLATIONS)
def test_every_message_of_the_tables_is_translated(lang: str) -> None:
    assert messages_of_program() - translated(lang).keys() == set()


@pytest.mark.parametrize("lang", TRANSLATIONS)
def test_no_message_is_fuzzy_or_empty(lang: str) -> None:
    messages = [message for message in catalogue(lang) if message.id]
    assert [message.id for message in messages if message.fuzzy] == []
    forms = {m.id: [m.string] if isinstance(m.string, str) else m.string for m in messages}
    assert [key for key, strings in forms.items() if not all(strings)] == []


@pytest.mark.parametrize("lang", TRANSLATIONS)
def test_every_plural_has_as_many_forms_as_its_language(lang: str) -> None:
    number = catalogue(lang).num_plurals
    wrong = [key for key, forms in translated(lang).items() if key.plural and len(forms) != number]
    assert wrong == []


@pytest.mark.parametrize("lang", TRANSLATIONS)
def test_compiled_catalogue_matches_its_source(lang: str) -> None:
    """If this fails, install the project again: the build compiles the catalogues."""
    with source(lang).with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for (one, many), forms in translated(lang).items():
        shown = compiled.ngettext(one, many, 1) if many else compiled.gettext(one)
        assert shown == forms[0]


def test_translation_has_the_fields_of_its_template() -> None:
    wrong = [
        (key, form)
        for key, forms in KO.items()
        for form in forms
        if fields(form) != fields(key.plural or key.english)
    ]
    assert wrong == []


def test_both_english_forms_have_the_same_fields() -> None:
    plurals = [key for key in KO if key.plural]
    assert len(plurals) > 20
    assert [key for key in plurals if fields(key.english) != fields(key.plural)] == []
    assert [key for key in plurals if "count" not in fields(key.english)] == []


def test_korean_messages_are_in_korean() -> None:
    for forms in KO.values():
        for text in forms:
            bare = re.sub(r"\{\w+\}", "", text)
            assert re.search("[가-힣]", bare) or not re.search("[A-Za-z]", bare), text


def test_message_with_a_meaning_prefix_shows_only_the_word() -> None:
    assert gettext("plan|none", "en") == "none"
    assert gettext("plan|none", "ko") == "미수립"
    assert gettext("not translated", "ko") == "not translated"


def test_nested_message_is_translated() -> None:
    message = _("no {kind} '{value}'", kind=_("card"), value="M01-001")
    assert message.render("ko") == "'M01-001': 해당하는 과제관리카드 없음"
    assert str(message) == "no card 'M01-001'"


@pytest.mark.parametrize(
    ("count", "english", "korean"),
    [
        (0, "0 errors", "오류 0건"),
        (1, "1 error", "오류 1건"),
        (2, "2 errors", "오류 2건"),
        (12_345, "12,345 errors", "오류 12,345건"),
    ],
)
def test_a_count_has_the_form_of_its_number(count: int, english: str, korean: str) -> None:
    message = _n("{count} error", "{count} errors", count)
    assert (str(message), message.render("ko")) == (english, korean)


def test_a_plural_may_have_a_meaning_too() -> None:
    message = _n("count|{count} card", "{count} cards", 1)
    assert (str(message), message.render("ko")) == ("1 card", "1건")
    assert ngettext("no|such", "such", 1, "ko") == "such"


def test_no_message_avoids_its_plural() -> None:
    """A number after a colon, or a plural in brackets, is a message that should be a plural."""
    for key in KO:
        for text in key:
            assert not re.search(r"\w\(s\)|: \{count\}|\(\{count\}\)", text), text


def test_no_module_asks_for_a_language() -> None:
    """What differs between languages is in catalogues and layouts, not in the code."""
    codes = set(TRANSLATIONS)
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare):
                constants = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)}
                assert not constants & codes, f"{path}:{node.lineno}"
