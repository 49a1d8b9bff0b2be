"""Everything that the program says, it says in Korean too."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import cardctl
from cardctl.i18n import _, gettext, ko
from cardctl.i18n.ko import korean

SPEAKERS = {"_", "said", "gettext", "words"}
"""Functions and methods whose first argument is an English template."""


def templates(source: str) -> Iterator[str]:
    """Give every template that stands in *source* as it is."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in SPEAKERS and isinstance(node.args[0].value, str):
                yield node.args[0].value


def places(template: str) -> set[str]:
    return set(re.findall(r"(?<!\{)\{(\w+)\}", template))


ROOMS = sorted(path.stem for path in Path(ko.__file__).parent.glob("[a-z]*.py"))
KO = {
    english: text
    for room in ROOMS
    for english, text in import_module(f"cardctl.i18n.ko.{room}").KO.items()
}
MODULES = sorted(Path(cardctl.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_template_has_its_korean(path: Path) -> None:
    found = templates(path.read_text(encoding="utf-8"))
    assert [template for template in found if template not in KO] == []


def test_a_template_without_korean_would_be_seen() -> None:
    assert list(templates("x = page.said('no such words', a=1)")) == ["no such words"]


def test_a_translation_has_the_places_of_its_template() -> None:
    assert {key: text for key, text in KO.items() if places(key) != places(text)} == {}


def test_korean_is_korean() -> None:
    for text in KO.values():
        bare = re.sub(r"\{\w+\}", "", text)
        assert re.search("[가-힣]", bare) or not re.search("[A-Za-z]", bare), text


def test_no_room_says_again_what_another_says() -> None:
    rooms = [import_module(f"cardctl.i18n.ko.{room}").KO for room in ROOMS]
    keys = [key for room in rooms for key in room]
    assert sorted(key for key, count in Counter(keys).items() if count > 1) == []
    assert sorted(ko.ROOMS) == ROOMS
    assert {key: korean(key) for key in keys} == KO
    assert korean("not translated") is None


def test_a_word_with_two_meanings_shows_what_follows_the_bar() -> None:
    assert gettext("plan|none", "en") == "none"
    assert gettext("plan|none", "ko") == "미수립"
    assert gettext("not translated", "ko") == "not translated"


def test_a_phrase_inside_a_phrase_is_put_into_the_language_too() -> None:
    phrase = _("no {kind} '{value}'", kind=_("card"), value="M01-001")
    assert phrase.render("ko") == "'M01-001': 해당하는 과제카드 없음"
    assert str(phrase) == "no card 'M01-001'"
