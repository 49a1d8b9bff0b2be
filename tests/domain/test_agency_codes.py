from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardctl.domain.agency_codes import PATTERN, is_agency_code


@pytest.mark.parametrize(
    "code",
    [
        "mois",
        "M-1",
        "a_b.c",
        "교통행정과",
        "교통-2과",
        "LH공사",
        "東京都",
        "МВД",
        "กรมทาง",
        "x" * 64,
        "7",
    ],
)
def test_codes_in_any_script(code: str) -> None:
    assert is_agency_code(code)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("", "nothing"),
        ("a b", "a space"),
        ("교통 과", "a space"),
        ("-a", "begins with a dash"),
        ("a/b", "a slash"),
        ("$(rm)", "what a shell evaluates"),
        ("m\u043eis", "a Cyrillic letter that looks like o"),
        ("\u039c\u039fIS", "Greek capitals that look like MO"),
        ("ＭＯＩＳ", "full-width letters"),
        ("\u1112\u1161\u11ab", "decomposed syllables"),
        ("\u1112", "half a syllable"),
        ("\u3164", "an invisible letter"),
        ("a\u200bb", "an invisible space"),
        ("a\u202eb", "a change of direction"),
        ("과２", "a full-width digit"),
        ("١٢", "digits that are not ASCII"),
        ("x" * 65, "too long"),
        ("과\n", "a line end"),
    ],
)
def test_what_cannot_be_told_apart_or_typed_is_no_code(code: str, why: str) -> None:
    assert not is_agency_code(code), why


@given(st.text(max_size=6) | st.from_regex(PATTERN, fullmatch=True))
def test_the_schema_takes_every_code(text: str) -> None:
    assert not is_agency_code(text) or re.fullmatch(PATTERN, text)


@given(st.text(min_size=1, max_size=8).filter(is_agency_code))
def test_a_code_is_one_word_for_a_shell(code: str) -> None:
    assert re.fullmatch(r"[\w.-]+", re.sub(r"[^\x00-\x7f]", "x", code))
