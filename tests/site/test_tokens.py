"""Tokens of the search: what texts are cut into, here and in the script of the pages."""

from __future__ import annotations

import json
import shutil
import subprocess
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardctl.resources import resource
from cardctl.site.tokens import encoded, sort_key, tokens

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="needs Node.js (Debian's package nodejs)")


def in_node(expression: str, values: list[Any]) -> list[Any]:
    """Return the value of a JavaScript *expression* in `value`, for each of *values*."""
    assert NODE is not None
    program = (
        f"{resource('site/site.js')}\n"
        "const values = JSON.parse(require('fs').readFileSync(0, 'utf-8'));\n"
        f"console.log(JSON.stringify(values.map((value) => {expression})));\n"
    )
    done = subprocess.run(
        [NODE, "-e", program], input=json.dumps(values).encode(), capture_output=True, check=True
    )
    return list(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        ("Fund, FUNDS", "fund funds"),
        ("부산광역시", "부산 산광 광역 역시 시"),
        ("AI기반 2단계", "ai 기반 반 2 단계 계"),
        ("Ｗｉｄｅ ㈜한빛 ½", "wide 주 한빛 빛 1 2"),
        ("地方自治", "地方 方自 自治 治"),
        ("도ㆍ시·군", "도 시 군"),
        ("ㅂ부ㅅ", "부"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
        ("M01-007", "m01 007 1-7"),
        ("see m1-7, not 2024-07 or am1-7", "see m1 7 1-7 not 2024 07 or am1"),
        ("a_b", "a b"),
    ],
)
def test_text_is_cut_into_words_and_pairs(text: str, found: str) -> None:
    assert tokens(text) == set(found.split())


TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cn")), max_size=40),
    st.text(
        st.sampled_from("가나힣ㄱㅏ中あアー・mM01-7 .ǅİßςΣΑΩ½ⅣＡ①é\u0301\u1100𝒳𠀀_'"), max_size=40
    ),
)


@needs_node
@settings(max_examples=5, deadline=None)
@given(st.lists(TEXTS, max_size=200))
def test_script_cuts_text_in_the_same_way(texts: list[str]) -> None:
    cut = in_node("[...cardctl.tokens(value)].sort()", texts)
    assert [set(each) for each in cut] == [tokens(text) for text in texts]


@needs_node
def test_script_and_program_agree_on_every_letter() -> None:
    """Each character alone; those that only one of the two knows yet are left out."""
    letters = [chr(code) for code in range(0x20, 0x30000) if not 0xD800 <= code <= 0xDFFF]
    known = in_node(r"/\P{Cn}/u.test(value)", letters)
    cut = in_node("[...cardctl.tokens(value)]", letters)
    differing = [
        letter
        for letter, found, is_known in zip(letters, cut, known, strict=True)
        if is_known and unicodedata.category(letter) != "Cn" and set(found) != tokens(letter)
    ]
    assert differing == []


@needs_node
@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 3)), max_size=50))
def test_script_reads_postings(gaps: list[tuple[int, int]]) -> None:
    expected, card = [], -1
    for skipped, place in gaps:
        card += skipped + 1
        expected.append([card, place])
    text = "".join(encoded(4 * skipped + place) for skipped, place in gaps)
    assert in_node("[...cardctl.decoded(value)]", [text]) == [expected]


@needs_node
@settings(max_examples=5, deadline=None)
@given(st.lists(TEXTS.filter(bool), max_size=50))
def test_tokens_are_sorted_as_the_script_compares_them(texts: list[str]) -> None:
    assert in_node("[...value].sort()", [texts]) == [sorted(texts, key=sort_key)]


@needs_node
def test_query_is_cut_into_what_is_looked_up() -> None:
    def lookups(query: str) -> list[Any]:
        ((*terms,),) = in_node("cardctl.termsOf(value)", [query])
        return [
            (
                term["id"],
                [one["token"] + "*" * one["isPrefix"] for one in term["lookups"]],
            )
            for term in terms
        ]

    assert lookups("부산광역 FUN x 시") == [
        ("", ["부산", "산광", "광역"]),
        ("", ["fun*"]),
        ("", ["x"]),
        ("", ["시*"]),
    ]
    assert lookups(" M01-007  1-7") == [("1-7", ["m01*", "007*"]), ("1-7", ["1", "7"])]
    assert lookups("부ㅅ ㅅ - !") == [("", ["부*"])]
