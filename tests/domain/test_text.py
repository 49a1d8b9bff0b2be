"""Which change of a text only adds languages to it."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

import pytest

from cardctl.domain.decided import changed_paths
from cardctl.domain.meeting_record import unrecorded
from cardctl.domain.text import is_translated

PIERS = {"en": "Piers", "ko": "선착장"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Piers", PIERS, True),
        (normalize("NFD", "선착장"), PIERS, True),
        ({"en": "Piers"}, PIERS, True),
        ({"ko": normalize("NFD", "선착장")}, PIERS, True),
        ("Pier", PIERS, False),
        ({"en": "Pier"}, PIERS, False),
        ({"fr": "Quais"}, PIERS, False),
        (PIERS, "Piers", False),
        (None, PIERS, False),
    ],
)
def test_languages_that_are_added_are_a_translation(old: Any, new: Any, expected: bool) -> None:
    assert is_translated(old, new) is expected


def test_cards_and_meetings_agree_on_what_a_translation_is() -> None:
    old = normalize("NFD", "선착장")
    item = {"item": 1, "type": "report"}
    then, now = ({"number": 2, "items": [item | {"title": text}]} for text in (old, PIERS))
    assert unrecorded(then, now, []) == []
    assert changed_paths({"title": old}, {"title": PIERS}) == []
