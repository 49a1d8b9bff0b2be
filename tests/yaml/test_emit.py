from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.styles import cards

from cardctl.finding import Severity
from cardctl.yaml.change import plain
from cardctl.yaml.emit import document, flow, folded, literal, scalar
from cardctl.yaml.reader import read_tree
from cardctl.yaml.source import HIDDEN


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Launch in February", "Launch in February"),
        ("지방소멸대응기금 운용", "지방소멸대응기금 운용"),
        ("it's", "it's"),
        ("100 companies", "100 companies"),
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("2022-02-28", '"2022-02-28"'),
        (date(2022, 2, 28), "2022-02-28"),
        ("2022-02-30", '"2022-02-30"'),
        ("", '""'),
        ("no", '"no"'),
        ("Null", '"Null"'),
        ("012", '"012"'),
        ("12", '"12"'),
        ("12.5", '"12.5"'),
        ("12:30", '"12:30"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("- a", '"- a"'),
        (" a", '" a"'),
        ('say "x" \\', 'say "x" \\'),
        ('"x" \\', '"\\"x\\" \\\\"'),
        ("a\nb\tc", '"a\\nb\\tc"'),
        ("\x07\u200b\U000e0001", '"\\x07\\u200b\\U000e0001"'),
        (None, "null"),
        (True, "true"),
        (0, "0"),
    ],
)
def test_scalar_is_plain_if_it_reads_back(value: Any, written: str) -> None:
    assert scalar(value) == written


@pytest.mark.parametrize(
    ("key", "text", "written"),
    [
        ("due", "2022-02-28", "2022-02-28"),
        ("due", "2022-02-30", '"2022-02-30"'),
        ("due", "2022-02-28 10:00:00", '"2022-02-28 10:00:00"'),
        ("title", "2022-02-28", '"2022-02-28"'),
        ("target", "12.5", '"12.5"'),
    ],
)
def test_date_is_plain_only_under_a_date_key(key: str, text: str, written: str) -> None:
    assert scalar(text, key=key) == written
    assert flow({key: text, "tags": [text]}) == f'{{{key}: {written}, tags: ["{text}"]}}'


@pytest.mark.parametrize("text", ["a, b", "https://example.org", "a?", "[a", "b}"])
def test_fewer_texts_are_plain_in_flow_style(text: str) -> None:
    assert scalar(text, flow=True) == f'"{text}"'


@pytest.mark.parametrize(
    ("text", "style", "written"),
    [
        ("a", "'", "'a'"),
        ("it's", "'", "'it''s'"),
        ("a\nb", "'", '"a\\nb"'),
        ("a", '"', '"a"'),
        ("a", "plain", "a"),
    ],
)
def test_quote_style_is_kept_if_possible(text: str, style: str, written: str) -> None:
    assert scalar(text, style=style) == written


def test_record_is_written_on_one_line() -> None:
    record = {"date": "2022-08-16", "by": "mois", "tags": ["a", "b, c"], "note": None}
    assert flow(record) == '{date: 2022-08-16, by: mois, tags: [a, "b, c"], note: null}'


def test_document_has_a_readable_layout() -> None:
    data = {
        "id": "M01-007",
        "title": {"en": "Fund", "ko": "기금"},
        "partners": ["moef"],
        "tags": [],
        "decision": "First line.\n\nLast line.\n",
        "plan": {
            "submitted": date(2022, 2, 9),
            "steps": [{"id": "a", "title": "Publish"}, {"id": "b", "title": "Long " * 24 + "."}],
        },
        "results": [{"meeting": 2, "readings": {"a": 122}, "evidence": [{"kind": "news"}]}],
        "relations": {"see_also": ["M01-003"]},
        "x-text": ["a\nb", "c"],
    }
    long = "Long " * 24 + "."
    assert document(data, schema="../s.json") == (
        "# yaml-language-server: $schema=../s.json\n"
        "id: M01-007\n"
        "title: {en: Fund, ko: 기금}\n"
        "partners: [moef]\n"
        "tags: []\n"
        "decision: |\n"
        "  First line.\n"
        "\n"
        "  Last line.\n"
        "plan:\n"
        "  submitted: 2022-02-09\n"
        "  steps:\n"
        "    - {id: a, title: Publish}\n"
        "    - id: b\n"
        f"      title: {long}\n"
        "results:\n"
        "  - meeting: 2\n"
        "    readings: {a: 122}\n"
        "    evidence:\n"
        "      - {kind: news}\n"
        "relations: {see_also: [M01-003]}\n"
        "x-text:\n"
        "  - |-\n"
        "    a\n"
        "    b\n"
        "  - c\n"
    )


@pytest.mark.parametrize("text", [" a\nb", "\na", "a\n\n", "a \nb", "a\tb\nc", "\n", ""])
def test_text_unsafe_in_a_literal_block_is_quoted(text: str) -> None:
    assert literal(text) is None


def test_folded_text_is_wrapped_at_single_spaces() -> None:
    assert folded("one two  three\nfour", 8) == (">-", ["one", "two  three", "", "four"])
    assert folded("a\n  b", 80) is None


def data_of(text: str) -> Any:
    tree, findings = read_tree(text.encode(), "card.yaml")
    assert tree is not None, text
    assert not [found for found in findings if found.severity is Severity.ERROR], text
    return tree.data


texts = st.text(max_size=30).map(lambda text: HIDDEN.sub("", plain(text)))
"""Any text that a file may hold."""

nested = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(texts, nested, min_size=1, max_size=4))
@example({"": {"": [{}]}})
@example({"a\n": "b\n\n"})
def test_a_document_reads_back(data: dict[str, Any]) -> None:
    assert repr(data_of(document(data, schema="s.json"))) == repr(plain(data))


@settings(max_examples=100, deadline=None)
@given(cards)
def test_a_card_reads_back(data: dict[str, Any]) -> None:
    assert repr(data_of(document(data, schema="s.json"))) == repr(data)


likely = st.text(st.sampled_from("0123456789:-+._eExob ~=<nNyYoOfF#'\"\\,?[]{}!&*|>%@`\t\n지é"))
styles = st.sampled_from(["plain", "'", '"'])


def written(text: str, in_flow: bool, style: str) -> str:
    value = scalar(text, flow=in_flow, style=style)
    return f"a: {{b: {value}, c: 1}}\n" if in_flow else f"a:\n  b: {value}\n  c: 1\n"


@settings(max_examples=300, deadline=None)
@given(likely | texts, st.booleans(), styles)
def test_a_scalar_reads_back(text: str, in_flow: bool, style: str) -> None:
    assert data_of(written(text, in_flow, style))["a"] == {"b": text, "c": 1}


@settings(max_examples=300, deadline=None)
@given(likely | st.text(), st.booleans(), styles)
def test_other_parsers_read_the_same_text(text: str, in_flow: bool, style: str) -> None:
    found = yaml.safe_load(written(text, in_flow, style))["a"]["b"]
    assert found == text


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab \n지#-")), st.integers(3, 12))
def test_a_block_scalar_reads_back(text: str, width: int) -> None:
    for found in (literal(text), folded(text, width)):
        if found:
            lines = [f"  {line}" if line else "" for line in found[1]]
            assert data_of("\n".join([f"a: {found[0]}", *lines, "b: 1", ""]))["a"] == text
