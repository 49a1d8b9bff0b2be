"""Trees: values and their positions."""

from __future__ import annotations

import pytest

from cardctl.finding import Field, Span
from cardctl.yaml.reader import Tree, read_tree

CARD = """\
# a card
id: M01-007
title: {en: Fund, ko: '지방 ''기금'''}
meeting: 1
empty:
nothing: null
open: true
due: 2022-12-31
rate: 1.5
partners: [moef,
  "교육부"]
plan:
  summary: long
    text  # with a comment

  steps:
    - {id: a, done: , weight: -3}
    - id: b
      title: |
        첫째 줄

          둘째

    # about the next
    -
none: []
"""


def read(text: str | bytes) -> Tree:
    """Read a valid text with both event sources, which must agree."""
    raw = text.encode() if isinstance(text, str) else text
    tree, findings = read_tree(raw, "x.yaml")
    pure, pure_findings = read_tree(raw, "x.yaml", pure=True)
    assert tree is not None, findings
    assert pure is not None
    assert (tree.root, findings) == (pure.root, pure_findings)
    return tree


def source_of(tree: Tree, *field: str | int) -> str:
    """Return the exact source text of a node."""
    node = tree.node(field)
    assert node is not None, field
    return tree.text[node.start : node.end]


def test_values() -> None:
    assert read(CARD).data == {
        "id": "M01-007",
        "title": {"en": "Fund", "ko": "지방 '기금'"},
        "meeting": 1,
        "empty": None,
        "nothing": None,
        "open": True,
        "due": "2022-12-31",
        "rate": "1.5",
        "partners": ["moef", "교육부"],
        "plan": {
            "summary": "long text",
            "steps": [
                {"id": "a", "done": None, "weight": -3},
                {"id": "b", "title": "첫째 줄\n\n  둘째\n"},
                None,
            ],
        },
        "none": [],
    }


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (("id",), "M01-007"),
        (("title",), "{en: Fund, ko: '지방 ''기금'''}"),
        (("title", "ko"), "'지방 ''기금'''"),
        (("partners",), '[moef,\n  "교육부"]'),
        (("partners", 1), '"교육부"'),
        (("plan", "summary"), "long\n    text"),
        (("plan", "steps", 1), "id: b\n      title: |\n        첫째 줄\n\n          둘째"),
        (("plan", "steps", 1, "title"), "|\n        첫째 줄\n\n          둘째"),
        (("none",), "[]"),
    ],
)
def test_nodes_span_exactly_their_characters(field: Field, text: str) -> None:
    assert source_of(read(CARD), *field) == text


def test_a_block_ends_with_its_last_value() -> None:
    tree = read("a:\n  b: 1  # comment\n\n# more\nc:\n- x\n- y\n\n\nd: >-\n\n  z  \n\n\n")
    assert source_of(tree, "a") == "b: 1"
    assert source_of(tree, "c") == "- x\n- y"
    assert source_of(tree, "d") == ">-\n\n  z  "
    assert source_of(tree) == tree.text.rstrip("\n")


@pytest.mark.parametrize(
    ("text", "field", "before"),
    [
        ("a:\nb: 1\n", ("a",), "a:"),
        ("a: \nb: 1\n", ("a",), "a:"),
        ("a :\nb: 1\n", ("a",), "a :"),
        ("a: # c\n", ("a",), "a:"),
        ("x: {a: , b: 1}\n", ("x", "a"), "x: {a:"),
        ("x: {b: 1, a: }\n", ("x", "a"), "x: {b: 1, a:"),
        ("x:\n  -\n  - 1\n", ("x", 0), "x:\n  -"),
        ("x:\n  - 1\n  -\n", ("x", 1), "x:\n  - 1\n  -"),
    ],
)
def test_empty_value_is_positioned_after_its_colon_or_dash(
    text: str, field: Field, before: str
) -> None:
    node = read(text).node(field)
    assert node is not None
    assert (node.start, node.end) == (len(before), len(before))
    assert node.value is None


def test_styles() -> None:
    tree = read("a: b\nc: 'd'\ne: \"f\"\ng: |\n  h\ni: >\n  j\nk: [l]\nm:\n- n\n")
    styles = [value.style for _, value in tree.root.entries.values()]
    assert styles == ["plain", "'", '"', "|", ">", "flow", "block"]
    assert tree.root.style == "block"


def test_keys_are_text_in_order_and_have_nodes() -> None:
    tree = read("2022: a\n\"b c\" : d\n'e': f\n한글: g\n")
    assert list(tree.data) == ["2022", "b c", "e", "한글"]
    keys = [tree.text[key.start : key.end] for key, _ in tree.root.entries.values()]
    assert keys == ["2022", '"b c"', "'e'", "한글"]


def test_positions_count_characters_from_one() -> None:
    tree = read("가: 나\n😀: [다, 라]\n")
    assert tree.position(0) == (1, 1)
    assert tree.position(tree.text.index("라")) == (2, 8)
    assert tree.span(("😀", 1)) == Span(2, 8, 2, 9)


def test_crlf_ends_a_line() -> None:
    tree = read("a: 1\r\nb: |\r\n  x\r\n\r\nc: y\r\n")
    assert tree.data == {"a": 1, "b": "x\n", "c": "y"}
    assert source_of(tree, "b") == "|\r\n  x"
    assert tree.span(("c",)) == Span(5, 4, 5, 5)


def test_final_newline_is_optional() -> None:
    assert source_of(read("a: |\n  x"), "a") == "|\n  x"
    assert source_of(read("a: [b]"), "a") == "[b]"


def test_document_markers_are_accepted() -> None:
    tree = read("# c\n---\na: 1\n...\n")
    assert tree.data == {"a": 1}
    assert source_of(tree) == "a: 1"


def test_node_requires_an_exact_path() -> None:
    tree = read(CARD)
    assert tree.node(()) is tree.root
    assert tree.node(("plan", "owner")) is None
    assert tree.node(("partners", 2)) is None
    assert tree.node(("partners", -1)) is None
    assert tree.node(("id", "x")) is None


@pytest.mark.parametrize(
    ("field", "found"),
    [
        (("plan", "steps", 1, "owner"), ("plan", "steps", 1)),
        (("plan", "steps", 9, "id"), ("plan", "steps")),
        (("title", "dict[str,str]", "ko"), ("title", "ko")),
        (("partners", "list[str]", 0), ("partners", 0)),
        (("x", "y"), ()),
    ],
)
def test_nearest_stops_at_the_deepest_existing_node(field: Field, found: Field) -> None:
    tree = read(CARD)
    assert tree.nearest(field) == (tree.node(found), found)


def test_span_of_values_keys_and_what_is_missing() -> None:
    tree = read(CARD)
    assert tree.span(("id",)) == Span(2, 5, 2, 12)
    assert tree.span(("id",), on_key=True) == Span(2, 1, 2, 3)
    assert tree.span(("id", "str")) == Span(2, 5, 2, 12)
    assert tree.span(("plan", "owner")) == Span(12, 1, 12, 5)  # the key of its mapping
    assert tree.span(("plan", "steps", 1, "owner")) == Span(18, 7, 18, 12)  # the item's first line
    assert tree.span(("plan", "steps", 0, "owner")) == Span(17, 7, 17, 34)
    assert tree.span(("owner",)) == Span(2, 1, 2, 12)


def test_tree_keeps_text_and_path() -> None:
    tree = read(CARD)
    assert (tree.text, tree.path) == (CARD, "x.yaml")


def test_text_block_may_end_with_the_file() -> None:
    text = "a: |\n  x"
    tree, _ = read_tree(text.encode(), "x.yaml")
    assert tree is not None
    node = tree.node(("a",))
    assert node is not None
    assert (node.start, node.end) == (3, len(text))
