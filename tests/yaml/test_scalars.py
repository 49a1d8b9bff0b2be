"""The types of plain scalars, compared with the definitions of YAML 1.1 and 1.2."""

from __future__ import annotations

import re
from itertools import product

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cardctl.yaml.reader import read_tree
from cardctl.yaml.scalars import Scalar, is_ambiguous, is_safe_plain, type_of_plain

CORE_1_2 = {
    "null": re.compile(r"null|Null|NULL|~|"),
    "bool": re.compile(r"true|True|TRUE|false|False|FALSE"),
    "int": re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    "float": re.compile(
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
        r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
    ),
}
"""The core schema of YAML 1.2.2, chapter 10.3; the first that matches counts."""


def kind_1_1(text: str) -> str:
    """Return the type of a plain scalar in YAML 1.1, by PyYAML, and also for y and n."""
    if text in ("y", "Y", "n", "N"):
        return "bool"
    tag: str = yaml.SafeLoader("").resolve(yaml.ScalarNode, text, (True, False))
    return tag.rpartition(":")[2]


def kind_1_2(text: str) -> str:
    """Return the type of a plain scalar in the core schema of YAML 1.2."""
    return next((name for name, form in CORE_1_2.items() if form.fullmatch(text)), "str")


def agreed(text: str) -> bool:
    """Return whether YAML 1.1, YAML 1.2 and cardctl agree, with dates and decimals as text."""
    old, new = kind_1_1(text), kind_1_2(text)
    if re.fullmatch(r"-?[0-9]+\.[0-9]+", text) or old == "timestamp":
        return True
    ours = {str: "str", int: "int", bool: "bool", type(None): "null"}[type(type_of_plain(text))]
    if old == new == ours == "int":
        return int(text, 0 if text.strip("-+0") else 10) == yaml.safe_load(text)
    return old == new == ours


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("null", None),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-7", -7),
        ("2022", 2022),
        ("123456789012345678", 123456789012345678),
        ("1234567890123456789", "1234567890123456789"),
        ("9" * 5000, "9" * 5000),
        ("2022-02-30", "2022-02-30"),
        ("1.5", "1.5"),
        ("٣", "٣"),
        ("１", "１"),
        ("truely", "truely"),
        ("M01-007", "M01-007"),
    ],
)
def test_scalar_types(text: str, value: Scalar) -> None:
    found = type_of_plain(text)
    assert (found, type(found)) == (value, type(value))


AMBIGUOUS = """
    y n yes No ON off True FALSE ~ Null NULL 012 08 -01 00 0x1F 0o17 0b11 12:30 09:30 1:2:3 1_000
    1e3 1E+3 1.5e3 .5 5. +1 +1.5 .inf -.INF .nan = <<
"""
PLAIN = """
    nope one Off-season TRue nul 2022-12-31 1.5 -0.5 01.05 12:75 10:00-11:00 02-123-4567 1,000
    7e 0x 1.2.3 - . .. +- 1st 100% 25조 제1호 ㅇ
"""
WORDS = "y yes n no on off true false null ~ = << nan inf .nan .inf oui"


@pytest.mark.parametrize("text", AMBIGUOUS.split())
def test_ambiguous_scalars(text: str) -> None:
    assert is_ambiguous(text)
    assert not is_safe_plain(text)


@pytest.mark.parametrize("text", PLAIN.split())
def test_unambiguous_scalars(text: str) -> None:
    assert not is_ambiguous(text)


def test_all_short_numbers_match_both_definitions() -> None:
    signs = "0179_+-.:eEx"
    texts = ["".join(word) for size in range(1, 5) for word in product(signs, repeat=size)]
    clock = re.compile(r"[-+]?0[0-9_]*(:[0-5]?[0-9])+")  # 09:30 is like 12:30, 0_ like 1_
    wrong = [
        text for text in texts if is_ambiguous(text) == agreed(text) and not clock.fullmatch(text)
    ]
    assert wrong == []


def test_all_words_match_both_definitions() -> None:
    forms = {form(word) for word in WORDS.split() for form in (str, str.upper, str.title)}
    assert [word for word in sorted(forms) if is_ambiguous(word) == agreed(word)] == []


INTERESTING = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="ab가 :#-?,[]{}&*!|>'\"%@`\\~.0123=_xeyn\t\u3000", max_size=8),
    st.sampled_from(AMBIGUOUS.split() + PLAIN.split()),
)


@settings(max_examples=400)
@given(text=INTERESTING)
def test_safe_text_is_text_in_all_parsers(text: str) -> None:
    if is_safe_plain(text):
        tree, findings = read_tree(f"a: {text}\nb:\n- {text}\n".encode(), "x.yaml")
        assert tree is not None
        assert (tree.data, findings) == ({"a": text, "b": [text]}, [])
        assert yaml.load(f"a: {text}\n", Loader=yaml.BaseLoader) == {"a": text}
    if is_safe_plain(text, flow=True):
        tree, findings = read_tree(f"a: [{text}, {{b: {text}}}]\n".encode(), "x.yaml")
        assert tree is not None
        assert (tree.data, findings) == ({"a": [text, {"b": text}]}, [])
        assert yaml.load(f"a: [{text}]\n", Loader=yaml.BaseLoader) == {"a": [text]}


@pytest.mark.parametrize(
    "text",
    ["", " a", "a ", "- a", "a: b", "a:", "a #b", "#a", "'a'", "@a", "---", "a\nb", "\u200b"],
)
def test_unsafe_plain_text(text: str) -> None:
    assert not is_safe_plain(text)


@pytest.mark.parametrize("text", ["a,b", "a]", "{a", "a:b", "why?"])
def test_plain_text_unsafe_only_in_flow_style(text: str) -> None:
    assert is_safe_plain(text) == (not text.startswith("{"))
    assert not is_safe_plain(text, flow=True)
